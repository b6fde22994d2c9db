// SPDX-License-Identifier: GPL-2.0-only
/*
 * The buffers of an instance: making them, their sizes, and who may read them.
 *
 * An instance that can take snapshots has two buffers of the same kind for life, tr->buffers. One
 * is where records go, the other is the snapshot; the two change these roles at any time and in any
 * context (snapshot.c). So what has to hold for the instance is done to both of tr->buffers, one
 * after the other, and what has to be done to the buffer with a certain role is done with the roles
 * pinned. A pointer that was read from a role stays good: no buffer goes before its instance does.
 *
 * A buffer that nobody uses is as small as can be: that of the snapshot before the first one, and
 * that of an instance before anything is recorded that somebody asked for.
 *
 * Readers that take records away look at one and take it in two steps, and print it in between.
 * They hold the reader locks meanwhile, and so does whoever clears or resizes: these locks come
 * under trace_types_lock, never the other way round.
 *
 * All of this sleeps, but for pinning.
 */
#include <linux/percpu.h>
#include <linux/slab.h>

#include "trace.h"

/* What buffers grow to when they are used: bytes a CPU. */
unsigned long trace_expanded_size = TRACE_BUF_SIZE_DEFAULT;

/* ---- readers --------------------------------------------------------------------------------- */

/**
 * trace_read_lock - be the only one who takes records away
 * @tr:	 the instance
 * @cpu: from this CPU, or RING_BUFFER_ALL_CPUS
 */
void trace_read_lock(struct trace_array *tr, int cpu)
{
	if (cpu == RING_BUFFER_ALL_CPUS) {
		down_write(&tr->read_all);
	} else {
		down_read(&tr->read_all);
		mutex_lock(&tr->read_cpu[cpu]);
	}
}

/**
 * trace_read_unlock - let others read
 * @tr:	 the instance
 * @cpu: as given to trace_read_lock()
 */
void trace_read_unlock(struct trace_array *tr, int cpu)
{
	if (cpu == RING_BUFFER_ALL_CPUS) {
		up_write(&tr->read_all);
	} else {
		mutex_unlock(&tr->read_cpu[cpu]);
		up_read(&tr->read_all);
	}
}

/**
 * trace_roles_pin - keep the buffers in their roles
 * @tr: the instance
 *
 * Snapshots are refused until trace_roles_unpin().
 */
void trace_roles_pin(struct trace_array *tr)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&tr->roles_lock, flags);
	tr->roles_pinned++;
	raw_spin_unlock_irqrestore(&tr->roles_lock, flags);
}

/**
 * trace_roles_unpin - undo one trace_roles_pin()
 * @tr: the instance
 */
void trace_roles_unpin(struct trace_array *tr)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&tr->roles_lock, flags);
	tr->roles_pinned--;
	raw_spin_unlock_irqrestore(&tr->roles_lock, flags);
}

/* ---- making ---------------------------------------------------------------------------------- */

static int alloc_role(struct trace_array *tr, struct array_buffer *role, unsigned long size)
{
	unsigned int flags = tr->trace_flags & TRACE_ITER_OVERWRITE ? RB_FL_OVERWRITE : 0;

	role->tr = tr;
	role->skipped = alloc_percpu(unsigned long);
	if (!role->skipped)
		return -ENOMEM;
	if (tr->persistent)
		role->buffer = trace_persistent_buffer(tr, flags);
	else
		role->buffer = ring_buffer_alloc(size, flags);
	if (!role->buffer)
		return -ENOMEM;
	return 0;
}

static int alloc_reader_locks(struct trace_array *tr)
{
	int cpu;

	tr->read_cpu = kcalloc(nr_cpu_ids, sizeof(*tr->read_cpu), GFP_KERNEL);
	if (!tr->read_cpu)
		return -ENOMEM;
	init_rwsem(&tr->read_all);
	for (cpu = 0; cpu < nr_cpu_ids; cpu++)
		mutex_init(&tr->read_cpu[cpu]);
	return 0;
}

/* Readers that wait look at the role's buffer anew. */
static void swap_work(struct irq_work *work)
{
	struct trace_array *tr = container_of(work, struct trace_array, swap_work);
	struct trace_buffer **at;

	for (at = tr->buffers; *at; at++)
		ring_buffer_wake_waiters(*at, RING_BUFFER_ALL_CPUS);
}

/**
 * trace_buffers_alloc - make the buffers of a new instance
 * @tr:	  the instance
 * @size: bytes a CPU
 *
 * Return: 0 or -ENOMEM, with nothing left behind.
 */
int trace_buffers_alloc(struct trace_array *tr, unsigned long size)
{
	int ret;

	raw_spin_lock_init(&tr->roles_lock);
	init_irq_work(&tr->swap_work, swap_work);
	tr->buffer_percent = 50;
	ret = alloc_reader_locks(tr) ?: alloc_role(tr, &tr->array_buffer, size);
	if (!ret && IS_ENABLED(CONFIG_TRACER_MAX_TRACE) && !tr->persistent)
		ret = alloc_role(tr, &tr->snapshot, 1);
	if (ret) {
		trace_buffers_free(tr);
		return ret;
	}
	tr->buffers[0] = tr->array_buffer.buffer;
	tr->buffers[1] = tr->snapshot.buffer;
	return 0;
}

static void free_role(struct array_buffer *role)
{
	if (role->buffer)
		ring_buffer_free(role->buffer);
	role->buffer = NULL;
	free_percpu(role->skipped);
	role->skipped = NULL;
}

/**
 * trace_buffers_free - free them
 * @tr: the instance, which nobody can find any more
 */
void trace_buffers_free(struct trace_array *tr)
{
	irq_work_sync(&tr->swap_work);
	free_role(&tr->array_buffer);
	free_role(&tr->snapshot);
	kfree(tr->read_cpu);
}

