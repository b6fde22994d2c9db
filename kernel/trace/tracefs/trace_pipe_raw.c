// SPDX-License-Identifier: GPL-2.0-only
/*
 * per_cpu/cpuN/trace_pipe_raw: whole sub-buffers as they are in memory, each given out once; and
 * snapshot_raw, the same of the snapshot.
 *
 *	read()	 a copy of the oldest sub-buffer, also if it is not full yet. One that was read in
 *		 part is kept with the open file: small reads get it piece by piece
 *	splice() full sub-buffers, not copied: the page itself goes into the pipe
 *	poll()	 ready when buffer_percent of the buffer are full; splice() waits for the same
 *	mmap()	 the sub-buffers and a page that describes them; the ioctl
 *		 TRACE_MMAP_IOCTL_GET_READER takes the next one
 *
 * The layout is an ABI: events/header_page, linux/trace_mmap.h. Several may read, each sub-buffer
 * goes to one of them. The ioctl 0, and closing, wake who waits.
 *
 * Pages in a pipe may be there when the file is closed long ago. They hold the instance.
 */
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/splice.h>
#include <linux/uaccess.h>
/* Not complete without what the others bring. */
#include <linux/pipe_fs_i.h>

#include "tracefs.h"

/**
 * struct raw_reader - an open trace_pipe_raw
 * @tr:	    the instance, held
 * @role:   the buffer or the snapshot
 * @cpu:    whose
 * @users:  the file, and each page of it in a pipe
 * @lock:   guards what follows, but @wakes
 * @from:   which buffer @page is for
 * @page:   the sub-buffer that was taken last; or NULL
 * @size:   bytes of it
 * @done:   bytes of it that were given out; @size if there is nothing left
 * @wakes:  number of times that waiters were told to stop
 */
struct raw_reader {
	struct trace_array		*tr;
	struct array_buffer		*role;
	int				cpu;
	refcount_t			users;
	struct mutex			lock;	/* see above */
	struct trace_buffer		*from;
	struct buffer_data_read_page	*page;
	unsigned int			size;
	unsigned int			done;
	unsigned int			wakes;
};

static void raw_put(struct raw_reader *reader)
{
	if (!refcount_dec_and_test(&reader->users))
		return;
	trace_array_put(reader->tr);
	kfree(reader);
}

/* ---- taking sub-buffers ---------------------------------------------------------------------- */

static bool snapshot_is_taken(struct raw_reader *reader)
{
	/* A latency tracer puts there what it likes, when it likes. */
	return reader->role == &reader->tr->snapshot &&
	       READ_ONCE(reader->tr->current_trace)->use_max_tr;
}

static unsigned int subbuf_size(struct trace_buffer *buffer)
{
	return PAGE_SIZE << ring_buffer_subbuf_order_get(buffer);
}

static void drop_page(struct raw_reader *reader)
{
	if (reader->page)
		ring_buffer_free_read_page(reader->from, reader->cpu, reader->page);
	reader->page = NULL;
	reader->size = 0;
	reader->done = 0;
}

/* Have a page of the right kind for @buffer. */
static int prepare_page(struct raw_reader *reader, struct trace_buffer *buffer)
{
	int ret;

	if (reader->page && reader->from == buffer &&
	    reader->size == subbuf_size(buffer))
		return 0;
	drop_page(reader);
	ret = ring_buffer_alloc_read_page(buffer, reader->cpu, &reader->page);
	if (ret) {
		reader->page = NULL;
		return ret;
	}
	reader->from = buffer;
	reader->size = ring_buffer_read_page_size(reader->page);
	reader->done = reader->size;
	return 0;
}

/* Take a sub-buffer into reader->page: with @full, only one that is. -EAGAIN: there is none. */
static int take_page(struct raw_reader *reader, bool full)
{
	struct trace_buffer *buffer = READ_ONCE(reader->role->buffer);
	int ret = prepare_page(reader, buffer);

	if (ret)
		return ret;
	trace_read_lock(reader->tr, reader->cpu);
	ret = ring_buffer_read_page(buffer, reader->page, reader->size, reader->cpu, full);
	trace_read_unlock(reader->tr, reader->cpu);
	if (ret < 0)
		return -EAGAIN;
	reader->done = 0;
	return 0;
}

/* ---- waiting --------------------------------------------------------------------------------- */

