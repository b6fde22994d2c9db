// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sets of pids: whom a filter lets pass.
 *
 * A set is a bitmap in chunks. Chunks come with the first pid in them and go with the set, so
 * looking up needs no lock and may be done anywhere, NMI included, for as long as the owner
 * keeps the set from being freed. Adding and removing may go on beside that, and beside each other.
 *
 * Any number that fits an int may be in a set, also those that no task can have: programs write
 * what they like.
 */
#include <linux/bitmap.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "pid_list.h"

#define CHUNK_SHIFT	12
#define CHUNK_PIDS	BIT(CHUNK_SHIFT)

struct pid_chunk {
	DECLARE_BITMAP(pids, CHUNK_PIDS);
};

static unsigned long chunk_index(unsigned int pid)
{
	return pid >> CHUNK_SHIFT;
}

static unsigned int chunk_bit(unsigned int pid)
{
	return pid & (CHUNK_PIDS - 1);
}

/**
 * trace_pid_list_alloc - make an empty set
 *
 * Returns NULL if there is no memory.
 */
struct trace_pid_list *trace_pid_list_alloc(void)
{
	struct trace_pid_list *list = kmalloc(sizeof(*list), GFP_KERNEL);

	if (list)
		xa_init(&list->chunks);
	return list;
}

/**
 * trace_pid_list_free - free a set
 * @list: the set, which nobody looks into any more; may be NULL
 */
void trace_pid_list_free(struct trace_pid_list *list)
{
	struct pid_chunk *chunk;
	unsigned long index;

	if (!list)
		return;
	xa_for_each(&list->chunks, index, chunk)
		kfree(chunk);
	xa_destroy(&list->chunks);
	kfree(list);
}

/* The chunk with this index, made if it is not there; NULL without memory. */
static struct pid_chunk *chunk_make(struct trace_pid_list *list, unsigned long index, gfp_t gfp)
{
	struct pid_chunk *chunk = xa_load(&list->chunks, index);
	struct pid_chunk *new;

	if (chunk)
		return chunk;
	new = kzalloc(sizeof(*new), gfp);
	if (!new)
		return NULL;
	chunk = xa_cmpxchg(&list->chunks, index, NULL, new, gfp);
	if (!chunk)
		return new;
	/* Somebody was faster, or there is no memory. */
	kfree(new);
	return xa_is_err(chunk) ? NULL : chunk;
}

/**
 * trace_pid_list_add - put a pid into a set
 * @list: the set
 * @pid:  the pid, at most INT_MAX
 * @gfp:  how to allocate
 *
 * Returns 0, -EINVAL or -ENOMEM.
 */
int trace_pid_list_add(struct trace_pid_list *list, unsigned int pid, gfp_t gfp)
{
	struct pid_chunk *chunk;

	if (pid > INT_MAX)
		return -EINVAL;
	chunk = chunk_make(list, chunk_index(pid), gfp);
	if (!chunk)
		return -ENOMEM;
	set_bit(chunk_bit(pid), chunk->pids);
	return 0;
}

/**
 * trace_pid_list_remove - take a pid out of a set
 * @list: the set
 * @pid:  the pid
 */
void trace_pid_list_remove(struct trace_pid_list *list, unsigned int pid)
{
	struct pid_chunk *chunk = xa_load(&list->chunks, chunk_index(pid));

	if (chunk)
		clear_bit(chunk_bit(pid), chunk->pids);
}

/**
 * trace_pid_list_has - is a pid in a set?
 * @list: the set
 * @pid:  the pid
 */
bool trace_pid_list_has(struct trace_pid_list *list, unsigned int pid)
{
	struct pid_chunk *chunk = xa_load(&list->chunks, chunk_index(pid));

	return chunk && test_bit(chunk_bit(pid), chunk->pids);
}

/**
 * trace_pid_list_next - the lowest pid of a set that is not below another
 * @list: the set
 * @from: where to start, at most INT_MAX
 *
 * Returns the pid, or -1 if there is none.
 */
int trace_pid_list_next(struct trace_pid_list *list, unsigned int from)
{
	unsigned long index = chunk_index(from);
	unsigned int bit = chunk_bit(from);
	struct pid_chunk *chunk;

	xa_for_each_start(&list->chunks, index, chunk, index) {
		if (index != chunk_index(from))
			bit = 0;
		bit = find_next_bit(chunk->pids, CHUNK_PIDS, bit);
		if (bit < CHUNK_PIDS)
			return (index << CHUNK_SHIFT) + bit;
	}
	return -1;
}

/**
 * trace_pid_list_copy - make a set of the same pids
 * @list: the set
 *
 * Returns NULL if there is no memory.
 */
struct trace_pid_list *trace_pid_list_copy(struct trace_pid_list *list)
{
	struct trace_pid_list *copy = trace_pid_list_alloc();
	struct pid_chunk *chunk, *new;
	unsigned long index;

	if (!copy)
		return NULL;
	xa_for_each(&list->chunks, index, chunk) {
		new = chunk_make(copy, index, GFP_KERNEL);
		if (!new) {
			trace_pid_list_free(copy);
			return NULL;
		}
		bitmap_copy(new->pids, chunk->pids, CHUNK_PIDS);
	}
	return copy;
}

/**
 * trace_pid_list_parse - put the pids of a text into a set
 * @list: the set; on failure some of the text may be in it
 * @text: numbers with white space between them; is changed
 * @pos:  set to the place of a word that is no pid
 *
 * Returns how many there were, -EINVAL or -ENOMEM.
 */
int trace_pid_list_parse(struct trace_pid_list *list, char *text, int *pos)
{
	char *rest = text, *word;
	unsigned int pid;
	int ret, n = 0;

	while ((word = strsep(&rest, " \t\r\n"))) {
		if (!*word)
			continue;
		*pos = word - text;
		if (kstrtouint(word, 0, &pid))
			return -EINVAL;
		ret = trace_pid_list_add(list, pid, GFP_KERNEL);
		if (ret)
			return ret;
		n++;
	}
	return n;
}
