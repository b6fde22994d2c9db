// SPDX-License-Identifier: GPL-2.0-only
/*
 * Readers that take sub-buffers as they are: trace_pipe_raw, splice.
 *
 * The reader brings an empty sub-buffer. If the oldest one of the ring is full
 * and nobody has read of it, the two change places, and nothing is copied;
 * otherwise the unread events are copied, with a head of their own.
 *
 * Where events are missing right before a sub-buffer, its head says so, and
 * their number stands behind its last event if there is room.
 *
 * Contexts: any but NMI; allocating and freeing sleep.
 */
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "buffer.h"

/**
 * struct buffer_data_read_page - a sub-buffer that a reader brings
 * @order:	its size
 * @data:	its memory, of a type that can be spliced
 */
struct buffer_data_read_page {
	int			order;
	struct rb_data_page	*data;
};

/**
 * ring_buffer_alloc_read_page - an empty sub-buffer for ring_buffer_read_page()
 * @buffer:	the buffer to read from
 * @cpu:	the CPU to read from
 * @rpage:	where it goes
 *
 * Return: 0; -ENODEV if the CPU has no ring; -ENOMEM.
 */
int ring_buffer_alloc_read_page(struct trace_buffer *buffer, int cpu,
				struct buffer_data_read_page **rpage)
{
	struct rb_cpu *cb = rb_cpu_of(buffer, cpu);
	struct buffer_data_read_page *new;
	struct page *page;

	if (cb == &rb_nowhere)
		return -ENODEV;
	new = kmalloc(sizeof(*new), GFP_KERNEL);
	if (!new)
		return -ENOMEM;
	new->order = READ_ONCE(buffer->order);
	new->data = new->order ? NULL : xchg(&cb->free_page, NULL);
	if (!new->data) {
		page = alloc_pages_node(cpu_to_node(cpu), GFP_KERNEL | __GFP_NORETRY |
					__GFP_ZERO | __GFP_COMP, new->order);
		if (!page) {
			kfree(new);
			return -ENOMEM;
		}
		new->data = page_address(page);
	}
	new->data->time_stamp = 0;
	new->data->commit = 0;
	*rpage = new;
	return 0;
}
EXPORT_SYMBOL_GPL(ring_buffer_alloc_read_page);

/**
 * ring_buffer_free_read_page - give back what ring_buffer_alloc_read_page() gave
 * @buffer:	the same buffer
 * @cpu:	the same CPU
 * @page:	the sub-buffer
 *
 * Its memory lives on as long as others, such as a pipe, have references to it.
 */
void ring_buffer_free_read_page(struct trace_buffer *buffer, int cpu,
				struct buffer_data_read_page *page)
{
	struct rb_cpu *cb = rb_cpu_of(buffer, cpu);
	void *data = page->data;

	if (!page->order && page_ref_count(virt_to_page(data)) == 1)
		data = xchg(&cb->free_page, data);
	if (data)
		free_pages((unsigned long)data, page->order);
	kfree(page);
}
EXPORT_SYMBOL_GPL(ring_buffer_free_read_page);

/* Say in @data that @lost events are missing before it; @size bytes it may have. */
static void rb_note_lost(struct rb_data_page *data, unsigned long lost, u32 size)
{
	u32 end = data->commit;

	if (!lost)
		return;
	data->commit |= RB_MISSED_EVENTS;
	if (end + sizeof(lost) <= size - RB_PAGE_HDR) {
		memcpy(data->data + end, &lost, sizeof(lost));
		data->commit |= RB_MISSED_STORED;
	}
}

