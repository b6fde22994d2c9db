// SPDX-License-Identifier: GPL-2.0-only
/*
 * raw_pages: take what trace_pipe_raw has and say what was in it.
 *
 * Takes sub-buffers until there are no more, looks at each event of each, and
 * prints one line:
 *
 *	pages N events N lost N bad N
 *
 * "lost" is the sum of the counts behind sub-buffers that say that events are
 * missing before them, "bad" what does not follow the layout: a length that
 * leaves the page, time that goes back.
 *
 * usage: raw_pages read FILE [CHUNK]	in pieces of CHUNK bytes; default: the
 *					size of a sub-buffer
 *	  raw_pages splice FILE		through a pipe, then what is left by read
 *	  raw_pages map FILE [ACTION]	through a mapping; ACTION: fork, mremap,
 *					write, private, split (what that gives)
 *	  raw_pages keep FILE		splice one into a pipe, close FILE, then
 *					wait for a line on standard input
 *	  raw_pages wait FILE		read once, and print the number of bytes
 *	  raw_pages wake FILE MSECS	wait in read, and wake it by the ioctl 0
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include <linux/types.h>

#define GET_READER	_IO('R', 0x20)
#define MISSED		0x80000000UL
#define STORED		0x40000000UL
#define SIZE_MASK	0xfffffUL

/* As in linux/trace_mmap.h, which the host may not have. */
struct meta {
	__u32 meta_page_size, meta_struct_len, subbuf_size, nr_subbufs;
	struct {
		__u64 lost_events;
		__u32 id, read;
	} reader;
	__u64 flags, entries, overrun, read, reserved[2];
};

static unsigned long pages, events, lost, bad;

static int end(const char *what)
{
	if (what) {
		printf("%s:%s\n", what, strerrorname_np(errno));
		return 0;
	}
	printf("pages %lu events %lu lost %lu bad %lu\n", pages, events, lost, bad);
	return 0;
}

/* One sub-buffer, from the event at @from on. */
static void look_at(const unsigned char *page, size_t size, size_t from)
{
	uint64_t commit;
	size_t at, used, len;

	memcpy(&commit, page + 8, sizeof(commit));
	used = commit & SIZE_MASK;
	pages++;
	if (used > size - 16) {
		bad++;
		return;
	}
	if (commit & MISSED) {
		unsigned long count = 0;

		if (commit & STORED)
			memcpy(&count, page + 16 + used, sizeof(count));
		lost += count;
	}
	for (at = from; at < used; at += len) {
		uint32_t head, word;
		unsigned int type;

		memcpy(&head, page + 16 + at, sizeof(head));
		memcpy(&word, page + 16 + at + 4, sizeof(word));
		type = head & 31;
		switch (type) {
		case 0:
			len = 4 + ((word + 3) & ~3UL);
			events++;
			break;
		case 29:
			len = 4 + ((word + 3) & ~3UL);
			break;
		case 30:
		case 31:
			len = 8;
			break;
		default:
			len = 4 + 4 * type;
			events++;
		}
		if (at + len > used) {
			bad++;
			return;
		}
	}
}

/* How large a sub-buffer is, of the instance that @file belongs to. */
static size_t page_size(const char *file)
{
	char path[512];
	int kb = 0;
	FILE *f;

	snprintf(path, sizeof(path), "%s/../../../buffer_subbuf_size_kb", file);
	/* per_cpu/cpuN/trace_pipe_raw: a file has no .. */
	*strstr(path, "per_cpu") = 0;
	strcat(path, "buffer_subbuf_size_kb");
	f = fopen(path, "r");
	if (!f || fscanf(f, "%d", &kb) != 1)
		exit(2);
	fclose(f);
	return kb * 1024UL;
}

static int read_all(int fd, size_t size, size_t chunk)
{
	unsigned char *page = malloc(size);
	size_t have = 0, want;
	ssize_t got;

	for (;;) {
		want = size - have < chunk ? size - have : chunk;
		got = read(fd, page + have, want);
		if (got < 0 && errno == EAGAIN)
			break;
		if (got < 0)
			return end("read");
		if (!got)
			break;
		have += got;
		if (have == size) {
			look_at(page, size, 0);
			have = 0;
		}
	}
	bad += have != 0;
	return end(NULL);
}

