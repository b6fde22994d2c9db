// SPDX-License-Identifier: GPL-2.0-only
/*
 * What one predicate of a filter may say:
 *
 *	FIELD compare VALUE
 *	FIELD.function == NAME or ADDRESS	in this function
 *	FIELD.ustring == "TEXT"			the pointer is one of user space
 *
 *	compare	= "==" | "!=" | "<" | "<=" | ">" | ">=" | "&" | "~"
 *	VALUE	= number | "TEXT" | 'TEXT' | CPUS{list}
 *
 * Numbers are cut to the width of the field, as 6.12 does: -1 and 0xffffffff are the same for a
 * field of 32 bits. "!=" is "==" with the ways out exchanged.
 *
 * Sleeps, allocates.
 */
#include <linux/ctype.h>
#include <linux/kallsyms.h>
#include <linux/kstrtox.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/trace_events.h>

#include "filter_parse.h"

/* Longest name of a field, and number, that is looked at. */
#define NAME_LIMIT	128
#define NUMBER_LIMIT	24

enum filter_compare {
	FILTER_EQ,
	FILTER_NE,
	FILTER_LT,
	FILTER_LE,
	FILTER_GT,
	FILTER_GE,
	FILTER_BAND,
	FILTER_GLOB,
};

/**
 * struct predicate - what was read of one
 * @field:    the field
 * @compare:  how
 * @at:	      where that was written
 * @function: the field is an address in a function
 * @user:     the field is a pointer to user space
 * @invert:   the outcome has to be turned round
 * @step:     the result
 */
struct predicate {
	struct filter_field	field;
	enum filter_compare	compare;
	size_t			at;
	bool			function;
	bool			user;
	bool			invert;
	struct filter_step	step;
};

static const char illegal_operation[] = "Illegal operation for field type";
static const char invalid_operator[] = "Invalid operator";
static const char invalid_value[] = "Invalid value (did you forget quotes)?";

/* Which comparisons are written how; what begins with another comes first. */
static const struct {
	char			text[3];
	enum filter_compare	compare;
} compares[] = {
	{ "==", FILTER_EQ },
	{ "!=", FILTER_NE },
	{ "<=", FILTER_LE },
	{ "<",	FILTER_LT },
	{ ">=", FILTER_GE },
	{ ">",	FILTER_GT },
	{ "&",	FILTER_BAND },
	{ "~",	FILTER_GLOB },
};

static bool is_equality(enum filter_compare compare)
{
	return compare == FILTER_EQ || compare == FILTER_NE;
}

static bool is_text(const struct filter_field *field)
{
	switch (field->type) {
	case FILTER_STATIC_STRING:
	case FILTER_DYN_STRING:
	case FILTER_RDYN_STRING:
	case FILTER_PTR_STRING:
	case FILTER_COMM:
		return true;
	default:
		return false;
	}
}

static bool is_number(const struct filter_field *field)
{
	if (field->type == FILTER_CPU)
		return true;
	return !is_text(field) && field->type != FILTER_STACKTRACE && field->size;
}

static bool take(struct filter_parser *p, const char *word)
{
	size_t len = strlen(word);

	if (strncmp(&p->text[p->pos], word, len))
		return false;
	p->pos += len;
	return true;
}

/* ---- field and operator ---------------------------------------------------------------------- */

static size_t name_length(const char *text)
{
	size_t len = 0;

	while (isalnum(text[len]) || text[len] == '_')
		len++;
	return len;
}

static int parse_field(struct filter_parser *p, struct predicate *pred)
{
	size_t len = name_length(&p->text[p->pos]), end = p->pos + len;
	char name[NAME_LIMIT];

	if (len < sizeof(name)) {
		memcpy(name, &p->text[p->pos], len);
		name[len] = '\0';
	}
	if (len >= sizeof(name) || !p->fields->find(p->fields, name, &pred->field)) {
		/* Behind the name and a blank: clients look for the caret there. */
		return filter_refuse(p, end + (p->text[end] != '\0'), -EINVAL, "Field not found");
	}
	p->pos = end;
	if (take(p, ".function"))
		pred->function = true;
	else if (take(p, ".ustring"))
		pred->user = true;
	return 0;
}

