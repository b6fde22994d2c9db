// SPDX-License-Identifier: GPL-2.0-only
/*
 * Nodes: from an inode to an instance that stays.
 *
 * An open may race with the removal of its instance: path lookup has found the
 * inode, and before ->open() runs the instance is gone, and its nodes with it.
 * So an inode's pointer is first only compared with the nodes that exist, and
 * followed when it is one of them. Comparing and pinning are one step under
 * trace_types_lock, as are making and removing an instance: in between, another
 * instance could come to where the old one was, with its nodes elsewhere. If a
 * node, too, is where the old one was, the open gets this file, provided that the
 * inode's operations are for it.
 *
 * Task context only.
 */
#include <linux/security.h>
#include <linux/slab.h>

#include "tracefs.h"

static LIST_HEAD(all_blocks);
static DEFINE_MUTEX(nodes_lock);

/**
 * tracefs_may_open - may tracing's files be used at all?
 *
 * Return: 0; -EPERM when the kernel is locked down; -ENODEV when tracing broke.
 */
int tracefs_may_open(void)
{
	int ret = security_locked_down(LOCKDOWN_TRACEFS);

	if (ret)
		return ret;
	return tracing_is_disabled() ? -ENODEV : 0;
}

/**
 * trace_node_describe - what is the file of a node?
 * @node: the node
 * @mode: its permissions
 * @data: what its inode points to: the node
 * @fops: what it does
 *
 * For eventfs, too, which asks with locks held.
 *
 * Return: 1; 0 if there is no such file
 */
int trace_node_describe(struct trace_node *node, umode_t *mode, void **data,
			const struct file_operations **fops)
{
	/* Pairs with trace_options_reveal(): nodes of options may get their file at any time. */
	const struct trace_file *file = smp_load_acquire(&node->file);

	if (!file)
		return 0;
	*mode = file->mode;
	*data = node;
	*fops = file->fops ?: &trace_value_fops;
	return 1;
}

/* Is that a node of the block, and has it what the inode was made for? */
static bool is_node(struct trace_node_block *block, struct inode *inode)
{
	unsigned long offset = (unsigned long)inode->i_private - (unsigned long)block->nodes;
	const struct file_operations *fops;
	umode_t mode;
	void *node;

	if (offset >= block->nr * sizeof(*block->nodes) || offset % sizeof(*block->nodes))
		return false;
	return trace_node_describe(inode->i_private, &mode, &node, &fops) && fops == inode->i_fop;
}

/* The instance that an inode's node belongs to, or NULL if there is no such node. */
static struct trace_array *find_tr(struct inode *inode)
{
	struct trace_node_block *block;

	guard(mutex)(&nodes_lock);
	list_for_each_entry(block, &all_blocks, list) {
		if (is_node(block, inode))
			return block->files->tr;
	}
	return NULL;
}

/**
 * trace_node_get - pin the instance that a control file belongs to
 * @inode: of a control file, as trace_node_describe() told
 *
 * From here to trace_node_put() the node may be looked into, and the instance
 * cannot be removed.
 *
 * Return: 0 or -errno, -ENODEV if the instance is gone.
 */
int trace_node_get(struct inode *inode)
{
	struct trace_array *tr;
	int ret;

	ret = tracefs_may_open();
	if (ret)
		return ret;
	guard(mutex)(&trace_types_lock);
	tr = find_tr(inode);
	if (!tr)
		return -ENODEV;
	tr->ref++;
	return 0;
}

/**
 * trace_node_put - let the instance of a control file go
 * @inode: given to trace_node_get() with success
 */
void trace_node_put(struct inode *inode)
{
	struct trace_node *node = inode->i_private;

	trace_array_put(trace_node_tr(node));
}

/**
 * trace_node_block_alloc - nodes for some files of an instance
 * @files: the instance's
 * @nr:	   how many
 *
 * Nobody finds them before trace_node_blocks_publish().
 */
struct trace_node_block *trace_node_block_alloc(struct trace_files *files, unsigned int nr)
{
	struct trace_node_block *block = kvzalloc(struct_size(block, nodes, nr), GFP_KERNEL);

	if (!block)
		return NULL;
	block->nr = nr;
	block->files = files;
	INIT_LIST_HEAD(&block->list);
	for (unsigned int i = 0; i < nr; i++) {
		block->nodes[i].files = files;
		block->nodes[i].cpu = RING_BUFFER_ALL_CPUS;
	}
	return block;
}

/* From now on the files of these nodes can be opened. */
void trace_node_blocks_publish(struct trace_node_block *block)
{
	guard(mutex)(&nodes_lock);
	list_add_tail(&block->list, &all_blocks);
}

/* No file of @files is open, and none can be opened any more. */
void trace_node_blocks_free(struct trace_files *files)
{
	struct trace_node_block *block, *next;

	guard(mutex)(&nodes_lock);
	list_for_each_entry_safe(block, next, &all_blocks, list) {
		if (block->files == files) {
			list_del(&block->list);
			kvfree(block);
		}
	}
}
