// SPDX-License-Identifier: GPL-2.0-only
/*
 * The trampolines that there are, and whose an address is.
 *
 * Each carries its callback and the ops for it in its code, so that a hit looks
 * nothing up. One is made and freed under the hook lock, and never changed in
 * between. The unwinder asks for the owner of an address in any context, NMI
 * included: a latched tree answers without a lock.
 */

#include <linux/ftrace.h>
#include <linux/perf_event.h>
#include <linux/rculist.h>
#include <linux/slab.h>

#include "hook/rec.h"
#include "hook/tramp.h"

LIST_HEAD(hook_tramps);

static struct hook_tramp *hook_tramp_of(struct latch_tree_node *node)
{
	return container_of(node, struct hook_tramp, node);
}

static __always_inline bool hook_tramp_less(struct latch_tree_node *a,
					    struct latch_tree_node *b)
{
	return hook_tramp_of(a)->ops.trampoline <
	       hook_tramp_of(b)->ops.trampoline;
}

static __always_inline int hook_tramp_cmp(void *key, struct latch_tree_node *n)
{
	const struct ftrace_ops *ops = &hook_tramp_of(n)->ops;
	unsigned long addr = (unsigned long)key;

	if (addr < ops->trampoline)
		return -1;
	return addr >= ops->trampoline + ops->trampoline_size;
}

static const struct latch_tree_ops hook_tramp_tree_ops = {
	.less	= hook_tramp_less,
	.comp	= hook_tramp_cmp,
};

static struct latch_tree_root hook_tramp_tree;

/**
 * ftrace_ops_trampoline - the trampoline that an address is in
 * @addr: the address
 *
 * Any context; the answer is good while preemption is disabled.
 *
 * Return: an ops that describes it by @trampoline, @trampoline_size and
 * FTRACE_OPS_FL_SAVE_REGS, or NULL.
 */
struct ftrace_ops *ftrace_ops_trampoline(unsigned long addr)
{
	struct latch_tree_node *node;

	guard(preempt_notrace)();
	node = latch_tree_find((void *)addr, &hook_tramp_tree,
			       &hook_tramp_tree_ops);
	return node ? &hook_tramp_of(node)->ops : NULL;
}

/**
 * is_ftrace_trampoline - is an address in a trampoline?
 * @addr: the address
 */
bool is_ftrace_trampoline(unsigned long addr)
{
	return ftrace_ops_trampoline(addr);
}

static void hook_tramp_tell_perf(const struct hook_tramp *tramp, bool gone)
{
	perf_event_ksymbol(PERF_RECORD_KSYMBOL_TYPE_OOL, tramp->ops.trampoline,
			   tramp->ops.trampoline_size, gone,
			   FTRACE_TRAMPOLINE_SYM);
}

/**
 * hook_tramp_make - make a trampoline
 * @func: the callback
 * @ops: what it is called with
 * @full: save all registers
 * @looks_on: no callback changes any of them
 *
 * Return: the trampoline, NULL if there is no memory.
 */
struct hook_tramp *hook_tramp_make(ftrace_func_t func, struct ftrace_ops *ops,
				   bool full, bool looks_on)
{
	struct hook_tramp *tramp;

	lockdep_assert_held(&hook_lock);

	tramp = kzalloc(sizeof(*tramp), GFP_KERNEL);
	if (!tramp)
		return NULL;
	tramp->ops.flags = full ? FTRACE_OPS_FL_SAVE_REGS : 0;
	tramp->ops.trampoline =
		ftrace_tramp_alloc((unsigned long)func, ops, full, looks_on,
				   &tramp->ops.trampoline_size);
	if (!tramp->ops.trampoline) {
		kfree(tramp);
		return NULL;
	}
	list_add_tail_rcu(&tramp->list, &hook_tramps);
	latch_tree_insert(&tramp->node, &hook_tramp_tree, &hook_tramp_tree_ops);
	hook_tramp_tell_perf(tramp, false);
	return tramp;
}

/**
 * hook_tramp_free - free a trampoline that nobody can be in any more
 * @tramp: the trampoline; may be NULL
 */
void hook_tramp_free(struct hook_tramp *tramp)
{
	if (!tramp)
		return;

	lockdep_assert_held(&hook_lock);
	hook_tramp_tell_perf(tramp, true);
	latch_tree_erase(&tramp->node, &hook_tramp_tree, &hook_tramp_tree_ops);
	list_del_rcu(&tramp->list);
	ftrace_tramp_free(tramp->ops.trampoline);
	kfree_rcu(tramp, rcu);
}

/**
 * set_ftrace_ops_ro - boot is over, as far as text is concerned
 *
 * Trampolines are read-only from the start. Those made early returned in the
 * way of a kernel that has not looked at the CPU's defects yet.
 */
void set_ftrace_ops_ro(void)
{
	struct hook_tramp *tramp;

	mutex_lock(&hook_lock);
	list_for_each_entry(tramp, &hook_tramps, list)
		ftrace_tramp_settle(tramp->ops.trampoline,
				    tramp->ops.flags & FTRACE_OPS_FL_SAVE_REGS);
	mutex_unlock(&hook_lock);
}
