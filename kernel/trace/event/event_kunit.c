// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of trace events: requests of set_event, the layout of records, what generated code
 * writes and prints, names of constants in formats. Run them alone with
 * kunit.filter_glob=trace_event.
 */
#include <kunit/test.h>
#include <linux/seq_buf.h>
#include <linux/seq_file.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "event/event.h"
#include "event/filter.h"
#include "event/format.h"
#include "event/request.h"

#define CREATE_TRACE_POINTS
#include "event/event_kunit_trace.h"

/* ---- requests -------------------------------------------------------------------------------- */

struct request_case {
	const char	*text;
	int		ret;
	const char	*system, *event, *either, *module;
	bool		enable;
};

static const struct request_case request_cases[] = {
	{ "sched:sched_switch", 0, "sched", "sched_switch", NULL, NULL, true },
	{ "!sched:sched_switch", 0, "sched", "sched_switch", NULL, NULL, false },
	{ ":sched_switch", 0, "", "sched_switch", NULL, NULL, true },
	{ "sched:", 0, "sched", "", NULL, NULL, true },
	{ "*:*", 0, "*", "*", NULL, NULL, true },
	{ "sched", 0, NULL, NULL, "sched", NULL, true },
	{ ":mod:ext4", 0, NULL, NULL, "", "ext4", true },
	{ "!:mod:ext4", 0, NULL, NULL, "", "ext4", false },
	{ "ext4:*:mod:ext4", 0, "ext4", "*", NULL, "ext4", true },
	{ "*_da_*:mod:ext4", 0, NULL, NULL, "*_da_*", "ext4", true },
	{ "", -EINVAL },
	{ "!", -EINVAL },
	{ ":mod:", -EINVAL },
	{ "a:b:mod:", -EINVAL },
	{ "a:mod:b:c", -EINVAL },
};

static void a_request_is_taken_apart(struct kunit *test)
{
	for (int i = 0; i < ARRAY_SIZE(request_cases); i++) {
		const struct request_case *c = &request_cases[i];
		char *text = kunit_kstrdup(test, c->text, GFP_KERNEL);
		struct event_request request;

		KUNIT_ASSERT_NOT_NULL(test, text);
		KUNIT_EXPECT_EQ_MSG(test, event_request_parse(&request, text), c->ret, "%s",
				    c->text);
		if (c->ret)
			continue;
		KUNIT_EXPECT_STREQ(test, request.system ?: "-", c->system ?: "-");
		KUNIT_EXPECT_STREQ(test, request.event ?: "-", c->event ?: "-");
		KUNIT_EXPECT_STREQ(test, request.either ?: "-", c->either ?: "-");
		KUNIT_EXPECT_STREQ(test, request.module ?: "-", c->module ?: "-");
		KUNIT_EXPECT_EQ(test, request.enable, c->enable);
	}
}

struct fit_case {
	const char	*text;
	const char	*system, *event;
	bool		fits;
};

static const struct fit_case fit_cases[] = {
	{ "sched:sched_switch", "sched", "sched_switch", true },
	{ "sched:sched_switch", "sched", "sched_switch2", false },
	{ "sched:sched_switch", "sched2", "sched_switch", false },
	{ "sched", "sched", "anything", true },
	{ "sched", "other", "sched", true },
	{ "sched", "other", "sched_switch", false },
	{ "*switch", "sched", "sched_switch", true },
	{ "sched:sched_*", "sched", "sched_switch", true },
	{ "s*:", "sched", "sched_switch", true },
	{ "*:", "sched", "sched_switch", true },
	{ ":", "sched", "sched_switch", true },
};

static void a_request_means_events_by_name_or_glob(struct kunit *test)
{
	for (int i = 0; i < ARRAY_SIZE(fit_cases); i++) {
		const struct fit_case *c = &fit_cases[i];
		char *text = kunit_kstrdup(test, c->text, GFP_KERNEL);
		struct event_request request;

		KUNIT_ASSERT_NOT_NULL(test, text);
		KUNIT_ASSERT_EQ(test, event_request_parse(&request, text), 0);
		KUNIT_EXPECT_EQ_MSG(test, event_request_fits(&request, c->system, c->event),
				    c->fits, "%s against %s:%s", c->text, c->system, c->event);
	}
}

static void a_module_may_be_named_like_its_file(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, event_module_fits("trace-events-sample", "trace_events_sample"));
	KUNIT_EXPECT_TRUE(test, event_module_fits("ext4", "ext4"));
	KUNIT_EXPECT_FALSE(test, event_module_fits("ext", "ext4"));
	KUNIT_EXPECT_FALSE(test, event_module_fits("ext4", "ext"));
}

