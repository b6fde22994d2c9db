/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reading an instance record by record, the CPUs merged in the order of time.
 *
 * Two ways: an iterator that looks and leaves everything where it is (the trace file), and one that
 * consumes (trace_pipe). Both fill the same fields of struct trace_iterator: ent, ent_size, cpu,
 * ts, lost_events, idx.
 */
#ifndef _TRACE_CORE_ITER_H
#define _TRACE_CORE_ITER_H

#include <linux/trace_events.h>

struct trace_array;

/*
 * Looking. The caller provides a zeroed iterator. @cpu is one CPU or RING_BUFFER_ALL_CPUS;
 * @snapshot looks at the snapshot; -ENODEV if this instance takes none. With the option
 * pause-on-trace the instance is stopped from open to close. trace_types_lock held for open and
 * close.
 */
int trace_iter_open(struct trace_iterator *iter, struct trace_array *tr, int cpu, bool snapshot);
void trace_iter_close(struct trace_iterator *iter);
/* Back to the oldest record. */
void trace_iter_reset(struct trace_iterator *iter);

/*
 * Consuming. next looks at the oldest record (false: nothing there), consume takes it away.
 * trace_types_lock held for open and close.
 */
int trace_pipe_iter_open(struct trace_iterator *iter, struct trace_array *tr, int cpu);
void trace_pipe_iter_close(struct trace_iterator *iter);
bool trace_pipe_next(struct trace_iterator *iter);
void trace_consume(struct trace_iterator *iter);

/* The next record; NULL at the end. Returns @iter. Both ways. */
void *trace_find_next_entry_inc(struct trace_iterator *iter);

/* No record (left)? Both ways. */
int trace_empty(struct trace_iterator *iter);

/*
 * Look at the record after the current one, for printers that look ahead: its CPU (NULL: do not
 * care) and time. The current one moves to iter->temp, so iter->ent changes. NULL at the end.
 */
struct trace_entry *trace_find_next_entry(struct trace_iterator *iter, int *ent_cpu, u64 *ent_ts);

/*
 * For printers that make one line of two records: if the next record of the same CPU, with nothing
 * lost between, @belongs to the current one, take it along and return it; NULL if not. Then
 * iter->ent is a copy, and *@done what a printer returns when its line is complete. Both ways.
 */
typedef bool (*trace_belongs_t)(const struct trace_entry *ent, const struct trace_entry *next);
struct trace_entry *trace_iter_join(struct trace_iterator *iter, trace_belongs_t belongs,
				    enum print_line_t *done);

#endif /* _TRACE_CORE_ITER_H */
