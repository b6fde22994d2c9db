// SPDX-License-Identifier: GPL-2.0-only
/*
 * tracing_cpumask: the CPUs that record, as a hexadecimal mask.
 */
#include <linux/cpumask.h>
#include <linux/seq_file.h>

#include "tracefs.h"

static int tracing_cpumask_show(struct seq_file *m, struct trace_node *node)
{
	guard(mutex)(&trace_types_lock);
	seq_printf(m, "%*pb\n", cpumask_pr_args(trace_node_tr(node)->tracing_cpumask));
	return 0;
}

static int tracing_cpumask_store(struct trace_node *node, char *text, struct trace_error *why)
{
	cpumask_var_t wanted;
	int ret;

	if (!zalloc_cpumask_var(&wanted, GFP_KERNEL))
		return -ENOMEM;

	ret = *text ? cpumask_parse(text, wanted) : -EINVAL;
	if (ret) {
		why->text = ret == -EOVERFLOW ? "Mask has CPUs that cannot exist" :
						"Not a mask of hexadecimal digits";
		goto out;
	}

	scoped_guard(mutex, &trace_types_lock)
		ret = tracing_set_cpumask(trace_node_tr(node), wanted);
out:
	free_cpumask_var(wanted);
	return ret;
}

const struct trace_value tracing_cpumask_value = {
	.show	= tracing_cpumask_show,
	.store	= tracing_cpumask_store,
	.limit	= PAGE_SIZE,
};
