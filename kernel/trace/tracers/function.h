/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of the function tracer share.
 */
#ifndef _TRACE_TRACERS_FUNCTION_H
#define _TRACE_TRACERS_FUNCTION_H

#include <linux/ftrace.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>

#include "core/pid_list.h"
#include "core/trace.h"

/* Bits of function_data.options. */
#define FUNCTION_STACK		BIT(0)
#define FUNCTION_NO_REPEATS	BIT(1)
#define FUNCTION_ARGS		BIT(2)

struct function_guard;
struct function_last;
struct seq_file;

/**
 * struct function_data - the function tracer in one instance
 * @tr:	     the instance
 * @options: FUNCTION_*; changed under trace_types_lock, read anywhere
 * @pids:    by enum function_pids: only these tasks, all but these tasks; NULL for no such
 *	     filter; changed under trace_types_lock
 * @ignore:  the task that this CPU runs is none that @pids want; false without @pids
 * @guard:   its function_guard, once there was one; trace_types_lock
 * @last:    what was recorded last on each CPU, once FUNCTION_NO_REPEATS has been set
 */
struct function_data {
	struct trace_array		*tr;
	u32				options;
	struct trace_pid_list __rcu	*pids[2];
	bool __percpu			*ignore;
	struct function_last __percpu	*last;
	struct function_guard		*guard;
};

static inline struct function_data *function_data(struct trace_array *tr)
{
	return tr->function_data;
}

/* function.c */
int function_update(struct trace_array *tr);

/* function_pid.c */
enum function_pids {
	FUNCTION_PIDS,
	FUNCTION_NO_PIDS,
};

DECLARE_PER_CPU(bool, function_ignore);

int function_pids_init(struct function_data *data);
void function_pids_exit(struct function_data *data);
bool function_has_pids(struct function_data *data);

/* trace_types_lock held */
struct trace_pid_list *function_pids(struct trace_array *tr, enum function_pids which);
int function_set_pids(struct trace_array *tr, enum function_pids which,
		      struct trace_pid_list *new);

/* function_options.c */
extern struct tracer_flags function_flags;

void function_call_options(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *ops,
			   struct ftrace_regs *fregs);
int function_set_flag(struct trace_array *tr, u32 old_flags, u32 bit, int set);
u32 *function_instance_flags(struct trace_array *tr);
void function_options_exit(struct function_data *data);

/* function_guard.c */
#ifdef CONFIG_DYNAMIC_FTRACE
int function_guard_set(struct trace_array *tr, unsigned int limit);
void function_guard_show(struct trace_array *tr, struct seq_file *m);
void function_guard_exit(struct function_data *data);
#else
static inline void function_guard_exit(struct function_data *data) { }
#endif

#endif /* _TRACE_TRACERS_FUNCTION_H */
