// SPDX-License-Identifier: GPL-2.0-only
/*
 * chdir() to a name that lies in a page of a file which this process has not touched yet, and to
 * one that lies nowhere: what an event of the system call says then is syscall_events' business.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int main(void)
{
	static const char name[] = "/from/a/file";
	char path[] = "/tmp/page_fault_string.XXXXXX";
	int fd = mkstemp(path);
	char *page;

	if (fd < 0 || write(fd, name, sizeof(name)) != sizeof(name))
		return 1;
	page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0);
	unlink(path);
	if (page == MAP_FAILED)
		return 1;
	madvise(page, 4096, MADV_DONTNEED);
	if (!chdir(page))
		return 1;
	if (!chdir((char *)16))
		return 1;
	return 0;
}
