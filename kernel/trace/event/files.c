// SPDX-License-Identifier: GPL-2.0-only
/*
 * Events in instances: for each event a slot (struct event_slot), and from its first use on a file
 * (struct trace_event_file); for each system a directory.
 *
 * Most events are never used, and an instance has all of them: a slot is no more than what names
 * the event. The file, which has its switch, filter and triggers, stays as long as the slot does.
 *
 * Slots come in blocks, one piece of memory for all events of the kernel, of a module, or for a
 * dynamic event. A block is pinned by open files, and is what tells whether a pointer from an
 * inode still means something. A slot whose event is gone has no call, and nothing else that may
 * be used.
 *
 * Sleeps, with event_mutex held.
 */
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "core/function_command.h"
#include "core/trace.h"
#include "event/event.h"
#include "event/filter.h"
#include "event/registry.h"
#include "event/syscall.h"
#include "event/trigger.h"

/**
 * struct event_block - slots that were made together
 * @list:  in event_instance.blocks, while their events are there
 * @all:   in all_blocks
 * @tr:	   the instance
 * @ref:   one while it is in @list, and one for each open file of it
 * @nr:	   how many slots, at least one
 * @slots: the slots
 */
struct event_block {
	struct list_head	list;
	struct list_head	all;
	struct trace_array	*tr;
	unsigned int		ref;
	unsigned int		nr;
	struct event_slot	slots[] __counted_by(nr);
};

/* Of all instances, also what only open files hold; event_mutex. */
static LIST_HEAD(all_blocks);

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
 * event_walk_on - a walk over the events of an instance has come to the end of a block
 * @walk: where the walk is
 *
 * Return: false if there is no other block.
 */
bool event_walk_on(struct event_walk *walk)
{
	struct event_instance *events = event_instance(walk->tr);
	struct event_block *block;

	lockdep_assert_held(&event_mutex);
	if (!events)
		return false;
	block = list_prepare_entry(walk->block, &events->blocks, list);
	list_for_each_entry_continue(block, &events->blocks, list) {
		walk->block = block;
		walk->next = block->slots;
		walk->end = &block->slots[block->nr];
		return true;
	}
	return false;
}

/**
 * find_event_slot - an event of an instance
 * @tr:	    the instance
 * @system: of the event
 * @event:  its name
 *
 * Return: NULL if there is none.
 */
struct event_slot *find_event_slot(struct trace_array *tr, const char *system, const char *event)
{
	struct event_slot *slot;

	for_each_event_slot(slot, tr) {
		if (!strcmp(trace_event_name(slot->call), event) &&
		    !strcmp(slot->call->class->system, system))
			return slot;
	}
	return NULL;
}

/**
 * event_file_of_call - an event of an instance, if it has been used
 * @tr:	  the instance
 * @call: the event
 *
 * Return: NULL if there is none, or it never was.
 */
struct trace_event_file *event_file_of_call(struct trace_array *tr, struct trace_event_call *call)
{
	struct trace_event_file *file;

	for_each_event_file(file, tr) {
		if (file->event_call == call)
			return file;
	}
	return NULL;
}

/**
 * event_file_make - an event of an instance is going to be used
 * @tr:	  the instance
 * @slot: the event in it
 *
 * Return: its file, which is made when there is none; NULL if there is no memory.
 */
struct trace_event_file *event_file_make(struct trace_array *tr, struct event_slot *slot)
{
	struct trace_event_file *file = slot->file;

	lockdep_assert_held(&event_mutex);
	if (file)
		return file;
	file = kzalloc(sizeof(*file), GFP_KERNEL);
	if (!file)
		return NULL;
	file->event_call = slot->call;
	file->tr = tr;
	file->slot = slot;
	INIT_LIST_HEAD(&file->triggers);
	event_pids_mark(tr, file);
	slot->file = file;
	return file;
}

/* ---- holding --------------------------------------------------------------------------------- */

static struct event_block *block_of(const void *maybe)
{
	struct event_block *block;

	list_for_each_entry(block, &all_blocks, all) {
		const void *first = block->slots;

		/* Another block may be where that of a slot was which is gone. */
		if (maybe >= first && maybe < (void *)&block->slots[block->nr])
			return (maybe - first) % sizeof(block->slots[0]) ? NULL : block;
	}
	return NULL;
}

/* A block that is out of its instance has lost the first of its references. */
static void block_put(struct event_block *block)
{
	if (--block->ref)
		return;
	list_del(&block->all);
	for (unsigned int i = 0; i < block->nr; i++)
		kfree(block->slots[i].file);
	kvfree(block);
}

/* trace_types_lock held, too: instances stay. */
static void block_hold(struct event_block *block)
{
	block->ref++;
	block->tr->ref++;
}

