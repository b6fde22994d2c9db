// SPDX-License-Identifier: GPL-2.0-only
/*
 * Why a name does not choose a function, and what may have been meant.
 *
 * A symbol of that name can be no function, can be out of bounds for tracing, or
 * can have been changed or inlined by the compiler. Else the nearest names are
 * those with the fewest letters to change, add or drop.
 *
 * Process context; takes the hook lock. Looks at every name, which is all right
 * once for a request that fails anyway.
 */

#include <linux/ctype.h>
#include <linux/ftrace.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <asm/sections.h>

#include "hook/hook.h"
#include "hook/names.h"
#include "hook/reason.h"
#include "hook/rec.h"

/* Longer names than this are never near anything. */
#define HOOK_NEAR_LEN	64
#define HOOK_NEAR_MAX	3

/**
 * struct hook_near - names that are near another
 * @name: the other
 * @len: its length
 * @limit: no name that is farther than this is of interest
 * @variants: there is one that is the name and an ending of the compiler's
 * @n: how many there are
 * @distance: of each, ascending
 * @names: what they are called
 * @walk: over all names
 */
struct hook_near {
	const char	*name;
	unsigned int	len;
	unsigned int	limit;
	bool		variants;
	unsigned int	n;
	unsigned int	distance[HOOK_NEAR_MAX];
	char		names[HOOK_NEAR_MAX][HOOK_NEAR_LEN];
	struct hook_names walk;
};

/* Letters to change, to add and to drop; more than @limit if it is more. */
static unsigned int hook_distance(const struct hook_near *near, const char *other,
				  unsigned int other_len)
{
	u8 row[HOOK_NEAR_LEN + 1];
	unsigned int i, j;

	if (abs((int)other_len - (int)near->len) > near->limit)
		return near->limit + 1;
	for (j = 0; j <= other_len; j++)
		row[j] = j;
	for (i = 1; i <= near->len; i++) {
		unsigned int diagonal = row[0], least = i;

		row[0] = i;
		for (j = 1; j <= other_len; j++) {
			unsigned int same = near->name[i - 1] == other[j - 1];
			unsigned int here = min3(diagonal + !same, row[j] + 1U,
						 row[j - 1] + 1U);

			diagonal = row[j];
			row[j] = here;
			least = min(least, here);
		}
		if (least > near->limit)
			return near->limit + 1;
	}
	return row[other_len];
}

static void hook_near_put(struct hook_near *near, const char *name,
			  unsigned int distance)
{
	unsigned int i;

	for (i = 0; i < near->n; i++) {
		if (!strcmp(near->names[i], name))
			return;
	}
	if (near->n < HOOK_NEAR_MAX)
		near->n++;
	for (i = near->n - 1; i && near->distance[i - 1] > distance; i--) {
		near->distance[i] = near->distance[i - 1];
		memcpy(near->names[i], near->names[i - 1], HOOK_NEAR_LEN);
	}
	near->distance[i] = distance;
	strscpy(near->names[i], name, HOOK_NEAR_LEN);
	if (near->n == HOOK_NEAR_MAX)
		near->limit = near->distance[HOOK_NEAR_MAX - 1];
}

static void hook_near_consider(struct hook_near *near, const char *name)
{
	unsigned int len = strlen(name);
	unsigned int distance;

	if (len >= HOOK_NEAR_LEN)
		return;
	/* "name.constprop.0", "name.isra.0", "name.part.0" */
	if (!strncmp(name, near->name, near->len) && name[near->len] == '.') {
		near->variants = true;
		hook_near_put(near, name, 0);
		return;
	}
	distance = hook_distance(near, name, len);
	if (near->n < HOOK_NEAR_MAX ? distance <= near->limit :
				      distance < near->limit)
		hook_near_put(near, name, distance);
}

static void hook_near_find(struct hook_near *near)
{
	struct hook_group *group;
	const char *name;
	unsigned int i;

	guard(mutex)(&hook_lock);
	list_for_each_entry(group, &hook_groups, list) {
		for (i = 0; group->ready && i < group->count; i++) {
			struct hook_rec *rec = &group->recs[i];

			if (hook_rec_dead(rec))
				continue;
			name = hook_names_get(&near->walk,
					      hook_rec_ip(group, rec), NULL);
			if (name)
				hook_near_consider(near, name);
		}
		cond_resched();
	}
}

static void hook_near_text(const struct hook_near *near, struct hook_error *err)
{
	int len;

	len = scnprintf(err->hint, sizeof(err->hint), "%s",
			near->variants ? "Changed by the compiler, exists as" :
			near->n ? "No such function, or inlined; nearest" :
				  "No such function, or inlined");
	for (unsigned int i = 0; i < near->n; i++) {
		if (near->variants && near->distance[i])
			break;
		len += scnprintf(err->hint + len, sizeof(err->hint) - len,
				 "%s %s", i ? "," : ":", near->names[i]);
	}
	err->text = err->hint;
}

static bool hook_is_noinstr(unsigned long addr)
{
	return (addr >= (unsigned long)__noinstr_text_start &&
		addr < (unsigned long)__noinstr_text_end) ||
	       (addr >= (unsigned long)__entry_text_start &&
		addr < (unsigned long)__entry_text_end);
}

static const char *hook_reason_of_symbol(unsigned long addr)
{
	if (is_kernel_inittext(addr) && system_state >= SYSTEM_FREEING_INITMEM)
		return "Was there at boot only";
	if (!kernel_text_address(addr))
		return "Not a function";
	if (hook_is_noinstr(addr))
		return "noinstr: runs where nothing can be traced";
	return "notrace: compiled without a place to hook";
}

static int hook_count_symbol(void *data, unsigned long addr)
{
	unsigned int *count = data;

	++*count;
	return 0;
}

/* None of the symbols of that name, of which @addr is one, can be hooked. */
static void hook_reason_of_name(const char *name, unsigned long addr, struct hook_error *err)
{
	unsigned int count = 0;

	kallsyms_on_each_match_symbol(hook_count_symbol, name, &count);
	if (count > 1) {
		scnprintf(err->hint, sizeof(err->hint),
			  "Ambiguous: %u symbols of that name, none can be hooked; the first: %s",
			  count, hook_reason_of_symbol(addr));
		err->text = err->hint;
	} else {
		err->text = hook_reason_of_symbol(addr);
	}
}

/**
 * hook_reason - say why a name or pattern chooses nothing
 * @pattern: the pattern
 * @err: filled in, but for the position; may be NULL
 */
void hook_reason(const char *pattern, struct hook_error *err)
{
	struct hook_near *near;
	unsigned long addr;

	if (!err)
		return;
	err->text = "No function matches";
	if (isdigit(*pattern)) {
		err->text = "There is no such line in available_filter_functions";
		return;
	}
	if (strpbrk(pattern, "*?[\\"))
		return;

	addr = kallsyms_lookup_name(pattern);
	if (addr) {
		hook_reason_of_name(pattern, addr, err);
		return;
	}

	near = kzalloc(sizeof(*near), GFP_KERNEL);
	if (!near)
		return;
	near->name = pattern;
	near->len = strlen(pattern);
	near->limit = clamp(near->len / 3, 1U, 3U);
	hook_near_find(near);
	hook_near_text(near, err);
	kfree(near);
}
