// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of filters of events: what the language takes and refuses, what programs make of
 * records, and both against a slow evaluator of the tests' own on random filters. Run them alone
 * with kunit.filter_glob=event_filter.
 *
 * Errnos and texts of refusals are what 6.12 gives.
 */
#include <kunit/test.h>
#include <linux/glob.h>
#include <linux/prandom.h>
#include <linux/string.h>
#include <linux/trace_events.h>
#include <linux/unaligned.h>

#include "filter_program.h"

/* A record with a field of every kind. Nothing is aligned, as in records of probes. */
struct record {
	u8		pad;
	u8		u8;
	s8		s8;
	u16		u16;
	s16		s16;
	u32		u32;
	s32		s32;
	u64		u64;
	s64		s64;
	u32		list[3];
	char		fixed[8];
	u32		dyn;
	u32		rel;
	const char	*ptr;
	u32		cpus;
	char		data[64];
	unsigned long	set[BITS_TO_LONGS(NR_CPUS)];
} __packed;

static const struct {
	const char		*name;
	struct filter_field	field;
} fields[] = {
	{ "u8", { FILTER_OTHER, false, offsetof(struct record, u8), 1 } },
	{ "s8", { FILTER_OTHER, true, offsetof(struct record, s8), 1 } },
	{ "u16", { FILTER_OTHER, false, offsetof(struct record, u16), 2 } },
	{ "s16", { FILTER_OTHER, true, offsetof(struct record, s16), 2 } },
	{ "u32", { FILTER_OTHER, false, offsetof(struct record, u32), 4 } },
	{ "s32", { FILTER_OTHER, true, offsetof(struct record, s32), 4 } },
	{ "u64", { FILTER_OTHER, false, offsetof(struct record, u64), 8 } },
	{ "s64", { FILTER_OTHER, true, offsetof(struct record, s64), 8 } },
#define NUMBERS 8
	{ "list", { FILTER_OTHER, false, offsetof(struct record, list), sizeof(u32) } },
	{ "fixed", { FILTER_STATIC_STRING, false, offsetof(struct record, fixed), 8 } },
	{ "dyn", { FILTER_DYN_STRING, false, offsetof(struct record, dyn), 4 } },
	{ "rel", { FILTER_RDYN_STRING, false, offsetof(struct record, rel), 4 } },
	{ "ptr", { FILTER_PTR_STRING, false, offsetof(struct record, ptr), sizeof(void *) } },
	{ "cpus", { FILTER_CPUMASK, false, offsetof(struct record, cpus), 4 } },
	{ "open", { FILTER_STATIC_STRING, false, offsetof(struct record, data), 0 } },
	{ "CPU", { FILTER_CPU, false, 0, 0 } },
	{ "COMM", { FILTER_COMM, false, 0, TASK_COMM_LEN } },
	{ "stacktrace", { FILTER_STACKTRACE, false, 0, 0 } },
};

static bool find_field(const struct filter_fields *unused, const char *name,
		       struct filter_field *field)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(fields); i++) {
		if (!strcmp(fields[i].name, name)) {
			*field = fields[i].field;
			return true;
		}
	}
	return false;
}

static const struct filter_fields test_fields = { .find = find_field };

static void set_text(struct record *rec, const char *text)
{
	u32 len = strlen(text) + 1;

	memcpy(rec->data, text, len);
	strscpy(rec->fixed, text);
	rec->dyn = offsetof(struct record, data) | len << 16;
	rec->rel = (offsetof(struct record, data) - offsetofend(struct record, rel)) | len << 16;
	rec->ptr = rec->data;
	rec->cpus = offsetof(struct record, set) | sizeof(rec->set) << 16;
}

/* ---- what is refused ------------------------------------------------------------------------- */

struct refusal {
	const char	*text;
	int		ret;
	int		pos;
	const char	*why;
};

#define OP	"Invalid operator"
#define VALUE	"Invalid value (did you forget quotes)?"
#define ILLEGAL	"Illegal operation for field type"
#define INTEGER	"Illegal integer value"
#define TERMS	"Too many terms in predicate expression"
#define NAME	"Name of a field expected"
#define LESS	"Meaningless filter expression"
#define NONE	"No filter found"
#define NUMBER	"Expecting numeric field"
#define STRING	"Expecting string field"
#define CPULIST	"Invalid cpulist"
#define FUNC	"Function not found"