/**
 * event_slot_get - hold an event of an instance
 * @maybe: struct event_slot, which may be gone
 *
 * Return: the same, or NULL if it is gone.
 */
struct event_slot *event_slot_get(const void *maybe)
{
	struct event_slot *slot = (void *)maybe;
	struct event_block *block;

	guard(mutex)(&event_mutex);
	guard(mutex)(&trace_types_lock);
	block = block_of(maybe);
	if (!block || !event_slot_is_live(slot))
		return NULL;
	block_hold(block);
	return slot;
}

/**
 * event_slot_tr - the instance of an event that is held
 * @slot: the event, which may be gone
 */
struct trace_array *event_slot_tr(const struct event_slot *slot)
{
	lockdep_assert_held(&event_mutex);
	return block_of(slot)->tr;
}

/**
 * event_slot_put - let an event of an instance go
 * @slot: from event_slot_get()
 */
void event_slot_put(struct event_slot *slot)
{
	struct trace_array *tr;

	scoped_guard(mutex, &event_mutex) {
		struct event_block *block = block_of(slot);

		tr = block->tr;
		block_put(block);
	}
	trace_array_put(tr);
}

/**
 * trace_get_event_file - hold an event of an instance
 * @instance: its name; NULL for the top one
 * @system:   of the event
 * @event:    its name
 *
 * Return: the event, to be let go with trace_put_event_file(), or an error: -ENOENT if there is no
 * such instance, -EINVAL if it has no such event, -ENOMEM.
 */
struct trace_event_file *trace_get_event_file(const char *instance, const char *system,
					      const char *event)
{
	struct trace_event_file *file;
	struct event_slot *slot;
	struct trace_array *tr;

	guard(mutex)(&event_mutex);
	guard(mutex)(&trace_types_lock);
	tr = instance ? trace_array_find(instance) : &global_trace;
	if (!tr)
		return ERR_PTR(-ENOENT);
	slot = find_event_slot(tr, system, event);
	if (!slot)
		return ERR_PTR(-EINVAL);
	file = event_file_make(tr, slot);
	if (!file)
		return ERR_PTR(-ENOMEM);
	/* Its module must not go, either. */
	if (!trace_event_try_get_ref(file->event_call))
		return ERR_PTR(-EINVAL);
	block_hold(block_of(slot));
	return file;
}
EXPORT_SYMBOL_GPL(trace_get_event_file);

/**
 * trace_put_event_file - let an event of an instance go
 * @file: from trace_get_event_file()
 */
void trace_put_event_file(struct trace_event_file *file)
{
	trace_event_put_ref(file->event_call);
	event_slot_put(file->slot);
}
EXPORT_SYMBOL_GPL(trace_put_event_file);

/* ---- systems --------------------------------------------------------------------------------- */

/**
 * event_system_find - a system of an instance
 * @tr:	  the instance
 * @name: of the system
 * @near: where to look first; or NULL
 *
 * Return: NULL if it has no event.
 */
struct trace_subsystem_dir *event_system_find(struct trace_array *tr, const char *name,
					      struct trace_subsystem_dir *near)
{
	struct trace_subsystem_dir *dir = near;

	lockdep_assert_held(&event_mutex);
	/* They are in the order of their first events: the same, or the next one. */
	if (near) {
		list_for_each_entry_from(dir, &tr->systems, list) {
			if (!strcmp(dir->name, name))
				return dir;
		}
	}
	list_for_each_entry(dir, &tr->systems, list) {
		if (!strcmp(dir->name, name))
			return dir;
	}
	return NULL;
}

/* That of one more event; made if it is the first. */
static struct trace_subsystem_dir *get_system(struct trace_array *tr,
					      struct trace_event_call *call,
					      struct trace_subsystem_dir *near)
{
	struct trace_subsystem_dir *dir = event_system_of(tr, call, near);

