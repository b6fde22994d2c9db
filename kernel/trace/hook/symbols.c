// SPDX-License-Identifier: GPL-2.0-only
/*
 * Many names to addresses at a time, for clients that hook by name.
 *
 * Each name is looked up in the kernel's sorted symbol table; the names that are
 * not there, in one walk over the symbols of all modules. Process context.
 */

#include <linux/bsearch.h>
#include <linux/ftrace.h>
#include <linux/kallsyms.h>
#include <linux/module.h>
#include <linux/string.h>

struct symbol_lookup {
	const char	**names;
	size_t		count;
	unsigned long	*addrs;
	size_t		found;
};

static int symbol_cmp(const void *key, const void *elt)
{
	const char * const *name = elt;

	return strcmp(key, *name);
}

/* Only a function that can be hooked counts, if that can be told. */
static bool symbol_fits(unsigned long addr)
{
	return !IS_ENABLED(CONFIG_DYNAMIC_FTRACE) || ftrace_location(addr);
}

static void symbol_found(struct symbol_lookup *look, size_t i,
			 unsigned long addr)
{
	if (look->addrs[i] || !symbol_fits(addr))
		return;
	look->addrs[i] = addr;
	look->found++;
}

static int symbol_of_module(void *data, const char *name, unsigned long addr)
{
	struct symbol_lookup *look = data;
	const char **at;

	at = bsearch(name, look->names, look->count, sizeof(*at), symbol_cmp);
	if (at)
		symbol_found(look, at - look->names, addr);
	return look->found == look->count;
}

/* For one name, whose index is all there is to know. */
struct symbol_one {
	struct symbol_lookup	*look;
	size_t			index;
};

static int symbol_of_vmlinux(void *data, unsigned long addr)
{
	struct symbol_one *one = data;

	symbol_found(one->look, one->index, addr);
	return 0;
}

/**
 * ftrace_lookup_symbols - find the addresses of functions
 * @sorted_syms: names, in the order of strcmp(), each once
 * @cnt: number of them
 * @addrs: filled with the addresses
 *
 * Of functions of one name the first is taken.
 *
 * Return: 0; -ESRCH if one is not there or cannot be hooked.
 */
int ftrace_lookup_symbols(const char **sorted_syms, size_t cnt,
			  unsigned long *addrs)
{
	struct symbol_lookup look = {
		.names = sorted_syms, .count = cnt, .addrs = addrs,
	};
	struct symbol_one one = { .look = &look };

	memset(addrs, 0, sizeof(*addrs) * cnt);
	for (; one.index < cnt; one.index++)
		kallsyms_on_each_match_symbol(symbol_of_vmlinux,
					      sorted_syms[one.index], &one);
	if (look.found < cnt)
		module_kallsyms_on_each_symbol(NULL, symbol_of_module, &look);
	return look.found == cnt ? 0 : -ESRCH;
}
