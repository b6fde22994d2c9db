// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of how records become text: numbers, columns, text that does not fit. Run them alone
 * with kunit.filter_glob=trace_output.
 *
 * The columns are compared with what 6.12 prints, character by character.
 */
#include <kunit/test.h>
#include <linux/string.h>

#include "core/output_digits.h"
#include "core/trace.h"

struct number_case {
	u64		val;
	int		width;
	char		pad;
	const char	*text;
};

static const struct number_case number_cases[] = {
	{ 0, 1, ' ', "0" },
	{ 0, 3, '0', "000" },
	{ 7, 5, ' ', "    7" },
	{ 99999, 5, ' ', "99999" },
	{ 100000, 5, ' ', "100000" },
	{ U32_MAX, 1, ' ', "4294967295" },
	{ (u64)U32_MAX + 1, 12, ' ', "  4294967296" },
	{ 9999999999999999999ULL, 1, ' ', "9999999999999999999" },
	{ 10000000000000000000ULL, 1, ' ', "10000000000000000000" },
	{ U64_MAX, 1, ' ', "18446744073709551615" },
};

static void a_number_fills_its_column_from_the_right(struct kunit *test)
{
	char buf[32];
	int i;

	for (i = 0; i < ARRAY_SIZE(number_cases); i++) {
		const struct number_case *c = &number_cases[i];

		*trace_dec_at(buf, c->val, c->width, c->pad) = '\0';
		KUNIT_EXPECT_STREQ(test, buf, c->text);
	}
}

static struct trace_seq *new_seq(struct kunit *test)
{
	struct trace_seq *s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, s);
	trace_seq_init(s);
	return s;
}

static const char *text_of(struct trace_seq *s)
{
	s->buffer[trace_seq_used(s)] = '\0';
	return s->buffer;
}

static void text_that_does_not_fit_is_not_there_at_all(struct kunit *test)
{
	struct trace_seq *s = new_seq(test);
	int i;

	for (i = 0; i < TRACE_SEQ_BUFFER_SIZE - 4; i++)
		trace_seq_putc(s, 'a');
	trace_seq_puts(s, "bbbbb");
	KUNIT_EXPECT_EQ(test, trace_seq_used(s), TRACE_SEQ_BUFFER_SIZE - 4);
	KUNIT_EXPECT_TRUE(test, trace_seq_has_overflowed(s));
	/* Nor is what would have fitted behind it. */
	trace_seq_printf(s, "%d", 1);
	trace_seq_putc(s, 'c');
	KUNIT_EXPECT_EQ(test, trace_seq_used(s), TRACE_SEQ_BUFFER_SIZE - 4);
}

static void a_format_that_does_not_fit_is_taken_back(struct kunit *test)
{
	struct trace_seq *s = new_seq(test);

	KUNIT_ASSERT_NOT_NULL(test, trace_seq_acquire(s, TRACE_SEQ_BUFFER_SIZE - 4));
	trace_seq_printf(s, "%s", "bbbbb");
	KUNIT_EXPECT_EQ(test, trace_seq_used(s), TRACE_SEQ_BUFFER_SIZE - 4);
	KUNIT_EXPECT_TRUE(test, trace_seq_has_overflowed(s));
	KUNIT_EXPECT_NULL(test, trace_seq_acquire(s, 1));
}

static void hexadecimal_has_the_digits_that_were_asked_for(struct kunit *test)
{
	struct trace_seq *s = new_seq(test);

	trace_seq_put_hex(s, 0x1f, 1);
	trace_seq_putc(s, ' ');
	trace_seq_put_hex(s, 0x1f, 4);
	trace_seq_putc(s, ' ');
	trace_seq_put_hex(s, U64_MAX, 16);
	KUNIT_EXPECT_STREQ(test, text_of(s), "1f 001f ffffffffffffffff");
}

/* ---- columns ------------------------------------------------------------------------------- */

/* A reader at a record, of a task that nobody knows. */
struct reader {
	struct trace_iterator	iter;
	struct trace_array	tr;
	struct trace_entry	entry;
};

static struct reader *new_reader(struct kunit *test)
{
	struct reader *r = kunit_kzalloc(test, sizeof(*r), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, r);
	r->tr.trace_flags = TRACE_DEFAULT_FLAGS;
	r->entry.pid = PID_MAX_LIMIT - 1;
	r->iter.tr = &r->tr;
	r->iter.array_buffer = &r->tr.array_buffer;
	r->iter.ent = &r->entry;
	r->iter.iter_flags = TRACE_FILE_TIME_IN_NS;
	r->iter.cpu = 3;
	r->iter.ts = 1234567890ULL;
	trace_seq_init(&r->iter.seq);
	return r;
}

static void expect_context(struct kunit *test, struct reader *r, const char *text)
{
	trace_seq_init(&r->iter.seq);
	trace_print_context(&r->iter);
	KUNIT_EXPECT_STREQ(test, text_of(&r->iter.seq), text);
}

static void a_line_starts_with_task_cpu_context_and_time(struct kunit *test)
{
	struct reader *r = new_reader(test);

	expect_context(test, r, "           <...>-4194303 [003] .....     1.234568: ");
	r->entry.pid = 0;
	expect_context(test, r, "          <idle>-0       [003] .....     1.234568: ");
	r->tr.trace_flags &= ~TRACE_ITER_IRQ_INFO;
	expect_context(test, r, "          <idle>-0       [003]      1.234568: ");
	r->tr.trace_flags |= TRACE_ITER_RECORD_TGID;
	expect_context(test, r, "          <idle>-0       (-------) [003]      1.234568: ");
}