	if (!dir) {
		dir = kzalloc(sizeof(*dir), GFP_KERNEL);
		if (!dir)
			return NULL;
		/* That of a module, or of a dynamic event, may go before the directory. */
		dir->name = kstrdup_const(call->class->system, GFP_KERNEL);
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

/* It has no event any more. */
static void remove_system(struct trace_subsystem_dir *dir)
{
	dir->nr_events = 0;
	dir->ei = NULL;
	list_del(&dir->list);
	if (!dir->ref)
		free_system(dir);
}

static void put_system(struct trace_subsystem_dir *dir)
{
	if (--dir->nr_events)
		return;
	if (dirs_ops && dir->ei)
		dirs_ops->remove_system(dir);
	remove_system(dir);
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

/* Of @nr calls from @call on: how many is the instance for? */
static unsigned int count_wanted(struct trace_array *tr, struct trace_event_call *call,
				 unsigned int nr)
{
	unsigned int wanted = 0;

	if (!tr->only_systems)
		return nr;
	for (; nr; nr--, call = list_next_entry(call, list))
		wanted += instance_has(tr, call->class->system);
	return wanted;
}

/* To the page what it takes, not to the power of two. */
static struct event_block *block_alloc(struct trace_array *tr, unsigned int nr)
{
	size_t size = struct_size_t(struct event_block, slots, nr);
	struct event_block *block;

	block = size > PAGE_SIZE ? vzalloc(size) : kzalloc(size, GFP_KERNEL);
	if (!block)
		return NULL;
	block->tr = tr;
	block->ref = 1;
	block->nr = nr;
	return block;
}

/* From @call on, as many as there is room for. */
static int block_fill(struct event_block *block, struct trace_event_call *call)
{
	struct trace_subsystem_dir *dir = NULL;
	unsigned int i;

	for (i = 0; i < block->nr; call = list_next_entry(call, list)) {
		if (!instance_has(block->tr, call->class->system))
			continue;
		dir = get_system(block->tr, call, dir);
		if (!dir)
			goto no_memory;
		block->slots[i++].call = call;
	}
	return 0;

no_memory:
	while (i--)
		put_system(event_system_of(block->tr, block->slots[i].call, NULL));
	return -ENOMEM;
}

/* Directories are made with those of the instance, or when an event comes later. */
static void block_announce(struct event_block *block)
{
	if (!dirs_ops || !block->tr->files)
		return;
	for (unsigned int i = 0; i < block->nr; i++) {
		if (dirs_ops->add_event(block->tr, &block->slots[i]))
			pr_warn("trace event %s: no directory in events/\n",
				trace_event_name(block->slots[i].call));
	}
}

/* For those of @nr calls that the instance is for. */
static int block_create(struct trace_array *tr, struct trace_event_call *first, unsigned int nr)
{
	struct event_block *block;

	nr = count_wanted(tr, first, nr);
	if (!nr)
		return 0;
	block = block_alloc(tr, nr);
	if (!block)
		return -ENOMEM;
	if (block_fill(block, first)) {
		kvfree(block);
		return -ENOMEM;
	}
	list_add_tail(&block->list, &event_instance(tr)->blocks);
	list_add_tail(&block->all, &all_blocks);
	block_announce(block);
	return 0;
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

	for (;;) {
		unsigned int nr = 1;

		first = call;
		while (call != last && same_origin(first, list_next_entry(call, list))) {
			call = list_next_entry(call, list);
			nr++;
		}
		if (block_create(tr, first, nr))
			return -ENOMEM;
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

/* Nobody uses the event any more, but a probe may be at it still. */
static void slot_unuse(struct event_slot *slot)
{
	if (!slot->file)
		return;
	event_triggers_release(slot->file);
	event_switch_off(slot->file);
}

/* The memory stays until the block goes. */
static void slot_clear(struct event_slot *slot)
{
	if (slot->file)
		event_filter_release(slot->file);
	slot->call = NULL;
	slot->ei = NULL;
}

static bool was_enabled(const struct event_slot *slot)
{
	return slot->file && slot->file->flags & EVENT_FILE_FL_WAS_ENABLED;
}

static void block_remove(struct event_block *block)
{
	bool used = false;

	list_del(&block->list);
	for (unsigned int i = 0; i < block->nr; i++) {
		used |= was_enabled(&block->slots[i]);
		slot_unuse(&block->slots[i]);
	}
	if (used)
		tracepoint_synchronize_unregister();
	for (unsigned int i = 0; i < block->nr; i++) {
		struct event_slot *slot = &block->slots[i];

		if (dirs_ops && slot->ei)
			dirs_ops->remove_event(slot);
		put_system(event_system_of(block->tr, slot->call, NULL));
		slot_clear(slot);
	}
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
			if (block->nr == 1 && block->slots[0].call == call)
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
		if (!event_call_is_of(block->slots[0].call, mod))
			continue;
		for (unsigned int i = 0; i < block->nr; i++)
			recorded |= was_enabled(&block->slots[i]);
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
	for_each_event_file(file, tr)
		event_switch_off(file);
	tracepoint_synchronize_unregister();
	event_pids_free(tr);
}

/* The directories have gone with that of the instance. */
static void free_instance(struct trace_array *tr)
{
	struct trace_subsystem_dir *dir, *next_dir;
	struct event_block *block, *next;

	if (!event_instance(tr))
		return;
	list_for_each_entry_safe(block, next, &event_instance(tr)->blocks, list) {
		list_del(&block->list);
		for (unsigned int i = 0; i < block->nr; i++)
			slot_clear(&block->slots[i]);
		block_put(block);
	}
	list_for_each_entry_safe(dir, next_dir, &tr->systems, list)
		remove_system(dir);
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
