// SPDX-License-Identifier: GPL-2.0-only
/*
 * The records that tracing itself writes, as events: events/ftrace/NAME.
 *
 * They have a layout, a number and no switch: tracers and trace_printk() write them. There they
 * stand beside events for those who read what a number means, and so that a trigger can hang on
 * the marker.
 *
 * Made once at boot.
 */
#include <linux/slab.h>

#include "event/event.h"
#include "event/registry.h"

static struct trace_event_class own_class = {
	.system	= "ftrace",
};

/* Each has other fields, so each needs a list of its own. */
struct own_event {
	struct trace_event_call	call;
	struct list_head	fields;
};

static struct list_head *own_fields(struct trace_event_call *call)
{
	return &container_of(call, struct own_event, call)->fields;
}

/**
 * event_own_init - make the events of system ftrace
 *
 * Return: 0 or -ENOMEM.
 */
int __init event_own_init(void)
{
	int nr = trace_entry_type_count();
	struct own_event *own = kcalloc(nr, sizeof(*own), GFP_KERNEL);

	if (!own)
		return -ENOMEM;
	own_class.get_fields = own_fields;
	for (int i = 0; i < nr; i++, own++) {
		INIT_LIST_HEAD(&own->fields);
		own->call.class = &own_class;
		own->call.name = trace_entry_type(i)->name;
		own->call.event.type = trace_entry_type(i)->id;
		own->call.flags = TRACE_EVENT_FL_IGNORE_ENABLE;
		list_add_tail(&own->call.list, &ftrace_events);
	}
	return 0;
}
