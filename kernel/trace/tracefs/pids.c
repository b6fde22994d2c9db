// SPDX-License-Identifier: GPL-2.0-only
/*
 * set_ftrace_pid, set_event_pid and their notrace counterparts: the tasks whose functions or
 * events an instance records, and those whose it does not.
 *
 * A write adds the numbers in it, all or none, and is in force when it returns; the open with
 * O_TRUNC forgets the list. Functions show no list at all as "no pid". The function tracer holds
 * its lists under trace_types_lock, events theirs under event_mutex.
 *
 * Task context only.
 */
#include <linux/seq_file.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "core/pid_list.h"
#include "event/event.h"
#include "tracefs.h"
#include "tracers/function.h"

/*
 * As much of a write is taken at once, more than all numbers that there can be. A longer one must
 * not be cut in the middle of a number.
 */
#define WRITE_LIMIT	SZ_32M

/**
 * struct pid_kind - a list of tasks that an instance has
 * @lock: what guards it
 * @get:  the list, or NULL
 * @set:  replace it
 * @none: how no list at all is shown; NULL for nothing
 * @fops: of its control file
 */
struct pid_kind {
	struct mutex		*lock;	/* told above */
	struct trace_pid_list	*(*get)(struct trace_array *tr);
	int			(*set)(struct trace_array *tr, struct trace_pid_list *list);
	const char		*none;
	const struct file_operations *fops;
};

#ifdef CONFIG_FUNCTION_TRACER
static struct trace_pid_list *get_ftrace_pid(struct trace_array *tr)
{
	return function_pids(tr, FUNCTION_PIDS);
}

static int set_ftrace_pid(struct trace_array *tr, struct trace_pid_list *list)
{
	return function_set_pids(tr, FUNCTION_PIDS, list);
}

static struct trace_pid_list *get_ftrace_notrace_pid(struct trace_array *tr)
{
	return function_pids(tr, FUNCTION_NO_PIDS);
}

static int set_ftrace_notrace_pid(struct trace_array *tr, struct trace_pid_list *list)
{
	return function_set_pids(tr, FUNCTION_NO_PIDS, list);
}
#endif

static struct trace_pid_list *get_event_pid(struct trace_array *tr)
{
	return event_pids(tr, EVENT_PIDS);
}

static int set_event_pid(struct trace_array *tr, struct trace_pid_list *list)
{
	return event_set_pids(tr, EVENT_PIDS, list);
}

static struct trace_pid_list *get_event_notrace_pid(struct trace_array *tr)
{
	return event_pids(tr, EVENT_NO_PIDS);
}

static int set_event_notrace_pid(struct trace_array *tr, struct trace_pid_list *list)
{
	return event_set_pids(tr, EVENT_NO_PIDS, list);
}

static const struct pid_kind kinds[] = {
#ifdef CONFIG_FUNCTION_TRACER
	{ &trace_types_lock, get_ftrace_pid, set_ftrace_pid, "no pid", &set_ftrace_pid_fops },
	{ &trace_types_lock, get_ftrace_notrace_pid, set_ftrace_notrace_pid, "no pid",
	  &set_ftrace_notrace_pid_fops },
#endif
	{ &event_mutex, get_event_pid, set_event_pid, NULL, &set_event_pid_fops },
	{ &event_mutex, get_event_notrace_pid, set_event_notrace_pid, NULL,
	  &set_event_notrace_pid_fops },
};

static const struct pid_kind *kind_of(struct trace_node *node)
{
	const struct pid_kind *kind = kinds;

	while (kind->fops != node->file->fops)
		kind++;
	return kind;
}

/* Positions are pids, moved up by one so that they can be told from NULL. */
static void *pid_at(struct seq_file *m, loff_t *pos)
{
	const struct pid_kind *kind = kind_of(m->private);
	struct trace_pid_list *pids = kind->get(trace_node_tr(m->private));
	int pid;

	if (!pids)
		return *pos || !kind->none ? NULL : SEQ_START_TOKEN;
	if (*pos > INT_MAX)
		return NULL;
	pid = trace_pid_list_next(pids, *pos);
	if (pid < 0)
		return NULL;
	*pos = pid;
	return (void *)(pid + 2UL);
}

