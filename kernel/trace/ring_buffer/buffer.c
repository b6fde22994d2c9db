// SPDX-License-Identifier: GPL-2.0-only
/*
 * Buffers as a whole: making and freeing them, emptying them, switching
 * recording on and off, and the interface for writers that do not reserve
 * inline. The ring itself is in rb.h, write.c, read.c.
 *
 * Contexts: making, freeing and emptying sleep. Switching and writing work
 * anywhere.
 *
 * A ring is emptied without its sub-buffer numbers ever going back: every
 * reader and iterator that remembers a number finds that it is gone.
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

/* The ring of CPUs that have none: records nothing, holds nothing. */
struct rb_cpu rb_nowhere = {
	.tail		= &rb_nowhere_page,
	.commit		= &rb_nowhere_page,
	.clock		= trace_clock_local,
	.disabled	= 1,
	.read_seq	= 1,
	.reader_lock	= __RAW_SPIN_LOCK_UNLOCKED(rb_nowhere.reader_lock),
	.waiters	= __WAIT_QUEUE_HEAD_INITIALIZER(rb_nowhere.waiters),
};

static u32 rb_size(const struct rb_cpu *cb)
{
	return PAGE_SIZE << cb->order;
}

/*
 * Empty the ring, its first sub-buffer being number @seq. No writer is active
 * and @reader_lock is held, or nobody knows of the ring yet.
 */
static void rb_start_over(struct rb_cpu *cb, u64 seq)
{
	struct rb_page *page;
	u64 now;
	u32 i;

	preempt_disable_notrace();
	now = rb_now(cb);
	preempt_enable_notrace();
	rb_clock_forget(&cb->fast_clock);

	for (i = 0; i <= cb->nr; i++) {
		page = &cb->pages[i];
		page->base = local_read(&page->entries);
		page->data->commit = 0;
	}
	for (i = 0; i < cb->nr; i++)
		WRITE_ONCE(cb->slots[(seq + i) % cb->nr], rb_slot(seq + i - cb->nr, RB_FREE, i));
	cb->spare = cb->nr;

	page = &cb->pages[0];
	page->seq = seq;
	page->key = (u32)seq << RB_OFFSET_BITS;
	page->first = 0;
	page->dropped = 0;
	page->data->time_stamp = now;
	WRITE_ONCE(cb->slots[seq % cb->nr], rb_slot(seq, RB_LIVE, 0));

	cb->tail = page;
	cb->commit = page;
	cb->epoch = now >> RB_EPOCH_SHIFT;
	cb->state = now << 32 | page->key | RB_PAGE_HDR;
	local_set(&cb->overrun, 0);
	local_set(&cb->dropped_full, 0);
	local_set(&cb->dropped_nested, 0);

	cb->held = NULL;
	cb->read_no = 0;
	cb->lost = 0;
	cb->consumed = 0;
	WRITE_ONCE(cb->read_seq, seq);
	smp_store_release(&cb->commit_seq, seq);	/* rb_publish:B */
}

static void rb_cpu_free(struct rb_cpu *cb)
{
	u32 i;

	if (!cb || cb == &rb_nowhere)
		return;
	irq_work_sync(&cb->wake_work);
	for (i = 0; cb->pages && i <= cb->nr; i++)
		free_pages((unsigned long)cb->pages[i].data, cb->order);
	kvfree(cb->pages);
	kvfree(cb->slots);
	kfree(cb);
}

static struct rb_cpu *rb_cpu_alloc(struct trace_buffer *buffer, int cpu)
{
	/* No OOM kill for the sake of a trace: fail instead. */
	gfp_t gfp = GFP_KERNEL | __GFP_RETRY_MAYFAIL | __GFP_NOWARN | __GFP_ZERO;
	int node = cpu_to_node(cpu);
	struct rb_cpu *cb;
	struct page *mem;
	u32 i;

	cb = kzalloc_node(sizeof(*cb), GFP_KERNEL, node);
	if (!cb)
		return NULL;
	cb->buffer = buffer;
	cb->cpu = cpu;
	cb->order = buffer->order;
	cb->nr = buffer->nr_pages;
	cb->limit = rb_size(cb);
	cb->commit_limit = cb->limit;
	cb->clock = buffer->clock;
	cb->overwrite = buffer->flags & RB_FL_OVERWRITE;
	cb->disabled = 1;
	raw_spin_lock_init(&cb->reader_lock);
	rb_wait_init(cb);

