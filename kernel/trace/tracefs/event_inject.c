// SPDX-License-Identifier: GPL-2.0-only
/*
 * events/SYS/EVENT/inject: a made-up record of the event, written as "FIELD=VALUE FIELD=VALUE".
 */
#include "event/inject.h"
#include "event_dirs.h"
#include "tracefs.h"

/* Names, values and strings of any event's fields. */
#define REQUEST_MAX	(PAGE_SIZE - 1)

static int inject_store(struct trace_event_file *file, char *text, struct trace_error *why)
{
	return event_inject(file, text, why);
}

const struct event_value event_inject_value = {
	.store	= inject_store,
	.limit	= REQUEST_MAX,
	.fops	= EVENT_VALUE_FOPS,
};
