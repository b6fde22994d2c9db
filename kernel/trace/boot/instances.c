// SPDX-License-Identifier: GPL-2.0-only
/*
 * Instances that the command line asks for:
 *
 *	trace_instance=NAME[^FLAG]...[@MEMORY][,EVENT]...
 *
 *	FLAG	traceoff	do not record yet
 *		traceprintk	trace_printk() goes there; also: printk, trace_printk
 *	MEMORY	ADDRESS:SIZE	memory at this physical address, that memmap= set apart
 *		LABEL		memory that reserve_mem=SIZE:ALIGN:LABEL set apart
 *
 * With MEMORY the records are kept over a reboot. Several trace_instance= are several instances.
 * What cannot be had is told in the kernel's log, and left out.
 *
 * The strings are kept when the command line is parsed; trace_init() makes the instances.
 */
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/string.h>

#include <asm/setup.h>

#include "boot/boot.h"
#include "core/trace.h"

/* Each with a tab behind it. */
static char boot_instances[COMMAND_LINE_SIZE] __initdata;

static int __init boot_add_instance(char *str)
{
	strlcat(boot_instances, str, COMMAND_LINE_SIZE);
	strlcat(boot_instances, "\t", COMMAND_LINE_SIZE);
	return 1;
}
__setup("trace_instance=", boot_add_instance);

/* Where the memory is and how much. False: there is none. */
static bool __init find_memory(const char *name, char *text, phys_addr_t *start,
			       phys_addr_t *size)
{
	if (!isdigit(*text)) {
		if (reserve_mem_find_by_name(text, start, size))
			return true;
		pr_warn("tracing: instance %s: there is no reserve_mem=...:%s\n", name, text);
		return false;
	}
	*start = memparse(text, &text);
	*size = *text == ':' ? memparse(text + 1, &text) : 0;
	if (*start && *size && !*text && PAGE_ALIGNED(*start | *size))
		return true;
	pr_warn("tracing: instance %s: @ wants ADDRESS:SIZE of whole pages\n", name);
	return false;
}

static struct trace_array * __init create_persistent(const char *name, char *memory)
{
	phys_addr_t start, size;
	struct trace_array *tr;
	void *at;

	if (!IS_ENABLED(CONFIG_HAS_IOMEM))
		return ERR_PTR(-ENODEV);
	if (!find_memory(name, memory, &start, &size))
		return ERR_PTR(-EINVAL);
	/* Both for what the kernel has mapped anyway and for what it left out of its memory. */
	at = memremap(start, size, MEMREMAP_WB);
	if (!at)
		return ERR_PTR(-ENOMEM);
	tr = trace_array_create_early(name, (unsigned long)at, size);
	if (IS_ERR(tr))
		memunmap(at);
	else
		pr_info("tracing: instance %s keeps its records at %pa, %pa bytes\n", name, &start,
			&size);
	return tr;
}

static void __init set_flag(struct trace_array *tr, const char *flag)
{
	if (!strcmp(flag, "traceoff"))
		tracer_tracing_off(tr);
	else if (!strcmp(flag, "traceprintk") || !strcmp(flag, "trace_printk") ||
		 !strcmp(flag, "printk"))
		set_tracer_flag(tr, TRACE_ITER_TRACE_PRINTK, 1);
	else
		pr_warn("tracing: instance %s: there is no flag %s\n", tr->name, flag);
}

static void __init boot_instance(char *text)
{
	char *memory = strsep(&text, ",");
	char *flags = strsep(&memory, "@");
	char *name = strsep(&flags, "^");
	struct trace_array *tr;
	char *word;

	if (!*name) {
		pr_warn("tracing: trace_instance= without a name\n");
		return;
	}
	tr = memory ? create_persistent(name, memory) :
		      trace_array_create_early(name, 0, 0);
	if (IS_ERR(tr)) {
		pr_warn("tracing: no instance %s: error %ld\n", name, PTR_ERR(tr));
		return;
	}

	scoped_guard(mutex, &trace_types_lock) {
		while ((word = strsep(&flags, "^")))
			set_flag(tr, word);
	}
	while ((word = strsep(&text, ","))) {
		if (trace_boot_event(tr, word))
			pr_warn("tracing: instance %s: there is no event %s\n", name, word);
	}
}

/**
 * trace_boot_instances - make the instances that the command line names
 */
void __init trace_boot_instances(void)
{
	char *rest = boot_instances, *text;

	while ((text = strsep(&rest, "\t"))) {
		if (*text)
			boot_instance(text);
	}
}
