/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What trampolines call: one callback, or a walk over several.
 */
#ifndef _TRACE_HOOK_CALL_H
#define _TRACE_HOOK_CALL_H

#include <linux/ftrace.h>

ftrace_func_t hook_call_for_one(struct ftrace_ops *ops);
ftrace_func_t hook_call_for_many(unsigned long flags);

static inline bool hook_ops_is_direct(const struct ftrace_ops *ops)
{
	return ops->flags & FTRACE_OPS_FL_DIRECT;
}

static inline unsigned long hook_ops_direct_call(const struct ftrace_ops *ops)
{
#ifdef CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS
	return READ_ONCE(ops->direct_call);
#else
	return 0;
#endif
}

#endif /* _TRACE_HOOK_CALL_H */
