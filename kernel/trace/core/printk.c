// SPDX-License-Identifier: GPL-2.0-only
/*
 * trace_printk() and its family: texts that kernel code writes into a trace.
 *
 * A constant format is stored as its address with the arguments in binary
 * (bprint), a constant string as its address alone (bputs); everything else is
 * formatted when it is written (print). Formats of modules are copied when the
 * module comes and never freed: records may outlive it.
 *
 * Writing works in any context. Text is formatted into a buffer of the CPU, one
 * for each level of context that can interrupt another; a deeper one is
 * dropped.
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "trace.h"

#define PRINTK_LEVELS	4	/* task, softirq, irq, NMI */
#define PRINTK_MAX	1024	/* bytes of text, or of binary arguments */

struct printk_scratch {
	int	level;
	char	buf[PRINTK_LEVELS][PRINTK_MAX];
};

/* Made with the first module or kernel code that has a trace_printk(). */
static struct printk_scratch __percpu *printk_scratch;
static DEFINE_MUTEX(printk_lock);

/* Where trace_printk() goes; the top instance unless some other took it over. */
static struct trace_array *printk_dest = &global_trace;

static char *scratch_get(void)
{
	struct printk_scratch *scratch;

	preempt_disable_notrace();
	if (likely(printk_scratch)) {
		scratch = this_cpu_ptr(printk_scratch);
		if (likely(scratch->level < PRINTK_LEVELS)) {
			char *buf = scratch->buf[scratch->level++];

			barrier();
			return buf;
		}
	}
	preempt_enable_notrace();
	return NULL;
}

static void scratch_put(void)
{
	barrier();
	this_cpu_ptr(printk_scratch)->level--;
	preempt_enable_notrace();
}

static int printk_make_scratch(void)
{
	guard(mutex)(&printk_lock);
	if (!printk_scratch)
		WRITE_ONCE(printk_scratch, alloc_percpu(struct printk_scratch));
	return printk_scratch ? 0 : -ENOMEM;
}

static void printk_say_so(void)
{
	pr_notice("tracing: this kernel, or a module, has trace_printk() in it: a debug build\n");
}

/* Something is going to be recorded. Without memory there are fewer lines. */
static void printk_make_room(void)
{
	guard(mutex)(&trace_types_lock);
	if (tracing_expand(&global_trace))
		pr_warn("tracing: no memory to expand the buffer for trace_printk()\n");
}

/**
 * trace_printk_init_buffers - get memory so that trace_printk() can format
 *
 * Called when code with a trace_printk() comes, so at boot or from a module. As
 * it is a debugging aid that does not belong into a product, it says so.
 */
void trace_printk_init_buffers(void)
{
	if (READ_ONCE(printk_scratch) || printk_make_scratch())
		return;
	/* Who wrote a line is to be known, whatever tracer there is. */
	trace_comm_start();
	printk_make_room();
	printk_say_so();
}
EXPORT_SYMBOL_GPL(trace_printk_init_buffers);

/**
 * trace_array_init_printk - let trace_array_printk() be used on an instance
 * @tr: an instance, but not the top one
 *
 * Return: 0; -EINVAL for the top instance or none; -ENOMEM.
 */
int trace_array_init_printk(struct trace_array *tr)
{
	if (!tr || trace_array_is_top(tr))
		return -EINVAL;
	return printk_make_scratch();
}
EXPORT_SYMBOL_GPL(trace_array_init_printk);

/* Is text from kernel code wanted there? */
static bool printk_wanted(struct trace_array *tr)
{
	return tr->array_buffer.buffer && global_trace.trace_flags & TRACE_ITER_PRINTK;
}

/**
 * trace_printk_dest - the instance that trace_printk() writes to
 */
struct trace_array *trace_printk_dest(void)
{
	return READ_ONCE(printk_dest);
}

/**
 * trace_printk_set_dest - let trace_printk() write to another instance
 * @tr: the instance
 */
void trace_printk_set_dest(struct trace_array *tr)
{
	struct trace_array *old = printk_dest;

	lockdep_assert_held(&trace_types_lock);
	if (old == tr)
		return;
	old->trace_flags &= ~TRACE_ITER_TRACE_PRINTK;
	tr->trace_flags |= TRACE_ITER_TRACE_PRINTK;
	WRITE_ONCE(printk_dest, tr);
}

/* A print record: @len bytes of text, stored with a 0 behind them. */
static int printk_text(struct trace_array *tr, unsigned long ip, unsigned int ctx,
		       const char *text, int len, bool newline)
{
	struct trace_buffer *buffer = tr->array_buffer.buffer;
	struct ring_buffer_event *event;
	struct print_entry *entry;

	event = trace_buffer_lock_reserve(buffer, TRACE_PRINT,
					  sizeof(*entry) + len + newline + 1, ctx);
	if (!event)
		return 0;
	entry = ring_buffer_event_data(event);
	entry->ip = ip;
	memcpy(entry->buf, text, len);
	if (newline)
		entry->buf[len++] = '\n';
	entry->buf[len] = '\0';
	trace_buffer_unlock_commit(tr, buffer, event, ctx);
	return len;
}

