/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A request of set_event, taken apart.
 */
#ifndef _TRACE_EVENT_REQUEST_H
#define _TRACE_EVENT_REQUEST_H

#include <linux/types.h>

/**
 * struct event_request - which events are to be switched
 * @system: glob; NULL or empty for any
 * @event:  the same
 * @either: glob for the system or the event
 * @module: only its events, or NULL
 * @enable: on or off
 */
struct event_request {
	const char	*system;
	const char	*event;
	const char	*either;
	const char	*module;
	bool		enable;
};

int event_request_parse(struct event_request *request, char *text);
bool event_request_fits(const struct event_request *request, const char *system,
			const char *event);
bool event_module_fits(const char *wanted, const char *name);

#endif /* _TRACE_EVENT_REQUEST_H */
