// SPDX-License-Identifier: GPL-2.0-only
/*
 * Function commands that act on an instance, or on tracing as a whole: written to
 * set_ftrace_filter as "pattern:command" or "pattern:command:count".
 *
 *	traceon, traceoff	switch the instance's recording
 *	snapshot		take a snapshot of the instance
 *	stacktrace		record the stack that led to the function
 *	dump, cpudump		print the trace, or that of this CPU, on the console
 *
 * Acting: any context, notrace.
 */
#include <linux/ftrace.h>
#include <linux/init.h>

#include "core/function_command.h"
#include "core/trace.h"

/* Switching what is on, or off, already does not use a count up. */
static notrace bool traceon_idle(struct trace_array *tr, void *unused)
{
	return tracer_tracing_is_on(tr);
}

static notrace void traceon_act(struct trace_array *tr, void *unused, unsigned long ip)
{
	tracer_tracing_on(tr);
}

static notrace bool traceoff_idle(struct trace_array *tr, void *unused)
{
	return !tracer_tracing_is_on(tr);
}

static notrace void traceoff_act(struct trace_array *tr, void *unused, unsigned long ip)
{
	tracer_tracing_off(tr);
}

static notrace void stacktrace_act(struct trace_array *tr, void *unused, unsigned long ip)
{
	/* From the function on: the site's call pushed this address. */
	trace_stack_from(tr->array_buffer.buffer, tracing_gen_ctx_dec(), ip + MCOUNT_INSN_SIZE, 0);
}

static notrace void dump_act(struct trace_array *tr, void *unused, unsigned long ip)
{
	ftrace_dump(DUMP_ALL);
}

static notrace void cpudump_act(struct trace_array *tr, void *unused, unsigned long ip)
{
	ftrace_dump(DUMP_ORIG);
}

#ifdef CONFIG_TRACER_SNAPSHOT
static int snapshot_prepare(struct trace_array *tr, void *unused, struct hook_error *err)
{
	int ret;

	guard(mutex)(&trace_types_lock);
	ret = tracing_arm_snapshot(tr);
	if (ret == -EBUSY)
		err->text = "The buffer is mapped";
	return ret;
}

static void snapshot_release(struct trace_array *tr, void *unused)
{
	tracing_disarm_snapshot(tr);
}

static notrace void snapshot_act(struct trace_array *tr, void *unused, unsigned long ip)
{
	tracing_snapshot_instance(tr);
}
#endif

static struct function_command commands[] = {
	{ .hook.name = "traceon",    .idle = traceon_idle,  .act = traceon_act },
	{ .hook.name = "traceoff",   .idle = traceoff_idle, .act = traceoff_act },
	{ .hook.name = "stacktrace", .act = stacktrace_act, .records = true },
	{ .hook.name = "dump",	     .act = dump_act, .once = true },
	{ .hook.name = "cpudump",    .act = cpudump_act, .one_kind = true },
#ifdef CONFIG_TRACER_SNAPSHOT
	{ .hook.name = "snapshot",   .act = snapshot_act, .prepare = snapshot_prepare,
	  .release = snapshot_release },
#endif
};

static __init int function_commands_init(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(commands); i++)
		function_command_register(&commands[i]);
	return 0;
}
core_initcall(function_commands_init);
