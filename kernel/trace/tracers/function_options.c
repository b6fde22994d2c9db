// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the options of the function tracer add to a record, or leave out. And as long as somebody
 * has records exported, the handler here does that as well.
 *
 *	func_stack_trace	after each call, the stack that led to it
 *	func-no-repeats		of the same call again and again, the first one, then a record
 *				that says how often it came and when last
 *	func-args		with each call, the registers that carry arguments
 *
 * Each instance has its own. While one is set, its handler is the one here, which looks at the
 * options on every hit: what they cost is much more than that.
 *
 * Contexts as in function.c. Walking a stack calls what may be traced, hence the guard.
 */
#include <linux/irqflags.h>
#include <linux/slab.h>

#include "core/btf.h"
#include "core/export.h"
#include "tracers/function.h"

/**
 * struct function_last - what was recorded last on a CPU
 * @ip:	       the function
 * @parent_ip: where it was called from
 * @count:     how often the same came again
 * @ts:	       when it last did
 */
struct function_last {
	unsigned long	ip;
	unsigned long	parent_ip;
	unsigned int	count;
	u64		ts;
};

static struct tracer_opt function_opts[] = {
	{ TRACER_OPT(func_stack_trace, FUNCTION_STACK) },
	{ .name = "func-no-repeats", .bit = FUNCTION_NO_REPEATS },
#ifdef CONFIG_DYNAMIC_FTRACE_WITH_ARGS
	{ .name = "func-args", .bit = FUNCTION_ARGS,
	  .lacks = "This kernel has no type information (CONFIG_DEBUG_INFO_BTF)" },
#endif
	{ }
};

struct tracer_flags function_flags = {
	.opts = function_opts,
};

static notrace void record_repeats(struct trace_buffer *buffer, const struct function_last *last,
				   unsigned int ctx)
{
	struct func_repeats_entry *entry;
	struct ring_buffer_event *event;
	u64 delta;

	event = trace_buffer_lock_reserve(buffer, TRACE_FUNC_REPEATS, sizeof(*entry), ctx);
	if (!event)
		return;
	entry = ring_buffer_event_data(event);
	delta = ring_buffer_event_time_stamp(buffer, event) - last->ts;
	entry->ip = last->ip;
	entry->parent_ip = last->parent_ip;
	entry->count = last->count;
	entry->top_delta_ts = delta >> 32;
	entry->bottom_delta_ts = delta;
	trace_buffer_unlock_commit_nostack(buffer, event);
}

static notrace void record_call(struct trace_buffer *buffer, unsigned long ip,
				unsigned long parent_ip, unsigned int ctx)
{
	struct ring_buffer_event *event;
	struct ftrace_entry *entry;

	event = trace_buffer_lock_reserve(buffer, TRACE_FN, sizeof(*entry), ctx);
	if (!event)
		return;
	entry = ring_buffer_event_data(event);
	entry->ip = ip;
	entry->parent_ip = parent_ip;
	trace_export_function(entry, sizeof(*entry));
	trace_buffer_unlock_commit_nostack(buffer, event);
}

#ifdef CONFIG_DYNAMIC_FTRACE_WITH_ARGS
static notrace void record_call_args(struct trace_buffer *buffer, unsigned long ip,
				     unsigned long parent_ip, unsigned int ctx,
				     struct ftrace_regs *fregs)
{
	struct ring_buffer_event *event;
	struct ftrace_args_entry *entry;
	int i;

	event = trace_buffer_lock_reserve(buffer, TRACE_FN,
					  struct_size(entry, args, FTRACE_REGS_MAX_ARGS), ctx);
	if (!event)
		return;
	entry = ring_buffer_event_data(event);
	entry->call.ip = ip;
	entry->call.parent_ip = parent_ip;
	for (i = 0; i < FTRACE_REGS_MAX_ARGS; i++)
		entry->args[i] = ftrace_regs_get_argument(fregs, i);
	trace_export_function(entry, struct_size(entry, args, FTRACE_REGS_MAX_ARGS));
	trace_buffer_unlock_commit_nostack(buffer, event);
}
#else
static inline void record_call_args(struct trace_buffer *buffer, unsigned long ip,
				    unsigned long parent_ip, unsigned int ctx,
				    struct ftrace_regs *fregs) { }
