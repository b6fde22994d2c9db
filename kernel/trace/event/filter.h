/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Filters of events: attached to events of instances, and made for others who have records.
 *
 * All of it sleeps and is called with event_mutex held. What runs a filter, filter_match_preds(),
 * needs no lock: whoever takes a filter away waits until nobody can be in it.
 */
#ifndef _TRACE_EVENT_FILTER_H
#define _TRACE_EVENT_FILTER_H

#include <linux/trace_events.h>

struct seq_file;
struct trace_array;
struct trace_error;
struct trace_subsystem_dir;

/* What error_log calls the place of a refusal. */
#define EVENT_FILTER_PLACE "event filter parse error"

int create_event_filter(struct trace_array *tr, struct trace_event_call *call, const char *str,
			bool set_str, struct event_filter **filterp, struct trace_error *why);
void free_event_filter(struct event_filter *filter);
const char *event_filter_text(const struct event_filter *filter);

/* events/SYS/EVENT/filter */
int event_filter_set(struct trace_array *tr, struct event_slot *slot, char *str,
		     struct trace_error *why);
void event_filter_show(struct trace_event_file *file, struct seq_file *m);
void event_filter_release(struct trace_event_file *file);
const char *event_filter_in_force(struct trace_event_file *file);

/* events/SYS/filter */
int event_filter_set_system(struct trace_subsystem_dir *dir, char *str, struct trace_error *why);
void event_filter_show_system(struct trace_subsystem_dir *dir, struct seq_file *m);
void event_filter_release_system(struct trace_subsystem_dir *dir);

#endif /* _TRACE_EVENT_FILTER_H */
