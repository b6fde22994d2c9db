// SPDX-License-Identifier: GPL-2.0-only
/*
 * Users of entries and returns of functions.
 *
 * Each user has an ops of its own, so a filter of its own, and makes frames of its
 * own on the shadow stack: several on one call divert its return several times, and
 * each finds the trampoline of the one before where the return address was. So
 * none of them ever has to know of the others, and one that is alone pays for itself
 * only.
 *
 * register_ftrace_graph() serves users with callbacks; those with handlers, see fgraph.h,
 * come by fgraph_register(). A user is known by its tag, which is never used again.
 * Unregistering does not touch the frames that it leaves behind: their tag does not
 * fit any more when they return, if ever.
 *
 * Entries and returns: any context, NMI included. The rest: process context, may
 * sleep, under fgraph_lock. That is taken before the hook lock.
 */

#include <linux/ftrace.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/mutex.h>
#include <linux/panic.h>
#include <linux/trace_clock.h>

#include "hook/fgraph.h"
#include "hook/guard.h"
#include "hook/hook.h"

/* Kinds of trampolines: return_to_handler and those of users with handlers. */
#define FGRAPH_TRAMPOLINES	8

/* Neither a frame's nor that of the bottom. */
#define FGRAPH_NO_TAG		U32_MAX

/* Users, and whether tasks have stacks. */
DEFINE_MUTEX(fgraph_lock);

static struct fgraph_ops fgraph_nobody = { .tag = FGRAPH_NO_TAG };

struct fgraph_ops *fgraph_users[FGRAPH_USERS] = {
	[0 ... FGRAPH_USERS - 1] = &fgraph_nobody,
};

static DECLARE_BITMAP(fgraph_used, FGRAPH_USERS);
static u32 fgraph_generation;

/* They come and stay. */
static void (*fgraph_trampolines[FGRAPH_TRAMPOLINES])(void);

/*
 * Entries.
 */

/**
 * fgraph_no_room - a call could not be noted
 */
notrace noinline __fgraph_keeps_registers void fgraph_no_room(void)
{
	/* Not a loss, but as wanted. */
	if (atomic_read(&current->tracing_graph_pause))
		return;
	atomic_inc(&current->trace_overrun);
	if (!current->ret_stack)
		fgraph_ask_for_stack();
}

/**
 * fgraph_nested_word - the word of a frame on top of those of others
 * @word: of the user's frames, at depth 0
 */
notrace noinline __fgraph_keeps_registers u64 fgraph_nested_word(u64 word)
{
	return fgraph_word_among(fgraph_top(), word);
}

/* A frame of a user with callbacks; what it reserves comes behind that. */
struct fgraph_plain {
	struct fgraph_frame	frame;
	u64			calltime;
};

/*
 * As ops->func. Guarded. The frame is there while the callback runs, so that it can be
 * made larger, but is no return's yet.
 */
static notrace void fgraph_enter(unsigned long ip, unsigned long parent_ip,
				 struct ftrace_ops *ops, struct ftrace_regs *fregs)
{
	struct fgraph_ops *gops = container_of(ops, struct fgraph_ops, ops);
	struct fgraph_frame *top = fgraph_top();
	struct ftrace_graph_ent trace = { .func = ip };
	struct fgraph_plain *plain = (struct fgraph_plain *)top - 1;
	u64 word = READ_ONCE(gops->word);

	if (!fgraph_fits(top, sizeof(*plain))) {
		fgraph_no_room();
		return;
	}
	if (fgraph_frame_tag(top))
		word = fgraph_word_among(top, word);
	fgraph_claim(&plain->frame, word);
	trace.depth = fgraph_word_depth(word);
	plain->calltime = trace_clock_local();

	if (!gops->entryfunc(&trace, gops)) {
		fgraph_set_top(top);
		return;
	}
	/* It may have moved. */
	fgraph_hook(fgraph_top(), ip, fgraph_parent(fregs), return_to_handler);
}

/**
 * fgraph_reserve_data - keep something from an entry to the return
 * @idx: the user's
 * @size_bytes: how much
 *
 * In entryfunc, once.
 *
 * Return: the room, aligned as a long, not zeroed; NULL if there is none.
 */
void *fgraph_reserve_data(int idx, int size_bytes)
{
	unsigned int more = FGRAPH_ALIGN(size_bytes);
	struct fgraph_frame *top = fgraph_top();
	struct fgraph_plain *old, *new;
	u64 word;

	if (size_bytes <= 0 || size_bytes > FGRAPH_STACK_SIZE || !fgraph_fits(top, more) ||
	    fgraph_tag_idx(fgraph_frame_tag(top)) != idx)
		return NULL;

	old = (struct fgraph_plain *)top;
	new = (void *)top - more;
	word = top->word + ((u64)more << FGRAPH_SIZE_SHIFT);
	fgraph_claim(&new->frame, word);
	new->calltime = old->calltime;
	return new + 1;
}
EXPORT_SYMBOL_GPL(fgraph_reserve_data);

