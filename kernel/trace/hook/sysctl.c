// SPDX-License-Identifier: GPL-2.0-only
/*
 * kernel.ftrace_enabled: switch all function hooks off and on, except for those
 * that ask to be left alone.
 */

#include <linux/ftrace.h>
#include <linux/init.h>
#include <linux/sysctl.h>

#include "hook/ops.h"

static int ftrace_enabled_handler(const struct ctl_table *table, int write,
				  void *buffer, size_t *lenp, loff_t *ppos)
{
	int value = ftrace_enabled;
	struct ctl_table copy = *table;
	int ret;

	copy.data = &value;
	ret = proc_dointvec(&copy, write, buffer, lenp, ppos);
	if (ret || !write || !value == !ftrace_enabled)
		return ret;
	return hook_ops_switch(value);
}

static struct ctl_table ftrace_sysctls[] = {
	{
		.procname	= "ftrace_enabled",
		.data		= &ftrace_enabled,
		.maxlen		= sizeof(int),
		.mode		= 0644,
		.proc_handler	= ftrace_enabled_handler,
	},
};

static int __init ftrace_sysctl_init(void)
{
	register_sysctl_init("kernel", ftrace_sysctls);
	return 0;
}
late_initcall(ftrace_sysctl_init);
