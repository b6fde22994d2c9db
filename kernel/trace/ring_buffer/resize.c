// SPDX-License-Identifier: GPL-2.0-only
/*
 * Changing a ring while it is used: more or fewer sub-buffers, larger ones,
 * none of the old events, or another ring's.
 *
 * What is needed is allocated first, for all CPUs. Then each ring is changed
 * by its own CPU, in an interrupt that found no writer under way: writers have
 * preemption off and finish in LIFO order, so with nest == 0 and everything
 * published there is no half-written event, and with interrupts off none can
 * begin but in an NMI, which @changing sends away, counted. Readers are held
 * off by reader_lock. At last, after a grace period, what is left over is freed.
 * Nothing can fail once the first ring is changed.
 *
 * A ring that only grows or shrinks keeps its events, of which shrinking
 * overwrites the oldest. That moves one pointer per sub-buffer with interrupts
 * off: some 10 ns each.
 *
 * Contexts: all functions for others sleep, but for ring_buffer_swap_cpu().
 */
#include <linux/cpu.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/smp.h>

#include "buffer.h"

/**
 * struct rb_change - what is to happen to one ring
 * @cb:		the ring
 * @store:	its new store; afterwards what is to be freed
 * @pool:	sub-buffers that are in no slot, while changing
 * @nr_pool:	their number
 * @keep:	the events stay, and the old store's sub-buffers are used
 * @done:	it has happened
 */
struct rb_change {
	struct rb_cpu		*cb;
	struct rb_store		*store;
	struct rb_page		**pool;
	u32			nr_pool;
	bool			keep;
	bool			done;
};

/* Nobody writes to the ring, and all that was written is published. */
static bool rb_at_rest(struct rb_cpu *cb)
{
	struct rb_page *page = cb->commit;

	if (READ_ONCE(cb->nest))
		return false;
	/* A writer that is about to find out that it has to publish once more. */
	if ((u32)cb->state - page->key != (u64)page->data->commit)
		rb_publish(cb);
	return true;
}

/* From here to rb_changed() an NMI finds the ring closed. No traceable call in between. */
static __always_inline void rb_changing(struct rb_cpu *cb)
{
	/*
	 * In this order: who is sent away publishes nothing, so nobody may have
	 * interrupted it and found room.
	 */
	WRITE_ONCE(cb->room, 0);
	WRITE_ONCE(cb->changing, true);
	barrier();
}

static __always_inline void rb_changed(struct rb_cpu *cb)
{
	barrier();
	WRITE_ONCE(cb->changing, false);
	WRITE_ONCE(cb->room, cb->stamp_all ? 0 : cb->limit - RB_PAGE_HDR);
}

static void rb_place(struct rb_store *store, u32 index, struct rb_page *page)
{
	store->pages[index] = page;
	page->index = index;
}

/* Is the held sub-buffer still in its slot? If not it is nr + 2nd, and there is no spare. */
static bool rb_held_in_slot(struct rb_cpu *cb)
{
	u64 slot = *rb_slot_of(cb->store, cb->read_seq);

	return rb_slot_is_seq(slot, cb->read_seq) && rb_slot_state(slot) == RB_HELD;
}

/*
 * Fill the slots of the new store: the newest events go where they belong, the
 * rest becomes room. Of all sub-buffers, old and newly allocated, nr + 1 stay.
 */
static void rb_rearrange(struct rb_cpu *cb, struct rb_change *change)
{
	struct rb_store *old = cb->store, *new = change->store;
	bool held_in_slot = cb->held && rb_held_in_slot(cb);
	u64 tail = cb->commit_seq, seq, slot;
	struct rb_page *page;
	u32 index = 0;

	if (!cb->held || held_in_slot)
		change->pool[change->nr_pool++] = old->pages[cb->spare];
	for (seq = tail - old->nr + 1; seq <= tail; seq++) {
		slot = *rb_slot_of(old, seq);
		page = old->pages[rb_slot_index(slot)];
		if (tail - seq < new->nr && rb_slot_state(slot) != RB_FREE) {
			*rb_slot_of(new, seq) = rb_slot(seq, rb_slot_state(slot), index);
			rb_place(new, index++, page);
		} else if (page == cb->held) {
			held_in_slot = false;
		} else {
			if (rb_slot_state(slot) == RB_LIVE)
				local_add(rb_page_count(page), &cb->overrun);
			change->pool[change->nr_pool++] = page;
		}
	}
	for (seq = tail - new->nr + 1; seq <= tail; seq++) {
		slot = *rb_slot_of(old, seq);
		if (tail - seq < old->nr && rb_slot_state(slot) != RB_FREE)
			continue;
		page = change->pool[--change->nr_pool];
		page->seq = 0;	/* it may have been @seq: no iterator is to find that again */
		*rb_slot_of(new, seq) = rb_slot(seq, RB_FREE, index);
		rb_place(new, index++, page);
	}
	if (cb->held && !held_in_slot)
		rb_place(new, index, cb->held);
	else
		rb_place(new, index, change->pool[--change->nr_pool]);
	cb->spare = index;
}

