// SPDX-License-Identifier: GPL-2.0-only
/*
 * trace_seq: text under construction, for records on their way to a reader.
 *
 * Every writer either adds all of its text or nothing: text that does not fit is taken back, the
 * sequence is marked full, and what comes after it is dropped as well. So a reader of a full
 * sequence never sees a line with a hole in it.
 *
 * Any context; one user at a time. Nothing here sleeps but trace_seq_to_user().
 */
#include <linux/export.h>
#include <linux/seq_file.h>
#include <linux/trace_seq.h>
#include <linux/uaccess.h>

#include "core/output.h"

/* How much of a writer's text there was before it started; what undo needs. */
static bool seq_begin(struct trace_seq *s, size_t *start)
{
	*start = s->seq.len;
	return !s->full;
}

static void seq_end(struct trace_seq *s, size_t start)
{
	if (unlikely(seq_buf_has_overflowed(&s->seq))) {
		s->seq.len = start;
		s->full = 1;
	}
}

/* Is there room for @len more bytes? If not, nothing is written from here on. */
static bool seq_has_room(struct trace_seq *s, size_t len)
{
	if (s->full)
		return false;
	if (likely(len <= seq_buf_buffer_left(&s->seq)))
		return true;
	s->full = 1;
	return false;
}

/**
 * trace_seq_cut - end a line that is too long, and say so
 * @s: the sequence, with as much of the line as there is room for
 */
void trace_seq_cut(struct trace_seq *s)
{
	static const char mark[] = "[LINE TOO BIG]\n";

	s->full = 0;
	s->seq.len = min(s->seq.len, s->seq.size - sizeof(mark));
	trace_seq_puts(s, mark);
}

/**
 * trace_seq_putc - add one character
 * @s: the sequence
 * @c: the character
 */
void trace_seq_putc(struct trace_seq *s, unsigned char c)
{
	if (seq_has_room(s, 1))
		s->buffer[s->seq.len++] = c;
}
EXPORT_SYMBOL_GPL(trace_seq_putc);

/**
 * trace_seq_putmem - add bytes as they are
 * @s:	 the sequence
 * @mem: the bytes
 * @len: how many
 */
void trace_seq_putmem(struct trace_seq *s, const void *mem, unsigned int len)
{
	if (!seq_has_room(s, len))
		return;
	memcpy(s->buffer + s->seq.len, mem, len);
	s->seq.len += len;
}
EXPORT_SYMBOL_GPL(trace_seq_putmem);

/**
 * trace_seq_puts - add a string
 * @s:	 the sequence
 * @str: the string
 */
void trace_seq_puts(struct trace_seq *s, const char *str)
{
	trace_seq_putmem(s, str, strlen(str));
}
EXPORT_SYMBOL_GPL(trace_seq_puts);

/**
 * trace_seq_putmem_hex - add a number as hexadecimal digits and a blank
 * @s:	 the sequence
 * @mem: the number, in the byte order of the machine
 * @len: bytes of it
 *
 * More than eight bytes make several groups of digits.
 */
void trace_seq_putmem_hex(struct trace_seq *s, const void *mem, unsigned int len)
{
	size_t start;

	if (!seq_begin(s, &start))
		return;
	seq_buf_putmem_hex(&s->seq, mem, len);
	seq_end(s, start);
}
EXPORT_SYMBOL_GPL(trace_seq_putmem_hex);

/**
 * trace_seq_vprintf - add formatted text
 * @s:	  the sequence
 * @fmt:  printf format
 * @args: its arguments
 */
void trace_seq_vprintf(struct trace_seq *s, const char *fmt, va_list args)
{
	size_t start;

	if (!seq_begin(s, &start))
		return;
	seq_buf_vprintf(&s->seq, fmt, args);
	seq_end(s, start);
}
EXPORT_SYMBOL_GPL(trace_seq_vprintf);

/**
 * trace_seq_printf - add formatted text
 * @s:	 the sequence
 * @fmt: printf format
 */
void trace_seq_printf(struct trace_seq *s, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	trace_seq_vprintf(s, fmt, args);
	va_end(args);
}
EXPORT_SYMBOL_GPL(trace_seq_printf);

