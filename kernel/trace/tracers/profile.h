/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The function profile: how often each function was called, and how long it took.
 *
 * A record a function and CPU. Hits are counted when a function is entered, all
 * else when it returns. Times are in the units of profile_clock() until somebody
 * wants to read them. The histogram has two buckets for each power of two, from which
 * percentiles come out right to a few percent.
 */
#ifndef _TRACE_TRACERS_PROFILE_H
#define _TRACE_TRACERS_PROFILE_H

#include <linux/bitops.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/percpu.h>
#include <linux/types.h>

#define PROFILE_BUCKETS		64
/* Shorter times than 1 << that many units have one bucket. */
#define PROFILE_BUCKET_SHIFT	7

/**
 * struct profile_rec - a function on a CPU
 * @ip: its call site; 0 while nobody's
 * @cpu: the CPU
 * @hits: entries
 * @time: sum of times
 * @square: sum of their squares, low half first
 * @square128: the same
 * @max: the longest
 * @buckets: the histogram
 *
 * Written by that CPU only, with preemption disabled.
 */
struct profile_rec {
	unsigned long	ip;
	int		cpu;
	u64		hits;
	u64		time;
	union {
		u64	square[2];
#ifdef __SIZEOF_INT128__
		u128	square128;
#endif
	};
	u64		max;
	u32		buckets[PROFILE_BUCKETS];
};

/* The bucket of a time. */
static __always_inline unsigned int profile_bucket(u64 time)
{
	unsigned int msb, bucket;

	time = max(time, 1ULL << PROFILE_BUCKET_SHIFT);
	msb = __fls(time);
	/* Two for each power: the bit below the highest one tells which. */
	bucket = 2 * (msb - PROFILE_BUCKET_SHIFT - 1) + (time >> (msb - 1));
	return min(bucket, PROFILE_BUCKETS - 1U);
}

/* The least time of a bucket; the first one has shorter ones too. */
static inline u64 profile_bucket_start(unsigned int bucket)
{
	return (u64)(2 + bucket % 2) << (bucket / 2 + PROFILE_BUCKET_SHIFT - 1);
}

u64 profile_percentile(const u64 *buckets, u64 max, unsigned int percent);
u64 profile_variance(u64 n, u64 sum, const u64 square[2]);

/* profile_table.c: where the records are. */

/**
 * struct profile_slot - a place in the index of a CPU, which is hashed by address
 * @ip: the function; set after @rec
 * @rec: its record
 */
struct profile_slot {
	unsigned long		ip;
	struct profile_rec	*rec;
};

DECLARE_PER_CPU(struct profile_slot *, profile_slots);
extern unsigned long profile_mask;

static __always_inline unsigned long profile_hash(unsigned long ip)
{
	/* What is above the lowest eleven bits of the product depends on all bits. */
	return ((u32)ip * 0x61c88647U) >> 11;
}

struct profile_rec *profile_rec_at(int cpu, unsigned int i);
unsigned int profile_recs_used(int cpu);
unsigned long profile_lost(int cpu);
int profile_tables_prepare(unsigned int functions);

/* profile.c: switching, and what others ask for. */

/**
 * struct profile_line - what is known of a function
 * @ip: its call site
 * @hits: calls
 * @time: ns in all of them together
 * @variance: of the time of one, in ns * ns
 */
struct profile_line {
	unsigned long	ip;
	u64		hits;
	u64		time;
	u64		variance;
};

/**
 * struct latency_line - how long a function takes
 * @ip: its call site
 * @hits: calls that came back
 * @p50: half of them took at most that, in ns
 * @p99: 99 of 100 did
 * @max: all of them did
 */
struct latency_line {
	unsigned long	ip;
	u64		hits;
	u64		p50;
	u64		p99;
	u64		max;
};

int function_profile_set(bool on);
bool function_profile_is_on(void);
void function_profile_set_graph_time(bool on);
int function_profile_set_sleep_time(bool on);

/* For the graph tracer, which is there without a profile as well. */
#ifdef CONFIG_FUNCTION_PROFILER
int function_profile_feed(void);
void function_profile_feed_end(void);
void function_profile_count(unsigned long ip, u64 began);
#else
static inline int function_profile_feed(void)
{
	return -EOPNOTSUPP;
}

static inline void function_profile_feed_end(void) { }
static inline void function_profile_count(unsigned long ip, u64 began) { }
#endif

struct profile_line *function_profile_lines(int cpu, unsigned int *n);
struct latency_line *function_latency_lines(unsigned int *n);

#endif /* _TRACE_TRACERS_PROFILE_H */