static void *fgraph_data_of(struct fgraph_frame *frame, int *size_bytes)
{
	unsigned int size = fgraph_frame_size(frame) - sizeof(struct fgraph_plain);

	if (!size)
		return NULL;
	if (size_bytes)
		*size_bytes = size;
	return (struct fgraph_plain *)frame + 1;
}

/**
 * fgraph_retrieve_parent_data - what an entry around this one has kept
 * @idx: the user's
 * @size_bytes: set to its size, in whole longs
 * @depth: how many calls of the user further out; 0 is this one
 *
 * In entryfunc or retfunc.
 *
 * Return: the data; NULL if nothing was reserved there.
 */
void *fgraph_retrieve_parent_data(int idx, int *size_bytes, int depth)
{
	struct fgraph_frame *frame = fgraph_walk_first(fgraph_top());
	u32 tag = 0;

	for (; frame; frame = fgraph_walk_next(frame)) {
		/* Further out there may be frames of who had the place before. */
		if (!tag && fgraph_tag_idx(fgraph_frame_tag(frame)) == idx)
			tag = fgraph_frame_tag(frame);
		if (tag && fgraph_frame_tag(frame) == tag && !depth--)
			return fgraph_data_of(frame, size_bytes);
	}
	return NULL;
}
EXPORT_SYMBOL_GPL(fgraph_retrieve_parent_data);

/**
 * fgraph_retrieve_data - what the entry of this call has kept
 * @idx: the user's
 * @size_bytes: set to its size, in whole longs
 *
 * In retfunc.
 *
 * Return: the data; NULL if nothing was reserved.
 */
void *fgraph_retrieve_data(int idx, int *size_bytes)
{
	return fgraph_retrieve_parent_data(idx, size_bytes, 0);
}
EXPORT_SYMBOL_GPL(fgraph_retrieve_data);

/**
 * fgraph_get_task_var - the word that a user has in each task
 * @gops: the user, registered
 *
 * Return: the current task's, 0 in the beginning; NULL if it has no stack, or for a user
 * with handlers of its own.
 */
unsigned long *fgraph_get_task_var(struct fgraph_ops *gops)
{
	void *block = fgraph_block_of(fgraph_top());

	return block && gops->idx < FGRAPH_VARS ? fgraph_block_vars(block) + gops->idx : NULL;
}
EXPORT_SYMBOL_GPL(fgraph_get_task_var);

/*
 * Returns.
 */

/**
 * fgraph_returning_slow - the frame of a return, where it is not the top
 * @retp: where the return address was
 *
 * Frames above it are those of calls that were left without a return.
 *
 * Return: the frame, as the top; NULL if the task is not to be traced, with the return
 * done.
 */
notrace noinline struct fgraph_frame *fgraph_returning_slow(unsigned long *retp)
{
	struct fgraph_frame *top = fgraph_task_top(current);
	struct fgraph_frame *frame = fgraph_find_retp(top, retp);
	bool paused = !fgraph_offset_of(fgraph_top());

	/* Nobody knows any more where to go from here. */
	if (!frame)
		panic("fgraph: no return address for frame %lx", (unsigned long)retp);
	if (!paused) {
		fgraph_set_top(frame);
		return frame;
	}
	WRITE_ONCE(*retp, frame->ret);
	barrier();
	current->curr_ret_stack = fgraph_offset_of(fgraph_frame_next(frame));
	return NULL;
}

NOKPROBE_SYMBOL(fgraph_returning_slow);

static notrace void fgraph_leave(struct fgraph_frame *frame, unsigned long retval)
{
	struct fgraph_ops *gops = fgraph_frame_user(frame);
	struct ftrace_graph_ret trace = {
		.func = frame->func,
		.depth = fgraph_frame_depth(frame),
		.overrun = atomic_read(&current->trace_overrun),
		.calltime = ((struct fgraph_plain *)frame)->calltime,
		.rettime = trace_clock_local(),
	};

#ifdef CONFIG_FUNCTION_GRAPH_RETVAL
	trace.retval = retval;
#endif
	if (gops && gops->retfunc)
		gops->retfunc(&trace, gops);
}

