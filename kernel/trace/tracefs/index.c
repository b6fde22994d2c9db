// SPDX-License-Identifier: GPL-2.0-only
/*
 * The index: every control file with its path, mode and handler.
 *
 * A row is a file; IN_* says in which directories it is made. What is not one
 * fixed list is made by its own family: options/ by options.c, per_cpu/ by
 * per_cpu.c, events/ by events.c. Directories follow instances through struct
 * trace_files_ops: an instance has all of its files, or it does not come into
 * being.
 *
 * Everything here runs when an instance comes or goes, with trace_types_lock
 * held, and once at boot.
 */
#include <linux/dcache.h>
#include <linux/debugfs.h>
#include <linux/err.h>
#include <linux/fs_context.h>
#include <linux/init.h>
#include <linux/mount.h>
#include <linux/namei.h>
#include <linux/security.h>
#include <linux/slab.h>

#include "tracefs.h"

#define RW	TRACE_MODE_WRITE
#define RO	TRACE_MODE_READ
#define WO	0220

/* The handler of a feature that may be off: NULL leaves the file out. */
#define FILTER(fops)	(IS_ENABLED(CONFIG_DYNAMIC_FTRACE) ? &(fops) : NULL)
#define FUNCTION(fops)	(IS_ENABLED(CONFIG_FUNCTION_TRACER) ? &(fops) : NULL)
#define GRAPH(value)	(IS_ENABLED(CONFIG_FUNCTION_GRAPH_TRACER) ? &(value) : NULL)
#define GRAPH_FILTER(fops) \
	(IS_ENABLED(CONFIG_FUNCTION_GRAPH_TRACER) && IS_ENABLED(CONFIG_DYNAMIC_FTRACE) ? \
	 &(fops) : NULL)
#define PROFILE(handler) (IS_ENABLED(CONFIG_FUNCTION_PROFILER) ? &(handler) : NULL)
#define SNAPSHOT(fops)	(IS_ENABLED(CONFIG_TRACER_SNAPSHOT) ? &(fops) : NULL)
#define SYSCALLS(handler) (IS_ENABLED(CONFIG_FTRACE_SYSCALLS) ? &(handler) : NULL)
#define STACK(handler)	(IS_ENABLED(CONFIG_STACK_TRACER) ? &(handler) : NULL)
#define STACK_FILTER(fops) \
	(IS_ENABLED(CONFIG_STACK_TRACER) && IS_ENABLED(CONFIG_DYNAMIC_FTRACE) ? &(fops) : NULL)

