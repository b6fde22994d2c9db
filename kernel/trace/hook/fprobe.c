// SPDX-License-Identifier: GPL-2.0-only
/*
 * fprobe: be called on the entry of a set of functions, on their exit, or both.
 *
 * A probe is an ops, and a rethook if it wants exits. Which handler the ops has is
 * decided at registration: one that wants entries only has no part in anything
 * that exits need. The registers that callbacks see are complete.
 *
 * Callbacks run with preemption disabled, in any context that runs kernel
 * functions. One that calls a probed function does not see that call, which is
 * counted in @nmissed. A probe that shares its callback with kprobes sees no call
 * that is made inside of a kprobe either, and no kprobe fires inside of it.
 *
 * Registering and unregistering sleep.
 */

#include <linux/err.h>
#include <linux/fprobe.h>
#include <linux/kprobes.h>
#include <linux/rethook.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>

#include "hook/filter.h"
#include "hook/guard.h"
#include "hook/hook.h"

/**
 * struct fprobe_exit - a call whose exit is awaited
 * @node: the rethook's
 * @entry_ip: the call site
 * @data: for the user, @entry_data_size bytes
 */
struct fprobe_exit {
	struct rethook_node	node;
	unsigned long		entry_ip;
	char			data[];
};

/* Hits on several CPUs may be miscounted; nothing hangs on the number. */
static __always_inline void fprobe_missed(struct fprobe *fp)
{
	WRITE_ONCE(fp->nmissed, READ_ONCE(fp->nmissed) + 1);
}

/* The ops asks for all registers. */
static __always_inline struct pt_regs *fprobe_regs(struct ftrace_regs *fregs)
{
	return &arch_ftrace_regs(fregs)->regs;
}

static __always_inline void fprobe_call_entry(struct fprobe *fp,
					      unsigned long ip,
					      unsigned long parent_ip,
					      struct pt_regs *regs)
{
	fp->entry_handler(fp, ip, parent_ip, regs, NULL);
}

static __always_inline void fprobe_call_both(struct fprobe *fp, unsigned long ip,
					     unsigned long parent_ip,
					     struct pt_regs *regs)
{
	struct rethook_node *node;
	struct fprobe_exit *exit;
	void *data;

	node = rethook_try_get(fp->rethook);
	if (!node) {
		fprobe_missed(fp);
		return;
	}
	exit = container_of(node, struct fprobe_exit, node);
	exit->entry_ip = ip;
	data = fp->entry_data_size ? exit->data : NULL;
	if (fp->entry_handler && fp->entry_handler(fp, ip, parent_ip, regs, data))
		rethook_recycle(node);
	else
		rethook_hook(node, regs, true);
}

/*
 * The handlers of the ops, for each kind of probe.
 */

static noinline notrace void fprobe_hit_nested(unsigned long ip,
					       unsigned long parent_ip,
					       struct ftrace_ops *ops,
					       struct ftrace_regs *fregs)
{
	struct fprobe *fp = container_of(ops, struct fprobe, ops);
	unsigned int found;

	if (!hook_guard_nest(&found)) {
		fprobe_missed(fp);
		return;
	}
	fprobe_call_entry(fp, ip, parent_ip, fprobe_regs(fregs));
	hook_guard_leave(found);
}

static notrace void fprobe_hit_entry(unsigned long ip, unsigned long parent_ip,
				     struct ftrace_ops *ops,
				     struct ftrace_regs *fregs)
{
	struct fprobe *fp = container_of(ops, struct fprobe, ops);

	if (fp->flags & FPROBE_FL_DISABLED)
		return;
	if (unlikely(!hook_guard_first())) {
		fprobe_hit_nested(ip, parent_ip, ops, fregs);
		return;
	}
	fprobe_call_entry(fp, ip, parent_ip, fprobe_regs(fregs));
	hook_guard_end();
}

static notrace void fprobe_hit_both(unsigned long ip, unsigned long parent_ip,
				    struct ftrace_ops *ops,
				    struct ftrace_regs *fregs)
{
	struct fprobe *fp = container_of(ops, struct fprobe, ops);
	unsigned int found;

