// SPDX-License-Identifier: GPL-2.0-only
/*
 * Function commands: written to set_ftrace_filter as "pattern:command[:param][:count]", they act
 * on an instance each time that one of the functions is called. The commands themselves are where
 * they belong, see struct function_command.
 *
 * A line that was written is a use: an ops of its own whose filter is what the
 * pattern matched at that time, and, if there is a count, how often each of
 * these functions may still act. With a count and without one are two kinds of a
 * command, as are other parameters, and a function has at most one use of each kind: a line adds
 * those functions that have none, and is refused if that is no function at all.
 *
 * Setting and showing: process context. event_mutex serialises what changes uses, and is taken
 * before the hook layer's lock. That one is held where a filter is looked at, for functions leave
 * all filters when their module goes; a use that has none left waits to be removed, like any other.
 * The hook layer shows uses with its lock held, so use_lock, which guards the list,
 * is taken inside of that. The handlers run wherever a function can be hit; the
 * hook layer keeps them from recursing.
 */
#include <linux/bsearch.h>
#include <linux/cleanup.h>
#include <linux/ftrace.h>
#include <linux/kallsyms.h>
#include <linux/kstrtox.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "core/function_command.h"
#include "core/trace.h"
#include "hook/filter.h"
#include "hook/hook.h"
#include "hook/rec.h"

/* How often a function may still act. */
struct use_count {
	unsigned long	ip;
	atomic_long_t	left;
};

/**
 * struct command_use - one line
 * @list:   in uses
 * @tr:	    the instance
 * @cmd:    the command
 * @data:   its parameter
 * @ops:    its filter is the functions
 * @counted: there is a limit
 * @count:  with a limit, a row for each function of the first filter, by address
 * @counts: number of rows
 * @ready:  the command was prepared, and has to be told of the end
 */
struct command_use {
	struct list_head	list;
	struct trace_array	*tr;
	struct function_command	*cmd;
	void			*data;
	struct ftrace_ops	ops;
	bool			counted;
	struct use_count	*count;
	unsigned int		counts;
	bool			ready;
};

/* Which uses a line is about. */
struct use_kind {
	struct trace_array	*tr;
	struct function_command	*cmd;
	void			*data;
	bool			counted;
};

static DEFINE_MUTEX(use_lock);
static LIST_HEAD(uses);

static notrace int cmp_count(const void *key, const void *row)
{
	unsigned long ip = *(const unsigned long *)key;
	const struct use_count *count = row;

	return ip < count->ip ? -1 : ip > count->ip;
}

static notrace struct use_count *find_count(struct command_use *use, unsigned long ip)
{
	return bsearch(&ip, use->count, use->counts, sizeof(*use->count), cmp_count);
}

/*
 * One more time, if there is one left. What switches something counts changes: of two CPUs that
 * find it to be done at the same time both do it, and one counts. The number is read before it is
 * seen whether there is anything to do, and changed after it is done, if it is still the same.
 */
static notrace void use_counted(struct command_use *use, unsigned long ip)
{
	struct use_count *count = find_count(use, ip);
	long left;

	if (!count)
		return;
	if (!use->cmd->idle) {
		if (atomic_long_dec_if_positive(&count->left) >= 0)
			use->cmd->act(use->tr, use->data, ip);
		return;
	}
	left = atomic_long_read_acquire(&count->left);	/* use_counted:A */
	if (left <= 0 || use->cmd->idle(use->tr, use->data))
		return;
	use->cmd->act(use->tr, use->data, ip);
	atomic_long_cmpxchg(&count->left, left, left - 1);	/* use_counted:A, after the act */
}

static notrace void use_hit(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *ops,
			    struct ftrace_regs *fregs)
{
	struct command_use *use = container_of(ops, struct command_use, ops);

	if (use->cmd->records && !tracer_tracing_is_on(use->tr))
		return;
	if (use->counted)
		use_counted(use, ip);
	else if (!use->cmd->idle || !use->cmd->idle(use->tr, use->data))
		use->cmd->act(use->tr, use->data, ip);
}

static void use_list(struct command_use *use)
{
	guard(mutex)(&use_lock);
	list_add_tail(&use->list, &uses);
}

static void use_unlist(struct command_use *use)
{
	guard(mutex)(&use_lock);
	list_del(&use->list);
}

static void use_free(struct command_use *use)
{
	if (use->ops.flags & FTRACE_OPS_FL_ENABLED)
		unregister_ftrace_function(&use->ops);
	ftrace_free_filter(&use->ops);
	if (use->ready && use->cmd->release)
		use->cmd->release(use->tr, use->data);
	kvfree(use->count);
	kfree(use);
}

/* The pattern that @glob was made of. */
static char *glob_pattern(const struct hook_glob *glob)
{
	bool front = glob->kind == HOOK_GLOB_MIDDLE || glob->kind == HOOK_GLOB_END;
	bool end = glob->kind == HOOK_GLOB_MIDDLE || glob->kind == HOOK_GLOB_FRONT;

	if (glob->kind == HOOK_GLOB_ALL)
		return kstrdup("*", GFP_KERNEL);
	return kasprintf(GFP_KERNEL, "%s%.*s%s", front ? "*" : "", (int)glob->len, glob->text,
			 end ? "*" : "");
}

