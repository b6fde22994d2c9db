/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The head of a record, written by handlers for which each instruction counts.
 *
 * Nearly always there is nothing to say about the context but whether interrupts are off, which
 * four tests tell; what is unusual is left to trace_fill_head_slow(), which keeps all registers, so
 * that its call costs its caller nothing when it is not made.
 *
 * Contexts: any, with preemption off by exactly one more than where the record is about: by the
 * handler itself or by the tracepoint that called it.
 */
#ifndef _TRACE_CORE_HEAD_H
#define _TRACE_CORE_HEAD_H

#include <linux/irqflags.h>
#include <linux/sched.h>

#include "core/context.h"
#include "ring_buffer/rb.h"

/* What preempt_disable_notrace() adds to the count; without a count there is nothing to add. */
#define TRACE_PREEMPT_HELD	IS_ENABLED(CONFIG_PREEMPT_COUNT)

__rb_keeps_registers void trace_fill_head_slow(struct trace_entry *ent, unsigned int type);

#if defined(CONFIG_X86) && defined(__LITTLE_ENDIAN)

/* May it not leave its CPU, which the preempt_count byte tells? */
static __always_inline bool trace_task_is_pinned(void)
{
#ifdef CONFIG_SMP
	return current->migration_disabled;
#else
	return false;
#endif
}

/**
 * trace_fill_plain_head - write the head of a record if there is nothing unusual to say
 * @ent:  the record
 * @type: its type, 16 bits
 *
 * Return: false if that is left to trace_fill_head_slow().
 */
static __always_inline bool trace_fill_plain_head(struct trace_entry *ent, unsigned int type)
{
	unsigned int depth = (trace_raw_preempt_count() - TRACE_PREEMPT_HELD) ^
			     PREEMPT_NEED_RESCHED;
	unsigned int on;

	static_assert(offsetof(struct trace_entry, flags) == 2);
	static_assert(offsetof(struct trace_entry, preempt_count) == 3);

	/*
	 * IF is bit 9, TRACE_FLAG_IRQS_OFF, its opposite, is bit 0 of the flags. An interrupt may
	 * set a flag of the thread at any time; before or after makes no difference.
	 */
	on = (arch_local_save_flags() & X86_EFLAGS_IF) << (16 - 9);
	if (unlikely(depth > TRACE_CTX_DEPTH_MAX ||
		     rb_plain(current_thread_info()->flags) & _TIF_NEED_RESCHED ||
		     trace_task_is_pinned()))
		return false;
	/* Sums, where each bit is of one of them: one instruction adds three numbers. */
	*(u32 *)ent = type + (TRACE_FLAG_IRQS_OFF << 16) + (depth << 24) - on;
	ent->pid = current->pid;
	return true;
}

#else

static __always_inline bool trace_fill_plain_head(struct trace_entry *ent, unsigned int type)
{
	return false;
}

#endif

/**
 * trace_fill_head - write the head of a record
 * @ent:  the record
 * @type: its type, 16 bits
 */
static __always_inline void trace_fill_head(struct trace_entry *ent, unsigned int type)
{
	if (unlikely(!trace_fill_plain_head(ent, type)))
		trace_fill_head_slow(ent, type);
}

#endif /* _TRACE_CORE_HEAD_H */
