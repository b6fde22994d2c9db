// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of the ring: what readers see of what writers did, with writers
 * interrupting each other at each RB_STEP(). Those stand between the accesses that
 * matter to others, not between all; tools/testing/ring_buffer explores all.
 *
 * The write side is compiled here once more, under other names and with
 * RB_STEP() calling rb_test_step(), which plays the interrupt. Rings are real
 * ones, of buffers made by ring_buffer_alloc(); readers are the real ones too.
 *
 * Each event carries an id and the readings of the clock before and after it
 * was reserved. The clock gives every value once, so the time that a reader
 * finds proves which reading the deltas add up to.
 */
#include <kunit/test.h>
#include <linux/kernel.h>

struct rb_cpu;
static void rb_test_step(struct rb_cpu *cb);

#define RB_STEP(cb)	rb_test_step(cb)
#define rb_reserve_slow	rb_test_reserve_slow
#define rb_reserve_slow_timed	rb_test_reserve_slow_timed
#define rb_publish	rb_test_publish
#define rb_discard	rb_test_discard
#define rb_newest_time	rb_test_newest_time

#include "buffer.h"
#include "write.c"

struct rb_test_event {
	u64	id;
	u64	before;
	u64	after;
};

#define SPACE	rb_event_space(sizeof(struct rb_test_event))
#define PER_PAGE ((u32)(PAGE_SIZE - RB_PAGE_HDR) / SPACE)

/* What interrupts, and when: at step @at[level] comes a burst of @burst[level] events. */
static struct rb_test {
	struct trace_buffer	*buffer;
	struct rb_cpu		*cb;
	u64			clock;		/* the next reading */
	u64			tick;		/* between readings */
	u64			id;		/* tries to write so far */
	u64			refused;
	u64			wrong_stamps;	/* while an event was written */
	u32			step[3];	/* steps of the writer at each level so far */
	u32			at[3];
	u32			burst[3];
	int			level;
	bool			armed;
} rbt;

static u64 notrace rb_test_clock(void)
{
	u64 now = rbt.clock;

	rbt.clock += rbt.tick;
	return now;
}

static void rb_test_write(bool discard)
{
	struct rb_test_event *event;
	u64 before = rb_test_clock();

	rbt.id++;
	event = rb_reserve(rbt.cb, SPACE);
	if (!event) {
		rbt.refused++;
		return;
	}
	event->id = rbt.id;
	event->before = before;
	event->after = rbt.clock;
	if (!rbt.armed)
		rbt.wrong_stamps += rb_newest_time(rbt.cb) != rbt.clock - rbt.tick;
	if (!discard) {
		rb_commit(rbt.cb);
	} else {
		rbt.id--;
		rb_discard(rbt.cb, (void *)event - RB_EVENT_HDR);
	}
}

static void rb_test_step(struct rb_cpu *cb)
{
	int level = rbt.level;
	u32 i;

	if (!rbt.armed || level >= 2 || ++rbt.step[level] != rbt.at[level])
		return;
	rbt.level++;
	rbt.step[level + 1] = 0;
	for (i = 0; i < rbt.burst[level]; i++) {
		rb_test_write(false);
		/* Only the first of a burst is interrupted in its turn. */
		rbt.armed = false;
	}
	rbt.armed = true;
	rbt.level--;
}

static int rb_test_open(struct kunit *test, unsigned long pages, unsigned int flags)
{
	memset(&rbt, 0, sizeof(rbt));
	rbt.tick = 1;
	rbt.clock = 1000;
	rbt.buffer = ring_buffer_alloc(pages * (PAGE_SIZE - RB_PAGE_HDR), flags);
	KUNIT_ASSERT_NOT_NULL(test, rbt.buffer);
	ring_buffer_set_clock(rbt.buffer, rb_test_clock);
	rbt.cb = rb_cpu_of(rbt.buffer, cpumask_first(cpu_online_mask));
	test->priv = rbt.cb;
	return rbt.cb->cpu;
}

static void rb_test_exit(struct kunit *test)
{
	if (rbt.buffer)
		ring_buffer_free(rbt.buffer);
	rbt.buffer = NULL;
}

struct rb_test_seen {
	u64	events;
	u64	lost;
	u64	last_ts;
	u64	last_id;
};

static bool rb_test_look(struct kunit *test, struct rb_test_seen *seen,
			 struct ring_buffer_event *event, u64 ts, unsigned long lost)
{
	struct rb_test_event *e = ring_buffer_event_data(event);
	bool whole = ring_buffer_event_length(event) == sizeof(*e);

