// SPDX-License-Identifier: GPL-2.0-only
/*
 * Triggers of events: the registry of commands, what is written to events/SYS/EVENT/trigger, and
 * how triggers are called.
 *
 * Each write is one trigger, to be added or with "!" to be removed. It is added whole, with its
 * probe in place and its command prepared, or not at all.
 *
 * Which triggers an event has decides when its probe calls them: if none looks at the record and
 * none has to wait for it, before there is one; else, TRIGGER_COND, when it is filled in. Those
 * that are EVENT_CMD_AFTER come when it is written.
 *
 * Changing: sleeps, with event_mutex held; what is taken away is freed after a grace period, one a
 * request. Calling: any context, NMI included, under RCU.
 */
#include <linux/ctype.h>
#include <linux/kstrtox.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tracepoint.h>

#include "core/trace.h"
#include "event/event.h"
#include "event/filter.h"
#include "event/trigger.h"

/* In the order in which they are shown; event_mutex. */
static LIST_HEAD(commands);

/* ---- calling --------------------------------------------------------------------------------- */

static notrace void trigger_fire(struct event_trigger *trigger,
				 const struct event_trigger_hit *hit)
{
	const struct event_command *command = trigger->command;
	long left = 0;

	if (trigger->counted && !command->idle) {
		if (atomic_long_dec_if_positive(&trigger->left) >= 0)
			command->act(trigger, hit);
		return;
	}
	/* As for commands of functions: what switches something counts changes. */
	if (trigger->counted) {
		left = atomic_long_read_acquire(&trigger->left);	/* trigger_fire:A */
		if (left <= 0)
			return;
	}
	if (command->idle && command->idle(trigger))
		return;
	command->act(trigger, hit);
	if (trigger->counted)
		atomic_long_cmpxchg(&trigger->left, left, left - 1);	/* trigger_fire:A */
}

/**
 * event_triggers_call - an event happens: its triggers
 * @file:   the event
 * @buffer: where its record goes
 * @rec:    its record, filled in but not written yet; NULL if there is none
 * @event:  same, as the ring buffer has it
 *
 * Return: the types of those that want event_triggers_post_call().
 */
notrace enum event_trigger_type event_triggers_call(struct trace_event_file *file,
						    struct trace_buffer *buffer, void *rec,
						    struct ring_buffer_event *event)
{
	struct event_trigger_hit hit = { buffer, rec, event, _RET_IP_ };
	enum event_trigger_type after = ETT_NONE;
	struct event_trigger *trigger;

	list_for_each_entry_rcu(trigger, &file->triggers, list, true) {
		/* Without a record: this one is just being added. */
		if (!rec && (trigger->filter || trigger->command->flags))
			continue;
		if (trigger->filter && !filter_match_preds(trigger->filter, rec))
			continue;
		if (trigger->command->flags & EVENT_CMD_AFTER)
			after |= trigger->command->type;
		else
			trigger_fire(trigger, &hit);
	}
	return after;
}
EXPORT_SYMBOL_GPL(event_triggers_call);

/**
 * event_triggers_after - the record of an event is written: triggers that waited for it
 * @file: the event
 * @tt:	  what event_triggers_call() said
 * @ip:	  see struct event_trigger_hit
 */
notrace void event_triggers_after(struct trace_event_file *file, enum event_trigger_type tt,
				  unsigned long ip)
{
	struct event_trigger_hit hit = { .ip = ip };
	struct event_trigger *trigger;

	list_for_each_entry_rcu(trigger, &file->triggers, list, true) {
		if (trigger->command->flags & EVENT_CMD_AFTER && trigger->command->type & tt)
			trigger_fire(trigger, &hit);
	}
}

/**
 * event_triggers_post_call - event_triggers_after(), for probes of other makes
 * @file: the event
 * @tt:	  what event_triggers_call() said
 */