static const struct refusal refusals[] = {
	{ "", -EINVAL, 0, NONE },
	{ "  ", -EINVAL, 2, NONE },
	{ "!", -EINVAL, 1, NONE },
	{ "!!!!", -EINVAL, 4, NONE },
	{ "()", -EINVAL, 1, NONE },
	{ "( )", -EINVAL, 2, NONE },
	{ "(!)", -EPERM, 2, NAME },
	{ "==", -EPERM, 0, NAME },
	{ "&& s32 == 1", -EPERM, 0, NAME },
	{ "s32 == 1 || || u8 == 2", -EPERM, 12, NAME },
	{ "s32 == 1 &&& u8 == 2", -EPERM, 11, NAME },
	{ "s32 == 1 && ()", -EPERM, 13, NAME },
	{ "s32 == 1 &&", -EINVAL, 11, LESS },
	{ "s32 == 1 || !", -EINVAL, 13, LESS },
	{ "s32 == 1 && !! ", -EINVAL, 15, LESS },
	{ "(", -ENOENT, 0, "Too many '('" },
	{ "s32 == 1 && ((u8 == 2)", -ENOENT, 12, "Too many '('" },
	{ ")", -EPERM, 0, "Too few '('" },
	{ ")(", -EPERM, 0, "Too few '('" },
	{ "(s32 == 1))", -EPERM, 10, "Too few '('" },
	{ "s32.function == (", -ENOENT, 16, "Too many '('" },
	{ "COMM == \"sh", -ESRCH, 8, "Missing matching quote" },
	{ "(nofield == 'x", -ESRCH, 12, "Missing matching quote" },
	{ "(nofield == 1", -ENOENT, 0, "Too many '('" },
	{ "nofield", -EINVAL, 7, "Field not found" },
	{ "nofield == 1", -EINVAL, 8, "Field not found" },
	{ "x.s32 == 1", -EINVAL, 2, "Field not found" },
	{ "s32", -EINVAL, 3, OP },
	{ "s32 = 1", -EINVAL, 4, OP },
	{ "s32 => 1", -EINVAL, 4, OP },
	{ "s32 !& 1", -EINVAL, 4, OP },
	{ "s32.x == 1", -EINVAL, 3, OP },
	{ "dyn .ustring == \"x\"", -EINVAL, 4, OP },
	{ "s32 ==", -EINVAL, 6, VALUE },
	{ "s32 == x", -EINVAL, 7, VALUE },
	{ "s32 == +1", -EINVAL, 7, VALUE },
	{ "s32 == (1)", -EINVAL, 7, VALUE },
	{ "s32 === 1", -EINVAL, 6, VALUE },
	{ "s32 && 1", -EINVAL, 5, VALUE },
	{ "COMM == sh", -EINVAL, 8, VALUE },
	{ "s32 == 1x", -EINVAL, 7, INTEGER },
	{ "s32 == -", -EINVAL, 7, INTEGER },
	{ "s32 == 9223372036854775808", -EINVAL, 7, INTEGER },
	{ "s32 == -9223372036854775809", -EINVAL, 7, INTEGER },
	{ "u64 == 18446744073709551616", -EINVAL, 7, INTEGER },
	{ "u8 == -1", -EINVAL, 6, INTEGER },
	{ "u64 == 000000000000000000000001", -EINVAL, 7, "Operand too long" },
	{ "s32 == 1 u8", -EPERM, 9, TERMS },
	{ "s32 == 1;", -EPERM, 8, TERMS },
	{ "s32 == 1 & 2", -EPERM, 9, TERMS },
	{ "(s32 == 1)(u8 == 2)", -EPERM, 10, TERMS },
	{ "COMM == \"x\"y", -EPERM, 11, TERMS },
	{ "s32 ~ 1", -EINVAL, 4, ILLEGAL },
	{ "s32 ~ \"1\"", -EINVAL, 6, NUMBER },
	{ "s32 == \"1\"", -EINVAL, 7, NUMBER },
	{ "s32 < \"1\"", -EINVAL, 4, ILLEGAL },
	{ "COMM < \"s\"", -EINVAL, 5, ILLEGAL },
	{ "COMM == 5", -EINVAL, 8, STRING },
	{ "ptr < 5", -EINVAL, 6, STRING },
	{ "stacktrace == 1", -EINVAL, 11, ILLEGAL },
	{ "stacktrace ~ \"x\"", -EINVAL, 13, NUMBER },
	{ "cpus & CPUS{}", -EINVAL, 12, CPULIST },
	{ "cpus & CPUS{x}", -EINVAL, 12, CPULIST },
	{ "cpus & CPUS", -EINVAL, 11, "Missing '{'" },
	{ "cpus & CPUS {0}", -EINVAL, 11, "Missing '{'" },
	{ "cpus & CPUS{0", -EINVAL, 13, "Missing '}'" },
	{ "cpus < CPUS{0}", -EINVAL, 5, ILLEGAL },
	{ "COMM & CPUS{0}", -EINVAL, 5, ILLEGAL },
	{ "cpus == \"x\"", -EINVAL, 8, NUMBER },
	{ "u8.function == kfree", -EINVAL, 12, ILLEGAL },
	{ "s64.function < kfree", -EINVAL, 13, OP },
	{ "s64.function == ", -EINVAL, 16, FUNC },
	{ "s64.function == no_such_function", -EINVAL, 16, FUNC },
	{ "s64.function == 10", -EINVAL, 16, FUNC },
	{ "s64.function == 1x", -EINVAL, 16, VALUE },
};

