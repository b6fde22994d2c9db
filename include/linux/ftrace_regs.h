/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Accessors of struct ftrace_regs for architectures whose call-site
 * trampoline stores a struct pt_regs. One that stores less, or in another
 * order, defines HAVE_ARCH_FTRACE_REGS in its asm/ftrace.h and the same
 * names there.
 */
#ifndef _LINUX_FTRACE_REGS_H
#define _LINUX_FTRACE_REGS_H

struct ftrace_regs;

/* Arguments in registers, at most; ftrace_regs_get_argument() may know of fewer. */
#define FTRACE_REGS_MAX_ARGS	(IS_ENABLED(CONFIG_64BIT) ? 6 : 3)

#ifndef HAVE_ARCH_FTRACE_REGS

struct __arch_ftrace_regs {
	struct pt_regs regs;
};

#define arch_ftrace_regs(fregs)	((struct __arch_ftrace_regs *)(fregs))
#define __fregs_pt(fregs)	(&arch_ftrace_regs(fregs)->regs)

#define ftrace_regs_get_instruction_pointer(fregs) \
	instruction_pointer(__fregs_pt(fregs))
#define ftrace_regs_get_stack_pointer(fregs) \
	kernel_stack_pointer(__fregs_pt(fregs))
#define ftrace_regs_get_frame_pointer(fregs) \
	frame_pointer(__fregs_pt(fregs))
#define ftrace_regs_get_argument(fregs, n) \
	regs_get_kernel_argument(__fregs_pt(fregs), n)
#define ftrace_regs_get_return_value(fregs) \
	regs_return_value(__fregs_pt(fregs))
#define ftrace_regs_set_return_value(fregs, ret) \
	regs_set_return_value(__fregs_pt(fregs), ret)
#define ftrace_override_function_with_return(fregs) \
	override_function_with_return(__fregs_pt(fregs))
#define ftrace_regs_query_register_offset(name) \
	regs_query_register_offset(name)

#endif /* HAVE_ARCH_FTRACE_REGS */

#endif /* _LINUX_FTRACE_REGS_H */
