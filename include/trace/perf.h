/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Turns each TRACE_EVENT() of one event header into what perf calls: perf_trace_NAME(), a probe
 * that makes the record in perf's own memory and hands it to the events that want it.
 *
 * Read by trace/define_trace.h after trace/trace_events.h, once for each event header, so without
 * include guard. Generates nothing without trace events or without perf.
 */
#if defined(CONFIG_EVENT_TRACING) && defined(CONFIG_PERF_EVENTS)

#include <trace/stages/assign.h>

#undef __perf_count
#define __perf_count(c)		(__count = (c))

#undef __perf_task
#define __perf_task(t)		(__task = (t))

/*
 * A record is perf's raw sample, which begins with a word for its size: with that the whole is a
 * multiple of eight bytes.
 *
 * Nobody may listen on this CPU: then nothing is made, unless a BPF program is attached or the
 * event names the task whose it is, which the compiler knows.
 */
#undef __trace_class
#define __trace_class(name, proto, args, tstruct, assign, print)		\
	static notrace void							\
	__trace_perf(name)(void *__data, proto)					\
	{									\
		struct trace_event_call *__call = __data;			\
		struct hlist_head *__head = this_cpu_ptr(__call->perf_events);	\
		__trace_places_t(name) __data_offsets __trace_places;		\
		struct __trace_name(raw, name) *entry;				\
		struct task_struct *__task = NULL;				\
		struct pt_regs *__regs;						\
		u64 __count = 1;						\
		int __size, __context;						\
										\
		if (__builtin_constant_p(!__task) && !__task &&			\
		    hlist_empty(__head) && !bpf_prog_array_valid(__call))	\
			return;							\
		__size = __trace_name(get_offsets, name)(&__data_offsets, args); \
		__size = ALIGN(__size + sizeof(*entry) + sizeof(u32), sizeof(u64)) - \
			 sizeof(u32);						\
		entry = perf_trace_buf_alloc(__size, &__regs, &__context);	\
		if (!entry)							\
			return;							\
		perf_fetch_caller_regs(__regs);					\
		tstruct								\
		{ assign; }							\
		perf_trace_run_bpf_submit(entry, __size, __context, __call, __count, \
					  __regs, __head, __task);		\
	}

#undef __trace_event
#define __trace_event(template, name, proto, args)				\
	static inline void __trace_name(check_perf, name)(void)			\
	{									\
		check_trace_callback_type_##name(__trace_perf(template));	\
	}

#include TRACE_INCLUDE(TRACE_INCLUDE_FILE)

#undef __trace_event
#define __trace_event(template, name, proto, args)

#endif /* CONFIG_EVENT_TRACING && CONFIG_PERF_EVENTS */
