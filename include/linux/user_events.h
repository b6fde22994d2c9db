/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * user_events: hooks for fork, exec and exit.
 *
 * A process that registered user events has a user_event_mm: one an address space, shared by
 * threads. The hooks below are on paths that every process takes, so they test one pointer and
 * call out only for the few that have it.
 */
#ifndef _LINUX_USER_EVENTS_H
#define _LINUX_USER_EVENTS_H

#include <linux/list.h>
#include <linux/mm_types.h>
#include <linux/refcount.h>
#include <linux/workqueue.h>
#include <uapi/linux/user_events.h>

#ifdef CONFIG_USER_EVENTS

/* What user_events keeps for an address space. */
struct user_event_mm {
	struct list_head	mms_link;	/* all of them */
	struct list_head	enablers;	/* addresses to write when an event is switched */
	struct mm_struct	*mm;
	struct user_event_mm	*next;		/* short-lived lists under the event mutex */
	refcount_t		refcnt;
	refcount_t		tasks;		/* threads that point here */
	struct rcu_work		put_rwork;
};

void user_event_mm_dup(struct task_struct *t, struct user_event_mm *old_mm);
void user_event_mm_remove(struct task_struct *t);

static inline void user_events_fork(struct task_struct *t, unsigned long clone_flags)
{
	struct user_event_mm *mine = current->user_event_mm;

	if (likely(!mine) || !t)
		return;

	if (!(clone_flags & CLONE_VM)) {
		user_event_mm_dup(t, mine);
	} else {
		refcount_inc(&mine->tasks);
		t->user_event_mm = mine;
	}
}

/* The address space goes away, and what was registered for it. */
static inline void user_events_exit(struct task_struct *t)
{
	if (t && unlikely(t->user_event_mm))
		user_event_mm_remove(t);
}

static inline void user_events_execve(struct task_struct *t)
{
	user_events_exit(t);
}

#else /* !CONFIG_USER_EVENTS */

static inline void user_events_fork(struct task_struct *t, unsigned long clone_flags) { }
static inline void user_events_execve(struct task_struct *t) { }
static inline void user_events_exit(struct task_struct *t) { }

#endif /* CONFIG_USER_EVENTS */

#endif /* _LINUX_USER_EVENTS_H */
