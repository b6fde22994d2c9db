// SPDX-License-Identifier: GPL-2.0-only
/*
 * The slow path of writing: a new sub-buffer, a long gap in time, a clock that
 * stepped back, an interrupted reserve; publishing across sub-buffers; taking
 * an event back. The fast path and the rules of the ring are in rb.h.
 *
 * Contexts: any, NMI included, preemption off. Nothing here sleeps, locks,
 * allocates or loops on another CPU: each retry is due to a writer that
 * interrupted this one and has finished.
 *
 * This file knows nothing of struct trace_buffer. KUnit compiles it once more
 * with RB_STEP() set to an interrupting writer; the models do the same.
 */
#include <linux/kernel.h>

#include "rb.h"

/*
 * The whole seq behind the few bits in @state. Writers stay within
 * RB_MAX_UNCOMMITTED of the commit, which only the outermost one moves.
 */
static notrace u64 rb_tail_seq(struct rb_cpu *cb, u64 state)
{
	u64 base = READ_ONCE(cb->commit)->seq;
	u32 ahead = ((u32)state >> RB_OFFSET_BITS) - (u32)base;

	return base + (ahead & RB_SEQ_MASK);
}

/* Of a seq from commit to tail: its slot cannot be taken by anybody else. */
static notrace struct rb_page *rb_page_of(struct rb_cpu *cb, u64 seq)
{
	return &cb->pages[rb_slot_index(READ_ONCE(cb->slots[seq % cb->nr]))];
}

/* The sub-buffer was prepared for @seq; all who prepare it write the same. */
static notrace void rb_label_page(struct rb_page *page, u64 seq)
{
	WRITE_ONCE(page->seq, seq);
	WRITE_ONCE(page->key, (u32)seq << RB_OFFSET_BITS);
}

/*
 * Make slot and sub-buffer ready for @seq, the one after the tail. Whoever
 * wins the exchange of the slot also accounts for what was in it; a writer
 * that was interrupted by the winner finds the slot done.
 *
 * Return: the sub-buffer, or NULL if there is none to be had: counted.
 */
static notrace struct rb_page *rb_claim_slot(struct rb_cpu *cb, u64 seq)
{
	u64 *slot = &cb->slots[seq % cb->nr];
	u64 old = READ_ONCE(*slot);
	unsigned long written, unread;
	struct rb_page *page;
	u32 index;

	if (seq - cb->commit->seq >= min(cb->nr, RB_MAX_UNCOMMITTED)) {
		local_inc(&cb->dropped_nested);
		return NULL;
	}
	for (;;) {
		index = rb_slot_index(old);
		if (rb_slot_is_seq(old, seq) && rb_slot_state(old) != RB_FREE)
			break;
		if (rb_slot_state(old) == RB_LIVE && !READ_ONCE(cb->overwrite)) {
			local_inc(&cb->dropped_full);
			return NULL;
		}
		if (rb_slot_state(old) == RB_HELD)
			index = READ_ONCE(cb->spare);	/* rb_claim_slot:D */
		page = &cb->pages[index];
		written = local_read(&page->entries);
		unread = rb_slot_state(old) == RB_LIVE ? written - page->base : 0;
		RB_STEP(cb);
		/* rb_claim_slot:C */
		if (!try_cmpxchg(slot, &old, rb_slot(seq, RB_LIVE, index)))
			continue;
		RB_STEP(cb);
		/* Nobody counts by @base before the outermost writer publishes. */
		page->base = written;
		local_add(unread, &cb->overrun);
		break;
	}
	page = &cb->pages[index];
	rb_label_page(page, seq);
	return page;
}

/*
 * The time of the newest event, whole. While some writer that this one
 * interrupted is between @state and @epoch the two may not belong together:
 * then false, and the caller must not rely on a difference.
 */
static notrace bool rb_last_time(struct rb_cpu *cb, u64 state, u64 *last)
{
	u32 low = state >> 32;
	u32 epoch = READ_ONCE(cb->epoch);

	*last = (u64)epoch << RB_EPOCH_SHIFT | (low & (BIT(RB_EPOCH_SHIFT) - 1));
	return !READ_ONCE(cb->epoch_busy) && low >> RB_EPOCH_SHIFT == (epoch & 1);
}