/* On the ring's CPU with interrupts off, or that CPU is off. */
static void rb_change_ring(void *arg)
{
	struct rb_change *change = arg;
	struct rb_cpu *cb = change->cb;
	struct rb_store *old = cb->store;

	if (!rb_at_rest(cb))
		return;
	raw_spin_lock(&cb->reader_lock);
	rb_changing(cb);
	if (change->keep) {
		rb_rearrange(cb, change);
		cb->store = change->store;
		WRITE_ONCE(cb->nr, change->store->nr);
	} else {
		cb->store = change->store;
		rb_start_over(cb, cb->commit_seq + old->nr + 1);
	}
	rb_changed(cb);
	raw_spin_unlock(&cb->reader_lock);
	change->store = old;
	change->done = true;
}

/* Run @fn(@arg) on @cpu with interrupts off, again and again until *@done. */
static void rb_run_on(int cpu, void (*fn)(void *), void *arg, bool *done)
{
	unsigned long flags;

	lockdep_assert_cpus_held();
	for (;;) {
		if (cpu_online(cpu)) {
			smp_call_function_single(cpu, fn, arg, true);
		} else {
			local_irq_save(flags);
			fn(arg);
			local_irq_restore(flags);
		}
		if (*done)
			return;
		cond_resched();
	}
}

/* After a change that kept events only the arrays and the pool are left over. */
static void rb_change_free(struct rb_change *change)
{
	struct rb_store *store = change->store;
	u32 i;

	if (IS_ERR_OR_NULL(store))
		return;
	if (change->done && change->keep) {
		for (i = 0; i < change->nr_pool; i++)
			rb_page_free(change->pool[i], store->order);
		memset(store->pages, 0, (store->nr + 1) * sizeof(*store->pages));
	}
	rb_store_free(store);
	kvfree(change->pool);
}

/* What @cb needs for @nr sub-buffers of @order; @keep the events it has. */
static int rb_change_prepare(struct rb_change *change, struct rb_cpu *cb, u32 nr, int order,
			     bool keep)
{
	struct rb_store *old = cb->store;
	u32 fresh = !keep ? nr + 1 : nr > old->nr ? nr - old->nr : 0;
	u32 i;

	change->cb = cb;
	change->keep = keep;
	change->store = rb_store_alloc(cb->cpu, nr, order, fresh);
	if (IS_ERR(change->store))
		return PTR_ERR(change->store);
	if (!keep)
		return 0;
	change->pool = kvcalloc(old->nr + 1 + fresh, sizeof(*change->pool), GFP_KERNEL);
	if (!change->pool)
		return -ENOMEM;
	/* Copied: an attempt that fails leaves the store to be freed with them. */
	for (i = 0; i < fresh; i++)
		change->pool[i] = change->store->pages[i];
	change->nr_pool = fresh;
	return 0;
}

/*
 * Give the CPUs in @mask rings of @nr sub-buffers of @order, all or none. CPUs
 * that have that already are left alone.
 */
