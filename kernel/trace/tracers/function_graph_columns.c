// SPDX-License-Identifier: GPL-2.0-only
/*
 * The columns of the graph tracer: time, CPU, task, context and duration, what stands above them,
 * and the lines between calls that tell of another task or of an interrupt.
 *
 * Which columns there are is a matter of options; how wide they are is not, because people and
 * scripts know them, blanks at the ends of lines included.
 *
 * Any context but the header: a dump prints from an NMI.
 */
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/time64.h>

#include "core/output_digits.h"
#include "tracers/function_graph.h"

/* Wider than all columns and the indentation of any call. */
#define COLUMNS_MAX	512
#define INDENT_MAX	300

#define INDENT		2	/* blanks for each call that a call is made in */
#define COMM_WIDTH	7	/* of a name; what is longer is cut */
#define PROC_WIDTH	14
#define DURATION_WIDTH	14	/* with the mark in front */

static char *put_text(char *p, const char *text, int len)
{
	memcpy(p, text, len);
	return p + len;
}

static char *put_blanks(char *p, int n)
{
	if (n <= 0)
		return p;
	memset(p, ' ', n);
	return p + n;
}

static char *put_indent(char *p, int depth)
{
	return put_blanks(p, clamp(depth * INDENT, 0, INDENT_MAX));
}

static char *put_abstime(char *p, u64 ts)
{
	u32 nsec;
	u64 sec = div_u64_rem(ts, NSEC_PER_SEC, &nsec);

	p = trace_dec_at(p, sec, 5, ' ');
	*p++ = '.';
	p = trace_dec_at(p, nsec / NSEC_PER_USEC, 6, '0');
	return put_text(p, " |  ", 4);
}

static char *put_cpu_number(char *p, int cpu)
{
	*p++ = ' ';
	p = trace_dec_at(p, cpu, trace_dec_digits(nr_cpu_ids - 1), ' ');
	return put_text(p, ") ", 2);
}

/* Name and pid in the middle of the column. */
static char *put_proc(char *p, pid_t pid)
{
	char comm[TASK_COMM_LEN], *column = p;
	int len, pid_len, room;

	trace_find_cmdline(pid, comm);
	len = strnlen(comm, COMM_WIDTH);
	pid_len = 1 + (pid < 0) + trace_dec_digits(abs(pid));
	room = PROC_WIDTH - len - pid_len;

	p = put_blanks(p, room / 2);
	p = put_text(p, comm, len);
	*p++ = '-';
	if (pid < 0)
		*p++ = '-';
	p = trace_dec_at(p, abs(pid), 1, ' ');
	return put_blanks(p, PROC_WIDTH - (p - column));
}

static bool has_context(struct trace_iterator *iter)
{
	return iter->tr->trace_flags & TRACE_ITER_CONTEXT_INFO;
}

/* As the option says: a dump has all other records in that form anyway. */
static bool shows_context(struct trace_iterator *iter)
{
	return READ_ONCE(iter->tr->trace_flags) & TRACE_ITER_LATENCY_FMT;
}

static char *put_columns(char *p, struct trace_iterator *iter, u32 options)
{
	if (!has_context(iter))
		return p;
	if (options & GRAPH_ABSTIME)
		p = put_abstime(p, iter->ts);
	if (options & GRAPH_CPU)
		p = put_cpu_number(p, iter->cpu);
	if (options & GRAPH_PROC) {
		p = put_proc(p, iter->ent->pid);
		p = put_text(p, " | ", 3);
	}
	if (shows_context(iter)) {
		*p++ = ' ';
		p = trace_put_context(p, iter->ent);
		p = put_text(p, " | ", 3);
	}
	return p;
}

static bool has_duration(struct trace_iterator *iter, u32 options)
{
	return has_context(iter) && options & GRAPH_DURATION;
}

/* Marks that say how long a call took, for the eye. */
static const struct {
	u64	ns;
	char	mark;
} marks[] = {
	{ NSEC_PER_SEC,		'$' },
	{ 100 * NSEC_PER_MSEC,	'@' },
	{ 10 * NSEC_PER_MSEC,	'*' },
	{ NSEC_PER_MSEC,	'#' },
	{ 100 * NSEC_PER_USEC,	'!' },
	{ 10 * NSEC_PER_USEC,	'+' },
};

static char mark_of(u64 ns)
{
	int i;

	if (likely(ns <= 10 * NSEC_PER_USEC))
		return ' ';
	for (i = 0; i < ARRAY_SIZE(marks); i++) {
		if (ns > marks[i].ns)
			return marks[i].mark;
	}
	return ' ';
}

/*
 * Microseconds with as many decimals, up to three, as there is room for: seven digits and the
 * point. More digits than that make the column wider.
 */
static char *put_usecs(char *p, u64 ns)
{
	u32 rest;
	u64 usec = div_u64_rem(ns, NSEC_PER_USEC, &rest);
	char decimals[3];
	char *start = p;
	int used;

	p = trace_dec_at(p, usec, 1, ' ');
	used = p - start;
	if (used < 7) {
		trace_dec_at(decimals, rest, 3, '0');
		*p++ = '.';
		p = put_text(p, decimals, min(3, 7 - used));
	}
	used = p - start;
	p = put_text(p, " us ", 4);
	return put_blanks(p, 8 - used);
}

static char *put_duration(char *p, u32 options, u64 ns)
{
	*p++ = options & GRAPH_OVERHEAD ? mark_of(ns) : ' ';
	*p++ = ' ';
	p = put_usecs(p, ns);
	return put_text(p, "|  ", 3);
}

