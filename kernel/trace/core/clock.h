/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The clocks that trace_clock offers. A clock is one row of the table in clock.c; its place in the
 * table is its id, tr->clock_id.
 */
#ifndef _TRACE_CORE_CLOCK_H
#define _TRACE_CORE_CLOCK_H

#include <linux/sched/clock.h>
#include <linux/trace_clock.h>

/**
 * struct trace_clock_info - one clock
 * @func:  reads it; any context, NMI included
 * @name:  as written to trace_clock
 * @in_ns: it counts nanoseconds (printed as seconds), else plain counts
 */
struct trace_clock_info {
	u64 (*func)(void);
	const char *name;
	bool in_ns;
};

/* Do the CPUs agree on the local clock? */
#ifdef CONFIG_HAVE_UNSTABLE_SCHED_CLOCK
static inline bool trace_clock_local_is_stable(void) { return sched_clock_stable(); }
#else
static inline bool trace_clock_local_is_stable(void) { return true; }
#endif

int trace_clock_count(void);
const struct trace_clock_info *trace_clock_info(int id);
int trace_clock_find(const char *name);

#endif /* _TRACE_CORE_CLOCK_H */