	if (fprobe_disabled(fp))
		return;
	if (unlikely(!hook_guard_enter(&found))) {
		fprobe_missed(fp);
		return;
	}
	fprobe_call_both(fp, ip, parent_ip, fprobe_regs(fregs));
	hook_guard_leave(found);
}

static notrace void fprobe_hit_shared(unsigned long ip, unsigned long parent_ip,
				      struct ftrace_ops *ops,
				      struct ftrace_regs *fregs)
{
	struct fprobe *fp = container_of(ops, struct fprobe, ops);
	unsigned int found;

	if (fprobe_disabled(fp))
		return;
	if (!hook_guard_enter(&found)) {
		fprobe_missed(fp);
		return;
	}
	if (kprobe_running()) {
		fprobe_missed(fp);
	} else {
		kprobe_busy_begin();
		if (fp->exit_handler)
			fprobe_call_both(fp, ip, parent_ip, fprobe_regs(fregs));
		else
			fprobe_call_entry(fp, ip, parent_ip, fprobe_regs(fregs));
		kprobe_busy_end();
	}
	hook_guard_leave(found);
}

/* The function returns; preemption is disabled. */
static notrace void fprobe_hit_exit(struct rethook_node *node, void *data,
				    unsigned long ret_ip, struct pt_regs *regs)
{
	struct fprobe_exit *exit = container_of(node, struct fprobe_exit, node);
	struct fprobe *fp = data;
	unsigned int found;

	if (fprobe_disabled(fp))
		return;
	if (!hook_guard_enter(&found)) {
		fprobe_missed(fp);
		return;
	}
	fp->exit_handler(fp, exit->entry_ip, ret_ip, regs,
			 fp->entry_data_size ? exit->data : NULL);
	hook_guard_leave(found);
}

/*
 * Registering.
 */

/* As many calls as there can be on all CPUs, with room for some that sleep. */
static int fprobe_max_active(const struct fprobe *fp, unsigned int functions)
{
	if (fp->nr_maxactive)
		return fp->nr_maxactive;
	return functions * num_possible_cpus() * 2;
}

static int fprobe_prepare_exit(struct fprobe *fp, unsigned int functions)
{
	struct rethook *rh;

	fp->rethook = NULL;
	if (!fp->exit_handler)
		return 0;
	rh = rethook_alloc(fp, fprobe_hit_exit,
			   sizeof(struct fprobe_exit) + fp->entry_data_size,
			   fprobe_max_active(fp, functions));
	if (IS_ERR(rh))
		return PTR_ERR(rh);
	fp->rethook = rh;
	return 0;
}

static ftrace_func_t fprobe_handler_of(const struct fprobe *fp)
{
	if (fp->flags & FPROBE_FL_KPROBE_SHARED)
		return fprobe_hit_shared;
	return fp->exit_handler ? fprobe_hit_both : fprobe_hit_entry;
}

static int fprobe_begin(struct fprobe *fp)
{
	if (!fp || (!fp->entry_handler && !fp->exit_handler))
		return -EINVAL;
	fp->nmissed = 0;
	memset(&fp->ops, 0, sizeof(fp->ops));
	fp->ops.func = fprobe_handler_of(fp);
	fp->ops.flags = FTRACE_OPS_FL_SAVE_REGS;
	/* Hooking a return changes the stack, and no register. */
	fp->ops.flags |= HOOK_OPS_FL_LOOKS_ON;
	return 0;
}

/* With the filter chosen, or with the error that this ended with. */
static int fprobe_finish(struct fprobe *fp, int ret)
{
	struct ftrace_hash *filter = ret ? NULL : hook_filter_of(&fp->ops, false);

	if (!ret)
		ret = filter ? fprobe_prepare_exit(fp, filter->count) : -EINVAL;
	if (ret)
		goto free_filter;
	ret = register_ftrace_function(&fp->ops);
	if (!ret)
		return 0;
	if (fp->rethook)
		rethook_free(fp->rethook);
	fp->rethook = NULL;
free_filter:
	ftrace_free_filter(&fp->ops);
	return ret;
}

