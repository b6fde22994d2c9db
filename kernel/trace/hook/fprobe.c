// SPDX-License-Identifier: GPL-2.0-only
/*
 * fprobe: be called on the entry of a set of functions, on their exit, or both.
 *
 * A probe is an ops. Exits come from the shadow stack, where what the entry has to say to
 * the exit lies too; or from a rethook, if there is no shadow stack, if it has too many
 * users, or if the probe asks for a limit on calls at a time. Which handler the ops has is
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

#include "hook/fgraph.h"
#include "hook/filter.h"
#include "hook/guard.h"
#include "hook/hook.h"
#include "hook/ops.h"
#include "hook/rec.h"

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

#ifdef CONFIG_FUNCTION_GRAPH_TRACER

static __always_inline struct ftrace_ops *fprobe_ops(struct fprobe *fp)
{
	return &fp->graph.ops;
}

static __always_inline struct fprobe *fprobe_of(struct ftrace_ops *ops)
{
	return container_of(ops, struct fprobe, graph.ops);
}

#else

static __always_inline struct ftrace_ops *fprobe_ops(struct fprobe *fp)
{
	return &fp->ops;
}

static __always_inline struct fprobe *fprobe_of(struct ftrace_ops *ops)
{
	return container_of(ops, struct fprobe, ops);
}

#endif

static __always_inline void fprobe_missed(struct fprobe *fp)
{
	/* On several CPUs at a time, perhaps. */
	atomic_long_inc((atomic_long_t *)&fp->nmissed);
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

