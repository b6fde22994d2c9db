/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Names of functions, for walks over many of them.
 */
#ifndef _TRACE_HOOK_NAMES_H
#define _TRACE_HOOK_NAMES_H

#include <linux/kallsyms.h>
#include <linux/types.h>

struct hook_glob;

/* Names are copied by words of as many bytes. */
#define HOOK_NAMES_SLACK	8

/* A symbol of vmlinux: its number in the order of addresses, and its packed name. */
struct hook_symbol {
	unsigned int	index;
	const u8	*name;
};

/**
 * struct hook_names - where a walk is, and the last name
 * @at: the symbol of the last function
 * @next: the first one behind it that has another address
 * @next_addr: its address
 * @valid: the three above are of use
 * @buf: the name, and room to write over its end
 *
 * Zeroed, it is at no place.
 */
struct hook_names {
	struct hook_symbol	at;
	struct hook_symbol	next;
	unsigned long		next_addr;
	bool			valid;
	char			buf[KSYM_NAME_LEN + HOOK_NAMES_SLACK];
};

const char *hook_names_get(struct hook_names *names, unsigned long ip,
			   const char **mod);
bool hook_names_match(struct hook_names *names, unsigned long ip,
		      const struct hook_glob *glob);

#endif /* _TRACE_HOOK_NAMES_H */
