// SPDX-License-Identifier: GPL-2.0-only
/*
 * buffer_size_kb, buffer_total_size_kb and per_cpu/cpuN/buffer_size_kb: how much
 * an instance can hold, in KiB of records.
 *
 * If the CPUs differ, the file that speaks for all of them says "X".
 */
#include <linux/cpumask.h>
#include <linux/kstrtox.h>
#include <linux/seq_file.h>

#include "tracefs.h"

static unsigned long size_kb(struct trace_node *node, int cpu)
{
	return ring_buffer_size(trace_node_tr(node)->array_buffer.buffer, cpu) >> 10;
}

/* The size that all CPUs have, or 0. */
static unsigned long common_size_kb(struct trace_node *node)
{
	unsigned long size = size_kb(node, cpumask_first(cpu_possible_mask));
	int cpu;

	for_each_possible_cpu(cpu) {
		if (size_kb(node, cpu) != size)
			return 0;
	}
	return size;
}

static int buffer_size_show(struct seq_file *m, struct trace_node *node)
{
	unsigned long size = node->cpu == RING_BUFFER_ALL_CPUS ? common_size_kb(node) :
								  size_kb(node, node->cpu);

	if (size)
		seq_printf(m, "%lu\n", size);
	else
		seq_puts(m, "X\n");
	return 0;
}

static int buffer_size_store(struct trace_node *node, char *text, struct trace_error *why)
{
	unsigned long kb;
	int ret;

	ret = kstrtoul(text, 10, &kb);
	if (ret)
		return ret;
	if (!kb) {
		why->text = "A buffer cannot be empty";
		return -EINVAL;
	}
	if (kb > ULONG_MAX >> 10)
		return -ERANGE;

	guard(mutex)(&trace_types_lock);
	ret = ring_buffer_resize(trace_node_tr(node)->array_buffer.buffer, kb << 10, node->cpu);
	return ret < 0 ? ret : 0;
}

const struct trace_value buffer_size_value = {
	.show	= buffer_size_show,
	.store	= buffer_size_store,
	.limit	= 64,
};

static int buffer_total_size_show(struct seq_file *m, struct trace_node *node)
{
	unsigned long total = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		total += size_kb(node, cpu);
	seq_printf(m, "%lu\n", total);
	return 0;
}

const struct trace_value buffer_total_size_value = {
	.show	= buffer_total_size_show,
};
