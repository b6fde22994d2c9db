/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tracefs: what the control files share with each other, and with nobody else.
 *
 * A control file of an instance is a node. The inode points to its node, the
 * node knows the instance, the CPU and the row of the table in index.c. Nodes
 * live as long as their instance; an inode may outlive it, so a node found in
 * an inode is only looked into between trace_node_get() and trace_node_put().
 *
 * Most files are a value: one function that shows it, one that stores what was
 * written. value.c does the rest for them: copying, limits, error_log. Files
 * that stream, block or keep what was written until they are closed have file
 * operations of their own.
 *
 * Locks: trace_types_lock first, then those of the filesystem (directories are
 * made and removed under it, nobody calls us with an inode lock held), then
 * nodes_lock, a leaf. A reader of trace_pipe holds iter->mutex, then the
 * instance's reader locks, then may take trace_types_lock never.
 */
#ifndef _TRACE_TRACEFS_H
#define _TRACE_TRACEFS_H

#include <linux/fs.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/tracefs.h>

#include "core/trace.h"

struct trace_node;

/**
 * struct trace_value - a control file that holds one value
 * @show:  prints it
 * @store: takes what was written, NUL-terminated and otherwise as it came: 0 or
 *	   -errno. When it refuses it may say where and why in @why. NULL if the
 *	   file is read-only
 * @clear: empties it, when it is opened to be written anew; mostly there is no such thing
 * @limit: longest text that can mean anything; more is refused unseen
 */
struct trace_value {
	int (*show)(struct seq_file *m, struct trace_node *node);
	int (*store)(struct trace_node *node, char *text, struct trace_error *why);
	void (*clear)(struct trace_node *node);
	unsigned int limit;
};

/* Where a file is found: trace_file.where */
#define IN_TOP		BIT(0)
#define IN_INSTANCES	BIT(1)
#define IN_PERSISTENT	BIT(2)	/* in instances that are kept over a reboot */
#define IF_SNAPSHOT	BIT(3)	/* of these, where snapshots can be taken */
#define IN_ALL		(IN_TOP | IN_INSTANCES)

/**
 * struct trace_file - a row of the index: one control file
 * @name:  of the file
 * @mode:  its permissions
 * @where: IN_*, in the index; a table that is for one directory needs none
 * @fops:  what it does, or
 * @value: the value it holds; a row with neither is of a feature that is off
 */
struct trace_file {
	const char			*name;
	umode_t				mode;
	unsigned int			where;
	const struct file_operations	*fops;
	const struct trace_value	*value;
};

/**
 * struct trace_node - a control file of one instance
 * @files:  all files of that instance
 * @file:   what kind of file; NULL if that file is not there, or not yet
 * @cpu:    whose, or RING_BUFFER_ALL_CPUS
 * @option: in options/: which row of the table in options.c
 */
struct trace_node {
	struct trace_files		*files;
	const struct trace_file		*file;
	int				cpu;
	unsigned int			option;
};

/**
 * struct trace_node_block - nodes that were made together
 * @list:  in all_blocks; nodes_lock
 * @files: theirs
 * @nr:	   how many
 * @nodes: the nodes
 */
struct trace_node_block {
	struct list_head	list;
	struct trace_files	*files;
	unsigned int		nr;
	struct trace_node	nodes[] __counted_by(nr);
};

/**
 * struct trace_files - the control files of one instance
 * @tr:		  the instance
 * @dir:	  its directory, NULL for the top one: the root of tracefs
 * @options:	  the directory options/
 * @option_nodes: the nodes of its files
 * @per_cpu:	  the directory per_cpu/
 * @events:	  the directory events/
 * @event_nodes:  the nodes of the files right in events/
 * @pipe_readers: open trace_pipe files: current_tracer does not change under
 *		  them; trace_types_lock
 */
struct trace_files {
	struct trace_array	*tr;
	struct dentry		*dir;
	struct eventfs_inode	*options;
	struct trace_node	*option_nodes;
	struct eventfs_inode	*per_cpu;
	struct eventfs_inode	*events;
	struct trace_node	*event_nodes;
	int			pipe_readers;
};

/* node.c */
int trace_node_get(struct inode *inode);
void trace_node_put(struct inode *inode);
int trace_node_describe(struct trace_node *node, umode_t *mode, void **data,
			const struct file_operations **fops);
int tracefs_may_open(void);
struct trace_node_block *trace_node_block_alloc(struct trace_files *files, unsigned int nr);
void trace_node_blocks_publish(struct trace_node_block *block);
void trace_node_blocks_free(struct trace_files *files);

static inline struct trace_node *trace_node(struct file *file)
{
	return file_inode(file)->i_private;
}

static inline struct trace_array *trace_node_tr(struct trace_node *node)
{
	return node->files->tr;
}

/* value.c */
extern const struct file_operations trace_value_fops;
int trace_parse_switch(const char *text, bool *on);
ssize_t trace_refuse_write(struct file *file, const char __user *ubuf, size_t cnt, loff_t *ppos);
void trace_log_refused(struct trace_array *tr, const char *place, const char *request, int ret,
		       const struct trace_error *why);
