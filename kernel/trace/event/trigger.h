/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Triggers: what happens when an event happens.
 *
 * A trigger is a command on an event of an instance, with a filter and a limit, if wanted:
 *
 *	[!]COMMAND[:PARAM][:COUNT] [if FILTER]
 *
 * An event that has triggers has its probe at the tracepoint, switched on or not. A command is a
 * struct event_command: registering one is all it takes to have one more.
 */
#ifndef _TRACE_EVENT_TRIGGER_H
#define _TRACE_EVENT_TRIGGER_H

#include <linux/atomic.h>
#include <linux/list.h>
#include <linux/trace_events.h>

struct event_trigger;
struct seq_file;
struct trace_array;
struct trace_error;

/* event_command.flags */
#define EVENT_CMD_NEEDS_REC	BIT(0)	/* it looks at the record */
#define EVENT_CMD_AFTER		BIT(1)	/* it acts when the record is written */

/**
 * struct event_trigger_hit - what made a trigger act
 * @buffer: where the record goes; NULL if there is no record, with the next two
 * @rec:    the record
 * @event:  same, as the ring buffer has it; may be NULL
 * @ip:	    in the function that called triggers, for stacks that begin above
 */
struct event_trigger_hit {
	struct trace_buffer		*buffer;
	void				*rec;
	struct ring_buffer_event	*event;
	unsigned long			ip;
};

/**
 * struct event_command - a command of triggers
 * @list:   in the registry
 * @name:   as it is written
 * @type:   what it is; an event has one trigger of a type, unless there is @same
 * @flags:  EVENT_CMD_*
 * @parse:  take what is in @param up to the count, set trigger->data, move @param behind it; NULL
 *	    if there is only the count
 * @same:   is this the same trigger, for another one and for removing? NULL: of one type all are
 * @attach: prepare for acting: 0 or -errno
 * @detach: undo that; nobody is in @act any more
 * @free:   let go of trigger->data
 * @idle:   there is nothing to do, which uses no count up; NULL: there always is
 * @act:    do it; like @idle in any context, notrace
 * @show:   print the parameters, with a colon in front; NULL if there are none
 *
 * All but @idle and @act are called with event_mutex held, and may sleep.
 */
struct event_command {
	struct list_head	list;
	const char		*name;
	enum event_trigger_type	type;
	unsigned int		flags;
	int	(*parse)(struct event_trigger *trigger, char **param, struct trace_error *why);
	bool	(*same)(const struct event_trigger *a, const struct event_trigger *b);
	int	(*attach)(struct event_trigger *trigger, struct trace_error *why);
	void	(*detach)(struct event_trigger *trigger);
	void	(*free)(struct event_trigger *trigger);
	bool	(*idle)(struct event_trigger *trigger);
	void	(*act)(struct event_trigger *trigger, const struct event_trigger_hit *hit);
	void	(*show)(struct event_trigger *trigger, struct seq_file *m);
};

/**
 * struct event_trigger - a trigger
 * @list:    of its event's, newest first; changed under event_mutex, read under RCU
 * @file:    the event in an instance
 * @command: what it does
 * @filter:  for which records; NULL for all
 * @counted: it acts only so often
 * @left:    how often still
 * @data:    the command's
 */
struct event_trigger {
	struct list_head		list;
	struct trace_event_file		*file;
	const struct event_command	*command;
	struct event_filter		*filter;
	bool				counted;
	atomic_long_t			left;
	void				*data;
};

/* trigger.c; event_mutex held but for the first two and event_triggers_after(). */
int register_event_command(struct event_command *command);
int unregister_event_command(struct event_command *command);
int event_trigger_write(struct trace_event_file *file, char *text, struct trace_error *why);
void event_trigger_show(struct trace_event_file *file, struct seq_file *m);
void event_trigger_show_one(struct event_trigger *trigger, struct seq_file *m);
void event_triggers_after(struct trace_event_file *file, enum event_trigger_type tt,
			  unsigned long ip);
void event_triggers_release(struct trace_event_file *file);
void event_triggers_release_all(struct trace_array *tr);

/* trigger_commands.c, trigger_event.c */
void __init event_trigger_commands_init(void);
void __init event_trigger_event_init(void);

#endif /* _TRACE_EVENT_TRIGGER_H */
