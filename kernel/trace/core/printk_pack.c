// SPDX-License-Identifier: GPL-2.0-only
/*
 * Arguments of a trace_printk() with a constant format, packed for the record.
 *
 * The words are those that vbin_printf() makes, since bstr_printf() prints them. Integers of 32 and
 * 64 bits, which is what nearly all of these formats have, are packed here, in one look at the
 * format that takes no more from it than how wide they are. Anything else is for vbin_printf().
 *
 * Any context.
 */
#include <linux/kernel.h>
#include <linux/string.h>

#include "trace.h"

/* Behind the %: flags and a width that is not an argument. */
static const char *skip_width(const char *fmt)
{
	while (*fmt >= '0' && *fmt <= '9')
		fmt++;
	if (likely(*fmt >= 'A'))
		return fmt;
	while (*fmt && strchr("#0123456789+- .", *fmt))
		fmt++;
	return fmt;
}

/* Return: how many bytes the argument has, or 0 for one that is not for here. */
static unsigned int number_size(const char **fmt)
{
	const char *p = skip_width(*fmt);
	unsigned int size = sizeof(int);

	if (*p == 'z') {
		size = sizeof(size_t);
		p++;
	} else if (*p == 'l') {
		size = p[1] == 'l' ? sizeof(long long) : sizeof(long);
		p += p[1] == 'l' ? 2 : 1;
	}
	*fmt = p + 1;
	return *p == 'd' || *p == 'u' || *p == 'x' || *p == 'i' || *p == 'X' ? size : 0;
}

/**
 * trace_pack - pack the arguments of a format
 * @words: where to
 * @max:   how many there may be
 * @fmt:   the format
 * @args:  its arguments; used up if they were packed
 *
 * Return: how many words they are, or -1 if they are not for this function or too many.
 */
int trace_pack(u32 *words, unsigned int max, const char *fmt, va_list args)
{
	unsigned int n = 0;
	unsigned int size;
	u64 val;

	for (;;) {
		while (*fmt && *fmt != '%')
			fmt++;
		if (!*fmt++)
			return n;
		if (*fmt == '%') {
			fmt++;
			continue;
		}
		size = number_size(&fmt);
		if (!size || n + size / sizeof(u32) > max)
			return -1;
		if (size == sizeof(u32)) {
			words[n++] = va_arg(args, u32);
			continue;
		}
		val = va_arg(args, u64);
		memcpy(&words[n], &val, sizeof(val));
		n += 2;
	}
}
