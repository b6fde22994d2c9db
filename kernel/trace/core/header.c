// SPDX-License-Identifier: GPL-2.0-only
/*
 * The lines above a trace: which tracer, how many records, what the columns are.
 *
 * The art is aligned with the columns of output_columns.c and, like them, never changes: people
 * and scripts know it, blanks at the ends of lines included.
 *
 * May sleep.
 */
#include <linux/seq_file.h>
#include <linux/uidgid.h>
#include <linux/utsname.h>

#include "trace.h"

/* Records to be seen, and all that were written, as far as they are not consumed. */
static void count_entries(struct array_buffer *buf, unsigned long *shown, unsigned long *total)
{
	int cpu;

	*shown = 0;
	*total = 0;
	for_each_possible_cpu(cpu) {
		unsigned long n = ring_buffer_entries_cpu(buf->buffer, cpu);
		unsigned long skipped = *per_cpu_ptr(buf->skipped, cpu);

		/* When old records are hidden, what was overwritten is of no interest. */
		if (skipped)
			n -= min(n, skipped);
		else
			*total += ring_buffer_overrun_cpu(buf->buffer, cpu);
		*shown += n;
		*total += n;
	}
}

static const char *preemption_model(void)
{
	if (preempt_model_none())
		return "server";
	if (preempt_model_voluntary())
		return "desktop";
	if (preempt_model_full())
		return "preempt";
	return preempt_model_rt() ? "preempt_rt" : "unknown";
}

static const char rule[] =
	"# --------------------------------------------------------------------\n";
static const char short_rule[] = "#    -----------------\n";

/**
 * trace_latency_summary - what latency-format says of the trace as a whole
 * @m: where to; its private data is the iterator
 */
void trace_latency_summary(struct seq_file *m)
{
	struct trace_iterator *iter = m->private;
	struct array_buffer *buf = iter->array_buffer;
	struct trace_latency *max = &buf->max;
	unsigned long shown, total;

	count_entries(buf, &shown, &total);

	seq_printf(m, "# %s latency trace v1.1.5 on %s\n", iter->trace->name, utsname()->release);
	seq_puts(m, rule);
	seq_printf(m, "# latency: %llu us, #%lu/%lu, CPU#%d | (M:%s VP:0, KP:0, SP:0 HP:0",
		   div_u64(max->latency + NSEC_PER_USEC / 2, NSEC_PER_USEC), shown, total,
		   max->cpu, preemption_model());
	seq_printf(m, " #P:%d)\n", num_online_cpus());
	seq_puts(m, short_rule);
	seq_printf(m, "#    | task: %.16s-%d (uid:%d nice:%ld policy:%u rt_prio:%u)\n",
		   max->comm, max->pid, from_kuid_munged(seq_user_ns(m), max->uid), max->nice,
		   max->policy, max->rt_priority);
	seq_puts(m, short_rule);

	if (max->critical_start) {
		seq_printf(m, "#  => started at: %pS\n", (void *)max->critical_start);
		seq_printf(m, "#  => ended at:   %pS\n", (void *)max->critical_end);
		seq_puts(m, "#\n");
	}
	seq_puts(m, "#\n");
}

/* Filled up with blanks to these widths, which is how they have always been. */
#define LATENCY_WIDTH		47
#define LATENCY_WIDTH_LAST	45

static const char *const latency_columns[] = {
	"#                    _------=> CPU#",
	"#                   / _-----=> irqs-off/BH-disabled",
	"#                  | / _----=> need-resched",
	"#                  || / _---=> hardirq/softirq",
	"#                  ||| / _--=> preempt-depth",
	"#                  |||| / _-=> migrate-disable",
	"#                  ||||| /     delay",
	"#  cmd     pid     |||||| time  |   caller",
};

static void print_latency_columns(struct seq_file *m)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(latency_columns); i++)
		seq_printf(m, "%-*s\n", LATENCY_WIDTH, latency_columns[i]);
	seq_printf(m, "%-*s\n", LATENCY_WIDTH_LAST, "#     \\   /        ||||||  \\    |    /");
}

/**
 * trace_latency_header - what latency-format has above the records
 * @m: where to; its private data is the iterator
 *
 * Nothing at all above no records.
 */
void trace_latency_header(struct seq_file *m)
{
	struct trace_iterator *iter = m->private;

	if (trace_empty(iter))
		return;
	trace_latency_summary(m);
	if (!(READ_ONCE(iter->tr->trace_flags) & TRACE_ITER_VERBOSE))
		print_latency_columns(m);
}

/* Lines over the context characters: a bar more for each, and the name of the next one. */
static const char *const context_columns[] = {
	"  _-----=> irqs-off/BH-disabled\n",
	" / _----=> need-resched\n",
	"| / _---=> hardirq/softirq\n",
	"|| / _--=> preempt-depth\n",
	"||| / _-=> migrate-disable\n",
	"|||| /     delay\n",
};

static void print_columns(struct seq_file *m, bool tgid, bool irq_info)
{
	int indent = tgid ? 40 : 30;
	int i;

	for (i = 0; irq_info && i < ARRAY_SIZE(context_columns); i++)
		seq_printf(m, "#%*s%s", indent, "", context_columns[i]);

	seq_printf(m, "#           TASK-PID  %s   CPU#%sTIMESTAMP  FUNCTION\n",
		   tgid ? "     TGID " : "", irq_info ? "  |||||  " : "     ");
	seq_printf(m, "#              | |  %s       |   %s  |         |\n",
		   tgid ? "         |" : "", irq_info ? "|||||   " : "    ");
}

static void print_counts(struct seq_file *m, struct array_buffer *buf)
{
	unsigned long shown, total;

	count_entries(buf, &shown, &total);
	seq_printf(m, "# entries-in-buffer/entries-written: %lu/%lu   #P:%d\n#\n",
		   shown, total, num_online_cpus());
}

/**
 * trace_default_header - the lines above the records, for tracers without an opinion
 * @m: where to; its private data is the iterator
 */
void trace_default_header(struct seq_file *m)
{
	struct trace_iterator *iter = m->private;
	u64 flags = READ_ONCE(iter->tr->trace_flags);

	if (!(flags & TRACE_ITER_CONTEXT_INFO))
		return;
	if (iter->iter_flags & TRACE_FILE_LAT_FMT) {
		trace_latency_header(m);
		return;
	}
	if (flags & TRACE_ITER_VERBOSE)
		return;
	print_counts(m, iter->array_buffer);
	print_columns(m, flags & TRACE_ITER_RECORD_TGID, flags & TRACE_ITER_IRQ_INFO);
}

/**
 * print_trace_header - everything above the first record
 * @m:	  where to; its private data is the iterator
 * @iter: the iterator
 */
void print_trace_header(struct seq_file *m, struct trace_iterator *iter)
{
	seq_printf(m, "# tracer: %s\n#\n", iter->trace->name);
	if (iter->trace->print_header)
		iter->trace->print_header(m);
	else
		trace_default_header(m);
}
