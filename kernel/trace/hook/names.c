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
#include <linux/unaligned.h>

#include <asm/sections.h>

#include "../../kallsyms_internal.h"
#include "hook/match.h"
#include "hook/names.h"

/* Symbols to pass by before it is cheaper to search. */
#define HOOK_NAMES_STRIDE	256

/* A byte each. */
#define HOOK_TOKENS		256

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

/*
 * Each byte of a packed name stands for a token of some characters, the first of
 * the first one for a type. The tokens lie behind each other, in order, so that
 * the next one's place tells the length. Copying goes by words, which write over
 * the end of a token what the next one writes over again.
 */
static __always_inline char *hook_token_copy(char *to, unsigned int token,
					     unsigned int skip)
{
	unsigned int at = kallsyms_token_index[token] + skip;
	const char *from = &kallsyms_token_table[at];
	unsigned int i, len;

	/* Behind the last one there may be nothing to read. */
	if (unlikely(token >= HOOK_TOKENS - HOOK_NAMES_SLACK)) {
		while (*from)
			*to++ = *from++;
		return to;
	}
	len = kallsyms_token_index[token + 1] - at - 1;
	i = 0;
	do {
		put_unaligned(get_unaligned((const u64 *)(from + i)),
			      (u64 *)(to + i));
		i += sizeof(u64);
	} while (unlikely(i < len));
	return to + len;
}

/* No name is longer than KSYM_NAME_LEN: the build sees to that. */
static void hook_name_unpack(const u8 *name, char *to)
{
	const u8 *data, *end;
	unsigned int len;

	data = hook_name_data(name, &len);
	end = data + len;
	to = hook_token_copy(to, *data++, 1);
	while (data < end)
		to = hook_token_copy(to, *data++, 0);
	*to = '\0';
}

/*
 * Does a name begin so? That is known after the first token or two, mostly.
 */
static bool hook_name_begins(const u8 *name, const char *text, size_t text_len)
{
	const char *end = text + text_len, *from;
	const u8 *data;
	unsigned int len;

	data = hook_name_data(name, &len);
	from = &kallsyms_token_table[kallsyms_token_index[*data++]] + 1;
	while (text < end) {
		while (!*from) {
			if (!--len)
				return false;
			from = &kallsyms_token_table[kallsyms_token_index[*data++]];
		}
		if (*from++ != *text++)
			return false;
	}
	return true;
}

static void hook_names_go(struct hook_names *names, unsigned long ip)
{
	if (!hook_names_seek(names, ip))
		hook_names_search(names, ip);
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
		hook_names_go(names, ip);
		hook_name_unpack(names->at.name, names->buf);
		name = names->buf;
	} else {
		name = kallsyms_lookup(ip, &size, &offset, &modname, names->buf);
	}
	if (mod)
		*mod = modname;
	return name;
}

/**
 * hook_names_match - does the function that a call site is in have such a name?
 * @names: the walk
 * @ip: the call site; walks should go to higher addresses
 * @glob: the pattern
 */
bool hook_names_match(struct hook_names *names, unsigned long ip,
		      const struct hook_glob *glob)
{
	const char *name;

	if (glob->kind == HOOK_GLOB_ALL)
		return true;
	if (glob->kind == HOOK_GLOB_FRONT && likely(__is_kernel(ip))) {
		hook_names_go(names, ip);
		return hook_name_begins(names->at.name, glob->text, glob->len);
	}
	name = hook_names_get(names, ip, NULL);
	return name && hook_glob_match(glob, name);
}
