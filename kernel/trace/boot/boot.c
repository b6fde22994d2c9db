// SPDX-License-Identifier: GPL-2.0-only
/*
 * How tracing comes up: the command line, and the two calls of start_kernel().
 *
 * Parameters are only stored when they are parsed, before there is memory.
 * early_trace_init() makes the top instance, after ftrace_init() has read the
 * call sites and before the scheduler runs; what has to wait for more is in
 * initcalls beside the code.
 *
 *	ftrace=NAME			start this tracer when it registers
 *	trace_options=LIST		options, comma separated
 *	trace_clock=NAME		clock
 *	trace_buf_size=SIZE[KMG]	bytes a CPU, once something is recorded
 *	tracing_thresh=USEC		see tracing_thresh
 *	alloc_snapshot[=INSTANCE]	room for a snapshot
 *	ftrace_boot_snapshot[=INSTANCE]	take one when the kernel has come up
 *	trace_instance=...		see instances.c
 *	ftrace_dump_on_oops[=...]	see core/dump.c
 *	traceoff_on_warning[=off]	stop tracing at the first WARN
 *	tp_printk[=off]			accepted; events are not there yet
 *	trace_event=LIST		see events.c
 */
#include <linux/ctype.h>
#include <linux/ftrace.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/security.h>
#include <linux/string.h>
#include <linux/time64.h>

#include <asm/setup.h>

#include "boot/boot.h"
#include "core/trace.h"

static char boot_tracer[MAX_TRACER_SIZE] __initdata;
static char boot_options[COMMAND_LINE_SIZE] __initdata;
static char boot_clock[MAX_TRACER_SIZE] __initdata;
static unsigned long boot_size __initdata = TRACE_BUF_SIZE_DEFAULT;

/* Instances, each name with a comma behind it; the top one has an empty name. */
static char boot_alloc[COMMAND_LINE_SIZE] __initdata;
static char boot_snapshot[COMMAND_LINE_SIZE] __initdata;

static int __init boot_set_tracer(char *str)
{
	strscpy(boot_tracer, str);
	return 1;
}
__setup("ftrace=", boot_set_tracer);

static int __init boot_set_options(char *str)
{
	strscpy(boot_options, str);
	return 1;
}
__setup("trace_options=", boot_set_options);

static int __init boot_set_clock(char *str)
{
	strscpy(boot_clock, str);
	return 1;
}
__setup("trace_clock=", boot_set_clock);

static int __init boot_set_size(char *str)
{
	unsigned long size = memparse(str, NULL);

	/* Too small a size is raised to the smallest that works, not refused. */
	if (str && isdigit(*str))
		boot_size = max(size, PAGE_SIZE);
	return 1;
}
__setup("trace_buf_size=", boot_set_size);

static int __init boot_set_thresh(char *str)
{
	unsigned int usec;

	if (kstrtouint(str, 0, &usec))
		return 0;
	global_trace.thresh = (u64)usec * NSEC_PER_USEC;
	return 1;
}
__setup("tracing_thresh=", boot_set_thresh);

/* @str: "" for the top instance, or "=NAME" or "=NAME,NAME" */
static int __init boot_add_names(char *list, const char *str)
{
	if (*str && *str != '=')
		return 0;
	strlcat(list, *str ? str + 1 : str, COMMAND_LINE_SIZE);
	strlcat(list, ",", COMMAND_LINE_SIZE);
	return 1;
}

static bool __init boot_names(const char *list, const char *name)
{
	size_t len = strlen(name);
	const char *end;

	for (; *list; list = end + 1) {
		end = strchrnul(list, ',');
		if (end - list == len && !strncmp(list, name, len))
			return true;
		if (!*end)
			break;
	}
	return false;
}

static int __init boot_set_alloc(char *str)
{
	return boot_add_names(boot_alloc, str);
}
__setup("alloc_snapshot", boot_set_alloc);

static int __init boot_set_snapshot(char *str)
{
	return boot_add_names(boot_snapshot, str);
}
__setup("ftrace_boot_snapshot", boot_set_snapshot);

static int __init boot_set_dump(char *str)
{
	if (!*str)
		strscpy(ftrace_dump_on_oops, "1", MAX_TRACER_SIZE);
	else if (*str == ',')		/* "ftrace_dump_on_oops,foo": top instance and foo */
		snprintf(ftrace_dump_on_oops, MAX_TRACER_SIZE, "1%s", str);
	else if (*str == '=')
		strscpy(ftrace_dump_on_oops, str + 1, MAX_TRACER_SIZE);
	else
		return 0;
	return 1;
}
__setup("ftrace_dump_on_oops", boot_set_dump);

