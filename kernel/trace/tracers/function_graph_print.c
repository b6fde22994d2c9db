// SPDX-License-Identifier: GPL-2.0-only
/*
 * Records of the graph tracer as lines that look like C.
 *
 *	name() {		a call, and what it does
 *	  name();		a call that nothing was recorded in: two records, one line
 *	  text of an event
 *	}			its return
 *
 * A reader remembers, for each CPU, what it entered, so that it can tell a return that belongs to
 * nothing it printed, and whose records the last ones were. Nothing else depends on that memory:
 * without it, as in a dump or under another tracer, lines only say less.
 *
 * Any context but opening and closing: a dump prints from an NMI.
 */
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <linux/slab.h>

#include <asm/sections.h>

#include "tracers/function_graph.h"

/* A line, with those that go in front of it, is not longer than that. */
#define LINE_MAX	2048

/**
 * graph_print_rewind - forget everything: reading starts over
 * @iter: the reader
 */
void graph_print_rewind(struct trace_iterator *iter)
{
	struct graph_reader *reader = iter->private;
	struct graph_reader_cpu *mem;
	int cpu;

	if (!reader)
		return;
	for_each_possible_cpu(cpu) {
		mem = per_cpu_ptr(reader->cpus, cpu);
		memset(mem, 0, sizeof(*mem));
		mem->pid = -1;
		mem->irq_depth = -1;
	}
}

/**
 * graph_print_open - a reader comes
 * @iter: the reader
 *
 * May sleep. Without memory it remembers nothing.
 */
void graph_print_open(struct trace_iterator *iter)
{
	struct graph_reader *reader = kzalloc(sizeof(*reader), GFP_KERNEL);

	iter->private = NULL;
	if (!reader)
		return;
	reader->cpus = alloc_percpu(struct graph_reader_cpu);
	if (!reader->cpus) {
		kfree(reader);
		return;
	}
	iter->private = reader;
	graph_print_rewind(iter);
}

/**
 * graph_print_close - a reader goes
 * @iter: the reader
 */
void graph_print_close(struct trace_iterator *iter)
{
	struct graph_reader *reader = iter->private;

	if (!reader)
		return;
	free_percpu(reader->cpus);
	kfree(reader);
	iter->private = NULL;
}

static DEFINE_PER_CPU(struct graph_reader_cpu, graph_dump_cpus);
static struct graph_reader graph_dump_reader = { &graph_dump_cpus };

/**
 * graph_print_dump - the dump comes, which is the only one
 * @iter: the reader
 *
 * Any context. It is not closed.
 */
void graph_print_dump(struct trace_iterator *iter)
{
	iter->private = &graph_dump_reader;
	graph_print_rewind(iter);
}

/* ---- interrupts ------------------------------------------------------------------------------ */

/*
 * Handlers of interrupts are in a section of their own. Architectures whose entry code is not C,
 * x86 for one, have no traced function there.
 */
static bool is_irq_handler(unsigned long func)
{
	return func >= (unsigned long)__irqentry_text_start &&
	       func < (unsigned long)__irqentry_text_end;
}

/* Without the option funcgraph-irqs: is this call a handler, or made in one? */
static bool hides_call(struct graph_reader_cpu *mem, u32 options, unsigned long func, int depth)
{
	if (likely(options & GRAPH_IRQS) || !mem)
		return false;
	if (mem->irq_depth >= 0)
		return true;
	if (!is_irq_handler(func))
		return false;
	mem->irq_depth = depth;
	return true;
}

static bool hides_return(struct graph_reader_cpu *mem, u32 options, int depth)
{
	if (likely(options & GRAPH_IRQS) || !mem || mem->irq_depth < 0)
		return false;
	if (mem->irq_depth >= depth)
		mem->irq_depth = -1;
	return true;
}

/* ---- lines ----------------------------------------------------------------------------------- */

static void tell_switch(struct trace_iterator *iter, struct graph_reader_cpu *mem)
{
	pid_t pid = iter->ent->pid;

	if (!mem || likely(mem->pid == pid))
		return;
	if (mem->pid != -1)
		graph_print_switch(iter, mem->pid, pid);
	mem->pid = pid;
}

