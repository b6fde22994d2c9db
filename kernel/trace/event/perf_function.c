// SPDX-License-Identifier: GPL-2.0-only
/*
 * ftrace:function: each call of a function as an event of perf's.
 *
 * There is no tracepoint: an opened event is an ops of its own, with filters of its own, and
 * perf's start and stop say on which CPU that ops has something to do. Its filter is not looked at
 * for each record, as that of other events is: it says what is hooked at all. So it can say only
 * what set_ftrace_filter and set_ftrace_notrace can, as "ip == NAME" and "ip != NAME", with "||"
 * in between; NAME may be a glob, or several, separated by blanks or commas, in quotes.
 *
 * The callback runs wherever functions are called, NMI included. The rest sleeps, under
 * event_mutex.
 */
#include <linux/ctype.h>
#include <linux/ftrace.h>
#include <linux/list.h>
#include <linux/perf_event.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/trace_recursion.h>

#include "core/trace.h"
#include "event/perf.h"

/* In ops->private: the CPU on which the event counts, or this. */
#define ON_NO_CPU	((void *)(unsigned long)nr_cpu_ids)

/* perf puts a size of four bytes in front, and wants the sum to be a multiple of eight. */
#define RECORD_SIZE	\
	(ALIGN(sizeof(struct ftrace_entry) + sizeof(u32), sizeof(u64)) - sizeof(u32))

static bool counts_here(struct ftrace_ops *ops)
{
	return READ_ONCE(ops->private) == (void *)(unsigned long)raw_smp_processor_id();
}

static void submit(struct perf_event *event, unsigned long ip, unsigned long parent_ip)
{
	struct hlist_head only_this = { .first = &event->hlist_entry };
	struct ftrace_entry *entry;
	struct pt_regs regs = { };
	int rctx;

	entry = perf_trace_buf_alloc(RECORD_SIZE, NULL, &rctx);
	if (!entry)
		return;
	perf_fetch_caller_regs(&regs);
	entry->ip = ip;
	entry->parent_ip = parent_ip;
	perf_trace_buf_submit(entry, RECORD_SIZE, rctx, TRACE_FN, 1, &regs, &only_this, NULL);
}

static void function_called(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *ops,
			    struct ftrace_regs *fregs)
{
	int bit;

	if (!counts_here(ops))
		return;
	bit = ftrace_test_recursion_trylock(ip, parent_ip);
	if (bit < 0)
		return;
	/* Preemption is off now, so look again; and perf needs RCU. */
	if (counts_here(ops) && rcu_is_watching())
		submit(container_of(ops, struct perf_event, ftrace_ops), ip, parent_ip);
	ftrace_test_recursion_unlock(bit);
}

static int function_open(struct perf_event *event)
{
	struct ftrace_ops *ops = &event->ftrace_ops;

	ops->func = function_called;
	ops->private = ON_NO_CPU;
	return register_ftrace_function(ops);
}

static int function_close(struct perf_event *event)
{
	struct ftrace_ops *ops = &event->ftrace_ops;
	int ret = unregister_ftrace_function(ops);

	ftrace_free_filter(ops);
	return ret;
}

static int function_reg(struct trace_event_call *call, enum trace_reg type, void *data)
{
	struct perf_event *event = data;

	switch (type) {
	case TRACE_REG_PERF_REGISTER:
	case TRACE_REG_PERF_UNREGISTER:
		return 0;
	case TRACE_REG_PERF_OPEN:
		return function_open(event);
	case TRACE_REG_PERF_CLOSE:
		return function_close(event);
	case TRACE_REG_PERF_ADD:
		WRITE_ONCE(event->ftrace_ops.private, (void *)(unsigned long)smp_processor_id());
		return 1;
	case TRACE_REG_PERF_DEL:
		WRITE_ONCE(event->ftrace_ops.private, ON_NO_CPU);
		return 1;
	default:
		return -EINVAL;
	}
}

static struct trace_event_class perf_function_class = {
	.system	= "ftrace",
	.reg	= function_reg,
};

/* In no list: no instance has it, and its files are made from the table of record types. */
struct trace_event_call perf_function_event = {
	.class		= &perf_function_class,
	.name		= "function",
	.event.type	= TRACE_FN,
	.flags		= TRACE_EVENT_FL_IGNORE_ENABLE,
};

