// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of made-up records: what text makes which record. Run them alone with
 * kunit.filter_glob=trace_inject.
 */
#include <kunit/test.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "core/trace.h"
#include "event/event.h"
#include "event/inject.h"

/* A record with a field of each kind. */
struct sample {
	struct trace_entry	ent;
	u8			byte;
	s16			half;
	u32			word;
	s64			wide;
	char			name[8];
	const char		*pointer;
	u32			numbers[2];
	u32			text;		/* __data_loc */
	u32			other;		/* __rel_loc */
	u32			array;		/* __data_loc */
};

static struct ftrace_event_field sample_fields[] = {
	{ .name = "byte", .type = "u8", .filter_type = FILTER_OTHER,
	  .offset = offsetof(struct sample, byte), .size = 1 },
	{ .name = "half", .type = "s16", .filter_type = FILTER_OTHER,
	  .offset = offsetof(struct sample, half), .size = 2, .is_signed = 1 },
	{ .name = "word", .type = "u32", .filter_type = FILTER_OTHER,
	  .offset = offsetof(struct sample, word), .size = 4 },
	{ .name = "wide", .type = "s64", .filter_type = FILTER_OTHER,
	  .offset = offsetof(struct sample, wide), .size = 8, .is_signed = 1 },
	{ .name = "name", .type = "char[8]", .filter_type = FILTER_STATIC_STRING,
	  .offset = offsetof(struct sample, name), .size = 8, .len = 8 },
	{ .name = "pointer", .type = "const char *", .filter_type = FILTER_PTR_STRING,
	  .offset = offsetof(struct sample, pointer), .size = sizeof(char *) },
	{ .name = "numbers", .type = "u32[2]", .filter_type = FILTER_OTHER,
	  .offset = offsetof(struct sample, numbers), .size = 8, .len = 2 },
	{ .name = "text", .type = "__data_loc char[]", .filter_type = FILTER_DYN_STRING,
	  .offset = offsetof(struct sample, text), .size = 4 },
	{ .name = "other", .type = "__rel_loc char[]", .filter_type = FILTER_RDYN_STRING,
	  .offset = offsetof(struct sample, other), .size = 4 },
	{ .name = "array", .type = "__data_loc u32[]", .filter_type = FILTER_OTHER,
	  .offset = offsetof(struct sample, array), .size = 4 },
};

static LIST_HEAD(sample_list);

static int sample_init(struct kunit_suite *suite)
{
	int i;

	INIT_LIST_HEAD(&sample_list);
	for (i = 0; i < ARRAY_SIZE(sample_fields); i++)
		list_add_tail(&sample_fields[i].link, &sample_list);
	return 0;
}

static struct sample *build(struct kunit *test, const char *text, size_t *size)
{
	struct trace_error why = { };
	struct sample *record = event_inject_build(&sample_list, text, size, &why);

	KUNIT_ASSERT_FALSE_MSG(test, IS_ERR(record), "\"%s\": %s at %d", text, why.text, why.pos);
	return record;
}

static void is_refused(struct kunit *test, const char *text, int err, int pos)
{
	struct trace_error why = { };
	size_t size;
	void *record = event_inject_build(&sample_list, text, &size, &why);

	KUNIT_EXPECT_EQ_MSG(test, PTR_ERR(record), err, "\"%s\"", text);
	KUNIT_EXPECT_EQ_MSG(test, why.pos, pos, "\"%s\"", text);
	KUNIT_EXPECT_NOT_NULL(test, why.text);
	if (!IS_ERR(record))
		kfree(record);
}

static const char *text_of(struct sample *record, u32 location, size_t behind)
{
	return (const char *)record + behind + (location & 0xffff);
}

static void what_is_not_named_is_zero_or_empty(struct kunit *test)
{
	struct sample empty = { };
	struct sample *record;
	size_t size;

	record = build(test, "", &size);
	KUNIT_EXPECT_MEMEQ(test, record, &empty, offsetof(struct sample, text));
	KUNIT_EXPECT_EQ(test, record->text >> 16, 1);
	KUNIT_EXPECT_STREQ(test, text_of(record, record->text, 0), "");
	KUNIT_EXPECT_EQ(test, record->array >> 16, 0);
	KUNIT_EXPECT_EQ(test, size, sizeof(*record) + 2);
	kfree(record);
}

