// SPDX-License-Identifier: GPL-2.0-only
/*
 * Switches of an instance: tracing_on, the pause while its trace is read, the
 * clock, the CPUs that record, emptying the buffer; and the kernel's own
 * tracing_on(), tracing_off() and friends, which act on the top instance.
 *
 * tracing_on(), tracing_off() and tracing_is_on() work anywhere, NMI included.
 * The rest sleeps, with trace_types_lock held where trace.h says so.
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/sysctl.h>

#include "trace.h"

/* Set for good when tracing must not be used, by lockdown or for want of memory at boot. */
static bool disabled_for_good __read_mostly;

/* sysctl kernel.traceoff_on_warning and the command line. */
int __disable_trace_on_warning;

/* sysctl kernel.tracepoint_printk and the command line: print events with printk() too. */
int tracepoint_printk;

bool tracing_is_disabled(void)
{
	return disabled_for_good;
}

void tracing_disable_for_good(void)
{
	disabled_for_good = true;
}

/**
 * tracer_tracing_on - let an instance record
 * @tr: the instance
 */
void notrace tracer_tracing_on(struct trace_array *tr)
{
	struct trace_buffer **at;

	for (at = tr->buffers; *at; at++)
		ring_buffer_record_on(*at);
}

/**
 * tracer_tracing_off - let an instance record nothing more
 * @tr: the instance
 */
void notrace tracer_tracing_off(struct trace_array *tr)
{
	struct trace_buffer **at;

	for (at = tr->buffers; *at; at++)
		ring_buffer_record_off(*at);
}

/**
 * tracer_tracing_is_on - is the switch tracing_on set?
 * @tr: the instance
 *
 * A pause does not count.
 */
bool notrace tracer_tracing_is_on(struct trace_array *tr)
{
	return tr->buffers[0] && ring_buffer_record_is_set_on(tr->buffers[0]);
}

/**
 * tracing_on - let the top instance record
 */
void notrace tracing_on(void)
{
	tracer_tracing_on(&global_trace);
}
EXPORT_SYMBOL_GPL(tracing_on);

/**
 * tracing_off - stop recording in the top instance, to keep what is in it
 *
 * Put where a bug was noticed: what led to it stays in the buffer.
 */
void notrace tracing_off(void)
{
	tracer_tracing_off(&global_trace);
}
EXPORT_SYMBOL_GPL(tracing_off);

/**
 * tracing_is_on - is the switch of the top instance set?
 */
int notrace tracing_is_on(void)
{
	return tracer_tracing_is_on(&global_trace);
}
EXPORT_SYMBOL_GPL(tracing_is_on);

/**
 * disable_trace_on_warning - a WARN was hit
 *
 * With kernel.traceoff_on_warning set, tracing stops here.
 */
void disable_trace_on_warning(void)
{
	if (!__disable_trace_on_warning)
		return;
	__trace_puts(_THIS_IP_, "Disabling tracing due to warning\n",
		     sizeof("Disabling tracing due to warning\n") - 1);
	tracing_off();
}

/**
 * tracepoint_printk_sysctl - kernel.tracepoint_printk
 * @table:  the entry
 * @write:  written, not read
 * @buffer: the text
 * @lenp:   its length
 * @ppos:   where in the file
 *
 * The value is kept; there are no events yet that would look at it.
 *
 * Return: 0 or -errno.
 */
int tracepoint_printk_sysctl(const struct ctl_table *table, int write, void *buffer, size_t *lenp,
			     loff_t *ppos)
{
	return proc_dointvec(table, write, buffer, lenp, ppos);
}

/**
 * tracing_stop_tr - pause an instance
 * @tr: the instance
 *
 * Counts; each call is undone by one tracing_start_tr().
 */
void tracing_stop_tr(struct trace_array *tr)
{
	struct trace_buffer **at;
	unsigned long flags;

	raw_spin_lock_irqsave(&tr->stop_lock, flags);
	if (!tr->stop_count++) {
		for (at = tr->buffers; *at; at++)
			ring_buffer_record_disable(*at);
	}
	raw_spin_unlock_irqrestore(&tr->stop_lock, flags);
}

/**
 * tracing_start_tr - undo one tracing_stop_tr()
 * @tr: the instance
 */
