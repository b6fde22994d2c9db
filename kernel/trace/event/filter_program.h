/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Filters as programs: what filter_parse.c makes of a text, and filter_run.c runs on records.
 *
 * A program is an array of steps, one for each predicate of the text, in its order. A step tests
 * one thing and says where to go on in either case: some steps forward, never back, or out with
 * the verdict. "&&", "||" and "!" are nothing but where the steps lead. So the shortest way to the
 * verdict is taken, and every program ends.
 *
 * Every comparison of numbers is a test of a range: v - low <= span, unsigned and in the width of
 * the field, where the wrap around makes it hold for signed numbers as well.
 *
 * Pure: nothing here knows events, instances or files; fields come from a callback.
 */
#ifndef _TRACE_EVENT_FILTER_PROGRAM_H
#define _TRACE_EVENT_FILTER_PROGRAM_H

#include <linux/cpumask.h>
#include <linux/types.h>
#include <linux/unaligned.h>

/**
 * enum filter_op - what a step tests
 * @FILTER_RANGE_32: a number of 32 bits lies in a range; this and the next are the common ones
 * @FILTER_RANGE_64: same of 64 bits
 * @FILTER_RANGE_16: of 16
 * @FILTER_RANGE_8:  of 8
 * @FILTER_BITS_32:  a number of 32 bits has one of the bits in low
 * @FILTER_BITS_64:  of 64
 * @FILTER_BITS_16:  of 16
 * @FILTER_BITS_8:   of 8
 * @FILTER_RANGE_CPU: the CPU that runs lies in a range
 * @FILTER_BITS_CPU: its number has one of the bits
 * @FILTER_CPU_IN:   it is in a set
 * @FILTER_NUMBER_IN: a number of @size bytes names a CPU of a set
 * @FILTER_CPUS_MEET: a field that is a set of CPUs has one of a set
 * @FILTER_CPUS_EQUAL: it is the set
 * @FILTER_TEXT_FIXED: an array of @size characters looks like a text; with a size of 0 it is the
 *		     end of the record, and ends with a NUL
 * @FILTER_TEXT_LOC: same of characters elsewhere in the record, __data_loc
 * @FILTER_TEXT_REL_LOC: same, __rel_loc
 * @FILTER_TEXT_COMM: the name of the task that runs
 * @FILTER_TEXT_KERNEL: what a pointer leads to; what cannot be read is like nothing
 * @FILTER_TEXT_USER: same in user space
 */
enum filter_op {
	FILTER_RANGE_32,
	FILTER_RANGE_64,
	FILTER_RANGE_16,
	FILTER_RANGE_8,
	FILTER_BITS_32,
	FILTER_BITS_64,
	FILTER_BITS_16,
	FILTER_BITS_8,
	FILTER_RANGE_CPU,
	FILTER_BITS_CPU,
	FILTER_CPU_IN,
	FILTER_NUMBER_IN,
	FILTER_CPUS_MEET,
	FILTER_CPUS_EQUAL,
	FILTER_TEXT_FIXED,
	FILTER_TEXT_LOC,
	FILTER_TEXT_REL_LOC,
	FILTER_TEXT_COMM,
	FILTER_TEXT_KERNEL,
	FILTER_TEXT_USER,
	FILTER_OPS
};

static inline bool filter_op_has_cpus(enum filter_op op)
{
	return op >= FILTER_CPU_IN && op <= FILTER_CPUS_EQUAL;
}

static inline bool filter_op_has_text(enum filter_op op)
{
	return op >= FILTER_TEXT_FIXED && op <= FILTER_TEXT_USER;
}

/* The ends of a program, in filter_step.next. Anything above is how many steps to go on. */
#define FILTER_REJECT	0
#define FILTER_ACCEPT	(-1)

/* More would not fit filter_step.next, whatever the text. */
#define FILTER_STEPS_MAX 8192

/**
 * enum filter_text_kind - how a text is compared
 * @FILTER_TEXT_FULL:	 all of it
 * @FILTER_TEXT_FRONT:	 the beginning: "abc*"
 * @FILTER_TEXT_MIDDLE:	 anywhere: "*abc*"
 * @FILTER_TEXT_END:	 the end: "*abc"
 * @FILTER_TEXT_PATTERN: a glob
 */
enum filter_text_kind {
	FILTER_TEXT_FULL,
	FILTER_TEXT_FRONT,
	FILTER_TEXT_MIDDLE,
	FILTER_TEXT_END,
	FILTER_TEXT_PATTERN,
};

/* A text of a filter, without what @kind implies. */
struct filter_text {
	enum filter_text_kind	kind;
	u32			len;
	char			text[];
};

