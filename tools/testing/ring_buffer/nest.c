// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writers that interrupt each other at every access, three levels of them.
 *
 *	nest [brief|full] [NAME]
 */
#include "ring.h"

/* Level 0: one of enum ring_kind, or a change of the ring. */
enum { GROW = KINDS, SHRINK, LARGER, EMPTY };

struct nest {
	const char	*name;
	int		action;		/* of level 0 */
	int		levels;
	int		interrupts[3];
	u32		kinds;		/* of interrupting writers: a mask */
	struct ring_clock clock;
	bool		full;		/* not in the brief run */
	unsigned long	most;		/* executions from each beginning; 0: all there are */
};

#define K(kind)	(1U << (kind))

/* To and fro, beyond what a delta, half a time in state and a whole one can say. */
static const s64 jumps[] = {
	RB_DELTA_LIMIT, BIT(31), (1LL << 32) + 5, 1LL << 40, -2, -(s64)BIT(31), -(1LL << 33), 0
};

/* Without coming back from far ahead: see ring-buffer-proof.rst. */
static const s64 mild_jumps[] = { RB_DELTA_LIMIT, BIT(31), (1LL << 32) + 5, 1LL << 40, -2, 0 };

static const struct nest nests[] = {
	{ "two levels, discard", DISCARD, 2, { 2 }, K(SMALL) | K(BIG) | K(DISCARD), { 1 } },
	{ "three levels", SMALL, 3, { 1, 1 }, K(SMALL) | K(BIG) | K(DISCARD), { 1 } },
	{ "three levels, discard", DISCARD_BIG, 3, { 1, 1 }, K(SMALL) | K(DISCARD_BIG), { 1 } },
	{ "gaps of 2^27", SMALL, 3, { 1, 1 }, K(SMALL), { RB_DELTA_LIMIT } },
	{ "gaps of 2^27, discard", DISCARD, 3, { 1, 1 }, K(SMALL), { RB_DELTA_LIMIT, .slack = 1 } },
	{ "gaps of 2^31", SMALL, 3, { 1, 1 }, K(SMALL), { BIT(31) } },
	{ "gaps of 2^31, discard", DISCARD, 3, { 1, 1 }, K(SMALL), { BIT(31), .slack = 1 } },
	{ "gaps of 2^32", SMALL, 3, { 1, 1 }, K(SMALL), { 1ULL << 32 } },
	{ "gaps of days", SMALL, 3, { 1, 1 }, K(SMALL), { 1ULL << 49 } },
	{ "it jumps once, discard", DISCARD, 2, { 1 }, K(SMALL) | K(DISCARD), { 1, 1, jumps, 2 } },
	{ "a clock that stands still", SMALL, 2, { 2 }, K(SMALL), { 0 } },
	{ "it stands still, discard", DISCARD, 2, { 2 }, K(SMALL), { 0, .slack = 1 } },
	{ "grow", GROW, 2, { 2 }, K(SMALL), { 1 } },
	{ "shrink", SHRINK, 2, { 2 }, K(SMALL), { 1 } },
	{ "grow, three levels", GROW, 3, { 1, 1 }, K(SMALL), { 1 } },
	{ "larger sub-buffers", LARGER, 2, { 2 }, K(SMALL), { 1 } },
	{ "empty", EMPTY, 2, { 2 }, K(SMALL), { 1 } },
	{ "two levels, three writers", SMALL, 2, { 3 }, K(SMALL) | K(DISCARD), { 1 } },
	{ "a clock that jumps once", SMALL, 3, { 1, 1 }, K(SMALL), { 1, 1, jumps } },
	{ "it jumps twice", SMALL, 2, { 1 }, K(SMALL), { 1, 2, jumps } },
	/* Minutes to hours. */
	{ "three levels, two and one", SMALL, 3, { 2, 1 }, K(SMALL), { 1 }, true },
	{ "three levels, one and two", SMALL, 3, { 1, 2 }, K(SMALL), { 1 }, true },
	{ "discarding, two and one", DISCARD, 3, { 2, 1 }, K(SMALL), { 1 }, true },
	{ "two levels, four writers", SMALL, 2, { 4 }, K(SMALL), { 1 }, true },
	{ "three of all kinds", BIG, 2, { 3 }, K(SMALL) | K(BIG) | K(DISCARD_BIG), { 1 }, true },
	{ "it jumps twice, three levels", SMALL, 3, { 1, 1 }, K(SMALL), { 1, 2, mild_jumps }, true,
	  1000000 },
	{ "three interrupt growing", GROW, 3, { 2, 1 }, K(SMALL), { 1 }, true, 1000000 },
	{ "three interrupt shrinking", SHRINK, 3, { 2, 1 }, K(SMALL), { 1 }, true, 1000000 },
};

