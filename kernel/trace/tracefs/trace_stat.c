// SPDX-License-Identifier: GPL-2.0-only
/*
 * trace_stat/ and function_profile_enabled: the function profile.
 *
 * trace_stat/functionN is the profile of CPU N, those functions first that took most time;
 * trace_stat/function_latency tells how long functions take, on all CPUs together.
 * Where hits found no room in the tables, a last line says how many.
 * Each shows things as they were when the file was opened. trace_stat/shadow_stacks has
 * the tasks that are in functions whose return is diverted, or that had too many of them.
 *
 * Task context only.
 */
#include <linux/kallsyms.h>
#include <linux/math64.h>
#include <linux/seq_file.h>

#include "hook/fgraph.h"
#include "tracefs.h"
#include "tracers/profile.h"

/**
 * struct stat_view - what an open file shows
 * @n: number of lines
 * @lost: hits that are in none of them
 * @profile: the lines of trace_stat/functionN, or
 * @latency: those of trace_stat/function_latency
 */
struct stat_view {
	unsigned int		n;
	unsigned long		lost;
	struct profile_line	*profile;
	struct latency_line	*latency;
};

/* Twelve columns, more if it is that long: seven digits, unit, blanks. */
static void show_duration(struct seq_file *m, u64 ns)
{
	char text[32];
	u32 rest;
	int len;

	len = scnprintf(text, sizeof(text), "%llu", div_u64_rem(ns, NSEC_PER_USEC, &rest));
	if (len < 7)
		len += scnprintf(text + len, min(5, 9 - len), ".%03u", rest);
	seq_printf(m, "%s us %*s", text, max(8 - len, 0), "");
}

static void show_function(struct seq_file *m, unsigned long ip)
{
	char name[KSYM_SYMBOL_LEN];

	if (lookup_symbol_name(ip, name))
		scnprintf(name, sizeof(name), "%lx", ip);
	seq_printf(m, "  %-30.30s", name);
}

static void show_profile(struct seq_file *m, const struct profile_line *line)
{
	show_function(m, line->ip);
	seq_printf(m, "  %10llu    ", line->hits);
	show_duration(m, line->time);
	seq_puts(m, "    ");
	show_duration(m, div64_u64(line->time, line->hits));
	seq_puts(m, "    ");
	/* Printing ns as us divides by a thousand once. */
	show_duration(m, div_u64(line->variance, NSEC_PER_USEC));
	seq_putc(m, '\n');
}

static void show_latency(struct seq_file *m, const struct latency_line *line)
{
	show_function(m, line->ip);
	seq_printf(m, "  %10llu    ", line->hits);
	show_duration(m, line->p50);
	seq_puts(m, "    ");
	show_duration(m, line->p99);
	seq_puts(m, "    ");
	show_duration(m, line->max);
	seq_putc(m, '\n');
}

static void show_head(struct seq_file *m, bool profile)
{
	if (profile)
		seq_puts(m, "  Function                               Hit    Time            Avg             s^2\n"
			    "  --------                               ---    ----            ---             ---\n");
	else
		seq_puts(m, "  Function                               Hit    p50             p99             Max\n"
			    "  --------                               ---    ---             ---             ---\n");
}

/* Positions: 0 is the head, then the functions, then what was lost, if anything was. */
static void *stat_start(struct seq_file *m, loff_t *pos)
{
	struct stat_view *view = m->private;

	return *pos <= view->n + !!view->lost ? pos : NULL;
}

static void *stat_next(struct seq_file *m, void *v, loff_t *pos)
{
	++*pos;
	return stat_start(m, pos);
}

static void stat_stop(struct seq_file *m, void *v)
{
}

static int stat_show(struct seq_file *m, void *v)
{
	struct stat_view *view = m->private;
	loff_t pos = *(loff_t *)v;

	if (!pos)
		show_head(m, view->profile);
	else if (pos > view->n)
		seq_printf(m, "# %lu hits were lost\n", view->lost);
	else if (view->profile)
		show_profile(m, &view->profile[pos - 1]);
	else
		show_latency(m, &view->latency[pos - 1]);
	return 0;
}

