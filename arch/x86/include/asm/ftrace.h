/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Function hooks on x86: the call site, and the registers that a callback sees.
 *
 * A call site is five bytes at a function's head, behind ENDBR where there is
 * one: a NOP, or a call to a trampoline, to a direct function or to an entry
 * handler. There are two kinds of trampoline. Both lay the registers down as a
 * struct pt_regs:
 *
 * - The lean one stores arguments and frame pointer only, and lets the slot of
 *   the instruction pointer coincide with the return address that the call site
 *   pushed: a callback that changes it changes where the trampoline returns to.
 *   What comes above that slot is the stack of the function's caller. orig_ax
 *   holds FREGS_LEAN.
 * - The full one stores everything. orig_ax holds the address of a direct call
 *   to make on the way out, or 0.
 *
 * Included by assembly too.
 */
#ifndef _ASM_X86_FTRACE_H
#define _ASM_X86_FTRACE_H

#include <asm/ptrace.h>

#ifdef CONFIG_FUNCTION_TRACER

#ifndef CC_USING_FENTRY
#error "The compiler must support -mfentry"
#endif

#include <asm/ibt.h>

#define MCOUNT_ADDR			((unsigned long)(__fentry__))
/* Bytes of a call site. */
#define MCOUNT_INSN_SIZE		5
/* Farthest that a call site can be behind its function's first byte. */
#define FTRACE_MCOUNT_MAX_OFFSET	ENDBR_INSN_SIZE

/* In orig_ax: no address, no system call, no error code. */
#define FREGS_LEAN			1

#ifndef __ASSEMBLY__

void __fentry__(void);

#ifdef CONFIG_X86_64

#define HAVE_ARCH_FTRACE_REGS

struct ftrace_ops;
struct ftrace_regs;

struct __arch_ftrace_regs {
	struct pt_regs regs;
};

#define arch_ftrace_regs(fregs)	((struct __arch_ftrace_regs *)(fregs))

static __always_inline struct pt_regs *
arch_ftrace_get_regs(struct ftrace_regs *fregs)
{
	struct pt_regs *regs = &arch_ftrace_regs(fregs)->regs;

	return regs->orig_ax == FREGS_LEAN ? NULL : regs;
}

static __always_inline unsigned long
ftrace_regs_get_instruction_pointer(struct ftrace_regs *fregs)
{
	return arch_ftrace_regs(fregs)->regs.ip;
}

static __always_inline void
ftrace_regs_set_instruction_pointer(struct ftrace_regs *fregs, unsigned long ip)
{
	arch_ftrace_regs(fregs)->regs.ip = ip;
}

/* As at the function's first instruction: the caller's address is on top. */
static __always_inline unsigned long
ftrace_regs_get_stack_pointer(struct ftrace_regs *fregs)
{
	struct pt_regs *regs = &arch_ftrace_regs(fregs)->regs;

	return regs->orig_ax == FREGS_LEAN ?
		(unsigned long)(&regs->ip + 1) : regs->sp;
}

static __always_inline unsigned long
ftrace_regs_get_frame_pointer(struct ftrace_regs *fregs)
{
	return arch_ftrace_regs(fregs)->regs.bp;
}

static __always_inline unsigned long
ftrace_regs_get_return_value(struct ftrace_regs *fregs)
{
	return arch_ftrace_regs(fregs)->regs.ax;
}

static __always_inline void
ftrace_regs_set_return_value(struct ftrace_regs *fregs, unsigned long value)
{
	arch_ftrace_regs(fregs)->regs.ax = value;
}

static __always_inline unsigned long
ftrace_regs_get_argument(struct ftrace_regs *fregs, unsigned int n)
{
	struct pt_regs *regs = &arch_ftrace_regs(fregs)->regs;

	if (n >= 6) /* on the stack, above the caller's address */
		return ((unsigned long *)ftrace_regs_get_stack_pointer(fregs))[n - 5];
	return regs_get_kernel_argument(regs, n);
}

/* Only a full set can leave out the function's body. */
#define ftrace_override_function_with_return(fregs) \
	override_function_with_return(&arch_ftrace_regs(fregs)->regs)