static int rb_change_all(struct trace_buffer *buffer, const struct cpumask *mask, u32 nr,
			 int order, bool keep)
{
	struct rb_change *changes;
	struct rb_cpu *cb;
	int cpu, ret = 0;

	changes = kcalloc(nr_cpu_ids, sizeof(*changes), GFP_KERNEL);
	if (!changes)
		return -ENOMEM;
	for_each_cpu_and(cpu, mask, buffer->cpumask) {
		cb = rb_cpu_of(buffer, cpu);
		if (cb->store->nr == nr && cb->store->order == order)
			continue;
		ret = rb_is_fixed(cb) ? -EBUSY :
					 rb_change_prepare(&changes[cpu], cb, nr, order, keep);
		if (ret)
			goto free;
	}
	for_each_cpu(cpu, mask) {
		if (changes[cpu].cb)
			rb_run_on(cpu, rb_change_ring, &changes[cpu], &changes[cpu].done);
	}
	synchronize_rcu();
free:
	for_each_cpu(cpu, mask)
		rb_change_free(&changes[cpu]);
	kfree(changes);
	return ret;
}

/**
 * ring_buffer_resize - give a buffer more room, or less
 * @buffer:	the buffer
 * @size:	bytes a CPU, rounded up to whole sub-buffers, two at least
 * @cpu:	which, or RING_BUFFER_ALL_CPUS
 *
 * Writers go on writing and readers reading. The events stay, but for the
 * oldest if they no longer fit; those count as overwritten.
 *
 * Return: 0; -ENOMEM or -EINTR, or -EBUSY if a ring is mapped or in a range
 * that survives reboots, and then nothing has changed.
 */
int ring_buffer_resize(struct trace_buffer *buffer, unsigned long size, int cpu)
{
	unsigned long nr;
	int ret;

	guard(cpus_read_lock)();
	guard(mutex)(&buffer->lock);
	nr = rb_nr_for(size, buffer->order);
	if (nr + 1 >= RB_MAX_PAGES)
		return -ENOMEM;
	if (cpu != RING_BUFFER_ALL_CPUS)
		return rb_change_all(buffer, cpumask_of(cpu), nr, buffer->order, true);
	ret = rb_change_all(buffer, cpu_possible_mask, nr, buffer->order, true);
	if (ret)
		return ret;
	buffer->nr_pages = nr;
	buffer->size = size;
	return 0;
}
EXPORT_SYMBOL_GPL(ring_buffer_resize);

/**
 * ring_buffer_subbuf_order_set - use larger or smaller sub-buffers
 * @buffer:	the buffer
 * @order:	pages in a sub-buffer, as a power of two
 *
 * Rings keep the size that was asked for, rounded up to sub-buffers; if they
 * were given different ones, the largest counts for all. All events are thrown
 * away.
 *
 * Return: 0; -EINVAL if an event header could not say such a size; -ENOMEM,
 * -EINTR or -EBUSY as for ring_buffer_resize(), and nothing has changed.
 */
int ring_buffer_subbuf_order_set(struct trace_buffer *buffer, int order)
{
	unsigned long size = 0, own;
	u32 nr;
	int cpu, ret;

	if (order < 0 || order > RB_MAX_ORDER)
		return -EINVAL;
	guard(cpus_read_lock)();
	guard(mutex)(&buffer->lock);
	if (order == buffer->order)
		return 0;
	for_each_cpu(cpu, buffer->cpumask) {
		own = ring_buffer_size(buffer, cpu);
		/* What was asked for, not what that was rounded to. */
		if (rb_nr(rb_cpu_of(buffer, cpu)) == rb_nr_for(buffer->size, buffer->order))
			own = buffer->size;
		size = max(size, own);
	}
	nr = rb_nr_for(size, order);
	ret = rb_change_all(buffer, cpu_possible_mask, nr, order, false);
	if (ret)
		return ret;
	buffer->order = order;
	buffer->nr_pages = nr;
	return 0;
}
EXPORT_SYMBOL_GPL(ring_buffer_subbuf_order_set);

/**
 * ring_buffer_set_time_stamp_abs - write the whole time before each event
 * @buffer:	the buffer
 * @abs:	true: an absolute stamp; false: the usual deltas
 */
void ring_buffer_set_time_stamp_abs(struct trace_buffer *buffer, bool abs)
{
	struct rb_cpu *cb;
	int cpu;

	guard(cpus_read_lock)();
	guard(mutex)(&buffer->lock);
	buffer->stamp_all = abs;
	for_each_cpu(cpu, buffer->cpumask) {
		cb = rb_cpu_of(buffer, cpu);
		WRITE_ONCE(cb->stamp_all, abs);
		WRITE_ONCE(cb->room, abs ? 0 : cb->limit - RB_PAGE_HDR);
	}
}

