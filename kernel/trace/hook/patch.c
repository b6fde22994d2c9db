// SPDX-License-Identifier: GPL-2.0-only
/*
 * Transactions on call sites.
 *
 * A request names the ops whose wishes have changed. For each record the new set
 * of ops follows from the old one and from what these ops want now; the ops that
 * nobody asked about stay as they are. Two passes over all records:
 *
 *	plan	Make the sets and trampolines that will be needed, and check that
 *		sites hold what we believe. Can fail; nothing has changed then.
 *	commit	Go the same way again, which now neither allocates nor fails, and
 *		queue the changes, in the order of addresses, for one patching run.
 *
 * Filters are sorted as records are, so a pass moves along both and is linear.
 *
 * What sites called before keeps working until hook_ops_wait().
 */

#include <linux/ftrace.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "hook/filter.h"
#include "hook/ops.h"
#include "hook/patch.h"
#include "hook/rec.h"
#include "hook/set.h"

/**
 * struct hook_cursor - how far an ops' filter has been read
 * @ops: the ops
 * @on: it can want anything at all
 * @filter: place in its filter, NULL if it wants all functions
 * @filter_end: end of that
 * @exclude: place in what it leaves out
 * @exclude_end: end of that
 */
struct hook_cursor {
	struct ftrace_ops	*ops;
	bool			on;
	const unsigned long	*filter, *filter_end;
	const unsigned long	*exclude, *exclude_end;
};

/**
 * struct hook_plan - a transaction
 * @only: the group that it is about; NULL for all
 * @n: number of ops
 * @cursors: the ops
 */
struct hook_plan {
	struct hook_group	*only;
	unsigned int		n;
	struct hook_cursor	cursors[] __counted_by(n);
};

static bool hook_ops_active(const struct ftrace_ops *ops)
{
	if (!(ops->flags & FTRACE_OPS_FL_ENABLED))
		return false;
	return ftrace_enabled || (ops->flags & FTRACE_OPS_FL_PERMANENT);
}

static void hook_cursor_rewind(struct hook_cursor *c, unsigned long ip)
{
	const struct ftrace_hash *filter = c->ops->func_hash->filter_hash;
	const struct ftrace_hash *exclude = c->ops->func_hash->notrace_hash;

	c->on = hook_ops_active(c->ops);
	c->filter = NULL;
	if (filter) {
		c->filter = filter->ips + hook_hash_from(filter, ip);
		c->filter_end = filter->ips + filter->count;
	}
	c->exclude = NULL;
	c->exclude_end = NULL;
	if (exclude) {
		c->exclude = exclude->ips + hook_hash_from(exclude, ip);
		c->exclude_end = exclude->ips + exclude->count;
	}
}

/* Does the ops want this site? To be asked with ascending addresses. */
static bool hook_cursor_wants(struct hook_cursor *c, unsigned long ip)
{
	if (!c->on)
		return false;

	if (c->filter) {
		while (c->filter < c->filter_end && *c->filter < ip)
			c->filter++;
		if (c->filter == c->filter_end || *c->filter != ip)
			return false;
	}

	while (c->exclude < c->exclude_end && *c->exclude < ip)
		c->exclude++;
	return c->exclude == c->exclude_end || *c->exclude != ip;
}

/* The set that a site should have. */
static struct hook_set *hook_plan_set(struct hook_plan *plan,
				      struct hook_set *set, unsigned long ip)
{
	unsigned int i;

	for (i = 0; i < plan->n && !IS_ERR(set); i++) {
		struct hook_cursor *c = &plan->cursors[i];

		if (hook_cursor_wants(c, ip) != hook_set_has(set, c->ops))
			set = hook_set_toggle(set, c->ops);
	}
	return set;
}

/* Something else has written to the text: never touch it again. */
static void hook_fault(unsigned long ip, unsigned long target, int err)
{
	pr_err("ftrace: call site %pS should %s%pS: error %d: %*ph\n",
	       (void *)ip, target ? "call " : "be a NOP ", (void *)target, err,
	       MCOUNT_INSN_SIZE, (void *)ip);
	ftrace_kill();
}

