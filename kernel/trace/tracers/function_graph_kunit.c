// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of the graph tracer's output: from records in a buffer to the lines that a person
 * sees, read both ways. Run them alone with kunit.filter_glob=function_graph.
 *
 * What is expected is what 6.12 prints, character by character.
 */
#include <kunit/test.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/seq_file.h>
#include <linux/string.h>

#include "tracers/function_graph.h"

#define OUTER	((unsigned long)vfs_read)
#define INNER	((unsigned long)vfs_write)
#define BASIC	(GRAPH_DURATION | GRAPH_OVERHEAD | GRAPH_IRQS)

#define TEXT_MAX	4096

/* Every record is a microsecond after the one before, from here on. */
#define FIRST_TS	1234567000ULL

/**
 * struct graph_test - an instance to record to, and a reader
 * @tr:	  the instance
 * @iter: the reader
 * @pid:  whose the next record is
 * @text: what was read
 */
struct graph_test {
	struct trace_array	*tr;
	struct trace_iterator	iter;
	pid_t			pid;
	char			text[TEXT_MAX];
};

static int graph_test_init(struct kunit *test)
{
	struct graph_test *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, t);
	t->tr = trace_array_create("kunit-graph");
	KUNIT_ASSERT_FALSE(test, IS_ERR(t->tr));
	test->priv = t;
	/* One CPU, one column. The task is the test case's own, and ends with it. */
	return set_cpus_allowed_ptr(current, cpumask_of(raw_smp_processor_id()));
}

static void graph_test_exit(struct kunit *test)
{
	struct graph_test *t = test->priv;

	trace_array_remove(t->tr);
}

/* ---- recording ------------------------------------------------------------------------------- */

static void record(struct graph_test *t, int type, const void *data, unsigned int size)
{
	struct trace_buffer *buffer = t->tr->array_buffer.buffer;
	struct ring_buffer_event *event;
	struct trace_entry *entry;

	event = trace_buffer_lock_reserve(buffer, type, size, 0);
	if (!event)
		return;
	entry = ring_buffer_event_data(event);
	memcpy(entry + 1, data + sizeof(*entry), size - sizeof(*entry));
	entry->pid = t->pid;
	trace_buffer_unlock_commit_nostack(buffer, event);
}

static void call(struct graph_test *t, unsigned long func, int depth)
{
	struct ftrace_graph_ent_entry entry = { .func = func, .depth = depth };

	record(t, TRACE_GRAPH_ENT, &entry, GRAPH_ENT_SIZE);
}

static void return_value(struct graph_test *t, unsigned long func, int depth, u64 ns,
			 unsigned long retval)
{
	struct ftrace_graph_ret_entry entry = {
		.func = func, .depth = depth, .retval = retval, .overrun = 7,
		.calltime = 1000, .rettime = 1000 + ns,
	};

	record(t, TRACE_GRAPH_RET, &entry, sizeof(entry));
}

static void returns(struct graph_test *t, unsigned long func, int depth, u64 ns)
{
	return_value(t, func, depth, ns, 0);
}

static void leaf(struct graph_test *t, unsigned long func, int depth, u64 ns)
{
	call(t, func, depth);
	returns(t, func, depth, ns);
}

static void message(struct graph_test *t, const char *text)
{
	struct {
		struct print_entry	entry;
		char			buf[32];
	} data = { };

	strscpy(data.buf, text);
	record(t, TRACE_PRINT, &data, sizeof(data.entry) + strlen(text) + 1);
}

/* ---- reading --------------------------------------------------------------------------------- */

static void take_line(struct graph_test *t)
{
	size_t used = strlen(t->text);

	memcpy(t->text + used, t->iter.seq.buffer,
	       min_t(size_t, trace_seq_used(&t->iter.seq), TEXT_MAX - 1 - used));
	trace_seq_init(&t->iter.seq);
}

static void start(struct graph_test *t)
{
	memset(&t->iter, 0, sizeof(t->iter));
	memset(t->text, 0, sizeof(t->text));
}

