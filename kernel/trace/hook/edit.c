// SPDX-License-Identifier: GPL-2.0-only
/*
 * Editing a filter as text: what is behind set_ftrace_filter.
 *
 * An edit is a log: each word appends the call sites that it names, to be added
 * or to be removed. Taking back a request that failed half way is cutting the
 * log. At the end one sort brings it into order, and for each site the last word
 * counts. So n names cost n log n.
 *
 * A plain name is looked up in the kernel's sorted symbol table, and for modules
 * in an index that an edit makes once, when it first needs it. A pattern is
 * matched against the name of each record: one walk.
 *
 * Process context. The hook lock is taken at the ends only, not while names are
 * looked up; records that go meanwhile are dropped at the commit.
 */

#include <linux/ctype.h>
#include <linux/ftrace.h>
#include <linux/kallsyms.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/stringhash.h>

#include "hook/command.h"
#include "hook/filter.h"
#include "hook/hook.h"
#include "hook/match.h"
#include "hook/names.h"
#include "hook/ops.h"
#include "hook/pending.h"
#include "hook/reason.h"
#include "hook/rec.h"

/* Something to do to a site; later ones, by @seq, overrule earlier ones. */
struct hook_edit_entry {
	unsigned long	ip;
	u32		seq;
	bool		remove;
};

/* A function of a module, by the hash of its name. */
struct hook_mod_name {
	u32		hash;
	unsigned long	ip;
};

/**
 * struct hook_edit - an edit in progress
 * @ops: whose filter
 * @exclude: what it leaves out, not what it wants
 * @truncate: forget what is there
 * @log: what is to be done, in the order of writing
 * @len: entries in @log
 * @room: entries that fit
 * @failed: the log could not grow since this was last cleared
 * @seq: of what is said next
 * @names: functions of modules, sorted by hash; made when first needed
 * @names_len: how many
 * @names_of: when @names was made, as hook_groups_generation tells
 * @names_made: @names is valid, if nothing has come or gone since
 * @pendings: what is to be done about parts that wait for a module
 * @walk: for walks over names
 */
struct hook_edit {
	struct ftrace_ops	*ops;
	bool			exclude;
	bool			truncate;
	struct hook_edit_entry	*log;
	unsigned int		len;
	unsigned int		room;
	bool			failed;
	u32			seq;
	struct hook_mod_name	*names;
	unsigned int		names_len;
	unsigned int		names_of;
	bool			names_made;
	struct list_head	pendings;
	struct hook_names	walk;
};

/* Which functions a word is about. */
struct hook_edit_word {
	struct hook_edit	*edit;
	struct hook_glob	glob;
	const char		*mod;	/* of the module; NULL for any or none */
	u32			seq;	/* when it was said */
	bool			remove;
	unsigned int		found;
};

static int hook_edit_append(struct hook_edit *edit, unsigned long ip, u32 seq,
			    bool remove)
{
	if (edit->len == edit->room) {
		unsigned int room = max(64u, 2 * edit->room);
		struct hook_edit_entry *log;

		log = kvmalloc_array(room, sizeof(*log), GFP_KERNEL);
		if (!log) {
			edit->failed = true;
			return -ENOMEM;
		}
		if (edit->len)
			memcpy(log, edit->log, edit->len * sizeof(*log));
		kvfree(edit->log);
		edit->log = log;
		edit->room = room;
	}
	edit->log[edit->len] = (struct hook_edit_entry) {
		.ip = ip, .seq = seq, .remove = remove,
	};
	edit->len++;
	return 0;
}

static int hook_word_hit(struct hook_edit_word *word, unsigned long ip)
{
	word->found++;
	return hook_edit_append(word->edit, ip, word->seq, word->remove);
}

/*
 * Plain names.
 */

static unsigned long hook_site_of_function(unsigned long addr)
{
	return ftrace_location_range(addr, addr + FTRACE_MCOUNT_MAX_OFFSET);
}

/* Called for each symbol of vmlinux that has the name. */
static int hook_word_symbol(void *data, unsigned long addr)
{
	unsigned long ip = hook_site_of_function(addr);

	return ip ? hook_word_hit(data, ip) : 0;
}

#ifdef CONFIG_MODULES

