// SPDX-License-Identifier: GPL-2.0-only
/*
 * Waiting for records of an instance, in read(), splice() and poll().
 *
 * A snapshot may take the buffer away from its role while somebody waits, and wakes everybody then:
 * who waits in here returns and looks again. poll() cannot come back for another queue, so it is on
 * those of both buffers from the start.
 *
 * Task context; sleeps.
 */
#include <linux/poll.h>

#include "tracefs.h"

/**
 * struct role_wait - somebody waits
 * @role:   for this role's records
 * @buffer: the one that had the role when the wait began
 * @cond:   ends it, too
 * @data:   for @cond
 */
struct role_wait {
	struct array_buffer	*role;
	struct trace_buffer	*buffer;
	ring_buffer_cond_fn	cond;
	void			*data;
};

/* Called by the ring buffer when it was woken, before it sleeps again. */
static bool stop_waiting(void *data)
{
	struct role_wait *wait = data;

	return wait->buffer != READ_ONCE(wait->role->buffer) || wait->cond(wait->data);
}

/**
 * trace_wait - wait until there is something to read, or to be done
 * @role: where
 * @cpu:  of this CPU, or RING_BUFFER_ALL_CPUS
 * @full: so many percent of the buffer; 0: one record
 * @cond: ends the wait when it is true
 * @data: for @cond
 *
 * Return: 0, not always for a reason that the caller can see; -EINTR.
 */
int trace_wait(struct array_buffer *role, int cpu, int full, ring_buffer_cond_fn cond, void *data)
{
	struct role_wait wait = {
		.role	= role,
		.buffer	= READ_ONCE(role->buffer),
		.cond	= cond,
		.data	= data,
	};

	return ring_buffer_wait(wait.buffer, cpu, full, stop_waiting, &wait);
}

/**
 * trace_poll - poll() on a buffer of an instance
 * @role:  where
 * @cpu:   of this CPU, or RING_BUFFER_ALL_CPUS
 * @full:  as trace_wait()
 * @file:  the file
 * @table: where to wait
 *
 * Return: EPOLLIN | EPOLLRDNORM or 0.
 */
__poll_t trace_poll(struct array_buffer *role, int cpu, int full, struct file *file,
		    poll_table *table)
{
	struct trace_array *tr = role->tr;
	struct trace_buffer **at;
	__poll_t ret = 0, mask;

	if (READ_ONCE(tr->trace_flags) & TRACE_ITER_BLOCK)
		return EPOLLIN | EPOLLRDNORM;
	for (at = tr->buffers; *at; at++) {
		mask = ring_buffer_poll_wait(*at, cpu, file, table, full);
		if (*at == READ_ONCE(role->buffer))
			ret = mask;
	}
	return ret;
}
