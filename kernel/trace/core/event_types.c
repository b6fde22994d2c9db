// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which code prints a record: from the type number in its head to struct trace_event.
 *
 * Types of tracing itself have small fixed numbers and sit in an array. Events get a number when
 * they register, the lowest one that is free, and sit in a hash.
 *
 * Looking up takes no lock, so that a dump in an NMI can do it. Who prints on behalf of a user
 * holds trace_event_sem for reading as long as it uses the event, and so keeps a module that goes
 * away waiting.
 */
#include <linux/export.h>
#include <linux/hashtable.h>
#include <linux/idr.h>
#include <linux/rculist.h>
#include <linux/rwsem.h>

#include "entries.h"
#include "output.h"

DECLARE_RWSEM(trace_event_sem);

#define TYPE_HASH_BITS	7

static struct trace_event *fixed_types[__TRACE_LAST_TYPE + 1];
static DEFINE_HASHTABLE(event_types, TYPE_HASH_BITS);	/* trace_event_sem to change */
static DEFINE_IDA(event_type_ids);

/**
 * ftrace_find_event - the event of a type number
 * @type: as in the head of a record
 *
 * Returns NULL if there is none. Any context; see above for how long the event lives.
 */
struct trace_event *ftrace_find_event(int type)
{
	struct trace_event *event;

	if (type <= __TRACE_LAST_TYPE)
		return READ_ONCE(fixed_types[type]);

	hash_for_each_possible_rcu_notrace(event_types, event, node, type) {
		if (event->type == type)
			return event;
	}
	return NULL;
}

static enum print_line_t print_type(struct trace_iterator *iter, int flags,
				    struct trace_event *event)
{
	trace_seq_printf(&iter->seq, "type: %d\n", iter->ent->type);
	return trace_handle_return(&iter->seq);
}

/* A form in which the event does not print is one line with the number. */
static void complete_functions(struct trace_event_functions *funcs)
{
	if (!funcs->trace)
		funcs->trace = print_type;
	if (!funcs->raw)
		funcs->raw = print_type;
	if (!funcs->hex)
		funcs->hex = print_type;
	if (!funcs->binary)
		funcs->binary = print_type;
}

static bool register_fixed(struct trace_event *event)
{
	if (fixed_types[event->type])
		return false;
	WRITE_ONCE(fixed_types[event->type], event);
	return true;
}

static bool register_hashed(struct trace_event *event)
{
	int type = ida_alloc_range(&event_type_ids, __TRACE_LAST_TYPE + 1, TRACE_EVENT_TYPE_MAX,
				   GFP_KERNEL);

	if (type < 0)
		return false;
	event->type = type;
	hash_add_rcu(event_types, &event->node, type);
	return true;
}

/**
 * register_trace_event - give an event a type number, and let its records print
 * @event: the event; a type of 0 asks for a number, one of enum trace_type is taken as it is
 *
 * Print functions that are missing are filled in. Returns the type number, or 0 if there are no
 * more, the fixed one is taken, or @event is not fit to be registered.
 */
int register_trace_event(struct trace_event *event)
{
	bool ok;

	if (!event || !event->funcs || event->type > __TRACE_LAST_TYPE)
		return 0;

	down_write(&trace_event_sem);
	complete_functions(event->funcs);
	ok = event->type ? register_fixed(event) : register_hashed(event);
	up_write(&trace_event_sem);

	return ok ? event->type : 0;
}
EXPORT_SYMBOL_GPL(register_trace_event);

/**
 * unregister_trace_event - records of this event do not print any more
 * @event: the event; may be freed after a grace period
 *
 * Returns 0.
 */
int unregister_trace_event(struct trace_event *event)
{
	down_write(&trace_event_sem);
	if (event->type <= __TRACE_LAST_TYPE) {
		WRITE_ONCE(fixed_types[event->type], NULL);
	} else {
		hash_del_rcu(&event->node);
		ida_free(&event_type_ids, event->type);
	}
	up_write(&trace_event_sem);
	return 0;
}
EXPORT_SYMBOL_GPL(unregister_trace_event);
