/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Last pass: classes and calls with all that the passes before made of them, and TP_printk() as
 * text, for programs that read records in binary. That text keeps the names of the helpers, so
 * none of them is defined now.
 *
 * Names of constants in it are turned into numbers when it is read, with the help of what
 * TRACE_DEFINE_ENUM() and TRACE_DEFINE_SIZEOF() leave here.
 */
#undef __entry
#define __entry REC

#undef TP_printk
#define TP_printk(fmt, args...) "\"" fmt "\", " __stringify(args)

#undef __get_dynamic_array
#undef __get_dynamic_array_len
#undef __get_rel_dynamic_array
#undef __get_rel_dynamic_array_len
#undef __get_str
#undef __get_rel_str
#undef __get_sockaddr
#undef __get_rel_sockaddr
#undef __get_bitmask
#undef __get_rel_bitmask
#undef __get_cpumask
#undef __get_rel_cpumask
#undef __get_buf
#undef __print_flags
#undef __print_symbolic
#undef __print_flags_u64
#undef __print_symbolic_u64
#undef __print_hex
#undef __print_hex_str
#undef __print_array
#undef __print_dynamic_array
#undef __print_hex_dump
#undef __print_ns_to_secs
#undef __print_ns_without_secs

#undef __trace_perf_declare
#undef __trace_perf_member
#ifdef CONFIG_PERF_EVENTS
#define __trace_perf_declare(name, proto) \
	static notrace void __trace_perf(name)(void *__data, proto);
#define __trace_perf_member(name)	.perf_probe = __trace_perf(name),
#else
#define __trace_perf_declare(name, proto)
#define __trace_perf_member(name)
#endif

#undef __trace_class
#define __trace_class(name, proto, args, tstruct, assign, print)		\
	__trace_perf_declare(name, PARAMS(proto))				\
	static char __trace_object(print_fmt, name)[] = print;			\
										\
	static struct trace_event_class __used __refdata			\
	__trace_object(class, name) = {						\
		.system		= __stringify(TRACE_SYSTEM),			\
		.fields_array	= __trace_name(fields, name),			\
		.fields		= LIST_HEAD_INIT(__trace_object(class, name).fields), \
		.raw_init	= trace_event_raw_init,				\
		.probe		= __trace_name(raw_event, name),		\
		.reg		= trace_event_reg,				\
		__trace_perf_member(name)					\
	};

#undef __trace_define_call
#define __trace_define_call(template, name, printer)				\
	static struct trace_event_call __used __trace_call(name) = {		\
		.class		= &__trace_object(class, template),		\
		__trace_call_origin(name)					\
		.event.funcs	= &__trace_name(type_funcs, printer),		\
		.print_fmt	= __trace_object(print_fmt, printer),		\
	};									\
	static struct trace_event_call *__trace_object(listed, name)		\
	__used __section("_ftrace_events") = &__trace_call(name)

#undef __trace_event
#define __trace_event(template, name, proto, args)				\
	__trace_define_call(template, name, template);

#undef __trace_event_print
#define __trace_event_print(template, name, proto, args, print)			\
	static char __trace_object(print_fmt, name)[] = print;			\
										\
	__trace_define_call(template, name, name);

#undef __trace_eval
#define __trace_eval(id, text, value)						\
	static struct trace_eval_map __used id = {				\
		.system		= __stringify(TRACE_SYSTEM),			\
		.eval_string	= text,						\
		.eval_value	= value,					\
	};									\
	static struct trace_eval_map *__used __section("_ftrace_eval_map")	\
	__PASTE(id, _ptr) = &id

#undef TRACE_DEFINE_ENUM
#define TRACE_DEFINE_ENUM(a)	__trace_eval(__UNIQUE_ID(trace_eval), #a, a)

#undef TRACE_DEFINE_SIZEOF
#define TRACE_DEFINE_SIZEOF(a)	\
	__trace_eval(__UNIQUE_ID(trace_eval), "sizeof(" #a ")", sizeof(a))
