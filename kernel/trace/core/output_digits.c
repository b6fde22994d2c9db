// SPDX-License-Identifier: GPL-2.0-only
/*
 * Numbers in text under construction: decimal and hexadecimal, without a format string.
 *
 * Any context.
 */
#include <linux/hex.h>
#include <linux/kernel.h>

#include "output.h"
#include "output_digits.h"

/* Without the NUL behind them. */
const char trace_dec_pairs[200] __nonstring =
	"0001020304050607080910111213141516171819"
	"2021222324252627282930313233343536373839"
	"4041424344454647484950515253545556575859"
	"6061626364656667686970717273747576777879"
	"8081828384858687888990919293949596979899";

const u64 trace_dec_powers[TRACE_DEC_MAX] = {
	0, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000,
	10000000000, 100000000000, 1000000000000, 10000000000000, 100000000000000,
	1000000000000000, 10000000000000000, 100000000000000000, 1000000000000000000,
	10000000000000000000ULL,
};

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
	char buf[TRACE_DEC_MAX];
	char *end = buf + TRACE_DEC_MAX;
	char *first = trace_dec_before(end, val);

	put_padded(s, first, end - first, width, pad);
}

/**
 * trace_seq_put_hex - add a number in hexadecimal
 * @s:	    where to
 * @val:    the number
 * @digits: at least that many digits, with zeros in front
 */
void trace_seq_put_hex(struct trace_seq *s, u64 val, int digits)
{
	char buf[2 * sizeof(val)];
	char *end = buf + sizeof(buf);
	char *first = end;

	do {
		*--first = hex_asc_lo(val);
		val >>= 4;
	} while (val);

	put_padded(s, first, end - first, digits, '0');
}
