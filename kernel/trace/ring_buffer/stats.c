// SPDX-License-Identifier: GPL-2.0-only
/*
 * What became of every event: the numbers of per_cpu/cpuN/stats, sizes, and
 * the two files that describe the binary layout.
 *
 * At a quiet moment, per CPU: accepted = read + overwritten + entries, and
 * written = accepted + dropped. While writers run the numbers are each right
 * for some moment, but not all for the same.
 *
 * Contexts: any.
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/trace_seq.h>

#include "buffer.h"

/* Events that got into the ring since it was emptied. */
unsigned long rb_accepted(struct rb_cpu *cb)
{
	struct rb_page *page;

	guard(rcu)();	/* a change of size frees pages, but not before this is over */
	page = READ_ONCE(cb->commit);
	return page->first - page->dropped + rb_page_count(page);
}

static bool rb_exists(struct trace_buffer *buffer, int cpu)
{
	return cpumask_test_cpu(cpu, buffer->cpumask);
}

/**
 * ring_buffer_entries_cpu - events that wait to be read
 * @buffer:	the buffer
 * @cpu:	the CPU
 */
unsigned long ring_buffer_entries_cpu(struct trace_buffer *buffer, int cpu)
{
	struct rb_cpu *cb = rb_cpu_of(buffer, cpu);

	return rb_accepted(cb) - local_read(&cb->overrun) - READ_ONCE(cb->consumed);
}
EXPORT_SYMBOL_GPL(ring_buffer_entries_cpu);

/**
 * ring_buffer_overrun_cpu - events overwritten before they were read
 * @buffer:	the buffer
 * @cpu:	the CPU
 */
unsigned long ring_buffer_overrun_cpu(struct trace_buffer *buffer, int cpu)
{
	return local_read(&rb_cpu_of(buffer, cpu)->overrun);
}
EXPORT_SYMBOL_GPL(ring_buffer_overrun_cpu);

/**
 * ring_buffer_commit_overrun_cpu - events dropped as interrupting writers filled the ring
 * @buffer:	the buffer
 * @cpu:	the CPU
 */
unsigned long ring_buffer_commit_overrun_cpu(struct trace_buffer *buffer, int cpu)
{
	return local_read(&rb_cpu_of(buffer, cpu)->dropped_nested);
}
EXPORT_SYMBOL_GPL(ring_buffer_commit_overrun_cpu);

/**
 * ring_buffer_dropped_events_cpu - events dropped as the ring was full and not overwriting
 * @buffer:	the buffer
 * @cpu:	the CPU
 */
unsigned long ring_buffer_dropped_events_cpu(struct trace_buffer *buffer, int cpu)
{
	return local_read(&rb_cpu_of(buffer, cpu)->dropped_full);
}
EXPORT_SYMBOL_GPL(ring_buffer_dropped_events_cpu);

/**
 * ring_buffer_read_events_cpu - events consumed
 * @buffer:	the buffer
 * @cpu:	the CPU
 */
unsigned long ring_buffer_read_events_cpu(struct trace_buffer *buffer, int cpu)
{
	return READ_ONCE(rb_cpu_of(buffer, cpu)->consumed);
}
EXPORT_SYMBOL_GPL(ring_buffer_read_events_cpu);

/**
 * ring_buffer_entries - events that wait to be read, all CPUs together
 * @buffer:	the buffer
 */
unsigned long ring_buffer_entries(struct trace_buffer *buffer)
{
	unsigned long sum = 0;
	int cpu;

	for_each_cpu(cpu, buffer->cpumask)
		sum += ring_buffer_entries_cpu(buffer, cpu);
	return sum;
}
EXPORT_SYMBOL_GPL(ring_buffer_entries);

/**
 * ring_buffer_overruns - events overwritten, all CPUs together
 * @buffer:	the buffer
 */
unsigned long ring_buffer_overruns(struct trace_buffer *buffer)
{
	unsigned long sum = 0;
	int cpu;

	for_each_cpu(cpu, buffer->cpumask)
		sum += ring_buffer_overrun_cpu(buffer, cpu);
	return sum;
}
EXPORT_SYMBOL_GPL(ring_buffer_overruns);

/* The oldest sub-buffer that is not read to its end, and where reading is in it. */
static struct rb_page *rb_oldest(struct rb_cpu *cb, u64 *seq, u32 *from)
{
	u64 last = smp_load_acquire(&cb->commit_seq);	/* rb_last_seq:B */
	u64 slot;