/**
 * __trace_array_puts - write a string to an instance
 * @tr:	  the instance
 * @ip:	  the caller
 * @str:  the string
 * @size: its length
 *
 * Return: bytes written.
 */
int __trace_array_puts(struct trace_array *tr, unsigned long ip, const char *str, int size)
{
	if (!printk_wanted(tr) || size < 0)
		return 0;
	return printk_text(tr, ip, tracing_gen_ctx(), str, size, !size || str[size - 1] != '\n');
}
EXPORT_SYMBOL_GPL(__trace_array_puts);

/**
 * __trace_puts - trace_puts() of a string that is not constant
 * @ip:	  the caller
 * @str:  the string
 * @size: its length
 *
 * Return: bytes written.
 */
int __trace_puts(unsigned long ip, const char *str, int size)
{
	return __trace_array_puts(trace_printk_dest(), ip, str, size);
}
EXPORT_SYMBOL_GPL(__trace_puts);

/**
 * __trace_bputs - trace_puts() of a constant string
 * @ip:	 the caller
 * @str: the string, which stays where it is
 *
 * Return: 1 if it was written, else 0.
 */
int __trace_bputs(unsigned long ip, const char *str)
{
	struct trace_array *tr = trace_printk_dest();
	struct trace_buffer *buffer = tr->array_buffer.buffer;
	struct ring_buffer_event *event;
	struct bputs_entry *entry;
	unsigned int ctx;

	if (!printk_wanted(tr) || unlikely(!str))
		return 0;
	/* Where it is in this boot is of no use in the next. */
	if (unlikely(tr->persistent))
		return __trace_array_puts(tr, ip, str, strlen(str)) > 0;
	ctx = tracing_gen_ctx();
	event = trace_buffer_lock_reserve(buffer, TRACE_BPUTS, sizeof(*entry), ctx);
	if (!event)
		return 0;
	entry = ring_buffer_event_data(event);
	entry->ip = ip;
	entry->str = str;
	trace_buffer_unlock_commit(tr, buffer, event, ctx);
	return 1;
}
EXPORT_SYMBOL_GPL(__trace_bputs);

/**
 * trace_array_vprintk - write formatted text to an instance
 * @tr:	  the instance
 * @ip:	  the caller
 * @fmt:  the format
 * @args: its arguments
 *
 * Return: bytes written.
 */
int trace_array_vprintk(struct trace_array *tr, unsigned long ip, const char *fmt, va_list args)
{
	unsigned int ctx;
	char *buf;
	int len;

	if (!printk_wanted(tr))
		return 0;
	ctx = tracing_gen_ctx();
	buf = scratch_get();
	if (!buf)
		return 0;
	len = vscnprintf(buf, PRINTK_MAX, fmt, args);
	len = printk_text(tr, ip, ctx, buf, len, false);
	scratch_put();
	return len;
}

/**
 * trace_array_printk - write formatted text to an instance of one's own
 * @tr:	 the instance; the top one is refused: it belongs to the user
 * @ip:	 the caller, _THIS_IP_
 * @fmt: the format
 *
 * trace_array_init_printk() must have been called before.
 *
 * Return: bytes written, 0 or -ENOENT if nothing is.
 */
int trace_array_printk(struct trace_array *tr, unsigned long ip, const char *fmt, ...)
{
	va_list args;
	int ret;

	if (!tr)
		return -ENOENT;
	if (trace_array_is_top(tr))
		return 0;
	va_start(args, fmt);
	ret = trace_array_vprintk(tr, ip, fmt, args);
	va_end(args);
	return ret;
}
EXPORT_SYMBOL_GPL(trace_array_printk);

/**
 * trace_vprintk - trace_printk() with a va_list
 * @ip:	  the caller
 * @fmt:  the format
 * @args: its arguments
 *
 * Return: bytes written.
 */
int trace_vprintk(unsigned long ip, const char *fmt, va_list args)
{
	return trace_array_vprintk(trace_printk_dest(), ip, fmt, args);
}
EXPORT_SYMBOL_GPL(trace_vprintk);

int __trace_printk(unsigned long ip, const char *fmt, ...)
{
	va_list args;
	int ret;

	va_start(args, fmt);
	ret = trace_vprintk(ip, fmt, args);
	va_end(args);
	return ret;
}
EXPORT_SYMBOL_GPL(__trace_printk);

