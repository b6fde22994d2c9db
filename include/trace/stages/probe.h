/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The probe: what a tracepoint calls to have a record made, trace_event_raw_event_NAME().
 *
 * One a class. It runs with preemption off in any context, on each hit, so it is what an event
 * costs: ask for room, fill it, commit.
 */
#include <trace/stages/assign.h>

#undef __trace_class
#define __trace_class(name, proto, args, tstruct, assign, print)		\
	static notrace void							\
	__trace_name(raw_event, name)(void *__data, proto)			\
	{									\
		__trace_places_t(name) __data_offsets __trace_places;		\
		struct trace_event_file *__file = __data;			\
		struct trace_event_buffer __buffer;				\
		struct __trace_name(raw, name) *entry;				\
		u32 __room;							\
										\
		if (trace_trigger_soft_disabled(__file))			\
			return;							\
		__room = __trace_name(get_offsets, name)(&__data_offsets, args); \
		entry = trace_event_buffer_reserve(&__buffer, __file,		\
						   sizeof(*entry) + __room);	\
		if (!entry)							\
			return;							\
		tstruct								\
		{ assign; }							\
		trace_event_buffer_commit(&__buffer);				\
	}

/* The compiler checks that the probe takes what the tracepoint gives. */
#undef __trace_event
#define __trace_event(template, name, proto, args)				\
	static inline void __trace_name(check, name)(void)			\
	{									\
		check_trace_callback_type_##name(__trace_name(raw_event, template)); \
	}