#endif

/*
 * Is this call the same as the last one? Then it is counted, otherwise the count is recorded.
 * An NMI does not know in which state it finds what was there last, and takes no part in it.
 */
static notrace bool is_repeat(struct function_data *data, unsigned long ip,
			      unsigned long parent_ip, unsigned int ctx)
{
	struct trace_buffer *buffer = data->tr->array_buffer.buffer;
	struct function_last *last;
	unsigned long flags;
	bool same;

	if (unlikely(in_nmi()))
		return false;

	raw_local_irq_save(flags);
	last = this_cpu_ptr(data->last);
	/* The record has 16 bits for it. */
	same = last->ip == ip && last->parent_ip == parent_ip && last->count < U16_MAX;
	if (same) {
		last->count++;
		last->ts = ring_buffer_time_stamp(buffer);
	} else {
		if (last->count)
			record_repeats(buffer, last, ctx);
		last->ip = ip;
		last->parent_ip = parent_ip;
		last->count = 0;
	}
	raw_local_irq_restore(flags);
	return same;
}

/**
 * function_call_options - handler of an instance with an option set
 * @ip:	       the call site
 * @parent_ip: the caller of the function
 * @ops:       the instance's
 * @fregs:     the registers
 */
notrace void function_call_options(unsigned long ip, unsigned long parent_ip,
				   struct ftrace_ops *ops, struct ftrace_regs *fregs)
{
	struct trace_array *tr = ops->private;
	struct function_data *data = function_data(tr);
	struct trace_buffer *buffer = tr->array_buffer.buffer;
	u32 options = READ_ONCE(data->options);
	unsigned int ctx;
	int bit;

	if (raw_cpu_read(*data->ignore))
		return;
	bit = ftrace_test_recursion_trylock(ip, parent_ip);
	if (bit < 0)
		return;

	/* Of the function, which does not have the guard's count. */
	ctx = tracing_gen_ctx_dec();
	if (!(options & FUNCTION_NO_REPEATS) || !is_repeat(data, ip, parent_ip, ctx)) {
		if (options & FUNCTION_ARGS)
			record_call_args(buffer, ip, parent_ip, ctx, fregs);
		else
			record_call(buffer, ip, parent_ip, ctx);
		/* From the function on: the site's call pushed this address. */
		if (options & FUNCTION_STACK)
			trace_stack_from(buffer, ctx, ip + MCOUNT_INSN_SIZE, 0);
	}
	ftrace_test_recursion_unlock(bit);
}

u32 *function_instance_flags(struct trace_array *tr)
{
	struct function_data *data = function_data(tr);

	return data ? &data->options : NULL;
}

/* Called with the option not yet changed. */
int function_set_flag(struct trace_array *tr, u32 old_flags, u32 bit, int set)
{
	struct function_data *data = function_data(tr);
	u32 options = set ? old_flags | bit : old_flags & ~bit;
	int ret = 0;

	if (set && bit == FUNCTION_ARGS)
		ret = trace_btf_prepare();
	if (ret)
		return ret;
	if ((options & FUNCTION_NO_REPEATS) && !data->last) {
		data->last = alloc_percpu(struct function_last);
		if (!data->last)
			return -ENOMEM;
	}
	WRITE_ONCE(data->options, options);
	ret = function_update(tr);
	if (ret)
		WRITE_ONCE(data->options, old_flags);
	return ret;
}

/**
 * function_options_exit - an instance goes away
 * @data: its function tracer, which is not selected
 */
void function_options_exit(struct function_data *data)
{
	free_percpu(data->last);
}
