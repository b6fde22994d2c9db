// SPDX-License-Identifier: GPL-2.0-only
/*
 * The function profile: hits, times and latencies of the functions that
 * set_ftrace_filter names, without a trace.
 *
 * It is a user of entries and returns with handlers of its own (hook/fgraph.h). A hit
 * finds its record, counts, and leaves the record and the time in its frame; the return
 * adds up. Time spent in traced functions that were called is part of a function's time
 * or not (graph-time), as is time without the CPU (sleep-time). Results stay until
 * the profile is switched on again.
 *
 * In place of its own user the graph tracer of the top instance can feed it, with the calls
 * of the graphs that it would record (funcgraph-profile).
 *
 * Contexts of the handlers: any that runs kernel functions. They call nothing that can be
 * traced, but where a function is hit for the first time.
 */
#include <linux/ftrace.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/vmalloc.h>

#include "hook/hook.h"
#include "tracers/profile_clock.h"
#include "tracers/profile_hit.h"

/* See profile_hit.h. */
DEFINE_MUTEX(profile_mutex);

/* A call that has not returned yet, in its frame. */
struct profile_call {
	struct profile_rec	*rec;
	u64			began;
	u64			in_calls;	/* in functions that it called */
};

#define PROFILE_FRAME	fgraph_size(sizeof(struct profile_call))

static struct fgraph_ops profile_gops;
static bool profile_on;
static bool profile_ran;

/* The graph tracer feeds it; profile_mutex to change. */
static bool profile_fed;
static u64 profile_fed_since;

/* graph-time is off: time in called functions is theirs. */
static bool profile_own_time __read_mostly;

#ifdef CONFIG_X86_64
DEFINE_STATIC_KEY_FALSE(profile_tsc);
#endif

notrace noinline __fgraph_keeps_registers u64 profile_clock_slow(void)
{
	return sched_clock_noinstr();
}

static __always_inline void profile_begin(struct fgraph_frame *frame, unsigned long ip)
{
	struct profile_call *call = fgraph_frame_data(frame);
	struct profile_rec *rec;

	preempt_disable_notrace();
	rec = profile_find(ip);
	call->rec = rec;
	if (likely(rec))
		rec->hits++;
	preempt_enable_notrace();
	call->in_calls = 0;
	call->began = profile_clock();
}

static __always_inline void profile_add(struct profile_rec *rec, u64 time)
{
	u64 max = rec->max;

	rec->time += time;
#ifdef __SIZEOF_INT128__
	rec->square128 += (u128)time * time;
#else
	rec->square[0] += time * time;
#endif
	rec->max = max(max, time);
	rec->buckets[profile_bucket(time)]++;
}

static noinline notrace void profile_tell_caller_slow(struct fgraph_frame *outer, u64 time)
{
	struct profile_call *call;

	outer = fgraph_find_tag(outer, READ_ONCE(profile_gops.tag));
	if (!outer)
		return;
	call = fgraph_frame_data(outer);
	call->in_calls += time;
}

/* The call inside of which this one was made has not had that time to itself. */
static __always_inline void profile_tell_caller(struct fgraph_frame *frame, u64 time)
{
	struct fgraph_frame *outer = fgraph_frame_next(frame);
	struct profile_call *call = fgraph_frame_data(outer);

	if (likely(fgraph_frame_tag(outer) == fgraph_frame_tag(frame)))
		call->in_calls += time;
	else if (!fgraph_frame_is_bottom(outer))
		profile_tell_caller_slow(outer, time);
}

static __always_inline void profile_end(struct fgraph_frame *frame)
{
	struct profile_call *call = fgraph_frame_data(frame);
	struct profile_rec *rec = call->rec;
	u64 time = profile_clock() - call->began;

	profile_tell_caller(frame, time);
	if (unlikely(profile_own_time))
		time -= min(time, call->in_calls);
	/* It may be back on another CPU. */
	if (unlikely(!rec || rec->cpu != raw_smp_processor_id()))
		rec = profile_find(frame->func);
	if (likely(rec))
		profile_add(rec, time);
}

static __used notrace unsigned long profile_exit(struct ftrace_return *r)
{
	struct fgraph_frame *frame = fgraph_returning(&r->parent);

	if (unlikely(!frame))
		return r->parent;
	/* Who waits for us to be gone waits for preemption. */
	preempt_disable_notrace();
	if (fgraph_is_mine(frame, &profile_gops))
		profile_end(frame);
	preempt_enable_notrace();
	return fgraph_pop(frame, &r->parent);
}

DEFINE_FTRACE_RETURN(profile_return, profile_exit);

