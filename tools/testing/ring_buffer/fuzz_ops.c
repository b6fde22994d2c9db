// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any sequence of writing, taking back, reading in each way, emptying, changing
 * size and running out of memory, held against a list of what was written.
 */
#include "fuzz.h"

#define EVENTS	4096

/* What it does, if asked to. */
#define say(...) do { if (getenv("VERBOSE")) fprintf(stderr, __VA_ARGS__); } while (0)

static struct {
	u32	length;
	u64	time;
} events[EVENTS];

static struct trace_buffer *buffer;
static u32 written, next;	/* events; the next that a reader may find */
static unsigned long refused, consumed, told;
static bool cleared;		/* counters began anew: what was lost is not to be told */
static u64 last_ts;

static u8 byte_of(u32 id, u32 i)
{
	return id * 7 + i * 3 + 1;
}

static void write_one(bool take_back)
{
	u32 length = take(1) % (ring_buffer_max_event_size(buffer) + 1), i;
	struct ring_buffer_event *event;
	u8 *data;

	if (written == EVENTS)
		return;
	length = max(length, 4U);
	now += take(1) % 8 ? take(1) : take(take(1) % 8);
	event = ring_buffer_lock_reserve(buffer, length);
	say("%s %u bytes at %llu: %s\n", take_back ? "discard" : "write", length, now,
	    event ? "" : "refused");
	if (!event) {
		refused += ring_buffer_record_is_on(buffer);
		return;
	}
	data = ring_buffer_event_data(event);
	check(ring_buffer_event_length(event) >= length);
	for (i = 4; i < length; i++)
		data[i] = byte_of(written, i);
	memcpy(data, &written, 4);
	if (take_back) {
		ring_buffer_discard_commit(buffer, event);
		return;
	}
	events[written].length = length;
	events[written++].time = now;
	ring_buffer_unlock_commit(buffer);
}

/* Is it event number @from or a later one, as it was written? Returns its number. */
static u32 look(struct ring_buffer_event *event, u64 ts, u32 from)
{
	u8 *data = ring_buffer_event_data(event);
	u32 id, i;

	memcpy(&id, data, 4);
	check(id >= from && id < written);
	check(ring_buffer_event_length(event) == ALIGN(events[id].length, 4));
	for (i = 4; i < events[id].length; i++)
		check(data[i] == byte_of(id, i));
	check(ts == events[id].time);
	return id;
}

static void read_event(struct ring_buffer_event *event, u64 ts, unsigned long lost)
{
	u32 id = look(event, ts, next);

	say("read %u, %lu lost\n", id, lost);
	check(ts >= last_ts);
	/* Those that were refused in between are told as well. */
	check(cleared || (lost >= id - next && lost <= id - next + refused));
	last_ts = ts;
	told += lost;
	next = id + 1;
	consumed++;
}

static void consume(void)
{
	struct ring_buffer_event *event, *peeked;
	unsigned long lost;
	u64 ts, peeked_ts;

	peeked = ring_buffer_peek(buffer, 0, &peeked_ts, &lost);
	event = ring_buffer_consume(buffer, 0, &ts, &lost);
	check(event == peeked);
	check(!event == !!ring_buffer_empty_cpu(buffer, 0) || event);
	if (!event)
		return;
	check(ts == peeked_ts);
	read_event(event, ts, lost);
}

static void take_page(void)
{
	struct buffer_data_read_page *taken;
	struct rb_data_page *page;
	unsigned long lost = 0;
	u32 at, end, stride;
	u64 ts;

	if (ring_buffer_alloc_read_page(buffer, 0, &taken))
		return;
	say("take a sub-buffer\n");
	if (ring_buffer_read_page(buffer, taken, take(1) * 2, 0, take(1) % 2) >= 0) {
		page = ring_buffer_read_page_data(taken);
		end = page->commit & ~(RB_MISSED_EVENTS | RB_MISSED_STORED);
		ts = page->time_stamp;
		check(end <= ring_buffer_read_page_size(taken) - RB_PAGE_HDR);
		if (page->commit & RB_MISSED_STORED)
			memcpy(&lost, page->data + end, sizeof(lost));
		for (at = 0; at < end; at += stride) {
			struct ring_buffer_event *event = (void *)page->data + at;

			stride = rb_event_stride(event, end - at);
			check(stride);
			ts = rb_event_time(event, ts);
			if (!rb_event_is_data(event))
				continue;
			/* Too full to say how many. */
			if (page->commit & RB_MISSED_EVENTS && !(page->commit & RB_MISSED_STORED)) {
				u32 id;

				memcpy(&id, ring_buffer_event_data(event), 4);
				lost = id - next;
				cleared = true;
				page->commit = 0;
			}
			read_event(event, ts, lost);
			lost = 0;
		}
	}
	ring_buffer_free_read_page(buffer, 0, taken);
}

