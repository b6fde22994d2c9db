// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tracers that there are, and which one an instance has.
 *
 * A tracer registers once, at boot, and stays. Registering makes it known to every instance, and
 * starts it if the command line asked for it.
 *
 * All of this sleeps, with trace_types_lock held, but register_tracer(), which takes it.
 */
#include <linux/export.h>
#include <linux/security.h>
#include <linux/string.h>

#include "trace.h"

static struct tracer *tracers;		/* newest first */
static const char *boot_name;		/* ftrace=, while that one has not registered */
static char *boot_options;		/* trace_options= that are for that tracer to know */

/**
 * trace_tracer_fits - may a tracer be selected in an instance?
 * @tr:	    the instance
 * @tracer: the tracer
 */
bool trace_tracer_fits(struct trace_array *tr, struct tracer *tracer)
{
	return trace_array_is_top(tr) || tracer->allow_instances;
}

/**
 * trace_tracer_next - walk over the tracers that fit an instance
 * @tr:	  the instance
 * @prev: the last one, NULL to start
 *
 * Returns NULL at the end.
 */
struct tracer *trace_tracer_next(struct trace_array *tr, struct tracer *prev)
{
	struct tracer *tracer = prev ? prev->next : tracers;

	while (tracer && !trace_tracer_fits(tr, tracer))
		tracer = tracer->next;
	return tracer;
}

/**
 * trace_tracer_find - a tracer by name
 * @name: the name
 *
 * Returns NULL if there is none.
 */
struct tracer *trace_tracer_find(const char *name)
{
	struct tracer *tracer;

	for (tracer = tracers; tracer; tracer = tracer->next) {
		if (!strcmp(tracer->name, name))
			return tracer;
	}
	return NULL;
}

static void stop_current(struct trace_array *tr)
{
	struct tracer *tracer = tr->current_trace;

	tracer->enabled--;
	if (tracer->reset)
		tracer->reset(tr);
	tr->current_trace = &nop_trace;
	nop_trace.enabled++;
	if (tracer->use_max_tr) {
		tracing_free_snapshot(tr);
		tracing_disarm_snapshot(tr);
	}
}

/* In an instance that has the nop tracer. */
static int start(struct trace_array *tr, struct tracer *tracer)
{
	int ret = tracer->use_max_tr ? tracing_arm_snapshot(tr) : 0;

	if (ret)
		return ret;
	ret = tracer->init ? tracer->init(tr) : 0;
	if (ret) {
		if (tracer->use_max_tr)
			tracing_disarm_snapshot(tr);
		return ret;
	}
	nop_trace.enabled--;
	tr->current_trace = tracer;
	tracer->enabled++;
	return 0;
}

/**
 * tracing_set_nop - trace nothing any more
 * @tr: the instance
 */
void tracing_set_nop(struct trace_array *tr)
{
	lockdep_assert_held(&trace_types_lock);
	if (tr->current_trace != &nop_trace)
		stop_current(tr);
}

static int check_tracer(struct trace_array *tr, struct tracer *tracer)
{
	if (!tracer || !trace_tracer_fits(tr, tracer))
		return -EINVAL;
	if (system_state < SYSTEM_RUNNING && tracer->noboot) {
		pr_warn("tracing: tracer %s cannot be started at boot\n", tracer->name);
		return -EINVAL;
	}
	return 0;
}

/**
 * tracing_set_tracer - select a tracer
 * @tr:	  the instance
 * @name: of the tracer
 *
 * Empties the buffer. Returns 0; -EINVAL if there is no such tracer here; what the tracer says if
 * it cannot start, and then the old one goes on.
 */
int tracing_set_tracer(struct trace_array *tr, const char *name)
{
	struct tracer *tracer = trace_tracer_find(name);
	struct tracer *old = tr->current_trace;
	int ret;

	lockdep_assert_held(&trace_types_lock);
	ret = check_tracer(tr, tracer) ?: tracing_expand(tr);
	if (ret)
		return ret;
	if (tracer == old)
		return 0;

	stop_current(tr);
	/* What one tracer recorded, another one may not be able to print in its way. */
	tracing_reset_array(tr);
	ret = start(tr, tracer);
	if (ret && old != &nop_trace && start(tr, old))
		pr_warn("tracing: neither %s nor %s can start\n", tracer->name, old->name);
	return ret;
}

/**
 * tracer_set_boot_name - have a tracer started as soon as it registers
 * @name:    of the tracer; not copied; NULL for none any more
 * @options: to be set then, separated by commas, which are cut; may be NULL
 */
void tracer_set_boot_name(const char *name, char *options)
{
	boot_name = name;
	boot_options = options;
}

/**
 * tracer_boot_name_left - has that tracer not registered yet?
 */
bool tracer_boot_name_left(void)
{
	return boot_name;
}

/* What is refused now is refused for good. */
static void set_boot_options(void)
{
	struct trace_error err;
	char *name;

	while ((name = strsep(&boot_options, ","))) {
		err = (struct trace_error){};
		if (*name && trace_option_set(&global_trace, name, &err))
			pr_warn("tracing: trace_options=%s: %s\n", name, err.text ?: "refused");
	}
}

static void start_if_asked(struct tracer *tracer)
{
	int ret;

	if (!boot_name || strcmp(boot_name, tracer->name))
		return;
	boot_name = NULL;
	ret = tracing_set_tracer(&global_trace, tracer->name);
	if (ret)
		pr_warn("tracing: ftrace=%s: error %d\n", tracer->name, ret);
	else
		pr_info("tracing: tracer %s started\n", tracer->name);
	set_boot_options();
}

static int check_new(struct tracer *tracer)
{
	if (!tracer->name || strlen(tracer->name) >= MAX_TRACER_SIZE)
		return -EINVAL;
	if (security_locked_down(LOCKDOWN_TRACEFS))
		return -EPERM;
	return trace_tracer_find(tracer->name) ? -EEXIST : 0;
}

/* Undo for the instances before @end. */
static void leave_instances(struct tracer *tracer, struct trace_array *end)
{
	struct trace_array *tr;

	list_for_each_entry(tr, &ftrace_trace_arrays, list) {
		if (tr == end)
			break;
		if (tracer->instance_exit)
			tracer->instance_exit(tr);
	}
}

static int join_instances(struct tracer *tracer)
{
	struct trace_array *tr;
	int ret;

	if (!tracer->instance_init)
		return 0;
	list_for_each_entry(tr, &ftrace_trace_arrays, list) {
		ret = tracer->instance_init(tr);
		if (ret) {
			leave_instances(tracer, tr);
			return ret;
		}
	}
	return 0;
}

/**
 * register_tracer - a tracer is there
 * @type: the tracer; it stays for ever
 *
 * Returns 0; -EINVAL for a bad name, -EEXIST for one that is taken, -EPERM if the kernel is locked
 * down, -ENOMEM.
 */
int register_tracer(struct tracer *type)
{
	int ret;

	guard(mutex)(&trace_types_lock);
	ret = check_new(type);
	if (!ret)
		ret = join_instances(type);
	if (ret) {
		pr_info("tracing: tracer %s not registered: error %d\n", type->name ?: "?", ret);
		return ret;
	}

	if (type->flags)
		type->flags->trace = type;
	type->next = tracers;
	tracers = type;
	if (trace_files_ops)
		trace_files_ops->add_tracer(type);
	start_if_asked(type);
	return 0;
}