static const struct trace_file index_of_files[] = {
	/* name			mode where			handler */
	{ "README",		 RO, IN_TOP,	    .value = &readme_value },
	{ "available_events",	 RO, IN_TOP,	    .value = &available_events_value },
	{ "available_tracers",	 RO, IN_ALL,	    .value = &available_tracers_value },
	{ "buffer_percent",	 RW, IN_ALL,	    .value = &buffer_percent_value },
	{ "buffer_size_kb",	 RW, IN_ALL,	    .value = &buffer_size_value },
	{ "buffer_subbuf_size_kb", RW, IN_ALL,	    .value = &buffer_subbuf_size_value },
	{ "buffer_total_size_kb", RO, IN_ALL,	    .value = &buffer_total_size_value },
	{ "current_tracer",	 RW, IN_ALL,	    .value = &current_tracer_value },
	{ "error_log",		 RW, IN_ALL,	    .fops = &error_log_fops },
	{ "free_buffer",	 0200, IN_ALL,	    .fops = &free_buffer_fops },
	{ "last_boot_info",	 RO, IN_PERSISTENT, .value = &last_boot_info_value },
	{ "printk_formats",	 RO, IN_TOP,	    .fops = &printk_formats_fops },
	{ "saved_cmdlines",	 RO, IN_TOP,	    .fops = &saved_cmdlines_fops },
	{ "saved_cmdlines_size", RW, IN_TOP,	    .value = &saved_cmdlines_size_value },
	{ "saved_tgids",	 RO, IN_TOP,	    .fops = &saved_tgids_fops },
	{ "show_event_filters",	 RO, IN_ALL,	    .value = &show_event_filters_value },
	{ "show_event_triggers", RO, IN_ALL,	    .value = &show_event_triggers_value },
	{ "set_event",		 RW, IN_ALL,	    .value = &set_event_value },
	{ "set_event_notrace_pid", RW, IN_ALL,	    .fops = &set_event_notrace_pid_fops },
	{ "set_event_pid",	 RW, IN_ALL,	    .fops = &set_event_pid_fops },
	{ "snapshot",		 RW, IN_ALL | IF_SNAPSHOT, .fops = SNAPSHOT(snapshot_fops) },
	{ "syscall_user_buf_size", RW, IN_ALL, .value = SYSCALLS(syscall_user_buf_size_value) },
	{ "timestamp_mode",	 RO, IN_ALL,	    .value = &timestamp_mode_value },
	{ "trace",		 RW, IN_ALL,	    .fops = &trace_fops },
	{ "trace_clock",	 RW, IN_ALL,	    .value = &trace_clock_value },
	{ "trace_marker",	 WO, IN_ALL,	    .fops = &trace_marker_fops },
	{ "trace_marker_raw",	 WO, IN_ALL,	    .fops = &trace_marker_raw_fops },
	{ "trace_options",	 RW, IN_ALL,	    .value = &trace_options_value },
	{ "trace_pipe",		 RO, IN_ALL,	    .fops = &trace_pipe_fops },
	{ "tracing_cpumask",	 RW, IN_ALL,	    .value = &tracing_cpumask_value },
	{ "tracing_thresh",	 RW, IN_ALL,	    .value = &tracing_thresh_value },
	{ "tracing_on",		 RW, IN_ALL,	    .value = &tracing_on_value },

	/* functions */
	{ "available_filter_functions", RO, IN_TOP,
					    .fops = FILTER(available_filter_functions_fops) },
	{ "available_filter_functions_addrs", RO, IN_TOP,
					    .fops = FILTER(available_filter_functions_addrs_fops) },
	{ "dyn_ftrace_total_info", RO, IN_TOP,	    .value = FILTER(dyn_ftrace_total_info_value) },
	{ "enabled_functions",	 RO, IN_TOP,	    .fops = FILTER(enabled_functions_fops) },
	{ "function_guard",	 RW, IN_ALL,	    .value = FILTER(function_guard_value) },
	{ "graph_slow_stats",	 RO, IN_ALL,	    .value = GRAPH(graph_slow_stats_value) },
	{ "max_graph_depth",	 RW, IN_ALL,	    .value = GRAPH(max_graph_depth_value) },
	{ "function_profile_enabled", RW, IN_TOP,
	  .value = PROFILE(function_profile_enabled_value) },
	{ "set_ftrace_filter",	 RW, IN_ALL,	    .fops = FILTER(set_ftrace_filter_fops) },
	{ "set_ftrace_notrace",	 RW, IN_ALL,	    .fops = FILTER(set_ftrace_notrace_fops) },
	{ "set_ftrace_notrace_pid", RW, IN_ALL,	    .fops = FUNCTION(set_ftrace_notrace_pid_fops) },
	{ "set_ftrace_pid",	 RW, IN_ALL,	    .fops = FUNCTION(set_ftrace_pid_fops) },
	{ "set_graph_function",	 RW, IN_ALL,	    .fops = GRAPH_FILTER(set_graph_function_fops) },
	{ "set_graph_notrace",	 RW, IN_ALL,	    .fops = GRAPH_FILTER(set_graph_notrace_fops) },
	{ "stack_max_size",	 RW, IN_TOP,	    .value = STACK(stack_max_size_value) },
	{ "stack_trace",	 RO, IN_TOP,	    .fops = STACK(stack_trace_fops) },
	{ "stack_trace_filter",	 RW, IN_TOP,	    .fops = STACK_FILTER(stack_trace_filter_fops) },
	{ "touched_functions",	 RO, IN_TOP,	    .fops = FILTER(touched_functions_fops) },
};

