// SPDX-License-Identifier: GPL-2.0-only
/*
 * max_graph_depth: how many calls in calls a graph has, 0 for any. graph_slow_stats: what became of
 * calls with the option funcgraph-slow-only. Where a graph begins is in filter.c.
 *
 * Task context only.
 */
#include <linux/kstrtox.h>
#include <linux/seq_file.h>
#include <linux/string.h>

#include "tracefs.h"
#include "tracers/function_graph.h"
#include "tracers/function_graph_slow.h"

static int max_depth_show(struct seq_file *m, struct trace_node *node)
{
	guard(mutex)(&trace_types_lock);
	seq_printf(m, "%u\n", graph_max_depth(trace_node_tr(node)));
	return 0;
}

static int max_depth_store(struct trace_node *node, char *text, struct trace_error *why)
{
	unsigned int depth;
	int ret;

	ret = kstrtouint(strim(text), 10, &depth);
	if (ret) {
		why->text = "A number of calls is expected, 0 for any";
		return ret;
	}
	guard(mutex)(&trace_types_lock);
	return graph_set_max_depth(trace_node_tr(node), depth);
}

const struct trace_value max_graph_depth_value = {
	.show	= max_depth_show,
	.store	= max_depth_store,
	.limit	= 63,
};

static int slow_stats_show(struct seq_file *m, struct trace_node *node)
{
	guard(mutex)(&trace_types_lock);
	graph_slow_show(graph_data(trace_node_tr(node)), m);
	return 0;
}

const struct trace_value graph_slow_stats_value = {
	.show	= slow_stats_show,
};