struct raw_wait {
	struct raw_reader	*reader;
	unsigned int		wakes;
};

static bool was_told_to_stop(void *data)
{
	struct raw_wait *wait = data;

	return READ_ONCE(wait->reader->wakes) != wait->wakes;
}

static void tell_to_stop(struct raw_reader *reader)
{
	struct trace_buffer **at;

	WRITE_ONCE(reader->wakes, reader->wakes + 1);
	for (at = reader->tr->buffers; *at; at++)
		ring_buffer_wake_waiters(*at, reader->cpu);
}

/* Lets go of the lock meanwhile. 1: told to stop; 0: look again; -EINTR. */
static int wait_for_page(struct raw_reader *reader, int full)
{
	struct raw_wait wait = { .reader = reader, .wakes = READ_ONCE(reader->wakes) };
	int ret;

	mutex_unlock(&reader->lock);
	ret = trace_wait(reader->role, reader->cpu, full, was_told_to_stop, &wait);
	mutex_lock(&reader->lock);
	return ret ?: was_told_to_stop(&wait);
}

static int percent_of(struct raw_reader *reader)
{
	/* What is in the snapshot does not become more. */
	if (reader->role == &reader->tr->snapshot)
		return 0;
	return READ_ONCE(reader->tr->buffer_percent);
}

/* ---- read ------------------------------------------------------------------------------------ */

/* 1: there is something in reader->page; 0: end; or -errno. */
static int next_page(struct raw_reader *reader, struct file *file)
{
	bool stop = false;
	int ret;

	while (!reader->page || reader->done >= reader->size) {
		ret = take_page(reader, false);
		if (!ret)
			break;
		if (ret != -EAGAIN)
			return ret;
		/* It may have been set by the one who told us to stop. */
		if (file->f_flags & O_NONBLOCK)
			return -EAGAIN;
		if (stop)
			return 0;
		ret = wait_for_page(reader, 0);
		if (ret < 0)
			return ret;
		stop = ret;
	}
	return 1;
}

static ssize_t raw_read(struct file *file, char __user *ubuf, size_t count, loff_t *ppos)
{
	struct raw_reader *reader = file->private_data;
	size_t left;
	int ret;

	if (!count)
		return 0;
	if (snapshot_is_taken(reader))
		return -EBUSY;

	guard(mutex)(&reader->lock);
	ret = next_page(reader, file);
	if (ret <= 0)
		return ret;
	count = min_t(size_t, count, reader->size - reader->done);
	left = copy_to_user(ubuf, ring_buffer_read_page_data(reader->page) + reader->done, count);
	if (left == count)
		return -EFAULT;
	count -= left;
	reader->done += count;
	*ppos += count;
	return count;
}

/* ---- splice ---------------------------------------------------------------------------------- */

/* A sub-buffer in a pipe. */
struct raw_ref {
	struct raw_reader		*reader;
	struct trace_buffer		*from;
	struct buffer_data_read_page	*page;
	refcount_t			users;
};

static void ref_put(struct raw_ref *ref)
{
	if (!refcount_dec_and_test(&ref->users))
		return;
	ring_buffer_free_read_page(ref->from, ref->reader->cpu, ref->page);
	raw_put(ref->reader);
	kfree(ref);
}

static void raw_pipe_release(struct pipe_inode_info *pipe, struct pipe_buffer *buf)
{
	ref_put((struct raw_ref *)buf->private);
	buf->private = 0;
}

static bool raw_pipe_get(struct pipe_inode_info *pipe, struct pipe_buffer *buf)
{
	struct raw_ref *ref = (struct raw_ref *)buf->private;

	/* tee() in a loop must not make it overflow. */
	if (refcount_read(&ref->users) > INT_MAX / 2)
		return false;
	refcount_inc(&ref->users);
	return true;
}

static const struct pipe_buf_operations raw_pipe_ops = {
	.release	= raw_pipe_release,
	.get		= raw_pipe_get,
};

static void raw_spd_release(struct splice_pipe_desc *spd, unsigned int i)
{
	ref_put((struct raw_ref *)spd->partial[i].private);
	spd->partial[i].private = 0;
}

/* Take a full sub-buffer; the page goes from the reader to the reference. */
static struct raw_ref *take_ref(struct raw_reader *reader)
{
	struct raw_ref *ref = kzalloc(sizeof(*ref), GFP_KERNEL);
	int ret;

