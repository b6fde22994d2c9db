/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Function hooks: have a callback called on the entry of kernel functions.
 *
 * This is the contract between the tracing subsystem and the rest of the
 * kernel. In the order of this file: the registers that a callback gets, the
 * ops that carries a callback, filters that choose functions, direct calls,
 * call-site queries, module and boot life cycle, and the calls that tracing as
 * a whole gets from the base. With an option off, its functions are inline
 * no-ops here, so that callers need no #ifdef.
 */
#ifndef _LINUX_FTRACE_H
#define _LINUX_FTRACE_H

/* Many files rely on what this header brings along; do not thin the list. */
#include <linux/trace_recursion.h>
#include <linux/trace_clock.h>
#include <linux/jump_label.h>
#include <linux/kallsyms.h>
#include <linux/linkage.h>
#include <linux/bitops.h>
#include <linux/ptrace.h>
#include <linux/ktime.h>
#include <linux/sched.h>
#include <linux/types.h>
#include <linux/init.h>
#include <linux/fs.h>

#include <asm/ftrace.h>

struct ftrace_ops;
struct ftrace_regs;
struct ftrace_hash;
struct fgraph_ops;
struct module;
struct seq_file;

/*
 * Registers.
 */

#ifdef CONFIG_FUNCTION_TRACER

#include <linux/ftrace_regs.h>

/*
 * The registers at a function's entry: its arguments, its stack and frame
 * pointer and where it continues. Opaque; the ftrace_regs_*() accessors know
 * what the architecture keeps where.
 */
struct ftrace_regs {
};

#define ftrace_regs_size()	sizeof(struct __arch_ftrace_regs)

#ifndef CONFIG_HAVE_DYNAMIC_FTRACE_WITH_ARGS
/* Without that option a callback gets all registers or no regs at all. */
static inline struct pt_regs *arch_ftrace_get_regs(struct ftrace_regs *fregs)
{
	return &arch_ftrace_regs(fregs)->regs;
}

static inline void ftrace_regs_set_instruction_pointer(struct ftrace_regs *fregs,
						       unsigned long ip) { }
#endif

/**
 * ftrace_get_regs - the full register set, if there is one
 * @fregs: what the callback was called with; may be NULL
 *
 * Return: all registers for an ops with FTRACE_OPS_FL_SAVE_REGS; else NULL,
 * although functions that share the call site may make it non-NULL as well.
 */
static __always_inline struct pt_regs *ftrace_get_regs(struct ftrace_regs *fregs)
{
	return fregs ? arch_ftrace_get_regs(fregs) : NULL;
}

#ifndef arch_ftrace_fill_perf_regs
static inline void arch_ftrace_fill_perf_regs(struct ftrace_regs *fregs,
					      struct pt_regs *regs) { }
#endif

/* As much of a pt_regs as a stack trace from the function's entry wants. */
static __always_inline struct pt_regs *
ftrace_fill_perf_regs(struct ftrace_regs *fregs, struct pt_regs *regs)
{
#ifdef CONFIG_HAVE_DYNAMIC_FTRACE_WITH_ARGS
	arch_ftrace_fill_perf_regs(fregs, regs);
	return regs;
#else
	return &arch_ftrace_regs(fregs)->regs;
#endif
}

/* May the accessors of arguments and stack pointer be used on @fregs? */
static __always_inline bool ftrace_regs_has_args(struct ftrace_regs *fregs)
{
#ifdef CONFIG_HAVE_DYNAMIC_FTRACE_WITH_ARGS
	return true;
#else
	return ftrace_get_regs(fregs);
#endif
}

#endif /* CONFIG_FUNCTION_TRACER */

/*
 * Ops.
 */

/*
 * Flags of an ops. An owner sets those of the first group before registration;
 * the second group is the hook layer's own. The numbers are printed by nobody
 * and stay for the sake of modules.
 */
