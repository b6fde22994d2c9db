// SPDX-License-Identifier: GPL-2.0-only
/*
 * Function commands that act on an instance: traceon, traceoff and snapshot,
 * written to set_ftrace_filter as "pattern:traceoff" or "pattern:traceoff:3".
 *
 * A line that was written is a use: an ops of its own whose filter is what the
 * pattern matched at that time, and, if there is a count, how often each of
 * these functions may still act. What the last line says of a function holds:
 * it is taken out of earlier uses of the same command first.
 *
 * Setting and showing: process context. Snapshots are armed under trace_types_lock,
 * which comes first. edit_lock is taken before the hook layer's
 * lock and serialises what changes uses; the hook layer shows them with its lock
 * held, so use_lock, which guards the list, is taken inside of it. The handlers run
 * wherever a function can be hit; the hook layer keeps them from recursing.
 */
#include <linux/bsearch.h>
#include <linux/ftrace.h>
#include <linux/kallsyms.h>
#include <linux/kstrtox.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "core/trace.h"
#include "hook/filter.h"
#include "hook/hook.h"
#include "tracers/function.h"

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
 * @ops:    its filter is the functions
 * @count:  a row for each function of the first filter, by address; NULL if there
 *	    is no limit
 * @counts: number of rows
 * @armed:  it may take snapshots
 */
struct command_use {
	struct list_head	list;
	struct trace_array	*tr;
	struct hook_command	*cmd;
	struct ftrace_ops	ops;
	struct use_count	*count;
	unsigned int		counts;
	bool			armed;
};

static DEFINE_MUTEX(edit_lock);
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

/* May the function act once more? */
static notrace bool use_one(struct command_use *use, unsigned long ip)
{
	struct use_count *count;

	if (!use->count)
		return true;
	count = find_count(use, ip);
	return count && atomic_long_dec_if_positive(&count->left) >= 0;
}

static notrace void traceon_hit(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *ops,
				struct ftrace_regs *fregs)
{
	struct command_use *use = container_of(ops, struct command_use, ops);

	if (!tracer_tracing_is_on(use->tr) && use_one(use, ip))
		tracer_tracing_on(use->tr);
}

static notrace void traceoff_hit(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *ops,
				 struct ftrace_regs *fregs)
{
	struct command_use *use = container_of(ops, struct command_use, ops);

	if (tracer_tracing_is_on(use->tr) && use_one(use, ip))
		tracer_tracing_off(use->tr);
}

#ifdef CONFIG_TRACER_SNAPSHOT
static notrace void snapshot_hit(unsigned long ip, unsigned long parent_ip,
				 struct ftrace_ops *ops, struct ftrace_regs *fregs)
{
	struct command_use *use = container_of(ops, struct command_use, ops);

	if (use_one(use, ip))
		tracing_snapshot_instance(use->tr);
}
#endif

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
	if (use->armed)
		tracing_disarm_snapshot(use->tr);
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
	struct ftrace_hash *filter = hook_filter_of(&use->ops, false);
	unsigned int i;

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

static bool glob_names(const struct hook_glob *glob, unsigned long ip)
{
	char name[KSYM_SYMBOL_LEN];

	return !kallsyms_lookup(ip, NULL, NULL, NULL, name) || hook_glob_match(glob, name);
}

/*
 * Take what @glob matches out of @use.
 *
 * Return: how many functions are left, or -ENOMEM with nothing changed.
 */
static int use_remove(struct command_use *use, const struct hook_glob *glob)
{
	struct ftrace_hash *filter = hook_filter_of(&use->ops, false);
	unsigned long *keep;
	unsigned int i, n = 0;
	int ret = 0;

	if (glob->kind == HOOK_GLOB_ALL)
		return 0;
	keep = kvmalloc_array(filter->count + 1, sizeof(*keep), GFP_KERNEL);
	if (!keep)
		return -ENOMEM;
	for (i = 0; i < filter->count; i++) {
		if (!glob_names(glob, filter->ips[i]))
			keep[n++] = filter->ips[i];
	}
	if (n && n < filter->count)
		ret = ftrace_set_filter_ips(&use->ops, keep, n, 0, 1);
	kvfree(keep);
	return ret ?: n;
}

/* Return: 0; -ENODEV if there is no use at all; -EINVAL if none has such a function. */
static int uses_remove(struct trace_array *tr, struct hook_command *cmd,
		       const struct hook_glob *glob)
{
	struct command_use *use, *next;
	int ret = -ENODEV, left;
	unsigned int had;

	list_for_each_entry_safe(use, next, &uses, list) {
		if (use->tr != tr || use->cmd != cmd)
			continue;
		had = hook_filter_of(&use->ops, false)->count;
		left = use_remove(use, glob);
		if (left < 0)
			return left;
		if (ret)
			ret = left < had ? 0 : -EINVAL;
		if (left)
			continue;
		use_unlist(use);
		use_free(use);
	}
	return ret;
}

