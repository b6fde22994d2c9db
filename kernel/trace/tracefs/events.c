// SPDX-License-Identifier: GPL-2.0-only
/*
 * events/: the switch of all events, and the layout of the buffer's pages and headers. What is
 * below it, a directory a system and an event, is made by event_dirs.c.
 */
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "event/event.h"
#include "tracefs.h"

static int events_enable_show(struct seq_file *m, struct trace_node *node)
{
	guard(mutex)(&event_mutex);
	seq_printf(m, "%c\n", event_system_state(trace_node_tr(node), NULL));
	return 0;
}

static int events_enable_store(struct trace_node *node, char *text, struct trace_error *why)
{
	bool on;
	int ret = trace_parse_switch(text, &on);

	if (ret)
		return ret;
	guard(mutex)(&event_mutex);
	return event_switch_system(trace_node_tr(node), NULL, on);
}

static const struct trace_value events_enable_value = {
	.show	= events_enable_show,
	.store	= events_enable_store,
	.limit	= 64,
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
		if (!strcmp(name, event_files[i].name))
			return trace_node_describe(&nodes[i], mode, data, fops);
	}
	return 0;
}

static const struct eventfs_entry events_entries[] = {
	{ .name = "enable",	  .callback = events_callback },
	{ .name = "header_page",  .callback = events_callback },
	{ .name = "header_event", .callback = events_callback },
};

/**
 * trace_events_create - the directory events/
 * @files: of the instance; event_nodes are there
 *
 * event_mutex and trace_types_lock held. What is made is taken away by trace_events_remove(),
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
	return trace_event_dirs_create(files);
}

/* Before the directory of the instance is removed. */
void trace_events_remove(struct trace_files *files)
{
	if (files->events)
		eventfs_remove_events_dir(files->events);
	files->events = NULL;
}
