// SPDX-License-Identifier: GPL-2.0-only
/*
 * tracing_on: whether the buffer of an instance takes records.
 *
 * Switching off also wakes who waits for records, so that a reader of
 * trace_pipe learns that no more will come.
 */
#include <linux/kstrtox.h>
#include <linux/seq_file.h>

#include "tracefs.h"

static int tracing_on_show(struct seq_file *m, struct trace_node *node)
{
	seq_printf(m, "%d\n", tracer_tracing_is_on(trace_node_tr(node)));
	return 0;
}

static int tracing_on_store(struct trace_node *node, char *text, struct trace_error *why)
{
	struct trace_array *tr = trace_node_tr(node);
	struct tracer *tracer;
	unsigned long val;
	bool on;
	int ret;

	ret = kstrtoul(text, 10, &val);
	if (ret)
		return ret;
	on = val;	/* any number but 0, scripts have come to rely on it */

	guard(mutex)(&trace_types_lock);
	if (on == tracer_tracing_is_on(tr))
		return 0;

	tracer = tr->current_trace;
	if (on) {
		tracer_tracing_on(tr);
		if (tracer->start)
			tracer->start(tr);
		return 0;
	}

	tracer_tracing_off(tr);
	if (tracer->stop)
		tracer->stop(tr);
	ring_buffer_wake_waiters(READ_ONCE(tr->array_buffer.buffer), RING_BUFFER_ALL_CPUS);
	return 0;
}

const struct trace_value tracing_on_value = {
	.show	= tracing_on_show,
	.store	= tracing_on_store,
	.limit	= 64,
};
