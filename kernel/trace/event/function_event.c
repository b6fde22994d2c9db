// SPDX-License-Identifier: GPL-2.0-only
/*
 * Function commands that switch an event of the same instance: written to set_ftrace_filter as
 *
 *	pattern:enable_event:SYSTEM:EVENT[:COUNT]
 *	pattern:disable_event:SYSTEM:EVENT[:COUNT]
 *
 * As with triggers the event is used softly as long as there is such a use: its probe is there,
 * and the command lets it record or not. It cannot go away, with its module, meanwhile.
 */
#include <linux/init.h>
#include <linux/seq_file.h>
#include <linux/string.h>

#include "core/function_command.h"
#include "core/trace.h"
#include "event/event.h"

static int event_parse(struct trace_array *tr, char **param, void **data, struct hook_error *err)
{
	char *system = strsep(param, ":"), *event = strsep(param, ":");
	struct event_slot *slot;

	if (!system || !*system || !event || !*event) {
		err->text = "Names of a system and an event expected";
		return -EINVAL;
	}
	slot = find_event_slot(tr, system, event);
	if (!slot || !event_call_has_switch(slot->call)) {
		err->text = slot ? "The event has no switch" : "No such event";
		return -EINVAL;
	}
	*data = event_file_make(tr, slot);
	return *data ? 0 : -ENOMEM;
}

static int event_prepare(struct trace_array *tr, void *data, struct hook_error *err)
{
	struct trace_event_file *file = data;
	int ret;

	if (!trace_event_try_get_ref(file->event_call)) {
		err->text = "The event is going away";
		return -EBUSY;
	}
	ret = trace_event_enable_disable(file, 1, 1);
	if (ret)
		trace_event_put_ref(file->event_call);
	return ret;
}

static void event_release(struct trace_array *tr, void *data)
{
	struct trace_event_file *file = data;

	trace_event_enable_disable(file, 0, 1);
	trace_event_put_ref(file->event_call);
}

/* Switching what is on, or off, already does not use a count up. */
static notrace bool enable_idle(struct trace_array *tr, void *data)
{
	struct trace_event_file *file = data;

	return !(file->flags & EVENT_FILE_FL_SOFT_DISABLED);
}

static notrace void enable_act(struct trace_array *tr, void *data, unsigned long ip)
{
	struct trace_event_file *file = data;

	clear_bit(EVENT_FILE_FL_SOFT_DISABLED_BIT, &file->flags);
}

static notrace bool disable_idle(struct trace_array *tr, void *data)
{
	struct trace_event_file *file = data;

	return file->flags & EVENT_FILE_FL_SOFT_DISABLED;
}

static notrace void disable_act(struct trace_array *tr, void *data, unsigned long ip)
{
	struct trace_event_file *file = data;

	set_bit(EVENT_FILE_FL_SOFT_DISABLED_BIT, &file->flags);
}

static void event_show(struct seq_file *m, void *data)
{
	struct trace_event_file *file = data;

	seq_printf(m, ":%s:%s", file->event_call->class->system,
		   trace_event_name(file->event_call));
}

static struct function_command commands[] = {
	{
		.hook.name = "enable_event",
		.parse	   = event_parse,
		.idle	   = enable_idle,
		.act	   = enable_act,
		.prepare   = event_prepare,
		.release   = event_release,
		.show	   = event_show,
	}, {
		.hook.name = "disable_event",
		.parse	   = event_parse,
		.idle	   = disable_idle,
		.act	   = disable_act,
		.prepare   = event_prepare,
		.release   = event_release,
		.show	   = event_show,
	},
};

static __init int function_event_init(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(commands); i++)
		function_command_register(&commands[i]);
	return 0;
}
core_initcall(function_event_init);
