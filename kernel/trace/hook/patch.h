/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Transactions: bring call sites in line with what ops want.
 *
 * Each of these is called with the hook lock held and does all or nothing. The
 * errors are -ENOMEM, -ENOSPC, -EBUSY where ops exclude each other, and -EINVAL
 * or -EFAULT, after which function hooks are dead, where a site does not hold
 * what it should.
 */
#ifndef _TRACE_HOOK_PATCH_H
#define _TRACE_HOOK_PATCH_H

#include <linux/ftrace.h>

struct hook_group;

#ifdef CONFIG_DYNAMIC_FTRACE

int hook_patch_ops(struct ftrace_ops *ops);
int hook_patch_filter(const struct ftrace_ops_hash *filter);
int hook_patch_group(struct hook_group *group);
int hook_patch_all(void);
int hook_retarget(struct ftrace_ops *ops, bool new_func);

#else

int hook_patch_all(void);

static inline int hook_patch_ops(struct ftrace_ops *ops)
{
	return hook_patch_all();
}

#endif

#endif /* _TRACE_HOOK_PATCH_H */
