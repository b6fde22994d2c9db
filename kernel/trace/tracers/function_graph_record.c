// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls that are not simply recorded: which of them are wanted, and what else is to be known of
 * them. function_graph.c has the others.
 *
 * All of it is decided by graph_data.features, which changes under whatever is on its way: each
 * hit takes its word once. What a return has to do was decided by its entry, and is in the frame.
 *
 * State is in the frames alone. A call is inside of the graph if there is a frame of the instance
 * below, and inside of a part that is left out if that frame is a silent one.
 *
 * Contexts: wherever a function can be called, so any, NMI included. Nothing here calls what can
 * be traced, so there is no guard against recursion.
 */
#include <linux/ftrace.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/trace_clock.h>

#include "hook/filter.h"
#include "ring_buffer/buffer.h"
#include "tracers/function.h"
#include "tracers/function_graph.h"
#include "tracers/function_graph_hit.h"
#include "tracers/function_graph_slow.h"
#include "tracers/profile.h"
#include "tracers/profile_clock.h"

#define WORDS_MAX	(1 + FTRACE_REGS_MAX_ARGS)

/* The newest frame of this user, behind those of others. */
static __always_inline struct fgraph_frame *frame_around(struct graph_data *data)
{
	u32 tag = fgraph_word_tag(READ_ONCE(data->gops.word));
	struct fgraph_frame *top = fgraph_top();

	if (!fgraph_offset_of(top))
		return NULL;
	if (likely(fgraph_frame_tag(top) == tag))
		return top;
	return fgraph_frame_tag(top) ? fgraph_find_tag(top, tag) : NULL;
}

static __always_inline struct graph_call *call_of(struct fgraph_frame *frame)
{
	return fgraph_frame_data(frame);
}

static __always_inline bool is_silent(struct fgraph_frame *frame)
{
	struct graph_call *call = call_of(frame);

	/* It may be one that was interrupted before it was filled in: then it is not. */
	return READ_ONCE(frame->retp) && !call->calltime && call->kind == GRAPH_CALL_SILENT;
}

/*
 * Where a call is put aside. One that is only half noted, or was when calls were recorded at
 * once, has no such place.
 */
static __always_inline struct graph_side *side_of(struct fgraph_frame *frame)
{
	struct graph_call *call = call_of(frame);

	if (!READ_ONCE(frame->retp) || call->calltime || call->kind != GRAPH_CALL_SIDE)
		return NULL;
	return call->side;
}

/* Of a list of functions, under RCU; preemption is off. */
static bool is_listed(struct graph_data *data, bool notrace_list, unsigned long ip)
{
	const struct ftrace_hash *functions;

	functions = rcu_dereference_raw_check(data->functions[notrace_list]);
	return functions && hook_hash_has(functions, ip);
}

/* In an interrupt: is it, or what it is called by there, in set_graph_function? */
static bool is_asked_for(struct graph_data *data, u32 features, struct fgraph_frame *around,
			 unsigned long ip)
{
	if (!(features & GRAPH_BY_FUNCTION))
		return false;
	return (around && call_of(around)->in_hardirq) || is_listed(data, false, ip);
}

static bool is_wanted(struct graph_data *data, u32 features, struct fgraph_frame *around,
		      unsigned long ip)
{
	unsigned int depth = around ? fgraph_frame_depth(around) + 1 : 0;

	if (features & GRAPH_BY_PIDS && raw_cpu_read(*function_data(data->tr)->ignore))
		return false;
	if (features & GRAPH_BY_CONTEXT && in_hardirq() &&
	    !is_asked_for(data, features, around, ip))
		return false;
	if (features & GRAPH_BY_DEPTH && depth >= READ_ONCE(data->max_depth))
		return false;
	/* Outside of all graphs: what is left out there is so with all that it calls. */
	if (features & GRAPH_BY_FUNCTION && !around && !is_listed(data, false, ip))
		return features & GRAPH_BY_NOTRACE && is_listed(data, true, ip);
	return !around || !(features & GRAPH_BY_NOTRACE) || !is_silent(around);
}

/* ---- records --------------------------------------------------------------------------------- */

/* Really: a tail call returns to where its caller's return was diverted to. */
static unsigned long real_return(struct ftrace_regs *fregs)
{
	unsigned long *parent = fgraph_parent(fregs);
	int idx = 0;

	return ftrace_graph_ret_addr(current, &idx, *parent, parent);
}

static unsigned int collect_words(unsigned long *words, u32 features, struct ftrace_regs *fregs,
				  u32 *extra)
{
	unsigned int i, n = 0;

	*extra = 0;
	if (features & GRAPH_WITH_RETADDR) {
		words[n++] = real_return(fregs);
		*extra |= GRAPH_EXTRA_RETADDR;
	}
	if (features & GRAPH_WITH_ARGS) {
		for (i = 0; i < FTRACE_REGS_MAX_ARGS; i++)
			words[n++] = ftrace_regs_get_argument(fregs, i);
		*extra |= FTRACE_REGS_MAX_ARGS;
	}
	return n;
}

/* With words behind it. The time is not the record's, but what is left of it does not matter. */
static bool record_long_call(struct graph_data *data, unsigned long ip, int depth, u32 features,
			     struct ftrace_regs *fregs, u64 *time)
{
	struct trace_buffer *buffer = data->tr->array_buffer.buffer;
	struct ftrace_graph_ent_long *entry;
	struct ring_buffer_event *event;
	unsigned long words[WORDS_MAX];
	unsigned int n;
	u32 extra;

