/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The option funcgraph-slow-only: calls that are put aside until it is known how long they took.
 */
#ifndef _TRACE_TRACERS_FUNCTION_GRAPH_SLOW_H
#define _TRACE_TRACERS_FUNCTION_GRAPH_SLOW_H

#include "tracers/function_graph.h"

struct seq_file;

/* trace_types_lock held */
int graph_slow_prepare(struct graph_data *data);
int graph_slow_start(struct graph_data *data);
void graph_slow_stop(struct graph_data *data);
void graph_slow_show(struct graph_data *data, struct seq_file *m);

/* Hits, preemption off. */
struct graph_side *graph_side_enter(struct graph_data *data, struct graph_side *side,
				    bool outermost, unsigned long func, int depth, u64 time,
				    unsigned long retaddr);
void graph_side_leave(struct graph_data *data, struct graph_side *side,
		      struct fgraph_frame *frame, u64 began, unsigned long retval);

#endif /* _TRACE_TRACERS_FUNCTION_GRAPH_SLOW_H */
