/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Events for event_kunit.c: each kind of field that there is.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM event_kunit

#if !defined(_TRACE_EVENT_KUNIT_H) || defined(TRACE_HEADER_MULTI_READ)
#define _TRACE_EVENT_KUNIT_H

#include <linux/socket.h>
#include <linux/tracepoint.h>

#ifndef EVENT_KUNIT_ONCE
#define EVENT_KUNIT_ONCE
struct event_kunit_pair {
	u8	first;
	u64	second;
};

enum event_kunit_number { EVENT_KUNIT_ONE = 1, EVENT_KUNIT_ONE_MORE = 2 };
#endif

TRACE_DEFINE_ENUM(EVENT_KUNIT_ONE);
TRACE_DEFINE_ENUM(EVENT_KUNIT_ONE_MORE);
TRACE_DEFINE_SIZEOF(struct event_kunit_pair);

TRACE_EVENT(event_kunit_all,

	TP_PROTO(int value, const char *text, const char *no_text, const struct cpumask *cpus,
		 const unsigned long *bits, const struct sockaddr *addr, const char *fmt,
		 va_list *va),

	TP_ARGS(value, text, no_text, cpus, bits, addr, fmt, va),

	TP_STRUCT__entry(
		__field(u8, byte)
		__field_ext(unsigned long, func, FILTER_TRACE_FN)
		__field_struct(struct event_kunit_pair, pair)
		__field_struct_ext(struct event_kunit_pair, pair_ext, FILTER_OTHER)
		__array(s16, numbers, 3)
		__array(char, name, TASK_COMM_LEN)
		__dynamic_array(u32, list, value)
		__string(text, text)
		__string(no_text, no_text)
		__string_len(start, text, 3)
		__vstring(message, fmt, va)
		__bitmask(bits, 64)
		__cpumask(cpus)
		__sockaddr(addr, sizeof(struct sockaddr))
		__rel_dynamic_array(u32, rel_list, value)
		__rel_string(rel_text, text)
		__rel_string_len(rel_start, text, 3)
		__rel_bitmask(rel_bits, 64)
		__rel_cpumask(rel_cpus)
		__rel_sockaddr(rel_addr, sizeof(struct sockaddr))
		__field(s64, last)
	),

	TP_fast_assign(
		u32 *list = __get_dynamic_array(list);
		u32 *rel_list = __get_rel_dynamic_array(rel_list);
		int i;

		__entry->byte = value;
		__entry->func = _THIS_IP_;
		__entry->pair.second = value;
		__entry->pair_ext.second = -value;
		for (i = 0; i < 3; i++)
			__entry->numbers[i] = -i;
		strscpy(__entry->name, text);
		for (i = 0; i < value; i++)
			list[i] = i;
		for (i = 0; i < value; i++)
			rel_list[i] = 2 * i;
		__assign_str(text);
		__assign_str(no_text);
		__assign_str(start);
		__assign_vstr(message, fmt, va);
		__assign_bitmask(bits, bits, 64);
		__assign_cpumask(cpus, cpumask_bits(cpus));
		__assign_sockaddr(addr, addr, sizeof(struct sockaddr));
		__assign_rel_str(rel_text);
		__assign_rel_str(rel_start);
		__assign_rel_bitmask(rel_bits, bits, 64);
		__assign_rel_cpumask(rel_cpus, cpumask_bits(cpus));
		__assign_rel_sockaddr(rel_addr, addr, sizeof(struct sockaddr));
		__entry->last = -value;
	),

	TP_printk("%u %lld %lld %s %s %s %s [%s] [%s] %s %s %s %s [%s] [%s] %d %s %s %s %s %s %llu.%09u %lld",
		  __entry->byte, __entry->pair.second, __entry->pair_ext.second, __entry->name,
		  __get_str(text), __get_str(no_text), __get_str(start), __get_str(message),
		  __get_bitmask(bits),
		  __get_cpumask(cpus), __print_dynamic_array(list, sizeof(u32)),
		  __get_rel_str(rel_text), __get_rel_str(rel_start), __get_rel_bitmask(rel_bits),
		  __get_rel_cpumask(rel_cpus),
		  ((struct sockaddr *)__get_sockaddr(addr))->sa_family,
		  __print_symbolic(__entry->byte, { EVENT_KUNIT_ONE, "one" },
				   { EVENT_KUNIT_ONE_MORE, "EVENT_KUNIT_ONE" }),
		  __print_flags(__entry->byte, "|", { EVENT_KUNIT_ONE, "a" },
				{ EVENT_KUNIT_ONE_MORE, "b" }),
		  __print_hex(__entry->name, 2), __print_hex_str(__entry->name, 2),
		  __print_array(__entry->numbers, 3, sizeof(s16)),
		  __print_ns_to_secs(1500000000ULL), __print_ns_without_secs(1500000000ULL),
		  __entry->last)
);

DECLARE_EVENT_CLASS(event_kunit_class,

	TP_PROTO(const char *text),

	TP_ARGS(text),

	TP_STRUCT__entry(
		__field(const char *, pointer)
		__field(unsigned long, number)
	),

	TP_fast_assign(
		__entry->pointer = text;
		__entry->number = sizeof(struct event_kunit_pair);
	),

	TP_printk("%s %lu", __entry->pointer, __entry->number)
);

DEFINE_EVENT(event_kunit_class, event_kunit_pointer,
	TP_PROTO(const char *text),
	TP_ARGS(text)
);

DEFINE_EVENT_PRINT(event_kunit_class, event_kunit_print,
	TP_PROTO(const char *text),
	TP_ARGS(text),
	TP_printk("other %lu", __entry->number / sizeof(struct event_kunit_pair))
);

#endif /* _TRACE_EVENT_KUNIT_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH ../../kernel/trace/event
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE event_kunit_trace
#include <trace/define_trace.h>
