/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fprobe: be called on the entry and the exit of a set of functions.
 *
 * The entry comes from a function hook, the exit from a return hook. Without
 * CONFIG_FPROBE every registration is refused; struct fprobe stays, since
 * users embed it.
 */
#ifndef _LINUX_FPROBE_H
#define _LINUX_FPROBE_H

#include <linux/rethook.h>
#include <linux/ftrace.h>
#include <linux/compiler.h>

struct fprobe;

/* A non-zero return value of the entry callback cancels the exit callback. */
typedef int (*fprobe_entry_cb)(struct fprobe *fp, unsigned long entry_ip,
			       unsigned long ret_ip, struct pt_regs *regs,
			       void *entry_data);

typedef void (*fprobe_exit_cb)(struct fprobe *fp, unsigned long entry_ip,
			       unsigned long ret_ip, struct pt_regs *regs,
			       void *entry_data);

/**
 * struct fprobe - a probe on functions
 * @ops: the function hook, and
 * @graph: the one that has it, if exits can be had from the shadow stack
 * @nmissed: hits that were not reported
 * @flags: FPROBE_FL_*
 * @rethook: the return hook, if exits come from there
 * @entry_data_size: bytes handed from the entry to the exit callback
 * @nr_maxactive: most calls at a time whose exit is seen; 0: no limit to speak of
 * @entry_handler: called on entry
 * @exit_handler: called on exit
 */
struct fprobe {
#if defined(CONFIG_FUNCTION_GRAPH_TRACER)
	struct fgraph_ops	graph;
#elif defined(CONFIG_FUNCTION_TRACER)
	struct ftrace_ops	ops;
#endif
	unsigned long		nmissed;
	unsigned int		flags;
	struct rethook		*rethook;
	size_t			entry_data_size;
	int			nr_maxactive;
	fprobe_entry_cb		entry_handler;
	fprobe_exit_cb		exit_handler;
};

/* Registered, but asleep. */
#define FPROBE_FL_DISABLED	1
/* Shares its callback with kprobes, and their recursion rules. */
#define FPROBE_FL_KPROBE_SHARED	2

static inline bool fprobe_disabled(struct fprobe *fp)
{
	return fp && (fp->flags & FPROBE_FL_DISABLED);
}

static inline bool fprobe_shared_with_kprobes(struct fprobe *fp)
{
	return fp && (fp->flags & FPROBE_FL_KPROBE_SHARED);
}

#ifdef CONFIG_FPROBE

int register_fprobe(struct fprobe *fp, const char *filter,
		    const char *notfilter);
int register_fprobe_ips(struct fprobe *fp, unsigned long *addrs, int num);
int register_fprobe_syms(struct fprobe *fp, const char **syms, int num);
int unregister_fprobe(struct fprobe *fp);
bool fprobe_is_registered(struct fprobe *fp);

#else

static inline bool fprobe_is_registered(struct fprobe *fp)
{
	return false;
}

static inline int unregister_fprobe(struct fprobe *fp)
{
	return -EOPNOTSUPP;
}

static inline int register_fprobe_syms(struct fprobe *fp, const char **syms,
				       int num)
{
	return -EOPNOTSUPP;
}

static inline int register_fprobe_ips(struct fprobe *fp, unsigned long *addrs,
				      int num)
{
	return -EOPNOTSUPP;
}

static inline int register_fprobe(struct fprobe *fp, const char *filter,
				  const char *notfilter)
{
	return -EOPNOTSUPP;
}

#endif /* CONFIG_FPROBE */

/**
 * disable_fprobe - put a probe to sleep
 * @fp: the probe; may be NULL
 *
 * Callbacks that run already are not waited for.
 */
static inline void disable_fprobe(struct fprobe *fp)
{
	if (fp)
		fp->flags |= FPROBE_FL_DISABLED;
}

/**
 * enable_fprobe - wake a probe up
 * @fp: the probe; may be NULL
 */
static inline void enable_fprobe(struct fprobe *fp)
{
	if (fp)
		fp->flags &= ~FPROBE_FL_DISABLED;
}

#endif /* _LINUX_FPROBE_H */
