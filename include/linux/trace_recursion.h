/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Recursion guard for callbacks of function hooks.
 *
 * A callback that calls a traced function would be called again by it, without
 * end. The guard keeps one bit a context (NMI, interrupt, softirq, task) in
 * current->trace_recursion; whoever finds the bit of its context taken backs
 * out. Guards of different users are apart: each has a row of bits.
 *
 * A context can be entered before preempt_count says so: an interrupt that is
 * traced on its very first instructions still looks like the task that it
 * interrupted. That one level is let through on a row's spare bit, otherwise
 * the first functions of each interrupt would be missing from a trace.
 *
 * Any context, NMI included. Only current touches its own bits, and a context
 * gives back what it took before it returns, so that plain loads and stores do.
 */
#ifndef _LINUX_TRACE_RECURSION_H
#define _LINUX_TRACE_RECURSION_H

#include <linux/interrupt.h>
#include <linux/sched.h>

#ifdef CONFIG_TRACING

/* Bits of one row, by interrupt_context_level() counted down from 3. */
enum {
	TRACE_CTX_NMI,
	TRACE_CTX_IRQ,
	TRACE_CTX_SOFTIRQ,
	TRACE_CTX_NORMAL,
	TRACE_CTX_TRANSITION,
};

#define TRACE_CONTEXT_BITS	4
#define __TRACE_ROW_BITS	(TRACE_CONTEXT_BITS + 1)

enum {
	/* Callbacks that guard themselves. */
	TRACE_FTRACE_BIT,
	/* Callbacks guarded by the hook layer. */
	TRACE_INTERNAL_BIT		= TRACE_FTRACE_BIT + __TRACE_ROW_BITS,
	/* Events that are made inside of tracing. */
	TRACE_INTERNAL_EVENT_BIT	= TRACE_INTERNAL_BIT + __TRACE_ROW_BITS,
	/* Single bits. */
	TRACE_BRANCH_BIT		= TRACE_INTERNAL_EVENT_BIT + __TRACE_ROW_BITS,
	TRACE_IRQ_BIT,
	TRACE_RECORD_RECURSION_BIT,
};

#define TRACE_FTRACE_START	TRACE_FTRACE_BIT
#define TRACE_LIST_START	TRACE_INTERNAL_BIT
#define TRACE_EVENT_START	TRACE_INTERNAL_EVENT_BIT

static __always_inline void trace_recursion_set(int bit)
{
	current->trace_recursion |= 1UL << bit;
}

static __always_inline void trace_recursion_clear(int bit)
{
	current->trace_recursion &= ~(1UL << bit);
}

static __always_inline bool trace_recursion_test(int bit)
{
	return current->trace_recursion & (1UL << bit);
}

static __always_inline int trace_get_context_bit(void)
{
	return TRACE_CTX_NORMAL - interrupt_context_level();
}

#ifdef CONFIG_FTRACE_RECORD_RECURSION
void ftrace_record_recursion(unsigned long ip, unsigned long parent_ip);
#endif

static __always_inline void __trace_recursed(unsigned long ip,
					     unsigned long parent_ip)
{
#ifdef CONFIG_FTRACE_RECORD_RECURSION
	if (trace_recursion_test(TRACE_RECORD_RECURSION_BIT))
		return;
	trace_recursion_set(TRACE_RECORD_RECURSION_BIT);
	ftrace_record_recursion(ip, parent_ip);
	trace_recursion_clear(TRACE_RECORD_RECURSION_BIT);
#endif
}

/* True, after one warning, where a function is traced without RCU's eyes. */
static __always_inline bool __trace_rcu_is_blind(unsigned long ip)
{
#ifdef CONFIG_FTRACE_VALIDATE_RCU_IS_WATCHING
	if (likely(rcu_is_watching()))
		return false;
	if (!trace_recursion_test(TRACE_RECORD_RECURSION_BIT)) {
		trace_recursion_set(TRACE_RECORD_RECURSION_BIT);
		WARN_ONCE(1, "RCU does not watch %pS\n", (void *)ip);
		trace_recursion_clear(TRACE_RECORD_RECURSION_BIT);
	}
	return true;
#else
	return false;
#endif
}

/*
 * Take the bit of this context in the row that begins at @start. Returns the
 * bit, with preemption disabled, or -1 when this is a recursion.
 */
static __always_inline int trace_test_and_set_recursion(unsigned long ip,
							unsigned long parent_ip,
							int start)
{
	unsigned long taken = READ_ONCE(current->trace_recursion);
	int bit = start + trace_get_context_bit();

	if (__trace_rcu_is_blind(ip))
		return -1;

	if (unlikely(taken & (1UL << bit))) {
		bit = start + TRACE_CTX_TRANSITION;
		if (taken & (1UL << bit)) {
			__trace_recursed(ip, parent_ip);
			return -1;
		}
	}

	current->trace_recursion = taken | (1UL << bit);
	/* The bit is set before anything that the callback does. */
	barrier();
	preempt_disable_notrace();
	return bit;
}

static __always_inline void trace_clear_recursion(int bit)
{
	preempt_enable_notrace();
	/* The bit goes after everything that the callback did. */
	barrier();
	trace_recursion_clear(bit);
}

/**
 * ftrace_test_recursion_trylock - enter a section that must not recurse
 * @ip: the traced function
 * @parent_ip: its caller
 *
 * For callbacks of struct ftrace_ops that call functions that may be traced.
 *
 * Return: -1 when this context is inside such a section already, else what
 * ftrace_test_recursion_unlock() wants. Preemption is disabled in the section.
 */
static __always_inline int ftrace_test_recursion_trylock(unsigned long ip,
							 unsigned long parent_ip)
{
	return trace_test_and_set_recursion(ip, parent_ip, TRACE_FTRACE_START);
}

/**
 * ftrace_test_recursion_unlock - leave the section
 * @bit: what ftrace_test_recursion_trylock() returned, not negative
 */
static __always_inline void ftrace_test_recursion_unlock(int bit)
{
	trace_clear_recursion(bit);
}

#endif /* CONFIG_TRACING */

#endif /* _LINUX_TRACE_RECURSION_H */
