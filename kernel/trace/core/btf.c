// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a function's address to its prototype, through BTF.
 *
 * BTF is a list of a hundred thousand types that has to be searched from the front. Printing asks
 * for a prototype with every line, so the functions of vmlinux are hashed by name, once, when
 * somebody first wants to know. Those of modules come and go with their BTF; what was found of them
 * last is kept in a cache that the address picks the slot of. An entry holds a reference to its BTF
 * and is good for as long as the name at its address is the same.
 *
 * trace_btf_prepare() sleeps. trace_btf_find() may be called anywhere; of modules it knows nothing
 * in interrupts or with interrupts off, which is where dumps print.
 */
#include <linux/bpf.h>
#include <linux/hash.h>
#include <linux/kallsyms.h>
#include <linux/log2.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/stringhash.h>

#include "core/btf.h"

/**
 * struct func_table - the functions of vmlinux by name
 * @btf:  of vmlinux, which stays
 * @bits: of the number of slots
 * @ids:  types of kind FUNC, in the slot of their name or behind it; 0 is a free slot
 */
struct func_table {
	const struct btf	*btf;
	unsigned int		bits;
	u32			ids[];
};

/* Published once, never changed or freed. */
static struct func_table *func_table;

#define MODULE_SLOTS	256

/**
 * struct module_slot - what was found of a function of a module
 * @func:  its address
 * @hash:  of its name
 * @btf:   with a reference; NULL if no BTF knows it
 * @proto: of it
 */
struct module_slot {
	unsigned long		func;
	u32			hash;
	struct btf		*btf;
	const struct btf_type	*proto;
};

/* Protects module_slots. */
static DEFINE_MUTEX(module_lock);
static struct module_slot module_slots[MODULE_SLOTS];

static u32 name_hash(const char *name)
{
	return full_name_hash(NULL, name, strlen(name));
}

static const char *type_name(const struct btf *btf, u32 id)
{
	return btf_name_by_offset(btf, btf_type_by_id(btf, id)->name_off);
}

/* The slot of a name, or the free one where it would be. */
static u32 *table_slot(struct func_table *table, const char *name)
{
	u32 i = hash_32(name_hash(name), table->bits);

	while (table->ids[i] && strcmp(type_name(table->btf, table->ids[i]), name))
		i = (i + 1) & (BIT(table->bits) - 1);
	return &table->ids[i];
}

static struct func_table *table_make(const struct btf *btf)
{
	u32 id, types = btf_nr_types(btf), count = 0;
	struct func_table *table;
	unsigned int bits;

	for (id = 1; id < types; id++)
		count += btf_type_is_func(btf_type_by_id(btf, id));
	if (!count)
		return ERR_PTR(-EOPNOTSUPP);

	/* At most three in four are taken. */
	bits = order_base_2(count + count / 3 + 1);
	table = kvzalloc(struct_size(table, ids, BIT(bits)), GFP_KERNEL);
	if (!table)
		return ERR_PTR(-ENOMEM);
	table->btf = btf;
	table->bits = bits;
	for (id = 1; id < types; id++) {
		if (btf_type_is_func(btf_type_by_id(btf, id)))
			*table_slot(table, type_name(btf, id)) = id;
		if (!(id % 4096))
			cond_resched();
	}
	return table;
}

/**
 * trace_btf_prepare - make trace_btf_find() find something
 *
 * Return: 0; -EOPNOTSUPP if this kernel has no BTF, -ENOMEM.
 */
int trace_btf_prepare(void)
{
	struct func_table *table;
	struct btf *btf;

	if (smp_load_acquire(&func_table)) /* trace_btf_prepare:A, as trace_btf_find:A */
		return 0;
	btf = bpf_get_btf_vmlinux();
	if (IS_ERR_OR_NULL(btf))
		return -EOPNOTSUPP;
	table = table_make(btf);
	if (IS_ERR(table))
		return PTR_ERR(table);
	/* Whoever else was making one may have been faster. */
	if (cmpxchg(&func_table, NULL, table)) /* trace_btf_prepare:B */
		kvfree(table);
	return 0;
}

static const struct btf_type *proto_of(const struct btf *btf, u32 id)
{
	const struct btf_type *type = btf_type_by_id(btf, btf_type_by_id(btf, id)->type);

	return type && btf_type_is_func_proto(type) ? type : NULL;
}

/* Without the cache; the search goes through all of BTF. */
static void search_modules(const char *name, struct trace_btf_proto *found)
{
	struct btf *btf = NULL;
	s32 id = bpf_find_btf_id(name, BTF_KIND_FUNC, &btf);

	found->held = id > 0 ? btf : NULL;
	found->btf = found->held;
	found->proto = id > 0 ? proto_of(btf, id) : NULL;
}

static void module_slot_fill(struct module_slot *slot, unsigned long func, const char *name,
			     u32 hash)
{
	struct trace_btf_proto found;

	if (slot->btf)
		btf_put(slot->btf);
	search_modules(name, &found);
	slot->func = func;
	slot->hash = hash;
	slot->btf = found.held;
	slot->proto = found.proto;
}

static void find_in_cache(unsigned long func, const char *name, struct trace_btf_proto *found)
{
	struct module_slot *slot = &module_slots[hash_long(func, ilog2(MODULE_SLOTS))];
	u32 hash = name_hash(name);

	if (slot->func != func || slot->hash != hash)
		module_slot_fill(slot, func, name, hash);
	found->btf = slot->btf;
	found->held = slot->btf;
	found->proto = slot->proto;
	if (found->held)
		btf_get(found->held);
}

static bool find_in_module(unsigned long func, const char *name, struct trace_btf_proto *found)
{
	if (in_interrupt() || irqs_disabled() || oops_in_progress)
		return false;
	/* Some print where they may not wait: they search, while another one is at the cache. */
	if (mutex_trylock(&module_lock)) {
		find_in_cache(func, name, found);
		mutex_unlock(&module_lock);
	} else {
		search_modules(name, found);
	}
	if (found->proto)
		return true;
	if (found->held)
		btf_put(found->held);
	return false;
}

/**
 * trace_btf_find - find the prototype of a function
 * @func:  address of the function
 * @found: filled in
 *
 * Return: false if it is not known; after true, trace_btf_done() has to follow.
 */
bool trace_btf_find(unsigned long func, struct trace_btf_proto *found)
{
	/* trace_btf_find:A pairs with trace_btf_prepare:B */
	struct func_table *table = smp_load_acquire(&func_table);
	char name[KSYM_NAME_LEN];
	char *module;
	u32 id;

	if (!table || !kallsyms_lookup(func, NULL, NULL, &module, name))
		return false;
	if (module)
		return find_in_module(func, name, found);
	id = *table_slot(table, name);
	if (!id)
		return false;
	found->btf = table->btf;
	found->held = NULL;
	found->proto = proto_of(table->btf, id);
	return found->proto;
}

/**
 * trace_btf_done - the end of using what trace_btf_find() found
 * @found: that
 */
void trace_btf_done(struct trace_btf_proto *found)
{
	if (found->held)
		btf_put(found->held);
}