/* ---- layout ---------------------------------------------------------------------------------- */

struct layout_case {
	const char	*name;
	const char	*type;
	int		offset, size, sign, filter;
};

#define PLACE(_name, _type, _sign, _filter) {					\
	#_name, _type, offsetof(struct trace_event_raw_event_kunit_all, _name),	\
	sizeof_field(struct trace_event_raw_event_kunit_all, _name), _sign, _filter }
#define DATA(_name, _type, _filter) {						\
	#_name, _type,								\
	offsetof(struct trace_event_raw_event_kunit_all, __data_loc_##_name), 4, 0, _filter }
#define REL(_name, _type, _filter) {						\
	#_name, _type,								\
	offsetof(struct trace_event_raw_event_kunit_all, __rel_loc_##_name), 4, 0, _filter }

static const struct layout_case layout_cases[] = {
	PLACE(byte, "u8", 0, FILTER_OTHER),
	PLACE(func, "unsigned long", 0, FILTER_TRACE_FN),
	PLACE(pair, "struct event_kunit_pair", 0, FILTER_OTHER),
	PLACE(pair_ext, "struct event_kunit_pair", 0, FILTER_OTHER),
	PLACE(numbers, "s16[3]", 1, FILTER_OTHER),
	PLACE(name, "char[TASK_COMM_LEN]", is_signed_type(char), FILTER_STATIC_STRING),
	DATA(list, "__data_loc u32[]", FILTER_OTHER),
	DATA(text, "__data_loc char[]", FILTER_DYN_STRING),
	DATA(no_text, "__data_loc char[]", FILTER_DYN_STRING),
	DATA(start, "__data_loc char[]", FILTER_DYN_STRING),
	DATA(message, "__data_loc char[]", FILTER_DYN_STRING),
	DATA(bits, "__data_loc unsigned long[]", FILTER_OTHER),
	DATA(cpus, "__data_loc cpumask_t", FILTER_CPUMASK),
	DATA(addr, "__data_loc u8[]", FILTER_OTHER),
	REL(rel_list, "__rel_loc u32[]", FILTER_OTHER),
	REL(rel_text, "__rel_loc char[]", FILTER_RDYN_STRING),
	REL(rel_start, "__rel_loc char[]", FILTER_RDYN_STRING),
	REL(rel_bits, "__rel_loc unsigned long[]", FILTER_OTHER),
	REL(rel_cpus, "__rel_loc cpumask_t", FILTER_CPUMASK),
	REL(rel_addr, "__rel_loc u8[]", FILTER_OTHER),
	PLACE(last, "s64", 1, FILTER_OTHER),
};

static void fields_lie_where_the_compiler_puts_them(struct kunit *test)
{
	const struct layout_case *c = layout_cases;
	struct ftrace_event_field *field;
	struct list_head *fields;

	guard(mutex)(&event_mutex);
	fields = event_fields(&__event_call_event_kunit_all);
	KUNIT_ASSERT_NOT_NULL(test, fields);
	list_for_each_entry(field, fields, link) {
		KUNIT_ASSERT_TRUE(test, c < layout_cases + ARRAY_SIZE(layout_cases));
		KUNIT_EXPECT_STREQ(test, field->name, c->name);
		KUNIT_EXPECT_STREQ(test, field->type, c->type);
		KUNIT_EXPECT_EQ_MSG(test, field->offset, c->offset, "%s", c->name);
		KUNIT_EXPECT_EQ_MSG(test, field->size, c->size, "%s", c->name);
		KUNIT_EXPECT_EQ_MSG(test, (bool)field->is_signed, c->sign, "%s", c->name);
		KUNIT_EXPECT_EQ_MSG(test, field->filter_type, c->filter, "%s", c->name);
		c++;
	}
	KUNIT_EXPECT_PTR_EQ(test, c, layout_cases + ARRAY_SIZE(layout_cases));
}

static void a_field_is_found_by_name(struct kunit *test)
{
	struct trace_event_call *call = &__event_call_event_kunit_all;

	guard(mutex)(&event_mutex);
	KUNIT_ASSERT_NOT_NULL(test, trace_find_event_field(call, "last"));
	KUNIT_ASSERT_NOT_NULL(test, trace_find_event_field(call, "common_pid"));
	KUNIT_EXPECT_EQ(test, trace_find_event_field(call, "common_pid")->offset, 4);
	KUNIT_ASSERT_NOT_NULL(test, trace_find_event_field(call, "COMM"));
	KUNIT_EXPECT_EQ(test, trace_find_event_field(call, "COMM")->filter_type, FILTER_COMM);
	KUNIT_EXPECT_NULL(test, trace_find_event_field(call, "las"));
}

static void a_class_has_one_list_of_fields(struct kunit *test)
{
	guard(mutex)(&event_mutex);
	KUNIT_EXPECT_PTR_EQ(test, event_fields(&__event_call_event_kunit_pointer),
			    event_fields(&__event_call_event_kunit_print));
}

/* ---- formats --------------------------------------------------------------------------------- */

static char *format_of(struct kunit *test, struct trace_event_call *call)
{
	size_t size = 2 * PAGE_SIZE;
	struct seq_file m = {
		.buf = kunit_kzalloc(test, size, GFP_KERNEL),
		.size = size,
	};

	KUNIT_ASSERT_NOT_NULL(test, m.buf);
	guard(mutex)(&event_mutex);
	KUNIT_ASSERT_EQ(test, event_format_show(&m, call), 0);
	KUNIT_ASSERT_LT(test, m.count, m.size);
	return m.buf;
}

static void a_format_tells_fields_and_numbers(struct kunit *test)
{
	const char *text = format_of(test, &__event_call_event_kunit_all);

	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "name: event_kunit_all\nID: "));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text,
		"\tfield:char name[16];\toffset:62;\tsize:16;\tsigned:0;\n"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "\tfield:s16 numbers[3];\t"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "\tfield:__data_loc char[] text;\t"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "\tfield:__data_loc cpumask_t cpus;\t"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "\nprint fmt: \"%u %lld"));
	/* Names in code are numbers, in strings they stay. */
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "{ 1, \"one\" }, { 2, \"EVENT_KUNIT_ONE\" }"));
}

