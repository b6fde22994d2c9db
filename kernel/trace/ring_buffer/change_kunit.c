// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of what happens to a ring as a whole: other sizes, other
 * sub-buffers, whole sub-buffers handed out, rings exchanged, all of it between
 * any writes and reads.
 *
 * Events are numbered. A reader that finds a number other than the next must
 * have been told of exactly as many lost events.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/prandom.h>
#include <linux/sched.h>

#include "buffer.h"

struct rb_book {
	struct trace_buffer	*buffer;
	int			cpu;
	u64			written;	/* numbers given out */
	u64			next;		/* that the reader expects */
	u64			read;
	u64			lost;
};

static struct rb_book book;

/* On one CPU: a test case has a task of its own. */
static void stay_here(struct kunit *test)
{
	book.cpu = raw_smp_processor_id();
	KUNIT_ASSERT_EQ(test, set_cpus_allowed_ptr(current, cpumask_of(book.cpu)), 0);
}

static void open_book(struct kunit *test, unsigned long pages)
{
	memset(&book, 0, sizeof(book));
	book.buffer = ring_buffer_alloc(pages * (PAGE_SIZE - RB_PAGE_HDR), RB_FL_OVERWRITE);
	KUNIT_ASSERT_NOT_NULL(test, book.buffer);
	stay_here(test);
}

static void close_book(struct kunit *test)
{
	if (book.buffer) {
		ring_buffer_free(book.buffer);
		book.buffer = NULL;
	}
}

/* Events of various lengths, each of which begins with its number. */
static void write_events(u64 count)
{
	struct ring_buffer_event *event;

	while (count--) {
		event = ring_buffer_lock_reserve(book.buffer, 8 + (book.written * 7) % 180);
		if (!event)
			return;
		*(u64 *)ring_buffer_event_data(event) = book.written++;
		ring_buffer_unlock_commit(book.buffer);
	}
}

static void note_event(struct kunit *test, struct ring_buffer_event *event, u64 lost)
{
	u64 number = *(u64 *)ring_buffer_event_data(event);

	KUNIT_EXPECT_EQ(test, number, book.next + lost);
	book.lost += lost;
	book.read++;
	book.next = number + 1;
}

static void read_events(struct kunit *test, u64 count)
{
	struct ring_buffer_event *event;
	unsigned long lost;

	while (count-- && (event = ring_buffer_consume(book.buffer, book.cpu, NULL, &lost)))
		note_event(test, event, lost);
}

/* All events of a sub-buffer as programs get it. */
static void note_page(struct kunit *test, struct rb_data_page *data, u32 size)
{
	unsigned long commit = (unsigned long)data->commit, lost = 0;
	u32 end = commit & ~(RB_MISSED_EVENTS | RB_MISSED_STORED), at, stride;
	struct ring_buffer_event *event;

	KUNIT_ASSERT_LE(test, end + RB_PAGE_HDR, size);
	if (commit & RB_MISSED_STORED)
		memcpy(&lost, data->data + end, sizeof(lost));
	else if (commit & RB_MISSED_EVENTS)
		lost = *(u64 *)ring_buffer_event_data((void *)data->data) - book.next;
	for (at = 0; at < end; at += stride) {
		event = (void *)data->data + at;
		stride = rb_event_stride(event, end - at);
		KUNIT_ASSERT_NE(test, stride, 0);
		if (!rb_event_is_data(event))
			continue;
		note_event(test, event, lost);
		lost = 0;
	}
}

static bool read_page(struct kunit *test, size_t len, int full)
{
	struct buffer_data_read_page *page;
	int ret;

	KUNIT_ASSERT_EQ(test, ring_buffer_alloc_read_page(book.buffer, book.cpu, &page), 0);
	ret = ring_buffer_read_page(book.buffer, page, len, book.cpu, full);
	if (!ret)
		note_page(test, ring_buffer_read_page_data(page), ring_buffer_read_page_size(page));
	ring_buffer_free_read_page(book.buffer, book.cpu, page);
	return !ret;
}

