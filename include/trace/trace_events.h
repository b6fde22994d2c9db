/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Turns each TRACE_EVENT() of one event header into records, probes, printing and registration.
 *
 * Read by trace/define_trace.h, once for each event header, so without include guard. The header
 * is read over and over; each pass makes one thing of each event, and has a file in stages/ that
 * tells what. All names that passes leave behind are put together here.
 *
 * There are no trace events without CONFIG_EVENT_TRACING: then tracepoints are all that an event
 * header defines, and nothing is generated here.
 */
#ifdef CONFIG_EVENT_TRACING

#include <linux/trace_events.h>

/* What the passes leave behind. The first is known to BPF programs. */
#undef __trace_name
#define __trace_name(part, name)	trace_event_##part##_##name
#undef __trace_call
#define __trace_call(name)		__event_call_##name
#undef __trace_object
#define __trace_object(kind, name)	__event_##kind##_##name
#undef __trace_output
#define __trace_output(name)		trace_raw_output_##name
#undef __trace_perf
#define __trace_perf(name)		perf_trace_##name
#undef __trace_call_origin
#define __trace_call_origin(_name) \
	.tp = &__tracepoint_##_name, .flags = TRACE_EVENT_FL_TRACEPOINT,

/* All ways of defining events come down to three. */

#undef DECLARE_EVENT_CLASS
#define DECLARE_EVENT_CLASS(name, proto, args, tstruct, assign, print)		\
	__trace_class(name, PARAMS(proto), PARAMS(args), PARAMS(tstruct),	\
		      PARAMS(assign), PARAMS(print))

#undef DEFINE_EVENT
#define DEFINE_EVENT(template, name, proto, args) \
	__trace_event(template, name, PARAMS(proto), PARAMS(args))

#undef DEFINE_EVENT_FN
#define DEFINE_EVENT_FN(template, name, proto, args, reg, unreg) \
	DEFINE_EVENT(template, name, PARAMS(proto), PARAMS(args))

#undef DEFINE_EVENT_CONDITION
#define DEFINE_EVENT_CONDITION(template, name, proto, args, cond) \
	DEFINE_EVENT(template, name, PARAMS(proto), PARAMS(args))

#undef DEFINE_EVENT_PRINT
#define DEFINE_EVENT_PRINT(template, name, proto, args, print) \
	__trace_event_print(template, name, PARAMS(proto), PARAMS(args), PARAMS(print))

#undef TRACE_EVENT
#define TRACE_EVENT(name, proto, args, tstruct, assign, print)			\
	DECLARE_EVENT_CLASS(name, PARAMS(proto), PARAMS(args), PARAMS(tstruct),	\
			    PARAMS(assign), PARAMS(print));			\
	DEFINE_EVENT(name, name, PARAMS(proto), PARAMS(args))

#undef TRACE_EVENT_FN
#define TRACE_EVENT_FN(name, proto, args, tstruct, assign, print, reg, unreg)	\
	TRACE_EVENT(name, PARAMS(proto), PARAMS(args), PARAMS(tstruct),		\
		    PARAMS(assign), PARAMS(print))

#undef TRACE_EVENT_CONDITION
#define TRACE_EVENT_CONDITION(name, proto, args, cond, tstruct, assign, print)	\
	TRACE_EVENT(name, PARAMS(proto), PARAMS(args), PARAMS(tstruct),		\
		    PARAMS(assign), PARAMS(print))

#undef TRACE_EVENT_FN_COND
#define TRACE_EVENT_FN_COND(name, proto, args, cond, tstruct, assign, print, reg, unreg) \
	TRACE_EVENT(name, PARAMS(proto), PARAMS(args), PARAMS(tstruct),		\
		    PARAMS(assign), PARAMS(print))

#undef TRACE_EVENT_NOP
#define TRACE_EVENT_NOP(name, proto, args, tstruct, assign, print)

#undef DECLARE_EVENT_CLASS_NOP
#define DECLARE_EVENT_CLASS_NOP(name, proto, args, tstruct, assign, print)

#undef DEFINE_EVENT_NOP
#define DEFINE_EVENT_NOP(template, name, proto, args)

/* In the last pass only. */
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

#include <trace/stages/probe.h>
#include TRACE_INCLUDE(TRACE_INCLUDE_FILE)

#include <trace/stages/define.h>
#include TRACE_INCLUDE(TRACE_INCLUDE_FILE)

/* For perf and BPF, and event headers that are included later in this unit. */
#undef __trace_event
#define __trace_event(template, name, proto, args)
#undef __trace_event_print
#define __trace_event_print(template, name, proto, args, print)
#undef TRACE_DEFINE_ENUM
#define TRACE_DEFINE_ENUM(a)
#undef TRACE_DEFINE_SIZEOF
#define TRACE_DEFINE_SIZEOF(a)

#endif /* CONFIG_EVENT_TRACING */
