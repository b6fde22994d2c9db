// SPDX-License-Identifier: GPL-2.0-only
/*
 * trace_options and options/: what is printed, and how tracing goes.
 *
 * trace_options lists every option of the instance and those of its tracer, and
 * takes a name, or a name with "no" in front. options/ has a file an option,
 * also for tracers that are not selected; options that exist once for the whole
 * kernel are in the directory of the top instance only. eventfs makes the inodes
 * of these files when somebody looks.
 */
#include <linux/dcache.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "tracefs.h"

static void show_option(struct seq_file *m, const char *name, bool on)
{
	seq_printf(m, "%s%s\n", on ? "" : "no", name);
}

static int trace_options_show(struct seq_file *m, struct trace_node *node)
{
	struct trace_array *tr = trace_node_tr(node);
	const struct tracer_flags *flags;

	guard(mutex)(&trace_types_lock);
	for (int i = 0; i < trace_option_count(); i++) {
		const struct trace_option_info *option = trace_option_info(i);

		show_option(m, option->name, tr->trace_flags & option->mask);
	}

	flags = tr->current_trace->flags;
	if (!flags || !flags->opts)
		return 0;
	for (const struct tracer_opt *opt = flags->opts; opt->name; opt++)
		show_option(m, opt->name,
			    *trace_tracer_flags(tr, tr->current_trace) & opt->bit);
	return 0;
}

static int trace_options_store(struct trace_node *node, char *text, struct trace_error *why)
{
	const char *name = strim(text);
	int ret;

	guard(mutex)(&trace_types_lock);
	ret = trace_option_set(trace_node_tr(node), name, why);
	why->pos += name - text;
	return ret;
}

const struct trace_value trace_options_value = {
	.show	= trace_options_show,
	.store	= trace_options_store,
	.limit	= 63,
};

/* ---- options/ ---------------------------------------------------------------------------- */

/* Rows for tracers that register when the directories are there, as that of block devices does. */
#define LATE_OPTIONS 16

/**
 * struct option_row - an option that has files
 * @info:   the option; or
 * @tracer: whose it is, and
 * @opt:    the option of that tracer
 */
struct option_row {
	const struct trace_option_info	*info;
	struct tracer			*tracer;
	struct tracer_opt		*opt;
};

/*
 * All options of all instances, and their names for eventfs. All directories have the same nodes,
 * one a row; that of an option that is not for the instance has no file. trace_types_lock, but
 * that eventfs reads names when it likes. A row stays what it is.
 */
static struct option_row *rows;
static struct eventfs_entry *entries;
static unsigned int nr_rows, max_rows;

static bool option_is_on(struct trace_node *node)
{
	const struct option_row *row = &rows[node->option];
	struct trace_array *tr = trace_node_tr(node);

	if (row->tracer)
		return READ_ONCE(*trace_tracer_flags(tr, row->tracer)) & row->opt->bit;
	return READ_ONCE(tr->trace_flags) & row->info->mask;
}

static int option_show(struct seq_file *m, struct trace_node *node)
{
	seq_printf(m, "%d\n", option_is_on(node));
	return 0;
}

static int option_store(struct trace_node *node, char *text, struct trace_error *why)
{
	const struct option_row *row = &rows[node->option];
	struct trace_array *tr = trace_node_tr(node);
	bool on;
	int ret;

	ret = trace_parse_switch(text, &on);
	if (ret)
		return ret;

	guard(mutex)(&trace_types_lock);
	if (on == option_is_on(node))
		return 0;
	if (row->tracer)
		ret = trace_tracer_option_set(tr, row->tracer, row->opt, on);
	else
		ret = set_tracer_flag(tr, row->info->mask, on);
	if (ret)
		why->text = trace_option_refusal(row->opt, ret);
	return ret;
}

static const struct trace_value option_value = {
	.show	= option_show,
	.store	= option_store,
	.limit	= 64,
};

static const struct trace_file option_file = {
	.name	= "options",
	.mode	= TRACE_MODE_WRITE,
	.value	= &option_value,
};

/* eventfs makes files when somebody looks for them, and asks here what they are. */
static int option_callback(const char *name, umode_t *mode, void **data,
			   const struct file_operations **fops)
{
	struct trace_node *nodes = *data;

	for (unsigned int i = 0; i < max_rows; i++) {
		if (!strcmp(name, READ_ONCE(entries[i].name)))
			return trace_node_describe(&nodes[i], mode, data, fops);
	}
	return 0;
}

