// SPDX-License-Identifier: GPL-2.0-only
/*
 * Numbers for the columns of a trace: decimal and hexadecimal digits without a format string.
 *
 * Each line of a trace has half a dozen numbers in front of what it says, and vsnprintf() would be
 * most of the cost of the line.
 */
#include <linux/hex.h>
#include <linux/kernel.h>
#include <linux/math64.h>

#include "output.h"

#define DIGITS_MAX	20	/* of ULLONG_MAX, decimal */

static void put_padded(struct trace_seq *s, const char *digits, int n, int width, char pad)
{
	for (width -= n; width > 0; width--)
		trace_seq_putc(s, pad);
	trace_seq_putmem(s, digits, n);
}

/**
 * trace_seq_put_dec - add a number
 * @s:	   where to
 * @val:   the number
 * @width: at least that many characters, aligned to the right
 * @pad:   what stands in front of a shorter number, blank or 0
 */
void trace_seq_put_dec(struct trace_seq *s, u64 val, int width, char pad)
{
	char buf[DIGITS_MAX];
	char *p = buf + DIGITS_MAX;
	u32 low;

	while (unlikely(val > U32_MAX)) {
		u32 digit;

		val = div_u64_rem(val, 10, &digit);
		*--p = '0' + digit;
	}
	low = val;
	do {
		*--p = '0' + low % 10;
		low /= 10;
	} while (low);

	put_padded(s, p, buf + DIGITS_MAX - p, width, pad);
}

/**
 * trace_seq_put_hex - add a number in hexadecimal
 * @s:	    where to
 * @val:    the number
 * @digits: at least that many digits, with zeros in front
 */
void trace_seq_put_hex(struct trace_seq *s, u64 val, int digits)
{
	char buf[DIGITS_MAX];
	char *p = buf + DIGITS_MAX;

	do {
		*--p = hex_asc_lo(val);
		val >>= 4;
	} while (val);

	put_padded(s, p, buf + DIGITS_MAX - p, digits, '0');
}
