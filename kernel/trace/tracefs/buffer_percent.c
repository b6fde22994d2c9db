// SPDX-License-Identifier: GPL-2.0-only
/*
 * buffer_percent: how full the buffer has to be before who waits for it in whole sub-buffers is
 * woken: splice() and poll() on trace_pipe_raw. 0 wakes with the first record.
 *
 * timestamp_mode: how records are stamped, by the time since the one before or in full.
 */
#include <linux/kstrtox.h>
#include <linux/seq_file.h>

#include "tracefs.h"

static int buffer_percent_show(struct seq_file *m, struct trace_node *node)
{
	seq_printf(m, "%d\n", READ_ONCE(trace_node_tr(node)->buffer_percent));
	return 0;
}

static int buffer_percent_store(struct trace_node *node, char *text, struct trace_error *why)
{
	unsigned long percent;
	int ret;

	ret = kstrtoul(text, 10, &percent);
	if (ret)
		return ret;
	if (percent > 100) {
		why->text = "That is more than all";
		return -EINVAL;
	}
	WRITE_ONCE(trace_node_tr(node)->buffer_percent, percent);
	return 0;
}

const struct trace_value buffer_percent_value = {
	.show	= buffer_percent_show,
	.store	= buffer_percent_store,
	.limit	= 64,
};

static int timestamp_mode_show(struct seq_file *m, struct trace_node *node)
{
	struct trace_buffer *buffer = READ_ONCE(trace_node_tr(node)->array_buffer.buffer);

	seq_puts(m, ring_buffer_time_stamp_abs(buffer) ? "delta [absolute]\n" :
							 "[delta] absolute\n");
	return 0;
}

const struct trace_value timestamp_mode_value = {
	.show	= timestamp_mode_show,
};