void trace_log_refusal(struct trace_node *node, const char *request, int ret,
		       const struct trace_error *why);

/* wait.c */
int trace_wait(struct array_buffer *role, int cpu, int full, ring_buffer_cond_fn cond, void *data);
__poll_t trace_poll(struct array_buffer *role, int cpu, int full, struct file *file,
		    poll_table *table);

/* trace.c */
int trace_reader_open(struct trace_node *node, struct file *file, bool snapshot);
int trace_reader_release(struct inode *inode, struct file *file);
loff_t trace_reader_lseek(struct file *file, loff_t offset, int whence);

/* snapshot.c */
#ifdef CONFIG_TRACER_SNAPSHOT
void trace_snapshot_help(struct seq_file *m, struct trace_iterator *iter);
#else
static inline void trace_snapshot_help(struct seq_file *m, struct trace_iterator *iter) { }
#endif

/* trace_stat.c */
#ifdef CONFIG_FUNCTION_PROFILER
int trace_stat_create(struct trace_files *files);
#else
static inline int trace_stat_create(struct trace_files *files) { return 0; }
#endif

/* index.c */
int trace_file_create(struct trace_node *node, struct dentry *dir, const char *name);
struct dentry *trace_dir_restrict(struct dentry *parent, const char *name);
struct dentry *trace_dir_create(struct trace_files *files, const char *name,
				const struct eventfs_entry *entries, int nr, void *data,
				struct eventfs_inode **ei);

/* options.c */
int trace_options_init(void);
int trace_options_create(struct trace_files *files);
bool trace_options_add_tracer(struct tracer *tracer);
void trace_options_reveal(struct trace_files *files);

/* per_cpu.c */
int trace_per_cpu_create(struct trace_files *files);

/* events.c */
#define TRACE_EVENT_NODES 3	/* enable, header_page, header_event */
int trace_events_create(struct trace_files *files);
void trace_events_remove(struct trace_files *files);

/* event_dirs.c: events/SYS and events/SYS/EVENT */
int trace_event_dirs_create(struct trace_files *files);
void trace_event_dirs_init(void);

/* instances.c */
struct dentry *trace_instances_create(void);

/* One a control file or family, each in the file that carries its name. */
extern const struct file_operations trace_fops;
extern const struct file_operations trace_pipe_fops;
extern const struct file_operations trace_pipe_raw_fops;
extern const struct file_operations snapshot_fops;
extern const struct file_operations snapshot_raw_fops;
extern const struct file_operations free_buffer_fops;
extern const struct file_operations trace_marker_fops;
extern const struct file_operations trace_marker_raw_fops;
extern const struct file_operations error_log_fops;
extern const struct file_operations printk_formats_fops;
extern const struct file_operations saved_cmdlines_fops;
extern const struct file_operations saved_tgids_fops;
extern const struct file_operations available_filter_functions_fops;
extern const struct file_operations available_filter_functions_addrs_fops;
extern const struct file_operations enabled_functions_fops;
extern const struct file_operations touched_functions_fops;
extern const struct file_operations set_ftrace_filter_fops;
extern const struct file_operations set_ftrace_notrace_fops;
extern const struct file_operations set_ftrace_pid_fops;
extern const struct file_operations stack_trace_fops;
extern const struct file_operations stack_trace_filter_fops;
extern const struct file_operations set_ftrace_notrace_pid_fops;
extern const struct file_operations set_event_pid_fops;
extern const struct file_operations set_event_notrace_pid_fops;
extern const struct file_operations set_graph_function_fops;
extern const struct file_operations set_graph_notrace_fops;

extern const struct trace_value readme_value;
extern const struct trace_value available_tracers_value;
extern const struct trace_value current_tracer_value;
extern const struct trace_value dyn_ftrace_total_info_value;
extern const struct trace_value tracing_on_value;
extern const struct trace_value trace_clock_value;
extern const struct trace_value trace_options_value;
extern const struct trace_value tracing_cpumask_value;
extern const struct trace_value buffer_size_value;
extern const struct trace_value buffer_total_size_value;
extern const struct trace_value buffer_subbuf_size_value;
extern const struct trace_value buffer_percent_value;
extern const struct trace_value syscall_user_buf_size_value;
extern const struct trace_value timestamp_mode_value;
extern const struct trace_value last_boot_info_value;
extern const struct trace_value saved_cmdlines_size_value;
extern const struct trace_value available_events_value;
extern const struct trace_value set_event_value;
extern const struct trace_value show_event_filters_value;
extern const struct trace_value show_event_triggers_value;
extern const struct trace_value cpu_stats_value;
extern const struct trace_value function_guard_value;
extern const struct trace_value graph_slow_stats_value;
extern const struct trace_value max_graph_depth_value;
extern const struct trace_value tracing_thresh_value;
extern const struct trace_value function_profile_enabled_value;
extern const struct trace_value stack_max_size_value;

#endif /* _TRACE_TRACEFS_H */
