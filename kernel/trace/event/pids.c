// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whose events are recorded: set_event_pid and set_event_notrace_pid of an instance.
 *
 * Who is wanted is decided when a CPU switches to a task, and kept for it in one byte, which is
 * all that a probe looks at, and only when its event has the flag PID_FILTER.
 *
 * Switches and wake-ups are about two tasks: they are recorded if either is wanted. So the probes
 * here run twice at those tracepoints, once before the others for both tasks, and once after
 * them for the one that runs then.
 *
 * With the option event-fork a list follows its tasks: children come into it before they run for
 * the first time, and a task leaves it when its pid is free again.
 *
 * Lists are replaced as a whole, under event_mutex, and read under RCU. The probes run with
 * preemption disabled and never sleep; everything else here does.
 */
#include <linux/cpu.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/tracepoint.h>

#include <trace/events/sched.h>

#include "core/pid_list.h"
#include "core/trace.h"
#include "event/event.h"
#include "event/registry.h"

/* Before and after those who record. */
#define RUN_FIRST	INT_MAX
#define RUN_LAST	0

/* What the probes of an instance look at that never had a list: always false. */
static DEFINE_PER_CPU(bool, ignore_nobody);

static bool not_listed(struct event_instance *events, struct task_struct *task)
{
	struct trace_pid_list *only = rcu_dereference_sched(events->pids);

	return only && !trace_pid_list_has(only, task->pid);
}

static bool listed_as_unwanted(struct event_instance *events, struct task_struct *task)
{
	struct trace_pid_list *not = rcu_dereference_sched(events->no_pids);

	return not && trace_pid_list_has(not, task->pid);
}

static bool unwanted(struct event_instance *events, struct task_struct *task)
{
	return not_listed(events, task) || listed_as_unwanted(events, task);
}

static void decide(struct event_instance *events, bool ignore)
{
	__this_cpu_write(*events->tr->event_pid_ignore, ignore);
}

static void before_switch(void *data, bool preempt, struct task_struct *prev,
			  struct task_struct *next, unsigned int prev_state)
{
	struct event_instance *events = data;

	bool none = not_listed(events, prev) && not_listed(events, next);
	bool both = listed_as_unwanted(events, prev) && listed_as_unwanted(events, next);

	decide(events, none || both);
}

static void after_switch(void *data, bool preempt, struct task_struct *prev,
			 struct task_struct *next, unsigned int prev_state)
{
	struct event_instance *events = data;

	decide(events, unwanted(events, next));
}

static void before_wakeup(void *data, struct task_struct *task)
{
	struct event_instance *events = data;

	if (__this_cpu_read(*events->tr->event_pid_ignore))
		decide(events, unwanted(events, task));
}

static void after_wakeup(void *data, struct task_struct *task)
{
	struct event_instance *events = data;

	if (!__this_cpu_read(*events->tr->event_pid_ignore))
		decide(events, unwanted(events, current));
}

static bool follows(struct event_instance *events)
{
	return READ_ONCE(events->tr->trace_flags) & TRACE_ITER_EVENT_FORK;
}

static void list_fork(struct trace_pid_list *list, int parent, int child)
{
	/* Without memory the child is none of them. */
	if (list && trace_pid_list_has(list, parent))
		trace_pid_list_add(list, child, GFP_NOWAIT | __GFP_NOWARN);
}

static void probe_fork(void *data, struct task_struct *parent, struct task_struct *child)
{
	struct event_instance *events = data;

	if (!follows(events))
		return;
	list_fork(rcu_dereference_sched(events->pids), parent->pid, child->pid);
	list_fork(rcu_dereference_sched(events->no_pids), parent->pid, child->pid);
}

static void list_free(struct trace_pid_list *list, int pid)
{
	if (list)
		trace_pid_list_remove(list, pid);
}

static void probe_free(void *data, struct task_struct *task)
{
	struct event_instance *events = data;

	if (!follows(events))
		return;
	list_free(rcu_dereference_sched(events->pids), task->pid);
	list_free(rcu_dereference_sched(events->no_pids), task->pid);
}

static void unregister_probes(struct event_instance *events)
{
	unregister_trace_sched_switch(before_switch, events);
	unregister_trace_sched_switch(after_switch, events);
	unregister_trace_sched_wakeup(before_wakeup, events);
	unregister_trace_sched_wakeup(after_wakeup, events);
	unregister_trace_sched_wakeup_new(before_wakeup, events);
	unregister_trace_sched_wakeup_new(after_wakeup, events);
	unregister_trace_sched_waking(before_wakeup, events);
	unregister_trace_sched_waking(after_wakeup, events);
	unregister_trace_sched_process_fork(probe_fork, events);
	unregister_trace_sched_process_free(probe_free, events);
	tracepoint_synchronize_unregister();
}

