// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registering ops, and function hooks as a whole: on, off, dead.
 *
 * Process context; see linux/ftrace.h for what the flags of an ops mean. When
 * unregister_ftrace_function() returns, nothing calls the ops any more, and for
 * one that can be freed nothing runs in it either.
 */

#include <linux/delay.h>
#include <linux/ftrace.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/list.h>
#include <linux/rculist.h>
#include <linux/rcupdate.h>
#include <linux/workqueue.h>

#include <asm/sections.h>

#include "hook/direct.h"
#include "hook/ops.h"
#include "hook/patch.h"
#include "hook/rec.h"

int ftrace_enabled = 1;
bool hook_killed;
LIST_HEAD(hook_ops_list);

#ifdef CONFIG_DYNAMIC_FTRACE

/* The order of registration, of all ops that ever were. */
static u64 hook_ops_order;

static void hook_ops_init_filter(struct ftrace_ops *ops)
{
	ops->func_hash = &ops->local_hash;
}

static bool hook_ops_wants_all(const struct ftrace_ops *ops)
{
	return !ops->func_hash->filter_hash;
}

static void hook_ops_join(struct ftrace_ops *ops)
{
	ops->order = ++hook_ops_order;
}

/**
 * ftrace_ops_set_handlers - change what an ops does when it is hit
 * @ops: the ops; may be registered
 * @func: the callback
 * @entry: the entry handler, 0 for none
 *
 * Hits that are on their way still reach the old ones, and are not waited for.
 *
 * Return: 0, or -errno with the old handlers in force.
 */
int ftrace_ops_set_handlers(struct ftrace_ops *ops, ftrace_func_t func,
			    unsigned long entry)
{
	ftrace_func_t old_func;
	unsigned long old_entry;
	int ret;

	guard(mutex)(&hook_lock);
	hook_ops_init(ops);
	old_func = ops->func;
	old_entry = ops->entry;
	if (func == old_func && entry == old_entry)
		return 0;

	/* Walkers read it at any time. */
	WRITE_ONCE(ops->func, func);
	ops->entry = entry;
	ret = hook_retarget(ops, func != old_func);
	if (ret) {
		WRITE_ONCE(ops->func, old_func);
		ops->entry = old_entry;
	}
	return ret;
}

#else

/* See rec.h. */
DEFINE_MUTEX(hook_lock);

ftrace_func_t ftrace_trace_function __read_mostly = ftrace_stub;

static void hook_ops_init_filter(struct ftrace_ops *ops) { }
static void hook_ops_join(struct ftrace_ops *ops) { }

static bool hook_ops_wants_all(const struct ftrace_ops *ops)
{
	return true;
}

/* As above; there are no sites, and no entry handlers. */
int ftrace_ops_set_handlers(struct ftrace_ops *ops, ftrace_func_t func,
			    unsigned long entry)
{
	WRITE_ONCE(ops->func, func);
	return 0;
}

int hook_patch_all(void)
{
	bool on = ftrace_enabled && !list_empty(&hook_ops_list);

	WRITE_ONCE(ftrace_trace_function,
		   on ? arch_ftrace_ops_list_func : ftrace_stub);
	return 0;
}

void hook_ops_wait(void)
{
	hook_wait_cpus();
	synchronize_rcu_tasks();
}

#endif /* CONFIG_DYNAMIC_FTRACE */

static void hook_nothing(struct work_struct *work) { }

/**
 * hook_wait_cpus - wait until each CPU has scheduled
 *
 * What ran with preemption off has come to its end then, also where RCU does not watch. The same
 * as synchronize_rcu_tasks_rude(), for which a thread would have to be there from boot on, for
 * nobody but us. Sleeps; no lock may be held.
 */
void hook_wait_cpus(void)
{
	/* It needs some memory; there will be. */
	while (schedule_on_each_cpu(hook_nothing))
		msleep(20);
}

/**
 * hook_ops_init - make a zeroed ops usable
 * @ops: the ops; nothing happens if it has been here before
 */
void hook_ops_init(struct ftrace_ops *ops)
{
	if (ops->flags & FTRACE_OPS_FL_INITIALIZED)
		return;
	INIT_LIST_HEAD(&ops->list);
	hook_ops_init_filter(ops);
	ops->flags |= FTRACE_OPS_FL_INITIALIZED;
}

static int hook_ops_check(struct ftrace_ops *ops)
{
	if (ops->flags & FTRACE_OPS_FL_DELETED)
		return -EINVAL;
	if (ops->flags & FTRACE_OPS_FL_ENABLED)
		return -EBUSY;
	if ((ops->flags & FTRACE_OPS_FL_PERMANENT) && !ftrace_enabled)
		return -EBUSY;

	if (IS_ENABLED(CONFIG_DYNAMIC_FTRACE_WITH_REGS)) {
		if (ops->flags & FTRACE_OPS_FL_SAVE_REGS_IF_SUPPORTED)
			ops->flags |= FTRACE_OPS_FL_SAVE_REGS;
	} else if ((ops->flags & FTRACE_OPS_FL_SAVE_REGS) &&
		   !(ops->flags & FTRACE_OPS_FL_SAVE_REGS_IF_SUPPORTED)) {
		return -EINVAL;
	}

	if (ops->flags & FTRACE_OPS_FL_IPMODIFY) {
		/* It needs to see registers that it can change ... */
		if (!IS_ENABLED(CONFIG_DYNAMIC_FTRACE_WITH_ARGS) &&
		    !(ops->flags & FTRACE_OPS_FL_SAVE_REGS))
			return -EINVAL;
		/* ... and cannot mean every function. */
		if (hook_ops_wants_all(ops))
			return -EINVAL;
	}
	return 0;
}

