// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lists of functions for people: what can be hooked, what is, what an ops wants.
 *
 * For a seq_file: the hook lock is held from start to stop, so that a buffer full
 * of lines is of one piece. Positions count records, also those that a list
 * leaves out, so that going on costs a walk over groups only.
 */

#include <linux/ftrace.h>
#include <linux/seq_file.h>

#include "hook/call.h"
#include "hook/command.h"
#include "hook/filter.h"
#include "hook/hook.h"
#include "hook/ops.h"
#include "hook/pending.h"
#include "hook/rec.h"
#include "hook/set.h"
#include "hook/tramp.h"

/**
 * hook_iter_init - prepare a walk
 * @iter: the walk
 * @list: what to list
 * @ops: whose filter; NULL for lists that need none
 */
void hook_iter_init(struct hook_iter *iter, enum hook_list list,
		    struct ftrace_ops *ops)
{
	*iter = (struct hook_iter) { .list = list, .ops = ops };
}

static bool hook_iter_is_filter(const struct hook_iter *iter)
{
	return iter->list == HOOK_LIST_FILTER || iter->list == HOOK_LIST_NOTRACE;
}

/*
 * Lists of records.
 */

static bool hook_iter_lists(const struct hook_iter *iter, const struct hook_group *group,
			    const struct hook_rec *rec)
{
	if (hook_rec_dead(rec))
		return false;
	switch (iter->list) {
	case HOOK_LIST_ENABLED:
		return hook_rec_set_id(group, rec);
	case HOOK_LIST_TOUCHED:
		return hook_rec_state(group, rec) & HOOK_REC_TOUCHED;
	default:
		return true;
	}
}

/* The first record from iter->group and iter->index on that is listed. */
static void *hook_iter_settle(struct hook_iter *iter, loff_t *pos)
{
	struct hook_group *group = iter->group;

	list_for_each_entry_from(group, &hook_groups, list) {
		for (; group->ready && iter->index < group->count; iter->index++) {
			if (!hook_iter_lists(iter, group, &group->recs[iter->index]))
				continue;
			iter->group = group;
			*pos = iter->first + iter->index;
			return &group->recs[iter->index];
		}
		iter->first += group->count;
		iter->index = 0;
	}
	*pos = iter->first;
	return NULL;
}

static void *hook_iter_start_records(struct hook_iter *iter, loff_t *pos)
{
	struct hook_group *group;
	loff_t first = 0;

	list_for_each_entry(group, &hook_groups, list) {
		if (*pos < first + group->count) {
			iter->group = group;
			iter->first = first;
			iter->index = *pos - first;
			return hook_iter_settle(iter, pos);
		}
		first += group->count;
	}
	return NULL;
}

/*
 * Lists of a filter: a line that says that there is none, or its functions; what
 * it awaits of modules; then, as one item, the commands.
 */

static const struct ftrace_hash *hook_iter_hash(const struct hook_iter *iter)
{
	return hook_filter_of(iter->ops, iter->list == HOOK_LIST_NOTRACE);
}

/* Lines about functions that are there. */
static unsigned int hook_iter_lines(const struct hook_iter *iter)
{
	const struct ftrace_hash *hash = hook_iter_hash(iter);

	return hash ? hash->count : 1;
}

static struct hook_pending *hook_iter_pending(const struct hook_iter *iter)
{
	unsigned int lines = hook_iter_lines(iter);

	if (iter->index < lines)
		return NULL;
	return hook_pending_nth(iter->ops->func_hash,
				iter->list == HOOK_LIST_NOTRACE,
				iter->index - lines);
}

static void *hook_iter_start_filter(struct hook_iter *iter, loff_t *pos)
{
	unsigned int lines = hook_iter_lines(iter);

	iter->index = *pos;
	/* One more behind the last one is for the commands. */
	if (*pos <= lines || hook_iter_pending(iter))
		return iter;
	iter->index--;
	if (!hook_iter_pending(iter))
		return NULL;
	iter->index++;
	return iter;
}

static void hook_show_name(struct hook_iter *iter, struct seq_file *m,
			   unsigned long ip)
{
	const char *name, *mod;

	/* The names of modules stay for as long as this section lasts. */
	guard(preempt)();
	name = hook_names_get(&iter->names, ip, &mod);
	if (!name) {
		seq_printf(m, "0x%lx", ip);
		return;
	}
	seq_puts(m, name);
	if (mod) {
		seq_puts(m, " [");
		seq_puts(m, mod);
		seq_putc(m, ']');
	}
}

