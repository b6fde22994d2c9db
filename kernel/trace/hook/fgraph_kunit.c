// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of entries and returns on real functions of this kernel, see fgraph.c. The
 * arithmetic below is tested by fgraph_stack_kunit.c.
 *
 * Handlers note what they see in the user that they are called for; only hits of the task
 * that runs the test count.
 */

#include <kunit/test.h>
#include <linux/ftrace.h>
#include <linux/kprobes.h>
#include <linux/stacktrace.h>

#include "hook/fgraph.h"

#define NOTES	64

struct note {
	unsigned long	func;
	int		depth;
	unsigned long	retval;
};

struct test_user {
	struct fgraph_ops	gops;
	struct task_struct	*task;
	unsigned int		entered, left;
	struct note		in[NOTES], out[NOTES];
	int			reserve;	/* bytes of data */
	bool			bad_data;
	bool			refuse;
	unsigned int		stale;		/* trampolines seen in stack traces */
	unsigned int		traced;		/* addresses in them */
};

static struct test_user *user_of(struct fgraph_ops *gops)
{
	return container_of(gops, struct test_user, gops);
}

/* What this user's data of a call should be, byte for byte. */
static u8 data_byte(unsigned long func, int i)
{
	return func / 16 + i * 7;
}

static int note_entry(struct ftrace_graph_ent *trace, struct fgraph_ops *gops)
{
	struct test_user *u = user_of(gops);
	u8 *data;
	int i;

	if (current != u->task || u->entered == NOTES)
		return 0;
	if (u->refuse)
		return 0;
	if (u->reserve) {
		data = fgraph_reserve_data(gops->idx, u->reserve);
		if (!data)
			return 0;
		for (i = 0; i < u->reserve; i++)
			data[i] = data_byte(trace->func, i);
	}
	u->in[u->entered++] = (struct note){ trace->func, trace->depth };
	return 1;
}

static bool data_is_right(struct test_user *u, unsigned long func)
{
	int i, size = 0;
	u8 *data = fgraph_retrieve_data(u->gops.idx, &size);

	if (!u->reserve)
		return !data;
	if (!data || size != ALIGN(u->reserve, sizeof(long)))
		return false;
	for (i = 0; i < u->reserve; i++) {
		if (data[i] != data_byte(func, i))
			return false;
	}
	return true;
}

static void note_return(struct ftrace_graph_ret *trace, struct fgraph_ops *gops)
{
	struct test_user *u = user_of(gops);
	struct note *note = &u->out[u->left];

	if (current != u->task || u->left == NOTES)
		return;
	u->left++;
	note->func = trace->func;
	note->depth = trace->depth;
#ifdef CONFIG_FUNCTION_GRAPH_RETVAL
	note->retval = trace->retval;
#endif
	u->bad_data |= !data_is_right(u, trace->func);
}

/*
 * What is called. Not inlined, not cloned under another name for the arguments that it is called
 * with, and not known to be pure.
 */

static struct test_user *spy;

static noinline __noclone unsigned long fgraph_test_leaf(unsigned long n)
{
	unsigned long entries[32];
	unsigned int i, nr;

	barrier();
	if (!spy)
		return n + 1;
	nr = stack_trace_save(entries, ARRAY_SIZE(entries), 0);
	for (i = 0; i < nr; i++)
		spy->stale += entries[i] == (unsigned long)return_to_handler;
	spy->traced += nr;
	return n + 1;
}

static noinline __noclone unsigned long fgraph_test_nested(unsigned long n)
{
	unsigned long below = n ? fgraph_test_nested(n - 1) + 1 : fgraph_test_leaf(41);

	/* Calls, not a loop. */
	barrier();
	return below;
}

static noinline __noclone unsigned long fgraph_test_tail(unsigned long n)
{
	barrier();
	return fgraph_test_leaf(n);
}

static struct test_user users[16];

static noinline __noclone unsigned long fgraph_test_leaver(unsigned int n)
{
	unregister_ftrace_graph(&users[n].gops);
	return 7;
}

static struct fgraph_frame *lost;

/* A call that is left without a return: its frame stays on top. */
static noinline __noclone unsigned long fgraph_test_jumper(unsigned long n)
{
	unsigned long nowhere = 0;

	if (users[1].gops.tag) {
		lost = fgraph_begin(&users[1].gops, sizeof(*lost) + 8);
		if (lost)
			lost->retp = &nowhere;
	}
	return n;
}

static void watch(struct kunit *test, struct test_user *u, const char *pattern)
{
	int reserve = u->reserve;
	bool refuse = u->refuse;

	memset(u, 0, sizeof(*u));
	u->reserve = reserve;
	u->refuse = refuse;
	u->task = current;
	u->gops.entryfunc = note_entry;
	u->gops.retfunc = note_return;
	KUNIT_ASSERT_EQ(test, 0, ftrace_set_filter(&u->gops.ops, (char *)pattern,
						   strlen(pattern), 1));
	KUNIT_ASSERT_EQ(test, 0, register_ftrace_graph(&u->gops));
}

