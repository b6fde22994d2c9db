// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interned sets of ops, and what their call sites call.
 *
 *	nobody			a NOP
 *	one ops			its entry handler, if it has one and needs no
 *				registers; its direct call, if it is a direct
 *				ops; else a trampoline that calls its callback
 *	two or more		a trampoline that calls the walker, with this set
 *
 * So an ops that is alone on a site is called without any detour, whatever other
 * ops want elsewhere, and no hit ever looks anything up. Going from one set to
 * the one with an ops more or less is remembered: changing thousands of sites
 * comes down to a few different steps.
 *
 * Everything here is done under the hook lock, except for waiting. A set that no
 * record has any more can still have a CPU or a preempted task in its trampoline
 * or in the walker. It is taken out of the tables by hook_set_sweep() and freed
 * once all of these have gone on, in a worker or by whoever waits for that anyway.
 */

#include <linux/ftrace.h>
#include <linux/hash.h>
#include <linux/hashtable.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>

#include "hook/call.h"
#include "hook/ops.h"
#include "hook/rec.h"
#include "hook/set.h"
#include "hook/tramp.h"

static struct hook_set hook_set_empty;

static DEFINE_XARRAY_FLAGS(hook_sets, XA_FLAGS_ALLOC1);
static DEFINE_HASHTABLE(hook_set_table, 6);

/* Sets without users that may still be in use, and trampolines that were replaced. */
static LIST_HEAD(hook_set_grave);
static LIST_HEAD(hook_tramp_grave);

/**
 * hook_set_by_id - the set that a record names
 * @id: the id
 */
struct hook_set *hook_set_by_id(u32 id)
{
	return id ? xa_load(&hook_sets, id) : &hook_set_empty;
}

/**
 * hook_set_has - is an ops in a set?
 * @set: the set
 * @ops: the ops
 */
bool hook_set_has(const struct hook_set *set, const struct ftrace_ops *ops)
{
	unsigned int i;

	for (i = 0; i < set->n; i++) {
		if (set->ops[i] == ops)
			return true;
	}
	return false;
}

/**
 * hook_set_flags - the flags of all ops of a set together
 * @set: the set
 */
unsigned long hook_set_flags(const struct hook_set *set)
{
	unsigned long flags = 0;
	unsigned int i;

	for (i = 0; i < set->n; i++)
		flags |= set->ops[i]->flags;
	return flags;
}

/* The hash of a set is the sum of those of its ops: adding one adds its hash. */
static u32 hook_ops_hash(const struct ftrace_ops *ops)
{
	return hash_ptr(ops, 32);
}

/* Is @more the ops of @less, and @ops? */
static bool hook_set_is_with(const struct hook_set *more,
			     const struct hook_set *less,
			     const struct ftrace_ops *ops)
{
	unsigned int m, l = 0;

	if (more->n != less->n + 1)
		return false;
	for (m = 0; m < more->n; m++) {
		if (more->ops[m] == ops)
			continue;
		if (l == less->n || more->ops[m] != less->ops[l])
			return false;
		l++;
	}
	return l == less->n;
}

/**
 * hook_set_of_one - the set of an ops alone
 * @ops: the ops
 *
 * Return: the set, or NULL if no site has ever needed it.
 */
struct hook_set *hook_set_of_one(struct ftrace_ops *ops)
{
	struct hook_set *set;

	hash_for_each_possible(hook_set_table, set, node, hook_ops_hash(ops)) {
		if (set->n == 1 && set->ops[0] == ops)
			return set;
	}
	return NULL;
}

/* Two ops that cannot both be on a function. */
static bool hook_ops_exclude(const struct ftrace_ops *a,
			     const struct ftrace_ops *b)
{
	unsigned long both = a->flags & b->flags;

	if (both & (FTRACE_OPS_FL_IPMODIFY | FTRACE_OPS_FL_DIRECT))
		return true;
	/* A direct call is told where to return by whoever knows of the other. */
	if ((a->flags & FTRACE_OPS_FL_DIRECT) &&
	    (b->flags & FTRACE_OPS_FL_IPMODIFY))
		return !a->ops_func;
	if ((b->flags & FTRACE_OPS_FL_DIRECT) &&
	    (a->flags & FTRACE_OPS_FL_IPMODIFY))
		return !b->ops_func;
	return false;
}

/* A new set, not in the tables, of @n ops, which the caller fills in. */
static struct hook_set *hook_set_alloc(unsigned int n, gfp_t gfp)
{
	struct hook_set *set;