	seen->events++;
	seen->lost += lost;
	/* Whole; stamped with a reading of its own; later than the one before. */
	if (whole && ts > e->before && ts < e->after && ts > seen->last_ts) {
		seen->last_ts = ts;
		seen->last_id = e->id;
		return true;
	}
	KUNIT_FAIL(test, "event %llu: length %u, time %llu, within (%llu, %llu), after %llu",
		   e->id, ring_buffer_event_length(event), ts, e->before, e->after, seen->last_ts);
	return false;
}

static bool rb_test_drain(struct kunit *test, int cpu, struct rb_test_seen *seen, u64 most)
{
	struct ring_buffer_event *event;
	unsigned long lost;
	u64 ts;

	while (most-- && (event = ring_buffer_consume(rbt.buffer, cpu, &ts, &lost))) {
		if (!rb_test_look(test, seen, event, ts, lost))
			return false;
	}
	return true;
}

/* written = read + overwritten + dropped + still there, and lost is what was not read. */
static void rb_test_account(struct kunit *test, int cpu, struct rb_test_seen *seen)
{
	u64 read = ring_buffer_read_events_cpu(rbt.buffer, cpu);
	u64 over = ring_buffer_overrun_cpu(rbt.buffer, cpu);
	u64 full = ring_buffer_dropped_events_cpu(rbt.buffer, cpu);
	u64 nested = ring_buffer_commit_overrun_cpu(rbt.buffer, cpu);
	u64 left = ring_buffer_entries_cpu(rbt.buffer, cpu);

	KUNIT_EXPECT_EQ(test, seen->events, read);
	KUNIT_EXPECT_EQ(test, rbt.refused, full + nested);
	KUNIT_EXPECT_EQ(test, rbt.id, read + over + full + nested + left);
	KUNIT_EXPECT_EQ(test, rbt.cb->nest, 0);
	KUNIT_EXPECT_EQ(test, rbt.wrong_stamps, 0);
}

static void events_come_back_in_order(struct kunit *test)
{
	int cpu = rb_test_open(test, 4, RB_FL_OVERWRITE), i;
	struct rb_test_seen seen = {};

	for (i = 0; i < PER_PAGE * 2; i++)
		rb_test_write(false);
	KUNIT_EXPECT_EQ(test, ring_buffer_entries_cpu(rbt.buffer, cpu), PER_PAGE * 2);
	KUNIT_EXPECT_EQ(test, ring_buffer_bytes_cpu(rbt.buffer, cpu), PER_PAGE * 2 * SPACE);
	rb_test_drain(test, cpu, &seen, U64_MAX);
	KUNIT_EXPECT_EQ(test, seen.events, PER_PAGE * 2);
	KUNIT_EXPECT_EQ(test, seen.lost, 0);
	KUNIT_EXPECT_TRUE(test, ring_buffer_empty_cpu(rbt.buffer, cpu));
	KUNIT_EXPECT_EQ(test, ring_buffer_bytes_cpu(rbt.buffer, cpu), 0);
	rb_test_account(test, cpu, &seen);
}

static void the_oldest_are_overwritten_and_the_reader_told_how_many(struct kunit *test)
{
	int cpu = rb_test_open(test, 3, RB_FL_OVERWRITE), i;
	struct rb_test_seen seen = {};

	for (i = 0; i < PER_PAGE * 10 + 5; i++)
		rb_test_write(false);
	rb_test_drain(test, cpu, &seen, 1);
	KUNIT_EXPECT_EQ(test, seen.lost, PER_PAGE * 8);
	KUNIT_EXPECT_EQ(test, seen.lost, ring_buffer_overrun_cpu(rbt.buffer, cpu));
	KUNIT_EXPECT_EQ(test, seen.last_id, seen.lost + 1);
	rb_test_drain(test, cpu, &seen, U64_MAX);
	KUNIT_EXPECT_EQ(test, seen.events, PER_PAGE * 2 + 5);
	KUNIT_EXPECT_EQ(test, seen.last_id, rbt.id);
	rb_test_account(test, cpu, &seen);
}

