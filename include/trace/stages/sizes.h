/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The function that works out, from the arguments of a tracepoint, how much room a record needs
 * behind its fixed part, and which piece of that is whose.
 */
#undef __trace_place_data
#define __trace_place_data(item)	offsetof(__record_t, __data)

#undef __trace_place_rel
#define __trace_place_rel(item)							\
	(offsetof(__record_t, __data) - offsetofend(__record_t, __rel_loc_##item))

#undef __event_field
#define __event_field(type, item, sign, filter)

#undef __event_array
#define __event_array(type, item, len)

#undef __event_data
#define __event_data(loc, type, item, bytes)					\
	__bytes = (bytes);							\
	__places->item = __bytes << 16 | (__room + __trace_place_##loc(item));	\
	__room += __bytes;

#undef __event_text
#define __event_text(loc, item, src, len)					\
	__places->item##_ptr_ = (const void *)(src);				\
	__event_data(loc, char, item, (len) + 1)

#undef __event_cpus
#define __event_cpus(loc, item)							\
	__event_data(loc, cpumask_t, item, __trace_bitmask_bytes(nr_cpumask_bits))

#undef __trace_class
#define __trace_class(name, proto, args, tstruct, assign, print)		\
	static __always_inline notrace u32					\
	__trace_name(get_offsets, name)						\
		(__trace_places_t(name) *__places, proto)			\
	{									\
		typedef struct __trace_name(raw, name) __record_t __maybe_unused; \
		u32 __bytes __maybe_unused;					\
		u32 __room = 0;							\
										\
		tstruct								\
		return __room;							\
	}
