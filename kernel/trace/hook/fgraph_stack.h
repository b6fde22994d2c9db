/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The shadow stack: where the returns that were diverted really go.
 *
 * A block of FGRAPH_STACK_SIZE bytes, aligned to its size, one a task. Frames
 * grow down in it, one for each call and user, newest first. The user's data lies
 * right behind a frame's head, and behind that the next older frame:
 *
 *	block					   top		     block + size
 *	| guard | free ...			   | frame | data | ... | bottom | vars |
 *
 * The bottom is a frame of nobody, with size 0. The top alone tells all there is
 * to know: which block, and how much room there is. A top with offset 0, like
 * NULL, has room for nothing, so that one test is enough for a hit to find out
 * that there is no stack, that it is full, or that the task must not be traced
 * for now. At offset 0 is a guard that looks like a frame of no return.
 *
 * A frame says by its tag whose it is. A tag is used once: frames whose user has
 * gone while their functions slept are nobody's, and only lead home.
 *
 * What is here is arithmetic on such a block and knows no task, so that it runs
 * in unit tests. Context: any; nobody but the task and what interrupts it writes.
 */
#ifndef _TRACE_HOOK_FGRAPH_STACK_H
#define _TRACE_HOOK_FGRAPH_STACK_H

#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/log2.h>
#include <linux/sizes.h>
#include <linux/types.h>

#define FGRAPH_STACK_SIZE	SZ_8K
#define FGRAPH_STACK_MASK	(FGRAPH_STACK_SIZE - 1UL)

/* Users at a time. Some have a word of their own in each block. */
#define FGRAPH_USERS		256
#define FGRAPH_VARS		32

/**
 * struct fgraph_frame - a return that was diverted
 * @ret: where it goes: an address, or the trampoline of the frame behind
 * @retp: where on the kernel's stack the return address was; NULL as long as the
 *	frame is not complete
 * @func: the call site
 * @word: whose frame it is and where the next one is, see below
 */
struct fgraph_frame {
	unsigned long	ret;
	unsigned long	*retp;
	unsigned long	func;
	u64		word;
};

/*
 * The word: tag, bytes of the frame with its data, and the number of calls of the
 * same user that this one is made in. So the word of a nested call is that of the
 * call around it, and FGRAPH_DEEPER.
 */
#define FGRAPH_SIZE_SHIFT	32
#define FGRAPH_SIZE_MAX		0xffffUL
#define FGRAPH_DEPTH_SHIFT	48
#define FGRAPH_DEEPER		BIT_ULL(FGRAPH_DEPTH_SHIFT)

/* Frames and data are made of these. */
#define FGRAPH_ALIGN(bytes)	ALIGN(bytes, sizeof(long))

static __always_inline u64 fgraph_word(u32 tag, unsigned int size)
{
	return (u64)size << FGRAPH_SIZE_SHIFT | tag;
}

static __always_inline u32 fgraph_word_tag(u64 word)
{
	return (u32)word;
}

static __always_inline unsigned int fgraph_word_size(u64 word)
{
	return (word >> FGRAPH_SIZE_SHIFT) & FGRAPH_SIZE_MAX;
}

static __always_inline unsigned int fgraph_word_depth(u64 word)
{
	return word >> FGRAPH_DEPTH_SHIFT;
}

static __always_inline u32 fgraph_frame_tag(const struct fgraph_frame *frame)
{
	return fgraph_word_tag(READ_ONCE(frame->word));
}

static __always_inline unsigned int fgraph_frame_depth(const struct fgraph_frame *frame)
{
	return fgraph_word_depth(READ_ONCE(frame->word));
}

/* Of a frame of the task that runs. A plain load can be one of two bytes. */
static __always_inline unsigned int fgraph_frame_size(const struct fgraph_frame *frame)
{
	return fgraph_word_size(frame->word);
}

static __always_inline void *fgraph_frame_data(struct fgraph_frame *frame)
{
	return frame + 1;
}

/* The block that a top is in; NULL for none. */
static __always_inline void *fgraph_block_of(const void *top)
{
	return (void *)((unsigned long)top & ~FGRAPH_STACK_MASK);
}

static __always_inline unsigned long fgraph_offset_of(const void *top)
{
	return (unsigned long)top & FGRAPH_STACK_MASK;
}

