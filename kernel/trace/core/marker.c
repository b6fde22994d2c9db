// SPDX-License-Identifier: GPL-2.0-only
/*
 * Records that user space writes: trace_marker (a text) and trace_marker_raw
 * (a number and bytes).
 *
 * The text is copied from user space straight into the reserved record. While
 * a record is reserved a page fault cannot be served, so what is not in memory
 * is brought in first; should it be gone again at the moment of copying, the
 * record says "<faulted>" instead, as it always did.
 *
 * Process context.
 */
#include <linux/pagemap.h>
#include <linux/uaccess.h>

#include "export.h"
#include "record.h"
#include "trace.h"

static const char faulted[] = "<faulted>";

/* Text longer than this is cut; trace_marker returns how much it took. */
#define MARKER_MAX	4096

/* Copy, with preemption off. Return: false if something is not in memory. */
static bool marker_copy(void *to, const void __user *from, size_t cnt)
{
	bool ok;

	pagefault_disable();
	ok = !__copy_from_user_inatomic(to, from, cnt);
	pagefault_enable();
	return ok;
}

static size_t marker_limit(struct trace_array *tr, size_t head)
{
	return min_t(size_t, ring_buffer_max_event_size(tr->array_buffer.buffer) - head,
		     MARKER_MAX);
}

/* Complete the record; the event that it is may have triggers. */
static void marker_end(struct trace_array *tr, struct trace_buffer *buffer,
		       struct print_entry *entry)
{
	struct trace_event_file *file = READ_ONCE(tr->marker_event);
	enum event_trigger_type after;

	if (likely(!file)) {
		trace_record_end(buffer);
		return;
	}
	rcu_read_lock();
	after = event_triggers_call(file, buffer, entry, NULL);
	trace_record_end(buffer);
	if (after)
		event_triggers_post_call(file, after);
	rcu_read_unlock();
}

/**
 * trace_marker_text - write a text
 * @tr:	  where to
 * @ip:	  the caller that the record names
 * @ubuf: the text; a newline is added if it has none at its end
 * @cnt:  bytes of it
 *
 * Return: the number of bytes taken, which is less than @cnt if that does not
 * fit a record; -EINVAL for a wrong size or with the option "markers" off;
 * -EFAULT; -EBADF if nothing is being recorded.
 */
ssize_t trace_marker_text(struct trace_array *tr, unsigned long ip, const void __user *ubuf,
			  size_t cnt)
{
	struct trace_buffer *buffer = READ_ONCE(tr->array_buffer.buffer);
	size_t limit = marker_limit(tr, sizeof(struct print_entry) + 2);
	struct print_entry *entry;
	ssize_t written;
	size_t room;

	if (!(tr->trace_flags & TRACE_ITER_MARKERS) || (ssize_t)cnt < 0)
		return -EINVAL;
	if (!access_ok(ubuf, cnt))
		return -EFAULT;
	cnt = min(cnt, limit);
	fault_in_readable(ubuf, cnt);

	/* For the newline and the end of the string, and for <faulted>. */
	room = max(cnt + 2, sizeof(faulted) + 1);
	entry = trace_record_begin_any(buffer, TRACE_PRINT, sizeof(*entry) + room);
	if (!entry)
		return -EBADF;
	entry->ip = ip;
	written = cnt;
	if (!marker_copy(entry->buf, ubuf, cnt)) {
		cnt = sizeof(faulted) - 1;
		memcpy(entry->buf, faulted, cnt);
		written = -EFAULT;
	}
	if (!cnt || entry->buf[cnt - 1] != '\n')
		entry->buf[cnt++] = '\n';
	entry->buf[cnt] = '\0';
	trace_export_marker(entry, sizeof(*entry) + cnt + 1);
	marker_end(tr, buffer, entry);
	return written;
}

/**
 * trace_marker_raw - write a number and bytes
 * @tr:	  where to
 * @ubuf: an int in the machine's byte order, then the bytes
 * @cnt:  bytes of all
 *
 * The record has room for the number twice, and for <faulted>: readers have
 * always got that many bytes. What is not written is 0.
 *
 * Return: @cnt; -EINVAL for less than an int, more than fits a record, or with
 * the option "markers" off; -EFAULT; -EBADF if nothing is being recorded.
 */
ssize_t trace_marker_raw(struct trace_array *tr, const void __user *ubuf, size_t cnt)
{
	struct trace_buffer *buffer = READ_ONCE(tr->array_buffer.buffer);
	const size_t head = offsetof(struct raw_data_entry, buf);
	struct raw_data_entry *entry;
	ssize_t written = cnt;
	size_t room;

	if (!(tr->trace_flags & TRACE_ITER_MARKERS) || cnt < sizeof(entry->id) ||
	    cnt > marker_limit(tr, head))
		return -EINVAL;
	if (!access_ok(ubuf, cnt))
		return -EFAULT;
	fault_in_readable(ubuf, cnt);

	room = ALIGN(max(cnt, sizeof(entry->id) + sizeof(faulted) - 1), sizeof(u32));
	entry = trace_record_begin_any(buffer, TRACE_RAW_DATA, head + room);
	if (!entry)
		return -EBADF;
	if (!marker_copy(&entry->id, ubuf, cnt)) {
		cnt = sizeof(entry->id) + sizeof(faulted) - 1;
		entry->id = -1;
		memcpy(entry->buf, faulted, sizeof(faulted) - 1);
		written = -EFAULT;
	}
	cnt -= sizeof(entry->id);
	memset(&entry->buf[cnt], 0, room - cnt);
	trace_record_end(buffer);
	return written;
}