static __always_inline void fprobe_call_rethook(struct fprobe *fp, unsigned long ip,
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

#ifdef CONFIG_FUNCTION_GRAPH_TRACER

/*
 * On the shadow stack. What the entry callback has filled in for the exit lies in the
 * frame; probes that have nothing there return by a trampoline of their own. In all of
 * this @data is whether there is anything, mostly known beforehand.
 */

static __always_inline unsigned int fprobe_frame_size(struct fprobe *fp, bool data)
{
	return data ? fgraph_word_size(fp->graph.word) : fgraph_size(0);
}

static __always_inline void *fprobe_frame_data(struct fgraph_frame *frame, bool data)
{
	return data ? fgraph_frame_data(frame) : NULL;
}

static __always_inline void fprobe_call_exit(struct ftrace_return_regs *r,
					     struct fgraph_frame *frame, bool data)
{
	struct fgraph_ops *graph;
	struct fprobe *fp;

	r->regs.ip = fgraph_frame_ret(frame);
	graph = fgraph_frame_user(frame);
	if (unlikely(!graph))
		return;
	fp = container_of(graph, struct fprobe, graph);
	if (likely(!(fp->flags & FPROBE_FL_DISABLED)))
		fp->exit_handler(fp, frame->func, r->regs.ip, &r->regs,
				 fprobe_frame_data(frame, data));
}

static noinline notrace unsigned long
fprobe_exit_nested(struct ftrace_return_regs *r, struct fgraph_frame *frame, bool data)
{
	struct fgraph_ops *graph;
	unsigned int found;

	if (hook_guard_nest(&found)) {
		fprobe_call_exit(r, frame, data);
		hook_guard_leave(found);
		return fgraph_pop(frame, &r->parent);
	}
	preempt_disable_notrace();
	graph = fgraph_frame_user(frame);
	if (graph)
		fprobe_missed(container_of(graph, struct fprobe, graph));
	preempt_enable_notrace();
	return fgraph_pop(frame, &r->parent);
}

/* The function returns; preemption is as it has left it. */
static __always_inline unsigned long fprobe_exit_any(struct ftrace_return_regs *r, bool data)
{
	struct fgraph_frame *frame = fgraph_returning(&r->parent);

	if (unlikely(!frame))
		return r->parent;
	if (unlikely(!hook_guard_first()))
		return fprobe_exit_nested(r, frame, data);
	fprobe_call_exit(r, frame, data);
	hook_guard_end();
	return fgraph_pop(frame, &r->parent);
}

static __used notrace unsigned long fprobe_exit_plain(struct ftrace_return_regs *r)
{
	return fprobe_exit_any(r, false);
}

static __used notrace unsigned long fprobe_exit_data(struct ftrace_return_regs *r)
{
	return fprobe_exit_any(r, true);
}

DEFINE_FTRACE_RETURN_REGS(fprobe_return, fprobe_exit_plain);
DEFINE_FTRACE_RETURN_REGS(fprobe_return_data, fprobe_exit_data);

static __always_inline bool fprobe_rcu_watches(void)
{
	/* There, what runs where RCU does not watch cannot be hooked. */
	return IS_ENABLED(CONFIG_ARCH_WANTS_NO_INSTR) || rcu_is_watching();
}

/* Apart from the rest, which has nothing to keep for after the call then. */
static noinline notrace void fprobe_cancel(void)
{
	fgraph_cancel(fgraph_top());
}

static __always_inline void fprobe_call_graph(struct fprobe *fp, unsigned long ip,
					      unsigned long parent_ip,
					      struct ftrace_regs *fregs,
					      bool entry, bool data)
{
	struct pt_regs *regs = fprobe_regs(fregs);
	unsigned long *parent = (unsigned long *)regs->sp;
	struct fgraph_frame *frame = NULL;

	/* Callbacks of probes with exits rely on that. */
	if (likely(fprobe_rcu_watches()))
		frame = fgraph_begin_flat(&fp->graph, fprobe_frame_size(fp, data));
	if (unlikely(!frame)) {
		fprobe_missed(fp);
		return;
	}
	/* Others may have diverted it: @parent_ip is where it really goes. */
	fgraph_fill(frame, ip, parent, *parent);
	if (entry && fp->entry_handler(fp, ip, parent_ip, regs,
				       fprobe_frame_data(frame, data)))
		fprobe_cancel();
	else
		fgraph_divert(frame, data ? fprobe_return_data : fprobe_return);
}

static bool fprobe_wants_graph(const struct fprobe *fp)
{
	return fp->exit_handler && !fp->nr_maxactive &&
	       fgraph_size(fp->entry_data_size) <= FGRAPH_STACK_SIZE / 8;
}

static int fprobe_register_graph(struct fprobe *fp)
{
	return fgraph_register(&fp->graph,
			       fp->entry_data_size ? fprobe_return_data : fprobe_return,
			       fgraph_size(fp->entry_data_size));
}

static bool fprobe_on_graph(const struct fprobe *fp)
{
	return fp->graph.tag;
}

static int fprobe_unregister_graph(struct fprobe *fp)
{
	return fgraph_unregister(&fp->graph);
}

#else

static __always_inline void fprobe_call_graph(struct fprobe *fp, unsigned long ip,
					      unsigned long parent_ip,
					      struct ftrace_regs *fregs,
					      bool entry, bool data) { }

static bool fprobe_wants_graph(const struct fprobe *fp) { return false; }
static int fprobe_register_graph(struct fprobe *fp) { return -ENOSPC; }
static bool fprobe_on_graph(const struct fprobe *fp) { return false; }
static int fprobe_unregister_graph(struct fprobe *fp) { return -EINVAL; }

#endif

static __always_inline void fprobe_call_both(struct fprobe *fp, unsigned long ip,
					     unsigned long parent_ip,
					     struct ftrace_regs *fregs)
{
	if (fp->rethook)
		fprobe_call_rethook(fp, ip, parent_ip, fprobe_regs(fregs));
	else
		fprobe_call_graph(fp, ip, parent_ip, fregs, fp->entry_handler,
				  fp->entry_data_size);
}

static __always_inline void fprobe_call_any(struct fprobe *fp, unsigned long ip,
					    unsigned long parent_ip,
					    struct ftrace_regs *fregs)
{
	if (fp->exit_handler)
		fprobe_call_both(fp, ip, parent_ip, fregs);
	else
		fprobe_call_entry(fp, ip, parent_ip, fprobe_regs(fregs));
}

/*
 * The handlers of the ops, for each kind of probe.
 */

/**
 * enum fprobe_kind - what a handler is made for
 * @FPROBE_ENTRY: entries only
 * @FPROBE_BOTH: whatever has exits
 * @FPROBE_PLAIN: entries and exits, nothing to keep between, no limit on them, as most have it
 * @FPROBE_PLAIN_EXIT: the same with exits only
 */
enum fprobe_kind {
	FPROBE_ENTRY,
	FPROBE_BOTH,
	FPROBE_PLAIN,
	FPROBE_PLAIN_EXIT,
};

static __always_inline void fprobe_call(enum fprobe_kind kind, struct fprobe *fp,
					unsigned long ip, unsigned long parent_ip,
					struct ftrace_regs *fregs)
{
	switch (kind) {
	case FPROBE_ENTRY:
		fprobe_call_entry(fp, ip, parent_ip, fprobe_regs(fregs));
		break;
	case FPROBE_BOTH:
		fprobe_call_both(fp, ip, parent_ip, fregs);
		break;
	case FPROBE_PLAIN:
	case FPROBE_PLAIN_EXIT:
		fprobe_call_graph(fp, ip, parent_ip, fregs, kind == FPROBE_PLAIN, false);
		break;
	}
}

/* In a context that interrupted another hit. */
static noinline notrace void fprobe_hit_nested(struct fprobe *fp, unsigned long ip,
					       unsigned long parent_ip,
					       struct ftrace_regs *fregs)
{
	unsigned int found;

	if (!hook_guard_nest(&found)) {
		fprobe_missed(fp);
		return;
	}
	fprobe_call_any(fp, ip, parent_ip, fregs);
	hook_guard_leave(found);
}

static __always_inline void fprobe_hit(enum fprobe_kind kind, unsigned long ip,
				       unsigned long parent_ip, struct ftrace_ops *ops,
				       struct ftrace_regs *fregs)
{
	struct fprobe *fp = fprobe_of(ops);

	if (fp->flags & FPROBE_FL_DISABLED)
		return;
	if (unlikely(!hook_guard_first())) {
		fprobe_hit_nested(fp, ip, parent_ip, fregs);
		return;
	}
	fprobe_call(kind, fp, ip, parent_ip, fregs);
	hook_guard_end();
}

static notrace void fprobe_hit_entry(unsigned long ip, unsigned long parent_ip,
				     struct ftrace_ops *ops,
				     struct ftrace_regs *fregs)
{
	fprobe_hit(FPROBE_ENTRY, ip, parent_ip, ops, fregs);
}

static notrace void fprobe_hit_both(unsigned long ip, unsigned long parent_ip,
				    struct ftrace_ops *ops,
				    struct ftrace_regs *fregs)
{
	fprobe_hit(FPROBE_BOTH, ip, parent_ip, ops, fregs);
}

static notrace void fprobe_hit_plain(unsigned long ip, unsigned long parent_ip,
				     struct ftrace_ops *ops,
				     struct ftrace_regs *fregs)
{
	fprobe_hit(FPROBE_PLAIN, ip, parent_ip, ops, fregs);
}

static notrace void fprobe_hit_plain_exit(unsigned long ip, unsigned long parent_ip,
					  struct ftrace_ops *ops,
					  struct ftrace_regs *fregs)
{
	fprobe_hit(FPROBE_PLAIN_EXIT, ip, parent_ip, ops, fregs);
}

static notrace void fprobe_hit_shared(unsigned long ip, unsigned long parent_ip,
				      struct ftrace_ops *ops,
				      struct ftrace_regs *fregs)
{
	struct fprobe *fp = fprobe_of(ops);
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
		fprobe_call_any(fp, ip, parent_ip, fregs);
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
	if (!fp->exit_handler)
		return fprobe_hit_entry;
	if (!fprobe_wants_graph(fp) || fp->entry_data_size)
		return fprobe_hit_both;
	return fp->entry_handler ? fprobe_hit_plain : fprobe_hit_plain_exit;
}

/* What its flags say before it is registered for the first time may be anything. */
static bool fprobe_is_in_use(struct fprobe *fp)
{
	const struct ftrace_ops *ops;

	guard(mutex)(&hook_lock);
	list_for_each_entry(ops, &hook_ops_list, list) {
		if (ops == fprobe_ops(fp))
			return true;
	}
	return false;
}

static int fprobe_begin(struct fprobe *fp)
{
	struct ftrace_ops *ops;

	if (!fp || (!fp->entry_handler && !fp->exit_handler))
		return -EINVAL;
	if (fprobe_is_in_use(fp))
		return -EBUSY;
	fp->nmissed = 0;
	fp->rethook = NULL;
	ops = fprobe_ops(fp);
	memset(ops, 0, sizeof(*ops));
	ops->func = fprobe_handler_of(fp);
	ops->flags = FTRACE_OPS_FL_SAVE_REGS;
	/* Hooking a return changes the stack, and no register. */
	ops->flags |= HOOK_OPS_FL_LOOKS_ON;
	return 0;
}

/* With exits, if any, from a rethook. */
static int fprobe_register_rethook(struct fprobe *fp, unsigned int functions)
{
	int ret;

	ret = fprobe_prepare_exit(fp, functions);
	/* Handlers of the shadow stack know nothing of that. */
	if (fp->rethook && !(fp->flags & FPROBE_FL_KPROBE_SHARED))
		fprobe_ops(fp)->func = fprobe_hit_both;
	if (!ret)
		ret = register_ftrace_function(fprobe_ops(fp));
	if (ret && fp->rethook) {
		rethook_free(fp->rethook);
		fp->rethook = NULL;
	}
	return ret;
}

/* With the filter chosen, or with the error that this ended with. */
static int fprobe_finish(struct fprobe *fp, int ret)
{
	unsigned int functions = 0;

	/* Modules that come and go change it. */
	if (!ret && hook_filter_of(fprobe_ops(fp), false))
		functions = hook_count_wanted(fprobe_ops(fp));
	if (!ret && !functions)
		ret = -EINVAL;
	if (!ret) {
		ret = fprobe_wants_graph(fp) ? fprobe_register_graph(fp) : -ENOSPC;
		if (ret == -ENOSPC)
			ret = fprobe_register_rethook(fp, functions);
	}
	if (ret)
		ftrace_free_filter(fprobe_ops(fp));
	return ret;
}

/**
 * register_fprobe - probe the functions that patterns name
 * @fp: the probe
 * @filter: the functions, as in set_ftrace_filter
 * @notfilter: those that are left out; may be NULL
 *
 * Return: 0; -EINVAL if there are no callbacks or no such functions; -EBUSY if it is registered;
 * -ENOMEM; as registering an ops.
 */
int register_fprobe(struct fprobe *fp, const char *filter, const char *notfilter)
{
	int ret = filter ? fprobe_begin(fp) : -EINVAL;

	if (ret)
		return ret;
	ret = ftrace_set_filter(fprobe_ops(fp), (unsigned char *)filter,
				strlen(filter), 0);
	if (!ret && notfilter)
		ret = ftrace_set_notrace(fprobe_ops(fp), (unsigned char *)notfilter,
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
	int ret = addrs && num > 0 ? fprobe_begin(fp) : -EINVAL;

	if (ret)
		return ret;
	return fprobe_finish(fp, ftrace_set_filter_ips(fprobe_ops(fp), addrs, num, 0, 0));
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
	return fp && (fprobe_ops(fp)->flags & FTRACE_OPS_FL_ENABLED);
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
	if (fprobe_on_graph(fp))
		ret = fprobe_unregister_graph(fp);
	else
		ret = unregister_ftrace_function(fprobe_ops(fp));
	if (ret)
		return ret;
	if (fp->rethook) {
		rethook_free(fp->rethook);
		/* Its exits run with preemption disabled. */
		synchronize_rcu();
		fp->rethook = NULL;
	}
	ftrace_free_filter(fprobe_ops(fp));
	return 0;
}
EXPORT_SYMBOL_GPL(unregister_fprobe);
