// SPDX-License-Identifier: GPL-2.0-only
/*
 * What events of system calls look like: their fields, the "print fmt:" of their format files, and
 * their lines in a trace.
 *
 * Printing is for any context, and trusts no record to be as long as it should. The rest sleeps,
 * under event_mutex.
 */
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "core/trace.h"
#include "event/event.h"
#include "event/syscall.h"

/* ---- fields ---------------------------------------------------------------------------------- */

/**
 * syscall_define_strings - define the fields of the strings of an enter event
 * @call: the event
 *
 * Behind the arguments: where in the record each string is. Return: 0 or -ENOMEM.
 */
int syscall_define_strings(struct trace_event_call *call)
{
	struct syscall_metadata *meta = syscall_of(call);
	int offset = syscall_enter_size(meta->nb_args);
	unsigned long strings = meta->string_args;
	unsigned int i;
	char *name;
	int ret;

	for_each_set_bit(i, &strings, BITS_PER_TYPE(meta->string_args)) {
		/* For good, as the event is. */
		name = kasprintf(GFP_KERNEL, "__%s_val", meta->args[i]);
		if (!name)
			return -ENOMEM;
		ret = trace_define_field(call, "__data_loc char[]", name, offset, sizeof(u32), 0,
					 FILTER_OTHER);
		if (ret)
			return ret;
		offset += sizeof(u32);
	}
	return 0;
}

/**
 * syscall_define_args - define the fields of the arguments of an enter event
 * @call: the event
 *
 * Return: 0 or -ENOMEM.
 */
int syscall_define_args(struct trace_event_call *call)
{
	struct syscall_metadata *meta = syscall_of(call);
	int i, ret;

	for (i = 0; i < meta->nb_args; i++) {
		ret = trace_define_field(call, meta->types[i], meta->args[i],
					 syscall_enter_size(i), sizeof(unsigned long), 0,
					 FILTER_OTHER);
		if (ret)
			return ret;
	}
	return syscall_wants_strings(meta) ? syscall_define_strings(call) : 0;
}

static bool has_string(const struct syscall_metadata *meta, int arg)
{
	return syscall_wants_strings(meta) && meta->string_args & BIT(arg);
}

/**
 * syscall_each_field - walk over the fields of an event
 * @call:  the event
 * @iter:  goes to @field
 * @field: gets each of them
 */
void syscall_each_field(struct trace_event_call *call, struct trace_iterator *iter,
			void (*field)(struct trace_iterator *iter,
				      const struct ftrace_event_field *field))
{
	struct syscall_metadata *meta = syscall_of(call);
	struct ftrace_event_field one = {
		.name	= "__syscall_nr",
		.type	= "int",
		.offset	= offsetof(struct syscall_enter_entry, nr),
		.size	= sizeof(int),
	};
	char name[64];
	int i;

	field(iter, &one);
	one.size = sizeof(long);
	one.offset = offsetof(struct syscall_enter_entry, args);
	if (call->class == &event_class_syscall_exit) {
		one.name = "ret";
		one.type = "long";
		field(iter, &one);
		return;
	}
	for (i = 0; i < meta->nb_args; i++) {
		one.name = meta->args[i];
		one.type = meta->types[i];
		one.filter_type = filter_assign_type(one.type);
		field(iter, &one);
		one.offset += one.size;
	}
	one.type = "__data_loc char[]";
	one.filter_type = FILTER_DYN_STRING;
	one.size = sizeof(u32);
	for (i = 0; i < meta->nb_args; i++) {
		if (!has_string(meta, i))
			continue;
		/* As in the format, where syscall_define_strings() says so. */
		snprintf(name, sizeof(name), "__%s_val", meta->args[i]);
		one.name = name;
		field(iter, &one);
		one.offset += one.size;
	}
}

/**
 * syscall_show_print_fmt - tell in C how an event of a system call prints
 * @m:	  where to
 * @call: the event
 */
