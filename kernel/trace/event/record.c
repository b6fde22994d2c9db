// SPDX-License-Identifier: GPL-2.0-only
/*
 * Records of events, from the probe of a tracepoint to the ring buffer.
 *
 * The probe asks for room, fills it and commits. An event that is simply enabled is written where
 * it stays. When a filter or a trigger wants to see it first, it is put together in a scratch area
 * of the CPU and copied into the ring if it is to be kept: rejecting costs no room, no time stamp
 * and no gap. Only when the scratch area is in use, by an event that this one interrupts, or is too
 * small, an event goes to the ring at once and is taken back there.
 *
 * What is to be done for a hit is told by bits of file->flags; an event without any of them pays
 * for one test before there is room and one before it is there. What a probe has to keep between
 * the two is in registers: the record, and where it is. Contexts: any, with preemption off, as it
 * is in a probe. No locks.
 */
#include <linux/export.h>
#include <linux/percpu.h>
#include <linux/trace_events.h>
#include <linux/unaligned.h>

#include "core/export.h"
#include "core/head.h"
#include "core/trace.h"
#include "event/event.h"
#include "event/filter.h"
#include "ring_buffer/buffer.h"

/* Somebody looks at the record before it is known whether it stays. */
#define EVENT_FILE_INSPECTED	(EVENT_FILE_FL_FILTERED | EVENT_FILE_FL_TRIGGER_COND)

/* trace_event_room.where: the ring, none for the scratch area, and in its low bits: */
#define EVENT_INSPECTED	1UL	/* look before it is kept */
#define EVENT_LARGE	2UL	/* more than RB_MAX_SMALL bytes */
#define EVENT_RING	(~3UL)

#define EVENT_SCRATCH_SIZE	1016UL

/**
 * struct event_scratch - where a CPU puts together a record that may be rejected
 * @len:  bytes of the record that is there; 0 if there is none
 * @data: the record
 */
struct event_scratch {
	u64	len;
	u8	data[EVENT_SCRATCH_SIZE] __aligned(8);
};

static DEFINE_PER_CPU(struct event_scratch, event_scratch);

static __always_inline struct rb_cpu *event_ring(struct trace_event_file *file)
{
	return rb_this_cpu(READ_ONCE(file->tr->array_buffer.buffer));
}

static __always_inline unsigned int event_type(struct trace_event_file *file)
{
	return file->event_call->event.type;
}

/* @words of RB_WORD bytes, no more than RINGBUF_TYPE_DATA_TYPE_LEN_MAX. */
static __always_inline void *event_reserve_words(struct rb_cpu *cb, u32 words)
{
	u32 space = words * RB_WORD + RB_EVENT_HDR, delta;
	void *at;

	if (unlikely(rb_plain(cb->recording) != 1))
		return NULL;
	if (unlikely(!rb_claim(cb, space, &at, &delta, NULL)))
		return rb_reserve_slow(cb, space);
	*(u32 *)at = rb_event_word(words, delta);
	at += RB_EVENT_HDR;
	if (!at)
		__builtin_unreachable();	/* the caller's test is for the slow path */
	return at;
}

static void *event_reserve(struct rb_cpu *cb, unsigned long len)
{
	if (unlikely(len > RB_MAX_SMALL))
		return rb_reserve(cb, rb_event_space(len));
	return event_reserve_words(cb, DIV_ROUND_UP(len, RB_WORD));
}

static unsigned long event_large(unsigned long len)
{
	return len > RB_MAX_SMALL ? EVENT_LARGE : 0;
}

static noinline struct trace_event_room event_reserve_inspected(struct trace_event_file *file,
								unsigned long len)
{
	struct event_scratch *scratch = this_cpu_ptr(&event_scratch);
	struct trace_event_room room = { .where = EVENT_INSPECTED | event_large(len) };

	if (likely(!scratch->len && len <= EVENT_SCRATCH_SIZE)) {
		scratch->len = len;
		barrier();
		room.entry = scratch->data;
	} else {
		struct rb_cpu *cb = event_ring(file);

		room.entry = event_reserve(cb, len);
		if (!room.entry)
			return room;
		room.where |= (unsigned long)cb;
	}
	trace_fill_head(room.entry, event_type(file));
	return room;
}

/**
 * trace_event_reserve - room for a record of an event, of any length
 * @file: the event, in an instance
 * @len:  bytes, the common head included
 *
 * See trace_event_buffer_reserve(), and there for what this returns.
 */
