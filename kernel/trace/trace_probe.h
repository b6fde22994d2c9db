/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What bpf_trace.c asks of kprobe and uprobe events.
 */
#ifndef _TRACE_CLIENT_PROBE_H
#define _TRACE_CLIENT_PROBE_H

#include "trace.h"

/* What current->utask->vaddr points to while a uprobe event's handlers run. */
struct uprobe_dispatch_data {
	struct trace_uprobe	*tu;
	unsigned long		bp_addr;
};

#ifdef CONFIG_KPROBE_EVENTS
bool trace_kprobe_on_func_entry(struct trace_event_call *call);
bool trace_kprobe_error_injectable(struct trace_event_call *call);
#else
static inline bool trace_kprobe_on_func_entry(struct trace_event_call *call) { return false; }
static inline bool trace_kprobe_error_injectable(struct trace_event_call *call) { return false; }
#endif

#endif /* _TRACE_CLIENT_PROBE_H */
