// SPDX-License-Identifier: GPL-2.0-only
/*
 * function_guard: keeps the function tracer of an instance from taking a machine
 * over.
 *
 * A hit does nothing for it. Ten times a second the guard looks how many records
 * each CPU has written since, which times the cost of one, measured when the guard
 * is set, is the share of its time that recording took. Where that is more than
 * the limit, the newest records of that CPU are counted by function, and those that
 * come most often go to set_ftrace_notrace, until the rest is well below the limit.
 * The trace gets a mark for each, and the guard remembers them until it is set off,
 * when they come back.
 *
 * Process context; guard_lock is taken inside of trace_types_lock and outside of
 * the hook layer's lock. The work is waited for without it.
 */
#include <linux/ftrace.h>
#include <linux/hash.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/sched/clock.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/workqueue.h>

#include "hook/filter.h"
#include "tracers/function.h"

#define GUARD_PERIOD		(HZ / 10)
#define GUARD_LEFT_MAX		1024	/* functions that it sends away in all */
#define GUARD_ROUND_MAX		32	/* functions that it sends away at a time */
#define GUARD_BITS		12	/* of the table of functions; more are not counted */
#define GUARD_CALIBRATION	1000	/* records */

/* A function that left. */
struct guard_left {
	unsigned long	ip;
	u64		ts;		/* local_clock() */
	unsigned int	percent;	/* of what its CPU recorded */
};

struct guard_count {
	unsigned long	ip;
	unsigned int	count;
};

/**
 * struct function_guard - the guard of an instance
 * @tr:     the instance
 * @work:   looks after it
 * @limit:  percent of a CPU's time; 0: off
 * @cost:   of a record, in ns
 * @last:   local_clock() of the last look
 * @seen:   records of each possible CPU then
 * @table:  for counting
 * @left:   functions that left
 * @nr:     how many
 */
struct function_guard {
	struct trace_array	*tr;
	struct delayed_work	work;
	unsigned int		limit;
	unsigned int		cost;
	u64			last;
	unsigned long		*seen;
	struct guard_count	*table;
	unsigned int		nr;
	struct guard_left	left[GUARD_LEFT_MAX];
};

static DEFINE_MUTEX(guard_lock);	/* all guards */

static __printf(2, 3) void say(struct trace_array *tr, const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = kvasprintf(GFP_KERNEL, fmt, args);
	va_end(args);
	if (text)
		__trace_array_puts(tr, _THIS_IP_, text, strlen(text));
	kfree(text);
}

static unsigned long records_of(struct trace_buffer *buffer, int cpu)
{
	return ring_buffer_entries_cpu(buffer, cpu) + ring_buffer_overrun_cpu(buffer, cpu) +
	       ring_buffer_read_events_cpu(buffer, cpu);
}

/* ---- counting ----------------------------------------------------------------------------- */

static void count_ip(struct guard_count *table, unsigned long ip)
{
	unsigned int i = hash_long(ip, GUARD_BITS);
	unsigned int probes = 0;

	while (table[i].ip && table[i].ip != ip) {
		if (++probes > 16)
			return;
		i = (i + 1) & (BIT(GUARD_BITS) - 1);
	}
	table[i].ip = ip;
	table[i].count++;
}

/* Return: how many records of functions there are on @cpu, counted in the table. */
static unsigned int count_records(struct function_guard *guard, int cpu)
{
	struct trace_buffer *buffer = guard->tr->array_buffer.buffer;
	struct ring_buffer_event *event;
	struct ring_buffer_iter *iter;
	struct ftrace_entry *entry;
	unsigned int n = 0;

	memset(guard->table, 0, sizeof(*guard->table) << GUARD_BITS);
	iter = ring_buffer_read_start(buffer, cpu, GFP_KERNEL);
	if (!iter)
		return 0;
	while ((event = ring_buffer_iter_peek(iter, NULL))) {
		entry = ring_buffer_event_data(event);
		if (entry->ent.type == TRACE_FN) {
			count_ip(guard->table, entry->ip);
			n++;
		}
		ring_buffer_iter_advance(iter);
	}
	ring_buffer_read_finish(iter);
	return n;
}