notrace void event_triggers_post_call(struct trace_event_file *file, enum event_trigger_type tt)
{
	event_triggers_after(file, tt, _RET_IP_);
}
EXPORT_SYMBOL_GPL(event_triggers_post_call);

/* ---- an event and its triggers --------------------------------------------------------------- */

static void update_cond(struct trace_event_file *file)
{
	struct event_trigger *trigger;
	bool cond = false;

	list_for_each_entry(trigger, &file->triggers, list)
		cond |= trigger->filter || trigger->command->flags;
	assign_bit(EVENT_FILE_FL_TRIGGER_COND_BIT, &file->flags, cond);
}

/* What tracing itself writes has no probe: the marker looks whether there are triggers. */
static int mode_begin(struct trace_event_file *file)
{
	int ret = 0;

	if (file->flags & EVENT_FILE_FL_TRIGGER_MODE)
		return 0;
	if (file->event_call->event.type == TRACE_PRINT)
		WRITE_ONCE(file->tr->marker_event, file);
	else
		ret = trace_event_enable_disable(file, 1, 1);
	if (!ret)
		set_bit(EVENT_FILE_FL_TRIGGER_MODE_BIT, &file->flags);
	return ret;
}

static void mode_end(struct trace_event_file *file)
{
	if (!(file->flags & EVENT_FILE_FL_TRIGGER_MODE) || !list_empty(&file->triggers))
		return;
	clear_bit(EVENT_FILE_FL_TRIGGER_MODE_BIT, &file->flags);
	if (file->event_call->event.type == TRACE_PRINT)
		WRITE_ONCE(file->tr->marker_event, NULL);
	else
		trace_event_enable_disable(file, 0, 1);
}

static void trigger_free(struct event_trigger *trigger)
{
	if (trigger->command->free)
		trigger->command->free(trigger);
	free_event_filter(trigger->filter);
	kfree(trigger);
}

/* The probe must find the flags that the trigger needs before it finds the trigger. */
static int trigger_link(struct event_trigger *trigger)
{
	struct trace_event_file *file = trigger->file;
	int ret;

	list_add_rcu(&trigger->list, &file->triggers);
	update_cond(file);
	ret = mode_begin(file);
	if (ret) {
		list_del_rcu(&trigger->list);
		update_cond(file);
		tracepoint_synchronize_unregister();
	}
	return ret;
}

static int trigger_add(struct event_trigger *trigger, struct trace_error *why)
{
	const struct event_command *command = trigger->command;
	int ret = 0;

	if (command->attach)
		ret = command->attach(trigger, why);
	if (ret)
		return ret;
	ret = trigger_link(trigger);
	if (ret && command->detach)
		command->detach(trigger);
	return ret;
}

/* It is in no list any more, and nobody is in it. */
static void trigger_destroy(struct event_trigger *trigger)
{
	if (trigger->command->detach)
		trigger->command->detach(trigger);
	trigger_free(trigger);
}

/* ---- reading what was written ---------------------------------------------------------------- */

/**
 * struct trigger_request - a trigger as it is written
 * @remove:  it began with "!"
 * @name:    of the command
 * @param:   what follows the first colon; or NULL
 * @filter:  what follows "if"; or NULL
 */
struct trigger_request {
	bool	remove;
	char	*name;
	char	*param;
	char	*filter;
};

static int refuse(struct trace_error *why, int pos, int ret, const char *text)
{
	why->pos = pos;
	why->text = text;
	return ret;
}

static char *word_end(char *text)
{
	while (*text && !isspace(*text))
		text++;
	return text;
}

