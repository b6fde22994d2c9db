/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hook layer, as seen from the layers above it.
 *
 * linux/ftrace.h is the contract with the rest of the kernel; this is what only
 * tracing itself may use: editing filters as text, listing functions, and the
 * registry of function commands. All of it is slow path: process context, may
 * sleep, takes the hook lock. With CONFIG_DYNAMIC_FTRACE off there are no
 * filters and no lists, and none of this exists but hook_filter_text()'s
 * language, see match.h.
 */
#ifndef _TRACE_HOOK_HOOK_H
#define _TRACE_HOOK_HOOK_H

#include <linux/ftrace.h>
#include <linux/list.h>
#include <linux/types.h>

#include "hook/match.h"
#include "hook/names.h"

struct seq_file;
struct hook_group;

/* Room for three names and a sentence. */
#define HOOK_HINT_SIZE	256

/**
 * struct hook_error - why a request was refused
 * @pos: offset of the cause in the text of the request
 * @text: what is wrong, a constant or @hint; NULL as long as nothing is
 * @hint: room for a text that is made for the request
 */
struct hook_error {
	int		pos;
	const char	*text;
	char		hint[HOOK_HINT_SIZE];
};

/*
 * In the flags of an ops, beside those of linux/ftrace.h: its callback looks at the
 * registers and changes none of them.
 */
#define HOOK_OPS_FL_LOOKS_ON	BIT(19)

/* The ops is only a list of functions: commands on them are refused. */
#define HOOK_OPS_FL_LIST	BIT(20)

/**
 * hook_unregister - as unregister_ftrace_function(), without waiting
 * @ops: the ops; makes no direct calls and does not send functions elsewhere
 *
 * Hits that are on their way may still reach it. hook_ops_wait() has to follow
 * before it is freed.
 */
int hook_unregister(struct ftrace_ops *ops);

/*
 * Returns when nothing runs any more that no call site calls any more. Sleeps
 * for long; no lock may be held that a hooked function takes.
 */
void hook_ops_wait(void);

void hook_wait_cpus(void);

#ifdef CONFIG_DYNAMIC_FTRACE

unsigned int hook_count_wanted(struct ftrace_ops *ops);

/*
 * Editing a filter.
 *
 * An edit works on a copy and is worth nothing until it is committed. The file
 * set_ftrace_filter begins one in open(), feeds it in write(), and commits in
 * release(). Several edits of one filter may be open; the last commit wins.
 *
 * Several names in a row cost n log n, whatever the number of functions.
 */
struct hook_edit;

/**
 * hook_edit_begin - start to edit the functions of an ops
 * @ops: the ops; need not be registered; must outlive the edit
 * @exclude: edit the functions that it leaves out, not those that it wants
 * @truncate: begin with an empty list
 *
 * Return: the edit, or an ERR_PTR: -ENOMEM.
 */
struct hook_edit *hook_edit_begin(struct ftrace_ops *ops, bool exclude,
				  bool truncate);

/**
 * hook_edit_text - apply what was written
 * @edit: the edit
 * @text: words, separated by white space, each "[!]pattern[:command[:param]]"
 * @err: filled in on failure; may be NULL
 *
 * All words or none: on failure the edit is as it was. Commands work at once,
 * and not only at the commit.
 *
 * Return: 0; -EINVAL if a word is malformed, matches no function or names no
 * command; -ENOMEM; what a command returns.
 */
int hook_edit_text(struct hook_edit *edit, const char *text,
		   struct hook_error *err);

/**
 * hook_edit_commit - make the edit the ops' filter, and patch
 * @edit: the edit; freed in any case
 *
 * Return: 0, or -errno with the old filter in force: -ENOMEM, -ENODEV after
 * ftrace_kill(), -EBUSY if an ops with IPMODIFY would share a function.
 */
int hook_edit_commit(struct hook_edit *edit);

/**
 * hook_edit_abort - forget the edit
 * @edit: the edit; may be NULL; freed
 */
