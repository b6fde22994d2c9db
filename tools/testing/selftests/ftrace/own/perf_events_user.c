// SPDX-License-Identifier: GPL-2.0-only
/*
 * perf_events_user count|sample ID N [FILTER]: open a trace event on this task by its number, call
 * getppid() N times, and say how often the event came, or how many samples of which size there are.
 * What the kernel refuses is answered with the errno.
 */
#include <errno.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PAGE	4096
#define DATA	(64 * PAGE)

static int refused(void)
{
	printf("%s\n", strerrorname_np(errno));
	return 1;
}

/* Samples with nothing but a raw record. */
static void show_samples(struct perf_event_mmap_page *page)
{
	const char *data = (const char *)page + PAGE;
	unsigned long at = page->data_tail, nr = 0;
	unsigned int size = 0;

	while (at < page->data_head) {
		const struct perf_event_header *header = (const void *)(data + at % DATA);

		if (header->type == PERF_RECORD_SAMPLE) {
			nr++;
			memcpy(&size, header + 1, sizeof(size));
		}
		at += header->size;
	}
	/* perf pads so that size and record together fill words of eight. */
	printf("%lu of %u bytes\n", nr, size / 8 * 8);
}

int main(int argc, char **argv)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_TRACEPOINT,
		.size = sizeof(attr),
		.sample_type = PERF_SAMPLE_RAW,
		.disabled = 1,
		.exclude_callchain_user = 1,
	};
	int sample = argc > 1 && !strcmp(argv[1], "sample");
	unsigned long long count = 0, before = 0;
	void *page = NULL;
	int fd, i, n;

	if (argc < 4)
		return 2;
	attr.config = atoi(argv[2]);
	attr.sample_period = sample;
	n = atoi(argv[3]);
	fd = syscall(SYS_perf_event_open, &attr, 0, -1, -1, 0);
	if (fd < 0)
		return refused();
	if (argc > 4 && ioctl(fd, PERF_EVENT_IOC_SET_FILTER, argv[4]))
		return refused();
	if (sample) {
		page = mmap(NULL, PAGE + DATA, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
		if (page == MAP_FAILED)
			return refused();
	}
	ioctl(fd, PERF_EVENT_IOC_ENABLE, 0);
	/* The system calls around those that are counted. */
	if (read(fd, &before, sizeof(before)) != sizeof(before))
		return refused();
	for (i = 0; i < n; i++)
		syscall(SYS_getppid);
	if (read(fd, &count, sizeof(count)) != sizeof(count))
		return refused();
	ioctl(fd, PERF_EVENT_IOC_DISABLE, 0);

	if (sample) {
		show_samples(page);
		return 0;
	}
	count -= before;
	/* The second read() itself, where all system calls are counted. */
	if (count == n + 1ULL)
		count = n;
	printf("%llu\n", count);
	return 0;
}
