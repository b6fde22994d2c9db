/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Between the files of this layer: how calls, files of instances and control files follow each
 * other. All with event_mutex held, unless it says otherwise.
 */
#ifndef _TRACE_EVENT_REGISTRY_H
#define _TRACE_EVENT_REGISTRY_H

#include "event/event.h"

struct module;

/* Set by the linker script: events of the kernel itself, and constants in their formats. */
extern struct trace_event_call *__start_ftrace_events[];
extern struct trace_event_call *__stop_ftrace_events[];
extern struct trace_eval_map *__start_ftrace_eval_maps[];
extern struct trace_eval_map *__stop_ftrace_eval_maps[];

/* fields.c, own.c: at boot */
void event_fields_init(void);
int event_own_init(void);
void event_forget_fields(struct trace_event_call *call);

/* files.c: calls from @first to @last of ftrace_events have come, in all instances. */
int event_files_add(struct trace_event_call *first, struct trace_event_call *last);
int event_files_init(void);
void event_files_remove_call(struct trace_event_call *call);
bool event_files_remove_module(struct module *mod);

/* Does the call come from this module? */
static inline bool event_call_is_of(const struct trace_event_call *call, const struct module *mod)
{
	return !(call->flags & TRACE_EVENT_FL_DYNAMIC) && call->module == mod;
}

/* enable.c: for good, whoever uses it */
void event_switch_off(struct trace_event_file *file);

/* set_event.c: requests that wait for a module */
void event_pending_apply(struct trace_array *tr, const char *module);
void event_pending_forget(struct trace_array *tr);

/* pids.c */
void event_pids_mark(struct trace_array *tr, struct trace_event_file *file);
void event_pids_init(struct trace_array *tr);
void event_pids_free(struct trace_array *tr);

/* format.c */
int event_format_init(void);

struct trace_pid_list;

/**
 * struct event_instance - what this layer knows of an instance: tr->event_data
 * @tr:	      the instance
 * @blocks:   struct event_block.list
 * @enabled:  events whose probe is registered
 * @pending:  requests for modules that are not there, struct event_pending.list
 * @pids:     see pids.c
 * @no_pids:  see pids.c
 */
struct event_instance {
	struct trace_array		*tr;
	struct list_head		blocks;
	unsigned int			enabled;
	struct list_head		pending;
	struct trace_pid_list __rcu	*pids;
	struct trace_pid_list __rcu	*no_pids;
};

static inline struct event_instance *event_instance(struct trace_array *tr)
{
	return tr->event_data;
}

#endif /* _TRACE_EVENT_REGISTRY_H */
