// SPDX-License-Identifier: GPL-2.0-only
/*
 * System call events for perf, and for BPF programs that hang on them.
 *
 * As for instances, one probe on sys_enter and one on sys_exit serve all of them: a table says by
 * number which events perf has opened. Whether one counts on this CPU is in the event's own lists.
 *
 * Probes run with preemption off, in the context of the task. Opening and closing sleep, under
 * event_mutex.
 */
#include <linux/perf_event.h>

#include <trace/events/syscalls.h>

#include "core/trace.h"
#include "event/event.h"
#include "event/syscall.h"

/* Events that are open; written under event_mutex. */
struct perf_syscalls {
	unsigned int		users;
	struct trace_event_call	*call[NR_syscalls];
};

static struct perf_syscalls perf_enter, perf_exit;

/* perf puts a size of four bytes in front, and wants the sum to be a multiple of eight. */
static size_t perf_size(size_t size)
{
	return ALIGN(size + sizeof(u32), sizeof(u64)) - sizeof(u32);
}

/* The event, if somebody wants to know on this CPU. */
static struct trace_event_call *wanted(const struct perf_syscalls *syscalls, unsigned long nr)
{
	struct trace_event_call *call;

	if (nr >= NR_syscalls)
		return NULL;
	call = READ_ONCE(syscalls->call[nr]);
	if (!call || (hlist_empty(this_cpu_ptr(call->perf_events)) && !bpf_prog_array_valid(call)))
		return NULL;
	return call;
}

/*
 * Run BPF programs on @context, whose first word is the registers, and give the record to perf
 * unless they say no.
 */
static void submit(struct trace_event_call *call, void *context, struct pt_regs *regs,
		   void *record, int size, int rctx)
{
	struct hlist_head *head = this_cpu_ptr(call->perf_events);

	if (bpf_prog_array_valid(call)) {
		*(struct pt_regs **)context = regs;
		if (!trace_call_bpf(call, context))
			goto drop;
	}
	if (hlist_empty(head))
		goto drop;
	perf_trace_buf_submit(record, size, rctx, call->event.type, 1, regs, head, NULL);
	return;
drop:
	perf_swevent_put_recursion_context(rctx);
}

static void perf_enter_probe(void *data, struct pt_regs *regs, long id)
{
	unsigned long nr = syscall_number(regs, id);
	/* What BPF programs know as the context of such an event. */
	struct {
		struct trace_entry	ent;
		int			nr;
		unsigned long		args[6];
	} __aligned(8) context;
	struct trace_event_call *call = wanted(&perf_enter, nr);
	const struct syscall_metadata *meta;
	struct syscall_enter_entry *entry;
	struct syscall_strings strings;
	size_t size;
	int rctx;

	if (!call)
		return;
	strings.nr = 0;
	strings.bytes = 0;
	meta = syscall_of(call);
	syscall_get_arguments(current, regs, context.args);
	context.nr = nr;
	if (syscall_wants_strings(meta))
		syscall_read_strings(&strings, meta, context.args, syscall_perf_user_size());

	size = perf_size(syscall_enter_size(meta->nb_args) + syscall_strings_size(&strings));
	entry = perf_trace_buf_alloc(size, NULL, &rctx);
	if (!entry)
		return;
	entry->nr = nr;
	memcpy(entry->args, context.args, meta->nb_args * sizeof(context.args[0]));
	syscall_put_strings(entry, meta->nb_args, &strings);
	submit(call, &context, regs, entry, size, rctx);
}

static void perf_exit_probe(void *data, struct pt_regs *regs, long ret)
{
	unsigned long nr = syscall_number(regs, syscall_get_nr(current, regs));
	struct {
		struct trace_entry	ent;
		int			nr;
		unsigned long		ret;
	} __aligned(8) context;
	const size_t size = perf_size(sizeof(struct syscall_exit_entry));
	struct trace_event_call *call = wanted(&perf_exit, nr);
	struct syscall_exit_entry *entry;
	int rctx;

	if (!call)
		return;
	entry = perf_trace_buf_alloc(size, NULL, &rctx);
	if (!entry)
		return;
	entry->nr = nr;
	entry->ret = ret;
	context.nr = nr;
	context.ret = ret;
	submit(call, &context, regs, entry, size, rctx);
}

static int perf_on(struct perf_syscalls *syscalls, struct trace_event_call *call,
		   int (*attach)(void))
{
	int ret = syscalls->users ? 0 : attach();

	if (ret)
		return ret;
	syscalls->users++;
	WRITE_ONCE(syscalls->call[syscall_of(call)->syscall_nr], call);
	return 0;
}

static void perf_off(struct perf_syscalls *syscalls, struct trace_event_call *call,
		     int (*detach)(void))
{
	WRITE_ONCE(syscalls->call[syscall_of(call)->syscall_nr], NULL);
	if (!--syscalls->users)
		detach();
}

static int attach_enter(void)
{
	return register_trace_prio_sys_enter(perf_enter_probe, NULL, SYSCALL_ENTER_PRIO);
}

static int detach_enter(void)
{
	return unregister_trace_sys_enter(perf_enter_probe, NULL);
}

static int attach_exit(void)
{
	return register_trace_sys_exit(perf_exit_probe, NULL);
}

static int detach_exit(void)
{
	return unregister_trace_sys_exit(perf_exit_probe, NULL);
}

/**
 * syscall_perf_enter_reg - what perf wants of an enter event
 * @call: the event
 * @type: TRACE_REG_PERF_*
 */
int syscall_perf_enter_reg(struct trace_event_call *call, enum trace_reg type)
{
	if (type == TRACE_REG_PERF_REGISTER)
		return perf_on(&perf_enter, call, attach_enter);
	if (type == TRACE_REG_PERF_UNREGISTER)
		perf_off(&perf_enter, call, detach_enter);
	return 0;
}

/**
 * syscall_perf_exit_reg - what perf wants of an exit event
 * @call: the event
 * @type: TRACE_REG_PERF_*
 */
int syscall_perf_exit_reg(struct trace_event_call *call, enum trace_reg type)
{
	if (type == TRACE_REG_PERF_REGISTER)
		return perf_on(&perf_exit, call, attach_exit);
	if (type == TRACE_REG_PERF_UNREGISTER)
		perf_off(&perf_exit, call, detach_exit);
	return 0;
}
