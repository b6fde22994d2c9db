/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Entries and returns of functions, for those in a hurry.
 *
 * register_ftrace_graph() of linux/ftrace.h is all that most users need: a callback
 * on entries, one on returns. A user that is part of tracing and wants the last
 * instruction brings handlers of its own, put together from what is below, into
 * which everything is inlined:
 *
 *	static struct fgraph_ops my_gops;
 *	struct my_data { u64 began; };
 *	#define MY_SIZE	fgraph_size(sizeof(struct my_data))
 *
 *	static unsigned long my_exit(struct ftrace_return *r)
 *	{
 *		struct fgraph_frame *frame = fgraph_returning(&r->parent);
 *
 *		if (unlikely(!frame))		// nothing to tell
 *			return r->parent;
 *		if (likely(fgraph_is_mine(frame, &my_gops)))
 *			... r->ax, frame->func, fgraph_frame_depth(frame), fgraph_frame_data(frame)
 *		return fgraph_pop(frame, &r->parent);
 *	}
 *	DEFINE_FTRACE_RETURN(my_return, my_exit);
 *
 *	static notrace __ftrace_entry void my_entry(void)	// alone on a site
 *	{
 *		struct fgraph_frame *frame = fgraph_begin(&my_gops, MY_SIZE);
 *
 *		if (unlikely(!frame))
 *			return;
 *		... fill in the data, or fgraph_cancel(frame) and return
 *		fgraph_hook(frame, ftrace_entry_ip(), ftrace_entry_parent(), my_return);
 *	}
 *
 *	static notrace void my_func(ip, parent_ip, ops, fregs)	// with others
 *		the same with ip and fgraph_parent(fregs)
 *
 *	my_gops.ops.func = my_func;
 *	my_gops.ops.entry = (unsigned long)my_entry;
 *	ret = fgraph_register(&my_gops, my_return, MY_SIZE);
 *
 * Such a user must be there for ever, and so must its handlers: they can be reached by
 * functions that return long after it has been unregistered. What happened between
 * fgraph_returning() and fgraph_pop() is in a stack trace; a handler that calls what
 * can be traced has to guard itself (guard.h). Preemption is as the function left it.
 *
 * On architectures without these handlers only register_ftrace_graph() exists.
 *
 * Order of things, for the sake of what interrupts: a frame's place is claimed before it
 * is filled in, so that frames of interrupts go below it; and its retp, by which it is
 * found, comes last before the return is diverted.
 */
#ifndef _TRACE_HOOK_FGRAPH_H
#define _TRACE_HOOK_FGRAPH_H

#include <linux/build_bug.h>
#include <linux/ftrace.h>
#include <linux/sched.h>

#include "hook/fgraph_stack.h"

#ifdef CONFIG_FUNCTION_GRAPH_TRACER

#include <asm/ftrace_entry.h>

/* Entry handlers save every register that they, or what they call, use. */
#define __fgraph_keeps_registers	__ftrace_entry

/* Bytes of a frame with that much data. */
#define fgraph_size(data)	(sizeof(struct fgraph_frame) + FGRAPH_ALIGN(data))

int fgraph_register(struct fgraph_ops *gops, void (*trampoline)(void), unsigned int size);
int fgraph_unregister(struct fgraph_ops *gops);

__fgraph_keeps_registers void fgraph_no_room(void);
__fgraph_keeps_registers u64 fgraph_nested_word(u64 word);
struct fgraph_frame *fgraph_returning_slow(unsigned long *retp);

static __always_inline struct fgraph_frame *fgraph_top(void)
{
	return (struct fgraph_frame *)READ_ONCE(current->ret_stack);
}

static __always_inline void fgraph_set_top(struct fgraph_frame *top)
{
	WRITE_ONCE(current->ret_stack, (unsigned long *)top);
}

/* As current, for who would rather look it up again than keep it over a call. */
static __always_inline struct task_struct *fgraph_current_again(void)
{
#ifdef CONFIG_X86
	return raw_cpu_read(pcpu_hot.current_task);
#else
	return current;
#endif
}

