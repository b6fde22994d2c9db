// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of filters that are changed while their ops are registered, see filter.c, on
 * functions of this file. What is written to set_ftrace_filter is tested from outside.
 */

#include <kunit/test.h>
#include <linux/fprobe.h>
#include <linux/ftrace.h>

#include "hook/pending.h"
#include "hook/rec.h"

static unsigned int hits;

static notrace void count_hit(unsigned long ip, unsigned long parent_ip,
			      struct ftrace_ops *ops, struct ftrace_regs *fregs)
{
	WRITE_ONCE(hits, READ_ONCE(hits) + 1);
}

static noinline void filter_test_one(void)
{
	barrier();
}

static noinline void filter_test_two(void)
{
	barrier();
}

static unsigned int hits_of_both(void)
{
	WRITE_ONCE(hits, 0);
	filter_test_one();
	filter_test_two();
	return READ_ONCE(hits);
}

#define ONE	((unsigned long)filter_test_one)
#define TWO	((unsigned long)filter_test_two)

#ifdef CONFIG_DYNAMIC_FTRACE_WITH_REGS

static void an_ops_that_modifies_never_comes_to_all_functions(struct kunit *test)
{
	static struct ftrace_ops ops = {
		.func = count_hit,
		.flags = FTRACE_OPS_FL_SAVE_REGS | FTRACE_OPS_FL_IPMODIFY,
	};

	KUNIT_ASSERT_EQ(test, 0, ftrace_set_filter_ip(&ops, ONE, 0, 0));
	KUNIT_ASSERT_EQ(test, 0, ftrace_set_filter_ip(&ops, TWO, 0, 0));
	KUNIT_ASSERT_EQ(test, 0, register_ftrace_function(&ops));
	KUNIT_EXPECT_EQ(test, 2U, hits_of_both());
	KUNIT_EXPECT_EQ(test, 0, ftrace_set_filter_ip(&ops, ONE, 1, 0));
	KUNIT_EXPECT_EQ(test, 1U, hits_of_both());
	KUNIT_EXPECT_EQ(test, -EINVAL, ftrace_set_filter_ip(&ops, TWO, 1, 0));
	KUNIT_EXPECT_EQ(test, -EINVAL, ftrace_set_filter(&ops, NULL, 0, 1));
	KUNIT_EXPECT_EQ(test, 1U, hits_of_both());
	KUNIT_EXPECT_EQ(test, 0, ftrace_set_filter_ip(&ops, ONE, 0, 1));
	KUNIT_EXPECT_EQ(test, 1U, hits_of_both());
	KUNIT_EXPECT_EQ(test, 0, unregister_ftrace_function(&ops));
	KUNIT_EXPECT_EQ(test, 0, ftrace_set_filter_ip(&ops, ONE, 1, 0));
	KUNIT_EXPECT_EQ(test, 0U, hits_of_both());
	ftrace_free_filter(&ops);
}

#endif

static void addresses_that_replace_a_filter_replace_what_it_waits_for(struct kunit *test)
{
	static struct ftrace_ops ops = { .func = count_hit };
	char waits[] = "any*:mod:nosuch";

	KUNIT_ASSERT_EQ(test, 0, ftrace_set_filter(&ops, waits, strlen(waits), 0));
	KUNIT_EXPECT_EQ(test, 0, ftrace_set_filter_ip(&ops, ONE, 0, 0));
	scoped_guard(mutex, &hook_lock)
		KUNIT_EXPECT_TRUE(test, hook_pending_any(ops.func_hash, false));
	KUNIT_EXPECT_EQ(test, 0, ftrace_set_filter_ip(&ops, TWO, 0, 1));
	scoped_guard(mutex, &hook_lock)
		KUNIT_EXPECT_FALSE(test, hook_pending_any(ops.func_hash, false));
	KUNIT_ASSERT_EQ(test, 0, register_ftrace_function(&ops));
	KUNIT_EXPECT_EQ(test, 1U, hits_of_both());
	KUNIT_EXPECT_EQ(test, 0, unregister_ftrace_function(&ops));
	ftrace_free_filter(&ops);
}

#ifdef CONFIG_FPROBE

static notrace int count_entry(struct fprobe *fp, unsigned long ip, unsigned long ret_ip,
			       struct pt_regs *regs, void *data)
{
	WRITE_ONCE(hits, READ_ONCE(hits) + 1);
	return 0;
}

static void a_probe_is_registered_once(struct kunit *test)
{
	static struct fprobe fp = { .entry_handler = count_entry };
	unsigned long one = ONE;

	KUNIT_ASSERT_EQ(test, 0, register_fprobe(&fp, "filter_test_*", NULL));
	KUNIT_EXPECT_EQ(test, -EBUSY, register_fprobe(&fp, "filter_test_one", NULL));
	KUNIT_EXPECT_EQ(test, -EBUSY, register_fprobe_ips(&fp, &one, 1));
	KUNIT_EXPECT_EQ(test, 2U, hits_of_both());
	KUNIT_EXPECT_EQ(test, 0, unregister_fprobe(&fp));
	KUNIT_EXPECT_EQ(test, 0U, hits_of_both());
	KUNIT_EXPECT_EQ(test, 0, register_fprobe_ips(&fp, &one, 1));
	KUNIT_EXPECT_EQ(test, 1U, hits_of_both());
	KUNIT_EXPECT_EQ(test, 0, unregister_fprobe(&fp));
}

static void a_probe_needs_functions(struct kunit *test)
{
	static struct fprobe fp = { .entry_handler = count_entry };

	KUNIT_EXPECT_EQ(test, -EINVAL, register_fprobe(&fp, "nosuch_*", NULL));
	KUNIT_EXPECT_EQ(test, -EINVAL, register_fprobe(&fp, "*:mod:nosuch", NULL));
	KUNIT_EXPECT_EQ(test, -EINVAL, unregister_fprobe(&fp));
}

#endif

static struct kunit_case filter_cases[] = {
#ifdef CONFIG_DYNAMIC_FTRACE_WITH_REGS
	KUNIT_CASE(an_ops_that_modifies_never_comes_to_all_functions),
#endif
	KUNIT_CASE(addresses_that_replace_a_filter_replace_what_it_waits_for),
#ifdef CONFIG_FPROBE
	KUNIT_CASE(a_probe_is_registered_once),
	KUNIT_CASE(a_probe_needs_functions),
#endif
	{}
};

static struct kunit_suite filter_suite = {
	.name = "ftrace_filter",
	.test_cases = filter_cases,
};

kunit_test_suite(filter_suite);
