// SPDX-License-Identifier: GPL-2.0-only
/*
 * The structure of filters: how predicates hang together.
 *
 *	filter	  = term { "||" term }
 *	term	  = factor { "&&" factor }
 *	factor	  = { "!" } ( predicate | "(" filter ")" )
 *
 * The text is read once, from front to back, with a stack of operators and one of operands, since
 * parentheses nest as deep as who writes them likes, and the kernel's stack is small. A predicate
 * becomes a step right away. Where to go when it holds, or does not, is not known yet, so each
 * operand keeps two lists of steps to be told, linked through the very words that will say it.
 * "!" exchanges the lists, "&&" and "||" resolve one with the place where the right operand begins
 * and join the others.
 *
 * Codes of refusal: parentheses, quotes and terms that do not fit give ENOENT, EPERM and ESRCH.
 * These are not what anybody would choose, but 6.12 gives them.
 *
 * Sleeps, allocates. Knows no event, see struct filter_fields.
 */
#include <linux/ctype.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "filter_parse.h"

enum operator {
	OPEN,
	OR,
	AND,
	NOT,
};

/* An operator that waits for its right operand. */
struct pending {
	enum operator	operator;
	int		pos;
};

/* Words of steps that all will get the same value: step * 2 + which, linked; or NO_SLOT. */
struct slots {
	s16	first, last;
};

#define NO_SLOT (-1)

struct operand {
	u16		start;	/* its first step */
	struct slots	miss;
	struct slots	hit;
};

/* What reading a text needs, beside the predicates. */
struct filter_stacks {
	struct pending	*pending;
	u32		nr_pending;
	struct operand	*operands;
	u32		nr_operands;
};

int filter_refuse(struct filter_parser *p, size_t pos, int ret, const char *text)
{
	p->why->pos = pos;
	p->why->text = text;
	return ret;
}

void filter_skip_spaces(struct filter_parser *p)
{
	while (isspace(p->text[p->pos]))
		p->pos++;
}

/* ---- where steps lead ------------------------------------------------------------------------ */

static s16 *slot_word(struct filter_parser *p, s16 slot)
{
	return &p->steps[slot / 2].next[slot % 2];
}

static struct slots join(struct filter_parser *p, struct slots a, struct slots b)
{
	*slot_word(p, a.last) = b.first;
	return (struct slots){ a.first, b.last };
}

static void resolve(struct filter_parser *p, struct slots slots, u16 target)
{
	s16 slot = slots.first, next;

	for (; slot != NO_SLOT; slot = next) {
		next = *slot_word(p, slot);
		*slot_word(p, slot) = target - slot / 2;
	}
}

static void resolve_end(struct filter_parser *p, struct slots slots, s16 verdict)
{
	s16 slot = slots.first, next;

	for (; slot != NO_SLOT; slot = next) {
		next = *slot_word(p, slot);
		*slot_word(p, slot) = verdict;
	}
}

/* The next step is complete but for where it leads: an operand. */
static void push_step(struct filter_parser *p, struct filter_stacks *stacks, bool inverted)
{
	struct filter_step *step = &p->steps[p->nr_steps];
	s16 miss = p->nr_steps * 2 + inverted, hit = miss ^ 1;

	step->next[0] = NO_SLOT;
	step->next[1] = NO_SLOT;
	stacks->operands[stacks->nr_operands++] = (struct operand){
		.start	= p->nr_steps++,
		.miss	= { miss, miss },
		.hit	= { hit, hit },
	};
}

/* ---- operators ------------------------------------------------------------------------------- */

static void push(struct filter_stacks *stacks, enum operator operator, int pos)
{
	stacks->pending[stacks->nr_pending++] = (struct pending){ operator, pos };
}

static void do_not(struct filter_stacks *stacks)
{
	struct operand *only = &stacks->operands[stacks->nr_operands - 1];

	swap(only->hit, only->miss);
}

static void do_and(struct filter_parser *p, struct filter_stacks *stacks)
{
	struct operand *right = &stacks->operands[--stacks->nr_operands], *left = right - 1;

	resolve(p, left->hit, right->start);
	left->hit = right->hit;
	left->miss = join(p, left->miss, right->miss);
}