/* Make a frame the top, for a start in such a way that it is no return's. */
static __always_inline void fgraph_claim_of(struct task_struct *task,
					    struct fgraph_frame *frame, u64 word)
{
	/* For who interrupts from now on ... */
	WRITE_ONCE(frame->retp, NULL);
	WRITE_ONCE(frame->word, word);
	barrier();
	WRITE_ONCE(task->ret_stack, (unsigned long *)frame);
	barrier();
	/* ... unless somebody has, and left frames here. */
	WRITE_ONCE(frame->word, word);
}

static __always_inline void fgraph_claim(struct fgraph_frame *frame, u64 word)
{
	fgraph_claim_of(current, frame, word);
}

/* To the compiler, which keeps tests for NULL unless it is told. */
static __always_inline struct fgraph_frame *fgraph_not_null(struct fgraph_frame *frame)
{
	if (!frame)
		__builtin_unreachable();
	return frame;
}

static __always_inline struct fgraph_frame *
fgraph_begin_any(const struct fgraph_ops *gops, unsigned int size, bool depth)
{
	struct task_struct *task = current;
	struct fgraph_frame *frame, *top = (struct fgraph_frame *)READ_ONCE(task->ret_stack);
	u64 word = READ_ONCE(gops->word);

	if (unlikely(!fgraph_fits(top, size))) {
		fgraph_no_room();
		return NULL;
	}
	if (depth) {
		u64 around = top->word;

		if (fgraph_word_tag(around) == fgraph_word_tag(word))
			word = around + FGRAPH_DEEPER;
		else if (fgraph_word_tag(around))
			word = fgraph_nested_word(word);
	}
	frame = (void *)top - size;
	fgraph_claim_of(task, frame, word);
	return fgraph_not_null(frame);
}

/**
 * fgraph_begin - a function was entered: make a frame
 * @gops: the user
 * @size: what it was registered with
 *
 * Return: the frame, to be followed by fgraph_hook() or fgraph_cancel(); NULL if there
 * is no room, which was counted, or if the task is not to be traced.
 */
static __always_inline struct fgraph_frame *fgraph_begin(const struct fgraph_ops *gops,
							 unsigned int size)
{
	return fgraph_begin_any(gops, size, true);
}

/**
 * fgraph_begin_flat - the same for who does not ask how deep it is
 * @gops: the user
 * @size: what it was registered with
 */
static __always_inline struct fgraph_frame *fgraph_begin_flat(const struct fgraph_ops *gops,
							      unsigned int size)
{
	return fgraph_begin_any(gops, size, false);
}

/**
 * fgraph_cancel - forget the frame that was just begun
 * @frame: from fgraph_begin()
 */
static __always_inline void fgraph_cancel(struct fgraph_frame *frame)
{
	barrier();
	fgraph_set_top(fgraph_frame_next(frame));
}

/**
 * fgraph_fill - say what return the frame is for
 * @frame: from fgraph_begin()
 * @func: the call site
 * @parent: where the return address is
 * @parent_ip: the address
 *
 * The return goes there until fgraph_divert(), and whoever looks sees it.
 */
static __always_inline void fgraph_fill(struct fgraph_frame *frame, unsigned long func,
					unsigned long *parent, unsigned long parent_ip)
{
	frame->func = func;
	frame->ret = parent_ip;
	barrier();
	WRITE_ONCE(frame->retp, parent);
}

/**
 * fgraph_divert - have the function return elsewhere
 * @frame: filled in
 * @trampoline: from DEFINE_FTRACE_RETURN()
 */
static __always_inline void fgraph_divert(struct fgraph_frame *frame, void (*trampoline)(void))
{
	barrier();
	*frame->retp = (unsigned long)trampoline;
}

/**
 * fgraph_hook - both at once
 * @frame: from fgraph_begin()
 * @func: the call site
 * @parent: where the return address is
 * @trampoline: from DEFINE_FTRACE_RETURN()
 */
static __always_inline void fgraph_hook(struct fgraph_frame *frame, unsigned long func,
					unsigned long *parent, void (*trampoline)(void))
{
	fgraph_fill(frame, func, parent, *parent);
	barrier();
	*parent = (unsigned long)trampoline;
}

