// SPDX-License-Identifier: GPL-2.0-only
/*
 * set_ftrace_filter and set_ftrace_notrace: the functions that an instance wants
 * traced, and those that it does not. stack_trace_filter: where the stack tracer
 * looks. set_graph_function and set_graph_notrace: where a graph begins, and what it
 * leaves out.
 *
 * From open to close is one edit: opened with O_TRUNC it starts with no function,
 * otherwise with those that are there, and the close puts it in force with one
 * round of patching, however many words were written.
 *
 * A write brings words with white space between them, each a name or a pattern,
 * with "!" to take away. A word may be cut in two by the end of a write, so the
 * last word waits until white space or the close ends it. A write with a word
 * that is refused fails and has no effect, neither has an edit of which every
 * write failed: the functions stay as they were before the file was opened.
 *
 * Task context only.
 */
#include <linux/ctype.h>
#include <linux/seq_file.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "functions.h"
#include "tracers/function_graph.h"
#include "tracers/stack.h"

/* Longer than any name, pattern and command together. */
#define WORD_LIMIT	1022

/* As much of a write is taken at once; the writer comes again with the rest. */
#define WRITE_LIMIT	SZ_64K

/**
 * struct filter_file - an open filter file
 * @iter:     where reading is; what seq_file's private data points to
 * @edit:     open for writing: what has been written, not yet in force
 * @lock:     guards what follows
 * @held:     the beginning of a word whose end has not been written yet
 * @held_len: its length
 * @truncated: it was opened with O_TRUNC
 * @accepted: a word was taken
 * @refused:  a word was refused
 */
struct filter_file {
	struct hook_iter	iter;
	struct hook_edit	*edit;
	struct mutex		lock;	/* see above */
	char			held[WORD_LIMIT + 1];
	size_t			held_len;
	bool			truncated;
	bool			accepted;
	bool			refused;
};

static struct filter_file *filter_of(struct file *file)
{
	struct seq_file *m = file->private_data;

	return file->f_mode & FMODE_READ ? m->private : file->private_data;
}

/* Repeat just the word that is to blame: a write may hold thousands. */
static void log_word(struct trace_node *node, const char *text, int ret,
		     const struct hook_error *err)
{
	struct trace_error why = { .text = err->text };
	const char *start, *end;
	char *word;

	start = text + min_t(size_t, err->pos, strlen(text));
	end = start;
	while (start > text && !isspace(start[-1]))
		start--;
	while (*end && !isspace(*end))
		end++;
	word = kstrndup(start, end - start, GFP_KERNEL);
	if (!word)
		return;
	why.pos = text + err->pos - start;
	trace_log_refusal(node, word, ret, &why);
	kfree(word);
}

static int apply(struct trace_node *node, struct filter_file *filter, const char *text)
{
	struct hook_error err = { };
	int ret;

	if (!*skip_spaces(text))
		return 0;
	ret = hook_edit_text(filter->edit, text, &err);
	if (!ret) {
		filter->accepted = true;
		return 0;
	}
	filter->refused = true;
	log_word(node, text, ret, &err);
	return ret;
}

/* Where the last, maybe unfinished, word of @text begins. */
static size_t last_word(const char *text, size_t len)
{
	while (len && !isspace(text[len - 1]))
		len--;
	return len;
}

static int apply_and_hold(struct trace_node *node, struct filter_file *filter, char *text,
			  size_t len)
{
	size_t whole = last_word(text, len);
	struct trace_error why = { .text = "Too long", .pos = WORD_LIMIT };
	char first;
	int ret;

	filter->held_len = 0;
	if (len - whole > WORD_LIMIT) {
		filter->refused = true;
		trace_log_refusal(node, text + whole, -EINVAL, &why);
		return -EINVAL;
	}

	first = text[whole];
	text[whole] = '\0';
	ret = apply(node, filter, text);
	if (ret)
		return ret;
	text[whole] = first;

	filter->held_len = len - whole;
	memcpy(filter->held, text + whole, filter->held_len);
	filter->held[filter->held_len] = '\0';
	return 0;
}

/* Programs write strings with the NUL that ends them: it ends the word. */
static void blank_last_nuls(char *text, size_t len)
{
	while (len && !text[len - 1])
		text[--len] = ' ';
}

static ssize_t filter_write(struct file *file, const char __user *ubuf, size_t cnt, loff_t *ppos)
{
	struct filter_file *filter = filter_of(file);
	struct trace_node *node = trace_node(file);
	size_t len;
	char *text;
	int ret;

	cnt = min_t(size_t, cnt, WRITE_LIMIT);
	guard(mutex)(&filter->lock);
	len = filter->held_len + cnt;
	text = kvmalloc(len + 1, GFP_KERNEL);
	if (!text)
		return -ENOMEM;

	memcpy(text, filter->held, filter->held_len);
	text[len] = '\0';
	if (copy_from_user(text + filter->held_len, ubuf, cnt)) {
		ret = -EFAULT;
	} else {
		blank_last_nuls(text, len);
		ret = strlen(text) == len ? apply_and_hold(node, filter, text, len) : -EINVAL;
	}
	kvfree(text);
	if (ret)
		return ret;
	*ppos += cnt;
	return cnt;
}

static bool is_graph_file(struct trace_node *node)
{
	return node->file->fops == &set_graph_function_fops ||
	       node->file->fops == &set_graph_notrace_fops;
}