	set = kzalloc(struct_size(set, ops, n), gfp);
	if (set)
		set->n = n;
	return set;
}

static struct hook_set *hook_set_with(struct hook_set *set,
				      struct ftrace_ops *ops)
{
	struct hook_set *new;
	unsigned int i;

	for (i = 0; i < set->n; i++) {
		if (hook_ops_exclude(set->ops[i], ops))
			return ERR_PTR(-EBUSY);
	}

	new = hook_set_alloc(set->n + 1, GFP_KERNEL);
	if (!new)
		return ERR_PTR(-ENOMEM);
	for (i = 0; i < set->n && set->ops[i]->order < ops->order; i++)
		new->ops[i] = set->ops[i];
	new->ops[i] = ops;
	for (; i < set->n; i++)
		new->ops[i + 1] = set->ops[i];
	return new;
}

/* For one that is unregistered, mostly, which should not fail. */
static struct hook_set *hook_set_without(struct hook_set *set,
					 struct ftrace_ops *ops)
{
	unsigned int from, to = 0;
	struct hook_set *new;

	new = hook_set_alloc(set->n - 1, GFP_KERNEL | __GFP_NOFAIL);
	for (from = 0; from < set->n; from++) {
		if (set->ops[from] != ops)
			new->ops[to++] = set->ops[from];
	}
	return new;
}

static struct hook_set *hook_set_add(struct hook_set *new, gfp_t gfp)
{
	unsigned int i;
	int ret;

	if (IS_ERR(new))
		return new;

	for (i = 0; i < new->n; i++)
		new->hash += hook_ops_hash(new->ops[i]);
	ret = xa_alloc(&hook_sets, &new->id, new, XA_LIMIT(1, HOOK_REC_SET), gfp);
	if (ret) {
		kfree(new);
		return ERR_PTR(ret == -EBUSY ? -ENOSPC : ret);
	}
	hash_add(hook_set_table, &new->node, new->hash);
	return new;
}

static struct hook_set *hook_set_find_with(struct hook_set *set,
					   struct ftrace_ops *ops)
{
	u32 hash = set->hash + hook_ops_hash(ops);
	struct hook_set *other;

	hash_for_each_possible(hook_set_table, other, node, hash) {
		if (hook_set_is_with(other, set, ops))
			return other;
	}
	return hook_set_add(hook_set_with(set, ops), GFP_KERNEL);
}

static struct hook_set *hook_set_find_without(struct hook_set *set,
					      struct ftrace_ops *ops)
{
	u32 hash = set->hash - hook_ops_hash(ops);
	struct hook_set *other;

	if (set->n == 1)
		return &hook_set_empty;
	hash_for_each_possible(hook_set_table, other, node, hash) {
		if (hook_set_is_with(set, other, ops))
			return other;
	}
	return hook_set_add(hook_set_without(set, ops), GFP_KERNEL | __GFP_NOFAIL);
}

/**
 * hook_set_toggle - the set with an ops more, or less if it is in it
 * @set: the set
 * @ops: the ops
 *
 * Called again before the next hook_set_sweep() it allocates nothing and cannot
 * fail.
 *
 * Return: the other set, which has to be prepared before it is used, or an
 * ERR_PTR: -ENOMEM; -ENOSPC if there are too many sets; -EBUSY if the ops cannot
 * share a function with another one.
 */
struct hook_set *hook_set_toggle(struct hook_set *set, struct ftrace_ops *ops)
{
	struct hook_set *other;

	if (set->toggled_ops == ops)
		return set->toggled;

	other = hook_set_has(set, ops) ? hook_set_find_without(set, ops) :
					 hook_set_find_with(set, ops);
	if (!IS_ERR(other)) {
		set->toggled = other;
		set->toggled_ops = ops;
	}
	return other;
}

static bool hook_set_looks_on(const struct hook_set *set)
{
	unsigned int i;

	for (i = 0; i < set->n; i++) {
		if (!(set->ops[i]->flags & HOOK_OPS_FL_LOOKS_ON))
			return false;
	}
	return true;
}

