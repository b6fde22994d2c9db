// SPDX-License-Identifier: GPL-2.0-only
/*
 * Strings in records: how long they are, and how they get there.
 *
 * Probes call this in the manner of reserve.c, and for the same reason. Most strings are names of a
 * dozen characters, which is what this is made for: memcpy() and strlen() take more to find out how
 * to begin.
 *
 * Any context. A string that changes meanwhile is cut at the length that it had.
 */
#include <linux/align.h>
#include <linux/export.h>
#include <linux/string.h>
#include <linux/trace_events.h>
#include <linux/unaligned.h>

#ifdef CONFIG_TRACE_EVENT_KEEPS_REGISTERS

#include <asm/word-at-a-time.h>

/*
 * By words that are aligned: each has at least one byte of the string in it, so all of it is there
 * to be read.
 */
static __always_inline unsigned long text_len(const char *text)
{
	const struct word_at_a_time constants = WORD_AT_A_TIME_CONSTANTS;
	const unsigned long *at = PTR_ALIGN_DOWN((const unsigned long *)text, sizeof(*at));
	unsigned int before = (unsigned long)text % sizeof(*at);
	unsigned long word, mask;

	/* What is in the first word before the string is not the end of it. */
	word = *at | ~(~0UL << before * BITS_PER_BYTE);
	while (!has_zero(word, &mask, &constants))
		word = *++at;
	mask = create_zero_mask(prep_zero_mask(word, mask, &constants));
	return (const char *)at + find_zero(mask) - text;
}

#else

static unsigned long text_len(const char *text)
{
	return strlen(text);
}

#endif

/**
 * __trace_text_len - length of a string to record
 * @text: the string; NULL is recorded as EVENT_NULL_STR
 */
notrace unsigned long __trace_text_len(const char *text)
{
	if (unlikely(!text))
		return sizeof(EVENT_NULL_STR) - 1;
	return text_len(text);
}
EXPORT_SYMBOL_GPL(__trace_text_len);

#define COPY(type, to, from) \
	put_unaligned(get_unaligned((const type *)(from)), (type *)(to))

/**
 * __trace_copy_text - put a string into a record
 * @to:	  where to
 * @from: the string, or NULL
 * @len:  what __trace_text_len() said of it, and one more for the end
 */
notrace void __trace_copy_text(char *to, const char *from, unsigned long __dx, unsigned long __cx,
			       unsigned long len)
{
	unsigned long at = 0, last = len - 1;

	if (unlikely(!from))
		from = EVENT_NULL_STR;
	/* The last piece may lap over the one before it. */
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
EXPORT_SYMBOL_GPL(__trace_copy_text);
