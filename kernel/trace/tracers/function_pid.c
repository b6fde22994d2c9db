// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whose functions are traced: set_ftrace_pid and set_ftrace_notrace_pid of an instance.
 *
 * Who is wanted is decided when a CPU switches to a task, and kept for it in one byte, which is
 * all that a hit looks at. Without filters neither the switch nor the hit knows of them: the probes
 * here are registered, and the handlers that look at the byte chosen, with the first list.
 *
 * With the option function-fork a list follows its tasks: children come into it before they run
 * for the first time, and a task leaves it when its pid is free again.
 *
 * Lists are replaced as a whole, under trace_types_lock, and read under RCU. The probes run with
 * preemption disabled and never sleep; everything else here does.
 */
#include <linux/cpu.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/tracepoint.h>

#include <trace/events/sched.h>

#include "tracers/function.h"

/* The byte of the top instance, at an address that is known when its handler is compiled. */
DEFINE_PER_CPU(bool, function_ignore);

static bool unwanted(struct function_data *data, struct task_struct *task)
{
	struct trace_pid_list *only = rcu_dereference_sched(data->pids[FUNCTION_PIDS]);
	struct trace_pid_list *not = rcu_dereference_sched(data->pids[FUNCTION_NO_PIDS]);

	return (only && !trace_pid_list_has(only, task->pid)) ||
	       (not && trace_pid_list_has(not, task->pid));
}

static void probe_switch(void *data, bool preempt, struct task_struct *prev,
			 struct task_struct *next, unsigned int prev_state)
{
	struct function_data *fd = data;

	__this_cpu_write(*fd->ignore, unwanted(fd, next));
}

static bool follows(struct function_data *data)
{
	return READ_ONCE(data->tr->trace_flags) & TRACE_ITER_FUNC_FORK;
}

static void probe_fork(void *data, struct task_struct *parent, struct task_struct *child)
{
	struct function_data *fd = data;
	struct trace_pid_list *list;

	if (!follows(fd))
		return;
	for (int i = 0; i < ARRAY_SIZE(fd->pids); i++) {
		list = rcu_dereference_sched(fd->pids[i]);
		/* Without memory the child is none of them. */
		if (list && trace_pid_list_has(list, parent->pid))
			trace_pid_list_add(list, child->pid, GFP_NOWAIT | __GFP_NOWARN);
	}
}

static void probe_free(void *data, struct task_struct *task)
{
	struct function_data *fd = data;
	struct trace_pid_list *list;

	if (!follows(fd))
		return;
	for (int i = 0; i < ARRAY_SIZE(fd->pids); i++) {
		list = rcu_dereference_sched(fd->pids[i]);
		if (list)
			trace_pid_list_remove(list, task->pid);
	}
}

static void unregister_probes(struct function_data *data)
{
	unregister_trace_sched_switch(probe_switch, data);
	unregister_trace_sched_process_fork(probe_fork, data);
	unregister_trace_sched_process_free(probe_free, data);
	tracepoint_synchronize_unregister();
}

static int register_probes(struct function_data *data)
{
	int ret;

	ret = register_trace_sched_switch(probe_switch, data);
	if (!ret)
		ret = register_trace_sched_process_fork(probe_fork, data);
	if (!ret)
		ret = register_trace_sched_process_free(probe_free, data);
	if (ret)
		unregister_probes(data);
	return ret;
}

/* For the task that a CPU runs now; for later ones it is done when they are switched to. */
static void decide_here(void *data)
{
	struct function_data *fd = data;

	__this_cpu_write(*fd->ignore, unwanted(fd, current));
}

static void decide_everywhere(struct function_data *data)
{
	int cpu;

	cpus_read_lock();
	on_each_cpu(decide_here, data, 1);
	/* The others start with their idle task, which was there before. */
	for_each_possible_cpu(cpu) {
		if (!cpu_online(cpu))
			*per_cpu_ptr(data->ignore, cpu) = function_has_pids(data);
	}
	cpus_read_unlock();
}

/**
 * function_pids - a list of tasks
 * @tr:	   the instance
 * @which: which one
 *
 * Returns NULL if there is none.
 */
struct trace_pid_list *function_pids(struct trace_array *tr, enum function_pids which)
{
	return rcu_dereference_protected(function_data(tr)->pids[which],
					 lockdep_is_held(&trace_types_lock));
}

/**
 * function_has_pids - is there any list?
 * @data: the function tracer of an instance
 */
bool function_has_pids(struct function_data *data)
{
	return rcu_access_pointer(data->pids[FUNCTION_PIDS]) ||
	       rcu_access_pointer(data->pids[FUNCTION_NO_PIDS]);
}

/* Bring probes, bytes and handler in line with the lists. @had: there was a list before. */
static int follow_lists(struct function_data *data, bool had)
{
	bool has = function_has_pids(data);
	int ret = 0;

	if (has && !had)
		ret = register_probes(data);
	if (ret)
		return ret;

	decide_everywhere(data);
	ret = function_update(data->tr);
	if (has == had)
		return ret;
	/* The probes are for those who look at the byte. */
	if (has ? ret : !ret)
		unregister_probes(data);
	return ret;
}

/**
 * function_set_pids - replace a list
 * @tr:	   the instance
 * @which: which one
 * @new:   the new one, taken over on success; NULL for none
 *
 * Returns 0, or -ENOMEM with the old list in force.
 */
int function_set_pids(struct trace_array *tr, enum function_pids which, struct trace_pid_list *new)
{
	struct function_data *data = function_data(tr);
	struct trace_pid_list *old = function_pids(tr, which);
	bool had = function_has_pids(data);
	int ret;

	if (!old && !new)
		return 0;
	rcu_assign_pointer(data->pids[which], new);
	ret = follow_lists(data, had);
	if (ret) {
		rcu_assign_pointer(data->pids[which], old);
		decide_everywhere(data);
		old = NULL;
	}
	synchronize_rcu();
	trace_pid_list_free(old);
	return ret;
}

/**
 * function_pids_init - an instance is made
 * @data: its function tracer
 *
 * Returns 0 or -ENOMEM.
 */
int function_pids_init(struct function_data *data)
{
	if (trace_array_is_top(data->tr))
		data->ignore = &function_ignore;
	else
		data->ignore = alloc_percpu(bool);
	return data->ignore ? 0 : -ENOMEM;
}

/**
 * function_pids_exit - an instance goes away
 * @data: its function tracer, which is not selected
 */
void function_pids_exit(struct function_data *data)
{
	if (function_has_pids(data))
		unregister_probes(data);
	for (int i = 0; i < ARRAY_SIZE(data->pids); i++)
		trace_pid_list_free(rcu_dereference_protected(data->pids[i], true));
	if (!trace_array_is_top(data->tr))
		free_percpu(data->ignore);
}
