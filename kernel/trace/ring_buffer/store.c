// SPDX-License-Identifier: GPL-2.0-only
/*
 * The memory of a ring: making and freeing a store, and starting a ring over
 * with one. What the parts are for is told in rb.h.
 *
 * Contexts: making and freeing sleep. A store is freed when no writer, reader
 * or NMI can have a pointer into it.
 */
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "buffer.h"

/* No OOM kill for the sake of a trace: fail instead. */
#define RB_GFP	(GFP_KERNEL | __GFP_RETRY_MAYFAIL | __GFP_NOWARN)

/**
 * rb_page_free - free a sub-buffer and its description
 * @page:	both; may be NULL
 * @order:	its size
 */
void rb_page_free(struct rb_page *page, int order)
{
	if (!page)
		return;
	free_pages((unsigned long)page->data, order);
	kfree(page);
}

/* Zeroed: programs may map all of it. Compound: they may map it in parts. */
static struct rb_page *rb_page_alloc(int node, int order)
{
	struct rb_page *page = kzalloc_node(sizeof(*page), RB_GFP, node);
	struct page *mem;

	if (!page)
		return NULL;
	mem = alloc_pages_node(node, RB_GFP | __GFP_ZERO | __GFP_COMP, order);
	if (!mem) {
		kfree(page);
		return NULL;
	}
	page->data = page_address(mem);
	return page;
}

/**
 * rb_store_free - free a store and the sub-buffers that are in it
 * @store:	the store; may be NULL, or short of pages
 */
void rb_store_free(struct rb_store *store)
{
	u32 i;

	if (!store)
		return;
	if (!store->fixed) {
		for (i = 0; store->pages && i <= store->nr; i++)
			rb_page_free(store->pages[i], store->order);
		kvfree(store->slots);
	}
	kvfree(store->pages);
	kfree(store);
}

/**
 * rb_store_alloc - make a store
 * @cpu:	whose memory to prefer
 * @nr:		slots
 * @order:	of the sub-buffers
 * @fill:	sub-buffers to put in, from the first place on; @nr + 1 or less
 *
 * Return: the store; -ENOMEM; -EINTR if the caller is being killed.
 */
struct rb_store *rb_store_alloc(int cpu, u32 nr, int order, u32 fill)
{
	int node = cpu_to_node(cpu);
	struct rb_store *store;
	int ret = -ENOMEM;
	u32 i;

	store = kzalloc(sizeof(*store), GFP_KERNEL);
	if (!store)
		return ERR_PTR(-ENOMEM);
	store->nr = nr;
	store->order = order;
	store->pages = kvcalloc(nr + 1, sizeof(*store->pages), RB_GFP);
	store->slots = kvcalloc(nr, sizeof(*store->slots), RB_GFP);
	if (!store->pages || !store->slots)
		goto fail;
	/* Asking for more than there is would first drive everything else out. */
	if (fill > si_mem_available() >> order)
		goto fail;
	for (i = 0; i < fill; i++) {
		store->pages[i] = rb_page_alloc(node, order);
		if (!store->pages[i])
			goto fail;
		if (fatal_signal_pending(current)) {
			ret = -EINTR;
			goto fail;
		}
		cond_resched();
	}
	return store;
fail:
	rb_store_free(store);
	return ERR_PTR(ret);
}

/**
 * rb_begin - sub-buffer @seq is the newest, and empty
 * @cb:		the ring; has no writer, and the slot of @seq is free
 * @seq:	greater than all before
 * @first:	number of its first event
 *
 * Time begins again.
 */
void rb_begin(struct rb_cpu *cb, u64 seq, unsigned long first)
{
	u64 *slot = rb_slot_of(cb->store, seq), now;
	struct rb_page *page = cb->store->pages[rb_slot_index(*slot)];

	preempt_disable_notrace();
	now = rb_now(cb);
	preempt_enable_notrace();
	rb_clock_forget(&cb->fast_clock);

	page->data->time_stamp = now;
	page->data->commit = 0;
	page->seq = seq;
	page->published = seq;
	page->key = rb_key(seq);
	page->first = first;
	page->dropped = 0;
	page->base = local_read(&page->entries);
	WRITE_ONCE(*slot, rb_slot(seq, RB_LIVE, rb_slot_index(*slot)));

	cb->tail = page;
	cb->commit = page;
	cb->base = now;
	cb->state = page->key;
	local_set(&cb->dropped_full, 0);
	local_set(&cb->dropped_nested, 0);

	cb->held = NULL;
	cb->read_no = 0;
	cb->lost = 0;
	cb->consumed = 0;
	cb->lineage++;
	smp_store_release(&cb->commit_seq, seq);	/* rb_publish:B */
}

/**
 * rb_start_over - an empty ring
 * @cb:		the ring; has a whole store, and no writer
 * @seq:	number of its first sub-buffer, beyond all that it ever had
 *
 * Context: reader_lock is held, or nobody knows of the ring yet.
 */
void rb_start_over(struct rb_cpu *cb, u64 seq)
{
	struct rb_store *store = cb->store;
	struct rb_page *page;
	u32 i;

	WRITE_ONCE(cb->limit, PAGE_SIZE << store->order);
	WRITE_ONCE(cb->nr, store->nr);
	for (i = 0; i <= store->nr; i++) {
		page = store->pages[i];
		page->index = i;
		page->base = local_read(&page->entries);
		page->data->commit = 0;
	}
	for (i = 0; i < store->nr; i++)
		WRITE_ONCE(*rb_slot_of(store, seq + i), rb_slot(seq + i - store->nr, RB_FREE, i));
	cb->spare = store->nr;
	local_set(&cb->overrun, 0);

	rb_begin(cb, seq, 0);
	WRITE_ONCE(cb->read_seq, seq);
}
