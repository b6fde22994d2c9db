// SPDX-License-Identifier: GPL-2.0-only
/*
 * Snapshots: what the buffer holds, set aside while recording goes on.
 *
 * A snapshot of all CPUs is one exchange of two pointers: the buffer where records go and the
 * snapshot's buffer change roles. Nothing in either of them is touched, so no writer ever sees half
 * of it: who has read the old pointer finishes its record there, whoever comes next finds the other
 * buffer. Recording then goes on in a buffer that holds what the snapshot before was; that is how
 * it always was. A snapshot of one CPU exchanges the rings of that CPU, on that CPU.
 *
 *	                 alloc                    take
 *	no snapshot  ------------> ready, empty --------> ready, with records
 *	(smallest	  <------------              <--------
 *	 buffer)	  free                     clear, or an empty buffer taken
 *
 * Nobody takes a snapshot while memory is mapped (it would change under the program that mapped
 * it), while the instance is stopped, or while the roles are pinned. Who may want one at any time,
 * in any context, arms: then nobody can map.
 *
 * Taking works in any context, but not, in NMI, if it interrupted another one. The rest sleeps.
 */
#include <linux/export.h>
#include <linux/irq_work.h>
#include <linux/slab.h>
#include <linux/smp.h>

#include "trace.h"

/* See tracing_snapshot_cond_enable(). */
struct trace_cond_snapshot {
	void			*data;
	cond_update_fn_t	update;
};

/* ---- taking ---------------------------------------------------------------------------------- */

/* May it be taken now? -errno, or 1 if nothing is to be done. roles_lock held. */
static notrace int may_take(struct trace_array *tr)
{
	if (!tr->snapshot_ready)
		return -ENOSPC;
	if (tr->mapped || tr->roles_pinned)
		return -EBUSY;
	/* Who reads with pause-on-trace wants to see what there was. */
	return READ_ONCE(tr->stop_count) ? 1 : 0;
}

static notrace void swap_roles(struct trace_array *tr)
{
	struct trace_buffer *buffer = tr->array_buffer.buffer;

	tr->snapshot.time_start = tr->array_buffer.time_start;
	WRITE_ONCE(tr->array_buffer.buffer, tr->snapshot.buffer);
	WRITE_ONCE(tr->snapshot.buffer, buffer);
	irq_work_queue(&tr->swap_work);
}

static notrace int take_if(struct trace_array *tr, bool conditional, void *cond_data)
{
	struct trace_cond_snapshot *cond;
	unsigned long flags;
	int ret;

	if (!in_nmi())
		raw_spin_lock_irqsave(&tr->roles_lock, flags);
	else if (!raw_spin_trylock_irqsave(&tr->roles_lock, flags))
		return -EDEADLK;
	ret = may_take(tr);
	cond = tr->cond_snapshot;
	if (!ret && conditional && !(cond && cond->update(tr, cond_data)))
		ret = 1;
	if (!ret)
		swap_roles(tr);
	raw_spin_unlock_irqrestore(&tr->roles_lock, flags);
	return ret < 0 ? ret : 0;
}

/* What went wrong is told in the trace: there is nobody else to tell. */
static notrace void say(struct trace_array *tr, const char *text)
{
	__trace_array_puts(tr, _THIS_IP_, text, strlen(text));
}

static notrace void take_or_say(struct trace_array *tr, bool conditional, void *cond_data)
{
	switch (take_if(tr, conditional, cond_data)) {
	case -ENOSPC:
		/* Nothing is lost by stopping here, and it keeps what the caller wanted to keep. */
		say(tr, "*** SNAPSHOT NOT ALLOCATED ***\n");
		say(tr, "*** stopping trace here! ***\n");
		tracer_tracing_off(tr);
		break;
	case -EBUSY:
		say(tr, "*** NO SNAPSHOT: THE BUFFER IS MAPPED OR CHANGING ***\n");
		break;
	case -EDEADLK:
		say(tr, "*** NO SNAPSHOT: NMI DURING ANOTHER ONE ***\n");
		break;
	}
}

/**
 * tracing_snapshot_instance - take a snapshot, from anywhere
 * @tr: the instance
 *
 * Context: any. If there is no memory for it, recording stops, so that what was to be set aside is
 * kept. Why it was not taken is told in the trace.
 */
notrace void tracing_snapshot_instance(struct trace_array *tr)
{
	take_or_say(tr, false, NULL);
}