static const struct seq_operations stat_seq_ops = {
	.start	= stat_start,
	.next	= stat_next,
	.stop	= stat_stop,
	.show	= stat_show,
};

static int stat_fill(struct stat_view *view, int cpu)
{
	int i;

	if (cpu == RING_BUFFER_ALL_CPUS) {
		view->latency = function_latency_lines(&view->n);
		for_each_possible_cpu(i)
			view->lost += profile_lost(i);
	} else {
		view->profile = function_profile_lines(cpu, &view->n);
		view->lost = profile_lost(cpu);
	}
	return view->latency || view->profile ? 0 : -ENOMEM;
}

static int stat_open(struct inode *inode, struct file *file)
{
	struct stat_view *view;
	int ret;

	ret = trace_node_get(inode);
	if (ret)
		return ret;
	view = __seq_open_private(file, &stat_seq_ops, sizeof(*view));
	ret = view ? stat_fill(view, trace_node(file)->cpu) : -ENOMEM;
	if (!ret)
		return 0;
	if (view)
		seq_release_private(inode, file);
	trace_node_put(inode);
	return ret;
}

static int stat_release(struct inode *inode, struct file *file)
{
	struct seq_file *m = file->private_data;
	struct stat_view *view = m->private;

	kvfree(view->profile);
	kvfree(view->latency);
	trace_node_put(inode);
	return seq_release_private(inode, file);
}

static const struct file_operations stat_fops = {
	.open		= stat_open,
	.read		= seq_read,
	.write		= trace_refuse_write,
	.llseek		= seq_lseek,
	.release	= stat_release,
};

static const struct trace_file stat_file = {
	.name	= "trace_stat",
	.mode	= TRACE_MODE_WRITE,
	.where	= IN_TOP,
	.fops	= &stat_fops,
};

static int stat_create(struct trace_node *node, struct dentry *dir, int cpu)
{
	char name[32] = "function_latency";

	node->file = &stat_file;
	node->cpu = cpu;
	if (cpu != RING_BUFFER_ALL_CPUS)
		snprintf(name, sizeof(name), "function%d", cpu);
	return trace_file_create(node, dir, name);
}

/* Calls whose return is diverted, and how many did not fit: a file of its own kind. */
static int stacks_show(struct seq_file *m, struct trace_node *node)
{
	fgraph_show_stacks(m);
	return 0;
}

static const struct trace_value stacks_value = {
	.show	= stacks_show,
};

static const struct trace_file stacks_file = {
	.name	= "shadow_stacks",
	.mode	= TRACE_MODE_READ,
	.where	= IN_TOP,
	.value	= &stacks_value,
};

/**
 * trace_stat_create - make trace_stat/
 * @files: of the top instance
 */
int trace_stat_create(struct trace_files *files)
{
	struct trace_node_block *block;
	struct dentry *dir;
	int cpu, ret, i = 0;

	dir = tracefs_create_dir("trace_stat", files->dir);
	block = trace_node_block_alloc(files, num_possible_cpus() + 2);
	if (!dir || !block)
		return -ENOMEM;
	trace_node_blocks_publish(block);
	ret = stat_create(&block->nodes[i++], dir, RING_BUFFER_ALL_CPUS);
	block->nodes[i].file = &stacks_file;
	ret = ret ?: trace_file_create(&block->nodes[i++], dir, stacks_file.name);
	for_each_possible_cpu(cpu)
		ret = ret ?: stat_create(&block->nodes[i++], dir, cpu);
	return ret;
}

static int enabled_show(struct seq_file *m, struct trace_node *node)
{
	seq_printf(m, "%d\n", function_profile_is_on());
	return 0;
}

/* Any number that is not 0 switches it on. */
static int enabled_store(struct trace_node *node, char *text, struct trace_error *why)
{
	unsigned long on;
	int ret = kstrtoul(strim(text), 10, &on);

	if (ret) {
		why->text = "A number is expected, 0 for off";
		return ret;
	}
	return function_profile_set(on);
}

const struct trace_value function_profile_enabled_value = {
	.show	= enabled_show,
	.store	= enabled_store,
	.limit	= 63,
};