static int parse_compare(struct filter_parser *p, struct predicate *pred)
{
	int i;

	filter_skip_spaces(p);
	pred->at = p->pos;
	for (i = 0; i < ARRAY_SIZE(compares); i++) {
		if (take(p, compares[i].text)) {
			pred->compare = compares[i].compare;
			filter_skip_spaces(p);
			return 0;
		}
	}
	return filter_refuse(p, p->pos, -EINVAL, invalid_operator);
}

/* ---- numbers --------------------------------------------------------------------------------- */

/* Bytes of the number in a field; the first one, if there are several. */
static u32 width_of(const struct filter_field *field)
{
	if (field->type == FILTER_CPU)
		return sizeof(u32);
	return field->size >= 8 ? 8 : rounddown_pow_of_two(field->size);
}

static enum filter_op range_op(u32 width)
{
	switch (width) {
	case 1:
		return FILTER_RANGE_8;
	case 2:
		return FILTER_RANGE_16;
	case 4:
		return FILTER_RANGE_32;
	default:
		return FILTER_RANGE_64;
	}
}

static void set_range(struct predicate *pred, u64 low, u64 high)
{
	pred->step.low = low;
	pred->step.span = high - low;
}

static void set_always(struct predicate *pred)
{
	set_range(pred, 0, U64_MAX);
}

static void set_never(struct predicate *pred)
{
	set_always(pred);
	pred->invert = !pred->invert;
}

/* The comparison with @val, which is as wide as the field, as a range. */
static void set_comparison(struct predicate *pred, u64 val, u64 min, u64 max)
{
	switch (pred->compare) {
	case FILTER_NE:
		pred->invert = true;
		fallthrough;
	case FILTER_EQ:
		return set_range(pred, val, val);
	case FILTER_LT:
		return val == min ? set_never(pred) : set_range(pred, min, val - 1);
	case FILTER_LE:
		return set_range(pred, min, val);
	case FILTER_GT:
		return val == max ? set_never(pred) : set_range(pred, val + 1, max);
	default:
		return set_range(pred, val, max);
	}
}

static void set_number(struct predicate *pred, u64 val)
{
	u32 width = width_of(&pred->field), shift = 64 - 8 * width;
	bool cpu = pred->field.type == FILTER_CPU;
	bool bits = pred->compare == FILTER_BAND;
	u64 min = 0, max = U64_MAX >> shift;

	pred->step.op = range_op(width);
	if (cpu)
		pred->step.op = bits ? FILTER_BITS_CPU : FILTER_RANGE_CPU;
	else if (bits)
		pred->step.op += FILTER_BITS_32 - FILTER_RANGE_32;
	val &= max;
	if (bits) {
		pred->step.low = val;
		return;
	}
	if (pred->field.is_signed) {
		val = (s64)(val << shift) >> shift;
		max >>= 1;
		min = ~max;
	}
	set_comparison(pred, val, min, max);
}

static int parse_number(struct filter_parser *p, struct predicate *pred)
{
	const char *text = &p->text[p->pos];
	size_t len = *text == '-';
	char digits[NUMBER_LIMIT];
	u64 val;
	int ret;

	if (is_text(&pred->field))
		return filter_refuse(p, p->pos, -EINVAL, "Expecting string field");
	if (pred->compare == FILTER_GLOB || !is_number(&pred->field))
		return filter_refuse(p, pred->at, -EINVAL, illegal_operation);
	while (isalnum(text[len]))
		len++;
	if (len >= sizeof(digits))
		return filter_refuse(p, p->pos, -EINVAL, "Operand too long");
	memcpy(digits, text, len);
	digits[len] = '\0';
	if (pred->field.is_signed)
		ret = kstrtos64(digits, 0, (s64 *)&val);
	else
		ret = kstrtou64(digits, 0, &val);
	if (ret)
		return filter_refuse(p, p->pos, -EINVAL, "Illegal integer value");
	set_number(pred, val);
	p->pos += len;
	return 0;
}