int __ftrace_vprintk(unsigned long ip, const char *fmt, va_list ap)
{
	return trace_vprintk(ip, fmt, ap);
}
EXPORT_SYMBOL_GPL(__ftrace_vprintk);

/**
 * trace_vbprintk - trace_printk() with a constant format
 * @ip:	  the caller
 * @fmt:  the format, which stays where it is
 * @args: its arguments, which are stored in binary
 *
 * Return: words that the arguments took.
 */
int trace_vbprintk(unsigned long ip, const char *fmt, va_list args)
{
	struct trace_array *tr = trace_printk_dest();
	struct trace_buffer *buffer = tr->array_buffer.buffer;
	struct ring_buffer_event *event;
	struct bprint_entry *entry;
	unsigned int ctx;
	int words = 0;
	char *buf;

	if (!printk_wanted(tr))
		return 0;
	/* Where the format is in this boot is of no use in the next. */
	if (unlikely(tr->persistent))
		return trace_array_vprintk(tr, ip, fmt, args);
	ctx = tracing_gen_ctx();
	buf = scratch_get();
	if (!buf)
		return 0;
	words = vbin_printf((u32 *)buf, PRINTK_MAX / sizeof(u32), fmt, args);
	if (words < 0 || words > PRINTK_MAX / sizeof(u32)) {
		words = 0;
		goto out;
	}
	event = trace_buffer_lock_reserve(buffer, TRACE_BPRINT,
					  sizeof(*entry) + words * sizeof(u32), ctx);
	if (!event)
		goto out;
	entry = ring_buffer_event_data(event);
	entry->ip = ip;
	entry->fmt = fmt;
	memcpy(entry->buf, buf, words * sizeof(u32));
	trace_buffer_unlock_commit(tr, buffer, event, ctx);
out:
	scratch_put();
	return words;
}
EXPORT_SYMBOL_GPL(trace_vbprintk);

int __trace_bprintk(unsigned long ip, const char *fmt, ...)
{
	va_list args;
	int ret;

	if (unlikely(!fmt))
		return 0;
	va_start(args, fmt);
	ret = trace_vbprintk(ip, fmt, args);
	va_end(args);
	return ret;
}
EXPORT_SYMBOL_GPL(__trace_bprintk);

int __ftrace_vbprintk(unsigned long ip, const char *fmt, va_list ap)
{
	return fmt ? trace_vbprintk(ip, fmt, ap) : 0;
}
EXPORT_SYMBOL_GPL(__ftrace_vbprintk);

/* --- formats of modules ----------------------------------------------------- */

#ifdef CONFIG_MODULES

struct printk_format {
	struct list_head	list;
	char			fmt[];
};

static LIST_HEAD(printk_formats);	/* printk_lock */

/* Return: a copy that stays, or NULL for no memory. */
static const char *printk_keep_format(const char *fmt)
{
	size_t size = strlen(fmt) + 1;
	struct printk_format *keep;

	list_for_each_entry(keep, &printk_formats, list) {
		if (!strcmp(keep->fmt, fmt))
			return keep->fmt;
	}
	keep = kmalloc(struct_size(keep, fmt, size), GFP_KERNEL);
	if (!keep)
		return NULL;
	memcpy(keep->fmt, fmt, size);
	list_add_tail(&keep->list, &printk_formats);
	return keep->fmt;
}

/* A module's pointers to its formats are pointed to copies that stay. */
static int printk_module_notify(struct notifier_block *nb, unsigned long event, void *data)
{
	struct module *mod = data;
	const char **fmt;
	unsigned int i;

	if (event != MODULE_STATE_COMING || !mod->num_trace_bprintk_fmt)
		return NOTIFY_OK;
	trace_printk_init_buffers();
	guard(mutex)(&printk_lock);
	for (i = 0; i < mod->num_trace_bprintk_fmt; i++) {
		fmt = &mod->trace_bprintk_fmt_start[i];
		/* A format that was not constant has left a place that is empty. */
		if (*fmt)
			*fmt = printk_keep_format(*fmt);
	}
	return NOTIFY_OK;
}

static struct notifier_block printk_module_nb = {
	.notifier_call = printk_module_notify,
};

#endif /* CONFIG_MODULES */

/**
 * trace_printk_early_init - let the kernel's own trace_printk() work from here on
 *
 * The rest is for later: trace_printk_init() below.
 */
void __init trace_printk_early_init(void)
{
	if (&__start___trace_bprintk_fmt[0] != &__stop___trace_bprintk_fmt[0])
		printk_make_scratch();
}

static int __init trace_printk_init(void)
{
	if (printk_scratch) {
		trace_comm_start();
		printk_make_room();
		printk_say_so();
	}
#ifdef CONFIG_MODULES
	return register_module_notifier(&printk_module_nb);
#else
	return 0;
#endif
}
early_initcall(trace_printk_init);
