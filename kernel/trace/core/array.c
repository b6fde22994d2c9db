// SPDX-License-Identifier: GPL-2.0-only
/*
 * Instances: making them, finding them, holding on to them, removing them.
 *
 * The top instance is static and made at boot; otherwise it is one like the others. An instance
 * that somebody holds, an open file or a driver, is not removed: its ref counts them, and grows
 * under trace_types_lock.
 *
 * All of this sleeps. Functions take trace_types_lock where trace.h does not say that it is held.
 */
#include <linux/export.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "trace.h"

/* What they guard is told in trace.h. */
DEFINE_MUTEX(trace_types_lock);
DEFINE_MUTEX(event_mutex);	/* the same */
LIST_HEAD(ftrace_trace_arrays);

struct trace_array global_trace = {
	.list		= LIST_HEAD_INIT(global_trace.list),
	.stop_lock	= __RAW_SPIN_LOCK_UNLOCKED(global_trace.stop_lock),
	.trace_flags	= TRACE_DEFAULT_FLAGS,
	.current_trace	= &nop_trace,
	.systems	= LIST_HEAD_INIT(global_trace.systems),
};

const struct trace_files_ops *trace_files_ops;
static const struct trace_events_ops *trace_events_ops __ro_after_init;

/**
 * trace_set_files_ops - somebody makes files for instances
 * @ops: what to call
 *
 * Once, at boot. Instances and tracers that are there already are not announced.
 */
void trace_set_files_ops(const struct trace_files_ops *ops)
{
	guard(mutex)(&trace_types_lock);
	trace_files_ops = ops;
}

/**
 * trace_set_events_ops - somebody gives instances their events
 * @ops: what to call
 *
 * Once, at boot, before there is an instance other than the top one, which is not announced.
 */
void __init trace_set_events_ops(const struct trace_events_ops *ops)
{
	trace_events_ops = ops;
}

/* ---- finding and holding --------------------------------------------------------------------- */

static bool is_alive(struct trace_array *wanted)
{
	struct trace_array *tr;

	list_for_each_entry(tr, &ftrace_trace_arrays, list) {
		if (tr == wanted)
			return true;
	}
	return false;
}

/**
 * trace_array_find - an instance by name
 * @name: the name
 *
 * Returns NULL if there is none. trace_types_lock held.
 */
struct trace_array *trace_array_find(const char *name)
{
	struct trace_array *tr;

	lockdep_assert_held(&trace_types_lock);
	list_for_each_entry(tr, &ftrace_trace_arrays, list) {
		if (tr->name && !strcmp(tr->name, name))
			return tr;
	}
	return NULL;
}

/**
 * trace_array_put - let go of an instance
 * @tr: the instance, held by the caller; NULL is fine
 */
void trace_array_put(struct trace_array *tr)
{
	if (!tr)
		return;
	guard(mutex)(&trace_types_lock);
	if (tr->ref > 0)
		tr->ref--;
}
EXPORT_SYMBOL_GPL(trace_array_put);

/* ---- making ---------------------------------------------------------------------------------- */

static int array_alloc(struct trace_array *tr, unsigned long size)
{
	int ret;

	if (!alloc_cpumask_var(&tr->tracing_cpumask, GFP_KERNEL))
		return -ENOMEM;
	cpumask_copy(tr->tracing_cpumask, cpu_possible_mask);
	ret = trace_buffers_alloc(tr, size);
	if (ret)
		free_cpumask_var(tr->tracing_cpumask);
	return ret;
}

static void array_free(struct trace_array *tr)
{
	trace_error_log_free(tr);
	trace_buffers_free(tr);
	free_cpumask_var(tr->tracing_cpumask);
	kfree(tr->persistent);
	kfree(tr->only_systems);
	kfree(tr->name);
	kfree(tr);
}

/* Tell the tracers before @end that an instance goes away; NULL for all. */
static void tracers_leave(struct trace_array *tr, struct tracer *end)
{
	struct tracer *tracer;

	for (tracer = trace_tracer_next(&global_trace, NULL); tracer != end;
	     tracer = trace_tracer_next(&global_trace, tracer)) {
		if (tracer->instance_exit)
			tracer->instance_exit(tr);
	}
}