static void iterate(void)
{
	struct ring_buffer_iter *iter = ring_buffer_read_start(buffer, 0, GFP_KERNEL);
	struct ring_buffer_event *event;
	unsigned long found = 0, entries = ring_buffer_entries_cpu(buffer, 0);
	u32 from = next;
	u64 ts;

	if (!iter)
		return;
	while ((event = ring_buffer_iter_peek(iter, &ts))) {
		from = look(event, ts, from) + 1;
		found++;
		ring_buffer_iter_advance(iter);
	}
	say("iterate: %lu of %lu\n", found, entries);
	check(found == entries);
	ring_buffer_read_finish(iter);
}

/* Events are thrown away: counters and what is told begin anew. */
static void began_anew(void)
{
	next = written;
	consumed = told = refused = 0;
	cleared = true;
}

static void change_size(void)
{
	u32 size = ring_buffer_subbuf_size_get(buffer);
	unsigned long was = ring_buffer_size(buffer, 0), entries = ring_buffer_entries_cpu(buffer, 0);
	int ret;

	allocations_left = take(1) % 4 ? -1 : take(1) % 12;
	killed = !(take(1) % 16);
	if (take(1) % 4) {
		ret = ring_buffer_resize(buffer, (1 + take(1) % 8) * size, take(1) % 2 ? 0 : -1);
	} else {
		int order = take(1) % 3, old = ring_buffer_subbuf_order_get(buffer);

		ret = ring_buffer_subbuf_order_set(buffer, order);
		if (!ret && order != old) {
			began_anew();
			entries = 0;
		}
	}
	allocations_left = -1;
	killed = false;
	say("size %lu to %lu: %d\n", was, ring_buffer_size(buffer, 0), ret);
	if (ret) {
		check(ring_buffer_size(buffer, 0) == was);
		check(ring_buffer_entries_cpu(buffer, 0) == entries);
	}
	check(ring_buffer_entries_cpu(buffer, 0) <= entries);
}

static void account(void)
{
	unsigned long over = ring_buffer_overrun_cpu(buffer, 0);
	unsigned long left = ring_buffer_entries_cpu(buffer, 0);
	unsigned long dropped = ring_buffer_dropped_events_cpu(buffer, 0) +
				ring_buffer_commit_overrun_cpu(buffer, 0);

	check(ring_buffer_read_events_cpu(buffer, 0) == consumed);
	check(dropped == refused);
	check(left <= written - next);
	check(over + left >= written - next);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);
int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	input = data;
	input_end = data + size;
	now = 1000000;
	written = next = 0;
	refused = consumed = told = 0;
	cleared = false;
	last_ts = 0;
	buffer = ring_buffer_alloc((2 + take(1) % 3) * (PAGE_SIZE - RB_PAGE_HDR),
				   take(1) % 2 ? RB_FL_OVERWRITE : 0);
	check(buffer);
	ring_buffer_set_clock(buffer, fuzz_clock);
	while (input < input_end) {
		switch (take(1) % 16) {
		case 0 ... 5:
			write_one(false);
			break;
		case 6:
			write_one(true);
			break;
		case 7 ... 9:
			consume();
			break;
		case 10:
			iterate();
			break;
		case 11:
			take_page();
			break;
		case 12:
			change_size();
			break;
		case 13:
			ring_buffer_change_overwrite(buffer, take(1) % 2);
			break;
		case 14:
			if (take(1) % 4) {
				ring_buffer_set_time_stamp_abs(buffer, take(1) % 2);
				break;
			}
			say("reset\n");
			ring_buffer_reset(buffer);
			began_anew();
			break;
		case 15:
			if (take(1) % 2)
				ring_buffer_record_off(buffer);
			else
				ring_buffer_record_on(buffer);
			break;
		}
		account();
	}
	/* In the end all that was not overwritten comes out, and it adds up. */
	while (ring_buffer_entries_cpu(buffer, 0))
		consume();
	check(ring_buffer_empty_cpu(buffer, 0));
	account();
	ring_buffer_free(buffer);
	return 0;
}