	lockdep_assert_held(&cb->reader_lock);
	*seq = cb->read_seq;
	*from = RB_PAGE_HDR;
	if (cb->held) {
		*from = cb->read;
		if (!rb_held_is_behind(cb) || cb->read < rb_held_end(cb))
			return cb->held;
		++*seq;
		*from = RB_PAGE_HDR;
	}
	for (; *seq <= last; ++*seq) {
		slot = READ_ONCE(*rb_slot_of(cb->store, *seq));
		if (rb_slot_is_seq(slot, *seq))
			return cb->store->pages[rb_slot_index(slot)];
	}
	return NULL;
}

static u32 rb_committed(const struct rb_page *page)
{
	return smp_load_acquire(&page->data->commit);	/* rb_held_end:A */
}

/**
 * ring_buffer_bytes_cpu - bytes of events that wait to be read
 * @buffer:	the buffer
 * @cpu:	the CPU
 */
unsigned long ring_buffer_bytes_cpu(struct trace_buffer *buffer, int cpu)
{
	struct rb_cpu *cb = rb_cpu_of(buffer, cpu);
	struct rb_page *page;
	unsigned long flags, bytes = 0;
	u64 seq, slot, last;
	u32 from;

	raw_spin_lock_irqsave(&cb->reader_lock, flags);
	page = rb_oldest(cb, &seq, &from);
	if (page) {
		last = READ_ONCE(cb->commit_seq);
		bytes = rb_committed(page) + RB_PAGE_HDR - from;
		while (++seq <= last) {
			slot = READ_ONCE(*rb_slot_of(cb->store, seq));
			if (rb_slot_is_seq(slot, seq))
				bytes += rb_committed(cb->store->pages[rb_slot_index(slot)]);
		}
	}
	raw_spin_unlock_irqrestore(&cb->reader_lock, flags);
	return bytes;
}
EXPORT_SYMBOL_GPL(ring_buffer_bytes_cpu);

/**
 * ring_buffer_oldest_event_ts - the time at which the oldest sub-buffer begins; 0: nothing there
 * @buffer:	the buffer
 * @cpu:	the CPU
 */
u64 ring_buffer_oldest_event_ts(struct trace_buffer *buffer, int cpu)
{
	struct rb_cpu *cb = rb_cpu_of(buffer, cpu);
	struct rb_page *page;
	unsigned long flags;
	u64 seq, ts = 0;
	u32 from;

	raw_spin_lock_irqsave(&cb->reader_lock, flags);
	page = rb_oldest(cb, &seq, &from);
	if (page && rb_committed(page) + RB_PAGE_HDR > from)
		ts = data_race(page->data->time_stamp);	/* may be lapped: a hint */
	raw_spin_unlock_irqrestore(&cb->reader_lock, flags);
	return ts;
}
EXPORT_SYMBOL_GPL(ring_buffer_oldest_event_ts);

/**
 * ring_buffer_nr_dirty_pages - sub-buffers with something to read in them
 * @buffer:	the buffer
 * @cpu:	the CPU
 */
size_t ring_buffer_nr_dirty_pages(struct trace_buffer *buffer, int cpu)
{
	struct rb_cpu *cb = rb_cpu_of(buffer, cpu);
	u64 last = READ_ONCE(cb->commit_seq), read = READ_ONCE(cb->read_seq);

	/* One more than the difference, and never more than there are. */
	return read > last ? 0 : min_t(u64, last - read + 1, rb_nr(cb));
}

/**
 * ring_buffer_size - how much events can take in a CPU's ring
 * @buffer:	the buffer
 * @cpu:	the CPU
 *
 * Return: bytes, headers of sub-buffers not counted; 0 if the CPU has no ring.
 */
unsigned long ring_buffer_size(struct trace_buffer *buffer, int cpu)
{
	struct rb_cpu *cb = rb_cpu_of(buffer, cpu);

	if (!rb_exists(buffer, cpu))
		return 0;
	return (unsigned long)rb_nr(cb) * (READ_ONCE(cb->limit) - RB_PAGE_HDR);
}
EXPORT_SYMBOL_GPL(ring_buffer_size);

/**
 * ring_buffer_size_for - what ring_buffer_size() would tell after a resize
 * @buffer:	the buffer
 * @size:	bytes a CPU, as given to ring_buffer_resize()
 */
