/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What TP_fast_assign() may use, in all probes: the record __entry, and places in it, which a probe
 * has at hand in __data_offsets.
 */
#undef __entry
#define __entry entry

#undef __get_dynamic_array
#define __get_dynamic_array(item)						\
	((void *)__entry + (__data_offsets.item & 0xffff))

#undef __get_dynamic_array_len
#define __get_dynamic_array_len(item)	(__data_offsets.item >> 16)

#undef __get_rel_dynamic_array
#define __get_rel_dynamic_array(item)						\
	((void *)(&__entry->__rel_loc_##item + 1) + (__data_offsets.item & 0xffff))

#undef __get_rel_dynamic_array_len
#define __get_rel_dynamic_array_len(item)	(__data_offsets.item >> 16)

#undef __get_str
#define __get_str(item)		((char *)__get_dynamic_array(item))

#undef __get_rel_str
#define __get_rel_str(item)	((char *)__get_rel_dynamic_array(item))

#undef __get_bitmask
#define __get_bitmask(item)	((char *)__get_dynamic_array(item))

#undef __get_rel_bitmask
#define __get_rel_bitmask(item)	((char *)__get_rel_dynamic_array(item))

#undef __get_cpumask
#define __get_cpumask(item)	((char *)__get_dynamic_array(item))

#undef __get_rel_cpumask
#define __get_rel_cpumask(item)	((char *)__get_rel_dynamic_array(item))

#undef __get_sockaddr
#define __get_sockaddr(item)	((struct sockaddr *)__get_dynamic_array(item))

#undef __get_rel_sockaddr
#define __get_rel_sockaddr(item)	((struct sockaddr *)__get_rel_dynamic_array(item))

#undef __assign_str
#define __assign_str(item)							\
	__trace_call_copy_text(__get_str(item), __data_offsets.item##_ptr_,	\
			       __get_dynamic_array_len(item))

#undef __assign_rel_str
#define __assign_rel_str(item)							\
	__trace_call_copy_text(__get_rel_str(item), __data_offsets.item##_ptr_,	\
			       __get_rel_dynamic_array_len(item))

#undef __assign_vstr
#define __assign_vstr(item, fmt, va)						\
	__trace_event_vstr(__get_str(item), __get_dynamic_array_len(item), fmt, va)

#undef __assign_rel_vstr
#define __assign_rel_vstr(item, fmt, va)					\
	__trace_event_vstr(__get_rel_str(item), __get_rel_dynamic_array_len(item), fmt, va)

#undef __assign_bitmask
#define __assign_bitmask(item, src, nr_bits)					\
	memcpy(__get_bitmask(item), (src), __trace_bitmask_bytes(nr_bits))

#undef __assign_rel_bitmask
#define __assign_rel_bitmask(item, src, nr_bits)				\
	memcpy(__get_rel_bitmask(item), (src), __trace_bitmask_bytes(nr_bits))

#undef __assign_cpumask
#define __assign_cpumask(item, src)						\
	memcpy(__get_cpumask(item), (src), __trace_bitmask_bytes(nr_cpumask_bits))

#undef __assign_rel_cpumask
#define __assign_rel_cpumask(item, src)						\
	memcpy(__get_rel_cpumask(item), (src), __trace_bitmask_bytes(nr_cpumask_bits))

#undef __assign_sockaddr
#define __assign_sockaddr(item, src, len)					\
	memcpy(__get_dynamic_array(item), (src), (len))

#undef __assign_rel_sockaddr
#define __assign_rel_sockaddr(item, src, len)					\
	memcpy(__get_rel_dynamic_array(item), (src), (len))

/* For perf only: what counts instead of one, and whose it is instead of current's. */
#undef __perf_count
#define __perf_count(c)		(c)

#undef __perf_task
#define __perf_task(t)		(t)

/* What becomes of the fields: the words of place are stored, the rest is the event's own code. */
#undef __event_field
#define __event_field(type, item, sign, filter)

#undef __event_array
#define __event_array(type, item, len)

#undef __event_data
#define __event_data(loc, type, item, bytes)	__entry->__##loc##_loc_##item = __data_offsets.item;

#undef __event_text
#define __event_text(loc, item, src, len)	__event_data(loc, char, item, len)

#undef __event_cpus
#define __event_cpus(loc, item)			__event_data(loc, cpumask_t, item, 0)
