// SPDX-License-Identifier: GPL-2.0-only
/*
 * task_mix: tasks that leave kernel functions in every way there is.
 *
 * Each worker goes round: deep walks in the file system, fork and exit, vfork and exec,
 * threads that exit alone, signals with and without a handler that returns, faults that
 * are served and faults that are not, pipes that block. At the end each says that it is
 * well; the parent prints how many did, and "ok" if all.
 *
 * usage: task_mix WORKERS SECONDS [DIRECTORY]
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char *self;
static const char *dir = "/tmp";
static volatile sig_atomic_t signals;
static sigjmp_buf back;
/* Nothing is there. */
static char *volatile nowhere = (char *)16;

static void on_signal(int sig)
{
	signals++;
}

static void on_fault(int sig)
{
	siglongjmp(back, 1);
}

static void handle(int sig, void (*handler)(int), int flags)
{
	struct sigaction sa = { .sa_handler = handler, .sa_flags = flags };

	sigaction(sig, &sa, NULL);
}

static void reap(pid_t pid)
{
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
}

/* A path of many components, and symbolic links to links. */
static int walk(unsigned int round)
{
	char path[512] = "", link[64], to[64];
	int i;

	snprintf(path, sizeof(path), "%s/.", dir);
	for (i = 0; i < 40; i++)
		strcat(path, "/./.");
	for (i = 0; i < 8; i++) {
		snprintf(link, sizeof(link), "%s/l%d.%d", dir, getpid(), i);
		snprintf(to, sizeof(to), "%s/l%d.%d", dir, getpid(), i + 1);
		if (symlink(i == 7 ? path : to, link))
			return -1;
	}
	snprintf(link, sizeof(link), "%s/l%d.0", dir, getpid());
	i = access(link, R_OK);
	while (access(link, R_OK) && i < 8)
		i++;
	for (i = 0; i < 8; i++) {
		snprintf(link, sizeof(link), "%s/l%d.%d", dir, getpid(), i);
		unlink(link);
	}
	return 0;
}

/* Wake-ups that recurse from one epoll into the next. */
static int wake(unsigned int round)
{
	struct epoll_event ev = { .events = EPOLLIN };
	int pipefd[2], fds[4], i, ret = 0;

	if (pipe(pipefd))
		return -1;
	for (i = 0; i < 4; i++) {
		fds[i] = epoll_create1(0);
		ret |= epoll_ctl(fds[i], EPOLL_CTL_ADD, i ? fds[i - 1] : pipefd[0], &ev);
	}
	ret |= write(pipefd[1], "x", 1) != 1;
	ret |= epoll_wait(fds[3], &ev, 1, 1000) != 1;
	for (i = 0; i < 4; i++)
		close(fds[i]);
	close(pipefd[0]);
	close(pipefd[1]);
	return ret;
}

static int forks(unsigned int round)
{
	pid_t pid = fork();

	if (!pid)
		_exit(0);
	if (pid > 0)
		reap(pid);
	pid = vfork();
	if (!pid) {
		execl(self, self, "exit", NULL);
		_exit(1);
	}
	if (pid > 0)
		reap(pid);
	return 0;
}

static void *thread(void *unused)
{
	sched_yield();
	return NULL;
}

static int threads(unsigned int round)
{
	pthread_t t[2];
	int i, n = 0;

	for (i = 0; i < 2; i++)
		n += !pthread_create(&t[n], NULL, thread, NULL);
	while (n)
		pthread_join(t[--n], NULL);
	return 0;
}

/* A sleep that a signal ends, one that it restarts, and a task that it kills. */
static int signals_round(unsigned int round)
{
	struct timespec ms = { .tv_nsec = 2000000 };
	struct itimerspec soon = { .it_value.tv_nsec = 500000 };
	timer_t timer;
	pid_t pid;

	handle(SIGALRM, on_signal, round % 2 ? SA_RESTART : 0);
	if (!timer_create(CLOCK_MONOTONIC, NULL, &timer)) {
		timer_settime(timer, 0, &soon, NULL);
		nanosleep(&ms, NULL);
		timer_delete(timer);
	}
	raise(SIGUSR1);
	pid = fork();
	if (!pid) {
		alarm(10);
		pause();
		_exit(0);
	}
	if (pid > 0) {
		kill(pid, SIGKILL);
		reap(pid);
	}
	return 0;
}

static int faults(unsigned int round)
{
	char *p = mmap(NULL, 1 << 16, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int i, fd, caught = 0;
	pid_t pid;

	if (p == MAP_FAILED)
		return -1;
	for (i = 0; i < 1 << 16; i += 4096)
		p[i] = i;
	/* Copied on write, in a child that then dies of a fault of its own. */
	if (round % 8 == 0) {
		pid = fork();
		if (!pid) {
			p[0] = 1;
			signal(SIGSEGV, SIG_DFL);
			*nowhere = 0;
		}
		if (pid > 0)
			reap(pid);
	}
	if (!sigsetjmp(back, 1))
		*nowhere = 0;
	else
		caught = 1;
	/* A fault inside of a system call. */
	fd = open(self, O_RDONLY);
	if (read(fd, nowhere, 1) != -1 || errno != EFAULT)
		caught = 0;
	close(fd);
	munmap(p, 1 << 16);
	return !caught;
}

static int (*const ways[])(unsigned int round) = {
	walk, wake, forks, threads, signals_round, faults,
};

static int work(int seconds)
{
	time_t end = time(NULL) + seconds;
	unsigned int round, i;

	handle(SIGUSR1, on_signal, 0);
	handle(SIGSEGV, on_fault, SA_NODEFER);
	for (round = 0; time(NULL) < end; round++) {
		for (i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
			if (ways[i](round)) {
				printf("worker %d: way %u failed in round %u: %s\n", getpid(), i,
				       round, strerror(errno));
				return 1;
			}
		}
	}
	return !signals;
}

int main(int argc, char **argv)
{
	int i, n, status, well = 0;

	if (argc > 1 && !strcmp(argv[1], "exit"))
		return 0;
	if (argc < 3) {
		fprintf(stderr, "usage: task_mix WORKERS SECONDS [DIRECTORY]\n");
		return 2;
	}
	self = "/proc/self/exe";
	if (argc > 3)
		dir = argv[3];
	n = atoi(argv[1]);
	fflush(stdout);
	for (i = 0; i < n; i++) {
		if (!fork()) {
			/* Who has enough of us kills the parent. */
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			exit(work(atoi(argv[2])));
		}
	}
	while (wait(&status) > 0 || errno == EINTR)
		well += WIFEXITED(status) && !WEXITSTATUS(status);
	printf("%d of %d\n", well, n);
	return well != n;
}