static int register_probes(struct event_instance *events)
{
	int ret;

	ret = register_trace_prio_sched_switch(before_switch, events, RUN_FIRST) ?:
	      register_trace_prio_sched_switch(after_switch, events, RUN_LAST) ?:
	      register_trace_prio_sched_wakeup(before_wakeup, events, RUN_FIRST) ?:
	      register_trace_prio_sched_wakeup(after_wakeup, events, RUN_LAST) ?:
	      register_trace_prio_sched_wakeup_new(before_wakeup, events, RUN_FIRST) ?:
	      register_trace_prio_sched_wakeup_new(after_wakeup, events, RUN_LAST) ?:
	      register_trace_prio_sched_waking(before_wakeup, events, RUN_FIRST) ?:
	      register_trace_prio_sched_waking(after_wakeup, events, RUN_LAST) ?:
	      register_trace_sched_process_fork(probe_fork, events) ?:
	      register_trace_sched_process_free(probe_free, events);
	if (ret)
		unregister_probes(events);
	return ret;
}

/* For the task that a CPU runs now; for later ones it is done when they are switched to. */
static void decide_here(void *data)
{
	decide(data, unwanted(data, current));
}

static bool has_pids(struct event_instance *events)
{
	return rcu_access_pointer(events->pids) || rcu_access_pointer(events->no_pids);
}

static void decide_everywhere(struct event_instance *events)
{
	int cpu;

	cpus_read_lock();
	on_each_cpu(decide_here, events, 1);
	/* The others start with their idle task, which was there before. */
	for_each_possible_cpu(cpu) {
		if (!cpu_online(cpu))
			*per_cpu_ptr(events->tr->event_pid_ignore, cpu) = has_pids(events);
	}
	cpus_read_unlock();
}

/**
 * event_pids_mark - an event is going to be used: does it have to look?
 * @tr:	  the instance
 * @file: the event in it
 */
void event_pids_mark(struct trace_array *tr, struct trace_event_file *file)
{
	if (has_pids(event_instance(tr)))
		set_bit(EVENT_FILE_FL_PID_FILTER_BIT, &file->flags);
}

static void mark_all(struct trace_array *tr, bool look)
{
	struct trace_event_file *file;

	for_each_event_file(file, tr)
		assign_bit(EVENT_FILE_FL_PID_FILTER_BIT, &file->flags, look);
}

static struct trace_pid_list __rcu **list_of(struct event_instance *events,
					     enum event_pid_kind kind)
{
	return kind == EVENT_PIDS ? &events->pids : &events->no_pids;
}

/**
 * event_pids - a list of tasks
 * @tr:	  the instance
 * @kind: which one
 *
 * Return: NULL if there is none.
 */
struct trace_pid_list *event_pids(struct trace_array *tr, enum event_pid_kind kind)
{
	return rcu_dereference_protected(*list_of(event_instance(tr), kind),
					 lockdep_is_held(&event_mutex));
}

/* Bring probes, bytes and flags in line with the lists. @had: there was a list before. */
static int follow_lists(struct trace_array *tr, bool had)
{
	struct event_instance *events = event_instance(tr);
	bool has = has_pids(events);
	int ret;

	if (has && !had) {
		ret = register_probes(events);
		if (ret)
			return ret;
	}
	decide_everywhere(events);
	if (has == had)
		return 0;
	mark_all(tr, has);
	if (!has)
		unregister_probes(events);
	return 0;
}

/**
 * event_set_pids - replace a list
 * @tr:	  the instance
 * @kind: which one
 * @new:  the new one, taken over on success; NULL for none
 *
 * Return: 0, or -ENOMEM with the old list in force.
 */
int event_set_pids(struct trace_array *tr, enum event_pid_kind kind, struct trace_pid_list *new)
{
	struct event_instance *events = event_instance(tr);
	struct trace_pid_list *old = event_pids(tr, kind);
	bool had = has_pids(events);
	int ret;

	if (!old && !new)
		return 0;
	if (tr->event_pid_ignore == &ignore_nobody) {
		bool __percpu *ignore = alloc_percpu(bool);

		if (!ignore)
			return -ENOMEM;
		WRITE_ONCE(tr->event_pid_ignore, ignore);
	}

	rcu_assign_pointer(*list_of(events, kind), new);
	ret = follow_lists(tr, had);
	if (ret) {
		rcu_assign_pointer(*list_of(events, kind), old);
		old = NULL;
	}
	synchronize_rcu();
	trace_pid_list_free(old);
	return ret;
}

/**
 * event_pids_init - an instance has come, without lists
 * @tr: the instance
 */
void event_pids_init(struct trace_array *tr)
{
	tr->event_pid_ignore = &ignore_nobody;
}

/**
 * event_pids_free - an instance goes away
 * @tr: the instance, with all of its events off
 */
void event_pids_free(struct trace_array *tr)
{
	struct event_instance *events = event_instance(tr);

	if (has_pids(events))
		unregister_probes(events);
	trace_pid_list_free(event_pids(tr, EVENT_PIDS));
	trace_pid_list_free(event_pids(tr, EVENT_NO_PIDS));
	RCU_INIT_POINTER(events->pids, NULL);
	RCU_INIT_POINTER(events->no_pids, NULL);
	if (tr->event_pid_ignore != &ignore_nobody)
		free_percpu(tr->event_pid_ignore);
	event_pids_init(tr);
}
