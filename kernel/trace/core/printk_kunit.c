// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of packing trace_printk() arguments. Run them alone with
 * kunit.filter_glob=trace_printk.
 *
 * What is packed is compared with what vbin_printf() makes of the same, since bstr_printf() prints
 * both.
 */
#include <kunit/test.h>
#include <linux/string.h>

#include "core/trace.h"

#define WORDS	16

static __printf(2, 3) void is_packed_as_ever(struct kunit *test, const char *fmt, ...)
{
	u32 expected[WORDS], packed[WORDS];
	int nr, nr_packed;
	va_list args;

	va_start(args, fmt);
	nr = vbin_printf(expected, WORDS, fmt, args);
	va_end(args);
	va_start(args, fmt);
	nr_packed = trace_pack(packed, WORDS, fmt, args);
	va_end(args);

	KUNIT_ASSERT_EQ_MSG(test, nr_packed, nr, "format \"%s\"", fmt);
	KUNIT_EXPECT_MEMEQ_MSG(test, packed, expected, nr * sizeof(u32), "format \"%s\"", fmt);
}

static __printf(2, 3) void is_left_to_others(struct kunit *test, const char *fmt, ...)
{
	u32 packed[WORDS];
	va_list args;

	va_start(args, fmt);
	KUNIT_EXPECT_EQ_MSG(test, trace_pack(packed, WORDS, fmt, args), -1, "format \"%s\"", fmt);
	va_end(args);
}

static void integers_are_packed_as_ever(struct kunit *test)
{
	is_packed_as_ever(test, "no arguments, 100%%\n");
	is_packed_as_ever(test, "%d %u %x %X %i", -1, 2, 3, 4, 5);
	is_packed_as_ever(test, "%ld %lu %lx %lld %llu %zu %zd", -1L, ULONG_MAX, 3L, -4LL, U64_MAX,
			  (size_t)6, (ssize_t)-7);
	is_packed_as_ever(test, "%d %llx %d", 1, 0x0123456789abcdefULL, 2);
	is_packed_as_ever(test, "%5d %-5d %05d %#x %08lx %+d % d %.3d %7.3d", 1, 2, 3, 4, 5L, 6, 7,
			  8, 9);
}

static void everything_else_is_left_to_vbin_printf(struct kunit *test)
{
	is_left_to_others(test, "%s", "text");
	is_left_to_others(test, "%c", 'c');
	is_left_to_others(test, "%p", test);
	is_left_to_others(test, "%d %pS", 1, is_left_to_others);
	is_left_to_others(test, "%*d", 5, 1);
	is_left_to_others(test, "%.*d", 5, 1);
	is_left_to_others(test, "%hd %hhd", (short)1, (signed char)2);
}

static void what_is_too_much_is_not_packed(struct kunit *test)
{
	is_packed_as_ever(test, "%lld %lld %lld %lld %lld %lld %lld %lld", 1LL, 2LL, 3LL, 4LL, 5LL,
			  6LL, 7LL, 8LL);
	is_left_to_others(test, "%lld %lld %lld %lld %lld %lld %lld %lld %d", 1LL, 2LL, 3LL, 4LL,
			  5LL, 6LL, 7LL, 8LL, 9);
}

static struct kunit_case trace_printk_cases[] = {
	KUNIT_CASE(integers_are_packed_as_ever),
	KUNIT_CASE(everything_else_is_left_to_vbin_printf),
	KUNIT_CASE(what_is_too_much_is_not_packed),
	{}
};

static struct kunit_suite trace_printk_suite = {
	.name		= "trace_printk",
	.test_cases	= trace_printk_cases,
};

kunit_test_suite(trace_printk_suite);

MODULE_DESCRIPTION("KUnit tests of trace_printk()");
MODULE_LICENSE("GPL");