enum {
	/* The callback needs a full pt_regs, ... */
	FTRACE_OPS_FL_SAVE_REGS			= BIT(2),
	/* ... or likes one, and can live without. */
	FTRACE_OPS_FL_SAVE_REGS_IF_SUPPORTED	= BIT(3),
	/* The callback has no guard against recursion: guard it. */
	FTRACE_OPS_FL_RECURSION			= BIT(4),
	/* Call it only where RCU watches. */
	FTRACE_OPS_FL_RCU			= BIT(14),
	/*
	 * It may change where the function continues. There can be only one
	 * such ops on a function.
	 */
	FTRACE_OPS_FL_IPMODIFY			= BIT(12),
	/* kernel.ftrace_enabled does not switch it off. */
	FTRACE_OPS_FL_PERMANENT			= BIT(16),
	/*
	 * The ops, or code that it calls, can be freed once unregistered. Set
	 * on its own for what lies outside of the kernel image.
	 */
	FTRACE_OPS_FL_DYNAMIC			= BIT(1),
	/* A place holder that need not be called. */
	FTRACE_OPS_FL_STUB			= BIT(5),
	/* set_ftrace_pid applies. */
	FTRACE_OPS_FL_PID			= BIT(13),
	/* @private is a struct trace_array. */
	FTRACE_OPS_FL_TRACE_ARRAY		= BIT(15),
	/* Lives behind another ops. */
	FTRACE_OPS_FL_SUBOP			= BIT(18),

	/* Registered. */
	FTRACE_OPS_FL_ENABLED			= BIT(0),
	/* @func_hash is set up. */
	FTRACE_OPS_FL_INITIALIZED		= BIT(6),
	/* Call sites call @direct_call. */
	FTRACE_OPS_FL_DIRECT			= BIT(17),
	/* Must not be registered any more. */
	FTRACE_OPS_FL_DELETED			= BIT(7),
};

/* Arguments come for free with one option and cost the full set without. */
#ifdef CONFIG_DYNAMIC_FTRACE_WITH_ARGS
#define FTRACE_OPS_FL_SAVE_ARGS	0
#else
#define FTRACE_OPS_FL_SAVE_ARGS	FTRACE_OPS_FL_SAVE_REGS
#endif

/*
 * Questions to the owner of a DIRECT ops about sharing functions with an ops
 * that has IPMODIFY. The answer 0 is a yes.
 *
 * ENABLE_SHARE_IPMODIFY_SELF - this ops is being registered, on functions where
 *	an IPMODIFY ops is. Asked with the direct and the hook lock held.
 * ENABLE_SHARE_IPMODIFY_PEER - an IPMODIFY ops is being registered on functions
 *	of this one. Asked with the direct lock held.
 * DISABLE_SHARE_IPMODIFY_PEER - that one has gone. Same lock.
 */
enum ftrace_ops_cmd {
	FTRACE_OPS_CMD_ENABLE_SHARE_IPMODIFY_SELF,
	FTRACE_OPS_CMD_ENABLE_SHARE_IPMODIFY_PEER,
	FTRACE_OPS_CMD_DISABLE_SHARE_IPMODIFY_PEER,
};

typedef int (*ftrace_ops_func_t)(struct ftrace_ops *op, enum ftrace_ops_cmd cmd);

#ifdef CONFIG_FUNCTION_TRACER

/*
 * A callback. @ip is the call site, @parent_ip the return address of the
 * function's caller. Runs in any context that runs kernel functions, NMIs too.
 */
typedef void (*ftrace_func_t)(unsigned long ip, unsigned long parent_ip,
			      struct ftrace_ops *op, struct ftrace_regs *fregs);

#ifdef CONFIG_DYNAMIC_FTRACE
/* Which functions: those in @filter_hash (NULL: all) but not in @notrace_hash. */
struct ftrace_ops_hash {
	struct ftrace_hash	*filter_hash;
	struct ftrace_hash	*notrace_hash;
};
#endif

/**
 * struct ftrace_ops - a callback, and the functions whose entries it wants
 * @func: the callback; changed on a registered ops by ftrace_ops_set_handlers()
 * @flags: FTRACE_OPS_FL_*
 * @private: the owner's
 * @list: in the list of registered ops
 * @order: place among the ops of a function: older registrations come first
 * @local_hash: the ops' own filter
 * @func_hash: the filter in use; an ops may share that of another
 * @trampoline: where the unwinder is told of a trampoline
 * @trampoline_size: its size
 * @entry: handler that can be the call's target itself, or 0: preserves all
 *	registers, takes no arguments. Used where this ops is alone and needs no
 *	registers; changed in the same way.
 * @ops_func: answers enum ftrace_ops_cmd
 * @direct_call: target of a DIRECT ops
 *
 * Zero-initialised but for @func, @flags and @private, it can be registered.
 */
