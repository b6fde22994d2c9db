// SPDX-License-Identifier: GPL-2.0-only
/*
 * set_event: the events of an instance that are on, by name. A write adds to them, with "!" in
 * front of a name takes away; opening it to be written anew switches all off first.
 */
#include <linux/seq_file.h>
#include <linux/sizes.h>

#include "event/event.h"
#include "tracefs.h"

static int set_event_show(struct seq_file *m, struct trace_node *node)
{
	struct trace_array *tr = trace_node_tr(node);
	struct trace_event_file *file;
	loff_t pos = 0;

	guard(mutex)(&event_mutex);
	for_each_event_file(file, tr) {
		if (event_file_is_on(file))
			seq_printf(m, "%s:%s\n", file->event_call->class->system,
				   trace_event_name(file->event_call));
	}
	while (event_pending_next(tr, &pos, m))
		;
	return 0;
}

static int set_event_store(struct trace_node *node, char *text, struct trace_error *why)
{
	return event_set_requests(trace_node_tr(node), text, why);
}

static void set_event_clear(struct trace_node *node)
{
	guard(mutex)(&event_mutex);
	event_switch_clear(trace_node_tr(node));
}

const struct trace_value set_event_value = {
	.show	= set_event_show,
	.store	= set_event_store,
	.clear	= set_event_clear,
	.limit	= SZ_64K,
};
