// SPDX-License-Identifier: GPL-2.0-only
/*
 * error_log: why the last few requests were refused. Any write clears it.
 */
#include <linux/seq_file.h>

#include "tracefs.h"

static const struct seq_operations error_log_seq_ops = {
	.start	= tracing_err_log_seq_start,
	.next	= tracing_err_log_seq_next,
	.stop	= tracing_err_log_seq_stop,
	.show	= tracing_err_log_seq_show,
};

static int error_log_open_read(struct trace_array *tr, struct file *file)
{
	struct seq_file *m;
	int ret;

	ret = seq_open(file, &error_log_seq_ops);
	if (ret)
		return ret;
	m = file->private_data;
	m->private = tr;
	return 0;
}

static int error_log_open(struct inode *inode, struct file *file)
{
	struct trace_array *tr;
	int ret;

	ret = trace_node_get(inode);
	if (ret)
		return ret;

	tr = trace_node_tr(trace_node(file));
	if ((file->f_mode & FMODE_WRITE) && (file->f_flags & O_TRUNC))
		tracing_err_log_clear(tr);
	if (file->f_mode & FMODE_READ)
		ret = error_log_open_read(tr, file);
	if (ret)
		trace_node_put(inode);
	return ret;
}

/* Opening with O_TRUNC, as a shell does, has cleared it; ">>" gets here only. */
static ssize_t error_log_write(struct file *file, const char __user *ubuf, size_t cnt,
			       loff_t *ppos)
{
	tracing_err_log_clear(trace_node_tr(trace_node(file)));
	return cnt;
}

static loff_t error_log_lseek(struct file *file, loff_t offset, int whence)
{
	if (file->f_mode & FMODE_READ)
		return seq_lseek(file, offset, whence);
	return noop_llseek(file, offset, whence);
}

static int error_log_release(struct inode *inode, struct file *file)
{
	trace_node_put(inode);
	return file->f_mode & FMODE_READ ? seq_release(inode, file) : 0;
}

const struct file_operations error_log_fops = {
	.owner		= THIS_MODULE,
	.open		= error_log_open,
	.read		= seq_read,
	.write		= error_log_write,
	.llseek		= error_log_lseek,
	.release	= error_log_release,
};
