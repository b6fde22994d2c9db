// SPDX-License-Identifier: GPL-2.0-only
/*
 * stack_trace and stack_max_size: what the stack tracer has found.
 *
 * stack_trace shows one stack as it was when the file was opened.
 *
 * Task context only.
 */
#include <linux/ftrace.h>
#include <linux/seq_file.h>

#include "tracefs.h"
#include "tracers/stack.h"

static void show_disabled(struct seq_file *m)
{
	seq_puts(m, "#\n"
		    "#  Stack tracer disabled\n"
		    "#\n"
		    "# To enable the stack tracer, either add 'stacktrace' to the\n"
		    "# kernel command line\n"
		    "# or 'echo 1 > /proc/sys/kernel/stack_tracer_enabled'\n"
		    "#\n");
}

/* Positions: 0 is the head, then the calls. */
static void *calls_start(struct seq_file *m, loff_t *pos)
{
	struct stack_record *record = m->private;

	return *pos <= record->nr ? pos : NULL;
}

static void *calls_next(struct seq_file *m, void *v, loff_t *pos)
{
	++*pos;
	return calls_start(m, pos);
}

static void calls_stop(struct seq_file *m, void *v)
{
}

static int calls_show(struct seq_file *m, void *v)
{
	struct stack_record *record = m->private;
	loff_t pos = *(loff_t *)v;
	unsigned int i, inner;

	if (!pos) {
		seq_printf(m, "        Depth    Size   Location    (%u entries)\n"
			      "        -----    ----   --------\n", record->nr);
		if (!stack_tracer_enabled && !record->size)
			show_disabled(m);
		return 0;
	}
	i = pos - 1;
	inner = i + 1 < record->nr ? record->depth[i + 1] : 0;
	seq_printf(m, "%3u) %8u   %5u   %pS\n", i, record->depth[i], record->depth[i] - inner,
		   (void *)record->ip[i]);
	return 0;
}

static const struct seq_operations calls_seq_ops = {
	.start	= calls_start,
	.next	= calls_next,
	.stop	= calls_stop,
	.show	= calls_show,
};

static int stack_trace_open(struct inode *inode, struct file *file)
{
	struct stack_record *record;
	int ret;

	ret = trace_node_get(inode);
	if (ret)
		return ret;
	record = __seq_open_private(file, &calls_seq_ops, sizeof(*record));
	if (!record) {
		trace_node_put(inode);
		return -ENOMEM;
	}
	stack_tracer_get(record);
	return 0;
}

static int stack_trace_release(struct inode *inode, struct file *file)
{
	trace_node_put(inode);
	return seq_release_private(inode, file);
}

const struct file_operations stack_trace_fops = {
	.owner		= THIS_MODULE,
	.open		= stack_trace_open,
	.read		= seq_read,
	.write		= trace_refuse_write,
	.llseek		= seq_lseek,
	.release	= stack_trace_release,
};

static int stack_max_size_show(struct seq_file *m, struct trace_node *node)
{
	seq_printf(m, "%lu\n", stack_tracer_max());
	return 0;
}

static int stack_max_size_store(struct trace_node *node, char *text, struct trace_error *why)
{
	unsigned long size;
	int ret = kstrtoul(text, 10, &size);

	if (ret) {
		why->text = "The size is no number";
		return ret;
	}
	stack_tracer_set_max(size);
	return 0;
}

const struct trace_value stack_max_size_value = {
	.show	= stack_max_size_show,
	.store	= stack_max_size_store,
	.limit	= 63,
};