static void what_is_refused_is_refused_with_its_cause(struct kunit *test)
{
	struct event_filter *filter;
	struct filter_error why;
	int i, ret;

	if (sizeof(long) != sizeof(s64))
		kunit_skip(test, "s64 is no address here");
	for (i = 0; i < ARRAY_SIZE(refusals); i++) {
		const struct refusal *r = &refusals[i];

		why = (struct filter_error){ -1, "" };
		ret = filter_parse(r->text, &test_fields, &filter, &why);
		KUNIT_EXPECT_EQ_MSG(test, ret, r->ret, "%s", r->text);
		KUNIT_EXPECT_EQ_MSG(test, why.pos, r->pos, "%s", r->text);
		KUNIT_EXPECT_STREQ_MSG(test, why.text, r->why, "%s", r->text);
		KUNIT_EXPECT_NULL(test, filter);
		filter_free(filter);
	}
}

static void a_long_text_is_refused(struct kunit *test)
{
	struct event_filter *filter;
	struct filter_error why;
	char text[300];

	memset(text, 'a', sizeof(text));
	memcpy(text, "COMM == \"", 9);
	text[8 + MAX_FILTER_STR_VAL] = '"';
	text[9 + MAX_FILTER_STR_VAL] = '\0';
	KUNIT_EXPECT_EQ(test, 0, filter_parse(text, &test_fields, &filter, &why));
	filter_free(filter);

	text[8 + MAX_FILTER_STR_VAL] = 'a';
	text[9 + MAX_FILTER_STR_VAL] = '"';
	text[10 + MAX_FILTER_STR_VAL] = '\0';
	KUNIT_EXPECT_EQ(test, -EINVAL, filter_parse(text, &test_fields, &filter, &why));
	KUNIT_EXPECT_STREQ(test, why.text, "Operand too long");
	filter_free(filter);
}

/* As many parentheses, and as many predicates, as a page has room for. */
static void depth_and_length_cost_no_stack(struct kunit *test)
{
	char *text = kunit_kzalloc(test, 2 * SZ_4K, GFP_KERNEL);
	struct record rec = { .u8 = 1 };
	struct event_filter *filter;
	struct filter_error why;
	int i;

	KUNIT_ASSERT_NOT_NULL(test, text);
	memset(text, '(', 2000);
	memcpy(text + 2000, "u8==1", 5);
	memset(text + 2005, ')', 2000);
	KUNIT_ASSERT_EQ(test, 0, filter_parse(text, &test_fields, &filter, &why));
	KUNIT_EXPECT_TRUE(test, filter_match_preds(filter, &rec));
	filter_free(filter);

	memset(text, 0, 2 * SZ_4K);
	for (i = 0; i < 500; i++)
		strcat(text, i < 499 ? "u8==0||" : "u8==1");
	KUNIT_ASSERT_EQ(test, 0, filter_parse(text, &test_fields, &filter, &why));
	KUNIT_EXPECT_EQ(test, 500, filter->nr_steps);
	KUNIT_EXPECT_TRUE(test, filter_match_preds(filter, &rec));
	rec.u8 = 2;
	KUNIT_EXPECT_FALSE(test, filter_match_preds(filter, &rec));
	filter_free(filter);
}

/* ---- what it means --------------------------------------------------------------------------- */

static int run(struct kunit *test, const char *text, struct record *rec)
{
	struct event_filter *filter;
	struct filter_error why = { };
	int ret = filter_parse(text, &test_fields, &filter, &why);

	KUNIT_EXPECT_EQ_MSG(test, ret, 0, "%s: %s at %d", text, why.text, why.pos);
	if (ret)
		return ret;
	ret = filter_match_preds(filter, rec);
	filter_free(filter);
	return ret;
}

struct meaning {
	const char	*text;
	int		verdict;
};

