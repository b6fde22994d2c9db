// SPDX-License-Identifier: GPL-2.0-only
/*
 * What stands in front of a record: task, CPU, context, time.
 *
 * Two styles, the usual one and that of the option latency-format. Scripts cut these columns by
 * position, so width and order never change.
 */
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/time64.h>

#include "trace.h"

static char irqs_char(unsigned int flags)
{
	bool bh_off = flags & TRACE_FLAG_BH_OFF;

	if (flags & TRACE_FLAG_IRQS_OFF)
		return bh_off ? 'D' : 'd';
	if (bh_off)
		return 'b';
	return flags & TRACE_FLAG_IRQS_NOSUPPORT ? 'X' : '.';
}

static char resched_char(unsigned int flags)
{
	bool preempt = flags & TRACE_FLAG_PREEMPT_RESCHED;

	if (flags & TRACE_FLAG_NEED_RESCHED)
		return preempt ? 'N' : 'n';
	return preempt ? 'p' : '.';
}

static char interrupt_char(unsigned int flags)
{
	bool hardirq = flags & TRACE_FLAG_HARDIRQ;

	if (flags & TRACE_FLAG_NMI)
		return hardirq ? 'Z' : 'z';
	if (hardirq)
		return flags & TRACE_FLAG_SOFTIRQ ? 'H' : 'h';
	return flags & TRACE_FLAG_SOFTIRQ ? 's' : '.';
}

static char depth_char(unsigned int depth)
{
	return depth ? hex_asc_lo(depth) : '.';
}

/**
 * trace_print_lat_fmt - the five characters of context
 * @s:	   where to
 * @entry: the record
 */
void trace_print_lat_fmt(struct trace_seq *s, struct trace_entry *entry)
{
	char column[5] = {
		irqs_char(entry->flags),
		resched_char(entry->flags),
		interrupt_char(entry->flags),
		depth_char(entry->preempt_count & 0xf),
		depth_char(entry->preempt_count >> 4),
	};

	trace_seq_putmem(s, column, sizeof(column));
}

/* To the right of @width columns, or the first @width characters. */
static void put_comm(struct trace_seq *s, const char *comm, int width)
{
	static const char blanks[] = "                ";
	int len = min_t(int, strlen(comm), width);

	trace_seq_putmem(s, blanks, width - len);
	trace_seq_putmem(s, comm, len);
}

/* A pid to the left of seven columns. */
static void put_pid_column(struct trace_seq *s, int pid)
{
	int start = trace_seq_used(s);

	if (pid < 0) {
		trace_seq_putc(s, '-');
		pid = -pid;
	}
	trace_seq_put_dec(s, pid, 1, ' ');
	for (start += 7; trace_seq_used(s) < start && !s->full;)
		trace_seq_putc(s, ' ');
}

static u64 ns_to_us(u64 ns)
{
	return div_u64(ns + NSEC_PER_USEC / 2, NSEC_PER_USEC);
}

/**
 * trace_print_time - a time stamp, as wide as the column is
 * @s:	  where to
 * @iter: the reader, for the unit of the clock
 * @ts:	  the time
 */
void trace_print_time(struct trace_seq *s, struct trace_iterator *iter, u64 ts)
{
	u32 usec;

	if (!(iter->iter_flags & TRACE_FILE_TIME_IN_NS)) {
		trace_seq_put_dec(s, ts, 12, ' ');
		return;
	}
	ts = div_u64_rem(ns_to_us(ts), USEC_PER_SEC, &usec);
	trace_seq_put_dec(s, ts, 5, ' ');
	trace_seq_putc(s, '.');
	trace_seq_put_dec(s, usec, 6, '0');
}

/**
 * trace_print_context - the columns of the usual style
 * @iter: the reader, at a record
 */
