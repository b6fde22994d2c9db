// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the print code of events is made of: generated code and clients call these to put the head
 * and the fields of a record into text.
 *
 * Any context, as printing is. Helpers that return a string return what they appended, with a NUL
 * behind it, to be an argument of the event's own format.
 */
#include <linux/bitmap.h>
#include <linux/export.h>

#include "trace.h"

/**
 * trace_handle_return - what a print function returns
 * @s: the sequence that it wrote to
 */
enum print_line_t trace_handle_return(struct trace_seq *s)
{
	return trace_seq_has_overflowed(s) ? TRACE_TYPE_PARTIAL_LINE : TRACE_TYPE_HANDLED;
}
EXPORT_SYMBOL_GPL(trace_handle_return);

/* A name, a colon and a blank. Names are short: byte by byte is faster than measuring first. */
static void trace_seq_put_name(struct trace_seq *s, const char *name)
{
	char *p = trace_seq_buffer_ptr(s);
	char *end = s->buffer + s->seq.size - 2;

	if (s->full)
		return;
	while (*name && p < end)
		*p++ = *name++;
	if (*name || p >= end) {
		s->full = 1;
		return;
	}
	*p++ = ':';
	*p++ = ' ';
	s->seq.len = p - s->buffer;
}

static struct trace_event_call *event_call(struct trace_event *event)
{
	return container_of(event, struct trace_event_call, event);
}

/**
 * trace_raw_output_prep - start the text of an event: its name
 * @iter:  the reader, at a record
 * @event: the event whose print function runs
 *
 * Returns TRACE_TYPE_HANDLED to go on, TRACE_TYPE_UNHANDLED if the record is another event's.
 */
int trace_raw_output_prep(struct trace_iterator *iter, struct trace_event *event)
{
	if (unlikely(iter->ent->type != event->type))
		return TRACE_TYPE_UNHANDLED;

	trace_seq_init(&iter->tmp_seq);
	trace_seq_put_name(&iter->seq, trace_event_name(event_call(event)));
	return trace_handle_return(&iter->seq);
}
EXPORT_SYMBOL(trace_raw_output_prep);

/**
 * trace_event_printf - the text of an event
 * @iter: the reader
 * @fmt:  printf format
 */
void trace_event_printf(struct trace_iterator *iter, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	trace_seq_vformat(&iter->seq, iter, fmt, args);
	va_end(args);
}
EXPORT_SYMBOL(trace_event_printf);

/**
 * trace_output_call - name and text of an event, for those that print by a function
 * @iter: the reader
 * @name: the name
 * @fmt:  printf format
 */
int trace_output_call(struct trace_iterator *iter, char *name, char *fmt, ...)
{
	va_list args;

	trace_seq_put_name(&iter->seq, name);
	va_start(args, fmt);
	trace_seq_vformat(&iter->seq, iter, fmt, args);
	va_end(args);
	return trace_handle_return(&iter->seq);
}
EXPORT_SYMBOL_GPL(trace_output_call);

/* End the string that began at @start. */
static const char *seq_string(struct trace_seq *p, const char *start)
{
	trace_seq_putc(p, '\0');
	return start;
}

static void put_0x(struct trace_seq *p, u64 val)
{
	trace_seq_putmem(p, "0x", 2);
	trace_seq_put_hex(p, val, 1);
}

/**
 * trace_print_symbols_seq - a value as its name
 * @p:		  where to
 * @val:	  the value
 * @symbol_array: values and names, up to a NULL name
 *
 * A value without a name prints in hexadecimal.
 */
const char *trace_print_symbols_seq(struct trace_seq *p, unsigned long val,
				    const struct trace_print_flags *symbol_array)
{
	const char *start = trace_seq_buffer_ptr(p);
	const struct trace_print_flags *symbol;

	for (symbol = symbol_array; symbol->name; symbol++) {
		if (symbol->mask == val)
			break;
	}
	if (symbol->name)
		trace_seq_puts(p, symbol->name);
	else
		put_0x(p, val);
	return seq_string(p, start);
}
EXPORT_SYMBOL(trace_print_symbols_seq);

/**
 * trace_print_flags_seq - a mask as the names of its bits
 * @p:		where to
 * @delim:	what stands between names
 * @flags:	the mask
 * @flag_array: masks and names, up to a NULL name
 *
 * Bits without a name print in hexadecimal, at the end.
 */
const char *trace_print_flags_seq(struct trace_seq *p, const char *delim, unsigned long flags,
				  const struct trace_print_flags *flag_array)
{
	const char *start = trace_seq_buffer_ptr(p);
	const struct trace_print_flags *flag;
	const char *between = "";

	for (flag = flag_array; flag->name && flags; flag++) {
		if ((flags & flag->mask) != flag->mask)
			continue;
		flags &= ~flag->mask;
		trace_seq_puts(p, between);
		trace_seq_puts(p, flag->name);
		between = delim ?: "";
	}
	if (flags) {
		trace_seq_puts(p, between);
		put_0x(p, flags);
	}
	return seq_string(p, start);
}
EXPORT_SYMBOL(trace_print_flags_seq);

