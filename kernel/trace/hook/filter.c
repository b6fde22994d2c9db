// SPDX-License-Identifier: GPL-2.0-only
/*
 * The filter of an ops: which call sites it wants, and which it leaves out.
 *
 * A filter is a sorted array that nobody looks at when functions are called: it
 * takes effect by patching. So it needs no RCU, the hook lock protects it, and it
 * can be changed in place when a module goes. An ops has a filter of its own, or
 * shares the global one, which is that of the top instance: what is written to
 * set_ftrace_filter. Copies of filters are for those who look at them when functions
 * are called; they too lose what goes.
 *
 * Process context.
 */

#include <linux/ftrace.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/sort.h>

#include <asm/setup.h>

#include "hook/filter.h"
#include "hook/hook.h"
#include "hook/ops.h"
#include "hook/patch.h"
#include "hook/pending.h"
#include "hook/rec.h"

/* All arrays that are some ops' filter; hook lock. */
static LIST_HEAD(hook_hashes);

/* The arrays that hook_filter_copy() gave out; hook lock. */
static LIST_HEAD(hook_copies);

static struct ftrace_ops_hash hook_global_filter;

/**
 * hook_hash_from - place of the first address that is not below another
 * @hash: the filter
 * @ip: the address
 */
unsigned int hook_hash_from(const struct ftrace_hash *hash, unsigned long ip)
{
	unsigned int low = 0, high = READ_ONCE(hash->count);

	while (low < high) {
		unsigned int mid = low + (high - low) / 2;

		if (READ_ONCE(hash->ips[mid]) < ip)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/**
 * hook_hash_alloc - make room for a filter
 * @count: number of addresses, to be filled in by the caller
 */
struct ftrace_hash *hook_hash_alloc(unsigned int count)
{
	struct ftrace_hash *hash;

	hash = kvmalloc(struct_size(hash, ips, count), GFP_KERNEL);
	if (hash) {
		INIT_LIST_HEAD(&hash->list);
		hash->count = count;
	}
	return hash;
}

/**
 * hook_hash_free - free a filter
 * @hash: the filter; may be NULL
 */
void hook_hash_free(struct ftrace_hash *hash)
{
	if (!hash)
		return;
	list_del(&hash->list);
	kvfree(hash);
}

static struct ftrace_hash **hook_filter_slot(struct ftrace_ops *ops,
					     bool exclude)
{
	return exclude ? &ops->func_hash->notrace_hash :
			 &ops->func_hash->filter_hash;
}

/* Is it the filter of a registered ops that cannot mean all functions? */
static bool hook_filter_names(const struct ftrace_ops_hash *filter)
{
	const struct ftrace_ops *ops;

	list_for_each_entry(ops, &hook_ops_list, list) {
		if (ops->func_hash == filter &&
		    (ops->flags & (FTRACE_OPS_FL_IPMODIFY | FTRACE_OPS_FL_DIRECT)))
			return true;
	}
	return false;
}

/**
 * hook_filter_set - give an ops a new filter, and patch
 * @ops: the ops, and all that share its filter
 * @exclude: set what it leaves out, not what it wants
 * @hash: the filter; taken over in any case; empty for none
 * @may_empty: an empty one means no function, see hook_edit_commit(); not all of them
 *
 * With the hook lock held.
 *
 * Return: 0, or -errno with the old filter in force: -EINVAL if it would mean all functions to
 * a registered ops that has to name them.
 */
int hook_filter_set(struct ftrace_ops *ops, bool exclude,
		    struct ftrace_hash *hash, bool may_empty)
{
	struct ftrace_hash **slot = hook_filter_slot(ops, exclude);
	struct ftrace_hash *old = *slot;
	int ret;

	lockdep_assert_held(&hook_lock);

	/* Only what modules have left, or may bring, can be an empty filter. */
	if (!hash->count && (exclude || !may_empty)) {
		hook_hash_free(hash);
		hash = NULL;
	}
	if (!hash && !exclude && hook_filter_names(ops->func_hash))
		return -EINVAL;
	*slot = hash;
	ret = hook_patch_filter(ops->func_hash);
	if (ret) {
		*slot = old;
		hook_hash_free(hash);
		return ret;
	}
	if (hash)
		list_add(&hash->list, &hook_hashes);
	hook_hash_free(old);
	return 0;
}

/*
 * Hits may be looking: the array stays sorted with each word that is written, and what
 * remains is where it was.
 */
static void hook_copy_forget(struct ftrace_hash *copy, unsigned int from, unsigned int to)
{
	unsigned int i;

	if (to < copy->count) {
		for (i = to; i-- > from;)
			WRITE_ONCE(copy->ips[i], copy->ips[to]);
	} else if (from) {
		for (i = from; i < to; i++)
			WRITE_ONCE(copy->ips[i], copy->ips[from - 1]);
	} else {
		WRITE_ONCE(copy->count, 0);
	}
}

/**
 * hook_filters_forget - take text that goes away out of all filters
 * @start: its first byte
 * @end: one behind its last byte
 *
 * Otherwise they would apply to what is loaded there next.
 */
void hook_filters_forget(unsigned long start, unsigned long end)
{
	struct ftrace_hash *hash;

	lockdep_assert_held(&hook_lock);
	list_for_each_entry(hash, &hook_hashes, list) {
		unsigned int from = hook_hash_from(hash, start);
		unsigned int to = hook_hash_from(hash, end);

		memmove(&hash->ips[from], &hash->ips[to],
			(hash->count - to) * sizeof(hash->ips[0]));
		hash->count -= to - from;
	}
	list_for_each_entry(hash, &hook_copies, list) {
		unsigned int from = hook_hash_from(hash, start);
		unsigned int to = hook_hash_from(hash, end);

		if (from < to)
			hook_copy_forget(hash, from, to);
	}
}

static int hook_ulong_cmp(const void *a, const void *b)
{
	const unsigned long *x = a, *y = b;

	return hook_cmp(*x, *y);
}

static unsigned int hook_sort_unique(unsigned long *ips, unsigned int n)
{
	unsigned int i, kept = 0;

	sort(ips, n, sizeof(*ips), hook_ulong_cmp, NULL);
	for (i = 0; i < n; i++) {
		if (!kept || ips[kept - 1] != ips[i])
			ips[kept++] = ips[i];
	}
	return kept;
}

/* @base, which may be NULL, with the @n sorted @ips more. */
static struct ftrace_hash *hook_hash_plus(const struct ftrace_hash *base,
					  const unsigned long *ips,
					  unsigned int n)
{
	unsigned int count = base ? base->count : 0;
	unsigned int i = 0, j = 0, to = 0;
	struct ftrace_hash *hash;

	hash = hook_hash_alloc(count + n);
	if (!hash)
		return NULL;
	while (i < count || j < n) {
		unsigned long ip;

		if (j == n || (i < count && base->ips[i] <= ips[j]))
			ip = base->ips[i++];
		else
			ip = ips[j++];
		if (!to || hash->ips[to - 1] != ip)
			hash->ips[to++] = ip;
	}
	hash->count = to;
	return hash;
}

/* @base without the @n sorted @ips; ERR_PTR(-ENOENT) if one is not in it. */
static struct ftrace_hash *hook_hash_minus(const struct ftrace_hash *base,
					   const unsigned long *ips,
					   unsigned int n)
{
	unsigned int i, j = 0, to = 0;
	struct ftrace_hash *hash;

	if (!base || base->count < n)
		return ERR_PTR(-ENOENT);
	hash = hook_hash_alloc(base->count - n);
	if (!hash)
		return NULL;
	for (i = 0; i < base->count; i++) {
		if (j < n && base->ips[i] == ips[j])
			j++;
		else if (to < hash->count)
			hash->ips[to++] = base->ips[i];
	}
	if (j == n)
		return hash;
	hook_hash_free(hash);
	return ERR_PTR(-ENOENT);
}

/**
 * hook_filter_grow - add call sites that are not patched yet to a filter
 * @filter: the filter
 * @exclude: add to what it leaves out, not to what it wants
 * @ips: the sites; are sorted
 * @n: number of them
 *
 * With the hook lock held; the caller sees to the patching.
 *
 * Return: 0 or -ENOMEM.
 */
int hook_filter_grow(struct ftrace_ops_hash *filter, bool exclude,
		     unsigned long *ips, unsigned int n)
{
	struct ftrace_hash **slot = exclude ? &filter->notrace_hash :
					      &filter->filter_hash;
	struct ftrace_hash *hash;

	lockdep_assert_held(&hook_lock);
	hash = hook_hash_plus(*slot, ips, hook_sort_unique(ips, n));
	if (!hash)
		return -ENOMEM;
	list_add(&hash->list, &hook_hashes);
	hook_hash_free(*slot);
	*slot = hash;
	return 0;
}

/* Are they all still there? Modules go until the hook lock is held. */
static bool hook_sites_there(const unsigned long *ips, unsigned int n)
{
	unsigned int i;

	lockdep_assert_held(&hook_lock);
	for (i = 0; i < n; i++) {
		if (!hook_rec_find(ips[i], ips[i], NULL))
			return false;
	}
	return true;
}

static int hook_filter_edit_ips(struct ftrace_ops *ops, bool exclude,
				unsigned long *ips, unsigned int n, bool remove,
				bool reset)
{
	struct ftrace_hash *base, *hash;
	LIST_HEAD(none);
	int ret;

	guard(mutex)(&hook_lock);
	hook_ops_init(ops);
	if (!remove && !hook_sites_there(ips, n))
		return -EINVAL;
	base = reset ? NULL : hook_filter_of(ops, exclude);
	hash = remove ? hook_hash_minus(base, ips, n) :
			hook_hash_plus(base, ips, n);
	if (!hash)
		return -ENOMEM;
	if (IS_ERR(hash))
		return PTR_ERR(hash);
	ret = hook_filter_set(ops, exclude, hash, !reset &&
			      (hook_pending_any(ops->func_hash, exclude) ||
			       (base && !base->count)));
	if (!ret && reset)
		hook_pending_apply(ops->func_hash, exclude, &none, true);
	return ret;
}

/**
 * hook_exclude_ips - add call sites to what an ops leaves out, or remove them
 * @ops: the ops
 * @ips: the call sites; are sorted
 * @n: number of them
 * @remove: remove, do not add
 *
 * Return: as ftrace_set_filter_ips().
 */
int hook_exclude_ips(struct ftrace_ops *ops, unsigned long *ips, unsigned int n,
		     bool remove)
{
	n = hook_sort_unique(ips, n);
	return hook_filter_edit_ips(ops, true, ips, n, remove, false);
}

/**
 * ftrace_set_filter_ips - add functions to an ops' filter, or remove them
 * @ops: the ops
 * @ips: addresses of functions or call sites
 * @cnt: number of them
 * @remove: remove, do not add
 * @reset: begin with an empty filter
 *
 * Takes effect at once on a registered ops, all or nothing.
 *
 * Return: 0; -EINVAL if there is no call site at an address, or if none would be left to a
 * registered ops that has to name its functions; -ENOENT if one to remove was not in the
 * filter; else as registering.
 */
int ftrace_set_filter_ips(struct ftrace_ops *ops, unsigned long *ips,
			  unsigned int cnt, int remove, int reset)
{
	unsigned long *sites;
	unsigned int i;
	int ret = -EINVAL;

	if (hook_killed)
		return -ENODEV;
	sites = kvmalloc_array(cnt, sizeof(*sites), GFP_KERNEL);
	if (!sites)
		return -ENOMEM;
	for (i = 0; i < cnt; i++) {
		sites[i] = ftrace_location(ips[i]);
		if (!sites[i])
			goto out;
	}
	cnt = hook_sort_unique(sites, cnt);
	ret = hook_filter_edit_ips(ops, false, sites, cnt, remove, reset);
out:
	kvfree(sites);
	return ret;
}
EXPORT_SYMBOL_GPL(ftrace_set_filter_ips);

/**
 * ftrace_set_filter_ip - add a function to an ops' filter, or remove it
 * @ops: the ops
 * @ip: address of the function or of its call site
 * @remove: remove, do not add
 * @reset: begin with an empty filter
 *
 * Return: as ftrace_set_filter_ips().
 */
int ftrace_set_filter_ip(struct ftrace_ops *ops, unsigned long ip,
			 int remove, int reset)
{
	return ftrace_set_filter_ips(ops, &ip, 1, remove, reset);
}
EXPORT_SYMBOL_GPL(ftrace_set_filter_ip);

static int hook_filter_edit(struct ftrace_ops *ops, bool exclude,
			    const char *text, bool reset)
{
	struct hook_edit *edit;
	int ret;

	edit = hook_edit_begin(ops, exclude, reset);
	if (IS_ERR(edit))
		return PTR_ERR(edit);
	ret = text ? hook_edit_text(edit, text, NULL) : 0;
	if (ret) {
		hook_edit_abort(edit);
		return ret;
	}
	return hook_edit_commit(edit);
}

static int hook_filter_edit_buf(struct ftrace_ops *ops, bool exclude,
				const unsigned char *buf, int len, bool reset)
{
	char *text = NULL;
	int ret;

	if (buf) {
		text = kstrndup((const char *)buf, len, GFP_KERNEL);
		if (!text)
			return -ENOMEM;
	}
	ret = hook_filter_edit(ops, exclude, text, reset);
	kfree(text);
	return ret;
}

/**
 * ftrace_set_filter - choose the functions of an ops by name
 * @ops: the ops
 * @buf: names and patterns as in set_ftrace_filter; NULL: none
 * @len: length of @buf
 * @reset: begin with an empty filter
 *
 * Return: 0; -EINVAL if a pattern matches nothing; else as registering.
 */
int ftrace_set_filter(struct ftrace_ops *ops, unsigned char *buf, int len,
		      int reset)
{
	return hook_filter_edit_buf(ops, false, buf, len, reset);
}
EXPORT_SYMBOL_GPL(ftrace_set_filter);

/**
 * ftrace_set_notrace - choose the functions that an ops leaves out
 * @ops: the ops
 * @buf: names and patterns; NULL: none
 * @len: length of @buf
 * @reset: begin with none
 *
 * Return: as ftrace_set_filter().
 */
int ftrace_set_notrace(struct ftrace_ops *ops, unsigned char *buf, int len,
		       int reset)
{
	return hook_filter_edit_buf(ops, true, buf, len, reset);
}
EXPORT_SYMBOL_GPL(ftrace_set_notrace);

/* Stands for all ops that share the global filter. */
static struct ftrace_ops hook_global_ops = {
	.func		= ftrace_stub,
	.flags		= FTRACE_OPS_FL_INITIALIZED,
	.func_hash	= &hook_global_filter,
};

/**
 * ftrace_ops_set_global_filter - have an ops use the global filter
 * @ops: the ops, before anything else is done with it
 */
void ftrace_ops_set_global_filter(struct ftrace_ops *ops)
{
	if (ops->flags & FTRACE_OPS_FL_INITIALIZED)
		return;
	INIT_LIST_HEAD(&ops->list);
	ops->func_hash = &hook_global_filter;
	ops->flags |= FTRACE_OPS_FL_INITIALIZED;
}
EXPORT_SYMBOL_GPL(ftrace_ops_set_global_filter);

void hook_share_filter(struct ftrace_ops *ops, struct ftrace_ops *of)
{
	guard(mutex)(&hook_lock);
	hook_ops_init(of);
	INIT_LIST_HEAD(&ops->list);
	ops->func_hash = of->func_hash;
	ops->flags |= FTRACE_OPS_FL_INITIALIZED;
}

struct ftrace_hash *hook_filter_copy(struct ftrace_ops *ops, bool exclude)
{
	struct ftrace_hash *hash, *copy;

	guard(mutex)(&hook_lock);
	hook_ops_init(ops);
	hash = hook_filter_of(ops, exclude);
	if (!hash)
		return NULL;
	copy = hook_hash_alloc(hash->count);
	if (!copy)
		return ERR_PTR(-ENOMEM);
	memcpy(copy->ips, hash->ips, array_size(hash->count, sizeof(*hash->ips)));
	list_add(&copy->list, &hook_copies);
	return copy;
}

void hook_filter_copy_free(struct ftrace_hash *copy)
{
	guard(mutex)(&hook_lock);
	hook_hash_free(copy);
}

/**
 * ftrace_set_global_filter - write to the global filter
 * @buf: names and patterns; NULL: none
 * @len: length of @buf
 * @reset: begin with an empty filter
 */
void ftrace_set_global_filter(unsigned char *buf, int len, int reset)
{
	ftrace_set_filter(&hook_global_ops, buf, len, reset);
}
EXPORT_SYMBOL_GPL(ftrace_set_global_filter);

/**
 * ftrace_set_global_notrace - write to what the global filter leaves out
 * @buf: names and patterns; NULL: none
 * @len: length of @buf
 * @reset: begin with none
 */
void ftrace_set_global_notrace(unsigned char *buf, int len, int reset)
{
	ftrace_set_notrace(&hook_global_ops, buf, len, reset);
}
EXPORT_SYMBOL_GPL(ftrace_set_global_notrace);

/**
 * ftrace_free_filter - free an ops' own filter
 * @ops: the ops, not registered; the global filter, if it uses that, stays
 */
void ftrace_free_filter(struct ftrace_ops *ops)
{
	mutex_lock(&hook_lock);
	hook_ops_init(ops);
	if (!WARN_ON_ONCE(ops->flags & FTRACE_OPS_FL_ENABLED)) {
		hook_hash_free(ops->local_hash.filter_hash);
		hook_hash_free(ops->local_hash.notrace_hash);
		hook_pending_forget(&ops->local_hash);
		ops->local_hash = (struct ftrace_ops_hash){ };
	}
	mutex_unlock(&hook_lock);
}
EXPORT_SYMBOL_GPL(ftrace_free_filter);

/*
 * Command line.
 */

static char hook_early_filter[COMMAND_LINE_SIZE] __initdata;
static char hook_early_notrace[COMMAND_LINE_SIZE] __initdata;

static int __init hook_early_filter_setup(char *str)
{
	strscpy(hook_early_filter, str);
	return 1;
}
__setup("ftrace_filter=", hook_early_filter_setup);

static int __init hook_early_notrace_setup(char *str)
{
	strscpy(hook_early_notrace, str);
	return 1;
}
__setup("ftrace_notrace=", hook_early_notrace_setup);

/**
 * ftrace_set_early_filter - set a filter from the kernel command line
 * @ops: the ops
 * @buf: names and patterns, separated by commas; is cut into pieces
 * @enable: what it wants; otherwise what it leaves out
 */
void ftrace_set_early_filter(struct ftrace_ops *ops, char *buf, int enable)
{
	const char *word;

	while ((word = strsep(&buf, ","))) {
		if (*word && hook_filter_edit(ops, !enable, word, false))
			pr_warn("ftrace: no function to trace is called \"%s\"\n",
				word);
	}
}

/**
 * hook_filter_early - apply the command line to the global filter
 */
void __init hook_filter_early(void)
{
	ftrace_set_early_filter(&hook_global_ops, hook_early_filter, 1);
	ftrace_set_early_filter(&hook_global_ops, hook_early_notrace, 0);
}

/**
 * hook_count_wanted - how many functions an ops can want, as things are
 * @ops: the ops; need not be registered
 */
unsigned int hook_count_wanted(struct ftrace_ops *ops)
{
	struct hook_group *group;
	unsigned int n = 0;

	guard(mutex)(&hook_lock);
	hook_ops_init(ops);
	if (ops->func_hash->filter_hash)
		return ops->func_hash->filter_hash->count;
	list_for_each_entry(group, &hook_groups, list)
		n += group->count;
	return n;
}
