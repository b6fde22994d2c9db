/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What tracing does at the edges of an NMI.
 *
 * Nearly every object of the kernel includes this through hardirq.h, so it
 * includes nothing itself. Called with instrumentation allowed, from the NMI
 * entry and exit of each architecture. Costs nothing unless a tracer that
 * accounts NMI time is built in, and one test when it is but does not run.
 */
#ifndef _LINUX_FTRACE_IRQ_H
#define _LINUX_FTRACE_IRQ_H

#ifdef CONFIG_HWLAT_TRACER
extern bool trace_hwlat_callback_enabled;
void trace_hwlat_callback(bool enter);
#else
#define trace_hwlat_callback_enabled	false
static inline void trace_hwlat_callback(bool enter) { }
#endif

#ifdef CONFIG_OSNOISE_TRACER
extern bool trace_osnoise_callback_enabled;
void trace_osnoise_callback(bool enter);
#else
#define trace_osnoise_callback_enabled	false
static inline void trace_osnoise_callback(bool enter) { }
#endif

static __always_inline void __ftrace_nmi_edge(bool enter)
{
	if (trace_hwlat_callback_enabled)
		trace_hwlat_callback(enter);
	if (trace_osnoise_callback_enabled)
		trace_osnoise_callback(enter);
}

static inline void ftrace_nmi_enter(void)
{
	__ftrace_nmi_edge(true);
}

static inline void ftrace_nmi_exit(void)
{
	__ftrace_nmi_edge(false);
}

#endif /* _LINUX_FTRACE_IRQ_H */
