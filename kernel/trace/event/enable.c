// SPDX-License-Identifier: GPL-2.0-only
/*
 * Switching events on and off.
 *
 * An event that is on has its probe at the tracepoint. A user switches it on to have records. A
 * trigger that is going to switch it on from within a probe, where tracepoints cannot be changed,
 * is a soft user: the probe is there already, and returns at once while SOFT_DISABLED is set.
 *
 *	ENABLED		the probe is registered: somebody, soft or not, uses the event
 *	SOFT_MODE	there are soft users
 *	SOFT_DISABLED	only they use it now: nothing is recorded
 *
 * Sleeps, with event_mutex held.
 */
#include <linux/bitmap.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tracepoint.h>

#include "core/comm.h"
#include "core/trace.h"
#include "event/event.h"
#include "event/registry.h"

/* The first event of an instance that is on wants the names of tasks, and room. */
static int instance_begin(struct trace_array *tr)
{
	int ret = 0;

	if (event_instance(tr)->enabled++)
		return 0;
	if (!READ_ONCE(tr->expanded)) {
		guard(mutex)(&trace_types_lock);
		ret = tracing_expand(tr);
	}
	if (ret)
		event_instance(tr)->enabled--;
	else
		trace_comm_start();
	return ret;
}

static void instance_end(struct trace_array *tr)
{
	if (!--event_instance(tr)->enabled)
		trace_comm_stop();
}

static int probe_register(struct trace_event_file *file)
{
	struct trace_event_call *call = file->event_call;
	int ret;

	if (!call->class->reg)
		return -EOPNOTSUPP;
	ret = instance_begin(file->tr);
	if (ret)
		return ret;
	ret = call->class->reg(call, TRACE_REG_REGISTER, file);
	if (ret) {
		instance_end(file->tr);
		return ret;
	}
	set_bit(EVENT_FILE_FL_ENABLED_BIT, &file->flags);
	set_bit(EVENT_FILE_FL_WAS_ENABLED_BIT, &file->flags);
	return 0;
}

static void probe_unregister(struct trace_event_file *file)
{
	struct trace_event_call *call = file->event_call;

	clear_bit(EVENT_FILE_FL_ENABLED_BIT, &file->flags);
	call->class->reg(call, TRACE_REG_UNREGISTER, file);
	instance_end(file->tr);
}

/* Have records, or not, with so many soft users. */
static int file_set(struct trace_event_file *file, bool on, int soft_users)
{
	bool was = file->flags & EVENT_FILE_FL_ENABLED;
	bool wanted = on || soft_users;
	int ret = 0;

	/* Before the probe is there, and after it has gone: it does not see a state in between. */
	if (wanted)
		assign_bit(EVENT_FILE_FL_SOFT_DISABLED_BIT, &file->flags, !on);
	if (wanted && !was)
		ret = probe_register(file);
	else if (!wanted && was)
		probe_unregister(file);
	if (ret || !wanted)
		clear_bit(EVENT_FILE_FL_SOFT_DISABLED_BIT, &file->flags);
	if (ret)
		return ret;
	assign_bit(EVENT_FILE_FL_SOFT_MODE_BIT, &file->flags, soft_users);
	atomic_set(&file->sm_ref, soft_users);
	return 0;
}

/**
 * trace_event_enable_disable - switch an event of an instance
 * @file:	  the event
 * @enable:	  on or off
 * @soft_disable: for a soft user, who is counted: what the event records does not change
 *
 * Return: 0, or why the probe could not be registered, with nothing changed.
 */
int trace_event_enable_disable(struct trace_event_file *file, int enable, int soft_disable)
{
	int soft_users = atomic_read(&file->sm_ref);
	bool on = event_file_is_on(file);

	lockdep_assert_held(&event_mutex);
	if (soft_disable)
		soft_users = max(soft_users + (enable ? 1 : -1), 0);
	else
		on = enable;
	return file_set(file, on, soft_users);
}

