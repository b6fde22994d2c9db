/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The per-CPU trace buffer, as the rest of the kernel sees it.
 *
 * One struct trace_buffer holds one lockless ring a CPU. Writers reserve, fill
 * and commit in any context, NMI included; readers consume, iterate or take
 * whole sub-buffers. The layout of a sub-buffer and of the event header below
 * is an ABI: user space gets sub-buffers as they are.
 *
 * kernel-doc is beside the functions, in kernel/trace/ring_buffer/.
 */
#ifndef _LINUX_RING_BUFFER_H
#define _LINUX_RING_BUFFER_H

/* poll.h must come before anything that includes linux/syscalls.h: see __MAP */
#include <linux/mm.h>
#include <linux/seq_file.h>
#include <linux/poll.h>

#include <uapi/linux/trace_mmap.h>

struct trace_buffer;
struct ring_buffer_iter;
struct buffer_data_read_page;
struct trace_seq;

/**
 * struct ring_buffer_event - the header of every event in a sub-buffer
 * @type_len: length of the data in words if it is 1..28; 0 if the length in
 *	bytes is in @array[0]; else one of enum ring_buffer_type
 * @time_delta: time since the event before it, in units of the buffer's clock
 * @array: the data, or a length followed by the data
 *
 * Use ring_buffer_event_data() and ring_buffer_event_length() to look inside.
 */
struct ring_buffer_event {
	u32		type_len:5, time_delta:27;

	u32		array[];
};

/**
 * enum ring_buffer_type - meaning of ring_buffer_event.type_len above 28
 * @RINGBUF_TYPE_DATA_TYPE_LEN_MAX: the largest length that fits type_len
 * @RINGBUF_TYPE_PADDING: a discarded event; array[0] is its length in bytes
 * @RINGBUF_TYPE_TIME_EXTEND: eight bytes; array[0] holds the bits of a time
 *	delta above the 27 of time_delta
 * @RINGBUF_TYPE_TIME_STAMP: eight bytes; the same bits, as absolute time
 */
enum ring_buffer_type {
	RINGBUF_TYPE_DATA_TYPE_LEN_MAX	= 28,
	RINGBUF_TYPE_PADDING		= 29,
	RINGBUF_TYPE_TIME_EXTEND	= 30,
	RINGBUF_TYPE_TIME_STAMP		= 31,
};

enum ring_buffer_flags {
	RB_FL_OVERWRITE		= 1 << 0,
};

#define RING_BUFFER_ALL_CPUS	-1

/* Life of a buffer. */
struct trace_buffer *__ring_buffer_alloc(unsigned long size, unsigned int flags,
					 struct lock_class_key *key);
void ring_buffer_free(struct trace_buffer *buffer);

#define ring_buffer_alloc(size, flags)			\
({							\
	static struct lock_class_key __rb_key;		\
	__ring_buffer_alloc(size, flags, &__rb_key);	\
})

/* One that lies in memory which survives a reboot. */
struct trace_buffer *__ring_buffer_alloc_range(unsigned long size, unsigned int flags,
					       int order, unsigned long start,
					       unsigned long range_size,
					       struct lock_class_key *key);
bool ring_buffer_last_boot_delta(struct trace_buffer *buffer, long *text, long *data);

#define ring_buffer_alloc_range(size, flags, order, start, range_size)		\
({										\
	static struct lock_class_key __rb_key;					\
	__ring_buffer_alloc_range(size, flags, order, start, range_size,	\
				  &__rb_key);					\
})

#ifdef CONFIG_RING_BUFFER
int trace_rb_cpu_prepare(unsigned int cpu, struct hlist_node *node);
#else
#define trace_rb_cpu_prepare	NULL
#endif

/* Writing: any context. */
struct ring_buffer_event *
ring_buffer_lock_reserve(struct trace_buffer *buffer, unsigned long length);
int ring_buffer_unlock_commit(struct trace_buffer *buffer);
void ring_buffer_discard_commit(struct trace_buffer *buffer,
				struct ring_buffer_event *event);
int ring_buffer_write(struct trace_buffer *buffer, unsigned long length,
		      void *data);
void ring_buffer_nest_start(struct trace_buffer *buffer);
void ring_buffer_nest_end(struct trace_buffer *buffer);

/* Looking at one event. */
void *ring_buffer_event_data(struct ring_buffer_event *event);
unsigned int ring_buffer_event_length(struct ring_buffer_event *event);
u64 ring_buffer_event_time_stamp(struct trace_buffer *buffer,
				 struct ring_buffer_event *event);

/* Consuming readers. */
struct ring_buffer_event *
ring_buffer_consume(struct trace_buffer *buffer, int cpu, u64 *ts,
		    unsigned long *lost_events);
struct ring_buffer_event *
ring_buffer_peek(struct trace_buffer *buffer, int cpu, u64 *ts,
		 unsigned long *lost_events);

/* Readers that leave everything where it is. */
struct ring_buffer_iter *
ring_buffer_read_start(struct trace_buffer *buffer, int cpu, gfp_t flags);
void ring_buffer_read_finish(struct ring_buffer_iter *iter);
struct ring_buffer_event *
ring_buffer_iter_peek(struct ring_buffer_iter *iter, u64 *ts);
void ring_buffer_iter_advance(struct ring_buffer_iter *iter);
void ring_buffer_iter_reset(struct ring_buffer_iter *iter);
int ring_buffer_iter_empty(struct ring_buffer_iter *iter);
bool ring_buffer_iter_dropped(struct ring_buffer_iter *iter);
unsigned long ring_buffer_iter_lost(struct ring_buffer_iter *iter);

