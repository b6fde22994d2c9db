/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Registered ops, and the state of function hooks as a whole.
 */
#ifndef _TRACE_HOOK_OPS_H
#define _TRACE_HOOK_OPS_H

#include <linux/ftrace.h>
#include <linux/list.h>

#include "hook/hook.h"

/* All registered ops, oldest first; hook lock or RCU. */
extern struct list_head hook_ops_list;

/* Set for good by ftrace_kill(). */
extern bool hook_killed;

void hook_ops_init(struct ftrace_ops *ops);
int hook_ops_register_locked(struct ftrace_ops *ops);
int hook_ops_unregister_locked(struct ftrace_ops *ops);
int hook_ops_switch(int on);

#endif /* _TRACE_HOOK_OPS_H */
