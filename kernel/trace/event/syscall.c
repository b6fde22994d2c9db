// SPDX-License-Identifier: GPL-2.0-only
/*
 * syscalls:sys_enter_NAME and syscalls:sys_exit_NAME: an event for each end of each system call.
 *
 * They have no tracepoints of their own. Each instance that has one on hangs one probe on sys_enter
 * or sys_exit, which looks in a table of the instance, by number, whether there is an event for
 * that call. The same probe serves all of them, so switching many on costs one transaction.
 *
 * SYSCALL_DEFINEn() leaves a description of each system call, which does not know its number. That
 * is found at boot, from the names of what the table of system calls points to; a call that is not
 * in the table gets no events.
 *
 * Probes run with preemption off, in the context of the task, and take no locks. The rest sleeps,
 * under event_mutex.
 */
#include <linux/bsearch.h>
#include <linux/export.h>
#include <linux/ftrace.h>
#include <linux/kallsyms.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>

#include <trace/events/syscalls.h>

#include "core/trace.h"
#include "event/event.h"
#include "event/syscall.h"

/**
 * struct trace_syscalls - system call events of an instance
 * @users:     how many are on, at the enter and at the exit; event_mutex
 * @user_size: bytes to read of each string
 * @enter:     by number: the event that is on, or NULL; written under event_mutex
 * @exit:      same
 */
struct trace_syscalls {
	unsigned int		users[2];
	unsigned int		user_size;
	struct trace_event_file	*enter[NR_syscalls];
	struct trace_event_file	*exit[NR_syscalls];
};

enum { AT_ENTER, AT_EXIT };

/* ---- the probes ------------------------------------------------------------------------------ */

/* Apart, as it needs a lot of stack, and may sleep. */
static noinline void record_enter_strings(struct trace_syscalls *syscalls,
					  struct trace_event_file *file, struct pt_regs *regs,
					  unsigned long nr)
{
	struct syscall_metadata *meta = syscall_of(file->event_call);
	struct syscall_enter_entry *entry;
	struct trace_event_buffer fbuffer;
	struct syscall_strings strings;
	unsigned long args[6];

	syscall_get_arguments(current, regs, args);
	syscall_read_strings(&strings, meta, args, READ_ONCE(syscalls->user_size));
	entry = trace_event_buffer_reserve(&fbuffer, file, syscall_enter_size(meta->nb_args) +
					   syscall_strings_size(&strings));
	if (!entry)
		return;
	entry->nr = nr;
	memcpy(entry->args, args, meta->nb_args * sizeof(args[0]));
	syscall_put_strings(entry, meta->nb_args, &strings);
	trace_event_buffer_commit(&fbuffer);
}

static notrace void syscall_enter_probe(void *data, struct pt_regs *regs, long id)
{
	unsigned long nr = syscall_number(regs, id);
	struct trace_syscalls *syscalls = data;
	struct syscall_enter_entry *entry;
	struct trace_event_buffer fbuffer;
	struct syscall_metadata *meta;
	struct trace_event_file *file;
	unsigned long args[6];
	int i;

	if (unlikely(nr >= NR_syscalls))
		return;
	file = READ_ONCE(syscalls->enter[nr]);
	if (!file || trace_trigger_soft_disabled(file))
		return;
	meta = syscall_of(file->event_call);
	if (syscall_wants_strings(meta)) {
		record_enter_strings(syscalls, file, regs, nr);
		return;
	}
	entry = trace_event_buffer_reserve(&fbuffer, file, syscall_enter_size(meta->nb_args));
	if (!entry)
		return;
	entry->nr = nr;
	syscall_get_arguments(current, regs, args);
	for (i = 0; i < meta->nb_args; i++)
		entry->args[i] = args[i];
	trace_event_buffer_commit(&fbuffer);
}

static notrace void syscall_exit_probe(void *data, struct pt_regs *regs, long ret)
{
	unsigned long nr = syscall_number(regs, syscall_get_nr(current, regs));
	struct trace_syscalls *syscalls = data;
	struct trace_event_buffer fbuffer;
	struct syscall_exit_entry *entry;
	struct trace_event_file *file;

	if (unlikely(nr >= NR_syscalls))
		return;
	file = READ_ONCE(syscalls->exit[nr]);
	if (!file || trace_trigger_soft_disabled(file))
		return;
	entry = trace_event_buffer_reserve(&fbuffer, file, sizeof(*entry));
	if (!entry)
		return;
	entry->nr = nr;
	entry->ret = ret;
	trace_event_buffer_commit(&fbuffer);
}

/* ---- switching ------------------------------------------------------------------------------- */

