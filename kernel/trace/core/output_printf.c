// SPDX-License-Identifier: GPL-2.0-only
/*
 * printf for the texts of events: what vsnprintf() makes of a format, for a fraction of the cost,
 * and with an eye on strings.
 *
 * Numbers, strings and characters with nothing but a width are made here; every other conversion is
 * handed to snprintf() by itself, and a format that is not understood as a whole to vsnprintf(). So
 * the text is always the one that vsnprintf() would make, with two differences, if the reader of a
 * trace is known:
 *
 * - With the option hash-ptr off a plain %p prints the pointer itself.
 * - A %s that points to memory which may be gone is not simply followed. A string in the record
 *   ends with the record. One in the kernel's image, in a module or in text under construction is
 *   good. If the record is where the pointer comes from, it is from the past: only its value
 *   prints. What print code found in some other way is read with care.
 *
 * Any context, as printing is.
 */
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include <asm/sections.h>

#include "output_digits.h"
#include "trace.h"

#define UNSAFE_STRING_MAX	64	/* characters read of a string that may not be there */
#define PIECE_MAX		32	/* characters of one conversion */

/* One conversion: %[flags][width][.precision][qualifier]kind. */
struct conversion {
	const char	*text;		/* from the % on */
	const char	*end;		/* behind the kind, and behind the letters after a 'p' */
	int		width;		/* 0 if there is none */
	int		precision;	/* -1 if there is none */
	bool		left;
	bool		zero;
	bool		prefix;		/* # */
	bool		sign;		/* + or a blank */
	bool		star;		/* a width or precision that is an argument */
	char		qualifier;	/* 'l' for 64 bits, 'h', 'H' for hh, or 0 */
	char		kind;
};

/* Text under construction; @p is NULL when something did not fit. */
struct text {
	char			*p;
	char			*end;
	struct trace_iterator	*iter;	/* or NULL */
};

/* va_list, in a form that can be handed on by reference. */
struct arguments {
	va_list list;
};

static bool has_room(struct text *out, size_t len)
{
	if (likely(out->p && out->end - out->p >= len))
		return true;
	out->p = NULL;
	return false;
}

static void put_pad(struct text *out, int len, char pad)
{
	if (len <= 0 || !has_room(out, len))
		return;
	memset(out->p, pad, len);
	out->p += len;
}

static void put_mem(struct text *out, const char *from, size_t len)
{
	if (!has_room(out, len))
		return;
	memcpy(out->p, from, len);
	out->p += len;
}

/* ---- conversions by snprintf() -------------------------------------------------------------- */

/* Write the conversion down again, with the widths that were arguments. */
static int rebuild(char *piece, const struct conversion *conv)
{
	static const char * const qualifiers[] = { ['l'] = "ll", ['h'] = "h", ['H'] = "hh" };
	const char *qualifier = conv->qualifier ? qualifiers[(int)conv->qualifier] : "";
	const char *kind = conv->end - 1;
	int len;

	while (conv->kind == 'p' && *kind != 'p')
		kind--;
	len = scnprintf(piece, PIECE_MAX, "%%%s%s%s", conv->left ? "-" : "",
			conv->zero ? "0" : "", conv->prefix ? "#" : "");
	if (conv->width)
		len += scnprintf(piece + len, PIECE_MAX - len, "%d", conv->width);
	if (conv->precision >= 0)
		len += scnprintf(piece + len, PIECE_MAX - len, ".%d", conv->precision);
	return len + scnprintf(piece + len, PIECE_MAX - len, "%s%.*s", qualifier,
			       (int)(conv->end - kind), kind);
}

/* Return: false if it is too long to be right. */
static bool make_piece(char *piece, const struct conversion *conv)
{
	size_t len = conv->end - conv->text;

	if (len >= PIECE_MAX - 1)
		return false;
	if (conv->star)
		return !conv->sign && rebuild(piece, conv) < PIECE_MAX - 1;
	memcpy(piece, conv->text, len);
	piece[len] = '\0';
	return true;
}

static void accept_piece(struct text *out, int len)
{
	if (len < out->end - out->p)
		out->p += len;
	else
		out->p = NULL;
}

/* Integers narrower than 64 bits come as an int. */
static bool put_number_piece(struct text *out, const struct conversion *conv, u64 val)
{
	char piece[PIECE_MAX];
	size_t room = out->end - out->p;

	if (!make_piece(piece, conv))
		return false;
	if (conv->qualifier == 'l')
		accept_piece(out, snprintf(out->p, room, piece, val));
	else
		accept_piece(out, snprintf(out->p, room, piece, (int)val));
	return true;
}

