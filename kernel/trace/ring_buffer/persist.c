// SPDX-License-Identifier: GPL-2.0-only
/*
 * A buffer in memory that survives a reboot.
 *
 * Everything that tells where the events are, slots and struct rb_page, lies in
 * the range beside the sub-buffers, so writers do what they always do. At the
 * next boot the range is looked through before anything in it is believed: the
 * head must say that this kernel would lay it out alike, the slots of a CPU
 * must be as writers leave them, and each sub-buffer must hold events from its
 * first byte to its commit. What does not fit is left out, and said in the log.
 * Pointers are never taken from the range.
 *
 *	head | CPU 0: slots, struct rb_page | CPU 1: ... | sub-buffers of CPU 0 | ...
 *
 * New events go to sub-buffers of their own, as their times begin again.
 * A program cannot map the range, and gets copies of sub-buffers only.
 *
 * Contexts: making and freeing sleep.
 */
#include <linux/cacheflush.h>
#include <linux/export.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/panic_notifier.h>
#include <linux/slab.h>
#include <asm/sections.h>

#include "buffer.h"

#define RB_RANGE_MAGIC		0x52424c53
#define RB_RANGE_VERSION	1

/**
 * struct rb_range_head - at the start of the range
 * @magic:	RB_RANGE_MAGIC
 * @version:	of the layout
 * @cpus:	CPUs with a share
 * @nr:		slots of each
 * @order:	of the sub-buffers
 * @page_size:	PAGE_SIZE
 * @rb_page:	sizeof(struct rb_page)
 * @reserved:	0
 * @size:	bytes of the range
 * @text:	where the kernel's text was
 * @data:	where its data was
 */
struct rb_range_head {
	u32	magic;
	u32	version;
	u32	cpus;
	u32	nr;
	u32	order;
	u32	page_size;
	u32	rb_page;
	u32	reserved;
	u64	size;
	u64	text;
	u64	data;
};

/**
 * struct rb_range - a range that is in use
 * @head:	its start
 * @slots:	of CPU 0; those of the others follow
 * @pages:	of CPU 0, likewise
 * @data:	of CPU 0, likewise
 * @was:	what the head said when we came
 * @recovered:	there are events from before the reboot
 * @panic:	writes caches back when the kernel dies
 */
struct rb_range {
	struct rb_range_head	*head;
	u64			*slots;
	struct rb_page		*pages;
	void			*data;
	struct rb_range_head	was;
	bool			recovered;
	struct notifier_block	panic;
};

static u64 *rb_range_slots(struct rb_range *range, int cpu)
{
	return range->slots + (size_t)cpu * range->head->nr;
}

static struct rb_page *rb_range_page(struct rb_range *range, int cpu, u32 i)
{
	return range->pages + (size_t)cpu * (range->head->nr + 1) + i;
}

static struct rb_data_page *rb_range_data(struct rb_range *range, int cpu, u32 i)
{
	size_t at = (size_t)cpu * (range->head->nr + 1) + i;

	return range->data + (at << (PAGE_SHIFT + range->head->order));
}

/* Slots that fit; 0 if there is no room for two. */
static u32 rb_range_nr(unsigned long size, int order)
{
	unsigned long each = (PAGE_SIZE << order) + sizeof(struct rb_page) + sizeof(u64);
	unsigned long share, nr;

	/* Lost to alignment: less than a page before the first sub-buffer. */
	if (size < PAGE_SIZE + sizeof(struct rb_range_head))
		return 0;
	share = (size - PAGE_SIZE - sizeof(struct rb_range_head)) / nr_cpu_ids;
	nr = share / each;
	return nr < 3 ? 0 : min(nr - 1, RB_MAX_PAGES - 2);
}

static void rb_range_lay_out(struct rb_range *range)
{
	size_t pages = (size_t)nr_cpu_ids * (range->head->nr + 1);

	range->pages = (void *)(range->head + 1);
	range->slots = (void *)(range->pages + pages);
	range->data = PTR_ALIGN((void *)(range->slots + (size_t)nr_cpu_ids * range->head->nr),
				PAGE_SIZE);
}

/*
 * How far a sub-buffer can be believed: bytes up to its commit, or up to where
 * there is no event. Counts its events and moves *@ts on to the last of them.
 */
