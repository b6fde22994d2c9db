// SPDX-License-Identifier: GPL-2.0-only
/*
 * One CPU writes, another reads, with the memory order that the code asks for
 * and no more.
 *
 *	reader [brief|full] [NAME]
 */
#include "ring.h"

/* What the reader's CPU does, in this order. */
#define CONSUME(n)	((n) & 15)	/* so many tries to get an event */
#define GROW		16
#define SHRINK		32
#define PAGES(n)	(((n) & 15) << 8)	/* so many tries to take a sub-buffer */
#define ITERATE(n)	(((n) & 15) << 12)	/* so many steps of an iterator */
#define AGAIN(n)	(((n) & 15) << 16)	/* CONSUME() at last */

struct race {
	const char	*name;
	u32		what;
	u32		nr;		/* sub-buffers, of three small events each */
	u32		events;		/* written by level 0 meanwhile */
	int		interrupts;	/* of each of its writers */
	enum ring_kind	kind;
	unsigned long	most;		/* executions from each beginning; 0: all there are */
	bool		full;		/* not in the brief run */
};

static const struct race races[] = {
	{ "consume", CONSUME(3), 2, 4, 0, SMALL },
	{ "consume, big events", CONSUME(2), 2, 2, 0, BIG },
	{ "consume, nested writers", CONSUME(2), 2, 1, 1, SMALL },
	{ "iterate", ITERATE(4), 2, 4, 0, SMALL },
	{ "iterate, then consume", ITERATE(2) | AGAIN(2), 2, 3, 0, SMALL },
	{ "consume, then iterate", CONSUME(1) | ITERATE(3), 2, 3, 0, SMALL },
	{ "whole sub-buffers", PAGES(1), 2, 1, 0, SMALL },
	{ "whole sub-buffers and events", CONSUME(1) | PAGES(1), 2, 2, 0, SMALL },
	{ "grow", CONSUME(1) | GROW | AGAIN(1), 2, 1, 0, SMALL, 3000 },
	{ "shrink", CONSUME(1) | SHRINK | AGAIN(1), 3, 1, 0, SMALL, 3000 },
	{ "consume, discarding", CONSUME(2), 2, 2, 1, DISCARD },
	{ "consume more", CONSUME(7), 2, 7, 0, SMALL, 100000, true },
	{ "consume more, three", CONSUME(7), 3, 7, 0, BIG, 100000, true },
	{ "consume, many nested", CONSUME(3), 2, 4, 1, SMALL, 100000, true },
	{ "iterate more", ITERATE(7), 2, 7, 0, SMALL, 100000, true },
	{ "whole sub-buffers, more", PAGES(4), 2, 7, 0, SMALL, 100000, true },
	{ "grow, nested writers", CONSUME(1) | GROW | AGAIN(2), 2, 2, 1, SMALL, 100000, true },
	{ "shrink, nested writers", CONSUME(1) | SHRINK | AGAIN(2), 3, 2, 1, SMALL, 100000, true },
};

static const struct race *race;
static u32 fill, consumed;
static bool overwrite;
static struct ring_buffer_iter *iter;
static struct buffer_data_read_page *taken;

static void setup(void)
{
	ring_setup(race->nr, overwrite, (struct ring_clock) { 1 }, fill, consumed);
	iter = ring_buffer_read_start(ring.buffer, 0, GFP_KERNEL);
	if (ring_buffer_alloc_read_page(ring.buffer, 0, &taken))
		model_fail("no sub-buffer to read into");
}

void model_interrupt(int level)
{
	ring_write(SMALL);
}

static void writer(void)
{
	u32 i;

	for (i = 0; i < race->events; i++) {
		ring_write(race->kind);
		model_quiet();
	}
}

static void iterate(u32 steps)
{
	struct ring_buffer_event *event;
	unsigned long lost, between;
	u64 ts, last = 0;
	u32 i;

	ring_buffer_iter_reset(iter);
	while (steps-- && (event = ring_buffer_iter_peek(iter, &ts))) {
		u32 id = ring_whole(event);
		struct ring_op *op = &ring.ops[id];

		model_assert(op->end == COMMITTED, "event %u", id);
		model_assert(ts == op->stamp, "%llu, its writer read %llu, event %u",
			     ts, op->stamp, id);
		model_assert(ts > last, "%llu after %llu, event %u", ts, last, id);
		lost = ring_buffer_iter_lost(iter);
		between = ring_between(last, ts);
		/* What was missing before the first is not told, what was dropped is. */
		model_assert(!last || lost >= between, "%lu told, %lu missing, event %u",
			     lost, between, id);
		model_assert(lost <= ring.nr_ops, "%lu told, event %u", lost, id);
		last = ts;
		ring_buffer_iter_advance(iter);
	}
}

