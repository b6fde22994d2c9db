/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What reserving room for records of events, in reserve.c, and committing them, in record.c, share.
 */
#ifndef _TRACE_EVENT_RECORD_H
#define _TRACE_EVENT_RECORD_H

#include <linux/percpu.h>
#include <linux/trace_events.h>

#include "core/head.h"
#include "core/trace.h"
#include "ring_buffer/buffer.h"

/* trace_event_room.where: the ring, none for the scratch area, and in its low bits: */
#define EVENT_INSPECTED	1UL	/* look before it is kept */
#define EVENT_LARGE	2UL	/* more than RB_MAX_SMALL bytes */
#define EVENT_STACKS	4UL	/* options want stacks */
#define EVENT_SPECIAL	7UL	/* any of them */

#define EVENT_SCRATCH_WORDS	254UL

/**
 * struct event_scratch - where a CPU puts together a record that may be rejected
 * @words: length of the record that is there; 0 if there is none
 * @data:  the record
 */
struct event_scratch {
	u64	words;
	u32	data[EVENT_SCRATCH_WORDS] __aligned(8);
};

DECLARE_PER_CPU(struct event_scratch, event_scratch);

static __always_inline struct rb_cpu *event_ring(struct trace_array *tr)
{
	return rb_this_cpu(READ_ONCE(tr->array_buffer.buffer));
}

static __always_inline unsigned int event_type(struct trace_event_file *file)
{
	return file->event_call->event.type;
}

/* @words of RB_WORD bytes, no more than RINGBUF_TYPE_DATA_TYPE_LEN_MAX. */
static __always_inline void *event_reserve_words(struct rb_cpu *cb, u32 words)
{
	u32 delta;
	void *at;

	if (unlikely(rb_plain(cb->recording) != 1))
		return NULL;
	if (unlikely(!rb_claim(cb, words * RB_WORD + RB_EVENT_HDR, &at, &delta, NULL))) {
		OPTIMIZER_HIDE_VAR(words);	/* no keeping of the product for this */
		return rb_reserve_slow(cb, words * RB_WORD + RB_EVENT_HDR);
	}
	*(u32 *)at = rb_event_word(words, delta);
	at += RB_EVENT_HDR;
	if (!at)
		__builtin_unreachable();	/* the caller's test is for the slow path */
	return at;
}

static __always_inline bool event_is_large(unsigned long words)
{
	return words > RINGBUF_TYPE_DATA_TYPE_LEN_MAX;
}

static __always_inline void *event_reserve(struct rb_cpu *cb, unsigned long words)
{
	if (unlikely(event_is_large(words)))
		return rb_reserve(cb, rb_event_space(words * RB_WORD));
	return event_reserve_words(cb, words);
}

static __always_inline bool event_ignores_task(struct trace_array *tr)
{
	return raw_cpu_read(*READ_ONCE(tr->event_pid_ignore));
}

/* What is not usual, called by reserve.c, which needs all registers to be kept. */
__rb_keeps_registers bool event_done_before(struct trace_event_file *file);
__rb_keeps_registers struct trace_event_room
event_reserve_ring(struct trace_event_file *file, unsigned long __si, unsigned long how,
		   unsigned long __cx, unsigned long words);
__rb_keeps_registers struct trace_event_room
event_reserve_slow(struct trace_event_file *file, unsigned long __si, unsigned long ring,
		   unsigned long __cx, unsigned long words);
__rb_keeps_registers struct trace_event_room
event_head_slow(struct trace_event_file *file, unsigned long __si, unsigned long ring,
		unsigned long __cx, unsigned long entry);

#endif /* _TRACE_EVENT_RECORD_H */
