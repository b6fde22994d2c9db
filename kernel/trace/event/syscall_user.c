// SPDX-License-Identifier: GPL-2.0-only
/*
 * Strings that arguments of system calls point to, copied into the record of the enter event.
 *
 * User memory may be paged out or not be there yet: that of a program's first open() often is. To
 * read it then means to take a page fault and perhaps to sleep, but probes of a tracepoint run
 * with preemption off, because that is what keeps the list of probes, which their caller is walking
 * along, and what the other probes in it use, from being freed. See sleep_and_copy() for how it is
 * kept in another way meanwhile. Where sleeping is not allowed, or memory for that is short, a
 * string that is not in memory is recorded as "(fault)".
 *
 * What a system call does with the string may differ from what was recorded: the program can
 * change it at any time.
 */
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/srcu.h>
#include <linux/string.h>
#include <linux/tracepoint.h>
#include <linux/uaccess.h>

#include <trace/events/syscalls.h>

#include "event/syscall.h"

DEFINE_STATIC_KEY_FALSE(syscall_strings_on);

static const char fault_text[] = "(fault)";
static const char more_text[] = "...";

/* The longest string, cut, and the NUL that reading it puts behind. */
static_assert(sizeof(((struct syscall_strings *)0)->text) ==
	      SYSCALL_STRINGS * (SYSCALL_USER_MAX + sizeof(more_text)));
static_assert(sizeof(more_text) >= 3 && sizeof(fault_text) <= SYSCALL_USER_MAX);

/* ---- which arguments ------------------------------------------------------------------------- */

/* Older system calls, which do not say in the type that they only read the string. */
struct plain_strings {
	const char	*name;
	unsigned char	args;
};

static const struct plain_strings plain_strings[] __initconst = {
	{ "sys_mount",	BIT(0) | BIT(1) | BIT(2) },
	{ "sys_umount",	BIT(0) },
};

/* With a length behind it, it is bytes and not a string: write() and its like. */
static bool __init is_string(const struct syscall_metadata *meta, int arg)
{
	if (strcmp(meta->types[arg], "const char *"))
		return false;
	return arg + 1 == meta->nb_args || strcmp(meta->types[arg + 1], "size_t");
}

/**
 * syscall_find_strings - find out which arguments of a system call are strings
 * @meta: the system call
 */
void __init syscall_find_strings(struct syscall_metadata *meta)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(plain_strings); i++) {
		if (!strcmp(meta->name, plain_strings[i].name))
			meta->string_args = plain_strings[i].args;
	}
	for (i = 0; i < meta->nb_args; i++) {
		if (is_string(meta, i) && hweight8(meta->string_args) < SYSCALL_STRINGS)
			meta->string_args |= BIT(i);
	}
}

/* ---- copying --------------------------------------------------------------------------------- */

typedef long (*copy_string_t)(char *to, const void __user *from, long size);

static long copy_nofault(char *to, const void __user *from, long size)
{
	return strncpy_from_user_nofault(to, from, size);
}

static long copy_sleeping(char *to, const void __user *from, long size)
{
	return strncpy_from_user(to, from, size);
}

/* Return: bytes written to @to, a NUL included; -EFAULT. There is room for @max, dots and a NUL. */
static int copy_one(char *to, unsigned long from, unsigned int max, copy_string_t copy)
{
	long len;

	/* One character more than wanted, and a NUL, tell whether that is all. */
	len = from && max ? copy(to, (const void __user *)from, max + 2) : 0;
	if (len < 0)
		return -EFAULT;
	to[len] = '\0';
	len = strnlen(to, len);
	if (len > max) {
		memcpy(to + max, more_text, sizeof(more_text));
		return max + sizeof(more_text);
	}
	return len + 1;
}

/*
 * Copy the strings, from the first one on that there is not yet. Return: false if one is not in
 * memory; those before it are there.
 */
static bool copy_strings(struct syscall_strings *strings, unsigned long mask,
			 const unsigned long *args, unsigned int max, copy_string_t copy)
{
	unsigned int i, n = 0;
	int len;

	for_each_set_bit(i, &mask, 6) {
		if (n++ < strings->nr)
			continue;
		len = copy_one(strings->text + strings->bytes, args[i], max, copy);
		if (len < 0)
			return false;
		strings->len[strings->nr++] = len;
		strings->bytes += len;
	}
	return true;
}

/* ---- sleeping in a probe --------------------------------------------------------------------- */