/* Readers that take whole sub-buffers. */
int ring_buffer_alloc_read_page(struct trace_buffer *buffer, int cpu,
				struct buffer_data_read_page **rpage);
void ring_buffer_free_read_page(struct trace_buffer *buffer, int cpu,
				struct buffer_data_read_page *page);
int ring_buffer_read_page(struct trace_buffer *buffer,
			  struct buffer_data_read_page *data_page,
			  size_t len, int cpu, int full);
void *ring_buffer_read_page_data(struct buffer_data_read_page *page);
unsigned int ring_buffer_read_page_size(struct buffer_data_read_page *rpage);

/* Readers that map the sub-buffers. */
int ring_buffer_map(struct trace_buffer *buffer, int cpu, struct vm_area_struct *vma);
void ring_buffer_map_dup(struct trace_buffer *buffer, int cpu);
int ring_buffer_unmap(struct trace_buffer *buffer, int cpu);
int ring_buffer_map_get_reader(struct trace_buffer *buffer, int cpu);

/* Waiting for data. */
typedef bool (*ring_buffer_cond_fn)(void *data);
int ring_buffer_wait(struct trace_buffer *buffer, int cpu, int full,
		     ring_buffer_cond_fn cond, void *data);
__poll_t ring_buffer_poll_wait(struct trace_buffer *buffer, int cpu,
			       struct file *filp, poll_table *poll_table,
			       int full);
void ring_buffer_wake_waiters(struct trace_buffer *buffer, int cpu);

/* Switching it on and off. */
void ring_buffer_record_on(struct trace_buffer *buffer);
void ring_buffer_record_off(struct trace_buffer *buffer);
bool ring_buffer_record_is_on(struct trace_buffer *buffer);
bool ring_buffer_record_is_set_on(struct trace_buffer *buffer);
void ring_buffer_record_enable(struct trace_buffer *buffer);
void ring_buffer_record_disable(struct trace_buffer *buffer);
void ring_buffer_record_enable_cpu(struct trace_buffer *buffer, int cpu);
void ring_buffer_record_disable_cpu(struct trace_buffer *buffer, int cpu);
void ring_buffer_change_overwrite(struct trace_buffer *buffer, int val);

/* Emptying it. */
void ring_buffer_reset(struct trace_buffer *buffer);
void ring_buffer_reset_online_cpus(struct trace_buffer *buffer);
void ring_buffer_reset_cpu(struct trace_buffer *buffer, int cpu);
bool ring_buffer_empty(struct trace_buffer *buffer);
bool ring_buffer_empty_cpu(struct trace_buffer *buffer, int cpu);

#ifdef CONFIG_RING_BUFFER_ALLOW_SWAP
int ring_buffer_swap_cpu(struct trace_buffer *buffer_a, struct trace_buffer *buffer_b, int cpu);
#else
static inline int ring_buffer_swap_cpu(struct trace_buffer *buffer_a,
				       struct trace_buffer *buffer_b, int cpu)
{
	return -ENODEV;
}
#endif

/* Sizes. */
unsigned long ring_buffer_size(struct trace_buffer *buffer, int cpu);
int ring_buffer_resize(struct trace_buffer *buffer, unsigned long size, int cpu);
unsigned long ring_buffer_max_event_size(struct trace_buffer *buffer);
int ring_buffer_subbuf_order_get(struct trace_buffer *buffer);
int ring_buffer_subbuf_order_set(struct trace_buffer *buffer, int order);
int ring_buffer_subbuf_size_get(struct trace_buffer *buffer);

/* Accounting: written = read + overwritten + dropped + still there. */
unsigned long ring_buffer_entries(struct trace_buffer *buffer);
unsigned long ring_buffer_entries_cpu(struct trace_buffer *buffer, int cpu);
unsigned long ring_buffer_overruns(struct trace_buffer *buffer);
unsigned long ring_buffer_overrun_cpu(struct trace_buffer *buffer, int cpu);
unsigned long ring_buffer_commit_overrun_cpu(struct trace_buffer *buffer, int cpu);
unsigned long ring_buffer_dropped_events_cpu(struct trace_buffer *buffer, int cpu);
unsigned long ring_buffer_read_events_cpu(struct trace_buffer *buffer, int cpu);
unsigned long ring_buffer_bytes_cpu(struct trace_buffer *buffer, int cpu);
u64 ring_buffer_oldest_event_ts(struct trace_buffer *buffer, int cpu);
size_t ring_buffer_nr_dirty_pages(struct trace_buffer *buffer, int cpu);

/* Time. */
u64 ring_buffer_time_stamp(struct trace_buffer *buffer);
void ring_buffer_normalize_time_stamp(struct trace_buffer *buffer, int cpu,
				      u64 *ts);
void ring_buffer_set_clock(struct trace_buffer *buffer, u64 (*clock)(void));
void ring_buffer_set_time_stamp_abs(struct trace_buffer *buffer, bool abs);
bool ring_buffer_time_stamp_abs(struct trace_buffer *buffer);

/* The two files that describe the binary layout. */
int ring_buffer_print_entry_header(struct trace_seq *s);
int ring_buffer_print_page_header(struct trace_buffer *buffer, struct trace_seq *s);

#endif /* _LINUX_RING_BUFFER_H */