static struct trace_syscalls *instance_syscalls(struct trace_array *tr)
{
	lockdep_assert_held(&event_mutex);
	if (!tr->syscalls) {
		tr->syscalls = kzalloc(sizeof(*tr->syscalls), GFP_KERNEL);
		if (tr->syscalls)
			tr->syscalls->user_size = CONFIG_TRACE_SYSCALL_BUF_SIZE_DEFAULT;
	}
	return tr->syscalls;
}

static int attach_probe(struct trace_syscalls *syscalls, int at)
{
	if (at == AT_ENTER)
		return register_trace_prio_sys_enter(syscall_enter_probe, syscalls,
						     SYSCALL_ENTER_PRIO);
	return register_trace_sys_exit(syscall_exit_probe, syscalls);
}

static void detach_probe(struct trace_syscalls *syscalls, int at)
{
	if (at == AT_ENTER)
		unregister_trace_sys_enter(syscall_enter_probe, syscalls);
	else
		unregister_trace_sys_exit(syscall_exit_probe, syscalls);
}

static int syscall_on(struct trace_event_file *file, int at)
{
	struct trace_syscalls *syscalls = instance_syscalls(file->tr);
	int nr = syscall_of(file->event_call)->syscall_nr;
	int ret = 0;

	if (!syscalls)
		return -ENOMEM;
	if (!syscalls->users[at])
		ret = attach_probe(syscalls, at);
	if (ret)
		return ret;
	syscalls->users[at]++;
	WRITE_ONCE((at == AT_ENTER ? syscalls->enter : syscalls->exit)[nr], file);
	return 0;
}

/* The probe may still be at work with @file: who frees that waits for tracepoints first. */
static void syscall_off(struct trace_event_file *file, int at)
{
	struct trace_syscalls *syscalls = file->tr->syscalls;
	int nr = syscall_of(file->event_call)->syscall_nr;

	WRITE_ONCE((at == AT_ENTER ? syscalls->enter : syscalls->exit)[nr], NULL);
	if (!--syscalls->users[at])
		detach_probe(syscalls, at);
}

static int syscall_enter_reg(struct trace_event_call *call, enum trace_reg type, void *data)
{
	switch (type) {
	case TRACE_REG_REGISTER:
		return syscall_on(data, AT_ENTER);
	case TRACE_REG_UNREGISTER:
		syscall_off(data, AT_ENTER);
		return 0;
	default:
		return syscall_perf_enter_reg(call, type);
	}
}

static int syscall_exit_reg(struct trace_event_call *call, enum trace_reg type, void *data)
{
	switch (type) {
	case TRACE_REG_REGISTER:
		return syscall_on(data, AT_EXIT);
	case TRACE_REG_UNREGISTER:
		syscall_off(data, AT_EXIT);
		return 0;
	default:
		return syscall_perf_exit_reg(call, type);
	}
}

/**
 * trace_syscalls_free - an instance goes away
 * @tr: the instance; its events are off, and tracepoints were waited for
 */
void trace_syscalls_free(struct trace_array *tr)
{
	kfree(tr->syscalls);
	tr->syscalls = NULL;
}

/* ---- strings of user space ------------------------------------------------------------------- */

/**
 * trace_syscalls_user_size - how much of each string an instance records
 * @tr: the instance
 */
unsigned int trace_syscalls_user_size(struct trace_array *tr)
{
	lockdep_assert_held(&event_mutex);
	return tr->syscalls ? tr->syscalls->user_size : CONFIG_TRACE_SYSCALL_BUF_SIZE_DEFAULT;
}

/**
 * syscall_perf_user_size - how much of each string perf gets: as much as the top instance
 */
unsigned int syscall_perf_user_size(void)
{
	struct trace_syscalls *syscalls = READ_ONCE(global_trace.syscalls);

	return syscalls ? READ_ONCE(syscalls->user_size) : CONFIG_TRACE_SYSCALL_BUF_SIZE_DEFAULT;
}

/* From now on the records have room for strings, and then the format may say so. */
static int add_string_fields(void)
{
	struct trace_event_call *call;
	int ret;

	static_branch_enable(&syscall_strings_on);
	tracepoint_synchronize_unregister();
	list_for_each_entry(call, &ftrace_events, list) {
		/* What has no list of fields yet will have one with strings in it. */
		if (call->class != &event_class_syscall_enter ||
		    list_empty(&syscall_of(call)->enter_fields))
			continue;
		ret = syscall_define_strings(call);
		if (ret)
			return ret;
	}
	return 0;
}

/**
 * trace_syscalls_set_user_size - choose how much of each string an instance records
 * @tr:	  the instance
 * @size: bytes; 0 for none
 *
 * With the first size that is not 0 the records of system calls that take strings get a field for
 * each of them, in all instances.
 *
 * Return: 0; -EINVAL for more than SYSCALL_USER_MAX; -ENOMEM.
 */
