/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * TRACE_CUSTOM_EVENT(): another record layout for a tracepoint that exists.
 *
 * Included at the end of a header of custom events, as trace/define_trace.h is at the end of one
 * of events. The unit that defines CREATE_CUSTOM_TRACE_EVENTS before it includes the header gets
 * the code. TRACE_INCLUDE_FILE and TRACE_INCLUDE_PATH tell where the header is.
 *
 * There are no trace events without CONFIG_EVENT_TRACING, and custom ones need nothing else: the
 * header then defines nothing.
 */
#ifdef CREATE_CUSTOM_TRACE_EVENTS

/* The header is read again from in here. */
#undef CREATE_CUSTOM_TRACE_EVENTS

#include <linux/stringify.h>

#ifdef TRACE_INCLUDE_PATH
#define __TRACE_CUSTOM_HEADER(file) __stringify(TRACE_INCLUDE_PATH/file.h)
#else
#define __TRACE_CUSTOM_HEADER(file) <trace/events/file.h>
#endif

#undef TRACE_INCLUDE
#define TRACE_INCLUDE(file) __TRACE_CUSTOM_HEADER(file)

/* What include guards of such headers look for. */
#define TRACE_CUSTOM_MULTI_READ

#include <trace/trace_custom_events.h>

#undef TRACE_CUSTOM_MULTI_READ
#undef TRACE_INCLUDE
#undef __TRACE_CUSTOM_HEADER

#undef DECLARE_CUSTOM_EVENT_CLASS
#undef DEFINE_CUSTOM_EVENT
#undef TRACE_CUSTOM_EVENT

#define CREATE_CUSTOM_TRACE_EVENTS

#endif /* CREATE_CUSTOM_TRACE_EVENTS */