static u32 rb_believe(const struct rb_data_page *data, u32 room, unsigned long *count, u64 *ts)
{
	unsigned long commit = (unsigned long)data->commit;
	u32 at = 0, end = min_t(unsigned long, commit, room), stride;

	*count = 0;
	if (data->time_stamp < *ts)
		return 0;
	*ts = data->time_stamp;
	while (at < end) {
		const struct ring_buffer_event *event = (const void *)data->data + at;

		stride = rb_event_stride(event, end - at);
		if (!stride)
			break;
		*ts = rb_event_time(event, *ts);
		*count += rb_event_is_data(event);
		at += stride;
	}
	return at;
}

/* The newest sub-buffer, if the slots are as writers and readers leave them; else 0. */
static u64 rb_newest_seq(struct rb_range *range, int cpu, unsigned long *seen)
{
	u64 *slots = rb_range_slots(range, cpu), newest = 0, seq;
	u32 nr = range->head->nr, i, index;

	bitmap_zero(seen, nr + 1);
	for (i = 0; i < nr; i++) {
		index = rb_slot_index(slots[i]);
		if (rb_slot_state(slots[i]) > RB_HELD || index > nr)
			return 0;
		if (test_and_set_bit(index, seen))
			return 0;
		if (rb_slot_state(slots[i]) == RB_FREE)
			continue;
		seq = slots[i] >> RB_SLOT_SEQ_SHIFT;
		if (seq % nr != i || seq < RB_FIRST_SEQ)
			return 0;
		/* What its writer had not published yet is not there. */
		if (rb_range_page(range, cpu, index)->published == (u32)seq)
			newest = max(newest, seq);
	}
	return newest;
}

/* Take over what the last boot left of a CPU. Return: its events. */
static unsigned long rb_recover(struct rb_cpu *cb, struct rb_range *range, u64 newest,
				u32 *damaged)
{
	struct rb_store *store = cb->store;
	u32 room = cb->limit - RB_PAGE_HDR, at;
	u64 oldest = newest - store->nr + 1, seq, slot, ts = 0;
	unsigned long count, first = 0;
	struct rb_page *page;

	for (seq = oldest; seq <= newest; seq++) {
		slot = *rb_slot_of(store, seq);
		page = store->pages[rb_slot_index(slot)];
		count = 0;
		at = 0;
		if (rb_slot_is_seq(slot, seq) && rb_slot_state(slot) != RB_FREE &&
		    page->published == (u32)seq) {
			at = rb_believe(page->data, room, &count, &ts);
			*damaged += at != (unsigned long)page->data->commit;
		}
		page->data->commit = at;
		page->seq = seq;
		page->key = rb_key(seq);
		page->first = first;
		page->dropped = 0;
		page->base = local_read(&page->entries) - count;
		first += count;
		*rb_slot_of(store, seq) = rb_slot(seq, count ? RB_LIVE : RB_FREE,
						  rb_slot_index(slot));
	}
	/* The next one takes the place of the oldest; what that still had is overwritten. */
	slot = *rb_slot_of(store, oldest);
	page = store->pages[rb_slot_index(slot)];
	local_set(&cb->overrun, rb_page_count(page));
	*rb_slot_of(store, oldest) = rb_slot(newest + 1, RB_FREE, rb_slot_index(slot));
	rb_begin(cb, newest + 1, first);
	WRITE_ONCE(cb->read_seq, oldest + 1);
	return first - local_read(&cb->overrun);
}

/* One CPU's ring in the range, with what is in it if the head can be believed. */
static struct rb_cpu *rb_range_ring(struct trace_buffer *buffer, int cpu)
{
	struct rb_range *range = buffer->range;
	u32 nr = range->head->nr, i, damaged = 0;
	unsigned long *seen, events = 0;
	struct rb_cpu *cb;
	u64 newest = 0;

	seen = bitmap_zalloc(nr + 1, GFP_KERNEL);
	cb = rb_cpu_alloc(buffer, cpu, false);
	if (!cb || !seen)
		goto fail;
	kvfree(cb->store->slots);
	cb->store->slots = rb_range_slots(range, cpu);
	cb->store->fixed = true;
	for (i = 0; i <= nr; i++) {
		cb->store->pages[i] = rb_range_page(range, cpu, i);
		cb->store->pages[i]->data = rb_range_data(range, cpu, i);
		cb->store->pages[i]->index = i;
	}
	if (range->was.magic)
		newest = rb_newest_seq(range, cpu, seen);
	if (newest) {
		cb->spare = find_first_zero_bit(seen, nr + 1);
		events = rb_recover(cb, range, newest, &damaged);
		range->recovered |= events;
	} else {
		for (i = 0; i <= nr; i++) {
			memset(cb->store->pages[i]->data, 0, PAGE_SIZE << buffer->order);
			local_set(&cb->store->pages[i]->entries, 0);
		}
		rb_start_over(cb, RB_FIRST_SEQ);
	}
	if (damaged)
		pr_warn("trace buffer: CPU %d: %u sub-buffers of the last boot are damaged\n",
			cpu, damaged);
	bitmap_free(seen);
	return cb;
fail:
	bitmap_free(seen);
	rb_cpu_free(cb);
	return NULL;
}