static notrace __ftrace_entry void profile_entry(void)
{
	struct fgraph_frame *frame = fgraph_begin(&profile_gops, PROFILE_FRAME);

	if (unlikely(!frame))
		return;
	profile_begin(frame, ftrace_entry_ip());
	fgraph_hook(frame, ftrace_entry_ip(), ftrace_entry_parent(), profile_return);
}

static notrace void profile_hit(unsigned long ip, unsigned long parent_ip,
				struct ftrace_ops *ops, struct ftrace_regs *fregs)
{
	struct fgraph_frame *frame = fgraph_begin(&profile_gops, PROFILE_FRAME);

	if (unlikely(!frame))
		return;
	profile_begin(frame, ip);
	fgraph_hook(frame, ip, fgraph_parent(fregs), profile_return);
}

/* A task comes back to the CPU: calls that do not count its sleep began later. */
static void profile_slept(struct fgraph_frame *frame, u64 ns)
{
	struct profile_call *call = fgraph_frame_data(frame);

	call->began += profile_clock_of_ns(ns);
}

static struct fgraph_ops profile_gops = {
	.ops = {
		.func	= profile_hit,
		.entry	= (unsigned long)profile_entry,
	},
};

/*
 * Switching.
 */

/*
 * Room for all functions there are, and for those of modules to come: the filter may be
 * changed at any time.
 */
static unsigned int profile_room(void)
{
	struct hook_total total;

	hook_rec_total(&total);
	return total.sites + total.sites / 4;
}

static int profile_forget(void)
{
	int ret;

	/* Hits of the last time may still be on their way to the tables. */
	if (profile_ran) {
		hook_ops_wait();
		synchronize_rcu();
	}
	profile_clock_choose();
	ret = profile_tables_prepare(profile_room());
	if (!ret)
		profile_ran = true;
	return ret;
}

static int profile_start(void)
{
	int ret;

	if (profile_fed)
		return -EBUSY;
	ret = profile_forget();
	if (ret)
		return ret;
	return fgraph_register(&profile_gops, profile_return, PROFILE_FRAME);
}

/**
 * function_profile_set - switch the profile on or off
 * @on: on; results so far are forgotten
 *
 * Return: 0, or -errno with nothing changed: -EBUSY while others feed it; -ENOMEM; as
 * fgraph_register().
 */
int function_profile_set(bool on)
{
	int ret = 0;

	guard(mutex)(&profile_mutex);
	if (on == profile_on)
		return 0;
	if (on)
		ret = profile_start();
	else
		ret = fgraph_unregister(&profile_gops);
	if (!ret)
		profile_on = on;
	return ret;
}

/**
 * function_profile_is_on - is it?
 */
bool function_profile_is_on(void)
{
	return READ_ONCE(profile_on);
}

/**
 * function_profile_feed - others count calls and returns, in place of the profile itself
 *
 * Results so far are forgotten.
 *
 * Return: 0; -EBUSY if the profile is on; -ENOMEM.
 */
int function_profile_feed(void)
{
	int ret;

	guard(mutex)(&profile_mutex);
	if (profile_fed)
		return 0;
	if (profile_on)
		return -EBUSY;
	ret = profile_forget();
	if (ret)
		return ret;
	WRITE_ONCE(profile_fed_since, profile_clock());
	smp_store_release(&profile_fed, true);	/* function_profile_count:A */
	return 0;
}

/**
 * function_profile_feed_end - they do so no more
 *
 * Results stay. Calls that return later are not counted.
 */
void function_profile_feed_end(void)
{
	guard(mutex)(&profile_mutex);
	WRITE_ONCE(profile_fed, false);
}

/**
 * function_profile_count - a call that was fed has returned
 * @ip:    its call site
 * @began: when it was called, by profile_clock()
 *
 * A call from before the profile began is none of it. With preemption disabled.
 */
notrace void function_profile_count(unsigned long ip, u64 began)
{
	u64 now = profile_clock();
	struct profile_rec *rec;

	if (!smp_load_acquire(&profile_fed))	/* function_profile_count:A */
		return;
	if ((s64)(began - READ_ONCE(profile_fed_since)) < 0)
		return;
	rec = profile_find(ip);
	if (!rec)
		return;
	rec->hits++;
	profile_add(rec, now - began);
}

/**
 * function_profile_set_graph_time - what time in called functions is
 * @on: part of a function's time
 */
void function_profile_set_graph_time(bool on)
{
	WRITE_ONCE(profile_own_time, !on);
}

/**
 * function_profile_set_sleep_time - what time without the CPU is
 * @on: part of a function's time
 *
 * Return: 0, or -errno with nothing changed.
 */
int function_profile_set_sleep_time(bool on)
{
	return fgraph_count_sleep(&profile_gops, profile_slept, on);
}

/*
 * Results. Functions may be hit meanwhile.
 */