static int use_set_count(struct command_use *use, unsigned long limit)
{
	struct ftrace_hash *filter;
	unsigned int i;

	guard(mutex)(&hook_lock);
	filter = hook_filter_of(&use->ops, false);
	use->count = kvmalloc_array(filter->count, sizeof(*use->count), GFP_KERNEL);
	if (!use->count)
		return -ENOMEM;
	use->counts = filter->count;
	for (i = 0; i < filter->count; i++) {
		use->count[i].ip = filter->ips[i];
		atomic_long_set(&use->count[i].left, limit);
	}
	return 0;
}

static bool use_is_of(const struct command_use *use, const struct use_kind *kind)
{
	return use->tr == kind->tr && use->cmd == kind->cmd && use->data == kind->data &&
	       (kind->cmd->one_kind || use->counted == kind->counted);
}

static bool glob_names(const struct hook_glob *glob, unsigned long ip)
{
	char name[KSYM_SYMBOL_LEN];

	return !kallsyms_lookup(ip, NULL, NULL, NULL, name) || hook_glob_match(glob, name);
}

/*
 * Make the first @n of @ips, which are some of @use's functions, all of them. None, or no fewer
 * than there are, is no change.
 */
static int use_keep(struct command_use *use, const unsigned long *ips, unsigned int n)
{
	struct ftrace_hash *hash;

	if (!n || n == hook_filter_of(&use->ops, false)->count)
		return 0;
	hash = hook_hash_alloc(n);
	if (!hash)
		return -ENOMEM;
	memcpy(hash->ips, ips, array_size(n, sizeof(*ips)));
	return hook_filter_set(&use->ops, false, hash, true);
}

/*
 * Take what @glob matches out of @use, unless that is all there is.
 *
 * Return: 0, or -errno with nothing changed. @had is how many functions there were, @left how
 * many @glob leaves.
 */
static int use_remove(struct command_use *use, const struct hook_glob *glob, unsigned int *had,
		      unsigned int *left)
{
	struct ftrace_hash *filter;
	unsigned long *keep;
	unsigned int i;
	int ret;

	guard(mutex)(&hook_lock);
	filter = hook_filter_of(&use->ops, false);
	*had = filter->count;
	*left = 0;
	if (glob->kind == HOOK_GLOB_ALL)
		return 0;
	keep = kvmalloc_array(filter->count + 1, sizeof(*keep), GFP_KERNEL);
	if (!keep)
		return -ENOMEM;
	for (i = 0; i < filter->count; i++) {
		if (!glob_names(glob, filter->ips[i]))
			keep[(*left)++] = filter->ips[i];
	}
	ret = use_keep(use, keep, *left);
	kvfree(keep);
	return ret;
}

/*
 * Of a use whose functions have all gone nobody can name one: it is removed with any.
 *
 * Return: 0; -ENODEV if there is no such use at all; -EINVAL if none has such a function.
 */
static int uses_remove(const struct use_kind *kind, const struct hook_glob *glob)
{
	struct command_use *use, *next;
	unsigned int had, left;
	int ret = -ENODEV, err;

	list_for_each_entry_safe(use, next, &uses, list) {
		if (!use_is_of(use, kind))
			continue;
		err = use_remove(use, glob, &had, &left);
		if (err)
			return err;
		if (ret)
			ret = left < had || !had ? 0 : -EINVAL;
		if (left)
			continue;
		use_unlist(use);
		use_free(use);
	}
	return ret;
}

/* With the hook lock held. */
static bool uses_have(const struct use_kind *kind, unsigned long ip)
{
	struct command_use *use;

	list_for_each_entry(use, &uses, list) {
		if (use_is_of(use, kind) && hook_hash_has(hook_filter_of(&use->ops, false), ip))
			return true;
	}
	return false;
}

/*
 * Leave functions to the uses that have them.
 *
 * Return: 0; -EINVAL if none remains; -ENOENT if all went with their module since they were
 * chosen; -ENOMEM.
 */
static int use_yield(struct command_use *use, const struct use_kind *kind)
{
	struct ftrace_hash *filter;
	unsigned int i, n = 0;
	unsigned long *keep;
	int ret;

	guard(mutex)(&hook_lock);
	filter = hook_filter_of(&use->ops, false);
	if (!filter || !filter->count)
		return -ENOENT;
	keep = kvmalloc_array(filter->count, sizeof(*keep), GFP_KERNEL);
	if (!keep)
		return -ENOMEM;
	for (i = 0; i < filter->count; i++) {
		if (!uses_have(kind, filter->ips[i]))
			keep[n++] = filter->ips[i];
	}
	ret = n ? use_keep(use, keep, n) : -EINVAL;
	kvfree(keep);
	return ret;
}