/* Of the record in numbers_mean_what_they_do_in_6_12(); each was tried on 6.12. */
static const struct meaning number_meanings[] = {
	{ "u8 == 200", 1 }, { "u8 == 456", 1 }, { "u8 > 100", 1 }, { "u8 > 300", 1 },
	{ "u8 < 300", 0 }, { "u8 & 8", 1 }, { "u8 & 0x108", 1 }, { "u8 & 0x37", 0 },
	{ "s8 == -5", 1 }, { "s8 == 251", 1 }, { "s8 < 0", 1 }, { "s8 < 300", 1 },
	{ "s8 > 300", 0 }, { "s8 > -261", 0 }, { "u16 > 70000", 1 }, { "u16 < 70000", 0 },
	{ "u16 == 105536", 1 }, { "s16 < -200", 1 }, { "s16 == 65236", 1 },
	{ "u32 == 4000000000", 1 }, { "u32 > 4294967296", 1 }, { "u32 < 4294967296", 0 },
	{ "s32 == 0xfffffff9", 1 }, { "s32 == 4294967289", 1 }, { "s32 < 0xffffffff", 1 },
	{ "s32 < 4294967288", 0 }, { "s32 < 2147483648", 0 }, { "s32 > 4294967287", 1 },
	{ "s32 & 0x80000000", 1 }, { "u64 > 9999999999999999999", 1 },
	{ "u64 > 18446744073709551614", 0 }, { "u64 > 18446744073709551615", 0 },
	{ "u64 >= 0", 1 }, { "u64 < 0", 0 }, { "s64 < -8", 1 }, { "s64 < 0", 1 },
	{ "s64 & 0x4000", 1 }, { "s64 < -9223372036854775808", 0 }, { "s32 != 5", 1 },
	{ "s32 <= -7", 1 }, { "s32 >= -7", 1 }, { "s32 >= -6", 0 }, { "s32==-7", 1 },
	{ "list == 3", 1 }, { "list < 3", 0 },
	{ "!s32 == -7 || u8 == 200", 1 }, { "!s32 == -7 && u8 == 200", 0 },
	{ "!(s32 == -7 && u8 == 1)", 1 }, { "u8 == 1 && u8 == 1 || u8 == 200", 1 },
	{ "u8 == 200 || u8 == 1 && u8 == 1", 1 }, { "(u8 == 200 || u8 == 1) && u8 == 1", 0 },
	{ "!!(!(u8 == 200))", 0 }, { "u8 & CPUS{0}", 0 }, { "s32 & CPUS{0}", 0 },
	{ "s32 != CPUS{0}", 1 }, { "s32 == CPUS{0}", 0 },
};

static void numbers_mean_what_they_do_in_6_12(struct kunit *test)
{
	struct record rec = {
		.u8 = 200, .s8 = -5, .u16 = 40000, .s16 = -300, .u32 = 4000000000U, .s32 = -7,
		.u64 = 10000000000000000000ULL, .s64 = -9, .list = { 3, 4, 5 },
	};
	int i;

	for (i = 0; i < ARRAY_SIZE(number_meanings); i++) {
		const struct meaning *m = &number_meanings[i];

		KUNIT_EXPECT_EQ_MSG(test, run(test, m->text, &rec), m->verdict, "%s", m->text);
	}
}

/* Behind the name of a field that holds "hello". */
static const struct meaning text_meanings[] = {
	{ "== \"hello\"", 1 }, { "== 'hello'", 1 }, { "~ \"h*\"", 1 }, { "~ \"*o\"", 1 },
	{ "~ \"*ll*\"", 1 }, { "~ \"h?llo\"", 1 }, { "~ \"[a-h]ello\"", 1 },
	{ "~ \"[!a]ello\"", 1 }, { "~ \"[^a]ello\"", 0 }, { "~ \"h*l*o\"", 1 },
	{ "~ \"hel\"", 0 }, { "~ \"ello\"", 0 }, { "== \"hel*\"", 0 }, { "!= \"hel*\"", 1 },
	{ "~ \"*\"", 1 }, { "~ \"\"", 0 }, { "== \"\"", 0 }, { "~ \"\\h*\"", 1 },
	{ "~ \"h\\*\"", 0 }, { "~ \"hello\\\"", 1 }, { "== \"hello world\"", 0 },
	{ "== \"hell\"", 0 }, { "~ \"!hello\"", 0 }, { "~ \"!x\"", 1 }, { "== \"!hello\"", 0 },
	{ "~ \"**o\"", 1 }, { "~ \"*l*l*\"", 1 }, { "~ \"h**\"", 1 }, { "~ \"?????\"", 1 },
	{ "~ \"*?\"", 1 }, { "~ \"[h\"", 0 }, { "~ \"h[]e]llo\"", 1 }, { "~ \"[a-z]*\"", 1 },
	{ "~ \"*hellooo\"", 0 }, { "~ \"*hello*\"", 1 }, { "~ \"hello*\"", 1 },
};