static void check_book(struct kunit *test)
{
	u64 overrun = ring_buffer_overrun_cpu(book.buffer, book.cpu);
	u64 left = ring_buffer_entries_cpu(book.buffer, book.cpu);

	KUNIT_EXPECT_EQ(test, book.read, ring_buffer_read_events_cpu(book.buffer, book.cpu));
	KUNIT_EXPECT_EQ(test, book.written, book.read + overrun + left);
	KUNIT_EXPECT_EQ(test, ring_buffer_commit_overrun_cpu(book.buffer, book.cpu), 0);
}

static void resize(struct kunit *test, unsigned long pages)
{
	unsigned long size = pages * (PAGE_SIZE - RB_PAGE_HDR);

	KUNIT_ASSERT_EQ(test, ring_buffer_resize(book.buffer, size, book.cpu), 0);
	KUNIT_EXPECT_EQ(test, ring_buffer_size(book.buffer, book.cpu), max(pages, 2UL) *
			(PAGE_SIZE - RB_PAGE_HDR));
}

static void growing_loses_nothing(struct kunit *test)
{
	u32 pages;

	open_book(test, 2);
	write_events(40);
	for (pages = 3; pages < 40; pages += 3) {
		resize(test, pages);
		write_events(60);
	}
	read_events(test, U64_MAX);
	KUNIT_EXPECT_EQ(test, book.read, book.written);
	check_book(test);
}

static void shrinking_overwrites_the_oldest(struct kunit *test)
{
	open_book(test, 20);
	write_events(500);
	read_events(test, 10);
	resize(test, 4);
	check_book(test);
	KUNIT_EXPECT_GT(test, ring_buffer_overrun_cpu(book.buffer, book.cpu), 0);
	read_events(test, U64_MAX);
	KUNIT_EXPECT_EQ(test, book.next, book.written);
	KUNIT_EXPECT_EQ(test, book.lost, ring_buffer_overrun_cpu(book.buffer, book.cpu));
	check_book(test);
}

static void anything_in_any_order_adds_up(struct kunit *test)
{
	struct rnd_state rnd;
	u32 i, k;

	prandom_seed_state(&rnd, 4711);
	for (k = 0; k < 20; k++) {
		open_book(test, 4);
		for (i = 0; i < 100; i++) {
			switch (prandom_u32_state(&rnd) % 8) {
			case 0 ... 2:
				write_events(prandom_u32_state(&rnd) % 200);
				break;
			case 3:
				read_events(test, prandom_u32_state(&rnd) % 100);
				break;
			case 4:
				read_page(test, PAGE_SIZE, prandom_u32_state(&rnd) & 1);
				break;
			case 5:
				read_page(test, 100 + prandom_u32_state(&rnd) % 1000, 0);
				break;
			default:
				resize(test, 2 + prandom_u32_state(&rnd) % 12);
			}
			check_book(test);
		}
		read_events(test, U64_MAX);
		KUNIT_EXPECT_EQ(test, book.next, book.written);
		KUNIT_EXPECT_EQ(test, book.lost, ring_buffer_overrun_cpu(book.buffer, book.cpu));
		check_book(test);
		close_book(test);
	}
}

