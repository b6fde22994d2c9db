// SPDX-License-Identifier: GPL-2.0-only
/*
 * syscall_user_buf_size: how many bytes of each string of user space the enter events of system
 * calls record. 0 records where it is, and not what it is.
 */
#include <linux/kstrtox.h>
#include <linux/seq_file.h>

#include "event/syscall.h"
#include "tracefs.h"

static int user_size_show(struct seq_file *m, struct trace_node *node)
{
	guard(mutex)(&event_mutex);
	seq_printf(m, "%u\n", trace_syscalls_user_size(trace_node_tr(node)));
	return 0;
}

static int user_size_store(struct trace_node *node, char *text, struct trace_error *why)
{
	unsigned int size;
	int ret = kstrtouint(text, 10, &size);

	if (ret)
		return ret;
	if (size > SYSCALL_USER_MAX) {
		why->text = "Too many bytes";
		return -EINVAL;
	}
	guard(mutex)(&event_mutex);
	return trace_syscalls_set_user_size(trace_node_tr(node), size);
}

const struct trace_value syscall_user_buf_size_value = {
	.show	= user_size_show,
	.store	= user_size_store,
	.limit	= 64,
};