static u32 hook_name_hash(const char *name)
{
	return full_name_hash(NULL, name, strlen(name));
}

static int hook_mod_name_cmp(const void *a, const void *b)
{
	const struct hook_mod_name *x = a, *y = b;

	return hook_cmp(x->hash, y->hash) ?: hook_cmp(x->ip, y->ip);
}

struct hook_mod_names {
	struct hook_mod_name	*names;
	unsigned int		len;
	unsigned int		room;
};

/* Called for each symbol of each module. */
static int hook_mod_symbol(void *data, const char *name, unsigned long addr)
{
	struct hook_mod_names *index = data;
	unsigned long ip = hook_site_of_function(addr);

	if (!ip)
		return 0;
	if (index->len == index->room)
		return -ENOSPC;
	index->names[index->len++] = (struct hook_mod_name) {
		.hash = hook_name_hash(name), .ip = ip,
	};
	return 0;
}

static unsigned int hook_mod_count(void)
{
	struct hook_group *group;
	unsigned int count = 0;

	guard(rcu)();
	list_for_each_entry_rcu(group, &hook_groups, list)
		count += group->mod ? group->count : 0;
	return count;
}

/* The index is as good as a walk over all modules at this moment. */
static int hook_edit_index(struct hook_edit *edit)
{
	unsigned int generation = READ_ONCE(hook_groups_generation);
	struct hook_mod_names index = { };

	if (edit->names_made && edit->names_of == generation)
		return 0;
	kvfree(edit->names);
	edit->names = NULL;
	edit->names_len = 0;
	edit->names_made = false;

	/* Symbols can have the same address, and modules can come meanwhile. */
	index.room = 2 * hook_mod_count();
	if (!index.room)
		return 0;
	index.names = kvmalloc_array(index.room, sizeof(*index.names),
				     GFP_KERNEL);
	if (!index.names)
		return -ENOMEM;

	module_kallsyms_on_each_symbol(NULL, hook_mod_symbol, &index);
	sort(index.names, index.len, sizeof(*index.names), hook_mod_name_cmp,
	     NULL);
	edit->names = index.names;
	edit->names_len = index.len;
	edit->names_of = generation;
	edit->names_made = true;
	return 0;
}

static int hook_word_module_name(struct hook_edit_word *word)
{
	struct hook_edit *edit = word->edit;
	u32 hash = hook_name_hash(word->glob.text);
	unsigned int low = 0, high;
	int ret;

	ret = hook_edit_index(edit);
	if (ret)
		return ret;

	high = edit->names_len;
	while (low < high) {
		unsigned int mid = low + (high - low) / 2;

		if (edit->names[mid].hash < hash)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < edit->names_len && edit->names[low].hash == hash; low++) {
		char name[KSYM_NAME_LEN];

		/* The hash is no proof. */
		if (lookup_symbol_name(edit->names[low].ip, name) ||
		    strcmp(name, word->glob.text))
			continue;
		ret = hook_word_hit(word, edit->names[low].ip);
		if (ret)
			return ret;
	}
	return 0;
}

#else

static int hook_word_module_name(struct hook_edit_word *word)
{
	return 0;
}

#endif /* CONFIG_MODULES */

static int hook_word_name(struct hook_edit_word *word)
{
	int ret;

	ret = kallsyms_on_each_match_symbol(hook_word_symbol, word->glob.text,
					    word);
	return ret ?: hook_word_module_name(word);
}

/*
 * Patterns.
 */

static int hook_word_record(struct hook_edit_word *word, unsigned long ip)
{
	if (!hook_names_match(&word->edit->walk, ip, &word->glob))
		return 0;
	return hook_word_hit(word, ip);
}

static bool hook_group_is_of(const struct hook_group *group, const char *mod)
{
	if (!mod)
		return true;
	return hook_mod_matches(mod, group->mod ? group->mod->name : NULL);
}