struct ftrace_ops {
	ftrace_func_t			func;
	unsigned long			flags;
	void				*private;
	struct list_head		list;
	unsigned long			entry;
#ifdef CONFIG_DYNAMIC_FTRACE
	u64				order;
	struct ftrace_ops_hash		local_hash;
	struct ftrace_ops_hash		*func_hash;
	unsigned long			trampoline;
	unsigned long			trampoline_size;
	ftrace_ops_func_t		ops_func;
#ifdef CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS
	unsigned long			direct_call;
#endif
#endif
};

extern int ftrace_enabled;

int register_ftrace_function(struct ftrace_ops *ops);
int unregister_ftrace_function(struct ftrace_ops *ops);
int ftrace_ops_set_handlers(struct ftrace_ops *ops, ftrace_func_t func,
			    unsigned long entry);

/* The callback of nobody. */
void ftrace_stub(unsigned long ip, unsigned long parent_ip,
		 struct ftrace_ops *op, struct ftrace_regs *fregs);

/* Calls every registered ops. The linker script gives it a second name. */
void arch_ftrace_ops_list_func(unsigned long ip, unsigned long parent_ip,
			       struct ftrace_ops *op, struct ftrace_regs *fregs);

/* What __fentry__ calls, where call sites are not patched. */
extern ftrace_func_t ftrace_trace_function;

/* Give up function hooks for good: something is wrong with the text. */
void ftrace_kill(void);

int ftrace_lookup_symbols(const char **sorted_syms, size_t cnt,
			  unsigned long *addrs);

static inline void tracer_disable(void)
{
	ftrace_enabled = 0;
}

/*
 * For kexec and suspend, when one CPU is left: nothing new is hooked between
 * the two.
 */
static inline int __ftrace_enabled_save(void)
{
	int enabled = ftrace_enabled;

	ftrace_enabled = 0;
	return enabled;
}

static inline void __ftrace_enabled_restore(int enabled)
{
	ftrace_enabled = enabled;
}

#else /* !CONFIG_FUNCTION_TRACER */

static inline int register_ftrace_function(struct ftrace_ops *ops)
{
	return 0;
}

static inline int unregister_ftrace_function(struct ftrace_ops *ops)
{
	return 0;
}

static inline int ftrace_lookup_symbols(const char **sorted_syms, size_t cnt,
					unsigned long *addrs)
{
	return -EOPNOTSUPP;
}

static inline void ftrace_kill(void) { }
static inline void tracer_disable(void) { }
static inline int __ftrace_enabled_save(void) { return 0; }
static inline void __ftrace_enabled_restore(int enabled) { }

#endif /* CONFIG_FUNCTION_TRACER */

/*
 * Filters and call sites.
 */

#ifdef CONFIG_DYNAMIC_FTRACE

int ftrace_set_filter_ip(struct ftrace_ops *ops, unsigned long ip,
			 int remove, int reset);
int ftrace_set_filter_ips(struct ftrace_ops *ops, unsigned long *ips,
			  unsigned int cnt, int remove, int reset);
int ftrace_set_filter(struct ftrace_ops *ops, unsigned char *buf, int len,
		      int reset);
int ftrace_set_notrace(struct ftrace_ops *ops, unsigned char *buf, int len,
		       int reset);
void ftrace_set_global_filter(unsigned char *buf, int len, int reset);
void ftrace_set_global_notrace(unsigned char *buf, int len, int reset);
void ftrace_ops_set_global_filter(struct ftrace_ops *ops);
void ftrace_free_filter(struct ftrace_ops *ops);
void ftrace_set_early_filter(struct ftrace_ops *ops, char *buf, int enable);

unsigned long ftrace_location(unsigned long ip);
unsigned long ftrace_location_range(unsigned long start, unsigned long end);
int ftrace_text_reserved(const void *start, const void *end);

struct ftrace_ops *ftrace_ops_trampoline(unsigned long addr);
bool is_ftrace_trampoline(unsigned long addr);

