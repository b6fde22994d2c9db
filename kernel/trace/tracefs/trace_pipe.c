// SPDX-License-Identifier: GPL-2.0-only
/*
 * trace_pipe and per_cpu/cpuN/trace_pipe: records as text, each given out once.
 *
 * A read blocks until there is a record, and then takes what is there and fits,
 * always whole lines into the text kept with the open file, from which readers
 * with small buffers are served. When tracing is switched off, the file ends
 * for who has read something; who has not waits for the first record, so that
 * one may start to read and then to trace.
 *
 * Several may read: each record goes to one of them. The reader locks make
 * looking at a record and taking it away one step.
 */
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/uio.h>

#include "tracefs.h"

/**
 * struct pipe_reader - an open trace_pipe
 * @iter:    where it reads; iter.mutex guards all of this
 * @started: it has given out something
 */
struct pipe_reader {
	struct trace_iterator	iter;
	bool			started;
};

static bool has_ended(struct pipe_reader *reader)
{
	return reader->started && !tracer_tracing_is_on(reader->iter.tr);
}

/* Called by the ring buffer when it was woken, before it sleeps again. */
static bool stop_waiting(void *data)
{
	return has_ended(data);
}

/* 1: there are records; 0: there will be none; or -errno. Lets go of iter.mutex meanwhile. */
static int wait_for_records(struct pipe_reader *reader, bool nonblock)
{
	struct trace_iterator *iter = &reader->iter;
	int ret;

	while (trace_empty(iter)) {
		if (nonblock)
			return -EAGAIN;
		if (has_ended(reader))
			return 0;

		mutex_unlock(&iter->mutex);
		ret = trace_wait(iter->array_buffer, iter->cpu_file, 0, stop_waiting, reader);
		mutex_lock(&iter->mutex);
		if (ret)
			return ret;
	}
	return 1;
}

/* Put lines into iter->seq until there are @wanted bytes, or no more records or room. */
static void take_lines(struct trace_iterator *iter, size_t wanted)
{
	struct trace_seq *s = &iter->seq;

	while (trace_seq_used(s) < wanted && trace_pipe_next(iter)) {
		size_t used = trace_seq_used(s);
		enum print_line_t ret = print_trace_line(iter);

		if (ret == TRACE_TYPE_PARTIAL_LINE) {
			if (used) {		/* comes first next time */
				s->full = 0;
				s->seq.len = used;
				return;
			}
			trace_seq_cut(s);
		}
		if (ret != TRACE_TYPE_NO_CONSUME)
			trace_consume(iter);
	}
}

static void take_lines_locked(struct trace_node *node, struct trace_iterator *iter, size_t wanted)
{
	trace_read_lock(iter->tr, node->cpu);
	take_lines(iter, wanted);
	trace_read_unlock(iter->tr, node->cpu);
}

/* Give out what is in iter->seq. */
static ssize_t give(struct pipe_reader *reader, struct iov_iter *to)
{
	struct trace_seq *s = &reader->iter.seq;
	size_t done;

	done = copy_to_iter(s->buffer + s->readpos, trace_seq_used(s) - s->readpos, to);
	s->readpos += done;
	if (s->readpos >= trace_seq_used(s))
		trace_seq_init(s);
	if (!done)
		return -EFAULT;
	reader->started = true;
	return done;
}

static ssize_t trace_pipe_read_iter(struct kiocb *iocb, struct iov_iter *to)
{
	struct pipe_reader *reader = iocb->ki_filp->private_data;
	struct trace_node *node = trace_node(iocb->ki_filp);
	bool nonblock = (iocb->ki_filp->f_flags & O_NONBLOCK) || (iocb->ki_flags & IOCB_NOWAIT);
	struct trace_iterator *iter = &reader->iter;
	int ret;

	if (!iov_iter_count(to))
		return 0;

	guard(mutex)(&iter->mutex);
	while (!trace_seq_used(&iter->seq)) {
		ret = wait_for_records(reader, nonblock);
		if (ret <= 0)
			return ret;
		take_lines_locked(node, iter, iov_iter_count(to));
		cond_resched();
	}
	return give(reader, to);
}

static __poll_t trace_pipe_poll(struct file *file, poll_table *table)
{
	struct pipe_reader *reader = file->private_data;
	struct trace_iterator *iter = &reader->iter;

	return trace_poll(iter->array_buffer, iter->cpu_file, 0, file, table);
}

static int trace_pipe_open(struct inode *inode, struct file *file)
{
	struct trace_node *node = inode->i_private;
	struct pipe_reader *reader;
	int ret;

	ret = trace_node_get(inode);
	if (ret)
		return ret;
	reader = kvzalloc(sizeof(*reader), GFP_KERNEL);
	if (!reader) {
		ret = -ENOMEM;
		goto put;
	}

	scoped_guard(mutex, &trace_types_lock) {
		ret = trace_pipe_iter_open(&reader->iter, trace_node_tr(node), node->cpu);
		if (!ret)
			node->files->pipe_readers++;
	}
	if (ret)
		goto free;

	file->private_data = reader;
	return nonseekable_open(inode, file);
free:
	kvfree(reader);
put:
	trace_node_put(inode);
	return ret;
}

static int trace_pipe_release(struct inode *inode, struct file *file)
{
	struct pipe_reader *reader = file->private_data;
	struct trace_node *node = inode->i_private;

	scoped_guard(mutex, &trace_types_lock) {
		node->files->pipe_readers--;
		trace_pipe_iter_close(&reader->iter);
	}
	kvfree(reader);
	trace_node_put(inode);
	return 0;
}

const struct file_operations trace_pipe_fops = {
	.owner		= THIS_MODULE,
	.open		= trace_pipe_open,
	.read_iter	= trace_pipe_read_iter,
	.splice_read	= copy_splice_read,
	.write		= trace_refuse_write,
	.poll		= trace_pipe_poll,
	.release	= trace_pipe_release,
};
