// SPDX-License-Identifier: GPL-2.0-only
/*
 * Events in instances: for each event a file (struct trace_event_file), for each system a
 * directory.
 *
 * Files come in blocks, one piece of memory for all events of the kernel, of a module, or for a
 * dynamic event. A block is pinned by open files, and is what tells whether a pointer from an
 * inode still means something. A file whose event is gone has the flag FREED and nothing else
 * that may be used.
 *
 * Sleeps, with event_mutex held.
 */
#include <linux/slab.h>
#include <linux/string.h>

#include "core/function_command.h"
#include "core/trace.h"
#include "event/event.h"
#include "event/filter.h"
#include "event/registry.h"
#include "event/syscall.h"
#include "event/trigger.h"

/**
 * struct event_block - files that were made together
 * @list:  in event_instance.blocks
 * @ref:   one, and one for each open file of it
 * @nr:	   how many files
 * @files: the files
 */
struct event_block {
	struct list_head	list;
	unsigned int		ref;
	unsigned int		nr;
	struct trace_event_file	files[] __counted_by(nr);
};

static const struct event_dirs_ops *dirs_ops;

/**
 * event_set_dirs_ops - somebody makes directories of events
 * @ops: what to call
 *
 * Once, at boot.
 */
void event_set_dirs_ops(const struct event_dirs_ops *ops)
{
	guard(mutex)(&event_mutex);
	dirs_ops = ops;
}

/* ---- finding --------------------------------------------------------------------------------- */

/**
 * find_event_file - an event of an instance
 * @tr:	    the instance
 * @system: of the event
 * @event:  its name
 *
 * Return: NULL if there is none.
 */
struct trace_event_file *find_event_file(struct trace_array *tr, const char *system,
					 const char *event)
{
	struct trace_event_file *file;

	lockdep_assert_held(&event_mutex);
	list_for_each_entry(file, &tr->events, list) {
		if (!strcmp(trace_event_name(file->event_call), event) &&
		    !strcmp(file->system->name, system))
			return file;
	}
	return NULL;
}

/**
 * event_file_of_call - an event of an instance
 * @tr:	  the instance
 * @call: the event
 */
struct trace_event_file *event_file_of_call(struct trace_array *tr, struct trace_event_call *call)
{
	struct trace_event_file *file;

	lockdep_assert_held(&event_mutex);
	list_for_each_entry(file, &tr->events, list) {
		if (file->event_call == call)
			return file;
	}
	return NULL;
}

static struct event_block *block_of(struct trace_array *tr, const void *maybe)
{
	struct event_block *block;

	if (!event_instance(tr))
		return NULL;
	list_for_each_entry(block, &event_instance(tr)->blocks, list) {
		const void *first = block->files;

		/* Another block may be where that of a file was which is gone. */
		if (maybe >= first && maybe < (void *)&block->files[block->nr])
			return (maybe - first) % sizeof(block->files[0]) ? NULL : block;
	}
	return NULL;
}

/* trace_types_lock held, too: instances stay. */
static struct trace_event_file *hold_file(const void *maybe)
{
	struct trace_array *tr;

	list_for_each_entry(tr, &ftrace_trace_arrays, list) {
		struct event_block *block = block_of(tr, maybe);
		struct trace_event_file *file = (void *)maybe;

		if (!block || file->flags & EVENT_FILE_FL_FREED)
			continue;
		block->ref++;
		refcount_inc(&file->ref);
		tr->ref++;
		return file;
	}
	return NULL;
}

/**
 * event_file_get - hold an event of an instance
 * @maybe: struct trace_event_file, which may be gone
 *
 * Return: the same, or NULL if it is gone.
 */
struct trace_event_file *event_file_get(const void *maybe)
{
	guard(mutex)(&event_mutex);
	guard(mutex)(&trace_types_lock);
	return hold_file(maybe);
}

/* A block that is out of the list has lost the first of its references. */
static void block_put(struct event_block *block)
{
	if (!--block->ref)
		kvfree(block);
}

static struct event_block *block_of_held(struct trace_event_file *file)
{
	/* The first file of its block has the same distance to it whatever is freed. */
	return container_of(file - file->index, struct event_block, files[0]);
}

/**
 * event_file_put - let an event of an instance go
 * @file: from event_file_get()
 */
void event_file_put(struct trace_event_file *file)
{
	struct trace_array *tr = file->tr;

	scoped_guard(mutex, &event_mutex) {
		refcount_dec(&file->ref);
		block_put(block_of_held(file));
	}
	trace_array_put(tr);
}

