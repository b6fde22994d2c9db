/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Function hooks on x86-64: __fentry__ and the templates of trampolines.
 *
 * With DYNAMIC_FTRACE a call site calls a copy of ftrace_caller or of
 * ftrace_regs_caller, made by arch/x86/kernel/ftrace.c: the same bytes, but for
 * the callback that is called, the address that the ops is loaded from, the
 * returns, and a jump where a callback only looks on. The templates themselves
 * never run; they are here to be copied, and for their unwind data, which holds
 * for a copy at the same offset.
 *
 * On entry the stack holds the return address into the function, right behind
 * its call site, and above that the return address of the function's caller.
 * All registers that can carry an argument must survive, and those that a
 * callee must preserve. r10 and r11 carry nothing: -pg switches off the
 * optimisation (-fipa-ra) by which a caller may know more than that.
 *
 * See asm/ftrace.h for what the callback finds in struct ftrace_regs.
 *
 * Nothing here counts its calls for call depth tracking. Returns that were not
 * counted make the mitigation refill the return stack sooner, never later.
 */

#include <linux/cfi_types.h>
#include <linux/export.h>
#include <linux/linkage.h>
#include <linux/objtool.h>
#include <asm/ftrace.h>
#include <asm/nospec-branch.h>
#include <asm/ptrace.h>
#include <asm/segment.h>
#include <asm/unwind_hints.h>

	.code64
	.section .text, "ax"

/* A callback that does nothing, and one that the graph tracer compares with. */
SYM_TYPED_FUNC_START(ftrace_stub)
	RET
SYM_FUNC_END(ftrace_stub)

SYM_TYPED_FUNC_START(ftrace_stub_graph)
	RET
SYM_FUNC_END(ftrace_stub_graph)

/* Arguments; %rax counts the vector registers of a variadic call. */
.macro SAVE_ARGUMENTS
	movq	%rdi, RDI(%rsp)
	movq	%rsi, RSI(%rsp)
	movq	%rdx, RDX(%rsp)
	movq	%rcx, RCX(%rsp)
	movq	%r8, R8(%rsp)
	movq	%r9, R9(%rsp)
	movq	%rbp, RBP(%rsp)
	movq	%rax, RAX(%rsp)
.endm

.macro RESTORE_ARGUMENTS
	movq	RAX(%rsp), %rax
	movq	RDI(%rsp), %rdi
	movq	RSI(%rsp), %rsi
	movq	RDX(%rsp), %rdx
	movq	RCX(%rsp), %rcx
	movq	R8(%rsp), %r8
	movq	R9(%rsp), %r9
.endm

/*
 * Have the frame pointer unwinder see the function and its caller, neither of
 * which has made a frame: make one for each. @ret is where the return address
 * into the function is.
 */
.macro BEGIN_FRAMES ret:req
#ifdef CONFIG_FRAME_POINTER
	pushq	\ret+8(%rsp)
	pushq	%rbp
	movq	%rsp, %rbp
	pushq	\ret+16(%rsp)
	pushq	%rbp
	movq	%rsp, %rbp
	leaq	32(%rsp), %rcx
#else
	movq	%rsp, %rcx
#endif
.endm

.macro END_FRAMES
#ifdef CONFIG_FRAME_POINTER
	leaq	32(%rsp), %rsp
	movq	RBP(%rsp), %rbp
#endif
.endm

/*
 * The lean frame: regs.ip is the return address that the site pushed, so that
 * it needs no copying, neither here nor, after a change, on the way back.
 */
.macro BEGIN_LEAN
	subq	$RIP, %rsp
	SAVE_ARGUMENTS
	movq	$FREGS_LEAN, ORIG_RAX(%rsp)
	movq	RIP(%rsp), %rdi
	subq	$MCOUNT_INSN_SIZE, %rdi
	movq	RIP+8(%rsp), %rsi
.endm

.macro END_LEAN
	RESTORE_ARGUMENTS
	addq	$RIP, %rsp
.endm

#ifdef CONFIG_DYNAMIC_FTRACE

/* What call sites call before they are made NOPs. */
SYM_FUNC_START(__fentry__)
	RET
SYM_FUNC_END(__fentry__)
EXPORT_SYMBOL(__fentry__)

/* A return that leaves room for whatever kind of return a copy needs. */
.macro TEMPLATE_RET label:req
SYM_INNER_LABEL(\label, SYM_L_LOCAL)
	ANNOTATE_NOENDBR
	RET
	int3
	int3
	int3
	int3
.endm

SYM_START(ftrace_caller, SYM_L_GLOBAL, SYM_A_ALIGN)
	ANNOTATE_NOENDBR
	UNWIND_HINT_FUNC
	BEGIN_LEAN
SYM_INNER_LABEL(ftrace_caller_ops, SYM_L_LOCAL)
	ANNOTATE_NOENDBR
	movq	ftrace_template_ops(%rip), %rdx
	BEGIN_FRAMES RIP
SYM_INNER_LABEL(ftrace_caller_call, SYM_L_LOCAL)
	ANNOTATE_NOENDBR
	call	ftrace_stub
	END_FRAMES
	END_LEAN
	/* %rbp was stored to be looked at, and is what it was. */
	UNWIND_HINT_FUNC
	TEMPLATE_RET ftrace_caller_ret
SYM_INNER_LABEL(ftrace_caller_end, SYM_L_LOCAL)
	ANNOTATE_NOENDBR
	int3