/* What is kept of a call that goes on, or not kept of one that ended. */
static void remember(struct graph_reader_cpu *mem, int depth, unsigned long func)
{
	if (mem && depth >= 0 && depth < GRAPH_PRINT_DEPTH)
		mem->funcs[depth] = func;
}

static bool was_entered(struct graph_reader_cpu *mem, int depth, unsigned long func)
{
	return !mem || depth < 0 || depth >= GRAPH_PRINT_DEPTH || mem->funcs[depth] == func;
}

/* What an entry record has beyond the fixed part, taken apart. */
struct call_extra {
	unsigned long		retaddr;	/* 0: not recorded */
	const unsigned long	*args;
	int			nr_args;	/* 0: not recorded */
};

static struct call_extra extra_of(struct trace_iterator *iter)
{
	struct ftrace_graph_ent_long *call = (void *)iter->ent;
	int words = (iter->ent_size - (int)sizeof(*call)) / (int)sizeof(long);
	struct call_extra extra = { };
	int at = 0;

	if (words <= 0)
		return extra;
	if (call->extra & GRAPH_EXTRA_TIME)
		at++;
	if (call->extra & GRAPH_EXTRA_RETADDR && at < words)
		extra.retaddr = call->words[at++];
	extra.args = &call->words[at];
	extra.nr_args = clamp_t(int, words - at, 0, call->extra & GRAPH_EXTRA_ARGS);
	return extra;
}

static void print_name(struct trace_iterator *iter, unsigned long func,
		       const struct call_extra *extra)
{
	trace_iter_print_func(iter, func);
	if (extra->nr_args)
		trace_print_args(&iter->seq, func, extra->args, extra->nr_args);
	else
		trace_seq_putmem(&iter->seq, "()", 2);
}

static void print_retaddr(struct trace_iterator *iter, unsigned long retaddr)
{
	trace_seq_putmem(&iter->seq, " <-", 3);
	trace_iter_print_func(iter, retaddr);
}

/* " = value", or nothing at all for a function that returns nothing. */
struct retval {
	bool			shown;
	enum trace_ret_kind	kind;
	unsigned int		size;
	unsigned long		val;
};

static struct retval retval_of(struct ftrace_graph_ret_entry *ret, u32 options)
{
	struct retval retval = { .val = ret->retval };

	if (!(options & GRAPH_RETVAL))
		return retval;
	retval.kind = trace_func_return(ret->func, &retval.size);
	retval.shown = retval.kind != TRACE_RET_VOID;
	return retval;
}

static void print_retval(struct trace_seq *s, const struct retval *retval, u32 options)
{
	trace_seq_putmem(s, " = ", 3);
	graph_print_value(s, retval->val, retval->kind, retval->size, options & GRAPH_RETVAL_HEX);
}

static u64 duration_of(const struct ftrace_graph_ret_entry *ret)
{
	return ret->rettime - ret->calltime;
}

/* Records that were put aside come late, and know when they really were. */
static void correct_call_time(struct trace_iterator *iter)
{
	struct ftrace_graph_ent_long *call = (void *)iter->ent;

	if (iter->ent_size >= sizeof(*call) + sizeof(long) && call->extra & GRAPH_EXTRA_TIME)
		iter->ts = call->words[0];
}

static void correct_return_time(struct trace_iterator *iter)
{
	struct ftrace_graph_ret_long *ret = (void *)iter->ent;

	if (iter->ent_size >= GRAPH_RET_LONG_SIZE && ret->extra & GRAPH_EXTRA_TIME)
		iter->ts = ret->ret.rettime;
}

/* A call and its return, with nothing between. */
static void print_leaf(struct trace_iterator *iter, struct graph_reader_cpu *mem, u32 options,
		       struct ftrace_graph_ret_entry *ret)
{
	struct ftrace_graph_ent_entry *call = (void *)iter->ent;
	struct call_extra extra = extra_of(iter);
	struct retval retval = retval_of(ret, options);
	struct trace_seq *s = &iter->seq;