static int profile_line_cmp(const void *a, const void *b)
{
	const struct profile_line *x = a, *y = b;

	if (x->time != y->time)
		return x->time < y->time ? 1 : -1;
	return x->hits < y->hits ? 1 : -(x->hits > y->hits);
}

static void profile_line_fill(struct profile_line *line, const struct profile_rec *rec)
{
	u64 square[2] = { READ_ONCE(rec->square[0]), READ_ONCE(rec->square[1]) };

	line->ip = rec->ip;
	line->hits = READ_ONCE(rec->hits);
	line->time = profile_clock_ns(READ_ONCE(rec->time));
	line->variance = profile_clock_ns2(profile_variance(line->hits, rec->time, square));
}

/**
 * function_profile_lines - the profile of a CPU
 * @cpu: the CPU
 * @n: set to the number of functions
 *
 * Return: a line a function, those with most time first, for kvfree(); NULL if there is
 * no memory.
 */
struct profile_line *function_profile_lines(int cpu, unsigned int *n)
{
	struct profile_line *lines;
	unsigned int i, used;

	guard(mutex)(&profile_mutex);
	used = profile_recs_used(cpu);
	lines = kvmalloc_array(used + 1, sizeof(*lines), GFP_KERNEL);
	if (!lines)
		return NULL;
	*n = 0;
	for (i = 0; i < used; i++) {
		struct profile_rec *rec = profile_rec_at(cpu, i);

		if (rec->ip && rec->hits)
			profile_line_fill(&lines[(*n)++], rec);
	}
	sort(lines, *n, sizeof(*lines), profile_line_cmp, NULL);
	return lines;
}

static int latency_rec_cmp(const void *a, const void *b)
{
	const struct profile_rec * const *x = a, * const *y = b;

	return ((*x)->ip > (*y)->ip) - ((*x)->ip < (*y)->ip);
}

/* One line of the @n records of a function, one or none for each CPU. */
static void latency_line_fill(struct latency_line *line, struct profile_rec **recs,
			      unsigned int n)
{
	u64 buckets[PROFILE_BUCKETS] = { }, max = 0;
	unsigned int i, b;

	line->hits = 0;
	for (i = 0; i < n; i++) {
		for (b = 0; b < PROFILE_BUCKETS; b++) {
			buckets[b] += READ_ONCE(recs[i]->buckets[b]);
			line->hits += READ_ONCE(recs[i]->buckets[b]);
		}
		max = max(max, READ_ONCE(recs[i]->max));
	}
	line->ip = recs[0]->ip;
	line->p50 = profile_clock_ns(profile_percentile(buckets, max, 50));
	line->p99 = profile_clock_ns(profile_percentile(buckets, max, 99));
	line->max = profile_clock_ns(max);
}

static int latency_line_cmp(const void *a, const void *b)
{
	const struct latency_line *x = a, *y = b;

	return x->p99 < y->p99 ? 1 : -(x->p99 > y->p99);
}

static unsigned int latency_merge(struct latency_line *lines, struct profile_rec **recs,
				  unsigned int nr)
{
	unsigned int i, end, n = 0;

	sort(recs, nr, sizeof(*recs), latency_rec_cmp, NULL);
	for (i = 0; i < nr; i = end) {
		for (end = i + 1; end < nr && recs[end]->ip == recs[i]->ip; end++)
			;
		latency_line_fill(&lines[n], recs + i, end - i);
		n += !!lines[n].hits;
	}
	sort(lines, n, sizeof(*lines), latency_line_cmp, NULL);
	return n;
}

/**
 * function_latency_lines - how long functions take, on all CPUs together
 * @n: set to the number of functions
 *
 * Return: a line a function, slow ones first, for kvfree(); NULL if there is no memory.
 */
struct latency_line *function_latency_lines(unsigned int *n)
{
	struct latency_line *lines = NULL;
	unsigned int i, nr = 0, room = 0;
	struct profile_rec **recs;
	int cpu;

	guard(mutex)(&profile_mutex);
	for_each_possible_cpu(cpu)
		room += profile_recs_used(cpu);
	recs = kvmalloc_array(room + 1, sizeof(*recs), GFP_KERNEL);
	if (!recs)
		return NULL;
	for_each_possible_cpu(cpu) {
		for (i = 0; i < profile_recs_used(cpu) && nr < room; i++) {
			struct profile_rec *rec = profile_rec_at(cpu, i);

			if (rec->ip)
				recs[nr++] = rec;
		}
	}
	lines = kvmalloc_array(nr + 1, sizeof(*lines), GFP_KERNEL);
	if (lines)
		*n = latency_merge(lines, recs, nr);
	kvfree(recs);
	return lines;
}

/* Its filter is that of set_ftrace_filter. */
static int __init profile_init(void)
{
	ftrace_ops_set_global_filter(&profile_gops.ops);
	return 0;
}
core_initcall(profile_init);