/**
 * struct filter_step - one predicate
 * @op:     what it tests
 * @invert: of a pointer's text: the other way round, but what cannot be read never holds
 * @offset: of the field in the record
 * @next:   where to go on when it does not hold, and when it does
 * @low:    of a range; or the bits
 * @span:   from the lowest to the highest number of the range
 * @text:   what the text is compared with
 * @cpus:   the set
 * @size:   of the field
 */
struct filter_step {
	u8	op;
	bool	invert;
	u16	offset;
	s16	next[2];
	union {
		u64				low;
		const struct filter_text	*text;
		const struct cpumask		*cpus;
	};
	union {
		u64				span;
		u32				size;
	};
};

/**
 * enum filter_peek - what can be said of a record by one test in line
 * @FILTER_PEEK_NONE:	  nothing: the first step is of another kind, or looks at the first
 *			  FILTER_HEAD bytes
 * @FILTER_PEEK_32:	  all: the only step accepts what is in a range of numbers of 32 bits
 * @FILTER_PEEK_64:	  same of 64 bits
 * @FILTER_PEEK_FIRST_32: what the first step says, which tests a range of numbers of 32 bits
 * @FILTER_PEEK_FIRST_64: same of 64 bits
 */
enum filter_peek {
	FILTER_PEEK_NONE,
	FILTER_PEEK_32,
	FILTER_PEEK_64,
	FILTER_PEEK_FIRST_32,
	FILTER_PEEK_FIRST_64,
};

/**
 * struct event_filter - a filter
 * @text:     as it was written; NULL if nobody will ask for it
 * @refused:  what was written after it and refused, and why, as text to show; or NULL
 * @nr_steps: at least one
 * @peek:     what filter_peek() can do
 * @steps:    the program
 */
struct event_filter {
	char			*text;
	char			*refused;
	u32			nr_steps;
	enum filter_peek	peek;
	struct filter_step	steps[] __counted_by(nr_steps);
};

#define FILTER_IN_RANGE(type, field, step)						\
({											\
	const struct filter_step *__step = (step);					\
	type __val = get_unaligned((const type *)(field)) - (type)__step->low;		\
											\
	__val <= (type)__step->span;							\
})

/* Bytes at the start of a record that it may not have yet when filter_peek() looks at it. */
#define FILTER_HEAD	8

/* What filter_peek() says if it takes more to know. */
#define FILTER_OPEN	1

/**
 * filter_peek - what one test says of a record
 * @filter: the filter
 * @rec:    the record, without its first FILTER_HEAD bytes
 *
 * Return: FILTER_REJECT, FILTER_ACCEPT; or anything above if filter_match_preds() has to be asked.
 */
static __always_inline int filter_peek(const struct event_filter *filter, const void *rec)
{
	const struct filter_step *step = filter->steps;

	if (likely(filter->peek == FILTER_PEEK_32))
		return FILTER_IN_RANGE(u32, rec + step->offset, step) ? FILTER_ACCEPT :
									FILTER_REJECT;
	/* Read once more, so that the test above is made where it is. */
	switch (READ_ONCE(filter->peek)) {
	case FILTER_PEEK_64:
		return FILTER_IN_RANGE(u64, rec + step->offset, step) ? FILTER_ACCEPT :
									FILTER_REJECT;
	case FILTER_PEEK_FIRST_32:
		return step->next[FILTER_IN_RANGE(u32, rec + step->offset, step)];
	case FILTER_PEEK_FIRST_64:
		return step->next[FILTER_IN_RANGE(u64, rec + step->offset, step)];
	default:
		return FILTER_OPEN;
	}
}

/* What the language needs to know of a field. */
struct filter_field {
	int	type;		/* FILTER_OTHER and so on */
	bool	is_signed;
	u32	offset;
	u32	size;
};

/**
 * struct filter_fields - where fields come from
 * @find: the field with that name, or false
 */
struct filter_fields {
	bool (*find)(const struct filter_fields *fields, const char *name,
		     struct filter_field *field);
};

/* Why a text was refused, and where: the offset of the cause. */
struct filter_error {
	int		pos;
	const char	*text;
};

/* filter_parse.c */
int filter_parse(const char *text, const struct filter_fields *fields,
		 struct event_filter **result, struct filter_error *why);
void filter_free(struct event_filter *filter);

/* filter_check.c */
bool filter_check(const struct filter_step *steps, u32 nr_steps);

/* filter_text.c */
struct filter_text *filter_text_new(const char *text, size_t len, bool glob, bool *invert);
bool filter_text_match(const struct filter_text *want, const char *str, size_t max);

/* filter_run.c */
int filter_pointers_prepare(void);

#endif /* _TRACE_EVENT_FILTER_PROGRAM_H */
