/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What both fuzzers need: bytes of the input one after another, memory that may
 * run out, a clock, and reading all there is.
 */
#ifndef _FUZZ_H
#define _FUZZ_H

#include "buffer.h"

#define check(x)							\
do {									\
	if (!(x)) {							\
		fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #x);	\
		__builtin_trap();					\
	}								\
} while (0)

struct cpumask shim_one_cpu = { 1 };

static const u8 *input, *input_end;
static u64 now;
static int allocations_left = -1;	/* then memory is out; -1: never */
static bool killed;

static u64 take(u32 bytes)
{
	u64 value = 0;

	while (bytes-- && input < input_end)
		value = value << 8 | *input++;
	return value;
}

void *shim_zalloc(size_t size)
{
	if (!allocations_left)
		return NULL;
	if (allocations_left > 0)
		allocations_left--;
	/* A sub-buffer begins at a page. */
	if (!(size % PAGE_SIZE)) {
		void *p = aligned_alloc(PAGE_SIZE, size);

		memset(p, 0, size);
		return p;
	}
	return calloc(1, size);
}

bool shim_signal_pending(void)
{
	return killed;
}

void shim_warn(const char *what, const char *file, int line)
{
	fprintf(stderr, "WARN(%s) at %s:%d\n", what, file, line);
	__builtin_trap();
}

static u64 fuzz_clock(void)
{
	return now;
}

u64 trace_clock_local(void)
{
	return now;
}

void __attribute__((weak)) rb_wait_init(struct rb_cpu *cb)
{
}

void __attribute__((weak)) rb_map_update(struct rb_cpu *cb)
{
}

/* Every byte of an event, as a reader of it would touch them. */
static void touch(struct ring_buffer_event *event)
{
	const volatile u8 *data = ring_buffer_event_data(event);
	u32 length = ring_buffer_event_length(event), i;

	for (i = 0; i < length; i++)
		(void)data[i];
}

#endif /* _FUZZ_H */
