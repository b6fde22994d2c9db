// SPDX-License-Identifier: GPL-2.0-only
/*
 * events/: the switch of all events, the layout of the buffer's pages and
 * headers, and events/ftrace/NAME/{format,id} of the records that tracing itself
 * writes.
 *
 * There are no other events yet. The switch is one over none: it reads 0, and
 * takes 0 and 1.
 */
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "tracefs.h"

static int events_enable_show(struct seq_file *m, struct trace_node *node)
{
	seq_puts(m, "0\n");
	return 0;
}

static int events_enable_store(struct trace_node *node, char *text, struct trace_error *why)
{
	bool on;

	return trace_parse_switch(text, &on);
}

static const struct trace_value events_enable_value = {
	.show	= events_enable_show,
	.store	= events_enable_store,
	.limit	= 64,
};

/*
 * set_event: the names of events that are on. There are none that could be, so it shows nothing,
 * and takes no name; opening it to clear it, as programs do that set up things, is fine.
 */
static int set_event_show(struct seq_file *m, struct trace_node *node)
{
	return 0;
}

static int set_event_store(struct trace_node *node, char *text, struct trace_error *why)
{
	char *name = skip_spaces(text);

	if (!*name)
		return 0;
	why->pos = name - text;
	why->text = "No such event";
	return -EINVAL;
}

const struct trace_value set_event_value = {
	.show	= set_event_show,
	.store	= set_event_store,
	.limit	= 256,
};

/* Let the ring buffer describe itself into a trace_seq, and show that. */
static int show_header(struct seq_file *m, struct trace_node *node,
		       void (*print)(struct trace_buffer *buffer, struct trace_seq *s))
{
	struct trace_seq *s = kzalloc(sizeof(*s), GFP_KERNEL);

	if (!s)
		return -ENOMEM;
	trace_seq_init(s);
	print(trace_node_tr(node)->array_buffer.buffer, s);
	seq_write(m, s->buffer, trace_seq_used(s));
	kfree(s);
	return 0;
}

static void print_page_header(struct trace_buffer *buffer, struct trace_seq *s)
{
	ring_buffer_print_page_header(buffer, s);
}

static void print_event_header(struct trace_buffer *buffer, struct trace_seq *s)
{
	ring_buffer_print_entry_header(s);
}

static int header_page_show(struct seq_file *m, struct trace_node *node)
{
	return show_header(m, node, print_page_header);
}

static int header_event_show(struct seq_file *m, struct trace_node *node)
{
	return show_header(m, node, print_event_header);
}

static const struct trace_value header_page_value = { .show = header_page_show };
static const struct trace_value header_event_value = { .show = header_event_show };

static const struct trace_file event_files[] = {
	{ .name = "enable", .mode = TRACE_MODE_WRITE, .value = &events_enable_value },
	{ .name = "header_page", .mode = TRACE_MODE_READ, .value = &header_page_value },
	{ .name = "header_event", .mode = TRACE_MODE_READ, .value = &header_event_value },
};

static_assert(ARRAY_SIZE(event_files) == TRACE_EVENT_NODES);

/* eventfs makes files when somebody looks for them, and asks here what they are. */
static int events_callback(const char *name, umode_t *mode, void **data,
			   const struct file_operations **fops)
{
	struct trace_node *nodes = *data;

	for (int i = 0; i < ARRAY_SIZE(event_files); i++) {
		if (strcmp(name, event_files[i].name))
			continue;
		*mode = event_files[i].mode;
		*data = &nodes[i];
		*fops = &trace_value_fops;
		return 1;
	}
	return 0;
}

static const struct eventfs_entry events_entries[] = {
	{ .name = "enable",	  .callback = events_callback },
	{ .name = "header_page",  .callback = events_callback },
	{ .name = "header_event", .callback = events_callback },
};

/* ---- events/ftrace/NAME ------------------------------------------------------------------ */

/* The description of a record type outlives every file. */
static int entry_open(struct file *file, int (*show)(struct seq_file *m, void *v))
{
	int ret = tracefs_may_open();

	if (ret)
		return ret;
	return single_open(file, show, file_inode(file)->i_private);
}

static int format_show(struct seq_file *m, void *v)
{
	return trace_entry_format(m->private, m);
}

static int format_open(struct inode *inode, struct file *file)
{
	return entry_open(file, format_show);
}

static int id_show(struct seq_file *m, void *v)
{
	const struct trace_entry_type *type = m->private;

	seq_printf(m, "%d\n", type->id);
	return 0;
}

static int id_open(struct inode *inode, struct file *file)
{
	return entry_open(file, id_show);
}

static const struct file_operations format_fops = {
	.owner		= THIS_MODULE,
	.open		= format_open,
	.read		= seq_read,
	.llseek		= seq_lseek,
	.release	= single_release,
};

static const struct file_operations id_fops = {
	.owner		= THIS_MODULE,
	.open		= id_open,
	.read		= seq_read,
	.llseek		= seq_lseek,
	.release	= single_release,
};

static int entry_callback(const char *name, umode_t *mode, void **data,
			  const struct file_operations **fops)
{
	*mode = TRACE_MODE_READ;
	*fops = strcmp(name, "id") ? &format_fops : &id_fops;
	return 1;
}

static const struct eventfs_entry entry_entries[] = {
	{ .name = "format", .callback = entry_callback },
	{ .name = "id",	    .callback = entry_callback },
};

static int create_entry_types(struct trace_files *files)
{
	struct eventfs_inode *dir;

	dir = eventfs_create_dir("ftrace", files->events, NULL, 0, NULL);
	if (IS_ERR(dir))
		return PTR_ERR(dir);

	for (int i = 0; i < trace_entry_type_count(); i++) {
		const struct trace_entry_type *type = trace_entry_type(i);
		struct eventfs_inode *ei;

		ei = eventfs_create_dir(type->name, dir, entry_entries,
					ARRAY_SIZE(entry_entries), (void *)type);
		if (IS_ERR(ei))
			return PTR_ERR(ei);
	}
	return 0;
}

/**
 * trace_events_create - the directory events/
 * @files: of the instance; event_nodes are there
 *
 * trace_types_lock held. What is made is taken away by trace_events_remove(),
 * also after a failure.
 */
int trace_events_create(struct trace_files *files)
{
	struct eventfs_inode *events;

	for (int i = 0; i < TRACE_EVENT_NODES; i++)
		files->event_nodes[i].file = &event_files[i];

	events = eventfs_create_events_dir("events", files->dir, events_entries,
					   ARRAY_SIZE(events_entries), files->event_nodes);
	if (IS_ERR_OR_NULL(events))
		return events ? PTR_ERR(events) : -EPERM;
	files->events = events;
	return create_entry_types(files);
}

/* Before the directory of the instance is removed. */
void trace_events_remove(struct trace_files *files)
{
	if (files->events)
		eventfs_remove_events_dir(files->events);
	files->events = NULL;
}