/* ---- functions ------------------------------------------------------------------------------- */

static int find_function(const char *name, bool number, unsigned long *start, unsigned long *size)
{
	unsigned long ip, offset;

	if (number) {
		if (kstrtoul(name, 0, &ip))
			return -EINVAL;
	} else {
		ip = kallsyms_lookup_name(name);
	}
	if (!ip || !kallsyms_lookup_size_offset(ip, size, &offset))
		return -ENOENT;
	*start = ip - offset;
	return 0;
}

static int parse_function(struct filter_parser *p, struct predicate *pred)
{
	const char *text = &p->text[p->pos];
	size_t len = strcspn(text, " \t\n\r\v\f()|&");
	unsigned long start, size;
	char *name;
	int ret;

	if (pred->field.size != sizeof(long) || pred->field.type == FILTER_STATIC_STRING ||
	    pred->field.type == FILTER_STACKTRACE)
		return filter_refuse(p, pred->at, -EINVAL, illegal_operation);
	if (!is_equality(pred->compare))
		return filter_refuse(p, pred->at, -EINVAL, invalid_operator);
	name = kmemdup_nul(text, len, GFP_KERNEL);
	if (!name)
		return -ENOMEM;
	ret = find_function(name, isdigit(*name), &start, &size);
	kfree(name);
	if (ret == -EINVAL)
		return filter_refuse(p, p->pos, -EINVAL, invalid_value);
	if (ret)
		return filter_refuse(p, p->pos, -EINVAL, "Function not found");

	pred->step.op = range_op(sizeof(long));
	pred->invert = pred->compare == FILTER_NE;
	set_range(pred, start, start + size - 1);
	p->pos += len;
	return 0;
}

/* ---- texts ----------------------------------------------------------------------------------- */

static enum filter_op text_op(const struct predicate *pred)
{
	switch (pred->field.type) {
	case FILTER_STATIC_STRING:
		return FILTER_TEXT_FIXED;
	case FILTER_DYN_STRING:
		return FILTER_TEXT_LOC;
	case FILTER_RDYN_STRING:
		return FILTER_TEXT_REL_LOC;
	case FILTER_COMM:
		return FILTER_TEXT_COMM;
	default:
		return pred->user ? FILTER_TEXT_USER : FILTER_TEXT_KERNEL;
	}
}

static int parse_text(struct filter_parser *p, struct predicate *pred)
{
	const char *text = &p->text[p->pos + 1];
	size_t len = strchr(text, text[-1]) - text;
	bool turned;

	if (!is_equality(pred->compare) && pred->compare != FILTER_GLOB)
		return filter_refuse(p, pred->at, -EINVAL, illegal_operation);
	if (!is_text(&pred->field))
		return filter_refuse(p, p->pos, -EINVAL, "Expecting numeric field");
	if (len >= MAX_FILTER_STR_VAL)
		return filter_refuse(p, p->pos, -EINVAL, "Operand too long");

	pred->step.op = text_op(pred);
	if (pred->field.type == FILTER_PTR_STRING && filter_pointers_prepare())
		return -ENOMEM;
	pred->step.text = filter_text_new(text, len, pred->compare == FILTER_GLOB, &turned);
	if (!pred->step.text)
		return -ENOMEM;
	pred->step.size = pred->field.size;
	pred->invert = turned || pred->compare == FILTER_NE;
	/* What a pointer leads to may be unreadable: that is neither. */
	if (pred->field.type == FILTER_PTR_STRING)
		swap(pred->invert, pred->step.invert);
	p->pos += len + 2;
	return 0;
}

/* ---- sets of CPUs ---------------------------------------------------------------------------- */