#ifdef CONFIG_FUNCTION_GRAPH_TRACER
static int graph_changed(struct trace_node *node)
{
	guard(mutex)(&trace_types_lock);
	return graph_lists_changed(trace_node_tr(node));
}

static struct ftrace_ops *graph_ops(struct trace_node *node)
{
	guard(mutex)(&trace_types_lock);
	return graph_lists(trace_node_tr(node));
}
#else
static inline int graph_changed(struct trace_node *node) { return 0; }
static inline struct ftrace_ops *graph_ops(struct trace_node *node) { return NULL; }
#endif

/* The last close: nobody is left to get an errno, so error_log has to tell. */
static void put_in_force(struct trace_node *node, struct filter_file *filter)
{
	const struct trace_error why = { .text = "Functions could not be changed" };
	int ret;

	if (filter->held_len)
		apply(node, filter, filter->held);
	if (!filter->accepted && (filter->refused || !filter->truncated)) {
		hook_edit_abort(filter->edit);
		return;
	}
	ret = hook_edit_commit(filter->edit);
	if (!ret && filter->iter.ops->flags & HOOK_OPS_FL_LIST)
		ret = graph_changed(node);
	if (ret)
		trace_log_refusal(node, "", ret, &why);
}

static int open_to_write(struct filter_file *filter, struct file *file)
{
	bool exclude = filter->iter.list == HOOK_LIST_NOTRACE;

	filter->truncated = file->f_flags & O_TRUNC;	/* which open() takes away */
	filter->edit = hook_edit_begin(filter->iter.ops, exclude, filter->truncated);
	return PTR_ERR_OR_ZERO(filter->edit);
}

static int open_to_read(struct filter_file *filter, struct file *file)
{
	struct seq_file *m;
	int ret;

	ret = seq_open(file, &function_list_seq_ops);
	if (ret)
		return ret;
	m = file->private_data;
	m->private = filter;
	return 0;
}

static struct ftrace_ops *filtered_ops(struct trace_node *node)
{
#ifdef CONFIG_STACK_TRACER
	if (node->file->fops == &stack_trace_filter_fops)
		return stack_tracer_ops();
#endif
	if (is_graph_file(node))
		return graph_ops(node);
	return trace_node_tr(node)->ops;
}

static int filter_open(struct inode *inode, struct file *file, enum hook_list list)
{
	struct filter_file *filter;
	struct ftrace_ops *ops;
	int ret;

	ret = trace_node_get(inode);
	if (ret)
		return ret;
	ret = -ENODEV;
	ops = filtered_ops(trace_node(file));
	if (!ops)
		goto put;
	ret = -ENOMEM;
	filter = kzalloc(sizeof(*filter), GFP_KERNEL);
	if (!filter)
		goto put;

	mutex_init(&filter->lock);
	hook_iter_init(&filter->iter, list, ops);
	file->private_data = filter;
	if (file->f_mode & FMODE_WRITE) {
		ret = open_to_write(filter, file);
		if (ret)
			goto free;
	}
	if (file->f_mode & FMODE_READ) {
		file->private_data = NULL;	/* seq_open() makes sure that it is unused */
		ret = open_to_read(filter, file);
		if (ret)
			goto abort;
	}
	return 0;
abort:
	hook_edit_abort(filter->edit);
free:
	kfree(filter);
put:
	trace_node_put(inode);
	return ret;
}

static int set_ftrace_filter_open(struct inode *inode, struct file *file)
{
	return filter_open(inode, file, HOOK_LIST_FILTER);
}

static int set_ftrace_notrace_open(struct inode *inode, struct file *file)
{
	return filter_open(inode, file, HOOK_LIST_NOTRACE);
}

static int filter_release(struct inode *inode, struct file *file)
{
	struct filter_file *filter = filter_of(file);

	if (file->f_mode & FMODE_WRITE)
		put_in_force(inode->i_private, filter);
	if (file->f_mode & FMODE_READ)
		seq_release(inode, file);
	kfree(filter);
	trace_node_put(inode);
	return 0;
}

static loff_t filter_lseek(struct file *file, loff_t offset, int whence)
{
	if (file->f_mode & FMODE_READ)
		return seq_lseek(file, offset, whence);
	file->f_pos = 0;
	return 0;
}

const struct file_operations set_ftrace_filter_fops = {
	.owner		= THIS_MODULE,
	.open		= set_ftrace_filter_open,
	.read		= seq_read,
	.write		= filter_write,
	.llseek		= filter_lseek,
	.release	= filter_release,
};

const struct file_operations set_ftrace_notrace_fops = {
	.owner		= THIS_MODULE,
	.open		= set_ftrace_notrace_open,
	.read		= seq_read,
	.write		= filter_write,
	.llseek		= filter_lseek,
	.release	= filter_release,
};

const struct file_operations stack_trace_filter_fops = {
	.owner		= THIS_MODULE,
	.open		= set_ftrace_filter_open,
	.read		= seq_read,
	.write		= filter_write,
	.llseek		= filter_lseek,
	.release	= filter_release,
};

const struct file_operations set_graph_function_fops = {
	.owner		= THIS_MODULE,
	.open		= set_ftrace_filter_open,
	.read		= seq_read,
	.write		= filter_write,
	.llseek		= filter_lseek,
	.release	= filter_release,
};

const struct file_operations set_graph_notrace_fops = {
	.owner		= THIS_MODULE,
	.open		= set_ftrace_notrace_open,
	.read		= seq_read,
	.write		= filter_write,
	.llseek		= filter_lseek,
	.release	= filter_release,
};