static void do_or(struct filter_parser *p, struct filter_stacks *stacks)
{
	struct operand *right = &stacks->operands[--stacks->nr_operands], *left = right - 1;

	resolve(p, left->miss, right->start);
	left->miss = right->miss;
	left->hit = join(p, left->hit, right->hit);
}

/* Carry out what waits and binds at least as tightly as @operator. */
static void reduce(struct filter_parser *p, struct filter_stacks *stacks, enum operator operator)
{
	while (stacks->nr_pending) {
		enum operator top = stacks->pending[stacks->nr_pending - 1].operator;

		if (top < operator || top == OPEN)
			return;
		stacks->nr_pending--;
		if (top == NOT)
			do_not(stacks);
		else if (top == AND)
			do_and(p, stacks);
		else
			do_or(p, stacks);
	}
}

/* Up to and with a predicate. */
static int parse_operand(struct filter_parser *p, struct filter_stacks *stacks)
{
	int ret;
	char c;

	for (;;) {
		filter_skip_spaces(p);
		c = p->text[p->pos];
		if (c != '!' && c != '(')
			break;
		push(stacks, c == '!' ? NOT : OPEN, p->pos++);
	}

	if (!p->nr_steps && (!c || (c == ')' && p->text[p->pos - 1] != '!')))
		return filter_refuse(p, p->pos, -EINVAL, "No filter found");
	if (!c)
		return filter_refuse(p, p->pos, -EINVAL, "Meaningless filter expression");
	if (!isalnum(c) && c != '_')
		return filter_refuse(p, p->pos, -EPERM, "Name of a field expected");
	if (p->nr_steps == p->max_steps)
		return filter_refuse(p, p->pos, -E2BIG, "Too many predicates");

	ret = filter_parse_predicate(p);
	if (ret < 0)
		return ret;
	push_step(p, stacks, ret);
	return 0;
}

static int close_parenthesis(struct filter_parser *p, struct filter_stacks *stacks)
{
	reduce(p, stacks, OR);
	if (!stacks->nr_pending)
		return filter_refuse(p, p->pos, -EPERM, "Too few '('");
	stacks->nr_pending--;
	p->pos++;
	return 0;
}

/* Up to and with a "&&" or "||", or to the end. Returns 1 if another operand has to come. */
static int parse_operator(struct filter_parser *p, struct filter_stacks *stacks)
{
	enum operator operator;
	const char *at;
	int ret;

	for (;;) {
		reduce(p, stacks, NOT);
		filter_skip_spaces(p);
		if (p->text[p->pos] != ')')
			break;
		ret = close_parenthesis(p, stacks);
		if (ret)
			return ret;
	}

	at = &p->text[p->pos];
	if (!*at)
		return 0;
	if (at[0] != at[1] || (*at != '&' && *at != '|'))
		return filter_refuse(p, p->pos, -EPERM,
				     "Too many terms in predicate expression");
	operator = *at == '&' ? AND : OR;
	reduce(p, stacks, operator);
	push(stacks, operator, p->pos);
	p->pos += 2;
	return 1;
}

static int parse_all(struct filter_parser *p, struct filter_stacks *stacks)
{
	int ret;

	do {
		ret = parse_operand(p, stacks);
		if (ret)
			return ret;
		ret = parse_operator(p, stacks);
	} while (ret > 0);
	if (ret)
		return ret;

	reduce(p, stacks, OR);
	if (stacks->nr_pending)
		return filter_refuse(p, stacks->pending[0].pos, -ENOENT, "Too many '('");
	resolve_end(p, stacks->operands[0].hit, FILTER_ACCEPT);
	resolve_end(p, stacks->operands[0].miss, FILTER_REJECT);
	return 0;
}

/* ---- the whole ------------------------------------------------------------------------------- */

/*
 * What does not fit is told before anything else is looked at, as in 6.12. Counts what may be
 * predicates, never too few: one more than there are "&&" and "||".
 */
