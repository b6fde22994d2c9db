/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Turns each TRACE_EVENT() and DECLARE_TRACE() of one event header into what raw tracepoint BPF
 * programs hang on.
 *
 * For each tracepoint: __bpf_trace_NAME(), a probe that hands the arguments on as 64-bit words, a
 * row of the table that the BPF core searches, and a type btf_trace_NAME, by which the verifier
 * knows the arguments.
 *
 * Read by trace/define_trace.h, once for each event header, so without include guard.
 */
#ifdef CONFIG_BPF_EVENTS

#include <linux/args.h>

#ifndef __bpf_trace_word

/* An argument, whatever its type, as an unsigned word of 64 bits. */
#define __bpf_trace_word(arg)							\
({										\
	typeof(arg) __arg = (arg);						\
	union { u8 one; u16 two; u32 four; u64 eight; } __word;			\
										\
	static_assert(sizeof(__arg) <= sizeof(__word));				\
	memcpy(&__word, &__arg, sizeof(__arg));					\
	sizeof(__arg) == sizeof(u8) ? __word.one :				\
	sizeof(__arg) == sizeof(u16) ? __word.two :				\
	sizeof(__arg) == sizeof(u32) ? __word.four : __word.eight;		\
})

#define __bpf_trace_words1(a)		__bpf_trace_word(a)
#define __bpf_trace_words2(a, ...)	__bpf_trace_word(a), __bpf_trace_words1(__VA_ARGS__)
#define __bpf_trace_words3(a, ...)	__bpf_trace_word(a), __bpf_trace_words2(__VA_ARGS__)
#define __bpf_trace_words4(a, ...)	__bpf_trace_word(a), __bpf_trace_words3(__VA_ARGS__)
#define __bpf_trace_words5(a, ...)	__bpf_trace_word(a), __bpf_trace_words4(__VA_ARGS__)
#define __bpf_trace_words6(a, ...)	__bpf_trace_word(a), __bpf_trace_words5(__VA_ARGS__)
#define __bpf_trace_words7(a, ...)	__bpf_trace_word(a), __bpf_trace_words6(__VA_ARGS__)
#define __bpf_trace_words8(a, ...)	__bpf_trace_word(a), __bpf_trace_words7(__VA_ARGS__)
#define __bpf_trace_words9(a, ...)	__bpf_trace_word(a), __bpf_trace_words8(__VA_ARGS__)
#define __bpf_trace_words10(a, ...)	__bpf_trace_word(a), __bpf_trace_words9(__VA_ARGS__)
#define __bpf_trace_words11(a, ...)	__bpf_trace_word(a), __bpf_trace_words10(__VA_ARGS__)
#define __bpf_trace_words12(a, ...)	__bpf_trace_word(a), __bpf_trace_words11(__VA_ARGS__)

#define __bpf_trace_words(args...) \
	CONCATENATE(__bpf_trace_words, COUNT_ARGS(args))(args)

#endif /* __bpf_trace_word */

#undef __bpf_trace_probe
#define __bpf_trace_probe(name, proto, args)					\
	static notrace void							\
	__bpf_trace_##name(void *__data, proto)					\
	{									\
		CONCATENATE(bpf_trace_run, COUNT_ARGS(args))			\
			(__data, __bpf_trace_words(args));			\
	}

/* The union is there for the type to end up in the type information. */
#undef __bpf_trace_row
#define __bpf_trace_row(template, name, proto, args, size)			\
	typedef void (*btf_trace_##name)(void *__data, proto);			\
										\
	static inline void __bpf_trace_check_##name(void)			\
	{									\
		check_trace_callback_type_##name(__bpf_trace_##template);	\
	}									\
										\
	static union {								\
		struct bpf_raw_event_map	map;				\
		btf_trace_##name		type;				\
	} __bpf_trace_map_##name __used __section("__bpf_raw_tp_map") = {	\
		.map = {							\
			.tp		= &__tracepoint_##name,			\
			.bpf_func	= __bpf_trace_##template,		\
			.num_args	= COUNT_ARGS(args),			\
			.writable_size	= size,					\
		},								\
	}

/* What an argument means to perf is nothing to a program. */
#undef __perf_count
#define __perf_count(count)	(count)
#undef __perf_task
#define __perf_task(task)	(task)

#undef DECLARE_EVENT_CLASS
#define DECLARE_EVENT_CLASS(name, proto, args, tstruct, assign, print) \
	__bpf_trace_probe(name, PARAMS(proto), PARAMS(args))

#undef DEFINE_EVENT
#define DEFINE_EVENT(template, name, proto, args) \
	__bpf_trace_row(template, name, PARAMS(proto), PARAMS(args), 0);

#undef DEFINE_EVENT_PRINT
#define DEFINE_EVENT_PRINT(template, name, proto, args, print) \
	DEFINE_EVENT(template, name, PARAMS(proto), PARAMS(args))

/* The program may write to the first argument, @size bytes of it. */
#undef DEFINE_EVENT_WRITABLE
#define DEFINE_EVENT_WRITABLE(template, name, proto, args, size)		\
	static inline void __bpf_trace_check_size_##name(proto)			\
	{									\
		BUILD_BUG_ON((size) != sizeof(*__bpf_trace_first(args)));	\
	}									\
	__bpf_trace_row(template, name, PARAMS(proto), PARAMS(args), size);

#undef __bpf_trace_first
#define __bpf_trace_first(a, ...) (a)

#undef DECLARE_TRACE
#define DECLARE_TRACE(name, proto, args)					\
	__bpf_trace_probe(name, PARAMS(proto), PARAMS(args))			\
	__bpf_trace_row(name, name, PARAMS(proto), PARAMS(args), 0);

#include TRACE_INCLUDE(TRACE_INCLUDE_FILE)

#undef DEFINE_EVENT_WRITABLE

#endif /* CONFIG_BPF_EVENTS */