static void a_size_becomes_a_number(struct kunit *test)
{
	const char *text = format_of(test, &__event_call_event_kunit_print);

	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "print fmt: \"other %lu\", REC->number / 16\n"));
}

struct constant_case {
	const char	*text;
	const char	*shown;
};

static const struct constant_case constant_cases[] = {
	{ "ONE", "1" },
	{ "ONE + ONE", "1 + 1" },
	{ "ONE_MORE", "2" },
	{ "ONE_", "ONE_" },
	{ "AT_ONE", "AT_ONE" },
	{ "0ONE", "0ONE" },
	{ "REC->ONE", "REC->ONE" },
	{ "x.ONE", "x.ONE" },
	{ "x > ONE", "x > 1" },
	{ "\"ONE\", ONE", "\"ONE\", 1" },
	{ "\"\\\"ONE\", ONE", "\"\\\"ONE\", 1" },
	{ "\"ONE", "\"ONE" },
	{ "sizeof(struct s)", "8" },
	{ "sizeof(struct t)", "sizeof(struct t)" },
	{ "x/sizeof(struct s)/ONE", "x/8/1" },
	{ "MINUS", "-3" },
	{ "", "" },
};

static void names_of_constants_become_numbers(struct kunit *test)
{
	static const struct trace_eval_map one = { "s", "ONE", 1 };
	static const struct trace_eval_map more = { "s", "ONE_MORE", 2 };
	static const struct trace_eval_map size = { "s", "sizeof(struct s)", 8 };
	static const struct trace_eval_map minus = { "s", "MINUS", -3 };
	const struct trace_eval_map *map[] = { &one, &more, &size, &minus };
	struct event_constants constants = { .map = map, .nr = ARRAY_SIZE(map) };
	char buf[64];

	for (int i = 0; i < ARRAY_SIZE(constant_cases); i++) {
		struct seq_file m = { .buf = buf, .size = sizeof(buf) };

		event_show_constants(&m, constant_cases[i].text, &constants);
		buf[m.count] = '\0';
		KUNIT_EXPECT_STREQ(test, buf, constant_cases[i].shown);
	}
}

/* ---- recording and printing ------------------------------------------------------------------ */

static void call_all(const char *fmt, ...)
{
	struct sockaddr addr = { .sa_family = AF_INET };
	unsigned long bits[64 / BITS_PER_LONG] = { 0x5 };
	va_list va;

	va_start(va, fmt);
	trace_event_kunit_all(3, "hello", NULL, cpumask_of(0), bits, &addr, fmt, &va);
	va_end(va);
}