/**
 * trace_get_event_file - hold an event of an instance
 * @instance: its name; NULL for the top one
 * @system:   of the event
 * @event:    its name
 *
 * Return: the event, to be let go with trace_put_event_file(), or an error: -ENOENT.
 */
struct trace_event_file *trace_get_event_file(const char *instance, const char *system,
					      const char *event)
{
	struct trace_event_file *file = NULL;
	struct trace_array *tr;

	guard(mutex)(&event_mutex);
	guard(mutex)(&trace_types_lock);
	tr = instance ? trace_array_find(instance) : &global_trace;
	if (tr)
		file = find_event_file(tr, system, event);
	/* Its module must not go, either. */
	if (!file || !trace_event_try_get_ref(file->event_call))
		return ERR_PTR(tr ? -EINVAL : -ENOENT);
	return hold_file(file);
}
EXPORT_SYMBOL_GPL(trace_get_event_file);

/**
 * trace_put_event_file - let an event of an instance go
 * @file: from trace_get_event_file()
 */
void trace_put_event_file(struct trace_event_file *file)
{
	trace_event_put_ref(file->event_call);
	event_file_put(file);
}
EXPORT_SYMBOL_GPL(trace_put_event_file);

/* ---- systems --------------------------------------------------------------------------------- */

static struct trace_subsystem_dir *find_system(struct trace_array *tr, const char *name)
{
	struct trace_subsystem_dir *dir;

	/* Neighbours in the list are mostly of one system, and the last one was made last. */
	list_for_each_entry_reverse(dir, &tr->systems, list) {
		if (!strcmp(dir->name, name))
			return dir;
	}
	return NULL;
}

static struct trace_subsystem_dir *get_system(struct trace_array *tr, const char *name)
{
	struct trace_subsystem_dir *dir = find_system(tr, name);

	if (!dir) {
		dir = kzalloc(sizeof(*dir), GFP_KERNEL);
		if (!dir)
			return NULL;
		/* That of a module, or of a dynamic event, may go before the directory. */
		dir->name = kstrdup_const(name, GFP_KERNEL);
		if (!dir->name) {
			kfree(dir);
			return NULL;
		}
		dir->tr = tr;
		list_add_tail(&dir->list, &tr->systems);
	}
	dir->nr_events++;
	return dir;
}

static void free_system(struct trace_subsystem_dir *dir)
{
	event_filter_release_system(dir);
	kfree_const(dir->name);
	kfree(dir);
}

static void put_system(struct trace_subsystem_dir *dir)
{
	if (--dir->nr_events)
		return;
	if (dirs_ops && dir->ei)
		dirs_ops->remove_system(dir);
	dir->ei = NULL;
	list_del(&dir->list);
	if (!dir->ref)
		free_system(dir);
}

/**
 * event_system_get - hold a system of an instance
 * @maybe: struct trace_subsystem_dir, which may be gone
 *
 * Return: the same, or NULL if it is gone.
 */
struct trace_subsystem_dir *event_system_get(const void *maybe)
{
	struct trace_subsystem_dir *dir;
	struct trace_array *tr;

	guard(mutex)(&event_mutex);
	guard(mutex)(&trace_types_lock);
	list_for_each_entry(tr, &ftrace_trace_arrays, list) {
		list_for_each_entry(dir, &tr->systems, list) {
			if (dir != maybe)
				continue;
			dir->ref++;
			tr->ref++;
			return dir;
		}
	}
	return NULL;
}

/**
 * event_system_put - let a system of an instance go
 * @dir: from event_system_get()
 */
void event_system_put(struct trace_subsystem_dir *dir)
{
	struct trace_array *tr = dir->tr;

	scoped_guard(mutex, &event_mutex) {
		if (!--dir->ref && !dir->nr_events)
			free_system(dir);
	}
	trace_array_put(tr);
}

/* ---- coming ---------------------------------------------------------------------------------- */

static int file_init(struct trace_event_file *file, unsigned int index, struct trace_array *tr,
		     struct trace_event_call *call, struct trace_subsystem_dir *system)
{
	file->system = system ?: get_system(tr, call->class->system);
	if (!file->system)
		return -ENOMEM;
	file->system->nr_events += system ? 1 : 0;
	file->index = index;
	file->event_call = call;
	file->tr = tr;
	INIT_LIST_HEAD(&file->triggers);
	refcount_set(&file->ref, 1);
	list_add_tail(&file->list, &tr->events);
	event_pids_mark(tr, file);
	return 0;
}

