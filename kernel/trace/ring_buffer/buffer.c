// SPDX-License-Identifier: GPL-2.0-only
/*
 * Buffers as a whole: making and freeing them, and the interface for writers
 * that do not reserve inline. The ring itself is in rb.h, write.c, read.c.
 *
 * Contexts: making and freeing sleep. Writing works anywhere.
 */
#include <linux/cpuhotplug.h>
#include <linux/cpu.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/trace_seq.h>

#include "buffer.h"

static struct rb_data_page rb_nowhere_data;

static struct rb_page rb_nowhere_page = {
	.data	= &rb_nowhere_data,
};

static u64 rb_nowhere_slot;
static struct rb_page *rb_nowhere_pages[] = { &rb_nowhere_page, &rb_nowhere_page };

static struct rb_store rb_nowhere_store = {
	.nr	= 1,
	.slots	= &rb_nowhere_slot,
	.pages	= rb_nowhere_pages,
};

/* The ring of CPUs that have none: records nothing, holds nothing. */
struct rb_cpu rb_nowhere = {
	.tail		= &rb_nowhere_page,
	.commit		= &rb_nowhere_page,
	.clock		= trace_clock_local,
	.store		= &rb_nowhere_store,
	.read_seq	= 1,
	.reader_lock	= __RAW_SPIN_LOCK_UNLOCKED(rb_nowhere.reader_lock),
	.waiters	= __WAIT_QUEUE_HEAD_INITIALIZER(rb_nowhere.waiters),
};

/**
 * rb_cpu_free - free a ring
 * @cb:	the ring; may be NULL
 */
void rb_cpu_free(struct rb_cpu *cb)
{
	if (!cb || cb == &rb_nowhere)
		return;
	irq_work_sync(&cb->wake_work);
	rb_store_free(cb->store);
	free_page((unsigned long)cb->free_page);
	kfree(cb);
}

/**
 * rb_cpu_alloc - make a ring for a CPU
 * @buffer:	the buffer that it is for
 * @cpu:	the CPU
 * @fill:	give it sub-buffers and start it
 *
 * Return: the ring, or NULL.
 */
struct rb_cpu *rb_cpu_alloc(struct trace_buffer *buffer, int cpu, bool fill)
{
	struct rb_cpu *cb;

	cb = kzalloc_node(sizeof(*cb), GFP_KERNEL, cpu_to_node(cpu));
	if (!cb)
		return NULL;
	cb->buffer = buffer;
	cb->cpu = cpu;
	cb->clock = buffer->clock;
	cb->overwrite = buffer->flags & RB_FL_OVERWRITE;
	cb->stamp_all = buffer->stamp_all;
	cb->nr = buffer->nr_pages;
	cb->limit = PAGE_SIZE << buffer->order;
	cb->room = cb->stamp_all ? 0 : cb->limit - RB_PAGE_HDR;
	cb->commit_room = RB_OFFSET_MASK;
	raw_spin_lock_init(&cb->reader_lock);
	rb_wait_init(cb);
	cb->store = rb_store_alloc(cpu, cb->nr, buffer->order, fill ? cb->nr + 1 : 0);
	if (IS_ERR(cb->store)) {
		kfree(cb);
		return NULL;
	}
	if (fill)
		rb_start_over(cb, RB_FIRST_SEQ);
	return cb;
}

/**
 * rb_buffer_add - a buffer gets a ring
 * @buffer:	the buffer
 * @cpu:	for this CPU, which is not up, or not in use yet
 * @cb:		the ring
 */
void rb_buffer_add(struct trace_buffer *buffer, int cpu, struct rb_cpu *cb)
{
	/* A ring is whole before its CPU finds it. */
	smp_store_release(&per_cpu_ptr(buffer->cpu, cpu)->ring, cb);
	cpumask_set_cpu(cpu, buffer->cpumask);
	smp_mb();	/* the mask before what it depends on; see rb_update_all() */
	rb_update_recording(buffer, cpu);
}

/**
 * trace_rb_cpu_prepare - a CPU comes up: give it a ring
 * @cpu:	the CPU
 * @node:	the buffer, by trace_buffer.node
 *
 * A ring stays when its CPU goes: there may be something in it.
 *
 * Return: 0 or -ENOMEM, and then the CPU does not come up.
 */
