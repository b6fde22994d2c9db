// SPDX-License-Identifier: GPL-2.0-only
/*
 * Direct calls: a function's call site calls code that its owner has made, as BPF
 * does. For the sites it is an ops like any other; alone on a function its target
 * is what the site calls, together with others the trampoline leaves through it.
 *
 * A direct call that calls the function's body itself has to know when an ops
 * with IPMODIFY may send that body elsewhere: it then has to look for its way
 * back on the stack. Its owner is asked before the two meet, whichever comes
 * first, and told when the other has gone; see enum ftrace_ops_cmd.
 *
 * The direct lock serialises all of that. It is taken outside of the hook lock,
 * since owners change their direct call while they answer, and inside of the
 * owners' own locks: they only try to take these when they are asked, and answer
 * -EAGAIN.
 */

#include <linux/ftrace.h>
#include <linux/mutex.h>

#include "hook/direct.h"
#include "hook/filter.h"
#include "hook/ops.h"
#include "hook/patch.h"
#include "hook/rec.h"

static DEFINE_MUTEX(hook_direct_lock);

/* How often an owner that is busy is asked again; it sleeps in between. */
#define HOOK_DIRECT_TRIES	100

/* Do two ops want a function both? All of these name their functions. */
static bool hook_ops_meet(const struct ftrace_ops *a, const struct ftrace_ops *b)
{
	const struct ftrace_hash *x = a->func_hash->filter_hash;
	const struct ftrace_hash *y = b->func_hash->filter_hash;
	unsigned int i;

	if (!x || !y)
		return true;
	for (i = 0; i < x->count; i++) {
		if (hook_hash_has(y, x->ips[i]))
			return true;
	}
	return false;
}

/* The oldest direct ops, younger than @order, that shares a function with @ops. */
static struct ftrace_ops *hook_direct_peer(const struct ftrace_ops *ops,
					   u64 order)
{
	struct ftrace_ops *peer;

	guard(mutex)(&hook_lock);
	list_for_each_entry(peer, &hook_ops_list, list) {
		if ((peer->flags & FTRACE_OPS_FL_DIRECT) && peer->ops_func &&
		    peer->order > order && hook_ops_meet(ops, peer))
			return peer;
	}
	return NULL;
}

/* Tell all direct ops that share a function with @ops, up to the one of @last. */
static void hook_direct_disable_peers(struct ftrace_ops *ops, u64 last)
{
	struct ftrace_ops *peer;
	u64 order = 0;

	while ((peer = hook_direct_peer(ops, order)) && peer->order <= last) {
		peer->ops_func(peer, FTRACE_OPS_CMD_DISABLE_SHARE_IPMODIFY_PEER);
		order = peer->order;
	}
}

static int hook_direct_enable_peers(struct ftrace_ops *ops)
{
	struct ftrace_ops *peer;
	u64 order = 0;
	int ret;

	while ((peer = hook_direct_peer(ops, order))) {
		ret = peer->ops_func(peer,
				     FTRACE_OPS_CMD_ENABLE_SHARE_IPMODIFY_PEER);
		if (ret) {
			hook_direct_disable_peers(ops, order);
			return ret;
		}
		order = peer->order;
	}
	return 0;
}

static bool hook_ops_is_ipmodify(const struct ftrace_ops *ops)
{
	return ops->flags & FTRACE_OPS_FL_IPMODIFY;
}

/**
 * hook_direct_share - prepare direct ops for an ops that is to be registered
 * @ops: the ops
 *
 * If it returns 0, hook_direct_share_end() has to follow.
 */
int hook_direct_share(struct ftrace_ops *ops)
{
	unsigned int tries = HOOK_DIRECT_TRIES;
	int ret;

	if (!hook_ops_is_ipmodify(ops))
		return 0;

	mutex_lock(&hook_lock);
	hook_ops_init(ops);
	mutex_unlock(&hook_lock);

	do {
		mutex_lock(&hook_direct_lock);
		ret = hook_direct_enable_peers(ops);
		if (!ret)
			return 0;
		mutex_unlock(&hook_direct_lock);
	} while (ret == -EAGAIN && --tries);
	return ret;
}

/**
 * hook_direct_unshare - tell direct ops that an ops is not registered any more
 * @ops: the ops
 */
void hook_direct_unshare(struct ftrace_ops *ops)
{
	if (hook_ops_is_ipmodify(ops))
		hook_direct_disable_peers(ops, U64_MAX);
}

/**
 * hook_direct_share_begin - keep direct ops as they are
 * @ops: an ops that is to be unregistered
 */
void hook_direct_share_begin(struct ftrace_ops *ops)
{
	if (hook_ops_is_ipmodify(ops))
		mutex_lock(&hook_direct_lock);
}

/**
 * hook_direct_share_end - direct ops can change again
 * @ops: the ops
 */