static void texts_mean_what_they_do_in_6_12(struct kunit *test)
{
	static const char * const names[] = { "fixed", "dyn", "rel", "ptr", "open" };
	struct record rec = { };
	char text[64];
	int i, n;

	set_text(&rec, "hello");
	for (i = 0; i < ARRAY_SIZE(text_meanings); i++) {
		for (n = 0; n < ARRAY_SIZE(names); n++) {
			snprintf(text, sizeof(text), "%s %s", names[n], text_meanings[i].text);
			KUNIT_EXPECT_EQ_MSG(test, run(test, text, &rec), text_meanings[i].verdict,
					    "%s", text);
		}
	}
}

static void a_text_ends_where_its_field_ends(struct kunit *test)
{
	struct record rec = { };

	set_text(&rec, "abcdefghi");
	memcpy(rec.fixed, "abcdefgh", 8);
	KUNIT_EXPECT_EQ(test, 1, run(test, "fixed == \"abcdefgh\"", &rec));
	KUNIT_EXPECT_EQ(test, 1, run(test, "fixed ~ \"*fgh\"", &rec));
	KUNIT_EXPECT_EQ(test, 1, run(test, "fixed ~ \"[a]*h\"", &rec));
	KUNIT_EXPECT_EQ(test, 0, run(test, "fixed == \"abcdefghi\"", &rec));
	rec.dyn = offsetof(struct record, data) | 3 << 16;
	KUNIT_EXPECT_EQ(test, 1, run(test, "dyn == \"abc\"", &rec));
	KUNIT_EXPECT_EQ(test, 0, run(test, "dyn == \"abcd\"", &rec));
	KUNIT_EXPECT_EQ(test, 1, run(test, "dyn ~ \"a?c\"", &rec));
	rec.dyn = offsetof(struct record, data);
	KUNIT_EXPECT_EQ(test, 1, run(test, "dyn == \"\"", &rec));
	KUNIT_EXPECT_EQ(test, 0, run(test, "dyn ~ \"?\"", &rec));
}

static void what_cannot_be_read_is_neither_equal_nor_different(struct kunit *test)
{
	struct record rec = { .ptr = (const char *)8 };

	if (IS_ENABLED(CONFIG_UML))
		kunit_skip(test, "a fault of the kernel ends it");
	KUNIT_EXPECT_EQ(test, 0, run(test, "ptr == \"x\"", &rec));
	KUNIT_EXPECT_EQ(test, 0, run(test, "ptr != \"x\"", &rec));
	KUNIT_EXPECT_EQ(test, 0, run(test, "ptr ~ \"*\"", &rec));
	KUNIT_EXPECT_EQ(test, 1, run(test, "!(ptr == \"x\")", &rec));
}

static void the_task_and_the_cpu_are_fields(struct kunit *test)
{
	struct record rec = { .u8 = 0, .u16 = 1 };
	char text[64];

	snprintf(text, sizeof(text), "COMM == \"%s\"", current->comm);
	KUNIT_EXPECT_EQ(test, 1, run(test, text, &rec));
	KUNIT_EXPECT_EQ(test, 0, run(test, "COMM == \"no such task\"", &rec));
	migrate_disable();
	snprintf(text, sizeof(text), "CPU == %d && CPU & CPUS{%d}", raw_smp_processor_id(),
		 raw_smp_processor_id());
	KUNIT_EXPECT_EQ(test, 1, run(test, text, &rec));
	migrate_enable();
	KUNIT_EXPECT_EQ(test, 0, run(test, "CPU > 9999", &rec));
	KUNIT_EXPECT_EQ(test, 1, run(test, "u8 & CPUS{0}", &rec));
	KUNIT_EXPECT_EQ(test, 1, run(test, "u8 == CPUS{0}", &rec));
	KUNIT_EXPECT_EQ(test, 0, run(test, "u16 == CPUS{0}", &rec));
	set_text(&rec, "");
	rec.set[0] = 1;
	KUNIT_EXPECT_EQ(test, 1, run(test, "cpus & CPUS{0}", &rec));
	KUNIT_EXPECT_EQ(test, 1, run(test, "cpus == CPUS{0}", &rec));
	KUNIT_EXPECT_EQ(test, 0, run(test, "cpus != CPUS{0}", &rec));
	rec.set[0] = 0;
	KUNIT_EXPECT_EQ(test, 0, run(test, "cpus & CPUS{0}", &rec));
}