/* The last line of the trace of an instance, without what stands in front of the event's name. */
static char *last_line(struct kunit *test, struct trace_array *tr, const char *name)
{
	struct trace_iterator *iter = kunit_kzalloc(test, sizeof(*iter), GFP_KERNEL);
	char *text = NULL, *at;
	int ret;

	KUNIT_ASSERT_NOT_NULL(test, iter);
	scoped_guard(mutex, &trace_types_lock)
		ret = trace_iter_open(iter, tr, RING_BUFFER_ALL_CPUS, false);
	KUNIT_ASSERT_EQ(test, ret, 0);
	while (trace_find_next_entry_inc(iter)) {
		trace_seq_init(&iter->seq);
		print_trace_line(iter);
		iter->seq.buffer[min_t(size_t, trace_seq_used(&iter->seq), PAGE_SIZE - 1)] = '\0';
		at = strstr(iter->seq.buffer, name);
		if (at)
			text = kunit_kstrdup(test, at, GFP_KERNEL);
	}
	scoped_guard(mutex, &trace_types_lock)
		trace_iter_close(iter);
	return text;
}

static struct trace_array *new_instance(struct kunit *test)
{
	struct trace_array *tr = trace_array_get_by_name("event-kunit", NULL);

	KUNIT_ASSERT_NOT_NULL(test, tr);
	return tr;
}

static void drop_instance(struct trace_array *tr)
{
	trace_array_put(tr);
	trace_array_destroy(tr);
}

static void what_was_recorded_is_printed(struct kunit *test)
{
	const int mask_bits = round_up(nr_cpumask_bits, BITS_PER_LONG);
	char *expected = kunit_kzalloc(test, SZ_512, GFP_KERNEL);
	const struct cpumask *cpu = cpumask_of(0);
	struct trace_array *tr = new_instance(test);

	KUNIT_ASSERT_NOT_NULL(test, expected);
	KUNIT_EXPECT_EQ(test, trace_array_set_clr_event(tr, "event_kunit", "event_kunit_all", true),
			0);
	call_all("%d-%s", 42, "x");
	snprintf(expected, SZ_512,
		 "event_kunit_all: 3 3 -3 hello hello (null) hel [42-x] "
		 "[00000000,00000005] %*pb {0x0,0x1,0x2} hello hel [00000000,00000005] "
		 "[%*pb] 2 0x3 a|b 68 65 6865 {0x0,0xffff,0xfffe} 1.500000000 -3\n",
		 mask_bits, cpu, mask_bits, cpu);
	KUNIT_EXPECT_STREQ(test, last_line(test, tr, "event_kunit_all"), expected);
	drop_instance(tr);
}

/* At each place in a word, of each length that copying in pieces can tell apart. */
static void texts_are_measured_and_copied(struct kunit *test)
{
	char from[64], to[64];

	for (int place = 0; place < 8; place++) {
		for (int len = 0; len < 40; len++) {
			char *text = from + 8 + place;

			memset(from, 0, sizeof(from));
			memset(to, '#', sizeof(to));
			for (int i = 0; i < len; i++)
				text[i] = i % 2 ? '\x80' : 'a' + i % 26;
			KUNIT_EXPECT_EQ(test, __trace_text_len(text), len);
			/* What is before and behind it does not matter. */
			memset(from, '\x01', 8 + place);
			text[len + 1] = '\xff';
			KUNIT_EXPECT_EQ(test, __trace_text_len(text), len);

			__trace_copy_text(to + 1, text, 0, 0, len + 1);
			KUNIT_EXPECT_EQ(test, memcmp(to + 1, text, len + 1), 0);
			KUNIT_EXPECT_EQ(test, to[0], '#');
			KUNIT_EXPECT_EQ(test, to[len + 2], '#');
		}
	}
	KUNIT_EXPECT_EQ(test, __trace_text_len(NULL), strlen(EVENT_NULL_STR));
	__trace_copy_text(to, NULL, 0, 0, sizeof(EVENT_NULL_STR));
	KUNIT_EXPECT_STREQ(test, to, EVENT_NULL_STR);
}

static void an_event_that_is_off_records_nothing(struct kunit *test)
{
	struct trace_array *tr = new_instance(test);

	KUNIT_EXPECT_EQ(test, trace_event_set(tr, "event_kunit", true, NULL), 0);
	KUNIT_EXPECT_EQ(test, trace_event_set(tr, "!event_kunit", true, NULL), 0);
	trace_event_kunit_print("x");
	KUNIT_EXPECT_NULL(test, last_line(test, tr, "event_kunit_print"));
	drop_instance(tr);
}

