// SPDX-License-Identifier: GPL-2.0-only
/*
 * Filters of events of instances: events/SYS/EVENT/filter and events/SYS/filter.
 *
 * A text that is refused changes nothing: the filter before it stays in force. What was refused,
 * and why, is shown by the file until the next text is accepted, since that is where people look.
 *
 * A filter of a system is one for each of its events that has all the fields. The others keep
 * what they have. It is refused if it fits no event.
 *
 * Filters are published with RCU, and a request waits for one grace period at most, however many
 * events it changes: first all new ones are in place, then the old ones are freed.
 *
 * Sleeps, with event_mutex held.
 */
#include <linux/cleanup.h>
#include <linux/ctype.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tracepoint.h>

#include "core/trace.h"
#include "event/event.h"
#include "event/filter.h"
#include "event/filter_program.h"

/* ---- making one ------------------------------------------------------------------------------ */

struct call_fields {
	struct filter_fields	fields;
	struct trace_event_call	*call;
};

static bool find_call_field(const struct filter_fields *fields, const char *name,
			    struct filter_field *found)
{
	struct trace_event_call *call = container_of(fields, struct call_fields, fields)->call;
	struct ftrace_event_field *field = trace_find_event_field(call, name);

	if (!field)
		return false;
	*found = (struct filter_field){
		.type	   = field->filter_type,
		.is_signed = field->is_signed,
		.offset	   = field->offset,
		.size	   = field->size,
	};
	/* Of an array of numbers the first one is compared. */
	if (field->filter_type == FILTER_OTHER && field->len > 0)
		found->size /= field->len;
	return true;
}

/**
 * create_event_filter - make a filter for records of an event
 * @tr:      whose error_log, or NULL; nothing is logged here
 * @call:    the event
 * @str:     the text
 * @set_str: the filter keeps a copy of it, for event_filter_text()
 * @filterp: the filter goes here, for free_event_filter(); NULL after a failure
 * @why:     place and cause of a refusal
 *
 * Return: 0, or what filter_parse() says.
 */
int create_event_filter(struct trace_array *tr, struct trace_event_call *call, const char *str,
			bool set_str, struct event_filter **filterp, struct trace_error *why)
{
	struct call_fields fields = { .fields.find = find_call_field, .call = call };
	struct filter_error error = { };
	int ret;

	lockdep_assert_held(&event_mutex);
	ret = filter_parse(str, &fields.fields, filterp, &error);
	if (!ret && set_str) {
		(*filterp)->text = kstrdup(str, GFP_KERNEL);
		if (!(*filterp)->text) {
			filter_free(*filterp);
			*filterp = NULL;
			ret = -ENOMEM;
		}
	}
	if (ret)
		*why = (struct trace_error){ error.pos, error.text, EVENT_FILTER_PLACE };
	return ret;
}

/**
 * free_event_filter - free a filter that nobody can be running any more
 * @filter: the filter; may be NULL
 */
void free_event_filter(struct event_filter *filter)
{
	filter_free(filter);
}

/**
 * event_filter_text - what a filter was made of
 * @filter: the filter
 */
const char *event_filter_text(const struct event_filter *filter)
{
	return filter->text;
}

/* One that lets everything pass, for the sake of what is noted in it. */
static struct event_filter *filter_of_nothing(void)
{
	struct event_filter *filter = kzalloc(struct_size(filter, steps, 1), GFP_KERNEL);

	if (!filter)
		return NULL;
	filter->nr_steps = 1;
	filter->peek = FILTER_PEEK_NONE;
	filter->steps[0].next[0] = FILTER_ACCEPT;
	filter->steps[0].next[1] = FILTER_ACCEPT;
	return filter;
}

/* ---- what was refused ------------------------------------------------------------------------ */

/* As 6.12 shows it: the text, a caret under the cause, the cause. */
static char *refusal(const char *str, const struct trace_error *why)
{
	return kasprintf(GFP_KERNEL, "%s\n%*s^\nparse_error: %s\n", str, why->pos, "",
			 why->text ?: "Error");
}