/* What return_to_handler calls. */
static __used notrace unsigned long fgraph_return(struct ftrace_return *r)
{
	struct fgraph_frame *frame = fgraph_returning(&r->parent);
	unsigned int found;

	if (!frame)
		return r->parent;
	if (hook_guard_enter(&found)) {
		fgraph_leave(frame, r->ax);
		hook_guard_leave(found);
	} else {
		/* In a callback that calls what is traced. */
		atomic_inc(&current->trace_overrun);
	}
	return fgraph_pop(frame, &r->parent);
}

NOKPROBE_SYMBOL(fgraph_return);

DEFINE_FTRACE_RETURN(return_to_handler, fgraph_return);

/*
 * Unwinding.
 */

static bool fgraph_is_trampoline(unsigned long addr)
{
	unsigned int i;

	for (i = 0; i < FGRAPH_TRAMPOLINES && fgraph_trampolines[i]; i++) {
		if (addr == (unsigned long)fgraph_trampolines[i])
			return true;
	}
	return false;
}

/* Where the return of @frame goes, past all that have diverted it. */
notrace noinline __fgraph_keeps_registers unsigned long
fgraph_frame_ret_slow(struct fgraph_frame *frame)
{
	unsigned long *retp = READ_ONCE(frame->retp);
	unsigned long ret = READ_ONCE(frame->ret);

	while (fgraph_is_trampoline(ret)) {
		frame = fgraph_walk_next(frame);
		if (!frame)
			break;
		if (READ_ONCE(frame->retp) == retp)
			ret = READ_ONCE(frame->ret);
	}
	return ret;
}

/* The frame of the @nth return from here, by count. */
static struct fgraph_frame *fgraph_nth_return(struct fgraph_frame *top, int nth)
{
	struct fgraph_frame *frame = fgraph_walk_first(top);
	unsigned long *last = NULL;

	for (; frame; frame = fgraph_walk_next(frame)) {
		unsigned long *retp = READ_ONCE(frame->retp);

		if (retp && retp != last && !nth--)
			return frame;
		last = retp;
	}
	return NULL;
}

/**
 * ftrace_graph_ret_addr - the real return address in a frame of the kernel's stack
 * @task: whose stack
 * @idx: number of diverted returns found so far; kept by the caller, 0 to begin with
 * @ret: the address that was found
 * @retp: where; may be NULL, if it is looked for in the order of frames
 *
 * Any context. For a task that runs elsewhere the answer is a guess.
 *
 * Return: where it returns to, or @ret if that was not diverted.
 */
unsigned long ftrace_graph_ret_addr(struct task_struct *task, int *idx,
				    unsigned long ret, unsigned long *retp)
{
	struct fgraph_frame *top, *frame;

	if (!fgraph_is_trampoline(ret))
		return ret;

	guard(preempt_notrace)();
	top = fgraph_task_top(task);
	frame = retp ? fgraph_find_retp(top, retp) : fgraph_nth_return(top, (*idx)++);
	return frame ? fgraph_frame_ret_slow(frame) : ret;
}

/**
 * ftrace_graph_top_ret_addr - where the newest diverted return goes
 * @task: current, or a task that does not run
 *
 * Return: the address, 0 if there is none.
 */
unsigned long ftrace_graph_top_ret_addr(struct task_struct *task)
{
	struct fgraph_frame *frame;

	guard(preempt_notrace)();
	frame = fgraph_nth_return(fgraph_task_top(task), 0);
	return frame ? fgraph_frame_ret_slow(frame) : 0;
}

/*
 * Registering.
 */

static int fgraph_add_trampoline(void (*trampoline)(void))
{
	unsigned int i;

	for (i = 0; i < FGRAPH_TRAMPOLINES; i++) {
		if (fgraph_trampolines[i] == trampoline)
			return 0;
		if (!fgraph_trampolines[i]) {
			/* The unwinder reads it at any time. */
			WRITE_ONCE(fgraph_trampolines[i], trampoline);
			return 0;
		}
	}
	return -ENOSPC;
}

/* A tag that no frame has. */
static u32 fgraph_new_tag(unsigned int idx)
{
	u32 tag;

	do
		tag = ++fgraph_generation * FGRAPH_USERS + idx;
	while (tag < FGRAPH_USERS || tag == FGRAPH_NO_TAG);
	return tag;
}

/* Places with a word in each task are for those that can ask for it. */
static unsigned int fgraph_free_idx(const struct fgraph_ops *gops)
{
	unsigned int idx;

	if (gops->entryfunc) {
		idx = find_first_zero_bit(fgraph_used, FGRAPH_VARS);
		return idx < FGRAPH_VARS ? idx : FGRAPH_USERS;
	}
	return find_next_zero_bit(fgraph_used, FGRAPH_USERS, FGRAPH_VARS);
}

