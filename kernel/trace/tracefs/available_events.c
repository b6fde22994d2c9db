// SPDX-License-Identifier: GPL-2.0-only
/*
 * available_events: all events that can be switched on, in the form that set_event takes.
 */
#include <linux/seq_file.h>

#include "event/event.h"
#include "tracefs.h"

static int available_events_show(struct seq_file *m, struct trace_node *node)
{
	struct trace_event_file *file;

	guard(mutex)(&event_mutex);
	list_for_each_entry(file, &trace_node_tr(node)->events, list) {
		if (event_file_has_switch(file))
			seq_printf(m, "%s:%s\n", file->system->name,
				   trace_event_name(file->event_call));
	}
	return 0;
}

const struct trace_value available_events_value = {
	.show	= available_events_show,
};
