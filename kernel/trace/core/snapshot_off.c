// SPDX-License-Identifier: GPL-2.0-only
/*
 * What others in the kernel call for snapshots, where the kernel was built without: it says so in
 * the trace, and changes nothing.
 */
#include <linux/export.h>

#include "trace.h"

/**
 * tracing_alloc_snapshot - make room for snapshots of the top instance
 *
 * Return: -ENODEV: this kernel has no snapshots.
 */
int tracing_alloc_snapshot(void)
{
	return -ENODEV;
}
EXPORT_SYMBOL_GPL(tracing_alloc_snapshot);

/**
 * tracing_snapshot - take a snapshot of the top instance
 */
void tracing_snapshot(void)
{
	static const char text[] = "*** NO SNAPSHOT: this kernel was built without ***\n";

	__trace_puts(_THIS_IP_, text, sizeof(text) - 1);
}
EXPORT_SYMBOL_GPL(tracing_snapshot);

/**
 * tracing_snapshot_alloc - make room for a snapshot of the top instance, and take it
 */
void tracing_snapshot_alloc(void)
{
	tracing_snapshot();
}
EXPORT_SYMBOL_GPL(tracing_snapshot_alloc);

/**
 * tracing_snapshot_cond - take a snapshot if a condition agrees
 * @tr:	       the instance
 * @cond_data: for the condition
 */
void tracing_snapshot_cond(struct trace_array *tr, void *cond_data)
{
}
EXPORT_SYMBOL_GPL(tracing_snapshot_cond);

/**
 * tracing_cond_snapshot_data - what tracing_snapshot_cond_enable() was given
 * @tr: the instance
 *
 * Return: NULL.
 */
void *tracing_cond_snapshot_data(struct trace_array *tr)
{
	return NULL;
}
EXPORT_SYMBOL_GPL(tracing_cond_snapshot_data);

/**
 * tracing_snapshot_cond_enable - let a function decide on each tracing_snapshot_cond()
 * @tr:	    the instance
 * @data:   for the function
 * @update: the function
 *
 * Return: -ENODEV.
 */
int tracing_snapshot_cond_enable(struct trace_array *tr, void *data, cond_update_fn_t update)
{
	return -ENODEV;
}
EXPORT_SYMBOL_GPL(tracing_snapshot_cond_enable);

/**
 * tracing_snapshot_cond_disable - undo tracing_snapshot_cond_enable()
 * @tr: the instance
 *
 * Return: -ENODEV.
 */
int tracing_snapshot_cond_disable(struct trace_array *tr)
{
	return -ENODEV;
}
EXPORT_SYMBOL_GPL(tracing_snapshot_cond_disable);

/**
 * ftrace_boot_snapshot - the kernel has come up
 */
void ftrace_boot_snapshot(void)
{
}