/**
 * tracing_snapshot - take a snapshot of the top instance
 *
 * Context: any. tracing_alloc_snapshot(), the parameter alloc_snapshot or a write to the file
 * snapshot must have made room before.
 */
notrace void tracing_snapshot(void)
{
	tracing_snapshot_instance(&global_trace);
}
EXPORT_SYMBOL_GPL(tracing_snapshot);

/**
 * tracing_snapshot_cond - take a snapshot if the one who set the condition agrees
 * @tr:	       the instance
 * @cond_data: handed to the function given to tracing_snapshot_cond_enable()
 *
 * Context: any.
 */
notrace void tracing_snapshot_cond(struct trace_array *tr, void *cond_data)
{
	take_or_say(tr, true, cond_data);
}
EXPORT_SYMBOL_GPL(tracing_snapshot_cond);

/**
 * tracing_cond_snapshot_data - what tracing_snapshot_cond_enable() was given
 * @tr: the instance
 *
 * Return: the data; NULL if no condition is set.
 */
void *tracing_cond_snapshot_data(struct trace_array *tr)
{
	unsigned long flags;
	void *data;

	raw_spin_lock_irqsave(&tr->roles_lock, flags);
	data = tr->cond_snapshot ? tr->cond_snapshot->data : NULL;
	raw_spin_unlock_irqrestore(&tr->roles_lock, flags);
	return data;
}
EXPORT_SYMBOL_GPL(tracing_cond_snapshot_data);

/* ---- one CPU --------------------------------------------------------------------------------- */

#ifdef CONFIG_RING_BUFFER_ALLOW_SWAP

struct swap_cpu {
	struct trace_array	*tr;
	int			ret;
};

/* Runs on the CPU, whose writers are in this context and those below only. */
static void swap_this_cpu(void *data)
{
	struct swap_cpu *swap = data;
	struct trace_array *tr = swap->tr;
	int ret;

	/* Interrupts are off. */
	raw_spin_lock(&tr->roles_lock);
	ret = may_take(tr);
	if (!ret)
		ret = ring_buffer_swap_cpu(tr->snapshot.buffer, tr->array_buffer.buffer,
					   smp_processor_id());
	raw_spin_unlock(&tr->roles_lock);
	if (!ret)
		irq_work_queue(&tr->swap_work);
	swap->ret = min(ret, 0);
}

static int take_cpu(struct trace_array *tr, int cpu)
{
	struct swap_cpu swap = { .tr = tr };
	int ret = smp_call_function_single(cpu, swap_this_cpu, &swap, 1);

	return ret ?: swap.ret;
}

#else

static int take_cpu(struct trace_array *tr, int cpu)
{
	return -EINVAL;
}

#endif /* CONFIG_RING_BUFFER_ALLOW_SWAP */

/**
 * tracing_snapshot_take - take a snapshot on request
 * @tr:	 the instance; the snapshot is allocated
 * @cpu: of one CPU only, or RING_BUFFER_ALL_CPUS
 *
 * Return: 0, also if the instance is stopped and nothing was done; -EBUSY if the memory is mapped
 * or a record was being written; -EINVAL for one CPU if the kernel cannot do that; -ENXIO if that
 * CPU is down.
 */
int tracing_snapshot_take(struct trace_array *tr, int cpu)
{
	int ret;

	lockdep_assert_held(&trace_types_lock);
	/* Who has looked at a record takes that one. */
	trace_read_lock(tr, RING_BUFFER_ALL_CPUS);
	ret = cpu == RING_BUFFER_ALL_CPUS ? take_if(tr, false, NULL) : take_cpu(tr, cpu);
	trace_read_unlock(tr, RING_BUFFER_ALL_CPUS);
	return ret;
}

/* ---- room ------------------------------------------------------------------------------------ */

static void set_ready(struct trace_array *tr, bool ready)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&tr->roles_lock, flags);
	tr->snapshot_ready = ready;
	raw_spin_unlock_irqrestore(&tr->roles_lock, flags);
}

/* Nobody takes a snapshot now: the roles stay. */
static void shrink(struct trace_array *tr)
{
	struct trace_buffer *buffer = tr->snapshot.buffer;

	trace_read_lock(tr, RING_BUFFER_ALL_CPUS);
	ring_buffer_reset(buffer);
	/* Whoever reads it may keep it as it is: then it has the room next time. */
	if (ring_buffer_resize(buffer, 1, RING_BUFFER_ALL_CPUS) < 0)
		pr_debug("tracing: snapshot not shrunk\n");
	trace_read_unlock(tr, RING_BUFFER_ALL_CPUS);
}

