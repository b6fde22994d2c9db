/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The stack tracer, as seen by its control files.
 */
#ifndef _TRACE_TRACERS_STACK_H
#define _TRACE_TRACERS_STACK_H

#include <linux/types.h>

struct ftrace_ops;

#define STACK_TRACER_ENTRIES	500

/**
 * struct stack_record - the deepest stack that was seen
 * @size: its bytes
 * @nr: how many calls it has
 * @ip: their return addresses, the innermost first; that of the function that was
 *	entered is behind its call site
 * @depth: bytes of stack from where each of these is
 */
struct stack_record {
	unsigned long	size;
	unsigned int	nr;
	unsigned long	ip[STACK_TRACER_ENTRIES];
	unsigned int	depth[STACK_TRACER_ENTRIES];
};

struct ftrace_ops *stack_tracer_ops(void);
void stack_tracer_get(struct stack_record *copy);
unsigned long stack_tracer_max(void);
void stack_tracer_set_max(unsigned long size);

#endif /* _TRACE_TRACERS_STACK_H */
