// SPDX-License-Identifier: GPL-2.0-only
/*
 * snapshot and per_cpu/cpuN/snapshot: take, show, clear, free.
 *
 * Shown as the trace file shows the buffer, by the same code; as long as there is nothing in it,
 * what to do is told instead. Scripts look for the lines "Snapshot is allocated" and "Snapshot is
 * freed".
 */
#include <linux/kstrtox.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "tracefs.h"

static const char help_all[] =
"# echo 0 > snapshot : Clears and frees snapshot buffer\n"
"# echo 1 > snapshot : Allocates snapshot buffer, if not already allocated.\n"
"#                      Takes a snapshot of the main buffer.\n"
"# echo 2 > snapshot : Clears snapshot buffer (but does not allocate or free)\n";

static const char help_cpu[] =
"# echo 0 > snapshot : Invalid for per_cpu snapshot file.\n"
#ifdef CONFIG_RING_BUFFER_ALLOW_SWAP
"# echo 1 > snapshot : Allocates snapshot buffer, if not already allocated.\n"
"#                      Takes a snapshot of the main buffer for this cpu.\n"
#else
"# echo 1 > snapshot : Not supported with this kernel.\n"
"#                     Must use main snapshot file to allocate.\n"
#endif
"# echo 2 > snapshot : Clears this cpu's snapshot buffer (but does not allocate)\n";

static const char help_end[] =
"#                      (Doesn't have to be '2' works with any number that\n"
"#                       is not a '0' or '1')\n";

/**
 * trace_snapshot_help - the text of an empty snapshot
 * @m:	  where to
 * @iter: its reader
 */
void trace_snapshot_help(struct seq_file *m, struct trace_iterator *iter)
{
	seq_printf(m, "# tracer: %s\n#\n#\n", iter->trace->name);
	seq_printf(m, "# * Snapshot is %s *\n#\n",
		   READ_ONCE(iter->tr->snapshot_ready) ? "allocated" : "freed");
	seq_puts(m, "# Snapshot commands:\n");
	seq_puts(m, iter->cpu_file == RING_BUFFER_ALL_CPUS ? help_all : help_cpu);
	seq_puts(m, help_end);
}

static int take(struct trace_array *tr, int cpu)
{
	int ret;

	if (cpu != RING_BUFFER_ALL_CPUS && !IS_ENABLED(CONFIG_RING_BUFFER_ALLOW_SWAP))
		return -EINVAL;
	ret = tracing_arm_snapshot(tr);
	if (ret)
		return ret;
	ret = tracing_snapshot_take(tr, cpu);
	tracing_disarm_snapshot(tr);
	return ret;
}

static int request(struct trace_array *tr, int cpu, unsigned long val, struct trace_error *why)
{
	int ret;

	lockdep_assert_held(&trace_types_lock);
	if (tr->current_trace->use_max_tr) {
		why->text = "The tracer has the snapshot";
		return -EBUSY;
	}
	ret = tracing_expand(tr);
	if (ret)
		return ret;

	switch (val) {
	case 0:
		if (cpu != RING_BUFFER_ALL_CPUS) {
			why->text = "The snapshot of one CPU cannot be freed";
			return -EINVAL;
		}
		tracing_free_snapshot(tr);
		return 0;
	case 1:
		return take(tr, cpu);
	default:
		tracing_clear_snapshot(tr, cpu);
		return 0;
	}
}

static ssize_t snapshot_write(struct file *file, const char __user *ubuf, size_t cnt, loff_t *ppos)
{
	struct trace_node *node = trace_node(file);
	struct trace_error why = { };
	unsigned long val;
	char text[24];
	int ret;

	if (cnt >= sizeof(text))
		return -EINVAL;
	if (copy_from_user(text, ubuf, cnt))
		return -EFAULT;
	text[cnt] = '\0';

	ret = kstrtoul(text, 10, &val);
	if (!ret) {
		guard(mutex)(&trace_types_lock);
		ret = request(trace_node_tr(node), node->cpu, val, &why);
	}
	if (ret) {
		trace_log_refusal(node, text, ret, &why);
		return ret;
	}
	*ppos += cnt;
	return cnt;
}

static int snapshot_open(struct inode *inode, struct file *file)
{
	int ret = trace_node_get(inode);

	if (ret)
		return ret;
	if (file->f_mode & FMODE_READ)
		ret = trace_reader_open(inode->i_private, file, true);
	if (ret)
		trace_node_put(inode);
	return ret;
}

const struct file_operations snapshot_fops = {
	.owner		= THIS_MODULE,
	.open		= snapshot_open,
	.read_iter	= seq_read_iter,
	.splice_read	= copy_splice_read,
	.write		= snapshot_write,
	.llseek		= trace_reader_lseek,
	.release	= trace_reader_release,
};