/* @state moves to time @now at the place @low, and the epoch with it. */
static notrace bool rb_move(struct rb_cpu *cb, u64 state, u64 now, u32 low)
{
	u32 epoch = now >> RB_EPOCH_SHIFT;
	u32 was = READ_ONCE(cb->epoch);
	bool moved;

	if (likely(epoch == was))
		return try_cmpxchg_local(&cb->state, &state, now << 32 | low);
	/*
	 * Writers that interrupt from here on see a time without its epoch,
	 * which epoch_busy tells them. If one of them has set the epoch, then
	 * it came later and knows better: leave that alone.
	 */
	WRITE_ONCE(cb->move_time, now);
	cb->epoch_busy++;
	barrier();
	RB_STEP(cb);
	moved = try_cmpxchg_local(&cb->state, &state, now << 32 | low);
	RB_STEP(cb);
	if (moved)
		cmpxchg_local(&cb->epoch, was, epoch);
	RB_STEP(cb);
	barrier();
	cb->epoch_busy--;
	return moved;
}

/**
 * rb_reserve_slow - reserve when the fast path cannot
 * @cb:		the ring; @nest already counts this writer
 * @space:	as for rb_reserve()
 *
 * Return: where the payload goes; NULL if the event was dropped, and then it
 * is counted and @nest is given back.
 */
notrace noinline __rb_keeps_registers void *rb_reserve_slow(struct rb_cpu *cb, u32 space)
{
	for (;;) {
		u64 state = READ_ONCE(cb->state);
		u64 seq = rb_tail_seq(cb, state);
		struct rb_page *page = rb_page_of(cb, seq), *next;
		u32 offset = (u32)state & RB_OFFSET_MASK;
		u64 now, last, delta;
		bool known;
		u32 extra;
		void *at;

		RB_STEP(cb);
		WRITE_ONCE(cb->tail, page);
		rb_clock_renew(&cb->fast_clock, READ_ONCE(cb->clock));
		known = rb_last_time(cb, state, &last);
		now = rb_now(cb);
		RB_STEP(cb);
		if (known && now < last)
			now = last;	/* time in the buffer never goes back */
		if (!known)
			now = max(now, READ_ONCE(cb->move_time));
		delta = known ? now - last : 0;
		extra = !known || delta >= RB_DELTA_LIMIT ? RB_TIME_EVENT : 0;

		if (offset + extra + space <= cb->limit) {
			if (!rb_move(cb, state, now, (u32)state + extra + space))
				continue;
			RB_STEP(cb);
			local_inc(&page->entries);
			at = (void *)page->data + offset;
			if (!known)
				at = rb_time_event(at, RINGBUF_TYPE_TIME_STAMP, now);
			else if (extra)
				at = rb_time_event(at, RINGBUF_TYPE_TIME_EXTEND, delta);
			return rb_event_start(at, space, extra ? 0 : delta);
		}

		next = rb_claim_slot(cb, seq + 1);
		if (!next) {
			/* Publishes what interrupted this one, if it is the last. */
			rb_commit(cb);
			return NULL;
		}
		RB_STEP(cb);
		if (!rb_move(cb, state, now, next->key + RB_PAGE_HDR + space))
			continue;
		RB_STEP(cb);
		/* The winner alone comes here, and before anybody publishes. */
		page->end = offset;
		next->data->time_stamp = now;
		next->dropped = local_read(&cb->dropped_full) +
				local_read(&cb->dropped_nested);
		local_inc(&next->entries);
		RB_STEP(cb);
		WRITE_ONCE(cb->tail, next);
		RB_STEP(cb);
		return rb_event_start((void *)next->data + RB_PAGE_HDR, space, 0);
	}
}

/* Wake whoever waits for any event, or for so many sub-buffers. */
static notrace void rb_wake(struct rb_cpu *cb)
{
	unsigned long watch = READ_ONCE(cb->watch);

	if (watch & BIT(RB_WATCH_FULL) &&
	    cb->commit_seq - READ_ONCE(cb->read_seq) < READ_ONCE(cb->wake_pages))
		watch &= ~BIT(RB_WATCH_FULL);
	if (!watch)
		return;
	/* Cleared first: irq_work_queue() may be traced, and come back here. */
	WRITE_ONCE(cb->watch, 0);
	irq_work_queue(&cb->wake_work);
}

