/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A tiny ring, writers that leave what can be checked, and the checks.
 *
 * Every writer is a record in ring.ops: what it tried, how that ended and the
 * last reading of the clock that it got. Its event carries the number of the
 * record and words that follow from it. What readers find is held against the
 * records: each event whole, once, in the order of time, at the very time that
 * its writer read; each that is missing counted, at its place; and in the end
 *
 *	written = read + overwritten + dropped + still there
 */
#ifndef _RING_H
#define _RING_H

#include "buffer.h"
#include "model.h"

#define OPS	64

enum ring_kind { SMALL, BIG, DISCARD, DISCARD_BIG, KINDS };
enum ring_end { UNSEEN, REFUSED, DISCARDED, COMMITTED };

struct ring_op {
	enum ring_kind	kind;
	enum ring_end	end;
	u64		stamp;
	bool		read;
};

/* How the clock goes. */
struct ring_clock {
	u64	tick;		/* from reading to reading */
	int	jumps;		/* so many readings may jump instead ... */
	const s64 *by;		/* ... by one of these, 0 ends them */
	u32	slack;		/* so many units late may be what follows a discarded event */
};

static struct ring {
	struct trace_buffer *buffer;
	struct rb_cpu	*cb;
	u64		*now;		/* in shared memory: reading it is an access */
	struct ring_clock clock;
	int		jumps;
	bool		cleared;	/* some events were thrown away, nobody knows how many */
	u64		latest;		/* the largest reading */
	u64		stamp[8];	/* the last reading, by level */
	u32		nr_ops;
	struct ring_op	ops[OPS];
	/* readers */
	u64		last_ts;
	u32		last_id;
	u32		seen;
	u64		lost;
	bool		untold;		/* events are missing here, and no room to say how many */
} ring, ring_at_start;

struct cpumask shim_one_cpu = { 1 };

static u64 ring_clock(void)
{
	u64 by = ring.clock.tick, now;
	int n;

	if (ring.jumps) {
		for (n = 0; ring.clock.by[n]; n++)
			;
		n = model_choose(n + 1);
		if (n) {
			by = ring.clock.by[n - 1];
			ring.jumps--;
		}
	}
	now = model_tick(ring.now, by) + by;
	ring.stamp[model_level()] = now;
	if (now > ring.latest)
		ring.latest = now;
	return now;
}

u64 trace_clock_local(void)
{
	return ring_clock();
}

void __attribute__((weak)) rb_wait_init(struct rb_cpu *cb)
{
}

void __attribute__((weak)) rb_map_update(struct rb_cpu *cb)
{
}

static u32 ring_words(enum ring_kind kind)
{
	return kind == SMALL || kind == DISCARD ? 2 : 5;
}

static u32 ring_word(u32 id, u32 word)
{
	return word ? (id + 1) * 2654435761U + word * 40503U : id;
}

/* One writer from begin to end. */
static void ring_write(enum ring_kind kind)
{
	u32 words = ring_words(kind), id = ring.nr_ops++, i, *data;

	if (id >= OPS)
		model_fail("the harness has too few records");
	ring.ops[id] = (struct ring_op) { .kind = kind };
	data = rb_reserve(ring.cb, rb_event_space(words * 4));
	if (!data) {
		ring.ops[id].end = REFUSED;
		return;
	}
	for (i = 0; i < words; i++)
		data[i] = ring_word(id, i);
	ring.ops[id].stamp = ring.stamp[model_level()];
	if (kind == DISCARD || kind == DISCARD_BIG) {
		ring.ops[id].end = DISCARDED;
		rb_discard(ring.cb, (void *)data - RB_EVENT_HDR);
	} else {
		ring.ops[id].end = COMMITTED;
		rb_commit(ring.cb);
	}
}

/* From here on events may be thrown away uncounted, as somebody asked for it. */
static void ring_cleared(void)
{
	ring.cleared = true;
}

static bool ring_clock_is_steady(void)
{
	return !ring.clock.jumps && ring.clock.tick;
}

/* The number of an event; it is as its writer made it. */
static u32 ring_whole(struct ring_buffer_event *event)
{
	u32 length = ring_buffer_event_length(event), i, id;
	u32 *data = ring_buffer_event_data(event);

	model_assert(length == 8 || length == 20, "%u", length);
	id = data[0];
	model_assert(id < ring.nr_ops, "%u of %u", id, ring.nr_ops);
	model_assert(length == ring_words(ring.ops[id].kind) * 4, "%u, event %u", length, id);
	for (i = 1; i < length / 4; i++) {
		u32 word = data[i];

		model_assert(word == ring_word(id, i), "event %u, word %u is %x", id, i, word);
	}
	return id;
}

/* Events that were recorded after one time and before another. */
static unsigned long ring_between(u64 after, u64 before)
{
	unsigned long n = 0;
	u32 i;

	for (i = 0; i < ring.nr_ops; i++)
		n += ring.ops[i].end == COMMITTED && ring.ops[i].stamp > after &&
		     ring.ops[i].stamp < before;
	return n;
}