/* Templates of the trampolines, in assembly. */
void ftrace_caller(void);
void ftrace_regs_caller(void);

void ftrace_module_init(struct module *mod);
void ftrace_module_enable(struct module *mod);
void ftrace_release_mod(struct module *mod);
void ftrace_free_init_mem(void);
void ftrace_free_mem(struct module *mod, void *start, void *end);

int ftrace_mod_get_kallsym(unsigned int symnum, unsigned long *value,
			   char *type, char *name, char *module_name,
			   int *exported);

#else /* !CONFIG_DYNAMIC_FTRACE */

static inline int ftrace_set_filter_ip(struct ftrace_ops *ops, unsigned long ip,
				       int remove, int reset)
{
	return -ENODEV;
}

static inline int ftrace_set_filter_ips(struct ftrace_ops *ops,
					unsigned long *ips, unsigned int cnt,
					int remove, int reset)
{
	return -ENODEV;
}

static inline int ftrace_set_filter(struct ftrace_ops *ops, unsigned char *buf,
				    int len, int reset)
{
	return -ENODEV;
}

static inline int ftrace_set_notrace(struct ftrace_ops *ops, unsigned char *buf,
				     int len, int reset)
{
	return -ENODEV;
}

static inline void ftrace_set_global_filter(unsigned char *buf, int len,
					    int reset) { }
static inline void ftrace_set_global_notrace(unsigned char *buf, int len,
					     int reset) { }
static inline void ftrace_ops_set_global_filter(struct ftrace_ops *ops) { }
static inline void ftrace_free_filter(struct ftrace_ops *ops) { }
static inline void ftrace_set_early_filter(struct ftrace_ops *ops, char *buf,
					   int enable) { }

static inline unsigned long ftrace_location(unsigned long ip)
{
	return 0;
}

static inline unsigned long ftrace_location_range(unsigned long start,
						  unsigned long end)
{
	return 0;
}

static inline int ftrace_text_reserved(const void *start, const void *end)
{
	return 0;
}

static inline bool is_ftrace_trampoline(unsigned long addr)
{
	return false;
}

static inline void ftrace_module_init(struct module *mod) { }
static inline void ftrace_module_enable(struct module *mod) { }
static inline void ftrace_release_mod(struct module *mod) { }
static inline void ftrace_free_init_mem(void) { }
static inline void ftrace_free_mem(struct module *mod, void *start, void *end) { }

static inline int ftrace_mod_get_kallsym(unsigned int symnum,
					 unsigned long *value, char *type,
					 char *name, char *module_name,
					 int *exported)
{
	return -1;
}

#endif /* CONFIG_DYNAMIC_FTRACE */

#if defined(CONFIG_DYNAMIC_FTRACE) && defined(CONFIG_MODULES)
int ftrace_mod_address_lookup(unsigned long addr, unsigned long *size,
			      unsigned long *off, char **modname,
			      const unsigned char **modbuildid, char *sym);
#else
static inline int ftrace_mod_address_lookup(unsigned long addr,
					    unsigned long *size,
					    unsigned long *off, char **modname,
					    const unsigned char **modbuildid,
					    char *sym)
{
	return 0;
}
#endif

/* Where the compiler lists call sites; the module loader looks for it. */
#ifdef CONFIG_FTRACE_MCOUNT_RECORD
#ifdef CC_USING_PATCHABLE_FUNCTION_ENTRY
#define FTRACE_CALLSITE_SECTION	"__patchable_function_entries"
#else
#define FTRACE_CALLSITE_SECTION	"__mcount_loc"
#endif
void ftrace_init(void);
#else
static inline void ftrace_init(void) { }
#endif

/*
 * Direct calls: the call site calls code of the owner's own making.
 */

#ifdef CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS

int register_ftrace_direct(struct ftrace_ops *ops, unsigned long addr);
int unregister_ftrace_direct(struct ftrace_ops *ops, unsigned long addr,
			     bool free_filters);
int modify_ftrace_direct(struct ftrace_ops *ops, unsigned long addr);
int modify_ftrace_direct_nolock(struct ftrace_ops *ops, unsigned long addr);

#else