/* All lines, without taking a record away. */
static const char *lines(struct graph_test *t, u32 options)
{
	struct trace_iterator *iter = &t->iter;
	int n = 0;

	start(t);
	scoped_guard(mutex, &trace_types_lock)
		if (trace_iter_open(iter, t->tr, RING_BUFFER_ALL_CPUS, false))
			return "no reader";
	graph_print_open(iter);
	while (trace_find_next_entry_inc(iter)) {
		iter->ts = FIRST_TS + 1000 * n++;
		graph_print_line(iter, options);
		take_line(t);
	}
	graph_print_close(iter);
	scoped_guard(mutex, &trace_types_lock)
		trace_iter_close(iter);
	return t->text;
}

/* All lines, each record taken away. */
static const char *piped(struct graph_test *t, u32 options)
{
	struct trace_iterator *iter = &t->iter;

	start(t);
	scoped_guard(mutex, &trace_types_lock)
		if (trace_pipe_iter_open(iter, t->tr, RING_BUFFER_ALL_CPUS))
			return "no reader";
	graph_print_open(iter);
	while (trace_pipe_next(iter)) {
		if (graph_print_line(iter, options) != TRACE_TYPE_NO_CONSUME)
			trace_consume(iter);
		take_line(t);
	}
	graph_print_close(iter);
	scoped_guard(mutex, &trace_types_lock)
		trace_pipe_iter_close(iter);
	return t->text;
}

static void expect_lines(struct kunit *test, u32 options, const char *expected)
{
	KUNIT_EXPECT_STREQ(test, lines(test->priv, options), expected);
}

/* ---- nesting --------------------------------------------------------------------------------- */

static void a_call_with_nothing_in_it_is_one_line(struct kunit *test)
{
	struct graph_test *t = test->priv;

	leaf(t, OUTER, 0, 541);
	expect_lines(test, BASIC, "  0.541 us    |  vfs_read();\n");
	KUNIT_EXPECT_STREQ(test, piped(t, BASIC), "  0.541 us    |  vfs_read();\n");
}

static void calls_in_a_call_are_between_braces(struct kunit *test)
{
	static const char expected[] =
		"              |  vfs_read() {\n"
		"  1.000 us    |    vfs_write();\n"
		"              |    vfs_write() {\n"
		"              |      vfs_read() {\n"
		"  2.000 us    |        vfs_write();\n"
		"  3.000 us    |      }\n"
		"  4.000 us    |    }\n"
		"  5.000 us    |  }\n";
	struct graph_test *t = test->priv;

	call(t, OUTER, 0);
	leaf(t, INNER, 1, 1000);
	call(t, INNER, 1);
	call(t, OUTER, 2);
	leaf(t, INNER, 3, 2000);
	returns(t, OUTER, 2, 3000);
	returns(t, INNER, 1, 4000);
	returns(t, OUTER, 0, 5000);
	expect_lines(test, BASIC, expected);
	expect_lines(test, BASIC, expected);
	KUNIT_EXPECT_STREQ(test, piped(t, BASIC), expected);
	KUNIT_EXPECT_STREQ(test, piped(t, BASIC), "");
}

static void recursion_is_not_taken_for_a_leaf(struct kunit *test)
{
	struct graph_test *t = test->priv;

	call(t, OUTER, 0);
	leaf(t, OUTER, 1, 1000);
	returns(t, OUTER, 0, 2000);
	expect_lines(test, BASIC,
		     "              |  vfs_read() {\n"
		     "  1.000 us    |    vfs_read();\n"
		     "  2.000 us    |  }\n");
}

static void a_return_without_its_call_has_a_name(struct kunit *test)
{
	struct graph_test *t = test->priv;

	returns(t, INNER, 1, 1000);
	call(t, OUTER, 1);
	returns(t, INNER, 1, 1000);
	returns(t, OUTER, 0, 5000);
	expect_lines(test, BASIC,
		     "  1.000 us    |    } /* vfs_write */\n"
		     "              |    vfs_read() {\n"
		     "  1.000 us    |    } /* vfs_write */\n"
		     "  5.000 us    |  } /* vfs_read */\n");
}

