// SPDX-License-Identifier: GPL-2.0-only
/*
 * A ring mapped by a program: all its sub-buffers, and before them a page that
 * says which of them belongs to the reader. The layout is uapi,
 * linux/trace_mmap.h.
 *
 * A mapped ring keeps its sub-buffers: it cannot be resized, swapped or have
 * them handed out. Their ids are their places in the store, but that the
 * reader's of the time when the first program came goes first.
 *
 * Contexts: mapping sleeps, below mmap_lock; the rest is under reader_lock.
 */
#include <linux/cacheflush.h>
#include <linux/export.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "buffer.h"

/**
 * struct rb_map - of a ring that is mapped
 * @users:	mappings; under trace_buffer.lock
 * @first:	index of the sub-buffer with id 0
 * @meta:	the first page of each mapping
 */
struct rb_map {
	u32			users;
	u32			first;
	struct trace_buffer_meta *meta;
};

/* What the program sees as the reader's: an empty one if none is held. */
static struct rb_page *rb_map_reader(struct rb_cpu *cb)
{
	return cb->held ?: cb->store->pages[cb->spare];
}

static u32 rb_map_id(const struct rb_map *map, const struct rb_page *page)
{
	if (page->index == map->first)
		return 0;
	return page->index < map->first ? page->index + 1 : page->index;
}

static struct rb_page *rb_map_page(struct rb_cpu *cb, u32 id)
{
	u32 first = cb->map->first;

	return cb->store->pages[!id ? first : id <= first ? id - 1 : id];
}

/**
 * rb_map_update - bring the page that programs see up to date
 * @cb:	the ring, mapped or not; reader_lock is held
 */
void rb_map_update(struct rb_cpu *cb)
{
	struct trace_buffer_meta *meta;

	if (!cb->map)
		return;
	meta = cb->map->meta;
	WRITE_ONCE(meta->entries, rb_accepted(cb));
	WRITE_ONCE(meta->overrun, local_read(&cb->overrun));
	WRITE_ONCE(meta->read, cb->consumed);
	WRITE_ONCE(meta->reader.id, rb_map_id(cb->map, rb_map_reader(cb)));
	WRITE_ONCE(meta->reader.read, cb->held ? cb->read - RB_PAGE_HDR : 0);
	flush_dcache_page(virt_to_page(meta));
}

static int rb_map_start(struct rb_cpu *cb)
{
	struct trace_buffer_meta *meta;
	struct rb_map *map;
	unsigned long flags;

	map = kzalloc(sizeof(*map), GFP_KERNEL);
	meta = (void *)get_zeroed_page(GFP_USER);
	if (!map || !meta) {
		free_page((unsigned long)meta);
		kfree(map);
		return -ENOMEM;
	}
	map->meta = meta;
	meta->meta_page_size = PAGE_SIZE;
	meta->meta_struct_len = sizeof(*meta);

	raw_spin_lock_irqsave(&cb->reader_lock, flags);
	map->first = rb_map_reader(cb)->index;
	/* What the spare once held is nothing for the reader. */
	if (!cb->held)
		rb_map_reader(cb)->data->commit = 0;
	meta->subbuf_size = cb->limit;
	meta->nr_subbufs = cb->store->nr + 1;
	WRITE_ONCE(cb->map, map);
	rb_map_update(cb);
	raw_spin_unlock_irqrestore(&cb->reader_lock, flags);
	return 0;
}

static void rb_map_end(struct rb_cpu *cb)
{
	struct rb_map *map = cb->map;
	unsigned long flags;

	raw_spin_lock_irqsave(&cb->reader_lock, flags);
	WRITE_ONCE(cb->map, NULL);
	raw_spin_unlock_irqrestore(&cb->reader_lock, flags);
	free_page((unsigned long)map->meta);
	kfree(map);
}

/* Page number @at of the mapping: the page of numbers, then the sub-buffers. */
static struct page *rb_map_nth(struct rb_cpu *cb, unsigned long at)
{
	int order = cb->store->order;
	struct rb_page *page;

	if (!at--)
		return virt_to_page(cb->map->meta);
	page = rb_map_page(cb, at >> order);
	return virt_to_page((void *)page->data + (at & (BIT(order) - 1)) * PAGE_SIZE);
}

static int rb_map_insert(struct rb_cpu *cb, struct vm_area_struct *vma)
{
	unsigned long nr = vma_pages(vma), left = nr, i;
	struct page **pages;
	int ret;

	pages = kvmalloc_array(nr, sizeof(*pages), GFP_KERNEL);
	if (!pages)
		return -ENOMEM;
	for (i = 0; i < nr; i++)
		pages[i] = rb_map_nth(cb, vma->vm_pgoff + i);
	ret = vm_insert_pages(vma, vma->vm_start, pages, &left);
	kvfree(pages);
	return ret;
}

