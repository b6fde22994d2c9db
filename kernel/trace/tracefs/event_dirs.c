// SPDX-License-Identifier: GPL-2.0-only
/*
 * The directories of events: events/SYS and events/SYS/EVENT, and the index of what is in them.
 *
 * eventfs makes inodes when somebody looks for them, and asks here what they are. So a directory
 * costs no more than its name, and a new kind of file is a row in a table.
 *
 * Directories are made and removed with event_mutex and trace_types_lock held.
 */
#include <linux/seq_file.h>
#include <linux/string.h>

#include "event_dirs.h"
#include "tracefs.h"

#define RW	TRACE_MODE_WRITE
#define RO	TRACE_MODE_READ

/* ---- enable, id, format ---------------------------------------------------------------------- */

static int enable_show(struct seq_file *m, struct event_slot *slot)
{
	struct trace_event_file *file = slot->file;
	bool soft = file && file->flags & (EVENT_FILE_FL_SOFT_DISABLED | EVENT_FILE_FL_SOFT_MODE);

	seq_printf(m, "%d%s\n", file && event_file_is_on(file), soft ? "*" : "");
	return 0;
}

static int enable_store(struct event_slot *slot, char *text, struct trace_error *why)
{
	struct trace_event_file *file;
	bool on;
	int ret = trace_parse_switch(text, &on);

	/* What nobody has used yet is off. */
	if (ret || (!on && !slot->file))
		return ret;
	file = event_file_make(event_slot_tr(slot), slot);
	return file ? trace_event_enable_disable(file, on, 0) : -ENOMEM;
}

static const struct event_value enable_value = {
	.show	= enable_show,
	.store	= enable_store,
	.limit	= 64,
	.fops	= EVENT_VALUE_FOPS,
};

static int id_show(struct seq_file *m, struct event_slot *slot)
{
	seq_printf(m, "%d\n", slot->call->event.type);
	return 0;
}

static const struct event_value id_value = {
	.show	= id_show,
	.fops	= EVENT_VALUE_FOPS,
};

static int format_show(struct seq_file *m, struct event_slot *slot)
{
	return event_format_show(m, slot->call);
}

static const struct event_value format_value = {
	.show	= format_show,
	.fops	= EVENT_VALUE_FOPS,
};

static int system_enable_show(struct seq_file *m, struct trace_subsystem_dir *dir)
{
	seq_printf(m, "%c\n", event_system_state(dir->tr, dir->name));
	return 0;
}

static int system_enable_store(struct trace_subsystem_dir *dir, char *text,
			       struct trace_error *why)
{
	bool on;
	int ret = trace_parse_switch(text, &on);

	return ret ?: event_switch_system(dir->tr, dir->name, on);
}

static const struct event_value system_enable_value = {
	.system_show	= system_enable_show,
	.system_store	= system_enable_store,
	.limit		= 64,
	.fops		= EVENT_VALUE_FOPS,
};

/* ---- the index ------------------------------------------------------------------------------- */

/* A row with no value is of a feature that is off. */
static const struct {
	const char			*name;
	umode_t				mode;
	const struct event_value	*value;
} rows_of_event[] = {
	{ "enable",	RW, &enable_value },
	{ "filter",	RW, &event_filter_value },
	{ "trigger",	RW, &event_trigger_value },
	{ "format",	RO, &format_value },
	{ "id",		RO, &id_value },
	{ "inject",	0200, IS_ENABLED(CONFIG_TRACE_EVENT_INJECT) ? &event_inject_value : NULL },
}, rows_of_system[] = {
	{ "enable",	RW, &system_enable_value },
	{ "filter",	RW, &event_system_filter_value },
};

static int event_callback(const char *name, umode_t *mode, void **data,
			  const struct file_operations **fops)
{
	for (int i = 0; i < ARRAY_SIZE(rows_of_event); i++) {
		if (strcmp(name, rows_of_event[i].name) || !rows_of_event[i].value)
			continue;
		*mode = rows_of_event[i].mode;
		*fops = &rows_of_event[i].value->fops;
		return 1;
	}
	return 0;
}

