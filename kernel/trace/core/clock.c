// SPDX-License-Identifier: GPL-2.0-only
/*
 * Clocks for time stamps.
 *
 * Every clock may be read in any context, NMI included, never blocks and is never traced. A clock
 * is a function and a row of the table at the end.
 *
 *	local	  sched_clock(): fast; two CPUs may disagree
 *	global	  local, made to never go back, whoever reads it: for order across CPUs
 *	counter	  one more each time: order and nothing else
 *	uptime	  jiffies since boot
 *	perf	  the clock that perf uses, to put both in one picture
 *	mono, mono_raw, boot, tai
 *		  the kernel's clocks of these names
 *	and what the architecture adds, as x86-tsc
 */
#include <linux/atomic.h>
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/preempt.h>
#include <linux/sched/clock.h>
#include <linux/string.h>

#include "clock.h"

/**
 * trace_clock_local - the fastest clock
 *
 * sched_clock() wants no preemption: it may read data of the CPU that it is on.
 */
u64 notrace trace_clock_local(void)
{
	u64 now;

	preempt_disable_notrace();
	now = sched_clock();
	preempt_enable_notrace();
	return now;
}
EXPORT_SYMBOL_GPL(trace_clock_local);

/**
 * trace_clock - comparable between CPUs, with a jitter of up to a tick
 */
u64 notrace trace_clock(void)
{
	return local_clock();
}
EXPORT_SYMBOL_GPL(trace_clock);

/**
 * trace_clock_jiffies - ticks since boot
 *
 * From 0 and not from INITIAL_JIFFIES, as jiffies themselves do.
 */
u64 notrace trace_clock_jiffies(void)
{
	return jiffies_64_to_clock_t(jiffies_64 - INITIAL_JIFFIES);
}
EXPORT_SYMBOL_GPL(trace_clock_jiffies);

/*
 * The newest value that trace_clock_global() gave to anybody. Alone in its cache line: every CPU
 * writes here.
 */
static atomic64_t global_newest ____cacheline_aligned_in_smp;

/**
 * trace_clock_global - never goes back, whichever CPUs read it
 *
 * A reader whose own clock is ahead of the newest value publishes it. One whose clock is behind
 * takes the newest: it stands still until the own clock has caught up. The exchange fails only
 * because somebody else published, so a retry is for another's progress and ends at the latest when
 * the newest value has passed the own one. No lock, so an NMI may come in anywhere.
 *
 * try_cmpxchg is fully ordered on success: who sees a record written with value t, and then reads
 * the clock, reads t or more.
 */
u64 notrace trace_clock_global(void)
{
	u64 now = trace_clock_local();
	s64 newest = atomic64_read(&global_newest);

	while ((s64)(now - newest) > 0) {
		if (atomic64_try_cmpxchg(&global_newest, &newest, now))
			return now;
	}
	return newest;
}
EXPORT_SYMBOL_GPL(trace_clock_global);

static atomic64_t counter;

/**
 * trace_clock_counter - one more than the last time
 */
u64 notrace trace_clock_counter(void)
{
	return atomic64_inc_return(&counter);
}

static const struct trace_clock_info clocks[] = {
	{ trace_clock_local,	"local",	.in_ns = true },
	{ trace_clock_global,	"global",	.in_ns = true },
	{ trace_clock_counter,	"counter",	.in_ns = false },
	{ trace_clock_jiffies,	"uptime",	.in_ns = false },
	{ trace_clock,		"perf",		.in_ns = true },
	{ ktime_get_mono_fast_ns,	"mono",	.in_ns = true },
	{ ktime_get_raw_fast_ns,	"mono_raw", .in_ns = true },
	{ ktime_get_boot_fast_ns,	"boot",	.in_ns = true },
	{ ktime_get_tai_fast_ns,	"tai",	.in_ns = true },
	ARCH_TRACE_CLOCKS
};

/**
 * trace_clock_count - how many clocks there are
 */
int trace_clock_count(void)
{
	return ARRAY_SIZE(clocks);
}

/**
 * trace_clock_info - a clock
 * @id: from 0
 */
const struct trace_clock_info *trace_clock_info(int id)
{
	return &clocks[id];
}

/**
 * trace_clock_find - the id of a clock
 * @name: as in trace_clock
 *
 * Returns -EINVAL if there is none of that name.
 */
int trace_clock_find(const char *name)
{
	int id;

	for (id = 0; id < ARRAY_SIZE(clocks); id++) {
		if (!strcmp(clocks[id].name, name))
			return id;
	}
	return -EINVAL;
}
