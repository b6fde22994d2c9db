// SPDX-License-Identifier: GPL-2.0-only
/*
 * The context of a record, for callers outside of tracing, who use tracing_gen_ctx*() of
 * linux/trace_events.h, and for what head.h leaves out.
 *
 * Any context, never traced.
 */
#include "context.h"
#include "head.h"

/**
 * tracing_gen_ctx_irq_test - context word of here and now
 * @irqs_status: the flags about interrupts, TRACE_FLAG_IRQS_*
 */
unsigned int tracing_gen_ctx_irq_test(unsigned int irqs_status)
{
	return trace_context_any(trace_raw_preempt_count(), irqs_status);
}

/**
 * trace_fill_head_slow - write the head of a record of softirqs, hard irqs, NMIs, unusual tasks
 * @ent:  the record
 * @type: its type
 */
notrace noinline __rb_keeps_registers void trace_fill_head_slow(struct trace_entry *ent,
								unsigned int type)
{
	unsigned int raw = trace_raw_preempt_count() - TRACE_PREEMPT_HELD;
	unsigned int flags = 0;

	if (IS_ENABLED(CONFIG_TRACE_IRQFLAGS_SUPPORT) && raw_irqs_disabled())
		flags = TRACE_FLAG_IRQS_OFF;
	tracing_generic_entry_update(ent, type, trace_context_any(raw, flags));
}