/* Not being able to note it is no reason to fail in another way. */
static struct event_filter *note_refusal(struct event_filter *filter, const char *str,
					 const struct trace_error *why)
{
	if (!filter)
		filter = filter_of_nothing();
	if (filter) {
		kfree(filter->refused);
		filter->refused = refusal(str, why);
	}
	return filter;
}

/* ---- of one event ---------------------------------------------------------------------------- */

static struct event_filter *filter_of(struct trace_event_file *file)
{
	return rcu_dereference_protected(file->filter, lockdep_is_held(&event_mutex));
}

/* Put @filter, or none, in force; returns the one before, which may still be run. */
static struct event_filter *publish(struct trace_event_file *file, struct event_filter *filter)
{
	struct event_filter *old = filter_of(file);

	if (!filter)
		clear_bit(EVENT_FILE_FL_FILTERED_BIT, &file->flags);
	rcu_assign_pointer(file->filter, filter);
	if (filter)
		set_bit(EVENT_FILE_FL_FILTERED_BIT, &file->flags);
	return old;
}

static bool clears(char *str)
{
	return !strcmp(skip_spaces(str), "0");
}

static void cut_end(char *str)
{
	size_t len = strlen(str);

	while (len && isspace(str[len - 1]))
		str[--len] = '\0';
}

/**
 * event_filter_set - what was written to an event's filter file
 * @tr:	  the instance
 * @slot: the event in it
 * @str:  the text; "0" takes the filter away
 * @why:  place and cause of a refusal
 *
 * Return: 0, or -errno with the filter before it still in force.
 */
int event_filter_set(struct trace_array *tr, struct event_slot *slot, char *str,
		     struct trace_error *why)
{
	struct event_filter *filter = NULL, *old;
	struct trace_event_file *file;
	int ret = 0;

	cut_end(str);
	if (clears(str) && !slot->file)
		return 0;
	file = event_file_make(tr, slot);
	if (!file)
		return -ENOMEM;
	if (!clears(str))
		ret = create_event_filter(tr, slot->call, str, true, &filter, why);
	if (ret && ret != -ENOMEM)
		rcu_assign_pointer(file->filter, note_refusal(filter_of(file), str, why));
	if (ret)
		return ret;

	old = publish(file, filter);
	if (old) {
		tracepoint_synchronize_unregister();
		filter_free(old);
	}
	return 0;
}

/**
 * event_filter_show - what an event's filter file shows
 * @file: the event; NULL if it has never been used
 * @m:	  to be shown in
 */
void event_filter_show(struct trace_event_file *file, struct seq_file *m)
{
	struct event_filter *filter = file ? filter_of(file) : NULL;

	if (filter && filter->refused) {
		seq_printf(m, "%s\n", filter->refused);
		if (filter->text)
			seq_printf(m, "still in force: %s\n", filter->text);
		return;
	}
	seq_printf(m, "%s\n", filter && filter->text ? filter->text : "none");
}

/**
 * event_filter_in_force - the filter that an event has
 * @file: the event
 *
 * Return: its text, or NULL.
 */
const char *event_filter_in_force(struct trace_event_file *file)
{
	struct event_filter *filter = filter_of(file);

	return filter ? filter->text : NULL;
}

/**
 * event_filter_release - an event goes away
 * @file: the event; its probe has gone, and nobody is in it any more
 */
void event_filter_release(struct trace_event_file *file)
{
	filter_free(publish(file, NULL));
}

/* ---- of a system ----------------------------------------------------------------------------- */

struct system_filters {
	struct trace_event_file	*file;
	struct event_filter	*filter;	/* the new one, then the one before */
};

static bool is_of(const struct trace_event_call *call, const struct trace_subsystem_dir *dir)
{
	return !strcmp(call->class->system, dir->name) &&
	       !(call->flags & TRACE_EVENT_FL_IGNORE_ENABLE);
}

/* Of several causes the one that has to do with the text tells more than that of a field. */
static void choose_cause(struct trace_error *why, const struct trace_error *other, bool *chosen)
{
	bool no_field = other->text && !strcmp(other->text, "Field not found");

	if (*chosen)
		return;
	*why = *other;
	*chosen = !no_field;
	if (no_field)
		why->text = "Couldn't find or set field in one of a subsystem's events";
}

