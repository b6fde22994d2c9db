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
	struct rb_store *store = cb->store;

	return store->pages[rb_slot_index(READ_ONCE(*rb_slot_of(store, seq)))];
}

/* The sub-buffer was prepared for @seq; all who prepare it write the same. */
static notrace void rb_label_page(struct rb_page *page, u64 seq)
{
	WRITE_ONCE(page->seq, seq);
	WRITE_ONCE(page->key, rb_key(seq));
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
	struct rb_store *store = cb->store;
	u64 *slot = rb_slot_of(store, seq);
	u64 old = READ_ONCE(*slot);
	unsigned long written, unread;
	struct rb_page *page;
	u32 index;

	if (seq - cb->commit->seq >= min(store->nr, RB_MAX_UNCOMMITTED)) {
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
		if (rb_slot_state(old) == RB_HELD) {
			smp_rmb();	/* rb_claim_slot:D, HELD before the spare */
			index = READ_ONCE(cb->spare);
		}
		page = store->pages[index];
		written = local_read(&page->entries);
		/* An interrupt that claims the slot changes @base; the exchange fails then. */
		unread = rb_slot_state(old) == RB_LIVE ? written - READ_ONCE(page->base) : 0;
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
	page = store->pages[index];
	rb_label_page(page, seq);
	return page;
}

/*
 * The time of the newest event, whole. While some writer that this one
 * interrupted is between @state and @base the two may not belong together:
 * then false, and the caller must not rely on a difference. Once the base is
 * what that writer brings they do.
 */
static notrace bool rb_last_time(struct rb_cpu *cb, u64 state, u64 *last)
{
	u64 base = READ_ONCE(cb->base);

	*last = base + (u32)(state >> 32);
	return !READ_ONCE(cb->base_busy) || base == READ_ONCE(cb->move_time);
}

/* @state moves to time @now at the place @low, and the base with it if it must. */
static notrace bool rb_move(struct rb_cpu *cb, u64 state, u64 now, u32 low)
{
	u64 base = READ_ONCE(cb->base);
	bool moved;

	if (likely(now - base < BIT(31)))
		return try_cmpxchg_local(&cb->state, &state, (now - base) << 32 | low);
	/*
	 * Writers that interrupt from here on see a time without its base,
	 * which base_busy tells them. If one of them has set the base, then
	 * it came later and knows better: leave that alone.
	 */
	WRITE_ONCE(cb->move_time, now);
	cb->base_busy++;
	barrier();
	RB_STEP(cb);
	moved = try_cmpxchg_local(&cb->state, &state, (u64)low);
	RB_STEP(cb);
	if (moved && cmpxchg_local(&cb->base, base, now) == base)
		rb_clock_renew(&cb->fast_clock, READ_ONCE(cb->clock), now);
	RB_STEP(cb);
	barrier();
	cb->base_busy--;
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
	if (unlikely(READ_ONCE(cb->changing))) {
		local_inc(&cb->dropped_nested);
		cb->nest--;
		return NULL;
	}
	for (;;) {
		u64 state = READ_ONCE(cb->state);
		u64 seq = rb_tail_seq(cb, state);
		struct rb_page *page = rb_page_of(cb, seq), *next;
		u32 offset = (u32)state & RB_OFFSET_MASK;
		u64 now, last, delta;
		bool known, stamp;
		u32 extra;
		void *at;

		RB_STEP(cb);
		WRITE_ONCE(cb->tail, page);
		rb_clock_renew(&cb->fast_clock, READ_ONCE(cb->clock), READ_ONCE(cb->base));
		known = rb_last_time(cb, state, &last);
		now = rb_now(cb);
		RB_STEP(cb);
		if (known && now < last)
			now = last;	/* time in the buffer never goes back */
		if (!known)
			now = max3(now, READ_ONCE(cb->move_time), READ_ONCE(cb->base));
		delta = known ? now - last : 0;
		stamp = !known || READ_ONCE(cb->stamp_all);
		extra = stamp || delta >= RB_DELTA_LIMIT ? RB_TIME_EVENT : 0;

		if (offset + extra + space <= cb->limit) {
			if (!rb_move(cb, state, now, (u32)state + extra + space))
				continue;
			RB_STEP(cb);
			local_inc(&page->entries);
			at = (void *)page->data + offset;
			if (stamp)
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
		if (!rb_move(cb, state, now, next->key + space))
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
			WRITE_ONCE(next->published, (u32)next->seq);
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

/*
 * Take one unit of time from @event, so that what follows it keeps its own.
 * An absolute stamp needs none taken.
 */
static notrace bool rb_give_up_time(struct ring_buffer_event *event)
{
	u64 extend;

	switch (event->type_len) {
	case RINGBUF_TYPE_TIME_STAMP:
		return true;
	case RINGBUF_TYPE_TIME_EXTEND:
		extend = rb_time_event_value(event);
		if (extend)
			rb_time_event(event, RINGBUF_TYPE_TIME_EXTEND, extend - 1);
		return extend;
	default:
		if (!event->time_delta)
			return false;
		event->time_delta--;
		return true;
	}
}

/*
 * One unit of time too much stands before @offset of sub-buffer @seq. The first
 * event that has one to spare gives it up; those before it all have the same
 * time and read one unit late, and so does what is still to come if there is
 * none. All these events are of writers that interrupted this one and are done.
 */
static notrace void rb_absorb_time(struct rb_cpu *cb, u64 seq, u32 offset)
{
	struct rb_page *page = rb_page_of(cb, seq);
	u64 state;
	u32 end;

	for (;;) {
		state = READ_ONCE(cb->state);
		end = rb_tail_seq(cb, state) == seq ? (u32)state & RB_OFFSET_MASK : page->end;
		while (offset < end) {
			struct ring_buffer_event *event = (void *)page->data + offset;

			if (rb_give_up_time(event))
				return;
			offset += rb_event_stride(event, end - offset);
		}
		if (rb_tail_seq(cb, state) != seq) {
			page = rb_page_of(cb, ++seq);
			page->data->time_stamp++;
			offset = RB_PAGE_HDR;
		} else if (try_cmpxchg_local(&cb->state, &state, state + BIT_ULL(32))) {
			return;
		}
	}
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
	u32 delta = event->time_delta, time = state >> 32, offset, stride;
	bool last;

	while ((void *)event < (void *)page->data ||
	       (void *)event >= (void *)page->data + cb->limit)
		page = rb_page_of(cb, --seq);
	offset = (void *)event - (void *)page->data;
	stride = rb_event_stride(event, cb->limit - offset);
	local_dec(&page->entries);
	RB_STEP(cb);

	/* The time before must not lie before @base, or @state would lie. */
	last = (u32)state - page->key + RB_PAGE_HDR == offset + stride && time >= delta;
	if (!last || !try_cmpxchg_local(&cb->state, &state, (u64)(time - delta) << 32 |
					(u32)(page->key - RB_PAGE_HDR + offset))) {
		/* Padding with a delta of 0 means the end of the page to old readers. */
		*(u32 *)event = rb_event_word(RINGBUF_TYPE_PADDING, delta ?: 1);
		event->array[0] = stride - RB_EVENT_HDR;
		if (!delta)
			rb_absorb_time(cb, seq, offset + stride);
	}
	rb_commit(cb);
}

/**
 * rb_newest_time - the time of the newest event
 * @cb:	this CPU's ring
 *
 * Of the one that is being written, as long as nothing interrupts it.
 */
notrace u64 rb_newest_time(struct rb_cpu *cb)
{
	u64 ts;

	/* Interrupted while the base moves, once in 2^31 units: the time now is as good. */
	return rb_last_time(cb, READ_ONCE(cb->state), &ts) ? ts : rb_now(cb);
}

/**
 * rb_reserve_slow_timed - rb_reserve_slow() that tells the time too
 * @cb:		the ring; @nest already counts this writer
 * @space:	as for rb_reserve()
 * @time:	set to what trace_clock_local() says
 *
 * Return: as rb_reserve_slow().
 */
notrace noinline __rb_keeps_registers void *rb_reserve_slow_timed(struct rb_cpu *cb, u32 space,
								  u64 *time)
{
	void *at = rb_reserve_slow(cb, space);

	if (READ_ONCE(cb->clock) == trace_clock_local)
		*time = rb_newest_time(cb);
	else
		*time = trace_clock_local();
	return at;
}
