// SPDX-License-Identifier: GPL-2.0-only
/*
 * trace_options and options/: what is printed, and how tracing goes.
 *
 * trace_options lists every option of the instance and those of its tracer, and
 * takes a name, or a name with "no" in front. options/ has a file an option,
 * also for tracers that are not selected; options that exist once for the whole
 * kernel are in the directory of the top instance only.
 */
#include <linux/seq_file.h>
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

static bool option_is_on(struct trace_node *node)
{
	const struct trace_option_info *info = node->option;
	const struct tracer_opt *opt = node->option;

	if (node->tracer)
		return READ_ONCE(*trace_tracer_flags(trace_node_tr(node), node->tracer)) & opt->bit;
	return READ_ONCE(trace_node_tr(node)->trace_flags) & info->mask;
}

static int option_show(struct seq_file *m, struct trace_node *node)
{
	seq_printf(m, "%d\n", option_is_on(node));
	return 0;
}

static int option_store(struct trace_node *node, char *text, struct trace_error *why)
{
	struct trace_array *tr = trace_node_tr(node);
	const struct trace_option_info *info = node->option;
	bool on;
	int ret;

	ret = trace_parse_switch(text, &on);
	if (ret)
		return ret;

	guard(mutex)(&trace_types_lock);
	if (on == option_is_on(node))
		return 0;
	if (node->tracer)
		ret = trace_tracer_option_set(tr, node->tracer, (struct tracer_opt *)node->option,
					      on);
	else
		ret = set_tracer_flag(tr, info->mask, on);
	if (ret)
		why->text = trace_option_refusal(node->tracer ? node->option : NULL, ret);
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

static int create_option(struct trace_node *node, struct tracer *tracer, const void *option,
			 const char *name)
{
	node->file = &option_file;
	node->tracer = tracer;
	node->option = option;
	return trace_file_create(node, node->files->options, name);
}

/**
 * trace_options_add_tracer - the files of a tracer's own options
 * @files:  of the instance where they go
 * @tracer: the tracer
 *
 * Nothing happens if that tracer cannot run in the instance or has no options.
 */
int trace_options_add_tracer(struct trace_files *files, struct tracer *tracer)
{
	struct trace_node_block *block;
	unsigned int nr = 0;
	int ret;

	if (!tracer->flags || !tracer->flags->opts || !trace_tracer_fits(files->tr, tracer))
		return 0;
	while (tracer->flags->opts[nr].name)
		nr++;

	block = trace_node_block_alloc(files, nr);
	if (!block)
		return -ENOMEM;
	trace_node_blocks_publish(block);

	for (unsigned int i = 0; i < nr; i++) {
		struct tracer_opt *opt = &tracer->flags->opts[i];

		ret = create_option(&block->nodes[i], tracer, opt, opt->name);
		if (ret)
			return ret;
	}
	return 0;
}

static int create_core_options(struct trace_files *files)
{
	struct trace_node_block *block = trace_node_block_alloc(files, trace_option_count());
	int ret;

	if (!block)
		return -ENOMEM;
	trace_node_blocks_publish(block);

	for (int i = 0; i < trace_option_count(); i++) {
		const struct trace_option_info *option = trace_option_info(i);

		if (option->top_only && !trace_array_is_top(files->tr))
			continue;
		ret = create_option(&block->nodes[i], NULL, option, option->name);
		if (ret)
			return ret;
	}
	return 0;
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
	struct tracer *tracer = NULL;
	int ret;

	files->options = tracefs_create_dir("options", files->dir);
	if (!files->options)
		return -ENOMEM;
	ret = create_core_options(files);
	if (ret)
		return ret;

	while ((tracer = trace_tracer_next(files->tr, tracer))) {
		ret = trace_options_add_tracer(files, tracer);
		if (ret)
			return ret;
	}
	return 0;
}