static int hook_word_walk_locked(struct hook_edit_word *word)
{
	struct hook_group *group;
	unsigned int i;
	int ret = 0;

	lockdep_assert_held(&hook_lock);
	list_for_each_entry(group, &hook_groups, list) {
		if (!group->ready || !hook_group_is_of(group, word->mod))
			continue;
		for (i = 0; i < group->count && !ret; i++) {
			struct hook_rec *rec = &group->recs[i];

			if (!hook_rec_dead(rec))
				ret = hook_word_record(word,
						       hook_rec_ip(group, rec));
		}
		cond_resched();
	}
	return ret;
}

static int hook_word_walk(struct hook_edit_word *word)
{
	guard(mutex)(&hook_lock);
	return hook_word_walk_locked(word);
}

/* A number means a line of available_filter_functions. */
static int hook_word_number(struct hook_edit_word *word, unsigned int number)
{
	struct hook_group *group;
	unsigned int i;

	guard(mutex)(&hook_lock);
	list_for_each_entry(group, &hook_groups, list) {
		for (i = 0; group->ready && i < group->count; i++) {
			struct hook_rec *rec = &group->recs[i];

			if (hook_rec_dead(rec) || --number)
				continue;
			return hook_word_hit(word, hook_rec_ip(group, rec));
		}
	}
	return 0;
}

/*
 * Words.
 */

static int hook_edit_error(struct hook_error *err, const char *text)
{
	if (err)
		err->text = text;
	return -EINVAL;
}

/* The command "mod" chooses functions; all others do something to them. */
static int hook_edit_select(struct hook_edit *edit, struct hook_word *parsed,
			    const char *mod, unsigned int *found)
{
	struct hook_edit_word word = {
		.edit = edit, .mod = mod, .seq = edit->seq++,
		.remove = parsed->remove,
	};
	unsigned int number;
	int ret;

	word.glob = hook_glob_parse(parsed->pattern);
	if (isdigit(*parsed->pattern) && !mod &&
	    !kstrtouint(parsed->pattern, 0, &number) && number)
		ret = hook_word_number(&word, number);
	else if (word.glob.kind == HOOK_GLOB_FULL && !mod)
		ret = hook_word_name(&word);
	else
		ret = hook_word_walk(&word);
	*found = word.found;
	return ret;
}

static int hook_edit_function(struct hook_edit *edit, struct hook_word *parsed,
			      struct hook_error *err)
{
	unsigned int found;
	int ret;

	if (!*parsed->pattern)
		return hook_edit_error(err, "Name of a function expected");
	ret = hook_edit_select(edit, parsed, NULL, &found);
	if (ret || found)
		return ret;
	hook_reason(parsed->pattern, err);
	return -EINVAL;
}

/* Would this be waited for, if the edit were in force? */
static bool hook_edit_awaits(struct hook_edit *edit, const char *pattern,
			     const char *mod)
{
	struct hook_pending *pending;

	list_for_each_entry_reverse(pending, &edit->pendings, list) {
		if (!strcmp(pending->pattern, pattern) &&
		    !strcmp(pending->mod, mod))
			return !pending->remove;
	}
	if (edit->truncate)
		return false;
	guard(mutex)(&hook_lock);
	hook_ops_init(edit->ops);
	return hook_pending_has(edit->ops->func_hash, edit->exclude, pattern, mod);
}

/* Nothing that is loaded matches. */
static int hook_edit_await(struct hook_edit *edit, struct hook_word *parsed,
			   const char *pattern, struct hook_error *err)
{
	struct hook_pending *pending;

	if (parsed->remove && !hook_edit_awaits(edit, pattern, parsed->param))
		return hook_edit_error(err, "No function of such a module matches");
	pending = hook_pending_new(pattern, parsed->param);
	if (!pending)
		return -ENOMEM;
	pending->remove = parsed->remove;
	pending->seq = edit->seq++;
	list_add_tail(&pending->list, &edit->pendings);
	return 0;
}

/* Is this the very name of a module that is there already? */
static bool hook_mod_is_live(const char *name)
{
	const struct module *mod;

	guard(preempt)();
	mod = find_module(name);
	return mod && mod->state == MODULE_STATE_LIVE;
}

/* There is nothing that matches: is there anything to wait for? */
static int hook_edit_mod_missing(struct hook_edit *edit, struct hook_word *parsed,
				 const char *pattern, bool live, struct hook_error *err)
{
	if (edit->ops->flags & HOOK_OPS_FL_LIST)
		return hook_edit_error(err, "Module is not loaded, or has no such function");
	if (live && !parsed->remove)
		return hook_edit_error(err, "The module has no such function");
	return hook_edit_await(edit, parsed, pattern, err);
}

