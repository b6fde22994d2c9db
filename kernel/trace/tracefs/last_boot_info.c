// SPDX-License-Identifier: GPL-2.0-only
/*
 * last_boot_info: in an instance that is kept over a reboot, how far the kernel has moved since
 * what is in its buffer was recorded. Binary readers need it to find the functions; trace has done
 * so.
 */
#include <linux/seq_file.h>

#include "tracefs.h"

static int last_boot_info_show(struct seq_file *m, struct trace_node *node)
{
	long text, data;

	trace_persistent_deltas(trace_node_tr(node), &text, &data);
	seq_printf(m, "text delta:\t%ld\n", text);
	seq_printf(m, "data delta:\t%ld\n", data);
	return 0;
}

const struct trace_value last_boot_info_value = {
	.show	= last_boot_info_show,
};
