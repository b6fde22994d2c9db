// SPDX-License-Identifier: GPL-2.0-only
/*
 * Instances whose memory is kept over a reboot: trace_instance=NAME@...
 *
 * The buffer lies in physical memory that nobody else uses and that this boot finds as the last one
 * left it. If the ring buffer finds that what is in there is whole, it can be read; addresses in it
 * are of the last boot, whose kernel may have been somewhere else, so printing moves them by the
 * distance. When a tracer is selected what is old goes, as with every buffer: the two do not mix.
 *
 * Such an instance stays until the next boot and has one size; it takes no snapshots, as there is
 * one buffer only.
 *
 * Made at boot. The rest is under trace_types_lock.
 */
#include <linux/slab.h>

#include "trace.h"

/**
 * struct trace_persistent - what an instance knows of its memory
 * @start:	where it is mapped
 * @size:	bytes of it
 * @text_delta:	what to add to an address in the kernel of the last boot
 * @data_delta:	the same, for addresses of its data
 */
struct trace_persistent {
	unsigned long	start;
	unsigned long	size;
	long		text_delta;
	long		data_delta;
};

/**
 * trace_persistent_alloc - an instance is going to have memory of its own
 * @tr:	   the instance, which has no buffer yet
 * @start: where it is mapped
 * @size:  bytes of it
 *
 * Return: 0 or -ENOMEM.
 */
int trace_persistent_alloc(struct trace_array *tr, unsigned long start, unsigned long size)
{
	struct trace_persistent *p = kzalloc(sizeof(*p), GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	p->start = start;
	p->size = size;
	tr->persistent = p;
	return 0;
}

/**
 * trace_persistent_buffer - make the buffer in that memory, with what is in there
 * @tr:	   the instance
 * @flags: RB_FL_*
 *
 * Return: the buffer or NULL.
 */
struct trace_buffer *trace_persistent_buffer(struct trace_array *tr, unsigned int flags)
{
	struct trace_persistent *p = tr->persistent;
	struct trace_buffer *buffer;

	/* How much fits is for the ring buffer to find out. */
	buffer = ring_buffer_alloc_range(p->size / num_possible_cpus(), flags, 0, p->start,
					 p->size);
	if (buffer)
		ring_buffer_last_boot_delta(buffer, &p->text_delta, &p->data_delta);
	return buffer;
}

/**
 * trace_persistent_forget - the buffer was emptied: what comes is of this boot
 * @tr: the instance, persistent or not
 */
void trace_persistent_forget(struct trace_array *tr)
{
	if (!tr->persistent)
		return;
	WRITE_ONCE(tr->persistent->text_delta, 0);
	WRITE_ONCE(tr->persistent->data_delta, 0);
}

/**
 * trace_persistent_deltas - how far the kernel has moved since what is in the buffer was recorded
 * @tr:	  the instance; persistent
 * @text: where the distance of its functions goes
 * @data: where that of its data goes
 */
void trace_persistent_deltas(struct trace_array *tr, long *text, long *data)
{
	*text = READ_ONCE(tr->persistent->text_delta);
	*data = READ_ONCE(tr->persistent->data_delta);
}

/**
 * trace_address_now - where a function of the buffer's is in this boot
 * @tr: the instance, persistent or not
 * @ip: the address as it was recorded
 */
unsigned long trace_address_now(struct trace_array *tr, unsigned long ip)
{
	return tr && tr->persistent ? ip + READ_ONCE(tr->persistent->text_delta) : ip;
}
