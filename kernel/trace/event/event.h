/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * event: what its own files, probes and control files share of trace events.
 *
 * A call (struct trace_event_call) is an event, once in the kernel. A slot (struct event_slot) is
 * that event in one instance. From its first use there on it has a file (struct trace_event_file),
 * with its switch, filter and triggers. A class is the layout that several calls have in common:
 * its fields.
 *
 * Locks: event_mutex guards calls, files, their filters and triggers, and the pid lists of
 * instances. It is the outermost lock of tracing: trace_types_lock, trace_event_sem, tracepoints'
 * and text patching's own locks are taken inside. Records are written without any lock; what they
 * look at is published with RCU.
 */
#ifndef _TRACE_EVENT_EVENT_H
#define _TRACE_EVENT_EVENT_H

#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/trace_events.h>

#include "core/trace.h"

struct seq_file;
struct trace_pid_list;

/* All calls, in the order of available_events; event_mutex. */
extern struct list_head ftrace_events;

/* ---- fields.c: what is in a record -------------------------------------------------------- */

/**
 * struct ftrace_event_field - one field of a record
 * @link:	 in its class, in the order of the record
 * @name:	 of the field
 * @type:	 as C text
 * @filter_type: FILTER_*
 * @offset:	 from the start of the record, common head included
 * @size:	 bytes
 * @len:	 elements of a fixed array, or 0
 * @is_signed:	 signed number
 */
struct ftrace_event_field {
	struct list_head	link;
	const char		*name;
	const char		*type;
	int			filter_type;
	int			offset;
	int			size;
	int			len;
	unsigned int		is_signed:1;
};

/*
 * The fields of a call. They are worked out when first asked for: event_mutex held, may sleep.
 * NULL if there is no memory.
 */
struct list_head *event_fields(struct trace_event_call *call);

/* The four fields common_*, and CPU, COMM and the like, which are in no record. */
extern struct list_head event_common_fields;
extern struct list_head event_generic_fields;

/* A field by name: the call's own, a common one, a generic one; or NULL. event_mutex held. */
struct ftrace_event_field *trace_find_event_field(struct trace_event_call *call, const char *name);

/* FILTER_* of a type, as C text. */
int filter_assign_type(const char *type);

/* ---- files.c: events of instances ---------------------------------------------------------- */

/**
 * struct trace_subsystem_dir - the events of one system in one instance: events/SYS
 * @list:      in tr->systems
 * @name:      of the system
 * @tr:	       the instance
 * @ei:	       its directory
 * @nr_events: how many events it has; the directory goes with the last one
 * @ref:       open files of the directory
 * @filter:    what was written to events/SYS/filter last
 */
struct trace_subsystem_dir {
	struct list_head	list;
	const char		*name;
	struct trace_array	*tr;
	struct eventfs_inode	*ei;
	int			nr_events;
	int			ref;
	struct event_filter	*filter;
};

/**
 * struct event_slot - one event in one instance: events/SYS/EVENT
 * @call: the event; NULL when it is gone, and only an open file holds the slot
 * @file: of the event; NULL as long as nobody has used it: it is off, and has no filter and no
 *	  trigger
 * @ei:   its directory
 */
struct event_slot {
	struct trace_event_call	*call;
	struct trace_event_file	*file;
	struct eventfs_inode	*ei;
};

struct event_block;

/* Where a walk over the events of an instance is: @next to @end are slots of @block. */
struct event_walk {
	struct trace_array	*tr;
	struct event_block	*block;
	struct event_slot	*next, *end;
};

/* From the end of one block to the next one; false if there is none. */
bool event_walk_on(struct event_walk *walk);

static inline struct event_slot *event_slot_next(struct event_walk *walk)
{
	if (walk->next == walk->end && !event_walk_on(walk))
		return NULL;
	return walk->next++;
}

static inline struct trace_event_file *event_file_next(struct event_walk *walk)
{
	struct event_slot *slot;

	do {
		slot = event_slot_next(walk);
	} while (slot && !slot->file);
	return slot ? slot->file : NULL;
}

/* All events of an instance, in the order of available_events; event_mutex held. */
#define for_each_event_slot(slot, instance)				\
	for (struct event_walk __walk = { .tr = (instance) };		\
	     ((slot) = event_slot_next(&__walk));)

/* The same, of those that have been used. */
#define for_each_event_file(file, instance)				\
	for (struct event_walk __walk = { .tr = (instance) };		\
	     ((file) = event_file_next(&__walk));)

/* event_mutex held, NULL if there is none. */
struct event_slot *find_event_slot(struct trace_array *tr, const char *system, const char *event);
struct trace_event_file *event_file_of_call(struct trace_array *tr, struct trace_event_call *call);

/*
 * Who is going to change anything of an event: its file. It is asked for before anything changes,
 * as there may be no memory: NULL. event_mutex held.
 */
struct trace_event_file *event_file_make(struct trace_array *tr, struct event_slot *slot);

/*
 * For who comes with a pointer that may be stale, as an inode has: hold the slot and its instance.
 * Returns NULL if it is gone. While held its event may go, seen under event_mutex.
 */
