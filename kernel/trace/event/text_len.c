// SPDX-License-Identifier: GPL-2.0-only
/*
 * Strings to record: how long they are.
 *
 * Probes call this in the manner of reserve.c, and for the same reason. Most strings are names of a
 * dozen characters, which is what this is made for: strlen() takes more to find out how to begin.
 * Whatever is not usual is in a function of its own, which takes what it needs from the register
 * where the probe put it, and keeps all of them but that of its result.
 *
 * Any context.
 */
#include <linux/align.h>
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/trace_events.h>
#include <linux/unaligned.h>

#include "ring_buffer/rb.h"

#ifdef CONFIG_TRACE_EVENT_KEEPS_REGISTERS

#include <asm/word-at-a-time.h>

/* @text is in %rdi. */
#define LEN_ANY(text)								\
({										\
	unsigned long __any_len;						\
										\
	(void)(text);								\
	asm volatile("call text_len_any"					\
		     : "=a" (__any_len), ASM_CALL_CONSTRAINT			\
		     : : "cc", "memory");					\
	__any_len;								\
})

/* Bytes are slow, but never reach into the next page. */
static noinline __used __rb_keeps_registers unsigned long text_len_any(const char *text)
{
	unsigned long len = 0;

	if (unlikely(!text))
		return sizeof(EVENT_NULL_STR) - 1;
	while (text[len])
		len++;
	return len;
}

/*
 * By words. The first is where the string begins, unless that might reach into the next page; NULL
 * counts as that, so it needs no test of its own. The others are aligned: each has at least one
 * byte of the string in it, so all of it is there to be read, and what it has of the one before is
 * not the end.
 */
static __always_inline unsigned long text_len(const char *text)
{
	const struct word_at_a_time constants = WORD_AT_A_TIME_CONSTANTS;
	const unsigned long *at;
	unsigned long word, mask, end;

	if (unlikely(offset_in_page(text - 1) >= PAGE_SIZE - sizeof(*at)))
		return LEN_ANY(text);
	word = get_unaligned((const unsigned long *)text);
	if (has_zero(word, &mask, &constants)) {
		mask = create_zero_mask(prep_zero_mask(word, mask, &constants));
		return find_zero(mask);
	}
	at = (const unsigned long *)text;
	do {
		at = PTR_ALIGN_DOWN(at + 1, sizeof(*at));
		OPTIMIZER_HIDE_VAR(at);	/* in one register, and no sums of it in others */
		word = *at;
	} while (!has_zero(word, &mask, &constants));
	mask = create_zero_mask(prep_zero_mask(word, mask, &constants));
	end = (unsigned long)at + find_zero(mask);
	/* Less @text: the compiler would use a copy of it and have to save one register more. */
	asm("sub	%%rdi, %0" : "+r" (end) : : "cc");
	return end;
}

#else

static unsigned long text_len(const char *text)
{
	return strlen(text ?: EVENT_NULL_STR);
}

#endif

/**
 * __trace_text_len - length of a string to record
 * @text: the string; NULL is recorded as EVENT_NULL_STR
 */
notrace unsigned long __trace_text_len(const char *text)
{
	return text_len(text);
}
EXPORT_SYMBOL_GPL(__trace_text_len);