static void unwatch(struct test_user *u)
{
	unregister_ftrace_graph(&u->gops);
	ftrace_free_filter(&u->gops.ops);
}

static bool is_site_of(unsigned long site, void *func)
{
	return site >= (unsigned long)func && site < (unsigned long)func + 16;
}

static void entries_and_returns_come_in_pairs(struct kunit *test)
{
	struct test_user *u = &users[0];
	unsigned int i;

	watch(test, u, "fgraph_test_nested fgraph_test_leaf");
	KUNIT_EXPECT_EQ(test, fgraph_test_nested(3), 45UL);
	unwatch(u);

	KUNIT_EXPECT_EQ(test, u->entered, 5U);
	KUNIT_ASSERT_EQ(test, u->left, 5U);
	for (i = 0; i < 5; i++) {
		KUNIT_EXPECT_EQ(test, u->in[i].depth, (int)i);
		KUNIT_EXPECT_EQ(test, u->out[i].depth, 4 - (int)i);
		KUNIT_EXPECT_EQ(test, u->out[i].func, u->in[4 - i].func);
		if (IS_ENABLED(CONFIG_FUNCTION_GRAPH_RETVAL)) {
			KUNIT_EXPECT_EQ(test, u->out[i].retval,
					i ? 41UL + i : 42UL);
		}
	}
	KUNIT_EXPECT_TRUE(test, is_site_of(u->in[4].func, fgraph_test_leaf));
	KUNIT_EXPECT_FALSE(test, u->bad_data);
	KUNIT_EXPECT_EQ(test, fgraph_test_nested(3), 45UL);
	KUNIT_EXPECT_EQ(test, u->entered, 5U);
}

static void an_entry_can_refuse_its_return(struct kunit *test)
{
	struct test_user *u = &users[0];

	u->refuse = true;
	watch(test, u, "fgraph_test_*");
	KUNIT_EXPECT_EQ(test, fgraph_test_nested(2), 44UL);
	unwatch(u);
	u->refuse = false;
	KUNIT_EXPECT_EQ(test, u->left, 0U);
}

static void sixteen_users_have_data_of_any_size(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(users); i++) {
		users[i].reserve = i ? i * 3 : 0;
		watch(test, &users[i], i % 2 ? "fgraph_test_nested" : "fgraph_test_*");
	}
	KUNIT_EXPECT_EQ(test, fgraph_test_nested(2), 44UL);
	for (i = 0; i < ARRAY_SIZE(users); i++)
		unwatch(&users[i]);
	for (i = 0; i < ARRAY_SIZE(users); i++) {
		KUNIT_EXPECT_EQ_MSG(test, users[i].entered, i % 2 ? 3U : 4U, "user %u", i);
		KUNIT_EXPECT_EQ_MSG(test, users[i].left, i % 2 ? 3U : 4U, "user %u", i);
		KUNIT_EXPECT_EQ_MSG(test, users[i].in[2].depth, 2, "user %u", i);
		KUNIT_EXPECT_FALSE_MSG(test, users[i].bad_data, "user %u", i);
		users[i].reserve = 0;
	}
}

static void a_tail_call_returns_twice(struct kunit *test)
{
	struct test_user *u = &users[0];

	watch(test, u, "fgraph_test_tail fgraph_test_leaf");
	KUNIT_EXPECT_EQ(test, fgraph_test_tail(3), 4UL);
	unwatch(u);
	KUNIT_EXPECT_EQ(test, u->entered, 2U);
	KUNIT_EXPECT_EQ(test, u->left, 2U);
}

static void a_stack_trace_shows_where_calls_return(struct kunit *test)
{
	struct test_user *u = &users[0];
	unsigned int plain;

	spy = &users[1];
	memset(spy, 0, sizeof(*spy));
	fgraph_test_nested(3);
	plain = spy->traced;
	watch(test, u, "fgraph_test_*");
	spy->traced = 0;
	fgraph_test_nested(3);
	unwatch(u);
	KUNIT_EXPECT_GT(test, plain, 5U);
	KUNIT_EXPECT_EQ(test, spy->traced, plain);
	KUNIT_EXPECT_EQ(test, spy->stale, 0U);
	spy = NULL;
}

static void who_unregisters_in_a_call_hears_no_return(struct kunit *test)
{
	struct test_user *u = &users[0];

	watch(test, u, "fgraph_test_leaver fgraph_test_leaf");
	KUNIT_EXPECT_EQ(test, fgraph_test_leaver(0), 7UL);
	KUNIT_EXPECT_EQ(test, u->entered, 1U);
	KUNIT_EXPECT_EQ(test, u->left, 0U);
	ftrace_free_filter(&u->gops.ops);
}