static int cmp_count(const void *a, const void *b)
{
	const struct guard_count *x = a, *y = b;

	return (x->count < y->count) - (x->count > y->count);
}

/* ---- acting ------------------------------------------------------------------------------- */

static void remember(struct function_guard *guard, unsigned long ip, unsigned int percent)
{
	guard->left[guard->nr++] = (struct guard_left) {
		.ip = ip, .ts = local_clock(), .percent = percent,
	};
}

/* @share percent of @cpu's time are too much: bring it to half of the limit. */
static void calm(struct function_guard *guard, int cpu, unsigned int share)
{
	unsigned int total = count_records(guard, cpu), n, gone = 0;
	unsigned long ips[GUARD_ROUND_MAX];
	unsigned int too_many;

	if (!total)
		return;
	sort(guard->table, BIT(GUARD_BITS), sizeof(*guard->table), cmp_count, NULL);
	too_many = total - div_u64((u64)total * guard->limit, 2 * share);
	for (n = 0; n < GUARD_ROUND_MAX && gone < too_many; n++) {
		if (!guard->table[n].count || guard->nr + n >= GUARD_LEFT_MAX)
			break;
		ips[n] = guard->table[n].ip;
		gone += guard->table[n].count;
	}
	if (!n || hook_exclude_ips(guard->tr->ops, ips, n, false))
		return;
	for (unsigned int i = 0; i < n; i++) {
		unsigned int percent = div_u64(guard->table[i].count * 100ULL, total);

		remember(guard, guard->table[i].ip, percent);
		say(guard->tr,
		    "function_guard: %ps left: %u %% of what CPU %d records %u %% of its time\n",
		    (void *)guard->table[i].ip, percent, cpu, share);
	}
}

/* In percent of the time since the last look. */
static unsigned int share_of(struct function_guard *guard, int cpu, u64 elapsed)
{
	unsigned long now = records_of(guard->tr->array_buffer.buffer, cpu);
	unsigned long records = now - guard->seen[cpu];

	/* The buffer was emptied. */
	if (now < guard->seen[cpu])
		records = now;
	guard->seen[cpu] = now;
	return elapsed ? div64_u64((u64)records * guard->cost * 100, elapsed) : 0;
}

static void look(struct work_struct *work)
{
	struct function_guard *guard = container_of(work, struct function_guard, work.work);
	u64 now = local_clock(), elapsed;
	int cpu;

	guard(mutex)(&guard_lock);
	if (!guard->limit)
		return;
	elapsed = now - guard->last;
	guard->last = now;
	for_each_possible_cpu(cpu) {
		unsigned int share = share_of(guard, cpu, elapsed);

		if (share > guard->limit && (guard->tr->ops->flags & FTRACE_OPS_FL_ENABLED))
			calm(guard, cpu, share);
	}
	/* What was recorded while the guard was at it is not looked at. */
	guard->last = local_clock();
	for_each_possible_cpu(cpu)
		guard->seen[cpu] = records_of(guard->tr->array_buffer.buffer, cpu);
	queue_delayed_work(system_highpri_wq, &guard->work, GUARD_PERIOD);
}

/* ---- setting ------------------------------------------------------------------------------ */

/* What a record costs here, and the call that leads to it about as much again. */
static unsigned int measure_cost(void)
{
	struct trace_buffer *buffer = ring_buffer_alloc(SZ_64K, RB_FL_OVERWRITE);
	struct ring_buffer_event *event;
	u64 start, took;

	if (!buffer)
		return 0;
	preempt_disable_notrace();
	start = local_clock();
	for (int i = 0; i < GUARD_CALIBRATION; i++) {
		event = ring_buffer_lock_reserve(buffer, sizeof(struct ftrace_entry));
		if (event)
			ring_buffer_unlock_commit(buffer);
	}
	took = local_clock() - start;
	preempt_enable_notrace();
	ring_buffer_free(buffer);
	return max_t(unsigned int, div_u64(2 * took, GUARD_CALIBRATION), 1);
}

