// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading records: the oldest one of all CPUs, then the next.
 *
 * A looking reader keeps the next record of each CPU at hand, in iter->heads: taking one record
 * makes one head stale, so only one CPU's ring is looked at for each record. What a ring iterator
 * shows is settled when it starts, so a CPU without records stays without. A consuming reader has
 * no heads: its rings fill while it reads, and each record looks at all of them.
 *
 * A looking reader's record stays where it is until the ring iterator of its CPU is asked for the
 * next one, so it is valid up to the next call here that finds one. Who looks ahead has it copied.
 *
 * While a reader is at it, a snapshot may take the buffer away from its role. A looking reader
 * stays with the buffer that it began with, until it starts over; a consuming one takes each record
 * from the buffer where it saw it.
 *
 * Opening and closing sleep, with trace_types_lock held; the rest runs in any context that owns the
 * iterator.
 */
#include <linux/slab.h>

#include "trace.h"

/* Bytes that a reader has for a copy of a record from the start on; nearly all are smaller. */
#define TEMP_SIZE	128

/**
 * struct trace_iter_head - the next record of a CPU
 * @ent:  the record
 * @size: bytes of it
 * @ts:	  its time
 * @lost: records lost right before it
 * @state: whether there is one, as far as is known
 */
struct trace_iter_head {
	struct trace_entry	*ent;
	int			size;
	u64			ts;
	unsigned long		lost;
	enum { HEAD_STALE, HEAD_VALID, HEAD_NONE } state;
};

static bool head_take_event(struct trace_iter_head *head, struct ring_buffer_event *event)
{
	if (!event) {
		head->state = HEAD_NONE;
		return false;
	}
	head->ent = ring_buffer_event_data(event);
	head->size = ring_buffer_event_length(event);
	head->state = HEAD_VALID;
	return true;
}

/* Look at the next record of @cpu without taking it. */
static bool peek_cpu(struct trace_iterator *iter, int cpu, struct trace_iter_head *head)
{
	struct ring_buffer_iter *rb_iter = iter->buffer_iter ? iter->buffer_iter[cpu] : NULL;
	struct ring_buffer_event *event;

	if (iter->buffer_iter) {
		event = rb_iter ? ring_buffer_iter_peek(rb_iter, &head->ts) : NULL;
		head->lost = event ? ring_buffer_iter_lost(rb_iter) : 0;
	} else {
		event = ring_buffer_peek(iter->from, cpu, &head->ts, &head->lost);
	}
	return head_take_event(head, event);
}

/* The head of @cpu, looked up if need be; @scratch is for readers that keep none. */
static struct trace_iter_head *head_of(struct trace_iterator *iter, int cpu,
				       struct trace_iter_head *scratch)
{
	struct trace_iter_head *head = iter->heads ? &iter->heads[cpu] : scratch;

	if (!iter->heads || head->state == HEAD_STALE)
		peek_cpu(iter, cpu, head);
	return head->state == HEAD_VALID ? head : NULL;
}

/* The oldest head, copied to *oldest; -1 if there is none. Of equals, the lower CPU's. */
static int find_oldest(struct trace_iterator *iter, struct trace_iter_head *oldest)
{
	struct trace_iter_head scratch, *head;
	int cpu, found = -1;

	if (!iter->buffer_iter)
		iter->from = READ_ONCE(iter->array_buffer->buffer);
	if (iter->cpu_file != RING_BUFFER_ALL_CPUS) {
		head = head_of(iter, iter->cpu_file, &scratch);
		if (!head)
			return -1;
		*oldest = *head;
		return iter->cpu_file;
	}

	for_each_possible_cpu(cpu) {
		head = head_of(iter, cpu, &scratch);
		if (head && (found < 0 || head->ts < oldest->ts)) {
			*oldest = *head;
			found = cpu;
		}
	}
	return found;
}

