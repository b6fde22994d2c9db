// SPDX-License-Identifier: GPL-2.0-only
/*
 * current_tracer and available_tracers: which tracer an instance runs.
 *
 * The tracer does not change while somebody reads trace_pipe, because that
 * reader prints with it; the request is refused with -EBUSY.
 */
#include <linux/seq_file.h>
#include <linux/string.h>

#include "tracefs.h"

static int current_tracer_show(struct seq_file *m, struct trace_node *node)
{
	guard(mutex)(&trace_types_lock);
	seq_printf(m, "%s\n", trace_node_tr(node)->current_trace->name);
	return 0;
}

static int current_tracer_store(struct trace_node *node, char *text, struct trace_error *why)
{
	struct trace_array *tr = trace_node_tr(node);
	const char *name = strim(text);
	struct tracer *tracer;
	int ret;

	guard(mutex)(&trace_types_lock);
	why->pos = name - text;

	tracer = trace_tracer_find(name);
	if (!tracer) {
		why->text = "No such tracer";
		return -EINVAL;
	}
	if (!trace_tracer_fits(tr, tracer)) {
		why->text = "Tracer is for the top instance only";
		return -EINVAL;
	}
	if (tracer != tr->current_trace && node->files->pipe_readers) {
		why->text = "trace_pipe is being read";
		return -EBUSY;
	}

	ret = tracing_set_tracer(tr, name);
	if (ret)
		why->text = "Tracer refused to start";
	return ret;
}

const struct trace_value current_tracer_value = {
	.show	= current_tracer_show,
	.store	= current_tracer_store,
	.limit	= 100,
};

static int available_tracers_show(struct seq_file *m, struct trace_node *node)
{
	struct trace_array *tr = trace_node_tr(node);
	struct tracer *tracer = NULL;
	const char *gap = "";

	guard(mutex)(&trace_types_lock);
	while ((tracer = trace_tracer_next(tr, tracer))) {
		seq_printf(m, "%s%s", gap, tracer->name);
		gap = " ";
	}
	seq_putc(m, '\n');
	return 0;
}

const struct trace_value available_tracers_value = {
	.show	= available_tracers_show,
};
