/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Digits, written where a pointer points: for columns that are put together in a small buffer.
 *
 * Each line of a trace has half a dozen numbers in front of what it says, and vsnprintf() would be
 * most of the cost of the line.
 */
#ifndef _TRACE_CORE_OUTPUT_DIGITS_H
#define _TRACE_CORE_OUTPUT_DIGITS_H

#include <linux/bitops.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <linux/types.h>

#define TRACE_DEC_MAX	20	/* digits of U64_MAX */

extern const char trace_dec_pairs[200];		/* 00 to 99 */
extern const u64 trace_dec_powers[TRACE_DEC_MAX];	/* 10^index, but 0 for 10^0 */

/* How many digits @val has in decimal. */
static inline int trace_dec_digits(u64 val)
{
	/* log10(2) is 1233 / 4096, or a bit less: one too few, then, or right. */
	int n = fls64(val | 1) * 1233 >> 12;

	return n + (val >= trace_dec_powers[n]);
}

/* The last two digits of @val end before @end. */
static inline char *trace_dec_pair(char *end, u32 pair)
{
	end -= 2;
	memcpy(end, &trace_dec_pairs[2 * pair], 2);
	return end;
}

/* The last digits of @val so that they end before @end; returns where the first is. */
static inline char *trace_dec_before(char *end, u64 val)
{
	u32 low;

	while (unlikely(val > U32_MAX)) {
		u32 pair;

		val = div_u64_rem(val, 100, &pair);
		end = trace_dec_pair(end, pair);
	}
	for (low = val; low >= 100; low /= 100)
		end = trace_dec_pair(end, low % 100);
	if (low >= 10)
		return trace_dec_pair(end, low);
	*--end = '0' + low;
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
	int digits = trace_dec_digits(val);

	if (digits < width) {
		/* A store or two, where the width is a constant. */
		memset(p, pad, width);
		p += width - digits;
	}
	trace_dec_before(p + digits, val);
	return p + digits;
}

#endif /* _TRACE_CORE_OUTPUT_DIGITS_H */