	if (mem)
		mem->depth = call->depth - 1;
	remember(mem, call->depth, 0);

	graph_print_duration(iter, options, duration_of(ret), call->depth);
	print_name(iter, call->func, &extra);
	trace_seq_putc(s, ';');
	if (extra.retaddr || retval.shown) {
		trace_seq_putmem(s, " /*", 3);
		if (extra.retaddr)
			print_retaddr(iter, extra.retaddr);
		if (retval.shown)
			print_retval(s, &retval, options);
		trace_seq_putmem(s, " */", 3);
	}
	trace_seq_putc(s, '\n');
	if (unlikely(is_irq_handler(call->func)))
		graph_print_irq(iter, options, "<==========");
}

static void print_nested(struct trace_iterator *iter, struct graph_reader_cpu *mem, u32 options)
{
	struct ftrace_graph_ent_entry *call = (void *)iter->ent;
	struct call_extra extra = extra_of(iter);
	struct trace_seq *s = &iter->seq;

	if (mem)
		mem->depth = call->depth;
	remember(mem, call->depth, call->func);

	graph_print_blank(iter, options, call->depth);
	print_name(iter, call->func, &extra);
	trace_seq_putmem(s, " {", 2);
	if (extra.retaddr) {
		trace_seq_putmem(s, " /*", 3);
		print_retaddr(iter, extra.retaddr);
		trace_seq_putmem(s, " */", 3);
	}
	trace_seq_putc(s, '\n');
}

static bool ends_leaf(const struct trace_entry *ent, const struct trace_entry *next)
{
	const struct ftrace_graph_ent_entry *call = (const void *)ent;
	const struct ftrace_graph_ret_entry *ret = (const void *)next;

	return next->type == TRACE_GRAPH_RET && next->pid == ent->pid &&
	       ret->func == call->func && ret->depth == call->depth;
}

static enum print_line_t print_call(struct trace_iterator *iter, struct graph_reader_cpu *mem,
				    u32 options)
{
	struct ftrace_graph_ent_entry *call = (void *)iter->ent;
	enum print_line_t done;
	struct trace_entry *ret;

	if (hides_call(mem, options, call->func, call->depth))
		return TRACE_TYPE_HANDLED;
	/* A consuming reader cannot go back behind what comes next. */
	if (!iter->buffer_iter && trace_seq_used(&iter->seq) + LINE_MAX > TRACE_SEQ_BUFFER_SIZE)
		return TRACE_TYPE_PARTIAL_LINE;

	correct_call_time(iter);
	tell_switch(iter, mem);
	if (unlikely(is_irq_handler(call->func)))
		graph_print_irq(iter, options, "==========>");

	ret = trace_iter_join(iter, ends_leaf, &done);
	if (ret)
		print_leaf(iter, mem, options, (struct ftrace_graph_ret_entry *)ret);
	else
		print_nested(iter, mem, options);
	return trace_seq_has_overflowed(&iter->seq) ? TRACE_TYPE_PARTIAL_LINE : done;
}

static enum print_line_t print_return(struct trace_iterator *iter, struct graph_reader_cpu *mem,
				      u32 options)
{
	struct ftrace_graph_ret_entry *ret = (void *)iter->ent;
	struct retval retval = retval_of(ret, options);
	struct trace_seq *s = &iter->seq;
	bool named;

	if (hides_return(mem, options, ret->depth))
		return TRACE_TYPE_HANDLED;
	named = !was_entered(mem, ret->depth, ret->func) || options & GRAPH_TAIL || retval.shown;
	if (mem)
		mem->depth = ret->depth - 1;
	remember(mem, ret->depth, 0);

	correct_return_time(iter);
	tell_switch(iter, mem);
	graph_print_duration(iter, options, duration_of(ret), ret->depth);
	trace_seq_putc(s, '}');
	if (named) {
		trace_seq_putmem(s, " /* ", 4);
		trace_iter_print_func(iter, ret->func);
		if (retval.shown)
			print_retval(s, &retval, options);
		trace_seq_putmem(s, " */", 3);
	}
	trace_seq_putc(s, '\n');
	if (options & GRAPH_OVERRUN)
		trace_seq_printf(s, " (Overruns: %u)\n", ret->overrun);
	if (unlikely(is_irq_handler(ret->func)))
		graph_print_irq(iter, options, "<==========");
	return trace_handle_return(s);
}

