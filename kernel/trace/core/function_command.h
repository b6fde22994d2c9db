/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Function commands of the kind "pattern:command[:param][:count]": what one has to bring.
 */
#ifndef _TRACE_CORE_FUNCTION_COMMAND_H
#define _TRACE_CORE_FUNCTION_COMMAND_H

#include "hook/hook.h"

struct seq_file;
struct trace_array;

#ifdef CONFIG_DYNAMIC_FTRACE

/**
 * struct function_command - a command
 * @hook:    its name; the rest is filled in by function_command_register()
 * @parse:   take the parameters that are in front of the count, with a colon between, and leave
 *	     @param behind them, NULL if there is no more; what they are goes to @data. NULL if
 *	     there are none
 * @act:     a function was hit: @ip is its call site; any context, notrace
 * @idle:    there is nothing to act on, which uses no count up; optional; as @act
 * @prepare: the first thing that can fail when it is set, may sleep; optional
 * @release: undo @prepare, when a use goes away
 * @show:    print the parameters, with a colon in front; only with @parse
 * @records: it writes to the instance's trace: while that is off it is not called, and no count is
 *	     used up
 * @once:    without a count it acts once, and not for ever
 * @one_kind: with a count and without are not two kinds, see function_command.c
 *
 * event_mutex is held for @parse, @prepare and @release.
 */
struct function_command {
	struct hook_command	hook;
	int			(*parse)(struct trace_array *tr, char **param, void **data,
					 struct hook_error *err);
	void			(*act)(struct trace_array *tr, void *data, unsigned long ip);
	bool			(*idle)(struct trace_array *tr, void *data);
	int			(*prepare)(struct trace_array *tr, void *data,
					   struct hook_error *err);
	void			(*release)(struct trace_array *tr, void *data);
	void			(*show)(struct seq_file *m, void *data);
	bool			records;
	bool			once;
	bool			one_kind;
};

int function_command_register(struct function_command *cmd);
void function_commands_free(struct trace_array *tr);

#else

static inline void function_commands_free(struct trace_array *tr) { }

#endif /* CONFIG_DYNAMIC_FTRACE */

#endif /* _TRACE_CORE_FUNCTION_COMMAND_H */
