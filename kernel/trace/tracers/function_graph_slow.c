// SPDX-License-Identifier: GPL-2.0-only
/*
 * The option funcgraph-slow-only: a call, and everything in it, is recorded only if the outermost
 * call took longer than tracing_thresh.
 *
 * That is not known before it returns. So what is recorded meanwhile is put aside, in a side buffer
 * that the outermost call takes from a small pool and gives back, either written to the trace, all
 * at once, or dropped. What could not be put aside, because it was too much or all side buffers
 * were taken, is counted: in the trace behind the call it belongs to, and in graph_slow_stats.
 *
 * Records that were put aside are younger in the buffer than they are: their own time is in a word
 * behind them, and printed. A task that ends inside of a call gives its side buffer back when its
 * memory is freed.
 *
 * Hits: any context, NMI included, preemption off. Side buffers belong to a task and what
 * interrupts it, so that claiming a place in one takes no more than a CPU-local exchange. The rest:
 * task context, with trace_types_lock held.
 */
#include <linux/atomic.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/trace_clock.h>

#include <trace/events/sched.h>

#include "hook/hook.h"
#include "ring_buffer/buffer.h"
#include "tracers/function_graph_slow.h"

/* In a side buffer; so many more of the last ones are for the returns of calls under way. */
#define SIDE_RECORDS	1024
#define SIDE_RETURNS	128

/* Side buffers of an instance: for tasks that run, and some that sleep inside of a call. */
#define SIDES(cpus)	(16 + 4 * (cpus))

/* The shadow stack must not hold more calls than returns are kept room for. */
static_assert(FGRAPH_STACK_SIZE / GRAPH_FRAME_SIZE <= SIDE_RETURNS);

/**
 * struct side_record - a record that was put aside
 * @func:  the function
 * @time:  of the record
 * @began: of a return: when the call began; 0 for a call
 * @val:   of a return what it returned, of a call where it returns to, or 0
 * @depth: of the call
 * @ctx:   context word
 */
struct side_record {
	unsigned long	func;
	u64		time;
	u64		began;
	unsigned long	val;
	int		depth;
	unsigned int	ctx;
};

/**
 * struct graph_side - a side buffer
 * @owner:   the task, or NULL if it is free
 * @used:    records
 * @lost:    calls that found no room
 * @records: the records
 */
struct graph_side {
	struct task_struct	*owner;
	unsigned int		used;
	unsigned int		lost;
	struct side_record	records[SIDE_RECORDS];
};

/**
 * struct graph_slow - the side buffers of an instance
 * @nr:	   of side buffers
 * @sides: the side buffers
 */
struct graph_slow {
	unsigned int		nr;
	struct graph_side	*sides[] __counted_by(nr);
};

/* ---- hits ------------------------------------------------------------------------------------ */

/* An idle task whose CPU went away does not return: the next time its stack is a new one. */
static notrace struct graph_side *left_by_idle(struct graph_slow *slow)
{
	unsigned int i;

	for (i = 0; i < slow->nr; i++) {
		if (READ_ONCE(slow->sides[i]->owner) == current)
			return slow->sides[i];
	}
	return NULL;
}

static notrace struct graph_side *take_side(struct graph_data *data, struct graph_slow *slow)
{
	unsigned int i, at = raw_smp_processor_id();
	struct graph_side *left;

	if (unlikely(is_idle_task(current)) && in_task()) {
		left = left_by_idle(slow);
		if (left) {
			left->used = 0;
			left->lost = 0;
			return left;
		}
	}
	for (i = 0; i < slow->nr; i++) {
		struct graph_side *side = slow->sides[(at + i) % slow->nr];

		/* give_back:A */
		if (!READ_ONCE(side->owner) && !cmpxchg(&side->owner, NULL, current))
			return side;
	}
	atomic_long_inc(&data->slow_counts.busy);
	return NULL;
}

/* Empty it first: whoever takes it next is there at once. */
static notrace void give_back(struct graph_side *side)
{
	side->used = 0;
	side->lost = 0;
	smp_store_release(&side->owner, NULL);	/* give_back:A, empty before free */
}

static notrace struct side_record *append(struct graph_side *side, unsigned int limit)
{
	unsigned int at = READ_ONCE(side->used);

	do {
		if (at >= limit)
			return NULL;
	} while (!try_cmpxchg_local(&side->used, &at, at + 1));
	return &side->records[at];
}