/* Words of the users, at the very end of a block. */
static inline unsigned long *fgraph_block_vars(void *block)
{
	return block + FGRAPH_STACK_SIZE - FGRAPH_VARS * sizeof(long);
}

static inline struct fgraph_frame *fgraph_block_bottom(void *block)
{
	return (struct fgraph_frame *)fgraph_block_vars(block) - 1;
}

static __always_inline bool fgraph_frame_is_bottom(const struct fgraph_frame *frame)
{
	return !fgraph_frame_size(frame);
}

/*
 * Is there room for a frame of @size bytes, and the guard? Of a size that is known when
 * compiling it is enough to see whether there is any bit that is worth that much.
 */
static __always_inline bool fgraph_fits(const void *top, unsigned long size)
{
	size += sizeof(struct fgraph_frame);
	if (__builtin_constant_p(size))
		return (unsigned long)top & FGRAPH_STACK_MASK & -roundup_pow_of_two(size);
	return fgraph_offset_of(top) >= size;
}

/* The frame behind; only for one that is not the bottom. */
static __always_inline struct fgraph_frame *fgraph_frame_next(struct fgraph_frame *frame)
{
	return (void *)frame + fgraph_frame_size(frame);
}

/**
 * fgraph_block_init - make a block an empty stack
 * @block: the block
 *
 * Return: the top.
 */
static inline struct fgraph_frame *fgraph_block_init(void *block)
{
	struct fgraph_frame *guard = block;
	struct fgraph_frame *bottom = fgraph_block_bottom(block);
	unsigned long *vars = fgraph_block_vars(block);
	unsigned int i;

	*guard = (struct fgraph_frame){ };
	*bottom = (struct fgraph_frame){ };
	for (i = 0; i < FGRAPH_VARS; i++)
		vars[i] = 0;
	return bottom;
}

/**
 * fgraph_walk_next - the frame behind, for those who trust nothing
 * @frame: a frame
 *
 * The stack may be that of a task that runs, and change at any time.
 *
 * Return: a frame inside of the same block, or NULL.
 */
static inline struct fgraph_frame *fgraph_walk_next(struct fgraph_frame *frame)
{
	unsigned int size = fgraph_word_size(READ_ONCE(frame->word));
	void *bottom = fgraph_block_bottom(fgraph_block_of(frame));

	if (size < sizeof(*frame) || size % sizeof(long))
		return NULL;
	frame = (void *)frame + size;
	return (void *)frame < bottom ? frame : NULL;
}

/* The newest frame, for the same; NULL if there is none. */
static inline struct fgraph_frame *fgraph_walk_first(struct fgraph_frame *top)
{
	if (!top || !fgraph_offset_of(top) ||
	    top >= fgraph_block_bottom(fgraph_block_of(top)))
		return NULL;
	return top;
}

/**
 * fgraph_find_retp - the newest frame of a return
 * @top: the top of a stack; may be NULL
 * @retp: where the return address was
 *
 * Return: the frame, or NULL.
 */
static inline struct fgraph_frame *
fgraph_find_retp(struct fgraph_frame *top, const unsigned long *retp)
{
	struct fgraph_frame *frame;

	for (frame = fgraph_walk_first(top); frame; frame = fgraph_walk_next(frame)) {
		if (READ_ONCE(frame->retp) == retp)
			return frame;
	}
	return NULL;
}

/**
 * fgraph_find_tag - the newest frame of a user
 * @top: the top of a stack; may be NULL
 * @tag: the user's tag
 *
 * Return: the frame, or NULL.
 */
static inline struct fgraph_frame *
fgraph_find_tag(struct fgraph_frame *top, u32 tag)
{
	struct fgraph_frame *frame;

	for (frame = fgraph_walk_first(top); frame; frame = fgraph_walk_next(frame)) {
		if (fgraph_frame_tag(frame) == tag)
			return frame;
	}
	return NULL;
}

/**
 * fgraph_word_among - the word of a new frame on top of frames of others
 * @top: the top of a stack
 * @word: the word of the user's frames, at depth 0
 */
static inline u64 fgraph_word_among(struct fgraph_frame *top, u64 word)
{
	struct fgraph_frame *around = fgraph_find_tag(top, fgraph_word_tag(word));

	if (around)
		word += (u64)(fgraph_frame_depth(around) + 1) << FGRAPH_DEPTH_SHIFT;
	return word;
}

#endif /* _TRACE_HOOK_FGRAPH_STACK_H */
