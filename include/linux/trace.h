/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the rest of the kernel may ask of tracing, beside the trace_printk() family of
 * linux/kernel.h: an instance of one's own to write into, and a copy of what is written.
 *
 * Without CONFIG_TRACING everything here compiles to nothing.
 */
#ifndef _LINUX_TRACE_H
#define _LINUX_TRACE_H

struct trace_array;

/* Kinds of records that an exporter may ask for, in trace_export.flags. */
#define TRACE_EXPORT_FUNCTION	BIT(0)
#define TRACE_EXPORT_EVENT	BIT(1)
#define TRACE_EXPORT_MARKER	BIT(2)

/**
 * struct trace_export - somebody who wants a copy of each record
 * @next:  the next one registered, owned by tracing
 * @write: gets the exporter itself, the record and its size; runs where the record was
 *	   written, NMI included
 * @flags: which records, an or of TRACE_EXPORT_*
 */
struct trace_export {
	struct trace_export __rcu	*next;
	void (*write)(struct trace_export *export, const void *record, unsigned int size);
	int flags;
};

#ifdef CONFIG_TRACING

struct trace_array *trace_array_get_by_name(const char *name, const char *systems);
void trace_array_put(struct trace_array *tr);
int trace_array_destroy(struct trace_array *tr);

int trace_array_init_printk(struct trace_array *tr);
__printf(3, 4)
int trace_array_printk(struct trace_array *tr, unsigned long ip, const char *fmt, ...);
int __trace_array_puts(struct trace_array *tr, unsigned long ip, const char *str, int size);
void trace_printk_init_buffers(void);

/**
 * trace_array_puts - write a string into the buffer of @tr
 * @tr:  the instance
 * @str: the string; NULL writes nothing
 *
 * Returns the number of bytes written, or -1 for no string.
 */
#define trace_array_puts(tr, str)					\
({									\
	const char *__str = (str);					\
									\
	__str ? __trace_array_puts(tr, _THIS_IP_, __str, strlen(__str)) : -1; \
})

int register_ftrace_export(struct trace_export *export);
int unregister_ftrace_export(struct trace_export *export);

/* Between the osnoise tracer and the architecture's interrupt entry. */
void osnoise_trace_irq_entry(int id);
void osnoise_trace_irq_exit(int id, const char *desc);
int osnoise_arch_register(void);
void osnoise_arch_unregister(void);

#else /* !CONFIG_TRACING */

static inline struct trace_array *trace_array_get_by_name(const char *name, const char *systems)
{
	return NULL;
}

static inline void trace_array_put(struct trace_array *tr) { }
static inline int trace_array_destroy(struct trace_array *tr) { return 0; }
static inline int trace_array_init_printk(struct trace_array *tr) { return -EINVAL; }

static inline __printf(3, 4)
int trace_array_printk(struct trace_array *tr, unsigned long ip, const char *fmt, ...)
{
	return 0;
}

static inline void trace_printk_init_buffers(void) { }
static inline int register_ftrace_export(struct trace_export *export) { return -EINVAL; }
static inline int unregister_ftrace_export(struct trace_export *export) { return 0; }

#endif /* CONFIG_TRACING */

#endif /* _LINUX_TRACE_H */
