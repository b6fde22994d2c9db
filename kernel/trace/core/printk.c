// SPDX-License-Identifier: GPL-2.0-only
/*
 * trace_printk() and its family: texts that kernel code writes into a trace.
 *
 * A constant format is stored as its address with the arguments in binary
 * (bprint), a constant string as its address alone (bputs); everything else is
 * formatted when it is written (print). See printk_formats.c for who keeps the
 * texts at these addresses.
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

#include "record.h"
#include "trace.h"

#define PRINTK_LEVELS	4	/* task, softirq, irq, NMI */
#define PRINTK_MAX	1024	/* bytes of text, or of binary arguments */
#define PRINTK_PACKED	16	/* words that trace_pack() may have */

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
	return tracing_expand_instance(tr) ?: printk_make_scratch();
}
EXPORT_SYMBOL_GPL(trace_array_init_printk);

/* Is text from kernel code wanted there? */
static bool printk_wanted(struct trace_array *tr)
{
	return tr->array_buffer.buffer && READ_ONCE(tr->trace_flags) & TRACE_ITER_PRINTK;
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
static int printk_text(struct trace_array *tr, unsigned long ip, const char *text, int len,
		       bool newline)
{
	struct trace_buffer *buffer = READ_ONCE(tr->array_buffer.buffer);
	struct print_entry *entry;

	entry = trace_record_begin_any(buffer, TRACE_PRINT, sizeof(*entry) + len + newline + 1);
	if (!entry)
		return 0;
	entry->ip = ip;
	memcpy(entry->buf, text, len);
	if (newline)
		entry->buf[len++] = '\n';
	entry->buf[len] = '\0';
	trace_record_end_stacks(tr, buffer);
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
	return printk_text(tr, ip, str, size, !size || str[size - 1] != '\n');
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
	struct trace_buffer *buffer = READ_ONCE(tr->array_buffer.buffer);
	struct bputs_entry *entry;

	if (!printk_wanted(tr) || unlikely(!str))
		return 0;
	/* Where it is in this boot is of no use in the next. */
	if (unlikely(tr->persistent))
		return __trace_array_puts(tr, ip, str, strlen(str)) > 0;
	entry = trace_record_begin(buffer, TRACE_BPUTS, sizeof(*entry));
	if (!entry)
		return 0;
	entry->ip = ip;
	entry->str = str;
	trace_record_end_stacks(tr, buffer);
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
	char *buf;
	int len;

	if (!printk_wanted(tr))
		return 0;
	buf = scratch_get();
	if (!buf)
		return 0;
	len = vscnprintf(buf, PRINTK_MAX, fmt, args);
	len = printk_text(tr, ip, buf, len, false);
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

/* A bprint record. Return: @words, or 0 if it was not recorded. */
static __always_inline int printk_binary(struct trace_array *tr, unsigned long ip,
					 const char *fmt, const u32 *args, int words)
{
	struct trace_buffer *buffer = READ_ONCE(tr->array_buffer.buffer);
	struct bprint_entry *entry;
	int i;

	entry = trace_record_begin_any(buffer, TRACE_BPRINT,
				       sizeof(*entry) + words * sizeof(u32));
	if (!entry)
		return 0;
	entry->ip = ip;
	entry->fmt = fmt;
	for (i = 0; i < words; i++)
		entry->buf[i] = args[i];
	trace_record_end_stacks(tr, buffer);
	return words;
}

/* What trace_pack() cannot do. Apart, for its use of the stack. */
static noinline int printk_pack_any(struct trace_array *tr, unsigned long ip, const char *fmt,
				    va_list args)
{
	u32 *buf = (u32 *)scratch_get();
	int words;

	if (!buf)
		return 0;
	words = vbin_printf(buf, PRINTK_MAX / sizeof(u32), fmt, args);
	if (words >= 0 && words <= PRINTK_MAX / sizeof(u32))
		words = printk_binary(tr, ip, fmt, buf, words);
	else
		words = 0;
	scratch_put();
	return words;
}

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
	u32 packed[PRINTK_PACKED];
	va_list copy;
	int words;

	if (!printk_wanted(tr))
		return 0;
	/* Where the format is in this boot is of no use in the next. */
	if (unlikely(tr->persistent))
		return trace_array_vprintk(tr, ip, fmt, args);

	va_copy(copy, args);
	words = trace_pack(packed, PRINTK_PACKED, fmt, copy);
	va_end(copy);
	if (likely(words >= 0))
		return printk_binary(tr, ip, fmt, packed, words);
	return printk_pack_any(tr, ip, fmt, args);
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
	return 0;
}
early_initcall(trace_printk_init);
