/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The clock of the profile: as cheap as the machine allows, since it is read twice a call,
 * and turned into nanoseconds only when somebody reads the result.
 *
 * That is the TSC itself where it can be relied on, decided at boot; else sched_clock().
 */
#ifndef _TRACE_TRACERS_PROFILE_CLOCK_H
#define _TRACE_TRACERS_PROFILE_CLOCK_H

#include <linux/jump_label.h>
#include <linux/math64.h>
#include <linux/sched/clock.h>
#include <linux/types.h>

#include "hook/fgraph.h"

__fgraph_keeps_registers u64 profile_clock_slow(void);

#if defined(CONFIG_X86_64) && defined(CONFIG_FUNCTION_PROFILER)

#include <asm/msr.h>
#include <asm/tsc.h>

DECLARE_STATIC_KEY_FALSE(profile_tsc);

static __always_inline u64 profile_clock(void)
{
	return static_branch_likely(&profile_tsc) ? rdtsc() : profile_clock_slow();
}

static inline void profile_clock_choose(void)
{
	if (tsc_khz && !check_tsc_unstable())
		static_branch_enable(&profile_tsc);
}

static inline u64 profile_clock_ns(u64 time)
{
	if (!static_key_enabled(&profile_tsc))
		return time;
	return mul_u64_u64_div_u64(time, 1000000, tsc_khz);
}

/* Of a product of two times. */
static inline u64 profile_clock_ns2(u64 square)
{
	return profile_clock_ns(profile_clock_ns(square));
}

static inline u64 profile_clock_of_ns(u64 ns)
{
	if (!static_key_enabled(&profile_tsc))
		return ns;
	return mul_u64_u64_div_u64(ns, tsc_khz, 1000000);
}

#else

static __always_inline u64 profile_clock(void)
{
	return IS_ENABLED(CONFIG_FUNCTION_PROFILER) ? profile_clock_slow() : 0;
}

static inline void profile_clock_choose(void) { }
static inline u64 profile_clock_ns(u64 time) { return time; }
static inline u64 profile_clock_ns2(u64 square) { return square; }
static inline u64 profile_clock_of_ns(u64 ns) { return ns; }

#endif

#endif /* _TRACE_TRACERS_PROFILE_CLOCK_H */
