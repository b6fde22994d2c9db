/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sets of ops. All call sites that the same ops want share one set, which knows
 * what such a site has to call.
 */
#ifndef _TRACE_HOOK_SET_H
#define _TRACE_HOOK_SET_H

#include <linux/ftrace.h>
#include <linux/list.h>
#include <linux/types.h>

struct hook_tramp;

/**
 * struct hook_set - a set of ops
 * @id: names it in hook_group.states; 0 is the empty set
 * @users: number of records that have it
 * @used: some record had it once: its code can be running
 * @target: what a site calls; 0 for a NOP, or while not prepared
 * @tramp: the trampoline, if it has needed one
 * @toggled: where hook_set_toggle() led to last, with @toggled_ops
 * @toggled_ops: see there; NULL if @toggled is not valid
 * @node: in the table by @hash
 * @hash: of the ops
 * @list: among the sets that wait to be freed
 * @walk: the ops that the trampoline of a set of two or more carries
 * @n: number of ops
 * @ops: the ops, in the order of registration
 *
 * Fields from @n on never change and are read by the walker without a lock; the
 * rest is for the holder of the hook lock.
 */
struct hook_set {
	u32			id;
	unsigned int		users;
	bool			used;
	unsigned long		target;
	struct hook_tramp	*tramp;
	struct hook_set		*toggled;
	struct ftrace_ops	*toggled_ops;
	struct hlist_node	node;
	u32			hash;
	struct list_head	list;
	struct ftrace_ops	walk;
	unsigned int		n;
	struct ftrace_ops	*ops[] __counted_by(n);
};

struct hook_set *hook_set_by_id(u32 id);
struct hook_set *hook_set_of_one(struct ftrace_ops *ops);
bool hook_set_has(const struct hook_set *set, const struct ftrace_ops *ops);
unsigned long hook_set_flags(const struct hook_set *set);
struct hook_set *hook_set_toggle(struct hook_set *set, struct ftrace_ops *ops);
int hook_set_prepare(struct hook_set *set);
int hook_set_new_target(struct hook_set *set, unsigned long *target);
void hook_set_bury_tramp(struct hook_tramp *tramp);
void hook_set_sweep(void);

/* The empty set is there for ever, and not counted. */
static inline void hook_set_get(struct hook_set *set)
{
	set->users += !!set->n;
	set->used = true;
}

static inline void hook_set_put(struct hook_set *set)
{
	set->users -= !!set->n;
}

#endif /* _TRACE_HOOK_SET_H */