/* Copy what was not read of the held sub-buffer, at most @room bytes of events. */
static u32 rb_copy_events(struct rb_cpu *cb, struct rb_data_page *to, u32 room)
{
	u32 end = rb_held_end(cb), size = 0, stride;
	struct ring_buffer_event *event;

	to->time_stamp = cb->read_ts;
	while (cb->read < end) {
		event = (void *)cb->held->data + cb->read;
		stride = rb_event_stride(event, end - cb->read);
		if (!stride) {
			cb->read = end;	/* not an event, see rb_next_event() */
			break;
		}
		if (size + stride > room)
			break;
		memcpy(to->data + size, event, stride);
		size += stride;
		rb_step_over(cb, event, stride);
	}
	to->commit = size;
	return size;
}

/* The whole held sub-buffer changes places with an empty one. */
static struct rb_data_page *rb_exchange(struct rb_cpu *cb, struct rb_data_page *empty)
{
	struct rb_page *page = cb->held;
	struct rb_data_page *data = page->data;
	unsigned long count = rb_page_count(page);

	page->data = empty;
	cb->read_no += count;
	cb->consumed += count;
	rb_release(cb);
	return data;
}

static int rb_read_page(struct rb_cpu *cb, struct buffer_data_read_page *data_page, size_t len,
			bool full)
{
	struct rb_data_page *data = data_page->data;
	unsigned long lost;
	u32 end, stride, used;
	bool final;
	u64 ts;

	if (len <= RB_PAGE_HDR || (PAGE_SIZE << data_page->order) != cb->limit)
		return -1;
	if (!rb_next_event(cb, &ts, &stride))
		return -1;
	len = min_t(size_t, len, cb->limit);
	final = rb_held_is_behind(cb);
	end = rb_held_end(cb);
	if (full && !final)
		return -1;
	lost = cb->lost;
	if (final && !rb_is_fixed(cb) && cb->read == RB_PAGE_HDR && len >= end)
		data = rb_exchange(cb, data);
	else if (!rb_copy_events(cb, data, len - RB_PAGE_HDR))
		return -1;
	data_page->data = data;
	cb->lost = 0;
	rb_note_lost(data, lost, len);
	/* All of it goes to programs. */
	used = data->commit & ~(RB_MISSED_EVENTS | RB_MISSED_STORED);
	if (data->commit & RB_MISSED_STORED)
		used += sizeof(lost);
	memset(data->data + used, 0, cb->limit - RB_PAGE_HDR - used);
	return 0;
}

/**
 * ring_buffer_read_page - take a sub-buffer, or part of one
 * @buffer:	the buffer
 * @data_page:	of ring_buffer_alloc_read_page() for the same buffer and CPU
 * @len:	bytes that it may hold, its head included; may be less than its size
 * @cpu:	the CPU
 * @full:	only a sub-buffer to which no more will be added
 *
 * Return: where in the sub-buffer the first event is, 0 meaning right after
 * the head; -1 if there is nothing to read, or nothing that @full allows.
 */
int ring_buffer_read_page(struct trace_buffer *buffer, struct buffer_data_read_page *data_page,
			  size_t len, int cpu, int full)
{
	struct rb_cpu *cb = rb_cpu_of(buffer, cpu);
	unsigned long flags;
	int ret;

	raw_spin_lock_irqsave(&cb->reader_lock, flags);
	ret = rb_read_page(cb, data_page, len, full);
	raw_spin_unlock_irqrestore(&cb->reader_lock, flags);
	return ret;
}
EXPORT_SYMBOL_GPL(ring_buffer_read_page);

/**
 * ring_buffer_read_page_data - the memory of a sub-buffer
 * @page:	the sub-buffer
 *
 * Another one after each ring_buffer_read_page().
 */
void *ring_buffer_read_page_data(struct buffer_data_read_page *page)
{
	return page->data;
}
EXPORT_SYMBOL_GPL(ring_buffer_read_page_data);

/**
 * ring_buffer_read_page_size - bytes of a sub-buffer, its head included
 * @page:	the sub-buffer
 */
unsigned int ring_buffer_read_page_size(struct buffer_data_read_page *page)
{
	return PAGE_SIZE << page->order;
}
EXPORT_SYMBOL_GPL(ring_buffer_read_page_size);
