// SPDX-License-Identifier: GPL-2.0-only
/*
 * Triggers of events: events/SYS/EVENT/trigger, and show_event_triggers, which lists all of an
 * instance.
 *
 * Each write is one trigger, which is added, or removed with "!": what the file was opened with
 * does not matter.
 *
 * Task context only.
 */
#include <linux/seq_file.h>

#include "event/event.h"
#include "event/trigger.h"
#include "event_dirs.h"
#include "tracefs.h"

/* A page, as in 6.12. */
#define TRIGGER_LIMIT	(PAGE_SIZE - 1)

/* Where the second column begins, if the first leaves room for it. */
#define NAME_WIDTH	32

static int trigger_show(struct seq_file *m, struct event_slot *slot)
{
	event_trigger_show(slot->file, m);
	return 0;
}

static int trigger_store(struct event_slot *slot, char *text, struct trace_error *why)
{
	struct trace_event_file *file;

	/* Writing nothing at all has always been taken. */
	if (!*text)
		return 0;
	file = event_file_make(event_slot_tr(slot), slot);
	return file ? event_trigger_write(file, text, why) : -ENOMEM;
}

const struct event_value event_trigger_value = {
	.show	= trigger_show,
	.store	= trigger_store,
	.limit	= TRIGGER_LIMIT,
	.fops	= EVENT_VALUE_FOPS,
};

/**
 * trace_event_name_show - print a row of what events have
 * @m:	  to be shown in
 * @file: the event
 * @text: what it has; NULL if that follows
 */
void trace_event_name_show(struct seq_file *m, struct trace_event_file *file, const char *text)
{
	const char *system = file->event_call->class->system;
	const char *name = trace_event_name(file->event_call);
	int len = strlen(system) + 1 + strlen(name);

	seq_printf(m, "%s:%s%*s", system, name, max(NAME_WIDTH - len, 1), "");
	if (text)
		seq_printf(m, "%s\n", text);
}

static int all_triggers_show(struct seq_file *m, struct trace_node *node)
{
	struct trace_event_file *file;
	struct event_trigger *trigger;

	guard(mutex)(&event_mutex);
	for_each_event_file(file, trace_node_tr(node)) {
		list_for_each_entry(trigger, &file->triggers, list) {
			trace_event_name_show(m, file, NULL);
			event_trigger_show_one(trigger, m);
		}
	}
	return 0;
}

const struct trace_value show_event_triggers_value = {
	.show	= all_triggers_show,
};
