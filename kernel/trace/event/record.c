// SPDX-License-Identifier: GPL-2.0-only
/*
 * Records of events, from the probe of a tracepoint to the ring buffer.
 *
 * The probe asks for room, in reserve.c, fills it and commits, here. An event that is simply
 * enabled is written where it stays. When a filter or a trigger wants to see it first, it is put
 * together in a scratch area of the CPU and copied into the ring if it is to be kept: rejecting
 * costs no room, no time stamp and no gap. Only when the scratch area is in use, by an event that
 * this one interrupts, or is too small, an event goes to the ring at once and is taken back there.
 *
 * What is to be done for a hit is told by bits of file->flags; an event without any of them pays
 * for two tests in the probe and one here. What a probe has to keep between reserve and commit is
 * in registers: the record, and where it is. Contexts: any, with preemption off, as it
 * is in a probe. No locks.
 */
#include <linux/export.h>
#include <linux/percpu.h>
#include <linux/trace_events.h>

#include "core/export.h"
#include "event/event.h"
#include "event/filter.h"
#include "event/filter_program.h"
#include "event/record.h"
#include "event/trigger.h"

/* Filters that are asked before there is a head do not look at it. */
static_assert(sizeof(struct trace_entry) == FILTER_HEAD);

/* Where the event of a record begins in the ring. */
static struct ring_buffer_event *event_of(void *entry, unsigned long where)
{
	return entry - RB_EVENT_HDR - (where & EVENT_LARGE ? sizeof(u32) : 0);
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

/* After a record that stays: options want stacks. @from: where they begin */
static noinline void event_stacks(struct trace_event_file *file, unsigned long from)
{
	struct trace_array *tr = file->tr;

	trace_stack_options(tr, READ_ONCE(tr->array_buffer.buffer), tracing_gen_ctx_dec(), from,
			    NULL);
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

static __always_inline void event_leave_scratch(void)
{
	barrier();
	raw_cpu_write(event_scratch.words, 0);
}

/*
 * But for the head, two words, which is written last. Records are short: memcpy() takes more to
 * find out how to do it best. The last piece may lap over the one before it, or the head.
 */
static __always_inline void event_copy(void *to, const void *from, unsigned long words)
{
	unsigned long at, last = words - 2;

	static_assert(sizeof(struct trace_entry) == 2 * RB_WORD);
	for (at = 2; at < last; at += 2)
		put_unaligned(*(const u64 *)(from + at * RB_WORD), (u64 *)(to + at * RB_WORD));
	put_unaligned(get_unaligned((const u64 *)(from + last * RB_WORD)),
		      (u64 *)(to + last * RB_WORD));
}

/* event_keep_scratch() with all that there may be to do. */
static noinline void event_keep_more(struct trace_event_file *file, const void *record,
				     unsigned long from)
{
	unsigned long words = raw_cpu_read(event_scratch.words);
	struct rb_cpu *cb = event_ring(file->tr);
	void *entry = event_reserve(cb, words);

	if (entry) {
		event_copy(entry, record, words);
		trace_fill_head(entry, event_type(file));
		event_export(entry, event_is_large(words) ? EVENT_LARGE : 0);
		rb_commit(cb);
	}
	event_leave_scratch();
	if (trace_wants_stacks(file->tr) && entry)
		event_stacks(file, from);
}

/* The record is in the scratch area, which an event that interrupts leaves alone until the end. */
static noinline void event_keep_scratch(struct trace_event_file *file, const void *record,
					unsigned long from)
{
	unsigned long words = raw_cpu_read(event_scratch.words);
	struct trace_array *tr = file->tr;
	struct rb_cpu *cb;
	void *entry;

	if (static_branch_unlikely(&trace_export_events) || unlikely(event_is_large(words)) ||
	    unlikely(trace_wants_stacks(tr))) {
		event_keep_more(file, record, from);
		return;
	}
	cb = event_ring(tr);
	entry = event_reserve_words(cb, words);
	if (likely(entry)) {
		event_copy(entry, record, words);
		trace_fill_head(entry, event_type(file));
		rb_commit(cb);
	}
	event_leave_scratch();
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
					    unsigned long where, unsigned long from)
{
	struct rb_cpu *cb = (struct rb_cpu *)(where & ~EVENT_SPECIAL);
	enum event_trigger_type post = ETT_NONE;
	bool kept;

	if (!cb)
		trace_fill_head(entry, event_type(file));
	if (READ_ONCE(file->flags) & EVENT_FILE_FL_TRIGGER_COND)
		post = event_triggers_call(file, NULL, entry, NULL);

	/* A trigger may have switched it on, for this record, too. */
	kept = event_is_wanted(file, READ_ONCE(file->flags), entry);
	if (cb) {
		kept = event_keep_ring(cb, kept, entry, where);
		if (kept && where & EVENT_STACKS)
			event_stacks(file, from);
	} else if (kept) {
		event_keep_scratch(file, entry, from);
	} else {
		event_leave_scratch();
	}
	if (post)
		event_triggers_after(file, post, from);
}

/* It stays, but there is more to do than to commit. */
static noinline void event_commit_more(struct trace_event_file *file, void *entry,
				       unsigned long where, unsigned long from)
{
	event_export(entry, where);
	rb_commit((struct rb_cpu *)(where & ~EVENT_SPECIAL));
	if (where & EVENT_STACKS)
		event_stacks(file, from);
}

/*
 * The usual filter needs nothing but one number of the record. This is for events that have a
 * filter and nothing else: what there is else may have to be asked now.
 */
static __always_inline int event_peek(struct trace_event_file *file, const void *entry)
{
	const unsigned long others = EVENT_FILE_FL_TRIGGER_COND | EVENT_FILE_FL_PID_FILTER |
					  EVENT_FILE_FL_SOFT_DISABLED;
	const struct event_filter *filter = rcu_dereference_sched(file->filter);

	if (unlikely(rb_plain(file->flags) & others || !filter))
		return FILTER_OPEN;
	return filter_peek(filter, entry);
}

/**
 * trace_event_commit - a record of an event is complete
 * @file:  the event, in an instance
 * @entry: the record
 * @where: trace_event_room.where of it
 * @__si:  anything: a register in which a probe has something of its own
 * @__cx:  the same
 */
void trace_event_commit(struct trace_event_file *file, unsigned long __si, unsigned long where,
			unsigned long __cx, void *entry)
{
	int verdict = FILTER_OPEN;

	if (likely(!(where & EVENT_SPECIAL))) {
		if (static_branch_unlikely(&trace_export_events))
			return event_commit_more(file, entry, where, _RET_IP_);
		return rb_commit((struct rb_cpu *)where);
	}

	if (likely(where == EVENT_INSPECTED))
		verdict = event_peek(file, entry);
	if (verdict == FILTER_REJECT)
		event_leave_scratch();
	else if (verdict == FILTER_ACCEPT)
		event_keep_scratch(file, entry, _RET_IP_);
	else if (where & EVENT_INSPECTED)
		event_commit_inspected(file, entry, where, _RET_IP_);
	else
		event_commit_more(file, entry, where, _RET_IP_);
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

/**
 * trace_event_ignore_this_pid - is the current task none whose events this instance wants?
 * @trace_file: an event with EVENT_FILE_FL_PID_FILTER
 */
bool trace_event_ignore_this_pid(struct trace_event_file *trace_file)
{
	return event_ignores_task(trace_file->tr);
}
EXPORT_SYMBOL_GPL(trace_event_ignore_this_pid);

/* ---- called by reserve.c --------------------------------------------------------------------- */

/**
 * event_done_before - __trace_trigger_soft_disabled() for events that have triggers
 * @file: the event
 */
noinline __rb_keeps_registers bool event_done_before(struct trace_event_file *file)
{
	unsigned long flags = READ_ONCE(file->flags);

	if (flags & EVENT_FILE_FL_TRIGGER_COND)
		return false;
	if (flags & EVENT_FILE_FL_TRIGGER_MODE)
		event_triggers_call(file, NULL, NULL, NULL);
	if (flags & EVENT_FILE_FL_SOFT_DISABLED)
		return true;
	return flags & EVENT_FILE_FL_PID_FILTER && event_ignores_task(file->tr);
}

#define ROOM(entry, where) \
	((struct trace_event_room){ (entry), (unsigned long)(where) })

/**
 * event_reserve_ring - room in the ring, where a record stays or is taken back
 * @file:  the event
 * @__si:  not ours, as is @__cx
 * @__cx:  the same
 * @how:   EVENT_INSPECTED or 0
 * @words: length in words of four bytes
 */
noinline __rb_keeps_registers struct trace_event_room
event_reserve_ring(struct trace_event_file *file, unsigned long __si, unsigned long how,
		   unsigned long __cx, unsigned long words)
{
	struct trace_array *tr = file->tr;
	struct rb_cpu *cb = event_ring(tr);
	void *entry = event_reserve(cb, words);

	if (event_is_large(words))
		how |= EVENT_LARGE;
	if (trace_wants_stacks(tr))
		how |= EVENT_STACKS;
	if (entry)
		trace_fill_head(entry, event_type(file));
	return ROOM(entry, (unsigned long)cb | how);
}

/**
 * event_reserve_slow - somebody came in between, or the time or the sub-buffer needs care
 * @file:  the event
 * @__si:  not ours, as is @__cx
 * @__cx:  the same
 * @ring:  that of this CPU
 * @words: length in words of four bytes
 */
noinline __rb_keeps_registers struct trace_event_room
event_reserve_slow(struct trace_event_file *file, unsigned long __si, unsigned long ring,
		   unsigned long __cx, unsigned long words)
{
	struct rb_cpu *cb = (struct rb_cpu *)ring;
	void *entry = rb_reserve_slow(cb, words * RB_WORD + RB_EVENT_HDR);

	if (entry)
		trace_fill_head(entry, event_type(file));
	return ROOM(entry, cb);
}

/**
 * event_head_slow - the head of a record that has room, and unusual things to say
 * @file:  the event
 * @__si:  not ours, as is @__cx
 * @__cx:  the same
 * @ring:  where the room is
 * @entry: the record
 */
noinline __rb_keeps_registers struct trace_event_room
event_head_slow(struct trace_event_file *file, unsigned long __si, unsigned long ring,
		unsigned long __cx, unsigned long entry)
{
	trace_fill_head_slow((void *)entry, event_type(file));
	return ROOM((void *)entry, ring);
}