/**
 * tracing_alloc_snapshot_instance - make room for a snapshot, as much as the buffer has
 * @tr: the instance
 *
 * Return: 0, also if there is room; -ENOMEM; -EBUSY; -ENODEV if this instance takes no snapshots.
 */
int tracing_alloc_snapshot_instance(struct trace_array *tr)
{
	int ret;

	lockdep_assert_held(&trace_types_lock);
	if (!tr->snapshot.buffer)
		return -ENODEV;
	if (tr->snapshot_ready)
		return 0;
	ret = trace_buffer_copy_size(tr->snapshot.buffer, tr->array_buffer.buffer);
	if (ret < 0) {
		shrink(tr);
		return ret;
	}
	set_ready(tr, true);
	return 0;
}

/**
 * tracing_free_snapshot - throw the snapshot away, and its memory
 * @tr: the instance
 */
void tracing_free_snapshot(struct trace_array *tr)
{
	lockdep_assert_held(&trace_types_lock);
	if (!tr->snapshot_ready)
		return;
	set_ready(tr, false);
	shrink(tr);
}

/**
 * tracing_clear_snapshot - throw the snapshot away, keep its memory
 * @tr:	 the instance
 * @cpu: of one CPU only, or RING_BUFFER_ALL_CPUS
 */
void tracing_clear_snapshot(struct trace_array *tr, int cpu)
{
	lockdep_assert_held(&trace_types_lock);
	if (!tr->snapshot_ready)
		return;
	trace_roles_pin(tr);
	trace_read_lock(tr, RING_BUFFER_ALL_CPUS);
	if (cpu == RING_BUFFER_ALL_CPUS)
		ring_buffer_reset(tr->snapshot.buffer);
	else
		ring_buffer_reset_cpu(tr->snapshot.buffer, cpu);
	trace_read_unlock(tr, RING_BUFFER_ALL_CPUS);
	trace_roles_unpin(tr);
}

/**
 * tracing_alloc_snapshot - make room for snapshots of the top instance
 *
 * Context: sleeps.
 *
 * Return: 0 or -ENOMEM.
 */
int tracing_alloc_snapshot(void)
{
	guard(mutex)(&trace_types_lock);
	return tracing_alloc_snapshot_instance(&global_trace);
}
EXPORT_SYMBOL_GPL(tracing_alloc_snapshot);

/**
 * tracing_snapshot_alloc - make room for a snapshot of the top instance, and take it
 *
 * Context: sleeps.
 */
void tracing_snapshot_alloc(void)
{
	if (!tracing_alloc_snapshot())
		tracing_snapshot();
}
EXPORT_SYMBOL_GPL(tracing_snapshot_alloc);

/* ---- who may take one, and who has it mapped ------------------------------------------------- */

static int arm(struct trace_array *tr)
{
	unsigned long flags;
	bool mapped;

	raw_spin_lock_irqsave(&tr->roles_lock, flags);
	mapped = tr->mapped;
	if (!mapped)
		tr->snapshot_users++;
	raw_spin_unlock_irqrestore(&tr->roles_lock, flags);
	return mapped ? -EBUSY : 0;
}

/**
 * tracing_arm_snapshot - from now on a snapshot may be taken at any time
 * @tr: the instance
 *
 * Return: 0, to be undone by tracing_disarm_snapshot(); -EBUSY if the memory is mapped; what
 * tracing_alloc_snapshot_instance() says.
 */
int tracing_arm_snapshot(struct trace_array *tr)
{
	int ret;

	lockdep_assert_held(&trace_types_lock);
	ret = arm(tr);
	if (ret)
		return ret;
	ret = tracing_alloc_snapshot_instance(tr);
	if (ret)
		tracing_disarm_snapshot(tr);
	return ret;
}

/**
 * tracing_disarm_snapshot - undo one tracing_arm_snapshot()
 * @tr: the instance
 */
void tracing_disarm_snapshot(struct trace_array *tr)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&tr->roles_lock, flags);
	tr->snapshot_users--;
	raw_spin_unlock_irqrestore(&tr->roles_lock, flags);
}

