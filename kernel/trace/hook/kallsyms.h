/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Names of text that is not there any more, or never had one.
 */
#ifndef _TRACE_HOOK_KALLSYMS_H
#define _TRACE_HOOK_KALLSYMS_H

struct hook_group;
struct module;

/* The functions of this group are about to lose their names. */
static inline void hook_kallsyms_keep(const struct hook_group *group,
				      unsigned long start, unsigned long end) { }
static inline void hook_kallsyms_forget(struct module *mod) { }

#endif /* _TRACE_HOOK_KALLSYMS_H */