static bool put_pointer(struct text *out, const struct conversion *conv, const void *ptr)
{
	char piece[PIECE_MAX];

	if (!make_piece(piece, conv))
		return false;
	if (conv->end[-1] == 'p' && out->iter && out->iter->tr &&
	    !(READ_ONCE(out->iter->tr->trace_flags) & TRACE_ITER_HASH_PTR))
		strlcat(piece, "x", PIECE_MAX);
	accept_piece(out, snprintf(out->p, out->end - out->p, piece, ptr));
	return true;
}

/* ---- numbers -------------------------------------------------------------------------------- */

static void put_decimal(struct text *out, const struct conversion *conv, u64 val, bool negative)
{
	int digits = trace_dec_digits(val);
	int pad = conv->width - digits - negative;

	if (!has_room(out, max(conv->width, digits + negative)))
		return;
	if (pad > 0 && !conv->left && !conv->zero)
		put_pad(out, pad, ' ');
	if (negative)
		*out->p++ = '-';
	if (pad > 0 && !conv->left && conv->zero)
		put_pad(out, pad, '0');
	out->p += digits;
	trace_dec_before(out->p, val);
	if (pad > 0 && conv->left)
		put_pad(out, pad, ' ');
}

static void put_hex(struct text *out, const struct conversion *conv, u64 val)
{
	const char *hex = conv->kind == 'X' ? hex_asc_upper : hex_asc;
	int digits = val ? (fls64(val) + 3) / 4 : 1;
	int prefix = conv->prefix ? 2 : 0;
	int pad = conv->width - digits - prefix;

	if (!has_room(out, max(conv->width, digits + prefix)))
		return;
	if (pad > 0 && !conv->left && !conv->zero)
		put_pad(out, pad, ' ');
	if (prefix) {
		*out->p++ = '0';
		*out->p++ = conv->kind;
	}
	if (pad > 0 && !conv->left && conv->zero)
		put_pad(out, pad, '0');
	out->p += digits;
	for (char *p = out->p; digits; digits--, val >>= 4)
		*--p = hex[val & 15];
	if (pad > 0 && conv->left)
		put_pad(out, pad, ' ');
}

static u64 take_number(struct arguments *args, const struct conversion *conv, bool is_signed)
{
	u32 val;

	if (conv->qualifier == 'l')
		return va_arg(args->list, u64);
	val = va_arg(args->list, unsigned int);
	switch (conv->qualifier) {
	case 'h':
		return is_signed ? (s64)(s16)val : (u16)val;
	case 'H':
		return is_signed ? (s64)(s8)val : (u8)val;
	default:
		return is_signed ? (s64)(s32)val : val;
	}
}

static bool put_number(struct text *out, const struct conversion *conv, struct arguments *args)
{
	bool is_signed = conv->kind == 'd' || conv->kind == 'i';
	u64 val = take_number(args, conv, is_signed);

	if (unlikely(!out->p))
		return true;
	if (unlikely(conv->sign || conv->precision >= 0 || conv->kind == 'o'))
		return put_number_piece(out, conv, val);
	if (conv->kind == 'x' || conv->kind == 'X')
		put_hex(out, conv, val);
	else if (is_signed && (s64)val < 0)
		put_decimal(out, conv, -val, true);
	else
		put_decimal(out, conv, val, false);
	return true;
}

/* ---- strings -------------------------------------------------------------------------------- */

static bool is_in(const char *str, const void *start, size_t size)
{
	return (const void *)str >= start && (const void *)str < start + size;
}

/* Is it one of the words of the record? */
static bool is_from_record(struct trace_iterator *iter, const char *str)
{
	const void *record = iter->ent;
	unsigned long word;
	int at;

	for (at = sizeof(*iter->ent); at + (int)sizeof(word) <= iter->ent_size; at += 4) {
		memcpy(&word, record + at, sizeof(word));
		if (word == (unsigned long)str)
			return true;
	}
	return false;
}

static bool is_in_module(const char *str)
{
	bool found;

	rcu_read_lock_sched_notrace();
	found = __module_address((unsigned long)str);
	rcu_read_unlock_sched_notrace();
	return found;
}

/**
 * trace_string_is_good - can a string be followed that is not in the record?
 * @iter: the reader
 * @str:  the string
 *
 * Return: whether it stays as long as anybody can print. What was before a reboot does not.
 */