	if (!ref)
		return ERR_PTR(-ENOMEM);
	ret = take_page(reader, true);
	if (ret) {
		kfree(ref);
		return ERR_PTR(ret);
	}
	ref->reader = reader;
	ref->from = reader->from;
	ref->page = reader->page;
	refcount_set(&ref->users, 1);
	refcount_inc(&reader->users);
	reader->page = NULL;
	return ref;
}

/* Returns why it did not get more. */
static int take_refs(struct raw_reader *reader, struct splice_pipe_desc *spd, size_t len,
		     unsigned int size)
{
	struct raw_ref *ref;
	int i;

	for (i = 0; i < spd->nr_pages_max && len >= size; i++, len -= size) {
		ref = take_ref(reader);
		if (IS_ERR(ref))
			return PTR_ERR(ref);
		spd->pages[i] = virt_to_page(ring_buffer_read_page_data(ref->page));
		spd->partial[i].offset = 0;
		spd->partial[i].len = size;
		spd->partial[i].private = (unsigned long)ref;
		spd->nr_pages++;
	}
	return 0;
}

/* Full sub-buffers into @spd, waiting for them if need be. 0 may mean: none. */
static int fill_spd(struct raw_reader *reader, struct file *file, struct splice_pipe_desc *spd,
		    size_t len, unsigned int size, bool nonblock)
{
	bool woken = false;
	int ret;

	for (;;) {
		ret = take_refs(reader, spd, len, size);
		if (spd->nr_pages || (ret && ret != -EAGAIN))
			return ret == -EAGAIN ? 0 : ret;
		if (nonblock || file->f_flags & O_NONBLOCK)
			return -EAGAIN;
		if (woken)
			return 0;
		ret = wait_for_page(reader, percent_of(reader));
		if (ret < 0)
			return ret;
		/* Once more for what has come meanwhile, and the caller decides. */
		woken = ret || !tracer_tracing_is_on(reader->tr) || !percent_of(reader);
	}
}

static ssize_t raw_splice_read(struct file *file, loff_t *ppos, struct pipe_inode_info *pipe,
			       size_t len, unsigned int flags)
{
	struct raw_reader *reader = file->private_data;
	struct partial_page partial[PIPE_DEF_BUFFERS];
	struct page *pages[PIPE_DEF_BUFFERS];
	struct splice_pipe_desc spd = {
		.pages		= pages,
		.partial	= partial,
		.nr_pages_max	= PIPE_DEF_BUFFERS,
		.ops		= &raw_pipe_ops,
		.spd_release	= raw_spd_release,
	};
	unsigned int size = subbuf_size(READ_ONCE(reader->role->buffer));
	ssize_t ret;

	if (snapshot_is_taken(reader))
		return -EBUSY;
	/* Sub-buffers are given out whole. */
	if (*ppos & (size - 1) || len < size)
		return -EINVAL;
	if (splice_grow_spd(pipe, &spd))
		return -ENOMEM;

	scoped_guard(mutex, &reader->lock)
		ret = fill_spd(reader, file, &spd, len, size, flags & SPLICE_F_NONBLOCK);
	if (spd.nr_pages)
		ret = splice_to_pipe(pipe, &spd);
	splice_shrink_spd(&spd);
	return ret;
}

/* ---- poll, ioctl ----------------------------------------------------------------------------- */

static __poll_t raw_poll(struct file *file, poll_table *table)
{
	struct raw_reader *reader = file->private_data;

	return trace_poll(reader->role, reader->cpu, percent_of(reader), file, table);
}

static bool never(void *data)
{
	return false;
}

/* The next sub-buffer for who has mapped them. */
static long get_reader(struct raw_reader *reader, struct file *file)
{
	int ret = 0;

	if (!(file->f_flags & O_NONBLOCK))
		ret = trace_wait(reader->role, reader->cpu, percent_of(reader), never, NULL);
	if (ret)
		return ret;
	trace_read_lock(reader->tr, reader->cpu);
	ret = ring_buffer_map_get_reader(READ_ONCE(reader->role->buffer), reader->cpu);
	trace_read_unlock(reader->tr, reader->cpu);
	return ret;
}

static long raw_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct raw_reader *reader = file->private_data;

	switch (cmd) {
	case TRACE_MMAP_IOCTL_GET_READER:
		return get_reader(reader, file);
	case 0:
		tell_to_stop(reader);
		return 0;
	default:
		return -ENOTTY;
	}
}

