// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names for /proc/kallsyms and stack traces of code that no symbol table knows:
 * functions that were freed, and trampolines.
 */

#include <linux/ftrace.h>
#include <linux/kallsyms.h>
#include <linux/moduleparam.h>
#include <linux/rculist.h>
#include <linux/string.h>

#include "hook/freed.h"
#include "hook/tramp.h"

/**
 * struct hook_symbol_info - a symbol of these
 * @addr: its address
 * @size: its size
 * @type: 'T' for what was freed, 't' for trampolines
 * @name: its name
 * @module: its module, or what looks like one
 *
 * Good for as long as the RCU section or preemption-off region it was found in.
 */
struct hook_symbol_info {
	unsigned long	addr;
	unsigned long	size;
	char		type;
	const char	*name;
	const char	*module;
};

static struct hook_symbol_info hook_symbol_freed(const struct hook_freed *freed,
						 const struct hook_freed_symbol *symbol)
{
	return (struct hook_symbol_info) {
		symbol->addr, symbol->size, 'T', freed->names + symbol->name, freed->mod_name
	};
}

static struct hook_symbol_info hook_symbol_tramp(const struct ftrace_ops *ops)
{
	return (struct hook_symbol_info) {
		ops->trampoline, ops->trampoline_size, 't',
		FTRACE_TRAMPOLINE_SYM, FTRACE_TRAMPOLINE_MOD
	};
}

static bool hook_symbol_nth(unsigned int n, struct hook_symbol_info *info)
{
	const struct hook_freed *freed;
	const struct hook_tramp *tramp;

	list_for_each_entry_rcu(freed, &hook_freed_list, list) {
		if (n < freed->count) {
			*info = hook_symbol_freed(freed, &freed->symbols[n]);
			return true;
		}
		n -= freed->count;
	}
	list_for_each_entry_rcu(tramp, &hook_tramps, list) {
		if (!n--) {
			*info = hook_symbol_tramp(&tramp->ops);
			return true;
		}
	}
	return false;
}

/**
 * ftrace_mod_get_kallsym - the n-th of these symbols
 * @symnum: n
 * @value: its address
 * @type: its type
 * @name: its name, of KSYM_NAME_LEN bytes
 * @module_name: of its module or what looks like one, of MODULE_NAME_LEN bytes
 * @exported: set to 0
 *
 * Return: 0, or -ERANGE behind the last one.
 */
int ftrace_mod_get_kallsym(unsigned int symnum, unsigned long *value,
			   char *type, char *name, char *module_name,
			   int *exported)
{
	struct hook_symbol_info info;

	guard(rcu)();
	if (!hook_symbol_nth(symnum, &info))
		return -ERANGE;
	*value = info.addr;
	*type = info.type;
	strscpy(name, info.name, KSYM_NAME_LEN);
	strscpy(module_name, info.module, MODULE_NAME_LEN);
	*exported = 0;
	return 0;
}

#ifdef CONFIG_MODULES

static bool hook_symbol_at(unsigned long addr, struct hook_symbol_info *info)
{
	const struct ftrace_ops *ops = ftrace_ops_trampoline(addr);
	const struct hook_freed_symbol *symbol;
	const struct hook_freed *freed;

	if (ops) {
		*info = hook_symbol_tramp(ops);
		return true;
	}
	symbol = hook_freed_find(addr, &freed);
	if (symbol)
		*info = hook_symbol_freed(freed, symbol);
	return symbol;
}

/**
 * ftrace_mod_address_lookup - the symbol that an address is in
 * @addr: the address
 * @size: its size
 * @off: offset of @addr in it
 * @modname: name of its module or what looks like one
 * @modbuildid: set to NULL
 * @sym: its name, of KSYM_NAME_LEN bytes
 *
 * @modname stays good for as long as the caller's RCU section or preemption-off
 * region lasts.
 *
 * Return: length of the name, 0 if there is no symbol.
 */
int ftrace_mod_address_lookup(unsigned long addr, unsigned long *size,
			      unsigned long *off, char **modname,
			      const unsigned char **modbuildid, char *sym)
{
	struct hook_symbol_info info;

	guard(preempt_notrace)();
	if (!hook_symbol_at(addr, &info))
		return 0;
	if (size)
		*size = info.size;
	if (off)
		*off = addr - info.addr;
	if (modname)
		*modname = (char *)info.module;
	if (modbuildid)
		*modbuildid = NULL;
	return strscpy(sym, info.name, KSYM_NAME_LEN);
}

#endif /* CONFIG_MODULES */