struct event_slot *event_slot_get(const void *maybe);
struct trace_array *event_slot_tr(const struct event_slot *slot);
void event_slot_put(struct event_slot *slot);

static inline bool event_slot_is_live(const struct event_slot *slot)
{
	lockdep_assert_held(&event_mutex);
	return slot->call;
}

/* The same for systems. One that has no event any more is gone. */
struct trace_subsystem_dir *event_system_get(const void *maybe);
void event_system_put(struct trace_subsystem_dir *dir);

struct trace_subsystem_dir *event_system_find(struct trace_array *tr, const char *name,
					      struct trace_subsystem_dir *near);

/*
 * The system of an event in an instance; event_mutex held. @near is that of the event before it,
 * or NULL: neighbours are mostly of one system, and strings of one name mostly one string.
 */
static inline struct trace_subsystem_dir *event_system_of(struct trace_array *tr,
							  struct trace_event_call *call,
							  struct trace_subsystem_dir *near)
{
	const char *name = call->class->system;

	return near && near->name == name ? near : event_system_find(tr, name, near);
}

/**
 * struct event_dirs_ops - how the layer of files follows events that come and go
 * @add_event:	   make the directory of an event, and that of its system; -errno
 * @remove_event:  take it away
 * @remove_system: the same for a system
 *
 * Called with event_mutex and trace_types_lock held, for instances that have a directory.
 */
struct event_dirs_ops {
	int (*add_event)(struct trace_array *tr, struct event_slot *slot);
	void (*remove_event)(struct event_slot *slot);
	void (*remove_system)(struct trace_subsystem_dir *dir);
};

void event_set_dirs_ops(const struct event_dirs_ops *ops);

/* ---- enable.c ------------------------------------------------------------------------------ */

/*
 * Switch one event of one instance; event_mutex held. Soft: the probe runs, and records only when
 * the event is switched on for itself, too, or a trigger takes SOFT_DISABLED away. Soft users are
 * counted.
 */
int trace_event_enable_disable(struct trace_event_file *file, int enable, int soft_disable);

/* Does the event have a switch, and can it be used? */
static inline bool event_call_has_switch(const struct trace_event_call *call)
{
	return call->class->reg && !(call->flags & TRACE_EVENT_FL_IGNORE_ENABLE);
}

/* Are records written? Not so while it is on for the sake of a trigger only. */
static inline bool event_file_is_on(const struct trace_event_file *file)
{
	return (file->flags & (EVENT_FILE_FL_ENABLED | EVENT_FILE_FL_SOFT_DISABLED)) ==
	       EVENT_FILE_FL_ENABLED;
}

/*
 * Many events of an instance in one pass over the text; event_mutex held. 0 or an error, with
 * nothing changed; -ENOENT if there is none.
 */
typedef bool (*event_match_t)(struct trace_event_call *call, const void *data);

int event_switch_matching(struct trace_array *tr, bool enable, event_match_t match,
			  const void *data);

/*
 * All events of a system, or of all with NULL, in an instance; event_mutex held. 0 or the first
 * error, with what was changed taken back; -ENOENT if there is none.
 */
int event_switch_system(struct trace_array *tr, const char *system, bool enable);

/* What events/enable and events/SYS/enable show: '0', '1', 'X' for some, '?' for no event. */
char event_system_state(struct trace_array *tr, const char *system);

/* All off, and requests for modules forgotten: set_event is opened to be written anew. */
void event_switch_clear(struct trace_array *tr);

/* ---- record.c, format.c, pids.c ------------------------------------------------------------ */

/* The content of the format file; event_mutex held. 0 or -ENOMEM. */
int event_format_show(struct seq_file *m, struct trace_event_call *call);

/* The pids whose events are recorded, or those whose are not; event_mutex held. */
enum event_pid_kind { EVENT_PIDS, EVENT_NO_PIDS };

struct trace_pid_list *event_pids(struct trace_array *tr, enum event_pid_kind kind);
int event_set_pids(struct trace_array *tr, enum event_pid_kind kind, struct trace_pid_list *new);

/* ---- boot ---------------------------------------------------------------------------------- */

int __init trace_events_init(void);

/* ---- set_event.c --------------------------------------------------------------------------- */

/*
 * One request in the language of set_event: "SYS:EVENT", "SYS", "SYS:*", "*:EVENT", "EVENT", each
 * of them with globs, ":mod:MODULE" behind any of them or alone. Takes event_mutex.
 *
 * Return: 0; -EINVAL if there is no such event; what the event said when it was switched.
 */
int trace_event_set(struct trace_array *tr, const char *request, bool enable,
		    struct trace_error *why);

/* The same for requests with blanks in between, which are cut: all of them or none. */
int event_set_requests(struct trace_array *tr, char *text, struct trace_error *why);

/* Requests that wait for their module, as text: *pos starts at 0. event_mutex held. */
bool event_pending_next(struct trace_array *tr, loff_t *pos, struct seq_file *m);

#endif /* _TRACE_EVENT_EVENT_H */
