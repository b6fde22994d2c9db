// SPDX-License-Identifier: GPL-2.0-only
/*
 * events/SYS/EVENT/inject: a made-up record of the event, written as "FIELD=VALUE FIELD=VALUE".
 */
#include "event/inject.h"
#include "event_dirs.h"
#include "tracefs.h"

/* Names, values and strings of any event's fields. */
#define REQUEST_MAX	(PAGE_SIZE - 1)

static int inject_store(struct event_slot *slot, char *text, struct trace_error *why)
{
	struct trace_event_file *file = event_file_make(event_slot_tr(slot), slot);

	return file ? event_inject(file, text, why) : -ENOMEM;
}

const struct event_value event_inject_value = {
	.store	= inject_store,
	.limit	= REQUEST_MAX,
	.fops	= EVENT_VALUE_FOPS,
};
