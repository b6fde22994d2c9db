// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where a graph begins and what it leaves out: set_graph_function, set_graph_notrace and
 * max_graph_depth of an instance.
 *
 * The two lists are edited as the filter of an ops that is never registered, so they take what
 * set_ftrace_filter takes, and refuse what it refuses with the same reasons. Hits have a copy of
 * their own, under RCU, that is made anew when an edit is done, and that modules leave when
 * they go.
 *
 * Task context, with trace_types_lock held.
 */
#include <linux/err.h>
#include <linux/ftrace.h>
#include <linux/init.h>
#include <linux/string.h>

#include <asm/setup.h>

#include "hook/hook.h"
#include "tracers/function_graph.h"

/**
 * graph_lists - the ops whose filter the lists are
 * @tr: the instance
 *
 * What it wants is set_graph_function, what it leaves out set_graph_notrace.
 */
struct ftrace_ops *graph_lists(struct trace_array *tr)
{
	return tr->graph_data ? &graph_data(tr)->lists : NULL;
}

static int take_over(struct graph_data *data, bool exclude)
{
	struct ftrace_hash *new = hook_filter_copy(&data->lists, exclude);
	struct ftrace_hash *old;

	if (IS_ERR(new))
		return PTR_ERR(new);
	old = rcu_replace_pointer(data->functions[exclude], new,
				  lockdep_is_held(&trace_types_lock));
	if (old) {
		synchronize_rcu();
		hook_filter_copy_free(old);
	}
	return 0;
}

/**
 * graph_lists_changed - bring hits in line with what was edited
 * @tr: the instance
 *
 * Returns 0, or -errno with the old lists in force.
 */
int graph_lists_changed(struct trace_array *tr)
{
	struct graph_data *data = graph_data(tr);

	return take_over(data, false) ?: take_over(data, true) ?: graph_update(tr);
}

/**
 * graph_max_depth - how deep a graph goes
 * @tr: the instance
 *
 * Returns the number of calls in calls, 0 for any.
 */
unsigned int graph_max_depth(struct trace_array *tr)
{
	return graph_data(tr)->max_depth;
}

/**
 * graph_set_max_depth - set how deep a graph goes
 * @tr:	   the instance
 * @depth: calls in calls, 0 for any
 *
 * Returns 0 or -errno.
 */
int graph_set_max_depth(struct trace_array *tr, unsigned int depth)
{
	WRITE_ONCE(graph_data(tr)->max_depth, depth);
	return graph_update(tr);
}

/* ---- instances ------------------------------------------------------------------------------- */

/**
 * graph_lists_init - an instance is made
 * @data: its graph tracer
 */
void graph_lists_init(struct graph_data *data)
{
	data->lists.func = ftrace_stub;
	data->lists.flags |= HOOK_OPS_FL_LIST;
	data->lists.private = data->tr;
}

/**
 * graph_lists_exit - an instance goes away
 * @data: its graph tracer, which is not selected
 */
void graph_lists_exit(struct graph_data *data)
{
	ftrace_free_filter(&data->lists);
	for (int i = 0; i < ARRAY_SIZE(data->functions); i++)
		hook_filter_copy_free(rcu_dereference_protected(data->functions[i], true));
}

/* ---- the command line, for the top instance -------------------------------------------------- */

static char boot_functions[COMMAND_LINE_SIZE] __initdata;
static char boot_notrace[COMMAND_LINE_SIZE] __initdata;
static unsigned int boot_max_depth __initdata;

static int __init set_boot_functions(char *str)
{
	strscpy(boot_functions, str);
	return 1;
}
__setup("ftrace_graph_filter=", set_boot_functions);

static int __init set_boot_notrace(char *str)
{
	strscpy(boot_notrace, str);
	return 1;
}
__setup("ftrace_graph_notrace=", set_boot_notrace);

static int __init set_boot_max_depth(char *str)
{
	if (kstrtouint(str, 0, &boot_max_depth))
		pr_warn("tracing: ftrace_graph_max_depth=%s: not a number\n", str);
	return 1;
}
__setup("ftrace_graph_max_depth=", set_boot_max_depth);

/**
 * graph_lists_at_boot - what the command line asks for
 * @data: the graph tracer of the top instance
 */
void __init graph_lists_at_boot(struct graph_data *data)
{
	graph_lists_init(data);
	data->max_depth = boot_max_depth;
	ftrace_set_early_filter(&data->lists, boot_functions, true);
	ftrace_set_early_filter(&data->lists, boot_notrace, false);
	if (take_over(data, false) || take_over(data, true))
		pr_warn("tracing: no memory for the functions of the graph\n");
}
