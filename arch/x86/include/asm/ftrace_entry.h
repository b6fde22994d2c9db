/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Entry handlers and return handlers: C functions that a call site may call, and
 * a function may return to, with nothing or next to nothing between.
 *
 * A notrace function marked __ftrace_entry saves every register that it or what it
 * calls uses, as nobody else does. It takes no arguments: where it was called
 * from is on the stack, right as the call site left it:
 *
 *	CFA + 0		return address into the caller of the traced function
 *	CFA - 8		return address into the traced function, behind the site
 *
 * CFA being the stack pointer before the site's call.
 *
 * A return handler is an ordinary C function behind a few instructions that
 * DEFINE_FTRACE_RETURN() makes. All that is alive when a function returns are its
 * result and what a callee preserves.
 */
#ifndef _ASM_X86_FTRACE_ENTRY_H
#define _ASM_X86_FTRACE_ENTRY_H

#include <linux/compiler.h>

#ifdef CONFIG_X86_64

#define __ftrace_entry	__no_caller_saved_registers

/* The address of the call site, and the address that its function returns to. */
#define ftrace_entry_ip()	((unsigned long)__builtin_return_address(0) - MCOUNT_INSN_SIZE)
#ifndef __CHECKER__
#define ftrace_entry_parent()	((unsigned long *)__builtin_dwarf_cfa())
#else
#define ftrace_entry_parent()	((unsigned long *)NULL)	/* sparse does not know the built-in */
#endif
#define ftrace_entry_parent_ip()	(*ftrace_entry_parent())

#include <linux/objtool.h>
#include <linux/stringify.h>
#include <asm/alternative.h>
#include <asm/linkage.h>
#include <asm/nospec-branch.h>
#include <asm/ptrace.h>
#include <asm/segment.h>
#include <asm/unwind_hints.h>

/**
 * struct ftrace_return - the stack as a return handler finds it
 * @dx: second half of a result of two registers
 * @ax: the result
 * @parent: where the return address was; holds that of the trampoline
 */
struct ftrace_return {
	unsigned long	dx;
	unsigned long	ax;
	unsigned long	parent;
};

/* The same with all registers, @regs.sp being the stack pointer after the return. */
struct ftrace_return_regs {
	struct pt_regs	regs;
	unsigned long	parent;
};

/*
 * Right behind a return the stack pointer is past its slot. The trampoline's address is
 * put back there, for the unwinder to find what it finds in any function that has not
 * returned yet. While the slot is below the stack pointer, for an instruction here and
 * one or two at the end, nobody can unwind: an interrupt has used it.
 */
#define FTRACE_RETURN_NO_SLOT	UNWIND_HINT(UNWIND_HINT_TYPE_UNDEFINED, 0, 0, 0)

#define FTRACE_RETURN_BEGIN(name)					\
	".text\n\t"							\
	".balign 16\n\t"						\
	".globl " #name "\n"						\
	#name ":\n\t"							\
	ANNOTATE_NOENDBR						\
	FTRACE_RETURN_NO_SLOT						\
	"pushq	$" #name "\n\t"						\
	UNWIND_HINT_FUNC

/* To objtool: the next call calls no function. */
#define FTRACE_RETURN_CALL_HERE						\
	"774:	.pushsection .discard.intra_function_calls\n\t"	\
	".long	774b\n\t"						\
	".popsection\n\t"

/*
 * The function's RET has used up what the CPU predicted for its call. What follows must
 * be no return, for predictions of all returns to come to hold: a jump, which is
 * predicted by itself, or, where a jump must not go behind a call or must not
 * be predicted, a return with a call of its own.
 */
#define FTRACE_RETURN_END(words)					\
	"addq	$" #words "*8, %rsp\n\t"				\
	FTRACE_RETURN_NO_SLOT						\
	ALTERNATIVE_2(ANNOTATE_RETPOLINE_SAFE "jmp *%rcx",		\
		      "jmp 772f", X86_FEATURE_RETPOLINE,		\
		      "jmp 772f", X86_FEATURE_IBT)			\
	"int3\n"							\
	"772:\n\t"							\
	FTRACE_RETURN_CALL_HERE						\
	"call	773f\n\t"						\
	"int3\n"							\
	"773:\n\t"							\
	"movq	%rcx, (%rsp)\n\t"					\
	UNWIND_HINT_FUNC						\
	ASM_RET								\
	".size	"

#define __FTRACE_RETURN_SIZE(name)	#name ", . - " #name "\n"

/**
 * DEFINE_FTRACE_RETURN - make a trampoline for a return handler
 * @name: of the trampoline
 * @handler: unsigned long handler(struct ftrace_return *); returns where to go on
 */
#define DEFINE_FTRACE_RETURN(name, handler)				\
	void name(void);						\
	asm(FTRACE_RETURN_BEGIN(name)					\
	"pushq	%rax\n\t"						\
	"pushq	%rdx\n\t"						\
	"movq	%rsp, %rdi\n\t"						\
	"call	" #handler "\n\t"					\
	"movq	%rax, %rcx\n\t"						\
	"popq	%rdx\n\t"						\
	"popq	%rax\n\t"						\
	FTRACE_RETURN_END(1) __FTRACE_RETURN_SIZE(name))

/**
 * DEFINE_FTRACE_RETURN_REGS - the same for a handler that wants all registers
 * @name: of the trampoline
 * @handler: unsigned long handler(struct ftrace_return_regs *)
 *
 * The handler may change the result, and no other register.
 */
#define DEFINE_FTRACE_RETURN_REGS(name, handler)			\
	void name(void);						\
	asm(FTRACE_RETURN_BEGIN(name)					\
	"pushq	$" __stringify(__KERNEL_DS) "\n\t"			\
	"leaq	16(%rsp), %rcx\n\t"					\
	"pushq	%rcx\n\t"						\
	"pushfq\n\t"							\
	"pushq	$" __stringify(__KERNEL_CS) "\n\t"			\
	"pushq	$0\n\t"							\
	"pushq	$-1\n\t"						\
	"pushq	%rdi\n\t"						\
	"pushq	%rsi\n\t"						\
	"pushq	%rdx\n\t"						\
	"pushq	%rcx\n\t"						\
	"pushq	%rax\n\t"						\
	"pushq	%r8\n\t"						\
	"pushq	%r9\n\t"						\
	"pushq	%r10\n\t"						\
	"pushq	%r11\n\t"						\
	"pushq	%rbx\n\t"						\
	"pushq	%rbp\n\t"						\
	"pushq	%r12\n\t"						\
	"pushq	%r13\n\t"						\
	"pushq	%r14\n\t"						\
	"pushq	%r15\n\t"						\
	"movq	%rsp, %rdi\n\t"						\
	"call	" #handler "\n\t"					\
	"movq	%rax, %rcx\n\t"						\
	"movq	10*8(%rsp), %rax\n\t"					\
	"movq	12*8(%rsp), %rdx\n\t"					\
	FTRACE_RETURN_END(22) __FTRACE_RETURN_SIZE(name))

#endif /* CONFIG_X86_64 */

#endif /* _ASM_X86_FTRACE_ENTRY_H */
