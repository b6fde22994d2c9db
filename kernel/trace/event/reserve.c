// SPDX-License-Identifier: GPL-2.0-only
/*
 * Records of events: what a probe calls before it has one. May it return at once? Where is room?
 *
 * All functions here are called by probes, in assembly, see __trace_call_reserve(). This file is
 * compiled with registers of the caller, in which it keeps its arguments, as registers to be
 * preserved, and with %rdi, which is the event or nothing of ours, as one that the compiler only
 * reads, see the Makefile. So nothing may be called from here but with CALL().
 *
 * Contexts: any, with preemption off, as it is in a probe. No locks.
 */
#include <linux/export.h>
#include <linux/percpu.h>
#include <linux/trace_events.h>

#include "event/record.h"

#define ROOM(entry, where) \
	((struct trace_event_room){ (entry), (unsigned long)(where) })

/*
 * What is out of the way, in record.c, is called in the same manner as this is: otherwise the usual
 * path would pay for its sake. It keeps all registers but those of its result. @file is in %rdi
 * already.
 */
#ifdef CONFIG_TRACE_EVENT_KEEPS_REGISTERS
#define CALL(func, file, dx, size)						\
({										\
	register unsigned long __size asm("r8") = (size);			\
	struct trace_event_room __room;						\
										\
	(void)(file);								\
	asm volatile("call " #func						\
		     : "=a" (__room.entry), "=d" (__room.where),		\
		       ASM_CALL_CONSTRAINT					\
		     : "1" (dx), "r" (__size)					\
		     : "cc", "memory");						\
	__room;									\
})

#define CALL_BOOL(func, file)							\
({										\
	bool __result;								\
										\
	(void)(file);								\
	asm volatile("call " #func						\
		     : "=a" (__result), ASM_CALL_CONSTRAINT			\
		     : : "cc", "memory");					\
	__result;								\
})
#else
#define CALL(func, file, dx, size)	func(file, 0, (unsigned long)(dx), 0, size)
#define CALL_BOOL(func, file)		func(file)
#endif

DEFINE_PER_CPU(struct event_scratch, event_scratch);

static __always_inline struct trace_event_room
event_reserve_scratch(struct trace_event_file *file, unsigned long words)
{
	struct event_scratch *scratch = raw_cpu_ptr(&event_scratch);

	if (unlikely(scratch->words))
		return CALL(event_reserve_ring, file, EVENT_INSPECTED, words);
	scratch->words = words;
	barrier();
	return ROOM(scratch->data, EVENT_INSPECTED);
}

/**
 * trace_event_reserve_inspected - trace_event_reserve_words() for what is looked at first
 * @file:  the event, in an instance
 * @__trace_not_mine: registers in which a probe has something of its own
 * @words: as there
 *
 * In the scratch area the head is filled in when somebody wants to see it.
 */
struct trace_event_room
trace_event_reserve_inspected(struct trace_event_file *file, __trace_not_mine, unsigned long words)
{
	return event_reserve_scratch(file, words);
}
EXPORT_SYMBOL_GPL(trace_event_reserve_inspected);

static __always_inline struct trace_event_room
event_reserve_plain(struct trace_event_file *file, unsigned long words)
{
	struct trace_array *tr = file->tr;
	struct rb_cpu *cb;
	u32 delta;
	void *at;

	if (unlikely(trace_wants_stacks(tr)))
		return CALL(event_reserve_ring, file, 0, words);
	cb = event_ring(tr);
	if (unlikely(rb_plain(cb->recording) != 1))
		return ROOM(NULL, EVENT_SPECIAL);	/* 0 would be made beforehand, for both */
	if (unlikely(!rb_claim(cb, words * RB_WORD + RB_EVENT_HDR, &at, &delta, NULL)))
		return CALL(event_reserve_slow, file, cb, words);
	*(u32 *)at = rb_event_word(words, delta);
	at += RB_EVENT_HDR;
	if (unlikely(!trace_fill_plain_head(at, event_type(file))))
		return CALL(event_head_slow, file, cb, (unsigned long)at);
	return ROOM(at, cb);
}

/**
 * trace_event_reserve_words - room for a record of an event, of a short length
 * @file:  the event, in an instance, without EVENT_FILE_INSPECTED
 * @__trace_not_mine: registers in which a probe has something of its own
 * @words: length in words of four bytes, up to RINGBUF_TYPE_DATA_TYPE_LEN_MAX
 */
struct trace_event_room
trace_event_reserve_words(struct trace_event_file *file, __trace_not_mine, unsigned long words)
{
	return event_reserve_plain(file, words);
}
EXPORT_SYMBOL_GPL(trace_event_reserve_words);

/**
 * trace_event_reserve - room for a record of an event, of any length
 * @file: the event, in an instance
 * @__trace_not_mine: registers in which a probe has something of its own
 * @len:  bytes, the common head included
 *
 * See trace_event_buffer_reserve(), and there for what this returns.
 */
struct trace_event_room
trace_event_reserve(struct trace_event_file *file, __trace_not_mine, unsigned long len)
{
	unsigned long words = DIV_ROUND_UP(len, RB_WORD);

	OPTIMIZER_HIDE_VAR(words);	/* not both of them, in two registers */
	if (unlikely(rb_plain(file->flags) & EVENT_FILE_INSPECTED)) {
		if (words > EVENT_SCRATCH_WORDS)
			return CALL(event_reserve_ring, file, EVENT_INSPECTED, words);
		return event_reserve_scratch(file, words);
	}
	if (unlikely(event_is_large(words)))
		return CALL(event_reserve_ring, file, 0, words);
	return event_reserve_plain(file, words);
}
EXPORT_SYMBOL_GPL(trace_event_reserve);

/**
 * __trace_trigger_soft_disabled - is this hit of an event done with before there is a record?
 * @file: the event, one of the bits for which its probe asks is set
 *
 * Runs the triggers, if none of them wants to see a record.
 */
bool __trace_trigger_soft_disabled(struct trace_event_file *file)
{
	if (unlikely(rb_plain(file->flags) & (EVENT_FILE_FL_TRIGGER_MODE |
					      EVENT_FILE_FL_SOFT_DISABLED)))
		return CALL_BOOL(event_done_before, file);
	return event_ignores_task(file->tr);
}
EXPORT_SYMBOL_GPL(__trace_trigger_soft_disabled);