static void without_overwrite_the_newest_are_dropped_and_the_gap_is_told(struct kunit *test)
{
	int cpu = rb_test_open(test, 3, 0), i;
	struct rb_test_seen seen = {};

	for (i = 0; i < PER_PAGE * 3 + 7; i++)
		rb_test_write(false);
	KUNIT_EXPECT_EQ(test, rbt.refused, 7);
	rb_test_drain(test, cpu, &seen, U64_MAX);
	KUNIT_EXPECT_EQ(test, seen.events, PER_PAGE * 3);
	KUNIT_EXPECT_EQ(test, seen.lost, 0);
	rb_test_write(false);
	rb_test_drain(test, cpu, &seen, 1);
	KUNIT_EXPECT_EQ(test, seen.last_id, rbt.id);
	KUNIT_EXPECT_EQ(test, seen.lost, 7);
	rb_test_account(test, cpu, &seen);
}

static void a_held_page_survives_a_writer_that_laps_it(struct kunit *test)
{
	int cpu = rb_test_open(test, 3, RB_FL_OVERWRITE), i, round;
	struct rb_test_seen seen = {};

	for (round = 0; round < 6; round++) {
		for (i = 0; i < PER_PAGE * 4 + round; i++)
			rb_test_write(false);
		/* Stop in the middle of a page: it is held over the next lap. */
		rb_test_drain(test, cpu, &seen, PER_PAGE / 2 + 3 * round);
	}
	rb_test_drain(test, cpu, &seen, U64_MAX);
	KUNIT_EXPECT_EQ(test, seen.lost + seen.events, rbt.id);
	rb_test_account(test, cpu, &seen);
}

/* Each step of a writer, each step of what interrupts it, at the end of a page. */
static void rb_test_nest(struct kunit *test, unsigned int flags, u32 fill, u32 burst0, u32 burst1)
{
	int cpu = rb_test_open(test, 3, flags);
	struct rb_test_seen seen = {};
	u32 a, b, i, runs = 0;

	for (a = 1; ; a++) {
		for (b = 1; ; b++) {
			bool inner, outer;

			rb_empty(rbt.cb);
			rbt.id = 0;
			rbt.refused = 0;
			seen = (struct rb_test_seen) {};
			for (i = 0; i < fill; i++)
				rb_test_write(false);
			rbt.at[0] = a;
			rbt.at[1] = b;
			rbt.burst[0] = burst0;
			rbt.burst[1] = burst1;
			rbt.step[0] = 0;
			rbt.step[1] = 0;
			rbt.armed = true;
			rb_test_write(false);
			rbt.armed = false;
			outer = rbt.step[0] >= a;
			inner = rbt.step[1] >= b;
			runs++;
			/* All of it can be read now, not only when the next event comes. */
			if (!rb_test_drain(test, cpu, &seen, U64_MAX))
				goto bad;
			KUNIT_EXPECT_EQ(test, ring_buffer_entries_cpu(rbt.buffer, cpu), 0);
			rb_test_write(false);
			if (!rb_test_drain(test, cpu, &seen, U64_MAX))
				goto bad;
			rb_test_account(test, cpu, &seen);
			if (READ_ONCE(test->status) == KUNIT_FAILURE)
				goto bad;
			if (!outer)
				goto done;
			if (!inner)
				break;
		}
	}
bad:
	kunit_info(test, "interrupted at step %u, that at step %u; %u events before, bursts of %u and %u",
		   a, b, fill, burst0, burst1);
done:
	KUNIT_EXPECT_GT(test, runs, 10);
	rb_test_exit(test);
}

static void nested_writers_lose_nothing_and_keep_time_order(struct kunit *test)
{
	static const u32 bursts[] = { 1, 2 };
	u32 fill, i, j;

	for (i = 0; i < ARRAY_SIZE(bursts); i++)
		for (j = 0; j < ARRAY_SIZE(bursts); j++)
			for (fill = PER_PAGE - 4; fill <= PER_PAGE; fill++)
				rb_test_nest(test, RB_FL_OVERWRITE, fill, bursts[i], bursts[j]);
}

static void nested_writers_that_fill_pages_are_dropped_only_for_lack_of_room(struct kunit *test)
{
	u32 fills[] = { 0, PER_PAGE - 1, PER_PAGE, 3 * PER_PAGE - 1, 3 * PER_PAGE }, i;

	for (i = 0; i < ARRAY_SIZE(fills); i++) {
		rb_test_nest(test, RB_FL_OVERWRITE, fills[i], PER_PAGE + 1, 1);
		rb_test_nest(test, RB_FL_OVERWRITE, fills[i], 1, 5 * PER_PAGE);
		rb_test_nest(test, 0, fills[i], PER_PAGE + 1, PER_PAGE + 1);
	}
}