/* Where the return address is, as an ops sees it. */
static __always_inline unsigned long *fgraph_parent(struct ftrace_regs *fregs)
{
	return (unsigned long *)ftrace_regs_get_stack_pointer(fregs);
}

/**
 * fgraph_returning - the frame of a function that returns
 * @parent: where the return address was
 *
 * Return: the frame, to be followed by fgraph_pop(); NULL if nobody is to be told:
 * then @parent holds the address to go to.
 */
static __always_inline struct fgraph_frame *fgraph_returning(unsigned long *parent)
{
	struct fgraph_frame *frame = fgraph_top();

	if (likely(frame->retp == parent))
		return fgraph_not_null(frame);
	return fgraph_returning_slow(parent);
}

/* Is the user that made the frame still registered? */
static __always_inline bool fgraph_is_mine(const struct fgraph_frame *frame,
					   const struct fgraph_ops *gops)
{
	return likely(fgraph_frame_tag(frame) == gops->tag);
}

/**
 * fgraph_pop - be done with a frame
 * @frame: from fgraph_returning()
 * @parent: the same
 *
 * Return: where to go on.
 */
static __always_inline unsigned long fgraph_pop(struct fgraph_frame *frame,
						unsigned long *parent)
{
	struct fgraph_frame *next = fgraph_frame_next(frame);
	unsigned long ret = frame->ret;

	/* The unwinder finds it there as long as it cannot be found here. */
	WRITE_ONCE(*parent, ret);
	barrier();
	WRITE_ONCE(fgraph_current_again()->ret_stack, (unsigned long *)next);
	return ret;
}

/* fgraph_task.c: the stacks of tasks. Where it says so, with fgraph_lock held. */
extern struct mutex fgraph_lock;
int fgraph_tasks_begin(void);		/* locked: there are users from now on */
void fgraph_tasks_end(void);		/* locked: there are none */
void fgraph_tasks_clear_var(int idx);	/* locked */
void fgraph_tasks_forget_switches(void);	/* locked */
struct fgraph_frame *fgraph_task_top(struct task_struct *task);
void fgraph_ask_for_stack(void);
void fgraph_show_stacks(struct seq_file *m);

__fgraph_keeps_registers unsigned long fgraph_frame_ret_slow(struct fgraph_frame *frame);

/**
 * fgraph_frame_ret - where the function really returns to
 * @frame: from fgraph_returning()
 */
static __always_inline unsigned long fgraph_frame_ret(struct fgraph_frame *frame)
{
	/* Another user may have diverted the return before. */
	if (unlikely(fgraph_frame_next(frame)->retp == frame->retp))
		return fgraph_frame_ret_slow(frame);
	return frame->ret;
}

/* fgraph_sleep.c */
typedef void (*fgraph_slept_t)(struct fgraph_frame *frame, u64 ns);
int fgraph_count_sleep(struct fgraph_ops *gops, fgraph_slept_t slept, bool on);

/*
 * By the low bits of their tags; changed under fgraph_lock, read anywhere. Never NULL: nobody
 * is a user with a tag that no frame has.
 */
extern struct fgraph_ops *fgraph_users[FGRAPH_USERS];

static __always_inline unsigned int fgraph_tag_idx(u32 tag)
{
	return (u8)tag;
}

static_assert(FGRAPH_USERS == 256);

/**
 * fgraph_frame_user - whose frame it is
 * @frame: the frame
 *
 * With preemption disabled, for as long as the user is needed.
 *
 * Return: the user, NULL if he is not registered any more.
 */
static __always_inline struct fgraph_ops *fgraph_frame_user(const struct fgraph_frame *frame)
{
	u32 tag = fgraph_frame_tag(frame);
	struct fgraph_ops *gops = READ_ONCE(fgraph_users[fgraph_tag_idx(tag)]);

	if (!gops)
		__builtin_unreachable();
	/* A plain load can be part of the comparison; it is read once anyway. */
	return gops->tag == tag ? gops : NULL;
}

#endif /* CONFIG_FUNCTION_GRAPH_TRACER */

#endif /* _TRACE_HOOK_FGRAPH_H */