void syscall_show_print_fmt(struct seq_file *m, struct trace_event_call *call)
{
	struct syscall_metadata *meta = syscall_of(call);
	int i;

	if (call->class == &event_class_syscall_exit) {
		seq_puts(m, "\"0x%lx\", REC->ret");
		return;
	}
	seq_putc(m, '"');
	for (i = 0; i < meta->nb_args; i++)
		seq_printf(m, "%s%s: 0x%%0%zulx%s", i ? ", " : "", meta->args[i],
			   sizeof(unsigned long), has_string(meta, i) ? " \\\"%s\\\"" : "");
	seq_putc(m, '"');
	for (i = 0; i < meta->nb_args; i++) {
		seq_printf(m, ", ((unsigned long)(REC->%s))", meta->args[i]);
		if (has_string(meta, i))
			seq_printf(m, ", __get_str(__%s_val)", meta->args[i]);
	}
}

/* ---- lines ----------------------------------------------------------------------------------- */

static struct syscall_metadata *meta_of(struct trace_event *event)
{
	return syscall_of(container_of(event, struct trace_event_call, event));
}

/*
 * The string that the word at @slot tells of, if it is in the record, and so is the word. Records
 * that were written before strings were asked for have none.
 */
static void put_string(struct trace_iterator *iter, const u32 *slot)
{
	struct trace_seq *s = &iter->seq;
	void *record = iter->ent;
	unsigned int at, len;

	if ((void *)(slot + 1) > record + iter->ent_size)
		return;
	at = *slot & 0xffff;
	len = *slot >> 16;
	if (!len || at + len > iter->ent_size)
		return;
	trace_seq_putmem(s, " \"", 2);
	trace_seq_putmem(s, record + at, strnlen(record + at, len));
	trace_seq_putc(s, '"');
}

static void put_args(struct trace_iterator *iter, const struct syscall_metadata *meta)
{
	struct syscall_enter_entry *entry = (void *)iter->ent;
	const u32 *slot = (const u32 *)&entry->args[meta->nb_args];
	bool types = iter->tr->trace_flags & TRACE_ITER_VERBOSE;
	struct trace_seq *s = &iter->seq;
	int i;

	for (i = 0; i < meta->nb_args; i++) {
		if (i)
			trace_seq_putmem(s, ", ", 2);
		if (types) {
			trace_seq_puts(s, meta->types[i]);
			trace_seq_putc(s, ' ');
		}
		trace_seq_puts(s, meta->args[i]);
		trace_seq_putmem(s, ": ", 2);
		trace_seq_put_hex(s, entry->args[i], 1);
		if (meta->string_args & BIT(i))
			put_string(iter, slot++);
	}
}

static enum print_line_t print_enter(struct trace_iterator *iter, int flags,
				     struct trace_event *event)
{
	const struct syscall_metadata *meta = meta_of(event);
	struct trace_seq *s = &iter->seq;

	trace_seq_puts(s, meta->name);
	trace_seq_putc(s, '(');
	if (iter->ent_size >= syscall_enter_size(meta->nb_args))
		put_args(iter, meta);
	trace_seq_putmem(s, ")\n", 2);
	return trace_handle_return(s);
}

static enum print_line_t print_exit(struct trace_iterator *iter, int flags,
				    struct trace_event *event)
{
	struct syscall_exit_entry *entry = (void *)iter->ent;
	struct trace_seq *s = &iter->seq;

	trace_seq_puts(s, meta_of(event)->name);
	trace_seq_putmem(s, " -> 0x", 6);
	trace_seq_put_hex(s, entry->ret, 1);
	trace_seq_putc(s, '\n');
	return trace_handle_return(s);
}

struct trace_event_functions enter_syscall_print_funcs = {
	.trace = print_enter,
};

struct trace_event_functions exit_syscall_print_funcs = {
	.trace = print_exit,
};