static int tracers_join(struct trace_array *tr)
{
	struct tracer *tracer;
	int ret;

	for (tracer = trace_tracer_next(&global_trace, NULL); tracer;
	     tracer = trace_tracer_next(&global_trace, tracer)) {
		ret = tracer->instance_init ? tracer->instance_init(tr) : 0;
		if (ret) {
			tracers_leave(tr, tracer);
			return ret;
		}
	}
	return 0;
}

/**
 * struct array_wish - what an instance is to be like
 * @name:    of its directory
 * @systems: of events that it is for, with commas between them; NULL for all
 * @start:   where the memory is mapped that keeps its records over a reboot
 * @size:    bytes of that memory; 0: it is as others
 * @room:    its buffer has its size from the start; otherwise it is small until it is used
 */
struct array_wish {
	const char	*name;
	const char	*systems;
	unsigned long	start;
	unsigned long	size;
	bool		room;
};

static struct trace_array *array_new(const struct array_wish *wish)
{
	struct trace_array *tr = kzalloc(sizeof(*tr), GFP_KERNEL);

	if (!tr)
		return NULL;
	tr->name = kstrdup(wish->name, GFP_KERNEL);
	if (wish->systems)
		tr->only_systems = kstrdup(wish->systems, GFP_KERNEL);
	if (!tr->name || (wish->systems && !tr->only_systems))
		goto free_name;
	raw_spin_lock_init(&tr->stop_lock);
	INIT_LIST_HEAD(&tr->systems);
	tr->trace_flags = global_trace.trace_flags & ~TRACE_UNINHERITED_FLAGS;
	tr->current_trace = &nop_trace;
	if (wish->size && trace_persistent_alloc(tr, wish->start, wish->size))
		goto free_name;
	if (array_alloc(tr, wish->room ? trace_expanded_size : 1))
		goto free_persistent;
	tr->expanded = wish->room;
	return tr;
free_persistent:
	kfree(tr->persistent);
free_name:
	kfree(tr->only_systems);
	kfree(tr->name);
	kfree(tr);
	return NULL;
}

static int events_join(struct trace_array *tr)
{
	return trace_events_ops ? trace_events_ops->add_instance(tr) : 0;
}

/* The order matters: events off, then their directories, then what those stood for. */
static void events_and_files_leave(struct trace_array *tr, bool has_files)
{
	if (trace_events_ops)
		trace_events_ops->remove_instance(tr);
	if (trace_files_ops && has_files)
		trace_files_ops->remove_instance(tr);
	if (trace_events_ops)
		trace_events_ops->free_instance(tr);
}

/* Tracers, events, files, list. */
static int array_publish(struct trace_array *tr)
{
	int ret = tracers_join(tr);

	if (ret)
		return ret;
	ret = events_join(tr);
	if (ret)
		goto leave_tracers;
	if (trace_files_ops)
		ret = trace_files_ops->add_instance(tr);
	if (ret)
		goto leave_events;
	nop_trace.enabled++;
	list_add(&tr->list, &ftrace_trace_arrays);
	/* The new one inherits the option, which has work to do. */
	if (tr->trace_flags & TRACE_ITER_RECORD_TGID)
		tracing_start_tgid_record(tr);
	return 0;

leave_events:
	events_and_files_leave(tr, false);
leave_tracers:
	tracers_leave(tr, NULL);
	return ret;
}

static struct trace_array *create_locked(const struct array_wish *wish)
{
	struct trace_array *tr;
	int ret;

	if (tracing_is_disabled())
		return ERR_PTR(-EPERM);
	if (trace_array_find(wish->name))
		return ERR_PTR(-EEXIST);
	tr = array_new(wish);
	if (!tr)
		return ERR_PTR(-ENOMEM);
	ret = array_publish(tr);
	if (ret) {
		array_free(tr);
		return ERR_PTR(ret);
	}
	return tr;
}

/**
 * trace_array_create - make an instance
 * @name: of its directory
 *
 * Its buffer is small until something is going to be recorded, see tracing_expand().
 *
 * Returns the instance, which nobody holds yet, or an error: -EEXIST, -ENOMEM, -EPERM.
 */