static void one_class_prints_in_two_ways(struct kunit *test)
{
	struct trace_array *tr = new_instance(test);

	KUNIT_EXPECT_EQ(test, trace_event_set(tr, "event_kunit", true, NULL), 0);
	trace_event_kunit_print("x");
	trace_event_kunit_pointer("constant");
	KUNIT_EXPECT_STREQ(test, last_line(test, tr, "event_kunit_print"),
			   "event_kunit_print: other 1\n");
	KUNIT_EXPECT_STREQ(test, last_line(test, tr, "event_kunit_pointer"),
			   "event_kunit_pointer: constant 16\n");
	drop_instance(tr);
}

/* ---- switching ------------------------------------------------------------------------------- */

static struct event_slot *slot_of(struct trace_array *tr)
{
	return find_event_slot(tr, "event_kunit", "event_kunit_print");
}

static struct trace_event_file *event_of(struct trace_array *tr)
{
	struct event_slot *slot = slot_of(tr);

	return slot ? event_file_make(tr, slot) : NULL;
}

#ifdef CONFIG_TRACE_EVENT_KEEPS_REGISTERS

/* What a probe has in registers; @r8 is an argument of the call, @ax and @dx are results. */
struct probe_regs {
	unsigned long	di, si, cx, r8, r9;
	unsigned long	ax, dx;
};

#define CALL_AS_PROBE(func, regs)							\
do {											\
	struct probe_regs *__r = (regs);						\
	register unsigned long __r8 asm("r8") = __r->r8;				\
	register unsigned long __r9 asm("r9") = __r->r9;				\
											\
	asm volatile("call " #func							\
		     : "+a" (__r->ax), "+d" (__r->dx), "+D" (__r->di), "+S" (__r->si),	\
		       "+c" (__r->cx), "+r" (__r8), "+r" (__r9), ASM_CALL_CONSTRAINT	\
		     : : "r10", "r11", "cc", "memory");					\
	__r->r9 = __r9;									\
} while (0)

/* @di and @si are arguments or have to be kept all the same. */
#define EXPECT_KEPT(func, _di, _si, _r8)						\
({											\
	const struct probe_regs had = { (unsigned long)(_di), (unsigned long)(_si), 3,	\
					(unsigned long)(_r8), 4, 7, 8 };		\
	struct probe_regs r = had;							\
											\
	CALL_AS_PROBE(func, &r);							\
	KUNIT_EXPECT_EQ(test, r.di, had.di);						\
	KUNIT_EXPECT_EQ(test, r.si, had.si);						\
	KUNIT_EXPECT_EQ(test, r.cx, had.cx);						\
	KUNIT_EXPECT_EQ(test, r.r9, had.r9);						\
	r;										\
})

static void commit(struct trace_event_file *file, const struct probe_regs *r)
{
	trace_event_commit(file, 0, r->dx, 0, (void *)r->ax);
}

