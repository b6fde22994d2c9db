// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of the printf for events. Run them alone with kunit.filter_glob=trace_printf.
 *
 * What it prints is compared with what vsnprintf() prints, for formats that events have and for
 * random ones; then the strings that it must not follow.
 */
#include <kunit/test.h>
#include <linux/prandom.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "core/trace.h"

struct fixture {
	struct trace_iterator	iter;
	struct trace_array	tr;
	char			expected[512];
	/* A record with a string in it, and room for a pointer. */
	struct {
		struct trace_entry	ent;
		const char		*pointer;
		char			text[8];
	} record;
};

static int fixture_init(struct kunit *test)
{
	struct fixture *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);

	if (!f)
		return -ENOMEM;
	f->tr.trace_flags = TRACE_ITER_HASH_PTR;
	f->iter.tr = &f->tr;
	trace_seq_init(&f->iter.seq);
	trace_seq_init(&f->iter.tmp_seq);
	test->priv = f;
	return 0;
}

static __printf(2, 3) void both_print_the_same(struct kunit *test, const char *fmt, ...)
{
	struct fixture *f = test->priv;
	struct trace_seq *s = &f->iter.seq;
	va_list args;

	va_start(args, fmt);
	vsnprintf(f->expected, sizeof(f->expected), fmt, args);
	va_end(args);

	trace_seq_init(s);
	va_start(args, fmt);
	trace_seq_vformat(s, &f->iter, fmt, args);
	va_end(args);
	s->buffer[trace_seq_used(s)] = '\0';
	KUNIT_EXPECT_STREQ_MSG(test, s->buffer, f->expected, "format \"%s\"", fmt);
}

static void formats_of_events_print_as_ever(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned long bits = 0x123;

	both_print_the_same(test, "plain text, 100%%\n");
	both_print_the_same(test, "a=%ld b=%ld c=%d", -1L, LONG_MIN, INT_MIN);
	both_print_the_same(test, "%u %lu %llu %zu", U32_MAX, ULONG_MAX, U64_MAX, (size_t)7);
	both_print_the_same(test, "%hd %hu %hhd %hhu", (short)-3, (unsigned short)-3,
			    (signed char)-3, (unsigned char)-3);
	both_print_the_same(test, "%x %X %#x %#lx 0x%08lx %#010x %llX", 0xabc, 0xabc, 0, 0xfUL,
			    0xfedUL, 0x12, U64_MAX);
	both_print_the_same(test, "[%5d] [%-5d] [%05d] [%03d] [%*d] [%-*d]", -42, -42, -42, 12345,
			    6, 1, 6, 2);
	both_print_the_same(test, "[%+d] [% d] [%o] [%.3d] [%+5d] [%#o]", 1, 2, 8, 3, 4, 9);
	both_print_the_same(test, "%c%c [%3c] [%-3c]", 'a', 'b', 'c', 'd');
	both_print_the_same(test, "%s [%8s] [%-8s] [%.2s] [%.*s] [%5.1s] [%*s]", "text", "text",
			    "text", "text", 3, "text", "text", 6, "text");
	both_print_the_same(test, "%s %s", (char *)NULL, (char *)ERR_PTR(-ENOENT));
	both_print_the_same(test, "%ps %pS %*pb %*pbl %pI4 %*phN %p", fixture_init, fixture_init,
			    12, &bits, 12, &bits, &bits, 4, &bits, f);
}

/* One random conversion of a number, with a bit of text around it. */
static const char *random_format(struct rnd_state *rnd, char *buf, size_t size, bool wide)
{
	static const char * const flags[] = { "", "", "-", "0", "#", "+", " ", "-0", "#0" };
	static const char * const widths[] = { "", "", "1", "7", "20", ".4", "9.3" };
	static const char * const narrow[] = { "", "h", "hh" };
	static const char kinds[] = "diuxXo";

	snprintf(buf, size, "<%%%s%s%s%c>",
		 flags[prandom_u32_state(rnd) % ARRAY_SIZE(flags)],
		 widths[prandom_u32_state(rnd) % ARRAY_SIZE(widths)],
		 wide ? "ll" : narrow[prandom_u32_state(rnd) % ARRAY_SIZE(narrow)],
		 kinds[prandom_u32_state(rnd) % (sizeof(kinds) - 1)]);
	return buf;
}

static void random_numbers_print_as_ever(struct kunit *test)
{
	struct rnd_state rnd;
	char fmt[32];
	int i;

	prandom_seed_state(&rnd, 1234);
	for (i = 0; i < 20000; i++) {
		bool wide = prandom_u32_state(&rnd) & 1;
		u64 val = ((u64)prandom_u32_state(&rnd) << 32 | prandom_u32_state(&rnd)) >>
			  prandom_u32_state(&rnd) % 64;

		random_format(&rnd, fmt, sizeof(fmt), wide);
		if (wide)
			both_print_the_same(test, fmt, val);
		else
			both_print_the_same(test, fmt, (u32)val);
	}
}

