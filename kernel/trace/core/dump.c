// SPDX-License-Identifier: GPL-2.0-only
/*
 * The trace on the console: after an oops or panic if that was asked for, and
 * on sysrq-z.
 *
 * The machine may be in any state: nothing here sleeps, allocates or waits.
 * The iterator is a static one, so one CPU dumps at a time; a second one, or
 * an oops within a dump, is refused. What was dumped is consumed. Tracing is
 * off afterwards, so that what led to the trouble is not overwritten.
 *
 * What to dump, as kernel.ftrace_dump_on_oops and the command line say it:
 *
 *	0		nothing
 *	1		the top instance
 *	2, orig_cpu	of that, the CPU that oopsed
 *	foo,bar=2	instances, each with all CPUs or the one that oopsed; a
 *			leading 1 or 2 is for the top instance
 */
#include <linux/export.h>
#include <linux/kdebug.h>
#include <linux/nmi.h>
#include <linux/panic_notifier.h>
#include <linux/notifier.h>
#include <linux/string.h>

#include "trace.h"

char ftrace_dump_on_oops[MAX_TRACER_SIZE] = "0";

static struct trace_iterator dump_iter;
static char dump_temp[256];
static atomic_t dump_running;

/* One printk a line: a printk that is too long is cut. */
static void dump_print(struct trace_seq *s)
{
	char *line = s->buffer, *end;

	s->buffer[min_t(size_t, trace_seq_used(s), sizeof(s->buffer) - 1)] = '\0';
	while ((end = strchr(line, '\n'))) {
		*end = '\0';
		pr_emerg("%s\n", line);
		line = end + 1;
	}
	if (*line)
		pr_emerg("%s\n", line);
	trace_seq_init(s);
}

static void dump_start(struct trace_array *tr, int cpu)
{
	struct trace_iterator *iter = &dump_iter;

	iter->tr = tr;
	iter->trace = tr->current_trace;
	iter->array_buffer = &tr->array_buffer;
	iter->cpu_file = cpu;
	iter->private = NULL;
	if (iter->trace->dump_open)
		iter->trace->dump_open(iter);
	iter->temp = dump_temp;
	iter->temp_size = sizeof(dump_temp);
	iter->iter_flags = TRACE_FILE_LAT_FMT;
	if (trace_clock_info(tr->clock_id)->in_ns)
		iter->iter_flags |= TRACE_FILE_TIME_IN_NS;
	iter->idx = 0;
	trace_seq_init(&iter->seq);
	trace_seq_init(&iter->tmp_seq);
}

static void dump_instance(struct trace_array *tr, int cpu)
{
	struct trace_iterator *iter = &dump_iter;
	unsigned long lines = 0;

	if (!tr->array_buffer.buffer)
		return;
	tracer_tracing_off(tr);
	dump_start(tr, cpu);
	if (tr->name)
		pr_emerg("Dumping ftrace instance %s buffer:\n", tr->name);
	else
		pr_emerg("Dumping ftrace buffer:\n");
	while (trace_pipe_next(iter)) {
		if (!lines++)
			pr_emerg("---------------------------------\n");
		if (trace_print_line_unlocked(iter) != TRACE_TYPE_NO_CONSUME)
			trace_consume(iter);
		touch_nmi_watchdog();
		dump_print(&iter->seq);
	}
	if (lines)
		pr_emerg("---------------------------------\n");
	else
		pr_emerg("   (ftrace buffer empty)\n");
}

static int dump_cpu(const char *which)
{
	if (!strcmp(which, "2") || !strcmp(which, "orig_cpu"))
		return raw_smp_processor_id();
	return RING_BUFFER_ALL_CPUS;
}

/* No lock: the list only changes when an instance is made or removed. */
static struct trace_array *dump_find(const char *name)
{
	struct trace_array *tr;

	list_for_each_entry(tr, &ftrace_trace_arrays, list) {
		if (tr->name && !strcmp(tr->name, name))
			return tr;
	}
	return NULL;
}

static void dump_by_param(void)
{
	static char copy[MAX_TRACER_SIZE];
	struct trace_array *tr;
	char *rest = copy, *name, *cpu;

	strscpy(copy, ftrace_dump_on_oops);
	while ((name = strsep(&rest, ","))) {
		if (!*name || !strcmp(name, "0"))
			continue;
		if (!strcmp(name, "1") || !strcmp(name, "2") || !strcmp(name, "orig_cpu")) {
			dump_instance(&global_trace, dump_cpu(name));
			continue;
		}
		cpu = strchr(name, '=');
		if (cpu)
			*cpu++ = '\0';
		tr = dump_find(name);
		if (tr)
			dump_instance(tr, cpu ? dump_cpu(cpu) : RING_BUFFER_ALL_CPUS);
		else
			pr_emerg("ftrace instance %s does not exist\n", name);
	}
}

/**
 * ftrace_dump - print the trace on the console
 * @oops_dump_mode: DUMP_ALL or DUMP_ORIG for the top instance, all CPUs or this
 *		    one; DUMP_PARAM for what ftrace_dump_on_oops says
 *
 * Context: any. Turns tracing off.
 */
void ftrace_dump(enum ftrace_dump_mode oops_dump_mode)
{
	unsigned long flags;

	if (atomic_cmpxchg(&dump_running, 0, 1))
		return;
	local_irq_save(flags);
	switch (oops_dump_mode) {
	case DUMP_ALL:
		dump_instance(&global_trace, RING_BUFFER_ALL_CPUS);
		break;
	case DUMP_ORIG:
		dump_instance(&global_trace, raw_smp_processor_id());
		break;
	case DUMP_PARAM:
		dump_by_param();
		break;
	case DUMP_NONE:
		break;
	}
	local_irq_restore(flags);
	atomic_set(&dump_running, 0);
}
EXPORT_SYMBOL_GPL(ftrace_dump);

/**
 * ftrace_dump_on_oops_enabled - was a dump asked for?
 */
int ftrace_dump_on_oops_enabled(void)
{
	return strcmp(ftrace_dump_on_oops, "0") != 0;
}

/* Of the die chain only oopses count; panic always does. */
static int dump_notify(struct notifier_block *nb, unsigned long event, void *unused);

static struct notifier_block dump_on_panic = {
	.notifier_call	= dump_notify,
	.priority	= INT_MAX - 1,
};

static struct notifier_block dump_on_die = {
	.notifier_call	= dump_notify,
	.priority	= INT_MAX - 1,
};

static int dump_notify(struct notifier_block *nb, unsigned long event, void *unused)
{
	if (!ftrace_dump_on_oops_enabled())
		return NOTIFY_DONE;
	if (nb == &dump_on_panic || event == DIE_OOPS)
		ftrace_dump(DUMP_PARAM);
	return NOTIFY_DONE;
}

void __init trace_dump_init(void)
{
	/* Without memory a dump does without marks where a CPU's records begin. */
	if (!zalloc_cpumask_var(&dump_iter.started, GFP_KERNEL))
		return;
	atomic_notifier_chain_register(&panic_notifier_list, &dump_on_panic);
	register_die_notifier(&dump_on_die);
}
