// SPDX-License-Identifier: GPL-2.0-only
/*
 * The text that describes records of an event to programs: events/SYS/EVENT/format.
 *
 * The print format in it is C text that those programs evaluate. They do not know the kernel's
 * constants, so names that an event header gave to TRACE_DEFINE_ENUM() or TRACE_DEFINE_SIZEOF()
 * are written as numbers. That is done while the text is shown: nothing is kept.
 *
 * Sleeps, with event_mutex held.
 */
#include <linux/ctype.h>
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "core/entries.h"
#include "event/event.h"
#include "event/format.h"
#include "event/registry.h"
#include "event/syscall.h"

static struct trace_eval_map **kernel_constants __ro_after_init;
static unsigned int nr_kernel_constants __ro_after_init;

/**
 * event_format_init - keep what is known of the kernel's constants
 *
 * Return: 0 or -ENOMEM.
 */
int __init event_format_init(void)
{
	size_t size = (void *)__stop_ftrace_eval_maps - (void *)__start_ftrace_eval_maps;

	if (!size)
		return 0;
	kernel_constants = kmemdup(__start_ftrace_eval_maps, size, GFP_KERNEL);
	if (!kernel_constants)
		return -ENOMEM;
	nr_kernel_constants = size / sizeof(*kernel_constants);
	return 0;
}

/* ---- names into numbers ---------------------------------------------------------------------- */

/* A letter, a digit or an underscore: what names are made of. */
static bool in_name(char c)
{
	return isalnum(c) || c == '_';
}

/* How many characters at @text are the constant's name? 0 if it is another one. */
static size_t match_constant(const struct trace_eval_map *map, const char *text)
{
	size_t len = strlen(map->eval_string);

	if (strncmp(text, map->eval_string, len))
		return 0;
	/* "sizeof(...)" ends by itself. */
	return in_name(text[len - 1]) && in_name(text[len]) ? 0 : len;
}

static const struct trace_eval_map *find_constant(struct event_constants *constants,
						  const char *text, size_t *len)
{
	for (unsigned int i = 0; i < constants->nr; i++) {
		*len = match_constant(constants->map[i], text);
		if (*len)
			return constants->map[i];
	}
	return NULL;
}

/* Behind the string literal that starts at @text, or at the end of a text that ends in it. */
static const char *skip_literal(const char *text)
{
	for (text++; *text && *text != '"'; text++) {
		if (*text == '\\' && text[1])
			text++;
	}
	return *text ? text + 1 : text;
}

static const char *skip_name(const char *text)
{
	while (in_name(*text))
		text++;
	return text;
}

static bool is_member(const char *start, const char *at)
{
	if (at == start)
		return false;
	return at[-1] == '.' || (at[-1] == '>' && at - start > 1 && at[-2] == '-');
}

/**
 * event_show_constants - show C text with names of constants as numbers
 * @m:	       where to
 * @text:      the text
 * @constants: which names
 *
 * String literals, numbers and members of structures stay as they are.
 */
void event_show_constants(struct seq_file *m, const char *text, struct event_constants *constants)
{
	const struct trace_eval_map *map;
	const char *done = text, *at = text;
	size_t len;

	if (!constants->nr)
		goto rest;
	while (*at) {
		if (*at == '"') {
			at = skip_literal(at);
			continue;
		}
		if (!in_name(*at)) {
			at++;
			continue;
		}
		map = isdigit(*at) || is_member(text, at) ? NULL :
		      find_constant(constants, at, &len);
		if (!map) {
			at = skip_name(at);
			continue;
		}
		seq_write(m, done, at - done);
		seq_printf(m, "%ld", (long)map->eval_value);
		at += len;
		done = at;
	}
rest:
	seq_puts(m, done);
}

static void collect_from(struct event_constants *constants, struct trace_eval_map **table,
			 unsigned int nr, const char *system)
{
	for (unsigned int i = 0; i < nr; i++) {
		if (table[i]->system != system && strcmp(table[i]->system, system))
			continue;
		if (constants->map)
			constants->map[constants->nr] = table[i];
		constants->nr++;
	}
}