static const struct nest *nest;
static u32 fill, consumed;
static bool overwrite;

static void setup(void)
{
	ring_setup(nest->action == SHRINK ? 3 : 2, overwrite, nest->clock, fill, consumed);
}

void model_interrupt(int level)
{
	int kinds[KINDS], n = 0, i;

	for (i = 0; i < KINDS; i++)
		if (nest->kinds & K(i))
			kinds[n++] = i;
	ring_write(kinds[model_choose(n)]);
}

static void writer(void)
{
	unsigned long size = PAGE_SIZE - RB_PAGE_HDR;
	int ret = 0;

	switch (nest->action) {
	case GROW:
		ret = ring_buffer_resize(ring.buffer, 3 * size, 0);
		break;
	case SHRINK:
		ret = ring_buffer_resize(ring.buffer, 2 * size, 0);
		break;
	case LARGER:
		ring_cleared();
		ret = ring_buffer_subbuf_order_set(ring.buffer, 1);
		break;
	case EMPTY:
		ring_cleared();
		ring_buffer_reset(ring.buffer);
		break;
	default:
		ring_write(nest->action);
	}
	model_assert(!ret, "%d", ret);
}

static void run(const struct nest *n, bool full)
{
	struct model m = {
		.name = n->name, .setup = setup, .begin = ring_begin, .writer = writer, .check = ring_check,
		.levels = n->levels,
		.interrupts = { n->interrupts[0], n->interrupts[1], n->interrupts[2] },
		.most = n->most,
	};
	u32 begins = 0, cut = 0;
	unsigned long executions = 0, pruned = 0;
	struct model_result r;
	double seconds = 0;
	u32 per_ring = n->action == SHRINK ? 9 : 6;

	nest = n;
	for (overwrite = 0; ; overwrite = true) {
		/* Every filling, and every place of a reader in it. */
		for (fill = 0; fill <= per_ring + (overwrite ? 3 : 0); fill++) {
			for (consumed = 0; consumed <= fill && consumed <= per_ring; consumed++) {
				/* In brief: where sub-buffers end, and no more readers than matter. */
				if (!full && (fill % 3 == 1 || consumed % 3 == 2))
					continue;
				r = model_explore(&m);
				executions += r.executions;
				pruned += r.pruned;
				seconds += r.seconds;
				begins++;
				cut += !r.complete;
			}
		}
		if (overwrite)
			break;
	}
	printf("%-30s %10lu executions %10lu like others %7.1f s", n->name, executions - pruned,
	       pruned, seconds);
	if (cut)
		printf("  (%u of %u beginnings cut at %lu)", cut, begins, n->most);
	printf("\n");
	fflush(stdout);
}

int main(int argc, char **argv)
{
	bool full = argc > 1 && !strcmp(argv[1], "full");
	u32 i;

	for (i = 0; i < ARRAY_SIZE(nests); i++)
		if (argc > 2 ? !strcmp(nests[i].name, argv[2]) : full || !nests[i].full)
			run(&nests[i], full);
	return 0;
}