/**
 * event_switch_off - nobody uses the event of an instance any more
 * @file: the event
 *
 * Probes may still be running.
 */
void event_switch_off(struct trace_event_file *file)
{
	lockdep_assert_held(&event_mutex);
	if (file->flags & EVENT_FILE_FL_ENABLED)
		file_set(file, false, 0);
}

/* ---- many at once ---------------------------------------------------------------------------- */

/**
 * struct event_batch - events of one instance that are switched together
 * @files:  the events
 * @probes: those of them that a tracepoint calls, to be switched in one pass
 * @nr:	    number of @files
 * @nr_probes: number of @probes
 */
struct event_batch {
	struct trace_event_file	**files;
	struct tracepoint_probe	*probes;
	unsigned int		nr;
	unsigned int		nr_probes;
};

/* Can it be switched together with others? */
static bool is_plain(const struct trace_event_file *file)
{
	return file->event_call->class->reg == trace_event_reg;
}

static void batch_add_probe(struct event_batch *batch, struct trace_event_file *file)
{
	struct trace_event_call *call = file->event_call;

	batch->probes[batch->nr_probes++] = (struct tracepoint_probe) {
		.tp = call->tp, .probe = call->class->probe, .data = file,
	};
}

static bool is_registered(const struct trace_event_file *file)
{
	return file->flags & EVENT_FILE_FL_ENABLED;
}

/* Take back what was done for the first @nr files, apart from those that go together. */
static void batch_undo(struct event_batch *batch, unsigned int nr, const unsigned long *was)
{
	while (nr--) {
		struct trace_event_file *file = batch->files[nr];

		if (is_plain(file) && !is_registered(file))
			continue;
		file_set(file, test_bit(nr, was), atomic_read(&file->sm_ref));
	}
}

/* Those first that need a call each: after them, the many cannot fail but as a whole. */
static int batch_on(struct event_batch *batch, unsigned long *was)
{
	struct trace_array *tr = batch->files[0]->tr;
	int ret = instance_begin(tr);
	unsigned int i;

	if (ret)
		return ret;
	for (i = 0; i < batch->nr && !ret; i++) {
		struct trace_event_file *file = batch->files[i];

		__assign_bit(i, was, event_file_is_on(file));
		if (is_plain(file) && !is_registered(file))
			batch_add_probe(batch, file);
		else
			ret = file_set(file, true, atomic_read(&file->sm_ref));
	}
	if (!ret)
		ret = tracepoint_probe_register_many(batch->probes, batch->nr_probes);
	if (ret) {
		batch_undo(batch, i, was);
		instance_end(tr);
		return ret;
	}

	for (i = 0; i < batch->nr; i++) {
		struct trace_event_file *file = batch->files[i];

		if (!is_registered(file)) {
			set_bit(EVENT_FILE_FL_ENABLED_BIT, &file->flags);
			set_bit(EVENT_FILE_FL_WAS_ENABLED_BIT, &file->flags);
		}
	}
	event_instance(tr)->enabled += batch->nr_probes;
	instance_end(tr);
	return 0;
}

/*
 * In the reverse order of batch_on(). A tracepoint whose first probe goes before the others waits
 * for a grace period, and that of raw system calls is shared with events that need a call each.
 */
static void batch_off(struct event_batch *batch)
{
	struct trace_array *tr = batch->files[0]->tr;
	unsigned int i;

	for (i = 0; i < batch->nr; i++) {
		struct trace_event_file *file = batch->files[i];

		if (!is_registered(file) || !is_plain(file) || atomic_read(&file->sm_ref))
			continue;
		clear_bit(EVENT_FILE_FL_ENABLED_BIT, &file->flags);
		batch_add_probe(batch, file);
	}
	if (batch->nr_probes) {
		tracepoint_probe_unregister_many(batch->probes, batch->nr_probes);
		event_instance(tr)->enabled -= batch->nr_probes - 1;
		instance_end(tr);
	}
	for (i = 0; i < batch->nr; i++) {
		struct trace_event_file *file = batch->files[i];

		if (is_registered(file))
			file_set(file, false, atomic_read(&file->sm_ref));
	}
}