static void a_whole_sub_buffer_is_not_copied(struct kunit *test)
{
	struct buffer_data_read_page *page;
	void *mine, *given;

	open_book(test, 4);
	write_events(100);
	KUNIT_ASSERT_EQ(test, ring_buffer_alloc_read_page(book.buffer, book.cpu, &page), 0);
	mine = ring_buffer_read_page_data(page);
	given = rb_cpu_of(book.buffer, book.cpu)->commit->data;
	KUNIT_EXPECT_EQ(test, ring_buffer_read_page(book.buffer, page, PAGE_SIZE, book.cpu, 1), 0);
	KUNIT_EXPECT_PTR_NE(test, ring_buffer_read_page_data(page), mine);
	note_page(test, ring_buffer_read_page_data(page), PAGE_SIZE);
	/* The one that is written to stays, and can be had as a copy only. */
	while (!ring_buffer_read_page(book.buffer, page, PAGE_SIZE, book.cpu, 1))
		note_page(test, ring_buffer_read_page_data(page), PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, ring_buffer_read_page(book.buffer, page, PAGE_SIZE, book.cpu, 0), 0);
	note_page(test, ring_buffer_read_page_data(page), PAGE_SIZE);
	KUNIT_EXPECT_PTR_EQ(test, rb_cpu_of(book.buffer, book.cpu)->commit->data, given);
	KUNIT_EXPECT_EQ(test, ring_buffer_read_page(book.buffer, page, PAGE_SIZE, book.cpu, 0), -1);
	ring_buffer_free_read_page(book.buffer, book.cpu, page);
	KUNIT_EXPECT_EQ(test, book.read, book.written);
	check_book(test);
}

static void every_order_of_sub_buffers_works(struct kunit *test)
{
	int order;

	open_book(test, 8);
	for (order = RB_MAX_ORDER; order >= 0; order--) {
		write_events(300);
		KUNIT_ASSERT_EQ(test, ring_buffer_subbuf_order_set(book.buffer, order), 0);
		KUNIT_EXPECT_EQ(test, ring_buffer_subbuf_size_get(book.buffer), PAGE_SIZE << order);
		KUNIT_EXPECT_TRUE(test, ring_buffer_empty_cpu(book.buffer, book.cpu));
		book.written = 0;
		book.next = 0;
		book.read = 0;
		book.lost = 0;
		write_events(40000);
		read_events(test, 5);
		while (read_page(test, PAGE_SIZE << order, 0))
			;
		KUNIT_EXPECT_EQ(test, book.next, book.written);
		check_book(test);
	}
	/* Back and forth, and as large as ever. */
	KUNIT_EXPECT_EQ(test, ring_buffer_size(book.buffer, book.cpu),
			8 * (PAGE_SIZE - RB_PAGE_HDR));
	KUNIT_EXPECT_EQ(test, ring_buffer_subbuf_order_set(book.buffer, -1), -EINVAL);
	KUNIT_EXPECT_EQ(test, ring_buffer_subbuf_order_set(book.buffer, RB_MAX_ORDER + 1), -EINVAL);
}

static void an_iterator_goes_on_in_another_size(struct kunit *test)
{
	struct ring_buffer_event *event;
	struct ring_buffer_iter *iter;
	u64 number, next = 0;

	open_book(test, 8);
	write_events(200);
	iter = ring_buffer_read_start(book.buffer, book.cpu, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, iter);
	while ((event = ring_buffer_iter_peek(iter, NULL))) {
		number = *(u64 *)ring_buffer_event_data(event);
		KUNIT_EXPECT_EQ(test, number, next + ring_buffer_iter_lost(iter));
		next = number + 1;
		ring_buffer_iter_advance(iter);
		if (number % 20 == 0)
			resize(test, number % 40 ? 5 : 13);
	}
	KUNIT_EXPECT_EQ(test, next, 200);
	/* Sub-buffers that it was not made for end it. */
	ring_buffer_iter_reset(iter);
	KUNIT_EXPECT_NOT_NULL(test, ring_buffer_iter_peek(iter, NULL));
	KUNIT_EXPECT_EQ(test, ring_buffer_subbuf_order_set(book.buffer, 2), 0);
	write_events(2000);
	for (next = 0; ring_buffer_iter_peek(iter, NULL); next++)
		ring_buffer_iter_advance(iter);
	KUNIT_EXPECT_LT(test, next, 200);
	ring_buffer_iter_reset(iter);
	KUNIT_EXPECT_NULL(test, ring_buffer_iter_peek(iter, NULL));
	ring_buffer_read_finish(iter);
}

