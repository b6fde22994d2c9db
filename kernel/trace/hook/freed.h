/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Names of functions whose text was freed, for traces that still have them.
 */
#ifndef _TRACE_HOOK_FREED_H
#define _TRACE_HOOK_FREED_H

#include <linux/list.h>
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/types.h>

struct hook_group;
struct module;

/**
 * struct hook_freed_symbol - a function that was there
 * @addr: its first byte
 * @size: bytes
 * @name: where its name is in hook_freed.names
 */
struct hook_freed_symbol {
	unsigned long	addr;
	u32		size;
	u32		name;
};

/**
 * struct hook_freed - the functions of a module's init text
 * @list: in hook_freed_list, the newest first; hook lock or RCU
 * @rcu: delays the freeing
 * @mod: the module, only to be compared
 * @mod_name: its name
 * @start: first byte of the text
 * @end: one behind its last byte
 * @count: number of @symbols
 * @names: one behind the other
 * @symbols: in ascending order
 */
struct hook_freed {
	struct list_head	list;
	struct rcu_head		rcu;
	const struct module	*mod;
	char			mod_name[MODULE_NAME_LEN];
	unsigned long		start;
	unsigned long		end;
	unsigned int		count;
	char			*names;
	struct hook_freed_symbol symbols[] __counted_by(count);
};

extern struct list_head hook_freed_list;

void hook_freed_keep(const struct hook_group *group, unsigned long start, unsigned long end);
void hook_freed_forget(const struct module *mod);
const struct hook_freed_symbol *hook_freed_find(unsigned long addr,
						const struct hook_freed **freedp);

#endif /* _TRACE_HOOK_FREED_H */
