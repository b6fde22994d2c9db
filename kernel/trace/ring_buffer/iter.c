// SPDX-License-Identifier: GPL-2.0-only
/*
 * Readers that leave the buffer as it is: `cat trace`.
 *
 * An iterator shows what was in one CPU's ring when it was started or reset,
 * and of that what writers have not overwritten by the time it gets there;
 * where they have, it says how many events are missing. It never makes a
 * writer wait and takes nothing from consuming readers: it copies one
 * sub-buffer at a time to memory of its own and then looks whether the slot
 * still is what it was. If a writer claimed it meanwhile, the copy is dropped.
 *
 * Contexts: starting allocates as its gfp flags allow; the rest is for any
 * context that owns the iterator.
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/slab.h>

#include "buffer.h"

/**
 * struct ring_buffer_iter - a reader's place in one CPU's ring
 * @cb:		the ring
 * @lineage:	rb_cpu.lineage when we started; 0: there is nothing for us
 * @size:	bytes that @copy holds
 * @copy:	private copy of the sub-buffer with number @seq
 * @loaded:	@copy holds it
 * @seq:	where we are
 * @offset:	of the next event in @copy, or where to begin once it is loaded
 * @end:	offset behind the last event in @copy
 * @last_seq:	the sub-buffer that was being written when we started
 * @ts:		time of the event before the next one
 * @next_ts:	time of the next one, if @stride is known
 * @stride:	its length, or 0 if nobody looked yet
 * @no:		number that the next event has if none was lost
 * @lost:	events missing right before the next one
 * @dropped:	events were lost since the iterator was started
 * @fresh:	nothing was loaded yet: what was overwritten before is no gap here
 */
struct ring_buffer_iter {
	struct rb_cpu		*cb;
	u64			lineage;
	u32			size;
	struct rb_data_page	*copy;
	u64			seq;
	u32			offset;
	u32			end;
	u64			last_seq;
	u64			ts;
	u64			next_ts;
	u32			stride;
	unsigned long		no;
	unsigned long		lost;
	bool			loaded;
	bool			dropped;
	bool			fresh;
};

/*
 * Copy sub-buffer @iter->seq if it still is there. reader_lock keeps it from being
 * handed out or replaced meanwhile; a writer may take it at any time, and then
 * what was copied is dropped.
 */
static bool rb_iter_copy_locked(struct ring_buffer_iter *iter, unsigned long *first)
{
	struct rb_cpu *cb = iter->cb;
	struct rb_page *page;
	bool held;
	u64 slot;
	u32 end;

	if (iter->lineage != cb->lineage) {
		/* All that was in here when we started is gone. */
		iter->last_seq = 0;
		return false;
	}
	/* A writer that came round leaves to a reader what that one holds. */
	held = cb->held && cb->read_seq == iter->seq;
	slot = READ_ONCE(*rb_slot_of(cb->store, iter->seq));
	if (held)
		page = cb->held;
	else if (rb_slot_is_seq(slot, iter->seq))
		page = cb->store->pages[rb_slot_index(slot)];
	else
		return false;
	/* Room that came with growing has the number of what once was there. */
	if (data_race(page->seq) != iter->seq)
		return false;
	/* Read by others already: still to be seen here, unless it was handed out. */
	end = smp_load_acquire(&page->data->commit) + RB_PAGE_HDR;	/* rb_held_end:A */
	iter->end = min(end, cb->limit);
	/* A writer may have taken it: then all of this is dropped. */
	data_race(memcpy(iter->copy, page->data, iter->end));
	*first = data_race(page->first);	/* likewise */
	if (held)
		return true;
	/* The slot is looked at again after the copy, pairs with rb_claim_slot:C. */
	smp_rmb();	/* rb_iter_copy:C */
	return rb_slot_is_seq(READ_ONCE(*rb_slot_of(cb->store, iter->seq)), iter->seq);
}

static bool rb_iter_copy(struct ring_buffer_iter *iter, unsigned long *first)
{
	unsigned long flags;
	bool copied;

	raw_spin_lock_irqsave(&iter->cb->reader_lock, flags);
	copied = rb_iter_copy_locked(iter, first);
	raw_spin_unlock_irqrestore(&iter->cb->reader_lock, flags);
	return copied;
}

/* Load the first sub-buffer from @iter->seq on that is still there. */
static bool rb_iter_load(struct ring_buffer_iter *iter)
{
	unsigned long first;

	for (; iter->seq <= iter->last_seq; iter->seq++, iter->offset = 0) {
		if (!rb_iter_copy(iter, &first))
			continue;
		iter->ts = iter->copy->time_stamp;
		iter->loaded = true;
		if (!iter->offset) {
			/* From its first event on: this is where a gap shows. */
			iter->offset = RB_PAGE_HDR;
			if (!iter->fresh)
				iter->lost += first - iter->no;
			iter->no = first;
			iter->dropped |= iter->lost;
		} else {
			/* A consuming reader was in the middle of it: catch up the time. */
			u32 offset = RB_PAGE_HDR, stride;

			while (offset < iter->offset) {
				struct ring_buffer_event *event = (void *)iter->copy + offset;

				stride = rb_event_stride(event, iter->offset - offset);
				if (!stride)
					break;
				iter->ts = rb_event_time(event, iter->ts);
				offset += stride;
			}
		}
		iter->fresh = false;
		return true;
	}
	return false;
}