/* An event as a reader got it. */
static void ring_look(struct ring_buffer_event *event, u64 ts, unsigned long lost)
{
	u32 id = ring_whole(event), i;
	struct ring_op *op = &ring.ops[id];

	model_assert(op->end == COMMITTED, "%d, event %u", op->end, id);
	model_assert(!op->read, "event %u again", id);
	op->read = true;
	if (ring_clock_is_steady()) {
		model_assert(ts >= op->stamp && ts <= op->stamp + ring.clock.slack,
			     "%llu, its writer read %llu, event %u", ts, op->stamp, id);
		model_assert(ts > ring.last_ts, "%llu after %llu, event %u", ts, ring.last_ts, id);
	} else {
		model_assert(ts >= op->stamp, "%llu, its writer read %llu, event %u",
			     ts, op->stamp, id);
		/* A clock that jumped up and is back at once may leave less than a long gap. */
		model_assert(ts < ring.latest + RB_DELTA_LIMIT,
			     "%llu is later than any reading, event %u", ts, id);
		model_assert(ts >= ring.last_ts, "%llu after %llu, event %u",
			     ts, ring.last_ts, id);
	}
	/* A gap is told exactly where it is, as far as that can be known here. */
	if (ring_clock_is_steady() && !ring.cleared && !ring.clock.slack) {
		unsigned long between = ring_between(ring.last_ts, ts);
		bool refused = false;

		if (ring.untold)
			lost = between;
		ring.untold = false;
		for (i = 0; i < ring.nr_ops; i++)
			refused |= ring.ops[i].end == REFUSED;
		model_assert(refused ? lost >= between : lost == between,
			     "%lu told, %lu missing, event %u", lost, between, id);
	}
	ring.last_ts = ts;
	ring.last_id = id;
	ring.seen++;
	ring.lost += lost;
}

static bool ring_consume(void)
{
	struct ring_buffer_event *event;
	unsigned long lost = 0;
	u64 ts = 0;

	event = ring_buffer_consume(ring.buffer, 0, &ts, &lost);
	if (!event)
		return false;
	ring_look(event, ts, lost);
	return true;
}

static u32 ring_count(enum ring_end end)
{
	u32 i, n = 0;

	for (i = 0; i < ring.nr_ops; i++)
		n += ring.ops[i].end == end;
	return n;
}

/* Everybody is done: read what is left, write once more, and add up. */
static void ring_check(void)
{
	u32 refused = ring_count(REFUSED), committed = ring_count(COMMITTED), newest = 0, i;
	unsigned long over = ring_buffer_overrun_cpu(ring.buffer, 0);
	unsigned long full = ring_buffer_dropped_events_cpu(ring.buffer, 0);
	unsigned long nested = ring_buffer_commit_overrun_cpu(ring.buffer, 0);
	unsigned long left = ring_buffer_entries_cpu(ring.buffer, 0);

	model_assert(ring.cb->nest == 0, "%u", ring.cb->nest);
	if (!ring.cleared) {
		model_assert(full + nested == refused, "%lu + %lu, refused %u", full, nested,
			     refused);
		model_assert(committed == ring.seen + over + left,
			     "%u, read %u, overwritten %lu, left %lu", committed, ring.seen, over,
			     left);
	}
	model_assert(!ring.cb->changing, "%d", ring.cb->changing);
	/*
	 * The newest of all can be read now, not only when another one comes;
	 * but if it was taken back it may have overwritten the others.
	 */
	for (i = 0; i < ring.nr_ops; i++)
		if (ring.ops[i].end >= DISCARDED && ring.ops[i].stamp >= ring.ops[newest].stamp)
			newest = i;
	while (ring_consume())
		;
	if (committed && ring.ops[newest].end == COMMITTED && ring_clock_is_steady() &&
	    !ring.cleared)
		model_assert(ring.ops[newest].read, "event %u, the newest", newest);
	left = ring_buffer_entries_cpu(ring.buffer, 0);
	model_assert(!left, "%lu", left);
	if (!ring.cleared) {
		model_assert(ring_buffer_read_events_cpu(ring.buffer, 0) == ring.seen, "%u",
			     ring.seen);
		model_assert(committed == ring.seen + over, "%u, read %u, overwritten %lu",
			     committed, ring.seen, over);
	}
	/* Enough to begin a sub-buffer, which is where what was dropped is told. */
	for (i = 0; i <= (ring.cb->limit - RB_PAGE_HDR) / 12; i++) {
		ring_write(SMALL);
		model_assert(ring.ops[ring.nr_ops - 1].end == COMMITTED, "into an empty ring");
		model_assert(ring_consume(), "what was written into an empty ring");
	}
	if (!ring.cleared)
		model_assert(ring.lost + ring.seen == ring.nr_ops - ring_count(DISCARDED),
			     "told %llu, read %u, tried %u", ring.lost, ring.seen,
			     ring.nr_ops - ring_count(DISCARDED));
}

/* A ring of @nr sub-buffers; @fill events are in it, and @consumed were read. */
static void ring_setup(u32 nr, bool overwrite, struct ring_clock clock, u32 fill, u32 consumed)
{
	memset(&ring, 0, sizeof(ring));
	ring.now = model_alloc(sizeof(u64));
	*ring.now = (1ULL << 45) + 12345;
	ring.clock = clock;
	ring.buffer = ring_buffer_alloc(nr * (PAGE_SIZE - RB_PAGE_HDR),
					overwrite ? RB_FL_OVERWRITE : 0);
	ring_buffer_set_clock(ring.buffer, ring_clock);
	ring.cb = rb_cpu_of(ring.buffer, 0);
	while (fill--)
		ring_write(SMALL);
	while (consumed--)
		ring_consume();
	ring.jumps = clock.jumps;
	ring_at_start = ring;
}

/* The records as they were when memory was as it is at the start. */
static void ring_begin(void)
{
	ring = ring_at_start;
}

#endif /* _RING_H */
