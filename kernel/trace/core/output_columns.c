// SPDX-License-Identifier: GPL-2.0-only
/*
 * What stands in front of a record: task, CPU, context, time.
 *
 * Two styles, the usual one and that of the option latency-format. Scripts cut these columns by
 * position, so width and order never change.
 */
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/string.h>
#include <linux/time64.h>

#include "output_digits.h"
#include "trace.h"

/* More than all columns together: comm, pid, tgid, CPU, context, time, at their widest. */
#define COLUMNS_MAX	128

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
 * trace_put_context - the five characters that say in which context a record was made
 * @p:	   where to
 * @entry: head of the record
 *
 * Returns where they end.
 */
char *trace_put_context(char *p, const struct trace_entry *entry)
{
	*p++ = irqs_char(entry->flags);
	*p++ = resched_char(entry->flags);
	*p++ = interrupt_char(entry->flags);
	*p++ = depth_char(entry->preempt_count & 0xf);
	*p++ = depth_char(entry->preempt_count >> 4);
	return p;
}

/* To the right of @width columns, or the first @width characters. */
static char *put_comm(char *p, const char *comm, int width)
{
	int len = strnlen(comm, width);

	memset(p, ' ', width - len);
	memcpy(p + width - len, comm, len);
	return p + width;
}

/* A pid to the left of seven columns, with a dash in front. */
static char *put_task_pid(char *p, int pid)
{
	char *column_end = p + 8;

	*p++ = '-';
	if (unlikely(pid < 0)) {
		*p++ = '-';
		pid = -pid;
	}
	p = trace_dec_at(p, pid, 1, ' ');
	while (p < column_end)
		*p++ = ' ';
	return p;
}

/*
 * Name and pid of the task of a record. Most records are of the task of the record before: the
 * text is kept, for as long as no name of any task changes.
 */
static char *put_task(char *p, struct trace_iterator *iter)
{
	struct trace_task_column *last = &iter->task;
	unsigned int version = trace_comm_version();
	int pid = iter->ent->pid;
	char comm[TASK_COMM_LEN];

	if (unlikely(!last->len || last->pid != pid || last->version != version)) {
		trace_find_cmdline(pid, comm);
		last->pid = pid;
		last->version = version;
		last->len = put_task_pid(put_comm(last->text, comm, 16), pid) - last->text;
	}
	memcpy(p, last->text, sizeof(last->text));
	return p + last->len;
}

static u64 ns_to_us(u64 ns)
{
	return div_u64(ns + NSEC_PER_USEC / 2, NSEC_PER_USEC);
}

static char *put_time(char *p, struct trace_iterator *iter, u64 ts)
{
	u32 usec;

	if (unlikely(!(iter->iter_flags & TRACE_FILE_TIME_IN_NS)))
		return trace_dec_at(p, ts, 12, ' ');

	ts = div_u64_rem(ns_to_us(ts), USEC_PER_SEC, &usec);
	p = trace_dec_at(p, ts, 5, ' ');
	*p++ = '.';
	trace_dec_pair(p + 2, usec / 10000);
	trace_dec_pair(p + 4, usec / 100 % 100);
	trace_dec_pair(p + 6, usec % 100);
	return p + 6;
}

/**
 * trace_print_time - a time stamp, as wide as the column is
 * @s:	  where to
 * @iter: the reader, for the unit of the clock
 * @ts:	  the time
 */
void trace_print_time(struct trace_seq *s, struct trace_iterator *iter, u64 ts)
{
	char buf[COLUMNS_MAX];

	trace_seq_putmem(s, buf, put_time(buf, iter, ts) - buf);
}

static char *put_tgid(char *p, int pid)
{
	int tgid = trace_find_tgid(pid);

	*p++ = '(';
	if (tgid) {
		p = trace_dec_at(p, tgid, 7, ' ');
	} else {
		memset(p, '-', 7);
		p += 7;
	}
	*p++ = ')';
	*p++ = ' ';
	return p;
}

/**
 * trace_print_context - the columns of the usual style
 * @iter: the reader, at a record
 */
void trace_print_context(struct trace_iterator *iter)
{
	struct trace_entry *entry = iter->ent;
	u64 flags = READ_ONCE(iter->tr->trace_flags);
	struct trace_seq *s = &iter->seq;
	char *p = trace_seq_acquire(s, COLUMNS_MAX);

	if (!p)
		return;
	p = put_task(p, iter);
	*p++ = ' ';
	if (flags & TRACE_ITER_RECORD_TGID)
		p = put_tgid(p, entry->pid);

	*p++ = '[';
	p = trace_dec_at(p, iter->cpu, 3, '0');
	*p++ = ']';
	*p++ = ' ';
	if (flags & TRACE_ITER_IRQ_INFO)
		p = trace_put_context(p, entry);

	*p++ = ' ';
	p = put_time(p, iter, iter->ts);
	*p++ = ':';
	*p++ = ' ';
	/* What was not needed goes back. */
	s->seq.len = p - s->buffer;
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
static char *put_lat_time(char *p, struct trace_iterator *iter, u64 since_start, u64 to_next)
{
	if (!(iter->iter_flags & TRACE_FILE_TIME_IN_NS))
		return trace_dec_at(p, since_start, 4, ' ');

	p = trace_dec_at(p, ns_to_us(since_start), 4, ' ');
	*p++ = 'u';
	*p++ = 's';
	*p++ = delay_mark(ns_to_us(to_next));
	return p;
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

	trace_seq_printf(s, "%16s %7d %3d %d %08x %08lx ", comm, entry->pid, iter->cpu,
			 entry->flags, entry->preempt_count & 0xf, iter->idx);

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
	char comm[TASK_COMM_LEN];
	char buf[COLUMNS_MAX];
	char *p = buf;
	u64 to_next = 0;
	u64 next_ts;

	trace_find_cmdline(iter->ent->pid, comm);
	/* From here on iter->ent may be at another place. */
	if (trace_find_next_entry(iter, NULL, &next_ts))
		to_next = next_ts - iter->ts;

	if (READ_ONCE(iter->tr->trace_flags) & TRACE_ITER_VERBOSE) {
		print_lat_verbose(iter, comm, since_start, to_next);
		return;
	}

	p = put_comm(p, comm, 8);
	p = put_task_pid(p, iter->ent->pid);
	*p++ = ' ';
	p = trace_dec_at(p, iter->cpu, 3, ' ');
	p = trace_put_context(p, iter->ent);
	*p++ = ' ';
	p = put_lat_time(p, iter, since_start, to_next);
	*p++ = ':';
	*p++ = ' ';
	trace_seq_putmem(&iter->seq, buf, p - buf);
}
