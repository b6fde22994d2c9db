// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names of functions, for walks over many of them.
 *
 * kallsyms finds the name of one address: a search, and then a count along packed
 * names from the last mark, which costs several times what unpacking the name
 * does. A walk goes through call sites in the order of addresses, and so do the
 * symbols: here the next name is looked for from the last one on.
 *
 * The tables are constant, so any context will do. For addresses of modules it
 * is kallsyms that answers.
 */

#include <linux/kallsyms.h>
#include <linux/kernel.h>

#include <asm/sections.h>

#include "../../kallsyms_internal.h"
#include "hook/names.h"

/* Symbols to pass by before it is cheaper to search. */
#define HOOK_NAMES_STRIDE	256

/* A packed name has its length in front: 7 bits a byte, 2 bytes at most. */
static const u8 *hook_name_data(const u8 *name, unsigned int *len)
{
	*len = *name++;
	if (unlikely(*len & 0x80))
		*len = (*len & 0x7f) | *name++ << 7;
	return name;
}

static struct hook_symbol hook_symbol_after(struct hook_symbol symbol)
{
	unsigned int len;

	symbol.name = hook_name_data(symbol.name, &len) + len;
	symbol.index++;
	return symbol;
}

/* There is a mark for every 256th symbol. */
static struct hook_symbol hook_symbol_at(unsigned int index)
{
	struct hook_symbol symbol = {
		.index = index & ~0xffU,
		.name = &kallsyms_names[kallsyms_markers[index >> 8]],
	};

	while (symbol.index < index)
		symbol = hook_symbol_after(symbol);
	return symbol;
}

static unsigned long hook_symbol_addr(struct hook_symbol symbol)
{
	if (symbol.index >= kallsyms_num_syms)
		return ULONG_MAX;
	return kallsyms_sym_address(symbol.index);
}

/* Go on to the next address that has a symbol: of several the first counts. */
static void hook_names_step(struct hook_names *names)
{
	unsigned long addr = names->next_addr;

	names->at = names->next;
	do {
		names->next = hook_symbol_after(names->next);
		names->next_addr = hook_symbol_addr(names->next);
	} while (names->next_addr == addr);
}

static void hook_names_search(struct hook_names *names, unsigned long ip)
{
	unsigned int low = 0, high = kallsyms_num_syms;
	unsigned long addr;

	/* Of the symbols that are not above, the last; of its equals, the first. */
	while (high - low > 1) {
		unsigned int mid = low + (high - low) / 2;

		if (kallsyms_sym_address(mid) <= ip)
			low = mid;
		else
			high = mid;
	}
	addr = kallsyms_sym_address(low);
	while (low && kallsyms_sym_address(low - 1) == addr)
		low--;

	names->next = hook_symbol_at(low);
	names->next_addr = addr;
	hook_names_step(names);
	names->valid = true;
}

static bool hook_names_seek(struct hook_names *names, unsigned long ip)
{
	unsigned int steps = 0;

	if (!names->valid || hook_symbol_addr(names->at) > ip)
		return false;
	while (names->next_addr <= ip) {
		if (++steps > HOOK_NAMES_STRIDE)
			return false;
		hook_names_step(names);
	}
	return true;
}

/* Each byte of a packed name stands for some characters, the first for a type. */
static void hook_name_unpack(const u8 *name, char *to)
{
	const char *last = to + KSYM_NAME_LEN - 1;
	const u8 *data, *end;
	unsigned int len;
	bool type = true;

	data = hook_name_data(name, &len);
	for (end = data + len; data < end; data++) {
		const char *from;

		from = &kallsyms_token_table[kallsyms_token_index[*data]];
		from += type;
		type = false;
		while (*from && to < last)
			*to++ = *from++;
	}
	*to = '\0';
}

/**
 * hook_names_get - the name of the function that a call site is in
 * @names: the walk; @names->buf has the name
 * @ip: the call site; walks should go to higher addresses
 * @mod: set to the name of its module, NULL for vmlinux; may be NULL
 *
 * The name of a module stays for as long as preemption is off.
 *
 * Return: the name, or NULL if there is none.
 */
const char *hook_names_get(struct hook_names *names, unsigned long ip,
			   const char **mod)
{
	unsigned long size, offset;
	char *modname = NULL;
	const char *name;

	if (likely(__is_kernel(ip))) {
		if (!hook_names_seek(names, ip))
			hook_names_search(names, ip);
		hook_name_unpack(names->at.name, names->buf);
		name = names->buf;
	} else {
		name = kallsyms_lookup(ip, &size, &offset, &modname, names->buf);
	}
	if (mod)
		*mod = modname;
	return name;
}