void trace_print_context(struct trace_iterator *iter)
{
	struct trace_entry *entry = iter->ent;
	u64 flags = iter->tr->trace_flags;
	struct trace_seq *s = &iter->seq;
	char comm[TASK_COMM_LEN];

	trace_find_cmdline(entry->pid, comm);
	put_comm(s, comm, 16);
	trace_seq_putc(s, '-');
	put_pid_column(s, entry->pid);
	trace_seq_putc(s, ' ');

	if (flags & TRACE_ITER_RECORD_TGID) {
		int tgid = trace_find_tgid(entry->pid);

		trace_seq_putc(s, '(');
		if (tgid)
			trace_seq_put_dec(s, tgid, 7, ' ');
		else
			trace_seq_putmem(s, "-------", 7);
		trace_seq_putmem(s, ") ", 2);
	}

	trace_seq_putc(s, '[');
	trace_seq_put_dec(s, iter->cpu, 3, '0');
	trace_seq_putmem(s, "] ", 2);
	if (flags & TRACE_ITER_IRQ_INFO)
		trace_print_lat_fmt(s, entry);

	trace_seq_putc(s, ' ');
	trace_print_time(s, iter, iter->ts);
	trace_seq_putmem(s, ": ", 2);
}

/* A mark for how long it took to the next record. */
static char delay_mark(u64 usec)
{
	if (usec > USEC_PER_SEC)
		return '$';
	if (usec > 100 * USEC_PER_MSEC)
		return '@';
	if (usec > 10 * USEC_PER_MSEC)
		return '*';
	if (usec > USEC_PER_MSEC)
		return '#';
	if (usec > 100)
		return '!';
	return usec > 10 ? '+' : ' ';
}

/* The time since the buffer was cleared, and the delay as a mark. */
static void print_lat_time(struct trace_iterator *iter, u64 since_start, u64 to_next)
{
	struct trace_seq *s = &iter->seq;

	trace_seq_putc(s, ' ');
	if (iter->iter_flags & TRACE_FILE_TIME_IN_NS) {
		trace_seq_put_dec(s, ns_to_us(since_start), 4, ' ');
		trace_seq_putmem(s, "us", 2);
		trace_seq_putc(s, delay_mark(ns_to_us(to_next)));
	} else {
		trace_seq_put_dec(s, since_start, 4, ' ');
	}
	trace_seq_putmem(s, ": ", 2);
}

static void put_msec(struct trace_seq *s, u64 usec)
{
	u32 rest;

	trace_seq_put_dec(s, div_u64_rem(usec, USEC_PER_MSEC, &rest), 1, ' ');
	trace_seq_putc(s, '.');
	trace_seq_put_dec(s, rest, 3, '0');
	trace_seq_putmem(s, "ms", 2);
}

/* All of it, for the option verbose. */
static void print_lat_verbose(struct trace_iterator *iter, const char *comm, u64 since_start,
			      u64 to_next)
{
	struct trace_entry *entry = iter->ent;
	struct trace_seq *s = &iter->seq;

	put_comm(s, comm, 16);
	trace_seq_printf(s, " %7d %3d %d %08x %08lx ", entry->pid, iter->cpu, entry->flags,
			 entry->preempt_count & 0xf, iter->idx);

	if (iter->iter_flags & TRACE_FILE_TIME_IN_NS) {
		trace_seq_printf(s, "[%08llx] ", ns_to_us(iter->ts));
		put_msec(s, ns_to_us(since_start));
		trace_seq_puts(s, " (+");
		put_msec(s, ns_to_us(to_next));
		trace_seq_puts(s, "): ");
	} else {
		trace_seq_printf(s, "[%016llx] %llu (+%llu): ", iter->ts, since_start, to_next);
	}
}

/**
 * trace_print_lat_context - the columns of latency-format
 * @iter: the reader, at a record
 */
void trace_print_lat_context(struct trace_iterator *iter)
{
	u64 time_start = iter->array_buffer->time_start;
	u64 since_start = iter->ts - min(iter->ts, time_start);
	struct trace_entry *entry = iter->ent;
	struct trace_seq *s = &iter->seq;
	char comm[TASK_COMM_LEN];
	u64 to_next = 0;
	u64 next_ts;

	trace_find_cmdline(entry->pid, comm);
	if (trace_find_next_entry(iter, NULL, &next_ts))
		to_next = next_ts - iter->ts;
	entry = iter->ent;

	if (iter->tr->trace_flags & TRACE_ITER_VERBOSE) {
		print_lat_verbose(iter, comm, since_start, to_next);
		return;
	}

	put_comm(s, comm, 8);
	trace_seq_putc(s, '-');
	put_pid_column(s, entry->pid);
	trace_seq_putc(s, ' ');
	trace_seq_put_dec(s, iter->cpu, 3, ' ');
	trace_print_lat_fmt(s, entry);
	print_lat_time(iter, since_start, to_next);
}