static int hook_edit_mod(struct hook_edit *edit, struct hook_word *parsed,
			 struct hook_error *err)
{
	unsigned int found;
	char all[] = "*";
	char *pattern;
	bool live;
	int ret;

	if (!parsed->param || !parsed->param[*parsed->param == '!'])
		return hook_edit_error(err, "Name of a module expected");
	/* Classifying it cuts it; it may have to be kept as it was written. */
	pattern = kstrdup(parsed->pattern, GFP_KERNEL);
	if (!pattern)
		return -ENOMEM;
	if (!*parsed->pattern)
		parsed->pattern = all;
	/* One that comes while this looks is waited for, and tried at the commit. */
	live = hook_mod_is_live(parsed->param);
	ret = hook_edit_select(edit, parsed, parsed->param, &found);
	if (!ret && (!found || (parsed->remove &&
				hook_edit_awaits(edit, pattern, parsed->param))))
		ret = hook_edit_mod_missing(edit, parsed, pattern, live, err);
	kfree(pattern);
	return ret;
}

static int hook_edit_word(struct hook_edit *edit, char *text,
			  struct hook_error *err)
{
	struct hook_word parsed;

	hook_word_parse(text, &parsed);
	if (!parsed.command)
		return hook_edit_function(edit, &parsed, err);
	if (!strcmp(parsed.command, "mod"))
		return hook_edit_mod(edit, &parsed, err);
	if (edit->exclude || edit->ops->flags & HOOK_OPS_FL_LIST)
		return hook_edit_error(err, "Commands go to set_ftrace_filter");
	return hook_command_run(edit->ops, &parsed, err);
}

/* Those behind @last. */
static void hook_edit_drop_pendings(struct hook_edit *edit, struct list_head *last)
{
	while (edit->pendings.prev != last)
		hook_pending_free(list_last_entry(&edit->pendings,
						  struct hook_pending, list));
}

int hook_edit_text(struct hook_edit *edit, const char *text,
		   struct hook_error *err)
{
	struct list_head *last = edit->pendings.prev;
	unsigned int len = edit->len;
	char *copy, *word, *rest;
	int ret = 0;

	if (hook_killed)
		return -ENODEV;
	copy = kstrdup(text, GFP_KERNEL);
	if (!copy)
		return -ENOMEM;

	rest = copy;
	while (!ret && (word = strsep(&rest, " \t\n"))) {
		if (!*word)
			continue;
		if (err)
			err->pos = word - copy;
		ret = hook_edit_word(edit, word, err);
		if (edit->failed)
			ret = -ENOMEM;
	}
	edit->failed = false;
	if (ret) {
		edit->len = len;
		hook_edit_drop_pendings(edit, last);
	}
	kfree(copy);
	return ret;
}

struct hook_edit *hook_edit_begin(struct ftrace_ops *ops, bool exclude,
				  bool truncate)
{
	struct hook_edit *edit = kzalloc(sizeof(*edit), GFP_KERNEL);

	if (!edit)
		return ERR_PTR(-ENOMEM);
	edit->ops = ops;
	edit->exclude = exclude;
	edit->truncate = truncate;
	INIT_LIST_HEAD(&edit->pendings);
	return edit;
}

void hook_edit_abort(struct hook_edit *edit)
{
	if (!edit)
		return;
	hook_edit_drop_pendings(edit, &edit->pendings);
	kvfree(edit->log);
	kvfree(edit->names);
	kfree(edit);
}

/*
 * Commit.
 */

static int hook_edit_entry_cmp(const void *a, const void *b)
{
	const struct hook_edit_entry *x = a, *y = b;

	return hook_cmp(x->ip, y->ip) ?: hook_cmp(x->seq, y->seq);
}

