/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copies of records for others, see export.c. Nobody who does not want one costs a writer anything:
 * the static branches below are off.
 */
#ifndef _TRACE_CORE_EXPORT_H
#define _TRACE_CORE_EXPORT_H

#include <linux/jump_label.h>
#include <linux/trace.h>

DECLARE_STATIC_KEY_FALSE(trace_export_functions);
DECLARE_STATIC_KEY_FALSE(trace_export_events);
DECLARE_STATIC_KEY_FALSE(trace_export_markers);

void trace_export_record(int kind, const void *record, unsigned int size);

/* A finished record, before it is committed: preemption is off. */
static __always_inline void trace_export_function(const void *record, unsigned int size)
{
	if (static_branch_unlikely(&trace_export_functions))
		trace_export_record(TRACE_EXPORT_FUNCTION, record, size);
}

static __always_inline void trace_export_event(const void *record, unsigned int size)
{
	if (static_branch_unlikely(&trace_export_events))
		trace_export_record(TRACE_EXPORT_EVENT, record, size);
}

static __always_inline void trace_export_marker(const void *record, unsigned int size)
{
	if (static_branch_unlikely(&trace_export_markers))
		trace_export_record(TRACE_EXPORT_MARKER, record, size);
}

/*
 * Called when trace_export_functions has changed: the function tracer has handlers that do not look
 * at it. Set once, at boot.
 */
void __init trace_export_set_functions_hook(void (*changed)(void));

#endif /* _TRACE_CORE_EXPORT_H */
