// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where the records of call sites come from, how one is found, and when they
 * go: at boot, with modules, and with text that is freed.
 *
 * The compiler lists the sites in __mcount_loc, the build sorts that of vmlinux.
 * Here each becomes four bytes. Looking up is a binary search under RCU and may
 * be done anywhere but in an NMI; everything else sleeps and takes the hook
 * lock.
 *
 * A weak function that another one overruled leaves its text behind, and its
 * call site, but no symbol: the site seems to lie far inside of the function in
 * front. Such records are marked dead, never hooked and never shown.
 */

#include <linux/bsearch.h>
#include <linux/ftrace.h>
#include <linux/kallsyms.h>
#include <linux/module.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/vmalloc.h>

#include <asm/sections.h>

#include "hook/filter.h"
#include "hook/freed.h"
#include "hook/hook.h"
#include "hook/patch.h"
#include "hook/pending.h"
#include "hook/rec.h"
#include "hook/set.h"

/* See rec.h. */
DEFINE_MUTEX(hook_lock);
LIST_HEAD(hook_groups);
unsigned int hook_groups_generation;

/* Of the records in [@start, @end], the first; NULL if there is none. */
static struct hook_rec *hook_group_find(struct hook_group *group,
					unsigned long start, unsigned long end)
{
	unsigned int low = 0, high = group->count;

	while (low < high) {
		unsigned int mid = low + (high - low) / 2;

		if (hook_rec_ip(group, &group->recs[mid]) < start)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == group->count ||
	    hook_rec_ip(group, &group->recs[low]) > end)
		return NULL;
	return &group->recs[low];
}

/**
 * hook_rec_find - find a call site in a range of addresses
 * @start: first address
 * @end: last address
 * @groupp: set to the record's group if there is one; may be NULL
 *
 * With the hook lock held or in an RCU read-side section. Sites of a module that is being
 * loaded count as soon as it can be looked up: filters can have them, and nobody else may
 * write there.
 *
 * Return: the site with the lowest address in the first group that has one
 * there, NULL if none has.
 */
struct hook_rec *hook_rec_find(unsigned long start, unsigned long end,
			       struct hook_group **groupp)
{
	struct hook_group *group;
	struct hook_rec *rec;

	list_for_each_entry_rcu(group, &hook_groups, list,
				lockdep_is_held(&hook_lock)) {
		rec = hook_group_find(group, start, end);
		if (!rec || hook_rec_dead(rec))
			continue;
		if (groupp)
			*groupp = group;
		return rec;
	}
	return NULL;
}

/**
 * ftrace_location_range - is there a call site in a range of addresses?
 * @start: first address
 * @end: last address
 *
 * Return: the address of the site, or 0.
 */
unsigned long ftrace_location_range(unsigned long start, unsigned long end)
{
	struct hook_group *group;
	struct hook_rec *rec;

	guard(rcu)();
	rec = hook_rec_find(start, end, &group);
	return rec ? hook_rec_ip(group, rec) : 0;
}

/**
 * ftrace_location - the call site that an address stands for
 * @ip: a call site, or the first byte of a function
 *
 * Return: the address of the site, or 0 if there is none.
 */
unsigned long ftrace_location(unsigned long ip)
{
	unsigned long size, offset, site;

	site = ftrace_location_range(ip, ip);
	if (site)
		return site;
	/* Without something in front of it, the site is the first byte. */
	if (!FTRACE_MCOUNT_MAX_OFFSET)
		return 0;
	if (!kallsyms_lookup_size_offset(ip, &size, &offset) || offset)
		return 0;
	return ftrace_location_range(ip, ip + FTRACE_MCOUNT_MAX_OFFSET);
}

/**
 * ftrace_text_reserved - would changing some text meet a call site?
 * @start: first byte
 * @end: last byte
 */
int ftrace_text_reserved(const void *start, const void *end)
{
	unsigned long first = (unsigned long)start;

	/* A site that begins before @start may reach into the range. */
	return !!ftrace_location_range(first - (MCOUNT_INSN_SIZE - 1),
				       (unsigned long)end);
}

/**
 * hook_rec_total - how many call sites there are
 * @total: filled in
 */
void hook_rec_total(struct hook_total *total)
{
	struct hook_group *group;
	unsigned int i;

	*total = (struct hook_total){ };
	guard(mutex)(&hook_lock);
	list_for_each_entry(group, &hook_groups, list) {
		total->groups++;
		total->pages += DIV_ROUND_UP(struct_size(group, recs, group->count),
					     PAGE_SIZE);
		if (group->states)
			total->pages += DIV_ROUND_UP(array_size(group->count, sizeof(u32)),
						     PAGE_SIZE);
		for (i = 0; i < group->count; i++)
			total->sites += !hook_rec_dead(&group->recs[i]);
	}
}

