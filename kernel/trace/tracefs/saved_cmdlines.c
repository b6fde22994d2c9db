// SPDX-License-Identifier: GPL-2.0-only
/*
 * saved_cmdlines, saved_tgids and saved_cmdlines_size: which pid was which
 * command and part of which process, as far as tracing remembers.
 */
#include <linux/kstrtox.h>
#include <linux/seq_file.h>

#include "tracefs.h"

/* What a line needs; the walk itself is in seq_file's position. */
struct saved_line {
	int	pid;
	int	tgid;
	char	comm[TASK_COMM_LEN];
};

static void *comm_at(struct saved_line *line, loff_t *pos)
{
	return trace_comm_at(pos, &line->pid, line->comm) ? line : NULL;
}

static void *comm_start(struct seq_file *m, loff_t *pos)
{
	return comm_at(m->private, pos);
}

static void *comm_next(struct seq_file *m, void *v, loff_t *pos)
{
	++*pos;
	return comm_at(m->private, pos);
}

static int comm_show(struct seq_file *m, void *v)
{
	struct saved_line *line = v;

	seq_printf(m, "%d %s\n", line->pid, line->comm);
	return 0;
}

static void *tgid_at(struct saved_line *line, loff_t *pos)
{
	return trace_tgid_at(pos, &line->pid, &line->tgid) ? line : NULL;
}

static void *tgid_start(struct seq_file *m, loff_t *pos)
{
	return tgid_at(m->private, pos);
}

static void *tgid_next(struct seq_file *m, void *v, loff_t *pos)
{
	++*pos;
	return tgid_at(m->private, pos);
}

static int tgid_show(struct seq_file *m, void *v)
{
	struct saved_line *line = v;

	seq_printf(m, "%d %d\n", line->pid, line->tgid);
	return 0;
}

static void saved_stop(struct seq_file *m, void *v)
{
}

static const struct seq_operations comm_seq_ops = {
	.start	= comm_start,
	.next	= comm_next,
	.stop	= saved_stop,
	.show	= comm_show,
};

static const struct seq_operations tgid_seq_ops = {
	.start	= tgid_start,
	.next	= tgid_next,
	.stop	= saved_stop,
	.show	= tgid_show,
};

static int saved_open(struct inode *inode, struct file *file, const struct seq_operations *ops)
{
	int ret;

	ret = trace_node_get(inode);
	if (ret)
		return ret;
	ret = seq_open_private(file, ops, sizeof(struct saved_line));
	if (ret)
		trace_node_put(inode);
	return ret;
}

static int saved_release(struct inode *inode, struct file *file)
{
	trace_node_put(inode);
	return seq_release_private(inode, file);
}

static int saved_cmdlines_open(struct inode *inode, struct file *file)
{
	return saved_open(inode, file, &comm_seq_ops);
}

static int saved_tgids_open(struct inode *inode, struct file *file)
{
	return saved_open(inode, file, &tgid_seq_ops);
}

const struct file_operations saved_cmdlines_fops = {
	.owner		= THIS_MODULE,
	.open		= saved_cmdlines_open,
	.read		= seq_read,
	.write		= trace_refuse_write,
	.llseek		= seq_lseek,
	.release	= saved_release,
};

const struct file_operations saved_tgids_fops = {
	.owner		= THIS_MODULE,
	.open		= saved_tgids_open,
	.read		= seq_read,
	.write		= trace_refuse_write,
	.llseek		= seq_lseek,
	.release	= saved_release,
};

static int saved_cmdlines_size_show(struct seq_file *m, struct trace_node *node)
{
	seq_printf(m, "%u\n", trace_comm_size());
	return 0;
}

static int saved_cmdlines_size_store(struct trace_node *node, char *text, struct trace_error *why)
{
	unsigned long entries;
	int ret;

	ret = kstrtoul(text, 10, &entries);
	if (ret)
		return ret;
	if (!entries || entries > PID_MAX_LIMIT) {
		why->text = "Not between 1 and the highest pid";
		return -EINVAL;
	}
	return trace_comm_resize(entries);
}

const struct trace_value saved_cmdlines_size_value = {
	.show	= saved_cmdlines_size_show,
	.store	= saved_cmdlines_size_store,
	.limit	= 64,
};
