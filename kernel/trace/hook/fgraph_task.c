// SPDX-License-Identifier: GPL-2.0-only
/*
 * The shadow stacks of tasks: who has one, since when, and until when.
 *
 * As long as there are users, each task has a stack. Tasks that are there when the first
 * one comes are given theirs then, new ones at fork. A task that falls between, because
 * it was just being made or because there was no memory, is untraced until its first
 * function is hit, which wakes the worker below; it is never halfway traced. A stack stays
 * until its task is freed: the task may sleep in functions whose return it diverted.
 *
 * current->ret_stack is the top; NULL without a stack. To pause a task is to put the
 * guard at the start of its block there, and the top's offset into curr_ret_stack: hits
 * find no room, and returns find that they have to look twice.
 *
 * Only the task, and what interrupts it, changes its stack, except that anybody may
 * put the first top into a NULL, under fgraph_lock and the list of tasks locked.
 */

#include <linux/cpuhotplug.h>
#include <linux/ftrace.h>
#include <linux/gfp.h>
#include <linux/irq_work.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/seq_file.h>
#include <linux/suspend.h>
#include <linux/workqueue.h>

#include "hook/fgraph.h"

#define FGRAPH_STACK_ORDER	get_order(FGRAPH_STACK_SIZE)
/* Stacks that are made at a time, with no lock held. */
#define FGRAPH_BATCH		32

/* There are users. Read at fork without a lock. */
static bool fgraph_active;

static void *fgraph_block_alloc(void)
{
	void *block = (void *)__get_free_pages(GFP_KERNEL, FGRAPH_STACK_ORDER);

	if (block)
		fgraph_block_init(block);
	return block;
}

static void fgraph_block_free(void *block)
{
	free_pages((unsigned long)block, FGRAPH_STACK_ORDER);
}

/* Give a task its stack; others may see it at once. */
static void fgraph_task_give(struct task_struct *task, void *block)
{
	task->curr_ret_stack = 0;
	atomic_set(&task->trace_overrun, 0);
	/* Pairs with fgraph_task_top(): the bottom is there before it is found. */
	smp_store_release(&task->ret_stack, (unsigned long *)fgraph_block_bottom(block));
}

/**
 * fgraph_task_top - the top of a task's stack, paused or not
 * @task: the task
 *
 * Return: the top; NULL if it has no stack.
 */
notrace struct fgraph_frame *fgraph_task_top(struct task_struct *task)
{
	/* Pairs with fgraph_task_give(). */
	void *top = (void *)smp_load_acquire(&task->ret_stack);

	if (unlikely(top && !fgraph_offset_of(top)))
		top += READ_ONCE(task->curr_ret_stack) & FGRAPH_STACK_MASK;
	return top;
}

/*
 * Pausing.
 */

/**
 * pause_graph_tracing - keep the graph away from the current task
 *
 * Its interrupts too. Nests. Functions that were entered before may return.
 */
notrace void pause_graph_tracing(void)
{
	unsigned long *top;

	if (atomic_inc_return(&current->tracing_graph_pause) > 1)
		return;
	top = READ_ONCE(current->ret_stack);
	if (!top)
		return;
	/* Interrupts until then leave the top as they find it. */
	current->curr_ret_stack = fgraph_offset_of(top);
	barrier();
	WRITE_ONCE(current->ret_stack, fgraph_block_of(top));
}
EXPORT_SYMBOL_GPL(pause_graph_tracing);

/**
 * unpause_graph_tracing - let it back in
 */
notrace void unpause_graph_tracing(void)
{
	unsigned long *top = READ_ONCE(current->ret_stack);

	if (atomic_dec_return(&current->tracing_graph_pause))
		return;
	/* It may have been given one since. */
	if (!top || fgraph_offset_of(top))
		return;
	WRITE_ONCE(current->ret_stack, (void *)top + current->curr_ret_stack);
}
EXPORT_SYMBOL_GPL(unpause_graph_tracing);

/*
 * Giving.
 */

struct fgraph_batch {
	void		*blocks[FGRAPH_BATCH];
	unsigned int	n;
};

static int fgraph_batch_fill(struct fgraph_batch *batch)
{
	while (batch->n < FGRAPH_BATCH) {
		void *block = fgraph_block_alloc();

		if (!block)
			return -ENOMEM;
		batch->blocks[batch->n++] = block;
	}
	return 0;
}

