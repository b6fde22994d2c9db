/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * trace_seq - a string under construction, the unit in which trace output is made.
 *
 * A trace_seq is two pages with the text inside. Many small writers add to it; none of them needs
 * to check for room. A writer that does not fit leaves the text as it was before that call, marks
 * the sequence full, and from then on every call does nothing until trace_seq_init(): a line is
 * either whole or the reader is told so by trace_seq_has_overflowed().
 *
 * No locking: one user at a time. Any context, as long as the arguments allow it.
 */
#ifndef _LINUX_TRACE_SEQ_H
#define _LINUX_TRACE_SEQ_H

#include <linux/seq_buf.h>

#include <asm/page.h>

/* The whole structure, buffer included, takes this many bytes. */
#define TRACE_SEQ_SIZE		8192
#define TRACE_SEQ_BUFFER_SIZE	\
	(TRACE_SEQ_SIZE - (sizeof(struct seq_buf) + sizeof(size_t) + sizeof(int)))

struct trace_seq {
	char			buffer[TRACE_SEQ_BUFFER_SIZE];
	struct seq_buf		seq;		/* view of @buffer */
	size_t			readpos;	/* bytes that trace_seq_to_user() handed out */
	int			full;		/* a write did not fit */
};

/**
 * trace_seq_init - make @s empty and writable
 * @s: the sequence
 */
static inline void trace_seq_init(struct trace_seq *s)
{
	s->readpos = 0;
	s->full = 0;
	seq_buf_init(&s->seq, s->buffer, TRACE_SEQ_BUFFER_SIZE);
}

/**
 * trace_seq_has_overflowed - did some write not fit?
 * @s: the sequence
 */
static inline bool trace_seq_has_overflowed(struct trace_seq *s)
{
	return seq_buf_has_overflowed(&s->seq) || s->full;
}

/**
 * trace_seq_used - number of bytes of text
 * @s: the sequence
 *
 * Never more than the buffer holds, unlike seq.len after an overflow.
 */
static inline int trace_seq_used(struct trace_seq *s)
{
	return seq_buf_used(&s->seq);
}

/**
 * trace_seq_buffer_ptr - where the next write goes
 * @s: the sequence
 *
 * Event print helpers return this address, taken before they write, as "the string that I made".
 */
static inline char *trace_seq_buffer_ptr(struct trace_seq *s)
{
	return &s->buffer[trace_seq_used(s)];
}

#ifdef CONFIG_TRACING

void trace_seq_putc(struct trace_seq *s, unsigned char c);
void trace_seq_puts(struct trace_seq *s, const char *str);
void trace_seq_putmem(struct trace_seq *s, const void *mem, unsigned int len);
void trace_seq_putmem_hex(struct trace_seq *s, const void *mem, unsigned int len);
__printf(2, 3) void trace_seq_printf(struct trace_seq *s, const char *fmt, ...);
__printf(2, 0) void trace_seq_vprintf(struct trace_seq *s, const char *fmt, va_list args);
__printf(2, 0) void trace_seq_bprintf(struct trace_seq *s, const char *fmt, const u32 *binary);
void trace_seq_bitmask(struct trace_seq *s, const unsigned long *maskp, int nmaskbits);
int trace_seq_path(struct trace_seq *s, const struct path *path);
int trace_seq_hex_dump(struct trace_seq *s, const char *prefix_str, int prefix_type, int rowsize,
		       int groupsize, const void *buf, size_t len, bool ascii);
char *trace_seq_acquire(struct trace_seq *s, unsigned int len);

int trace_seq_to_user(struct trace_seq *s, char __user *ubuf, int cnt);
int trace_print_seq(struct seq_file *m, struct trace_seq *s);

#else /* !CONFIG_TRACING */

static inline void trace_seq_putc(struct trace_seq *s, unsigned char c) { }
static inline void trace_seq_puts(struct trace_seq *s, const char *str) { }
static inline void trace_seq_putmem(struct trace_seq *s, const void *mem, unsigned int len) { }
static inline void trace_seq_putmem_hex(struct trace_seq *s, const void *mem, unsigned int len) { }
static inline __printf(2, 3) void trace_seq_printf(struct trace_seq *s, const char *fmt, ...) { }
static inline __printf(2, 0)
void trace_seq_bprintf(struct trace_seq *s, const char *fmt, const u32 *binary) { }
static inline
void trace_seq_bitmask(struct trace_seq *s, const unsigned long *maskp, int nmaskbits) { }
static inline int trace_seq_path(struct trace_seq *s, const struct path *path) { return 0; }
static inline char *trace_seq_acquire(struct trace_seq *s, unsigned int len) { return NULL; }
static inline int trace_seq_to_user(struct trace_seq *s, char __user *ubuf, int cnt) { return 0; }
static inline int trace_print_seq(struct seq_file *m, struct trace_seq *s) { return 0; }

#endif /* CONFIG_TRACING */

#endif /* _LINUX_TRACE_SEQ_H */
