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

#include "core/trace.h"
#include "hook/hook.h"
#include "ring_buffer/buffer.h"
#include "tracers/function.h"

#ifdef CONFIG_X86_64
#include <asm/ftrace_entry.h>
#endif

/* Softirq, hard irq, NMI, a deep or unusual preempt count: what is not a plain task. */
static notrace noinline __rb_keeps_registers unsigned int
function_context_slow(unsigned int raw, unsigned int flags)
{
	return trace_context_any(raw, flags >> TRACE_CTX_FLAGS_SHIFT);
}

#ifdef __LITTLE_ENDIAN

/* The head of a record as one word, with the layout of struct trace_entry. */
static __always_inline u32 function_head_word(unsigned int flags, unsigned int depth)
{
	static_assert(offsetof(struct trace_entry, flags) == 2);
	static_assert(offsetof(struct trace_entry, preempt_count) == 3);
	static_assert(TRACE_CTX_FLAGS_SHIFT == 16);
	return (flags & 0xff << TRACE_CTX_FLAGS_SHIFT) | depth << 24 | TRACE_FN;
}

/*
 * The head of a record of the function that was hit; preemption is off by one
 * more than there. Nearly always there is nothing to say but whether interrupts
 * are off, which takes four tests to know.
 */
static __always_inline void function_fill_head(struct trace_entry *ent)
{
	unsigned int raw = trace_raw_preempt_count() - 1;
	unsigned int ctx, flags = 0;

#ifdef CONFIG_X86
	/*
	 * IF is bit 9, TRACE_FLAG_IRQS_OFF is bit 0 of the flags. An interrupt may
	 * set a flag of the thread at any time; before or after makes no difference.
	 */
	flags = (~native_save_fl() & X86_EFLAGS_IF) << (TRACE_CTX_FLAGS_SHIFT - 9);
	if (likely((raw ^ PREEMPT_NEED_RESCHED) <= TRACE_CTX_DEPTH_MAX &&
		   !(rb_plain(current_thread_info()->flags) & _TIF_NEED_RESCHED) &&
		   !current->migration_disabled)) {
		*(u32 *)ent = function_head_word(flags, raw);
		ent->pid = current->pid;
		return;
	}
#else
	if (IS_ENABLED(CONFIG_TRACE_IRQFLAGS_SUPPORT) && raw_irqs_disabled())
		flags = TRACE_FLAG_IRQS_OFF << TRACE_CTX_FLAGS_SHIFT;
#endif
	ctx = function_context_slow(raw, flags);
	*(u32 *)ent = function_head_word(ctx, ctx);
	ent->pid = current->pid;
}

#else /* !__LITTLE_ENDIAN */

static __always_inline void function_fill_head(struct trace_entry *ent)
{
	unsigned int flags = 0;

	if (IS_ENABLED(CONFIG_TRACE_IRQFLAGS_SUPPORT) && raw_irqs_disabled())
		flags = TRACE_FLAG_IRQS_OFF << TRACE_CTX_FLAGS_SHIFT;
	tracing_generic_entry_update(ent, TRACE_FN,
				     function_context_slow(trace_raw_preempt_count() - 1, flags));
}

#endif /* __LITTLE_ENDIAN */

static __always_inline struct ftrace_entry *function_reserve(struct rb_cpu *cb)
{
	return rb_reserve(cb, rb_event_space(sizeof(struct ftrace_entry)));
}

static __always_inline void function_commit(struct rb_cpu *cb, struct ftrace_entry *entry,
					    unsigned long ip, unsigned long parent_ip)
{
	function_fill_head(&entry->ent);
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
		function_fill_head(&entry->ent);
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

	if (data->options)
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

static __init int function_register(void)
{
	return register_tracer(&function_tracer);
}
core_initcall(function_register);