#ifdef CONFIG_RING_BUFFER_ALLOW_SWAP
static int swap_rings(struct trace_buffer *other)
{
	unsigned long flags;
	int ret;

	local_irq_save(flags);
	ret = ring_buffer_swap_cpu(book.buffer, other, book.cpu);
	local_irq_restore(flags);
	return ret;
}

static void rings_change_places_whole(struct kunit *test)
{
	struct trace_buffer *other = ring_buffer_alloc(4 * (PAGE_SIZE - RB_PAGE_HDR), 0);

	KUNIT_ASSERT_NOT_NULL(test, other);
	open_book(test, 4);
	write_events(100);
	read_events(test, 30);
	KUNIT_EXPECT_EQ(test, swap_rings(other), 0);
	KUNIT_EXPECT_TRUE(test, ring_buffer_empty_cpu(book.buffer, book.cpu));
	KUNIT_EXPECT_EQ(test, ring_buffer_entries_cpu(other, book.cpu), 70);
	/* Under a writer: refused. */
	KUNIT_EXPECT_NOT_NULL(test, ring_buffer_lock_reserve(book.buffer, 8));
	KUNIT_EXPECT_EQ(test, swap_rings(other), -EBUSY);
	ring_buffer_unlock_commit(book.buffer);
	KUNIT_EXPECT_EQ(test, ring_buffer_entries_cpu(book.buffer, book.cpu), 1);
	KUNIT_EXPECT_EQ(test, swap_rings(other), 0);
	KUNIT_EXPECT_EQ(test, ring_buffer_entries_cpu(other, book.cpu), 1);
	write_events(20);
	read_events(test, U64_MAX);
	KUNIT_EXPECT_EQ(test, book.read, 120);
	check_book(test);
	KUNIT_EXPECT_EQ(test, ring_buffer_resize(other, 9 * PAGE_SIZE, book.cpu), 0);
	KUNIT_EXPECT_EQ(test, swap_rings(other), -EINVAL);
	ring_buffer_free(other);
}
#endif

static void an_impossible_size_changes_nothing(struct kunit *test)
{
	unsigned long size;

	open_book(test, 4);
	write_events(50);
	size = ring_buffer_size(book.buffer, book.cpu);
	KUNIT_EXPECT_EQ(test, ring_buffer_resize(book.buffer, ULONG_MAX, book.cpu), -ENOMEM);
	KUNIT_EXPECT_EQ(test, ring_buffer_resize(book.buffer, 60UL << 30, RING_BUFFER_ALL_CPUS),
			-ENOMEM);
	KUNIT_EXPECT_EQ(test, ring_buffer_size(book.buffer, book.cpu), size);
	read_events(test, U64_MAX);
	KUNIT_EXPECT_EQ(test, book.read, 50);
}

/* --- memory that survives ------------------------------------------------- */

#define RANGE_SIZE	((unsigned long)PAGE_SIZE * 16 * nr_cpu_ids)

static void *range;

/* Whatever the memory is to us at the moment: a boot. */
static void boot(struct kunit *test)
{
	close_book(test);
	memset(&book, 0, sizeof(book));
	book.buffer = ring_buffer_alloc_range(0, RB_FL_OVERWRITE, 0, (unsigned long)range,
					      RANGE_SIZE);
	KUNIT_ASSERT_NOT_NULL(test, book.buffer);
	stay_here(test);
}

static void first_boot(struct kunit *test)
{
	range = alloc_pages_exact(RANGE_SIZE, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, range);
	memset(range, 0xa5, RANGE_SIZE);
	boot(test);
}

static void last_shutdown(struct kunit *test)
{
	close_book(test);
	free_pages_exact(range, RANGE_SIZE);
	range = NULL;
}