static void fgraph_batch_free(struct fgraph_batch *batch)
{
	while (batch->n)
		fgraph_block_free(batch->blocks[--batch->n]);
}

/* Returns false if it has nothing more to give. */
static bool fgraph_batch_give(struct fgraph_batch *batch, struct task_struct *task)
{
	if (!task || task->ret_stack)
		return true;
	if (!batch->n)
		return false;
	fgraph_task_give(task, batch->blocks[--batch->n]);
	return true;
}

static bool fgraph_give_some(struct fgraph_batch *batch)
{
	struct task_struct *group, *task;
	bool given = true;
	int cpu;

	for_each_possible_cpu(cpu) {
		if (!fgraph_batch_give(batch, idle_task(cpu)))
			return false;
	}
	/* A task on the list is not freed as long as the list is locked. */
	read_lock(&tasklist_lock);
	for_each_process_thread(group, task) {
		given = fgraph_batch_give(batch, task);
		if (!given)
			goto unlock;
	}
unlock:
	read_unlock(&tasklist_lock);
	return given;
}

static int fgraph_give_all(void)
{
	struct fgraph_batch batch = { };
	bool done = false;
	int ret = 0;

	while (!ret && !done) {
		ret = fgraph_batch_fill(&batch);
		done = fgraph_give_some(&batch);
	}
	fgraph_batch_free(&batch);
	return done ? 0 : ret;
}

static void fgraph_give_worker(struct work_struct *work)
{
	guard(mutex)(&fgraph_lock);
	if (fgraph_active)
		fgraph_give_all();
}

static DECLARE_WORK(fgraph_give_work, fgraph_give_worker);

static void fgraph_give_irq(struct irq_work *work)
{
	queue_work(system_unbound_wq, &fgraph_give_work);
}

static DEFINE_IRQ_WORK(fgraph_give_irq_work, fgraph_give_irq);
/* One at a time: what asks may be asked for by what it calls. */
static atomic_t fgraph_asking;

/**
 * fgraph_ask_for_stack - have the worker give current a stack
 */
notrace void fgraph_ask_for_stack(void)
{
	if (atomic_xchg(&fgraph_asking, 1))
		return;
	irq_work_queue(&fgraph_give_irq_work);
	atomic_set(&fgraph_asking, 0);
}

/*
 * The life of users.
 */

/**
 * fgraph_tasks_begin - have all tasks have a stack
 *
 * Return: 0 or -ENOMEM, with no change in who gets one.
 */
int fgraph_tasks_begin(void)
{
	int ret;

	lockdep_assert_held(&fgraph_lock);
	if (fgraph_active)
		return 0;
	/* Tasks that are made from now on are not missed, whatever the list says. */
	WRITE_ONCE(fgraph_active, true);
	ret = fgraph_give_all();
	if (ret)
		WRITE_ONCE(fgraph_active, false);
	return ret;
}

/**
 * fgraph_tasks_end - new tasks need no stack any more
 */
void fgraph_tasks_end(void)
{
	lockdep_assert_held(&fgraph_lock);
	WRITE_ONCE(fgraph_active, false);
}

static void fgraph_each_task(void (*visit)(struct task_struct *task, int arg), int arg)
{
	struct task_struct *group, *task;
	int cpu;

	for_each_possible_cpu(cpu) {
		if (idle_task(cpu))
			visit(idle_task(cpu), arg);
	}
	read_lock(&tasklist_lock);
	for_each_process_thread(group, task)
		visit(task, arg);
	read_unlock(&tasklist_lock);
}

static void fgraph_task_clear_var(struct task_struct *task, int idx)
{
	if (task->ret_stack)
		fgraph_block_vars(fgraph_block_of(task->ret_stack))[idx] = 0;
}

/**
 * fgraph_tasks_clear_var - clear the word of a user in all tasks
 * @idx: the user, who does not run yet
 */
void fgraph_tasks_clear_var(int idx)
{
	lockdep_assert_held(&fgraph_lock);
	fgraph_each_task(fgraph_task_clear_var, idx);
}

static void fgraph_task_forget_switch(struct task_struct *task, int unused)
{
	task->ftrace_timestamp = 0;
}

