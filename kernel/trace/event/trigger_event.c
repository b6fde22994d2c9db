// SPDX-License-Identifier: GPL-2.0-only
/*
 * Triggers that switch another event of the same instance:
 *
 *	enable_event:SYSTEM:EVENT[:COUNT]
 *	disable_event:SYSTEM:EVENT[:COUNT]
 *
 * A tracepoint cannot be switched from within a probe, so the other event is used softly while
 * there is the trigger: its probe is there, and the trigger lets it record or not. The event cannot
 * go away, with its module, meanwhile.
 *
 * Of the events that an event switches each is switched by one trigger.
 */
#include <linux/init.h>
#include <linux/seq_file.h>
#include <linux/string.h>

#include "core/trace.h"
#include "event/event.h"
#include "event/trigger.h"

static struct trace_event_file *target_of(const struct event_trigger *trigger)
{
	return trigger->data;
}

static int target_parse(struct event_trigger *trigger, char **param, struct trace_error *why)
{
	char *system = strsep(param, ":"), *event = strsep(param, ":");
	struct trace_array *tr = trigger->file->tr;
	struct event_slot *slot;

	if (!system || !*system || !event || !*event) {
		why->text = "Names of a system and an event expected";
		return -EINVAL;
	}
	slot = find_event_slot(tr, system, event);
	if (!slot) {
		why->text = "No such event";
		return -EINVAL;
	}
	if (!event_call_has_switch(slot->call)) {
		why->text = "The event has no switch";
		return -EINVAL;
	}
	trigger->data = event_file_make(tr, slot);
	return trigger->data ? 0 : -ENOMEM;
}

static bool target_same(const struct event_trigger *a, const struct event_trigger *b)
{
	return a->data == b->data;
}

static int target_attach(struct event_trigger *trigger, struct trace_error *why)
{
	struct trace_event_file *target = target_of(trigger);
	int ret;

	if (!trace_event_try_get_ref(target->event_call)) {
		why->text = "The event is going away";
		return -EBUSY;
	}
	ret = trace_event_enable_disable(target, 1, 1);
	if (ret)
		trace_event_put_ref(target->event_call);
	return ret;
}

static void target_detach(struct event_trigger *trigger)
{
	struct trace_event_file *target = target_of(trigger);

	trace_event_enable_disable(target, 0, 1);
	trace_event_put_ref(target->event_call);
}

/* Switching what is on, or off, already does not use a count up. */
static notrace bool enable_idle(struct event_trigger *trigger)
{
	return !(target_of(trigger)->flags & EVENT_FILE_FL_SOFT_DISABLED);
}

static notrace void enable_act(struct event_trigger *trigger,
			       const struct event_trigger_hit *hit)
{
	clear_bit(EVENT_FILE_FL_SOFT_DISABLED_BIT, &target_of(trigger)->flags);
}

static notrace bool disable_idle(struct event_trigger *trigger)
{
	return target_of(trigger)->flags & EVENT_FILE_FL_SOFT_DISABLED;
}

static notrace void disable_act(struct event_trigger *trigger,
				const struct event_trigger_hit *hit)
{
	set_bit(EVENT_FILE_FL_SOFT_DISABLED_BIT, &target_of(trigger)->flags);
}

static void target_show(struct event_trigger *trigger, struct seq_file *m)
{
	struct trace_event_file *target = target_of(trigger);

	seq_printf(m, ":%s:%s", target->event_call->class->system,
		   trace_event_name(target->event_call));
}

static struct event_command commands[] = {
	{
		.name	= "enable_event",
		.type	= ETT_EVENT_ENABLE,
		.parse	= target_parse,
		.same	= target_same,
		.attach	= target_attach,
		.detach	= target_detach,
		.idle	= enable_idle,
		.act	= enable_act,
		.show	= target_show,
	}, {
		.name	= "disable_event",
		.type	= ETT_EVENT_ENABLE,
		.parse	= target_parse,
		.same	= target_same,
		.attach	= target_attach,
		.detach	= target_detach,
		.idle	= disable_idle,
		.act	= disable_act,
		.show	= target_show,
	},
};

void __init event_trigger_event_init(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(commands); i++)
		register_event_command(&commands[i]);
}
