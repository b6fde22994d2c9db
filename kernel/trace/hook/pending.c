// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parts of a filter that wait for a module: "pattern:mod:NAME" where nothing that
 * is loaded matches.
 *
 * One becomes call sites when a module comes in which it matches something, before
 * the module runs, and is gone then. A filter with nothing but such parts wants no
 * function, which is not the same as no filter, which wants all.
 *
 * Process context; all under the hook lock, which protects the list. Filters are
 * told apart by their address: the owner of one forgets them with it.
 */

#include <linux/ftrace.h>
#include <linux/glob.h>
#include <linux/kallsyms.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "hook/filter.h"
#include "hook/match.h"
#include "hook/names.h"
#include "hook/pending.h"
#include "hook/rec.h"

static LIST_HEAD(hook_pendings);

/**
 * hook_mod_matches - is a module meant?
 * @pattern: a name or pattern; with '!' in front, all but these
 * @mod: the name of a module; NULL for vmlinux
 */
bool hook_mod_matches(const char *pattern, const char *mod)
{
	bool not = *pattern == '!';

	return (mod && glob_match(pattern + not, mod)) != not;
}

/**
 * hook_pending_new - make one
 * @pattern: of functions
 * @mod: of modules
 *
 * Return: the new one, in no list, or NULL without memory.
 */
struct hook_pending *hook_pending_new(const char *pattern, const char *mod)
{
	struct hook_pending *pending = kzalloc(sizeof(*pending), GFP_KERNEL);

	if (!pending)
		return NULL;
	INIT_LIST_HEAD(&pending->list);
	pending->pattern = kstrdup(pattern, GFP_KERNEL);
	pending->mod = kstrdup(mod, GFP_KERNEL);
	if (pending->pattern && pending->mod)
		return pending;
	hook_pending_free(pending);
	return NULL;
}

/**
 * hook_pending_free - free one, and take it out of its list
 * @pending: the one
 */
void hook_pending_free(struct hook_pending *pending)
{
	list_del(&pending->list);
	kfree(pending->pattern);
	kfree(pending->mod);
	kfree(pending);
}

static bool hook_pending_is_of(const struct hook_pending *pending,
			       const struct ftrace_ops_hash *filter, bool exclude)
{
	return pending->filter == filter && pending->exclude == exclude;
}

static struct hook_pending *hook_pending_find(const struct ftrace_ops_hash *filter,
					      bool exclude, const char *pattern,
					      const char *mod)
{
	struct hook_pending *pending;

	lockdep_assert_held(&hook_lock);
	list_for_each_entry(pending, &hook_pendings, list) {
		if (hook_pending_is_of(pending, filter, exclude) &&
		    !strcmp(pending->pattern, pattern) &&
		    !strcmp(pending->mod, mod))
			return pending;
	}
	return NULL;
}

/**
 * hook_pending_has - does a filter wait for this?
 * @filter: the filter
 * @exclude: what it leaves out, not what it wants
 * @pattern: as it was written
 * @mod: as it was written
 */
bool hook_pending_has(const struct ftrace_ops_hash *filter, bool exclude,
		      const char *pattern, const char *mod)
{
	return hook_pending_find(filter, exclude, pattern, mod);
}

/**
 * hook_pending_nth - what a filter waits for, for lists
 * @filter: the filter
 * @exclude: what it leaves out, not what it wants
 * @n: which one, from 0 on
 *
 * Return: NULL behind the last one.
 */
struct hook_pending *hook_pending_nth(const struct ftrace_ops_hash *filter,
				      bool exclude, unsigned int n)
{
	struct hook_pending *pending;

	lockdep_assert_held(&hook_lock);
	list_for_each_entry(pending, &hook_pendings, list) {
		if (hook_pending_is_of(pending, filter, exclude) && !n--)
			return pending;
	}
	return NULL;
}

/**
 * hook_pending_any - does a filter wait for anything?
 * @filter: the filter
 * @exclude: what it leaves out, not what it wants
 */
bool hook_pending_any(const struct ftrace_ops_hash *filter, bool exclude)
{
	return hook_pending_nth(filter, exclude, 0);
}

static bool hook_pending_same(const struct hook_pending *a,
			      const struct hook_pending *b)
{
	return !strcmp(a->pattern, b->pattern) && !strcmp(a->mod, b->mod);
}

/**
 * hook_pending_edited - does an edit say something of a part?
 * @pending: the part
 * @from: only what is behind that: the head of the list or one in it
 * @edits: the head of the list
 */
bool hook_pending_edited(const struct hook_pending *pending, const struct list_head *from,
			 const struct list_head *edits)
{
	const struct list_head *pos;

	for (pos = from->next; pos != edits; pos = pos->next) {
		if (hook_pending_same(pending, list_entry(pos, struct hook_pending,
							  list)))
			return true;
	}
	return false;
}

