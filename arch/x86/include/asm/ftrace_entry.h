/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Entry handlers: C functions that a call site may call without a trampoline.
 *
 * A notrace function marked __ftrace_entry saves every register that it or what it
 * calls uses, as nobody else does. It takes no arguments: where it was called
 * from is on the stack, right as the call site left it:
 *
 *	CFA + 0		return address into the caller of the traced function
 *	CFA - 8		return address into the traced function, behind the site
 *
 * CFA being the stack pointer before the site's call.
 */
#ifndef _ASM_X86_FTRACE_ENTRY_H
#define _ASM_X86_FTRACE_ENTRY_H

#include <linux/compiler.h>

#ifdef CONFIG_X86_64

#define __ftrace_entry	__no_caller_saved_registers

/* The address of the call site, and the address that its function returns to. */
#define ftrace_entry_ip()	((unsigned long)__builtin_return_address(0) - MCOUNT_INSN_SIZE)
#ifndef __CHECKER__
#define ftrace_entry_parent_ip()	(*(unsigned long *)__builtin_dwarf_cfa())
#else
#define ftrace_entry_parent_ip()	0UL	/* sparse does not know the built-in */
#endif

#endif /* CONFIG_X86_64 */

#endif /* _ASM_X86_FTRACE_ENTRY_H */