/**
 * hook_ops_register_locked - register an ops
 * @ops: the ops
 *
 * With the hook lock held.
 *
 * Return: as register_ftrace_function().
 */
int hook_ops_register_locked(struct ftrace_ops *ops)
{
	int ret;

	if (hook_killed)
		return -ENODEV;
	hook_ops_init(ops);
	ret = hook_ops_check(ops);
	if (ret)
		return ret;

	if (!is_kernel_core_data((unsigned long)ops))
		ops->flags |= FTRACE_OPS_FL_DYNAMIC;
	hook_ops_join(ops);
	ops->flags |= FTRACE_OPS_FL_ENABLED;
	list_add_tail_rcu(&ops->list, &hook_ops_list);

	ret = hook_patch_ops(ops);
	if (ret) {
		ops->flags &= ~FTRACE_OPS_FL_ENABLED;
		list_del_rcu(&ops->list);
	}
	return ret;
}

/**
 * hook_ops_unregister_locked - unregister an ops
 * @ops: the ops
 *
 * With the hook lock held. To be followed, without it, by hook_ops_wait() if the
 * ops or its code can go.
 *
 * Return: 0; -EBUSY if it is not registered; -ENOMEM, and it still is.
 */
int hook_ops_unregister_locked(struct ftrace_ops *ops)
{
	int ret;

	if (!(ops->flags & FTRACE_OPS_FL_ENABLED))
		return -EBUSY;

	ops->flags &= ~FTRACE_OPS_FL_ENABLED;
	list_del_rcu(&ops->list);
	/* Dead sites stay as they are, and nobody will ever look at them. */
	ret = hook_patch_ops(ops);
	if (!ret || hook_killed)
		return 0;
	ops->flags |= FTRACE_OPS_FL_ENABLED;
	list_add_tail_rcu(&ops->list, &hook_ops_list);
	return ret;
}

/**
 * register_ftrace_function - have an ops called on its functions
 * @ops: the ops
 *
 * Return: 0; -EBUSY if it is registered, if functions can have only one ops of
 * its kind and have one, or if it is PERMANENT and hooks are switched off;
 * -EINVAL if its flags cannot be served; -ENOMEM; -ENODEV after ftrace_kill().
 */
int register_ftrace_function(struct ftrace_ops *ops)
{
	int ret;

	ret = hook_direct_share(ops);
	if (ret)
		return ret;
	mutex_lock(&hook_lock);
	ret = hook_ops_register_locked(ops);
	mutex_unlock(&hook_lock);
	if (ret)
		hook_direct_unshare(ops);
	hook_direct_share_end(ops);
	return ret;
}
EXPORT_SYMBOL_GPL(register_ftrace_function);

/**
 * unregister_ftrace_function - have an ops not called any more
 * @ops: the ops
 *
 * May sleep for long if the ops can be freed afterwards.
 *
 * Return: 0; -EBUSY if it is not registered; -ENOMEM, and it still is.
 */
int unregister_ftrace_function(struct ftrace_ops *ops)
{
	int ret;

	hook_direct_share_begin(ops);
	mutex_lock(&hook_lock);
	ret = hook_ops_unregister_locked(ops);
	mutex_unlock(&hook_lock);
	if (!ret)
		hook_direct_unshare(ops);
	hook_direct_share_end(ops);
	if (!ret && (ops->flags & FTRACE_OPS_FL_DYNAMIC))
		hook_ops_wait();
	return ret;
}
EXPORT_SYMBOL_GPL(unregister_ftrace_function);

int hook_unregister(struct ftrace_ops *ops)
{
	guard(mutex)(&hook_lock);
	return hook_ops_unregister_locked(ops);
}

/**
 * hook_ops_switch - switch all function hooks on or off
 * @on: not 0: on; kept as ftrace_enabled
 *
 * Return: 0; -EBUSY if a PERMANENT ops is registered; -ENODEV; -ENOMEM.
 */
int hook_ops_switch(int on)
{
	int was = ftrace_enabled;
	struct ftrace_ops *ops;
	int ret;

	guard(mutex)(&hook_lock);
	if (hook_killed)
		return -ENODEV;
	list_for_each_entry(ops, &hook_ops_list, list) {
		if (!on && (ops->flags & FTRACE_OPS_FL_PERMANENT))
			return -EBUSY;
	}
	ftrace_enabled = on;
	ret = hook_patch_all();
	if (ret)
		ftrace_enabled = was;
	return ret;
}

/**
 * ftrace_kill - give up function hooks for good
 *
 * Text is not touched any more: what is hooked stays hooked.
 */
void ftrace_kill(void)
{
	hook_killed = true;
	ftrace_enabled = 0;
	kprobe_ftrace_kill();
#ifndef CONFIG_DYNAMIC_FTRACE
	ftrace_trace_function = ftrace_stub;
#endif
}