#define ftrace_regs_query_register_offset(name) \
	regs_query_register_offset(name)

#define arch_ftrace_fill_perf_regs arch_ftrace_fill_perf_regs
static __always_inline void
arch_ftrace_fill_perf_regs(struct ftrace_regs *fregs, struct pt_regs *regs)
{
	regs->ip = ftrace_regs_get_instruction_pointer(fregs);
	regs->sp = ftrace_regs_get_stack_pointer(fregs);
	regs->bp = ftrace_regs_get_frame_pointer(fregs);
	regs->cs = __KERNEL_CS;
	regs->flags = 0;
}

/* Have the full trampoline leave through @addr, as if the site had called it. */
static __always_inline void
arch_ftrace_set_direct_caller(struct ftrace_regs *fregs, unsigned long addr)
{
	arch_ftrace_regs(fregs)->regs.orig_ax = addr;
}

#endif /* CONFIG_X86_64 */
#endif /* !__ASSEMBLY__ */
#endif /* CONFIG_FUNCTION_TRACER */

#ifndef __ASSEMBLY__

#ifdef CONFIG_DYNAMIC_FTRACE

struct ftrace_ops;

/*
 * What the hook layer wants from an architecture; see arch/x86/kernel/ftrace.c.
 * A target is the address that a call site calls, or 0 for a NOP.
 */
int ftrace_site_init(unsigned long ip);
int ftrace_site_check(unsigned long ip, unsigned long target);
void ftrace_sites_begin(void);
void ftrace_site_queue(unsigned long ip, unsigned long target);
void ftrace_sites_end(void);

unsigned long ftrace_tramp_alloc(unsigned long func, struct ftrace_ops *ops,
				 bool full, bool looks_on, unsigned long *size);
void ftrace_tramp_settle(unsigned long tramp, bool full);
void ftrace_tramp_free(unsigned long tramp);

#define FTRACE_TRAMP_RETS	2

/**
 * struct ftrace_template - what a trampoline is a copy of, and what differs
 * @start: first byte
 * @end: one behind the last
 * @ops: the load of the ops
 * @call: the call of the callback
 * @ret: the returns; NULL if there is no second one
 * @changes: behind the call, where it is looked up what the callback has changed
 * @arguments: behind that, where arguments are restored
 */
struct ftrace_template {
	const u8	*start;
	const u8	*end;
	const u8	*ops;
	const u8	*call;
	const u8	*ret[FTRACE_TRAMP_RETS];
	const u8	*changes;
	const u8	*arguments;
};

/* In ftrace_64.S. */
extern const struct ftrace_template ftrace_lean_template;
extern const struct ftrace_template ftrace_full_template;

void set_ftrace_ops_ro(void);

#else
static inline void set_ftrace_ops_ro(void) { }
#endif

/*
 * Is the symbol @sym an implementation of the system call that the metadata
 * names @name ("sys_read")? Implementations have an ABI prefix before "sys_",
 * plain ones have a prefix of the same length in place of "sys".
 */
#define arch_syscall_match_sym_name arch_syscall_match_sym_name
static inline bool arch_syscall_match_sym_name(const char *sym, const char *name)
{
	static const char * const prefixes[] = { "__x64_", "__ia32_", "__do_" };
	const char *call = name + 3;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(prefixes); i++) {
		size_t len = strlen(prefixes[i]);

		if (!strncmp(sym, prefixes[i], len) &&
		    !strcmp(sym + len + 3, call))
			return true;
	}
	return !strcmp(sym + 3, call);
}

#if defined(CONFIG_FTRACE_SYSCALLS) && defined(CONFIG_IA32_EMULATION) && \
	!defined(COMPILE_OFFSETS)
#include <linux/compat.h>

/* The numbers of 32-bit system calls mean others in the 64-bit table. */
#define ARCH_TRACE_IGNORE_COMPAT_SYSCALLS	1
static inline bool arch_trace_is_compat_syscall(struct pt_regs *regs)
{
	return in_32bit_syscall();
}
#endif

#endif /* !__ASSEMBLY__ */

#endif /* _ASM_X86_FTRACE_H */
