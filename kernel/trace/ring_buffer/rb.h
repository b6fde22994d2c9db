/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One CPU's ring, and the fast path of writing to it.
 *
 * The ring
 * --------
 * nr slots, numbered modulo nr by an ever growing sub-buffer number, the seq.
 * A slot is one 64-bit word that says which sub-buffer fills it, for which
 * seq, and in which of three states:
 *
 *	LIVE	being written, or written and not read
 *	HELD	a reader is reading it
 *	FREE	read; its events are gone for everybody
 *
 *	          reader takes          reader is done
 *	  LIVE ----------------> HELD ----------------> FREE
 *	   |  writer laps         |  writer laps         |  writer laps
 *	   +-------> LIVE (seq+nr, same sub-buffer) <----+
 *	                          |
 *	                          +-> LIVE (seq+nr, the spare sub-buffer)
 *
 * All four are one compare-and-exchange of the slot word: that is the only
 * place where a reader and a writer meet. There is one sub-buffer more than
 * slots, the spare. A writer that comes to a HELD slot leaves the held
 * sub-buffer to its reader and puts the spare into the slot; the reader finds
 * that out when it is done, and what it held becomes the spare. A reader holds
 * one sub-buffer at most, so one spare is enough.
 *
 * Writers
 * -------
 * Writers of one CPU interrupt each other and finish in LIFO order. All of a
 * ring's position is one word, @state:
 *
 *	 63          32 31      20 19          0
 *	+--------------+----------+-------------+
 *	| time         | seq      | offset      |
 *	+--------------+----------+-------------+
 *	 of the newest  number of  bytes from
 *	 event, from    the sub-   the start of
 *	 @base on       buffer,    the sub-buffer
 *			low bits
 *
 * One CPU-local compare-and-exchange of it claims space and fixes the delta
 * to the event before; whoever was interrupted between reading and exchanging
 * fails and tries again, with a new time. Within one lap of the time bits
 * (seq, offset) never come back, so an equal word is the same position.
 *
 * Each sub-buffer keeps @key, what the low half of @state is at its first
 * event. (u32)state - key is then the bytes in use if @tail is the right
 * sub-buffer, and more than any sub-buffer holds if it is not: a single
 * comparison checks room and @tail.
 *
 * The time in @state counts from @base and is taken for a signed number. What
 * is 2^31 units or more after @base reads as negative, so that the difference
 * of the next event's time to it, a 64-bit subtraction, is as huge as it is if
 * the clock stepped back or stood still for days: one comparison finds all that
 * is not a plain delta. The slow path sorts it out and moves @base, once per
 * 2.1 s with a nanosecond clock.
 *
 * A writer counts itself in @nest. The one that leaves last publishes all:
 * see rb_commit(). Nested writers never wrap into the sub-buffer where
 * uncommitted events begin; what does not fit is dropped and counted.
 *
 * Changing size
 * -------------
 * Slots and sub-buffers hang on one pointer, @store. Another store is made
 * aside and put in place by the ring's own CPU, with interrupts off and no
 * writer under way, see resize.c. Only an NMI can come in between: @changing
 * sends it away, counted.
 *
 * Ordering, pairs by label
 * ------------------------
 *	rb_commit:A	release	data->commit	} reader sees whole events
 *	rb_held_end:A	acquire	data->commit	}
 *	rb_publish:B	release	commit_seq	} reader sees the final commit,
 *	rb_last_seq:B	acquire	commit_seq	} first, entries of earlier pages
 *	rb_claim_slot:C	full	slot cmpxchg	} copy of a page that a writer
 *	rb_iter_copy:C	rmb	slot re-read	} took meanwhile is thrown away
 *	rb_release:D	full	slot cmpxchg	} a writer that sees HELD sees the
 *	rb_claim_slot:D	rmb	slot, spare	} spare of before
 *	rb_watch:E	RCU	commit_room	} after it every commit looks for
 *	rb_publish:E	mb	watch		} waiters
 *
 * Contexts: everything here runs with preemption off and never sleeps, locks,
 * allocates or calls anything that could be traced. notrace throughout.
 */
#ifndef _TRACE_RING_BUFFER_RB_H
#define _TRACE_RING_BUFFER_RB_H

#include <linux/ring_buffer.h>
#include <linux/irq_work.h>
#include <linux/percpu.h>
#include <linux/atomic.h>
#include <linux/types.h>
#include <linux/wait.h>
#include <asm/local.h>

#include "layout.h"
#include "rb_clock.h"

/* KUnit and the user-space models put an interrupting writer here. */
#ifndef RB_STEP
#define RB_STEP(cb)	((void)(cb))
#endif