static int parse_cpulist(struct filter_parser *p, struct cpumask **result)
{
	const char *end = strchr(&p->text[p->pos], '}');
	size_t len = end ? end - &p->text[p->pos] : 0;
	struct cpumask *cpus;
	char *list;
	int ret;

	if (!end)
		return filter_refuse(p, strlen(p->text), -EINVAL, "Missing '}'");
	list = kmemdup_nul(&p->text[p->pos], len, GFP_KERNEL);
	cpus = kzalloc(cpumask_size(), GFP_KERNEL);
	ret = list && cpus ? cpulist_parse(list, cpus) : -ENOMEM;
	if (!ret && cpumask_empty(cpus))
		ret = -EINVAL;
	kfree(list);
	if (ret) {
		kfree(cpus);
		if (ret == -ENOMEM)
			return ret;
		return filter_refuse(p, p->pos, -EINVAL, "Invalid cpulist");
	}
	p->pos += len + 1;
	*result = cpus;
	return 0;
}

/* A number, or the running CPU: one CPU to compare the set with. Takes @cpus. */
static void set_one_cpu(struct predicate *pred, struct cpumask *cpus)
{
	bool alone = cpumask_weight(cpus) == 1;

	pred->field.is_signed = false;
	if (alone || pred->compare != FILTER_BAND) {
		if (pred->compare == FILTER_BAND)
			pred->compare = FILTER_EQ;
		set_number(pred, cpumask_first(cpus));
		/* One CPU is never the same as several. */
		if (!alone)
			set_never(pred);
		kfree(cpus);
		return;
	}
	pred->step.op = pred->field.type == FILTER_CPU ? FILTER_CPU_IN : FILTER_NUMBER_IN;
	pred->step.cpus = cpus;
	pred->step.size = width_of(&pred->field);
}

static int parse_cpus(struct filter_parser *p, struct predicate *pred)
{
	struct cpumask *cpus;
	int ret;

	if (!is_equality(pred->compare) && pred->compare != FILTER_BAND)
		return filter_refuse(p, pred->at, -EINVAL, illegal_operation);
	if (!is_number(&pred->field))
		return filter_refuse(p, pred->at, -EINVAL, illegal_operation);
	if (!take(p, "{"))
		return filter_refuse(p, p->pos, -EINVAL, "Missing '{'");
	ret = parse_cpulist(p, &cpus);
	if (ret)
		return ret;
	if (pred->field.type != FILTER_CPUMASK) {
		set_one_cpu(pred, cpus);
		return 0;
	}
	pred->step.op = pred->compare == FILTER_BAND ? FILTER_CPUS_MEET : FILTER_CPUS_EQUAL;
	pred->step.cpus = cpus;
	pred->invert = pred->compare == FILTER_NE;
	return 0;
}

/* ---- all of it ------------------------------------------------------------------------------- */

static int parse_value(struct filter_parser *p, struct predicate *pred)
{
	char c = p->text[p->pos];

	if (pred->function)
		return parse_function(p, pred);
	if (c == '"' || c == '\'')
		return parse_text(p, pred);
	if (c == '-' || isdigit(c))
		return parse_number(p, pred);
	if (take(p, "CPUS"))
		return parse_cpus(p, pred);
	return filter_refuse(p, p->pos, -EINVAL, invalid_value);
}

/**
 * filter_parse_predicate - read a predicate
 * @p: the text, at the name of a field
 *
 * Fills the next step, but for where it leads.
 *
 * Return: 0; 1 if the predicate is true when the step does not hold; -EINVAL with the cause noted;
 * or -ENOMEM.
 */
int filter_parse_predicate(struct filter_parser *p)
{
	struct predicate pred = { };
	int ret;

	ret = parse_field(p, &pred);
	if (!ret)
		ret = parse_compare(p, &pred);
	if (!ret && pred.field.offset > U16_MAX)
		ret = filter_refuse(p, pred.at, -EINVAL, illegal_operation);
	if (!ret)
		ret = parse_value(p, &pred);
	if (ret)
		return ret;
	pred.step.offset = pred.field.offset;
	p->steps[p->nr_steps] = pred.step;
	return pred.invert;
}
