/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Writing a record inline, for writers who know its type and about how long it is: what write.c
 * does in general, without calls.
 *
 * Contexts: any, NMI included. Preemption is off from the begin that succeeds to the end.
 */
#ifndef _TRACE_CORE_RECORD_H
#define _TRACE_CORE_RECORD_H

#include <linux/preempt.h>

#include "core/head.h"
#include "core/trace.h"
#include "ring_buffer/buffer.h"

/**
 * trace_record_begin - start a record
 * @buffer: where to
 * @type:   its type, best a constant
 * @size:   bytes, the head included: 1 to RB_MAX_SMALL
 *
 * Return: the record with its head filled in, to be ended on the same buffer; NULL if nothing is to
 * be recorded.
 */
static __always_inline void *trace_record_begin(struct trace_buffer *buffer, unsigned int type,
						unsigned int size)
{
	struct ring_buffer_event *event;
	void *record;

	preempt_disable_notrace();
	event = rb_reserve_words(rb_this_cpu(buffer), DIV_ROUND_UP(size, RB_WORD));
	if (unlikely(!event)) {
		preempt_enable_notrace();
		return NULL;
	}
	record = (void *)event + RB_EVENT_HDR;
	trace_fill_head(record, type);
	return record;
}

/* The same for any size that fits a sub-buffer. */
static __always_inline void *trace_record_begin_any(struct trace_buffer *buffer,
						    unsigned int type, unsigned int size)
{
	struct ring_buffer_event *event;

	if (likely(size - 1 < RB_MAX_SMALL))
		return trace_record_begin(buffer, type, size);
	event = trace_buffer_lock_reserve(buffer, type, size, tracing_gen_ctx());
	return event ? ring_buffer_event_data(event) : NULL;
}

/**
 * trace_record_end - finish a record
 * @buffer: as it was begun
 */
static __always_inline void trace_record_end(struct trace_buffer *buffer)
{
	rb_commit(rb_this_cpu(buffer));
	preempt_enable_notrace();
}

/* The same, with the stacks that options may ask for. */
static __always_inline void trace_record_end_stacks(struct trace_array *tr,
						    struct trace_buffer *buffer)
{
	trace_record_end(buffer);
	if (unlikely(trace_wants_stacks(tr)))
		trace_stack_options(tr, buffer, tracing_gen_ctx(), _RET_IP_, NULL);
}

#endif /* _TRACE_CORE_RECORD_H */