static int hook_set_make_tramp(struct hook_set *set)
{
	unsigned long flags = hook_set_flags(set);
	struct ftrace_ops *ops = set->ops[0];
	bool full = flags & FTRACE_OPS_FL_SAVE_REGS;
	bool looks_on = hook_set_looks_on(set);

	if (set->tramp)
		return 0;

	if (set->n > 1) {
		ops = &set->walk;
		ops->func = hook_call_for_many(flags);
		/* Only the full one can leave through a direct call. */
		full |= !!(flags & FTRACE_OPS_FL_DIRECT);
		set->tramp = hook_tramp_make(ops->func, ops, full, looks_on);
	} else {
		set->tramp = hook_tramp_make(hook_call_for_one(ops), ops, full,
					     looks_on);
	}
	return set->tramp ? 0 : -ENOMEM;
}

/**
 * hook_set_new_target - what sites of a set should call, as its ops are now
 * @set: the set, not empty
 * @target: set to that
 *
 * Return: 0 or -ENOMEM.
 */
int hook_set_new_target(struct hook_set *set, unsigned long *target)
{
	struct ftrace_ops *ops = set->ops[0];
	int ret;

	if (set->n == 1) {
		if (hook_ops_is_direct(ops)) {
			*target = hook_ops_direct_call(ops);
			return 0;
		}
		if (ops->entry && !(ops->flags & FTRACE_OPS_FL_SAVE_REGS)) {
			*target = ops->entry;
			return 0;
		}
	}

	ret = hook_set_make_tramp(set);
	if (ret)
		return ret;
	*target = set->tramp->ops.trampoline;
	return 0;
}

/**
 * hook_set_prepare - make a set fit for use by sites
 * @set: the set
 *
 * Return: 0 or -ENOMEM.
 */
int hook_set_prepare(struct hook_set *set)
{
	if (set->target || !set->n)
		return 0;
	return hook_set_new_target(set, &set->target);
}

/*
 * Going.
 */

static void hook_set_free(struct hook_set *set)
{
	hook_tramp_free(set->tramp);
	kfree(set);
}

/**
 * hook_ops_wait - free what sites have ceased to call
 *
 * Returns when no CPU and no task runs any code that a site does not call any
 * more: trampolines, walkers, callbacks. Sleeps for long; no lock may be held.
 */
void hook_ops_wait(void)
{
	struct hook_tramp *tramp, *next_tramp;
	struct hook_set *set, *next;
	LIST_HEAD(dying_tramps);
	LIST_HEAD(dying);

	mutex_lock(&hook_lock);
	list_splice_init(&hook_set_grave, &dying);
	list_splice_init(&hook_tramp_grave, &dying_tramps);
	mutex_unlock(&hook_lock);

	/*
	 * Alone and not yet preemptible there is nobody to wait for. Else each
	 * CPU has to have scheduled, also where RCU does not watch, and each task
	 * that was preempted has to have left the code that it was in.
	 */
	if (system_state >= SYSTEM_SCHEDULING) {
		hook_wait_cpus();
		synchronize_rcu_tasks();
	}

	mutex_lock(&hook_lock);
	list_for_each_entry_safe(set, next, &dying, list)
		hook_set_free(set);
	list_for_each_entry_safe(tramp, next_tramp, &dying_tramps, grave)
		hook_tramp_free(tramp);
	mutex_unlock(&hook_lock);
}

static void hook_set_worker(struct work_struct *work)
{
	hook_ops_wait();
}

static DECLARE_WORK(hook_set_work, hook_set_worker);

/**
 * hook_set_bury_tramp - free a trampoline that no site calls any more
 * @tramp: the trampoline; may be NULL
 */
void hook_set_bury_tramp(struct hook_tramp *tramp)
{
	if (!tramp)
		return;
	list_add_tail(&tramp->grave, &hook_tramp_grave);
	queue_work(system_unbound_wq, &hook_set_work);
}

/**
 * hook_set_sweep - take sets without users out of the tables
 */
void hook_set_sweep(void)
{
	struct hook_set *set;
	bool swept = false;
	unsigned long id;

	lockdep_assert_held(&hook_lock);

	xa_for_each(&hook_sets, id, set) {
		if (set->users)
			continue;
		swept = true;
		xa_erase(&hook_sets, id);
		hash_del(&set->node);
		if (set->used)
			list_add_tail(&set->list, &hook_set_grave);
		else
			hook_set_free(set);
	}
	if (!swept)
		return;

	hook_set_empty.toggled_ops = NULL;
	xa_for_each(&hook_sets, id, set)
		set->toggled_ops = NULL;
	if (!list_empty(&hook_set_grave))
		queue_work(system_unbound_wq, &hook_set_work);
}