void tracing_start_tr(struct trace_array *tr)
{
	struct trace_buffer **at;
	unsigned long flags;

	raw_spin_lock_irqsave(&tr->stop_lock, flags);
	if (tr->stop_count && !--tr->stop_count) {
		for (at = tr->buffers; *at; at++)
			ring_buffer_record_enable(*at);
	}
	raw_spin_unlock_irqrestore(&tr->stop_lock, flags);
}

/**
 * tracing_set_clock - time stamps from another clock
 * @tr:	  the instance
 * @name: as listed in trace_clock
 *
 * Empties the buffer and the snapshot: times of two clocks cannot stand beside each other.
 *
 * Return: 0, or -EINVAL if there is no such clock, with nothing changed.
 */
int tracing_set_clock(struct trace_array *tr, const char *name)
{
	int id = trace_clock_find(name);
	struct trace_buffer **at;

	lockdep_assert_held(&trace_types_lock);
	if (id < 0)
		return id;
	tr->clock_id = id;
	trace_roles_pin(tr);
	trace_read_lock(tr, RING_BUFFER_ALL_CPUS);
	for (at = tr->buffers; *at; at++)
		ring_buffer_set_clock(*at, trace_clock_info(id)->func);
	trace_read_unlock(tr, RING_BUFFER_ALL_CPUS);
	trace_roles_unpin(tr);
	tr->array_buffer.time_start = ring_buffer_time_stamp(tr->buffers[0]);
	return 0;
}

/**
 * tracing_set_thresh - how long a thing takes that is of interest
 * @tr: the instance
 * @ns: the time, 0 for any
 *
 * Return: 0, or what the tracer says, with nothing changed.
 */
int tracing_set_thresh(struct trace_array *tr, u64 ns)
{
	struct tracer *tracer = tr->current_trace;
	u64 old = tr->thresh;
	int ret;

	lockdep_assert_held(&trace_types_lock);
	tr->thresh = ns;
	ret = tracer->update_thresh ? tracer->update_thresh(tr) : 0;
	if (ret)
		tr->thresh = old;
	return ret;
}

/**
 * tracing_set_cpumask - which CPUs record
 * @tr:	 the instance
 * @new: the CPUs
 *
 * Return: 0.
 */
int tracing_set_cpumask(struct trace_array *tr, cpumask_var_t new)
{
	struct trace_buffer **at;
	int cpu;

	lockdep_assert_held(&trace_types_lock);
	for_each_possible_cpu(cpu) {
		bool was = cpumask_test_cpu(cpu, tr->tracing_cpumask);
		bool will = cpumask_test_cpu(cpu, new);

		for (at = tr->buffers; *at; at++) {
			if (was && !will)
				ring_buffer_record_disable_cpu(*at, cpu);
			if (!was && will)
				ring_buffer_record_enable_cpu(*at, cpu);
		}
	}
	cpumask_copy(tr->tracing_cpumask, new);
	return 0;
}

/**
 * tracing_reset_array - empty an instance's buffer
 * @tr: the instance
 *
 * The snapshot stays. trace_types_lock held.
 */
void tracing_reset_array(struct trace_array *tr)
{
	struct array_buffer *buf = &tr->array_buffer;

	lockdep_assert_held(&trace_types_lock);
	trace_roles_pin(tr);
	trace_read_lock(tr, RING_BUFFER_ALL_CPUS);
	ring_buffer_reset(buf->buffer);
	trace_read_unlock(tr, RING_BUFFER_ALL_CPUS);
	trace_persistent_forget(tr);
	buf->time_start = ring_buffer_time_stamp(buf->buffer);
	trace_roles_unpin(tr);
}

/**
 * tracing_reset_cpu - empty one CPU's part of an instance's buffer
 * @tr:	 the instance
 * @cpu: the CPU
 *
 * trace_types_lock held.
 */
void tracing_reset_cpu(struct trace_array *tr, int cpu)
{
	lockdep_assert_held(&trace_types_lock);
	trace_roles_pin(tr);
	trace_read_lock(tr, cpu);
	ring_buffer_reset_cpu(tr->array_buffer.buffer, cpu);
	trace_read_unlock(tr, cpu);
	trace_roles_unpin(tr);
}

/**
 * tracing_stop - pause the top instance
 */
void tracing_stop(void)
{
	tracing_stop_tr(&global_trace);
}

/**
 * tracing_start - undo one tracing_stop()
 */
void tracing_start(void)
{
	tracing_start_tr(&global_trace);
}