/**
 * graph_side_enter - put the entry of a call aside
 * @data:      the graph tracer of an instance
 * @side:      of the call around it
 * @outermost: there is none
 * @func:      the call site
 * @depth:     of the call
 * @time:      now
 * @retaddr:   where it returns to, or 0
 *
 * Returns where, or NULL if the call is not to be followed.
 */
notrace struct graph_side *graph_side_enter(struct graph_data *data, struct graph_side *side,
					    bool outermost, unsigned long func, int depth, u64 time,
					    unsigned long retaddr)
{
	struct graph_slow *slow = READ_ONCE(data->slow);
	struct side_record *record;

	if (!slow)
		return NULL;
	if (outermost)
		side = take_side(data, slow);
	if (!side)
		return NULL;
	record = append(side, SIDE_RECORDS - SIDE_RETURNS);
	if (!record) {
		side->lost++;
		return NULL;
	}
	*record = (struct side_record) {
		.func = func, .time = time, .val = retaddr, .depth = depth,
		.ctx = tracing_gen_ctx_dec(),
	};
	return side;
}

static notrace void write_call(struct trace_buffer *buffer, const struct side_record *record)
{
	unsigned int words = 1 + !!record->val;
	struct ftrace_graph_ent_long *entry;
	struct ring_buffer_event *event;

	event = trace_buffer_lock_reserve(buffer, TRACE_GRAPH_ENT,
					  struct_size(entry, words, words), record->ctx);
	if (!event)
		return;
	entry = ring_buffer_event_data(event);
	entry->func = record->func;
	entry->depth = record->depth;
	entry->extra = GRAPH_EXTRA_TIME | (record->val ? GRAPH_EXTRA_RETADDR : 0);
	entry->words[0] = record->time;
	if (record->val)
		entry->words[1] = record->val;
	trace_buffer_unlock_commit_nostack(buffer, event);
}

static notrace void write_return(struct trace_buffer *buffer, const struct side_record *record)
{
	struct ftrace_graph_ret_long *entry;
	struct ring_buffer_event *event;

	event = trace_buffer_lock_reserve(buffer, TRACE_GRAPH_RET, GRAPH_RET_LONG_SIZE,
					  record->ctx);
	if (!event)
		return;
	entry = ring_buffer_event_data(event);
	entry->ret.func = record->func;
	entry->ret.retval = record->val;
	entry->ret.depth = record->depth;
	entry->ret.overrun = atomic_read(&current->trace_overrun);
	entry->ret.calltime = record->began;
	entry->ret.rettime = record->time;
	entry->extra = GRAPH_EXTRA_TIME;
	trace_buffer_unlock_commit_nostack(buffer, event);
}

/* As a comment in front of the end of the call that it belongs to. */
static notrace void write_lost(struct trace_buffer *buffer, unsigned int lost)
{
	struct ring_buffer_event *event;
	struct print_entry *entry;
	char text[48];
	int len;

	len = scnprintf(text, sizeof(text), "%u calls did not fit", lost) + 1;
	event = trace_buffer_lock_reserve(buffer, TRACE_PRINT, sizeof(*entry) + len,
					  tracing_gen_ctx_dec());
	if (!event)
		return;
	entry = ring_buffer_event_data(event);
	entry->ip = _THIS_IP_;
	memcpy(entry->buf, text, len);
	trace_buffer_unlock_commit_nostack(buffer, event);
}

static notrace void write_out(struct graph_data *data, struct graph_side *side)
{
	struct trace_buffer *buffer = data->tr->array_buffer.buffer;
	unsigned int i;

	for (i = 0; i < side->used; i++) {
		const struct side_record *record = &side->records[i];

		if (!record->began) {
			write_call(buffer, record);
			continue;
		}
		if (i == side->used - 1 && side->lost)
			write_lost(buffer, side->lost);
		write_return(buffer, record);
	}
}

/**
 * graph_side_leave - put the return of a call aside; of the outermost one, decide
 * @data:   the graph tracer of an instance
 * @side:   where the entry is
 * @frame:  of the call
 * @began:  when it began
 * @retval: what it returns
 */
notrace void graph_side_leave(struct graph_data *data, struct graph_side *side,
			      struct fgraph_frame *frame, u64 began, unsigned long retval)
{
	bool outermost = !fgraph_frame_depth(frame);
	struct side_record *record;
	u64 now;