static struct dentry *instances_dir;

/**
 * trace_file_create - make the file of a node
 * @node: published; knows what kind of file
 * @dir:  where
 * @name: its name there
 */
int trace_file_create(struct trace_node *node, struct dentry *dir, const char *name)
{
	const struct file_operations *fops;
	void *data;
	umode_t mode;

	if (!trace_node_describe(node, &mode, &data, &fops))
		return -EINVAL;
	return tracefs_create_file(name, mode, dir, data, fops) ? 0 : -ENOMEM;
}

/**
 * trace_dir_restrict - give a directory that eventfs made the mode that those of tracefs have
 * @parent: the directory that it is in
 * @name:   its name there
 *
 * eventfs lets everybody look into its directories.
 *
 * Return: the directory, to be let go with dput(), or -errno
 */
struct dentry *trace_dir_restrict(struct dentry *parent, const char *name)
{
	struct iattr attr = { .ia_valid = ATTR_MODE | ATTR_FORCE };
	struct dentry *dir;
	struct inode *inode;
	int ret;

	dir = lookup_one_len_unlocked(name, parent, strlen(name));
	if (IS_ERR(dir))
		return dir;
	if (d_really_is_negative(dir)) {
		dput(dir);
		return ERR_PTR(-ENOENT);
	}

	inode = d_inode(dir);
	inode_lock(inode);
	attr.ia_mode = inode->i_mode & ~0007;
	ret = inode->i_op->setattr(&nop_mnt_idmap, dir, &attr);
	inode_unlock(inode);
	/* eventfs remembers the mode; the inode of a subdirectory need not stay for it. */
	d_mark_dontcache(inode);
	if (ret) {
		dput(dir);
		return ERR_PTR(ret);
	}
	return dir;
}

/**
 * trace_dir_create - make a directory of which eventfs makes inodes when somebody looks
 * @files:   of the instance
 * @name:    its name
 * @entries: of the files right in it
 * @nr:	     how many
 * @data:    for their callbacks
 * @ei:	     where it is put; to be removed if it is not NULL, also after a failure
 *
 * Return: the directory, to be let go with dput(), or -errno
 */
struct dentry *trace_dir_create(struct trace_files *files, const char *name,
				const struct eventfs_entry *entries, int nr, void *data,
				struct eventfs_inode **ei)
{
	struct eventfs_inode *new;

	new = eventfs_create_events_dir(name, files->dir, entries, nr, data);
	if (IS_ERR_OR_NULL(new))
		return new ? ERR_CAST(new) : ERR_PTR(-EPERM);
	*ei = new;
	return trace_dir_restrict(files->dir ?: instances_dir->d_parent, name);
}

/* The files right in the instance's directory: those of @where. */
static int create_files(struct trace_files *files, unsigned int where)
{
	struct trace_node_block *block;
	int ret;

	block = trace_node_block_alloc(files, ARRAY_SIZE(index_of_files));
	if (!block)
		return -ENOMEM;
	trace_node_blocks_publish(block);

	for (int i = 0; i < ARRAY_SIZE(index_of_files); i++) {
		const struct trace_file *file = &index_of_files[i];
		struct trace_node *node = &block->nodes[i];

		if (!(file->where & where) || !(file->fops || file->value))
			continue;
		if (file->where & IF_SNAPSHOT && !files->tr->snapshot.buffer)
			continue;
		node->file = file;
		ret = trace_file_create(node, files->dir, file->name);
		if (ret)
			return ret;
	}
	return 0;
}

static int create_events(struct trace_files *files)
{
	struct trace_node_block *block = trace_node_block_alloc(files, TRACE_EVENT_NODES);

	if (!block)
		return -ENOMEM;
	trace_node_blocks_publish(block);
	files->event_nodes = block->nodes;
	return trace_events_create(files);
}

static void remove_files(struct trace_files *files)
{
	trace_events_remove(files);
	if (files->options)
		eventfs_remove_events_dir(files->options);
	if (files->per_cpu)
		eventfs_remove_events_dir(files->per_cpu);
	tracefs_remove(files->dir);
	trace_node_blocks_free(files);
	kfree(files);
}