SYM_FUNC_END(ftrace_caller)
STACK_FRAME_NON_STANDARD_FP ftrace_caller

/* All but the arguments. */
.macro RESTORE_OTHERS
	pushq	EFLAGS(%rsp)
	popfq
	movq	RBP(%rsp), %rbp
	movq	RBX(%rsp), %rbx
	movq	R10(%rsp), %r10
	movq	R11(%rsp), %r11
	movq	R12(%rsp), %r12
	movq	R13(%rsp), %r13
	movq	R14(%rsp), %r14
	movq	R15(%rsp), %r15
.endm

#define FULL	FRAME_SIZE

SYM_START(ftrace_regs_caller, SYM_L_GLOBAL, SYM_A_ALIGN)
	ANNOTATE_NOENDBR
	UNWIND_HINT_FUNC
	leaq	-FULL(%rsp), %rsp
	/* Flags first: nothing so far has changed them. */
	pushfq
	popq	EFLAGS(%rsp)
	SAVE_ARGUMENTS
	movq	%r10, R10(%rsp)
	movq	%r11, R11(%rsp)
	movq	%rbx, RBX(%rsp)
	movq	%r12, R12(%rsp)
	movq	%r13, R13(%rsp)
	movq	%r14, R14(%rsp)
	movq	%r15, R15(%rsp)
	movq	$__KERNEL_DS, SS(%rsp)
	movq	$__KERNEL_CS, CS(%rsp)
	movq	$0, ORIG_RAX(%rsp)
	/* The stack as the function found it: its caller's address on top. */
	leaq	FULL+8(%rsp), %rcx
	movq	%rcx, RSP(%rsp)
	movq	FULL(%rsp), %rdi
	movq	%rdi, RIP(%rsp)
	subq	$MCOUNT_INSN_SIZE, %rdi
	movq	FULL+8(%rsp), %rsi
SYM_INNER_LABEL(ftrace_regs_caller_ops, SYM_L_LOCAL)
	ANNOTATE_NOENDBR
	movq	ftrace_template_ops(%rip), %rdx
	BEGIN_FRAMES FULL
SYM_INNER_LABEL(ftrace_regs_caller_call, SYM_L_LOCAL)
	ANNOTATE_NOENDBR
	call	ftrace_stub
	END_FRAMES
	/* In the copy for callbacks that change nothing, a jump over all that. */
SYM_INNER_LABEL(ftrace_regs_caller_changes, SYM_L_LOCAL)
	ANNOTATE_NOENDBR
	/* The callback may have sent the function somewhere else, ... */
	movq	RIP(%rsp), %rax
	movq	%rax, FULL(%rsp)
	/* ... or want a direct call made, as if from the call site. */
	movq	ORIG_RAX(%rsp), %rax
	testq	%rax, %rax
	jnz	.Ldirect
	RESTORE_OTHERS
SYM_INNER_LABEL(ftrace_regs_caller_arguments, SYM_L_LOCAL)
	ANNOTATE_NOENDBR
	RESTORE_ARGUMENTS
	leaq	FULL(%rsp), %rsp
	TEMPLATE_RET ftrace_regs_caller_ret

.Ldirect:
	/* "Return" to its first instruction; it returns to the function. */
	movq	%rax, FULL-8(%rsp)
	RESTORE_OTHERS
	RESTORE_ARGUMENTS
	leaq	FULL-8(%rsp), %rsp
	UNWIND_HINT_FUNC
	TEMPLATE_RET ftrace_regs_caller_direct_ret
SYM_INNER_LABEL(ftrace_regs_caller_end, SYM_L_LOCAL)
	ANNOTATE_NOENDBR
	int3
SYM_FUNC_END(ftrace_regs_caller)
STACK_FRAME_NON_STANDARD_FP ftrace_regs_caller

	.section .rodata
	.balign 8
SYM_DATA_LOCAL(ftrace_template_ops, .quad 0)

/* struct ftrace_template */
SYM_DATA_START(ftrace_lean_template)
	.quad	ftrace_caller, ftrace_caller_end
	.quad	ftrace_caller_ops, ftrace_caller_call
	.quad	ftrace_caller_ret, 0
	.quad	0, 0
SYM_DATA_END(ftrace_lean_template)

SYM_DATA_START(ftrace_full_template)
	.quad	ftrace_regs_caller, ftrace_regs_caller_end
	.quad	ftrace_regs_caller_ops, ftrace_regs_caller_call
	.quad	ftrace_regs_caller_ret, ftrace_regs_caller_direct_ret
	.quad	ftrace_regs_caller_changes, ftrace_regs_caller_arguments
SYM_DATA_END(ftrace_full_template)

#else /* !CONFIG_DYNAMIC_FTRACE */

/* Every function calls this, always. */
SYM_FUNC_START(__fentry__)
	cmpq	$ftrace_stub, ftrace_trace_function(%rip)
	jnz	.Ltrace
	RET

.Ltrace:
	BEGIN_LEAN
	xorl	%edx, %edx
	BEGIN_FRAMES RIP
	movq	ftrace_trace_function(%rip), %r8
	CALL_NOSPEC r8
	END_FRAMES
	END_LEAN
	UNWIND_HINT_FUNC
	RET
SYM_FUNC_END(__fentry__)
EXPORT_SYMBOL(__fentry__)
STACK_FRAME_NON_STANDARD_FP __fentry__

#endif /* CONFIG_DYNAMIC_FTRACE */
