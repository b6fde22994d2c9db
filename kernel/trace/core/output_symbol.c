// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names of addresses.
 *
 * A trace names the same functions over and over, and looking one up costs more than the rest of
 * its line. So a reader has a small cache of the names that it printed last: direct-mapped, the
 * address picks the slot. Modules that come or go make all caches stale at once, by a counter that
 * each cache compares.
 *
 * No locks: the cache belongs to one iterator. A dump has none and looks every name up.
 */
#include <linux/hash.h>
#include <linux/kallsyms.h>
#include <linux/kprobes.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "trace.h"

#define CACHE_SLOTS	512
#define CACHE_BITS	ilog2(CACHE_SLOTS)
#define CACHE_NAME_MAX	53

/* A cache line. */
struct symbol_slot {
	unsigned long	address;
	unsigned char	len;		/* 0: empty */
	unsigned char	form;		/* enum name_form */
	char		name[CACHE_NAME_MAX + 1];
};

static_assert(BITS_PER_LONG != 64 || sizeof(struct symbol_slot) == 64);

struct trace_symbol_cache {
	unsigned int		generation;
	struct symbol_slot	slot[CACHE_SLOTS];
};

static unsigned int symbol_generation;

/**
 * trace_symbol_cache_alloc - make a cache
 *
 * Returns NULL if there is no memory: everything works without, only slower.
 */
struct trace_symbol_cache *trace_symbol_cache_alloc(void)
{
	struct trace_symbol_cache *cache = kvzalloc(sizeof(*cache), GFP_KERNEL | __GFP_NOWARN);

	if (cache)
		cache->generation = READ_ONCE(symbol_generation);
	return cache;
}

void trace_symbol_cache_free(struct trace_symbol_cache *cache)
{
	kvfree(cache);
}

/* How a name is wanted. */
enum name_form {
	NAME_ALONE,		/* as scripts know it: no module behind it */
	NAME_AND_MODULE,
	NAME_AND_OFFSET,	/* and size, and module */
};

static int lookup_name(char *buf, unsigned long address, enum name_form form)
{
	/* The return address that a kretprobe put there tells nothing about who called. */
	if (is_kretprobe_trampoline(address))
		return strscpy(buf, "[unknown/kretprobe'd]", KSYM_SYMBOL_LEN);
	if (form == NAME_AND_OFFSET)
		return sprint_symbol(buf, address);
	if (form == NAME_AND_MODULE)
		return sprint_symbol_no_offset(buf, address);
	if (!kallsyms_lookup(address, NULL, NULL, NULL, buf))
		return scnprintf(buf, KSYM_SYMBOL_LEN, "0x%lx", address);
	return strlen(buf);
}

/**
 * trace_seq_print_sym - add the name of an address
 * @s:	     where to
 * @address: the address
 * @offset:  with the offset into the function and its size
 */
void trace_seq_print_sym(struct trace_seq *s, unsigned long address, bool offset)
{
	char name[KSYM_SYMBOL_LEN];

	trace_seq_putmem(s, name,
			 lookup_name(name, address, offset ? NAME_AND_OFFSET : NAME_ALONE));
}

static void flush_if_stale(struct trace_symbol_cache *cache)
{
	unsigned int now = READ_ONCE(symbol_generation);
	int i;

	if (likely(cache->generation == now))
		return;
	cache->generation = now;
	for (i = 0; i < CACHE_SLOTS; i++)
		cache->slot[i].len = 0;
}

/* Apart, because a place for any name on the stack costs more than the rest of a hit. */
static noinline void print_sym_slow(struct trace_seq *s, struct symbol_slot *slot,
				    unsigned long address, enum name_form form)
{
	char name[KSYM_SYMBOL_LEN];
	int len = lookup_name(name, address, form);

	trace_seq_putmem(s, name, len);
	if (len > CACHE_NAME_MAX)
		return;
	memcpy(slot->name, name, len);
	slot->len = len;
	slot->form = form;
	slot->address = address;
}

static void print_sym_cached(struct trace_seq *s, struct trace_symbol_cache *cache,
			     unsigned long address, enum name_form form)
{
	struct symbol_slot *slot = &cache->slot[hash_long(address, CACHE_BITS)];

	flush_if_stale(cache);
	if (likely(slot->address == address && slot->form == form && slot->len))
		trace_seq_putmem(s, slot->name, slot->len);
	else
		print_sym_slow(s, slot, address, form);
}

/**
 * trace_iter_print_ip - add an address as the options say: name, offset, number
 * @iter:      the reader
 * @ip:	       the address
 * @sym_flags: TRACE_ITER_SYM_*
 */
void trace_iter_print_ip(struct trace_iterator *iter, unsigned long ip, u64 sym_flags)
{
	if (unlikely(iter->tr->persistent))
		ip = trace_address_now(iter->tr, ip);
	if (!ip || sym_flags & (TRACE_ITER_SYM_OFFSET | TRACE_ITER_SYM_ADDR) || !iter->symbols)
		seq_print_ip_sym(&iter->seq, ip, sym_flags);
	else
		print_sym_cached(&iter->seq, iter->symbols, ip, NAME_ALONE);
}

/**
 * trace_iter_print_func - add the name of a function, and of its module
 * @iter: the reader
 * @func: its address
 */
void trace_iter_print_func(struct trace_iterator *iter, unsigned long func)
{
	char name[KSYM_SYMBOL_LEN];

	if (unlikely(iter->tr->persistent))
		func = trace_address_now(iter->tr, func);
	if (iter->symbols)
		print_sym_cached(&iter->seq, iter->symbols, func, NAME_AND_MODULE);
	else
		trace_seq_putmem(&iter->seq, name, lookup_name(name, func, NAME_AND_MODULE));
}

/**
 * seq_print_ip_sym - add an address as the options say, without a cache
 * @s:	       where to
 * @ip:	       the address
 * @sym_flags: TRACE_ITER_SYM_*
 */
void seq_print_ip_sym(struct trace_seq *s, unsigned long ip, u64 sym_flags)
{
	if (!ip) {
		trace_seq_putc(s, '0');
		return;
	}
	trace_seq_print_sym(s, ip, sym_flags & TRACE_ITER_SYM_OFFSET);
	if (sym_flags & TRACE_ITER_SYM_ADDR)
		trace_seq_print_addr(s, ip);
}

/**
 * trace_seq_print_addr - add an address in angle brackets, after a blank
 * @s:	where to
 * @ip: the address
 */
void trace_seq_print_addr(struct trace_seq *s, unsigned long ip)
{
	trace_seq_putmem(s, " <", 2);
	trace_seq_put_hex(s, ip, 2 * sizeof(ip));
	trace_seq_putc(s, '>');
}

#ifdef CONFIG_MODULES
static int symbols_changed(struct notifier_block *nb, unsigned long state, void *mod)
{
	WRITE_ONCE(symbol_generation, symbol_generation + 1);
	return NOTIFY_OK;
}

static struct notifier_block symbol_notifier = {
	.notifier_call = symbols_changed,
};

static int __init symbol_cache_init(void)
{
	return register_module_notifier(&symbol_notifier);
}
early_initcall(symbol_cache_init);
#endif
