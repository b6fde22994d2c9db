// SPDX-License-Identifier: GPL-2.0-only
/*
 * Consuming readers: hold the oldest sub-buffer, read it event by event,
 * release it. Several readers of a CPU take turns by reader_lock; none of them
 * ever makes a writer wait. How slots pass between reader and writer is told
 * in rb.h.
 *
 * Contexts: any but NMI; in an NMI, or with the lock taken by whom the oops
 * interrupted, reading finds nothing instead of spinning.
 */
#include <linux/export.h>
#include <linux/kernel.h>

#include "buffer.h"

/* Give back what was read. If a writer has lapped it, it is the spare now. */
void rb_release(struct rb_cpu *cb)
{
	u64 seq = cb->read_seq;
	u32 index = cb->held->index;
	u64 held = rb_slot(seq, RB_HELD, index);

	if (!try_cmpxchg(rb_slot_of(cb->store, seq), &held, rb_slot(seq, RB_FREE, index)))
		WRITE_ONCE(cb->spare, index);	/* seen with the next HELD, rb_release:D */
	cb->held = NULL;
	WRITE_ONCE(cb->read_seq, seq + 1);
}

/* Hold the oldest sub-buffer that has not been read, if there is one. */
static bool rb_hold(struct rb_cpu *cb)
{
	struct rb_page *page;
	u64 slot, *at;

	for (;;) {
		if (cb->read_seq > rb_last_seq(cb))
			return false;
		at = rb_slot_of(cb->store, cb->read_seq);
		slot = READ_ONCE(*at);
		page = cb->store->pages[rb_slot_index(slot)];
		/* Where writing goes on but nothing is yet: not worth being held. */
		if (cb->read_seq == rb_last_seq(cb) && rb_slot_is_seq(slot, cb->read_seq) &&
		    !smp_load_acquire(&page->data->commit))	/* rb_held_end:A */
			return false;
		/* rb_release:D: orders the spare before HELD */
		if (rb_slot_is_seq(slot, cb->read_seq) && rb_slot_state(slot) == RB_LIVE &&
		    try_cmpxchg(at, &slot, rb_slot(cb->read_seq, RB_HELD, rb_slot_index(slot))))
			break;
		/* Overwritten, and if the ring has grown since, there is room instead. */
		WRITE_ONCE(cb->read_seq, cb->read_seq + 1);
	}
	cb->held = page;
	cb->read = RB_PAGE_HDR;
	cb->read_ts = page->data->time_stamp;
	cb->lost += page->first - cb->read_no;
	cb->read_no = page->first;
	return true;
}

/* Everything that will ever be in the held sub-buffer was read. */
static bool rb_held_is_done(struct rb_cpu *cb)
{
	/* In this order: the end is looked for in what is known to be final. */
	return rb_held_is_behind(cb) && cb->read >= rb_held_end(cb);
}

static __always_inline struct ring_buffer_event *
rb_find_event(struct rb_cpu *cb, u64 *ts, u32 *stride)
{
	struct ring_buffer_event *event;
	u32 end;

	for (;;) {
		if (!cb->held && !rb_hold(cb))
			return NULL;
		end = rb_held_end(cb);
		if (cb->read >= end) {
			if (!rb_held_is_done(cb))
				return NULL;
			rb_release(cb);
			continue;
		}
		event = (void *)cb->held->data + cb->read;
		*stride = rb_event_stride(event, end - cb->read);
		if (!*stride) {
			/* Not an event: somebody wrote over our memory. Skip the page. */
			cb->read = end;
			continue;
		}
		if (rb_event_is_data(event)) {
			*ts = rb_event_time(event, cb->read_ts);
			return event;
		}
		rb_step_over(cb, event, *stride);
	}
}

/* The next event, its time in *@ts; it stays next until rb_step_over(). */
struct ring_buffer_event *rb_next_event(struct rb_cpu *cb, u64 *ts, u32 *stride)
{
	return rb_find_event(cb, ts, stride);
}

