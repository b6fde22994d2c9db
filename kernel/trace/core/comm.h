/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which pid was which command (saved_cmdlines) and belongs to which process (saved_tgids), so that
 * a trace can be read after the task is gone.
 */
#ifndef _TRACE_CORE_COMM_H
#define _TRACE_CORE_COMM_H

#include <linux/sched.h>
#include <linux/types.h>

struct trace_array;

/* Fills comm[TASK_COMM_LEN] with the name of a pid, "<...>" if it is not known. Any context. */
void trace_find_cmdline(int pid, char comm[]);
/* The same as before: so are the names. Any context. */
unsigned int trace_comm_version(void);
int trace_find_tgid(int pid);		/* 0 if it is not known */

/*
 * Remember tasks as they are switched to, while somebody wants that. May sleep. The first pair
 * counts; the others are for an instance, and once is enough for each. trace_types_lock held for
 * those.
 */
void trace_comm_start(void);
void trace_comm_stop(void);
void tracing_start_cmdline_record(struct trace_array *tr);
void tracing_stop_cmdline_record(struct trace_array *tr);
void tracing_start_tgid_record(struct trace_array *tr);
void tracing_stop_tgid_record(struct trace_array *tr);

/* Walk, oldest first: *pos starts at 0; false at the end. */
bool trace_comm_at(loff_t *pos, int *pid, char comm[TASK_COMM_LEN]);
bool trace_tgid_at(loff_t *pos, int *pid, int *tgid);

unsigned int trace_comm_size(void);
int trace_comm_resize(unsigned int entries);	/* -EINVAL, -ENOMEM; keeps what fits */

#endif /* _TRACE_CORE_COMM_H */