/* Is the instance for events of this system? */
static bool instance_has(struct trace_array *tr, const char *system)
{
	size_t len, wanted = strlen(system);
	const char *at;

	if (!tr->only_systems)
		return true;
	for (at = tr->only_systems; *at; at += len + (at[len] == ',')) {
		len = strcspn(at, ",");
		if (len == wanted && !strncmp(at, system, len))
			return true;
	}
	return false;
}

/* An event that the instance is not for has a file that nobody finds. */
static void file_leave_out(struct trace_event_file *file, unsigned int index,
			   struct trace_event_call *call)
{
	file->index = index;
	file->event_call = call;
	INIT_LIST_HEAD(&file->triggers);
	set_bit(EVENT_FILE_FL_FREED_BIT, &file->flags);
}

static void file_remove(struct trace_event_file *file);

static struct event_block *block_create(struct trace_array *tr, struct trace_event_call *first,
					unsigned int nr)
{
	struct event_block *block = kvzalloc(struct_size(block, files, nr), GFP_KERNEL);
	struct trace_event_call *call = first;
	struct trace_subsystem_dir *system = NULL;

	if (!block)
		return NULL;
	block->ref = 1;
	block->nr = nr;
	for (unsigned int i = 0; i < nr; i++, call = list_next_entry(call, list)) {
		/* Strings of one name are mostly one string. */
		bool same = i && call->class->system ==
				 block->files[i - 1].event_call->class->system;

		if (!instance_has(tr, call->class->system)) {
			file_leave_out(&block->files[i], i, call);
			continue;
		}
		if (file_init(&block->files[i], i, tr, call, same ? system : NULL)) {
			while (i--)
				file_remove(&block->files[i]);
			kvfree(block);
			return NULL;
		}
		system = block->files[i].system;
	}
	list_add_tail(&block->list, &event_instance(tr)->blocks);
	return block;
}

/* Directories are made with those of the instance, or when an event comes later. */
static void block_announce(struct trace_array *tr, struct event_block *block)
{
	if (!dirs_ops || !tr->files)
		return;
	for (unsigned int i = 0; i < block->nr; i++) {
		if (block->files[i].flags & EVENT_FILE_FL_FREED)
			continue;
		if (dirs_ops->add_event(&block->files[i]))
			pr_warn("trace event %s: no directory in events/\n",
				trace_event_name(block->files[i].event_call));
	}
}

/* Calls that come and go together. */
static bool same_origin(struct trace_event_call *a, struct trace_event_call *b)
{
	if ((a->flags | b->flags) & TRACE_EVENT_FL_DYNAMIC)
		return a == b;
	return a->module == b->module;
}

/* Blocks for all calls from @first to @last. What was made stays when one fails. */
static int blocks_create(struct trace_array *tr, struct trace_event_call *first,
			 struct trace_event_call *last)
{
	struct trace_event_call *call = first;
	struct event_block *block;

	for (;;) {
		unsigned int nr = 1;

		first = call;
		while (call != last && same_origin(first, list_next_entry(call, list))) {
			call = list_next_entry(call, list);
			nr++;
		}
		block = block_create(tr, first, nr);
		if (!block)
			return -ENOMEM;
		block_announce(tr, block);
		if (call == last)
			return 0;
		call = list_next_entry(call, list);
	}
}

/**
 * event_files_add - events have come
 * @first: one of ftrace_events
 * @last:  another, behind it or the same
 *
 * Return: 0, or -ENOMEM if an instance goes without them.
 */
int event_files_add(struct trace_event_call *first, struct trace_event_call *last)
{
	struct trace_array *tr;
	int ret = 0;

	guard(mutex)(&trace_types_lock);
	list_for_each_entry(tr, &ftrace_trace_arrays, list) {
		if (event_instance(tr))
			ret = blocks_create(tr, first, last) ?: ret;
	}
	return ret;
}

/* ---- going ----------------------------------------------------------------------------------- */

/* Without its directory. The memory stays until the block goes. */
static void file_remove(struct trace_event_file *file)
{
	if (file->flags & EVENT_FILE_FL_FREED)
		return;
	event_switch_off(file);
	event_filter_release(file);
	list_del(&file->list);
	set_bit(EVENT_FILE_FL_FREED_BIT, &file->flags);
	put_system(file->system);
	file->system = NULL;
}

