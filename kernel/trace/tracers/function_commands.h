/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Function commands of the kind "pattern:command[:count]": what one has to bring.
 */
#ifndef _TRACE_TRACERS_FUNCTION_COMMANDS_H
#define _TRACE_TRACERS_FUNCTION_COMMANDS_H

#include "hook/hook.h"

struct trace_array;

/**
 * struct function_command - a command
 * @hook:    its name; the rest is filled in by function_command_register()
 * @act:     a function was hit: @ip is its call site; any context, notrace
 * @idle:    there is nothing to act on, which uses no count up; optional; as @act
 * @prepare: the first thing that can fail when it is set, may sleep; optional
 * @release: undo @prepare when a use goes away; trace_types_lock is held for both
 * @release: undo @prepare, when a use goes away; trace_types_lock is held for both
 * @once:    without a count it acts once, and not for ever
 * @one_kind: with a count and without are not two kinds, see function_commands.c
 */
struct function_command {
	struct hook_command	hook;
	void			(*act)(struct trace_array *tr, unsigned long ip);
	bool			(*idle)(struct trace_array *tr);
	int			(*prepare)(struct trace_array *tr);
	void			(*release)(struct trace_array *tr);
	bool			once;
	bool			one_kind;
};

int function_command_register(struct function_command *cmd);

#endif /* _TRACE_TRACERS_FUNCTION_COMMANDS_H */
