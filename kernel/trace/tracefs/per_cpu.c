// SPDX-License-Identifier: GPL-2.0-only
/*
 * per_cpu/: a directory for each CPU that there may ever be, and the index of what is in it.
 *
 * eventfs makes inodes when somebody looks for them, and asks here what they are: machines have
 * many CPUs, and few of these files are ever opened. A file costs its node.
 *
 * Directories are made and removed with trace_types_lock held.
 */
#include <linux/cpumask.h>
#include <linux/dcache.h>
#include <linux/err.h>
#include <linux/string.h>

#include "tracefs.h"

#define RW	TRACE_MODE_WRITE
#define RO	TRACE_MODE_READ

#define SNAPSHOT(fops)	(IS_ENABLED(CONFIG_TRACER_SNAPSHOT) ? &(fops) : NULL)

static const struct trace_file per_cpu_files[] = {
	{ "buffer_size_kb",	RW, .value = &buffer_size_value },
	{ "snapshot",		RW, IF_SNAPSHOT, .fops = SNAPSHOT(snapshot_fops) },
	{ "snapshot_raw",	RO, IF_SNAPSHOT, .fops = SNAPSHOT(snapshot_raw_fops) },
	{ "stats",		RO, .value = &cpu_stats_value },
	{ "trace",		RW, .fops = &trace_fops },
	{ "trace_pipe",		RO, .fops = &trace_pipe_fops },
	{ "trace_pipe_raw",	RO, .fops = &trace_pipe_raw_fops },
};

#define NODES_PER_CPU	ARRAY_SIZE(per_cpu_files)

static int per_cpu_callback(const char *name, umode_t *mode, void **data,
			    const struct file_operations **fops)
{
	struct trace_node *nodes = *data;

	for (int i = 0; i < NODES_PER_CPU; i++) {
		if (!strcmp(name, per_cpu_files[i].name))
			return trace_node_describe(&nodes[i], mode, data, fops);
	}
	return 0;
}

static const struct eventfs_entry per_cpu_entries[] = {
	{ .name = "buffer_size_kb", .callback = per_cpu_callback },
	{ .name = "snapshot",	    .callback = per_cpu_callback },
	{ .name = "snapshot_raw",   .callback = per_cpu_callback },
	{ .name = "stats",	    .callback = per_cpu_callback },
	{ .name = "trace",	    .callback = per_cpu_callback },
	{ .name = "trace_pipe",	    .callback = per_cpu_callback },
	{ .name = "trace_pipe_raw", .callback = per_cpu_callback },
};

static_assert(ARRAY_SIZE(per_cpu_entries) == NODES_PER_CPU);

/* A node that has no file is of one that is not there. */
static void set_nodes(struct trace_node *nodes, int cpu)
{
	bool snapshots = trace_node_tr(nodes)->snapshot.buffer;

	for (int i = 0; i < NODES_PER_CPU; i++) {
		const struct trace_file *file = &per_cpu_files[i];

		if (!file->fops && !file->value)
			continue;
		if (file->where & IF_SNAPSHOT && !snapshots)
			continue;
		nodes[i].file = file;
		nodes[i].cpu = cpu;
	}
}

static int create_cpu(struct trace_files *files, struct dentry *per_cpu, struct trace_node *nodes,
		      int cpu)
{
	struct eventfs_inode *ei;
	struct dentry *dir;
	char name[16];

	set_nodes(nodes, cpu);
	snprintf(name, sizeof(name), "cpu%d", cpu);
	ei = eventfs_create_dir(name, files->per_cpu, per_cpu_entries, NODES_PER_CPU, nodes);
	if (IS_ERR(ei))
		return PTR_ERR(ei);

	dir = trace_dir_restrict(per_cpu, name);
	if (IS_ERR(dir))
		return PTR_ERR(dir);
	dput(dir);
	return 0;
}

/**
 * trace_per_cpu_create - the directory per_cpu/
 * @files: of the instance
 *
 * trace_types_lock held. On failure, what is made is removed with the instance's directory.
 * Return: 0 or -errno.
 */
int trace_per_cpu_create(struct trace_files *files)
{
	struct trace_node_block *block;
	struct trace_node *nodes;
	struct dentry *dir;
	int cpu, ret = 0;

	block = trace_node_block_alloc(files, num_possible_cpus() * NODES_PER_CPU);
	if (!block)
		return -ENOMEM;
	trace_node_blocks_publish(block);
	nodes = block->nodes;

	dir = trace_dir_create(files, "per_cpu", NULL, 0, NULL, &files->per_cpu);
	if (IS_ERR(dir))
		return PTR_ERR(dir);
	for_each_possible_cpu(cpu) {
		ret = create_cpu(files, dir, nodes, cpu);
		if (ret)
			break;
		nodes += NODES_PER_CPU;
	}
	dput(dir);
	return ret;
}
