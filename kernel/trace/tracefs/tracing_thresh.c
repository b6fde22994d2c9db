// SPDX-License-Identifier: GPL-2.0-only
/*
 * tracing_thresh: microseconds, 0 for off. Tracers that know of it record only what takes longer.
 *
 * Task context only.
 */
#include <linux/kstrtox.h>
#include <linux/math64.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/time64.h>

#include "tracefs.h"

static int thresh_show(struct seq_file *m, struct trace_node *node)
{
	guard(mutex)(&trace_types_lock);
	seq_printf(m, "%llu\n", div_u64(trace_node_tr(node)->thresh, NSEC_PER_USEC));
	return 0;
}

static int thresh_store(struct trace_node *node, char *text, struct trace_error *why)
{
	u64 usec;
	int ret;

	ret = kstrtou64(strim(text), 10, &usec);
	if (!ret && usec > div_u64(U64_MAX, NSEC_PER_USEC))
		ret = -ERANGE;
	if (ret) {
		why->text = "Microseconds are expected, 0 for no threshold";
		return ret;
	}
	guard(mutex)(&trace_types_lock);
	return tracing_set_thresh(trace_node_tr(node), usec * NSEC_PER_USEC);
}

const struct trace_value tracing_thresh_value = {
	.show	= thresh_show,
	.store	= thresh_store,
	.limit	= 63,
};
