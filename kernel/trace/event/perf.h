/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Between the files of the perf glue; perf itself sees linux/trace_events.h.
 */
#ifndef _TRACE_EVENT_PERF_H
#define _TRACE_EVENT_PERF_H

#include <linux/trace_events.h>

#if defined(CONFIG_PERF_EVENTS) && defined(CONFIG_FUNCTION_TRACER)

/* perf_function.c: ftrace:function, which only perf can switch on. */
extern struct trace_event_call perf_function_event;

int perf_function_set_filter(struct perf_event *event, const char *str);

#endif

#endif /* _TRACE_EVENT_PERF_H */