/* A whole sub-buffer as a program gets it. */
static void take_page(void)
{
	struct rb_data_page *page;
	unsigned long lost = 0;
	u32 at, end, stride;
	u64 ts;

	if (ring_buffer_read_page(ring.buffer, taken, PAGE_SIZE, 0, 0))
		return;
	page = ring_buffer_read_page_data(taken);
	end = page->commit & ~(RB_MISSED_EVENTS | RB_MISSED_STORED);
	model_assert(end <= PAGE_SIZE - RB_PAGE_HDR, "%u", end);
	if (page->commit & RB_MISSED_STORED)
		memcpy(&lost, page->data + end, sizeof(lost));
	ring.untold = page->commit & RB_MISSED_EVENTS && !(page->commit & RB_MISSED_STORED);
	ts = page->time_stamp;
	for (at = 0; at < end; at += stride) {
		struct ring_buffer_event *event = (void *)page->data + at;

		stride = rb_event_stride(event, end - at);
		model_assert(stride, "%u of %u", at, end);
		ts = rb_event_time(event, ts);
		if (!rb_event_is_data(event))
			continue;
		ring_look(event, ts, lost);
		lost = 0;
	}
}

static void reader(void)
{
	u32 size = PAGE_SIZE - RB_PAGE_HDR, i;

	for (i = 0; i < CONSUME(race->what); i++)
		ring_consume();
	if (race->what & GROW && ring_buffer_resize(ring.buffer, (race->nr + 1) * size, 0))
		model_fail("cannot grow");
	if (race->what & SHRINK && ring_buffer_resize(ring.buffer, (race->nr - 1) * size, 0))
		model_fail("cannot shrink");
	for (i = 0; i < CONSUME(race->what >> 8); i++)
		take_page();
	if (race->what & ITERATE(15))
		iterate(CONSUME(race->what >> 12));
	for (i = 0; i < CONSUME(race->what >> 16); i++)
		ring_consume();
}

static void run(const struct race *r, bool full)
{
	struct model m = {
		.name = r->name, .setup = setup, .begin = ring_begin, .writer = writer,
		.reader = reader,
		.check = ring_check, .levels = r->interrupts ? 2 : 1,
		.interrupts = { r->interrupts }, .most = r->most,
	};
	unsigned long executions = 0;
	u32 begins = 0, cut = 0;
	struct model_result result;
	double seconds = 0;
	u32 per_ring = r->nr * 3;

	race = r;
	for (overwrite = 0; ; overwrite = true) {
		for (fill = 0; fill <= per_ring + (overwrite ? 3 : 0); fill++) {
			for (consumed = 0; consumed <= fill && consumed <= per_ring; consumed++) {
				/* In brief: where sub-buffers end, and no more readers than matter. */
				if (!full && (fill % 3 == 1 || consumed % 3 == 2))
					continue;
				result = model_explore(&m);
				executions += result.executions;
				seconds += result.seconds;
				begins++;
				cut += !result.complete;
				if (getenv("VERBOSE"))
					printf("overwrite %d fill %u consumed %u: %lu, %u choices\n",
					       overwrite, fill, consumed, result.executions,
					       result.longest);
			}
		}
		if (overwrite)
			break;
	}
	printf("%-30s %10lu executions %7.1f s", r->name, executions, seconds);
	if (cut)
		printf("  (%u of %u beginnings cut at %lu)", cut, begins, r->most);
	printf("\n");
	fflush(stdout);
}

int main(int argc, char **argv)
{
	bool full = argc > 1 && !strcmp(argv[1], "full");
	u32 i;

	for (i = 0; i < ARRAY_SIZE(races); i++)
		if (argc > 2 ? !strcmp(races[i].name, argv[2]) : full || !races[i].full)
			run(&races[i], full);
	return 0;
}
