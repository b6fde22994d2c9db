/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Turns TRACE_CUSTOM_EVENT() of one header into records, printing and registration, with the
 * passes that trace/trace_events.h makes over a header of events. What they leave behind has names
 * of its own, because the header of the tracepoint's own event may be there, too.
 *
 * A custom event begins without a tracepoint. The unit that has it finds the tracepoint by name
 * and gives it to trace_custom_event_NAME_update(). It is found in events/custom/.
 *
 * Read by trace/define_custom_trace.h, so without include guard; generates nothing without
 * CONFIG_EVENT_TRACING.
 */
#ifdef CONFIG_EVENT_TRACING

#include <linux/trace_events.h>

#undef TRACE_SYSTEM
#define TRACE_SYSTEM custom

#undef __trace_name
#define __trace_name(part, name)	trace_custom_event_##part##_##name
#undef __trace_call
#define __trace_call(name)		custom_event_##name
#undef __trace_object
#define __trace_object(kind, name)	__custom_event_##kind##_##name
#undef __trace_output
#define __trace_output(name)		trace_custom_raw_output_##name
#undef __trace_call_origin
#define __trace_call_origin(_name) \
	.name = #_name, .flags = TRACE_EVENT_FL_CUSTOM,

#undef DECLARE_CUSTOM_EVENT_CLASS
#define DECLARE_CUSTOM_EVENT_CLASS(name, proto, args, tstruct, assign, print)	\
	__trace_class(name, PARAMS(proto), PARAMS(args), PARAMS(tstruct),	\
		      PARAMS(assign), PARAMS(print))

#undef DEFINE_CUSTOM_EVENT
#define DEFINE_CUSTOM_EVENT(template, name, proto, args) \
	__trace_event(template, name, PARAMS(proto), PARAMS(args))

#undef TRACE_CUSTOM_EVENT
#define TRACE_CUSTOM_EVENT(name, proto, args, tstruct, assign, print)		\
	DECLARE_CUSTOM_EVENT_CLASS(name, PARAMS(proto), PARAMS(args),		\
				   PARAMS(tstruct), PARAMS(assign), PARAMS(print)) \
	DEFINE_CUSTOM_EVENT(name, name, PARAMS(proto), PARAMS(args))

#undef TRACE_DEFINE_ENUM
#define TRACE_DEFINE_ENUM(a)
#undef TRACE_DEFINE_SIZEOF
#define TRACE_DEFINE_SIZEOF(a)

#include <trace/stages/kinds.h>

#include <trace/stages/record.h>
#include TRACE_INCLUDE(TRACE_INCLUDE_FILE)

#include <trace/stages/places.h>
#include TRACE_INCLUDE(TRACE_INCLUDE_FILE)

#include <trace/stages/sizes.h>
#include TRACE_INCLUDE(TRACE_INCLUDE_FILE)

#include <trace/stages/text.h>
#include TRACE_INCLUDE(TRACE_INCLUDE_FILE)

#include <trace/stages/fields.h>
#include TRACE_INCLUDE(TRACE_INCLUDE_FILE)

/* The probe must take what the tracepoint of that name gives. */
#include <trace/stages/probe.h>
#include TRACE_INCLUDE(TRACE_INCLUDE_FILE)

/* There is nothing of these for perf. */
#include <trace/stages/define.h>
#undef __trace_perf_declare
#define __trace_perf_declare(name, proto)
#undef __trace_perf_member
#define __trace_perf_member(name)
#undef __trace_event
#define __trace_event(template, _name, proto, args)				\
	__trace_define_call(template, _name, template);				\
										\
	static inline void trace_custom_event_##_name##_update(struct tracepoint *tp) \
	{									\
		if (!tp->name || strcmp(tp->name, #_name))			\
			return;							\
		__trace_call(_name).tp = tp;					\
		__trace_call(_name).flags = TRACE_EVENT_FL_TRACEPOINT;		\
	}
#include TRACE_INCLUDE(TRACE_INCLUDE_FILE)

#undef __trace_class
#undef __trace_event
#undef __trace_event_print
#undef TRACE_DEFINE_ENUM
#define TRACE_DEFINE_ENUM(a)
#undef TRACE_DEFINE_SIZEOF
#define TRACE_DEFINE_SIZEOF(a)

#endif /* CONFIG_EVENT_TRACING */