/**
 * rb_publish - the outermost writer shows everything to readers
 * @cb:	the ring; @nest is 1, and 0 on return
 *
 * Sub-buffers that writers have left get their final commit, their first
 * event's number and then their place below @commit_seq, one after another.
 */
notrace noinline __rb_keeps_registers void rb_publish(struct rb_cpu *cb)
{
	struct rb_page *page, *next;
	u64 state, tail;

	do {
		WRITE_ONCE(cb->nest, 1);
		barrier();
		state = READ_ONCE(cb->state);
		tail = rb_tail_seq(cb, state);
		page = cb->commit;
		RB_STEP(cb);
		while (page->seq != tail) {
			next = rb_page_of(cb, page->seq + 1);
			/* rb_commit:A */
			smp_store_release(&page->data->commit, (long)page->end - RB_PAGE_HDR);
			next->first = page->first + rb_page_count(page) +
				      next->dropped - page->dropped;
			WRITE_ONCE(next->data->commit, 0);
			RB_STEP(cb);
			WRITE_ONCE(cb->commit, next);
			smp_store_release(&cb->commit_seq, next->seq);	/* rb_publish:B */
			page = next;
			RB_STEP(cb);
		}
		/* rb_commit:A */
		smp_store_release(&page->data->commit,
				  (long)((u32)state & RB_OFFSET_MASK) - RB_PAGE_HDR);
		if (unlikely(READ_ONCE(cb->watch))) {
			smp_mb();	/* rb_publish:E */
			rb_wake(cb);
		}
		RB_STEP(cb);
		WRITE_ONCE(cb->nest, 0);
		barrier();
		RB_STEP(cb);
	} while (unlikely(READ_ONCE(cb->state) != state));
}

/* Is there an event at @offset? Its writer has interrupted us, and is done. */
static notrace bool rb_is_followed(struct rb_cpu *cb, struct rb_page *page, u32 offset)
{
	u64 state = READ_ONCE(cb->state);

	if (rb_tail_seq(cb, state) == page->seq)
		return offset < ((u32)state & RB_OFFSET_MASK);
	return offset < page->end;
}

/*
 * A padding of delta 0 means the end of the page to old readers, so it gets 1,
 * which the event behind it gives up if its own delta allows.
 */
static notrace void rb_pad(struct ring_buffer_event *event, u32 stride, bool followed)
{
	struct ring_buffer_event *next = (void *)event + stride;
	u32 delta = event->time_delta;

	if (!delta) {
		delta = 1;
		if (followed && next->type_len != RINGBUF_TYPE_TIME_STAMP && next->time_delta)
			next->time_delta--;
	}
	*(u32 *)event = rb_event_word(RINGBUF_TYPE_PADDING, delta);
	event->array[0] = stride - RB_EVENT_HDR;
}

/**
 * rb_discard - take back an event instead of committing it
 * @cb:		the ring that it was reserved in
 * @event:	its header
 *
 * The last event gives its room and its time back. One that was followed by
 * an interrupting writer's becomes padding, as later deltas count from it.
 */
notrace void rb_discard(struct rb_cpu *cb, struct ring_buffer_event *event)
{
	u64 state = READ_ONCE(cb->state);
	u64 seq = rb_tail_seq(cb, state);
	struct rb_page *page = rb_page_of(cb, seq);
	u32 delta = event->time_delta, low = state >> 32, offset, stride;
	bool last;

	while ((void *)event < (void *)page->data ||
	       (void *)event >= (void *)page->data + cb->limit)
		page = rb_page_of(cb, --seq);
	offset = (void *)event - (void *)page->data;
	stride = rb_event_stride(event, cb->limit - offset);
	local_dec(&page->entries);
	RB_STEP(cb);

	/* The time before must lie in the same epoch, or @state would lie. */
	last = (u32)state - page->key == offset + stride &&
	       low >> RB_EPOCH_SHIFT == (low - delta) >> RB_EPOCH_SHIFT;
	if (!last || !try_cmpxchg_local(&cb->state, &state,
					(u64)(low - delta) << 32 | (page->key + offset)))
		rb_pad(event, stride, rb_is_followed(cb, page, offset + stride));
	rb_commit(cb);
}