static int rb_range_panic(struct notifier_block *nb, unsigned long event, void *data)
{
	struct rb_range *range = container_of(nb, struct rb_range, panic);

	flush_kernel_vmap_range(range->head, range->head->size);
	return NOTIFY_DONE;
}

/* Look at the head, keep what it said, and write ours. */
static struct rb_range *rb_range_open(unsigned long start, unsigned long size, int order, u32 nr)
{
	struct rb_range_head *head = (void *)start, ours = {
		.magic		= RB_RANGE_MAGIC,
		.version	= RB_RANGE_VERSION,
		.cpus		= nr_cpu_ids,
		.nr		= nr,
		.order		= order,
		.page_size	= PAGE_SIZE,
		.rb_page	= sizeof(struct rb_page),
		.size		= size,
	};
	struct rb_range *range = kzalloc(sizeof(*range), GFP_KERNEL);

	if (!range)
		return NULL;
	range->head = head;
	if (!memcmp(head, &ours, offsetof(struct rb_range_head, text)))
		range->was = *head;
	ours.text = (unsigned long)_text;
	ours.data = (unsigned long)_sdata;
	*head = ours;
	rb_range_lay_out(range);
	range->panic.notifier_call = rb_range_panic;
	return range;
}

/**
 * __ring_buffer_alloc_range - a buffer in memory that survives a reboot
 * @size:	not used: the range decides
 * @flags:	as for ring_buffer_alloc()
 * @order:	pages in a sub-buffer, as a power of two
 * @start:	the range, mapped; page aligned
 * @range_size:	its bytes
 * @key:	lock class of this buffer's lock
 *
 * If a kernel that laid the range out alike ran before, then what is found
 * whole in there can be read. The range is divided among all possible CPUs.
 *
 * Return: the buffer, or NULL: no memory, or the range is too small.
 */
struct trace_buffer *__ring_buffer_alloc_range(unsigned long size, unsigned int flags, int order,
					       unsigned long start, unsigned long range_size,
					       struct lock_class_key *key)
{
	u32 nr = rb_range_nr(range_size, order);
	struct trace_buffer *buffer;
	struct rb_cpu *cb;
	int cpu;

	if (!nr || order < 0 || order > RB_MAX_ORDER || !PAGE_ALIGNED(start))
		return NULL;
	buffer = rb_buffer_alloc(nr, order, flags, key);
	if (!buffer)
		return NULL;
	buffer->range = rb_range_open(start, range_size, order, nr);
	if (!buffer->range)
		goto free;
	for_each_possible_cpu(cpu) {
		cb = rb_range_ring(buffer, cpu);
		if (!cb)
			goto free;
		rb_buffer_add(buffer, cpu, cb);
	}
	if (rb_buffer_start(buffer))
		goto free;
	atomic_notifier_chain_register(&panic_notifier_list, &buffer->range->panic);
	return buffer;
free:
	rb_buffer_free(buffer);
	return NULL;
}

/**
 * rb_range_close - the buffer in the range goes; what is in it stays
 * @buffer:	the buffer; has no ring any more
 */
void rb_range_close(struct trace_buffer *buffer)
{
	struct rb_range *range = buffer->range;

	if (!range)
		return;
	atomic_notifier_chain_unregister(&panic_notifier_list, &range->panic);
	kfree(range);
	buffer->range = NULL;
}

/**
 * ring_buffer_last_boot_delta - where the kernel of the last boot was
 * @buffer:	a buffer of ring_buffer_alloc_range()
 * @text:	what to add to an address in its text to have it in ours
 * @data:	the same for its data
 *
 * Return: false if there is nothing from the last boot.
 */
bool ring_buffer_last_boot_delta(struct trace_buffer *buffer, long *text, long *data)
{
	struct rb_range *range = buffer ? buffer->range : NULL;

	if (!range || !range->recovered)
		return false;
	*text = (unsigned long)_text - range->was.text;
	*data = (unsigned long)_sdata - range->was.data;
	return true;
}