static int system_callback(const char *name, umode_t *mode, void **data,
			   const struct file_operations **fops)
{
	for (int i = 0; i < ARRAY_SIZE(rows_of_system); i++) {
		if (strcmp(name, rows_of_system[i].name) || !rows_of_system[i].value)
			continue;
		*mode = rows_of_system[i].mode;
		*fops = &rows_of_system[i].value->fops;
		return 1;
	}
	return 0;
}

static const struct eventfs_entry event_entries[] = {
	{ .name = "enable",	.callback = event_callback },
	{ .name = "filter",	.callback = event_callback },
	{ .name = "trigger",	.callback = event_callback },
	{ .name = "inject",	.callback = event_callback },
	{ .name = "format",	.callback = event_callback },
	{ .name = "id",		.callback = event_callback },
};

/* What tracing itself writes has no switch. A trigger can hang on the marker. */
static const struct eventfs_entry own_entries[] = {
	{ .name = "format",	.callback = event_callback },
	{ .name = "id",		.callback = event_callback },
	{ .name = "trigger",	.callback = event_callback },
};

static const struct eventfs_entry system_entries[] = {
	{ .name = "enable",	.callback = system_callback },
	{ .name = "filter",	.callback = system_callback },
};

/* ---- directories ----------------------------------------------------------------------------- */

static bool is_own(const struct trace_event_call *call)
{
	return call->flags & TRACE_EVENT_FL_IGNORE_ENABLE;
}

static int create_system(struct trace_files *files, struct trace_subsystem_dir *dir,
			 const struct trace_event_call *call)
{
	struct eventfs_inode *ei;

	if (dir->ei)
		return 0;
	ei = eventfs_create_dir(dir->name, files->events, system_entries,
				is_own(call) ? 0 : ARRAY_SIZE(system_entries), dir);
	if (IS_ERR(ei))
		return PTR_ERR(ei);
	dir->ei = ei;
	return 0;
}

static int create_event(struct trace_files *files, struct trace_subsystem_dir *dir,
			struct event_slot *slot)
{
	const struct eventfs_entry *entries = event_entries;
	struct trace_event_call *call = slot->call;
	int nr = ARRAY_SIZE(event_entries);
	struct eventfs_inode *ei;
	int ret;

	ret = create_system(files, dir, call);
	if (ret)
		return ret;
	if (is_own(call)) {
		entries = own_entries;
		nr = ARRAY_SIZE(own_entries) - (call->event.type != TRACE_PRINT);
	}
	ei = eventfs_create_dir(trace_event_name(call), dir->ei, entries, nr, slot);
	if (IS_ERR(ei))
		return PTR_ERR(ei);
	slot->ei = ei;
	return 0;
}

/**
 * trace_event_dirs_create - the directories of all events that there are in an instance
 * @files: of the instance; events/ is there
 *
 * They go with events/. Return: 0 or -errno.
 */
int trace_event_dirs_create(struct trace_files *files)
{
	struct trace_subsystem_dir *dir = NULL;
	struct event_slot *slot;
	int ret;

	for_each_event_slot(slot, files->tr) {
		dir = event_system_of(files->tr, slot->call, dir);
		ret = create_event(files, dir, slot);
		if (ret)
			return ret;
	}
	return 0;
}

static int add_event(struct trace_array *tr, struct event_slot *slot)
{
	return create_event(tr->files, event_system_of(tr, slot->call, NULL), slot);
}

static void remove_event(struct event_slot *slot)
{
	eventfs_remove_dir(slot->ei);
}

static void remove_system(struct trace_subsystem_dir *dir)
{
	eventfs_remove_dir(dir->ei);
}

static const struct event_dirs_ops dirs_ops = {
	.add_event	= add_event,
	.remove_event	= remove_event,
	.remove_system	= remove_system,
};

/* From now on events that come and go are followed. */
void trace_event_dirs_init(void)
{
	event_set_dirs_ops(&dirs_ops);
}