bool trace_string_is_good(struct trace_iterator *iter, const char *str)
{
	unsigned long addr = (unsigned long)str;

	if (is_in(str, iter->tmp_seq.buffer, TRACE_SEQ_BUFFER_SIZE) ||
	    is_in(str, iter->seq.buffer, TRACE_SEQ_BUFFER_SIZE))
		return true;
	if (iter->tr && iter->tr->persistent && is_from_record(iter, str))
		return false;
	return is_kernel_rodata(addr) || is_kernel_core_data(addr) || __is_kernel(addr) ||
	       is_in_module(str);
}

/* The text to print for a string, @copy if it has to be made; and how much of it there may be. */
static const char *checked_string(struct trace_iterator *iter, const char *str, size_t *max,
				  char *copy)
{
	if (is_in(str, iter->ent, iter->ent_size)) {
		*max = min_t(size_t, *max, (const char *)iter->ent + iter->ent_size - str);
		return str;
	}
	if (trace_string_is_good(iter, str))
		return str;
	if (is_from_record(iter, str))
		scnprintf(copy, UNSAFE_STRING_MAX, "(0x%lx)[UNSAFE-MEMORY]",
			  (unsigned long)str);
	else if (strncpy_from_kernel_nofault(copy, str, UNSAFE_STRING_MAX) < 0)
		return "(efault)";
	return copy;
}

static bool put_string(struct text *out, const struct conversion *conv, const char *str)
{
	size_t max = conv->precision >= 0 ? conv->precision : SIZE_MAX;
	char copy[UNSAFE_STRING_MAX];
	size_t len;

	if (unlikely(!str))
		str = "(null)";
	else if (unlikely((unsigned long)str < PAGE_SIZE || IS_ERR_VALUE(str)))
		str = "(efault)";
	else if (out->iter && out->iter->ent)
		str = checked_string(out->iter, str, &max, copy);

	len = max == SIZE_MAX ? strlen(str) : strnlen(str, max);
	if (conv->width > len && !conv->left)
		put_pad(out, conv->width - len, ' ');
	put_mem(out, str, len);
	if (conv->width > len && conv->left)
		put_pad(out, conv->width - len, ' ');
	return true;
}

static bool put_char(struct text *out, const struct conversion *conv, char c)
{
	if (!conv->left)
		put_pad(out, conv->width - 1, ' ');
	put_mem(out, &c, 1);
	if (conv->left)
		put_pad(out, conv->width - 1, ' ');
	return true;
}

/* ---- formats -------------------------------------------------------------------------------- */

static int parse_int(const char **fmt)
{
	int val = 0;

	while (isdigit(**fmt) && val < 100000)
		val = val * 10 + *(*fmt)++ - '0';
	return val;
}

static const char *parse_flags(struct conversion *conv, const char *fmt)
{
	for (;; fmt++) {
		switch (*fmt) {
		case '-':
			conv->left = true;
			break;
		case '0':
			conv->zero = true;
			break;
		case '#':
			conv->prefix = true;
			break;
		case '+':
		case ' ':
			conv->sign = true;
			break;
		default:
			return fmt;
		}
	}
}

static const char *parse_widths(struct conversion *conv, const char *fmt, struct arguments *args)
{
	if (*fmt == '*') {
		conv->star = true;
		conv->width = va_arg(args->list, int);
		fmt++;
		if (conv->width < 0) {
			conv->width = -conv->width;
			conv->left = true;
		}
	} else if (isdigit(*fmt)) {
		conv->width = parse_int(&fmt);
	}
	if (*fmt != '.')
		return fmt;

	fmt++;
	if (*fmt == '*') {
		conv->star = true;
		conv->precision = max(va_arg(args->list, int), 0);
		fmt++;
	} else if (isdigit(*fmt)) {
		conv->precision = parse_int(&fmt);
	}
	return fmt;
}

static const char *parse_qualifier(struct conversion *conv, const char *fmt)
{
	const char c = *fmt;

	if (c == 'h') {
		fmt++;
		conv->qualifier = *fmt == 'h' ? 'H' : 'h';
		return fmt + (*fmt == 'h');
	}
	if (c == 'l' && fmt[1] != 'l') {
		conv->qualifier = sizeof(long) == sizeof(u64) ? 'l' : 0;
		return fmt + 1;
	}
	if (c == 'l' || c == 'L') {
		conv->qualifier = 'l';
		return fmt + (c == 'l' ? 2 : 1);
	}
	if (c == 'z' || c == 't') {
		conv->qualifier = sizeof(size_t) == sizeof(u64) ? 'l' : 0;
		return fmt + 1;
	}
	return fmt;
}