struct trace_event_room trace_event_reserve(struct trace_event_file *file, unsigned long len)
{
	struct trace_event_room room;
	struct rb_cpu *cb;

	if (unlikely(READ_ONCE(file->flags) & EVENT_FILE_INSPECTED))
		return event_reserve_inspected(file, len);

	cb = event_ring(file);
	room.where = (unsigned long)cb | event_large(len);
	room.entry = event_reserve(cb, len);
	if (likely(room.entry))
		trace_fill_head(room.entry, event_type(file));
	return room;
}
EXPORT_SYMBOL_GPL(trace_event_reserve);

/**
 * trace_event_reserve_words - room for a record of an event, of a short length
 * @file:  the event, in an instance
 * @words: length in words of four bytes, up to RINGBUF_TYPE_DATA_TYPE_LEN_MAX
 *
 * The same as trace_event_reserve(), for lengths that the compiler knows.
 */
struct trace_event_room trace_event_reserve_words(struct trace_event_file *file, u32 words)
{
	struct trace_event_room room;
	struct rb_cpu *cb;

	if (unlikely(READ_ONCE(file->flags) & EVENT_FILE_INSPECTED))
		return event_reserve_inspected(file, words * RB_WORD);

	cb = event_ring(file);
	room.where = (unsigned long)cb;
	room.entry = event_reserve_words(cb, words);
	if (likely(room.entry))
		trace_fill_head(room.entry, event_type(file));
	return room;
}
EXPORT_SYMBOL_GPL(trace_event_reserve_words);

/* After a record that stays: options want stacks. @from: where they begin */
static noinline void event_stacks(struct trace_event_file *file, unsigned long from)
{
	struct trace_array *tr = file->tr;

	trace_stack_options(tr, READ_ONCE(tr->array_buffer.buffer), tracing_gen_ctx_dec(), from,
			    NULL);
}

static __always_inline void event_recorded(struct trace_event_file *file)
{
	if (unlikely(trace_wants_stacks(file->tr)))
		event_stacks(file, _RET_IP_);
}

/* Where the event of a record begins in the ring. */
static struct ring_buffer_event *event_of(void *entry, unsigned long where)
{
	return entry - RB_EVENT_HDR - (where & EVENT_LARGE ? sizeof(u32) : 0);
}

/* Records are short: that is less than memcpy() takes to find out how to do it best. */
static __always_inline void event_copy(void *to, const void *from, u32 len)
{
	u32 done;

	if (unlikely(len > RB_MAX_SMALL)) {
		memcpy(to, from, len);
		return;
	}
	for (done = 0; done + sizeof(u64) <= len; done += sizeof(u64))
		put_unaligned(*(const u64 *)(from + done), (u64 *)(to + done));
	/* Room is there for whole words. */
	for (; done < len; done += sizeof(u32))
		*(u32 *)(to + done) = *(const u32 *)(from + done);
}

/* Rarely wanted, so kept away from what is. */
static noinline void event_export_record(void *entry, unsigned long where)
{
	trace_export_event(entry, ring_buffer_event_length(event_of(entry, where)));
}

static __always_inline void event_export(void *entry, unsigned long where)
{
	if (static_branch_unlikely(&trace_export_events))
		event_export_record(entry, where);
}

static bool event_is_wanted(struct trace_event_file *file, unsigned long flags, void *entry)
{
	if (unlikely(flags & EVENT_FILE_FL_SOFT_DISABLED))
		return false;
	if (flags & EVENT_FILE_FL_FILTERED &&
	    !filter_match_preds(rcu_dereference_sched(file->filter), entry))
		return false;
	return !(flags & EVENT_FILE_FL_PID_FILTER) || !trace_event_ignore_this_pid(file);
}

/* The record is in the scratch area, which an event that interrupts leaves alone until the end. */
static bool event_keep_scratch(struct trace_event_file *file, bool wanted, unsigned long where)
{
	struct event_scratch *scratch = this_cpu_ptr(&event_scratch);
	struct rb_cpu *cb;
	void *entry = NULL;

	if (wanted) {
		cb = event_ring(file);
		entry = event_reserve(cb, scratch->len);
		if (entry) {
			event_copy(entry, scratch->data, scratch->len);
			event_export(entry, where);
			rb_commit(cb);
		}
	}
	barrier();
	scratch->len = 0;
	return entry;
}

