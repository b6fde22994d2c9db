// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names for /proc/kallsyms and stack traces of code that no symbol table knows:
 * trampolines.
 */

#include <linux/ftrace.h>
#include <linux/kallsyms.h>
#include <linux/moduleparam.h>
#include <linux/rculist.h>
#include <linux/string.h>

#include "hook/tramp.h"

/**
 * ftrace_mod_get_kallsym - the n-th of these symbols
 * @symnum: n
 * @value: its address
 * @type: 't'
 * @name: its name, of KSYM_NAME_LEN bytes
 * @module_name: of what looks like a module, of MODULE_NAME_LEN bytes
 * @exported: set to 0
 *
 * Return: 0, or -ERANGE behind the last one.
 */
int ftrace_mod_get_kallsym(unsigned int symnum, unsigned long *value,
			   char *type, char *name, char *module_name,
			   int *exported)
{
	struct hook_tramp *tramp;

	guard(rcu)();
	list_for_each_entry_rcu(tramp, &hook_tramps, list) {
		if (symnum--)
			continue;
		*value = tramp->ops.trampoline;
		*type = 't';
		strscpy(name, FTRACE_TRAMPOLINE_SYM, KSYM_NAME_LEN);
		strscpy(module_name, FTRACE_TRAMPOLINE_MOD, MODULE_NAME_LEN);
		*exported = 0;
		return 0;
	}
	return -ERANGE;
}

#ifdef CONFIG_MODULES

/**
 * ftrace_mod_address_lookup - the symbol that an address is in
 * @addr: the address
 * @size: its size
 * @off: offset of @addr in it
 * @modname: name of what looks like a module
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
	static char module_name[] = FTRACE_TRAMPOLINE_MOD;
	struct ftrace_ops *ops;

	guard(preempt_notrace)();
	ops = ftrace_ops_trampoline(addr);
	if (!ops)
		return 0;
	if (size)
		*size = ops->trampoline_size;
	if (off)
		*off = addr - ops->trampoline;
	if (modname)
		*modname = module_name;
	if (modbuildid)
		*modbuildid = NULL;
	return strscpy(sym, FTRACE_TRAMPOLINE_SYM, KSYM_NAME_LEN);
}

#endif /* CONFIG_MODULES */