	cb->pages = kvcalloc(cb->nr + 1, sizeof(*cb->pages), GFP_KERNEL);
	cb->slots = kvcalloc(cb->nr, sizeof(*cb->slots), GFP_KERNEL);
	if (!cb->pages || !cb->slots)
		goto nomem;
	for (i = 0; i <= cb->nr; i++) {
		mem = alloc_pages_node(node, gfp, cb->order);
		if (!mem)
			goto nomem;
		cb->pages[i].data = page_address(mem);
	}
	rb_start_over(cb, 0);
	return cb;
nomem:
	rb_cpu_free(cb);
	return NULL;
}

/*
 * Derive rb_cpu.disabled from the two places that say so. Whoever changes one
 * of them calls this after it, in any context; of several at a time the last
 * to write sees that it wrote something old, and writes again.
 */
static notrace void rb_update_disabled(struct trace_buffer *buffer, int cpu)
{
	struct rb_place *place = per_cpu_ptr(buffer->cpu, cpu);
	struct rb_cpu *cb = READ_ONCE(place->ring);
	int disabled;

	if (cb == &rb_nowhere)
		return;
	do {
		disabled = atomic_read(&buffer->disabled) || atomic_read(&place->disabled);
		WRITE_ONCE(cb->disabled, disabled);
		smp_mb();	/* the write before the look, here as in the other caller */
	} while (disabled != (atomic_read(&buffer->disabled) || atomic_read(&place->disabled)));
}

static notrace void rb_update_all_disabled(struct trace_buffer *buffer)
{
	int cpu;

	smp_mb();	/* the change before the mask; pairs with trace_rb_cpu_prepare() */
	for_each_cpu(cpu, buffer->cpumask)
		rb_update_disabled(buffer, cpu);
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
	cb = rb_cpu_alloc(buffer, cpu);
	if (!cb)
		return -ENOMEM;
	/* A ring is whole before its CPU, which is not up yet, finds it. */
	smp_store_release(&per_cpu_ptr(buffer->cpu, cpu)->ring, cb);
	cpumask_set_cpu(cpu, buffer->cpumask);
	smp_mb();	/* the mask before what it depends on; see rb_update_all_disabled() */
	rb_update_disabled(buffer, cpu);
	return 0;
}

static int rb_hotplug_register(struct trace_buffer *buffer)
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
	unsigned long nr = max(DIV_ROUND_UP(size, PAGE_SIZE - RB_PAGE_HDR), 2UL);
	struct trace_buffer *buffer;
	int cpu;

	if (nr + 1 >= RB_MAX_PAGES)
		return NULL;
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
	buffer->nr_pages = nr;
	if (rb_hotplug_register(buffer))
		goto free_cpus;
	return buffer;

free_cpus:
	for_each_possible_cpu(cpu)
		rb_cpu_free(rb_cpu_of(buffer, cpu));
	free_percpu(buffer->cpu);
free_mask:
	free_cpumask_var(buffer->cpumask);
free:
	kfree(buffer);
	return NULL;
}
EXPORT_SYMBOL_GPL(__ring_buffer_alloc);

/**
 * ring_buffer_free - free a buffer that nobody writes to or reads any more
 * @buffer:	the buffer
 */
void ring_buffer_free(struct trace_buffer *buffer)
{
	int cpu;

	cpuhp_state_remove_instance_nocalls(CPUHP_TRACE_RB_PREPARE, &buffer->node);
	for_each_possible_cpu(cpu)
		rb_cpu_free(rb_cpu_of(buffer, cpu));
	free_percpu(buffer->cpu);
	free_cpumask_var(buffer->cpumask);
	kfree(buffer);
}
EXPORT_SYMBOL_GPL(ring_buffer_free);

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
	void *data;

	preempt_disable_notrace();
	cb = rb_this_cpu(buffer);
	if (unlikely(length > cb->limit - RB_PAGE_HDR - 2 * RB_EVENT_HDR))
		goto refuse;
	data = rb_reserve(cb, rb_event_space(length));
	if (unlikely(!data))
		goto refuse;
	return data - RB_EVENT_HDR - (length > RB_MAX_SMALL ? sizeof(u32) : 0);
refuse:
	preempt_enable_notrace();
	return NULL;
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

