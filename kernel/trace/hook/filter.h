/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Filters: the sorted addresses of the call sites that an ops wants, or does not.
 */
#ifndef _TRACE_HOOK_FILTER_H
#define _TRACE_HOOK_FILTER_H

#include <linux/ftrace.h>
#include <linux/list.h>

/**
 * struct ftrace_hash - call sites, by address
 * @list: in the list of all that are some ops' filter, or of copies
 * @count: number of addresses; can become 0 when a module goes
 * @ips: the addresses, ascending, each once, but in a copy that a module has left
 *
 * As a filter, no struct means all functions, and an empty one means none.
 */
struct ftrace_hash {
	struct list_head	list;
	unsigned int		count;
	unsigned long		ips[];
};

unsigned int hook_hash_from(const struct ftrace_hash *hash, unsigned long ip);

static inline bool hook_hash_has(const struct ftrace_hash *hash,
				 unsigned long ip)
{
	unsigned int i = hook_hash_from(hash, ip);

	return i < READ_ONCE(hash->count) && READ_ONCE(hash->ips[i]) == ip;
}

struct ftrace_hash *hook_hash_alloc(unsigned int count);
void hook_hash_free(struct ftrace_hash *hash);

int hook_filter_set(struct ftrace_ops *ops, bool exclude,
		    struct ftrace_hash *hash, bool may_empty);
int hook_filter_grow(struct ftrace_ops_hash *filter, bool exclude,
		     unsigned long *ips, unsigned int n);
int hook_exclude_ips(struct ftrace_ops *ops, unsigned long *ips, unsigned int n,
		     bool remove);
void hook_filters_forget(unsigned long start, unsigned long end);
void hook_filter_early(void);

static inline struct ftrace_hash *hook_filter_of(struct ftrace_ops *ops,
						 bool exclude)
{
	return exclude ? ops->func_hash->notrace_hash :
			 ops->func_hash->filter_hash;
}

#endif /* _TRACE_HOOK_FILTER_H */
