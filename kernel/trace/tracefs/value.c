// SPDX-License-Identifier: GPL-2.0-only
/*
 * Control files that hold one value.
 *
 * A write is one request: copied whole, handed to the file's store function,
 * and answered with its length or an errno. What was refused is left unchanged
 * and explained in error_log, with a caret under the cause.
 *
 * Task context only.
 */
#include <linux/kstrtox.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "tracefs.h"

/* More of a request than this is not repeated in error_log. */
#define LOGGED_REQUEST 256

static const char *reason_of(int err)
{
	switch (err) {
	case -ERANGE:
	case -EOVERFLOW:
		return "Number out of range";
	case -EBUSY:
		return "In use";
	case -EOPNOTSUPP:
		return "Not supported";
	case -EPERM:
		return "Not permitted";
	case -E2BIG:
		return "Too long";
	default:
		return "Invalid argument";
	}
}

/**
 * trace_log_refused - tell error_log why a request was refused
 * @tr:	     the instance
 * @place:   the control file, unless @why tells a better place
 * @request: what was asked for
 * @ret:     the errno it is answered with; troubles that are not the request's
 *	     fault are not logged
 * @why:     place and reason; without text the errno speaks
 */
void trace_log_refused(struct trace_array *tr, const char *place, const char *request, int ret,
		       const struct trace_error *why)
{
	char line[LOGGED_REQUEST];
	char *end;

	if (ret == -EFAULT || ret == -ENOMEM || ret == -EINTR || ret == -ERESTARTSYS)
		return;

	/* One line: the caret has to stand under its cause. */
	strscpy(line, request);
	end = strpbrk(line, "\r\n");
	if (end)
		*end = '\0';

	tracing_log_err(tr, why->loc ?: place, line, why->text ?: reason_of(ret),
			min_t(size_t, why->pos, strlen(line)));
}

/* The same for a control file of an instance. */
void trace_log_refusal(struct trace_node *node, const char *request, int ret,
		       const struct trace_error *why)
{
	trace_log_refused(trace_node_tr(node), node->file->name, request, ret, why);
}

/**
 * trace_parse_switch - read "0" or "1"
 * @text: what was written
 * @on:	  the answer
 *
 * Return: 0, -EINVAL or -ERANGE.
 */
int trace_parse_switch(const char *text, bool *on)
{
	unsigned long val;
	int ret = kstrtoul(text, 10, &val);

	if (ret)
		return ret;
	if (val > 1)
		return -EINVAL;
	*on = val;
	return 0;
}

static int trace_value_show(struct seq_file *m, void *v)
{
	struct trace_node *node = m->private;

	return node->file->value->show(m, node);
}

static int trace_value_open(struct inode *inode, struct file *file)
{
	struct trace_node *node = inode->i_private;
	int ret;

	ret = trace_node_get(inode);
	if (ret)
		return ret;
	if (file->f_mode & FMODE_WRITE && file->f_flags & O_TRUNC && node->file->value->clear)
		node->file->value->clear(node);
	ret = single_open(file, trace_value_show, node);
	if (ret)
		trace_node_put(inode);
	return ret;
}

static int trace_value_release(struct inode *inode, struct file *file)
{
	trace_node_put(inode);
	return single_release(inode, file);
}

/*
 * The write function of files that can only be read. The errno is that of a file
 * without such a function, but the reason is told. Only root comes here, whom
 * modes do not stop.
 */
ssize_t trace_refuse_write(struct file *file, const char __user *ubuf, size_t cnt, loff_t *ppos)
{
	const struct trace_error why = { .text = "File is read-only" };

	trace_log_refusal(trace_node(file), "", -EINVAL, &why);
	return -EINVAL;
}

static ssize_t trace_value_write(struct file *file, const char __user *ubuf, size_t cnt,
				 loff_t *ppos)
{
	struct trace_node *node = trace_node(file);
	const struct trace_value *value = node->file->value;
	size_t len = min_t(size_t, cnt, value->limit);
	struct trace_error why = { };
	char *text, *request;
	int ret;

	if (!value->store)
		return trace_refuse_write(file, ubuf, cnt, ppos);

	text = memdup_user_nul(ubuf, len);
	if (IS_ERR(text))
		return PTR_ERR(text);
	request = kstrndup(text, LOGGED_REQUEST, GFP_KERNEL);	/* store may cut the text */
	if (!request) {
		kfree(text);
		return -ENOMEM;
	}

	if (cnt > value->limit) {
		ret = -EINVAL;
		why.text = "Too long";
		why.pos = len;
	} else {
		ret = value->store(node, text, &why);
	}
	if (ret)
		trace_log_refusal(node, request, ret, &why);

	kfree(request);
	kfree(text);
	if (ret)
		return ret;
	*ppos += cnt;
	return cnt;
}

const struct file_operations trace_value_fops = {
	.owner		= THIS_MODULE,
	.open		= trace_value_open,
	.read		= seq_read,
	.write		= trace_value_write,
	.llseek		= seq_lseek,
	.release	= trace_value_release,
};