int trace_syscalls_set_user_size(struct trace_array *tr, unsigned int size)
{
	struct trace_syscalls *syscalls;
	int ret = 0;

	if (size > SYSCALL_USER_MAX)
		return -EINVAL;
	syscalls = instance_syscalls(tr);
	if (!syscalls)
		return -ENOMEM;
	if (size && !static_key_enabled(&syscall_strings_on.key))
		ret = add_string_fields();
	if (!ret)
		WRITE_ONCE(syscalls->user_size, size);
	return ret;
}

/* ---- numbers --------------------------------------------------------------------------------- */

unsigned long __init __weak arch_syscall_addr(int nr)
{
	return (unsigned long)sys_call_table[nr];
}

/* Architectures put something in front of "sys_", or write that in another way. */
#ifndef arch_syscall_match_sym_name
static bool __init arch_syscall_match_sym_name(const char *sym, const char *name)
{
	return !strcmp(sym + 3, name + 3);
}
#endif

static const char * __init behind_sys(const char *name)
{
	const char *sys = strstr(name, "sys_");

	return sys ? sys + 4 : name;
}

static int __init compare_metas(const void *a, const void *b)
{
	const struct syscall_metadata *const *x = a, *const *y = b;

	return strcmp(behind_sys((*x)->name), behind_sys((*y)->name));
}

static int __init compare_name(const void *name, const void *elem)
{
	const struct syscall_metadata *const *meta = elem;

	return strcmp(name, behind_sys((*meta)->name));
}

static struct syscall_metadata * __init find_meta(const char *symbol)
{
	size_t nr = __stop_syscalls_metadata - __start_syscalls_metadata;
	struct syscall_metadata **found;

	/* It stands in for all numbers that mean nothing, and is the call of none. */
	if (!strcmp(behind_sys(symbol), "ni_syscall"))
		return NULL;
	found = bsearch(behind_sys(symbol), __start_syscalls_metadata, nr, sizeof(*found),
			compare_name);
	if (!found || !arch_syscall_match_sym_name(symbol, (*found)->name))
		return NULL;
	return *found;
}

/**
 * trace_syscalls_init - find the number of each system call that is described
 *
 * Called once at boot, before events are set up.
 */
void __init trace_syscalls_init(void)
{
	struct syscall_metadata *meta;
	char symbol[KSYM_NAME_LEN];
	int nr;

	sort(__start_syscalls_metadata, __stop_syscalls_metadata - __start_syscalls_metadata,
	     sizeof(meta), compare_metas, NULL);
	for (nr = 0; nr < NR_syscalls; nr++) {
		if (!kallsyms_lookup(arch_syscall_addr(nr), NULL, NULL, NULL, symbol))
			continue;
		meta = find_meta(symbol);
		if (!meta)
			continue;
		meta->syscall_nr = nr;
		syscall_find_strings(meta);
	}
	if (CONFIG_TRACE_SYSCALL_BUF_SIZE_DEFAULT)
		static_branch_enable(&syscall_strings_on);
}

/* ---- the classes ----------------------------------------------------------------------------- */

static int syscall_raw_init(struct trace_event_call *call)
{
	if (syscall_of(call)->syscall_nr < 0)
		return -ENODEV;
	return trace_event_raw_init(call);
}

static struct list_head *enter_fields(struct trace_event_call *call)
{
	return &syscall_of(call)->enter_fields;
}

static struct trace_event_fields enter_fields_array[] = {
	{ .type = "int", .name = "__syscall_nr", .size = 4, .align = 4, .is_signed = 1 },
	{ .type = TRACE_FUNCTION_TYPE, .define_fields = syscall_define_args },
	{ }
};

static struct trace_event_fields exit_fields_array[] = {
	{ .type = "int", .name = "__syscall_nr", .size = 4, .align = 4, .is_signed = 1 },
	{ .type = "long", .name = "ret", .size = sizeof(long), .align = sizeof(long),
	  .is_signed = 1 },
	{ }
};

struct trace_event_class event_class_syscall_enter = {
	.system		= "syscalls",
	.reg		= syscall_enter_reg,
	.fields_array	= enter_fields_array,
	.get_fields	= enter_fields,
	.raw_init	= syscall_raw_init,
};

struct trace_event_class event_class_syscall_exit = {
	.system		= "syscalls",
	.reg		= syscall_exit_reg,
	.fields_array	= exit_fields_array,
	.fields		= LIST_HEAD_INIT(event_class_syscall_exit.fields),
	.raw_init	= syscall_raw_init,
};
