// SPDX-License-Identifier: GPL-2.0-only
/*
 * Triggers that act on their instance as a whole:
 *
 *	traceon, traceoff	switch its recording
 *	snapshot		take a snapshot
 *	stacktrace		record the stack that led to the event
 *
 * The record that led to it is the last before traceoff, and in the snapshot: these act when it is
 * written.
 *
 * Acting: any context.
 */
#include <linux/init.h>

#include "core/trace.h"
#include "event/event.h"
#include "event/trigger.h"

/* Switching what is on, or off, already does not use a count up. */
static notrace bool traceon_idle(struct event_trigger *trigger)
{
	return tracer_tracing_is_on(trigger->file->tr);
}

static notrace void traceon_act(struct event_trigger *trigger,
				const struct event_trigger_hit *hit)
{
	tracer_tracing_on(trigger->file->tr);
}

static notrace bool traceoff_idle(struct event_trigger *trigger)
{
	return !tracer_tracing_is_on(trigger->file->tr);
}

static notrace void traceoff_act(struct event_trigger *trigger,
				 const struct event_trigger_hit *hit)
{
	tracer_tracing_off(trigger->file->tr);
}

/* From the probe on, or whoever else has the event. */
static notrace void stacktrace_act(struct event_trigger *trigger,
				   const struct event_trigger_hit *hit)
{
	struct trace_array *tr = trigger->file->tr;

	trace_stack_from(READ_ONCE(tr->array_buffer.buffer), tracing_gen_ctx_dec(), hit->ip, 0);
}

#ifdef CONFIG_TRACER_SNAPSHOT
static int snapshot_attach(struct event_trigger *trigger, struct trace_error *why)
{
	int ret;

	guard(mutex)(&trace_types_lock);
	ret = tracing_arm_snapshot(trigger->file->tr);
	if (ret == -EBUSY)
		why->text = "The buffer is mapped";
	return ret;
}

static void snapshot_detach(struct event_trigger *trigger)
{
	tracing_disarm_snapshot(trigger->file->tr);
}

static notrace void snapshot_act(struct event_trigger *trigger,
				 const struct event_trigger_hit *hit)
{
	tracing_snapshot_instance(trigger->file->tr);
}
#endif

static struct event_command commands[] = {
	{
		.name	= "traceon",
		.type	= ETT_TRACE_ONOFF,
		.idle	= traceon_idle,
		.act	= traceon_act,
	}, {
		.name	= "traceoff",
		.type	= ETT_TRACE_ONOFF,
		.flags	= EVENT_CMD_AFTER,
		.idle	= traceoff_idle,
		.act	= traceoff_act,
	},
#ifdef CONFIG_TRACER_SNAPSHOT
	{
		.name	= "snapshot",
		.type	= ETT_SNAPSHOT,
		.flags	= EVENT_CMD_AFTER,
		.attach	= snapshot_attach,
		.detach	= snapshot_detach,
		.act	= snapshot_act,
	},
#endif
	{
		.name	= "stacktrace",
		.type	= ETT_STACKTRACE,
		.flags	= EVENT_CMD_AFTER,
		.act	= stacktrace_act,
	},
};

void __init event_trigger_commands_init(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(commands); i++)
		register_event_command(&commands[i]);
}