void hook_direct_share_end(struct ftrace_ops *ops)
{
	if (hook_ops_is_ipmodify(ops))
		mutex_unlock(&hook_direct_lock);
}

/* Ask the owner of a direct ops, if it comes upon functions that are modified. */
static int hook_direct_ask_self(struct ftrace_ops *ops)
{
	struct ftrace_ops *other;

	list_for_each_entry(other, &hook_ops_list, list) {
		if (!hook_ops_is_ipmodify(other) || !hook_ops_meet(ops, other))
			continue;
		if (!ops->ops_func)
			return -EBUSY;
		return ops->ops_func(ops,
				     FTRACE_OPS_CMD_ENABLE_SHARE_IPMODIFY_SELF);
	}
	return 0;
}

static bool hook_direct_ready(const struct ftrace_ops *ops)
{
	if (!(ops->flags & FTRACE_OPS_FL_INITIALIZED) ||
	    (ops->flags & FTRACE_OPS_FL_ENABLED) || ops->func)
		return false;
	return ops->func_hash->filter_hash;
}

/**
 * register_ftrace_direct - have functions call some code directly
 * @ops: has a filter that names the functions, and no callback
 * @addr: the code; called as the function's first instruction, returns to it
 *
 * Return: 0; -EINVAL if the ops is not as above; -EBUSY if a function has a direct
 * call already; -EAGAIN from the owner's @ops_func; else as registering.
 */
int register_ftrace_direct(struct ftrace_ops *ops, unsigned long addr)
{
	int ret;

	guard(mutex)(&hook_direct_lock);
	guard(mutex)(&hook_lock);
	if (!addr || !hook_direct_ready(ops))
		return -EINVAL;
	ret = hook_direct_ask_self(ops);
	if (ret)
		return ret;

	WRITE_ONCE(ops->direct_call, addr);
	ops->flags |= FTRACE_OPS_FL_DIRECT;
	ret = hook_ops_register_locked(ops);
	if (ret) {
		ops->flags &= ~FTRACE_OPS_FL_DIRECT;
		ops->direct_call = 0;
	}
	return ret;
}
EXPORT_SYMBOL_GPL(register_ftrace_direct);

/* Is this a direct ops that calls something now? */
static bool hook_direct_live(const struct ftrace_ops *ops)
{
	return (ops->flags & FTRACE_OPS_FL_ENABLED) &&
	       (ops->flags & FTRACE_OPS_FL_DIRECT);
}

static int hook_direct_unregister(struct ftrace_ops *ops)
{
	guard(mutex)(&hook_direct_lock);
	guard(mutex)(&hook_lock);
	if (!hook_direct_live(ops))
		return -EINVAL;
	return hook_ops_unregister_locked(ops);
}

/**
 * unregister_ftrace_direct - end direct calls
 * @ops: the ops
 * @addr: what it called
 * @free_filters: forget its functions too
 *
 * Return: 0; -EINVAL if it is not registered so; else as unregistering.
 */
int unregister_ftrace_direct(struct ftrace_ops *ops, unsigned long addr,
			     bool free_filters)
{
	int ret;

	ret = hook_direct_unregister(ops);
	if (ret)
		return ret;
	/* A walker that still has it has to find a direct ops. */
	hook_ops_wait();
	ops->flags &= ~FTRACE_OPS_FL_DIRECT;
	ops->direct_call = 0;
	if (free_filters)
		ftrace_free_filter(ops);
	return 0;
}
EXPORT_SYMBOL_GPL(unregister_ftrace_direct);

/**
 * modify_ftrace_direct_nolock - change what is called directly
 * @ops: the ops
 * @addr: the new code
 *
 * For owners that are being asked, with the direct lock held. Whoever is in the
 * old code is not waited for.
 *
 * Return: 0; -EINVAL if the ops makes no direct calls; -ENODEV.
 */
int modify_ftrace_direct_nolock(struct ftrace_ops *ops, unsigned long addr)
{
	unsigned long old;
	int ret;

	lockdep_assert_held(&hook_direct_lock);
	guard(mutex)(&hook_lock);
	if (!addr || !hook_direct_live(ops))
		return -EINVAL;
	old = ops->direct_call;
	WRITE_ONCE(ops->direct_call, addr);
	ret = hook_retarget(ops, false);
	if (ret)
		WRITE_ONCE(ops->direct_call, old);
	return ret;
}
EXPORT_SYMBOL_GPL(modify_ftrace_direct_nolock);

/**
 * modify_ftrace_direct - change what is called directly
 * @ops: the ops
 * @addr: the new code
 *
 * Return: as modify_ftrace_direct_nolock().
 */
int modify_ftrace_direct(struct ftrace_ops *ops, unsigned long addr)
{
	guard(mutex)(&hook_direct_lock);
	return modify_ftrace_direct_nolock(ops, addr);
}
EXPORT_SYMBOL_GPL(modify_ftrace_direct);
