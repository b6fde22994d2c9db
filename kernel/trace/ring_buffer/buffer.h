/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A whole buffer: the rings of all CPUs and what they share. Private to
 * ring_buffer/ and to tracers that reserve inline.
 */
#ifndef _TRACE_RING_BUFFER_BUFFER_H
#define _TRACE_RING_BUFFER_BUFFER_H

#include <linux/cpumask.h>
#include <linux/mutex.h>

#include "rb.h"

/**
 * struct rb_place - what a buffer has for each possible CPU
 * @ring:	its ring; rb_nowhere as long as the CPU was never online
 * @disabled:	a count: this CPU records nothing
 */
struct rb_place {
	struct rb_cpu		*ring;
	atomic_t		disabled;
};

/**
 * struct trace_buffer - one buffer
 * @cpu:	by CPU
 * @cpumask:	CPUs with a ring of their own
 * @lock:	serialises configuration
 * @clock:	source of time stamps
 * @flags:	RB_FL_*
 * @order:	pages in a sub-buffer, as a power of two
 * @stamp_all:	an absolute time before each event
 * @size:	bytes a CPU, as they were asked for
 * @nr_pages:	sub-buffers a CPU, for CPUs to come
 * @disabled:	RB_OFF and a count: no CPU records
 * @range:	it lies in memory that survives a reboot, or NULL
 * @node:	in the CPU hotplug list
 * @waiters:	those that wait for any CPU
 */
struct trace_buffer {
	struct rb_place __percpu *cpu;
	cpumask_var_t		cpumask;
	struct mutex		lock;	/* configuration: clock, reset, hotplug */
	u64			(*clock)(void);
	unsigned int		flags;
	int			order;
	bool			stamp_all;
	unsigned long		size;
	unsigned long		nr_pages;
	atomic_t		disabled;
	struct rb_range		*range;
	struct hlist_node	node;
	wait_queue_head_t	waiters;
};

#define RB_OFF		BIT(30)	/* in trace_buffer.disabled: the switch */

extern struct rb_cpu rb_nowhere;

/* This CPU's ring. Preemption is off. */
static __always_inline struct rb_cpu *rb_this_cpu(struct trace_buffer *buffer)
{
	return raw_cpu_read(buffer->cpu->ring);
}

static inline struct rb_cpu *rb_cpu_of(struct trace_buffer *buffer, int cpu)
{
	return READ_ONCE(per_cpu_ptr(buffer->cpu, cpu)->ring);
}

static inline bool rb_is_disabled(struct trace_buffer *buffer, int cpu)
{
	return atomic_read(&buffer->disabled) ||
	       atomic_read(&per_cpu_ptr(buffer->cpu, cpu)->disabled);
}

static inline u32 rb_nr(struct rb_cpu *cb)
{
	return READ_ONCE(cb->nr);
}

/* Sub-buffers that it takes to hold @size bytes of events. */
static inline unsigned long rb_nr_for(unsigned long size, int order)
{
	unsigned long room = (PAGE_SIZE << order) - RB_PAGE_HDR;

	return max(size / room + !!(size % room), 2UL);
}

/* resize.c; no writer */
void rb_empty(struct rb_cpu *cb);

/* buffer.c */
struct trace_buffer *rb_buffer_alloc(unsigned long nr, int order, unsigned int flags,
				     struct lock_class_key *key);
int rb_buffer_start(struct trace_buffer *buffer);
void rb_buffer_add(struct trace_buffer *buffer, int cpu, struct rb_cpu *cb);
void rb_buffer_free(struct trace_buffer *buffer);
struct rb_cpu *rb_cpu_alloc(struct trace_buffer *buffer, int cpu, bool fill);
void rb_cpu_free(struct rb_cpu *cb);

/* persist.c */
void rb_range_close(struct trace_buffer *buffer);

/* store.c */
void rb_begin(struct rb_cpu *cb, u64 seq, unsigned long first);
struct rb_store *rb_store_alloc(int cpu, u32 nr, int order, u32 fill);
void rb_store_free(struct rb_store *store);
void rb_page_free(struct rb_page *page, int order);
void rb_start_over(struct rb_cpu *cb, u64 seq);

/* switch.c */
void rb_update_recording(struct trace_buffer *buffer, int cpu);

/* read.c; reader_lock is held, here and for what follows */
void rb_release(struct rb_cpu *cb);
struct ring_buffer_event *rb_next_event(struct rb_cpu *cb, u64 *ts, u32 *stride);

/* The newest seq that readers may look at; all before it are final. */
static inline u64 rb_last_seq(struct rb_cpu *cb)
{
	return smp_load_acquire(&cb->commit_seq);	/* rb_last_seq:B */
}

/* Have writers left the held sub-buffer, for good and with all published? */
static inline bool rb_held_is_behind(struct rb_cpu *cb)
{
	return cb->read_seq < rb_last_seq(cb);
}

/* Offset behind the last event in @held that may be read now. */
static inline u32 rb_held_end(struct rb_cpu *cb)
{
	/* rb_held_end:A */
	return smp_load_acquire(&cb->held->data->commit) + RB_PAGE_HDR;
}

/* Step over @event, which is at cb->read and takes @stride bytes. */
static inline void rb_step_over(struct rb_cpu *cb, struct ring_buffer_event *event, u32 stride)
{
	cb->read_ts = rb_event_time(event, cb->read_ts);
	cb->read += stride;
	if (rb_event_is_data(event)) {
		cb->read_no++;
		cb->consumed++;
	}
}

/* wait.c */
void rb_wait_init(struct rb_cpu *cb);

/* stats.c */
unsigned long rb_accepted(struct rb_cpu *cb);

/* map.c */
void rb_map_update(struct rb_cpu *cb);

/* Its sub-buffers cannot be replaced: programs see them, or a range has them. */
static inline bool rb_is_fixed(struct rb_cpu *cb)
{
	return READ_ONCE(cb->map) || cb->store->fixed;
}

#endif /* _TRACE_RING_BUFFER_BUFFER_H */
