// SPDX-License-Identifier: GPL-2.0-only
/*
 * The last look at a filter's program before it is published: whatever the parser does, what runs
 * goes only forward, stays inside, and has all that its steps need. Knows nothing of how programs
 * are made.
 */
#include "filter_program.h"

static bool goes_forward(s16 next, u32 at, u32 nr_steps)
{
	if (next == FILTER_REJECT || next == FILTER_ACCEPT)
		return true;
	return next > 0 && next < nr_steps - at;
}

/**
 * filter_check - can this program be run?
 * @steps:    the program
 * @nr_steps: how many
 *
 * Return: true if so.
 */
bool filter_check(const struct filter_step *steps, u32 nr_steps)
{
	u32 i;

	if (!nr_steps || nr_steps > FILTER_STEPS_MAX)
		return false;
	for (i = 0; i < nr_steps; i++) {
		const struct filter_step *step = &steps[i];

		if (step->op >= FILTER_OPS)
			return false;
		if (!goes_forward(step->next[0], i, nr_steps) ||
		    !goes_forward(step->next[1], i, nr_steps))
			return false;
		if (filter_op_has_text(step->op) && !step->text)
			return false;
		if (filter_op_has_cpus(step->op) && !step->cpus)
			return false;
	}
	return true;
}