static void calls_deeper_than_remembered_just_end(struct kunit *test)
{
	struct graph_test *t = test->priv;
	char expected[1024];

	call(t, OUTER, 60);
	call(t, INNER, 61);
	returns(t, INNER, 61, 1000);
	returns(t, OUTER, 60, 1000);
	snprintf(expected, sizeof(expected),
		 "              |  %120svfs_read() {\n"
		 "  1.000 us    |  %122svfs_write();\n"
		 "  1.000 us    |  %120s}\n", "", "", "");
	expect_lines(test, BASIC, expected);
}

static void a_return_of_another_task_makes_no_leaf(struct kunit *test)
{
	static const char rule[] = " ------------------------------------------\n";
	struct graph_test *t = test->priv;
	int cpu = smp_processor_id();
	char expected[512];

	call(t, OUTER, 0);
	t->pid = 31999;
	returns(t, OUTER, 0, 1000);
	snprintf(expected, sizeof(expected),
		 "              |  vfs_read() {\n"
		 "%s %*d)    <idle>-0    =>  <...>-31999%2s\n%s\n"
		 "  1.000 us    |  }\n", rule, (int)snprintf(NULL, 0, "%d", nr_cpu_ids - 1), cpu,
		 "", rule);
	expect_lines(test, BASIC, expected);
}

/* ---- columns --------------------------------------------------------------------------------- */

struct duration_case {
	u64		ns;
	const char	*text;
};

static const struct duration_case durations[] = {
	{ 0,			"  0.000 us    " },
	{ 999,			"  0.999 us    " },
	{ 10000,		"  10.000 us   " },
	{ 10001,		"+ 10.001 us   " },
	{ 100000,		"+ 100.000 us  " },
	{ 140417,		"! 140.417 us  " },
	{ 1837709,		"# 1837.709 us " },
	{ 33998594,		"* 33998.59 us " },
	{ 119760299,		"@ 119760.2 us " },
	{ 3594274999ULL,	"$ 3594274 us  " },
	{ 35942749990ULL,	"$ 35942749 us " },
	{ 359427499900ULL,	"$ 359427499 us " },
};

static void a_duration_has_its_mark_and_its_digits(struct kunit *test)
{
	struct graph_test *t = test->priv;
	char expected[64];
	int i;

	for (i = 0; i < ARRAY_SIZE(durations); i++) {
		leaf(t, OUTER, 0, durations[i].ns);
		snprintf(expected, sizeof(expected), "%s|  vfs_read();\n", durations[i].text);
		KUNIT_EXPECT_STREQ(test, piped(t, BASIC), expected);
	}
	leaf(t, OUTER, 0, 140417);
	KUNIT_EXPECT_STREQ(test, piped(t, BASIC & ~GRAPH_OVERHEAD),
			   "  140.417 us  |  vfs_read();\n");
}

static void each_option_has_its_column(struct kunit *test)
{
	struct graph_test *t = test->priv;
	int cpu = smp_processor_id();
	int width = snprintf(NULL, 0, "%d", nr_cpu_ids - 1);
	char expected[256];

	call(t, OUTER, 0);
	leaf(t, INNER, 1, 1000);
	expect_lines(test, GRAPH_IRQS, "vfs_read() {\n  vfs_write();\n");
	expect_lines(test, GRAPH_IRQS | GRAPH_PROC,
		     "   <idle>-0    | vfs_read() {\n   <idle>-0    |   vfs_write();\n");
	expect_lines(test, GRAPH_IRQS | GRAPH_ABSTIME,
		     "    1.234567 |  vfs_read() {\n    1.234568 |    vfs_write();\n");

	snprintf(expected, sizeof(expected),
		 "    1.234567 |   %*d)    <idle>-0    |               |  vfs_read() {\n"
		 "    1.234568 |   %*d)    <idle>-0    |   1.000 us    |    vfs_write();\n",
		 width, cpu, width, cpu);
	expect_lines(test, BASIC | GRAPH_CPU | GRAPH_PROC | GRAPH_ABSTIME, expected);

	t->tr->trace_flags &= ~TRACE_ITER_CONTEXT_INFO;
	expect_lines(test, BASIC | GRAPH_CPU | GRAPH_PROC | GRAPH_ABSTIME,
		     "vfs_read() {\n  vfs_write();\n");
}

