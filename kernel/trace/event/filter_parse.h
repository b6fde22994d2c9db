/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Between the two halves of the filter parser: the structure, filter_parse.c, and what a single
 * predicate may say, filter_predicate.c.
 */
#ifndef _TRACE_EVENT_FILTER_PARSE_H
#define _TRACE_EVENT_FILTER_PARSE_H

#include "filter_program.h"

/**
 * struct filter_parser - a text that is being read
 * @text:      all of it
 * @pos:       what comes next
 * @fields:    where fields come from
 * @why:       where to say why not
 * @steps:     the program so far
 * @nr_steps:  how many
 * @max_steps: how many there is room for
 */
struct filter_parser {
	const char			*text;
	size_t				pos;
	const struct filter_fields	*fields;
	struct filter_error		*why;
	struct filter_step		*steps;
	u32				nr_steps;
	u32				max_steps;
};

/* Note why the text is refused, and return @ret. */
int filter_refuse(struct filter_parser *p, size_t pos, int ret, const char *text);
void filter_skip_spaces(struct filter_parser *p);

/* Read a predicate into the next step, all but where it leads. */
int filter_parse_predicate(struct filter_parser *p);

#endif /* _TRACE_EVENT_FILTER_PARSE_H */
