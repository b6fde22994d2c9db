/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trampolines: the code between call sites and callbacks.
 */
#ifndef _TRACE_HOOK_TRAMP_H
#define _TRACE_HOOK_TRAMP_H

#include <linux/ftrace.h>
#include <linux/list.h>
#include <linux/rbtree_latch.h>
#include <linux/rcupdate.h>

/* What they are called in /proc/kallsyms and by perf. */
#define FTRACE_TRAMPOLINE_SYM	"ftrace_trampoline"
#define FTRACE_TRAMPOLINE_MOD	"__builtin__ftrace"

/**
 * struct hook_tramp - a trampoline
 * @node: in the tree by address
 * @list: in hook_tramps; hook lock or RCU
 * @grave: among those that wait to be freed
 * @rcu: delays the freeing of this description
 * @ops: what the unwinder is told: the code's address and size, and by
 *	FTRACE_OPS_FL_SAVE_REGS whether it saves all registers
 */
struct hook_tramp {
	struct latch_tree_node	node;
	struct list_head	list;
	struct list_head	grave;
	struct rcu_head		rcu;
	struct ftrace_ops	ops;
};

extern struct list_head hook_tramps;

struct hook_tramp *hook_tramp_make(ftrace_func_t func, struct ftrace_ops *ops,
				   bool full, bool looks_on);
void hook_tramp_free(struct hook_tramp *tramp);

#endif /* _TRACE_HOOK_TRAMP_H */
