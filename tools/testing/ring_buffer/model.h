/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An explorer of everything that a program with choices can do.
 *
 * The sources under test are compiled with -fsanitize=thread, and model.c takes
 * the place of that sanitizer's runtime: it is called before each access to
 * memory that the compiled code makes. Where memory is shared (it comes from
 * model_alloc()) that is a point of choice:
 *
 *   - a writer may be interrupted there, by model_interrupt() of the harness;
 *   - with a reader on another CPU, it may be the reader's turn;
 *   - a load may return any value that the order asked for allows.
 *
 * model_explore() runs the program again and again until every combination of
 * choices has been made. Each execution is exact: real code on real memory.
 *
 * Memory of two CPUs is modelled by the stores made to each word and by what
 * each CPU has seen of them ("views", as in operational semantics of C11
 * release and acquire). A load may return any store that is not older than
 * what this CPU saw of the word; a release store hands its CPU's view to
 * whoever acquires it; read-modify-writes act on the newest store; full
 * barriers and full read-modify-writes also share one global view. What that
 * does not show: a load that returns a store which comes later in every
 * interleaving (load buffering), which needs a load that is followed by a
 * store of the same CPU without any barrier or dependency.
 *
 * A plain load that could return different values is a data race, and an
 * error, unless it is in data_race().
 */
#ifndef _MODEL_H
#define _MODEL_H

#include "shim/kernel.h"

/* From 0 to @n - 1: every value is tried. */
int model_choose(int n);
/* This execution is like another one: leave it. */
__attribute__((noreturn)) void model_prune(void);
/* The property is broken: say so, show the execution, end with status 1. */
__attribute__((noreturn, format(printf, 1, 2))) void model_fail(const char *fmt, ...);
#define model_assert(x, fmt, ...) \
	do { if (!(x)) model_fail("%s: " fmt, #x, ##__VA_ARGS__); } while (0)

struct model_result {
	unsigned long	executions;
	unsigned long	pruned;
	unsigned int	longest;	/* choices in one execution */
	double		seconds;
	bool		complete;	/* else the limit of executions was reached */
};

/**
 * struct model - a program to explore
 * @name:	for messages
 * @setup:	brings memory to where every execution begins
 * @begin:	puts back what the harness knows besides
 * @writer:	CPU 0; may be interrupted
 * @reader:	CPU 1, or NULL
 * @check:	at the end, everything visible, nobody interrupts
 * @levels:	writers on top of each other at most
 * @interrupts:	how many may interrupt each writer of a level, one after another
 * @most:	executions at most, 0: all
 */
struct model {
	const char	*name;
	void		(*setup)(void);
	void		(*begin)(void);
	void		(*writer)(void);
	void		(*reader)(void);
	void		(*check)(void);
	int		levels;
	int		interrupts[4];
	unsigned long	most;
};

struct model_result model_explore(const struct model *m);

/* Harness: one writer of @level, which interrupts level @level - 1. */
void model_interrupt(int level);
/* Harness: CPU 0 is between two of its writers, which ends a grace period. */
void model_quiet(void);
/* The level that is running. */
int model_level(void);
/* A word of shared memory that is read and advanced in one step. */
u64 model_tick(u64 *word, u64 by);

#endif /* _MODEL_H */