static void an_address_is_in_its_function(struct kunit *test)
{
	unsigned long ip = (unsigned long)filter_match_preds;
	struct record rec = { .s64 = ip };

	if (!IS_ENABLED(CONFIG_KALLSYMS) || sizeof(long) != sizeof(s64))
		kunit_skip(test, "needs names of functions, and s64 for an address");
	KUNIT_EXPECT_EQ(test, 1, run(test, "s64.function == filter_match_preds", &rec));
	KUNIT_EXPECT_EQ(test, 0, run(test, "s64.function != filter_match_preds", &rec));
	KUNIT_EXPECT_EQ(test, 1, run(test, "(s64.function == filter_match_preds)", &rec));
	rec.s64 = ip + 1;
	KUNIT_EXPECT_EQ(test, 1, run(test, "s64.function == filter_match_preds", &rec));
	rec.s64 = ip - 1;
	KUNIT_EXPECT_EQ(test, 0, run(test, "s64.function == filter_match_preds", &rec));
}

/* ---- random filters -------------------------------------------------------------------------- */

#define RANDOM_FILTERS	3000
#define RANDOM_RECORDS	8
#define NODES_MAX	24
#define TEXT_MAX	4096

enum node_kind { N_PRED, N_NOT, N_AND, N_OR };

struct random_node {
	enum node_kind	kind;
	int		left, right;	/* nodes */
	int		field, compare;	/* rows */
	u64		val;
	const char	*text;
};

struct random_filter {
	struct rnd_state	rnd;
	struct random_node	nodes[NODES_MAX + 16];	/* each level may add one more */
	int			nr;
	char			text[TEXT_MAX];
	size_t			len;
};

static const char * const compare_words[] = { "==", "!=", "<", "<=", ">", ">=", "&" };
static const char * const words[] = { "", "a", "ab", "abc", "ba", "aab", "b" };

static u32 pick(struct random_filter *f, u32 n)
{
	return prandom_u32_state(&f->rnd) % n;
}

/* Numbers that are likely to be equal, or next to each other, or at an end. */
static u64 pick_number(struct random_filter *f)
{
	static const u64 ends[] = { 0, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff,
				    0x80000000, 0xffffffff, S64_MAX, (u64)S64_MIN, U64_MAX };
	u64 val = ends[pick(f, ARRAY_SIZE(ends))];

	return val + pick(f, 5) - 2;
}

static int make_node(struct random_filter *f, int depth)
{
	struct random_node *node;
	int at = f->nr++;
	u32 kind = depth ? pick(f, 7) : 0;

	node = &f->nodes[at];
	*node = (struct random_node){ };
	if (kind < 2 || f->nr + 2 > NODES_MAX - 2 * depth) {
		node->field = pick(f, NUMBERS + 2);
		node->compare = pick(f, node->field < NUMBERS ? 7 : 2);
		if (node->field >= NUMBERS)
			node->field += 1;	/* the list is no number */
		node->val = pick_number(f);
		node->text = words[pick(f, ARRAY_SIZE(words))];
		return at;
	}
	node->kind = kind == 2 ? N_NOT : kind < 5 ? N_AND : N_OR;
	node->left = make_node(f, depth - 1);
	if (node->kind != N_NOT)
		node->right = make_node(f, depth - 1);
	return at;
}

static __printf(2, 3) void say(struct random_filter *f, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	f->len += vscnprintf(f->text + f->len, sizeof(f->text) - f->len, fmt, args);
	va_end(args);
}

static void say_predicate(struct random_filter *f, const struct random_node *node)
{
	const char *blank = pick(f, 2) ? " " : "";

	say(f, "%s%s%s%s", fields[node->field].name, blank, compare_words[node->compare], blank);
	if (fields[node->field].field.type != FILTER_OTHER)
		say(f, "\"%s\"", node->text);
	else if (fields[node->field].field.is_signed)
		say(f, "%lld", (s64)node->val);
	else
		say(f, pick(f, 2) ? "%llu" : "0x%llx", node->val);
}

/* With no more parentheses than needed, or with some. */
static void say_node(struct random_filter *f, int at, enum node_kind outer)
{
	const struct random_node *node = &f->nodes[at];
	bool parens = node->kind > N_NOT && (outer == N_NOT || node->kind > outer);

	if (outer == N_OR)
		parens = false;
	parens |= !pick(f, 6);
	say(f, parens ? "(" : pick(f, 4) ? "" : " ");
	switch (node->kind) {
	case N_PRED:
		say_predicate(f, node);
		break;
	case N_NOT:
		say(f, "!");
		say_node(f, node->left, N_NOT);
		break;
	default:
		say_node(f, node->left, node->kind);
		say(f, node->kind == N_AND ? "&&" : " || ");
		say_node(f, node->right, node->kind);
		break;
	}
	say(f, parens ? ")" : "");
}

