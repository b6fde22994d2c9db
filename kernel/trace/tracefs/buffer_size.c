// SPDX-License-Identifier: GPL-2.0-only
/*
 * How much an instance can hold, in KiB:
 *
 *	buffer_size_kb		of each CPU; "X" if they differ
 *	per_cpu/cpuN/buffer_size_kb	of that CPU
 *	buffer_total_size_kb	of all together
 *	buffer_subbuf_size_kb	of the pieces that a buffer is made of: the longest record, and
 *				what binary readers get at once
 *
 * As long as nobody has used it, a buffer is small. That of the top instance shows the size that it
 * will have as well, others show only that.
 */
#include <linux/cpumask.h>
#include <linux/kstrtox.h>
#include <linux/seq_file.h>
#include <linux/sizes.h>

#include "ring_buffer/rb.h"
#include "tracefs.h"

/* Sub-buffers are no larger than what the header of a page can say. */
#define MAX_SUBBUF_SIZE		SZ_512K

static bool shows_both(struct trace_array *tr)
{
	return trace_array_is_top(tr) && !READ_ONCE(tr->expanded);
}

static unsigned long size_kb(struct trace_node *node, int cpu)
{
	struct trace_array *tr = trace_node_tr(node);
	struct trace_buffer *buffer = READ_ONCE(tr->array_buffer.buffer);
	unsigned long size = ring_buffer_size(buffer, cpu);

	if (size && !READ_ONCE(tr->expanded) && !trace_array_is_top(tr))
		size = ring_buffer_size_for(buffer, trace_expanded_size);
	return size >> 10;
}

/* The size that all CPUs have that ever were online, or 0. */
static unsigned long common_size_kb(struct trace_node *node)
{
	unsigned long size = 0, this;
	int cpu;

	for_each_possible_cpu(cpu) {
		this = size_kb(node, cpu);
		if (size && this && this != size)
			return 0;
		size = size ?: this;
	}
	return size;
}

static int buffer_size_show(struct seq_file *m, struct trace_node *node)
{
	bool all = node->cpu == RING_BUFFER_ALL_CPUS;
	unsigned long size = all ? common_size_kb(node) : size_kb(node, node->cpu);

	if (!size && all)
		seq_puts(m, "X\n");
	else if (all && shows_both(trace_node_tr(node)))
		seq_printf(m, "%lu (expanded: %lu)\n", size, trace_expanded_size >> 10);
	else
		seq_printf(m, "%lu\n", size);
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
	return tracing_resize(trace_node_tr(node), kb << 10, node->cpu);
}

const struct trace_value buffer_size_value = {
	.show	= buffer_size_show,
	.store	= buffer_size_store,
	.limit	= 64,
};

static int buffer_total_size_show(struct seq_file *m, struct trace_node *node)
{
	unsigned long total = 0, expanded = 0, size;
	int cpu;

	for_each_possible_cpu(cpu) {
		size = size_kb(node, cpu);
		total += size;
		if (size)
			expanded += trace_expanded_size >> 10;
	}
	if (shows_both(trace_node_tr(node)))
		seq_printf(m, "%lu (expanded: %lu)\n", total, expanded);
	else
		seq_printf(m, "%lu\n", total);
	return 0;
}

const struct trace_value buffer_total_size_value = {
	.show	= buffer_total_size_show,
};

static int buffer_subbuf_size_show(struct seq_file *m, struct trace_node *node)
{
	struct trace_buffer *buffer = READ_ONCE(trace_node_tr(node)->array_buffer.buffer);

	seq_printf(m, "%lu\n", PAGE_SIZE << ring_buffer_subbuf_order_get(buffer) >> 10);
	return 0;
}

static int buffer_subbuf_size_store(struct trace_node *node, char *text, struct trace_error *why)
{
	unsigned long kb;
	int ret;

	ret = kstrtoul(text, 10, &kb);
	if (ret)
		return ret;
	if (!kb || kb > MAX_SUBBUF_SIZE >> 10) {
		why->text = "A sub-buffer has 1 to 512 KiB";
		return -EINVAL;
	}

	guard(mutex)(&trace_types_lock);
	return tracing_set_subbuf_order(trace_node_tr(node), get_order(kb << 10));
}

const struct trace_value buffer_subbuf_size_value = {
	.show	= buffer_subbuf_size_show,
	.store	= buffer_subbuf_size_store,
	.limit	= 64,
};