/**
 * hook_pending_after - will a filter wait for anything after an edit?
 * @filter: the filter
 * @exclude: what it leaves out, not what it wants
 * @edits: as for hook_pending_apply()
 * @truncate: as there
 */
bool hook_pending_after(const struct ftrace_ops_hash *filter, bool exclude,
			struct list_head *edits, bool truncate)
{
	struct hook_pending *pending;

	lockdep_assert_held(&hook_lock);
	list_for_each_entry(pending, &hook_pendings, list) {
		if (!truncate && hook_pending_is_of(pending, filter, exclude) &&
		    !hook_pending_edited(pending, edits, edits))
			return true;
	}
	/* Of several edits of the same the last one counts. */
	list_for_each_entry(pending, edits, list) {
		if (!pending->remove &&
		    !hook_pending_edited(pending, &pending->list, edits))
			return true;
	}
	return false;
}

/**
 * hook_pending_apply - put an edit in force
 * @filter: the filter
 * @exclude: what it leaves out, not what it wants
 * @edits: what to add and to remove, oldest first; emptied
 * @truncate: forget what is there before
 */
void hook_pending_apply(struct ftrace_ops_hash *filter, bool exclude,
			struct list_head *edits, bool truncate)
{
	struct hook_pending *pending, *next, *same;

	list_for_each_entry_safe(pending, next, &hook_pendings, list) {
		if (truncate && hook_pending_is_of(pending, filter, exclude))
			hook_pending_free(pending);
	}
	list_for_each_entry_safe(pending, next, edits, list) {
		same = hook_pending_find(filter, exclude, pending->pattern,
					 pending->mod);
		if (same)
			hook_pending_free(same);
		if (pending->remove) {
			hook_pending_free(pending);
			continue;
		}
		pending->filter = filter;
		pending->exclude = exclude;
		list_move(&pending->list, &hook_pendings);
	}
}

/**
 * hook_pending_forget - a filter goes away
 * @filter: the filter
 */
void hook_pending_forget(const struct ftrace_ops_hash *filter)
{
	struct hook_pending *pending, *next;

	list_for_each_entry_safe(pending, next, &hook_pendings, list) {
		if (pending->filter == filter)
			hook_pending_free(pending);
	}
}

/*
 * A module comes.
 */

/* Collect in @ips, which has room, the sites of @mod whose names match. */
static unsigned int hook_pending_collect(const struct hook_pending *pending,
					 const struct hook_glob *glob,
					 const struct module *mod,
					 struct hook_names *names,
					 unsigned long *ips)
{
	struct hook_group *group;
	unsigned int i, n = 0;

	list_for_each_entry(group, &hook_groups, list) {
		if (group->mod != mod)
			continue;
		for (i = 0; i < group->count; i++) {
			unsigned long ip = hook_rec_ip(group, &group->recs[i]);

			if (hook_rec_dead(&group->recs[i]))
				continue;
			if (hook_names_match(names, ip, glob))
				ips[n++] = ip;
		}
	}
	return n;
}

static unsigned int hook_mod_sites(const struct module *mod)
{
	struct hook_group *group;
	unsigned int n = 0;

	list_for_each_entry(group, &hook_groups, list)
		n += group->mod == mod ? group->count : 0;
	return n;
}

/* Return: 0 if it still waits, 1 if it does not, or -ENOMEM. */
static int hook_pending_resolve(struct hook_pending *pending, struct module *mod)
{
	unsigned int room = hook_mod_sites(mod), n;
	struct hook_names *names;
	unsigned long *ips;
	char *pattern;
	struct hook_glob glob;
	int ret = -ENOMEM;

	ips = kvmalloc_array(room, sizeof(*ips), GFP_KERNEL);
	names = kzalloc(sizeof(*names), GFP_KERNEL);
	pattern = kstrdup(*pending->pattern ? pending->pattern : "*", GFP_KERNEL);
	if (!ips || !names || !pattern)
		goto free;

	glob = hook_glob_parse(pattern);
	n = hook_pending_collect(pending, &glob, mod, names, ips);
	ret = n ? hook_filter_grow(pending->filter, pending->exclude, ips, n) : 0;
	if (!ret)
		ret = !!n;
free:
	kvfree(ips);
	kfree(names);
	kfree(pattern);
	return ret;
}

/**
 * hook_pending_module - give a module's call sites to the filters that wait for it
 * @mod: the module; its sites are not patched yet
 */
void hook_pending_module(struct module *mod)
{
	struct hook_pending *pending, *next;
	int ret;

	lockdep_assert_held(&hook_lock);
	if (!hook_mod_sites(mod))
		return;
	list_for_each_entry_safe(pending, next, &hook_pendings, list) {
		if (!hook_mod_matches(pending->mod, mod->name))
			continue;
		ret = hook_pending_resolve(pending, mod);
		if (ret < 0)
			pr_warn("ftrace: no memory for \"%s:mod:%s\"\n",
				pending->pattern, pending->mod);
		if (ret > 0)
			hook_pending_free(pending);
	}
}