static inline int register_ftrace_direct(struct ftrace_ops *ops,
					 unsigned long addr)
{
	return -EOPNOTSUPP;
}

static inline int unregister_ftrace_direct(struct ftrace_ops *ops,
					   unsigned long addr,
					   bool free_filters)
{
	return -EOPNOTSUPP;
}

static inline int modify_ftrace_direct(struct ftrace_ops *ops,
				       unsigned long addr)
{
	return -EOPNOTSUPP;
}

static inline int modify_ftrace_direct_nolock(struct ftrace_ops *ops,
					      unsigned long addr)
{
	return -EOPNOTSUPP;
}

#endif /* CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS */

/*
 * Function graph: entries and returns.
 */

/* Recorded on a function's entry. */
struct ftrace_graph_ent {
	unsigned long	func;
	int		depth;
} __packed;

/* Recorded on a function's return. */
struct ftrace_graph_ret {
	unsigned long	func;
#ifdef CONFIG_FUNCTION_GRAPH_RETVAL
	unsigned long	retval;
#endif
	int		depth;
	/* Calls that did not fit on the shadow stack. */
	unsigned int	overrun;
	unsigned long long calltime;
	unsigned long long rettime;
} __packed;

typedef void (*trace_func_graph_ret_t)(struct ftrace_graph_ret *,
				       struct fgraph_ops *);
/* Non-zero: the return is wanted too. */
typedef int (*trace_func_graph_ent_t)(struct ftrace_graph_ent *,
				      struct fgraph_ops *);

#ifdef CONFIG_FUNCTION_GRAPH_TRACER

/**
 * struct fgraph_ops - a user of entries and returns
 * @entryfunc: called on entries; may reserve data for @retfunc
 * @retfunc: called on the returns of calls to which @entryfunc has said yes
 * @ops: the functions; filled in by the user as far as its filter goes
 * @private: the user's
 * @idx: while registered, names the user, see fgraph_reserve_data()
 * @tag: of its frames, 0 while not registered; the hook layer's own
 * @word: how its frames begin; the same
 *
 * Zero-initialised but for the callbacks and @private, it can be registered. The
 * callbacks run with preemption disabled, guarded against recursion, in any
 * context that runs kernel functions.
 */
struct fgraph_ops {
	trace_func_graph_ent_t	entryfunc;
	trace_func_graph_ret_t	retfunc;
	struct ftrace_ops	ops;
	void			*private;
	int			idx;
	u32			tag;
	u64			word;
};

#define __notrace_funcgraph	notrace

int register_ftrace_graph(struct fgraph_ops *gops);
void unregister_ftrace_graph(struct fgraph_ops *gops);

void *fgraph_reserve_data(int idx, int size_bytes);
void *fgraph_retrieve_data(int idx, int *size_bytes);
void *fgraph_retrieve_parent_data(int idx, int *size_bytes, int depth);
unsigned long *fgraph_get_task_var(struct fgraph_ops *gops);

void ftrace_graph_init_task(struct task_struct *t);
void ftrace_graph_exit_task(struct task_struct *t);
void ftrace_graph_init_idle_task(struct task_struct *t, int cpu);
unsigned long ftrace_graph_ret_addr(struct task_struct *task, int *idx,
				    unsigned long ret, unsigned long *retp);
unsigned long ftrace_graph_top_ret_addr(struct task_struct *task);

/* Where functions return to whose user is not known by name. */
void return_to_handler(void);

/* Keep the graph away from the current task, interrupts included; nests. */
void pause_graph_tracing(void);
void unpause_graph_tracing(void);

#else /* !CONFIG_FUNCTION_GRAPH_TRACER */

#define __notrace_funcgraph

static inline int register_ftrace_graph(struct fgraph_ops *gops)
{
	return -1;
}

static inline void unregister_ftrace_graph(struct fgraph_ops *gops) { }
static inline void ftrace_graph_init_task(struct task_struct *t) { }
static inline void ftrace_graph_exit_task(struct task_struct *t) { }
static inline void ftrace_graph_init_idle_task(struct task_struct *t, int cpu) { }
static inline void pause_graph_tracing(void) { }
static inline void unpause_graph_tracing(void) { }

