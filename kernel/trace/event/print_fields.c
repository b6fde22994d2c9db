// SPDX-License-Identifier: GPL-2.0-only
/*
 * The option "fields": an event as its name and all of its fields, whatever its own text says.
 *
 * The lists of fields that format files and filters use need not be there for an event that can
 * only be read, and there is no making them here: this runs in any context, as printing does. So
 * fields come from where the list would, the table of the class, which has all but their places.
 *
 * No record is trusted to be as long as its fields say, nor to end its strings.
 */
#include <linux/ctype.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "core/trace.h"
#include "event/event.h"
#include "event/syscall.h"

static bool is_in_record(struct trace_iterator *iter, size_t at, size_t len)
{
	return at + len <= iter->ent_size;
}

static void put_text(struct trace_iterator *iter, size_t at, size_t max)
{
	const char *text = (const char *)iter->ent + at;

	trace_seq_putmem(&iter->seq, text, strnlen(text, max));
}

/* ---- numbers and arrays of them -------------------------------------------------------------- */

static u64 number_at(struct trace_iterator *iter, size_t at, int size)
{
	const void *p = (const void *)iter->ent + at;

	switch (size) {
	case 1:
		return *(const u8 *)p;
	case 2:
		return *(const u16 *)p;
	case 4:
		return *(const u32 *)p;
	default:
		return *(const u64 *)p;
	}
}

static bool is_number_size(int size)
{
	return size == 1 || size == 2 || size == 4 || size == 8;
}

/* As it has always been: small numbers in decimal, others both ways, long ones with a sign. */
static void put_number(struct trace_iterator *iter, size_t at, int size)
{
	u64 val = number_at(iter, at, size);
	struct trace_seq *s = &iter->seq;

	switch (size) {
	case 1:
		if (isprint(val))
			trace_seq_printf(s, "'%c'", (char)val);
		trace_seq_printf(s, "(%d)", (u8)val);
		break;
	case 2:
		trace_seq_printf(s, "0x%x (%d)", (u16)val, (u16)val);
		break;
	case 4:
		trace_seq_printf(s, "0x%x (%d)", (u32)val, (s32)val);
		break;
	default:
		trace_seq_printf(s, "0x%llx (%lld)", val, (s64)val);
		break;
	}
}

/* Elements in braces; bytes if their size is not known. */
static void put_array(struct trace_iterator *iter, size_t at, size_t size, int element)
{
	struct trace_seq *s = &iter->seq;
	size_t done;

	if (!is_number_size(element) || size % element)
		element = 1;
	trace_seq_putc(s, '{');
	for (done = 0; done < size && !trace_seq_has_overflowed(s); done += element) {
		trace_seq_puts(s, done ? ",0x" : "0x");
		trace_seq_put_hex(s, number_at(iter, at + done, element), 1);
	}
	trace_seq_putc(s, '}');
}

/* ---- one field ------------------------------------------------------------------------------- */

/* The size of an element, if the type says so: "__data_loc u32[]". */
static int element_size(const char *type)
{
	if (strstr(type, "u64") || strstr(type, "s64") || strstr(type, "long"))
		return sizeof(u64);
	if (strstr(type, "u32") || strstr(type, "s32") || strstr(type, "int"))
		return sizeof(u32);
	if (strstr(type, "u16") || strstr(type, "s16") || strstr(type, "short"))
		return sizeof(u16);
	return 1;
}

/* Data of varying length. */
static void put_varying(struct trace_iterator *iter, const struct ftrace_event_field *field)
{
	u32 location = number_at(iter, field->offset, sizeof(u32));
	size_t at = location & 0xffff;
	size_t len = location >> 16;

	if (strstarts(field->type, "__rel_loc"))
		at += field->offset + sizeof(u32);
	if (!is_in_record(iter, at, len))
		trace_seq_puts(&iter->seq, "<OVERFLOW>");
	else if (field->filter_type == FILTER_DYN_STRING ||
		 field->filter_type == FILTER_RDYN_STRING)
		put_text(iter, at, len);
	else if (field->filter_type == FILTER_CPUMASK)
		trace_seq_bitmask(&iter->seq, (void *)iter->ent + at, len * BITS_PER_BYTE);
	else
		put_array(iter, at, len, element_size(field->type));
}