static void guard_free(struct function_guard *guard)
{
	if (!guard)
		return;
	kvfree(guard->table);
	kfree(guard->seen);
	kvfree(guard);
}

static struct function_guard *guard_alloc(struct trace_array *tr)
{
	struct function_guard *guard = kvzalloc(sizeof(*guard), GFP_KERNEL);

	if (!guard)
		return NULL;
	guard->tr = tr;
	INIT_DELAYED_WORK(&guard->work, look);
	guard->seen = kcalloc(nr_cpu_ids, sizeof(*guard->seen), GFP_KERNEL);
	guard->table = kvcalloc(BIT(GUARD_BITS), sizeof(*guard->table), GFP_KERNEL);
	guard->cost = measure_cost();
	if (guard->seen && guard->table && guard->cost)
		return guard;
	guard_free(guard);
	return NULL;
}

static void guard_stop(struct function_guard *guard)
{
	scoped_guard(mutex, &guard_lock)
		guard->limit = 0;
	cancel_delayed_work_sync(&guard->work);
}

/* Functions that somebody else has taken out of set_ftrace_notrace stay as they are. */
static void take_back(struct function_guard *guard)
{
	for (unsigned int i = 0; i < guard->nr; i++)
		hook_exclude_ips(guard->tr->ops, &guard->left[i].ip, 1, true);
	guard->nr = 0;
}

/**
 * function_guard_set - set the guard of an instance
 * @tr:    the instance
 * @limit: percent of a CPU's time that recording may take; 0: no guard
 *
 * With trace_types_lock held.
 *
 * Returns 0, -EINVAL for more than 100, or -ENOMEM.
 */
int function_guard_set(struct trace_array *tr, unsigned int limit)
{
	struct function_data *data = function_data(tr);
	struct function_guard *guard = data->guard;
	int cpu;

	if (limit > 100)
		return -EINVAL;
	if (!guard && !limit)
		return 0;
	if (!guard) {
		guard = guard_alloc(tr);
		if (!guard)
			return -ENOMEM;
		data->guard = guard;
	}
	guard_stop(guard);
	if (!limit) {
		take_back(guard);
		return 0;
	}
	guard->limit = limit;
	guard->last = local_clock();
	for_each_possible_cpu(cpu)
		guard->seen[cpu] = records_of(tr->array_buffer.buffer, cpu);
	queue_delayed_work(system_highpri_wq, &guard->work, GUARD_PERIOD);
	return 0;
}

/**
 * function_guard_show - print the limit, and who has left
 * @tr: the instance
 * @m:	where to
 *
 * With trace_types_lock held.
 */
void function_guard_show(struct trace_array *tr, struct seq_file *m)
{
	struct function_guard *guard = function_data(tr)->guard;

	guard(mutex)(&guard_lock);
	seq_printf(m, "%u\n", guard ? guard->limit : 0);
	for (unsigned int i = 0; guard && i < guard->nr; i++) {
		const struct guard_left *left = &guard->left[i];
		u64 us = div_u64(left->ts, NSEC_PER_USEC);
		u32 rest;
		u64 secs = div_u64_rem(us, USEC_PER_SEC, &rest);

		seq_printf(m, "[%5llu.%06u] %ps: %u %%\n", secs, rest, (void *)left->ip,
			   left->percent);
	}
}

/**
 * function_guard_exit - an instance goes away
 * @data: its function tracer
 */
void function_guard_exit(struct function_data *data)
{
	if (!data->guard)
		return;
	guard_stop(data->guard);
	guard_free(data->guard);
	data->guard = NULL;
}