/**
 * struct hook_walk - a pass over records
 * @plan: the transaction
 * @group: the group
 * @ip: the site
 * @rec: its record
 * @last_id: the set that the record before had
 * @last: the same
 */
struct hook_walk {
	struct hook_plan	*plan;
	struct hook_group	*group;
	unsigned long		ip;
	struct hook_rec		*rec;
	u32			last_id;
	struct hook_set		*last;
};

static struct hook_set *hook_walk_set(struct hook_walk *w)
{
	u32 id = hook_rec_set_id(w->group, w->rec);

	/* Neighbours tend to have the same. */
	if (!w->last || w->last_id != id) {
		w->last = hook_set_by_id(id);
		w->last_id = id;
	}
	return w->last;
}

static int hook_plan_one(struct hook_walk *w)
{
	struct hook_set *old = hook_walk_set(w);
	struct hook_set *new = hook_plan_set(w->plan, old, w->ip);
	int ret;

	if (new == old)
		return 0;
	if (IS_ERR(new))
		return PTR_ERR(new);
	ret = hook_set_prepare(new) ?: hook_group_make_states(w->group);
	if (ret)
		return ret;
	ret = ftrace_site_check(w->ip, old->target);
	if (ret)
		hook_fault(w->ip, old->target, ret);
	return ret;
}

static int hook_commit_one(struct hook_walk *w)
{
	struct hook_set *old = hook_walk_set(w);
	struct hook_set *new = hook_plan_set(w->plan, old, w->ip);
	u32 *state;

	if (new == old)
		return 0;

	if (new->target != old->target)
		ftrace_site_queue(w->ip, new->target);
	state = &w->group->states[w->rec - w->group->recs];
	*state = (*state & ~HOOK_REC_SET) | new->id;
	if (new->n)
		*state |= HOOK_REC_TOUCHED;
	if (hook_set_flags(new) & (FTRACE_OPS_FL_IPMODIFY | FTRACE_OPS_FL_DIRECT))
		*state |= HOOK_REC_MODIFIED;
	hook_set_get(new);
	hook_set_put(old);
	return 0;
}

static int hook_walk_group(struct hook_plan *plan, struct hook_group *group,
			   int (*step)(struct hook_walk *w))
{
	struct hook_walk w = { .plan = plan, .group = group };
	unsigned int i;
	int ret;

	for (i = 0; i < plan->n; i++)
		hook_cursor_rewind(&plan->cursors[i], group->base);

	for (i = 0; i < group->count; i++) {
		w.rec = &group->recs[i];
		w.ip = hook_rec_ip(group, w.rec);
		if (hook_rec_dead(w.rec))
			continue;
		ret = step(&w);
		if (ret)
			return ret;
	}
	cond_resched();
	return 0;
}

static int hook_walk_all(struct hook_plan *plan,
			 int (*step)(struct hook_walk *w))
{
	struct hook_group *group;
	int ret;

	list_for_each_entry(group, &hook_groups, list) {
		if (!group->ready || (plan->only && plan->only != group))
			continue;
		ret = hook_walk_group(plan, group, step);
		if (ret)
			return ret;
	}
	return 0;
}

static int hook_plan_run(struct hook_plan *plan)
{
	int ret;

	lockdep_assert_held(&hook_lock);

	ret = hook_killed ? -ENODEV : hook_walk_all(plan, hook_plan_one);
	if (!ret) {
		ftrace_sites_begin();
		hook_walk_all(plan, hook_commit_one);
		ftrace_sites_end();
	}
	hook_set_sweep();
	return ret;
}

static struct hook_plan *hook_plan_alloc(unsigned int n, gfp_t gfp)
{
	struct hook_plan *plan;

	plan = kzalloc(struct_size(plan, cursors, n), gfp);
	if (plan)
		plan->n = n;
	return plan;
}