#ifdef CONFIG_MODULES
static void collect_from_module(struct event_constants *constants, struct module *mod,
				const char *system)
{
	if (mod)
		collect_from(constants, mod->trace_evals, mod->num_trace_evals, system);
}
#else
static void collect_from_module(struct event_constants *constants, struct module *mod,
				const char *system)
{
}
#endif

static void collect_all(struct event_constants *constants, struct trace_event_call *call)
{
	struct module *mod = call->flags & TRACE_EVENT_FL_DYNAMIC ? NULL : call->module;

	constants->nr = 0;
	collect_from(constants, kernel_constants, nr_kernel_constants, call->class->system);
	collect_from_module(constants, mod, call->class->system);
}

/* Those that the event's system has. */
static int collect(struct event_constants *constants, struct trace_event_call *call)
{
	constants->map = NULL;
	collect_all(constants, call);
	if (!constants->nr)
		return 0;
	constants->map = kmalloc_array(constants->nr, sizeof(*constants->map), GFP_KERNEL);
	if (!constants->map)
		return -ENOMEM;
	collect_all(constants, call);
	return 0;
}

/* ---- fields ---------------------------------------------------------------------------------- */

/* Like a declaration: what stands behind the type of an array, stands behind the name. */
static void show_field(struct seq_file *m, const struct ftrace_event_field *field)
{
	const char *array = strchr(field->type, '[');

	/* A place of data is not an array, it leads to one. */
	if (!array || str_has_prefix(field->type, "__data_loc"))
		seq_printf(m, "\tfield:%s %s", field->type, field->name);
	else
		seq_printf(m, "\tfield:%.*s %s", (int)(array - field->type), field->type,
			   field->name);
	if (array && !str_has_prefix(field->type, "__data_loc")) {
		if (field->len)
			seq_printf(m, "[%d]", field->len);
		else
			seq_puts(m, array);
	}
	seq_printf(m, ";\toffset:%u;\tsize:%u;\tsigned:%d;\n", field->offset, field->size,
		   !!field->is_signed);
}

static void show_fields(struct seq_file *m, struct list_head *head)
{
	struct ftrace_event_field *field;

	list_for_each_entry(field, head, link)
		show_field(m, field);
}

static int show_print_fmt(struct seq_file *m, struct trace_event_call *call)
{
	struct event_constants constants;
	int ret;

	/* That of a system call is made of its arguments when it is asked for. */
	if (!call->print_fmt) {
		syscall_show_print_fmt(m, call);
		return 0;
	}
	ret = collect(&constants, call);
	if (ret)
		return ret;
	event_show_constants(m, call->print_fmt, &constants);
	kfree(constants.map);
	return 0;
}

static int show_own(struct seq_file *m, int id)
{
	for (int i = 0; i < trace_entry_type_count(); i++) {
		if (trace_entry_type(i)->id == id)
			return trace_entry_format(trace_entry_type(i), m);
	}
	return 0;
}

/**
 * event_format_show - the content of a format file
 * @m:	  where to
 * @call: the event
 *
 * Return: 0 or -ENOMEM.
 */
int event_format_show(struct seq_file *m, struct trace_event_call *call)
{
	struct list_head *fields;
	int ret;

	lockdep_assert_held(&event_mutex);
	if (call->flags & TRACE_EVENT_FL_IGNORE_ENABLE && call->event.type <= __TRACE_LAST_TYPE)
		return show_own(m, call->event.type);

	fields = event_fields(call);
	if (!fields)
		return -ENOMEM;
	seq_printf(m, "name: %s\nID: %d\nformat:\n", trace_event_name(call), call->event.type);
	show_fields(m, &event_common_fields);
	seq_putc(m, '\n');
	show_fields(m, fields);
	seq_puts(m, "\nprint fmt: ");
	ret = show_print_fmt(m, call);
	seq_putc(m, '\n');
	return ret;
}