	/*
	 * The frame stays for a while, and the side buffer may be another task's by then: what is
	 * called from here on, and by whatever comes in between, is not in this graph any more.
	 */
	if (outermost) {
		WRITE_ONCE(((struct graph_call *)fgraph_frame_data(frame))->side, NULL);
		barrier();
	}
	now = trace_clock_local();
	record = append(side, SIDE_RECORDS);
	if (record) {
		*record = (struct side_record) {
			.func = frame->func, .time = now, .began = began, .val = retval,
			.depth = fgraph_frame_depth(frame), .ctx = tracing_gen_ctx_dec(),
		};
	}
	if (!outermost)
		return;

	atomic_long_add(side->lost, &data->slow_counts.lost);
	if (now - began >= READ_ONCE(data->thresh)) {
		write_out(data, side);
		atomic_long_inc(&data->slow_counts.kept);
	} else {
		atomic_long_inc(&data->slow_counts.quick);
	}
	give_back(side);
}

/* ---- the pool -------------------------------------------------------------------------------- */

/* Its calls will never return. */
static void probe_free(void *data, struct task_struct *task)
{
	struct graph_slow *slow = data;
	unsigned int i;

	for (i = 0; i < slow->nr; i++) {
		if (READ_ONCE(slow->sides[i]->owner) == task)
			give_back(slow->sides[i]);
	}
}

static void free_pool(struct graph_slow *slow)
{
	unsigned int i;

	for (i = 0; i < slow->nr; i++)
		kvfree(slow->sides[i]);
	kfree(slow);
}

static struct graph_slow *alloc_pool(void)
{
	unsigned int nr = SIDES(num_possible_cpus());
	struct graph_slow *slow = kzalloc(struct_size(slow, sides, nr), GFP_KERNEL);
	unsigned int i;

	if (!slow)
		return NULL;
	slow->nr = nr;
	for (i = 0; i < nr; i++) {
		slow->sides[i] = kvzalloc(sizeof(*slow->sides[i]), GFP_KERNEL);
		if (!slow->sides[i]) {
			free_pool(slow);
			return NULL;
		}
	}
	return slow;
}

/**
 * graph_slow_prepare - have side buffers
 * @data: the graph tracer of an instance
 *
 * Returns 0 or -ENOMEM.
 */
int graph_slow_prepare(struct graph_data *data)
{
	struct graph_slow *slow;
	int ret;

	if (data->slow)
		return 0;
	slow = alloc_pool();
	if (!slow)
		return -ENOMEM;
	ret = register_trace_sched_process_free(probe_free, slow);
	if (ret) {
		free_pool(slow);
		return ret;
	}
	/* Hits take what they find. */
	smp_store_release(&data->slow, slow);
	return 0;
}

/**
 * graph_slow_start - the tracer is selected
 * @data: the graph tracer of an instance
 *
 * Returns 0 or -errno.
 */
int graph_slow_start(struct graph_data *data)
{
	data->slow_counts = (struct graph_slow_counts){};
	return data->options & GRAPH_SLOW_ONLY ? graph_slow_prepare(data) : 0;
}

/**
 * graph_slow_stop - the tracer is not selected any more, or the instance goes
 * @data: the graph tracer of an instance
 *
 * Functions are not hooked any more. May sleep for long.
 */
void graph_slow_stop(struct graph_data *data)
{
	struct graph_slow *slow = data->slow;

	if (!slow)
		return;
	data->slow = NULL;
	/* For hits that were on their way already when the tracer was selected, and still are. */
	hook_ops_wait();
	unregister_trace_sched_process_free(probe_free, slow);
	tracepoint_synchronize_unregister();
	free_pool(slow);
}

/**
 * graph_slow_show - what became of outermost calls since the tracer was selected
 * @data: the graph tracer of an instance
 * @m:	  where to
 */
void graph_slow_show(struct graph_data *data, struct seq_file *m)
{
	struct graph_slow_counts *counts = &data->slow_counts;

	seq_printf(m, "kept: %ld\n", atomic_long_read(&counts->kept));
	seq_printf(m, "quick: %ld\n", atomic_long_read(&counts->quick));
	seq_printf(m, "did not fit: %ld\n", atomic_long_read(&counts->lost));
	seq_printf(m, "no side buffer: %ld\n", atomic_long_read(&counts->busy));
}