int trace_rb_cpu_prepare(unsigned int cpu, struct hlist_node *node)
{
	struct trace_buffer *buffer = hlist_entry(node, struct trace_buffer, node);
	struct rb_cpu *cb;

	guard(mutex)(&buffer->lock);
	if (cpumask_test_cpu(cpu, buffer->cpumask))
		return 0;
	cb = rb_cpu_alloc(buffer, cpu, true);
	if (!cb)
		return -ENOMEM;
	rb_buffer_add(buffer, cpu, cb);
	return 0;
}

/**
 * rb_buffer_start - follow CPUs that come up; those that are up get rings now
 * @buffer:	the buffer
 *
 * Return: 0 or -errno.
 */
int rb_buffer_start(struct trace_buffer *buffer)
{
	static DEFINE_MUTEX(lock);
	static bool ready;
	int ret = 0;

	mutex_lock(&lock);
	if (!ready)
		ret = cpuhp_setup_state_multi(CPUHP_TRACE_RB_PREPARE, "trace/RB:prepare",
					      trace_rb_cpu_prepare, NULL);
	if (!ret)
		ready = true;
	mutex_unlock(&lock);
	if (ret)
		return ret;
	/* Calls trace_rb_cpu_prepare() for every CPU that is online now. */
	return cpuhp_state_add_instance(CPUHP_TRACE_RB_PREPARE, &buffer->node);
}

/**
 * rb_buffer_free - free a buffer that follows no CPUs
 * @buffer:	the buffer
 */
void rb_buffer_free(struct trace_buffer *buffer)
{
	int cpu;

	for_each_possible_cpu(cpu)
		rb_cpu_free(rb_cpu_of(buffer, cpu));
	rb_range_close(buffer);
	free_percpu(buffer->cpu);
	free_cpumask_var(buffer->cpumask);
	kfree(buffer);
}

/**
 * rb_buffer_alloc - make a buffer without rings
 * @nr:		sub-buffers of each CPU
 * @order:	of the sub-buffers
 * @flags:	RB_FL_*
 * @key:	lock class of its lock
 *
 * Return: the buffer, or NULL.
 */
struct trace_buffer *rb_buffer_alloc(unsigned long nr, int order, unsigned int flags,
				     struct lock_class_key *key)
{
	struct trace_buffer *buffer;
	int cpu;

	buffer = kzalloc(sizeof(*buffer), GFP_KERNEL);
	if (!buffer)
		return NULL;
	if (!zalloc_cpumask_var(&buffer->cpumask, GFP_KERNEL))
		goto free;
	buffer->cpu = alloc_percpu(struct rb_place);
	if (!buffer->cpu)
		goto free_mask;
	for_each_possible_cpu(cpu)
		per_cpu_ptr(buffer->cpu, cpu)->ring = &rb_nowhere;
	__mutex_init(&buffer->lock, "trace_buffer.lock", key);
	init_waitqueue_head(&buffer->waiters);
	buffer->clock = trace_clock_local;
	buffer->flags = flags;
	buffer->order = order;
	buffer->nr_pages = nr;
	return buffer;

free_mask:
	free_cpumask_var(buffer->cpumask);
free:
	kfree(buffer);
	return NULL;
}

/**
 * __ring_buffer_alloc - make a buffer; use ring_buffer_alloc()
 * @size:	bytes a CPU, rounded up to whole sub-buffers, two at least
 * @flags:	RB_FL_OVERWRITE: when full, lose the oldest instead of the newest
 * @key:	lock class of this buffer's lock
 *
 * Context: sleeps, but for early boot.
 *
 * Return: the buffer, recording with trace_clock_local(), or NULL.
 */
struct trace_buffer *__ring_buffer_alloc(unsigned long size, unsigned int flags,
					 struct lock_class_key *key)
{
	unsigned long nr = rb_nr_for(size, 0);
	struct trace_buffer *buffer;

	if (nr + 1 >= RB_MAX_PAGES)
		return NULL;
	buffer = rb_buffer_alloc(nr, 0, flags, key);
	if (!buffer)
		return NULL;
	buffer->size = size;
	if (rb_buffer_start(buffer)) {
		rb_buffer_free(buffer);
		return NULL;
	}
	return buffer;
}
EXPORT_SYMBOL_GPL(__ring_buffer_alloc);

/**
 * ring_buffer_free - free a buffer that nobody writes to or reads any more
 * @buffer:	the buffer
 */