static void what_probes_call_keeps_registers(struct kunit *test)
{
	static const int lengths[] = { 0, 1, 3, 4, 7, 8, 12, 16, 17, 40 };
	char *page = (char *)__get_free_page(GFP_KERNEL), to[64];
	struct trace_array *tr = new_instance(test);
	struct probe_regs r, nested;
	struct trace_event_file *file;

	KUNIT_ASSERT_NOT_NULL(test, page);
	for (int i = 0; i < ARRAY_SIZE(lengths); i++) {
		char *text = page + PAGE_SIZE - 1 - lengths[i];

		memset(text, 'x', lengths[i]);
		text[lengths[i]] = '\0';
		KUNIT_EXPECT_EQ(test, EXPECT_KEPT(__trace_text_len, text, 2, 5).ax, lengths[i]);
		r = EXPECT_KEPT(__trace_copy_text, to, text, lengths[i] + 1);
		KUNIT_EXPECT_EQ(test, r.ax, 7);
		KUNIT_EXPECT_EQ(test, r.dx, 8);
		KUNIT_EXPECT_STREQ(test, to, text);
		memcpy(page, text, lengths[i] + 1);
		KUNIT_EXPECT_EQ(test, EXPECT_KEPT(__trace_text_len, page, 2, 5).ax, lengths[i]);
	}
	EXPECT_KEPT(__trace_text_len, NULL, 2, 5);
	EXPECT_KEPT(__trace_copy_text, to, NULL, sizeof(EVENT_NULL_STR));
	free_page((unsigned long)page);

	KUNIT_EXPECT_EQ(test, trace_event_set(tr, "event_kunit", true, NULL), 0);
	scoped_guard(mutex, &event_mutex)
		file = event_of(tr);
	KUNIT_ASSERT_NOT_NULL(test, file);

	preempt_disable();
	KUNIT_EXPECT_EQ(test, (u8)EXPECT_KEPT(__trace_trigger_soft_disabled, file, 2, 5).ax, 0);
	set_bit(EVENT_FILE_FL_SOFT_DISABLED_BIT, &file->flags);
	KUNIT_EXPECT_EQ(test, (u8)EXPECT_KEPT(__trace_trigger_soft_disabled, file, 2, 5).ax, 1);
	clear_bit(EVENT_FILE_FL_SOFT_DISABLED_BIT, &file->flags);

	for (int i = 0; i < 300; i++) {		/* over the end of a sub-buffer, too */
		r = EXPECT_KEPT(trace_event_reserve_words, file, 2, 6);
		KUNIT_EXPECT_NE(test, r.ax, 0);
		commit(file, &r);
		r = EXPECT_KEPT(trace_event_reserve, file, 2, i * 8 + 8);
		KUNIT_EXPECT_NE(test, r.ax, 0);
		commit(file, &r);
	}
	/* The one inside finds the scratch area in use. */
	r = EXPECT_KEPT(trace_event_reserve_inspected, file, 2, 6);
	nested = EXPECT_KEPT(trace_event_reserve_inspected, file, 2, 6);
	KUNIT_EXPECT_NE(test, r.dx, nested.dx);
	commit(file, &nested);
	commit(file, &r);

	tr->trace_flags |= TRACE_ITER_STACKTRACE;
	r = EXPECT_KEPT(trace_event_reserve_words, file, 2, 6);
	tr->trace_flags &= ~TRACE_ITER_STACKTRACE;
	commit(file, &r);

	ring_buffer_record_off(tr->array_buffer.buffer);
	KUNIT_EXPECT_EQ(test, EXPECT_KEPT(trace_event_reserve_words, file, 2, 6).ax, 0);
	KUNIT_EXPECT_EQ(test, EXPECT_KEPT(trace_event_reserve, file, 2, 24).ax, 0);
	preempt_enable();
	drop_instance(tr);
}

#endif

static void soft_users_do_not_change_what_is_recorded(struct kunit *test)
{
	struct trace_array *tr = new_instance(test);
	struct trace_event_file *file;

	scoped_guard(mutex, &event_mutex) {
		file = event_of(tr);
		KUNIT_ASSERT_NOT_NULL(test, file);
		KUNIT_EXPECT_EQ(test, trace_event_enable_disable(file, 1, 1), 0);
		KUNIT_EXPECT_TRUE(test, file->flags & EVENT_FILE_FL_ENABLED);
		KUNIT_EXPECT_FALSE(test, event_file_is_on(file));
		KUNIT_EXPECT_EQ(test, trace_event_enable_disable(file, 1, 1), 0);

		KUNIT_EXPECT_EQ(test, trace_event_enable_disable(file, 1, 0), 0);
		KUNIT_EXPECT_TRUE(test, event_file_is_on(file));
		KUNIT_EXPECT_EQ(test, trace_event_enable_disable(file, 0, 1), 0);
		KUNIT_EXPECT_TRUE(test, file->flags & EVENT_FILE_FL_SOFT_MODE);
		KUNIT_EXPECT_EQ(test, trace_event_enable_disable(file, 0, 0), 0);
		KUNIT_EXPECT_FALSE(test, event_file_is_on(file));
		KUNIT_EXPECT_TRUE(test, file->flags & EVENT_FILE_FL_ENABLED);
		KUNIT_EXPECT_EQ(test, trace_event_enable_disable(file, 0, 1), 0);
		KUNIT_EXPECT_FALSE(test, file->flags & (EVENT_FILE_FL_ENABLED |
							EVENT_FILE_FL_SOFT_MODE |
							EVENT_FILE_FL_SOFT_DISABLED));
	}
	drop_instance(tr);
}

static void an_event_that_a_trigger_switched_on_stays_on(struct kunit *test)
{
	struct trace_array *tr = new_instance(test);
	struct trace_event_file *file;

	scoped_guard(mutex, &event_mutex) {
		file = event_of(tr);
		KUNIT_ASSERT_NOT_NULL(test, file);
		KUNIT_EXPECT_EQ(test, trace_event_enable_disable(file, 1, 1), 0);
		clear_bit(EVENT_FILE_FL_SOFT_DISABLED_BIT, &file->flags);
		KUNIT_EXPECT_EQ(test, trace_event_enable_disable(file, 0, 1), 0);
		KUNIT_EXPECT_TRUE(test, event_file_is_on(file));
		KUNIT_EXPECT_FALSE(test, file->flags & EVENT_FILE_FL_SOFT_MODE);
	}
	drop_instance(tr);
}

