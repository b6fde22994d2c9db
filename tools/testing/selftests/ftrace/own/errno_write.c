// SPDX-License-Identifier: GPL-2.0-only
/*
 * errno_write: do one thing to a control file and say how it ended.
 *
 * A shell only knows that a redirection failed; the tests want to know at
 * which step and with which errno. This opens a file, writes or reads, closes
 * it, and prints one word: "ok" and a byte count, or the step and the name of
 * the errno ("open:EACCES", "write:EINVAL"). It always exits with 0, unless its
 * own arguments are wrong.
 *
 * usage: errno_write [-a] [-e] [-k] [-t] [-n] [-p BYTES] [-f COUNT] FILE [TEXT]
 *        errno_write -r [-n] [-f COUNT] FILE
 *        errno_write -w MSECS FILE
 *        errno_write -g DIR [-r] FILE
 *        errno_write -m DIR | -d DIR
 *	-a  append		-t  truncate	-n  O_NONBLOCK
 *	-k  go on after a write() that failed; only what was taken counts
 *	-e  \n and \t in TEXT are a newline and a tab
 *	-p  hand TEXT over in pieces of BYTES bytes, one write() each
 *	-f  write COUNT times the letter x instead of TEXT, or read COUNT bytes
 *	-r  read once and say how many bytes came
 *	-w  poll so long; "ready" when it can be read, or "timeout"
 *	-g  find FILE first, then remove DIR and make it again, then open what was found
 *	-m  mkdir		-d  rmdir
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int report(const char *step, ssize_t ret)
{
	if (ret < 0)
		printf("%s:%s\n", step, strerrorname_np(errno));
	else
		printf("ok:%zd\n", ret);
	return 0;
}

static int write_pieces(int fd, const char *text, size_t len, size_t piece, int keep_going)
{
	size_t done = 0, failed = 0;

	do {
		size_t want = len - done < piece ? len - done : piece;
		ssize_t got = write(fd, text + done, want);

		if (got < 0 && !keep_going)
			return report("write", got);
		if (got < 0)
			failed += want;
		if (!got)
			break;
		done += got < 0 ? want : (size_t)got;
	} while (done < len);

	if (close(fd))
		return report("close", -1);
	return report("write", done - failed);
}

static void unescape(char *text)
{
	char *to = text;

	for (; *text; text++) {
		if (text[0] == '\\' && (text[1] == 'n' || text[1] == 't'))
			*to++ = *++text == 'n' ? '\n' : '\t';
		else
			*to++ = *text;
	}
	*to = '\0';
}

static int wait_for(int fd, int msecs)
{
	struct pollfd pollfd = { .fd = fd, .events = POLLIN };
	int ret = poll(&pollfd, 1, msecs);

	if (ret < 0)
		return report("poll", -1);
	puts(ret ? "ready" : "timeout");
	return 0;
}

static int read_once(int fd, size_t len)
{
	char *buf = malloc(len);

	return report("read", buf ? read(fd, buf, len) : -1);
}

/* Opens what @path was before @dir was another one. */
static int open_old(const char *path, const char *dir, int flags)
{
	char name[32];
	int fd = open(path, O_PATH);

	if (fd < 0 || rmdir(dir) || mkdir(dir, 0755))
		return -1;
	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	return open(name, flags);
}

int main(int argc, char **argv)
{
	int flags = 0, reading = 0, escapes = 0, keep_going = 0, wait = -1, opt, fd;
	size_t piece = 0, fill = 0, len;
	char *text = "", *dir = NULL;
	char *filler;

	while ((opt = getopt(argc, argv, "+aektnrp:f:g:m:d:w:")) != -1) {
		switch (opt) {
		case 'a':
			flags |= O_APPEND;
			break;
		case 'e':
			escapes = 1;
			break;
		case 'k':
			keep_going = 1;
			break;
		case 't':
			flags |= O_TRUNC;
			break;
		case 'n':
			flags |= O_NONBLOCK;
			break;
		case 'r':
			reading = 1;
			break;
		case 'p':
			piece = strtoul(optarg, NULL, 0);
			break;
		case 'f':
			fill = strtoul(optarg, NULL, 0);
			break;
		case 'w':
			reading = 1;
			wait = atoi(optarg);
			break;
		case 'g':
			dir = optarg;
			break;
		case 'm':
			return report("mkdir", mkdir(optarg, 0755));
		case 'd':
			return report("rmdir", rmdir(optarg));
		default:
			return 2;
		}
	}
	if (optind >= argc)
		return 2;

	flags |= reading ? O_RDONLY : O_WRONLY;
	fd = dir ? open_old(argv[optind], dir, flags) : open(argv[optind], flags);
	if (fd < 0)
		return report("open", fd);
	if (wait >= 0)
		return wait_for(fd, wait);
	if (reading)
		return read_once(fd, fill ? fill : 4096);

	if (optind + 1 < argc)
		text = argv[optind + 1];
	if (escapes && *text)
		unescape(text);
	len = strlen(text);
	if (fill) {
		filler = malloc(fill);
		if (!filler)
			return 2;
		memset(filler, 'x', fill);
		text = filler;
		len = fill;
	}
	return write_pieces(fd, text, len, piece ? piece : len ? len : 1, keep_going);
}