void ring_buffer_free(struct trace_buffer *buffer)
{
	cpuhp_state_remove_instance_nocalls(CPUHP_TRACE_RB_PREPARE, &buffer->node);
	rb_buffer_free(buffer);
}
EXPORT_SYMBOL_GPL(ring_buffer_free);

/* An empty event, or one whose length stands in array[0]. */
static notrace noinline void *rb_reserve_long(struct rb_cpu *cb, unsigned long length)
{
	void *data;

	if (length > cb->limit - RB_PAGE_HDR - 2 * RB_EVENT_HDR)
		return NULL;
	data = rb_reserve(cb, rb_event_space(length));
	if (!data)
		return NULL;
	return data - RB_EVENT_HDR - (length > RB_MAX_SMALL ? sizeof(u32) : 0);
}

/**
 * ring_buffer_lock_reserve - claim room for an event
 * @buffer:	the buffer
 * @length:	bytes of data
 *
 * Turns preemption off until ring_buffer_unlock_commit() or
 * ring_buffer_discard_commit().
 *
 * Return: the event, whose data is at ring_buffer_event_data(); NULL if it is
 * not recorded, with preemption as it was.
 */
notrace struct ring_buffer_event *ring_buffer_lock_reserve(struct trace_buffer *buffer,
							   unsigned long length)
{
	struct rb_cpu *cb;
	void *event;

	preempt_disable_notrace();
	cb = rb_this_cpu(buffer);
	/* 1 to RB_MAX_SMALL bytes: all that decides is known from the length alone. */
	if (likely(length - 1 < RB_MAX_SMALL))
		event = rb_reserve_words(cb, DIV_ROUND_UP(length, RB_WORD));
	else
		event = rb_reserve_long(cb, length);
	if (unlikely(!event))
		preempt_enable_notrace();
	return event;
}
EXPORT_SYMBOL_GPL(ring_buffer_lock_reserve);

/**
 * ring_buffer_unlock_commit - end the event that was reserved last
 * @buffer:	the buffer
 *
 * Return: 0.
 */
notrace int ring_buffer_unlock_commit(struct trace_buffer *buffer)
{
	rb_commit(rb_this_cpu(buffer));
	preempt_enable_notrace();
	return 0;
}
EXPORT_SYMBOL_GPL(ring_buffer_unlock_commit);

/**
 * ring_buffer_discard_commit - take back the event that was reserved last
 * @buffer:	the buffer
 * @event:	what ring_buffer_lock_reserve() returned
 */
notrace void ring_buffer_discard_commit(struct trace_buffer *buffer,
					struct ring_buffer_event *event)
{
	rb_discard(rb_this_cpu(buffer), event);
	preempt_enable_notrace();
}
EXPORT_SYMBOL_GPL(ring_buffer_discard_commit);

/**
 * ring_buffer_event_time_stamp - the time of an event that is being written
 * @buffer:	the buffer
 * @event:	what ring_buffer_lock_reserve() returned last on this CPU
 *
 * If others interrupted the writer and recorded meanwhile: the time of the last
 * of those.
 */
notrace u64 ring_buffer_event_time_stamp(struct trace_buffer *buffer,
					 struct ring_buffer_event *event)
{
	return rb_newest_time(rb_this_cpu(buffer));
}
EXPORT_SYMBOL_GPL(ring_buffer_event_time_stamp);

/**
 * ring_buffer_write - record one event
 * @buffer:	the buffer
 * @length:	bytes of @data
 * @data:	the data
 *
 * Return: 0, or -EBUSY if it was not recorded.
 */
notrace int ring_buffer_write(struct trace_buffer *buffer, unsigned long length, void *data)
{
	struct ring_buffer_event *event = ring_buffer_lock_reserve(buffer, length);

	if (!event)
		return -EBUSY;
	memcpy(ring_buffer_event_data(event), data, length);
	ring_buffer_unlock_commit(buffer);
	return 0;
}
EXPORT_SYMBOL_GPL(ring_buffer_write);

/**
 * ring_buffer_nest_start - about to record while an event is reserved
 * @buffer:	the buffer
 *
 * This ring takes nested events as they come; the pair remains for callers
 * that say what they do.
 */
notrace void ring_buffer_nest_start(struct trace_buffer *buffer)
{
	preempt_disable_notrace();
}

/**
 * ring_buffer_nest_end - counterpart of ring_buffer_nest_start()
 * @buffer:	the buffer
 */
notrace void ring_buffer_nest_end(struct trace_buffer *buffer)
{
	preempt_enable_notrace();
}