static bool set_current(struct trace_iterator *iter, int cpu, struct trace_iter_head *head)
{
	iter->cpu = cpu;
	if (cpu < 0) {
		iter->ent = NULL;
		iter->lost_events = 0;
		return false;
	}
	iter->ent = head->ent;
	iter->ent_size = head->size;
	iter->ts = head->ts;
	iter->lost_events = head->lost;
	return true;
}

/**
 * trace_find_next_entry_inc - go to the next record
 * @iter: the reader
 *
 * A looking reader moves behind it, a consuming one has to call trace_consume() after it.
 */
void *trace_find_next_entry_inc(struct trace_iterator *iter)
{
	struct trace_iter_head oldest;
	int cpu = find_oldest(iter, &oldest);

	if (!set_current(iter, cpu, &oldest))
		return NULL;

	iter->idx++;
	if (iter->buffer_iter) {
		ring_buffer_iter_advance(iter->buffer_iter[cpu]);
		if (iter->heads)
			iter->heads[cpu].state = HEAD_STALE;
	}
	return iter;
}

/* Move the current record to where nothing that follows overwrites it. */
static bool save_current(struct trace_iterator *iter)
{
	if (!iter->ent || iter->ent == iter->temp)
		return true;

	if (iter->temp_size < iter->ent_size) {
		void *temp = NULL;

		/* A dump has a fixed place, and long records have to do without a look ahead. */
		if (iter->heads && preemptible())
			temp = krealloc(iter->temp, iter->ent_size, GFP_KERNEL);
		if (!temp)
			return false;
		iter->temp = temp;
		iter->temp_size = iter->ent_size;
	}
	memcpy(iter->temp, iter->ent, iter->ent_size);
	iter->ent = iter->temp;
	return true;
}

struct trace_entry *trace_find_next_entry(struct trace_iterator *iter, int *ent_cpu, u64 *ent_ts)
{
	struct trace_iter_head next;
	int cpu;

	/* The next one of a consuming reader is the current one: nothing is taken yet. */
	if (!iter->buffer_iter || !save_current(iter))
		return NULL;

	cpu = find_oldest(iter, &next);
	if (cpu < 0)
		return NULL;
	if (ent_cpu)
		*ent_cpu = cpu;
	*ent_ts = next.ts;
	return next.ent;
}

/* The next record stays where it is, and only moves the reader on if it is wanted. */
static struct trace_entry *join_looking(struct trace_iterator *iter, trace_belongs_t belongs)
{
	struct trace_iter_head *head = head_of(iter, iter->cpu, NULL);

	if (!head || head->lost || !belongs(iter->ent, head->ent))
		return NULL;
	ring_buffer_iter_advance(iter->buffer_iter[iter->cpu]);
	head->state = HEAD_STALE;
	return head->ent;
}

/*
 * To see the next record the current one has to be taken away. If they belong together it is the
 * next one that the caller's trace_consume() is for.
 */
static struct trace_entry *join_consuming(struct trace_iterator *iter, trace_belongs_t belongs,
					  enum print_line_t *done)
{
	struct ring_buffer_event *event;
	struct trace_entry *next;
	unsigned long lost;

	*done = TRACE_TYPE_NO_CONSUME;
	ring_buffer_consume(iter->from, iter->cpu, NULL, NULL);
	event = ring_buffer_peek(iter->from, iter->cpu, NULL, &lost);
	if (!event || lost)
		return NULL;
	next = ring_buffer_event_data(event);
	if (!belongs(iter->ent, next))
		return NULL;
	*done = TRACE_TYPE_HANDLED;
	return next;
}

struct trace_entry *trace_iter_join(struct trace_iterator *iter, trace_belongs_t belongs,
				    enum print_line_t *done)
{
	*done = TRACE_TYPE_HANDLED;
	if (!save_current(iter))
		return NULL;
	if (iter->buffer_iter)
		return iter->heads ? join_looking(iter, belongs) : NULL;
	return join_consuming(iter, belongs, done);
}

static int cpu_is_empty(struct trace_iterator *iter, int cpu)
{
	if (!iter->buffer_iter)
		return ring_buffer_empty_cpu(READ_ONCE(iter->array_buffer->buffer), cpu);
	return !iter->buffer_iter[cpu] || ring_buffer_iter_empty(iter->buffer_iter[cpu]);
}