/*
 * Making groups.
 */

static int hook_ip_cmp(const void *a, const void *b)
{
	const unsigned long *ip_a = a, *ip_b = b;

	return hook_cmp(*ip_a, *ip_b);
}

/* Does the group of @mod's text, or of its init text, have this site? */
static bool hook_ip_belongs(const struct module *mod, bool init,
			    unsigned long ip)
{
	if (mod)
		return init ? within_module_init(ip, mod) :
			      within_module_core(ip, mod);
	/* Weak functions that the build dropped are addresses of nothing. */
	return init ? is_kernel_inittext(ip) :
		      is_kernel_text(ip) && !is_kernel_inittext(ip);
}

static void hook_groups_changed(void)
{
	WRITE_ONCE(hook_groups_generation, hook_groups_generation + 1);
}

/* As many pages as it takes: kvzalloc() would round up to a power of two. */
static void *hook_alloc(size_t size)
{
	return size > PAGE_SIZE ? vzalloc(size) : kzalloc(size, GFP_KERNEL);
}

/**
 * hook_group_make_states - one of a group's sites is about to be hooked
 * @group: the group; hook lock held
 *
 * Return: 0, or -ENOMEM.
 */
int hook_group_make_states(struct hook_group *group)
{
	if (!group->states)
		group->states = hook_alloc(array_size(group->count, sizeof(u32)));
	return group->states ? 0 : -ENOMEM;
}

/* Collect from @ips, which is sorted, what is in @mod's text or init text. */
static int hook_group_make(struct module *mod, bool init, bool ready,
			   const unsigned long *ips, unsigned int n)
{
	struct hook_group *group;
	unsigned long last = 0;
	unsigned int i, count = 0;

	for (i = 0; i < n; i++)
		count += hook_ip_belongs(mod, init, ips[i]);
	if (!count)
		return 0;

	group = hook_alloc(struct_size(group, recs, count));
	if (!group)
		return -ENOMEM;
	group->mod = mod;
	group->init = init;
	group->ready = ready;
	group->count = count;

	count = 0;
	for (i = 0; i < n; i++) {
		struct hook_rec *rec = &group->recs[count];

		if (!hook_ip_belongs(mod, init, ips[i]) || ips[i] == last)
			continue;
		last = ips[i];
		if (!count)
			group->base = last;
		rec->off = last - group->base;
		count++;
		if (ftrace_site_init(last)) {
			pr_warn_once("ftrace: no call site at %pS\n",
				     (void *)last);
			WRITE_ONCE(rec->off, rec->off | HOOK_REC_DEAD);
		}
	}
	group->count = count;
	list_add_tail_rcu(&group->list, &hook_groups);
	hook_groups_changed();
	return 0;
}

static void hook_group_mark_dead(struct hook_group *group)
{
	unsigned long size, offset;
	unsigned int i;

	for (i = 0; i < group->count; i++) {
		struct hook_rec *rec = &group->recs[i];
		unsigned long ip = hook_rec_ip(group, rec);

		if (!kallsyms_lookup_size_offset(ip, &size, &offset) ||
		    offset > FTRACE_MCOUNT_MAX_OFFSET)
			WRITE_ONCE(rec->off, rec->off | HOOK_REC_DEAD);
	}
}

static void hook_group_remove(struct hook_group *group)
{
	unsigned int i;

	list_del_rcu(&group->list);
	hook_groups_changed();
	for (i = 0; i < group->count; i++)
		hook_set_put(hook_set_by_id(hook_rec_set_id(group, &group->recs[i])));
	kvfree(group->states);
	group->states = NULL;
	kvfree_rcu(group, rcu);
}

/*
 * Boot.
 */

static bool __init hook_ips_sorted(const unsigned long *ips, unsigned int n)
{
	unsigned int i;

	for (i = 1; i < n; i++) {
		if (ips[i - 1] > ips[i])
			return false;
	}
	return true;
}

/**
 * ftrace_init - make the records of vmlinux
 *
 * Called once, when the allocators and text patching work, on one CPU.
 */