/* ---- mmap ------------------------------------------------------------------------------------ */

/* As long as it is mapped no snapshot is taken: the role's buffer stays the one that was mapped. */
static void raw_vm_open(struct vm_area_struct *vma)
{
	struct raw_reader *reader = vma->vm_file->private_data;

	trace_map_dup(reader->tr);
	ring_buffer_map_dup(reader->role->buffer, reader->cpu);
}

static void raw_vm_close(struct vm_area_struct *vma)
{
	struct raw_reader *reader = vma->vm_file->private_data;

	ring_buffer_unmap(reader->role->buffer, reader->cpu);
	trace_map_end(reader->tr);
}

static int raw_vm_may_split(struct vm_area_struct *vma, unsigned long address)
{
	return -EINVAL;
}

static const struct vm_operations_struct raw_vm_ops = {
	.open		= raw_vm_open,
	.close		= raw_vm_close,
	.may_split	= raw_vm_may_split,
};

static int raw_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct raw_reader *reader = file->private_data;
	int ret;

	/* What is kept over a reboot may be in memory that has no struct page. */
	if (reader->tr->persistent)
		return -ENODEV;
	ret = trace_map_begin(reader->tr);
	if (ret)
		return ret;
	ret = ring_buffer_map(reader->role->buffer, reader->cpu, vma);
	if (ret) {
		trace_map_end(reader->tr);
		return ret;
	}
	vma->vm_ops = &raw_vm_ops;
	return 0;
}

/* ---- opening and closing --------------------------------------------------------------------- */

static int raw_open_role(struct inode *inode, struct file *file, bool snapshot)
{
	struct trace_node *node = inode->i_private;
	struct raw_reader *reader;
	int ret;

	ret = trace_node_get(inode);
	if (ret)
		return ret;
	reader = kzalloc(sizeof(*reader), GFP_KERNEL);
	if (!reader) {
		trace_node_put(inode);
		return -ENOMEM;
	}
	reader->tr = trace_node_tr(node);
	reader->role = snapshot ? &reader->tr->snapshot : &reader->tr->array_buffer;
	reader->cpu = node->cpu;
	refcount_set(&reader->users, 1);
	mutex_init(&reader->lock);
	scoped_guard(mutex, &trace_types_lock)
		node->files->pipe_readers++;
	file->private_data = reader;
	return nonseekable_open(inode, file);
}

/* One of several descriptors is closed: who waits in a read may be the one who closes. */
static int raw_flush(struct file *file, fl_owner_t id)
{
	tell_to_stop(file->private_data);
	return 0;
}

static int raw_release(struct inode *inode, struct file *file)
{
	struct trace_node *node = inode->i_private;
	struct raw_reader *reader = file->private_data;

	scoped_guard(mutex, &trace_types_lock)
		node->files->pipe_readers--;
	drop_page(reader);
	mutex_destroy(&reader->lock);
	raw_put(reader);
	return 0;
}

/* Mapped memory does not change its size: an instance has it before. */
static int raw_open(struct inode *inode, struct file *file)
{
	struct trace_node *node = inode->i_private;
	int ret = raw_open_role(inode, file, false);

	if (ret)
		return ret;
	ret = tracing_expand_instance(trace_node_tr(node));
	if (ret)
		raw_release(inode, file);
	return ret;
}

static int snapshot_raw_open(struct inode *inode, struct file *file)
{
	return raw_open_role(inode, file, true);
}

const struct file_operations trace_pipe_raw_fops = {
	.owner		= THIS_MODULE,
	.open		= raw_open,
	.read		= raw_read,
	.write		= trace_refuse_write,
	.splice_read	= raw_splice_read,
	.poll		= raw_poll,
	.unlocked_ioctl	= raw_ioctl,
	.mmap		= raw_mmap,
	.flush		= raw_flush,
	.release	= raw_release,
};

const struct file_operations snapshot_raw_fops = {
	.owner		= THIS_MODULE,
	.open		= snapshot_raw_open,
	.read		= raw_read,
	.write		= trace_refuse_write,
	.splice_read	= raw_splice_read,
	.poll		= raw_poll,
	.unlocked_ioctl	= raw_ioctl,
	.flush		= raw_flush,
	.release	= raw_release,
};