static int use_add(struct hook_command *cmd, struct trace_array *tr, ftrace_func_t func,
		   const struct hook_glob *glob, const char *param, bool arm,
		   struct hook_error *err)
{
	struct command_use *use;
	unsigned long limit = 0;
	char *pattern;
	int ret;

	if (*param && (kstrtoul(param, 0, &limit) || !limit || limit > LONG_MAX)) {
		err->text = "The count is no positive number";
		return -EINVAL;
	}
	pattern = glob_pattern(glob);
	use = kzalloc(sizeof(*use), GFP_KERNEL);
	ret = -ENOMEM;
	if (!pattern || !use)
		goto free;
	use->tr = tr;
	use->cmd = cmd;
	use->ops.func = func;
	use->ops.flags = FTRACE_OPS_FL_RECURSION;
	ret = ftrace_set_filter(&use->ops, pattern, strlen(pattern), 1);
	if (ret) {
		err->text = "No such function";
		goto free;
	}
	if (limit)
		ret = use_set_count(use, limit);
	if (!ret && arm) {
		ret = tracing_arm_snapshot(tr);
		use->armed = !ret;
		if (ret == -EBUSY)
			err->text = "The buffer is mapped";
	}
	if (ret)
		goto free;
	ret = uses_remove(tr, cmd, glob);
	if (ret == -ENOMEM)
		goto free;
	ret = register_ftrace_function(&use->ops);
	if (ret)
		goto free;
	use_list(use);
	kfree(pattern);
	return 0;
free:
	kfree(pattern);
	if (use)
		use_free(use);
	return ret;
}

static int command_run(struct hook_command *cmd, struct ftrace_ops *ops,
		       const struct hook_glob *glob, const char *param, bool remove,
		       struct hook_error *err, ftrace_func_t func, bool arm)
{
	struct trace_array *tr = ops->private;
	struct hook_error unused;

	if (!tr || tr->ops != ops)
		return -EINVAL;
	guard(mutex)(&edit_lock);
	if (!remove)
		return use_add(cmd, tr, func, glob, param, arm, err ?: &unused);
	return uses_remove(tr, cmd, glob);
}

static int traceon_run(struct hook_command *cmd, struct ftrace_ops *ops,
		       const struct hook_glob *glob, const char *param, bool remove,
		       struct hook_error *err)
{
	return command_run(cmd, ops, glob, param, remove, err, traceon_hit, false);
}

static int traceoff_run(struct hook_command *cmd, struct ftrace_ops *ops,
			const struct hook_glob *glob, const char *param, bool remove,
			struct hook_error *err)
{
	return command_run(cmd, ops, glob, param, remove, err, traceoff_hit, false);
}

#ifdef CONFIG_TRACER_SNAPSHOT
static int snapshot_run(struct hook_command *cmd, struct ftrace_ops *ops,
			const struct hook_glob *glob, const char *param, bool remove,
			struct hook_error *err)
{
	guard(mutex)(&trace_types_lock);
	return command_run(cmd, ops, glob, param, remove, err, snapshot_hit, !remove);
}
#endif

static void command_show(struct hook_command *cmd, struct ftrace_ops *ops, struct seq_file *m)
{
	struct command_use *use;
	struct ftrace_hash *filter;
	unsigned int i;

	guard(mutex)(&use_lock);
	list_for_each_entry(use, &uses, list) {
		if (use->tr != ops->private || use->cmd != cmd)
			continue;
		filter = hook_filter_of(&use->ops, false);
		for (i = 0; i < filter->count; i++) {
			unsigned long ip = filter->ips[i];

			seq_printf(m, "%ps:%s:", (void *)ip, cmd->name);
			if (use->count)
				seq_printf(m, "count=%ld\n",
					   atomic_long_read(&find_count(use, ip)->left));
			else
				seq_puts(m, "unlimited\n");
		}
	}
}

static struct hook_command commands[] = {
	{ .name = "traceon",  .run = traceon_run,  .show = command_show },
	{ .name = "traceoff", .run = traceoff_run, .show = command_show },
#ifdef CONFIG_TRACER_SNAPSHOT
	{ .name = "snapshot", .run = snapshot_run, .show = command_show },
#endif
};

/**
 * function_commands_free - an instance goes away
 * @tr: the instance
 */
void function_commands_free(struct trace_array *tr)
{
	struct command_use *use, *next;

	guard(mutex)(&edit_lock);
	list_for_each_entry_safe(use, next, &uses, list) {
		if (use->tr != tr)
			continue;
		use_unlist(use);
		use_free(use);
	}
}

static __init int function_commands_init(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(commands); i++)
		hook_command_register(&commands[i]);
	return 0;
}
core_initcall(function_commands_init);