/* The functions that @glob matches, and that have no use of this kind. */
static int use_choose(struct command_use *use, const struct use_kind *kind,
		      const struct hook_glob *glob, struct hook_error *err)
{
	char *pattern = glob_pattern(glob);
	int ret;

	if (!pattern)
		return -ENOMEM;
	ret = ftrace_set_filter(&use->ops, pattern, strlen(pattern), 1);
	kfree(pattern);
	if (ret && ret != -EINVAL)
		return ret;
	ret = ret ? -ENOENT : use_yield(use, kind);
	if (ret == -EINVAL)
		err->text = "The function has this command already";
	if (ret != -ENOENT)
		return ret;
	err->text = "No such function";
	return -EINVAL;
}

static int use_add(const struct use_kind *kind, const struct hook_glob *glob, unsigned long limit,
		   struct hook_error *err)
{
	struct command_use *use = kzalloc(sizeof(*use), GFP_KERNEL);
	int ret;

	if (!use)
		return -ENOMEM;
	use->tr = kind->tr;
	use->cmd = kind->cmd;
	use->data = kind->data;
	use->counted = kind->counted;
	use->ops.func = use_hit;
	use->ops.flags = FTRACE_OPS_FL_RECURSION;
	ret = use_choose(use, kind, glob, err);
	if (!ret && use->counted)
		ret = use_set_count(use, limit);
	if (!ret && use->cmd->prepare)
		ret = use->cmd->prepare(use->tr, use->data, err);
	use->ready = !ret;
	if (!ret)
		ret = register_ftrace_function(&use->ops);
	if (ret)
		use_free(use);
	else
		use_list(use);
	return ret;
}

/* A count is what comes up to the next colon. */
static int parse_count(char *param, unsigned long *limit)
{
	if (kstrtoul(strsep(&param, ":"), 0, limit))
		return -EINVAL;
	*limit = min_t(unsigned long, *limit, LONG_MAX);
	return 0;
}

static int command_run(struct hook_command *hook, struct ftrace_ops *ops,
		       const struct hook_glob *glob, const char *param, bool remove,
		       struct hook_error *err)
{
	struct function_command *cmd = container_of(hook, struct function_command, hook);
	struct use_kind kind = { .tr = ops->private, .cmd = cmd };
	unsigned long limit = cmd->once;
	struct hook_error unused;

	if (!kind.tr || kind.tr->ops != ops)
		return -EINVAL;
	if (!err)
		err = &unused;
	if (glob->kind == HOOK_GLOB_FULL && !glob->len) {
		err->text = "Name of a function expected";
		return -EINVAL;
	}
	char *copy __free(kfree) = kstrdup(param, GFP_KERNEL);
	char *rest = copy;
	int ret;

	if (!copy)
		return -ENOMEM;
	if (!remove) {
		ret = tracing_expand_instance(kind.tr);
		if (ret)
			return ret;
	}
	guard(mutex)(&event_mutex);
	if (cmd->parse) {
		ret = cmd->parse(kind.tr, &rest, &kind.data, err);
		if (ret)
			return ret;
	}
	kind.counted = cmd->once || (rest && *rest);
	if (remove)
		return uses_remove(&kind, glob);
	if (rest && *rest && parse_count(rest, &limit)) {
		err->text = "The count is no number";
		return -EINVAL;
	}
	return use_add(&kind, glob, limit, err);
}

static void command_show(struct hook_command *hook, struct ftrace_ops *ops, struct seq_file *m)
{
	struct command_use *use;
	struct ftrace_hash *filter;
	struct use_count *count;
	unsigned int i;

	lockdep_assert_held(&hook_lock);
	guard(mutex)(&use_lock);
	list_for_each_entry(use, &uses, list) {
		if (use->tr != ops->private || &use->cmd->hook != hook)
			continue;
		filter = hook_filter_of(&use->ops, false);
		for (i = 0; i < filter->count; i++) {
			unsigned long ip = filter->ips[i];

			seq_printf(m, "%ps:%s", (void *)ip, hook->name);
			if (use->cmd->show)
				use->cmd->show(m, use->data);
			count = use->counted ? find_count(use, ip) : NULL;
			if (count)
				seq_printf(m, ":count=%ld\n", atomic_long_read(&count->left));
			else
				seq_puts(m, ":unlimited\n");
		}
	}
}

/**
 * function_command_register - make a command known
 * @cmd: the command; stays for ever
 *
 * Return: 0, or -EBUSY if there is one of that name.
 */
int function_command_register(struct function_command *cmd)
{
	cmd->hook.run = command_run;
	cmd->hook.show = command_show;
	return hook_command_register(&cmd->hook);
}

/**
 * function_commands_free - an instance goes away
 * @tr: the instance
 *
 * event_mutex held. What commands hang on, such as events, is still there.
 */
void function_commands_free(struct trace_array *tr)
{
	struct command_use *use, *next;

	lockdep_assert_held(&event_mutex);
	list_for_each_entry_safe(use, next, &uses, list) {
		if (use->tr != tr)
			continue;
		use_unlist(use);
		use_free(use);
	}
}