static u64 raw(const void *from, u32 size)
{
	switch (size) {
	case 1:
		return *(u8 *)from;
	case 2:
		return get_unaligned((u16 *)from);
	case 4:
		return get_unaligned((u32 *)from);
	default:
		return get_unaligned((u64 *)from);
	}
}

/* What a field of that width holds of a number, as C would widen it. */
static u64 cut_to(const struct filter_field *field, u64 val)
{
	int shift = 64 - 8 * field->size;

	return field->is_signed ? (u64)((s64)(val << shift) >> shift) : val << shift >> shift;
}

static int order(const struct filter_field *field, u64 a, u64 b)
{
	if (field->is_signed)
		return (s64)a < (s64)b ? -1 : (s64)a > (s64)b;
	return a < b ? -1 : a > b;
}

/* With C's own comparisons: slow, and nothing like the program. */
static bool predicate_holds(const struct random_node *node, const struct record *rec)
{
	const struct filter_field *field = &fields[node->field].field;
	u64 val, to;

	if (field->type != FILTER_OTHER)
		return (strcmp(rec->data, node->text) == 0) == (node->compare == 0);
	val = cut_to(field, raw((const void *)rec + field->offset, field->size));
	to = cut_to(field, node->val);
	switch (node->compare) {
	case 0:
		return order(field, val, to) == 0;
	case 1:
		return order(field, val, to) != 0;
	case 2:
		return order(field, val, to) < 0;
	case 3:
		return order(field, val, to) <= 0;
	case 4:
		return order(field, val, to) > 0;
	case 5:
		return order(field, val, to) >= 0;
	default:
		return val & to;
	}
}

static bool holds(const struct random_filter *f, int at, const struct record *rec)
{
	const struct random_node *node = &f->nodes[at];

	switch (node->kind) {
	case N_PRED:
		return predicate_holds(node, rec);
	case N_NOT:
		return !holds(f, node->left, rec);
	case N_AND:
		return holds(f, node->left, rec) && holds(f, node->right, rec);
	default:
		return holds(f, node->left, rec) || holds(f, node->right, rec);
	}
}

static void fill(struct random_filter *f, struct record *rec)
{
	rec->u8 = pick_number(f);
	rec->s8 = pick_number(f);
	rec->u16 = pick_number(f);
	rec->s16 = pick_number(f);
	rec->u32 = pick_number(f);
	rec->s32 = pick_number(f);
	rec->u64 = pick_number(f);
	rec->s64 = pick_number(f);
	set_text(rec, words[pick(f, ARRAY_SIZE(words))]);
}

static void random_filters_agree_with_a_slow_evaluator(struct kunit *test)
{
	struct random_filter *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);
	struct event_filter *filter;
	struct filter_error why = { };
	int i, r, ret, peek, passed = 0;
	struct record rec = { };

	KUNIT_ASSERT_NOT_NULL(test, f);
	prandom_seed_state(&f->rnd, 20240612);
	for (i = 0; i < RANDOM_FILTERS; i++) {
		f->nr = 0;
		f->len = 0;
		make_node(f, 6);
		say_node(f, 0, N_OR);
		ret = filter_parse(f->text, &test_fields, &filter, &why);
		KUNIT_ASSERT_EQ_MSG(test, ret, 0, "%s: %s at %d", f->text, why.text, why.pos);
		for (r = 0; r < RANDOM_RECORDS; r++) {
			fill(f, &rec);
			ret = filter_match_preds(filter, &rec);
			passed += ret;
			KUNIT_EXPECT_EQ_MSG(test, ret, holds(f, 0, &rec), "%s", f->text);
			peek = filter_peek(filter, &rec);
			if (peek == FILTER_REJECT || peek == FILTER_ACCEPT)
				KUNIT_EXPECT_EQ_MSG(test, ret, -peek, "%s", f->text);
		}
		filter_free(filter);
	}
	/* Or the comparison would say little. */
	KUNIT_EXPECT_GT(test, passed, RANDOM_FILTERS * RANDOM_RECORDS / 4);
	KUNIT_EXPECT_LT(test, passed, RANDOM_FILTERS * RANDOM_RECORDS * 3 / 4);
}