static int look_over(struct filter_parser *p)
{
	size_t unclosed = 0, first_open = 0, i;
	const char *text = p->text;

	for (i = 0; text[i]; i++) {
		const char *end;

		switch (text[i]) {
		case '"':
		case '\'':
			end = strchr(&text[i + 1], text[i]);
			if (!end)
				return filter_refuse(p, i, -ESRCH, "Missing matching quote");
			i = end - text;
			break;
		case '(':
			if (!unclosed++)
				first_open = i;
			break;
		case ')':
			if (!unclosed--)
				return filter_refuse(p, i, -EPERM, "Too few '('");
			break;
		case '&':
		case '|':
			p->max_steps++;
			break;
		}
	}
	if (unclosed)
		return filter_refuse(p, first_open, -ENOENT, "Too many '('");
	p->max_steps = min(p->max_steps + 1, FILTER_STEPS_MAX);
	return 0;
}

static void free_steps(struct filter_step *steps, u32 nr_steps)
{
	u32 i;

	for (i = 0; i < nr_steps; i++) {
		if (filter_op_has_text(steps[i].op))
			kfree(steps[i].text);
		else if (filter_op_has_cpus(steps[i].op))
			kfree(steps[i].cpus);
	}
}

static enum filter_peek peek_of(const struct filter_parser *p)
{
	const struct filter_step *step = p->steps;
	bool all = step->next[0] == FILTER_REJECT && step->next[1] == FILTER_ACCEPT;

	if (step->offset < FILTER_HEAD)
		return FILTER_PEEK_NONE;
	if (step->op == FILTER_RANGE_32)
		return all ? FILTER_PEEK_32 : FILTER_PEEK_FIRST_32;
	if (step->op == FILTER_RANGE_64)
		return all ? FILTER_PEEK_64 : FILTER_PEEK_FIRST_64;
	return FILTER_PEEK_NONE;
}

static struct event_filter *filter_make(struct filter_parser *p)
{
	struct event_filter *filter;

	filter = kzalloc(struct_size(filter, steps, p->nr_steps), GFP_KERNEL);
	if (!filter)
		return NULL;
	filter->nr_steps = p->nr_steps;
	filter->peek = peek_of(p);
	memcpy(filter->steps, p->steps, array_size(p->nr_steps, sizeof(*p->steps)));
	return filter;
}

/**
 * filter_parse - make a program of a text
 * @text:   the filter
 * @fields: the fields that it may name
 * @result: the filter, for filter_free()
 * @why:    cause of a refusal, and where it is
 *
 * Return: 0 or an errno, see above.
 */
int filter_parse(const char *text, const struct filter_fields *fields,
		 struct event_filter **result, struct filter_error *why)
{
	struct filter_parser p = { .text = text, .fields = fields, .why = why };
	struct filter_stacks stacks = { };
	size_t len = strlen(text);
	int ret;

	*result = NULL;
	ret = look_over(&p);
	if (ret)
		return ret;

	p.steps = kvcalloc(p.max_steps, sizeof(*p.steps), GFP_KERNEL);
	stacks.pending = kvmalloc_array(len + 1, sizeof(*stacks.pending), GFP_KERNEL);
	stacks.operands = kvmalloc_array(p.max_steps, sizeof(*stacks.operands), GFP_KERNEL);
	ret = -ENOMEM;
	if (p.steps && stacks.pending && stacks.operands)
		ret = parse_all(&p, &stacks);
	/* If this happens, the parser is wrong. */
	if (!ret && WARN_ON_ONCE(!filter_check(p.steps, p.nr_steps)))
		ret = -EINVAL;
	if (!ret) {
		*result = filter_make(&p);
		ret = *result ? 0 : -ENOMEM;
	}
	if (ret && p.steps)
		free_steps(p.steps, p.nr_steps);
	kvfree(stacks.operands);
	kvfree(stacks.pending);
	kvfree(p.steps);
	return ret;
}

/**
 * filter_free - free a filter that nobody runs any more
 * @filter: the filter; may be NULL
 */
void filter_free(struct event_filter *filter)
{
	if (!filter)
		return;
	free_steps(filter->steps, filter->nr_steps);
	kfree(filter->text);
	kfree(filter->refused);
	kfree(filter);
}