/* Read the conversion behind a %. */
static const char *parse_conversion(struct conversion *conv, const char *fmt,
				    struct arguments *args)
{
	*conv = (struct conversion){ .text = fmt, .precision = -1 };
	fmt++;
	/* Most have none of these. */
	if (unlikely(*fmt < 'A')) {
		fmt = parse_flags(conv, fmt);
		fmt = parse_widths(conv, fmt, args);
	}
	fmt = parse_qualifier(conv, fmt);
	conv->kind = *fmt;
	if (*fmt)
		fmt++;
	while (conv->kind == 'p' && isalnum(*fmt))
		fmt++;
	conv->end = fmt;
	return fmt;
}

static bool put_conversion(struct text *out, const struct conversion *conv,
			   struct arguments *args)
{
	switch (conv->kind) {
	case 'd':
	case 'i':
	case 'u':
	case 'x':
	case 'X':
	case 'o':
		return put_number(out, conv, args);
	case 's':
		return put_string(out, conv, va_arg(args->list, const char *));
	case 'c':
		return put_char(out, conv, va_arg(args->list, int));
	case 'p':
		return out->p ? put_pointer(out, conv, va_arg(args->list, const void *)) : true;
	case '%':
		put_mem(out, "%", 1);
		return true;
	default:
		return false;
	}
}

/* A number with nothing but its digits. */
static void put_digits(struct text *out, u64 val, bool negative)
{
	int digits = trace_dec_digits(val);

	if (!has_room(out, digits + negative))
		return;
	if (negative)
		*out->p++ = '-';
	out->p += digits;
	trace_dec_before(out->p, val);
}

/*
 * The conversions of which most formats consist: d, u, x and s, with l and ll, and nothing else.
 * Return: what is behind it, or NULL if it is another one.
 */
static const char *put_plain(struct text *out, const char *fmt, struct arguments *args)
{
	static const struct conversion plain = { .precision = -1, .kind = 'x' };
	bool wide = false;
	s64 val;

	fmt++;
	if (*fmt == 'l') {
		wide = sizeof(long) == sizeof(u64);
		if (*++fmt == 'l') {
			wide = true;
			fmt++;
		}
	}
	switch (*fmt) {
	case 'd':
		val = wide ? va_arg(args->list, s64) : va_arg(args->list, int);
		put_digits(out, val < 0 ? -(u64)val : val, val < 0);
		break;
	case 'u':
		put_digits(out, wide ? va_arg(args->list, u64) : va_arg(args->list, u32), false);
		break;
	case 'x':
		put_hex(out, &plain, wide ? va_arg(args->list, u64) : va_arg(args->list, u32));
		break;
	case 's':
		put_string(out, &plain, va_arg(args->list, const char *));
		break;
	default:
		return NULL;
	}
	return fmt + 1;
}

/* Up to the next conversion. */
static const char *put_literal(struct text *out, const char *fmt)
{
	char *p = out->p, *end = out->end;

	while (*fmt && *fmt != '%') {
		if (unlikely(p == end)) {
			out->p = NULL;
			return fmt;
		}
		*p++ = *fmt++;
	}
	out->p = p;
	return fmt;
}

/* Return: false for a format that is not understood. */
static bool put_format(struct text *out, const char *fmt, struct arguments *args)
{
	struct conversion conv;
	const char *behind;

	while (*fmt && out->p) {
		if (*fmt != '%') {
			fmt = put_literal(out, fmt);
			continue;
		}
		behind = put_plain(out, fmt, args);
		if (likely(behind)) {
			fmt = behind;
			continue;
		}
		fmt = parse_conversion(&conv, fmt, args);
		if (!put_conversion(out, &conv, args))
			return false;
	}
	return true;
}

/**
 * trace_seq_vformat - add formatted text
 * @s:	  where to
 * @iter: the reader, at a record that the arguments come from; or NULL
 * @fmt:  printf format
 * @args: its arguments
 *
 * The text is there as a whole, or not at all.
 */
void trace_seq_vformat(struct trace_seq *s, struct trace_iterator *iter, const char *fmt,
		       va_list args)
{
	struct text out = {
		.p	= s->buffer + s->seq.len,
		.end	= s->buffer + s->seq.size,
		.iter	= iter,
	};
	struct arguments mine;
	bool understood;

	if (s->full || s->seq.len >= s->seq.size)
		return;
	va_copy(mine.list, args);
	understood = put_format(&out, fmt, &mine);
	va_end(mine.list);

	if (unlikely(!understood))
		trace_seq_vprintf(s, fmt, args);
	else if (likely(out.p))
		s->seq.len = out.p - s->buffer;
	else
		s->full = 1;
}