/**
 * trace_map_begin - the memory of the main buffer is going to be mapped
 * @tr: the instance
 *
 * No snapshot is taken until trace_map_end(), so the main buffer stays that. Takes no lock that
 * sleeps: its caller holds mmap_lock.
 *
 * Return: 0, or -EBUSY if a snapshot may be taken at any time.
 */
int trace_map_begin(struct trace_array *tr)
{
	unsigned long flags;
	bool armed;

	raw_spin_lock_irqsave(&tr->roles_lock, flags);
	armed = tr->snapshot_users;
	if (!armed)
		tr->mapped++;
	raw_spin_unlock_irqrestore(&tr->roles_lock, flags);
	return armed ? -EBUSY : 0;
}

/**
 * trace_map_dup - what is mapped is mapped once more
 * @tr: the instance
 */
void trace_map_dup(struct trace_array *tr)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&tr->roles_lock, flags);
	tr->mapped++;
	raw_spin_unlock_irqrestore(&tr->roles_lock, flags);
}

/**
 * trace_map_end - undo one trace_map_begin() or trace_map_dup()
 * @tr: the instance
 */
void trace_map_end(struct trace_array *tr)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&tr->roles_lock, flags);
	tr->mapped--;
	raw_spin_unlock_irqrestore(&tr->roles_lock, flags);
}

/* ---- conditions ------------------------------------------------------------------------------ */

static int set_condition(struct trace_array *tr, struct trace_cond_snapshot *cond)
{
	unsigned long flags;
	bool busy;

	raw_spin_lock_irqsave(&tr->roles_lock, flags);
	busy = tr->cond_snapshot;
	if (!busy)
		tr->cond_snapshot = cond;
	raw_spin_unlock_irqrestore(&tr->roles_lock, flags);
	return busy ? -EBUSY : 0;
}

/**
 * tracing_snapshot_cond_enable - let a function decide on each tracing_snapshot_cond()
 * @tr:	    the instance
 * @data:   what tracing_cond_snapshot_data() returns
 * @update: the function: any context, interrupts off; what the trace shows may be updated in it
 *
 * Return: 0; -EBUSY if there is one already, or the memory is mapped; -ENOMEM.
 */
int tracing_snapshot_cond_enable(struct trace_array *tr, void *data, cond_update_fn_t update)
{
	struct trace_cond_snapshot *cond = kmalloc(sizeof(*cond), GFP_KERNEL);
	int ret;

	if (!cond)
		return -ENOMEM;
	cond->data = data;
	cond->update = update;

	guard(mutex)(&trace_types_lock);
	ret = tr->current_trace->use_max_tr ? -EBUSY : tracing_arm_snapshot(tr);
	if (ret)
		goto free;
	ret = set_condition(tr, cond);
	if (ret)
		goto disarm;
	return 0;
disarm:
	tracing_disarm_snapshot(tr);
free:
	kfree(cond);
	return ret;
}
EXPORT_SYMBOL_GPL(tracing_snapshot_cond_enable);

/**
 * tracing_snapshot_cond_disable - undo tracing_snapshot_cond_enable()
 * @tr: the instance
 *
 * The function is not called any more when this returns.
 *
 * Return: 0, or -EINVAL if there is no condition.
 */
int tracing_snapshot_cond_disable(struct trace_array *tr)
{
	struct trace_cond_snapshot *cond;
	unsigned long flags;

	guard(mutex)(&trace_types_lock);
	raw_spin_lock_irqsave(&tr->roles_lock, flags);
	cond = tr->cond_snapshot;
	tr->cond_snapshot = NULL;
	raw_spin_unlock_irqrestore(&tr->roles_lock, flags);
	if (!cond)
		return -EINVAL;
	kfree(cond);
	tracing_disarm_snapshot(tr);
	return 0;
}
EXPORT_SYMBOL_GPL(tracing_snapshot_cond_disable);

/* ---- boot ------------------------------------------------------------------------------------ */

/**
 * ftrace_boot_snapshot - the kernel has come up: take the snapshots that were asked for
 *
 * Of the instances that ftrace_boot_snapshot= names, as far as there is room for them.
 */
void ftrace_boot_snapshot(void)
{
	struct trace_array *tr;

	guard(mutex)(&trace_types_lock);
	list_for_each_entry(tr, &ftrace_trace_arrays, list) {
		if (!tr->snapshot_at_boot || !tr->snapshot_ready)
			continue;
		if (!tracing_snapshot_take(tr, RING_BUFFER_ALL_CPUS))
			say(tr, "** Boot snapshot taken **\n");
	}
}
