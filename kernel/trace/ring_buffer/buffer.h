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
 * struct trace_buffer - one buffer
 * @cpu:	each CPU's ring; CPUs that never were online have rb_nowhere
 * @cpumask:	CPUs with a ring of their own
 * @lock:	serialises configuration: clock, reset, hotplug
 * @clock:	source of time stamps
 * @flags:	RB_FL_*
 * @order:	pages in a sub-buffer, as a power of two
 * @nr_pages:	sub-buffers a CPU
 * @disabled:	what new rings start with in rb_cpu.disabled: a count and RB_OFF
 * @node:	in the CPU hotplug list
 * @wake_work:	wakes @waiters, those that wait for any CPU
 * @waiters:	see @wake_work
 */
struct trace_buffer {
	struct rb_cpu * __percpu *cpu;
	cpumask_var_t		cpumask;
	struct mutex		lock;
	u64			(*clock)(void);
	unsigned int		flags;
	int			order;
	unsigned long		nr_pages;
	atomic_t		disabled;
	struct hlist_node	node;
	wait_queue_head_t	waiters;
};

extern struct rb_cpu rb_nowhere;

/* This CPU's ring. Preemption is off. */
static __always_inline struct rb_cpu *rb_this_cpu(struct trace_buffer *buffer)
{
	return raw_cpu_read(*buffer->cpu);
}

static inline struct rb_cpu *rb_cpu_of(struct trace_buffer *buffer, int cpu)
{
	return *per_cpu_ptr(buffer->cpu, cpu);
}

void rb_empty(struct rb_cpu *cb);
void rb_wait_init(struct rb_cpu *cb);

#endif /* _TRACE_RING_BUFFER_BUFFER_H */
