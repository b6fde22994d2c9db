/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Parts of a filter that wait for a module: "pattern:mod:NAME".
 */
#ifndef _TRACE_HOOK_PENDING_H
#define _TRACE_HOOK_PENDING_H

#include <linux/list.h>
#include <linux/types.h>

struct ftrace_ops_hash;
struct hook_group;
struct module;
struct seq_file;

/**
 * struct hook_pending - what waits for a module
 * @list: in the list of all, newest first, or of an edit; hook lock
 * @filter: the filter that it is part of
 * @exclude: what the filter leaves out, not what it wants
 * @remove: in an edit: take one like this away
 * @seq: in an edit: when it was said
 * @pattern: of functions, as written
 * @mod: the name or pattern of the module, as written
 */
struct hook_pending {
	struct list_head	list;
	struct ftrace_ops_hash	*filter;
	bool			exclude;
	bool			remove;
	u32			seq;
	const char		*pattern;
	const char		*mod;
};

struct hook_pending *hook_pending_new(const char *pattern, const char *mod);
void hook_pending_free(struct hook_pending *pending);
bool hook_pending_has(const struct ftrace_ops_hash *filter, bool exclude,
		      const char *pattern, const char *mod);
bool hook_pending_any(const struct ftrace_ops_hash *filter, bool exclude);
bool hook_pending_edited(const struct hook_pending *pending, const struct list_head *from,
			 const struct list_head *edits);
bool hook_pending_after(const struct ftrace_ops_hash *filter, bool exclude,
			struct list_head *edits, bool truncate);
void hook_pending_apply(struct ftrace_ops_hash *filter, bool exclude,
			struct list_head *edits, bool truncate);
void hook_pending_forget(const struct ftrace_ops_hash *filter);
void hook_pending_module(struct module *mod);
struct hook_pending *hook_pending_nth(const struct ftrace_ops_hash *filter,
				      bool exclude, unsigned int n);
bool hook_mod_matches(const char *pattern, const char *mod);

#endif /* _TRACE_HOOK_PENDING_H */
