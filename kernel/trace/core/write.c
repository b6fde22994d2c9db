// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writing records, the general way: reserve room, let the caller fill it, commit.
 *
 * Handlers for which each instruction counts do it themselves, inline; this is for records that a
 * few instructions more or less do not matter to.
 *
 * Any context, NMI included. No lock, no allocation; nothing in this
 * directory has call sites, so nothing here is traced. A record that cannot be written
 * because the buffer is off or full is dropped; the ring buffer counts it.
 */
#include <linux/export.h>

#include "trace.h"

/**
 * trace_buffer_lock_reserve - start a record
 * @buffer:    where to
 * @type:      enum trace_type, or the number of an event
 * @len:       bytes, the common head included
 * @trace_ctx: context, of tracing_gen_ctx*()
 *
 * Returns NULL if nothing can be written, else the event with the head filled in. Every event must
 * be committed or discarded, on this CPU: preemption is off in between.
 */
struct ring_buffer_event *trace_buffer_lock_reserve(struct trace_buffer *buffer, int type,
						    unsigned long len, unsigned int trace_ctx)
{
	struct ring_buffer_event *event = ring_buffer_lock_reserve(buffer, len);

	if (likely(event))
		tracing_generic_entry_update(ring_buffer_event_data(event), type, trace_ctx);
	return event;
}

/**
 * trace_buffer_unlock_commit_nostack - finish a record, and nothing else
 * @buffer: where the record is
 * @event:  the record
 */
void trace_buffer_unlock_commit_nostack(struct trace_buffer *buffer,
					struct ring_buffer_event *event)
{
	ring_buffer_unlock_commit(buffer);
}

/**
 * trace_buffer_unlock_commit_regs - finish a record, and record stacks if options say so
 * @tr:	       the instance, for its options
 * @buffer:    where the record is
 * @event:     the record
 * @trace_ctx: its context
 * @regs:      where the stack starts; NULL for here
 */
void trace_buffer_unlock_commit_regs(struct trace_array *tr, struct trace_buffer *buffer,
				     struct ring_buffer_event *event, unsigned int trace_ctx,
				     struct pt_regs *regs)
{
	ring_buffer_unlock_commit(buffer);
	if (unlikely(trace_wants_stacks(tr)))
		trace_stack_options(tr, buffer, trace_ctx, _RET_IP_, regs);
}
