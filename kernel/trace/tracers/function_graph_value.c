// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a function returned, as its type wants it: an error by its number or, of a pointer, by its
 * name; a bool as true or false; everything else in hexadecimal. Of a function without a result,
 * what is in the register means nothing.
 *
 * Where the type is not known, what looks like an error code is taken for one. Any context.
 */
#include <linux/errname.h>
#include <linux/kernel.h>

#include "tracers/function_graph.h"

/* Values at the upper end of a word's range are error codes. */
#define ERROR_MAX	4095

static void print_decimal(struct trace_seq *s, long val)
{
	if (val < 0)
		trace_seq_putc(s, '-');
	trace_seq_put_dec(s, val < 0 ? -(u64)val : val, 1, ' ');
}

static void print_hex(struct trace_seq *s, unsigned long val)
{
	trace_seq_putmem(s, "0x", 2);
	trace_seq_put_hex(s, val, 1);
}

static bool is_error(long val)
{
	return val < 0 && val >= -ERROR_MAX;
}

/* Of a type that is not known: an error code, be it an int or a long, or anything. */
static void print_value(struct trace_seq *s, unsigned long val)
{
	long error = val == (u32)val ? (int)val : (long)val;

	if (is_error(error))
		print_decimal(s, error);
	else
		print_hex(s, val);
}

static void print_pointer(struct trace_seq *s, unsigned long val)
{
	const char *name = is_error(val) ? errname(val) : NULL;

	if (name)
		trace_seq_puts(s, name);
	else if (is_error(val))
		print_decimal(s, val);
	else
		print_hex(s, val);
}

static long signed_of(unsigned long val, unsigned int size)
{
	unsigned int shift = BITS_PER_LONG - 8 * size;

	return (long)(val << shift) >> shift;
}

static unsigned long unsigned_of(unsigned long val, unsigned int size)
{
	return size < sizeof(long) ? val & (BIT(8 * size) - 1) : val;
}

/**
 * graph_print_value - print what a function returned
 * @s:	  where to
 * @val:  what was in the register
 * @kind: what it is
 * @size: of its type, in bytes; 0 if that is not known
 * @hex:  print it in hexadecimal, whatever it is
 */
void graph_print_value(struct trace_seq *s, unsigned long val, enum trace_ret_kind kind,
		       unsigned int size, bool hex)
{
	/* The register has more bits than a small type, and nobody cleared them. */
	if (kind == TRACE_RET_BOOL)
		val &= 0xff;
	else if (size)
		val = unsigned_of(val, size);

	if (hex || kind == TRACE_RET_UNSIGNED)
		print_hex(s, val);
	else if (kind == TRACE_RET_BOOL)
		trace_seq_puts(s, val ? "true" : "false");
	else if (kind == TRACE_RET_POINTER)
		print_pointer(s, val);
	else if (kind != TRACE_RET_SIGNED)
		print_value(s, val);
	else if (is_error(signed_of(val, size)))
		print_decimal(s, signed_of(val, size));
	else
		print_hex(s, val);
}
