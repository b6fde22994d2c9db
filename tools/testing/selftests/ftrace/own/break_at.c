// SPDX-License-Identifier: GPL-2.0-only
/*
 * break_at: set breakpoints on functions of the kernel, on all CPUs, for as long
 * as this runs.
 *
 * What runs at a breakpoint in the kernel runs like an NMI: it interrupts anything,
 * with interrupts off or not, and all that asks takes it for one. So functions that
 * are called there, traced, make writers in that context; and where they come in
 * can be chosen.
 *
 * usage: break_at FUNCTION...	prints "set" when all are, and waits
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/syscall.h>

#include <linux/hw_breakpoint.h>
#include <linux/perf_event.h>

static unsigned long address_of(const char *function)
{
	unsigned long addr, found = 0;
	char line[512], name[256];
	FILE *f = fopen("/proc/kallsyms", "r");

	while (f && !found && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%lx %*c %255s", &addr, name) == 2 && !strcmp(name, function))
			found = addr;
	}
	if (f)
		fclose(f);
	return found;
}

static int break_at(unsigned long addr, int cpu)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_BREAKPOINT,
		.size = sizeof(attr),
		.bp_type = HW_BREAKPOINT_X,
		.bp_addr = addr,
		.bp_len = sizeof(long),
	};

	return syscall(SYS_perf_event_open, &attr, -1, cpu, -1, 0);
}

int main(int argc, char **argv)
{
	int cpus = sysconf(_SC_NPROCESSORS_ONLN);
	unsigned long addr;
	int i, cpu;

	for (i = 1; i < argc; i++) {
		addr = address_of(argv[i]);
		if (!addr) {
			fprintf(stderr, "no function %s\n", argv[i]);
			return 1;
		}
		for (cpu = 0; cpu < cpus; cpu++) {
			if (break_at(addr, cpu) < 0) {
				perror("perf_event_open");
				return 1;
			}
		}
	}
	puts("set");
	fflush(stdout);
	pause();
	return 0;
}
