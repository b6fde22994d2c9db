// SPDX-License-Identifier: GPL-2.0-only
/*
 * Made-up records: "FIELD=VALUE FIELD=VALUE" writes a record of an event as if that had happened,
 * to test tools, filters and triggers. What is not named is 0 or the empty string.
 *
 * A number is taken if it fits the field, with any of C's prefixes. A string stands in quotes,
 * single or double, with a backslash in front of a quote that is meant; one that is too long for an
 * array is cut. Fields of the common head, pointers to strings, and arrays of numbers are not for
 * taking: what is written to a trace has to be true in a way, and readers follow pointers.
 *
 * The whole text is understood before anything is written. Sleeps, under event_mutex.
 */
#include <linux/ctype.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "core/trace.h"
#include "event/event.h"
#include "event/inject.h"

/* A record under construction. */
struct record {
	void			*data;
	size_t			size;	/* so far, strings included */
	const char		*text;	/* all that was written, for error positions */
	struct trace_error	*why;
};

static int refuse(struct record *rec, const char *at, int err, const char *reason)
{
	rec->why->pos = at - rec->text;
	rec->why->text = reason;
	return err;
}

/* ---- fields ---------------------------------------------------------------------------------- */

static bool is_relative(const struct ftrace_event_field *field)
{
	return strstarts(field->type, "__rel_loc");
}

static bool is_dynamic(const struct ftrace_event_field *field)
{
	return strstarts(field->type, "__data_loc") || is_relative(field);
}

static bool is_string(const struct ftrace_event_field *field)
{
	return field->filter_type == FILTER_STATIC_STRING ||
	       field->filter_type == FILTER_DYN_STRING ||
	       field->filter_type == FILTER_RDYN_STRING;
}

static bool is_number(const struct ftrace_event_field *field)
{
	if (is_string(field) || is_dynamic(field) || field->len ||
	    field->filter_type == FILTER_PTR_STRING)
		return false;
	return field->size == 1 || field->size == 2 || field->size == 4 || field->size == 8;
}

static struct ftrace_event_field *find_field(struct list_head *fields, const char *name,
					     size_t len)
{
	struct ftrace_event_field *field;

	list_for_each_entry(field, fields, link) {
		if (strlen(field->name) == len && !strncmp(field->name, name, len))
			return field;
	}
	return NULL;
}

/* Say in the record where data of varying length is: at the end of what there is. */
static void set_location(struct record *rec, const struct ftrace_event_field *field, size_t len)
{
	size_t at = rec->size;

	if (is_relative(field))
		at -= field->offset + sizeof(u32);
	*(u32 *)(rec->data + field->offset) = (u32)len << 16 | (u32)at;
}

/* ---- values ---------------------------------------------------------------------------------- */

static bool fits(const struct ftrace_event_field *field, u64 val, bool negative)
{
	unsigned int bits = field->size * BITS_PER_BYTE;

	if (negative)
		return field->is_signed && -val <= 1ULL << (bits - 1);
	return val <= (field->is_signed ? (u64)S64_MAX : U64_MAX) >> (64 - bits);
}

static void store_number(void *to, int size, u64 val)
{
	switch (size) {
	case 1:
		*(u8 *)to = val;
		break;
	case 2:
		*(u16 *)to = val;
		break;
	case 4:
		*(u32 *)to = val;
		break;
	default:
		*(u64 *)to = val;
		break;
	}
}

static bool ends_word(char c)
{
	return !c || isspace(c);
}

static int set_number(struct record *rec, const struct ftrace_event_field *field,
		      const char **at)
{
	const char *start = *at;
	const char *p = start;
	char digits[32];
	size_t len;
	u64 val;
	int ret;

	while (!ends_word(*p))
		p++;
	len = p - start;
	if (len >= sizeof(digits))
		return refuse(rec, start, -EINVAL, "Expected a number");
	memcpy(digits, start, len);
	digits[len] = '\0';

	ret = kstrtou64(digits + (*digits == '-'), 0, &val);
	if (ret == -EINVAL)
		return refuse(rec, start, ret, "Expected a number");
	if (*digits == '-')
		val = -val;
	if (ret || !fits(field, val, *digits == '-' && val))
		return refuse(rec, start, -ERANGE, "Number out of range");
	store_number(rec->data + field->offset, field->size, val);
	*at = p;
	return 0;
}

/* Where a string ends, or NULL. @at is at its first quote. */
static const char *end_of_string(const char *at)
{
	char quote = *at++;

	for (; *at && *at != quote; at++) {
		if (*at == '\\' && at[1])
			at++;
	}
	return *at ? at : NULL;
}

/* Copy what is between @from and @end, at most @room bytes of it. Return: how many. */
static size_t copy_string(char *to, const char *from, const char *end, size_t room)
{
	size_t len = 0;

	for (; from < end && len < room; from++) {
		if (*from == '\\' && from + 1 < end)
			from++;
		to[len++] = *from;
	}
	return len;
}

