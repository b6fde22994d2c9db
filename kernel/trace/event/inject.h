/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Made-up records of events.
 */
#ifndef _TRACE_EVENT_INJECT_H
#define _TRACE_EVENT_INJECT_H

#include <linux/list.h>
#include <linux/types.h>

struct trace_error;
struct trace_event_file;

/* Make a record of @fields as @text says. An ERR_PTR(), or to be freed with kfree(). */
void *event_inject_build(struct list_head *fields, const char *text, size_t *size,
			 struct trace_error *why);

/* event_mutex held */
int event_inject(struct trace_event_file *file, const char *text, struct trace_error *why);

#endif /* _TRACE_EVENT_INJECT_H */