static void a_paused_task_is_left_alone_but_returns(struct kunit *test)
{
	struct test_user *u = &users[0];

	watch(test, u, "fgraph_test_*");
	pause_graph_tracing();
	KUNIT_EXPECT_EQ(test, fgraph_test_nested(3), 45UL);
	pause_graph_tracing();
	unpause_graph_tracing();
	KUNIT_EXPECT_EQ(test, fgraph_test_nested(3), 45UL);
	unpause_graph_tracing();
	KUNIT_EXPECT_EQ(test, u->entered, 0U);
	fgraph_test_leaf(1);
	KUNIT_EXPECT_EQ(test, u->entered, 1U);
	unwatch(u);
}

static void calls_that_are_too_deep_are_counted(struct kunit *test)
{
	struct test_user *u = &users[0];
	int before;

	watch(test, u, "fgraph_test_nested");
	before = atomic_read(&current->trace_overrun);
	KUNIT_EXPECT_EQ(test, fgraph_test_nested(40), 82UL);
	KUNIT_EXPECT_EQ(test, atomic_read(&current->trace_overrun), before);
	unwatch(u);

	u->reserve = 1024;
	watch(test, u, "fgraph_test_nested");
	KUNIT_EXPECT_EQ(test, fgraph_test_nested(20), 62UL);
	KUNIT_EXPECT_GT(test, 21U, u->entered);
	KUNIT_EXPECT_EQ(test, u->left, u->entered);
	unwatch(u);
	u->reserve = 0;

	u->reserve = 512;
	watch(test, u, "fgraph_test_nested");
	KUNIT_EXPECT_EQ(test, fgraph_test_nested(60), 102UL);
	KUNIT_EXPECT_EQ(test, u->left, u->entered);
	unwatch(u);
	u->reserve = 0;
}

static void a_call_left_without_a_return_is_dropped(struct kunit *test)
{
	watch(test, &users[1], "fgraph_test_leaf");
	watch(test, &users[0], "fgraph_test_jumper");
	KUNIT_EXPECT_EQ(test, fgraph_test_jumper(5), 5UL);
	KUNIT_EXPECT_NOT_NULL(test, lost);
	KUNIT_EXPECT_EQ(test, users[0].left, 1U);
	KUNIT_EXPECT_TRUE(test, fgraph_top() > lost);
	KUNIT_EXPECT_EQ(test, users[1].left, 0U);
	unwatch(&users[0]);
	unwatch(&users[1]);
}

#ifdef CONFIG_KRETPROBES

static unsigned int probed;

static int note_kretprobe(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	probed += regs_return_value(regs) == 42;
	return 0;
}

static void a_return_probe_shares_a_function(struct kunit *test)
{
	struct kretprobe rp = {
		.handler = note_kretprobe,
		.kp.symbol_name = "fgraph_test_leaf",
	};
	struct test_user *u = &users[0];
	int i;

	/* Whichever comes first. */
	for (i = 0; i < 2; i++) {
		probed = 0;
		rp.kp.addr = NULL;
		rp.kp.flags = 0;
		if (i)
			KUNIT_ASSERT_EQ(test, 0, register_kretprobe(&rp));
		watch(test, u, "fgraph_test_*");
		if (!i)
			KUNIT_ASSERT_EQ(test, 0, register_kretprobe(&rp));
		spy = &users[1];
		memset(spy, 0, sizeof(*spy));
		KUNIT_EXPECT_EQ(test, fgraph_test_nested(1), 43UL);
		KUNIT_EXPECT_EQ(test, spy->stale, 0U);
		spy = NULL;
		unregister_kretprobe(&rp);
		unwatch(u);
		KUNIT_EXPECT_EQ(test, u->left, 3U);
		KUNIT_EXPECT_EQ(test, probed, 1U);
	}
}

#endif

static struct kunit_case fgraph_cases[] = {
	KUNIT_CASE(entries_and_returns_come_in_pairs),
	KUNIT_CASE(an_entry_can_refuse_its_return),
	KUNIT_CASE(sixteen_users_have_data_of_any_size),
	KUNIT_CASE(a_tail_call_returns_twice),
	KUNIT_CASE(a_stack_trace_shows_where_calls_return),
	KUNIT_CASE(who_unregisters_in_a_call_hears_no_return),
	KUNIT_CASE(a_paused_task_is_left_alone_but_returns),
	KUNIT_CASE(calls_that_are_too_deep_are_counted),
	KUNIT_CASE(a_call_left_without_a_return_is_dropped),
#ifdef CONFIG_KRETPROBES
	KUNIT_CASE(a_return_probe_shares_a_function),
#endif
	{}
};

static struct kunit_suite fgraph_suite = {
	.name = "fgraph",
	.test_cases = fgraph_cases,
};

kunit_test_suite(fgraph_suite);
