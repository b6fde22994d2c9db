/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Call-site records: one of 4 bytes for each function that can be hooked.
 *
 * Records lie in groups, sorted by address: vmlinux, the init text of vmlinux,
 * and the same two for each module. A group goes away as a whole, with the text
 * that it describes.
 *
 * What is on a site is told by its state, 4 bytes more. The states of a group are
 * made when the first of its sites is hooked: most kernels never hook any.
 */
#ifndef _TRACE_HOOK_REC_H
#define _TRACE_HOOK_REC_H

#include <linux/bits.h>
#include <linux/build_bug.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/types.h>

struct module;

/*
 * The hook lock: protects records, sets, the list of registered ops, their
 * filters and what is patched. Taken inside of the direct lock; the text mutex
 * is taken inside of it.
 */
extern struct mutex hook_lock;

/* Bits of a state; the lowest are the id of the set of ops. */
#define HOOK_REC_SET		GENMASK(19, 0)
/* Some ops that can send the function elsewhere was on it once. */
#define HOOK_REC_MODIFIED	BIT(30)
/* Some ops was on it once. */
#define HOOK_REC_TOUCHED	BIT(31)

/* In hook_rec.off: belongs to no function that is still there: a weak one that was overruled. */
#define HOOK_REC_DEAD		BIT(31)

/**
 * struct hook_rec - a call site
 * @off: its distance from the group's base, less than 2 GB; and HOOK_REC_DEAD
 */
struct hook_rec {
	u32	off;
};

static_assert(sizeof(struct hook_rec) == 4);

/**
 * struct hook_group - the call sites of a piece of text
 * @list: in hook_groups, vmlinux first; hook lock or RCU
 * @rcu: delays the freeing
 * @mod: the module; NULL for vmlinux
 * @init: text that is freed when it has run
 * @ready: may be patched; a module is not before all of it is in place
 * @count: number of records
 * @base: what the records' offsets count from
 * @states: of each record, in the same order; NULL before the first is hooked.
 *	    Hook lock
 * @recs: in ascending order, no two of the same offset
 */
struct hook_group {
	struct list_head	list;
	struct rcu_head		rcu;
	struct module		*mod;
	bool			init;
	bool			ready;
	unsigned int		count;
	unsigned long		base;
	u32			*states;
	struct hook_rec		recs[] __counted_by(count);
};

extern struct list_head hook_groups;

/* Changes when call sites come and go; hook lock to write. */
extern unsigned int hook_groups_generation;

/* From the linker script: what the compiler found in vmlinux. */
extern unsigned long __start_mcount_loc[];
extern unsigned long __stop_mcount_loc[];

static inline unsigned long hook_rec_ip(const struct hook_group *group,
					const struct hook_rec *rec)
{
	return group->base + (READ_ONCE(rec->off) & ~HOOK_REC_DEAD);
}

static inline bool hook_rec_dead(const struct hook_rec *rec)
{
	return READ_ONCE(rec->off) & HOOK_REC_DEAD;
}

static inline u32 hook_rec_state(const struct hook_group *group,
				 const struct hook_rec *rec)
{
	return group->states ? group->states[rec - group->recs] : 0;
}

static inline u32 hook_rec_set_id(const struct hook_group *group,
				  const struct hook_rec *rec)
{
	return hook_rec_state(group, rec) & HOOK_REC_SET;
}

int hook_group_make_states(struct hook_group *group);

static inline int hook_cmp(unsigned long a, unsigned long b)
{
	return (a > b) - (a < b);
}

struct hook_rec *hook_rec_find(unsigned long start, unsigned long end,
			       struct hook_group **groupp);

#endif /* _TRACE_HOOK_REC_H */