/**
 * trace_seq_bprintf - add formatted text, arguments as vbin_printf() packed them
 * @s:	    the sequence
 * @fmt:    printf format
 * @binary: the packed arguments
 */
void trace_seq_bprintf(struct trace_seq *s, const char *fmt, const u32 *binary)
{
	size_t start;

	if (!seq_begin(s, &start))
		return;
	seq_buf_bprintf(&s->seq, fmt, binary);
	seq_end(s, start);
}
EXPORT_SYMBOL_GPL(trace_seq_bprintf);

/**
 * trace_seq_bitmask - add a bit mask as groups of hexadecimal digits
 * @s:		the sequence
 * @maskp:	the bits
 * @nmaskbits:	how many of them count
 */
void trace_seq_bitmask(struct trace_seq *s, const unsigned long *maskp, int nmaskbits)
{
	trace_seq_printf(s, "%*pb", nmaskbits, maskp);
}
EXPORT_SYMBOL_GPL(trace_seq_bitmask);

/**
 * trace_seq_path - add the name of a file
 * @s:	  the sequence
 * @path: the file
 *
 * Returns 1 if it is there, 0 if it did not fit.
 */
int trace_seq_path(struct trace_seq *s, const struct path *path)
{
	size_t start;

	if (!seq_begin(s, &start))
		return 0;
	seq_buf_path(&s->seq, path, "\n");
	seq_end(s, start);
	return !s->full;
}
EXPORT_SYMBOL_GPL(trace_seq_path);

/**
 * trace_seq_hex_dump - add a dump of memory, as print_hex_dump() makes it
 * @s:		 the sequence
 * @prefix_str:	 in front of each line
 * @prefix_type: DUMP_PREFIX_*
 * @rowsize:	 bytes a line, 16 or 32
 * @groupsize:	 bytes a group
 * @buf:	 the memory
 * @len:	 bytes of it
 * @ascii:	 add the text
 *
 * Returns 1 if it is there, 0 if it did not fit.
 */
int trace_seq_hex_dump(struct trace_seq *s, const char *prefix_str, int prefix_type, int rowsize,
		       int groupsize, const void *buf, size_t len, bool ascii)
{
	size_t start;

	if (!seq_begin(s, &start))
		return 0;
	seq_buf_hex_dump(&s->seq, prefix_str, prefix_type, rowsize, groupsize, buf, len, ascii);
	seq_end(s, start);
	return !s->full;
}
EXPORT_SYMBOL(trace_seq_hex_dump);

/**
 * trace_seq_acquire - take room that the caller fills
 * @s:	 the sequence
 * @len: bytes
 *
 * Returns where, or NULL if there is not that much left.
 */
char *trace_seq_acquire(struct trace_seq *s, unsigned int len)
{
	char *room = trace_seq_buffer_ptr(s);

	if (!seq_has_room(s, len))
		return NULL;
	s->seq.len += len;
	return room;
}
EXPORT_SYMBOL(trace_seq_acquire);

/**
 * trace_seq_to_user - hand the text, or what is left of it, to user space
 * @s:	  the sequence
 * @ubuf: where to
 * @cnt:  at most that many bytes
 *
 * Continues where the last call stopped. Returns the number of bytes, -EBUSY if there are no more,
 * -EFAULT if nothing could be written.
 */
int trace_seq_to_user(struct trace_seq *s, char __user *ubuf, int cnt)
{
	int ret = seq_buf_to_user(&s->seq, ubuf, s->readpos, cnt);

	if (ret > 0)
		s->readpos += ret;
	return ret;
}
EXPORT_SYMBOL_GPL(trace_seq_to_user);

/**
 * trace_print_seq - move the text to a seq_file
 * @m: the seq_file
 * @s: the sequence, empty afterwards
 *
 * Returns 0; if @m has no room, something else, and @s stays as it was for another try.
 */
int trace_print_seq(struct seq_file *m, struct trace_seq *s)
{
	int ret = seq_buf_print_seq(m, &s->seq);

	if (!ret)
		trace_seq_init(s);
	return ret;
}
