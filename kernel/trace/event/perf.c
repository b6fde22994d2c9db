// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trace events as perf sees them: attr.config is the number in an event's id file.
 *
 * Opening takes a reference of the event and, the first time, attaches its perf probe to the
 * tracepoint; while the opened event counts it is in a list of the CPU that it counts on. The
 * probe, which the event macros generate, walks that list: it gets a buffer of the context that
 * it runs in from perf_trace_buf_alloc(), fills the record in, and gives it to perf_tp_event().
 *
 * Opening and closing sleep, under event_mutex. Counting starts and stops with interrupts off.
 * The buffers are for any context, NMI included, and never shared: perf's recursion context says
 * which of four is free.
 */
#include <linux/export.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/perf_event.h>
#include <linux/security.h>
#include <linux/slab.h>

#include "core/trace.h"
#include "event/event.h"
#include "event/filter.h"
#include "event/perf.h"

/* Words, so that the end of a record can be cleared by one store. */
typedef u64 perf_record_buf_t[PERF_MAX_TRACE_SIZE / sizeof(u64)];

/* There while @perf_users is not 0; event_mutex. */
static perf_record_buf_t __percpu *perf_bufs[PERF_NR_CONTEXTS];
static unsigned int perf_users;

static bool is_function_event(const struct trace_event_call *call)
{
#ifdef CONFIG_FUNCTION_TRACER
	return call == &perf_function_event;
#else
	return false;
#endif
}

/* ---- who may --------------------------------------------------------------------------------- */

/*
 * ftrace:function fires in the page fault handler too, from where user memory is out of reach, and
 * tells more about others than any other event does.
 */
static int function_perm(struct perf_event *event)
{
	int ret = perf_allow_tracepoint();

	if (ret || !is_sampling_event(event))
		return ret;
	if (!event->attr.exclude_callchain_user ||
	    event->attr.sample_type & PERF_SAMPLE_STACK_USER)
		return -EINVAL;
	return 0;
}

static int perf_event_perm(struct trace_event_call *call, struct perf_event *event)
{
	int ret;

	if (call->perf_perm) {
		ret = call->perf_perm(call, event);
		if (ret)
			return ret;
	}
	/* Inherited: the one that it comes from was allowed. */
	if (event->parent)
		return 0;
	if (is_function_event(call)) {
		ret = function_perm(event);
		if (ret)
			return ret;
	}
	/* A number tells nothing. */
	if (!(event->attr.sample_type & PERF_SAMPLE_RAW))
		return 0;
	/* What some events tell about a task may be known to who may watch that task. */
	if (event->attach_state == PERF_ATTACH_TASK && call->flags & TRACE_EVENT_FL_CAP_ANY)
		return 0;
	return perf_allow_tracepoint();
}

/* ---- the first and the last one -------------------------------------------------------------- */

static void perf_free_bufs(void)
{
	int i;

	for (i = 0; i < PERF_NR_CONTEXTS; i++) {
		free_percpu(perf_bufs[i]);
		perf_bufs[i] = NULL;
	}
}

static int perf_get_bufs(void)
{
	int i;

	if (perf_users++)
		return 0;
	for (i = 0; i < PERF_NR_CONTEXTS; i++) {
		perf_bufs[i] = alloc_percpu(perf_record_buf_t);
		if (!perf_bufs[i])
			goto fail;
	}
	return 0;
fail:
	perf_free_bufs();
	perf_users--;
	return -ENOMEM;
}

static void perf_put_bufs(void)
{
	if (!--perf_users)
		perf_free_bufs();
}

static struct hlist_head __percpu *perf_alloc_lists(void)
{
	struct hlist_head __percpu *lists = alloc_percpu(struct hlist_head);
	int cpu;

	if (lists) {
		for_each_possible_cpu(cpu)
			INIT_HLIST_HEAD(per_cpu_ptr(lists, cpu));
	}
	return lists;
}

/* Attach the perf probe. */
static int perf_first(struct trace_event_call *call)
{
	int ret = perf_get_bufs();

	if (ret)
		return ret;
	call->perf_events = perf_alloc_lists();
	ret = call->perf_events ? call->class->reg(call, TRACE_REG_PERF_REGISTER, NULL) : -ENOMEM;
	if (ret) {
		free_percpu(call->perf_events);
		call->perf_events = NULL;
		perf_put_bufs();
	}
	return ret;
}

static void perf_last(struct trace_event_call *call)
{
	call->class->reg(call, TRACE_REG_PERF_UNREGISTER, NULL);
	/* A probe that runs may still use the lists and the buffers. */
	tracepoint_synchronize_unregister();
	free_percpu(call->perf_events);
	call->perf_events = NULL;
	perf_put_bufs();
}

static int perf_use(struct trace_event_call *call)
{
	int ret = call->perf_refcount ? 0 : perf_first(call);

	if (!ret)
		call->perf_refcount++;
	return ret;
}

static void perf_unuse(struct trace_event_call *call)
{
	if (!--call->perf_refcount)
		perf_last(call);
}

/* ---- what perf calls ------------------------------------------------------------------------- */

static int perf_open(struct trace_event_call *call, struct perf_event *event)
{
	int ret = perf_event_perm(call, event);

	if (!ret)
		ret = perf_use(call);
	if (ret)
		return ret;
	event->tp_event = call;
	ret = call->class->reg(call, TRACE_REG_PERF_OPEN, event);
	if (ret) {
		event->tp_event = NULL;
		perf_unuse(call);
	}
	return ret;
}