/**
 * ring_buffer_time_stamp_abs - does each event have its whole time?
 * @buffer:	the buffer
 */
bool ring_buffer_time_stamp_abs(struct trace_buffer *buffer)
{
	return buffer->stamp_all;
}

#ifdef CONFIG_RING_BUFFER_ALLOW_SWAP

/* All that belongs to the events; what belongs to the buffer stays. */
static void rb_swap_rings(struct rb_cpu *a, struct rb_cpu *b)
{
	swap(a->state, b->state);
	swap(a->tail, b->tail);
	swap(a->commit, b->commit);
	swap(a->fast_clock, b->fast_clock);
	swap(a->base, b->base);
	swap(a->commit_seq, b->commit_seq);
	swap(a->store, b->store);
	swap(a->overrun, b->overrun);
	swap(a->dropped_full, b->dropped_full);
	swap(a->dropped_nested, b->dropped_nested);
	swap(a->held, b->held);
	swap(a->read_seq, b->read_seq);
	swap(a->read, b->read);
	swap(a->spare, b->spare);
	swap(a->read_ts, b->read_ts);
	swap(a->read_no, b->read_no);
	swap(a->lost, b->lost);
	swap(a->consumed, b->consumed);
	/* Iterators stay with a ring, and end. */
	a->lineage++;
	b->lineage++;
}

/**
 * ring_buffer_swap_cpu - exchange the events that two buffers have of a CPU
 * @buffer_a:	one buffer
 * @buffer_b:	another one, to which nobody writes
 * @cpu:	the CPU
 *
 * Context: on @cpu with interrupts off; from anywhere if @cpu is offline.
 *
 * Return: 0; -EINVAL if the two have no such CPU, or sizes or clocks that
 * differ; -EBUSY if a writer was interrupted, or one of them is mapped;
 * -EAGAIN if one of them has recording disabled.
 */
int ring_buffer_swap_cpu(struct trace_buffer *buffer_a, struct trace_buffer *buffer_b, int cpu)
{
	struct rb_cpu *a = rb_cpu_of(buffer_a, cpu), *b = rb_cpu_of(buffer_b, cpu);

	if (a == &rb_nowhere || b == &rb_nowhere || a == b)
		return -EINVAL;
	if (a->store->nr != b->store->nr || a->store->order != b->store->order ||
	    buffer_a->clock != buffer_b->clock)
		return -EINVAL;
	if (rb_is_disabled(buffer_a, cpu) || rb_is_disabled(buffer_b, cpu))
		return -EAGAIN;
	if (!rb_at_rest(a) || !rb_at_rest(b) || rb_is_fixed(a) || rb_is_fixed(b))
		return -EBUSY;
	if (a > b)
		swap(a, b);
	raw_spin_lock(&a->reader_lock);
	raw_spin_lock_nested(&b->reader_lock, SINGLE_DEPTH_NESTING);
	rb_changing(a);
	rb_changing(b);
	rb_swap_rings(a, b);
	rb_changed(b);
	rb_changed(a);
	raw_spin_unlock(&b->reader_lock);
	raw_spin_unlock(&a->reader_lock);
	return 0;
}
EXPORT_SYMBOL_GPL(ring_buffer_swap_cpu);

#endif /* CONFIG_RING_BUFFER_ALLOW_SWAP */

/* --- emptying -------------------------------------------------------------- */

/**
 * rb_empty - throw away all events of a ring that has no writers
 * @cb:	the ring
 *
 * Numbers of sub-buffers never go back: readers that remember one find it gone.
 */
void rb_empty(struct rb_cpu *cb)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&cb->reader_lock, flags);
	rb_start_over(cb, cb->commit_seq + cb->store->nr + 1);
	rb_map_update(cb);
	raw_spin_unlock_irqrestore(&cb->reader_lock, flags);
}

static void rb_reset_mask(struct trace_buffer *buffer, const struct cpumask *mask)
{
	int cpu;

	lockdep_assert_held(&buffer->lock);
	for_each_cpu_and(cpu, mask, buffer->cpumask)
		ring_buffer_record_disable_cpu(buffer, cpu);
	/* Writers have preemption off: after this none is left. */
	synchronize_rcu();
	for_each_cpu_and(cpu, mask, buffer->cpumask) {
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