/**
 * ring_buffer_resize - give a buffer more room, or less
 * @buffer:	the buffer
 * @size:	bytes a CPU
 * @cpu:	which, or RING_BUFFER_ALL_CPUS
 *
 * Return: 0 if it has that size already; else -EOPNOTSUPP: a buffer keeps the
 * size that it was made with.
 */
int ring_buffer_resize(struct trace_buffer *buffer, unsigned long size, int cpu)
{
	unsigned long nr = max(DIV_ROUND_UP(size, PAGE_SIZE - RB_PAGE_HDR), 2UL);

	return nr == buffer->nr_pages ? 0 : -EOPNOTSUPP;
}
EXPORT_SYMBOL_GPL(ring_buffer_resize);

/* --- recording on and off ------------------------------------------------ */

/**
 * ring_buffer_record_disable - no new events until ring_buffer_record_enable()
 * @buffer:	the buffer
 *
 * Counts; does not wait for events that are being written.
 */
void ring_buffer_record_disable(struct trace_buffer *buffer)
{
	atomic_inc(&buffer->disabled);
	rb_update_all_disabled(buffer);
}
EXPORT_SYMBOL_GPL(ring_buffer_record_disable);

/**
 * ring_buffer_record_enable - undo one ring_buffer_record_disable()
 * @buffer:	the buffer
 */
void ring_buffer_record_enable(struct trace_buffer *buffer)
{
	atomic_dec(&buffer->disabled);
	rb_update_all_disabled(buffer);
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
	rb_update_disabled(buffer, cpu);
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
	rb_update_disabled(buffer, cpu);
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
	rb_update_all_disabled(buffer);
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
	rb_update_all_disabled(buffer);
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

/* --- emptying -------------------------------------------------------------- */

/**
 * rb_empty - throw away all events of a ring that has no writers
 * @cb:	the ring
 */
void rb_empty(struct rb_cpu *cb)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&cb->reader_lock, flags);
	rb_start_over(cb, cb->commit_seq + cb->nr + 1);
	raw_spin_unlock_irqrestore(&cb->reader_lock, flags);
}

static void rb_reset_mask(struct trace_buffer *buffer, const struct cpumask *mask)
{
	int cpu;

	lockdep_assert_held(&buffer->lock);
	for_each_cpu(cpu, mask)
		ring_buffer_record_disable_cpu(buffer, cpu);
	/* Writers have preemption off: after this none is left. */
	synchronize_rcu();
	for_each_cpu(cpu, mask) {
		if (!cpumask_test_cpu(cpu, buffer->cpumask))
			continue;
		rb_empty(rb_cpu_of(buffer, cpu));
		ring_buffer_record_enable_cpu(buffer, cpu);
	}
}

/**
 * ring_buffer_reset_cpu - throw away all events of a CPU, and its counters
 * @buffer:	the buffer
 * @cpu:	the CPU
 */
void ring_buffer_reset_cpu(struct trace_buffer *buffer, int cpu)
{
	guard(mutex)(&buffer->lock);
	rb_reset_mask(buffer, cpumask_of(cpu));
}
EXPORT_SYMBOL_GPL(ring_buffer_reset_cpu);

/**
 * ring_buffer_reset_online_cpus - ring_buffer_reset_cpu() for those online
 * @buffer:	the buffer
 */
void ring_buffer_reset_online_cpus(struct trace_buffer *buffer)
{
	guard(cpus_read_lock)();
	guard(mutex)(&buffer->lock);
	rb_reset_mask(buffer, cpu_online_mask);
}

/**
 * ring_buffer_reset - throw away everything
 * @buffer:	the buffer
 */
void ring_buffer_reset(struct trace_buffer *buffer)
{
	guard(mutex)(&buffer->lock);
	rb_reset_mask(buffer, buffer->cpumask);
}
EXPORT_SYMBOL_GPL(ring_buffer_reset);

/**
 * ring_buffer_set_clock - take time stamps from another clock
 * @buffer:	the buffer
 * @clock:	notrace, safe in NMI, not going back on one CPU
 *
 * What was recorded with the old clock is thrown away: its stamps mean
 * something else.
 */
void ring_buffer_set_clock(struct trace_buffer *buffer, u64 (*clock)(void))
{
	int cpu;

	guard(mutex)(&buffer->lock);
	buffer->clock = clock;
	for_each_cpu(cpu, buffer->cpumask)
		WRITE_ONCE(rb_cpu_of(buffer, cpu)->clock, clock);
	rb_reset_mask(buffer, buffer->cpumask);
}
