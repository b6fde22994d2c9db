// SPDX-License-Identifier: GPL-2.0-only
/*
 * trace and per_cpu/cpuN/trace: what the buffer holds, as text, left in place.
 *
 * Reading never stops a writer, unless the option pause-on-trace asks for that.
 * A reading that starts at the top of the file always comes to an end, however
 * fast records come in: what it shows is settled at its start. Opening with
 * O_TRUNC, as "echo > trace" does, clears.
 *
 * Records have numbers in the order they are shown: the position in the file is
 * the number of the next one, and 0 the header above them.
 */
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "tracefs.h"

/**
 * struct trace_reader - an open trace file
 * @iter:  the walk; seq_file's private data, so it comes first
 * @at:	   number of the record that @iter is at; 0 before the first
 * @line:  number of the record whose text is in iter.seq; formatting twice
 *	   would say twice what is only said once, as where a CPU's buffer starts
 * @end:   there is no record after @at
 */
struct trace_reader {
	struct trace_iterator	iter;
	loff_t			at;
	loff_t			line;
	bool			end;
};

static void start_over(struct trace_reader *reader)
{
	trace_iter_reset(&reader->iter);
	reader->at = 0;
	reader->line = 0;
	reader->end = false;
}

static bool go_on(struct trace_reader *reader)
{
	if (!reader->end) {
		reader->end = !trace_find_next_entry_inc(&reader->iter);
		if (!reader->end)
			reader->at++;
	}
	return !reader->end;
}

static void format_line(struct trace_iterator *iter)
{
	trace_seq_init(&iter->seq);
	if (print_trace_line(iter) == TRACE_TYPE_PARTIAL_LINE)
		trace_seq_cut(&iter->seq);
}

/* Where a line tells of others, or takes two records, those that are skipped matter. */
static void *go_to(struct trace_reader *reader, loff_t pos)
{
	struct trace_iterator *iter = &reader->iter;

	while (reader->at < pos) {
		if (!go_on(reader))
			return NULL;
		if (reader->at < pos && iter->trace->rewind)
			format_line(iter);
	}
	return reader;
}

static void *trace_start(struct seq_file *m, loff_t *pos)
{
	struct trace_reader *reader = m->private;

	/* A latency tracer puts there what it likes, when it likes. */
	if (reader->iter.snapshot && reader->iter.trace->use_max_tr)
		return ERR_PTR(-EBUSY);
	if (!*pos || *pos < reader->at)
		start_over(reader);
	return *pos ? go_to(reader, *pos) : SEQ_START_TOKEN;
}

static void *trace_next(struct seq_file *m, void *v, loff_t *pos)
{
	return go_to(m->private, ++*pos);
}

static void trace_stop(struct seq_file *m, void *v)
{
}

static int trace_show(struct seq_file *m, void *v)
{
	struct trace_reader *reader = m->private;
	struct trace_iterator *iter = &reader->iter;

	if (v == SEQ_START_TOKEN) {
		if (iter->snapshot && trace_empty(iter))
			trace_snapshot_help(m, iter);
		else
			print_trace_header(m, iter);
		return 0;
	}
	if (reader->line != reader->at) {
		format_line(iter);
		reader->line = reader->at;
	}
	seq_write(m, iter->seq.buffer, trace_seq_used(&iter->seq));
	return 0;
}

static const struct seq_operations trace_seq_ops = {
	.start	= trace_start,
	.next	= trace_next,
	.stop	= trace_stop,
	.show	= trace_show,
};

/**
 * trace_reader_open - open a file that shows records as text
 * @node:     the file's, held by the caller
 * @file:     opened for reading
 * @snapshot: show the snapshot
 *
 * Return: 0 or -errno.
 */
int trace_reader_open(struct trace_node *node, struct file *file, bool snapshot)
{
	struct trace_reader *reader;
	struct seq_file *m;
	int ret;

	reader = kvzalloc(sizeof(*reader), GFP_KERNEL);
	if (!reader)
		return -ENOMEM;
	scoped_guard(mutex, &trace_types_lock)
		ret = trace_iter_open(&reader->iter, trace_node_tr(node), node->cpu,
				      snapshot);
	if (ret)
		goto free;
	ret = seq_open(file, &trace_seq_ops);
	if (ret)
		goto close;
	m = file->private_data;
	m->private = reader;
	return 0;
close:
	scoped_guard(mutex, &trace_types_lock)
		trace_iter_close(&reader->iter);
free:
	kvfree(reader);
	return ret;
}

static void clear(struct trace_node *node)
{
	struct trace_array *tr = trace_node_tr(node);

	guard(mutex)(&trace_types_lock);
	if (node->cpu == RING_BUFFER_ALL_CPUS)
		tracing_reset_array(tr);
	else
		tracing_reset_cpu(tr, node->cpu);
}

static int trace_open(struct inode *inode, struct file *file)
{
	struct trace_node *node = inode->i_private;
	int ret;

	ret = trace_node_get(inode);
	if (ret)
		return ret;

	if ((file->f_mode & FMODE_WRITE) && (file->f_flags & O_TRUNC))
		clear(node);
	if (file->f_mode & FMODE_READ)
		ret = trace_reader_open(node, file, false);
	if (ret)
		trace_node_put(inode);
	return ret;
}

/* The opposite of trace_node_get(), and of trace_reader_open() if it was opened for reading. */
int trace_reader_release(struct inode *inode, struct file *file)
{
	struct seq_file *m = file->private_data;

	if (file->f_mode & FMODE_READ) {
		struct trace_reader *reader = m->private;

		scoped_guard(mutex, &trace_types_lock)
			trace_iter_close(&reader->iter);
		kvfree(reader);
		seq_release(inode, file);
	}
	trace_node_put(inode);
	return 0;
}

/* What is written does not matter, see trace_open(). */
static ssize_t trace_write(struct file *file, const char __user *ubuf, size_t cnt, loff_t *ppos)
{
	return cnt;
}

loff_t trace_reader_lseek(struct file *file, loff_t offset, int whence)
{
	if (file->f_mode & FMODE_READ)
		return seq_lseek(file, offset, whence);
	file->f_pos = 0;
	return 0;
}

const struct file_operations trace_fops = {
	.owner		= THIS_MODULE,
	.open		= trace_open,
	.read_iter	= seq_read_iter,
	.splice_read	= copy_splice_read,
	.write		= trace_write,
	.llseek		= trace_reader_lseek,
	.release	= trace_reader_release,
};
