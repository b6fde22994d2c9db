// SPDX-License-Identifier: GPL-2.0-only
/*
 * available_filter_functions, available_filter_functions_addrs, enabled_functions
 * and touched_functions: lists of functions. dyn_ftrace_total_info: how many.
 *
 * The hook layer walks and prints, in the order of addresses.
 */
#include <linux/seq_file.h>

#include "functions.h"

static void *list_start(struct seq_file *m, loff_t *pos)
{
	return hook_iter_start(m->private, pos);
}

static void *list_next(struct seq_file *m, void *v, loff_t *pos)
{
	return hook_iter_next(m->private, v, pos);
}

static void list_stop(struct seq_file *m, void *v)
{
	hook_iter_stop(m->private);
}

static int list_show(struct seq_file *m, void *v)
{
	return hook_iter_show(m->private, m, v);
}

const struct seq_operations function_list_seq_ops = {
	.start	= list_start,
	.next	= list_next,
	.stop	= list_stop,
	.show	= list_show,
};

static int list_open(struct inode *inode, struct file *file, enum hook_list list)
{
	struct hook_iter *iter;
	int ret;

	ret = trace_node_get(inode);
	if (ret)
		return ret;
	iter = __seq_open_private(file, &function_list_seq_ops, sizeof(*iter));
	if (!iter) {
		trace_node_put(inode);
		return -ENOMEM;
	}
	hook_iter_init(iter, list, NULL);
	return 0;
}

static int list_release(struct inode *inode, struct file *file)
{
	trace_node_put(inode);
	return seq_release_private(inode, file);
}

static int available_open(struct inode *inode, struct file *file)
{
	return list_open(inode, file, HOOK_LIST_AVAILABLE);
}

static int addrs_open(struct inode *inode, struct file *file)
{
	return list_open(inode, file, HOOK_LIST_ADDRS);
}

static int touched_open(struct inode *inode, struct file *file)
{
	return list_open(inode, file, HOOK_LIST_TOUCHED);
}

static int enabled_open(struct inode *inode, struct file *file)
{
	return list_open(inode, file, HOOK_LIST_ENABLED);
}

const struct file_operations available_filter_functions_fops = {
	.owner		= THIS_MODULE,
	.open		= available_open,
	.read		= seq_read,
	.write		= trace_refuse_write,
	.llseek		= seq_lseek,
	.release	= list_release,
};

const struct file_operations enabled_functions_fops = {
	.owner		= THIS_MODULE,
	.open		= enabled_open,
	.read		= seq_read,
	.write		= trace_refuse_write,
	.llseek		= seq_lseek,
	.release	= list_release,
};

const struct file_operations available_filter_functions_addrs_fops = {
	.owner		= THIS_MODULE,
	.open		= addrs_open,
	.read		= seq_read,
	.write		= trace_refuse_write,
	.llseek		= seq_lseek,
	.release	= list_release,
};

const struct file_operations touched_functions_fops = {
	.owner		= THIS_MODULE,
	.open		= touched_open,
	.read		= seq_read,
	.write		= trace_refuse_write,
	.llseek		= seq_lseek,
	.release	= list_release,
};

static int dyn_ftrace_total_info_show(struct seq_file *m, struct trace_node *node)
{
	struct hook_total total;

	hook_rec_total(&total);
	seq_printf(m, "%lu pages:%lu groups: %lu\n", total.sites, total.pages, total.groups);
	return 0;
}

const struct trace_value dyn_ftrace_total_info_value = {
	.show	= dyn_ftrace_total_info_show,
};
