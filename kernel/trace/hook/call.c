// SPDX-License-Identifier: GPL-2.0-only
/*
 * From the trampoline to the callbacks. This runs on every hit, in any context,
 * NMI included.
 *
 * What has to be tested is known when the ops are registered, and decides which
 * of these functions a trampoline calls: an ops that guards itself, and minds no
 * RCU, is called straight from there.
 */

#include <linux/ftrace.h>
#include <linux/rculist.h>

#include "hook/call.h"
#include "hook/guard.h"
#include "hook/ops.h"
#include "hook/set.h"

/* See guard.h. */
DEFINE_PER_CPU(unsigned int, hook_guard);

/**
 * hook_guard_nested - enter the guard where a guarded callback runs already
 * @found: what this CPU's word says
 * @mine: what it should say of this context
 *
 * Return: what to put there; 0 for a recursion.
 */
notrace unsigned int hook_guard_nested(unsigned int found, unsigned int mine)
{
	if ((found ^ mine) & HOOK_GUARD_CONTEXT)
		return mine;
	return found & HOOK_GUARD_TWICE ? 0 : mine | HOOK_GUARD_TWICE;
}

static __always_inline bool hook_rcu_allows(const struct ftrace_ops *ops)
{
	return !(ops->flags & FTRACE_OPS_FL_RCU) || rcu_is_watching();
}

#ifdef CONFIG_DYNAMIC_FTRACE

static noinline notrace void hook_call_one_nested(unsigned long ip,
						  unsigned long parent_ip,
						  struct ftrace_ops *ops,
						  struct ftrace_regs *fregs)
{
	unsigned int found;

	if (!hook_guard_nest(&found))
		return;
	ops->func(ip, parent_ip, ops, fregs);
	hook_guard_leave(found);
}

static notrace void hook_call_one_guarded(unsigned long ip,
					  unsigned long parent_ip,
					  struct ftrace_ops *ops,
					  struct ftrace_regs *fregs)
{
	if (unlikely(!hook_guard_first())) {
		hook_call_one_nested(ip, parent_ip, ops, fregs);
		return;
	}
	ops->func(ip, parent_ip, ops, fregs);
	hook_guard_end();
}

static notrace void hook_call_one_guarded_rcu(unsigned long ip,
					      unsigned long parent_ip,
					      struct ftrace_ops *ops,
					      struct ftrace_regs *fregs)
{
	if (rcu_is_watching())
		hook_call_one_guarded(ip, parent_ip, ops, fregs);
}

static notrace void hook_call_one_rcu(unsigned long ip,
				      unsigned long parent_ip,
				      struct ftrace_ops *ops,
				      struct ftrace_regs *fregs)
{
	if (rcu_is_watching())
		ops->func(ip, parent_ip, ops, fregs);
}

/**
 * hook_call_for_one - what the trampoline of a single ops calls
 * @ops: the ops
 */
ftrace_func_t hook_call_for_one(struct ftrace_ops *ops)
{
	bool rcu = ops->flags & FTRACE_OPS_FL_RCU;

	if (ops->flags & FTRACE_OPS_FL_RECURSION)
		return rcu ? hook_call_one_guarded_rcu : hook_call_one_guarded;
	return rcu ? hook_call_one_rcu : ops->func;
}

/* A direct ops has no callback: its call is made on the way out. */
static __always_inline void hook_call_member(unsigned long ip,
					     unsigned long parent_ip,
					     struct ftrace_ops *ops,
					     struct ftrace_regs *fregs)
{
	ftrace_func_t func = READ_ONCE(ops->func);

	if (hook_ops_is_direct(ops))
		arch_ftrace_set_direct_caller(fregs, hook_ops_direct_call(ops));
	else if (hook_rcu_allows(ops))
		func(ip, parent_ip, ops, fregs);
}

static __always_inline void hook_walk(unsigned long ip, unsigned long parent_ip,
				      struct ftrace_ops *walk,
				      struct ftrace_regs *fregs)
{
	struct hook_set *set = container_of(walk, struct hook_set, walk);
	struct ftrace_ops **ops = set->ops;
	struct ftrace_ops **end = ops + set->n;

	for (; ops < end; ops++)
		hook_call_member(ip, parent_ip, *ops, fregs);
}

/* None of the set's ops wants to be guarded. */
static notrace void hook_call_many(unsigned long ip, unsigned long parent_ip,
				   struct ftrace_ops *walk,
				   struct ftrace_regs *fregs)
{
	hook_walk(ip, parent_ip, walk, fregs);
}

/* The same for ops that are nothing special, which is most of them. */
static notrace void hook_call_many_plain(unsigned long ip,
					 unsigned long parent_ip,
					 struct ftrace_ops *walk,
					 struct ftrace_regs *fregs)
{
	struct hook_set *set = container_of(walk, struct hook_set, walk);
	struct ftrace_ops **ops = set->ops;
	struct ftrace_ops **end = ops + set->n;

	for (; ops < end; ops++)
		READ_ONCE((*ops)->func)(ip, parent_ip, *ops, fregs);
}

/**
 * arch_ftrace_ops_list_func - call all ops of a set, guarded against recursion
 * @ip: the call site
 * @parent_ip: the caller of the function
 * @walk: the ops in the set that stands for all of it
 * @fregs: the registers
 *
 * One guard for all: an ops without one of its own may call what is traced. A
 * direct call must not be lost to a recursion, and is not a callback anyway.
 */
notrace void arch_ftrace_ops_list_func(unsigned long ip,
				       unsigned long parent_ip,
				       struct ftrace_ops *walk,
				       struct ftrace_regs *fregs)
{
	struct hook_set *set = container_of(walk, struct hook_set, walk);
	unsigned int i, found;
	bool entered;

	entered = hook_guard_enter(&found);
	for (i = 0; i < set->n; i++) {
		struct ftrace_ops *ops = set->ops[i];

		if (entered || !(ops->flags & FTRACE_OPS_FL_RECURSION))
			hook_call_member(ip, parent_ip, ops, fregs);
	}
	if (entered)
		hook_guard_leave(found);
}

/**
 * hook_call_for_many - what the trampoline of a set of several ops calls
 * @flags: the flags of all of them together
 */
ftrace_func_t hook_call_for_many(unsigned long flags)
{
	if (flags & FTRACE_OPS_FL_RECURSION)
		return arch_ftrace_ops_list_func;
	if (flags & (FTRACE_OPS_FL_RCU | FTRACE_OPS_FL_DIRECT))
		return hook_call_many;
	return hook_call_many_plain;
}

#else /* !CONFIG_DYNAMIC_FTRACE */

/**
 * arch_ftrace_ops_list_func - call all registered ops, guarded
 * @ip: the call site
 * @parent_ip: the caller of the function
 * @unused: nothing
 * @fregs: the registers
 *
 * Without patching, every function comes here, for every ops.
 */
notrace void arch_ftrace_ops_list_func(unsigned long ip,
				       unsigned long parent_ip,
				       struct ftrace_ops *unused,
				       struct ftrace_regs *fregs)
{
	struct ftrace_ops *ops;
	unsigned int found;

	if (!hook_guard_enter(&found))
		return;
	list_for_each_entry_rcu(ops, &hook_ops_list, list, true) {
		if (hook_rcu_allows(ops))
			ops->func(ip, parent_ip, ops, fregs);
	}
	hook_guard_leave(found);
}

#endif /* CONFIG_DYNAMIC_FTRACE */
