// SPDX-License-Identifier: GPL-2.0-only
/*
 * available_events: all events that can be switched on, in the form that set_event takes.
 */
#include <linux/seq_file.h>

#include "event/event.h"
#include "tracefs.h"

static int available_events_show(struct seq_file *m, struct trace_node *node)
{
	struct event_slot *slot;

	guard(mutex)(&event_mutex);
	for_each_event_slot(slot, trace_node_tr(node)) {
		if (event_call_has_switch(slot->call))
			seq_printf(m, "%s:%s\n", slot->call->class->system,
				   trace_event_name(slot->call));
	}
	return 0;
}

const struct trace_value available_events_value = {
	.show	= available_events_show,
};