/* As much of a string is printed that is not in the record. */
#define PUT_POINTED_MAX	256

static void put_pointed(struct trace_iterator *iter, const struct ftrace_event_field *field)
{
	const char *str = (const char *)(unsigned long)number_at(iter, field->offset, field->size);
	struct trace_seq *s = &iter->seq;
	char text[PUT_POINTED_MAX];

	trace_seq_puts(s, "(0x");
	trace_seq_put_hex(s, (unsigned long)str, 2 * sizeof(str));
	/* It may be what a program passed to a system call: the kernel's image has holes. */
	if (str && trace_string_is_good(iter, str) &&
	    strncpy_from_kernel_nofault(text, str, sizeof(text)) > 0) {
		trace_seq_putc(s, ':');
		trace_seq_puts(s, text);
	}
	trace_seq_putc(s, ')');
}

static void put_value(struct trace_iterator *iter, const struct ftrace_event_field *field)
{
	if (!is_in_record(iter, field->offset, field->size)) {
		trace_seq_puts(&iter->seq, "<OVERFLOW>");
		return;
	}
	if (strstarts(field->type, "__data_loc") || strstarts(field->type, "__rel_loc")) {
		put_varying(iter, field);
		return;
	}
	switch (field->filter_type) {
	case FILTER_STATIC_STRING:
		put_text(iter, field->offset, field->size);
		break;
	case FILTER_PTR_STRING:
		put_pointed(iter, field);
		break;
	case FILTER_TRACE_FN:
		trace_seq_printf(&iter->seq, "%pS",
				 (void *)(unsigned long)number_at(iter, field->offset,
								  field->size));
		break;
	default:
		if (field->len)
			put_array(iter, field->offset, field->size, field->size / field->len);
		else if (is_number_size(field->size))
			put_number(iter, field->offset, field->size);
		else
			put_array(iter, field->offset, field->size, 1);
	}
}

static void put_field(struct trace_iterator *iter, const struct ftrace_event_field *field)
{
	trace_seq_putc(&iter->seq, ' ');
	trace_seq_puts(&iter->seq, field->name);
	trace_seq_putc(&iter->seq, '=');
	put_value(iter, field);
}

/* ---- all of them ----------------------------------------------------------------------------- */

static void put_table(struct trace_iterator *iter, const struct trace_event_fields *row)
{
	struct ftrace_event_field field = { .offset = sizeof(struct trace_entry) };

	for (; row && row->type; row++) {
		if (row->type == TRACE_FUNCTION_TYPE)
			continue;
		field.name = row->name;
		field.type = row->type;
		field.offset = ALIGN(field.offset, row->align);
		field.size = row->size;
		field.len = row->len;
		field.filter_type = row->filter_type;
		if (field.filter_type == FILTER_OTHER)
			field.filter_type = filter_assign_type(row->type);
		put_field(iter, &field);
		field.offset += row->size;
	}
}

/* What was defined one by one. */
static void put_list(struct trace_iterator *iter, struct list_head *fields)
{
	struct ftrace_event_field *field;

	list_for_each_entry(field, fields, link)
		put_field(iter, field);
}

static bool has_functions(const struct trace_event_fields *row)
{
	for (; row && row->type; row++) {
		if (row->type == TRACE_FUNCTION_TYPE)
			return true;
	}
	return false;
}

static enum print_line_t print_fields(struct trace_iterator *iter, struct trace_event *event)
{
	struct trace_event_call *call = container_of(event, struct trace_event_call, event);

	trace_seq_puts(&iter->seq, trace_event_name(call));
	trace_seq_putc(&iter->seq, ':');
	if (is_syscall_trace_event(call))
		syscall_each_field(call, iter, put_field);
	else if (has_functions(call->class->fields_array))
		put_list(iter, trace_get_fields(call));
	else
		put_table(iter, call->class->fields_array);
	trace_seq_putc(&iter->seq, '\n');
	return trace_handle_return(&iter->seq);
}

static int __init print_fields_init(void)
{
	trace_set_fields_printer(print_fields);
	return 0;
}
early_initcall(print_fields_init);
