/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Second pass: where the probe keeps the words of place and length while it makes a record, and
 * where strings come from.
 *
 * The type of a variable that nobody defines: a type without a name, or the names of 400 of them
 * would stay in memory with the kernel's type information.
 */
#undef __event_field
#define __event_field(type, item, sign, filter)

#undef __event_array
#define __event_array(type, item, len)

#undef __event_data
#define __event_data(loc, type, item, bytes)	u32 item;

#undef __event_text
#define __event_text(loc, item, src, len)	u32 item; const void *item##_ptr_;

#undef __event_cpus
#define __event_cpus(loc, item)			u32 item;

#undef __trace_class
#define __trace_class(name, proto, args, tstruct, assign, print)		\
	extern struct {								\
		tstruct								\
	} __trace_object(places, name);

#undef __trace_places_t
#define __trace_places_t(name)	typeof(__trace_object(places, name))

/* For the variable: all of it is set before it is read, and clearing it would put it on the stack. */
#undef __trace_places
#define __trace_places	__maybe_unused __uninitialized

#undef __trace_event
#define __trace_event(template, name, proto, args)

#undef __trace_event_print
#define __trace_event_print(template, name, proto, args, print)

#undef TRACE_EVENT_FLAGS
#define TRACE_EVENT_FLAGS(event, flag)

#undef TRACE_EVENT_PERF_PERM
#define TRACE_EVENT_PERF_PERM(event, expr...)
