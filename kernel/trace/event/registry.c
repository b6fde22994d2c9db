// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which events there are: those of the kernel from early boot on, those of modules as they come
 * and go, and dynamic ones.
 *
 * An event gets its number, and its place in each instance, when it comes. Everything else, from
 * the list of its fields to the check of its format, is done when somebody first uses it.
 *
 * Sleeps, with event_mutex held.
 */
#include <linux/export.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/rwsem.h>
#include <linux/slab.h>

#include "core/output.h"
#include "event/event.h"
#include "event/registry.h"
#include "event/trigger.h"
#include "event/syscall.h"

LIST_HEAD(ftrace_events);

/**
 * trace_event_raw_init - struct trace_event_class.raw_init of ordinary events
 * @call: the event
 *
 * Return: 0, or -ENODEV if there is no number left for it.
 */
int trace_event_raw_init(struct trace_event_call *call)
{
	return register_trace_event(&call->event) ? 0 : -ENODEV;
}
EXPORT_SYMBOL_GPL(trace_event_raw_init);

/* One that nobody can name is not taken: a custom event that found no tracepoint yet has a name. */
static int call_init(struct trace_event_call *call)
{
	int ret;

	if (!call->class || !call->class->system || !trace_event_name(call))
		return -EINVAL;
	ret = call->class->raw_init ? call->class->raw_init(call) : 0;
	/* -ENODEV: a system call that there is not on this architecture, for one. */
	if (ret && ret != -ENODEV)
		pr_warn("trace event %s: could not be initialised\n", trace_event_name(call));
	return ret;
}

/*
 * Those of a table, at the end of the list. Returns the first that was taken, or NULL; the last is
 * the last of the list.
 */
static struct trace_event_call *calls_init(struct trace_event_call **table, unsigned int nr,
					   struct module *mod)
{
	struct trace_event_call *first = NULL;

	for (unsigned int i = 0; i < nr; i++) {
		struct trace_event_call *call = table[i];

		if (call_init(call))
			continue;
		call->module = mod;
		list_add_tail(&call->list, &ftrace_events);
		first = first ?: call;
	}
	return first;
}

/* ---- dynamic events -------------------------------------------------------------------------- */

static void call_withdraw(struct trace_event_call *call)
{
	event_files_remove_call(call);
	list_del(&call->list);
	event_forget_fields(call);
	if (call->event.funcs)
		unregister_trace_event(&call->event);
}

/**
 * trace_add_event_call - a dynamic event comes
 * @call: the event, with its class and its name
 *
 * event_mutex held. Return: 0 or -errno.
 */
int trace_add_event_call(struct trace_event_call *call)
{
	int ret;

	lockdep_assert_held(&event_mutex);
	ret = call_init(call);
	if (ret)
		return ret;
	call->flags |= TRACE_EVENT_FL_DYNAMIC;
	atomic_set(&call->refcnt, 0);
	list_add_tail(&call->list, &ftrace_events);

	ret = event_files_add(call, call);
	if (ret) {
		guard(mutex)(&trace_types_lock);
		call_withdraw(call);
	}
	return ret;
}
EXPORT_SYMBOL_GPL(trace_add_event_call);

/* Does anybody want its records? */
static bool call_in_use(struct trace_event_call *call)
{
	struct trace_array *tr;

#ifdef CONFIG_PERF_EVENTS
	if (call->perf_refcount)
		return true;
#endif
	list_for_each_entry(tr, &ftrace_trace_arrays, list) {
		struct trace_event_file *file = event_file_of_call(tr, call);

		/* Soft mode belongs to a trigger, which may be switching it at this moment. */
		if (file && file->flags & (EVENT_FILE_FL_ENABLED | EVENT_FILE_FL_SOFT_MODE))
			return true;
	}
	return false;
}

/**
 * trace_remove_event_call - a dynamic event goes
 * @call: the event
 *
 * event_mutex held. Return: 0, or -EBUSY while it is used.
 */
int trace_remove_event_call(struct trace_event_call *call)
{
	lockdep_assert_held(&event_mutex);
	guard(mutex)(&trace_types_lock);
	if (call_in_use(call))
		return -EBUSY;
	call_withdraw(call);
	return 0;
}
EXPORT_SYMBOL_GPL(trace_remove_event_call);

/* ---- modules --------------------------------------------------------------------------------- */

#ifdef CONFIG_MODULES
static struct trace_event_call *last_call(void)
{
	return list_last_entry(&ftrace_events, struct trace_event_call, list);
}

static void module_comes(struct module *mod)
{
	struct trace_event_call *first;
	struct trace_array *tr;

	if (!mod->num_trace_events)
		return;
	if (trace_module_has_bad_taint(mod)) {
		pr_err("%s: module has a bad taint, its trace events are not created\n",
		       mod->name);
		return;
	}

	guard(mutex)(&event_mutex);
	first = calls_init(mod->trace_events, mod->num_trace_events, mod);
	if (!first)
		return;
	if (event_files_add(first, last_call()))
		pr_warn("%s: no memory for its trace events\n", mod->name);
	list_for_each_entry(tr, &ftrace_trace_arrays, list)
		event_pending_apply(tr, mod->name);
}

static void module_goes(struct module *mod)
{
	struct trace_event_call *call, *next;

	guard(mutex)(&event_mutex);
	guard(mutex)(&trace_types_lock);
	/* Records of it can point into the module: they go, too. */
	event_files_remove_module(mod);
	list_for_each_entry_safe(call, next, &ftrace_events, list) {
		if (event_call_is_of(call, mod))
			call_withdraw(call);
	}
}

static int module_notify(struct notifier_block *self, unsigned long val, void *data)
{
	if (tracing_is_disabled())
		return NOTIFY_OK;
	if (val == MODULE_STATE_COMING)
		module_comes(data);
	else if (val == MODULE_STATE_GOING)
		module_goes(data);
	return NOTIFY_OK;
}

static struct notifier_block module_nb = {
	.notifier_call	= module_notify,
	.priority	= 1,	/* events are there when others are told of the module */
};

/*
 * Static keys follow modules with the same priority, from an early_initcall on, and have to be told
 * before: a key of a module that is switched on earlier does not change the code of its module.
 */
static int __init follow_modules(void)
{
	return register_module_notifier(&module_nb);
}
core_initcall(follow_modules);
#endif /* CONFIG_MODULES */

/* ---- boot ------------------------------------------------------------------------------------ */

/**
 * trace_events_init - the events of the kernel, in the top instance
 *
 * Memory and RCU work. Without it there is tracing, and no event. Return: 0 or -errno.
 */
int __init trace_events_init(void)
{
	int ret;

	event_trigger_commands_init();
	event_trigger_event_init();
	guard(mutex)(&event_mutex);
	event_fields_init();
	trace_syscalls_init();
	ret = event_format_init() ?: event_own_init();
	if (ret)
		return ret;
	calls_init(__start_ftrace_events, __stop_ftrace_events - __start_ftrace_events, NULL);
	return event_files_init();
}