#define RB_OFFSET_BITS	20
#define RB_SEQ_BITS	12
#define RB_OFFSET_MASK	((1U << RB_OFFSET_BITS) - 1)
#define RB_SEQ_MASK	((1U << RB_SEQ_BITS) - 1)

/* Writers stay this close to the commit, so that RB_SEQ_BITS are enough. */
#define RB_MAX_UNCOMMITTED	(1U << (RB_SEQ_BITS - 1))

/* 512 KiB, as 6.12 has it: half of what an offset can say, so sums fit too. */
#define RB_MAX_ORDER	(19 - PAGE_SHIFT)

static_assert(RB_OFFSET_BITS + RB_SEQ_BITS == 32);

/**
 * struct rb_page - one sub-buffer, all that is not ABI
 * @data:	the sub-buffer itself
 * @key:	(seq << RB_OFFSET_BITS) + RB_PAGE_HDR, what @state is compared with
 * @end:	offset behind the last event, once writers have moved on
 * @index:	its place in rb_store.pages; changes with the store only
 * @published:	low bits of the last seq for which readers saw it, for a reader after
 *		a reboot
 * @seq:	the whole seq
 * @entries:	events ever put into this memory; never reset, see @base
 * @base:	@entries when this seq began: the difference is in the page
 * @dropped:	rb_cpu.dropped when this seq began
 * @first:	number of the first event, dropped ones counted; valid once
 *		committed
 *
 * Written by the CPU's writers only.
 */
struct rb_page {
	struct rb_data_page	*data;
	u32			key;
	u32			end;
	u32			index;
	u32			published;
	u64			seq;
	local_t			entries;
	unsigned long		base;
	unsigned long		dropped;
	unsigned long		first;
};

/* A slot: | seq 38 | state 2 | sub-buffer index 24 | */
#define RB_SLOT_INDEX_BITS	24
#define RB_SLOT_INDEX_MASK	((1ULL << RB_SLOT_INDEX_BITS) - 1)
#define RB_SLOT_SEQ_SHIFT	(RB_SLOT_INDEX_BITS + 2)
#define RB_SLOT_SEQ_MASK	(~0ULL >> RB_SLOT_SEQ_SHIFT)
#define RB_MAX_PAGES		BIT(RB_SLOT_INDEX_BITS)

/* Where numbering begins: there are always as many numbers before as slots. */
#define RB_FIRST_SEQ		((u64)RB_MAX_PAGES)

enum rb_slot_state { RB_FREE, RB_LIVE, RB_HELD };

static __always_inline u64 rb_slot(u64 seq, enum rb_slot_state state, u32 index)
{
	return seq << RB_SLOT_SEQ_SHIFT | (u64)state << RB_SLOT_INDEX_BITS | index;
}

static __always_inline u32 rb_slot_index(u64 slot)
{
	return slot & RB_SLOT_INDEX_MASK;
}

static __always_inline enum rb_slot_state rb_slot_state(u64 slot)
{
	return slot >> RB_SLOT_INDEX_BITS & 3;
}

static __always_inline bool rb_slot_is_seq(u64 slot, u64 seq)
{
	return slot >> RB_SLOT_SEQ_SHIFT == (seq & RB_SLOT_SEQ_MASK);
}

/* The low half of @state at the first event of sub-buffer @seq. */
static __always_inline u32 rb_key(u64 seq)
{
	return ((u32)seq << RB_OFFSET_BITS) + RB_PAGE_HDR;
}

/**
 * struct rb_store - the memory of a ring
 * @nr:		slots
 * @order:	pages in a sub-buffer, as a power of two
 * @fixed:	@slots and the sub-buffers are in memory that is not ours to free
 * @slots:	@nr of them
 * @pages:	@nr + 1 of them, the spare included
 *
 * Readers reach it under reader_lock, writers by being on the CPU.
 */
struct rb_store {
	u32			nr;
	int			order;
	bool			fixed;
	u64			*slots;
	struct rb_page		**pages;
};

static __always_inline u64 *rb_slot_of(struct rb_store *store, u64 seq)
{
	return &store->slots[seq % store->nr];
}

/**
 * struct rb_cpu - one CPU's ring
 *
 * First what writers touch for every event, then what they touch for every
 * sub-buffer, then what belongs to readers, then what only changes with the
 * configuration.
 */
struct rb_cpu {
	/* Every event. Written by this CPU, but for @recording, @room and @commit_room. */
	u64			state;
	struct rb_page		*tail;		/* a hint: checked by its key */
	struct rb_page		*commit;	/* where uncommitted events begin */
	struct rb_clock		fast_clock;
	int			recording;	/* 1, or else record nothing */
	u32			nest;		/* writers between reserve and commit */
	u32			room;		/* for events in a sub-buffer, or 0: go slow */
	u32			commit_room;	/* the same, or 0: rb_publish() each time */
	u64			base;		/* the time in @state counts from here */