/* What a reader of tracepoint_srcu leaves to RCU to end. */
struct late_unlock {
	struct rcu_head	rcu;
	int		idx;
};

static void unlock_late(struct rcu_head *rcu)
{
	struct late_unlock *late = container_of(rcu, struct late_unlock, rcu);

	__acquire(&tracepoint_srcu);	/* sleep_and_copy() did */
	srcu_up_read(&tracepoint_srcu, late->idx);
	kfree(late);
}

/* Is nothing in the way but what the tracepoint itself does? */
static bool may_sleep(void)
{
	const int by_tracepoint = IS_ENABLED(CONFIG_PREEMPT_COUNT) ? 1 : 0;

	return preempt_count() == by_tracepoint && !irqs_disabled() && !pagefault_disabled();
}

/*
 * Copy with preemption on. The list of probes of which this one is called stays as long as either
 * RCU or tracepoint_srcu has readers from before it was taken away, which waits for both. So the
 * latter is held before the former is let go. What other probes use may go after RCU alone (that of
 * a BPF program does): none comes after the probes that sleep, see SYSCALL_ENTER_PRIO.
 *
 * Afterwards it is the other way round. If the list is still the one in use, now that
 * preemption is off again, then from here on RCU alone holds it: what is taken away later waits
 * for this. It is the same list and no new one at its place, since tracepoint_srcu kept it from
 * being freed. If another list has taken its place, the caller still walks along the old one,
 * and tracepoint_srcu is what holds that. It is let go in an RCU callback, which cannot run
 * before preemption is on again.
 */
static bool sleep_and_copy(struct syscall_strings *strings, unsigned long mask,
			   const unsigned long *args, unsigned int max)
{
	struct late_unlock *late;
	const void *probes;
	bool copied;

	if (!may_sleep())
		return false;
	late = kmalloc(sizeof(*late), GFP_NOWAIT | __GFP_NOWARN);
	if (!late)
		return false;
	probes = rcu_access_pointer(__tracepoint_sys_enter.funcs);
	late->idx = srcu_down_read(&tracepoint_srcu);
	__release(&tracepoint_srcu);	/* unlock_late() does, sooner or later */
	preempt_enable_notrace();

	copied = copy_strings(strings, mask, args, max, copy_sleeping);

	preempt_disable_notrace();
	if (likely(probes == rcu_access_pointer(__tracepoint_sys_enter.funcs)))
		unlock_late(&late->rcu);
	else
		call_rcu(&late->rcu, unlock_late);
	return copied;
}

/* ---- what probes call ------------------------------------------------------------------------ */

static void put_fault(struct syscall_strings *strings)
{
	memcpy(strings->text + strings->bytes, fault_text, sizeof(fault_text));
	strings->len[strings->nr++] = sizeof(fault_text);
	strings->bytes += sizeof(fault_text);
}

/**
 * syscall_read_strings - read the strings that a system call gets
 * @strings: set to what they are
 * @meta:    the system call, with strings
 * @args:    its arguments
 * @max:     bytes of each string, SYSCALL_USER_MAX at most; if there are more, dots follow
 *
 * In a probe of sys_enter, and nowhere else. May sleep: the CPU may be another one afterwards. A
 * string is empty if there is none (a NULL pointer), or if @max is 0.
 */
void syscall_read_strings(struct syscall_strings *strings, const struct syscall_metadata *meta,
			  const unsigned long *args, unsigned int max)
{
	unsigned long mask = meta->string_args;
	unsigned int wanted = hweight8(mask);

	strings->nr = 0;
	strings->bytes = 0;
	while (!copy_strings(strings, mask, args, max, copy_nofault) &&
	       !sleep_and_copy(strings, mask, args, max)) {
		put_fault(strings);
		if (strings->nr == wanted)
			return;
	}
}

/**
 * syscall_put_strings - add strings to the record of an enter event
 * @entry:   the record
 * @nb_args: the number of arguments, which it has already
 * @strings: what to add, see syscall_strings_size() for how much room that takes
 */
void syscall_put_strings(struct syscall_enter_entry *entry, unsigned int nb_args,
			 const struct syscall_strings *strings)
{
	u32 *slot = (u32 *)&entry->args[nb_args];
	unsigned int at = (char *)(slot + strings->nr) - (char *)entry;
	unsigned int i;

	memcpy((char *)entry + at, strings->text, strings->bytes);
	for (i = 0; i < strings->nr; i++) {
		slot[i] = (u32)strings->len[i] << 16 | at;
		at += strings->len[i];
	}
}
