/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Names of constants in the text of print formats.
 */
#ifndef _TRACE_EVENT_FORMAT_H
#define _TRACE_EVENT_FORMAT_H

#include <linux/tracepoint.h>

struct seq_file;

/**
 * struct event_constants - the constants of one system
 * @map: name and value of each
 * @nr:	 how many
 */
struct event_constants {
	const struct trace_eval_map	**map;
	unsigned int			nr;
};

void event_show_constants(struct seq_file *m, const char *text,
			  struct event_constants *constants);

#endif /* _TRACE_EVENT_FORMAT_H */