static void a_time_that_is_no_time_is_a_plain_number(struct kunit *test)
{
	struct reader *r = new_reader(test);

	r->entry.pid = 0;
	r->iter.iter_flags = 0;
	expect_context(test, r, "          <idle>-0       [003] .....   1234567890: ");
	r->iter.ts = 3;
	expect_context(test, r, "          <idle>-0       [003] .....            3: ");
}

static void latency_format_tells_microseconds_since_the_start(struct kunit *test)
{
	struct reader *r = new_reader(test);

	r->entry.pid = 0;
	r->tr.array_buffer.time_start = 1234000000ULL;
	trace_print_lat_context(&r->iter);
	KUNIT_EXPECT_STREQ(test, text_of(&r->iter.seq), "  <idle>-0         3.....  568us : ");
}

struct context_case {
	unsigned char	flags;
	unsigned char	count;
	const char	*text;
};

static const struct context_case context_cases[] = {
	{ 0, 0, "....." },
	{ TRACE_FLAG_IRQS_OFF, 0x01, "d..1." },
	{ TRACE_FLAG_IRQS_OFF | TRACE_FLAG_BH_OFF, 0x0f, "D..f." },
	{ TRACE_FLAG_BH_OFF, 0x10, "b...1" },
	{ TRACE_FLAG_IRQS_NOSUPPORT, 0xff, "X..ff" },
	{ TRACE_FLAG_NEED_RESCHED | TRACE_FLAG_PREEMPT_RESCHED, 0, ".N..." },
	{ TRACE_FLAG_NEED_RESCHED, 0, ".n..." },
	{ TRACE_FLAG_PREEMPT_RESCHED, 0, ".p..." },
	{ TRACE_FLAG_NMI, 0, "..z.." },
	{ TRACE_FLAG_NMI | TRACE_FLAG_HARDIRQ, 0, "..Z.." },
	{ TRACE_FLAG_HARDIRQ | TRACE_FLAG_SOFTIRQ, 0, "..H.." },
	{ TRACE_FLAG_HARDIRQ, 0, "..h.." },
	{ TRACE_FLAG_SOFTIRQ, 0, "..s.." },
};

static void each_context_has_its_character(struct kunit *test)
{
	struct reader *r = new_reader(test);
	char text[64];
	int i;

	r->entry.pid = 0;
	for (i = 0; i < ARRAY_SIZE(context_cases); i++) {
		r->entry.flags = context_cases[i].flags;
		r->entry.preempt_count = context_cases[i].count;
		snprintf(text, sizeof(text), "          <idle>-0       [003] %s     1.234568: ",
			 context_cases[i].text);
		expect_context(test, r, text);
	}
}

/* ---- records ------------------------------------------------------------------------------- */

/* Where a field ends; one that goes on to the end of the record ends nowhere. */
static int end_of(const struct trace_entry_field *f)
{
	return f->offset + f->size * (f->len == TRACE_FIELD_SCALAR ? 1 : max(f->len, 0));
}

static void fields_of_a_record_follow_each_other(struct kunit *test)
{
	int i;

	for (i = 0; i < trace_entry_type_count(); i++) {
		const struct trace_entry_type *type = trace_entry_type(i);
		const struct trace_entry_field *f;
		int end = sizeof(struct trace_entry);

		for (f = type->fields; f->name; f++) {
			KUNIT_EXPECT_GE_MSG(test, f->offset, end, "%s.%s", type->name, f->name);
			KUNIT_EXPECT_EQ_MSG(test, f->offset % f->size, 0, "%s.%s", type->name,
					    f->name);
			end = end_of(f);
		}
	}
}

static void every_clock_is_found_by_its_name(struct kunit *test)
{
	int i;

	for (i = 0; i < trace_clock_count(); i++)
		KUNIT_EXPECT_EQ(test, trace_clock_find(trace_clock_info(i)->name), i);
	KUNIT_EXPECT_EQ(test, trace_clock_find("sundial"), -EINVAL);
}

static void the_global_clock_never_goes_back(struct kunit *test)
{
	u64 last = 0, now;
	int i;

	for (i = 0; i < 1000; i++) {
		now = trace_clock_global();
		KUNIT_ASSERT_GE(test, now, last);
		last = now;
	}
}

static struct kunit_case output_cases[] = {
	KUNIT_CASE(a_number_fills_its_column_from_the_right),
	KUNIT_CASE(text_that_does_not_fit_is_not_there_at_all),
	KUNIT_CASE(a_format_that_does_not_fit_is_taken_back),
	KUNIT_CASE(hexadecimal_has_the_digits_that_were_asked_for),
	KUNIT_CASE(a_line_starts_with_task_cpu_context_and_time),
	KUNIT_CASE(a_time_that_is_no_time_is_a_plain_number),
	KUNIT_CASE(latency_format_tells_microseconds_since_the_start),
	KUNIT_CASE(each_context_has_its_character),
	KUNIT_CASE(fields_of_a_record_follow_each_other),
	KUNIT_CASE(every_clock_is_found_by_its_name),
	KUNIT_CASE(the_global_clock_never_goes_back),
	{ }
};

static struct kunit_suite output_suite = {
	.name = "trace_output",
	.test_cases = output_cases,
};

kunit_test_suite(output_suite);
