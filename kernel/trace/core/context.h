/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The context of a record: interrupts, preemption, wish to reschedule, as one word.
 *
 * Inline parts for handlers where each instruction counts; the public tracing_gen_ctx*() of
 * linux/trace_events.h are made of the same. The layout is told there.
 */
#ifndef _TRACE_CORE_CONTEXT_H
#define _TRACE_CORE_CONTEXT_H

#include <linux/irqflags.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/trace_events.h>

#define TRACE_CTX_FLAGS_SHIFT	16
#define TRACE_CTX_DEPTH_MAX	15U	/* what fits in four bits */

/**
 * trace_context_word - context word of a preempt_count and flags that the caller looked up
 * @pc:	   preempt_count()
 * @flags: enum trace_flag_type, the bits that @pc does not tell
 */
static __always_inline unsigned int trace_context_word(unsigned int pc, unsigned int flags)
{
	unsigned int depth = min(pc & PREEMPT_MASK, TRACE_CTX_DEPTH_MAX);

#ifdef CONFIG_SMP
	depth |= min((unsigned int)current->migration_disabled, TRACE_CTX_DEPTH_MAX) << 4;
#endif
	/* All of this is 0 in a task that has bottom halves on, so one test skips it. */
	if (unlikely(pc & (NMI_MASK | HARDIRQ_MASK | SOFTIRQ_MASK))) {
		flags |= pc & NMI_MASK ? TRACE_FLAG_NMI : 0;
		flags |= pc & HARDIRQ_MASK ? TRACE_FLAG_HARDIRQ : 0;
		flags |= in_serving_softirq() ? TRACE_FLAG_SOFTIRQ : 0;
		flags |= softirq_count() >> (SOFTIRQ_SHIFT + 1) ? TRACE_FLAG_BH_OFF : 0;
	}
	return flags << TRACE_CTX_FLAGS_SHIFT | depth;
}

/**
 * trace_raw_preempt_count - the preempt count with what the architecture folds into it
 *
 * One load for both, for trace_context_any().
 */
static __always_inline unsigned int trace_raw_preempt_count(void)
{
#ifdef CONFIG_X86
	return raw_cpu_read_4(pcpu_hot.preempt_count);
#else
	return preempt_count();
#endif
}

/**
 * trace_context_any - context word in any context
 * @raw:   what trace_raw_preempt_count() returned
 * @flags: enum trace_flag_type, those about interrupts
 */
static __always_inline unsigned int trace_context_any(unsigned int raw, unsigned int flags)
{
	flags |= tif_need_resched() ? TRACE_FLAG_NEED_RESCHED : 0;
#ifdef CONFIG_X86
	/* Inverted there: the bit is clear when a reschedule is wanted. */
	flags |= raw & PREEMPT_NEED_RESCHED ? 0 : TRACE_FLAG_PREEMPT_RESCHED;
	raw &= ~PREEMPT_NEED_RESCHED;
#else
	flags |= test_preempt_need_resched() ? TRACE_FLAG_PREEMPT_RESCHED : 0;
#endif
	return trace_context_word(raw, flags);
}

#endif /* _TRACE_CORE_CONTEXT_H */