static inline unsigned long ftrace_graph_ret_addr(struct task_struct *task,
						  int *idx, unsigned long ret,
						  unsigned long *retp)
{
	return ret;
}

#endif /* CONFIG_FUNCTION_GRAPH_TRACER */

/*
 * Tracing as a whole.
 */

#ifdef CONFIG_TRACING

/* Room for each boot parameter and string sysctl of tracing. */
#define MAX_TRACER_SIZE	100

extern char ftrace_dump_on_oops[];
extern int tracepoint_printk;
extern int __disable_trace_on_warning;

void early_trace_init(void);
void trace_init(void);
void ftrace_boot_snapshot(void);
int ftrace_dump_on_oops_enabled(void);
void disable_trace_on_warning(void);
int tracepoint_printk_sysctl(const struct ctl_table *table, int write,
			     void *buffer, size_t *lenp, loff_t *ppos);

#else

static inline void early_trace_init(void) { }
static inline void trace_init(void) { }
static inline void ftrace_boot_snapshot(void) { }
static inline void disable_trace_on_warning(void) { }

#endif /* CONFIG_TRACING */

#ifdef CONFIG_STACK_TRACER

extern int stack_tracer_enabled;
DECLARE_PER_CPU(int, disable_stack_tracer);

int stack_trace_sysctl(const struct ctl_table *table, int write, void *buffer,
		       size_t *lenp, loff_t *ppos);

/**
 * stack_tracer_disable - keep the stack tracer away from this CPU
 *
 * For code that borrows the stack or must not be interrupted by a walk of it.
 * With preemption or interrupts disabled; nests.
 */
static inline void stack_tracer_disable(void)
{
	if (IS_ENABLED(CONFIG_DEBUG_PREEMPT))
		WARN_ON_ONCE(!preempt_count() || !irqs_disabled());
	this_cpu_inc(disable_stack_tracer);
}

/**
 * stack_tracer_enable - let the stack tracer back in
 */
static inline void stack_tracer_enable(void)
{
	if (IS_ENABLED(CONFIG_DEBUG_PREEMPT))
		WARN_ON_ONCE(!preempt_count() || !irqs_disabled());
	this_cpu_dec(disable_stack_tracer);
}

#else

static inline void stack_tracer_disable(void) { }
static inline void stack_tracer_enable(void) { }

#endif /* CONFIG_STACK_TRACER */

#ifdef CONFIG_TRACE_PREEMPT_TOGGLE
void trace_preempt_on(unsigned long a0, unsigned long a1);
void trace_preempt_off(unsigned long a0, unsigned long a1);
#else
static __always_inline void trace_preempt_on(unsigned long a0, unsigned long a1) { }
static __always_inline void trace_preempt_off(unsigned long a0, unsigned long a1) { }
#endif

#ifdef CONFIG_FTRACE_SYSCALLS
unsigned long arch_syscall_addr(int nr);
#endif

/*
 * Return addresses of this function's callers.
 */

#ifndef ftrace_return_address0
#define ftrace_return_address0		__builtin_return_address(0)
#endif

#ifndef ftrace_return_address
#ifdef CONFIG_FRAME_POINTER
#define ftrace_return_address(n)	__builtin_return_address(n)
#else
#define ftrace_return_address(n)	((void)(n), 0UL)
#endif
#endif

#define CALLER_ADDR0	((unsigned long)ftrace_return_address0)
#define CALLER_ADDR1	((unsigned long)ftrace_return_address(1))
#define CALLER_ADDR2	((unsigned long)ftrace_return_address(2))
#define CALLER_ADDR3	((unsigned long)ftrace_return_address(3))
#define CALLER_ADDR4	((unsigned long)ftrace_return_address(4))
#define CALLER_ADDR5	((unsigned long)ftrace_return_address(5))
#define CALLER_ADDR6	((unsigned long)ftrace_return_address(6))

/* The nearest caller that is no lock function itself. */
static __always_inline unsigned long get_lock_parent_ip(void)
{
	if (!in_lock_functions(CALLER_ADDR0))
		return CALLER_ADDR0;
	if (!in_lock_functions(CALLER_ADDR1))
		return CALLER_ADDR1;
	return CALLER_ADDR2;
}

#endif /* _LINUX_FTRACE_H */
