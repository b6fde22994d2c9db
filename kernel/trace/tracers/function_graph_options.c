// SPDX-License-Identifier: GPL-2.0-only
/*
 * The options of the graph tracer, of each instance, and what they ask of a hit.
 *
 *	funcgraph-cpu, -proc, -abstime, -duration, -overhead	columns
 *	funcgraph-overrun	behind a call, how many more did not fit on the shadow stack
 *	funcgraph-irqs		also what interrupts do
 *	funcgraph-tail		the name of a function also where it ends
 *	funcgraph-retval, -retval-hex	what it returned
 *	funcgraph-retaddr	from where it was called
 *	funcgraph-args		with what
 *	funcgraph-slow-only	only calls that take longer than tracing_thresh, and all in them
 *	funcgraph-profile	nothing is recorded, but counted in the profile of functions
 *	sleep-time		durations count the time that a task slept
 *	graph-time		the profile of functions counts the time in functions called
 *
 * Task context, with trace_types_lock held.
 */
#include "core/btf.h"
#include "tracers/function.h"
#include "tracers/function_graph.h"
#include "tracers/function_graph_slow.h"
#include "tracers/profile.h"

static struct tracer_opt graph_opts[] = {
	{ .name = "funcgraph-overrun",	 .bit = GRAPH_OVERRUN },
	{ .name = "funcgraph-cpu",	 .bit = GRAPH_CPU },
	{ .name = "funcgraph-overhead",	 .bit = GRAPH_OVERHEAD },
	{ .name = "funcgraph-proc",	 .bit = GRAPH_PROC },
	{ .name = "funcgraph-duration",	 .bit = GRAPH_DURATION },
	{ .name = "funcgraph-abstime",	 .bit = GRAPH_ABSTIME },
	{ .name = "funcgraph-irqs",	 .bit = GRAPH_IRQS },
	{ .name = "funcgraph-tail",	 .bit = GRAPH_TAIL },
#ifdef CONFIG_FUNCTION_GRAPH_RETVAL
	{ .name = "funcgraph-retval",	 .bit = GRAPH_RETVAL },
	{ .name = "funcgraph-retval-hex", .bit = GRAPH_RETVAL_HEX },
#endif
	{ .name = "sleep-time",		 .bit = GRAPH_SLEEP_TIME },
#ifdef CONFIG_FUNCTION_PROFILER
	{ .name = "graph-time",		 .bit = GRAPH_GRAPH_TIME },
#endif
	{ .name = "funcgraph-retaddr",	 .bit = GRAPH_RETADDR },
	{ .name = "funcgraph-args",	 .bit = GRAPH_ARGS,
	  .lacks = "This kernel has no type information (CONFIG_DEBUG_INFO_BTF)" },
	{ .name = "funcgraph-slow-only", .bit = GRAPH_SLOW_ONLY },
#ifdef CONFIG_FUNCTION_PROFILER
	{ .name = "funcgraph-profile",	 .bit = GRAPH_PROFILE,
	  .lacks = "Only in the top instance, and with function_profile_enabled off" },
#endif
	{ }
};

struct tracer_flags graph_flags = {
	.val	= GRAPH_DEFAULT_OPTIONS,
	.opts	= graph_opts,
};

/**
 * graph_features - what hits have to do, as things are
 * @data: the graph tracer of an instance
 */
u32 graph_features(struct graph_data *data)
{
	u32 options = data->options, features = 0;

	if (function_has_pids(function_data(data->tr)))
		features |= GRAPH_BY_PIDS;
	if (rcu_access_pointer(data->functions[false]))
		features |= GRAPH_BY_FUNCTION;
	if (rcu_access_pointer(data->functions[true]))
		features |= GRAPH_BY_NOTRACE;
	if (data->max_depth)
		features |= GRAPH_BY_DEPTH;
	if (!(options & GRAPH_IRQS))
		features |= GRAPH_BY_CONTEXT;
	if (data->tr->thresh)
		features |= options & GRAPH_SLOW_ONLY ? GRAPH_IF_SLOW : GRAPH_BY_TIME;
	if (options & GRAPH_PROFILE)
		features |= GRAPH_AS_PROFILE;
	if (options & GRAPH_ARGS)
		features |= GRAPH_WITH_ARGS;
	if (options & GRAPH_RETADDR)
		features |= GRAPH_WITH_RETADDR;
	return features;
}

u32 *graph_instance_flags(struct trace_array *tr)
{
	return tr->graph_data ? &graph_data(tr)->options : NULL;
}

/**
 * graph_profile_start - calls are going to be counted, if they are to be
 * @data: the graph tracer of an instance, which is selected
 *
 * Returns 0; -EOPNOTSUPP but in the top instance; -EBUSY if the profile is on; -ENOMEM.
 */
int graph_profile_start(struct graph_data *data)
{
	if (!(data->options & GRAPH_PROFILE))
		return 0;
	return function_profile_feed();
}

/**
 * graph_profile_stop - they are not counted any more
 * @data: the graph tracer of an instance
 */
void graph_profile_stop(struct graph_data *data)
{
	if (data->options & GRAPH_PROFILE)
		function_profile_feed_end();
}

/* What has to be there before an option can be set. */
static int prepare(struct graph_data *data, u32 bit, u32 options)
{
	switch (bit) {
	case GRAPH_RETVAL:
		/* Without types values look as they always did. */
		trace_btf_prepare();
		return 0;
	case GRAPH_ARGS:
		return trace_btf_prepare();
	case GRAPH_SLOW_ONLY:
		return graph_slow_prepare(data);
	case GRAPH_PROFILE:
		if (!trace_array_is_top(data->tr))
			return -EOPNOTSUPP;
		return data->running ? graph_profile_start(data) : 0;
	}
	return 0;
}

/* Two of the options are about the profile of functions too, which the top instance has. */
static int tell_profile(struct trace_array *tr, u32 bit, bool set)
{
#ifdef CONFIG_FUNCTION_PROFILER
	if (trace_array_is_top(tr) && bit == GRAPH_GRAPH_TIME)
		function_profile_set_graph_time(set);
	if (trace_array_is_top(tr) && bit == GRAPH_SLEEP_TIME)
		return function_profile_set_sleep_time(set);
#endif
	return 0;
}

/* Called with the option not yet changed. */
int graph_set_flag(struct trace_array *tr, u32 old_flags, u32 bit, int set)
{
	struct graph_data *data = graph_data(tr);
	int ret;

	ret = tell_profile(tr, bit, set);
	if (ret)
		return ret;
	data->options = set ? old_flags | bit : old_flags & ~bit;
	if (set)
		ret = prepare(data, bit, data->options);
	if (!ret)
		ret = graph_update(tr);
	data->options = old_flags;
	/* Switched off, or not switched on after all. */
	if (bit == GRAPH_PROFILE && trace_array_is_top(tr) && (set ? ret : !ret))
		function_profile_feed_end();
	return ret;
}