static int __init boot_set_traceoff(char *str)
{
	__disable_trace_on_warning = strcmp(str, "=0") && strcmp(str, "=off");
	return 1;
}
__setup("traceoff_on_warning", boot_set_traceoff);

static int __init boot_set_printk(char *str)
{
	/* tp_printk_stop_on_boot and the like begin with the same letters. */
	if (*str == '_')
		return 0;
	tracepoint_printk = strcmp(str, "=0") && strcmp(str, "=off");
	return 1;
}
__setup("tp_printk", boot_set_printk);

/* Those that are not known may be options of the tracer of ftrace=, and are kept for it. */
static void __init boot_apply_options(void)
{
	char *rest = boot_options, *later = boot_options, *name;
	struct trace_error err;
	size_t len;

	while ((name = strsep(&rest, ","))) {
		err = (struct trace_error){};
		if (!*name || !trace_option_set(&global_trace, name, &err))
			continue;
		if (!*boot_tracer) {
			pr_warn("tracing: trace_options=%s: %s\n", name, err.text ?: "refused");
			continue;
		}
		if (later != boot_options)
			*later++ = ',';
		len = strlen(name);
		memmove(later, name, len);
		later += len;
	}
	*later = '\0';
}

/* alloc_snapshot without a name is for all instances that there are at boot. */
static void __init boot_snapshot_room(struct trace_array *tr)
{
	const char *name = tr->name ?: "";

	tr->snapshot_at_boot = boot_names(boot_snapshot, name);
	if (!tr->snapshot_at_boot && !boot_names(boot_alloc, "") && !boot_names(boot_alloc, name))
		return;
	if (tracing_alloc_snapshot_instance(tr))
		pr_warn("tracing: no room for a snapshot of %s\n", tr->name ?: "the top instance");
}

/* As early as a buffer can change its size. */
static int __init boot_make_room(void)
{
	struct trace_array *tr;

	if (tracing_is_disabled())
		return 0;
	guard(mutex)(&trace_types_lock);
	list_for_each_entry(tr, &ftrace_trace_arrays, list) {
		if (!tr->persistent)
			boot_snapshot_room(tr);
	}
	return 0;
}
core_initcall(boot_make_room);

/* Is something going to be recorded, or set aside, from the start? */
static bool __init boot_expand(void)
{
	return *boot_tracer || tracepoint_printk || boot_names(boot_alloc, "") ||
	       boot_names(boot_snapshot, "") || trace_boot_has_events() ||
	       trace_boot_has_triggers();
}

/**
 * early_trace_init - the top instance comes to life
 *
 * From here on trace_printk() works.
 */
void __init early_trace_init(void)
{
	if (security_locked_down(LOCKDOWN_TRACEFS)) {
		pr_warn("tracing: off due to lockdown\n");
		tracing_disable_for_good();
		return;
	}
	if (trace_array_init_top(boot_size, boot_expand())) {
		pr_err("tracing: no memory for the top instance, tracing is off\n");
		tracing_disable_for_good();
		return;
	}
	trace_dump_init();
	trace_printk_early_init();

	mutex_lock(&trace_types_lock);
	if (*boot_clock && tracing_set_clock(&global_trace, boot_clock))
		pr_warn("tracing: trace_clock=%s: there is no such clock\n", boot_clock);
	boot_apply_options();
	if (*boot_tracer)
		tracer_set_boot_name(boot_tracer, boot_options);
	mutex_unlock(&trace_types_lock);
}

/**
 * trace_init - RCU works: what needs it
 */
void __init trace_init(void)
{
	if (tracing_is_disabled())
		return;
	trace_boot_events();
	trace_boot_instances();
}

/* Is there a clock of the user's choice, or one that every CPU agrees on? */
static void __init boot_choose_clock(void)
{
	if (*boot_clock || trace_clock_local_is_stable())
		return;
	pr_warn("tracing: sched_clock() is not stable here, using trace_clock=global\n");
	tracing_set_clock(&global_trace, "global");
}

/* All tracers have registered, and the strings above are about to be freed. */
static int __init boot_finish(void)
{
	if (tracing_is_disabled())
		return 0;

	scoped_guard(mutex, &trace_types_lock) {
		if (tracer_boot_name_left())
			pr_warn("tracing: ftrace=%s: there is no such tracer\n", boot_tracer);
		tracer_set_boot_name(NULL, NULL);
		boot_choose_clock();
	}
	ftrace_boot_snapshot();
	return 0;
}
late_initcall_sync(boot_finish);