static void latency_format_has_a_column_for_the_context(struct kunit *test)
{
	struct graph_test *t = test->priv;

	leaf(t, OUTER, 0, 1000);
	t->tr->trace_flags |= TRACE_ITER_LATENCY_FMT;
	expect_lines(test, BASIC, " ..... |   1.000 us    |  vfs_read();\n");
	expect_lines(test, BASIC | GRAPH_PROC,
		     "   <idle>-0    |  ..... |   1.000 us    |  vfs_read();\n");
}

static void options_say_what_a_return_tells(struct kunit *test)
{
	struct graph_test *t = test->priv;

	call(t, OUTER, 0);
	leaf(t, INNER, 1, 1000);
	returns(t, OUTER, 0, 2000);
	expect_lines(test, BASIC | GRAPH_TAIL | GRAPH_OVERRUN,
		     "              |  vfs_read() {\n"
		     "  1.000 us    |    vfs_write();\n"
		     "  2.000 us    |  } /* vfs_read */\n"
		     " (Overruns: 7)\n");
}

static const char *header_of(struct graph_test *t, struct kunit *test, u32 options)
{
	struct seq_file m = { .private = &t->iter, .size = TEXT_MAX };

	m.buf = kunit_kzalloc(test, TEXT_MAX, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, m.buf);
	start(t);
	t->iter.tr = t->tr;
	graph_print_header(&m, options);
	return m.buf;
}

static void the_header_names_the_columns(struct kunit *test)
{
	struct graph_test *t = test->priv;

	KUNIT_EXPECT_STREQ(test, header_of(t, test, GRAPH_DEFAULT_OPTIONS),
			   "# CPU  DURATION                  FUNCTION CALLS\n"
			   "# |     |   |                     |   |   |   |\n");
	KUNIT_EXPECT_STREQ(test, header_of(t, test, GRAPH_DEFAULT_OPTIONS | GRAPH_PROC |
					   GRAPH_ABSTIME),
			   "#     TIME        CPU  TASK/PID         DURATION                  FUNCTION CALLS\n"
			   "#      |          |     |    |           |   |                     |   |   |   |\n");
	KUNIT_EXPECT_STREQ(test, header_of(t, test, GRAPH_PROC | GRAPH_ABSTIME),
			   "#     TIME         TASK/PID                      FUNCTION CALLS\n"
			   "#      |            |    |                       |   |   |   |\n");
	KUNIT_EXPECT_STREQ(test, header_of(t, test, 0),
			   "#               FUNCTION CALLS\n"
			   "#               |   |   |   |\n");
}

/* ---- other records --------------------------------------------------------------------------- */

static void a_message_is_a_comment_on_the_call_it_is_in(struct kunit *test)
{
	struct graph_test *t = test->priv;

	message(t, "before\n");
	call(t, OUTER, 0);
	call(t, INNER, 1);
	message(t, "in");
	leaf(t, OUTER, 2, 1000);
	message(t, "behind");
	returns(t, INNER, 1, 3000);
	message(t, "at its end\n");
	expect_lines(test, BASIC,
		     "              |  /* before */\n"
		     "              |  vfs_read() {\n"
		     "              |    vfs_write() {\n"
		     "              |      /* in */\n"
		     "  1.000 us    |      vfs_read();\n"
		     "              |      /* behind */\n"
		     "  3.000 us    |    }\n"
		     "              |  /* at its end */\n");
}

static void functions_and_stacks_print_as_usual(struct kunit *test)
{
	struct graph_test *t = test->priv;
	struct ftrace_entry entry = { .ip = OUTER, .parent_ip = INNER };
	struct trace_iterator *iter = &t->iter;

	record(t, TRACE_FN, &entry, sizeof(entry));
	start(t);
	mutex_lock(&trace_types_lock);
	KUNIT_ASSERT_EQ(test, trace_iter_open(iter, t->tr, RING_BUFFER_ALL_CPUS, false), 0);
	KUNIT_EXPECT_NOT_NULL(test, trace_find_next_entry_inc(iter));
	KUNIT_EXPECT_EQ(test, graph_print_line(iter, BASIC), TRACE_TYPE_UNHANDLED);
	trace_iter_close(iter);
	mutex_unlock(&trace_types_lock);
}

