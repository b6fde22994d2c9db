// SPDX-License-Identifier: GPL-2.0-only
/*
 * instances/: mkdir makes an instance, rmdir removes it.
 *
 * An instance that somebody uses, be it through an open file or from inside the
 * kernel, stays: rmdir says -EBUSY.
 */
#include <linux/err.h>

#include "tracefs.h"

/* tracefs calls both without any lock held, and so maybe at the same time. */
static DEFINE_MUTEX(instances_lock);

static int instance_mkdir(const char *name)
{
	guard(mutex)(&instances_lock);
	return PTR_ERR_OR_ZERO(trace_array_create(name));
}

static int instance_rmdir(const char *name)
{
	struct trace_array *tr;

	guard(mutex)(&instances_lock);
	scoped_guard(mutex, &trace_types_lock)
		tr = trace_array_find(name);
	if (!tr)
		return -ENODEV;
	return trace_array_remove(tr);
}

/**
 * trace_instances_create - the directory instances/
 *
 * Return: the directory, NULL if it could not be made.
 */
struct dentry * __init trace_instances_create(void)
{
	return tracefs_create_instance_dir("instances", NULL, instance_mkdir, instance_rmdir);
}