/**
 * fgraph_tasks_forget_switches - tasks have not left their CPU, as far as we know
 */
void fgraph_tasks_forget_switches(void)
{
	lockdep_assert_held(&fgraph_lock);
	fgraph_each_task(fgraph_task_forget_switch, 0);
}

/*
 * For people.
 */

static void fgraph_show_task(struct seq_file *m, struct task_struct *task)
{
	struct fgraph_frame *top = fgraph_task_top(task), *frame;
	unsigned int lost = atomic_read(&task->trace_overrun);
	unsigned int calls = 0, bytes = 0;

	for (frame = fgraph_walk_first(top); frame; frame = fgraph_walk_next(frame)) {
		calls++;
		bytes += fgraph_frame_size(frame);
	}
	if (calls || lost)
		seq_printf(m, "%7d %7u %7u %7u  %s\n", task_pid_nr(task), calls, bytes, lost,
			   task->comm);
}

/**
 * fgraph_show_stacks - print the stacks that are not empty, or have been too small
 * @m: where
 */
void fgraph_show_stacks(struct seq_file *m)
{
	struct task_struct *group, *task;
	int cpu;

	seq_puts(m, "#   PID   CALLS   BYTES    LOST  TASK\n");
	for_each_possible_cpu(cpu) {
		if (idle_task(cpu))
			fgraph_show_task(m, idle_task(cpu));
	}
	guard(rcu)();
	for_each_process_thread(group, task)
		fgraph_show_task(m, task);
}

/*
 * The life of tasks.
 */

/**
 * ftrace_graph_init_task - a task is being made, as a copy
 * @t: the task, which nobody else knows yet
 */
void ftrace_graph_init_task(struct task_struct *t)
{
	void *block;

	t->ret_stack = NULL;
	t->curr_ret_stack = 0;
	t->curr_ret_depth = 0;
	t->ftrace_timestamp = 0;
	atomic_set(&t->trace_overrun, 0);
	atomic_set(&t->tracing_graph_pause, 0);

	if (!READ_ONCE(fgraph_active))
		return;
	block = fgraph_block_alloc();
	if (block)
		fgraph_task_give(t, block);
}

/**
 * ftrace_graph_exit_task - a task is being freed
 * @t: the task, which does not run any more
 */
void ftrace_graph_exit_task(struct task_struct *t)
{
	void *block = fgraph_block_of(t->ret_stack);

	if (!block)
		return;
	t->ret_stack = NULL;
	fgraph_block_free(block);
}

/**
 * ftrace_graph_init_idle_task - a task becomes the idle task of a CPU
 * @t: the task; for the boot CPU the one that runs
 * @cpu: the CPU
 *
 * It was made by a fork like any other, but for the first one, which will be given a
 * stack when it takes one.
 */
void ftrace_graph_init_idle_task(struct task_struct *t, int cpu)
{
}

/*
 * An idle task that went offline never returned from where it did so, and begins anew.
 */
static int fgraph_cpu_prepare(unsigned int cpu)
{
	struct task_struct *idle = idle_task(cpu);
	void *block = idle ? fgraph_block_of(idle->ret_stack) : NULL;

	if (block)
		WRITE_ONCE(idle->ret_stack, (unsigned long *)fgraph_block_bottom(block));
	return 0;
}

/*
 * The image of a hibernated machine has a stack of this task as it was at some point, and
 * so must have what it says.
 */
static int fgraph_pm_event(struct notifier_block *nb, unsigned long event, void *unused)
{
	switch (event) {
	case PM_HIBERNATION_PREPARE:
		pause_graph_tracing();
		break;
	case PM_POST_HIBERNATION:
		unpause_graph_tracing();
		break;
	}
	return NOTIFY_DONE;
}

static struct notifier_block fgraph_pm_notifier = {
	.notifier_call = fgraph_pm_event,
};

static __init int fgraph_task_init(void)
{
	int ret;

	ret = cpuhp_setup_state_nocalls(CPUHP_BP_PREPARE_DYN, "fgraph:prepare",
					fgraph_cpu_prepare, NULL);
	if (ret < 0)
		return ret;
	return register_pm_notifier(&fgraph_pm_notifier);
}
core_initcall(fgraph_task_init);