void __init ftrace_init(void)
{
	unsigned long *ips = (unsigned long *)__start_mcount_loc;
	unsigned int n = (__stop_mcount_loc - __start_mcount_loc);
	struct hook_group *group;
	unsigned int count = 0;

	if (!IS_ENABLED(CONFIG_BUILDTIME_MCOUNT_SORT)) {
		sort(ips, n, sizeof(*ips), hook_ip_cmp, NULL);
	} else if (IS_ENABLED(CONFIG_FTRACE_SORT_STARTUP_TEST) &&
		   !hook_ips_sorted(ips, n)) {
		pr_err("ftrace: the build left __mcount_loc unsorted\n");
		sort(ips, n, sizeof(*ips), hook_ip_cmp, NULL);
	}

	mutex_lock(&hook_lock);
	if (hook_group_make(NULL, false, true, ips, n) ||
	    hook_group_make(NULL, true, true, ips, n))
		pr_warn("ftrace: no memory for the records of call sites\n");
	list_for_each_entry(group, &hook_groups, list) {
		hook_group_mark_dead(group);
		count += group->count;
	}
	mutex_unlock(&hook_lock);

	pr_info("ftrace: %u call sites, %zu bytes each\n", count,
		sizeof(struct hook_rec));
	hook_filter_early();
}

/**
 * ftrace_free_mem - forget the call sites of text that is about to be freed
 * @mod: whose init text it is; NULL for vmlinux
 * @start: its first byte
 * @end: one behind its last byte
 */
void ftrace_free_mem(struct module *mod, void *start, void *end)
{
	struct hook_group *group, *next;

	mutex_lock(&hook_lock);
	list_for_each_entry_safe(group, next, &hook_groups, list) {
		if (group->mod != mod || !group->init)
			continue;
		hook_freed_keep(group, (unsigned long)start, (unsigned long)end);
		hook_group_remove(group);
	}
	hook_filters_forget((unsigned long)start, (unsigned long)end);
	hook_set_sweep();
	mutex_unlock(&hook_lock);
}

/**
 * ftrace_free_init_mem - forget the call sites of the kernel's init text
 */
void ftrace_free_init_mem(void)
{
	ftrace_free_mem(NULL, __init_begin, __init_end);
}

/*
 * Modules.
 */

#ifdef CONFIG_MODULES

/**
 * ftrace_module_init - make the records of a module
 * @mod: the module; its text is in place and still writable
 *
 * Without memory for them the module's functions cannot be hooked.
 */
void ftrace_module_init(struct module *mod)
{
	unsigned int n = mod->num_ftrace_callsites;
	unsigned long *ips = mod->ftrace_callsites;

	if (!n)
		return;
	sort(ips, n, sizeof(*ips), hook_ip_cmp, NULL);

	mutex_lock(&hook_lock);
	if (hook_group_make(mod, false, false, ips, n) ||
	    hook_group_make(mod, true, false, ips, n))
		pr_warn("ftrace: no memory for the call sites of %s\n",
			mod->name);
	mutex_unlock(&hook_lock);
}

/**
 * ftrace_module_enable - hook what registered ops want of a module
 * @mod: the module, before any of it runs
 */
void ftrace_module_enable(struct module *mod)
{
	struct hook_group *group;
	int ret = 0;

	mutex_lock(&hook_lock);
	list_for_each_entry(group, &hook_groups, list) {
		if (group->mod == mod)
			hook_group_mark_dead(group);
	}
	hook_pending_module(mod);
	list_for_each_entry(group, &hook_groups, list) {
		if (group->mod != mod)
			continue;
		group->ready = true;
		/* Its symbols can be found since it was made. */
		hook_groups_changed();
		ret = ret ?: hook_patch_group(group);
	}
	mutex_unlock(&hook_lock);
	if (ret)
		pr_warn("ftrace: %s is not hooked: %d\n", mod->name, ret);
}

/**
 * ftrace_release_mod - forget a module
 * @mod: the module; its text will not run any more
 */
void ftrace_release_mod(struct module *mod)
{
	struct hook_group *group, *next;

	mutex_lock(&hook_lock);
	list_for_each_entry_safe(group, next, &hook_groups, list) {
		if (group->mod == mod)
			hook_group_remove(group);
	}
	for_each_mod_mem_type(type) {
		const struct module_memory *mem = &mod->mem[type];

		if (mod_mem_type_is_text(type) && mem->size)
			hook_filters_forget((unsigned long)mem->base,
					    (unsigned long)mem->base + mem->size);
	}
	hook_freed_forget(mod);
	hook_set_sweep();
	mutex_unlock(&hook_lock);
}

#else

void ftrace_module_init(struct module *mod) { }
void ftrace_module_enable(struct module *mod) { }
void ftrace_release_mod(struct module *mod) { }

#endif /* CONFIG_MODULES */