static bool has_row(const char *name)
{
	for (unsigned int i = 0; i < nr_rows; i++) {
		if (!strcmp(name, entries[i].name))
			return true;
	}
	return false;
}

static void add_row(const char *name, const struct option_row *row)
{
	rows[nr_rows] = *row;
	WRITE_ONCE(entries[nr_rows].name, name);
	nr_rows++;
}

static unsigned int count_options(const struct tracer *tracer)
{
	unsigned int nr = 0;

	if (tracer->flags && tracer->flags->opts) {
		while (tracer->flags->opts[nr].name)
			nr++;
	}
	return nr;
}

/* All or none of them: two files of one name there cannot be. */
static bool can_add(const struct tracer *tracer, unsigned int nr)
{
	if (nr > max_rows - nr_rows)
		return false;
	for (unsigned int i = 0; i < nr; i++) {
		if (has_row(tracer->flags->opts[i].name))
			return false;
	}
	return true;
}

/**
 * trace_options_add_tracer - there are a tracer's own options
 * @tracer: the tracer
 *
 * Return: whether directories have to show more than they do, see trace_options_reveal().
 */
bool trace_options_add_tracer(struct tracer *tracer)
{
	unsigned int nr = count_options(tracer);

	lockdep_assert_held(&trace_types_lock);
	if (!rows || !nr)
		return false;
	if (!can_add(tracer, nr)) {
		pr_warn("tracefs: no files for options of tracer %s\n", tracer->name);
		return false;
	}
	for (unsigned int i = 0; i < nr; i++) {
		struct tracer_opt *opt = &tracer->flags->opts[i];

		add_row(opt->name, &(struct option_row){ .tracer = tracer, .opt = opt });
	}
	return true;
}

/**
 * trace_options_init - find out which options there are
 *
 * trace_types_lock held. Return: 0 or -ENOMEM.
 */
int __init trace_options_init(void)
{
	struct tracer *tracer = NULL;
	unsigned int nr = trace_option_count() + LATE_OPTIONS;

	while ((tracer = trace_tracer_next(&global_trace, tracer)))
		nr += count_options(tracer);
	rows = kcalloc(nr, sizeof(*rows), GFP_KERNEL);
	entries = kcalloc(nr, sizeof(*entries), GFP_KERNEL);
	if (!rows || !entries)
		return -ENOMEM;

	max_rows = nr;
	for (unsigned int i = 0; i < nr; i++)
		entries[i] = (struct eventfs_entry){ .name = "", .callback = option_callback };
	for (int i = 0; i < trace_option_count(); i++) {
		const struct trace_option_info *info = trace_option_info(i);

		add_row(info->name, &(struct option_row){ .info = info });
	}
	while ((tracer = trace_tracer_next(&global_trace, tracer)))
		trace_options_add_tracer(tracer);
	return 0;
}

static bool row_fits(struct trace_array *tr, const struct option_row *row)
{
	if (row->tracer)
		return trace_tracer_fits(tr, row->tracer);
	return trace_array_is_top(tr) || !row->info->top_only;
}

/**
 * trace_options_reveal - have all options that there are in a directory options/
 * @files: of the instance
 *
 * Those of a tracer that cannot run in the instance are not.
 */
void trace_options_reveal(struct trace_files *files)
{
	lockdep_assert_held(&trace_types_lock);
	for (unsigned int i = 0; i < nr_rows; i++) {
		struct trace_node *node = &files->option_nodes[i];

		if (!row_fits(files->tr, &rows[i]))
			continue;
		/* Pairs with trace_node_describe(): who sees the file sees the row. */
		smp_store_release(&node->file, &option_file);
	}
}

/**
 * trace_options_create - the directory options/
 * @files: of the instance
 *
 * trace_types_lock held. On failure, what is made is removed with the instance's
 * directory.
 */
int trace_options_create(struct trace_files *files)
{
	struct trace_node_block *block = trace_node_block_alloc(files, max_rows);
	struct dentry *dir;

	if (!block)
		return -ENOMEM;
	for (unsigned int i = 0; i < max_rows; i++)
		block->nodes[i].option = i;
	files->option_nodes = block->nodes;
	trace_options_reveal(files);
	trace_node_blocks_publish(block);

	dir = trace_dir_create(files, "options", entries, max_rows, block->nodes, &files->options);
	if (IS_ERR(dir))
		return PTR_ERR(dir);
	dput(dir);
	return 0;
}