	n = collect_words(words, features, fregs, &extra);
	event = trace_buffer_lock_reserve(buffer, TRACE_GRAPH_ENT, struct_size(entry, words, n),
					  tracing_gen_ctx_dec());
	if (!event)
		return false;
	entry = ring_buffer_event_data(event);
	entry->func = ip;
	entry->depth = depth;
	entry->extra = extra;
	memcpy(entry->words, words, n * sizeof(*words));
	*time = trace_clock_local();
	trace_buffer_unlock_commit_nostack(buffer, event);
	return true;
}

static bool record_call(struct graph_data *data, unsigned long ip, int depth, u32 features,
			struct ftrace_regs *fregs, u64 *time)
{
	if (features & (GRAPH_WITH_ARGS | GRAPH_WITH_RETADDR))
		return record_long_call(data, ip, depth, features, fregs, time);
	return graph_record_call(data->tr, ip, depth, time);
}

/* ---- entries --------------------------------------------------------------------------------- */

/* Fills in what the return will want. False: there will be none. */
static bool begin_call(struct graph_data *data, struct fgraph_frame *frame,
		       struct fgraph_frame *around, unsigned long ip, u32 features,
		       struct ftrace_regs *fregs)
{
	struct graph_call *call = call_of(frame);
	int depth = fgraph_frame_depth(frame);
	u64 time;

	call->calltime = 0;
	call->side = NULL;
	call->in_hardirq = !!in_hardirq();
	if (features & GRAPH_BY_NOTRACE && is_listed(data, true, ip)) {
		call->kind = GRAPH_CALL_SILENT;
		return true;
	}
	if (features & GRAPH_AS_PROFILE) {
		call->kind = GRAPH_CALL_COUNTED;
		call->began = profile_clock();
		return true;
	}
	if (features & GRAPH_IF_SLOW) {
		call->kind = GRAPH_CALL_SIDE;
		call->began = trace_clock_local();
		call->side = graph_side_enter(data, around ? side_of(around) : NULL, !around,
					      ip, depth, call->began,
					      features & GRAPH_WITH_RETADDR ?
					      real_return(fregs) : 0);
		return call->side;
	}
	if (features & GRAPH_BY_TIME) {
		call->kind = GRAPH_CALL_QUIET;
		call->began = trace_clock_local();
		return true;
	}
	if (!record_call(data, ip, depth, features, fregs, &time))
		return false;
	call->calltime = time;
	return true;
}

/**
 * graph_call_any - a function is entered
 * @ip:	       the call site
 * @parent_ip: the caller of the function
 * @ops:       the instance's
 * @fregs:     the registers
 */
notrace void graph_call_any(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *ops,
			    struct ftrace_regs *fregs)
{
	struct graph_data *data = container_of(ops, struct graph_data, gops.ops);
	u32 features = READ_ONCE(data->features);
	struct fgraph_frame *frame, *around;

	preempt_disable_notrace();
	around = frame_around(data);
	if (!is_wanted(data, features, around, ip))
		goto out;
	frame = fgraph_begin(&data->gops, GRAPH_FRAME_SIZE);
	if (!frame)
		goto out;
	if (begin_call(data, frame, around, ip, features, fregs))
		fgraph_hook(frame, ip, fgraph_parent(fregs), data->trampoline);
	else
		fgraph_cancel(frame);
out:
	preempt_enable_notrace();
}

/* ---- returns --------------------------------------------------------------------------------- */

static void return_quiet(struct graph_data *data, struct fgraph_frame *frame,
			 struct graph_call *call, u64 began, unsigned long retval)
{
	if (trace_clock_local() - began >= READ_ONCE(data->thresh))
		graph_record_return(data->tr, frame, began, retval);
}

/**
 * graph_return_any_call - a function returns
 * @data:   the graph tracer of an instance
 * @frame:  of the call
 * @retval: what it returns
 */
notrace void graph_return_any_call(struct graph_data *data, struct fgraph_frame *frame,
				   unsigned long retval)
{
	struct graph_call *call = call_of(frame);
	u64 began = call->began;

	if (call->calltime) {
		graph_record_return(data->tr, frame, call->calltime, retval);
		return;
	}
	switch (call->kind) {
	case GRAPH_CALL_SILENT:
		break;
	case GRAPH_CALL_QUIET:
		return_quiet(data, frame, call, began, retval);
		break;
	case GRAPH_CALL_SIDE:
		graph_side_leave(data, call->side, frame, began, retval);
		break;
	case GRAPH_CALL_COUNTED:
		function_profile_count(frame->func, began);
		break;
	}
}

/**
 * graph_slept - the task of a call was without a CPU
 * @frame: of the call
 * @ns:	   for how long
 */
notrace void graph_slept(struct fgraph_frame *frame, u64 ns)
{
	struct graph_call *call = call_of(frame);

	/* As if it had begun later. */
	if (call->calltime)
		call->calltime += ns;
	else if (call->kind == GRAPH_CALL_COUNTED)
		call->began += profile_clock_of_ns(ns);
	else
		call->began += ns;
}

/* The return handler of instances, which come and go. */
static __used notrace unsigned long graph_return_handler(struct ftrace_return *r)
{
	struct fgraph_frame *frame = fgraph_returning(&r->parent);
	struct fgraph_ops *gops;

	if (unlikely(!frame))
		return r->parent;
	preempt_disable_notrace();
	gops = fgraph_frame_user(frame);
	if (gops)
		graph_return_any_call(container_of(gops, struct graph_data, gops), frame, r->ax);
	preempt_enable_notrace();
	return fgraph_pop(frame, &r->parent);
}
NOKPROBE_SYMBOL(graph_return_handler);

DEFINE_FTRACE_RETURN(graph_return_any, graph_return_handler);
