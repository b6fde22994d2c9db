// SPDX-License-Identifier: GPL-2.0-only
/*
 * function_guard: keeps the function tracer of an instance from taking a machine
 * over.
 *
 * A hit does nothing for it. Ten times a second the guard looks how many records
 * each CPU has written since, which times the cost of one, measured when the guard
 * is set, is the share of its time that recording took. Where that is more than
 * the limit, the records that this CPU has written since are counted by function, and
 * those that come most often go to set_ftrace_notrace, until the rest is well below
 * the limit. The trace gets a mark for each, and the guard remembers them until it is set
 * off, when they come back, or somebody else lets them back, or their module goes.
 *
 * How many records a CPU has written is a difference, which means nothing where a
 * snapshot was taken meanwhile. So as long as there are older records in front of them,
 * the new ones are counted for this as well.
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
#include <linux/timekeeping.h>
#include <linux/workqueue.h>

#include "core/clock.h"
#include "hook/filter.h"
#include "hook/hook.h"
#include "tracers/function.h"

#define GUARD_PERIOD		(HZ / 10)
#define GUARD_LEFT_MAX		1024	/* functions that it sends away in all */
#define GUARD_ROUND_MAX		32	/* functions that it sends away at a time */
#define GUARD_BITS		12	/* of the table of functions; more are not counted */
#define GUARD_CALIBRATION	1000	/* records */

/* A function that left. */
struct guard_left {
	unsigned long	ip;
	u64		ts;		/* by the clock of the trace */
	bool		in_ns;		/* which counts ns */
	unsigned int	percent;	/* of what its CPU recorded */
};

struct guard_count {
	unsigned long	ip;
	unsigned int	count;
};

struct guard_cpu {
	unsigned long	seen;		/* records at the last look */
	unsigned int	share;		/* percent of its time between that one and this */
};

/**
 * struct function_guard - the guard of an instance
 * @tr:     the instance
 * @work:   looks after it
 * @limit:  percent of a CPU's time; 0: off
 * @cost:   of a record, in ns
 * @buffer: what was recorded to at the last look
 * @last:   when that was, in ns
 * @since:  the same by the clock of the trace
 * @cpus:   each possible CPU
 * @table:  for counting
 * @left:   functions that left
 * @nr:     how many
 */
struct function_guard {
	struct trace_array	*tr;
	struct delayed_work	work;
	unsigned int		limit;
	unsigned int		cost;
	struct trace_buffer	*buffer;
	u64			last;
	u64			since;
	struct guard_cpu	*cpus;
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

/**
 * struct guard_tally - what was counted, beside the table
 * @records:   records since the last look
 * @functions: those of them that are of functions
 * @complete:  none was overwritten
 */
struct guard_tally {
	unsigned long	records;
	unsigned int	functions;
	bool		complete;
};

static void count_records(struct function_guard *guard, int cpu, struct guard_tally *tally)
{
	struct ring_buffer_event *event;
	struct ring_buffer_iter *iter;
	struct ftrace_entry *entry;
	u64 ts;

	*tally = (struct guard_tally){ };
	memset(guard->table, 0, sizeof(*guard->table) << GUARD_BITS);
	iter = ring_buffer_read_start(guard->buffer, cpu, GFP_KERNEL);
	if (!iter)
		return;
	for (; (event = ring_buffer_iter_peek(iter, &ts)); ring_buffer_iter_advance(iter)) {
		if (ts < guard->since) {
			tally->complete = true;
			continue;
		}
		tally->records++;
		entry = ring_buffer_event_data(event);
		if (entry->ent.type == TRACE_FN) {
			count_ip(guard->table, entry->ip);
			tally->functions++;
		}
	}
	if (ring_buffer_iter_dropped(iter))
		tally->complete = false;
	ring_buffer_read_finish(iter);
}

static int cmp_count(const void *a, const void *b)
{
	const struct guard_count *x = a, *y = b;

	return (x->count < y->count) - (x->count > y->count);
}

/* ---- acting ------------------------------------------------------------------------------- */

/* Those that @out, which is left out, does not have are back, or have gone. */
static void forget(struct function_guard *guard, const struct ftrace_hash *out)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < guard->nr; i++) {
		if (out && hook_hash_has(out, guard->left[i].ip))
			guard->left[n++] = guard->left[i];
	}
	guard->nr = n;
}

/*
 * Put functions that are neither left out nor gone first in the table, those first that come most
 * often, until they have made @too_many of the records.
 *
 * Return: how many.
 */
static unsigned int choose(struct function_guard *guard, const struct ftrace_hash *out,
			   unsigned int too_many)
{
	unsigned int n = 0, gone = 0;

	sort(guard->table, BIT(GUARD_BITS), sizeof(*guard->table), cmp_count, NULL);
	for (unsigned int i = 0; i < BIT(GUARD_BITS) && gone < too_many; i++) {
		struct guard_count *count = &guard->table[i];

		if (!count->count || n == GUARD_ROUND_MAX || guard->nr + n == GUARD_LEFT_MAX)
			break;
		if (!ftrace_location_range(count->ip, count->ip) ||
		    (out && hook_hash_has(out, count->ip)))
			continue;
		gone += count->count;
		guard->table[n++] = *count;
	}
	return n;
}