int trace_empty(struct trace_iterator *iter)
{
	int cpu;

	if (iter->cpu_file != RING_BUFFER_ALL_CPUS)
		return cpu_is_empty(iter, iter->cpu_file);

	for_each_possible_cpu(cpu) {
		if (!cpu_is_empty(iter, cpu))
			return 0;
	}
	return 1;
}

/* ---- consuming ------------------------------------------------------------------------------ */

/**
 * trace_pipe_next - look at the oldest record that is there
 * @iter: a consuming reader
 *
 * Again before trace_consume(), it is the same one, unless something older came in.
 */
bool trace_pipe_next(struct trace_iterator *iter)
{
	return trace_find_next_entry_inc(iter);
}

/**
 * trace_consume - take away the record that trace_pipe_next() found
 * @iter: the reader
 */
void trace_consume(struct trace_iterator *iter)
{
	ring_buffer_consume(iter->from, iter->cpu, &iter->ts, &iter->lost_events);
}

/* ---- opening and closing --------------------------------------------------------------------- */

static void iter_setup(struct trace_iterator *iter, struct trace_array *tr, int cpu)
{
	iter->tr = tr;
	iter->trace = tr->current_trace;
	iter->array_buffer = &tr->array_buffer;
	iter->from = iter->array_buffer->buffer;
	iter->cpu_file = cpu;
	mutex_init(&iter->mutex);
	trace_seq_init(&iter->seq);
	trace_seq_init(&iter->tmp_seq);

	if (tr->trace_flags & TRACE_ITER_LATENCY_FMT)
		iter->iter_flags |= TRACE_FILE_LAT_FMT;
	if (trace_clock_info(tr->clock_id)->in_ns)
		iter->iter_flags |= TRACE_FILE_TIME_IN_NS;
}

static int iter_alloc(struct trace_iterator *iter)
{
	if (!zalloc_cpumask_var(&iter->started, GFP_KERNEL))
		return -ENOMEM;
	iter->temp = kmalloc(TEMP_SIZE, GFP_KERNEL);
	if (!iter->temp)
		return -ENOMEM;
	iter->temp_size = TEMP_SIZE;
	iter->symbols = trace_symbol_cache_alloc();
	return 0;
}

static void iter_free(struct trace_iterator *iter)
{
	trace_symbol_cache_free(iter->symbols);
	kfree(iter->heads);
	kfree(iter->buffer_iter);
	kfree(iter->temp);
	free_cpumask_var(iter->started);
	mutex_destroy(&iter->mutex);
}

static void finish_rings(struct trace_iterator *iter)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		if (iter->buffer_iter[cpu])
			ring_buffer_read_finish(iter->buffer_iter[cpu]);
		iter->buffer_iter[cpu] = NULL;
	}
}

static int start_ring(struct trace_iterator *iter, int cpu)
{
	struct ring_buffer_iter *ring;

	/* A CPU that was never up has no ring, and nothing to read. */
	if (!ring_buffer_size(iter->from, cpu))
		return 0;
	ring = ring_buffer_read_start(iter->from, cpu, GFP_KERNEL);
	if (!ring)
		return -ENOMEM;
	iter->buffer_iter[cpu] = ring;
	return 0;
}

static int start_rings(struct trace_iterator *iter)
{
	int cpu, ret = 0;

	iter->from = READ_ONCE(iter->array_buffer->buffer);
	if (iter->cpu_file != RING_BUFFER_ALL_CPUS)
		return start_ring(iter, iter->cpu_file);

	for_each_possible_cpu(cpu) {
		ret = start_ring(iter, cpu);
		if (ret)
			break;
	}
	return ret;
}

static int open_rings(struct trace_iterator *iter)
{
	iter->heads = kcalloc(nr_cpu_ids, sizeof(*iter->heads), GFP_KERNEL);
	iter->buffer_iter = kcalloc(nr_cpu_ids, sizeof(*iter->buffer_iter), GFP_KERNEL);
	if (!iter->heads || !iter->buffer_iter)
		return -ENOMEM;
	return start_rings(iter);
}