static int batch_switch(struct event_batch *batch, bool enable)
{
	unsigned long *was __free(bitmap) = bitmap_zalloc(batch->nr, GFP_KERNEL);
	int ret = 0;

	batch->probes = kvmalloc_array(batch->nr, sizeof(*batch->probes), GFP_KERNEL);
	if (!batch->probes || !was)
		ret = -ENOMEM;
	else if (enable)
		ret = batch_on(batch, was);
	else
		batch_off(batch);
	kvfree(batch->probes);
	return ret;
}

/* An event that nobody has used yet is off. */
static int batch_fill(struct event_batch *batch, struct trace_array *tr, bool enable,
		      event_match_t match, const void *data)
{
	struct event_slot *slot;

	for_each_event_slot(slot, tr) {
		struct trace_event_file *file = slot->file;

		if (!event_call_has_switch(slot->call) || !match(slot->call, data))
			continue;
		if (enable) {
			file = event_file_make(tr, slot);
			if (!file)
				return -ENOMEM;
		}
		if (file)
			batch->files[batch->nr++] = file;
	}
	return 0;
}

/**
 * event_switch_matching - switch many events of an instance, in one pass over the kernel's text
 * @tr:	    the instance
 * @enable: on or off
 * @match:  which
 * @data:   for it
 *
 * Return: 0; -ENOENT if there is none; -ENOMEM or an event's error, with nothing changed.
 */
int event_switch_matching(struct trace_array *tr, bool enable, event_match_t match,
			  const void *data)
{
	struct event_batch batch = { };
	struct event_slot *slot;
	unsigned int nr = 0;
	int ret;

	for_each_event_slot(slot, tr)
		nr += event_call_has_switch(slot->call) && match(slot->call, data);
	if (!nr)
		return -ENOENT;

	batch.files = kvmalloc_array(nr, sizeof(*batch.files), GFP_KERNEL);
	if (!batch.files)
		return -ENOMEM;
	ret = batch_fill(&batch, tr, enable, match, data);
	if (!ret && batch.nr)
		ret = batch_switch(&batch, enable);
	kvfree(batch.files);
	return ret;
}

static bool is_of(struct trace_event_call *call, const void *system)
{
	return !system || !strcmp(call->class->system, system);
}

/**
 * event_switch_system - switch the events of a system, or all
 * @tr:	    the instance
 * @system: the system; NULL for all
 * @enable: on or off
 *
 * Return: 0; -ENOENT if there is no event; -ENOMEM or an event's error, with nothing changed.
 */
int event_switch_system(struct trace_array *tr, const char *system, bool enable)
{
	return event_switch_matching(tr, enable, is_of, system);
}

/**
 * event_system_state - are the events of a system, or all, on?
 * @tr:	    the instance
 * @system: the system; NULL for all
 *
 * Return: '0', '1', 'X' for some, '?' if there is none.
 */
char event_system_state(struct trace_array *tr, const char *system)
{
	struct event_slot *slot;
	bool on = false, off = false;

	for_each_event_slot(slot, tr) {
		if (!event_call_has_switch(slot->call) || !is_of(slot->call, system))
			continue;
		if (slot->file && event_file_is_on(slot->file))
			on = true;
		else
			off = true;
	}
	if (on && off)
		return 'X';
	return on ? '1' : off ? '0' : '?';
}

/**
 * event_switch_clear - all events of an instance off
 * @tr: the instance
 *
 * Soft users stay. Requests that wait for a module are forgotten.
 */
void event_switch_clear(struct trace_array *tr)
{
	struct trace_event_file *file;

	/* Without memory for all of them together, one by one. */
	if (event_switch_matching(tr, false, is_of, NULL) == -ENOMEM) {
		for_each_event_file(file, tr) {
			if (is_registered(file))
				trace_event_enable_disable(file, 0, 0);
		}
	}
	event_pending_forget(tr);
}