/* ---- values ---------------------------------------------------------------------------------- */

struct value_case {
	unsigned long	val;
	const char	*smart;
	const char	*hex;
};

static const struct value_case values[] = {
	{ 0,			"0x0",			"0x0" },
	{ 1,			"0x1",			"0x1" },
	{ -22UL,		"-22",			"0xffffffffffffffea" },
	{ 0xffffffeaUL,		"-22",			"0xffffffea" },
	{ -4096UL,		"0xfffffffffffff000",	"0xfffffffffffff000" },
	{ 0xffff93fcfd346c00UL,	"0xffff93fcfd346c00",	"0xffff93fcfd346c00" },
};

static void a_value_of_no_known_type_is_an_error_or_hex(struct kunit *test)
{
	const u32 options = BASIC | GRAPH_RETVAL;
	struct graph_test *t = test->priv;
	char expected[128];
	int i;

	for (i = 0; i < ARRAY_SIZE(values); i++) {
		call(t, OUTER, 0);
		return_value(t, OUTER, 0, 1000, values[i].val);
		snprintf(expected, sizeof(expected), "  1.000 us    |  vfs_read(); /* = %s */\n",
			 values[i].hex);
		expect_lines(test, options | GRAPH_RETVAL_HEX, expected);
		snprintf(expected, sizeof(expected), "  1.000 us    |  vfs_read(); /* = %s */\n",
			 values[i].smart);
		KUNIT_EXPECT_STREQ(test, piped(t, options), expected);
	}
	return_value(t, OUTER, 0, 1000, -22);
	expect_lines(test, options, "  1.000 us    |  } /* vfs_read = -22 */\n");
}

static void a_call_tells_where_it_returns_to(struct kunit *test)
{
	struct {
		struct ftrace_graph_ent_long	entry;
		unsigned long			retaddr;
	} data = { .entry = { .func = OUTER, .extra = GRAPH_EXTRA_RETADDR }, .retaddr = INNER };
	struct graph_test *t = test->priv;

	record(t, TRACE_GRAPH_ENT, &data, sizeof(data));
	record(t, TRACE_GRAPH_ENT, &data, sizeof(data));
	return_value(t, OUTER, 0, 1000, 3);
	expect_lines(test, BASIC,
		     "              |  vfs_read() { /* <-vfs_write */\n"
		     "  1.000 us    |  vfs_read(); /* <-vfs_write */\n");
	expect_lines(test, BASIC | GRAPH_RETVAL,
		     "              |  vfs_read() { /* <-vfs_write */\n"
		     "  1.000 us    |  vfs_read(); /* <-vfs_write = 0x3 */\n");
}

static struct kunit_case graph_cases[] = {
	KUNIT_CASE(a_call_with_nothing_in_it_is_one_line),
	KUNIT_CASE(calls_in_a_call_are_between_braces),
	KUNIT_CASE(recursion_is_not_taken_for_a_leaf),
	KUNIT_CASE(a_return_without_its_call_has_a_name),
	KUNIT_CASE(calls_deeper_than_remembered_just_end),
	KUNIT_CASE(a_return_of_another_task_makes_no_leaf),
	KUNIT_CASE(a_duration_has_its_mark_and_its_digits),
	KUNIT_CASE(each_option_has_its_column),
	KUNIT_CASE(latency_format_has_a_column_for_the_context),
	KUNIT_CASE(options_say_what_a_return_tells),
	KUNIT_CASE(the_header_names_the_columns),
	KUNIT_CASE(a_message_is_a_comment_on_the_call_it_is_in),
	KUNIT_CASE(functions_and_stacks_print_as_usual),
	KUNIT_CASE(a_value_of_no_known_type_is_an_error_or_hex),
	KUNIT_CASE(a_call_tells_where_it_returns_to),
	{ }
};

static struct kunit_suite graph_suite = {
	.name = "function_graph",
	.init = graph_test_init,
	.exit = graph_test_exit,
	.test_cases = graph_cases,
};

kunit_test_suite(graph_suite);
