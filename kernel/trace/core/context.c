// SPDX-License-Identifier: GPL-2.0-only
/*
 * The context of a record for callers outside of tracing: generated event code and clients that use
 * tracing_gen_ctx*() of linux/trace_events.h.
 *
 * Any context, never traced.
 */
#include "context.h"

/**
 * tracing_gen_ctx_irq_test - context word of here and now
 * @irqs_status: the flags about interrupts, TRACE_FLAG_IRQS_*
 */
unsigned int tracing_gen_ctx_irq_test(unsigned int irqs_status)
{
	return trace_context_any(trace_raw_preempt_count(), irqs_status);
}
