/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The two records of a call, inlined into the handlers.
 *
 * Any context. They disable preemption themselves, once.
 */
#ifndef _TRACE_TRACERS_FUNCTION_GRAPH_HIT_H
#define _TRACE_TRACERS_FUNCTION_GRAPH_HIT_H

#include "ring_buffer/buffer.h"
#include "tracers/function_graph.h"
#include "core/head.h"

/* False: it was not recorded. Otherwise @time is when. */
static __always_inline bool graph_record_call(struct trace_array *tr, unsigned long ip, int depth,
					      u64 *time)
{
	struct ftrace_graph_ent_entry *entry;
	struct rb_cpu *cb;

	preempt_disable_notrace();
	cb = rb_this_cpu(tr->array_buffer.buffer);
	entry = rb_reserve_timed(cb, rb_event_space(GRAPH_ENT_SIZE), time);
	if (likely(entry)) {
		trace_fill_head(&entry->ent, TRACE_GRAPH_ENT);
		entry->func = ip;
		entry->depth = depth;
		rb_commit(cb);
	}
	preempt_enable_notrace();
	return entry;
}

static __always_inline void graph_record_return(struct trace_array *tr,
						const struct fgraph_frame *frame, u64 calltime,
						unsigned long retval)
{
	struct ftrace_graph_ret_entry *entry;
	struct rb_cpu *cb;
	u64 time;

	preempt_disable_notrace();
	cb = rb_this_cpu(tr->array_buffer.buffer);
	entry = rb_reserve_timed(cb, rb_event_space(sizeof(*entry)), &time);
	if (likely(entry)) {
		trace_fill_head(&entry->ent, TRACE_GRAPH_RET);
		entry->func = frame->func;
		entry->retval = retval;
		entry->depth = fgraph_frame_depth(frame);
		entry->overrun = atomic_read(&current->trace_overrun);
		entry->calltime = calltime;
		entry->rettime = time;
		rb_commit(cb);
	}
	preempt_enable_notrace();
}

#endif /* _TRACE_TRACERS_FUNCTION_GRAPH_HIT_H */
