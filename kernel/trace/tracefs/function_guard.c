// SPDX-License-Identifier: GPL-2.0-only
/*
 * function_guard: how much of a CPU's time the function tracer of an instance may
 * take, in percent, and the functions that had to leave the trace for that.
 *
 * The first line is the limit, 0 for none; each further one is a function, with
 * the time when it left and what part of the records it had made. Writing takes a
 * limit.
 *
 * Task context only.
 */
#include <linux/seq_file.h>

#include "tracefs.h"
#include "tracers/function.h"

static int guard_show(struct seq_file *m, struct trace_node *node)
{
	guard(mutex)(&trace_types_lock);
	function_guard_show(trace_node_tr(node), m);
	return 0;
}

static int guard_store(struct trace_node *node, char *text, struct trace_error *why)
{
	unsigned int limit;
	int ret;

	ret = kstrtouint(strim(text), 10, &limit);
	if (!ret) {
		guard(mutex)(&trace_types_lock);
		ret = function_guard_set(trace_node_tr(node), limit);
	}
	if (ret)
		why->text = "A percentage is expected, 0 for no guard";
	return ret;
}

const struct trace_value function_guard_value = {
	.show	= guard_show,
	.store	= guard_store,
	.limit	= 63,
};
