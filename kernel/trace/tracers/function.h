/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of the function tracer share.
 */
#ifndef _TRACE_TRACERS_FUNCTION_H
#define _TRACE_TRACERS_FUNCTION_H

struct trace_array;

#ifdef CONFIG_DYNAMIC_FTRACE
void function_commands_free(struct trace_array *tr);
#else
static inline void function_commands_free(struct trace_array *tr) { }
#endif

#endif /* _TRACE_TRACERS_FUNCTION_H */
