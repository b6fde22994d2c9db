// SPDX-License-Identifier: GPL-2.0-only
/*
 * trace_clock: the clock that stamps the records of an instance.
 *
 * Times of two clocks do not compare, so a change of the clock clears the
 * buffer.
 */
#include <linux/seq_file.h>
#include <linux/string.h>

#include "tracefs.h"

static int trace_clock_show(struct seq_file *m, struct trace_node *node)
{
	int selected = READ_ONCE(trace_node_tr(node)->clock_id);

	for (int i = 0; i < trace_clock_count(); i++) {
		const char *name = trace_clock_info(i)->name;

		if (i)
			seq_putc(m, ' ');
		if (i == selected)
			seq_printf(m, "[%s]", name);
		else
			seq_puts(m, name);
	}
	seq_putc(m, '\n');
	return 0;
}

static int trace_clock_store(struct trace_node *node, char *text, struct trace_error *why)
{
	const char *name = strim(text);

	why->pos = name - text;
	if (trace_clock_find(name) < 0) {
		why->text = "No such clock";
		return -EINVAL;
	}

	guard(mutex)(&trace_types_lock);
	return tracing_set_clock(trace_node_tr(node), name);
}

const struct trace_value trace_clock_value = {
	.show	= trace_clock_show,
	.store	= trace_clock_store,
	.limit	= 63,
};