static void hook_show_filter(struct hook_iter *iter, struct seq_file *m)
{
	const struct ftrace_hash *hash = hook_iter_hash(iter);
	struct hook_pending *pending = hook_iter_pending(iter);

	if (pending) {
		seq_printf(m, "%s:mod:%s\n", pending->pattern, pending->mod);
	} else if (iter->index >= hook_iter_lines(iter)) {
		if (iter->list == HOOK_LIST_FILTER && !(iter->ops->flags & HOOK_OPS_FL_LIST))
			hook_command_show_all(iter->ops, m);
	} else if (hash) {
		hook_show_name(iter, m, hash->ips[iter->index]);
		seq_putc(m, '\n');
	} else if (iter->list == HOOK_LIST_FILTER) {
		seq_puts(m, "#### all functions enabled ####\n");
	} else {
		seq_puts(m, "#### no functions disabled ####\n");
	}
}

/* Who is on a site, in the columns of enabled_functions. */
static void hook_show_set(struct seq_file *m, u32 state)
{
	const struct hook_set *set = hook_set_by_id(state & HOOK_REC_SET);
	unsigned long flags = hook_set_flags(set);
	ftrace_func_t func = ftrace_stub;
	unsigned int i;

	seq_printf(m, " (%u)%s%s%s  %s", set->n,
		   flags & FTRACE_OPS_FL_SAVE_REGS ? " R" : "  ",
		   flags & FTRACE_OPS_FL_IPMODIFY ? " I" : "  ",
		   flags & FTRACE_OPS_FL_DIRECT ? " D" : "  ",
		   state & HOOK_REC_MODIFIED ? " M " : "   ");

	if (set->n == 1) {
		func = set->ops[0]->func;
		if (set->tramp && set->target == set->tramp->ops.trampoline)
			seq_printf(m, "\ttramp: 0x%lx (%pS)", set->target, func);
	} else if (set->n) {
		func = arch_ftrace_ops_list_func;
	}
	if (func)
		seq_printf(m, " ->%pS", func);

	for (i = 0; i < set->n; i++) {
		if (hook_ops_is_direct(set->ops[i]))
			seq_printf(m, "\n\tdirect-->%pS",
				   (void *)hook_ops_direct_call(set->ops[i]));
	}
}

static void hook_show_record(struct hook_iter *iter, struct seq_file *m,
			     const struct hook_rec *rec)
{
	unsigned long ip = hook_rec_ip(iter->group, rec);

	if (iter->list == HOOK_LIST_ADDRS)
		seq_printf(m, "%lx ", ip);
	hook_show_name(iter, m, ip);
	if (iter->list == HOOK_LIST_ENABLED || iter->list == HOOK_LIST_TOUCHED)
		hook_show_set(m, hook_rec_state(iter->group, rec));
	seq_putc(m, '\n');
}

/*
 * The four of seq_operations.
 */

/**
 * hook_iter_start - take the lock and go to a position
 * @iter: the walk
 * @pos: the position; moved on over what is not listed
 */
void *hook_iter_start(struct hook_iter *iter, loff_t *pos)
{
	mutex_lock(&hook_lock);
	if (!hook_iter_is_filter(iter))
		return hook_iter_start_records(iter, pos);
	hook_ops_init(iter->ops);
	return hook_iter_start_filter(iter, pos);
}

/**
 * hook_iter_next - go on
 * @iter: the walk
 * @v: what start or next returned
 * @pos: the position
 */
void *hook_iter_next(struct hook_iter *iter, void *v, loff_t *pos)
{
	if (hook_iter_is_filter(iter)) {
		++*pos;
		return hook_iter_start_filter(iter, pos);
	}
	iter->index++;
	return hook_iter_settle(iter, pos);
}

/**
 * hook_iter_stop - give the lock back
 * @iter: the walk
 */
void hook_iter_stop(struct hook_iter *iter)
{
	mutex_unlock(&hook_lock);
}

/**
 * hook_iter_show - print the line, or lines, of a position
 * @iter: the walk
 * @m: where to
 * @v: what start or next returned
 */
int hook_iter_show(struct hook_iter *iter, struct seq_file *m, void *v)
{
	if (hook_iter_is_filter(iter))
		hook_show_filter(iter, m);
	else
		hook_show_record(iter, m, v);
	return 0;
}
