// SPDX-License-Identifier: GPL-2.0-only
/*
 * Readers of memory that somebody has scribbled on: a sub-buffer with any bytes
 * in it, and a range that survived a reboot and was damaged. They may find
 * nothing, or nonsense; they must end, and stay inside.
 */
#include "fuzz.h"

#define NR	3

static void read_all(struct trace_buffer *buffer)
{
	struct buffer_data_read_page *taken;
	struct ring_buffer_event *event;
	struct ring_buffer_iter *iter;
	unsigned long lost;
	u32 left = 10000;
	u64 ts, last = 0;

	iter = ring_buffer_read_start(buffer, 0, GFP_KERNEL);
	check(iter);
	while (left-- && (event = ring_buffer_iter_peek(iter, &ts))) {
		touch(event);
		ring_buffer_iter_lost(iter);
		ring_buffer_iter_advance(iter);
	}
	check(left);
	ring_buffer_read_finish(iter);
	ring_buffer_bytes_cpu(buffer, 0);
	ring_buffer_oldest_event_ts(buffer, 0);
	left = take(1) % 16;
	while (left-- && (event = ring_buffer_consume(buffer, 0, &ts, &lost)))
		touch(event);
	if (take(1) % 2 && !ring_buffer_alloc_read_page(buffer, 0, &taken)) {
		left = 2 * NR + 2;
		while (left-- && ring_buffer_read_page(buffer, taken, take(1) * 2, 0, take(1) % 2) >= 0) {
			struct rb_data_page *page = ring_buffer_read_page_data(taken);
			u32 end = page->commit & ~(RB_MISSED_EVENTS | RB_MISSED_STORED);

			check(end <= ring_buffer_read_page_size(taken) - RB_PAGE_HDR);
		}
		ring_buffer_free_read_page(buffer, 0, taken);
	}
	left = 10000;
	while (left-- && (event = ring_buffer_consume(buffer, 0, &ts, &lost)))
		touch(event);
	check(left);
	ring_buffer_entries_cpu(buffer, 0);
}

static void write_some(struct trace_buffer *buffer, u32 n)
{
	u8 data[100] = { 0 };

	while (n--) {
		now += take(1);
		ring_buffer_write(buffer, take(1) % sizeof(data), data);
	}
}

/* Any bytes behind a head that can be trusted, as it can in memory of our own. */
static void hostile_page(void)
{
	struct trace_buffer *buffer;
	struct rb_cpu *cb;
	u32 i, size = PAGE_SIZE - RB_PAGE_HDR;

	buffer = ring_buffer_alloc(NR * size, RB_FL_OVERWRITE);
	check(buffer);
	write_some(buffer, take(1) % 64);
	cb = rb_cpu_of(buffer, 0);
	for (i = 0; i <= NR; i++) {
		struct rb_data_page *data = cb->store->pages[i]->data;
		u32 at = take(1) % size, n = min_t(u32, size - at, take(1));

		n = min_t(u32, n, input_end - input);
		memcpy(data->data + at, input, n);
		input += n;
	}
	read_all(buffer);
	ring_buffer_free(buffer);
}

#ifdef HAVE_RANGE
/* A range with events in it, then damaged anywhere, then found at boot. */
static void hostile_range(void)
{
	u64 size = (NR + 2) * (PAGE_SIZE + 128) + 2 * PAGE_SIZE;
	struct trace_buffer *buffer;
	u32 order = take(1) % 2, n;
	u8 *range;

	size = ALIGN(size << order, PAGE_SIZE);
	range = aligned_alloc(PAGE_SIZE, size);
	memset(range, 0, size);
	buffer = ring_buffer_alloc_range(0, RB_FL_OVERWRITE, order, (unsigned long)range, size);
	check(buffer);
	write_some(buffer, take(1) % 64);
	for (n = take(1) % 8; n; n--)
		ring_buffer_consume(buffer, 0, NULL, NULL);
	ring_buffer_free(buffer);

	for (n = take(1) % 16; n; n--) {
		u32 at = take(2) % size, bytes = 1 << take(1) % 4;
		u64 value = take(bytes);

		if (at + bytes <= size)
			memcpy(range + at, &value, bytes);
	}
	buffer = ring_buffer_alloc_range(0, RB_FL_OVERWRITE, order, (unsigned long)range, size);
	check(buffer);
	if (take(1) % 2)
		write_some(buffer, take(1) % 64);
	read_all(buffer);
	write_some(buffer, take(1) % 64);
	read_all(buffer);
	/* Whatever was there: now it works as any other. */
	ring_buffer_reset(buffer);
	now += 1000;
	check(!ring_buffer_write(buffer, sizeof(now), &now));
	check(ring_buffer_entries_cpu(buffer, 0) == 1);
	check(ring_buffer_consume(buffer, 0, NULL, NULL));
	ring_buffer_free(buffer);
	free(range);
}
#endif

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);
int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	input = data;
	input_end = data + size;
	now = 1000000;
#ifdef HAVE_RANGE
	if (take(1) % 2)
		hostile_range();
	else
#endif
		hostile_page();
	return 0;
}
