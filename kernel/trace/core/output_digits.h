/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Digits, written where a pointer points: for columns that are put together in a small buffer.
 *
 * Each line of a trace has half a dozen numbers in front of what it says, and vsnprintf() would be
 * most of the cost of the line.
 */
#ifndef _TRACE_CORE_OUTPUT_DIGITS_H
#define _TRACE_CORE_OUTPUT_DIGITS_H

#include <linux/math64.h>
#include <linux/types.h>

#define TRACE_DEC_MAX	20	/* digits of U64_MAX */

/* How many digits @val has in decimal. */
static inline int trace_dec_digits(u64 val)
{
	u64 limit = 10;
	int n = 1;

	while (val >= limit && n < TRACE_DEC_MAX) {
		n++;
		/* The last power of ten is followed by nothing that @val could reach. */
		limit = n < TRACE_DEC_MAX ? limit * 10 : U64_MAX;
	}
	return n;
}

/* The last digits of @val so that they end before @end; returns where the first is. */
static inline char *trace_dec_before(char *end, u64 val)
{
	u32 low;

	while (unlikely(val > U32_MAX)) {
		u32 digit;

		val = div_u64_rem(val, 10, &digit);
		*--end = '0' + digit;
	}
	low = val;
	do {
		*--end = '0' + low % 10;
		low /= 10;
	} while (low);
	return end;
}

/**
 * trace_dec_at - write a number, aligned to the right
 * @p:	   where to
 * @val:   the number
 * @width: at least that many characters
 * @pad:   what stands in front of a shorter number, blank or 0
 *
 * Returns where it ends.
 */
static inline char *trace_dec_at(char *p, u64 val, int width, char pad)
{
	char *end = p + max(width, trace_dec_digits(val));
	char *first = trace_dec_before(end, val);

	while (first > p)
		*--first = pad;
	return end;
}

#endif /* _TRACE_CORE_OUTPUT_DIGITS_H */