static void events_survive_a_boot(struct kunit *test)
{
	struct ring_buffer_event *event;
	long text = 1, data = 1;
	unsigned long lost;
	u64 written, rounds;

	first_boot(test);
	KUNIT_EXPECT_FALSE(test, ring_buffer_last_boot_delta(book.buffer, &text, &data));
	for (rounds = 1; rounds < 8; rounds++) {
		write_events(rounds * 90);
		if (rounds & 1)
			read_events(test, 20);
		/* Somebody is in the middle of it when the machine goes down. */
		if (rounds & 2 && ring_buffer_lock_reserve(book.buffer, 16))
			preempt_enable();
		written = book.written;
		boot(test);
		KUNIT_EXPECT_TRUE(test, ring_buffer_last_boot_delta(book.buffer, &text, &data));
		KUNIT_EXPECT_EQ(test, text, 0);
		KUNIT_EXPECT_EQ(test, data, 0);
		KUNIT_EXPECT_GT(test, ring_buffer_entries_cpu(book.buffer, book.cpu), 50);
		/* And while nobody has read them, new ones come. */
		book.written = written;
		write_events(5);
		event = ring_buffer_peek(book.buffer, book.cpu, NULL, &lost);
		KUNIT_ASSERT_NOT_NULL(test, event);
		book.next = *(u64 *)ring_buffer_event_data(event) - lost;
		read_events(test, U64_MAX);
		KUNIT_EXPECT_EQ(test, book.next, book.written);
		ring_buffer_reset(book.buffer);
		boot(test);
		KUNIT_EXPECT_TRUE(test, ring_buffer_empty(book.buffer));
	}
	last_shutdown(test);
}

static void damage_is_left_out(struct kunit *test)
{
	struct rnd_state rnd;
	u32 i, k, n;

	prandom_seed_state(&rnd, 815);
	first_boot(test);
	for (k = 0; k < 300; k++) {
		write_events(400);
		for (i = 0; i < 1 + k / 10; i++) {
			/* Not the head: that would only make it all go. */
			n = sizeof(u64) * 8 + prandom_u32_state(&rnd) % (RANGE_SIZE - 64);
			((u8 *)range)[n] ^= 1 << prandom_u32_state(&rnd) % 8;
		}
		boot(test);
		for (n = 0; ring_buffer_consume(book.buffer, book.cpu, NULL, NULL); n++)
			KUNIT_ASSERT_LT(test, n, 16 * PAGE_SIZE / 8);
		ring_buffer_reset(book.buffer);
		write_events(10);
		for (n = 0; ring_buffer_consume(book.buffer, book.cpu, NULL, NULL); n++)
			;
		KUNIT_EXPECT_EQ(test, n, 10);
	}
	last_shutdown(test);
}

static void another_layout_is_not_believed(struct kunit *test)
{
	long text, data;

	first_boot(test);
	write_events(100);
	((u32 *)range)[1]++;
	boot(test);
	KUNIT_EXPECT_TRUE(test, ring_buffer_empty(book.buffer));
	KUNIT_EXPECT_FALSE(test, ring_buffer_last_boot_delta(book.buffer, &text, &data));
	last_shutdown(test);
	KUNIT_EXPECT_NULL(test, ring_buffer_alloc_range(0, 0, 0, PAGE_SIZE, PAGE_SIZE));
}

static struct kunit_case rb_change_cases[] = {
	KUNIT_CASE(growing_loses_nothing),
	KUNIT_CASE(shrinking_overwrites_the_oldest),
	KUNIT_CASE(anything_in_any_order_adds_up),
	KUNIT_CASE(a_whole_sub_buffer_is_not_copied),
	KUNIT_CASE(every_order_of_sub_buffers_works),
	KUNIT_CASE(an_iterator_goes_on_in_another_size),
#ifdef CONFIG_RING_BUFFER_ALLOW_SWAP
	KUNIT_CASE(rings_change_places_whole),
#endif
	KUNIT_CASE(an_impossible_size_changes_nothing),
	KUNIT_CASE(events_survive_a_boot),
	KUNIT_CASE(damage_is_left_out),
	KUNIT_CASE(another_layout_is_not_believed),
	{}
};

static struct kunit_suite rb_change_suite = {
	.name = "ring_buffer_change",
	.exit = close_book,
	.test_cases = rb_change_cases,
};

kunit_test_suite(rb_change_suite);
