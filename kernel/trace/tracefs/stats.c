// SPDX-License-Identifier: GPL-2.0-only
/*
 * per_cpu/cpuN/stats: what became of the records of a CPU.
 *
 * Times are in seconds where the clock counts nanoseconds, else plain counts.
 *
 * Programs add up what is there and what was read when recording has been switched off, but their
 * readers may still be at it: a sub-buffer that is read in between must not be counted twice.
 */
#include <linux/math64.h>
#include <linux/seq_file.h>
#include <linux/time64.h>

#include "tracefs.h"

static void show_time(struct seq_file *m, const char *what, u64 time, bool in_ns)
{
	u64 usec;
	u32 rest;

	if (!in_ns) {
		seq_printf(m, "%s: %llu\n", what, time);
		return;
	}
	usec = div_u64(time + NSEC_PER_USEC / 2, NSEC_PER_USEC);
	usec = div_u64_rem(usec, USEC_PER_SEC, &rest);
	seq_printf(m, "%s: %5llu.%06u\n", what, usec, rest);
}

/* What is there and was not read yet when so much was read; a reader that never rests may win. */
static unsigned long entries_when_read(struct trace_buffer *buffer, int cpu, unsigned long *read)
{
	unsigned long entries;
	int tries = 100;

	do {
		*read = ring_buffer_read_events_cpu(buffer, cpu);
		smp_rmb();	/* what was read first, */
		entries = ring_buffer_entries_cpu(buffer, cpu);
		smp_rmb();	/* and again at last */
	} while (*read != ring_buffer_read_events_cpu(buffer, cpu) && --tries);
	return entries;
}

static int cpu_stats_show(struct seq_file *m, struct trace_node *node)
{
	struct trace_array *tr = trace_node_tr(node);
	struct trace_buffer *buffer = tr->array_buffer.buffer;
	bool in_ns = trace_clock_info(READ_ONCE(tr->clock_id))->in_ns;
	int cpu = node->cpu;
	unsigned long read;

	seq_printf(m, "entries: %lu\n", entries_when_read(buffer, cpu, &read));
	seq_printf(m, "overrun: %lu\n", ring_buffer_overrun_cpu(buffer, cpu));
	seq_printf(m, "commit overrun: %lu\n", ring_buffer_commit_overrun_cpu(buffer, cpu));
	seq_printf(m, "bytes: %lu\n", ring_buffer_bytes_cpu(buffer, cpu));
	show_time(m, "oldest event ts", ring_buffer_oldest_event_ts(buffer, cpu), in_ns);
	show_time(m, "now ts", ring_buffer_time_stamp(buffer), in_ns);
	seq_printf(m, "dropped events: %lu\n", ring_buffer_dropped_events_cpu(buffer, cpu));
	seq_printf(m, "read events: %lu\n", read);
	return 0;
}

const struct trace_value cpu_stats_value = {
	.show	= cpu_stats_show,
};