/**
 * ring_buffer_map - map a CPU's ring
 * @buffer:	the buffer
 * @cpu:	the CPU
 * @vma:	read-only and shared, from the page of numbers on or from any later
 *		page; its close() is to call ring_buffer_unmap()
 *
 * Context: sleeps; the mmap_lock is held for writing.
 *
 * Return: 0; -ENODEV if the CPU has no ring or the buffer survives reboots;
 * -EPERM if the mapping would be
 * private, writable or executable; -EINVAL if it is longer than the ring;
 * -ENOMEM.
 */
int ring_buffer_map(struct trace_buffer *buffer, int cpu, struct vm_area_struct *vma)
{
	struct rb_cpu *cb = rb_cpu_of(buffer, cpu);
	unsigned long pages;
	int ret;

	if (cb == &rb_nowhere || buffer->range)
		return -ENODEV;
	if (vma->vm_flags & (VM_WRITE | VM_EXEC) || !(vma->vm_flags & VM_MAYSHARE))
		return -EPERM;
	/* Not for children, not to be extended, and never to be made writable. */
	vm_flags_mod(vma, VM_DONTCOPY | VM_DONTEXPAND, VM_MAYWRITE | VM_MAYEXEC);

	guard(mutex)(&buffer->lock);
	pages = 1 + ((unsigned long)(cb->store->nr + 1) << cb->store->order);
	if (vma->vm_pgoff >= pages || vma_pages(vma) > pages - vma->vm_pgoff)
		return -EINVAL;
	ret = cb->map ? 0 : rb_map_start(cb);
	if (ret)
		return ret;
	ret = rb_map_insert(cb, vma);
	if (!ret)
		cb->map->users++;
	else if (!cb->map->users)
		rb_map_end(cb);
	return ret;
}

/**
 * ring_buffer_map_dup - a mapping was duplicated
 * @buffer:	the buffer
 * @cpu:	the CPU
 */
void ring_buffer_map_dup(struct trace_buffer *buffer, int cpu)
{
	struct rb_cpu *cb = rb_cpu_of(buffer, cpu);

	guard(mutex)(&buffer->lock);
	if (cb->map)
		cb->map->users++;
}

/**
 * ring_buffer_unmap - a mapping is gone
 * @buffer:	the buffer
 * @cpu:	the CPU
 *
 * Return: 0, or -ENODEV if the CPU's ring was not mapped.
 */
int ring_buffer_unmap(struct trace_buffer *buffer, int cpu)
{
	struct rb_cpu *cb = rb_cpu_of(buffer, cpu);

	guard(mutex)(&buffer->lock);
	if (!cb->map)
		return -ENODEV;
	if (!--cb->map->users)
		rb_map_end(cb);
	return 0;
}

/* The program has read the held sub-buffer to the end that it saw. */
static void rb_map_read_on(struct rb_cpu *cb)
{
	struct ring_buffer_event *event;
	u32 stride;
	u64 ts;

	for (;;) {
		event = rb_next_event(cb, &ts, &stride);
		if (!event)
			return;
		rb_step_over(cb, event, stride);
		if (cb->read >= rb_held_end(cb))
			return;
	}
}

static void rb_map_next(struct rb_cpu *cb)
{
	struct rb_page *before = cb->held;
	u32 stride;
	u64 ts;

	if (!rb_next_event(cb, &ts, &stride))
		return;
	if (cb->held != before) {
		WRITE_ONCE(cb->map->meta->reader.lost_events, cb->lost);
		cb->lost = 0;
	}
	rb_map_read_on(cb);
}

/**
 * ring_buffer_map_get_reader - the program wants the next sub-buffer
 * @buffer:	the buffer
 * @cpu:	the CPU
 *
 * What is in the reader's sub-buffer counts as read. If it was read to its end
 * before, the next one becomes the reader's, with what was lost before it. The
 * page of numbers says where that leaves the reader; without events it stays.
 *
 * Return: 0, or -ENODEV if the CPU's ring is not mapped.
 */
int ring_buffer_map_get_reader(struct trace_buffer *buffer, int cpu)
{
	struct rb_cpu *cb = rb_cpu_of(buffer, cpu);
	unsigned long flags;
	int ret = -ENODEV;

	raw_spin_lock_irqsave(&cb->reader_lock, flags);
	if (cb->map) {
		rb_map_next(cb);
		rb_map_update(cb);
		flush_kernel_vmap_range(rb_map_reader(cb)->data, cb->limit);
		ret = 0;
	}
	raw_spin_unlock_irqrestore(&cb->reader_lock, flags);
	return ret;
}
