/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The registry of function commands, for the rest of this layer.
 */
#ifndef _TRACE_HOOK_COMMAND_H
#define _TRACE_HOOK_COMMAND_H

#include "hook/hook.h"
#include "hook/match.h"

int hook_command_run(struct ftrace_ops *ops, struct hook_word *word,
		     struct hook_error *err);
void hook_command_show_all(struct ftrace_ops *ops, struct seq_file *m);

#endif /* _TRACE_HOOK_COMMAND_H */