/* Sort the log, and leave of it the last word on each site. */
static void hook_edit_settle(struct hook_edit *edit)
{
	struct hook_edit_entry *log = edit->log;
	unsigned int i, kept = 0;

	sort(log, edit->len, sizeof(*log), hook_edit_entry_cmp, NULL);
	for (i = 0; i < edit->len; i++) {
		if (i + 1 == edit->len || log[i + 1].ip != log[i].ip)
			log[kept++] = log[i];
	}
	edit->len = kept;
}

/* What is in @base, changed by the settled log. */
static struct ftrace_hash *hook_edit_apply(const struct hook_edit *edit,
					   const struct ftrace_hash *base)
{
	const struct hook_edit_entry *log = edit->log, *end = log + edit->len;
	unsigned int i = 0, n = 0, count = base ? base->count : 0;
	struct ftrace_hash *hash;

	hash = hook_hash_alloc(count + edit->len);
	if (!hash)
		return NULL;
	while (i < count || log < end) {
		if (log == end || (i < count && base->ips[i] < log->ip)) {
			hash->ips[n++] = base->ips[i++];
			continue;
		}
		if (i < count && base->ips[i] == log->ip)
			i++;
		/* It may have gone since it was looked up. */
		if (!log->remove && ftrace_location_range(log->ip, log->ip))
			hash->ips[n++] = log->ip;
		log++;
	}
	hash->count = n;
	return hash;
}

/* Try a part that waits for a module on what has come since it was written. */
static int hook_edit_retry_one(struct hook_edit *edit, struct hook_pending *pending)
{
	struct hook_edit_word word = {
		.edit = edit, .mod = pending->mod, .seq = pending->seq,
	};
	char *pattern;
	int ret;

	pattern = kstrdup(*pending->pattern ? pending->pattern : "*", GFP_KERNEL);
	if (!pattern)
		return -ENOMEM;
	word.glob = hook_glob_parse(pattern);
	ret = hook_word_walk_locked(&word);
	if (!ret && word.found)
		hook_pending_free(pending);
	kfree(pattern);
	return ret;
}

static int hook_edit_retry(struct hook_edit *edit)
{
	struct hook_pending *pending, *next;
	int ret = 0;

	list_for_each_entry_safe(pending, next, &edit->pendings, list) {
		if (!ret && !pending->remove &&
		    !hook_pending_edited(pending, &pending->list, &edit->pendings))
			ret = hook_edit_retry_one(edit, pending);
	}
	return ret;
}

/* Was anything added? To be asked when the log is settled. */
static bool hook_edit_adds(const struct hook_edit *edit)
{
	unsigned int i;

	for (i = 0; i < edit->len; i++) {
		if (!edit->log[i].remove)
			return true;
	}
	return false;
}

/*
 * A filter without functions means none, and not all, if there is more to come with
 * modules, and if functions that were asked for have gone with theirs.
 */
static bool hook_edit_may_empty(struct hook_edit *edit, const struct ftrace_hash *base)
{
	if (hook_edit_adds(edit) ||
	    hook_pending_after(edit->ops->func_hash, edit->exclude, &edit->pendings,
			       edit->truncate))
		return true;
	return base && !base->count &&
	       !hook_pending_any(edit->ops->func_hash, edit->exclude);
}

static int hook_edit_put_in_force(struct hook_edit *edit)
{
	struct ftrace_hash *base, *hash;
	int ret;

	hook_ops_init(edit->ops);
	ret = hook_edit_retry(edit);
	if (ret)
		return ret;
	hook_edit_settle(edit);

	base = edit->truncate ? NULL : hook_filter_of(edit->ops, edit->exclude);
	hash = hook_edit_apply(edit, base);
	if (!hash)
		return -ENOMEM;
	ret = hook_filter_set(edit->ops, edit->exclude, hash,
			      hook_edit_may_empty(edit, base));
	if (!ret)
		hook_pending_apply(edit->ops->func_hash, edit->exclude,
				   &edit->pendings, edit->truncate);
	return ret;
}

int hook_edit_commit(struct hook_edit *edit)
{
	int ret = 0;

	/* Nothing was said. */
	if (!edit->len && !edit->truncate && list_empty(&edit->pendings))
		goto out;

	mutex_lock(&hook_lock);
	ret = hook_edit_put_in_force(edit);
	mutex_unlock(&hook_lock);
out:
	hook_edit_abort(edit);
	return ret;
}
