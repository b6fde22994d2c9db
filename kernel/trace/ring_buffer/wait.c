// SPDX-License-Identifier: GPL-2.0-only
/*
 * Waiting for events without making every commit look for waiters.
 *
 * A waiter sets a bit in rb_cpu.watch. One that wants any event also sets
 * commit_room to 0, which sends every commit down the path that looks at
 * @watch; one that waits for a fill level needs no more than what happens
 * once per sub-buffer anyway. The writer clears @watch and queues an irq_work,
 * which wakes and puts commit_room back.
 *
 * The writer's fast path has no barrier, so after arming, a waiter lets an RCU
 * grace period pass before it looks for events a last time: writers have
 * preemption off, so those that did not see commit_room are done by then.
 *
 * Contexts: waiting sleeps; the waking side is irq_work.
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/poll.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>

#include "buffer.h"

static void rb_wake_work(struct irq_work *work)
{
	struct rb_cpu *cb = container_of(work, struct rb_cpu, wake_work);
	unsigned long flags;

	spin_lock_irqsave(&cb->waiters.lock, flags);
	if (!cb->watch)
		WRITE_ONCE(cb->commit_room, RB_OFFSET_MASK);
	spin_unlock_irqrestore(&cb->waiters.lock, flags);
	wake_up_all(&cb->waiters);
	wake_up_all(&cb->buffer->waiters);
}

/* A ring is being made: nobody waits yet. */
void rb_wait_init(struct rb_cpu *cb)
{
	init_waitqueue_head(&cb->waiters);
	init_irq_work(&cb->wake_work, rb_wake_work);
}

/* Return: true if somebody was watching for the same already. */
static bool rb_watch(struct rb_cpu *cb, int full)
{
	int bit = full ? RB_WATCH_FULL : RB_WATCH_ANY;
	u32 pages = DIV_ROUND_UP(rb_nr(cb) * full, 100);
	unsigned long flags;
	bool was;

	spin_lock_irqsave(&cb->waiters.lock, flags);
	was = test_and_set_bit(bit, &cb->watch);
	if (full) {
		/* The least demanding waiter decides; others look and go on waiting. */
		if (!was || pages < cb->wake_pages)
			WRITE_ONCE(cb->wake_pages, pages);
	} else {
		WRITE_ONCE(cb->commit_room, 0);	/* rb_watch:E */
	}
	spin_unlock_irqrestore(&cb->waiters.lock, flags);
	return was;
}

static void rb_watch_cpus(struct trace_buffer *buffer, int cpu, int full)
{
	bool all = true;

	if (cpu == RING_BUFFER_ALL_CPUS) {
		for_each_cpu(cpu, buffer->cpumask)
			all &= rb_watch(rb_cpu_of(buffer, cpu), full);
	} else {
		all = rb_watch(rb_cpu_of(buffer, cpu), full);
	}
	if (!all)
		synchronize_rcu();
}

static bool rb_cpu_ready(struct trace_buffer *buffer, int cpu, int full)
{
	if (ring_buffer_empty_cpu(buffer, cpu))
		return false;
	if (!full)
		return true;
	return ring_buffer_nr_dirty_pages(buffer, cpu) * 100 >=
	       (size_t)full * rb_nr(rb_cpu_of(buffer, cpu));
}

static bool rb_ready(struct trace_buffer *buffer, int cpu, int full)
{
	if (cpu != RING_BUFFER_ALL_CPUS)
		return rb_cpu_ready(buffer, cpu, full);
	for_each_cpu(cpu, buffer->cpumask) {
		if (rb_cpu_ready(buffer, cpu, full))
			return true;
	}
	return false;
}

static wait_queue_head_t *rb_waiters(struct trace_buffer *buffer, int cpu)
{
	return cpu == RING_BUFFER_ALL_CPUS ? &buffer->waiters : &rb_cpu_of(buffer, cpu)->waiters;
}

static bool rb_no_condition(void *data)
{
	return false;
}

/**
 * ring_buffer_wait - sleep until there is something to read
 * @buffer:	the buffer
 * @cpu:	whose events, or RING_BUFFER_ALL_CPUS
 * @full:	wait for so many percent of the sub-buffers; 0: for any event
 * @cond:	ends the wait when it returns true, or NULL
 * @data:	for @cond
 *
 * Return: 0; -EINTR if a signal came; -ENODEV if @cpu has no ring.
 */
int ring_buffer_wait(struct trace_buffer *buffer, int cpu, int full,
		     ring_buffer_cond_fn cond, void *data)
{
	DEFINE_WAIT_FUNC(wait, woken_wake_function);
	int ret = 0;

	if (cpu != RING_BUFFER_ALL_CPUS && !cpumask_test_cpu(cpu, buffer->cpumask))
		return -ENODEV;
	if (!cond)
		cond = rb_no_condition;
	/* On the queue before arming: the wake-up that disarms us is seen. */
	add_wait_queue(rb_waiters(buffer, cpu), &wait);
	while (!rb_ready(buffer, cpu, full) && !cond(data)) {
		if (signal_pending(current)) {
			ret = -EINTR;
			break;
		}
		rb_watch_cpus(buffer, cpu, full);
		if (rb_ready(buffer, cpu, full) || cond(data))
			break;
		wait_woken(&wait, TASK_INTERRUPTIBLE, MAX_SCHEDULE_TIMEOUT);
	}
	remove_wait_queue(rb_waiters(buffer, cpu), &wait);
	return ret;
}
EXPORT_SYMBOL_GPL(ring_buffer_wait);

/**
 * ring_buffer_poll_wait - poll() on a buffer
 * @buffer:	the buffer
 * @cpu:	whose events, or RING_BUFFER_ALL_CPUS
 * @filp:	the file
 * @poll_table:	the poll table
 * @full:	as for ring_buffer_wait()
 *
 * Return: EPOLLIN | EPOLLRDNORM if there is something to read, else 0.
 */
__poll_t ring_buffer_poll_wait(struct trace_buffer *buffer, int cpu, struct file *filp,
			       poll_table *poll_table, int full)
{
	poll_wait(filp, rb_waiters(buffer, cpu), poll_table);
	if (rb_ready(buffer, cpu, full))
		return EPOLLIN | EPOLLRDNORM;
	rb_watch_cpus(buffer, cpu, full);
	return rb_ready(buffer, cpu, full) ? EPOLLIN | EPOLLRDNORM : 0;
}

/**
 * ring_buffer_wake_waiters - let waiters look at their condition again
 * @buffer:	the buffer
 * @cpu:	whose waiters, or RING_BUFFER_ALL_CPUS
 */
void ring_buffer_wake_waiters(struct trace_buffer *buffer, int cpu)
{
	if (cpu == RING_BUFFER_ALL_CPUS) {
		for_each_cpu(cpu, buffer->cpumask)
			wake_up_all(&rb_cpu_of(buffer, cpu)->waiters);
	} else {
		wake_up_all(&rb_cpu_of(buffer, cpu)->waiters);
	}
	wake_up_all(&buffer->waiters);
}
