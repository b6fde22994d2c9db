/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a sub-buffer looks like: the binary ABI of trace_pipe_raw and of the
 * mapped buffer, described to programs by events/header_page and
 * events/header_event. Pure encoding; no state, no policy.
 *
 *	 0  u64 time_stamp	time of the first event
 *	 8  long commit		bytes of events that readers may look at,
 *				plus the flags RB_MISSED_*
 *	16  events
 *
 * An event is a word, type_len in the low 5 bits and time_delta in the upper
 * 27 (seen as a bit field: mirrored on big endian), followed by data padded
 * to words:
 *
 *	type_len 1..28	that many words of data
 *	type_len 0	array[0] = bytes that follow the word, array[0] included
 *	type_len 29	discarded: array[0] bytes to skip after the word
 *	type_len 30	8 bytes: delta = time_delta | array[0] << 27
 *	type_len 31	8 bytes: absolute time, encoded alike; its bits above
 *			59 are those of the time before
 */
#ifndef _TRACE_RING_BUFFER_LAYOUT_H
#define _TRACE_RING_BUFFER_LAYOUT_H

struct rb_data_page {
	u64	time_stamp;
	long	commit;
	u8	data[];
};

#define RB_PAGE_HDR		((u32)offsetof(struct rb_data_page, data))

/* In commit of a page that was handed out: events are missing before it ... */
#define RB_MISSED_EVENTS	BIT(31)
/* ... and their number, a long, follows the last event. */
#define RB_MISSED_STORED	BIT(30)

#define RB_WORD			4U
#define RB_EVENT_HDR		4U
#define RB_TIME_EVENT		8U	/* length of TIME_EXTEND and TIME_STAMP */
#define RB_MAX_SMALL		(RB_WORD * RINGBUF_TYPE_DATA_TYPE_LEN_MAX)

#define RB_DELTA_BITS		27
#define RB_DELTA_LIMIT		((u32)BIT(RB_DELTA_BITS))
#define RB_TIME_STAMP_MASK	((1ULL << 59) - 1)

static_assert(sizeof(struct ring_buffer_event) == RB_EVENT_HDR);
static_assert(offsetof(struct rb_data_page, commit) == 8);
static_assert(RB_MAX_SMALL == 112);

/* Both halves of an event's first word, in one store. */
static __always_inline u32 rb_event_word(u32 type_len, u32 delta)
{
#ifdef __BIG_ENDIAN
	return type_len << RB_DELTA_BITS | delta;
#else
	return delta << 5 | type_len;
#endif
}

/* Bytes that an event with @payload bytes of data takes in the sub-buffer. */
static __always_inline u32 rb_event_space(unsigned long payload)
{
	if (!payload)
		payload = 1;	/* a type_len of 0 means something else */
	if (payload > RB_MAX_SMALL)
		payload += sizeof(u32);
	return ALIGN(payload, RB_WORD) + RB_EVENT_HDR;
}

/* Writes the header of an event of @space bytes; returns where data goes. */
static __always_inline void *rb_event_start(void *at, u32 space, u32 delta)
{
	struct ring_buffer_event *event = at;
	u32 words = (space - RB_EVENT_HDR) / RB_WORD;

	if (words <= RINGBUF_TYPE_DATA_TYPE_LEN_MAX) {
		*(u32 *)at = rb_event_word(words, delta);
		return event->array;
	}
	*(u32 *)at = rb_event_word(0, delta);
	event->array[0] = space - RB_EVENT_HDR;
	return &event->array[1];
}

static inline void *rb_time_event(void *at, u32 type, u64 value)
{
	struct ring_buffer_event *event = at;

	*(u32 *)at = rb_event_word(type, value & (RB_DELTA_LIMIT - 1));
	event->array[0] = (value & RB_TIME_STAMP_MASK) >> RB_DELTA_BITS;
	return at + RB_TIME_EVENT;
}

static inline u64 rb_time_event_value(const struct ring_buffer_event *event)
{
	return (u64)event->array[0] << RB_DELTA_BITS | event->time_delta;
}

/*
 * Bytes from this event to the next, or 0 if @room, what is left of the
 * committed part of the page, does not hold it. A page may come from memory
 * that a reboot or a user has scribbled on, so nothing here is trusted.
 */
static inline u32 rb_event_stride(const struct ring_buffer_event *event, u32 room)
{
	u32 stride;

	if (room < RB_EVENT_HDR)
		return 0;
	switch (event->type_len) {
	case 0:
	case RINGBUF_TYPE_PADDING:
		if (room < 2 * RB_WORD)
			return 0;
		stride = event->array[0];
		if (stride < RB_WORD || stride > room)
			return 0;
		stride = ALIGN(stride, RB_WORD) + RB_EVENT_HDR;
		break;
	case RINGBUF_TYPE_TIME_EXTEND:
	case RINGBUF_TYPE_TIME_STAMP:
		stride = RB_TIME_EVENT;
		break;
	default:
		stride = event->type_len * RB_WORD + RB_EVENT_HDR;
	}
	return stride <= room ? stride : 0;
}

/*
 * The time that an absolute stamp means, given the time before it: a stamp has
 * no room for the top bits. Far below the time before it, they have changed in
 * between; a little below it, the clock was wrong, and time does not go back.
 */
static inline u64 rb_stamp_time(u64 stamp, u64 before)
{
	u64 time = stamp | (before & ~RB_TIME_STAMP_MASK);

	if (time < before && before - time > RB_TIME_STAMP_MASK / 2)
		time += RB_TIME_STAMP_MASK + 1;
	return max(before, time);
}

/* The time at @event, given the time of what stands before it. It never goes back. */
static inline u64 rb_event_time(const struct ring_buffer_event *event, u64 before)
{
	switch (event->type_len) {
	case RINGBUF_TYPE_TIME_EXTEND:
		return before + rb_time_event_value(event);
	case RINGBUF_TYPE_TIME_STAMP:
		return rb_stamp_time(rb_time_event_value(event), before);
	default:
		return before + event->time_delta;
	}
}

static inline bool rb_event_is_data(const struct ring_buffer_event *event)
{
	return event->type_len <= RINGBUF_TYPE_DATA_TYPE_LEN_MAX;
}

#endif /* _TRACE_RING_BUFFER_LAYOUT_H */
