// SPDX-License-Identifier: GPL-2.0-only
/*
 * Recording on and off, and what to lose when the buffer is full.
 *
 * A buffer has a switch and a count of those who want it quiet, and so has each
 * CPU a count. What comes of all that is one word in the ring, so that writers
 * test one word.
 *
 * Contexts: any, but for ring_buffer_change_overwrite().
 */
#include <linux/export.h>
#include <linux/kernel.h>

#include "buffer.h"

/*
 * Derive rb_cpu.recording from the two places that say so. Whoever changes one
 * of them calls this after it, in any context; of several at a time the last
 * to write sees that it wrote something old, and writes again.
 */
notrace void rb_update_recording(struct trace_buffer *buffer, int cpu)
{
	struct rb_cpu *cb = rb_cpu_of(buffer, cpu);
	bool disabled;

	if (cb == &rb_nowhere)
		return;
	do {
		disabled = rb_is_disabled(buffer, cpu);
		WRITE_ONCE(cb->recording, !disabled);
		smp_mb();	/* the write before the look, here as in the other caller */
	} while (disabled != rb_is_disabled(buffer, cpu));
}

static notrace void rb_update_all(struct trace_buffer *buffer)
{
	int cpu;

	smp_mb();	/* the change before the mask; pairs with trace_rb_cpu_prepare() */
	for_each_cpu(cpu, buffer->cpumask)
		rb_update_recording(buffer, cpu);
}

/**
 * ring_buffer_record_disable - no new events until ring_buffer_record_enable()
 * @buffer:	the buffer
 *
 * Counts; does not wait for events that are being written.
 */
void ring_buffer_record_disable(struct trace_buffer *buffer)
{
	atomic_inc(&buffer->disabled);
	rb_update_all(buffer);
}
EXPORT_SYMBOL_GPL(ring_buffer_record_disable);

/**
 * ring_buffer_record_enable - undo one ring_buffer_record_disable()
 * @buffer:	the buffer
 */
void ring_buffer_record_enable(struct trace_buffer *buffer)
{
	atomic_dec(&buffer->disabled);
	rb_update_all(buffer);
}
EXPORT_SYMBOL_GPL(ring_buffer_record_enable);

/**
 * ring_buffer_record_disable_cpu - as ring_buffer_record_disable(), for one CPU
 * @buffer:	the buffer
 * @cpu:	the CPU
 */
void ring_buffer_record_disable_cpu(struct trace_buffer *buffer, int cpu)
{
	atomic_inc(&per_cpu_ptr(buffer->cpu, cpu)->disabled);
	smp_mb__after_atomic();	/* the change before the look, see there */
	rb_update_recording(buffer, cpu);
}
EXPORT_SYMBOL_GPL(ring_buffer_record_disable_cpu);

/**
 * ring_buffer_record_enable_cpu - undo one ring_buffer_record_disable_cpu()
 * @buffer:	the buffer
 * @cpu:	the CPU
 */
void ring_buffer_record_enable_cpu(struct trace_buffer *buffer, int cpu)
{
	atomic_dec(&per_cpu_ptr(buffer->cpu, cpu)->disabled);
	smp_mb__after_atomic();	/* the change before the look, see there */
	rb_update_recording(buffer, cpu);
}
EXPORT_SYMBOL_GPL(ring_buffer_record_enable_cpu);

/**
 * ring_buffer_record_off - the switch: off
 * @buffer:	the buffer
 *
 * Context: any.
 */
notrace void ring_buffer_record_off(struct trace_buffer *buffer)
{
	atomic_or(RB_OFF, &buffer->disabled);
	rb_update_all(buffer);
}
EXPORT_SYMBOL_GPL(ring_buffer_record_off);

/**
 * ring_buffer_record_on - the switch: on
 * @buffer:	the buffer
 *
 * Recording resumes if no ring_buffer_record_disable() is in force. Context: any.
 */
notrace void ring_buffer_record_on(struct trace_buffer *buffer)
{
	atomic_andnot(RB_OFF, &buffer->disabled);
	rb_update_all(buffer);
}
EXPORT_SYMBOL_GPL(ring_buffer_record_on);

/**
 * ring_buffer_record_is_on - would an event be recorded?
 * @buffer:	the buffer
 */
bool ring_buffer_record_is_on(struct trace_buffer *buffer)
{
	return !atomic_read(&buffer->disabled);
}

/**
 * ring_buffer_record_is_set_on - is the switch on, whatever the counts?
 * @buffer:	the buffer
 */
bool ring_buffer_record_is_set_on(struct trace_buffer *buffer)
{
	return !(atomic_read(&buffer->disabled) & RB_OFF);
}

/**
 * ring_buffer_change_overwrite - what to lose when full
 * @buffer:	the buffer
 * @val:	true: the oldest events; false: the newest
 */
void ring_buffer_change_overwrite(struct trace_buffer *buffer, int val)
{
	int cpu;

	guard(mutex)(&buffer->lock);
	buffer->flags &= ~RB_FL_OVERWRITE;
	if (val)
		buffer->flags |= RB_FL_OVERWRITE;
	for_each_cpu(cpu, buffer->cpumask)
		WRITE_ONCE(rb_cpu_of(buffer, cpu)->overwrite, !!val);
}
EXPORT_SYMBOL_GPL(ring_buffer_change_overwrite);
