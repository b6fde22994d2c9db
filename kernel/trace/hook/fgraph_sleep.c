// SPDX-License-Identifier: GPL-2.0-only
/*
 * Time that tasks are without a CPU, for users of the shadow stack that do not want it in
 * the times of functions.
 *
 * When a task comes back to a CPU, each of its calls is told how long it was away. That
 * costs switches something while there is such a user, and calls nothing at all.
 *
 * The probe runs in the scheduler, with interrupts disabled; the task that comes does
 * not run yet, so that its stack can be written to.
 */

#include <linux/mm_types.h>
#include <linux/sched/clock.h>

#include <trace/events/sched.h>

#include "hook/fgraph.h"

/* Room for the users that want it; there are not many that have handlers. */
#define FGRAPH_SLEEPERS	32

/**
 * struct fgraph_sleeper - a user that does not count sleep
 * @gops: the user; NULL for none; changed under fgraph_lock
 * @slept: told of each of its frames in a task that comes back
 */
struct fgraph_sleeper {
	struct fgraph_ops	*gops;
	fgraph_slept_t		slept;
};

static struct fgraph_sleeper fgraph_sleepers[FGRAPH_SLEEPERS];

static notrace void fgraph_tell_user(struct fgraph_frame *frame, u64 ns)
{
	struct fgraph_ops *gops = fgraph_frame_user(frame);
	unsigned int i;

	for (i = 0; gops && i < FGRAPH_SLEEPERS; i++) {
		/* Pairs with fgraph_count_sleep(). */
		if (smp_load_acquire(&fgraph_sleepers[i].gops) == gops)
			fgraph_sleepers[i].slept(frame, ns);
	}
}

static notrace void fgraph_tell_task(struct task_struct *task, u64 ns)
{
	struct fgraph_frame *frame = fgraph_walk_first(fgraph_task_top(task));

	for (; frame; frame = fgraph_walk_next(frame))
		fgraph_tell_user(frame, ns);
}

static notrace void fgraph_switch(void *data, bool preempt, struct task_struct *prev,
				  struct task_struct *next, unsigned int prev_state)
{
	u64 now = local_clock();

	prev->ftrace_timestamp = now;
	/* Unless it has not been away since we look. */
	if (next->ftrace_timestamp && next->ftrace_timestamp < now)
		fgraph_tell_task(next, now - next->ftrace_timestamp);
	next->ftrace_timestamp = 0;
}

static struct fgraph_sleeper *fgraph_find_sleeper(struct fgraph_ops *gops)
{
	unsigned int i;

	for (i = 0; i < FGRAPH_SLEEPERS; i++) {
		if (fgraph_sleepers[i].gops == gops)
			return &fgraph_sleepers[i];
	}
	return NULL;
}

static bool fgraph_has_sleepers(void)
{
	unsigned int i;

	for (i = 0; i < FGRAPH_SLEEPERS; i++) {
		if (fgraph_sleepers[i].gops)
			return true;
	}
	return false;
}

static int fgraph_skip_sleep(struct fgraph_ops *gops, fgraph_slept_t slept)
{
	struct fgraph_sleeper *free = fgraph_find_sleeper(NULL);
	int ret = 0;

	if (!free)
		return -ENOSPC;
	if (!fgraph_has_sleepers()) {
		fgraph_tasks_forget_switches();
		ret = register_trace_sched_switch(fgraph_switch, NULL);
	}
	if (ret)
		return ret;
	free->slept = slept;
	/* Who sees the user sees what to call. */
	smp_store_release(&free->gops, gops);
	return 0;
}

/**
 * fgraph_count_sleep - is time without a CPU part of a function's time?
 * @gops: a user with handlers, registered or not
 * @slept: called for each of its frames, with the time, if it is not
 * @on: it is; as for any user in the beginning
 *
 * Return: 0; -ENOSPC, -ENOMEM with nothing changed.
 */
int fgraph_count_sleep(struct fgraph_ops *gops, fgraph_slept_t slept, bool on)
{
	struct fgraph_sleeper *sleeper;

	guard(mutex)(&fgraph_lock);
	sleeper = fgraph_find_sleeper(gops);
	if (on == !sleeper)
		return 0;
	if (!on)
		return fgraph_skip_sleep(gops, slept);
	WRITE_ONCE(sleeper->gops, NULL);
	if (!fgraph_has_sleepers())
		unregister_trace_sched_switch(fgraph_switch, NULL);
	/* The room can be another's from now on. */
	tracepoint_synchronize_unregister();
	return 0;
}