/* Readings that are @tick apart from @start on; the first event is interrupted at @step. */
static void rb_test_gaps(struct kunit *test, int cpu, u64 start, u64 tick, u32 step)
{
	struct rb_test_seen seen = {};

	rbt.clock = start;
	rb_empty(rbt.cb);
	rbt.tick = tick;
	rbt.id = 0;
	rbt.refused = 0;
	rbt.burst[0] = 2;
	rbt.burst[1] = 1;
	rbt.at[0] = step;
	rbt.at[1] = step / 2 + 1;
	for (u32 n = 0; n < 4; n++) {
		rbt.step[0] = 0;
		rbt.armed = true;
		rb_test_write(false);
		rbt.armed = false;
	}
	KUNIT_EXPECT_TRUE(test, rb_test_drain(test, cpu, &seen, U64_MAX));
	rb_test_account(test, cpu, &seen);
	KUNIT_EXPECT_EQ(test, seen.events, rbt.id);
}

/* A clock whose readings are far apart: extended and absolute stamps, nested. */
static void long_gaps_are_exact_nested_or_not(struct kunit *test)
{
	static const u64 ticks[] = {
		RB_DELTA_LIMIT - 1, RB_DELTA_LIMIT, BIT_ULL(31) - 1, BIT_ULL(31),
		BIT_ULL(32) - 1, BIT_ULL(32), BIT_ULL(32) + 1, 3600ULL * NSEC_PER_SEC,
		100ULL * 86400 * NSEC_PER_SEC,
	};
	int cpu = rb_test_open(test, 3, RB_FL_OVERWRITE);

	for (u32 i = 0; i < ARRAY_SIZE(ticks); i++) {
		for (u32 step = 1; step < 24; step++) {
			rb_test_gaps(test, cpu, 1000, ticks[i], step);
			/* Over the top of what an absolute stamp holds. */
			rb_test_gaps(test, cpu, RB_TIME_STAMP_MASK - 4 * ticks[i], ticks[i], step);
		}
	}
	rbt.tick = 1;
}

static void a_clock_that_steps_back_does_not_show(struct kunit *test)
{
	static const u64 back[] = {
		1, 1000, RB_DELTA_LIMIT, BIT_ULL(31), BIT_ULL(32) - RB_DELTA_LIMIT + 1,
		BIT_ULL(32) - 5, BIT_ULL(32), BIT_ULL(33), BIT_ULL(40),
	};
	struct ring_buffer_event *event;
	int cpu = rb_test_open(test, 3, RB_FL_OVERWRITE);
	u64 ts, last, start = BIT_ULL(45) + 12345;
	u32 i, n;

	for (i = 0; i < ARRAY_SIZE(back); i++) {
		rbt.clock = start;
		rb_empty(rbt.cb);
		rb_test_write(false);
		rbt.clock -= back[i];
		rb_test_write(false);
		rb_test_write(false);
		rbt.clock = start + 5000;
		rb_test_write(false);
		n = 0;
		last = 0;
		while ((event = ring_buffer_consume(rbt.buffer, cpu, &ts, NULL))) {
			n++;
			KUNIT_EXPECT_GE_MSG(test, ts, last, "after stepping back %llu", back[i]);
			KUNIT_EXPECT_GE(test, ts, start);
			last = ts;
		}
		KUNIT_EXPECT_EQ(test, n, 4);
		KUNIT_EXPECT_EQ_MSG(test, last, start + 5001, "after stepping back %llu", back[i]);
	}
}

static void a_discarded_event_leaves_no_trace(struct kunit *test)
{
	int cpu = rb_test_open(test, 3, RB_FL_OVERWRITE);
	struct rb_test_seen seen = {};
	unsigned long bytes;

	rb_test_write(false);
	bytes = ring_buffer_bytes_cpu(rbt.buffer, cpu);
	rb_test_write(true);
	KUNIT_EXPECT_EQ(test, ring_buffer_bytes_cpu(rbt.buffer, cpu), bytes);
	rb_test_write(false);
	rb_test_drain(test, cpu, &seen, U64_MAX);
	KUNIT_EXPECT_EQ(test, seen.events, 2);
	KUNIT_EXPECT_EQ(test, seen.lost, 0);
	rb_test_account(test, cpu, &seen);
}