/**
 * register_fprobe - probe the functions that patterns name
 * @fp: the probe
 * @filter: the functions, as in set_ftrace_filter
 * @notfilter: those that are left out; may be NULL
 *
 * Return: 0; -EINVAL if there are no callbacks or no such functions; -ENOMEM; as
 * registering an ops.
 */
int register_fprobe(struct fprobe *fp, const char *filter, const char *notfilter)
{
	int ret = fprobe_begin(fp);

	if (ret || !filter)
		return -EINVAL;
	ret = ftrace_set_filter(&fp->ops, (unsigned char *)filter,
				strlen(filter), 0);
	if (!ret && notfilter)
		ret = ftrace_set_notrace(&fp->ops, (unsigned char *)notfilter,
					 strlen(notfilter), 0);
	return fprobe_finish(fp, ret);
}
EXPORT_SYMBOL_GPL(register_fprobe);

/**
 * register_fprobe_ips - probe functions
 * @fp: the probe
 * @addrs: addresses of functions or of their call sites
 * @num: number of them
 *
 * Return: as register_fprobe(); -EINVAL if there is no call site at an address.
 */
int register_fprobe_ips(struct fprobe *fp, unsigned long *addrs, int num)
{
	int ret = fprobe_begin(fp);

	if (ret || !addrs || num <= 0)
		return -EINVAL;
	return fprobe_finish(fp, ftrace_set_filter_ips(&fp->ops, addrs, num, 0, 0));
}
EXPORT_SYMBOL_GPL(register_fprobe_ips);

static int fprobe_name_cmp(const void *a, const void *b)
{
	const char * const *x = a, * const *y = b;

	return strcmp(*x, *y);
}

/**
 * register_fprobe_syms - probe functions by name
 * @fp: the probe
 * @syms: the names
 * @num: number of them
 *
 * Return: as register_fprobe(); -ESRCH if there is no such function.
 */
int register_fprobe_syms(struct fprobe *fp, const char **syms, int num)
{
	unsigned long *addrs;
	const char **sorted;
	int ret;

	if (!fp || !syms || num <= 0)
		return -EINVAL;
	addrs = kvcalloc(num, sizeof(*addrs), GFP_KERNEL);
	sorted = kvmalloc_array(num, sizeof(*sorted), GFP_KERNEL);
	ret = -ENOMEM;
	if (!addrs || !sorted)
		goto free;

	memcpy(sorted, syms, num * sizeof(*sorted));
	sort(sorted, num, sizeof(*sorted), fprobe_name_cmp, NULL);
	ret = ftrace_lookup_symbols(sorted, num, addrs);
	if (!ret)
		ret = register_fprobe_ips(fp, addrs, num);
free:
	kvfree(sorted);
	kvfree(addrs);
	return ret;
}
EXPORT_SYMBOL_GPL(register_fprobe_syms);

/**
 * fprobe_is_registered - can it be unregistered?
 * @fp: the probe; may be NULL
 */
bool fprobe_is_registered(struct fprobe *fp)
{
	return fp && (fp->ops.flags & FTRACE_OPS_FL_ENABLED);
}

/**
 * unregister_fprobe - probe no longer
 * @fp: the probe
 *
 * When it returns no callback runs any more, and none will.
 *
 * Return: 0; -EINVAL if it is not registered; -ENOMEM, and it still is.
 */
int unregister_fprobe(struct fprobe *fp)
{
	int ret;

	if (!fprobe_is_registered(fp))
		return -EINVAL;
	ret = unregister_ftrace_function(&fp->ops);
	if (ret)
		return ret;
	if (fp->rethook) {
		rethook_free(fp->rethook);
		/* Its exits run with preemption disabled. */
		synchronize_rcu();
		fp->rethook = NULL;
	}
	ftrace_free_filter(&fp->ops);
	return 0;
}
EXPORT_SYMBOL_GPL(unregister_fprobe);