unsigned long ring_buffer_size_for(struct trace_buffer *buffer, unsigned long size)
{
	int order = READ_ONCE(buffer->order);

	return rb_nr_for(size, order) * ((PAGE_SIZE << order) - RB_PAGE_HDR);
}

/**
 * ring_buffer_max_event_size - the most data that an event can have
 * @buffer:	the buffer
 */
unsigned long ring_buffer_max_event_size(struct trace_buffer *buffer)
{
	return (PAGE_SIZE << buffer->order) - RB_PAGE_HDR - 2 * RB_EVENT_HDR;
}
EXPORT_SYMBOL_GPL(ring_buffer_max_event_size);

/**
 * ring_buffer_subbuf_order_get - pages in a sub-buffer, as a power of two
 * @buffer:	the buffer
 */
int ring_buffer_subbuf_order_get(struct trace_buffer *buffer)
{
	return buffer->order;
}
EXPORT_SYMBOL_GPL(ring_buffer_subbuf_order_get);

/**
 * ring_buffer_subbuf_size_get - bytes of a sub-buffer, its head included
 * @buffer:	the buffer
 */
int ring_buffer_subbuf_size_get(struct trace_buffer *buffer)
{
	return PAGE_SIZE << buffer->order;
}
EXPORT_SYMBOL_GPL(ring_buffer_subbuf_size_get);

/**
 * ring_buffer_time_stamp - what the buffer's clock says now
 * @buffer:	the buffer
 */
u64 ring_buffer_time_stamp(struct trace_buffer *buffer)
{
	guard(preempt_notrace)();
	return buffer->clock();
}
EXPORT_SYMBOL_GPL(ring_buffer_time_stamp);

/**
 * ring_buffer_normalize_time_stamp - to nanoseconds, if stamps were shifted
 * @buffer:	the buffer
 * @cpu:	the CPU it comes from
 * @ts:		the stamp
 *
 * Stamps are stored as the clock gives them: nothing to do.
 */
void ring_buffer_normalize_time_stamp(struct trace_buffer *buffer, int cpu, u64 *ts)
{
}
EXPORT_SYMBOL_GPL(ring_buffer_normalize_time_stamp);

/**
 * ring_buffer_print_entry_header - the text of events/header_event
 * @s:	where to
 *
 * Return: true unless @s overflowed.
 */
int ring_buffer_print_entry_header(struct trace_seq *s)
{
	trace_seq_puts(s, "# compressed entry header\n");
	trace_seq_printf(s, "\ttype_len    : %4d bits\n", 5);
	trace_seq_printf(s, "\ttime_delta  : %4d bits\n", RB_DELTA_BITS);
	trace_seq_printf(s, "\tarray       : %4d bits\n", 32);
	trace_seq_printf(s, "\n\tpadding     : type == %d\n", RINGBUF_TYPE_PADDING);
	trace_seq_printf(s, "\ttime_extend : type == %d\n", RINGBUF_TYPE_TIME_EXTEND);
	trace_seq_printf(s, "\ttime_stamp : type == %d\n", RINGBUF_TYPE_TIME_STAMP);
	trace_seq_printf(s, "\tdata max type_len  == %d\n", RINGBUF_TYPE_DATA_TYPE_LEN_MAX);
	return !trace_seq_has_overflowed(s);
}

static void rb_describe(struct trace_seq *s, const char *what, u32 offset, u32 size, bool sign)
{
	trace_seq_printf(s, "\tfield: %s;\toffset:%u;\tsize:%u;\tsigned:%u;\n",
			 what, offset, size, sign);
}

/**
 * ring_buffer_print_page_header - the text of events/header_page
 * @buffer:	whose sub-buffers to describe
 * @s:		where to
 *
 * Return: true unless @s overflowed.
 */
int ring_buffer_print_page_header(struct trace_buffer *buffer, struct trace_seq *s)
{
	u32 commit = offsetof(struct rb_data_page, commit);

	rb_describe(s, "u64 timestamp", 0, sizeof(u64), false);
	rb_describe(s, "local_t commit", commit, sizeof(long), true);
	/* Not a field of its own: tells programs that commit carries flags. */
	rb_describe(s, "int overwrite", commit, 1, true);
	rb_describe(s, "char data", RB_PAGE_HDR, ring_buffer_subbuf_size_get(buffer) - RB_PAGE_HDR,
		    is_signed_type(char));
	return !trace_seq_has_overflowed(s);
}