static void a_refused_write_changes_nothing(struct kunit *test)
{
	struct trace_array *tr = new_instance(test);
	struct trace_error why = { };
	char good[] = "event_kunit:event_kunit_print";
	char bad[] = "!event_kunit:event_kunit_print no_such:event_kunit";

	KUNIT_EXPECT_EQ(test, event_set_requests(tr, good, &why), 0);
	KUNIT_EXPECT_EQ(test, event_set_requests(tr, bad, &why), -EINVAL);
	KUNIT_EXPECT_EQ(test, why.pos, 31);
	scoped_guard(mutex, &event_mutex)
		KUNIT_EXPECT_TRUE(test, event_file_is_on(event_of(tr)));
	drop_instance(tr);
}

static void all_events_go_on_and_off_together(struct kunit *test)
{
	struct trace_array *tr = new_instance(test);

	scoped_guard(mutex, &event_mutex) {
		KUNIT_EXPECT_EQ(test, event_system_state(tr, NULL), '0');
		KUNIT_EXPECT_EQ(test, trace_event_enable_disable(event_of(tr), 1, 1), 0);
		KUNIT_EXPECT_EQ(test, event_switch_system(tr, NULL, true), 0);
		KUNIT_EXPECT_EQ(test, event_system_state(tr, NULL), '1');
		/* Once more: nothing to do. */
		KUNIT_EXPECT_EQ(test, event_switch_system(tr, NULL, true), 0);
		KUNIT_EXPECT_EQ(test, event_switch_system(tr, "event_kunit", false), 0);
		KUNIT_EXPECT_EQ(test, event_system_state(tr, NULL), 'X');
		KUNIT_EXPECT_EQ(test, event_system_state(tr, "event_kunit"), '0');
		KUNIT_EXPECT_EQ(test, event_switch_system(tr, NULL, false), 0);
		KUNIT_EXPECT_EQ(test, event_system_state(tr, NULL), '0');
		/* The soft user is there yet. */
		KUNIT_EXPECT_TRUE(test, event_of(tr)->flags & EVENT_FILE_FL_ENABLED);
		KUNIT_EXPECT_EQ(test, trace_event_enable_disable(event_of(tr), 0, 1), 0);
		KUNIT_EXPECT_FALSE(test, event_of(tr)->flags & EVENT_FILE_FL_ENABLED);
		KUNIT_EXPECT_EQ(test, event_switch_system(tr, "no such system", true), -ENOENT);
	}
	drop_instance(tr);
}

/* ---- events that nobody has used ------------------------------------------------------------- */

static int count_files(struct trace_array *tr)
{
	struct trace_event_file *file;
	int nr = 0;

	for_each_event_file(file, tr)
		nr++;
	return nr;
}

/* That have a switch; of a system, or all with NULL. */
static int count_events(struct trace_array *tr, const char *system)
{
	struct event_slot *slot;
	int nr = 0;

	for_each_event_slot(slot, tr) {
		if (event_call_has_switch(slot->call) &&
		    (!system || !strcmp(slot->call->class->system, system)))
			nr++;
	}
	return nr;
}

static void an_event_has_a_file_from_its_first_use_on(struct kunit *test)
{
	struct trace_array *tr = new_instance(test);
	struct trace_error why = { };
	struct event_slot *slot;
	char nothing[] = "0";

	scoped_guard(mutex, &event_mutex) {
		slot = slot_of(tr);
		KUNIT_ASSERT_NOT_NULL(test, slot);
		/* To ask is no use, and what is not there can be taken away as it is. */
		KUNIT_EXPECT_EQ(test, event_system_state(tr, NULL), '0');
		KUNIT_EXPECT_EQ(test, event_switch_system(tr, NULL, false), 0);
		KUNIT_EXPECT_EQ(test, event_filter_set(tr, slot, nothing, &why), 0);
		KUNIT_EXPECT_NULL(test, event_file_of_call(tr, slot->call));
		KUNIT_EXPECT_EQ(test, count_files(tr), 0);

		KUNIT_EXPECT_EQ(test, event_switch_system(tr, "event_kunit", true), 0);
		KUNIT_ASSERT_NOT_NULL(test, slot->file);
		KUNIT_EXPECT_TRUE(test, event_file_is_on(slot->file));
		KUNIT_EXPECT_PTR_EQ(test, event_file_of_call(tr, slot->call), slot->file);
		KUNIT_EXPECT_EQ(test, count_files(tr), count_events(tr, "event_kunit"));

		KUNIT_EXPECT_EQ(test, event_switch_system(tr, NULL, true), 0);
		KUNIT_EXPECT_EQ(test, count_files(tr), count_events(tr, NULL));
		KUNIT_EXPECT_EQ(test, event_switch_system(tr, NULL, false), 0);
		KUNIT_EXPECT_EQ(test, count_files(tr), count_events(tr, NULL));
	}
	drop_instance(tr);
}