static void numbers_come_in_every_base(struct kunit *test)
{
	struct sample *record;
	size_t size;

	record = build(test, " byte=0xff half=-32768  word = 010\twide=-9223372036854775808\n",
		       &size);
	KUNIT_EXPECT_EQ(test, record->byte, 0xff);
	KUNIT_EXPECT_EQ(test, record->half, S16_MIN);
	KUNIT_EXPECT_EQ(test, record->word, 8);
	KUNIT_EXPECT_EQ(test, record->wide, S64_MIN);
	kfree(record);
}

static void strings_stand_in_quotes(struct kunit *test)
{
	struct sample *record;
	size_t size;

	record = build(test, "name=\"too long\" text='it\\'s' other=\"a b=c\"", &size);
	KUNIT_EXPECT_STREQ(test, record->name, "too lon");
	KUNIT_EXPECT_STREQ(test, text_of(record, record->text, 0), "it's");
	KUNIT_EXPECT_EQ(test, record->text >> 16, 5);
	KUNIT_EXPECT_STREQ(test, text_of(record, record->other,
					 offsetofend(struct sample, other)), "a b=c");
	KUNIT_EXPECT_EQ(test, size, sizeof(*record) + 5 + 6);
	kfree(record);
}

static void the_last_value_counts(struct kunit *test)
{
	struct sample *record;
	size_t size;

	record = build(test, "word=1 text='one' word=2 text='two'", &size);
	KUNIT_EXPECT_EQ(test, record->word, 2);
	KUNIT_EXPECT_STREQ(test, text_of(record, record->text, 0), "two");
	kfree(record);
}

static void what_does_not_fit_is_refused_where_it_stands(struct kunit *test)
{
	is_refused(test, "nothing=1", -ENOENT, 0);
	is_refused(test, "word=1 common_pid=1", -ENOENT, 7);
	is_refused(test, "=1", -ENOENT, 0);
	is_refused(test, "word", -EINVAL, 4);
	is_refused(test, "word 1", -EINVAL, 5);
	is_refused(test, "word=", -EINVAL, 5);
	is_refused(test, "word=x", -EINVAL, 5);
	is_refused(test, "word=1x", -EINVAL, 5);
	is_refused(test, "word=--1", -EINVAL, 5);
	is_refused(test, "byte=256", -ERANGE, 5);
	is_refused(test, "byte=-1", -ERANGE, 5);
	is_refused(test, "half=32768", -ERANGE, 5);
	is_refused(test, "half=-32769", -ERANGE, 5);
	is_refused(test, "wide=9223372036854775808", -ERANGE, 5);
	is_refused(test, "wide=99999999999999999999999", -ERANGE, 5);
	is_refused(test, "name=x", -EINVAL, 5);
	is_refused(test, "text='x", -EINVAL, 5);
	is_refused(test, "text='x\\'", -EINVAL, 5);
	is_refused(test, "text='x'y", -EINVAL, 8);
	is_refused(test, "pointer=1", -EINVAL, 0);
	is_refused(test, "numbers=1", -EINVAL, 0);
	is_refused(test, "array=1", -EINVAL, 0);
}

static struct kunit_case trace_inject_cases[] = {
	KUNIT_CASE(what_is_not_named_is_zero_or_empty),
	KUNIT_CASE(numbers_come_in_every_base),
	KUNIT_CASE(strings_stand_in_quotes),
	KUNIT_CASE(the_last_value_counts),
	KUNIT_CASE(what_does_not_fit_is_refused_where_it_stands),
	{}
};

static struct kunit_suite trace_inject_suite = {
	.name		= "trace_inject",
	.suite_init	= sample_init,
	.test_cases	= trace_inject_cases,
};

kunit_test_suite(trace_inject_suite);

MODULE_DESCRIPTION("KUnit tests of made-up records of events");
MODULE_LICENSE("GPL");