static int fgraph_add_user(struct fgraph_ops *gops, unsigned int size)
{
	unsigned int idx;

	if (gops->tag)
		return -EBUSY;
	idx = fgraph_free_idx(gops);
	if (idx == FGRAPH_USERS)
		return -ENOSPC;

	gops->idx = idx;
	gops->tag = fgraph_new_tag(idx);
	WRITE_ONCE(gops->word, fgraph_word(gops->tag, size));
	if (idx < FGRAPH_VARS)
		fgraph_tasks_clear_var(idx);
	WRITE_ONCE(fgraph_users[idx], gops);
	set_bit(idx, fgraph_used);
	return 0;
}

/* Entries that are on their way still make frames, and need the word for that. */
static void fgraph_drop_user(struct fgraph_ops *gops)
{
	WRITE_ONCE(gops->tag, 0);
	WRITE_ONCE(fgraph_users[gops->idx], &fgraph_nobody);
	clear_bit(gops->idx, fgraph_used);
}

static int fgraph_register_locked(struct fgraph_ops *gops, void (*trampoline)(void),
				  unsigned int size)
{
	int ret;

	ret = fgraph_add_trampoline(trampoline);
	if (!ret)
		ret = fgraph_tasks_begin();
	if (ret)
		return ret;

	ret = fgraph_add_user(gops, size);
	if (!ret) {
		/* It would see itself patch. */
		pause_graph_tracing();
		ret = register_ftrace_function(&gops->ops);
		unpause_graph_tracing();
		if (ret)
			fgraph_drop_user(gops);
	}
	if (bitmap_empty(fgraph_used, FGRAPH_USERS))
		fgraph_tasks_end();
	return ret;
}

/**
 * fgraph_register - register a user that has handlers of its own
 * @gops: the user, there for ever, with its handlers in @ops
 * @trampoline: that its functions return to
 * @size: bytes of each of its frames, from fgraph_size()
 *
 * To be undone by unregister_ftrace_graph().
 *
 * Return: 0; -EBUSY if it is registered; -ENOSPC if there are too many; -ENOMEM; what
 * register_ftrace_function() returns.
 */
int fgraph_register(struct fgraph_ops *gops, void (*trampoline)(void), unsigned int size)
{
	guard(mutex)(&fgraph_lock);
	return fgraph_register_locked(gops, trampoline, size);
}

/**
 * register_ftrace_graph - have callbacks called on entries and returns
 * @gops: the user
 *
 * Return: as fgraph_register(); -EINVAL if there is no callback for entries.
 */
int register_ftrace_graph(struct fgraph_ops *gops)
{
	if (!gops->entryfunc)
		return -EINVAL;
	guard(mutex)(&fgraph_lock);
	if (gops->tag)
		return -EBUSY;
	gops->ops.func = fgraph_enter;
	gops->ops.flags |= FTRACE_OPS_FL_RECURSION;
	return fgraph_register_locked(gops, return_to_handler, sizeof(struct fgraph_plain));
}
EXPORT_SYMBOL_GPL(register_ftrace_graph);

static int fgraph_unregister_locked(struct fgraph_ops *gops)
{
	int ret;

	if (!gops->tag)
		return -EBUSY;
	pause_graph_tracing();
	ret = unregister_ftrace_function(&gops->ops);
	unpause_graph_tracing();
	if (ret)
		return ret;
	fgraph_drop_user(gops);
	if (bitmap_empty(fgraph_used, FGRAPH_USERS))
		fgraph_tasks_end();
	return 0;
}

/**
 * fgraph_unregister - be a user no longer
 * @gops: the user
 *
 * When this returns nobody runs any more with preemption disabled who has found the user
 * to be registered, so no callback for returns, and nobody will; entries are as after
 * unregister_ftrace_function().
 *
 * Return: 0; -EBUSY if it is not registered; -ENOMEM, and it still is.
 */
int fgraph_unregister(struct fgraph_ops *gops)
{
	int ret;

	mutex_lock(&fgraph_lock);
	ret = fgraph_unregister_locked(gops);
	mutex_unlock(&fgraph_lock);
	if (!ret)
		synchronize_rcu();
	return ret;
}

/**
 * unregister_ftrace_graph - the same, for those who do not ask whether it went well
 * @gops: the user
 */
void unregister_ftrace_graph(struct fgraph_ops *gops)
{
	fgraph_unregister(gops);
}
EXPORT_SYMBOL_GPL(unregister_ftrace_graph);
