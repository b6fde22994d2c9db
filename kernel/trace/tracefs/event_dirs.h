/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Control files of one event, and of one system of events.
 */
#ifndef _TRACE_TRACEFS_EVENT_DIRS_H
#define _TRACE_TRACEFS_EVENT_DIRS_H

#include <linux/fs.h>

#include "event/event.h"

/**
 * struct event_value - what a file in events/SYS/EVENT, or in events/SYS, does
 * @show:	  prints it; NULL if it cannot be read
 * @store:	  takes what was written, NUL-terminated and otherwise as it came: 0 or -errno. When
 *		  it refuses it may say where and why in @why. NULL if it cannot be written
 * @clear:	  empties it, when it is opened to be written anew; NULL if there is no such thing
 * @system_show:  the same for a file of a system
 * @system_store: the same for a file of a system
 * @limit:	  longest text that can mean anything; more is refused unseen
 * @fops:	  EVENT_VALUE_FOPS; also how the rest is found from an open file
 *
 * All are called with event_mutex held, while the event is there.
 */
struct event_value {
	int (*show)(struct seq_file *m, struct event_slot *slot);
	int (*store)(struct event_slot *slot, char *text, struct trace_error *why);
	void (*clear)(struct event_slot *slot);
	int (*system_show)(struct seq_file *m, struct trace_subsystem_dir *dir);
	int (*system_store)(struct trace_subsystem_dir *dir, char *text, struct trace_error *why);
	unsigned int limit;
	struct file_operations fops;
};

extern const struct event_value event_inject_value;

int event_value_open(struct inode *inode, struct file *file);
ssize_t event_value_write(struct file *file, const char __user *ubuf, size_t cnt, loff_t *ppos);
int event_value_release(struct inode *inode, struct file *file);

#define EVENT_VALUE_FOPS {			\
	.owner		= THIS_MODULE,		\
	.open		= event_value_open,	\
	.read		= seq_read,		\
	.write		= event_value_write,	\
	.llseek		= seq_lseek,		\
	.release	= event_value_release,	\
}

/* One a file or family, each in the file that carries its name. */
extern const struct event_value event_filter_value;
extern const struct event_value event_system_filter_value;
extern const struct event_value event_trigger_value;

/* event_trigger.c */
void trace_event_name_show(struct seq_file *m, struct trace_event_file *file, const char *text);

#endif /* _TRACE_TRACEFS_EVENT_DIRS_H */
