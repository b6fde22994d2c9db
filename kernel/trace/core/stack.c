// SPDX-License-Identifier: GPL-2.0-only
/*
 * Records of stacks: of the kernel, and of the user program that is in it.
 *
 * A stack is unwound into a buffer of the CPU first, because a record has to know its size before
 * it is reserved. There is one for each level of context that can interrupt another; should one
 * more come, the stack is left out.
 *
 * Any context; a user stack cannot be read in an NMI and is left out there. Never traced.
 */
#include <linux/export.h>
#include <linux/percpu.h>
#include <linux/stacktrace.h>

#include "trace.h"

#define STACK_LEVELS	4	/* task, softirq, irq, NMI */
#define STACK_MAX	128	/* deeper ones are cut at their far end */

struct stack_scratch {
	unsigned long	call[STACK_LEVELS][STACK_MAX];
};

static DEFINE_PER_CPU(struct stack_scratch, stack_scratch);
static DEFINE_PER_CPU(int, stack_level);

static unsigned long *scratch_get(void)
{
	int level;

	preempt_disable_notrace();
	level = this_cpu_inc_return(stack_level) - 1;
	if (likely(level < STACK_LEVELS))
		return this_cpu_ptr(&stack_scratch)->call[level];

	this_cpu_dec(stack_level);
	preempt_enable_notrace();
	return NULL;
}

static void scratch_put(void)
{
	this_cpu_dec(stack_level);
	preempt_enable_notrace();
}

/**
 * trace_stack_regs - record the kernel stack
 * @buffer:    where to
 * @trace_ctx: context
 * @skip:      entries to leave out, after the one that calls this
 * @regs:      where the stack starts; NULL for the caller
 */
noinline void trace_stack_regs(struct trace_buffer *buffer, unsigned int trace_ctx, int skip,
			       struct pt_regs *regs)
{
	unsigned long *calls = scratch_get();
	struct ring_buffer_event *event;
	struct stack_entry *entry;
	const size_t head = offsetof(struct stack_entry, caller);
	unsigned int n;

	if (!calls)
		return;

	if (regs)
		n = stack_trace_save_regs(regs, calls, STACK_MAX, skip);
	else
		n = stack_trace_save(calls, STACK_MAX, skip + 1);

	event = trace_buffer_lock_reserve(buffer, TRACE_STACK, head + n * sizeof(*calls),
					  trace_ctx);
	if (event) {
		entry = ring_buffer_event_data(event);
		entry->size = n;
		/* The array of the structure has a length, which the record need not have. */
		memcpy((void *)entry + head, calls, n * sizeof(*calls));
		trace_buffer_unlock_commit_nostack(buffer, event);
	}
	scratch_put();
}

/**
 * trace_stack_options - record what the options stacktrace and userstacktrace ask for
 * @tr:	       the instance, for its options
 * @buffer:    where to
 * @trace_ctx: context of the record that was just written
 * @skip:      entries of the kernel stack to leave out, after the caller
 * @regs:      where the kernel stack starts; NULL for the caller
 */
noinline void trace_stack_options(struct trace_array *tr, struct trace_buffer *buffer,
				  unsigned int trace_ctx, int skip, struct pt_regs *regs)
{
	u64 flags = READ_ONCE(tr->trace_flags);

	if (flags & TRACE_ITER_STACKTRACE)
		trace_stack_regs(buffer, trace_ctx, regs ? 0 : skip + 1, regs);
	if (flags & TRACE_ITER_USERSTACKTRACE)
		trace_stack_user(buffer, trace_ctx);
}

/**
 * __trace_stack - record the kernel stack in an instance
 * @tr:	       the instance
 * @trace_ctx: context
 * @skip:      entries to leave out, after the caller
 */
noinline void __trace_stack(struct trace_array *tr, unsigned int trace_ctx, int skip)
{
	trace_stack_regs(tr->array_buffer.buffer, trace_ctx, skip + 1, NULL);
}

/**
 * trace_dump_stack - record the stack of the caller in the top instance
 * @skip: entries to leave out
 */
noinline void trace_dump_stack(int skip)
{
	if (!tracing_is_disabled())
		__trace_stack(&global_trace, tracing_gen_ctx(), skip + 1);
}
EXPORT_SYMBOL_GPL(trace_dump_stack);

/**
 * trace_stack_user - record the stack of the user program
 * @buffer:    where to
 * @trace_ctx: context
 *
 * Kernel threads have none: their record has no addresses in it.
 */
void trace_stack_user(struct trace_buffer *buffer, unsigned int trace_ctx)
{
#ifdef CONFIG_USER_STACKTRACE_SUPPORT
	struct userstack_entry *entry;
	struct ring_buffer_event *event;

	/* Reading it may fault. */
	if (unlikely(in_nmi()))
		return;

	event = trace_buffer_lock_reserve(buffer, TRACE_USER_STACK, sizeof(*entry), trace_ctx);
	if (!event)
		return;
	entry = ring_buffer_event_data(event);
	entry->tgid = current->tgid;
	memset(entry->caller, 0, sizeof(entry->caller));
	stack_trace_save_user(entry->caller, ARRAY_SIZE(entry->caller));
	trace_buffer_unlock_commit_nostack(buffer, event);
#endif
}