/* A filter, and the event in the instance that is to have it: 0 or -errno, with neither. */
static int create_one(struct trace_array *tr, struct event_slot *slot, const char *str,
		      struct system_filters *made, struct trace_error *why)
{
	int ret = create_event_filter(tr, slot->call, str, true, &made->filter, why);

	if (ret)
		return ret;
	made->file = event_file_make(tr, slot);
	if (made->file)
		return 0;
	filter_free(made->filter);
	return -ENOMEM;
}

/*
 * Make a filter for each event that can have it.
 *
 * Return: how many; or why none could, or -ENOMEM, with nothing left to be freed.
 */
static int create_all(struct trace_subsystem_dir *dir, const char *str,
		      struct system_filters *made, struct trace_error *why)
{
	struct trace_error error;
	struct event_slot *slot;
	bool chosen = false;
	int nr = 0, ret, cause = -EINVAL;

	for_each_event_slot(slot, dir->tr) {
		if (!is_of(slot->call, dir))
			continue;
		ret = create_one(dir->tr, slot, str, &made[nr], &error);
		if (ret == -ENOMEM)
			goto no_memory;
		if (ret) {
			cause = chosen ? cause : ret;
			choose_cause(why, &error, &chosen);
		} else {
			nr++;
		}
	}
	return nr ?: cause;

no_memory:
	while (nr)
		filter_free(made[--nr].filter);
	return -ENOMEM;
}

static int clear_all(struct trace_subsystem_dir *dir, struct system_filters *made)
{
	struct trace_event_file *file;
	int nr = 0;

	for_each_event_file(file, dir->tr) {
		if (is_of(file->event_call, dir) && filter_of(file))
			made[nr++] = (struct system_filters){ file, NULL };
	}
	return nr;
}

static void publish_all(struct system_filters *made, int nr)
{
	bool wait = false;
	int i;

	for (i = 0; i < nr; i++) {
		made[i].filter = publish(made[i].file, made[i].filter);
		if (made[i].filter)
			wait = true;
	}
	if (wait)
		tracepoint_synchronize_unregister();
	for (i = 0; i < nr; i++)
		filter_free(made[i].filter);
}

/**
 * event_filter_set_system - what was written to a system's filter file
 * @dir: the system
 * @str: the text; "0" takes the filters of all its events away
 * @why: place and cause of a refusal
 *
 * Return: 0 if some event has it now; -errno with nothing changed.
 */
int event_filter_set_system(struct trace_subsystem_dir *dir, char *str, struct trace_error *why)
{
	struct system_filters *made __free(kvfree) = NULL;
	int ret;

	cut_end(str);
	made = kvcalloc(dir->nr_events + 1, sizeof(*made), GFP_KERNEL);
	if (!made)
		return -ENOMEM;
	ret = clears(str) ? clear_all(dir, made) : create_all(dir, str, made, why);
	if (ret == -ENOMEM)
		return ret;
	if (ret < 0) {
		dir->filter = note_refusal(dir->filter, str, why);
		return ret;
	}
	event_filter_release_system(dir);
	publish_all(made, ret);
	return 0;
}

/**
 * event_filter_show_system - what a system's filter file shows
 * @dir: the system
 * @m:	 to be shown in
 */
void event_filter_show_system(struct trace_subsystem_dir *dir, struct seq_file *m)
{
	if (dir->filter && dir->filter->refused) {
		seq_printf(m, "%s\n", dir->filter->refused);
		return;
	}
	seq_puts(m, "### global filter ###\n"
		 "# Use this to set filters for multiple events.\n"
		 "# Only events with the given fields will be affected.\n"
		 "# If no events are modified, an error message will be displayed here\n");
}

/**
 * event_filter_release_system - forget what was written to a system's filter file
 * @dir: the system
 */
void event_filter_release_system(struct trace_subsystem_dir *dir)
{
	filter_free(dir->filter);
	dir->filter = NULL;
}