/* ---- sizes ----------------------------------------------------------------------------------- */

/* The size that all CPUs have; 0 if they differ. */
static unsigned long common_size(struct trace_buffer *buffer)
{
	unsigned long size = 0, this;
	int cpu;

	for_each_possible_cpu(cpu) {
		this = ring_buffer_size(buffer, cpu);
		if (size && this && this != size)
			return 0;
		size = this ?: size;
	}
	return size;
}

/**
 * trace_buffer_copy_size - give a buffer the size of another one, CPU by CPU
 * @to:	  the one to change
 * @from: the model
 *
 * Return: 0 or -errno; then some CPUs may have changed, and others not.
 */
int trace_buffer_copy_size(struct trace_buffer *to, struct trace_buffer *from)
{
	unsigned long size = common_size(from);
	int cpu, ret = 0;

	/* At once: that is also for CPUs that come up later. */
	if (size)
		return ring_buffer_resize(to, size, RING_BUFFER_ALL_CPUS);
	for_each_possible_cpu(cpu) {
		size = ring_buffer_size(from, cpu);
		if (size)
			ret = ring_buffer_resize(to, size, cpu);
		if (ret < 0)
			return ret;
	}
	return 0;
}

/* Whoever asks for a size asks for the snapshot's, too. */
static int resize_both(struct trace_array *tr, unsigned long size, int cpu)
{
	int ret;

	if (!tr->snapshot_ready)
		return ring_buffer_resize(tr->array_buffer.buffer, size, cpu);

	/* The second one shows what the first one was like, should there not be enough for both. */
	ret = ring_buffer_resize(tr->buffers[0], size, cpu);
	if (ret < 0)
		return ret;
	ret = ring_buffer_resize(tr->buffers[1], size, cpu);
	if (ret < 0 && trace_buffer_copy_size(tr->buffers[0], tr->buffers[1]) < 0)
		pr_warn("tracing: the snapshot of %s has another size than the buffer\n",
			tr->name ?: "the top instance");
	return ret;
}

/**
 * tracing_resize - change the size of an instance's buffer, and of its snapshot
 * @tr:	  the instance
 * @size: bytes
 * @cpu:  of this CPU, or of each with RING_BUFFER_ALL_CPUS
 *
 * Return: 0; -EBUSY if the memory cannot change now; -ENOMEM. A refusal changes nothing.
 */
int tracing_resize(struct trace_array *tr, unsigned long size, int cpu)
{
	int ret;

	lockdep_assert_held(&trace_types_lock);
	/* The other CPUs of an instance have always had their size. */
	if (cpu != RING_BUFFER_ALL_CPUS && !trace_array_is_top(tr)) {
		ret = tracing_expand(tr);
		if (ret)
			return ret;
	}
	trace_read_lock(tr, RING_BUFFER_ALL_CPUS);
	ret = resize_both(tr, size, cpu);
	trace_read_unlock(tr, RING_BUFFER_ALL_CPUS);
	if (ret < 0)
		return ret;
	tr->expanded = true;
	return 0;
}

/**
 * tracing_expand - something is about to be recorded: have room for it
 * @tr: the instance
 *
 * Return: 0 or -ENOMEM.
 */
int tracing_expand(struct trace_array *tr)
{
	lockdep_assert_held(&trace_types_lock);
	return tr->expanded ? 0 : tracing_resize(tr, trace_expanded_size, RING_BUFFER_ALL_CPUS);
}

/**
 * tracing_expand_instance - the same where many ask and most need nothing
 * @tr: the instance; the top one is left as it is
 *
 * Takes trace_types_lock. Return: 0 or -ENOMEM.
 */
int tracing_expand_instance(struct trace_array *tr)
{
	if (likely(READ_ONCE(tr->expanded)) || trace_array_is_top(tr))
		return 0;
	guard(mutex)(&trace_types_lock);
	return tracing_expand(tr);
}

/**
 * tracing_set_subbuf_order - change the size of the sub-buffers
 * @tr:	   the instance
 * @order: pages in each, as a power of two
 *
 * Both buffers are of the same kind, whether there is a snapshot or not. Empties them.
 *
 * Return: 0; -EINVAL, -EBUSY, -ENOMEM with nothing changed.
 */
int tracing_set_subbuf_order(struct trace_array *tr, int order)
{
	int old = ring_buffer_subbuf_order_get(tr->buffers[0]);
	int ret;

	lockdep_assert_held(&trace_types_lock);
	if (order == old)
		return 0;
	trace_roles_pin(tr);
	trace_read_lock(tr, RING_BUFFER_ALL_CPUS);
	ret = ring_buffer_subbuf_order_set(tr->buffers[0], order);
	if (!ret && tr->buffers[1])
		ret = ring_buffer_subbuf_order_set(tr->buffers[1], order);
	if (ret && ring_buffer_subbuf_order_get(tr->buffers[0]) != old &&
	    ring_buffer_subbuf_order_set(tr->buffers[0], old))
		pr_warn("tracing: buffer and snapshot have sub-buffers of different sizes\n");
	trace_read_unlock(tr, RING_BUFFER_ALL_CPUS);
	trace_roles_unpin(tr);
	return ret;
}

/**
 * tracing_set_overwrite - what to lose when the buffer is full
 * @tr:	       the instance
 * @overwrite: the oldest records, not the newest
 */
void tracing_set_overwrite(struct trace_array *tr, bool overwrite)
{
	struct trace_buffer **at;

	lockdep_assert_held(&trace_types_lock);
	for (at = tr->buffers; *at; at++)
		ring_buffer_change_overwrite(*at, overwrite);
}
