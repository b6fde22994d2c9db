// SPDX-License-Identifier: GPL-2.0-only
/*
 * Running a filter on a record.
 *
 * filter_match_preds() does the comparisons of numbers itself and calls nothing, so that the usual
 * filter of a single number is some 15 instructions. At the first step that is of another kind it
 * hands over to filter_run_any(), which knows all kinds and goes on to the end.
 *
 * Any context, NMI included. No locks, no allocation. The record is trusted to be one of the event
 * that the filter was made for, and nothing of it is written.
 */
#include <linux/bitmap.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/trace_events.h>
#include <linux/uaccess.h>

#include "filter_program.h"

/* Of a text behind a pointer no more than this is looked at. */
#define POINTED_MAX	1024

/* Task, softirq, irq, NMI: one copy each. */
#define POINTED_NEST	4

struct pointed_texts {
	int	nest;
	char	text[POINTED_NEST][POINTED_MAX];
};

static struct pointed_texts __percpu *pointed_texts;

#define HAS_BITS(type, field, step)							\
	((get_unaligned((const type *)(field)) & (type)(step)->low) != 0)

/* ---- texts ----------------------------------------------------------------------------------- */

static notrace bool match_loc(const struct filter_step *step, const void *base, u32 loc)
{
	return filter_text_match(step->text, base + (loc & 0xffff), loc >> 16);
}

static notrace long copy_pointed(char *to, const void *from, bool user)
{
	if (user)
		return strncpy_from_user_nofault(to, (const void __user *)from, POINTED_MAX);
	return strncpy_from_kernel_nofault(to, from, POINTED_MAX);
}

static notrace bool match_pointed(const struct filter_step *step, const void *field)
{
	const void *from = (const void *)get_unaligned((const unsigned long *)field);
	struct pointed_texts *texts;
	bool hit = false;
	long len;

	preempt_disable_notrace();
	texts = this_cpu_ptr(pointed_texts);
	if (texts->nest < POINTED_NEST) {
		char *text = texts->text[texts->nest++];

		barrier();	/* what interrupts from here on takes the next */
		len = copy_pointed(text, from, step->op == FILTER_TEXT_USER);
		if (len >= 0)
			hit = filter_text_match(step->text, text, len) != step->invert;
		barrier();
		texts->nest--;
	}
	preempt_enable_notrace();
	return hit;
}

/**
 * filter_pointers_prepare - make filters with texts behind pointers possible
 *
 * Return: 0 or -ENOMEM. Sleeps; serialised by the caller. What it allocates stays.
 */
int filter_pointers_prepare(void)
{
	if (!pointed_texts)
		pointed_texts = alloc_percpu(struct pointed_texts);
	return pointed_texts ? 0 : -ENOMEM;
}

/* ---- sets of CPUs ---------------------------------------------------------------------------- */

static notrace bool number_in(const struct filter_step *step, const void *field)
{
	u64 val;

	switch (step->size) {
	case 1:
		val = *(const u8 *)field;
		break;
	case 2:
		val = get_unaligned((const u16 *)field);
		break;
	case 4:
		val = get_unaligned((const u32 *)field);
		break;
	default:
		val = get_unaligned((const u64 *)field);
		break;
	}
	return val < nr_cpu_ids && cpumask_test_cpu(val, step->cpus);
}

/* A field that is a set lies elsewhere in the record. */
static notrace bool cpus_match(const struct filter_step *step, const void *rec, u32 loc)
{
	const unsigned long *set = rec + (loc & 0xffff);
	unsigned int nr = min(nr_cpu_ids, (loc >> 16) * BITS_PER_BYTE);

	if (step->op == FILTER_CPUS_MEET)
		return bitmap_intersects(set, cpumask_bits(step->cpus), nr);
	return bitmap_equal(set, cpumask_bits(step->cpus), nr);
}

/* ---- steps ----------------------------------------------------------------------------------- */

static notrace bool step_holds(const struct filter_step *step, const void *rec)
{
	const void *field = rec + step->offset;

	switch ((enum filter_op)step->op) {
	case FILTER_RANGE_32:
		return FILTER_IN_RANGE(u32, field, step);
	case FILTER_RANGE_64:
		return FILTER_IN_RANGE(u64, field, step);
	case FILTER_RANGE_16:
		return FILTER_IN_RANGE(u16, field, step);
	case FILTER_RANGE_8:
		return FILTER_IN_RANGE(u8, field, step);
	case FILTER_BITS_32:
		return HAS_BITS(u32, field, step);
	case FILTER_BITS_64:
		return HAS_BITS(u64, field, step);
	case FILTER_BITS_16:
		return HAS_BITS(u16, field, step);
	case FILTER_BITS_8:
		return HAS_BITS(u8, field, step);
	case FILTER_RANGE_CPU:
		return (u32)(raw_smp_processor_id() - (u32)step->low) <= (u32)step->span;
	case FILTER_BITS_CPU:
		return raw_smp_processor_id() & (u32)step->low;
	case FILTER_CPU_IN:
		return cpumask_test_cpu(raw_smp_processor_id(), step->cpus);
	case FILTER_NUMBER_IN:
		return number_in(step, field);
	case FILTER_CPUS_MEET:
	case FILTER_CPUS_EQUAL:
		return cpus_match(step, rec, get_unaligned((const u32 *)field));
	case FILTER_TEXT_FIXED:
		return filter_text_match(step->text, field, step->size ?: strlen(field) + 1);
	case FILTER_TEXT_LOC:
		return match_loc(step, rec, get_unaligned((const u32 *)field));
	case FILTER_TEXT_REL_LOC:
		return match_loc(step, field + sizeof(u32), get_unaligned((const u32 *)field));
	case FILTER_TEXT_COMM:
		return filter_text_match(step->text, current->comm, sizeof(current->comm));
	case FILTER_TEXT_KERNEL:
	case FILTER_TEXT_USER:
		return match_pointed(step, field);
	case FILTER_OPS:
		break;
	}
	return false;
}

static noinline notrace int filter_run_any(const struct filter_step *step, const void *rec)
{
	int next;

	for (;;) {
		next = step->next[step_holds(step, rec)];
		if (next <= 0)
			return -next;
		step += next;
	}
}

/**
 * filter_match_preds - does a filter let a record pass?
 * @filter: the filter; no filter lets everything pass
 * @rec:    the record
 *
 * Return: 1 if so, 0 if not.
 */
notrace int filter_match_preds(struct event_filter *filter, void *rec)
{
	const struct filter_step *step;
	int next;

	if (unlikely(!filter))
		return 1;

	step = filter->steps;
	for (;;) {
		const void *field = rec + step->offset;
		bool holds;

		if (likely(step->op == FILTER_RANGE_32))
			holds = FILTER_IN_RANGE(u32, field, step);
		else if (likely(step->op == FILTER_RANGE_64))
			holds = FILTER_IN_RANGE(u64, field, step);
		else if (step->op == FILTER_RANGE_16)
			holds = FILTER_IN_RANGE(u16, field, step);
		else if (step->op == FILTER_RANGE_8)
			holds = FILTER_IN_RANGE(u8, field, step);
		else
			return filter_run_any(step, rec);

		next = step->next[holds];
		if (next <= 0)
			return -next;
		step += next;
	}
}
EXPORT_SYMBOL_GPL(filter_match_preds);