static void a_discarded_event_that_was_interrupted_is_skipped(struct kunit *test)
{
	int cpu = rb_test_open(test, 3, RB_FL_OVERWRITE);
	struct rb_test_seen seen;
	u32 fill, step;

	for (fill = PER_PAGE - 3; fill <= PER_PAGE; fill++) {
		for (step = 1; step < 20; step++) {
			rb_empty(rbt.cb);
			rbt.id = 0;
			seen = (struct rb_test_seen) {};
			while (rbt.id < fill)
				rb_test_write(false);
			rbt.at[0] = step;
			rbt.burst[0] = 2;
			rbt.step[0] = 0;
			rbt.armed = true;
			rb_test_write(true);
			rbt.armed = false;
			rb_test_write(false);
			KUNIT_EXPECT_TRUE(test, rb_test_drain(test, cpu, &seen, U64_MAX));
			KUNIT_EXPECT_EQ(test, seen.events, rbt.id);
			KUNIT_EXPECT_EQ(test, seen.lost, 0);
			rb_test_account(test, cpu, &seen);
		}
	}
}

static void an_iterator_consumes_nothing_and_counts_what_it_missed(struct kunit *test)
{
	int cpu = rb_test_open(test, 3, RB_FL_OVERWRITE), i;
	struct rb_test_seen seen = {}, consumed = {};
	struct ring_buffer_event *event;
	struct ring_buffer_iter *iter;
	u64 ts;

	for (i = 0; i < PER_PAGE * 2 + 10; i++)
		rb_test_write(false);
	rb_test_drain(test, cpu, &consumed, 10);
	iter = ring_buffer_read_start(rbt.buffer, cpu, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, iter);
	for (i = 0; (event = ring_buffer_iter_peek(iter, &ts)); i++) {
		rb_test_look(test, &seen, event, ts, ring_buffer_iter_lost(iter));
		ring_buffer_iter_advance(iter);
		if (i != PER_PAGE / 2)
			continue;
		/* A writer overtakes: what was copied stays, the next pages are gone. */
		while (rbt.id < PER_PAGE * 6)
			rb_test_write(false);
	}
	KUNIT_EXPECT_EQ(test, seen.events, PER_PAGE - 10);
	KUNIT_EXPECT_EQ(test, seen.last_id, PER_PAGE);
	ring_buffer_iter_reset(iter);
	seen = (struct rb_test_seen) {};
	while ((event = ring_buffer_iter_peek(iter, &ts))) {
		rb_test_look(test, &seen, event, ts, ring_buffer_iter_lost(iter));
		ring_buffer_iter_advance(iter);
	}
	/* Ten were consumed, the rest of that page is held; pages 4, 5 and 6 are in the ring. */
	KUNIT_EXPECT_EQ(test, seen.events, PER_PAGE - 10 + PER_PAGE * 3);
	KUNIT_EXPECT_EQ(test, seen.lost, PER_PAGE * 2);
	ring_buffer_read_finish(iter);
	rb_test_drain(test, cpu, &consumed, U64_MAX);
	KUNIT_EXPECT_EQ(test, consumed.lost, PER_PAGE * 2);
	rb_test_account(test, cpu, &consumed);
}

static void any_length_up_to_the_largest_comes_back(struct kunit *test)
{
	int cpu = rb_test_open(test, 8, RB_FL_OVERWRITE);
	unsigned long max = ring_buffer_max_event_size(rbt.buffer), length;
	struct ring_buffer_event *event;
	u8 *data;

	ring_buffer_set_clock(rbt.buffer, trace_clock_local);
	for (length = 0; length <= max; length += length < 200 ? 1 : 37) {
		u32 had;

		migrate_disable();
		cpu = raw_smp_processor_id();
		event = ring_buffer_lock_reserve(rbt.buffer, length);
		KUNIT_ASSERT_NOT_NULL(test, event);
		memset(ring_buffer_event_data(event), length & 0xff, length);
		ring_buffer_unlock_commit(rbt.buffer);
		event = ring_buffer_consume(rbt.buffer, cpu, NULL, NULL);
		migrate_enable();
		KUNIT_ASSERT_NOT_NULL(test, event);
		had = ring_buffer_event_length(event);
		KUNIT_EXPECT_GE(test, had, length);
		KUNIT_EXPECT_LT(test, had, max(length, 1UL) + 4);
		data = ring_buffer_event_data(event);
		KUNIT_EXPECT_TRUE(test, !length || !memchr_inv(data, length & 0xff, length));
	}
	KUNIT_EXPECT_NULL(test, ring_buffer_lock_reserve(rbt.buffer, max + 1));
	KUNIT_EXPECT_NULL(test, ring_buffer_lock_reserve(rbt.buffer, ULONG_MAX));
}

