/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Return hooks: be called when a function returns.
 *
 * A user owns a struct rethook with a pool of nodes. On a function's entry it
 * takes a node and hooks the return address with it; the architecture diverts
 * the return to a trampoline, which looks the task's nodes up, calls each
 * handler and goes on where the function would have returned to.
 */
#ifndef _LINUX_RETHOOK_H
#define _LINUX_RETHOOK_H

#include <linux/rcupdate.h>
#include <linux/compiler.h>
#include <linux/kallsyms.h>
#include <linux/objpool.h>
#include <linux/llist.h>

struct rethook;
struct rethook_node;

/* Called as handler(node, data of the rethook, real return address, regs). */
typedef void (*rethook_handler_t)(struct rethook_node *, void *, unsigned long,
				  struct pt_regs *);

/**
 * struct rethook_node - one hooked return
 * @rcu: delays a return to the pool
 * @llist: in the task's list, newest first
 * @rethook: whose node this is
 * @ret_addr: where the function really returns to
 * @frame: tells frames of a stack apart; set by the architecture
 *
 * Users put it first into a struct of their own and give that size to
 * rethook_alloc().
 */
struct rethook_node {
	struct rcu_head		rcu;
	struct llist_node	llist;
	struct rethook		*rethook;
	unsigned long		ret_addr;
	unsigned long		frame;
};

/**
 * struct rethook - a user of return hooks, with its pool
 * @data: for the handler
 * @handler: NULL once the user has stopped; no grace period ends while a call
 *	of it runs
 * @pool: free nodes
 * @rcu: delays the freeing past those who still look at @handler
 */
struct rethook {
	void			*data;
	rethook_handler_t	handler;
	struct objpool_head	pool;
	struct rcu_head		rcu;
};

struct rethook *rethook_alloc(void *data, rethook_handler_t handler, int size,
			      int num);
void rethook_stop(struct rethook *rh);
void rethook_free(struct rethook *rh);
struct rethook_node *rethook_try_get(struct rethook *rh);
void rethook_recycle(struct rethook_node *node);
void rethook_hook(struct rethook_node *node, struct pt_regs *regs, bool mcount);
unsigned long rethook_find_ret_addr(struct task_struct *tsk,
				    unsigned long frame,
				    struct llist_node **cur);

/* The architecture's part. */
void arch_rethook_prepare(struct rethook_node *node, struct pt_regs *regs,
			  bool mcount);
void arch_rethook_trampoline(void);
void arch_rethook_fixup_return(struct pt_regs *regs,
			       unsigned long correct_ret_addr);

/* What the trampoline calls; returns the real return address. */
unsigned long rethook_trampoline_handler(struct pt_regs *regs,
					 unsigned long frame);

/**
 * is_rethook_trampoline - is this return address a diverted one?
 * @addr: the address found on a stack
 */
static inline bool is_rethook_trampoline(unsigned long addr)
{
	void *tramp = dereference_symbol_descriptor(arch_rethook_trampoline);

	return (unsigned long)tramp == addr;
}

#ifdef CONFIG_RETHOOK
void rethook_flush_task(struct task_struct *tk);
#else
static inline void rethook_flush_task(struct task_struct *tk) { }
#endif

#endif /* _LINUX_RETHOOK_H */