	/* Every sub-buffer. Written by this CPU. */
	u64			commit_seq ____cacheline_aligned;
	struct rb_store		*store;
	u32			limit;		/* bytes in a sub-buffer, its head included */
	u32			base_busy;	/* somebody is between state and base ... */
	u64			move_time;	/* ... and brings this time */
	bool			overwrite;
	bool			stamp_all;	/* an absolute time before each event */
	bool			changing;	/* the store: no writing now */
	local_t			overrun;	/* events overwritten */
	local_t			dropped_full;	/* dropped: full, and not overwriting */
	local_t			dropped_nested;	/* dropped: nested writers filled the ring */
	unsigned long		watch;		/* RB_WATCH_*: somebody waits */
	u32			wake_pages;	/* wake at this many unread sub-buffers */

	/* Readers, under @reader_lock; @spare is also read by writers. */
	raw_spinlock_t		reader_lock ____cacheline_aligned;
	struct rb_page		*held;
	u64			read_seq;	/* of @held, or of the next to take */
	u64			lineage;	/* changes when all that was in here went */
	u32			read;		/* offset in @held */
	u32			spare;
	u64			read_ts;
	unsigned long		read_no;	/* number of the next event */
	unsigned long		lost;		/* found missing, not told yet */
	unsigned long		consumed;	/* events read */

	/* Configuration. */
	u64			(*clock)(void);
	struct trace_buffer	*buffer;
	int			cpu;
	u32			nr;		/* of @store, for a look without the lock */
	struct irq_work		wake_work;
	wait_queue_head_t	waiters;
	struct rb_map		*map;		/* while a program has it mapped */
	void			*free_page;	/* one at hand for ring_buffer_alloc_read_page() */
};

#define RB_WATCH_ANY		0		/* bits of rb_cpu.watch */
#define RB_WATCH_FULL		1

/*
 * The slow paths save every register that they use, so that the fast path,
 * inlined into a tracer's handler, needs to save no more than its own.
 */
#if defined(CONFIG_X86_64) && !defined(CONFIG_UML)
#define __rb_keeps_registers	__no_caller_saved_registers
#else
#define __rb_keeps_registers
#endif

__rb_keeps_registers void *rb_reserve_slow(struct rb_cpu *cb, u32 space);
__rb_keeps_registers void *rb_reserve_slow_timed(struct rb_cpu *cb, u32 space, u64 *time);
__rb_keeps_registers void rb_publish(struct rb_cpu *cb);
void rb_discard(struct rb_cpu *cb, struct ring_buffer_event *event);
u64 rb_newest_time(struct rb_cpu *cb);

static __always_inline u64 rb_now(struct rb_cpu *cb)
{
	return rb_clock_read(READ_ONCE(cb->clock));
}

/* Since @base, or something that makes no delta if the fast clock is out of step with it. */
static __always_inline u64 rb_fast_now(struct rb_cpu *cb)
{
#ifdef RB_FAST_CLOCK
	return rb_fast_clock_read(&cb->fast_clock);
#else
	u64 now = rb_now(cb) - READ_ONCE(cb->base);

	/* Before the base is before everybody, however far. */
	return (s64)now < 0 ? ~0ULL : now;
#endif
}

/* Without a copy of the local clock nothing else is ever fast. */
#ifdef RB_FAST_CLOCK
#define RB_CLOCK_IS_LOCAL(cb)	((void)(cb), true)
#else
#define RB_CLOCK_IS_LOCAL(cb)	(READ_ONCE((cb)->clock) == trace_clock_local)
#endif

/*
 * What others change at any time, or an interrupt does, and what the fast path
 * reads once: an ordinary load, which the compiler can make an operand.
 */
#define rb_plain(x)	data_race(x)

static __always_inline unsigned long rb_page_count(const struct rb_page *page)
{
	return local_read(&page->entries) - page->base;
}

/*
 * Claim @space bytes: the common part of the two below. False: nothing is
 * reserved yet, and rb_reserve_slow() has to do it.
 */
static __always_inline bool rb_claim(struct rb_cpu *cb, u32 space, void **at, u32 *delta,
				     u64 *time)
{
	struct rb_page *page;
	u64 state, now, since;
	u32 low, used;

	cb->nest++;
	barrier();
	RB_STEP(cb);
	state = READ_ONCE(cb->state);
	RB_STEP(cb);
	page = READ_ONCE(cb->tail);
	RB_STEP(cb);
	now = rb_fast_now(cb);
	RB_STEP(cb);
	low = (u32)state + space;
	used = low - rb_plain(page->key);
	since = now - ((s64)state >> 32);
	/* As long as @state is what it was, so is the base that both times count from. */
	if (time)
		*time = READ_ONCE(cb->base) + now;
	if (unlikely(used > rb_plain(cb->room) || since >= RB_DELTA_LIMIT))
		return false;
	RB_STEP(cb);
	if (unlikely(!try_cmpxchg_local(&cb->state, &state, now << 32 | low)))
		return false;
	RB_STEP(cb);
	local_inc(&page->entries);
	/* The key stays what it is now. Asking again is less than keeping @space all the while. */
	if (__builtin_constant_p(space))
		used -= space;
	else
		used = (u32)state - rb_plain(page->key);
	*at = page->data->data + used;
	*delta = since;
	RB_STEP(cb);
	return true;
}

