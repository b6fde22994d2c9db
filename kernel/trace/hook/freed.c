// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names of functions whose text was freed, for traces that still have them.
 *
 * A module's init text goes when it has run, and its symbols go with it. A trace may have calls of
 * it, or from it, so if anything is hooked at that time its names are kept until the module itself
 * goes. Other text may take the place meanwhile: kallsyms asks here last.
 *
 * Keeping and forgetting sleep, with the hook lock held. Finding works anywhere, under RCU.
 */

#include <linux/kallsyms.h>
#include <linux/lockdep.h>
#include <linux/overflow.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "hook/freed.h"
#include "hook/ops.h"
#include "hook/rec.h"

LIST_HEAD(hook_freed_list);

/* The function of a record, and its name in @name. */
static bool hook_freed_symbol(const struct hook_group *group, const struct hook_rec *rec,
			      struct hook_freed_symbol *symbol, char *name)
{
	unsigned long ip = hook_rec_ip(group, rec);
	unsigned long size, offset;

	if (hook_rec_dead(rec) || !kallsyms_lookup(ip, &size, &offset, NULL, name))
		return false;
	symbol->addr = ip - offset;
	symbol->size = size;
	return true;
}

/* Bytes that all names need. */
static size_t hook_freed_names_size(const struct hook_group *group)
{
	struct hook_freed_symbol symbol;
	char name[KSYM_NAME_LEN];
	size_t bytes = 0;
	unsigned int i;

	for (i = 0; i < group->count; i++) {
		if (hook_freed_symbol(group, &group->recs[i], &symbol, name))
			bytes += strlen(name) + 1;
	}
	return bytes;
}

static void hook_freed_fill(struct hook_freed *freed, const struct hook_group *group)
{
	char name[KSYM_NAME_LEN];
	size_t at = 0, len;
	unsigned int i;

	for (i = 0; i < group->count; i++) {
		struct hook_freed_symbol symbol;

		if (!hook_freed_symbol(group, &group->recs[i], &symbol, name))
			continue;
		len = strlen(name) + 1;
		memcpy(freed->names + at, name, len);
		symbol.name = at;
		freed->symbols[freed->count++] = symbol;
		at += len;
	}
}

/**
 * hook_freed_keep - text is about to be freed
 * @group: its call sites
 * @start: its first byte
 * @end: one behind its last byte
 *
 * Without memory for the names, an old trace shows addresses.
 */
void hook_freed_keep(const struct hook_group *group, unsigned long start, unsigned long end)
{
	struct hook_freed *freed;
	size_t fixed, names;

	lockdep_assert_held(&hook_lock);
	if (!group->mod || list_empty(&hook_ops_list))
		return;
	names = hook_freed_names_size(group);
	fixed = struct_size(freed, symbols, group->count);
	freed = kvzalloc(size_add(fixed, names), GFP_KERNEL | __GFP_NOWARN);
	if (!freed)
		return;
	freed->mod = group->mod;
	strscpy(freed->mod_name, group->mod->name);
	freed->start = start;
	freed->end = end;
	freed->names = (char *)freed + fixed;
	hook_freed_fill(freed, group);
	list_add_rcu(&freed->list, &hook_freed_list);
}

/**
 * hook_freed_forget - a module goes
 * @mod: the module
 */
void hook_freed_forget(const struct module *mod)
{
	struct hook_freed *freed, *next;

	lockdep_assert_held(&hook_lock);
	list_for_each_entry_safe(freed, next, &hook_freed_list, list) {
		if (freed->mod != mod)
			continue;
		list_del_rcu(&freed->list);
		kvfree_rcu(freed, rcu);
	}
}

static const struct hook_freed_symbol *hook_freed_search(const struct hook_freed *freed,
							 unsigned long addr)
{
	unsigned int i;

	for (i = 0; i < freed->count; i++) {
		const struct hook_freed_symbol *symbol = &freed->symbols[i];

		if (addr - symbol->addr < symbol->size)
			return symbol;
	}
	return NULL;
}

/**
 * hook_freed_find - the function that an address was in
 * @addr: the address
 * @freedp: set to what it was part of
 *
 * In an RCU read-side section or with preemption off, for which the result is good.
 *
 * Return: the function, NULL if there was none.
 */
const struct hook_freed_symbol *hook_freed_find(unsigned long addr,
						const struct hook_freed **freedp)
{
	const struct hook_freed *freed;

	list_for_each_entry_rcu(freed, &hook_freed_list, list, !preemptible()) {
		if (addr < freed->start || addr >= freed->end)
			continue;
		*freedp = freed;
		return hook_freed_search(freed, addr);
	}
	return NULL;
}
