// SPDX-License-Identifier: GPL-2.0-only
/*
 * What trace_printk() and tracepoints refer to by address: constant formats, and strings that were
 * registered with tracepoint_string(). Who reads records in binary form gets the texts from here.
 *
 * Those of the kernel are where the linker put them. Formats of modules are copied when the module
 * comes, its pointers are pointed to the copies, and these are never freed: records may outlive the
 * module.
 *
 * Task context.
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "trace.h"

static DEFINE_MUTEX(formats_lock);

struct module_format {
	struct list_head	list;
	char			text[];
};

static LIST_HEAD(module_formats);	/* formats_lock */

/**
 * trace_printk_formats_lock - nothing comes until trace_printk_formats_unlock()
 */
void trace_printk_formats_lock(void)
{
	mutex_lock(&formats_lock);
}

void trace_printk_formats_unlock(void)
{
	mutex_unlock(&formats_lock);
}

/* The first one from @pos on that is there: what was not constant has left an empty place. */
static const char *first_of(const char **table, loff_t nr, loff_t *pos)
{
	for (; *pos < nr; ++*pos) {
		if (table[*pos])
			return table[*pos];
	}
	*pos -= nr;
	return NULL;
}

/**
 * trace_printk_format - walk over all texts, locked
 * @pos: where to start; moved on over places that are empty
 *
 * Return: the text at @pos, or NULL at the end.
 */
const char *trace_printk_format(loff_t *pos)
{
	loff_t nr_formats = __stop___trace_bprintk_fmt - __start___trace_bprintk_fmt;
	loff_t nr_strings = __stop___tracepoint_str - __start___tracepoint_str;
	struct module_format *format;
	loff_t left = *pos;
	const char *text;

	text = first_of(__start___trace_bprintk_fmt, nr_formats, &left);
	if (text) {
		*pos = left;
		return text;
	}
	text = first_of(__start___tracepoint_str, nr_strings, &left);
	if (text) {
		*pos = nr_formats + left;
		return text;
	}
	*pos = nr_formats + nr_strings + left;
	list_for_each_entry(format, &module_formats, list) {
		if (!left--)
			return format->text;
	}
	return NULL;
}

#ifdef CONFIG_MODULES

/* Return: a copy that stays, or NULL for no memory. */
static const char *keep_format(const char *fmt)
{
	size_t size = strlen(fmt) + 1;
	struct module_format *format;

	list_for_each_entry(format, &module_formats, list) {
		if (!strcmp(format->text, fmt))
			return format->text;
	}
	format = kmalloc(struct_size(format, text, size), GFP_KERNEL);
	if (!format)
		return NULL;
	memcpy(format->text, fmt, size);
	list_add_tail(&format->list, &module_formats);
	return format->text;
}

static int module_comes(struct notifier_block *nb, unsigned long event, void *data)
{
	struct module *mod = data;
	const char **fmt;
	unsigned int i;

	if (event != MODULE_STATE_COMING || !mod->num_trace_bprintk_fmt)
		return NOTIFY_OK;
	trace_printk_init_buffers();
	guard(mutex)(&formats_lock);
	for (i = 0; i < mod->num_trace_bprintk_fmt; i++) {
		fmt = &mod->trace_bprintk_fmt_start[i];
		if (*fmt)
			*fmt = keep_format(*fmt);
	}
	return NOTIFY_OK;
}

static struct notifier_block formats_notifier = {
	.notifier_call = module_comes,
};

static int __init formats_init(void)
{
	return register_module_notifier(&formats_notifier);
}
early_initcall(formats_init);

#endif /* CONFIG_MODULES */