static char *put_no_duration(char *p)
{
	p = put_blanks(p, DURATION_WIDTH);
	return put_text(p, "|  ", 3);
}

/**
 * graph_print_start - the columns up to the duration
 * @iter:    the reader, at a record
 * @options: GRAPH_*
 */
void graph_print_start(struct trace_iterator *iter, u32 options)
{
	char buf[COLUMNS_MAX];

	trace_seq_putmem(&iter->seq, buf, put_columns(buf, iter, options) - buf);
}

/**
 * graph_print_blank - all columns, of a line that took no time
 * @iter:    the reader, at a record
 * @options: GRAPH_*
 * @depth:   indentation of what follows
 */
void graph_print_blank(struct trace_iterator *iter, u32 options, int depth)
{
	char buf[COLUMNS_MAX];
	char *p = put_columns(buf, iter, options);

	if (has_duration(iter, options))
		p = put_no_duration(p);
	p = put_indent(p, depth);
	trace_seq_putmem(&iter->seq, buf, p - buf);
}

/**
 * graph_print_duration - all columns, of a line that ends a call
 * @iter:    the reader, at a record
 * @options: GRAPH_*
 * @ns:	     how long it took
 * @depth:   indentation of what follows
 */
void graph_print_duration(struct trace_iterator *iter, u32 options, u64 ns, int depth)
{
	char buf[COLUMNS_MAX];
	char *p = put_columns(buf, iter, options);

	if (has_duration(iter, options))
		p = put_duration(p, options, ns);
	p = put_indent(p, depth);
	trace_seq_putmem(&iter->seq, buf, p - buf);
}

/**
 * graph_print_irq - a line that says where an interrupt begins or ends
 * @iter:    the reader, at the record of its handler
 * @options: GRAPH_*
 * @arrow:   ten characters that say which
 */
void graph_print_irq(struct trace_iterator *iter, u32 options, const char *arrow)
{
	char buf[COLUMNS_MAX];
	char *p = put_columns(buf, iter, options);
	bool column = has_duration(iter, options);

	if (column)
		p = put_blanks(p, 2);
	p = put_text(p, arrow, strlen(arrow));
	if (column)
		p = put_text(p, " |", 2);
	*p++ = '\n';
	trace_seq_putmem(&iter->seq, buf, p - buf);
}

static const char switch_rule[] = " ------------------------------------------\n";

/**
 * graph_print_switch - lines that say that a CPU goes on with another task
 * @iter: the reader, at the first record of that task
 * @from: pid of the one before
 * @to:	  its pid
 */
void graph_print_switch(struct trace_iterator *iter, pid_t from, pid_t to)
{
	char buf[COLUMNS_MAX];
	char *p = buf;

	p = put_text(p, switch_rule, sizeof(switch_rule) - 1);
	p = put_cpu_number(p, iter->cpu);
	p = put_proc(p, from);
	p = put_text(p, " => ", 4);
	p = put_proc(p, to);
	*p++ = '\n';
	p = put_text(p, switch_rule, sizeof(switch_rule) - 1);
	*p++ = '\n';
	trace_seq_putmem(&iter->seq, buf, p - buf);
}

/* ---- the header ------------------------------------------------------------------------------ */

/* Columns that are there if an option is set; 0 for the context, which latency-format has. */
static const struct header_column {
	u32		option;
	int		lat_indent;	/* how far the column moves the bars of the context */
	const char	*name;
	const char	*bars;
} columns[] = {
	{ GRAPH_ABSTIME,  16, "     TIME       ",  "      |         "  },
	{ GRAPH_CPU,	   4, " CPU",		   " |  "	       },
	{ GRAPH_PROC,	  17, "  TASK/PID       ", "   |    |        " },
	{ 0,		   0, "||||   ",	   "||||   "	       },
	{ GRAPH_DURATION,  0, "  DURATION   ",	   "   |   |      "    },
};

static const char *const context_bars[] = {
	"  _-----=> irqs-off        ",
	" / _----=> need-resched    ",
	"| / _---=> hardirq/softirq ",
	"|| / _--=> preempt-depth   ",
	"||| /                      ",
};

static bool column_shown(const struct header_column *column, u32 options, bool latency)
{
	return column->option ? options & column->option : latency;
}

static void print_context_bars(struct seq_file *m, u32 options)
{
	int i, indent = 0;

	for (i = 0; i < ARRAY_SIZE(columns); i++) {
		if (column_shown(&columns[i], options, false))
			indent += columns[i].lat_indent;
	}
	for (i = 0; i < ARRAY_SIZE(context_bars); i++)
		seq_printf(m, "#%*s%s\n", indent, "", context_bars[i]);
}

/**
 * graph_print_header - what stands above the records
 * @m:	     where to; its private data is the reader
 * @options: GRAPH_*
 */
void graph_print_header(struct seq_file *m, u32 options)
{
	struct trace_iterator *iter = m->private;
	bool latency = shows_context(iter);
	int i;

	if (!has_context(iter))
		return;
	if (latency) {
		if (trace_empty(iter))
			return;
		trace_latency_summary(m);
		print_context_bars(m, options);
	}

	seq_putc(m, '#');
	for (i = 0; i < ARRAY_SIZE(columns); i++) {
		if (column_shown(&columns[i], options, latency))
			seq_puts(m, columns[i].name);
	}
	seq_puts(m, "               FUNCTION CALLS\n#");
	for (i = 0; i < ARRAY_SIZE(columns); i++) {
		if (column_shown(&columns[i], options, latency))
			seq_puts(m, columns[i].bars);
	}
	seq_puts(m, "               |   |   |   |\n");
}