static void strip_newline(struct trace_seq *s)
{
	if (s->seq.len && s->buffer[s->seq.len - 1] == '\n')
		s->seq.len--;
}

static enum print_line_t print_text(struct trace_iterator *iter)
{
	struct trace_event *event = ftrace_find_event(iter->ent->type);

	switch (iter->ent->type) {
	case TRACE_PRINT:
	case TRACE_BPRINT:
	case TRACE_BPUTS:
		if (trace_print_msg_only(iter))
			return TRACE_TYPE_HANDLED;
	}
	if (!event)
		return TRACE_TYPE_UNHANDLED;
	return event->funcs->trace(iter, iter->tr->trace_flags & TRACE_ITER_SYM_MASK, event);
}

/* Any other record, as a comment on the call that it was made in. */
static enum print_line_t print_comment(struct trace_iterator *iter, struct graph_reader_cpu *mem,
				       u32 options)
{
	int depth = mem && mem->depth > 0 ? mem->depth + 1 : 0;
	struct trace_seq *s = &iter->seq;
	enum print_line_t ret;

	if (!ftrace_find_event(iter->ent->type))
		return TRACE_TYPE_UNHANDLED;
	tell_switch(iter, mem);
	graph_print_blank(iter, options, depth);
	trace_seq_putmem(s, "/* ", 3);
	ret = print_text(iter);
	if (ret != TRACE_TYPE_HANDLED)
		return ret;
	if (trace_seq_has_overflowed(s))
		return TRACE_TYPE_PARTIAL_LINE;
	strip_newline(s);
	trace_seq_puts(s, " */\n");
	return trace_handle_return(s);
}

static struct graph_reader_cpu *memory_of(struct trace_iterator *iter)
{
	struct graph_reader *reader = iter->private;

	return reader ? per_cpu_ptr(reader->cpus, iter->cpu) : NULL;
}

/**
 * graph_print_line - print a record as the graph tracer prints it
 * @iter:    the reader, which was opened under this tracer
 * @options: GRAPH_*
 *
 * Returns what became of the line. Records that print as usual are left to the caller.
 */
enum print_line_t graph_print_line(struct trace_iterator *iter, u32 options)
{
	struct graph_reader_cpu *mem = memory_of(iter);

	switch (iter->ent->type) {
	case TRACE_GRAPH_ENT:
		return print_call(iter, mem, options);
	case TRACE_GRAPH_RET:
		return print_return(iter, mem, options);
	case TRACE_FN:
	case TRACE_STACK:
		return TRACE_TYPE_UNHANDLED;
	default:
		return print_comment(iter, mem, options);
	}
}

/* Under another tracer: behind the usual columns, and from no memory. */
static enum print_line_t call_text(struct trace_iterator *iter, int flags,
				   struct trace_event *event)
{
	return print_call(iter, NULL, GRAPH_DEFAULT_OPTIONS);
}

static enum print_line_t return_text(struct trace_iterator *iter, int flags,
				     struct trace_event *event)
{
	return print_return(iter, NULL, GRAPH_DEFAULT_OPTIONS);
}

static struct trace_event_functions call_funcs = {
	.trace	= call_text,
};

static struct trace_event_functions return_funcs = {
	.trace	= return_text,
};

static struct trace_event graph_events[] = {
	{ .type = TRACE_GRAPH_ENT, .funcs = &call_funcs },
	{ .type = TRACE_GRAPH_RET, .funcs = &return_funcs },
};

static int __init graph_print_init(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(graph_events); i++) {
		if (!register_trace_event(&graph_events[i]))
			return -EINVAL;
	}
	return 0;
}
core_initcall(graph_print_init);
