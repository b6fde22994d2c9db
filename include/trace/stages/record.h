/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * First pass: the record itself, struct trace_event_raw_NAME. Its name and members are what BPF
 * programs and debuggers see.
 *
 * What event headers say of single events (flags, perf permissions) is taken here, too, so the
 * calls get their names.
 */
#undef __event_field
#define __event_field(type, item, sign, filter)	type item;

#undef __event_array
#define __event_array(type, item, len)		type item[len];

#undef __event_data
#define __event_data(loc, type, item, bytes)	u32 __##loc##_loc_##item;

#undef __event_text
#define __event_text(loc, item, src, len)	u32 __##loc##_loc_##item;

#undef __event_cpus
#define __event_cpus(loc, item)			u32 __##loc##_loc_##item;

#undef __trace_class
#define __trace_class(name, proto, args, tstruct, assign, print)		\
	struct __trace_name(raw, name) {					\
		struct trace_entry	ent;					\
		tstruct								\
		char			__data[];				\
	};									\
										\
	static struct trace_event_class __trace_object(class, name);

#undef __trace_event
#define __trace_event(template, name, proto, args)				\
	static struct trace_event_call __used __trace_call(name);

#undef __trace_event_print
#define __trace_event_print(template, name, proto, args, print)			\
	__trace_event(template, name, PARAMS(proto), PARAMS(args))

#undef TRACE_EVENT_FLAGS
#define TRACE_EVENT_FLAGS(name, value)		__TRACE_EVENT_FLAGS(name, value)

#undef TRACE_EVENT_PERF_PERM
#define TRACE_EVENT_PERF_PERM(name, expr...)	__TRACE_EVENT_PERF_PERM(name, expr)