static bool event_keep_ring(struct rb_cpu *cb, bool wanted, void *entry, unsigned long where)
{
	if (wanted) {
		event_export(entry, where);
		rb_commit(cb);
	} else {
		rb_discard(cb, event_of(entry, where));
	}
	return wanted;
}

static noinline void event_commit_inspected(struct trace_event_file *file, void *entry,
					    unsigned long where)
{
	struct rb_cpu *cb = (struct rb_cpu *)(where & EVENT_RING);
	enum event_trigger_type post = ETT_NONE;
	bool kept;

	if (READ_ONCE(file->flags) & EVENT_FILE_FL_TRIGGER_COND)
		post = event_triggers_call(file, NULL, entry, NULL);

	/* A trigger may have switched it on, for this record, too. */
	kept = event_is_wanted(file, READ_ONCE(file->flags), entry);
	kept = cb ? event_keep_ring(cb, kept, entry, where) :
		    event_keep_scratch(file, kept, where);
	if (kept)
		event_recorded(file);
	if (post)
		event_triggers_post_call(file, post);
}

static noinline void event_commit_exported(struct trace_event_file *file, void *entry,
					   unsigned long where)
{
	event_export_record(entry, where);
	rb_commit((struct rb_cpu *)(where & EVENT_RING));
	event_recorded(file);
}

/**
 * trace_event_commit - a record of an event is complete
 * @file:  the event, in an instance
 * @entry: the record
 * @where: trace_event_room.where of it
 */
void trace_event_commit(struct trace_event_file *file, void *entry, unsigned long where)
{
	if (unlikely(where & EVENT_INSPECTED))
		return event_commit_inspected(file, entry, where);
	if (static_branch_unlikely(&trace_export_events))
		return event_commit_exported(file, entry, where);

	rb_commit((struct rb_cpu *)(where & EVENT_RING));
	event_recorded(file);
}
EXPORT_SYMBOL_GPL(trace_event_commit);

/**
 * trace_event_buffer_lock_reserve - room for a record of an event, whose head the caller knows
 * @current_buffer: the buffer goes here
 * @trace_file:	    the event in an instance
 * @type:	    its number
 * @len:	    bytes, the common head included
 * @trace_ctx:	    the context
 *
 * Return: NULL if there is none, else to be committed or discarded.
 */
struct ring_buffer_event *
trace_event_buffer_lock_reserve(struct trace_buffer **current_buffer,
				struct trace_event_file *trace_file, int type,
				unsigned long len, unsigned int trace_ctx)
{
	*current_buffer = READ_ONCE(trace_file->tr->array_buffer.buffer);
	return trace_buffer_lock_reserve(*current_buffer, type, len, trace_ctx);
}
EXPORT_SYMBOL_GPL(trace_event_buffer_lock_reserve);

/* As trace_event_ignore_this_pid(). */
static __always_inline bool event_ignores_task(struct trace_event_file *file)
{
	bool __percpu *ignore = READ_ONCE(file->tr->event_pid_ignore);

	return ignore && raw_cpu_read(*ignore);
}

/**
 * trace_event_ignore_this_pid - is the current task none whose events this instance wants?
 * @trace_file: an event with EVENT_FILE_FL_PID_FILTER
 */
bool trace_event_ignore_this_pid(struct trace_event_file *trace_file)
{
	return event_ignores_task(trace_file);
}
EXPORT_SYMBOL_GPL(trace_event_ignore_this_pid);

static noinline __trace_keeps_registers void event_triggers_before(struct trace_event_file *file)
{
	event_triggers_call(file, NULL, NULL, NULL);
}

/**
 * __trace_trigger_soft_disabled - is this hit of an event done with before there is a record?
 * @file: the event, one of the bits for which its probe asks is set
 *
 * Runs the triggers, none of which wants to see a record.
 */
__trace_keeps_registers bool __trace_trigger_soft_disabled(struct trace_event_file *file)
{
	unsigned long flags = READ_ONCE(file->flags);

	if (unlikely(flags & EVENT_FILE_FL_TRIGGER_MODE))
		event_triggers_before(file);
	if (unlikely(flags & EVENT_FILE_FL_SOFT_DISABLED))
		return true;
	return flags & EVENT_FILE_FL_PID_FILTER && event_ignores_task(file);
}
EXPORT_SYMBOL_GPL(__trace_trigger_soft_disabled);
