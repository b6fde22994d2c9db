// SPDX-License-Identifier: GPL-2.0-only
/*
 * A record as a line: lost records before it, the columns in front, and what the record says, in
 * the form that the options ask for (text, raw, hex, bin).
 *
 * The line goes to iter->seq, behind what is there. If it does not fit, the result is
 * TRACE_TYPE_PARTIAL_LINE and the caller makes room and asks again.
 */
#include "trace.h"

/* "##### CPU 1 buffer started ####" before the first record of a CPU that lost older ones. */
static void annotate_start(struct trace_iterator *iter)
{
	if (!(iter->iter_flags & TRACE_FILE_ANNOTATE) ||
	    !(READ_ONCE(iter->tr->trace_flags) & TRACE_ITER_ANNOTATE))
		return;
	if (!cpumask_available(iter->started) || cpumask_test_cpu(iter->cpu, iter->started))
		return;
	if (*per_cpu_ptr(iter->array_buffer->skipped, iter->cpu))
		return;
	cpumask_set_cpu(iter->cpu, iter->started);

	/* Not where the trace starts with it, which the first two records count as. */
	if (iter->idx <= 1)
		return;
	trace_seq_puts(&iter->seq, "##### CPU ");
	trace_seq_put_dec(&iter->seq, iter->cpu, 1, ' ');
	trace_seq_puts(&iter->seq, " buffer started ####\n");
}

static void print_lost(struct trace_iterator *iter)
{
	trace_seq_puts(&iter->seq, "CPU:");
	trace_seq_put_dec(&iter->seq, iter->cpu, 1, ' ');
	trace_seq_puts(&iter->seq, " [LOST ");
	/* All ones: how many is not known. */
	if (iter->lost_events != ULONG_MAX) {
		trace_seq_put_dec(&iter->seq, iter->lost_events, 1, ' ');
		trace_seq_putc(&iter->seq, ' ');
	}
	trace_seq_puts(&iter->seq, "EVENTS]\n");
}

static enum print_line_t (*print_fields)(struct trace_iterator *iter,
					 struct trace_event *event) __ro_after_init;

/**
 * trace_set_fields_printer - somebody can print an event as its fields
 * @print: prints one
 */
void __init trace_set_fields_printer(enum print_line_t (*print)(struct trace_iterator *iter,
								struct trace_event *event))
{
	print_fields = print;
}

/* The records of tracing itself are no events, and always print as text. */
static bool wants_fields(struct trace_event *event, u64 flags)
{
	return unlikely(flags & TRACE_ITER_FIELDS) && event->type > __TRACE_LAST_TYPE &&
	       print_fields;
}

static enum print_line_t print_text(struct trace_iterator *iter, struct trace_event *event)
{
	u64 flags = READ_ONCE(iter->tr->trace_flags);

	annotate_start(iter);
	if (flags & TRACE_ITER_CONTEXT_INFO) {
		if (iter->iter_flags & TRACE_FILE_LAT_FMT)
			trace_print_lat_context(iter);
		else
			trace_print_context(iter);
	}
	if (event && wants_fields(event, flags))
		return print_fields(iter, event);
	if (event)
		return event->funcs->trace(iter, flags & TRACE_ITER_SYM_MASK, event);

	trace_seq_printf(&iter->seq, "Unknown type %d\n", iter->ent->type);
	return trace_handle_return(&iter->seq);
}

static enum print_line_t print_raw(struct trace_iterator *iter, struct trace_event *event)
{
	struct trace_seq *s = &iter->seq;

	if (READ_ONCE(iter->tr->trace_flags) & TRACE_ITER_CONTEXT_INFO) {
		trace_seq_put_dec(s, iter->ent->pid, 1, ' ');
		trace_seq_putc(s, ' ');
		trace_seq_put_dec(s, iter->cpu, 1, ' ');
		trace_seq_putc(s, ' ');
		trace_seq_put_dec(s, iter->ts, 1, ' ');
		trace_seq_putc(s, ' ');
	}
	if (event)
		return event->funcs->raw(iter, 0, event);

	trace_seq_printf(s, "%d ?\n", iter->ent->type);
	return trace_handle_return(s);
}

static enum print_line_t print_hex(struct trace_iterator *iter, struct trace_event *event)
{
	struct trace_seq *s = &iter->seq;
	enum print_line_t ret;

	if (READ_ONCE(iter->tr->trace_flags) & TRACE_ITER_CONTEXT_INFO) {
		SEQ_PUT_HEX_FIELD(s, iter->ent->pid);
		SEQ_PUT_HEX_FIELD(s, iter->cpu);
		SEQ_PUT_HEX_FIELD(s, iter->ts);
	}
	if (event) {
		ret = event->funcs->hex(iter, 0, event);
		if (ret != TRACE_TYPE_HANDLED)
			return ret;
	}
	trace_seq_putc(s, '\n');
	return trace_handle_return(s);
}

static enum print_line_t print_bin(struct trace_iterator *iter, struct trace_event *event)
{
	struct trace_seq *s = &iter->seq;

	if (READ_ONCE(iter->tr->trace_flags) & TRACE_ITER_CONTEXT_INFO) {
		SEQ_PUT_FIELD(s, iter->ent->pid);
		SEQ_PUT_FIELD(s, iter->cpu);
		SEQ_PUT_FIELD(s, iter->ts);
	}
	return event ? event->funcs->binary(iter, 0, event) : trace_handle_return(s);
}

static bool has_printk_text(int type)
{
	return type == TRACE_BPUTS || type == TRACE_BPRINT || type == TRACE_PRINT;
}

static enum print_line_t print_record(struct trace_iterator *iter)
{
	const u64 msg_only = TRACE_ITER_PRINTK | TRACE_ITER_PRINTK_MSGONLY;
	u64 flags = READ_ONCE(iter->tr->trace_flags);
	struct trace_event *event;

	if ((flags & msg_only) == msg_only && has_printk_text(iter->ent->type) &&
	    trace_print_msg_only(iter))
		return trace_handle_return(&iter->seq);

	event = ftrace_find_event(iter->ent->type);
	if (likely(!(flags & (TRACE_ITER_BIN | TRACE_ITER_HEX | TRACE_ITER_RAW))))
		return print_text(iter, event);
	if (flags & TRACE_ITER_BIN)
		return print_bin(iter, event);
	if (flags & TRACE_ITER_HEX)
		return print_hex(iter, event);
	return print_raw(iter, event);
}

/**
 * trace_print_line_unlocked - print_trace_line() for a dump
 * @iter: the reader, at a record
 *
 * Any context. Nothing keeps an event's module from going away.
 */
enum print_line_t trace_print_line_unlocked(struct trace_iterator *iter)
{
	enum print_line_t ret;

	if (unlikely(iter->lost_events)) {
		print_lost(iter);
		if (trace_seq_has_overflowed(&iter->seq))
			return TRACE_TYPE_PARTIAL_LINE;
	}

	if (iter->trace && iter->trace->print_line) {
		ret = iter->trace->print_line(iter);
		if (ret != TRACE_TYPE_UNHANDLED)
			return ret;
	}
	return print_record(iter);
}

/**
 * print_trace_line - print the record at which a reader is
 * @iter: the reader
 *
 * May sleep. Returns what became of the line; the text is in iter->seq.
 */
enum print_line_t print_trace_line(struct trace_iterator *iter)
{
	enum print_line_t ret;

	down_read(&trace_event_sem);
	ret = trace_print_line_unlocked(iter);
	up_read(&trace_event_sem);
	return ret;
}