/* The event of a number, if perf can have it. */
static struct trace_event_call *perf_find_call(u64 id)
{
	struct trace_event_call *call;

#ifdef CONFIG_FUNCTION_TRACER
	if (id == perf_function_event.event.type)
		return &perf_function_event;
#endif
	list_for_each_entry(call, &ftrace_events, list) {
		if (call->event.type == id && call->class && call->class->reg)
			return call;
	}
	return NULL;
}

/**
 * perf_trace_init - open a trace event
 * @event: attr.config says which
 *
 * Return: 0; -EINVAL for no such event, or one that is about to go; -EACCES or another refusal
 * to let the caller see it; -ENOMEM.
 */
int perf_trace_init(struct perf_event *event)
{
	struct trace_event_call *call;
	int ret;

	guard(mutex)(&event_mutex);
	call = perf_find_call(event->attr.config);
	if (!call || !trace_event_try_get_ref(call))
		return -EINVAL;
	ret = perf_open(call, event);
	if (ret)
		trace_event_put_ref(call);
	return ret;
}

/**
 * perf_trace_destroy - close what perf_trace_init() opened
 * @event: the event
 */
void perf_trace_destroy(struct perf_event *event)
{
	struct trace_event_call *call = event->tp_event;

	guard(mutex)(&event_mutex);
	call->class->reg(call, TRACE_REG_PERF_CLOSE, event);
	perf_unuse(call);
	trace_event_put_ref(call);
}

/**
 * perf_trace_add - start to count on this CPU
 * @event: the event
 * @flags: PERF_EF_START, or it stays stopped
 */
int perf_trace_add(struct perf_event *event, int flags)
{
	struct trace_event_call *call = event->tp_event;
	struct hw_perf_event *hwc = &event->hw;

	hwc->state = flags & PERF_EF_START ? 0 : PERF_HES_STOPPED;
	if (is_sampling_event(event)) {
		hwc->last_period = hwc->sample_period;
		perf_swevent_set_period(event);
	}
	/* Some have a way of their own to be at work on a CPU. */
	if (call->class->reg(call, TRACE_REG_PERF_ADD, event))
		return 0;
	if (WARN_ON_ONCE(!call->perf_events))
		return -EINVAL;
	hlist_add_head_rcu(&event->hlist_entry, this_cpu_ptr(call->perf_events));
	return 0;
}

/**
 * perf_trace_del - do not count on this CPU any more
 * @event: the event
 * @flags: not used
 */
void perf_trace_del(struct perf_event *event, int flags)
{
	struct trace_event_call *call = event->tp_event;

	if (!call->class->reg(call, TRACE_REG_PERF_DEL, event))
		hlist_del_rcu(&event->hlist_entry);
}

/* ---- what probes call ------------------------------------------------------------------------ */

/**
 * perf_trace_buf_alloc - a place to make a record in
 * @size:  bytes, a multiple of 8 less 4: perf puts the size in front
 * @regs:  set to a place for the caller's registers, if not NULL
 * @rctxp: set to the recursion context, which perf_tp_event() gives back
 *
 * Preemption is off. Return: NULL if the record is too long, or if this context, or one like it
 * that it interrupts, is making a record of perf's already.
 */
void *perf_trace_buf_alloc(int size, struct pt_regs **regs, int *rctxp)
{
	char *buf;
	int rctx;

	if (WARN_ONCE(size > PERF_MAX_TRACE_SIZE, "perf: a record of %d bytes\n", size))
		return NULL;
	rctx = perf_swevent_get_recursion_context();
	*rctxp = rctx;
	if (rctx < 0)
		return NULL;
	if (regs)
		*regs = this_cpu_ptr(&__perf_regs[rctx]);
	buf = (char *)this_cpu_ptr(perf_bufs[rctx]);
	/* What was in the last few bytes, which may be padding, is not for everybody to see. */
	memset(&buf[size - sizeof(u64)], 0, sizeof(u64));
	return buf;
}
EXPORT_SYMBOL_GPL(perf_trace_buf_alloc);
NOKPROBE_SYMBOL(perf_trace_buf_alloc);

/**
 * perf_trace_buf_update - fill in the head of a record
 * @record: the record
 * @type:   the number of its event
 */
void perf_trace_buf_update(void *record, u16 type)
{
	tracing_generic_entry_update(record, type, tracing_gen_ctx());
}

NOKPROBE_SYMBOL(perf_trace_buf_update);

/* ---- filters --------------------------------------------------------------------------------- */

/**
 * ftrace_profile_set_filter - PERF_EVENT_IOC_SET_FILTER on a trace event
 * @event:      the event
 * @event_id:   its number
 * @filter_str: the filter
 *
 * Return: 0; -EEXIST if it has one; -EINVAL for a filter that says nothing; -ENOMEM.
 */
int ftrace_profile_set_filter(struct perf_event *event, int event_id, char *filter_str)
{
	struct trace_event_call *call = event->tp_event;
	struct event_filter *filter = NULL;
	struct trace_error why = { };
	int ret;

	guard(mutex)(&event_mutex);
	if (!call)
		return -EINVAL;
	if (event->filter)
		return -EEXIST;
#ifdef CONFIG_FUNCTION_TRACER
	if (is_function_event(call))
		return perf_function_set_filter(event, filter_str);
#endif
	ret = create_event_filter(NULL, call, filter_str, false, &filter, &why);
	if (ret)
		free_event_filter(filter);
	else
		event->filter = filter;
	return ret;
}

/**
 * ftrace_profile_free_filter - take the filter of an event that is about to go away
 * @event: the event; nobody counts with it any more
 */
void ftrace_profile_free_filter(struct perf_event *event)
{
	struct event_filter *filter = event->filter;

	event->filter = NULL;
	free_event_filter(filter);
}