struct trace_array *trace_array_create(const char *name)
{
	guard(mutex)(&event_mutex);
	guard(mutex)(&trace_types_lock);
	return create_locked(&(struct array_wish){ .name = name });
}

/**
 * trace_array_create_early - make an instance before buffers can change their size
 * @name:  of its directory
 * @start: where its memory is mapped, if its records are to be kept over a reboot
 * @size:  bytes of that memory; 0: it is as others
 *
 * Return: the instance, which stays if its records do; or an error as trace_array_create().
 */
struct trace_array * __init trace_array_create_early(const char *name, unsigned long start,
						     unsigned long size)
{
	struct array_wish wish = { .name = name, .start = start, .size = size, .room = true };
	struct trace_array *tr;

	guard(mutex)(&event_mutex);
	guard(mutex)(&trace_types_lock);
	tr = create_locked(&wish);
	if (!IS_ERR(tr) && size)
		tr->ref++;
	return tr;
}

/**
 * trace_array_get_by_name - hold an instance, and make it if it is not there
 * @name:    of the instance
 * @systems: of events that it is for if it has to be made, with commas between them; NULL for
 *	     all. It has no others, those of modules that come later included.
 *
 * Returns NULL if it cannot be made. To be undone by trace_array_put().
 */
struct trace_array *trace_array_get_by_name(const char *name, const char *systems)
{
	struct array_wish wish = { .name = name, .systems = systems };
	struct trace_array *tr;

	guard(mutex)(&event_mutex);
	guard(mutex)(&trace_types_lock);
	tr = trace_array_find(name);
	if (!tr)
		tr = create_locked(&wish);
	if (IS_ERR(tr))
		return NULL;
	tr->ref++;
	return tr;
}
EXPORT_SYMBOL_GPL(trace_array_get_by_name);

/* ---- removing -------------------------------------------------------------------------------- */

/* Out of the world, step by step, so that nobody comes by any more when it is freed. */
static void array_withdraw(struct trace_array *tr)
{
	list_del(&tr->list);
	tracing_set_nop(tr);
	nop_trace.enabled--;
	if (trace_printk_dest() == tr)
		trace_printk_set_dest(&global_trace);
	tracing_stop_cmdline_record(tr);
	tracing_stop_tgid_record(tr);
	events_and_files_leave(tr, true);
	tracers_leave(tr, NULL);
	/* trace_printk() may be on its way to it. */
	synchronize_rcu();
}

/**
 * trace_array_remove - remove an instance
 * @tr: the instance, which may be gone
 *
 * Returns 0, -EBUSY if somebody holds it, -ENODEV if it is gone.
 */
int trace_array_remove(struct trace_array *tr)
{
	guard(mutex)(&event_mutex);
	guard(mutex)(&trace_types_lock);
	if (!is_alive(tr))
		return -ENODEV;
	if (tr->ref || trace_array_is_top(tr))
		return -EBUSY;
	array_withdraw(tr);
	array_free(tr);
	return 0;
}

/**
 * trace_array_destroy - remove an instance that trace_array_get_by_name() made
 * @tr: the instance, after trace_array_put()
 *
 * Returns 0, -EINVAL for none, -EBUSY or -ENODEV as trace_array_remove().
 */
int trace_array_destroy(struct trace_array *tr)
{
	return tr ? trace_array_remove(tr) : -EINVAL;
}
EXPORT_SYMBOL_GPL(trace_array_destroy);

/* ---- boot ------------------------------------------------------------------------------------ */

/**
 * trace_array_init_top - make the top instance, and what all instances need
 * @buf_size: bytes a CPU, when something is recorded
 * @expand:   something is going to be, from the start
 *
 * Returns 0 or -errno.
 */
int __init trace_array_init_top(unsigned long buf_size, bool expand)
{
	int ret = trace_init_entry_types();

	if (ret)
		return ret;
	trace_expanded_size = buf_size;
	ret = array_alloc(&global_trace, expand ? buf_size : 1);
	if (ret)
		return ret;
	global_trace.expanded = expand;

	scoped_guard(mutex, &trace_types_lock) {
		list_add(&global_trace.list, &ftrace_trace_arrays);
		nop_trace.enabled++;
	}
	return register_tracer(&nop_trace);
}