static void nothing_is_recorded_while_it_is_off(struct kunit *test)
{
	int cpu = rb_test_open(test, 3, RB_FL_OVERWRITE);

	ring_buffer_record_off(rbt.buffer);
	KUNIT_EXPECT_FALSE(test, ring_buffer_record_is_on(rbt.buffer));
	rb_test_write(false);
	ring_buffer_record_disable(rbt.buffer);
	ring_buffer_record_on(rbt.buffer);
	KUNIT_EXPECT_FALSE(test, ring_buffer_record_is_on(rbt.buffer));
	KUNIT_EXPECT_TRUE(test, ring_buffer_record_is_set_on(rbt.buffer));
	rb_test_write(false);
	ring_buffer_record_enable(rbt.buffer);
	KUNIT_EXPECT_TRUE(test, ring_buffer_empty_cpu(rbt.buffer, cpu));
	rb_test_write(false);
	KUNIT_EXPECT_FALSE(test, ring_buffer_empty_cpu(rbt.buffer, cpu));
	ring_buffer_reset_cpu(rbt.buffer, cpu);
	KUNIT_EXPECT_TRUE(test, ring_buffer_empty_cpu(rbt.buffer, cpu));
	KUNIT_EXPECT_EQ(test, ring_buffer_entries_cpu(rbt.buffer, cpu), 0);
}

static void a_scribbled_page_cannot_lead_the_reader_out_of_it(struct kunit *test)
{
	int cpu = rb_test_open(test, 3, RB_FL_OVERWRITE), i, k;
	struct ring_buffer_event *event;
	struct ring_buffer_iter *iter;
	struct rb_data_page *page;
	u32 seed = 1;

	for (k = 0; k < 200; k++) {
		rb_empty(rbt.cb);
		for (i = 0; i < PER_PAGE + 3; i++)
			rb_test_write(false);
		page = rbt.cb->store->pages[0]->data;
		for (i = 0; i < PAGE_SIZE - RB_PAGE_HDR; i++) {
			seed = seed * 1664525 + 1013904223;
			page->data[i] = seed >> 24;
		}
		iter = ring_buffer_read_start(rbt.buffer, cpu, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, iter);
		for (i = 0; ring_buffer_iter_peek(iter, NULL); i++)
			ring_buffer_iter_advance(iter);
		KUNIT_EXPECT_LE(test, i, PAGE_SIZE / 4 + PER_PAGE);
		ring_buffer_read_finish(iter);
		while ((event = ring_buffer_consume(rbt.buffer, cpu, NULL, NULL))) {
			void *end = ring_buffer_event_data(event) + ring_buffer_event_length(event);

			if (((unsigned long)event & PAGE_MASK) == (unsigned long)page)
				KUNIT_EXPECT_LE(test, (size_t)(end - (void *)page), PAGE_SIZE);
		}
	}
}

static struct kunit_case rb_test_cases[] = {
	KUNIT_CASE(events_come_back_in_order),
	KUNIT_CASE(the_oldest_are_overwritten_and_the_reader_told_how_many),
	KUNIT_CASE(without_overwrite_the_newest_are_dropped_and_the_gap_is_told),
	KUNIT_CASE(a_held_page_survives_a_writer_that_laps_it),
	KUNIT_CASE(nested_writers_lose_nothing_and_keep_time_order),
	KUNIT_CASE(nested_writers_that_fill_pages_are_dropped_only_for_lack_of_room),
	KUNIT_CASE(long_gaps_are_exact_nested_or_not),
	KUNIT_CASE(a_clock_that_steps_back_does_not_show),
	KUNIT_CASE(a_discarded_event_leaves_no_trace),
	KUNIT_CASE(a_discarded_event_that_was_interrupted_is_skipped),
	KUNIT_CASE(an_iterator_consumes_nothing_and_counts_what_it_missed),
	KUNIT_CASE(any_length_up_to_the_largest_comes_back),
	KUNIT_CASE(nothing_is_recorded_while_it_is_off),
	KUNIT_CASE(a_scribbled_page_cannot_lead_the_reader_out_of_it),
	{}
};

static struct kunit_suite rb_test_suite = {
	.name = "ring_buffer",
	.exit = rb_test_exit,
	.test_cases = rb_test_cases,
};

kunit_test_suite(rb_test_suite);

MODULE_DESCRIPTION("KUnit tests of the trace ring buffer");
MODULE_LICENSE("GPL");
