/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * A mapped trace buffer (mmap() of per_cpu/cpuN/trace_pipe_raw).
 *
 * The mapping is one meta page, then the sub-buffers in the order of their ids. The meta page
 * says which sub-buffer the reader owns; the ioctl hands it back and takes the next one.
 */
#ifndef _TRACE_MMAP_H_
#define _TRACE_MMAP_H_

#include <linux/types.h>

/**
 * struct trace_buffer_meta - the start of the meta page
 * @meta_page_size:	 bytes to skip to get to the first sub-buffer
 * @meta_struct_len:	 bytes of this structure that the kernel fills in
 * @subbuf_size:	 bytes of a sub-buffer
 * @nr_subbufs:		 how many there are, the reader's included
 * @reader:		 the sub-buffer that belongs to the reader now
 * @reader.lost_events:	 records overwritten right before its first one
 * @reader.id:		 its id, from 0 to @nr_subbufs - 1
 * @reader.read:	 bytes of it that were read already
 * @flags:		 0 so far
 * @entries:		 records in the buffer
 * @overrun:		 records lost by overwriting
 * @read:		 records consumed
 * @Reserved1:		 the kernel's
 * @Reserved2:		 the kernel's
 */
struct trace_buffer_meta {
	__u32		meta_page_size;
	__u32		meta_struct_len;

	__u32		subbuf_size;
	__u32		nr_subbufs;

	struct {
		__u64	lost_events;
		__u32	id;
		__u32	read;
	} reader;

	__u64	flags;

	__u64	entries;
	__u64	overrun;
	__u64	read;

	__u64	Reserved1;
	__u64	Reserved2;
};

/* Give the reader's sub-buffer back if it is used up, and update the meta page. */
#define TRACE_MMAP_IOCTL_GET_READER		_IO('R', 0x20)

#endif /* _TRACE_MMAP_H_ */