static void who_holds_an_event_keeps_its_instance(struct kunit *test)
{
	struct trace_array *tr = new_instance(test);
	struct trace_event_file *file;

	file = trace_get_event_file("event-kunit", "event_kunit", "event_kunit_print");
	KUNIT_ASSERT_FALSE(test, IS_ERR(file));
	scoped_guard(mutex, &event_mutex)
		KUNIT_EXPECT_PTR_EQ(test, file, slot_of(tr)->file);
	trace_array_put(tr);
	KUNIT_EXPECT_EQ(test, trace_array_destroy(tr), -EBUSY);
	trace_put_event_file(file);

	file = trace_get_event_file("event-kunit", "event_kunit", "no_such");
	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(file), -EINVAL);
	KUNIT_EXPECT_EQ(test, trace_array_destroy(tr), 0);
	file = trace_get_event_file("event-kunit", "event_kunit", "event_kunit_print");
	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(file), -ENOENT);
}

static void an_instance_may_be_for_some_systems_or_none(struct kunit *test)
{
	struct trace_array *tr = trace_array_get_by_name("event-kunit", "no_such,event_kunit");
	struct trace_array *none = trace_array_get_by_name("event-kunit-none", "no_such");

	KUNIT_ASSERT_NOT_NULL(test, tr);
	KUNIT_ASSERT_NOT_NULL(test, none);
	scoped_guard(mutex, &event_mutex) {
		KUNIT_EXPECT_NOT_NULL(test, slot_of(tr));
		KUNIT_EXPECT_EQ(test, count_events(tr, NULL), count_events(tr, "event_kunit"));
		KUNIT_EXPECT_EQ(test, event_switch_system(tr, NULL, true), 0);
		KUNIT_EXPECT_NULL(test, slot_of(none));
		KUNIT_EXPECT_EQ(test, event_system_state(none, NULL), '?');
		KUNIT_EXPECT_EQ(test, event_switch_system(none, NULL, true), -ENOENT);
	}
	drop_instance(none);
	drop_instance(tr);
}

static struct kunit_case event_cases[] = {
	KUNIT_CASE(a_request_is_taken_apart),
	KUNIT_CASE(a_request_means_events_by_name_or_glob),
	KUNIT_CASE(a_module_may_be_named_like_its_file),
	KUNIT_CASE(fields_lie_where_the_compiler_puts_them),
	KUNIT_CASE(a_field_is_found_by_name),
	KUNIT_CASE(a_class_has_one_list_of_fields),
	KUNIT_CASE(a_format_tells_fields_and_numbers),
	KUNIT_CASE(a_size_becomes_a_number),
	KUNIT_CASE(names_of_constants_become_numbers),
	KUNIT_CASE(what_was_recorded_is_printed),
	KUNIT_CASE(texts_are_measured_and_copied),
	KUNIT_CASE(an_event_that_is_off_records_nothing),
	KUNIT_CASE(one_class_prints_in_two_ways),
#ifdef CONFIG_TRACE_EVENT_KEEPS_REGISTERS
	KUNIT_CASE(what_probes_call_keeps_registers),
#endif
	KUNIT_CASE(soft_users_do_not_change_what_is_recorded),
	KUNIT_CASE(an_event_that_a_trigger_switched_on_stays_on),
	KUNIT_CASE(a_refused_write_changes_nothing),
	KUNIT_CASE(all_events_go_on_and_off_together),
	KUNIT_CASE(an_event_has_a_file_from_its_first_use_on),
	KUNIT_CASE(who_holds_an_event_keeps_its_instance),
	KUNIT_CASE(an_instance_may_be_for_some_systems_or_none),
	{}
};

static struct kunit_suite event_suite = {
	.name		= "trace_event",
	.test_cases	= event_cases,
};

kunit_test_suite(event_suite);
