/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * System calls as events: what SYSCALL_DEFINEn() of linux/syscalls.h fills in for each of them,
 * and the per-task switch.
 */
#ifndef _TRACE_SYSCALL_H
#define _TRACE_SYSCALL_H

#include <linux/thread_info.h>
#include <linux/trace_events.h>
#include <linux/tracepoint.h>
#include <linux/unistd.h>

#include <asm/ptrace.h>

/**
 * struct syscall_metadata - one system call
 * @name:	  its name, with the sys_ prefix
 * @syscall_nr:	  its number, -1 until looked up
 * @nb_args:	  number of arguments
 * @types:	  type of each, as text
 * @args:	  name of each
 * @string_args:  a bit for each argument that points to a string of user space
 * @enter_fields: fields of the enter event
 * @enter_event:  event at entry
 * @exit_event:	  event at exit
 */
struct syscall_metadata {
	const char	*name;
	int		syscall_nr;
	int		nb_args;
	const char	**types;
	const char	**args;
	unsigned char	string_args;
	struct list_head enter_fields;

	struct trace_event_call *enter_event;
	struct trace_event_call *exit_event;
};

/**
 * syscall_tracepoint_update - a new task takes the slow system call path if tracing wants that of
 * all
 * @p: the task, being forked by current
 */
static inline void syscall_tracepoint_update(struct task_struct *p)
{
#if defined(CONFIG_TRACEPOINTS) && defined(CONFIG_HAVE_SYSCALL_TRACEPOINTS)
	if (!test_syscall_work(SYSCALL_TRACEPOINT))
		clear_task_syscall_work(p, SYSCALL_TRACEPOINT);
	else
		set_task_syscall_work(p, SYSCALL_TRACEPOINT);
#endif
}

#endif /* _TRACE_SYSCALL_H */