/* Cuts @text into words; where they are is where they were. */
static int request_parse(char *text, struct trigger_request *request, struct trace_error *why)
{
	char *word = skip_spaces(strim(text)), *end, *rest;

	*request = (struct trigger_request){ .remove = *word == '!' };
	request->name = word + request->remove;
	end = word_end(request->name);
	rest = skip_spaces(end);
	*end = '\0';
	if (!*request->name)
		return refuse(why, request->name - text, -EINVAL, "Name of a command expected");
	request->param = strchr(request->name, ':');
	if (request->param)
		*request->param++ = '\0';
	if (!*rest)
		return 0;
	end = word_end(rest);
	request->filter = skip_spaces(end);
	if (end - rest != 2 || strncmp(rest, "if", 2))
		return refuse(why, rest - text, -EINVAL, "\"if\" and a filter expected");
	if (!*request->filter)
		return refuse(why, request->filter - text, -EINVAL, "No filter found");
	return 0;
}

static struct event_command *find_command(const char *name)
{
	struct event_command *command;

	list_for_each_entry(command, &commands, list) {
		if (!strcmp(command->name, name))
			return command;
	}
	return NULL;
}

/* A number up to the next colon; nothing is no limit. */
static int parse_count(struct event_trigger *trigger, char *param)
{
	char *number = strsep(&param, ":");
	unsigned long limit;

	if (!number || !*number)
		return 0;
	if (kstrtoul(number, 0, &limit))
		return -EINVAL;
	trigger->counted = true;
	atomic_long_set(&trigger->left, min_t(unsigned long, limit, LONG_MAX));
	return 0;
}

static int parse_param(struct event_trigger *trigger, const char *text,
		       const struct trigger_request *request, struct trace_error *why)
{
	const struct event_command *command = trigger->command;
	char *param = request->param;
	int ret = 0;

	why->pos = (param ?: request->name) - text;
	if (command->parse)
		ret = command->parse(trigger, &param, why);
	if (ret || request->remove)
		return ret;
	if (parse_count(trigger, param))
		return refuse(why, param - text, -EINVAL, "The count is no number");
	return 0;
}

static int parse_filter(struct event_trigger *trigger, char *text,
			const struct trigger_request *request, struct trace_error *why)
{
	struct trace_event_file *file = trigger->file;
	int ret;

	if (!request->filter)
		return 0;
	ret = create_event_filter(file->tr, file->event_call, request->filter, true,
				  &trigger->filter, why);
	if (ret)
		why->pos += request->filter - text;
	return ret;
}

static bool is_same(const struct event_trigger *a, const struct event_trigger *b)
{
	if (a->command->type != b->command->type)
		return false;
	return !a->command->same || a->command->same(a, b);
}

static struct event_trigger *find_same(const struct event_trigger *like)
{
	struct event_trigger *trigger;

	list_for_each_entry(trigger, &like->file->triggers, list) {
		if (is_same(trigger, like))
			return trigger;
	}
	return NULL;
}

static void remove_one(struct event_trigger *trigger)
{
	struct trace_event_file *file = trigger->file;

	list_del_rcu(&trigger->list);
	update_cond(file);
	mode_end(file);
	tracepoint_synchronize_unregister();
	trigger_destroy(trigger);
}

/* Returns 1 if @trigger is in use from now on. */
static int request_do(struct event_trigger *trigger, char *text,
		      const struct trigger_request *request, struct trace_error *why)
{
	struct event_trigger *other;
	int ret;

	ret = parse_param(trigger, text, request, why);
	if (ret)
		return ret;
	other = find_same(trigger);
	if (request->remove) {
		if (other)
			remove_one(other);
		return 0;
	}
	if (other)
		return refuse(why, request->name - text, -EEXIST, "The event has such a trigger");
	ret = parse_filter(trigger, text, request, why);
	if (!ret) {
		why->pos = request->name - text;
		ret = trigger_add(trigger, why);
	}
	return ret ?: 1;
}

/**
 * event_trigger_write - add a trigger, or remove it
 * @file: the event
 * @text: the trigger; is changed
 * @why:  place and cause of a refusal
 *
 * Return: 0, also if there was none to remove; -EEXIST; -EINVAL for what is not understood; what
 * create_event_filter() and the command say.
 */
