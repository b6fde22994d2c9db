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
#include <linux/lockdep.h>
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

/* Functions of tracing itself that can be on top of a stack. */
#define STACK_OWN_MAX	8

/*
 * Where @from is in @calls: a return address that the caller knows, so that it does not depend on
 * what the compiler inlined or made a jump. If it is not there, the whole stack is shown.
 */
static unsigned int index_of(const unsigned long *calls, unsigned int n, unsigned long from)
{
	unsigned int i;

	for (i = 0; i < n && i < STACK_OWN_MAX; i++) {
		if (calls[i] == from)
			return i;
	}
	return 0;
}

static void write_stack(struct trace_buffer *buffer, unsigned int trace_ctx,
			const unsigned long *calls, unsigned int n)
{
	const size_t head = offsetof(struct stack_entry, caller);
	struct ring_buffer_event *event;
	struct stack_entry *entry;

	event = trace_buffer_lock_reserve(buffer, TRACE_STACK, head + n * sizeof(*calls),
					  trace_ctx);
	if (!event)
		return;
	entry = ring_buffer_event_data(event);
	entry->size = n;
	/* The array of the structure has a length, which the record need not have. */
	memcpy((void *)entry + head, calls, n * sizeof(*calls));
	trace_buffer_unlock_commit_nostack(buffer, event);
}

/**
 * trace_stack_from - record the kernel stack, from a known call on
 * @buffer:    where to
 * @trace_ctx: context
 * @from:      a return address on the stack, _RET_IP_ of some function: that call is the first
 * @skip:      calls to leave out after all
 */
void trace_stack_from(struct trace_buffer *buffer, unsigned int trace_ctx, unsigned long from,
		      int skip)
{
	unsigned long *calls = scratch_get();
	unsigned int n, first;

	if (!calls)
		return;
	/* Here may be where interrupts are off and lockdep is about to be told. */
	lockdep_off();
	n = stack_trace_save(calls, STACK_MAX, 0);
	lockdep_on();
	first = min(n, index_of(calls, n, from) + skip);
	write_stack(buffer, trace_ctx, calls + first, n - first);
	scratch_put();
}

/**
 * trace_stack_regs - record the kernel stack of registers
 * @buffer:    where to
 * @trace_ctx: context
 * @regs:      the registers
 */
void trace_stack_regs(struct trace_buffer *buffer, unsigned int trace_ctx, struct pt_regs *regs)
{
	unsigned long *calls = scratch_get();

	if (!calls)
		return;
	write_stack(buffer, trace_ctx, calls, stack_trace_save_regs(regs, calls, STACK_MAX, 0));
	scratch_put();
}

#ifdef CONFIG_USER_STACKTRACE_SUPPORT
/* This CPU reads a user stack. That may fault, and a fault may be an event which wants one. */
static DEFINE_PER_CPU(bool, user_stack_busy);

static void write_user_stack(struct trace_buffer *buffer, unsigned int trace_ctx)
{
	struct userstack_entry *entry;
	struct ring_buffer_event *event;

	event = trace_buffer_lock_reserve(buffer, TRACE_USER_STACK, sizeof(*entry), trace_ctx);
	if (!event)
		return;
	entry = ring_buffer_event_data(event);
	entry->tgid = current->tgid;
	memset(entry->caller, 0, sizeof(entry->caller));
	stack_trace_save_user(entry->caller, ARRAY_SIZE(entry->caller));
	trace_buffer_unlock_commit_nostack(buffer, event);
}
#endif

/**
 * trace_stack_user - record the stack of the user program
 * @buffer:    where to
 * @trace_ctx: context
 *
 * Kernel threads have none: their record has no addresses in it. What happens while one is read
 * has no user stack.
 */
void trace_stack_user(struct trace_buffer *buffer, unsigned int trace_ctx)
{
#ifdef CONFIG_USER_STACKTRACE_SUPPORT
	/* Reading it may fault. */
	if (unlikely(in_nmi()))
		return;

	preempt_disable_notrace();
	if (!this_cpu_xchg(user_stack_busy, true)) {
		write_user_stack(buffer, trace_ctx);
		this_cpu_write(user_stack_busy, false);
	}
	preempt_enable_notrace();
#endif
}

/**
 * trace_stack_options - record what the options stacktrace and userstacktrace ask for
 * @tr:	       the instance, for its options
 * @buffer:    where to
 * @trace_ctx: context of the record that was just written
 * @from:      first call of the kernel stack, see trace_stack_from()
 * @regs:      where the kernel stack starts instead, or NULL
 */
void trace_stack_options(struct trace_array *tr, struct trace_buffer *buffer,
			 unsigned int trace_ctx, unsigned long from, struct pt_regs *regs)
{
	u64 flags = READ_ONCE(tr->trace_flags);

	if (flags & TRACE_ITER_STACKTRACE) {
		if (regs)
			trace_stack_regs(buffer, trace_ctx, regs);
		else
			trace_stack_from(buffer, trace_ctx, from, 0);
	}
	if (flags & TRACE_ITER_USERSTACKTRACE)
		trace_stack_user(buffer, trace_ctx);
}

/**
 * trace_dump_stack - record the stack of the caller in the top instance
 * @skip: calls to leave out
 */
void trace_dump_stack(int skip)
{
	if (!tracing_is_disabled())
		trace_stack_from(global_trace.array_buffer.buffer, tracing_gen_ctx(), _RET_IP_,
				 skip);
}
EXPORT_SYMBOL_GPL(trace_dump_stack);
