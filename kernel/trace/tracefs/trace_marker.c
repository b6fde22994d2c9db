// SPDX-License-Identifier: GPL-2.0-only
/*
 * trace_marker and trace_marker_raw: records that user space writes.
 *
 * A text that is too long for one record is cut: the write is short, and the
 * writer comes again with the rest. Binary data is taken whole or not at all.
 */
#include "tracefs.h"

static int marker_open(struct inode *inode, struct file *file)
{
	int ret = trace_node_get(inode);

	if (ret)
		return ret;
	return stream_open(inode, file);
}

static int marker_release(struct inode *inode, struct file *file)
{
	trace_node_put(inode);
	return 0;
}

/* The first one of an instance makes room for itself. */
static int marker_begin(struct trace_array *tr)
{
	if (!(READ_ONCE(tr->trace_flags) & TRACE_ITER_MARKERS))
		return -EINVAL;
	return tracing_expand_instance(tr);
}

/* Records carry this name, and what reads traces of programs (systrace, Perfetto) looks for it. */
static ssize_t tracing_mark_write(struct file *file, const char __user *ubuf, size_t cnt,
				  loff_t *ppos)
{
	struct trace_array *tr = trace_node_tr(trace_node(file));

	return marker_begin(tr) ?: trace_marker_text(tr, _THIS_IP_, ubuf, cnt);
}

static ssize_t marker_raw_write(struct file *file, const char __user *ubuf, size_t cnt,
				loff_t *ppos)
{
	struct trace_array *tr = trace_node_tr(trace_node(file));

	return marker_begin(tr) ?: trace_marker_raw(tr, ubuf, cnt);
}

const struct file_operations trace_marker_fops = {
	.owner		= THIS_MODULE,
	.open		= marker_open,
	.write		= tracing_mark_write,
	.release	= marker_release,
};

const struct file_operations trace_marker_raw_fops = {
	.owner		= THIS_MODULE,
	.open		= marker_open,
	.write		= marker_raw_write,
	.release	= marker_release,
};