/* The record that filter_peek() sees has no head yet. */
static void a_peek_does_not_look_at_the_head(struct kunit *test)
{
	static const struct {
		const char	 *text;
		enum filter_peek peek;
	} cases[] = {
		{ "u32 == 1", FILTER_PEEK_NONE },
		{ "s32 == 1", FILTER_PEEK_32 },
		{ "s32 != 1", FILTER_PEEK_FIRST_32 },
		{ "s32 == 1 && u32 == 1", FILTER_PEEK_FIRST_32 },
		{ "s64 == 1", FILTER_PEEK_64 },
		{ "s64 > 1 || u32 == 1", FILTER_PEEK_FIRST_64 },
		{ "u16 == 1 && s32 == 1", FILTER_PEEK_NONE },
		{ "dyn == \"abc\"", FILTER_PEEK_NONE },
	};
	struct filter_error why = { };
	struct event_filter *filter;

	static_assert(offsetof(struct record, u32) < FILTER_HEAD);
	static_assert(offsetof(struct record, s32) >= FILTER_HEAD);
	for (int i = 0; i < ARRAY_SIZE(cases); i++) {
		KUNIT_ASSERT_EQ(test, 0, filter_parse(cases[i].text, &test_fields, &filter, &why));
		KUNIT_EXPECT_EQ_MSG(test, filter->peek, cases[i].peek, "%s", cases[i].text);
		filter_free(filter);
	}
}

static void random_globs_agree_with_glob_match(struct kunit *test)
{
	static const char pattern_chars[] = "ab**?[]!-\\", text_chars[] = "aab]";
	struct random_filter *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);
	char pattern[8], text[8];
	struct filter_text *want;
	int i, n, len;
	bool invert;

	KUNIT_ASSERT_NOT_NULL(test, f);
	prandom_seed_state(&f->rnd, 1);
	for (i = 0; i < 20000; i++) {
		len = pick(f, sizeof(pattern));
		for (n = 0; n < len; n++)
			pattern[n] = pattern_chars[pick(f, sizeof(pattern_chars) - 1)];
		pattern[len] = '\0';
		want = filter_text_new(pattern, len, true, &invert);
		KUNIT_ASSERT_NOT_NULL(test, want);
		len = pick(f, sizeof(text));
		for (n = 0; n < len; n++)
			text[n] = text_chars[pick(f, sizeof(text_chars) - 1)];
		text[len] = '\0';
		KUNIT_EXPECT_EQ_MSG(test, filter_text_match(want, text, len),
				    glob_match(pattern + invert, text), "%s on %s", pattern, text);
		kfree(want);
	}
}

/* ---- the last look --------------------------------------------------------------------------- */

static void a_program_that_could_go_astray_is_not_run(struct kunit *test)
{
	struct filter_step steps[3] = {
		{ .op = FILTER_RANGE_32, .next = { 1, 2 } },
		{ .op = FILTER_RANGE_8, .next = { FILTER_REJECT, 1 } },
		{ .op = FILTER_BITS_64, .next = { FILTER_ACCEPT, FILTER_REJECT } },
	};

	KUNIT_EXPECT_TRUE(test, filter_check(steps, 3));
	KUNIT_EXPECT_FALSE(test, filter_check(steps, 0));
	KUNIT_EXPECT_FALSE(test, filter_check(steps, 2));
	steps[2].next[1] = 1;
	KUNIT_EXPECT_FALSE(test, filter_check(steps, 3));
	steps[2].next[1] = -2;
	KUNIT_EXPECT_FALSE(test, filter_check(steps, 3));
	steps[2].next[1] = FILTER_REJECT;
	steps[1].op = FILTER_TEXT_LOC;
	KUNIT_EXPECT_FALSE(test, filter_check(steps, 3));
	steps[1].op = FILTER_OPS;
	KUNIT_EXPECT_FALSE(test, filter_check(steps, 3));
}

static struct kunit_case filter_cases[] = {
	KUNIT_CASE(what_is_refused_is_refused_with_its_cause),
	KUNIT_CASE(a_long_text_is_refused),
	KUNIT_CASE(depth_and_length_cost_no_stack),
	KUNIT_CASE(numbers_mean_what_they_do_in_6_12),
	KUNIT_CASE(texts_mean_what_they_do_in_6_12),
	KUNIT_CASE(a_text_ends_where_its_field_ends),
	KUNIT_CASE(what_cannot_be_read_is_neither_equal_nor_different),
	KUNIT_CASE(the_task_and_the_cpu_are_fields),
	KUNIT_CASE(an_address_is_in_its_function),
	KUNIT_CASE(random_filters_agree_with_a_slow_evaluator),
	KUNIT_CASE(a_peek_does_not_look_at_the_head),
	KUNIT_CASE(random_globs_agree_with_glob_match),
	KUNIT_CASE(a_program_that_could_go_astray_is_not_run),
	{}
};

static struct kunit_suite filter_suite = {
	.name = "event_filter",
	.test_cases = filter_cases,
};

kunit_test_suites(&filter_suite);

MODULE_DESCRIPTION("KUnit tests of filters of trace events");
MODULE_LICENSE("GPL");