static void *pids_start(struct seq_file *m, loff_t *pos)
{
	mutex_lock(kind_of(m->private)->lock);
	return pid_at(m, pos);
}

static void *pids_next(struct seq_file *m, void *v, loff_t *pos)
{
	++*pos;
	return v == SEQ_START_TOKEN ? NULL : pid_at(m, pos);
}

static void pids_stop(struct seq_file *m, void *v)
{
	mutex_unlock(kind_of(m->private)->lock);
}

static int pids_show(struct seq_file *m, void *v)
{
	if (v == SEQ_START_TOKEN)
		seq_printf(m, "%s\n", kind_of(m->private)->none);
	else
		seq_printf(m, "%lu\n", (unsigned long)v - 2);
	return 0;
}

static const struct seq_operations pids_seq_ops = {
	.start	= pids_start,
	.next	= pids_next,
	.stop	= pids_stop,
	.show	= pids_show,
};

static int pids_forget(struct trace_node *node)
{
	const struct pid_kind *kind = kind_of(node);

	guard(mutex)(kind->lock);
	return kind->set(trace_node_tr(node), NULL);
}

static int pids_open(struct inode *inode, struct file *file)
{
	struct seq_file *m;
	int ret;

	ret = trace_node_get(inode);
	if (ret)
		return ret;
	/* Also for a writer, who needs no more than the position. */
	ret = seq_open(file, &pids_seq_ops);
	if (ret)
		goto put;
	m = file->private_data;
	m->private = inode->i_private;

	if ((file->f_mode & FMODE_WRITE) && (file->f_flags & O_TRUNC)) {
		ret = pids_forget(trace_node(file));
		if (ret)
			goto release;
	}
	return 0;
release:
	seq_release(inode, file);
put:
	trace_node_put(inode);
	return ret;
}

static int pids_release(struct inode *inode, struct file *file)
{
	trace_node_put(inode);
	return seq_release(inode, file);
}

static int pids_add(struct trace_node *node, char *text)
{
	const struct pid_kind *kind = kind_of(node);
	struct trace_error why = { .text = "Not a process id" };
	struct trace_pid_list *old, *new;
	char *request;
	int ret;

	guard(mutex)(kind->lock);
	old = kind->get(trace_node_tr(node));
	new = old ? trace_pid_list_copy(old) : trace_pid_list_alloc();
	request = kstrndup(text, 128, GFP_KERNEL);	/* parsing cuts the text */
	ret = -ENOMEM;
	if (!new || !request)
		goto free;
	ret = trace_pid_list_parse(new, text, &why.pos);
	if (ret < 0)
		trace_log_refusal(node, request, ret, &why);
	if (ret <= 0)
		goto free;
	ret = kind->set(trace_node_tr(node), new);
	if (!ret)
		new = NULL;
free:
	kfree(request);
	trace_pid_list_free(new);
	return ret;
}

static ssize_t pids_write(struct file *file, const char __user *ubuf, size_t cnt, loff_t *ppos)
{
	static const struct trace_error too_long = { .text = "Too long" };
	char *text;
	int ret = -EFAULT;

	if (cnt > WRITE_LIMIT) {
		trace_log_refusal(trace_node(file), "", -EINVAL, &too_long);
		return -EINVAL;
	}
	text = kvmalloc(cnt + 1, GFP_KERNEL);
	if (!text)
		return -ENOMEM;
	if (!copy_from_user(text, ubuf, cnt)) {
		text[cnt] = '\0';
		ret = pids_add(trace_node(file), text);
	}
	kvfree(text);
	if (ret)
		return ret;
	*ppos += cnt;
	return cnt;
}

/* The same operations: which file it is, is told by their addresses. */
#define PIDS_FOPS {			\
	.owner		= THIS_MODULE,	\
	.open		= pids_open,	\
	.read		= seq_read,	\
	.write		= pids_write,	\
	.llseek		= seq_lseek,	\
	.release	= pids_release,	\
}

#ifdef CONFIG_FUNCTION_TRACER
const struct file_operations set_ftrace_pid_fops = PIDS_FOPS;
const struct file_operations set_ftrace_notrace_pid_fops = PIDS_FOPS;
#endif
const struct file_operations set_event_pid_fops = PIDS_FOPS;
const struct file_operations set_event_notrace_pid_fops = PIDS_FOPS;
