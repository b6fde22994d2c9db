/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sets of pids, for filters: looked up without a lock in any context.
 */
#ifndef _TRACE_CORE_PID_LIST_H
#define _TRACE_CORE_PID_LIST_H

#include <linux/types.h>
#include <linux/xarray.h>

/**
 * struct trace_pid_list - a set of pids
 * @chunks: bitmaps, each of some thousand neighbours, made when they are needed
 */
struct trace_pid_list {
	struct xarray	chunks;
};

struct trace_pid_list *trace_pid_list_alloc(void);
struct trace_pid_list *trace_pid_list_copy(struct trace_pid_list *list);
void trace_pid_list_free(struct trace_pid_list *list);
int trace_pid_list_add(struct trace_pid_list *list, unsigned int pid, gfp_t gfp);
void trace_pid_list_remove(struct trace_pid_list *list, unsigned int pid);
bool trace_pid_list_has(struct trace_pid_list *list, unsigned int pid);
int trace_pid_list_next(struct trace_pid_list *list, unsigned int from);
int trace_pid_list_parse(struct trace_pid_list *list, char *text, int *pos);

#endif /* _TRACE_CORE_PID_LIST_H */
