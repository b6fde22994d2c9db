// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a profile makes of its sums: variance and percentiles. Pure arithmetic, tested by
 * profile_kunit.c.
 */
#include <linux/math64.h>

#include "tracers/profile.h"

/**
 * profile_variance - the variance of n numbers
 * @n: how many
 * @sum: their sum
 * @square: the sum of their squares, low half first
 *
 * Large sums lose their last bits first.
 */
u64 profile_variance(u64 n, u64 sum, const u64 square[2])
{
	u64 high = square[1], low = square[0];
	unsigned int shift = 0;
	u64 mean_part;

	if (n < 2)
		return 0;
	/* Until the square of the sum fits as well as the sum of squares. */
	while (high || sum >> 32) {
		low = low >> 2 | high << 62;
		high >>= 2;
		sum >>= 1;
		shift += 2;
	}
	mean_part = div64_u64(sum * sum, n);
	if (low <= mean_part)
		return 0;
	return div64_u64(low - mean_part, n - 1) << shift;
}

/**
 * profile_percentile - the time that so many percent of calls do not exceed
 * @buckets: the histogram
 * @max: the longest time
 * @percent: so many
 *
 * Times are taken to be spread evenly inside of a bucket.
 */
u64 profile_percentile(const u64 *buckets, u64 max, unsigned int percent)
{
	u64 start, width, rank, total = 0, seen = 0;
	unsigned int i;

	for (i = 0; i < PROFILE_BUCKETS; i++)
		total += buckets[i];
	if (!total)
		return 0;
	/* The call of that rank, from 1 on. */
	rank = max(div_u64(total * percent + 99, 100), 1ULL);
	for (i = 0; seen + buckets[i] < rank; i++)
		seen += buckets[i];

	start = i ? profile_bucket_start(i) : 0;
	width = profile_bucket_start(i + 1) - start;
	return min(start + mul_u64_u64_div_u64(width, rank - seen, buckets[i]), max);
}
