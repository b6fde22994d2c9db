// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is in a record: the fields of events, by name, type and place.
 *
 * Generated code leaves a table of types and sizes a class, tracing's own records another one.
 * Both become a list of fields when somebody asks for it the first time, who reads a format file
 * or writes a filter: most events are never asked about, and pay nothing. Dynamic events define
 * their fields one by one.
 *
 * Sleeps, with event_mutex held.
 */
#include <linux/export.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "event/event.h"
#include "event/registry.h"

#define COMMON(_type, _name) {							\
	.name		= "common_" #_name,					\
	.type		= #_type,						\
	.filter_type	= FILTER_OTHER,						\
	.offset		= offsetof(struct trace_entry, _name),			\
	.size		= sizeof(_type),					\
	.is_signed	= is_signed_type(_type),				\
}

static struct ftrace_event_field common_fields[] = {
	COMMON(unsigned short, type),
	COMMON(unsigned char, flags),
	COMMON(unsigned char, preempt_count),
	COMMON(int, pid),
};

/* Not in the record, but filters can ask for them. */
#define GENERIC(_type, _name, _filter) {					\
	.name = _name, .type = _type, .filter_type = _filter,			\
}

static struct ftrace_event_field generic_fields[] = {
	GENERIC("int", "CPU", FILTER_CPU),
	GENERIC("int", "cpu", FILTER_CPU),
	GENERIC("int", "common_cpu", FILTER_CPU),
	GENERIC("char *", "COMM", FILTER_COMM),
	GENERIC("char *", "comm", FILTER_COMM),
	GENERIC("char *", "stacktrace", FILTER_STACKTRACE),
	GENERIC("char *", "STACKTRACE", FILTER_STACKTRACE),
};

LIST_HEAD(event_common_fields);
LIST_HEAD(event_generic_fields);

/**
 * filter_assign_type - how a field of a type compares
 * @type: as C text
 *
 * Return: FILTER_*; FILTER_OTHER is a number.
 */
int filter_assign_type(const char *type)
{
	bool data = strstr(type, "__data_loc");
	bool rel = strstr(type, "__rel_loc");

	if (strstr(type, "char") && (data || rel))
		return rel ? FILTER_RDYN_STRING : FILTER_DYN_STRING;
	if (strstr(type, "cpumask_t"))
		return FILTER_CPUMASK;
	if (strchr(type, '[') && strstr(type, "char"))
		return FILTER_STATIC_STRING;
	if (!strcmp(type, "char *") || !strcmp(type, "const char *"))
		return FILTER_PTR_STRING;
	return FILTER_OTHER;
}
EXPORT_SYMBOL_GPL(filter_assign_type);

static int filter_type_of(int given, const char *type)
{
	return given == FILTER_OTHER ? filter_assign_type(type) : given;
}

/* ---- from the table that generated code left ------------------------------------------------- */

static int define_by_functions(struct trace_event_call *call)
{
	const struct trace_event_fields *row;
	int ret = 0;

	for (row = call->class->fields_array; row->type && !ret; row++) {
		if (row->type == TRACE_FUNCTION_TYPE)
			ret = row->define_fields(call);
	}
	return ret;
}

static int count_rows(const struct trace_event_fields *table)
{
	const struct trace_event_fields *row;
	int nr = 0;

	for (row = table; row->type; row++)
		nr += row->type != TRACE_FUNCTION_TYPE;
	return nr;
}

/* One allocation for all of them. They live as long as the class. */
static int define_by_table(struct trace_event_call *call, struct list_head *head)
{
	const struct trace_event_fields *row = call->class->fields_array;
	unsigned int offset = sizeof(struct trace_entry);
	struct ftrace_event_field *field;
	int nr = count_rows(row);

	if (!nr)
		return 0;
	field = kcalloc(nr, sizeof(*field), GFP_KERNEL);
	if (!field)
		return -ENOMEM;

	for (; row->type; row++) {
		if (row->type == TRACE_FUNCTION_TYPE)
			continue;
		offset = ALIGN(offset, row->align);
		field->name = row->name;
		field->type = row->type;
		field->offset = offset;
		field->size = row->size;
		field->len = row->len;
		field->is_signed = row->is_signed;
		field->filter_type = filter_type_of(row->filter_type, row->type);
		list_add_tail(&field->link, head);
		offset += row->size;
		field++;
	}
	return 0;
}

/* ---- from the description of tracing's own records ------------------------------------------- */

static const struct trace_entry_type *own_type(int id)
{
	for (int i = 0; i < trace_entry_type_count(); i++) {
		if (trace_entry_type(i)->id == id)
			return trace_entry_type(i);
	}
	return NULL;
}

/* Of these, places are known, and how an array is filtered depends on what it holds. */
static int define_own(struct trace_event_call *call, struct list_head *head)
{
	const struct trace_entry_type *type = own_type(call->event.type);
	const struct trace_entry_field *from;
	struct ftrace_event_field *field;
	int nr = 0;

	for (from = type->fields; from->name; from++)
		nr++;
	field = kcalloc(nr, sizeof(*field), GFP_KERNEL);
	if (!field)
		return -ENOMEM;

	for (from = type->fields; from->name; from++, field++) {
		bool text = !strcmp(from->type, "char");

		field->name = from->name;
		field->type = from->type;
		field->offset = from->offset;
		field->size = from->len > 0 ? from->size * from->len :
			      from->len == TRACE_FIELD_SCALAR ? from->size : 0;
		field->len = max_t(int, from->len, 0);
		field->is_signed = from->sign;
		field->filter_type = text && from->len ? FILTER_STATIC_STRING :
				     filter_assign_type(from->type);
		list_add_tail(&field->link, head);
	}
	return 0;
}

