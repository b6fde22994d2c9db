/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The functions that print records: trace_raw_output_NAME(), made of TP_printk().
 *
 * TP_printk() may use what is defined here. It is evaluated with the record at hand and a scratch
 * sequence p, in which helpers put strings together.
 */
#undef __entry
#define __entry field

#undef TP_printk
#define TP_printk(fmt, args...) fmt "\n", ##args

#undef __get_dynamic_array
#define __get_dynamic_array(item)						\
	((void *)__entry + (__entry->__data_loc_##item & 0xffff))

#undef __get_dynamic_array_len
#define __get_dynamic_array_len(item)	(__entry->__data_loc_##item >> 16)

#undef __get_rel_dynamic_array
#define __get_rel_dynamic_array(item)						\
	((void *)(&__entry->__rel_loc_##item + 1) + (__entry->__rel_loc_##item & 0xffff))

#undef __get_rel_dynamic_array_len
#define __get_rel_dynamic_array_len(item)	(__entry->__rel_loc_##item >> 16)

#undef __get_str
#define __get_str(item)		((char *)__get_dynamic_array(item))

#undef __get_rel_str
#define __get_rel_str(item)	((char *)__get_rel_dynamic_array(item))

#undef __get_sockaddr
#define __get_sockaddr(item)	((struct sockaddr *)__get_dynamic_array(item))

#undef __get_rel_sockaddr
#define __get_rel_sockaddr(item)	((struct sockaddr *)__get_rel_dynamic_array(item))

#undef __get_bitmask
#define __get_bitmask(item)							\
	trace_print_bitmask_seq(p, __get_dynamic_array(item), __get_dynamic_array_len(item))

#undef __get_rel_bitmask
#define __get_rel_bitmask(item)							\
	trace_print_bitmask_seq(p, __get_rel_dynamic_array(item),		\
				__get_rel_dynamic_array_len(item))

#undef __get_cpumask
#define __get_cpumask(item)	__get_bitmask(item)

#undef __get_rel_cpumask
#define __get_rel_cpumask(item)	__get_rel_bitmask(item)

/* Room for text that the event's own code prints. */
#undef __get_buf
#define __get_buf(len)		trace_seq_acquire(p, (len))

#undef __print_flags
#define __print_flags(flag, delim, names...)					\
({										\
	static const struct trace_print_flags __trace_names[] = {			\
		names, { -1, NULL }						\
	};									\
										\
	trace_print_flags_seq(p, delim, flag, __trace_names);				\
})

#undef __print_symbolic
#define __print_symbolic(value, names...)					\
({										\
	static const struct trace_print_flags __trace_names[] = {			\
		names, { -1, NULL }						\
	};									\
										\
	trace_print_symbols_seq(p, value, __trace_names);				\
})

#undef __print_flags_u64
#undef __print_symbolic_u64
#if BITS_PER_LONG == 32
#define __print_flags_u64(flag, delim, names...)				\
({										\
	static const struct trace_print_flags_u64 __trace_names[] = {			\
		names, { -1, NULL }						\
	};									\
										\
	trace_print_flags_seq_u64(p, delim, flag, __trace_names);			\
})

#define __print_symbolic_u64(value, names...)					\
({										\
	static const struct trace_print_flags_u64 __trace_names[] = {			\
		names, { -1, NULL }						\
	};									\
										\
	trace_print_symbols_seq_u64(p, value, __trace_names);				\
})
#else
#define __print_flags_u64(flag, delim, names...)	__print_flags(flag, delim, names)
#define __print_symbolic_u64(value, names...)		__print_symbolic(value, names)
#endif

#undef __print_hex
#define __print_hex(buf, len)		trace_print_hex_seq(p, buf, len, false)

#undef __print_hex_str
#define __print_hex_str(buf, len)	trace_print_hex_seq(p, buf, len, true)

#undef __print_array
#define __print_array(array, count, el_size)					\
({										\
	BUILD_BUG_ON((el_size) != 1 && (el_size) != 2 && (el_size) != 4 && (el_size) != 8); \
	trace_print_array_seq(p, array, count, el_size);			\
})

#undef __print_dynamic_array
#define __print_dynamic_array(item, el_size)					\
	__print_array(__get_dynamic_array(item),				\
		      __get_dynamic_array_len(item) / (el_size), (el_size))

#undef __print_hex_dump
#define __print_hex_dump(prefix, type, rowsize, groupsize, buf, len, ascii)	\
	trace_print_hex_dump_seq(p, prefix, type, rowsize, groupsize, buf, len, ascii)

/* Seconds, and the nanoseconds that are left. */
#undef __print_ns_to_secs
#define __print_ns_to_secs(value)						\
({										\
	u64 __secs = (u64)(value);						\
										\
	do_div(__secs, NSEC_PER_SEC);						\
	__secs;									\
})

#undef __print_ns_without_secs
#define __print_ns_without_secs(value)						\
({										\
	u64 __ns = (u64)(value);						\
										\
	(u32)do_div(__ns, NSEC_PER_SEC);					\
})

#undef __trace_printer
#define __trace_printer(record, name, print)					\
	static notrace enum print_line_t					\
	__trace_output(name)(struct trace_iterator *iter, int flags,		\
			     struct trace_event *trace_event)			\
	{									\
		struct __trace_name(raw, record) *field;			\
		struct trace_seq *p __maybe_unused = &iter->tmp_seq;		\
		int ret = trace_raw_output_prep(iter, trace_event);		\
										\
		if (ret != TRACE_TYPE_HANDLED)					\
			return ret;						\
		field = (typeof(field))iter->ent;				\
		trace_event_printf(iter, print);				\
		return trace_handle_return(&iter->seq);				\
	}									\
										\
	static struct trace_event_functions __trace_name(type_funcs, name) = {	\
		.trace = __trace_output(name),					\
	};

#undef __trace_class
#define __trace_class(name, proto, args, tstruct, assign, print)		\
	__trace_printer(name, name, PARAMS(print))

#undef __trace_event_print
#define __trace_event_print(template, name, proto, args, print)			\
	__trace_printer(template, name, PARAMS(print))