/**
 * rb_reserve - claim room for one event
 * @cb:		this CPU's ring
 * @space:	rb_event_space() of the payload, best a constant
 *
 * Context: any, preemption off. Each success is followed by rb_commit() or
 * rb_discard() on the same ring, before the context that reserved ends.
 *
 * Return: where the payload goes, or NULL if nothing is to be recorded, which
 * has been counted.
 */
static __always_inline void *rb_reserve(struct rb_cpu *cb, u32 space)
{
	u32 delta;
	void *at;

	if (unlikely(rb_plain(cb->recording) != 1))
		return NULL;
	if (unlikely(!rb_claim(cb, space, &at, &delta, NULL)))
		return rb_reserve_slow(cb, space);
	at = rb_event_start(at, space, delta);
	if (!at)
		__builtin_unreachable();	/* the caller's test is for the slow path */
	return at;
}

/**
 * rb_reserve_timed - rb_reserve() that tells the time too
 * @cb:		this CPU's ring
 * @space:	rb_event_space() of the payload, best a constant
 * @time:	set to what trace_clock_local() says now, whatever the ring's clock is
 *
 * Return: where the payload goes, or NULL, and @time is not set.
 */
static __always_inline void *rb_reserve_timed(struct rb_cpu *cb, u32 space, u64 *time)
{
	u32 delta;
	void *at;

	if (unlikely(rb_plain(cb->recording) != 1))
		return NULL;
	if (unlikely(!rb_claim(cb, space, &at, &delta, time))) {
		u64 slow_time;

		at = rb_reserve_slow_timed(cb, space, &slow_time);
		*time = slow_time;
		return at;
	}
	if (!RB_CLOCK_IS_LOCAL(cb))
		*time = trace_clock_local();
	at = rb_event_start(at, space, delta);
	if (!at)
		__builtin_unreachable();	/* as above */
	return at;
}

/**
 * rb_reserve_words - rb_reserve() for a length that the compiler does not know
 * @cb:		this CPU's ring
 * @words:	length of the payload, 1 to RINGBUF_TYPE_DATA_TYPE_LEN_MAX words
 *
 * Return: the event, or NULL.
 */
static __always_inline struct ring_buffer_event *rb_reserve_words(struct rb_cpu *cb, u32 words)
{
	u32 space = words * RB_WORD + RB_EVENT_HDR, delta;
	void *at;

	if (unlikely(rb_plain(cb->recording) != 1))
		return NULL;
	if (unlikely(!rb_claim(cb, space, &at, &delta, NULL))) {
		at = rb_reserve_slow(cb, space);
		return at ? at - RB_EVENT_HDR : NULL;
	}
	*(u32 *)at = rb_event_word(words, delta);
	if (!at)
		__builtin_unreachable();	/* as above */
	return at;
}

/**
 * rb_commit - end an event
 * @cb:	the ring that rb_reserve() was given
 *
 * Only the outermost writer has work to do: it shows readers everything up to
 * the tail. A writer that interrupts before @nest is 0 leaves publishing to
 * it, which the last look at @state notices; one that comes later publishes
 * by itself.
 */
static __always_inline void rb_commit(struct rb_cpu *cb)
{
	struct rb_page *page;
	u64 state;
	u32 used;

	barrier();
	RB_STEP(cb);
	if (unlikely(cb->nest != 1)) {
		barrier();	/* so the usual case tests it where it is */
		cb->nest--;
		return;
	}
	state = READ_ONCE(cb->state);
	RB_STEP(cb);
	page = cb->commit;
	used = (u32)state - page->key;
	if (unlikely(used > rb_plain(cb->commit_room))) {
		rb_publish(cb);
		return;
	}
	smp_store_release(&page->data->commit, used);	/* rb_commit:A */
	RB_STEP(cb);
	WRITE_ONCE(cb->nest, 0);
	barrier();
	RB_STEP(cb);
	if (unlikely(rb_plain(cb->state) != state)) {
		cb->nest = 1;
		barrier();
		rb_publish(cb);
	}
}

/* stats.c */
unsigned long ring_buffer_size_for(struct trace_buffer *buffer, unsigned long size);

#endif /* _TRACE_RING_BUFFER_RB_H */
