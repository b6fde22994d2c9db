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
 * @nr_pages:	sub-buffers a CPU
 * @disabled:	RB_OFF and a count: no CPU records
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
	unsigned long		nr_pages;
	atomic_t		disabled;
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

void rb_empty(struct rb_cpu *cb);
void rb_wait_init(struct rb_cpu *cb);

#endif /* _TRACE_RING_BUFFER_BUFFER_H */