/* A transaction on all registered ops, or on those that use one filter. */
static int hook_patch_some(const struct ftrace_ops_hash *filter,
			   struct hook_group *only)
{
	struct hook_plan *plan;
	struct ftrace_ops *ops;
	unsigned int n = 0;
	int ret;

	list_for_each_entry(ops, &hook_ops_list, list)
		n += !filter || ops->func_hash == filter;
	if (!n)
		return 0;

	plan = hook_plan_alloc(n, GFP_KERNEL);
	if (!plan)
		return -ENOMEM;
	plan->only = only;
	n = 0;
	list_for_each_entry(ops, &hook_ops_list, list) {
		if (!filter || ops->func_hash == filter)
			plan->cursors[n++].ops = ops;
	}
	ret = hook_plan_run(plan);
	kfree(plan);
	return ret;
}

/**
 * hook_patch_ops - an ops was registered or unregistered
 * @ops: the ops; FTRACE_OPS_FL_ENABLED tells which
 */
int hook_patch_ops(struct ftrace_ops *ops)
{
	struct hook_plan *plan;
	gfp_t gfp = GFP_KERNEL;
	int ret;

	/* Few who unregister could do anything about it. */
	if (!(ops->flags & FTRACE_OPS_FL_ENABLED))
		gfp |= __GFP_NOFAIL;
	plan = hook_plan_alloc(1, gfp);
	if (!plan)
		return -ENOMEM;
	plan->cursors[0].ops = ops;
	ret = hook_plan_run(plan);
	kfree(plan);
	return ret;
}

/**
 * hook_patch_filter - a filter has changed
 * @filter: the filter; more than one ops may use it
 */
int hook_patch_filter(const struct ftrace_ops_hash *filter)
{
	return hook_patch_some(filter, NULL);
}

/**
 * hook_patch_group - call sites have come
 * @group: the sites
 */
int hook_patch_group(struct hook_group *group)
{
	return hook_patch_some(NULL, group);
}

/**
 * hook_patch_all - ftrace_enabled has changed
 */
int hook_patch_all(void)
{
	return hook_patch_some(NULL, NULL);
}

/* The sites of a set call @target from now on. */
static int hook_retarget_set(struct hook_set *set, unsigned long target)
{
	struct hook_group *group;
	unsigned int pass, i;
	unsigned long ip;
	int ret;

	/* As above: check all of them, then change all of them. */
	for (pass = 0; pass < 2; pass++) {
		if (pass)
			ftrace_sites_begin();
		list_for_each_entry(group, &hook_groups, list) {
			for (i = 0; i < group->count; i++) {
				if (hook_rec_set_id(group, &group->recs[i]) != set->id)
					continue;
				ip = hook_rec_ip(group, &group->recs[i]);
				if (pass) {
					ftrace_site_queue(ip, target);
					continue;
				}
				ret = ftrace_site_check(ip, set->target);
				if (ret) {
					hook_fault(ip, set->target, ret);
					return ret;
				}
			}
		}
	}
	ftrace_sites_end();
	set->target = target;
	return 0;
}

/**
 * hook_retarget - an ops' handlers or direct call have changed
 * @ops: the ops; need not be registered
 * @new_func: its callback has, which trampolines have in their code
 */
int hook_retarget(struct ftrace_ops *ops, bool new_func)
{
	struct hook_set *set = hook_set_of_one(ops);
	struct hook_tramp *old = NULL;
	unsigned long target;
	int ret;

	lockdep_assert_held(&hook_lock);
	if (!set || !set->target)
		return 0;
	if (hook_killed)
		return -ENODEV;

	if (new_func)
		swap(old, set->tramp);
	ret = hook_set_new_target(set, &target);
	if (!ret && target != set->target)
		ret = hook_retarget_set(set, target);
	if (ret && new_func)
		swap(old, set->tramp);
	hook_set_bury_tramp(old);
	return ret;
}