void hook_edit_abort(struct hook_edit *edit);

/**
 * hook_share_filter - have an ops use the filter of another
 * @ops: the ops, before anything else is done with it
 * @of: the other one, which has to be there as long as @ops is registered
 */
void hook_share_filter(struct ftrace_ops *ops, struct ftrace_ops *of);

/**
 * hook_filter_copy - the functions of a filter
 * @ops: whose
 * @exclude: those that it leaves out, not those that it wants
 *
 * Hits may look at it under RCU. When a module goes, its functions go from the copy as well.
 *
 * Return: a sorted copy, for hook_filter_copy_free(); NULL if there is no filter; or an
 * ERR_PTR: -ENOMEM.
 */
struct ftrace_hash *hook_filter_copy(struct ftrace_ops *ops, bool exclude);

/**
 * hook_filter_copy_free - free a copy
 * @copy: what hook_filter_copy() returned; nobody looks at it any more
 */
void hook_filter_copy_free(struct ftrace_hash *copy);

/**
 * enum hook_list - what to list
 * @HOOK_LIST_AVAILABLE: each function that can be hooked
 * @HOOK_LIST_ADDRS: the same, with addresses
 * @HOOK_LIST_ENABLED: each function that is hooked, and by what
 * @HOOK_LIST_TOUCHED: each function that was hooked since boot
 * @HOOK_LIST_FILTER: the functions that an ops wants, then commands on them
 * @HOOK_LIST_NOTRACE: the functions that it leaves out
 */
enum hook_list {
	HOOK_LIST_AVAILABLE,
	HOOK_LIST_ADDRS,
	HOOK_LIST_ENABLED,
	HOOK_LIST_TOUCHED,
	HOOK_LIST_FILTER,
	HOOK_LIST_NOTRACE,
};

/**
 * struct hook_iter - a walk over such a list, for a seq_file
 * @list: what is listed
 * @ops: whose filter, for the last two
 *
 * The rest is private. Put it in seq_file's private, and have start, next, stop
 * and show call the functions below; they print whole lines. The hook lock is
 * held from start to stop.
 */
struct hook_iter {
	enum hook_list		list;
	struct ftrace_ops	*ops;
	/* private: */
	struct hook_group	*group;
	unsigned int		index;
	loff_t			first;
	struct hook_names	names;
};

void hook_iter_init(struct hook_iter *iter, enum hook_list list,
		    struct ftrace_ops *ops);
void *hook_iter_start(struct hook_iter *iter, loff_t *pos);
void *hook_iter_next(struct hook_iter *iter, void *v, loff_t *pos);
void hook_iter_stop(struct hook_iter *iter);
int hook_iter_show(struct hook_iter *iter, struct seq_file *m, void *v);

/**
 * struct hook_total - how many call sites there are
 * @sites: of functions that are still there
 * @groups: what the records of which lie in, one for each piece of text
 * @pages: memory for them, in pages begun
 */
struct hook_total {
	unsigned long	sites;
	unsigned long	groups;
	unsigned long	pages;
};

void hook_rec_total(struct hook_total *total);

/**
 * struct hook_command - a function command: "pattern:name[:param]"
 * @list: in the registry
 * @name: the word between the colons
 * @run: set the command on, or with @remove take it from, the functions that
 *	@glob matches. @ops is the filter's owner: its @private tells the
 *	instance. @param is "" if there is none.
 * @show: print a line for each use on the functions of @ops; may be NULL
 */
struct hook_command {
	struct list_head	list;
	const char		*name;
	int (*run)(struct hook_command *cmd, struct ftrace_ops *ops,
		   const struct hook_glob *glob, const char *param,
		   bool remove, struct hook_error *err);
	void (*show)(struct hook_command *cmd, struct ftrace_ops *ops,
		     struct seq_file *m);
};

int hook_command_register(struct hook_command *cmd);

#endif /* CONFIG_DYNAMIC_FTRACE */

#endif /* _TRACE_HOOK_HOOK_H */
