/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * As much of the kernel as filters use, for user space. Every <linux/...> header that they include
 * is a file of one line that includes this one (the Makefile makes them), so the sources compile
 * as they are.
 */
#ifndef _SHIM_KERNEL_H
#define _SHIM_KERNEL_H

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

/* ---- language ------------------------------------------------------------ */

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef unsigned long long u64;
typedef int8_t s8;
typedef int16_t s16;
typedef int32_t s32;
typedef long long s64;

#undef __always_inline
#define __always_inline		inline __attribute__((always_inline))
#define noinline		__attribute__((noinline))
#define notrace
#define __percpu
#define __user
#define __counted_by(member)
#define likely(x)		__builtin_expect(!!(x), 1)
#define unlikely(x)		__builtin_expect(!!(x), 0)
#define __packed		__attribute__((packed))
#define fallthrough		__attribute__((fallthrough))
#define barrier()		__asm__ __volatile__("" : : : "memory")
#define U16_MAX			UINT16_MAX
#define U64_MAX			UINT64_MAX
#define BITS_PER_BYTE		8

#define ARRAY_SIZE(a)		(sizeof(a) / sizeof((a)[0]))
#define min(a, b)		((a) < (b) ? (a) : (b))
#define swap(a, b)		do { __typeof__(a) __old = (a); (a) = (b); (b) = __old; } while (0)
#define struct_size(p, member, n) (sizeof(*(p)) + (n) * sizeof((p)->member[0]))
#define array_size(n, size)	((n) * (size))
#define container_of(p, type, member) ((type *)((char *)(p) - offsetof(type, member)))
#define EXPORT_SYMBOL_GPL(name)	extern int shim_export_##name

/* A mistake of the parser: what the fuzzer is after. */
#define WARN_ON_ONCE(x)							\
({									\
	if (x)								\
		__builtin_trap();					\
	false;								\
})

#define get_unaligned(p)						\
({									\
	__typeof__(*(p)) __val;						\
									\
	memcpy((void *)&__val, p, sizeof(__val));			\
	__val;								\
})

static inline u32 rounddown_pow_of_two(u32 n)
{
	return 1U << (31 - __builtin_clz(n));
}

/* ---- memory -------------------------------------------------------------- */

#define GFP_KERNEL 0

/* Runs out when the fuzzer says so. */
void *shim_alloc(size_t size, bool clear);

#define kmalloc(size, gfp)		shim_alloc(size, false)
#define kzalloc(size, gfp)		shim_alloc(size, true)
#define kvcalloc(n, size, gfp)		shim_alloc((n) * (size), true)
#define kvmalloc_array(n, size, gfp)	shim_alloc((n) * (size), false)
#define kfree(p)			free((void *)(p))
#define kvfree(p)			free((void *)(p))

static inline char *kmemdup_nul(const char *from, size_t len, int gfp)
{
	char *to = shim_alloc(len + 1, false);

	if (to) {
		memcpy(to, from, len);
		to[len] = '\0';
	}
	return to;
}

/* ---- numbers ------------------------------------------------------------- */

int kstrtou64(const char *s, unsigned int base, u64 *res);
int kstrtos64(const char *s, unsigned int base, s64 *res);
int kstrtoul(const char *s, unsigned int base, unsigned long *res);

/* ---- CPUs: as many as an unsigned long has bits, and we are on number 3 --- */

struct cpumask {
	unsigned long bits;
};

#define nr_cpu_ids		64U
#define cpumask_size()		sizeof(struct cpumask)
#define cpumask_bits(m)		(&(m)->bits)
#define cpumask_empty(m)	(!(m)->bits)
#define cpumask_weight(m)	__builtin_popcountl((m)->bits)
#define cpumask_first(m)	((u32)__builtin_ctzl((m)->bits))
#define cpumask_test_cpu(n, m)	((m)->bits >> (n) & 1)
#define raw_smp_processor_id()	3U

int cpulist_parse(const char *list, struct cpumask *mask);

static inline unsigned long shim_word(const unsigned long *a, unsigned int nr)
{
	unsigned long word = 0;

	memcpy(&word, a, (nr + 7) / 8);
	return word;
}

#define bitmap_intersects(a, b, nr)	((shim_word(a, nr) & shim_word(b, nr)) != 0)
#define bitmap_equal(a, b, nr)		(shim_word(a, nr) == shim_word(b, nr))

#define alloc_percpu(type)		((type *)shim_alloc(sizeof(type), true))
#define this_cpu_ptr(p)			(p)
#define preempt_disable_notrace()	do { } while (0)
#define preempt_enable_notrace()	do { } while (0)

/* ---- tasks, names, pointers ---------------------------------------------- */

struct task_struct {
	char comm[16];
};

extern struct task_struct *current;

unsigned long kallsyms_lookup_name(const char *name);
int kallsyms_lookup_size_offset(unsigned long addr, unsigned long *size, unsigned long *offset);
long strncpy_from_kernel_nofault(char *to, const void *from, long max);
long strncpy_from_user_nofault(char *to, const void *from, long max);

/* ---- events -------------------------------------------------------------- */

#define MAX_FILTER_STR_VAL	256U

enum {
	FILTER_OTHER = 0,
	FILTER_STATIC_STRING,
	FILTER_DYN_STRING,
	FILTER_RDYN_STRING,
	FILTER_PTR_STRING,
	FILTER_TRACE_FN,
	FILTER_CPUMASK,
	FILTER_COMM,
	FILTER_CPU,
	FILTER_STACKTRACE,
};

struct event_filter;
int filter_match_preds(struct event_filter *filter, void *rec);

#endif /* _SHIM_KERNEL_H */