/* Find the next event, its length and its time. */
static struct ring_buffer_event *rb_iter_event(struct ring_buffer_iter *iter)
{
	struct ring_buffer_event *event;
	u32 stride;

	for (;;) {
		if (!iter->loaded && !rb_iter_load(iter))
			return NULL;
		if (iter->offset < iter->end) {
			event = (void *)iter->copy + iter->offset;
			stride = rb_event_stride(event, iter->end - iter->offset);
			if (stride && rb_event_is_data(event)) {
				iter->next_ts = rb_event_time(event, iter->ts);
				iter->stride = stride;
				return event;
			}
			if (stride) {
				iter->ts = rb_event_time(event, iter->ts);
				iter->offset += stride;
				continue;
			}
		}
		/* The end of the page, or what cannot be an event. */
		iter->loaded = false;
		iter->offset = 0;
		iter->seq++;
	}
}

/**
 * ring_buffer_iter_peek - look at the next event
 * @iter:	the iterator
 * @ts:		where its time goes, or NULL
 *
 * Return: the event, in memory of the iterator and valid until it advances,
 * or NULL at the end.
 */
struct ring_buffer_event *ring_buffer_iter_peek(struct ring_buffer_iter *iter, u64 *ts)
{
	struct ring_buffer_event *event;

	event = iter->stride ? (void *)iter->copy + iter->offset : rb_iter_event(iter);
	if (event && ts)
		*ts = iter->next_ts;
	return event;
}
EXPORT_SYMBOL_GPL(ring_buffer_iter_peek);

/**
 * ring_buffer_iter_advance - step over the event that peek returned
 * @iter:	the iterator
 */
void ring_buffer_iter_advance(struct ring_buffer_iter *iter)
{
	if (!iter->stride && !rb_iter_event(iter))
		return;
	iter->ts = iter->next_ts;
	iter->offset += iter->stride;
	iter->stride = 0;
	iter->no++;
	iter->lost = 0;
}
EXPORT_SYMBOL_GPL(ring_buffer_iter_advance);

/**
 * ring_buffer_iter_lost - events missing right before the next one
 * @iter:	the iterator; ring_buffer_iter_peek() was called
 */
unsigned long ring_buffer_iter_lost(struct ring_buffer_iter *iter)
{
	return iter->lost;
}
EXPORT_SYMBOL_GPL(ring_buffer_iter_lost);

/**
 * ring_buffer_iter_dropped - did a writer overtake this iterator?
 * @iter:	the iterator
 *
 * Return: true if so since the last call.
 */
bool ring_buffer_iter_dropped(struct ring_buffer_iter *iter)
{
	bool dropped = iter->dropped;

	iter->dropped = false;
	return dropped;
}
EXPORT_SYMBOL_GPL(ring_buffer_iter_dropped);

/**
 * ring_buffer_iter_empty - is there nothing more?
 * @iter:	the iterator
 */
int ring_buffer_iter_empty(struct ring_buffer_iter *iter)
{
	return !ring_buffer_iter_peek(iter, NULL);
}
EXPORT_SYMBOL_GPL(ring_buffer_iter_empty);

/**
 * ring_buffer_iter_reset - start over with what is in the buffer now
 * @iter:	the iterator
 */
void ring_buffer_iter_reset(struct ring_buffer_iter *iter)
{
	struct rb_cpu *cb = iter->cb;
	unsigned long flags;

	raw_spin_lock_irqsave(&cb->reader_lock, flags);
	/* Sub-buffers may have become larger than the copy: then it shows nothing. */
	iter->lineage = cb->limit <= iter->size ? cb->lineage : 0;
	iter->seq = cb->read_seq;
	iter->offset = cb->held ? cb->read : 0;
	iter->no = cb->read_no;
	iter->fresh = !cb->held;
	/* Read last: all of the above is at or before it. */
	iter->last_seq = smp_load_acquire(&cb->commit_seq);
	raw_spin_unlock_irqrestore(&cb->reader_lock, flags);
	iter->loaded = false;
	iter->stride = 0;
	iter->dropped = false;
	iter->lost = 0;
}
EXPORT_SYMBOL_GPL(ring_buffer_iter_reset);

/**
 * ring_buffer_read_start - begin to iterate over one CPU's events
 * @buffer:	the buffer
 * @cpu:	whose events
 * @flags:	how memory may be allocated
 *
 * Return: an iterator for ring_buffer_read_finish(), or NULL if there is no
 * memory.
 */
struct ring_buffer_iter *ring_buffer_read_start(struct trace_buffer *buffer, int cpu, gfp_t flags)
{
	struct rb_cpu *cb = rb_cpu_of(buffer, cpu);
	struct ring_buffer_iter *iter;

	iter = kzalloc(sizeof(*iter), flags);
	if (!iter)
		return NULL;
	iter->size = READ_ONCE(cb->limit) ?: PAGE_SIZE;
	iter->copy = kmalloc(iter->size, flags);
	if (!iter->copy) {
		kfree(iter);
		return NULL;
	}
	iter->cb = cb;
	ring_buffer_iter_reset(iter);
	return iter;
}
EXPORT_SYMBOL_GPL(ring_buffer_read_start);

/**
 * ring_buffer_read_finish - end an iteration
 * @iter:	what ring_buffer_read_start() returned
 */
void ring_buffer_read_finish(struct ring_buffer_iter *iter)
{
	kfree(iter->copy);
	kfree(iter);
}
EXPORT_SYMBOL_GPL(ring_buffer_read_finish);