/*
 * Of what a latency tracer recorded, what is from before time_start is not shown: count it, and go
 * behind. In all other buffers there is nothing older, only clocks of CPUs that are late.
 */
static void skip_old(struct trace_iterator *iter, int cpu)
{
	struct ring_buffer_iter *ring = iter->buffer_iter[cpu];
	unsigned long skipped = 0;
	u64 ts;

	while (iter->trace->print_max && ring_buffer_iter_peek(ring, &ts) &&
	       ts < iter->array_buffer->time_start) {
		ring_buffer_iter_advance(ring);
		skipped++;
	}
	*per_cpu_ptr(iter->array_buffer->skipped, cpu) = skipped;
}

void trace_iter_reset(struct trace_iterator *iter)
{
	int cpu;

	/* CPUs for which there is no memory have nothing to show. */
	if (iter->from != READ_ONCE(iter->array_buffer->buffer)) {
		finish_rings(iter);
		start_rings(iter);
	}

	for_each_possible_cpu(cpu) {
		iter->heads[cpu].state = HEAD_STALE;
		if (!iter->buffer_iter[cpu])
			continue;
		ring_buffer_iter_reset(iter->buffer_iter[cpu]);
		skip_old(iter, cpu);
	}
	cpumask_clear(iter->started);
	trace_seq_init(&iter->seq);
	iter->leftover = 0;
	iter->ent = NULL;
	iter->lost_events = 0;
	iter->cpu = 0;
	iter->idx = -1;
	iter->pos = 0;
	if (iter->trace->rewind)
		iter->trace->rewind(iter);
}

int trace_iter_open(struct trace_iterator *iter, struct trace_array *tr, int cpu, bool snapshot)
{
	int ret;

	lockdep_assert_held(&trace_types_lock);
	iter_setup(iter, tr, cpu);
	iter->snapshot = snapshot;
	/* Latency tracers keep what is of interest in the snapshot. */
	if (snapshot || tr->current_trace->print_max)
		iter->array_buffer = &tr->snapshot;
	if (!iter->array_buffer->buffer)
		return -ENODEV;
	ret = iter_alloc(iter);
	if (!ret)
		ret = open_rings(iter);
	if (ret)
		goto fail;

	if (ring_buffer_overruns(iter->from))
		iter->iter_flags |= TRACE_FILE_ANNOTATE;
	if (!snapshot && tr->trace_flags & TRACE_ITER_PAUSE_ON_TRACE) {
		iter->iter_flags |= TRACE_FILE_PAUSED;
		tracing_stop_tr(tr);
	}
	if (iter->trace->open)
		iter->trace->open(iter);
	trace_iter_reset(iter);
	return 0;
fail:
	if (iter->buffer_iter)
		finish_rings(iter);
	iter_free(iter);
	return ret;
}

void trace_iter_close(struct trace_iterator *iter)
{
	lockdep_assert_held(&trace_types_lock);
	if (iter->trace->close)
		iter->trace->close(iter);
	if (iter->iter_flags & TRACE_FILE_PAUSED)
		tracing_start_tr(iter->tr);
	finish_rings(iter);
	iter_free(iter);
}

int trace_pipe_iter_open(struct trace_iterator *iter, struct trace_array *tr, int cpu)
{
	int ret;

	lockdep_assert_held(&trace_types_lock);
	iter_setup(iter, tr, cpu);
	ret = iter_alloc(iter);
	if (ret) {
		iter_free(iter);
		return ret;
	}
	/* A pipe starts in the middle of things: no announcements. */
	cpumask_setall(iter->started);
	if (iter->trace->pipe_open)
		iter->trace->pipe_open(iter);
	return 0;
}

void trace_pipe_iter_close(struct trace_iterator *iter)
{
	lockdep_assert_held(&trace_types_lock);
	if (iter->trace->pipe_close)
		iter->trace->pipe_close(iter);
	iter_free(iter);
}
