/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The table of fields: what format files tell, and what filters are compiled against. Places are
 * worked out from sizes and alignments when somebody asks.
 */
#undef __trace_align
#define __trace_align(_type)	__alignof__(((struct { char c; _type member; } *)0)->member)

#undef __event_field
#define __event_field(_type, _item, _sign, _filter) {				\
	.type = #_type, .name = #_item,						\
	.size = sizeof(_type), .align = __trace_align(_type),			\
	.is_signed = _sign, .filter_type = _filter },

#undef __event_array
#define __event_array(_type, _item, _len) {					\
	.type = #_type "[" __stringify(_len) "]", .name = #_item,		\
	.size = sizeof(_type[_len]), .align = __trace_align(_type),		\
	.is_signed = is_signed_type(_type), .filter_type = FILTER_OTHER,	\
	.len = _len },

#undef __event_data
#define __event_data(_loc, _type, _item, _bytes) {				\
	.type = "__" #_loc "_loc " #_type "[]", .name = #_item,			\
	.size = sizeof(u32), .align = __alignof__(u32),				\
	.is_signed = is_signed_type(_type), .filter_type = FILTER_OTHER },

#undef __event_text
#define __event_text(_loc, _item, _src, _len)					\
	__event_data(_loc, char, _item, _len)

#undef __event_cpus
#define __event_cpus(_loc, _item) {						\
	.type = "__" #_loc "_loc cpumask_t", .name = #_item,			\
	.size = sizeof(u32), .align = __alignof__(u32),				\
	.filter_type = FILTER_OTHER },

#undef __trace_class
#define __trace_class(name, proto, args, tstruct, assign, print)		\
	static struct trace_event_fields __trace_name(fields, name)[] = {	\
		tstruct								\
		{}								\
	};

#undef __trace_event_print
#define __trace_event_print(template, name, proto, args, print)
