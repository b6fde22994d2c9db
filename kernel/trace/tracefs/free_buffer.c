// SPDX-License-Identifier: GPL-2.0-only
/*
 * free_buffer: when it is closed, what the buffer holds is thrown away and its memory given back.
 *
 * A program that keeps it open has the buffer freed when it ends, however it ends. With the option
 * disable_on_free recording stops, too.
 */
#include "tracefs.h"

static int free_buffer_open(struct inode *inode, struct file *file)
{
	return trace_node_get(inode);
}

/* What is written does not matter. */
static ssize_t free_buffer_write(struct file *file, const char __user *ubuf, size_t cnt,
				 loff_t *ppos)
{
	*ppos += cnt;
	return cnt;
}

static int free_buffer_release(struct inode *inode, struct file *file)
{
	struct trace_array *tr = trace_node_tr(inode->i_private);

	scoped_guard(mutex, &trace_types_lock) {
		if (tr->trace_flags & TRACE_ITER_STOP_ON_FREE)
			tracer_tracing_off(tr);
		/* As small as can be. Nobody is there to be told that it could not be done. */
		if (tracing_resize(tr, 1, RING_BUFFER_ALL_CPUS))
			pr_debug("tracing: buffer not freed\n");
	}
	trace_node_put(inode);
	return 0;
}

const struct file_operations free_buffer_fops = {
	.owner		= THIS_MODULE,
	.open		= free_buffer_open,
	.write		= free_buffer_write,
	.release	= free_buffer_release,
};
