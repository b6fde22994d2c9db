/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kinds of fields that TP_STRUCT__entry() knows, made of a few.
 *
 * A pass over an event header says what it makes of these, and the names that event headers use
 * follow:
 *
 *	__event_field(type, item, sign, filter)		a value
 *	__event_array(type, item, len)			so many values
 *	__event_data(loc, type, item, bytes)		values of which each record has its own number
 *	__event_text(loc, item, src, len)		the same, a string of len characters at src
 *	__event_cpus(loc, item)				the same, a mask of CPUs
 *
 * Data and text lie behind the fixed part of a record, where a word tells their place and length:
 * with loc data the place counts from the start of the record, with loc rel from the end of
 * that word.
 */
#undef __field
#define __field(type, item)	__event_field(type, item, is_signed_type(type), FILTER_OTHER)

#undef __field_ext
#define __field_ext(type, item, filter) \
	__event_field(type, item, is_signed_type(type), filter)

#undef __field_struct
#define __field_struct(type, item)	__event_field(type, item, 0, FILTER_OTHER)

#undef __field_struct_ext
#define __field_struct_ext(type, item, filter)	__event_field(type, item, 0, filter)

#undef __array
#define __array(type, item, len)	__event_array(type, item, len)

#undef __trace_bitmask_bytes
#define __trace_bitmask_bytes(nr_bits)	(BITS_TO_LONGS(nr_bits) * sizeof(long))

/* Places that count from the start of the record. */

#undef __dynamic_array
#define __dynamic_array(type, item, len) \
	__event_data(data, type, item, (len) * sizeof(type))

#undef __string
#define __string(item, src)	__event_text(data, item, src, __trace_call_text_len(src))

#undef __string_len
#define __string_len(item, src, len)	__event_text(data, item, src, len)

#undef __vstring
#define __vstring(item, fmt, va) \
	__event_data(data, char, item, __trace_event_vstr_len(fmt, va))

#undef __bitmask
#define __bitmask(item, nr_bits) \
	__event_data(data, unsigned long, item, __trace_bitmask_bytes(nr_bits))

#undef __cpumask
#define __cpumask(item)		__event_cpus(data, item)

#undef __sockaddr
#define __sockaddr(item, len)	__event_data(data, u8, item, len)

/* Places that count from the word itself. */

#undef __rel_dynamic_array
#define __rel_dynamic_array(type, item, len) \
	__event_data(rel, type, item, (len) * sizeof(type))

#undef __rel_string
#define __rel_string(item, src)	__event_text(rel, item, src, __trace_call_text_len(src))

#undef __rel_string_len
#define __rel_string_len(item, src, len)	__event_text(rel, item, src, len)

#undef __rel_vstring
#define __rel_vstring(item, fmt, va) \
	__event_data(rel, char, item, __trace_event_vstr_len(fmt, va))

#undef __rel_bitmask
#define __rel_bitmask(item, nr_bits) \
	__event_data(rel, unsigned long, item, __trace_bitmask_bytes(nr_bits))

#undef __rel_cpumask
#define __rel_cpumask(item)	__event_cpus(rel, item)

#undef __rel_sockaddr
#define __rel_sockaddr(item, len)	__event_data(rel, u8, item, len)

#undef TP_STRUCT__entry
#define TP_STRUCT__entry(args...) args

#undef TP_fast_assign
#define TP_fast_assign(args...) args