static struct ring_buffer_event *rb_read(struct trace_buffer *buffer, int cpu, u64 *ts,
					 unsigned long *lost, bool consume)
{
	struct rb_cpu *cb = rb_cpu_of(buffer, cpu);
	struct ring_buffer_event *event;
	unsigned long flags;
	u32 stride;
	u64 time;

	if (likely(!in_nmi() && !oops_in_progress))
		raw_spin_lock_irqsave(&cb->reader_lock, flags);
	else if (!raw_spin_trylock_irqsave(&cb->reader_lock, flags))
		return NULL;
	event = rb_find_event(cb, &time, &stride);
	if (event) {
		if (ts)
			*ts = time;
		if (lost)
			*lost = cb->lost;
		if (consume) {
			cb->lost = 0;
			rb_step_over(cb, event, stride);
		}
	}
	raw_spin_unlock_irqrestore(&cb->reader_lock, flags);
	return event;
}

/**
 * ring_buffer_peek - look at the event that ring_buffer_consume() will return
 * @buffer:	the buffer
 * @cpu:	whose events
 * @ts:		where its time goes, or NULL
 * @lost_events: where the number of events missing before it goes, or NULL
 *
 * Return: the event, which stays readable until it is consumed, or NULL if
 * there is none.
 */
struct ring_buffer_event *ring_buffer_peek(struct trace_buffer *buffer, int cpu, u64 *ts,
					   unsigned long *lost_events)
{
	return rb_read(buffer, cpu, ts, lost_events, false);
}
EXPORT_SYMBOL_GPL(ring_buffer_peek);

/**
 * ring_buffer_consume - take the oldest event out of the buffer
 * @buffer:	the buffer
 * @cpu:	whose events
 * @ts:		where its time goes, or NULL
 * @lost_events: where the number of events missing before it goes, or NULL
 *
 * Return: the event, or NULL if there is none. Its memory is the reader's
 * until the next call for this CPU: several readers that look at events
 * outside a lock of their own must copy first.
 */
struct ring_buffer_event *ring_buffer_consume(struct trace_buffer *buffer, int cpu, u64 *ts,
					      unsigned long *lost_events)
{
	return rb_read(buffer, cpu, ts, lost_events, true);
}
EXPORT_SYMBOL_GPL(ring_buffer_consume);

/**
 * ring_buffer_empty_cpu - is there nothing to read from this CPU?
 * @buffer:	the buffer
 * @cpu:	the CPU
 */
bool ring_buffer_empty_cpu(struct trace_buffer *buffer, int cpu)
{
	return !ring_buffer_peek(buffer, cpu, NULL, NULL);
}
EXPORT_SYMBOL_GPL(ring_buffer_empty_cpu);

/**
 * ring_buffer_empty - is there nothing to read from any CPU?
 * @buffer:	the buffer
 */
bool ring_buffer_empty(struct trace_buffer *buffer)
{
	int cpu;

	for_each_cpu(cpu, buffer->cpumask) {
		if (!ring_buffer_empty_cpu(buffer, cpu))
			return false;
	}
	return true;
}
EXPORT_SYMBOL_GPL(ring_buffer_empty);

/**
 * ring_buffer_event_length - bytes of data in an event
 * @event:	the event
 *
 * The data of a long event is padded to words; the padding is counted.
 */
unsigned int ring_buffer_event_length(struct ring_buffer_event *event)
{
	if (event->type_len)
		return event->type_len * RB_WORD;
	return event->array[0] - sizeof(event->array[0]);
}
EXPORT_SYMBOL_GPL(ring_buffer_event_length);

/**
 * ring_buffer_event_data - the data of an event
 * @event:	the event
 */
void *ring_buffer_event_data(struct ring_buffer_event *event)
{
	return event->type_len ? event->array : event->array + 1;
}
EXPORT_SYMBOL_GPL(ring_buffer_event_data);