/* ---- the filter ------------------------------------------------------------------------------ */

#define NAME_MAX_LEN	(KSYM_NAME_LEN - 1)

/* Where names are in the filter, and whether they are those to hook or those not to. */
struct ip_test {
	const char	*names;
	size_t		len;
	bool		equal;
};

static bool take(const char **at, const char *word)
{
	size_t len = strlen(word);

	*at = skip_spaces(*at);
	if (strncmp(*at, word, len))
		return false;
	*at += len;
	return true;
}

static bool take_names(const char **at, struct ip_test *test)
{
	static const char ends_name[] = " \t\n()|&\"'";
	const char *p = skip_spaces(*at);
	const char quote[] = { *p, '\0' };
	bool quoted = *p == '"' || *p == '\'';

	p += quoted;
	test->names = p;
	test->len = strcspn(p, quoted ? quote : ends_name);
	p += test->len;
	if (quoted && !*p)
		return false;
	*at = p + quoted;
	return test->len;
}

/* "ip == names" or "ip != names". */
static bool take_test(const char **at, struct ip_test *test)
{
	if (!take(at, "ip"))
		return false;
	test->equal = take(at, "==");
	if (!test->equal && !take(at, "!="))
		return false;
	return take_names(at, test);
}

/*
 * One comparison with what joins it to the next. Return: 1 if there is a next, 0 at the end,
 * -EINVAL for what is not such a filter.
 */
static int take_joined_test(const char **at, int *depth, struct ip_test *test)
{
	while (take(at, "("))
		(*depth)++;
	if (!take_test(at, test))
		return -EINVAL;
	while (*depth && take(at, ")"))
		(*depth)--;
	if (take(at, "||"))
		return 1;
	return **at || *depth ? -EINVAL : 0;
}

/* Look at all of it, before anything is changed. */
static int check_filter(const char *str)
{
	struct ip_test test;
	int depth = 0;
	int ret;

	do {
		ret = take_joined_test(&str, &depth, &test);
	} while (ret > 0);
	return ret;
}

static int add_name(struct ftrace_ops *ops, bool equal, const char *name, size_t len)
{
	unsigned char copy[KSYM_NAME_LEN];

	if (len > NAME_MAX_LEN)
		return -EINVAL;
	memcpy(copy, name, len);
	copy[len] = '\0';
	return equal ? ftrace_set_filter(ops, copy, len, 0) : ftrace_set_notrace(ops, copy, len, 0);
}

static int add_names(struct ftrace_ops *ops, const struct ip_test *test)
{
	static const char between[] = " ,";
	const char *end = test->names + test->len;
	const char *name = test->names;
	size_t len;
	int ret;

	while (name < end) {
		name += strspn(name, between);
		len = min_t(size_t, strcspn(name, between), end - name);
		ret = len && name < end ? add_name(ops, test->equal, name, len) : 0;
		if (ret < 0)
			return ret;
		name += len;
	}
	return 0;
}

static int add_all(struct ftrace_ops *ops, const char *str)
{
	struct ip_test test;
	int depth = 0;
	int more, ret;

	do {
		more = take_joined_test(&str, &depth, &test);
		ret = add_names(ops, &test);
		if (ret)
			return ret;
	} while (more > 0);
	return 0;
}

/* Hook everything again. */
static void forget_filter(struct ftrace_ops *ops)
{
	ftrace_set_filter(ops, NULL, 0, 1);
	ftrace_set_notrace(ops, NULL, 0, 1);
}

/**
 * perf_function_set_filter - choose which functions an event is about
 * @event: an opened ftrace:function
 * @str:   the filter, which takes the place of the one before
 *
 * Return: 0; -EINVAL for what is not such a filter, or a name that no function has; -ENOMEM. Then
 * the event is about all functions, as without a filter.
 */
int perf_function_set_filter(struct perf_event *event, const char *str)
{
	struct ftrace_ops *ops = &event->ftrace_ops;
	int ret = check_filter(str);

	if (ret)
		return ret;
	forget_filter(ops);
	ret = add_all(ops, str);
	if (ret)
		forget_filter(ops);
	return ret;
}