static int splice_all(int fd, size_t size)
{
	unsigned char *page = malloc(size);
	int to[2];
	ssize_t got;
	size_t have;

	if (pipe(to))
		return end("pipe");
	/* Sub-buffers go into it whole. */
	fcntl(to[1], F_SETPIPE_SZ, 1 << 20);
	while ((got = splice(fd, NULL, to[1], NULL, 4 * size, SPLICE_F_NONBLOCK)) > 0) {
		while (got > 0) {
			for (have = 0; have < size;)
				have += read(to[0], page + have, size - have);
			look_at(page, size, 0);
			got -= size;
		}
	}
	if (got < 0 && errno != EAGAIN)
		return end("splice");
	return read_all(fd, size, size);
}

static int map_all(int fd, const char *action)
{
	struct meta *meta;
	unsigned char *data;
	size_t len, seen_in = (size_t)-1, from = 0;
	int prot = PROT_READ, flags = MAP_SHARED;

	if (!strcmp(action, "write"))
		prot |= PROT_WRITE;
	if (!strcmp(action, "private"))
		flags = MAP_PRIVATE;
	meta = mmap(NULL, getpagesize(), prot, flags, fd, 0);
	if (meta == MAP_FAILED)
		return end("mmap");
	len = (size_t)meta->subbuf_size * meta->nr_subbufs;
	data = mmap(NULL, len, PROT_READ, MAP_SHARED, fd, meta->meta_page_size);
	if (data == MAP_FAILED)
		return end("mmap");
	if (!strcmp(action, "split")) {
		if (munmap(data, getpagesize()))
			return end("munmap");
	}
	if (!strcmp(action, "mremap")) {
		data = mremap(data, len, len, MREMAP_MAYMOVE | MREMAP_FIXED,
			      data + 2 * len + (1UL << 30));
		if (data == MAP_FAILED)
			return end("mremap");
	}
	if (!strcmp(action, "fork")) {
		int status, child = fork();

		if (!child)
			_exit(0);
		waitpid(child, &status, 0);
	}
	for (;;) {
		const unsigned char *page;
		uint64_t commit;

		if (ioctl(fd, GET_READER) < 0) {
			if (errno != EAGAIN)
				return end("ioctl");
			break;
		}
		page = data + (size_t)meta->subbuf_size * meta->reader.id;
		memcpy(&commit, page + 8, sizeof(commit));
		/* The same one again, and nothing new in it. */
		if (meta->reader.id == seen_in && from == (commit & SIZE_MASK))
			break;
		if (meta->reader.id != seen_in)
			from = 0;
		look_at(page, meta->subbuf_size, from);
		lost += meta->reader.lost_events;
		seen_in = meta->reader.id;
		from = commit & SIZE_MASK;
	}
	return end(NULL);
}

static int keep(int fd, size_t size)
{
	int to[2];
	char line[8];

	if (pipe(to))
		return end("pipe");
	printf("%zd\n", splice(fd, NULL, to[1], NULL, size, SPLICE_F_NONBLOCK));
	fflush(stdout);
	close(fd);
	return fgets(line, sizeof(line), stdin) ? 0 : 1;
}

static int shared_fd;
static long pause_ms;

static void *waker(void *unused)
{
	(void)unused;
	usleep(pause_ms * 1000);
	if (ioctl(shared_fd, 0))
		end("ioctl");
	return NULL;
}

static int wait_once(int fd, size_t size)
{
	ssize_t got = read(fd, malloc(size), size);

	if (got < 0)
		return end("read");
	printf("%zd\n", got);
	return 0;
}

int main(int argc, char **argv)
{
	const char *how = argv[1];
	int blocking, fd;
	size_t size;

	if (argc < 3)
		return 2;
	blocking = !strcmp(how, "wait") || !strcmp(how, "wake");
	fd = open(argv[2], O_RDONLY | (blocking ? 0 : O_NONBLOCK));
	if (fd < 0)
		return end("open");
	size = page_size(argv[2]);
	if (!strcmp(how, "read"))
		return read_all(fd, size, argc > 3 ? strtoul(argv[3], NULL, 10) : size);
	if (!strcmp(how, "splice"))
		return splice_all(fd, size);
	if (!strcmp(how, "map"))
		return map_all(fd, argc > 3 ? argv[3] : "");
	if (!strcmp(how, "keep"))
		return keep(fd, size);
	if (!strcmp(how, "wake")) {
		pthread_t thread;

		shared_fd = fd;
		pause_ms = argc > 3 ? atol(argv[3]) : 200;
		pthread_create(&thread, NULL, waker, NULL);
	}
	if (blocking)
		return wait_once(fd, size);
	return 2;
}