static void file_leave(struct trace_event_file *file)
{
	event_triggers_release(file);
	if (dirs_ops && file->ei)
		dirs_ops->remove_event(file);
	file->ei = NULL;
	file_remove(file);
}

static void block_remove(struct event_block *block)
{
	bool used = false;

	list_del(&block->list);
	for (unsigned int i = 0; i < block->nr; i++) {
		used |= block->files[i].flags & EVENT_FILE_FL_WAS_ENABLED;
		file_leave(&block->files[i]);
	}
	/* A probe may be at it still. */
	if (used)
		tracepoint_synchronize_unregister();
	block_put(block);
}

/**
 * event_files_remove_call - an event goes, in all instances
 * @call: the event
 *
 * trace_types_lock held, too.
 */
void event_files_remove_call(struct trace_event_call *call)
{
	struct event_block *block, *next;
	struct trace_array *tr;

	list_for_each_entry(tr, &ftrace_trace_arrays, list) {
		if (!event_instance(tr))
			continue;
		list_for_each_entry_safe(block, next, &event_instance(tr)->blocks, list) {
			if (block->nr == 1 && block->files[0].event_call == call)
				block_remove(block);
		}
	}
}

/* Returns whether records of the module's events may be in the buffer. */
static bool remove_module_from(struct trace_array *tr, struct module *mod)
{
	struct event_block *block, *next;
	bool recorded = false;

	if (!event_instance(tr))
		return false;
	list_for_each_entry_safe(block, next, &event_instance(tr)->blocks, list) {
		if (!event_call_is_of(block->files[0].event_call, mod))
			continue;
		for (unsigned int i = 0; i < block->nr; i++)
			recorded |= block->files[i].flags & EVENT_FILE_FL_WAS_ENABLED;
		block_remove(block);
	}
	return recorded;
}

/**
 * event_files_remove_module - the events of a module go, in all instances
 * @mod: the module
 *
 * Buffers that may hold records of them are emptied: what they point to goes away.
 * trace_types_lock held, too. Return: whether that was so anywhere.
 */
bool event_files_remove_module(struct module *mod)
{
	struct trace_array *tr;
	bool any = false;

	list_for_each_entry(tr, &ftrace_trace_arrays, list) {
		if (!remove_module_from(tr, mod))
			continue;
		tracing_reset_array(tr);
		any = true;
	}
	return any;
}

/* ---- instances ------------------------------------------------------------------------------- */

static void remove_instance(struct trace_array *tr)
{
	struct trace_event_file *file;

	if (!event_instance(tr))
		return;
	function_commands_free(tr);
	event_triggers_release_all(tr);
	event_switch_clear(tr);
	list_for_each_entry(file, &tr->events, list)
		event_switch_off(file);
	tracepoint_synchronize_unregister();
	event_pids_free(tr);
}

/* The directories have gone with that of the instance. */
static void free_instance(struct trace_array *tr)
{
	struct event_block *block, *next;

	if (!event_instance(tr))
		return;
	list_for_each_entry_safe(block, next, &event_instance(tr)->blocks, list) {
		list_del(&block->list);
		for (unsigned int i = 0; i < block->nr; i++) {
			block->files[i].ei = NULL;
			if (block->files[i].system)
				block->files[i].system->ei = NULL;
			file_remove(&block->files[i]);
		}
		block_put(block);
	}
	trace_syscalls_free(tr);
	kfree(event_instance(tr));
	tr->event_data = NULL;
}

static int add_instance(struct trace_array *tr)
{
	struct event_instance *events = kzalloc(sizeof(*events), GFP_KERNEL);

	if (!events)
		return -ENOMEM;
	events->tr = tr;
	INIT_LIST_HEAD(&events->blocks);
	INIT_LIST_HEAD(&events->pending);
	tr->event_data = events;
	event_pids_init(tr);
	if (blocks_create(tr, list_first_entry(&ftrace_events, struct trace_event_call, list),
			  list_last_entry(&ftrace_events, struct trace_event_call, list))) {
		free_instance(tr);
		return -ENOMEM;
	}
	return 0;
}

static const struct trace_events_ops events_ops = {
	.add_instance		= add_instance,
	.remove_instance	= remove_instance,
	.free_instance		= free_instance,
};

/**
 * event_files_init - the events of the top instance, and from now on of others
 *
 * Return: 0 or -ENOMEM.
 */
int __init event_files_init(void)
{
	int ret = add_instance(&global_trace);

	if (!ret)
		trace_set_events_ops(&events_ops);
	return ret;
}