static struct trace_files *alloc_files(struct trace_array *tr)
{
	struct trace_files *files = kzalloc(sizeof(*files), GFP_KERNEL);

	if (!files)
		return NULL;
	files->tr = tr;
	return files;
}

static int add_instance(struct trace_array *tr)
{
	bool top = trace_array_is_top(tr);
	struct trace_files *files = alloc_files(tr);
	unsigned int where;
	int ret = -ENOMEM;

	if (!files)
		return -ENOMEM;
	if (!top) {
		files->dir = tracefs_create_dir(tr->name, instances_dir);
		if (!files->dir)
			goto fail;
	}

	where = top ? IN_TOP : IN_INSTANCES;
	if (tr->persistent)
		where |= IN_PERSISTENT;
	ret = create_files(files, where) ?:
	      trace_per_cpu_create(files) ?:
	      trace_options_create(files) ?:
	      create_events(files) ?:
	      (top ? trace_stat_create(files) : 0);
	if (ret)
		goto fail;

	tr->files = files;
	tr->dir = files->dir;
	return 0;
fail:
	remove_files(files);
	return ret;
}

static void remove_instance(struct trace_array *tr)
{
	struct trace_files *files = tr->files;

	tr->files = NULL;
	tr->dir = NULL;
	if (files)
		remove_files(files);
}

/* A tracer came later than the directories. Without its options it still works. */
static void add_tracer(struct tracer *tracer)
{
	struct trace_array *tr;

	if (!trace_options_add_tracer(tracer))
		return;
	list_for_each_entry(tr, &ftrace_trace_arrays, list) {
		if (tr->files)
			trace_options_reveal(tr->files);
	}
}

static const struct trace_files_ops files_ops = {
	.add_instance		= add_instance,
	.remove_instance	= remove_instance,
	.add_tracer		= add_tracer,
};

#ifdef CONFIG_DEBUG_FS
/* /sys/kernel/debug/tracing, where tracing was before it had a filesystem of its own. */
static struct vfsmount *automount(struct dentry *mountpoint, void *unused)
{
	struct file_system_type *type = get_fs_type("tracefs");
	struct vfsmount *mnt;
	struct fs_context *fc;

	if (!type)
		return ERR_PTR(-ENODEV);
	fc = fs_context_for_submount(type, mountpoint);
	put_filesystem(type);
	if (IS_ERR(fc))
		return ERR_CAST(fc);

	mnt = fc_mount(fc);
	put_fs_context(fc);
	/* One reference for the caller, one against expiring before it is in place. */
	return IS_ERR(mnt) ? mnt : mntget(mnt);
}

static void __init create_automount(void)
{
	debugfs_create_automount("tracing", NULL, automount, NULL);
}
#else
static inline void create_automount(void) { }
#endif

/* Those that boot made. */
static int __init add_all_instances(void)
{
	struct trace_array *tr;
	int ret;

	guard(mutex)(&event_mutex);
	guard(mutex)(&trace_types_lock);
	ret = trace_options_init() ?: add_instance(&global_trace);
	if (ret)
		return ret;
	list_for_each_entry(tr, &ftrace_trace_arrays, list) {
		if (!tr->files && add_instance(tr))
			pr_warn("tracefs: no directory for instance %s\n", tr->name);
	}
	return 0;
}

static int __init tracefs_create_all(void)
{
	int ret;

	if (security_locked_down(LOCKDOWN_TRACEFS)) {
		pr_warn("tracefs: no control files, the kernel is locked down\n");
		return -EPERM;
	}
	if (!tracefs_initialized() || tracing_is_disabled())
		return -ENODEV;

	create_automount();
	instances_dir = trace_instances_create();
	if (!instances_dir)
		return -ENOMEM;

	trace_event_dirs_init();
	trace_set_files_ops(&files_ops);
	ret = add_all_instances();
	if (ret)
		return ret;
	return rv_init_interface();
}
fs_initcall(tracefs_create_all);