#if BITS_PER_LONG == 32
const char *trace_print_symbols_seq_u64(struct trace_seq *p, unsigned long long val,
					const struct trace_print_flags_u64 *symbol_array)
{
	const char *start = trace_seq_buffer_ptr(p);
	const struct trace_print_flags_u64 *symbol;

	for (symbol = symbol_array; symbol->name; symbol++) {
		if (symbol->mask == val)
			break;
	}
	if (symbol->name)
		trace_seq_puts(p, symbol->name);
	else
		put_0x(p, val);
	return seq_string(p, start);
}
EXPORT_SYMBOL(trace_print_symbols_seq_u64);

const char *trace_print_flags_seq_u64(struct trace_seq *p, const char *delim,
				      unsigned long long flags,
				      const struct trace_print_flags_u64 *flag_array)
{
	const char *start = trace_seq_buffer_ptr(p);
	const struct trace_print_flags_u64 *flag;
	const char *between = "";

	for (flag = flag_array; flag->name && flags; flag++) {
		if ((flags & flag->mask) != flag->mask)
			continue;
		flags &= ~flag->mask;
		trace_seq_puts(p, between);
		trace_seq_puts(p, flag->name);
		between = delim ?: "";
	}
	if (flags) {
		trace_seq_puts(p, between);
		put_0x(p, flags);
	}
	return seq_string(p, start);
}
EXPORT_SYMBOL(trace_print_flags_seq_u64);
#endif

/**
 * trace_print_bitmask_seq - a bit mask
 * @p:		  where to
 * @bitmask_ptr:  the mask
 * @bitmask_size: bytes of it
 */
const char *trace_print_bitmask_seq(struct trace_seq *p, void *bitmask_ptr,
				    unsigned int bitmask_size)
{
	const char *start = trace_seq_buffer_ptr(p);

	trace_seq_bitmask(p, bitmask_ptr, bitmask_size * BITS_PER_BYTE);
	return seq_string(p, start);
}
EXPORT_SYMBOL_GPL(trace_print_bitmask_seq);

/**
 * trace_print_hex_seq - bytes in hexadecimal
 * @p:		 where to
 * @buf:	 the bytes
 * @len:	 how many
 * @concatenate: without blanks in between
 */
const char *trace_print_hex_seq(struct trace_seq *p, const unsigned char *buf, int len,
				bool concatenate)
{
	const char *start = trace_seq_buffer_ptr(p);
	int i;

	for (i = 0; i < len; i++) {
		if (i && !concatenate)
			trace_seq_putc(p, ' ');
		trace_seq_put_hex(p, buf[i], 2);
	}
	return seq_string(p, start);
}
EXPORT_SYMBOL(trace_print_hex_seq);

/**
 * trace_print_array_seq - an array of numbers
 * @p:	     where to
 * @buf:     the array
 * @count:   number of elements
 * @el_size: bytes of each: 1, 2, 4 or 8
 */
const char *trace_print_array_seq(struct trace_seq *p, const void *buf, int count, size_t el_size)
{
	const char *start = trace_seq_buffer_ptr(p);
	int i;

	trace_seq_putc(p, '{');
	for (i = 0; i < count; i++, buf += el_size) {
		u64 val = el_size == 1 ? *(const u8 *)buf : el_size == 2 ? *(const u16 *)buf :
			  el_size == 4 ? *(const u32 *)buf : el_size == 8 ? *(const u64 *)buf : 0;

		trace_seq_puts(p, i ? ",0x" : "0x");
		trace_seq_put_hex(p, val, 1);
	}
	trace_seq_putc(p, '}');
	return seq_string(p, start);
}
EXPORT_SYMBOL(trace_print_array_seq);

/**
 * trace_print_hex_dump_seq - a dump of memory, from a new line on
 * @p:		 where to
 * @prefix_str:	 in front of each line
 * @prefix_type: DUMP_PREFIX_*
 * @rowsize:	 bytes a line
 * @groupsize:	 bytes a group
 * @buf:	 the memory
 * @len:	 bytes of it
 * @ascii:	 add the text
 */
const char *trace_print_hex_dump_seq(struct trace_seq *p, const char *prefix_str, int prefix_type,
				     int rowsize, int groupsize, const void *buf, size_t len,
				     bool ascii)
{
	const char *start = trace_seq_buffer_ptr(p);

	trace_seq_putc(p, '\n');
	trace_seq_hex_dump(p, prefix_str, prefix_type, rowsize, groupsize, buf, len, ascii);
	return seq_string(p, start);
}
EXPORT_SYMBOL(trace_print_hex_dump_seq);
