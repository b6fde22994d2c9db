// SPDX-License-Identifier: GPL-2.0-only
/*
 * The graph tracer: a record for each entry and each return of functions, drawn as a graph of calls
 * with the time that each took.
 *
 * As with the function tracer, what to do for a hit is decided when something is configured. On
 * x86-64 the top instance's sites call graph_entry() itself, and functions return through a few
 * instructions to graph_return_top(). Whatever is configured beyond that, and other instances, have
 * the handlers of function_graph_record.c.
 *
 * A call's time is that of its two records: no clock is read but for them. Records are an ABI, see
 * core/entries.h; what is recorded beyond them is behind the end that their format tells of.
 *
 * Contexts of the handlers: wherever a function can be called, so any.
 */
#include <linux/ftrace.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/slab.h>

#include "hook/hook.h"
#include "tracers/function.h"
#include "tracers/function_graph.h"
#include "tracers/function_graph_hit.h"
#include "tracers/function_graph_slow.h"

/* At an address that is known when the handlers are compiled, and there for ever. */
static struct graph_data graph_top;

/* Out of the way. Where preemption is off, the tracer does not go away. */
static notrace noinline void graph_return_top_any(struct fgraph_frame *frame,
						  unsigned long retval)
{
	preempt_disable_notrace();
	if (fgraph_is_mine(frame, &graph_top.gops))
		graph_return_any_call(&graph_top, frame, retval);
	preempt_enable_notrace();
}

static __used notrace unsigned long graph_return_top(struct ftrace_return *r)
{
	struct fgraph_frame *frame = fgraph_returning(&r->parent);
	struct graph_call *call;
	u64 calltime;

	if (unlikely(!frame))
		return r->parent;
	if (likely(fgraph_is_mine(frame, &graph_top.gops))) {
		call = fgraph_frame_data(frame);
		calltime = call->calltime;
		if (likely(calltime))
			graph_record_return(&global_trace, frame, calltime, r->ax);
		else
			graph_return_top_any(frame, r->ax);
	}
	return fgraph_pop(frame, &r->parent);
}
NOKPROBE_SYMBOL(graph_return_top);

DEFINE_FTRACE_RETURN(graph_return, graph_return_top);

static __always_inline void graph_enter_top(unsigned long ip, unsigned long *parent)
{
	struct fgraph_frame *frame = fgraph_begin(&graph_top.gops, GRAPH_FRAME_SIZE);
	struct graph_call *call;
	u64 time;

	if (unlikely(!frame))
		return;
	if (unlikely(!graph_record_call(&global_trace, ip, fgraph_frame_depth(frame), &time))) {
		fgraph_cancel(frame);
		return;
	}
	call = fgraph_frame_data(frame);
	call->calltime = time;
	fgraph_hook(frame, ip, parent, graph_return);
}

/* Where others want the function too. */
static notrace void graph_call(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *ops,
			       struct ftrace_regs *fregs)
{
	graph_enter_top(ip, fgraph_parent(fregs));
}

/* Where the site calls it itself. */
static notrace __ftrace_entry void graph_entry(void)
{
	graph_enter_top(ftrace_entry_ip(), ftrace_entry_parent());
}

/**
 * graph_update - choose the handlers that an instance's configuration wants
 * @tr: the instance
 *
 * Returns 0, or -errno with the old ones in force.
 */
int graph_update(struct trace_array *tr)
{
	struct graph_data *data = graph_data(tr);
	u32 features;
	bool plain;
	int ret;

	if (!data || !data->running)
		return 0;
	features = graph_features(data);
	plain = !features && trace_array_is_top(tr);
	WRITE_ONCE(data->thresh, tr->thresh);
	WRITE_ONCE(data->features, features);
	ret = fgraph_count_sleep(&data->gops, graph_slept, data->options & GRAPH_SLEEP_TIME);
	if (ret)
		return ret;
	return ftrace_ops_set_handlers(&data->gops.ops, plain ? graph_call : graph_call_any,
				       plain ? (unsigned long)graph_entry : 0);
}

static void graph_stop(struct trace_array *tr)
{
	struct graph_data *data = graph_data(tr);

	data->running = false;
	fgraph_count_sleep(&data->gops, graph_slept, true);
	graph_slow_stop(data);
	graph_profile_stop(data);
	tracing_stop_cmdline_record(tr);
}

static int graph_init(struct trace_array *tr)
{
	struct graph_data *data = graph_data(tr);
	int ret;

	tracing_start_cmdline_record(tr);
	hook_share_filter(&data->gops.ops, tr->ops);
	data->running = true;
	ret = graph_slow_start(data) ?: graph_profile_start(data) ?: graph_update(tr);
	if (!ret)
		ret = fgraph_register(&data->gops, data->trampoline, GRAPH_FRAME_SIZE);
	if (ret)
		graph_stop(tr);
	return ret;
}

static void graph_reset(struct trace_array *tr)
{
	struct graph_data *data = graph_data(tr);
	struct trace_buffer *buffer = tr->array_buffer.buffer;

	/* As in function_reset(): patching need not fill what is emptied next. */
	ring_buffer_record_disable(buffer);
	unregister_ftrace_graph(&data->gops);
	ring_buffer_record_enable(buffer);
	graph_stop(tr);
}

static enum print_line_t graph_print(struct trace_iterator *iter)
{
	return graph_print_line(iter, READ_ONCE(graph_data(iter->tr)->options));
}

static void graph_header(struct seq_file *m)
{
	struct trace_iterator *iter = m->private;

	graph_print_header(m, READ_ONCE(graph_data(iter->tr)->options));
}

static int graph_instance_init(struct trace_array *tr)
{
	bool top = trace_array_is_top(tr);
	struct graph_data *data = top ? &graph_top : kzalloc(sizeof(*data), GFP_KERNEL);

	if (!data)
		return -ENOMEM;
	data->tr = tr;
	data->options = GRAPH_DEFAULT_OPTIONS;
	data->trampoline = top ? graph_return : graph_return_any;
	graph_lists_init(data);
	tr->graph_data = data;
	return 0;
}

static void graph_instance_exit(struct trace_array *tr)
{
	struct graph_data *data = graph_data(tr);

	tr->graph_data = NULL;
	/* The option alone makes side buffers, whatever the tracer. */
	graph_slow_stop(data);
	graph_lists_exit(data);
	if (data != &graph_top)
		kfree(data);
}

static struct tracer graph_tracer = {
	.name		= "function_graph",
	.init		= graph_init,
	.reset		= graph_reset,
	.update_thresh	= graph_update,
	.open		= graph_print_open,
	.pipe_open	= graph_print_open,
	.close		= graph_print_close,
	.pipe_close	= graph_print_close,
	.dump_open	= graph_print_dump,
	.rewind		= graph_print_rewind,
	.print_header	= graph_header,
	.print_line	= graph_print,
	.instance_init	= graph_instance_init,
	.instance_exit	= graph_instance_exit,
	.flags		= &graph_flags,
	.set_flag	= graph_set_flag,
	.instance_flags	= graph_instance_flags,
	.allow_instances = true,
};

static __init int graph_register(void)
{
	/* Before it registers, which may start it. */
	scoped_guard(mutex, &trace_types_lock)
		graph_lists_at_boot(&graph_top);
	return register_tracer(&graph_tracer);
}
core_initcall_sync(graph_register);
