// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of the filter language. Run them alone with
 * kunit.py run 'ftrace_match' or ftrace_match.FILTER.
 */

#include <kunit/test.h>
#include <linux/string.h>

#include "hook/match.h"

struct glob_case {
	const char		*pattern;
	enum hook_glob_kind	kind;
	const char		*text;
	/* Names, separated by spaces, that match and that do not. */
	const char		*yes;
	const char		*no;
};

static const struct glob_case glob_cases[] = {
	{ "vfs_read", HOOK_GLOB_FULL, "vfs_read", "vfs_read",
	  "vfs_rea vfs_reads __vfs_read" },
	{ "vfs_*", HOOK_GLOB_FRONT, "vfs_", "vfs_ vfs_read", "vf xvfs_read" },
	{ "*lock", HOOK_GLOB_END, "lock", "lock spin_lock",
	  "ock lockx spin_lock_irq" },
	{ "*lock*", HOOK_GLOB_MIDDLE, "lock", "lock xlock lockx xlockx",
	  "loc lo_ck" },
	{ "*", HOOK_GLOB_ALL, "*", "a schedule", "" },
	{ "**", HOOK_GLOB_MIDDLE, "", "a schedule", "" },
	{ "sch*le", HOOK_GLOB_PATTERN, "sch*le", "schedule schle",
	  "schedules ssschedule" },
	{ "*sch*le", HOOK_GLOB_PATTERN, "*sch*le", "io_schedule",
	  "io_schedules" },
	{ "sch?dule", HOOK_GLOB_PATTERN, "sch?dule", "schedule", "schule" },
	{ "[Ss]chedule", HOOK_GLOB_PATTERN, "[Ss]chedule", "Schedule schedule",
	  "chedule xchedule" },
	{ "*[!x]ead", HOOK_GLOB_PATTERN, "*[!x]ead", "vfs_read", "vfs_xead" },
	{ "a*b*", HOOK_GLOB_PATTERN, "a*b*", "ab axb axbx", "ba xab" },
	{ "", HOOK_GLOB_FULL, "", "", "a" },
};

static void glob_case_name(const struct glob_case *c, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "\"%s\"", c->pattern);
}

KUNIT_ARRAY_PARAM(glob_case, glob_cases, glob_case_name);

static void expect_each(struct kunit *test, const struct hook_glob *glob,
			const char *names, bool match)
{
	char *copy = kunit_kstrdup(test, names, GFP_KERNEL);
	const char *name;

	KUNIT_ASSERT_NOT_NULL(test, copy);
	while ((name = strsep(&copy, " "))) {
		if (!*name)
			continue;
		KUNIT_EXPECT_EQ_MSG(test, hook_glob_match(glob, name), match,
				    "name \"%s\"", name);
	}
}

static void a_pattern_matches_what_it_says(struct kunit *test)
{
	const struct glob_case *c = test->param_value;
	struct hook_glob glob;
	char *pattern;

	pattern = kunit_kstrdup(test, c->pattern, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, pattern);

	glob = hook_glob_parse(pattern);

	KUNIT_EXPECT_EQ(test, glob.kind, c->kind);
	KUNIT_EXPECT_STREQ(test, glob.text, c->text);
	KUNIT_EXPECT_EQ(test, glob.len, strlen(c->text));
	expect_each(test, &glob, c->yes, true);
	expect_each(test, &glob, c->no, false);
}

static void a_plain_kind_agrees_with_the_real_glob(struct kunit *test)
{
	static const char * const names[] = {
		"", "l", "lock", "locks", "unlock", "unlocks", "lolock",
	};
	static const char * const patterns[] = {
		"lock", "lock*", "*lock", "*lock*", "*", "**",
	};
	struct hook_glob plain, real = { .kind = HOOK_GLOB_PATTERN };
	char text[16];
	unsigned int p, n;

	for (p = 0; p < ARRAY_SIZE(patterns); p++) {
		strscpy(text, patterns[p]);
		plain = hook_glob_parse(text);
		real.text = patterns[p];
		for (n = 0; n < ARRAY_SIZE(names); n++)
			KUNIT_EXPECT_EQ_MSG(test,
					    hook_glob_match(&plain, names[n]),
					    hook_glob_match(&real, names[n]),
					    "\"%s\" on \"%s\"",
					    patterns[p], names[n]);
	}
}

static void expect_part(struct kunit *test, const char *word,
			const char *seen, const char *expected)
{
	if (!expected || !seen) {
		KUNIT_EXPECT_PTR_EQ_MSG(test, seen, expected,
					"word \"%s\"", word);
		return;
	}
	KUNIT_EXPECT_STREQ_MSG(test, seen, expected, "word \"%s\"", word);
}

static void a_word_falls_into_its_parts(struct kunit *test)
{
	static const struct {
		const char *word;
		bool remove;
		const char *pattern, *command, *param;
	} cases[] = {
		{ "vfs_read", false, "vfs_read", NULL, NULL },
		{ "!vfs_read", true, "vfs_read", NULL, NULL },
		{ "vfs_read:traceoff", false, "vfs_read", "traceoff", NULL },
		{ "vfs_read:traceoff:5", false, "vfs_read", "traceoff", "5" },
		{ "!vfs_read:traceoff:0", true, "vfs_read", "traceoff", "0" },
		{ ":mod:ext4", false, "", "mod", "ext4" },
		{ "a:enable_event:s:e:1", false, "a", "enable_event", "s:e:1" },
		{ "a:", false, "a", "", NULL },
		{ "!", true, "", NULL, NULL },
		{ "", false, "", NULL, NULL },
	};
	struct hook_word parsed;
	unsigned int i;
	char text[32];

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		strscpy(text, cases[i].word);
		hook_word_parse(text, &parsed);
		KUNIT_EXPECT_EQ_MSG(test, parsed.remove, cases[i].remove,
				    "word \"%s\"", cases[i].word);
		KUNIT_EXPECT_STREQ_MSG(test, parsed.pattern, cases[i].pattern,
				       "word \"%s\"", cases[i].word);
		expect_part(test, cases[i].word, parsed.command,
			    cases[i].command);
		expect_part(test, cases[i].word, parsed.param, cases[i].param);
	}
}

static struct kunit_case match_cases[] = {
	KUNIT_CASE_PARAM(a_pattern_matches_what_it_says, glob_case_gen_params),
	KUNIT_CASE(a_plain_kind_agrees_with_the_real_glob),
	KUNIT_CASE(a_word_falls_into_its_parts),
	{}
};

static struct kunit_suite match_suite = {
	.name		= "ftrace_match",
	.test_cases	= match_cases,
};

kunit_test_suite(match_suite);
