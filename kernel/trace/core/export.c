// SPDX-License-Identifier: GPL-2.0-only
/*
 * register_ftrace_export(): somebody gets a copy of records as they are written, e.g. to send them
 * out through hardware while the machine still lives.
 *
 * An exporter says which kinds it wants: calls of functions, events, markers. It is called for each
 * record of such a kind, of every instance, where that is written: in any context, with preemption
 * off. Registering and unregistering sleep.
 */
#include <linux/export.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>

#include "export.h"
#include "hook/hook.h"
#include "trace.h"

DEFINE_STATIC_KEY_FALSE(trace_export_functions);
DEFINE_STATIC_KEY_FALSE(trace_export_events);
DEFINE_STATIC_KEY_FALSE(trace_export_markers);

static DEFINE_MUTEX(exporters_lock);	/* before trace_types_lock */
static struct trace_export __rcu *exporters;
static void (*functions_changed)(void) __ro_after_init;

/**
 * trace_export_set_functions_hook - somebody wants to know when functions are exported
 * @changed: called when that starts and stops
 */
void __init trace_export_set_functions_hook(void (*changed)(void))
{
	functions_changed = changed;
}

/**
 * trace_export_record - give a record to those who want one
 * @kind:   TRACE_EXPORT_*
 * @record: the record
 * @size:   bytes
 *
 * Any context, preemption off. Through the inline functions of export.h.
 */
void trace_export_record(int kind, const void *record, unsigned int size)
{
	struct trace_export *export;

	/* Also where RCU does not watch: who unregisters waits for those places, too. */
	for (export = rcu_dereference_raw(exporters); export;
	     export = rcu_dereference_raw(export->next)) {
		if (export->flags & kind)
			export->write(export, record, size);
	}
}

static void set_key(struct static_key_false *key, bool on)
{
	if (on)
		static_branch_enable(key);
	else
		static_branch_disable(key);
}

static void update_keys(void)
{
	bool functions = static_key_enabled(&trace_export_functions);
	struct trace_export *export;
	int wanted = 0;

	for (export = rcu_dereference_protected(exporters, lockdep_is_held(&exporters_lock));
	     export;
	     export = rcu_dereference_protected(export->next, lockdep_is_held(&exporters_lock)))
		wanted |= export->flags;

	set_key(&trace_export_functions, wanted & TRACE_EXPORT_FUNCTION);
	set_key(&trace_export_events, wanted & TRACE_EXPORT_EVENT);
	set_key(&trace_export_markers, wanted & TRACE_EXPORT_MARKER);
	if (functions_changed && functions != !!(wanted & TRACE_EXPORT_FUNCTION))
		functions_changed();
}

/* Where the pointer to @export is, or the one at the end of the list. */
static struct trace_export __rcu **find(struct trace_export *export)
{
	struct trace_export __rcu **link = &exporters;
	struct trace_export *here;

	for (;;) {
		here = rcu_dereference_protected(*link, lockdep_is_held(&exporters_lock));
		if (!here || here == export)
			return link;
		link = &here->next;
	}
}

/**
 * register_ftrace_export - get a copy of records
 * @export: who, with what it wants
 *
 * Return: 0; -EINVAL without a function to call; -EBUSY if it is registered.
 */
int register_ftrace_export(struct trace_export *export)
{
	struct trace_export __rcu **link;

	if (!export->write)
		return -EINVAL;
	guard(mutex)(&exporters_lock);
	link = find(export);
	if (rcu_access_pointer(*link))
		return -EBUSY;
	RCU_INIT_POINTER(export->next, NULL);
	rcu_assign_pointer(*link, export);
	update_keys();
	return 0;
}
EXPORT_SYMBOL_GPL(register_ftrace_export);

/* No CPU is in trace_export_record() any more that was when this was called. */
static void wait_for_writers(void)
{
	/* Functions are recorded also where RCU does not watch. */
	if (IS_ENABLED(CONFIG_FUNCTION_TRACER))
		hook_wait_cpus();
	else
		synchronize_rcu();
}

/**
 * unregister_ftrace_export - get no more copies
 * @export: who; on return it is not being called any more
 *
 * Return: 0, or -ENOENT if it is not registered.
 */
int unregister_ftrace_export(struct trace_export *export)
{
	struct trace_export __rcu **link;

	guard(mutex)(&exporters_lock);
	link = find(export);
	if (!rcu_access_pointer(*link))
		return -ENOENT;
	rcu_assign_pointer(*link, rcu_dereference_protected(export->next,
							    lockdep_is_held(&exporters_lock)));
	update_keys();
	wait_for_writers();
	return 0;
}
EXPORT_SYMBOL_GPL(unregister_ftrace_export);