static __printf(2, 3) const char *print(struct kunit *test, const char *fmt, ...)
{
	struct fixture *f = test->priv;
	struct trace_seq *s = &f->iter.seq;
	va_list args;

	trace_seq_init(s);
	va_start(args, fmt);
	trace_seq_vformat(s, &f->iter, fmt, args);
	va_end(args);
	s->buffer[trace_seq_used(s)] = '\0';
	return s->buffer;
}

static void set_record(struct fixture *f, const char *pointer)
{
	f->record.pointer = pointer;
	f->iter.ent = &f->record.ent;
	f->iter.ent_size = sizeof(f->record);
}

static void a_string_ends_with_its_record(struct kunit *test)
{
	struct fixture *f = test->priv;

	set_record(f, NULL);
	memset(f->record.text, 'x', sizeof(f->record.text));
	KUNIT_EXPECT_STREQ(test, print(test, "<%s>", f->record.text), "<xxxxxxxx>");
	KUNIT_EXPECT_STREQ(test, print(test, "<%.3s>", f->record.text), "<xxx>");
}

static void a_pointer_out_of_a_record_is_not_followed(struct kunit *test)
{
	struct fixture *f = test->priv;
	char *elsewhere = kstrdup("secret", GFP_KERNEL);
	char expected[64];

	KUNIT_ASSERT_NOT_NULL(test, elsewhere);
	set_record(f, elsewhere);
	snprintf(expected, sizeof(expected), "s=(0x%lx)[UNSAFE-MEMORY]",
		 (unsigned long)elsewhere);
	KUNIT_EXPECT_STREQ(test, print(test, "s=%s", elsewhere), expected);
	/* What print code found by itself is. */
	set_record(f, NULL);
	KUNIT_EXPECT_STREQ(test, print(test, "s=%s", elsewhere), "s=secret");
	kfree(elsewhere);
}

static void constant_strings_are_good_even_by_pointer(struct kunit *test)
{
	static const char constant[] = "constant";
	struct fixture *f = test->priv;

	set_record(f, constant);
	KUNIT_EXPECT_STREQ(test, print(test, "s=%s", constant), "s=constant");
	/* But not those of another boot. */
	f->tr.persistent = (void *)1;
	KUNIT_EXPECT_NOT_NULL(test, strstr(print(test, "s=%s", constant), "UNSAFE-MEMORY"));
}

static void helpers_print_through_their_own_text(struct kunit *test)
{
	static const struct trace_print_flags names[] = {
		{ 1, "one" }, { 2, "two" }, { -1, NULL }
	};
	struct fixture *f = test->priv;
	struct trace_seq *p = &f->iter.tmp_seq;

	set_record(f, NULL);
	KUNIT_EXPECT_STREQ(test, print(test, "%s|%s|%s",
				       trace_print_symbols_seq(p, 2, names),
				       trace_print_symbols_seq(p, 0x3f, names),
				       trace_print_flags_seq(p, ",", 7, names)),
			   "two|0x3f|one,two,0x4");
}

static void hash_ptr_off_prints_the_pointer(struct kunit *test)
{
	struct fixture *f = test->priv;
	char expected[32];

	f->tr.trace_flags = 0;
	snprintf(expected, sizeof(expected), "p=%0*lx!", (int)(2 * sizeof(f)),
		 (unsigned long)f);
	KUNIT_EXPECT_STREQ(test, print(test, "p=%p!", f), expected);
}

static void what_does_not_fit_is_not_there(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct trace_seq *s = &f->iter.seq;
	va_list none;

	memset(&none, 0, sizeof(none));
	s->seq.len = s->seq.size - 4;
	trace_seq_vformat(s, NULL, "12345", none);
	KUNIT_EXPECT_TRUE(test, trace_seq_has_overflowed(s));
	KUNIT_EXPECT_EQ(test, s->seq.len, s->seq.size - 4);
}

static struct kunit_case trace_printf_cases[] = {
	KUNIT_CASE(formats_of_events_print_as_ever),
	KUNIT_CASE(random_numbers_print_as_ever),
	KUNIT_CASE(a_string_ends_with_its_record),
	KUNIT_CASE(a_pointer_out_of_a_record_is_not_followed),
	KUNIT_CASE(constant_strings_are_good_even_by_pointer),
	KUNIT_CASE(helpers_print_through_their_own_text),
	KUNIT_CASE(hash_ptr_off_prints_the_pointer),
	KUNIT_CASE(what_does_not_fit_is_not_there),
	{}
};

static struct kunit_suite trace_printf_suite = {
	.name		= "trace_printf",
	.init		= fixture_init,
	.test_cases	= trace_printf_cases,
};

kunit_test_suite(trace_printf_suite);

MODULE_DESCRIPTION("KUnit tests of the printf for events");
MODULE_LICENSE("GPL");