static int set_string(struct record *rec, const struct ftrace_event_field *field,
		      const char **at)
{
	const char *start = *at;
	const char *end;
	size_t len;
	char *to;

	if (*start != '"' && *start != '\'')
		return refuse(rec, start, -EINVAL, "Expected a string in quotes");
	end = end_of_string(start);
	if (!end)
		return refuse(rec, start, -EINVAL, "The string has no end");
	*at = end + 1;

	if (field->filter_type == FILTER_STATIC_STRING) {
		to = rec->data + field->offset;
		len = copy_string(to, start + 1, end, field->size - 1);
		memset(to + len, 0, field->size - len);
		return 0;
	}
	to = rec->data + rec->size;
	len = copy_string(to, start + 1, end, SIZE_MAX);
	to[len++] = '\0';
	set_location(rec, field, len);
	rec->size += len;
	return 0;
}

/* ---- the text -------------------------------------------------------------------------------- */

static int set_field(struct record *rec, struct list_head *fields, const char **at)
{
	struct ftrace_event_field *field;
	const char *name = *at;
	const char *p = name;
	int ret;

	while (isalnum(*p) || *p == '_')
		p++;
	field = find_field(fields, name, p - name);
	if (!field)
		return refuse(rec, name, -ENOENT, "Field not found");
	if (!is_string(field) && !is_number(field))
		return refuse(rec, name, -EINVAL, "This field cannot be set");

	p = skip_spaces(p);
	if (*p != '=')
		return refuse(rec, p, -EINVAL, "Expected '='");
	p = skip_spaces(p + 1);
	ret = is_string(field) ? set_string(rec, field, &p) : set_number(rec, field, &p);
	if (ret)
		return ret;
	if (!ends_word(*p))
		return refuse(rec, p, -EINVAL, "Expected a blank");
	*at = p;
	return 0;
}

static int set_fields(struct record *rec, struct list_head *fields)
{
	const char *at = skip_spaces(rec->text);
	int ret;

	while (*at) {
		ret = set_field(rec, fields, &at);
		if (ret)
			return ret;
		at = skip_spaces(at);
	}
	return 0;
}

/* Strings that were not named are empty, and so are arrays. */
static void set_defaults(struct record *rec, struct list_head *fields)
{
	struct ftrace_event_field *field;
	size_t len;

	list_for_each_entry(field, fields, link) {
		if (!is_dynamic(field) || *(u32 *)(rec->data + field->offset))
			continue;
		len = is_string(field);
		set_location(rec, field, len);
		rec->size += len;
	}
}

/* Bytes of the fixed part of a record; *@nr: how many fields vary. */
static size_t fixed_size(struct list_head *fields, unsigned int *nr)
{
	size_t size = sizeof(struct trace_entry);
	struct ftrace_event_field *field;

	*nr = 0;
	list_for_each_entry(field, fields, link) {
		size = max_t(size_t, size, field->offset + field->size);
		*nr += is_dynamic(field);
	}
	return size;
}

/**
 * event_inject_build - make a record
 * @fields: what is in it
 * @text:   what to set
 * @size:   set to its length
 * @why:    on refusal: where in @text and why
 *
 * Return: the record, whose common head is 0, to be freed with kfree(); or an ERR_PTR(): -ENOENT
 * for a field that is not there, -EINVAL, -ERANGE, -ENOMEM.
 */
void *event_inject_build(struct list_head *fields, const char *text, size_t *size,
			 struct trace_error *why)
{
	struct record rec = { .text = text, .why = why };
	unsigned int nr_varying;
	int ret;

	rec.size = fixed_size(fields, &nr_varying);
	/* All strings together are no longer than the text; those not in it have their end. */
	rec.data = kzalloc(rec.size + strlen(text) + nr_varying, GFP_KERNEL);
	if (!rec.data)
		return ERR_PTR(-ENOMEM);
	ret = set_fields(&rec, fields);
	if (ret) {
		kfree(rec.data);
		return ERR_PTR(ret);
	}
	set_defaults(&rec, fields);
	*size = rec.size;
	return rec.data;
}

static int write_record(struct trace_event_file *file, const void *data, size_t size)
{
	const size_t head = sizeof(struct trace_entry);
	struct trace_event_buffer fbuffer;
	int ret = 0;
	void *entry;

	/* As a tracepoint calls its probes. */
	preempt_disable_notrace();
	if (!trace_trigger_soft_disabled(file)) {
		entry = trace_event_buffer_reserve(&fbuffer, file, size);
		if (entry) {
			memcpy(entry + head, data + head, size - head);
			trace_event_buffer_commit(&fbuffer);
		} else {
			ret = -EBADF;
		}
	}
	preempt_enable_notrace();
	return ret;
}

/**
 * event_inject - write a made-up record of an event into an instance
 * @file: the event in the instance; it need not be on
 * @text: what to set
 * @why:  on refusal: where in @text and why
 *
 * Return: 0; what event_inject_build() says; -EBADF if nothing is being recorded.
 */
int event_inject(struct trace_event_file *file, const char *text, struct trace_error *why)
{
	struct list_head *fields = event_fields(file->event_call);
	size_t size;
	void *data;
	int ret;

	if (!fields)
		return -ENOMEM;
	data = event_inject_build(fields, text, &size, why);
	if (IS_ERR(data))
		return PTR_ERR(data);
	ret = tracing_expand_instance(file->tr) ?: write_record(file, data, size);
	kfree(data);
	return ret;
}