int event_trigger_write(struct trace_event_file *file, char *text, struct trace_error *why)
{
	struct trigger_request request;
	struct event_trigger *trigger;
	struct event_command *command;
	int ret;

	lockdep_assert_held(&event_mutex);
	text[strcspn(text, "\r\n")] = '\0';
	ret = request_parse(text, &request, why);
	if (ret)
		return ret;
	command = find_command(request.name);
	if (!command)
		return refuse(why, request.name - text, -EINVAL, "No such command");

	trigger = kzalloc(sizeof(*trigger), GFP_KERNEL);
	if (!trigger)
		return -ENOMEM;
	trigger->file = file;
	trigger->command = command;
	ret = request_do(trigger, text, &request, why);
	if (ret <= 0)
		trigger_free(trigger);
	return min(ret, 0);
}

/* ---- showing --------------------------------------------------------------------------------- */

/**
 * event_trigger_show_one - print a trigger as it could be written
 * @trigger: the trigger
 * @m:	     to be shown in
 */
void event_trigger_show_one(struct event_trigger *trigger, struct seq_file *m)
{
	seq_puts(m, trigger->command->name);
	if (trigger->command->show)
		trigger->command->show(trigger, m);
	if (trigger->counted)
		seq_printf(m, ":count=%ld", atomic_long_read(&trigger->left));
	else
		seq_puts(m, ":unlimited");
	if (trigger->filter)
		seq_printf(m, " if %s", event_filter_text(trigger->filter));
	seq_putc(m, '\n');
}

/**
 * event_trigger_show - what an event's trigger file shows
 * @file: the event; NULL if it has never been used
 * @m:	  to be shown in
 */
void event_trigger_show(struct trace_event_file *file, struct seq_file *m)
{
	struct event_trigger *trigger;
	struct event_command *command;

	if (file && !list_empty(&file->triggers)) {
		list_for_each_entry(trigger, &file->triggers, list)
			event_trigger_show_one(trigger, m);
		return;
	}
	seq_puts(m, "# Available triggers:\n#");
	list_for_each_entry(command, &commands, list)
		seq_printf(m, " %s", command->name);
	seq_putc(m, '\n');
}

/* ---- events that go away --------------------------------------------------------------------- */

/**
 * event_triggers_release - remove all triggers of an event
 * @file: the event; nobody can write to it any more
 */
void event_triggers_release(struct trace_event_file *file)
{
	struct event_trigger *trigger, *next;
	LIST_HEAD(gone);

	if (list_empty(&file->triggers))
		return;
	list_splice_init_rcu(&file->triggers, &gone, tracepoint_synchronize_unregister);
	update_cond(file);
	mode_end(file);
	list_for_each_entry_safe(trigger, next, &gone, list)
		trigger_destroy(trigger);
}

/**
 * event_triggers_release_all - remove all triggers of an instance
 * @tr: the instance
 *
 * Before any of its events goes: a trigger may switch another event.
 */
void event_triggers_release_all(struct trace_array *tr)
{
	struct trace_event_file *file;

	for_each_event_file(file, tr)
		event_triggers_release(file);
}

/* ---- registry -------------------------------------------------------------------------------- */

/**
 * register_event_command - make a command known
 * @command: the command
 *
 * Return: 0, or -EBUSY if there is one of that name.
 */
int register_event_command(struct event_command *command)
{
	guard(mutex)(&event_mutex);
	if (find_command(command->name))
		return -EBUSY;
	list_add_tail(&command->list, &commands);
	return 0;
}

/**
 * unregister_event_command - forget a command that no trigger uses
 * @command: the command
 *
 * Return: 0, or -ENODEV if it is not known.
 */
int unregister_event_command(struct event_command *command)
{
	guard(mutex)(&event_mutex);
	if (find_command(command->name) != command)
		return -ENODEV;
	list_del(&command->list);
	return 0;
}
