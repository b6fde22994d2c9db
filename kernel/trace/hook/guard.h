/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The guard against recursion, for callbacks that may call what is hooked.
 *
 * Each CPU knows in which context a guarded callback runs, innermost one first:
 * contexts nest, so whoever comes next and finds his own context there was called
 * by that callback. Whoever comes from another context puts his in, and leaves
 * what he found behind him. Interrupts between reading and writing do the same
 * and cannot be noticed.
 *
 * The first functions of an interrupt are called before the preempt count says
 * what they are, and look as if the interrupted callback had called them. One
 * such level is let through.
 *
 * Any context, NMI included. Preemption is disabled inside.
 */
#ifndef _TRACE_HOOK_GUARD_H
#define _TRACE_HOOK_GUARD_H

#include <linux/bits.h>
#include <linux/build_bug.h>
#include <linux/percpu.h>
#include <linux/preempt.h>

/*
 * The word is the preempt count, of which these bits tell the context. It is not 0
 * where disabled preemption is counted; elsewhere a bit sees to that.
 */
#define HOOK_GUARD_CONTEXT	(NMI_MASK | HARDIRQ_MASK | SOFTIRQ_OFFSET)
#define HOOK_GUARD_HELD		(IS_ENABLED(CONFIG_PREEMPT_COUNT) ? 0 : BIT(25))
#define HOOK_GUARD_TWICE	BIT(24)

static_assert(!((PREEMPT_MASK | SOFTIRQ_MASK | HARDIRQ_MASK | NMI_MASK) &
		(HOOK_GUARD_HELD | HOOK_GUARD_TWICE)));

/* What a guarded callback has put there, the innermost one; 0 if there is none. */
DECLARE_PER_CPU(unsigned int, hook_guard);

unsigned int hook_guard_nested(unsigned int found, unsigned int mine);

static __always_inline unsigned int hook_guard_mine(void)
{
#ifdef CONFIG_X86
	/* With a bit for rescheduling in it, which does not matter. */
	return raw_cpu_read_4(pcpu_hot.preempt_count) | HOOK_GUARD_HELD;
#else
	return preempt_count() | HOOK_GUARD_HELD;
#endif
}

static __always_inline void hook_guard_put(unsigned int word)
{
	raw_cpu_write(hook_guard, word);
}

/**
 * hook_guard_first - begin what must not recurse, where nothing else is guarded
 *
 * That is nearly always, and costs least: nothing has to be kept until the end.
 *
 * Return: true, to be followed by hook_guard_end(), or false, to be followed by
 * hook_guard_nest(), with preemption disabled in any case.
 */
static __always_inline bool hook_guard_first(void)
{
	preempt_disable_notrace();
	if (unlikely(raw_cpu_read(hook_guard)))
		return false;
	hook_guard_put(hook_guard_mine());
	/* It is there before the callback calls anything. */
	barrier();
	return true;
}

/**
 * hook_guard_leave - end it
 * @found: what hook_guard_nest() or hook_guard_enter() set
 */
static __always_inline void hook_guard_leave(unsigned int found)
{
	/* It stays until the callback has come back. */
	barrier();
	hook_guard_put(found);
	preempt_enable_notrace();
}

/**
 * hook_guard_end - end what hook_guard_first() began
 */
static __always_inline void hook_guard_end(void)
{
	hook_guard_leave(0);
}

/**
 * hook_guard_nest - begin what must not recurse, where something is guarded
 * @found: set to what hook_guard_leave() wants
 *
 * With preemption disabled for hook_guard_leave() to enable.
 *
 * Return: false for a recursion, with preemption enabled.
 */
static __always_inline bool hook_guard_nest(unsigned int *found)
{
	unsigned int mine;

	*found = raw_cpu_read(hook_guard);
	mine = hook_guard_nested(*found, hook_guard_mine());
	if (!mine) {
		preempt_enable_notrace();
		return false;
	}
	hook_guard_put(mine);
	barrier();
	return true;
}

/**
 * hook_guard_enter - begin what must not recurse
 * @found: set to what hook_guard_leave() wants
 *
 * Return: false for a recursion, with preemption as it was.
 */
static __always_inline bool hook_guard_enter(unsigned int *found)
{
	*found = 0;
	return likely(hook_guard_first()) || hook_guard_nest(found);
}

#endif /* _TRACE_HOOK_GUARD_H */
