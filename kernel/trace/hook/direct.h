/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Direct calls, and what they have to be told about other ops.
 */
#ifndef _TRACE_HOOK_DIRECT_H
#define _TRACE_HOOK_DIRECT_H

struct ftrace_ops;

#ifdef CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS

int hook_direct_share(struct ftrace_ops *ops);
void hook_direct_unshare(struct ftrace_ops *ops);
void hook_direct_share_begin(struct ftrace_ops *ops);
void hook_direct_share_end(struct ftrace_ops *ops);

#else

static inline int hook_direct_share(struct ftrace_ops *ops)
{
	return 0;
}

static inline void hook_direct_unshare(struct ftrace_ops *ops) { }
static inline void hook_direct_share_begin(struct ftrace_ops *ops) { }
static inline void hook_direct_share_end(struct ftrace_ops *ops) { }

#endif /* CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS */

#endif /* _TRACE_HOOK_DIRECT_H */