/* The first @n of the table leave. */
static int send_away(struct function_guard *guard, unsigned int n)
{
	unsigned long ips[GUARD_ROUND_MAX];

	if (!n)
		return -ENOENT;
	for (unsigned int i = 0; i < n; i++)
		ips[i] = guard->table[i].ip;
	return hook_exclude_ips(guard->tr->ops, ips, n, false);
}

static void remember(struct function_guard *guard, unsigned long ip, unsigned int percent)
{
	guard->left[guard->nr++] = (struct guard_left) {
		.ip = ip, .percent = percent,
		.ts = ring_buffer_time_stamp(guard->buffer),
		.in_ns = trace_clock_info(READ_ONCE(guard->tr->clock_id))->in_ns,
	};
}

/* In percent of the time since the last look. */
static unsigned int share_of(struct function_guard *guard, unsigned long records, u64 elapsed)
{
	return elapsed ? div64_u64((u64)records * guard->cost * 100, elapsed) : 0;
}

/* The share of @cpu's time may be too much: bring it to half of the limit. */
static void calm(struct function_guard *guard, int cpu, u64 elapsed)
{
	unsigned int share = guard->cpus[cpu].share, n;
	struct guard_tally tally;
	struct ftrace_hash *out;

	count_records(guard, cpu, &tally);
	if (tally.complete)
		share = share_of(guard, tally.records, elapsed);
	if (!tally.functions || share <= guard->limit)
		return;
	out = hook_filter_copy(guard->tr->ops, true);
	if (IS_ERR(out))
		return;
	forget(guard, out);
	n = choose(guard, out, tally.functions -
		   div_u64((u64)tally.functions * guard->limit, 2 * share));
	hook_filter_copy_free(out);
	if (send_away(guard, n))
		return;
	for (unsigned int i = 0; i < n; i++) {
		unsigned int percent = div_u64(guard->table[i].count * 100ULL, tally.functions);

		remember(guard, guard->table[i].ip, percent);
		say(guard->tr,
		    "function_guard: %ps left: %u %% of what CPU %d records %u %% of its time\n",
		    (void *)guard->table[i].ip, percent, cpu, share);
	}
}

/* All that was recorded up to now is not looked at. */
static void begin(struct function_guard *guard)
{
	int cpu;

	guard->buffer = READ_ONCE(guard->tr->array_buffer.buffer);
	guard->since = ring_buffer_time_stamp(guard->buffer);
	guard->last = ktime_get_ns();
	for_each_possible_cpu(cpu)
		guard->cpus[cpu].seen = records_of(guard->buffer, cpu);
}

/* Those of all CPUs at one time. */
static void share_all(struct function_guard *guard, u64 elapsed)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		struct guard_cpu *gc = &guard->cpus[cpu];
		unsigned long now = records_of(guard->buffer, cpu);

		/* It may have been emptied. */
		gc->share = share_of(guard, now < gc->seen ? now : now - gc->seen, elapsed);
	}
}

static void look(struct work_struct *work)
{
	struct function_guard *guard = container_of(work, struct function_guard, work.work);
	u64 elapsed;
	int cpu;

	guard(mutex)(&guard_lock);
	if (!guard->limit)
		return;
	if (guard->buffer == READ_ONCE(guard->tr->array_buffer.buffer) &&
	    guard->tr->ops->flags & FTRACE_OPS_FL_ENABLED) {
		elapsed = ktime_get_ns() - guard->last;
		share_all(guard, elapsed);
		for_each_possible_cpu(cpu) {
			if (guard->cpus[cpu].share > guard->limit)
				calm(guard, cpu, elapsed);
		}
	}
	begin(guard);
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
	kfree(guard->cpus);
	kvfree(guard);
}

static struct function_guard *guard_alloc(struct trace_array *tr)
{
	struct function_guard *guard = kvzalloc(sizeof(*guard), GFP_KERNEL);

	if (!guard)
		return NULL;
	guard->tr = tr;
	INIT_DELAYED_WORK(&guard->work, look);
	guard->cpus = kcalloc(nr_cpu_ids, sizeof(*guard->cpus), GFP_KERNEL);
	guard->table = kvcalloc(BIT(GUARD_BITS), sizeof(*guard->table), GFP_KERNEL);
	guard->cost = measure_cost();
	if (guard->cpus && guard->table && guard->cost)
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
	begin(guard);
	queue_delayed_work(system_highpri_wq, &guard->work, GUARD_PERIOD);
	return 0;
}

/* As the trace prints it. */
static void show_time(struct seq_file *m, const struct guard_left *left)
{
	u64 us = div_u64(left->ts + NSEC_PER_USEC / 2, NSEC_PER_USEC);
	u32 rest;
	u64 secs = div_u64_rem(us, USEC_PER_SEC, &rest);

	if (left->in_ns)
		seq_printf(m, "[%5llu.%06u]", secs, rest);
	else
		seq_printf(m, "[%12llu]", left->ts);
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
	struct ftrace_hash *out;

	guard(mutex)(&guard_lock);
	seq_printf(m, "%u\n", guard ? guard->limit : 0);
	if (!guard)
		return;
	out = hook_filter_copy(tr->ops, true);
	if (!IS_ERR(out)) {
		forget(guard, out);
		hook_filter_copy_free(out);
	}
	for (unsigned int i = 0; i < guard->nr; i++) {
		show_time(m, &guard->left[i]);
		seq_printf(m, " %ps: %u %%\n", (void *)guard->left[i].ip, guard->left[i].percent);
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
