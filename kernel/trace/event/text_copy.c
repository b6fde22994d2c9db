// SPDX-License-Identifier: GPL-2.0-only
/*
 * Strings to record: how they get into the record.
 *
 * Made as text_len.c is. But when a string is copied there is a record already, in the registers
 * that the probe got it in: these are kept as well, see the Makefile.
 *
 * Any context. A string that changes meanwhile is cut at the length that it had.
 */
#include <linux/export.h>
#include <linux/trace_events.h>
#include <linux/unaligned.h>

#include "ring_buffer/rb.h"

#ifdef CONFIG_TRACE_EVENT_KEEPS_REGISTERS

/* @to is in %rdi, @from in %rsi. */
#define COPY_ANY(to, from, len)							\
do {										\
	register unsigned long __any_len asm("r8") = (len);			\
										\
	(void)(to);								\
	(void)(from);								\
	asm volatile("call copy_any"						\
		     : ASM_CALL_CONSTRAINT					\
		     : "r" (__any_len) : "cc", "memory");			\
} while (0)

#else

#define COPY_ANY(to, from, len)	copy_any(to, from, 0, 0, len)

#endif

#define COPY(type, to, from) \
	put_unaligned(get_unaligned((const type *)(from)), (type *)(to))

/* A string of any length, or none. The last piece may lap over the one before it. */
static noinline __used __rb_keeps_registers void
copy_any(char *to, const char *from, unsigned long __dx, unsigned long __cx, unsigned long len)
{
	unsigned long at = 0, last = len - 1;

	if (unlikely(!from))
		from = EVENT_NULL_STR;
	if (last >= sizeof(u64)) {
		for (; at + sizeof(u64) < last; at += sizeof(u64))
			COPY(u64, to + at, from + at);
		COPY(u64, to + last - sizeof(u64), from + last - sizeof(u64));
	} else if (last >= sizeof(u32)) {
		COPY(u32, to, from);
		COPY(u32, to + last - sizeof(u32), from + last - sizeof(u32));
	} else {
		for (; at < last; at++)
			to[at] = from[at];
	}
	to[last] = '\0';
}

/**
 * __trace_copy_text - put a string into a record
 * @to:	  where to
 * @from: the string, or NULL
 * @__dx: not ours, as is @__cx
 * @__cx: the same
 * @len:  what __trace_text_len() said of it, and one more for the end
 */
notrace void __trace_copy_text(char *to, const char *from, unsigned long __dx, unsigned long __cx,
			       unsigned long len)
{
	unsigned long last = len - 1;

	/* 8 to 16 characters are two pieces. */
	if (likely(from && last - sizeof(u64) <= sizeof(u64))) {
		COPY(u64, to, from);
		COPY(u64, to + last - sizeof(u64), from + last - sizeof(u64));
		to[last] = '\0';
	} else {
		COPY_ANY(to, from, len);
	}
}
EXPORT_SYMBOL_GPL(__trace_copy_text);
