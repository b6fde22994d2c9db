// SPDX-License-Identifier: GPL-2.0-only
/*
 * printk_formats: what the addresses in records stand for whose text was left where it is: the
 * formats of trace_printk(), and strings that tracepoints name by their address. For programs that
 * read binary records.
 *
 * One line for each: the address, and the text as C would have it.
 */
#include <linux/seq_file.h>
#include <linux/string_helpers.h>

#include "tracefs.h"

static void *formats_start(struct seq_file *m, loff_t *pos)
{
	trace_printk_formats_lock();
	return (void *)trace_printk_format(pos);
}

static void *formats_next(struct seq_file *m, void *v, loff_t *pos)
{
	++*pos;
	return (void *)trace_printk_format(pos);
}

static void formats_stop(struct seq_file *m, void *v)
{
	trace_printk_formats_unlock();
}

static int formats_show(struct seq_file *m, void *v)
{
	seq_printf(m, "0x%lx : \"", (unsigned long)v);
	seq_escape_str(m, v, ESCAPE_SPACE | ESCAPE_SPECIAL, NULL);
	seq_puts(m, "\"\n");
	return 0;
}

static const struct seq_operations formats_ops = {
	.start	= formats_start,
	.next	= formats_next,
	.stop	= formats_stop,
	.show	= formats_show,
};

static int formats_open(struct inode *inode, struct file *file)
{
	int ret = tracefs_may_open();

	return ret ?: seq_open(file, &formats_ops);
}

const struct file_operations printk_formats_fops = {
	.owner		= THIS_MODULE,
	.open		= formats_open,
	.read		= seq_read,
	.write		= trace_refuse_write,
	.llseek		= seq_lseek,
	.release	= seq_release,
};
