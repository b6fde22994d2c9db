// SPDX-License-Identifier: GPL-2.0-only
/*
 * Filters of events: events/SYS/EVENT/filter, events/SYS/filter, and show_event_filters, which
 * lists the events that have one.
 *
 * Task context only.
 */
#include <linux/seq_file.h>

#include "event/event.h"
#include "event/filter.h"
#include "event_dirs.h"
#include "tracefs.h"

/* A page, as in 6.12. */
#define FILTER_LIMIT	(PAGE_SIZE - 1)

static int filter_show(struct seq_file *m, struct event_slot *slot)
{
	event_filter_show(slot->file, m);
	return 0;
}

static int filter_store(struct event_slot *slot, char *text, struct trace_error *why)
{
	return event_filter_set(event_slot_tr(slot), slot, text, why);
}

const struct event_value event_filter_value = {
	.show	= filter_show,
	.store	= filter_store,
	.limit	= FILTER_LIMIT,
	.fops	= EVENT_VALUE_FOPS,
};

static int system_filter_show(struct seq_file *m, struct trace_subsystem_dir *dir)
{
	event_filter_show_system(dir, m);
	return 0;
}

const struct event_value event_system_filter_value = {
	.system_show	= system_filter_show,
	.system_store	= event_filter_set_system,
	.limit		= FILTER_LIMIT,
	.fops		= EVENT_VALUE_FOPS,
};

static int all_filters_show(struct seq_file *m, struct trace_node *node)
{
	struct trace_event_file *file;

	guard(mutex)(&event_mutex);
	for_each_event_file(file, trace_node_tr(node)) {
		const char *text = event_filter_in_force(file);

		if (text)
			trace_event_name_show(m, file, text);
	}
	return 0;
}

const struct trace_value show_event_filters_value = {
	.show	= all_filters_show,
};
