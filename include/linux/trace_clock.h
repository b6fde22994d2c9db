/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Clocks for time stamps of trace records, for users outside of tracing.
 *
 * All of them may be read in any context, NMI included. They differ in what two readings on
 * different CPUs mean; kernel/trace/core/clock.c says which is which and lists the ones that
 * trace_clock offers.
 */
#ifndef _LINUX_TRACE_CLOCK_H
#define _LINUX_TRACE_CLOCK_H

#include <linux/compiler.h>
#include <linux/types.h>

#include <asm/trace_clock.h>

u64 notrace trace_clock_local(void);	/* ns, this CPU only, fastest */
u64 notrace trace_clock(void);		/* ns, comparable between CPUs, small jitter */
u64 notrace trace_clock_global(void);	/* ns, never goes back, whichever CPU reads it */
u64 notrace trace_clock_jiffies(void);	/* ticks since boot */
u64 notrace trace_clock_counter(void);	/* one more on every call */

#endif /* _LINUX_TRACE_CLOCK_H */