static bool is_own(const struct trace_event_call *call)
{
	return call->event.type <= __TRACE_LAST_TYPE && call->flags & TRACE_EVENT_FL_IGNORE_ENABLE;
}

static int define_fields(struct trace_event_call *call, struct list_head *head)
{
	int ret;

	if (is_own(call))
		return define_own(call, head);
	if (!call->class->fields_array)
		return 0;
	ret = define_by_table(call, head);
	return ret ?: define_by_functions(call);
}

/**
 * event_fields - the fields of an event, in the order of the record
 * @call: the event
 *
 * Return: the list of struct ftrace_event_field.link, or NULL if there is no memory for it.
 */
struct list_head *event_fields(struct trace_event_call *call)
{
	struct list_head *head;

	lockdep_assert_held(&event_mutex);
	head = trace_get_fields(call);
	/* A class that is zeroed has no list yet. */
	if (!head->next)
		INIT_LIST_HEAD(head);
	if (list_empty(head) && define_fields(call, head))
		return NULL;
	return head;
}

static struct ftrace_event_field *find_field(struct list_head *head, const char *name)
{
	struct ftrace_event_field *field;

	list_for_each_entry(field, head, link) {
		if (!strcmp(field->name, name))
			return field;
	}
	return NULL;
}

/**
 * trace_find_event_field - a field by name
 * @call: the event
 * @name: of one of its own fields, of a common or of a generic one
 *
 * The event's own come first, so that they can hide generic ones. Return: NULL if there is none.
 */
struct ftrace_event_field *trace_find_event_field(struct trace_event_call *call, const char *name)
{
	struct list_head *head = event_fields(call);
	struct ftrace_event_field *field = head ? find_field(head, name) : NULL;

	return field ?: find_field(&event_common_fields, name) ?:
	       find_field(&event_generic_fields, name);
}

/**
 * trace_define_field - say what is in the record of a dynamic event
 * @call:	 the event
 * @type:	 as C text; it and @name must live as long as the event
 * @name:	 of the field
 * @offset:	 from the start of the record
 * @size:	 bytes
 * @is_signed:	 signed number
 * @filter_type: FILTER_*; FILTER_OTHER leaves it to the type
 *
 * Return: 0 or -ENOMEM.
 */
int trace_define_field(struct trace_event_call *call, const char *type, const char *name,
		       int offset, int size, int is_signed, int filter_type)
{
	struct ftrace_event_field *field = kzalloc(sizeof(*field), GFP_KERNEL);
	struct list_head *head;

	if (!field)
		return -ENOMEM;
	field->name = name;
	field->type = type;
	field->offset = offset;
	field->size = size;
	field->is_signed = is_signed;
	field->filter_type = filter_type_of(filter_type, type);

	head = trace_get_fields(call);
	if (!head->next)
		INIT_LIST_HEAD(head);
	list_add_tail(&field->link, head);
	return 0;
}
EXPORT_SYMBOL_GPL(trace_define_field);

/**
 * trace_event_get_offsets - bytes of the fixed part of an event's record
 * @call: the event
 */
int trace_event_get_offsets(struct trace_event_call *call)
{
	struct ftrace_event_field *last;
	struct list_head *head;

	guard(mutex)(&event_mutex);
	head = event_fields(call);
	if (!head || list_empty(head))
		return sizeof(struct trace_entry);
	last = list_last_entry(head, struct ftrace_event_field, link);
	return last->offset + last->size;
}

static void forget(struct list_head *head)
{
	struct ftrace_event_field *field;

	/* From a table they are one piece of memory, the first is its start. */
	if (!head->next || list_empty(head))
		return;
	field = list_first_entry(head, struct ftrace_event_field, link);
	INIT_LIST_HEAD(head);
	kfree(field);
}

static void forget_each(struct list_head *head)
{
	struct ftrace_event_field *field, *next;

	if (!head->next)
		return;
	list_for_each_entry_safe(field, next, head, link) {
		list_del(&field->link);
		kfree(field);
	}
}

/**
 * event_forget_fields - the event goes away, and its class with it
 * @call: the event
 */
void event_forget_fields(struct trace_event_call *call)
{
	struct trace_event_fields *table = call->class->fields_array;

	lockdep_assert_held(&event_mutex);
	if (table && table->type && table->type != TRACE_FUNCTION_TYPE)
		forget(trace_get_fields(call));
	else
		forget_each(trace_get_fields(call));
}

/* The lists of fields that all events have. */
void __init event_fields_init(void)
{
	for (int i = 0; i < ARRAY_SIZE(common_fields); i++)
		list_add_tail(&common_fields[i].link, &event_common_fields);
	for (int i = 0; i < ARRAY_SIZE(generic_fields); i++)
		list_add_tail(&generic_fields[i].link, &event_generic_fields);
}
