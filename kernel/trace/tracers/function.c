// SPDX-License-Identifier: GPL-2.0-only
/*
 * The function tracer: one record for every call of every function that
 * set_ftrace_filter names.
 *
 * What to do for a hit is decided when something is configured, never when it
 * is hit: by the handler that the ops has. On x86-64 the top instance's sites
 * call function_entry() itself, with no trampoline between; sites that others
 * want too, other instances and other architectures reach function_call(). With
 * a list of pids there is one test in front, function_pid.c; options have a
 * handler of their own, function_options.c.
 *
 * Contexts of the handlers: wherever a function can be called, so any. They
 * call nothing that could be traced and need no guard against recursion: an
 * event may be recorded at any point of recording another one.
 */
#include <linux/ftrace.h>
#include <linux/kernel.h>
#include <linux/slab.h>

#include "core/head.h"
#include "core/export.h"
#include "core/function_command.h"
#include "core/trace.h"
#include "hook/hook.h"
#include "ring_buffer/buffer.h"
#include "tracers/function.h"
#include "tracers/function_graph.h"

#ifdef CONFIG_X86_64
#include <asm/ftrace_entry.h>
#endif

static __always_inline struct ftrace_entry *function_reserve(struct rb_cpu *cb)
{
	return rb_reserve(cb, rb_event_space(sizeof(struct ftrace_entry)));
}

static __always_inline void function_commit(struct rb_cpu *cb, struct ftrace_entry *entry,
					    unsigned long ip, unsigned long parent_ip)
{
	trace_fill_head(&entry->ent, TRACE_FN);
	entry->ip = ip;
	entry->parent_ip = parent_ip;
	rb_commit(cb);
}

static __always_inline void function_record(struct trace_array *tr, unsigned long ip,
					    unsigned long parent_ip)
{
	struct ftrace_entry *entry;
	struct rb_cpu *cb;

	preempt_disable_notrace();
	cb = rb_this_cpu(tr->array_buffer.buffer);
	entry = function_reserve(cb);
	if (likely(entry))
		function_commit(cb, entry, ip, parent_ip);
	preempt_enable_notrace();
}

static notrace void function_call(unsigned long ip, unsigned long parent_ip,
				  struct ftrace_ops *ops, struct ftrace_regs *fregs)
{
	function_record(ops->private, ip, parent_ip);
}

static notrace void function_call_pid(unsigned long ip, unsigned long parent_ip,
				      struct ftrace_ops *ops, struct ftrace_regs *fregs)
{
	struct trace_array *tr = ops->private;

	/* On whichever CPU: it is about this task. */
	if (!raw_cpu_read(*function_data(tr)->ignore))
		function_record(tr, ip, parent_ip);
}

#ifdef __ftrace_entry

/*
 * The top instance's sites call what is below, and nothing around it saves a
 * register: what is needed late is looked up late.
 */
static __always_inline void function_record_site(void)
{
	struct ftrace_entry *entry;
	struct rb_cpu *cb;

	preempt_disable_notrace();
	cb = rb_this_cpu(global_trace.array_buffer.buffer);
	entry = function_reserve(cb);
	if (likely(entry)) {
		trace_fill_head(&entry->ent, TRACE_FN);
		barrier();
		entry->ip = ftrace_entry_ip();
		entry->parent_ip = ftrace_entry_parent_ip();
		rb_commit(cb);
	}
	preempt_enable_notrace();
}

static notrace __ftrace_entry void function_entry(void)
{
	function_record_site();
}

/* The same, with a list of pids. */
static notrace __ftrace_entry void function_entry_pid(void)
{
	if (!raw_cpu_read(function_ignore))
		function_record_site();
}

static unsigned long function_entry_of(struct trace_array *tr, bool pids)
{
	if (!trace_array_is_top(tr))
		return 0;
	return (unsigned long)(pids ? function_entry_pid : function_entry);
}

#else

static unsigned long function_entry_of(struct trace_array *tr, bool pids)
{
	return 0;
}

#endif /* __ftrace_entry */

/**
 * function_update - choose the handlers that an instance's configuration wants
 * @tr: the instance
 *
 * Returns 0, or -errno with the old ones in force.
 */
int function_update(struct trace_array *tr)
{
	struct function_data *data = function_data(tr);
	bool pids = function_has_pids(data);
	int ret;

	/* Who is not wanted is not in the graph either. */
	ret = graph_update(tr);
	if (ret)
		return ret;
	if (data->options || static_key_enabled(&trace_export_functions))
		return ftrace_ops_set_handlers(tr->ops, function_call_options, 0);
	return ftrace_ops_set_handlers(tr->ops, pids ? function_call_pid : function_call,
				       function_entry_of(tr, pids));
}

static void function_free(struct trace_array *tr)
{
	struct function_data *data = function_data(tr);

	kfree(tr->ops);
	tr->ops = NULL;
	kfree(data);
	tr->function_data = NULL;
}

/* Each instance has its ops for life: its filter can be set before it traces. */
static int function_instance_init(struct trace_array *tr)
{
	struct ftrace_ops *ops = kzalloc(sizeof(*ops), GFP_KERNEL);
	struct function_data *data = kzalloc(sizeof(*data), GFP_KERNEL);
	int ret = -ENOMEM;

	tr->ops = ops;
	tr->function_data = data;
	if (!ops || !data)
		goto free;
	data->tr = tr;
	ret = function_pids_init(data);
	if (ret)
		goto free;
	ops->private = tr;
	/* The top instance shares the filter that the command line sets. */
	if (trace_array_is_top(tr))
		ftrace_ops_set_global_filter(ops);
	return function_update(tr);
free:
	function_free(tr);
	return ret;
}

static void function_instance_exit(struct trace_array *tr)
{
	function_commands_free(tr);
	function_guard_exit(function_data(tr));
	hook_ops_wait();
	function_pids_exit(function_data(tr));
	function_options_exit(function_data(tr));
	ftrace_free_filter(tr->ops);
	function_free(tr);
}

static int function_init(struct trace_array *tr)
{
	int ret;

	tracing_start_cmdline_record(tr);
	ret = register_ftrace_function(tr->ops);
	if (ret)
		tracing_stop_cmdline_record(tr);
	return ret;
}

static void function_reset(struct trace_array *tr)
{
	struct trace_buffer *buffer = tr->array_buffer.buffer;

	/*
	 * The buffer is emptied next. Until then patching, which is traced itself
	 * as long as there are sites left, need not fill it.
	 */
	ring_buffer_record_disable(buffer);
	hook_unregister(tr->ops);
	ring_buffer_record_enable(buffer);
	tracing_stop_cmdline_record(tr);
}

static void function_start(struct trace_array *tr)
{
	tracing_reset_array(tr);
}

static struct tracer function_tracer = {
	.name		= "function",
	.init		= function_init,
	.reset		= function_reset,
	.start		= function_start,
	.instance_init	= function_instance_init,
	.instance_exit	= function_instance_exit,
	.flags		= &function_flags,
	.set_flag	= function_set_flag,
	.instance_flags	= function_instance_flags,
	.allow_instances = true,
};

/* Handlers that do nothing but record do not export. Who gets no memory for another one stays. */
static void function_exports_changed(void)
{
	struct trace_array *tr;

	guard(mutex)(&trace_types_lock);
	list_for_each_entry(tr, &ftrace_trace_arrays, list) {
		if (tr->function_data && function_update(tr))
			pr_warn("tracing: no memory to export calls of functions\n");
	}
}

static __init int function_register(void)
{
	trace_export_set_functions_hook(function_exports_changed);
	return register_tracer(&function_tracer);
}
core_initcall(function_register);
