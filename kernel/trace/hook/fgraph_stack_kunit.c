// SPDX-License-Identifier: GPL-2.0-only
/*
 * Unit tests of the shadow stack's arithmetic, see fgraph_stack.h: no task, no trampoline,
 * just a block and frames that are put into it as the hot path does.
 */

#include <kunit/test.h>
#include <linux/gfp.h>

#include "hook/fgraph_stack.h"

#define TAG_A	0x101
#define TAG_B	0x202

struct stack {
	void			*block;
	struct fgraph_frame	*top;
	unsigned long		slots[1024];
};

static struct stack *stack_new(struct kunit *test)
{
	struct stack *s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);
	unsigned long room;

	KUNIT_ASSERT_NOT_NULL(test, s);
	room = (unsigned long)kunit_kzalloc(test, 2 * FGRAPH_STACK_SIZE, GFP_KERNEL);
	KUNIT_ASSERT_NE(test, room, 0UL);
	s->block = (void *)ALIGN(room, FGRAPH_STACK_SIZE);
	memset(s->block, 0xa5, FGRAPH_STACK_SIZE);
	s->top = fgraph_block_init(s->block);
	return s;
}

/* A frame of a user whose frames have @size bytes, for the return address in @retp. */
static struct fgraph_frame *stack_push(struct stack *s, u32 tag, unsigned int size,
				       unsigned long *retp, unsigned long ret)
{
	u64 word = fgraph_word_among(s->top, fgraph_word(tag, size));
	struct fgraph_frame *frame = (void *)s->top - size;

	if (!fgraph_fits(s->top, size))
		return NULL;
	*frame = (struct fgraph_frame){ .ret = ret, .retp = retp, .word = word };
	s->top = frame;
	return frame;
}

static void stack_pop(struct stack *s)
{
	s->top = fgraph_frame_next(s->top);
}

static void a_new_stack_is_empty(struct kunit *test)
{
	struct stack *s = stack_new(test);

	KUNIT_EXPECT_TRUE(test, fgraph_frame_is_bottom(s->top));
	KUNIT_EXPECT_PTR_EQ(test, fgraph_block_of(s->top), s->block);
	KUNIT_EXPECT_NULL(test, fgraph_walk_first(s->top));
	KUNIT_EXPECT_NULL(test, fgraph_find_retp(s->top, &s->slots[0]));
	KUNIT_EXPECT_NULL(test, fgraph_find_tag(s->top, TAG_A));
	KUNIT_EXPECT_EQ(test, fgraph_block_vars(s->block)[FGRAPH_VARS - 1], 0UL);
}

static void no_stack_and_a_paused_one_have_no_room(struct kunit *test)
{
	struct stack *s = stack_new(test);

	KUNIT_EXPECT_FALSE(test, fgraph_fits(NULL, sizeof(struct fgraph_frame)));
	KUNIT_EXPECT_FALSE(test, fgraph_fits(s->block, sizeof(struct fgraph_frame)));
	KUNIT_EXPECT_NULL(test, fgraph_walk_first(NULL));
	KUNIT_EXPECT_NULL(test, fgraph_walk_first(s->block));
	/* What a return finds there is no frame of any return. */
	KUNIT_EXPECT_NULL(test, ((struct fgraph_frame *)s->block)->retp);
}

static void a_full_stack_keeps_its_guard(struct kunit *test)
{
	struct stack *s = stack_new(test);
	unsigned int n = 0, size = sizeof(struct fgraph_frame) + 24;

	while (stack_push(s, TAG_A, size, &s->slots[n], n))
		n++;
	KUNIT_EXPECT_GT(test, n, 100U);
	KUNIT_EXPECT_NULL(test, ((struct fgraph_frame *)s->block)->retp);
	KUNIT_EXPECT_GE(test, fgraph_offset_of(s->top), sizeof(struct fgraph_frame));
	KUNIT_EXPECT_EQ(test, fgraph_frame_depth(s->top), n - 1);
	while (n--) {
		KUNIT_ASSERT_FALSE(test, fgraph_frame_is_bottom(s->top));
		KUNIT_EXPECT_EQ(test, s->top->ret, (unsigned long)n);
		stack_pop(s);
	}
	KUNIT_EXPECT_TRUE(test, fgraph_frame_is_bottom(s->top));
}

static void the_word_of_a_nested_call_is_one_deeper(struct kunit *test)
{
	u64 word = fgraph_word(TAG_A, 48);

	KUNIT_EXPECT_EQ(test, fgraph_word_tag(word), TAG_A);
	KUNIT_EXPECT_EQ(test, fgraph_word_size(word), 48U);
	KUNIT_EXPECT_EQ(test, fgraph_word_depth(word), 0U);
	word += 3 * FGRAPH_DEEPER;
	KUNIT_EXPECT_EQ(test, fgraph_word_tag(word), TAG_A);
	KUNIT_EXPECT_EQ(test, fgraph_word_size(word), 48U);
	KUNIT_EXPECT_EQ(test, fgraph_word_depth(word), 3U);
}

static void each_user_counts_its_own_depth(struct kunit *test)
{
	struct stack *s = stack_new(test);

	stack_push(s, TAG_A, 32, &s->slots[0], 1);
	stack_push(s, TAG_B, 64, &s->slots[0], 2);
	KUNIT_EXPECT_EQ(test, fgraph_frame_depth(s->top), 0U);
	stack_push(s, TAG_B, 40, &s->slots[1], 3);
	KUNIT_EXPECT_EQ(test, fgraph_frame_depth(s->top), 1U);
	stack_push(s, TAG_A, 32, &s->slots[2], 4);
	KUNIT_EXPECT_EQ(test, fgraph_frame_depth(s->top), 1U);
}

static void the_newest_frame_of_a_return_is_found(struct kunit *test)
{
	struct stack *s = stack_new(test);

	stack_push(s, TAG_A, 32, &s->slots[0], 1);
	stack_push(s, TAG_B, 64, &s->slots[0], 2);
	stack_push(s, TAG_A, 32, &s->slots[1], 3);
	KUNIT_EXPECT_EQ(test, fgraph_find_retp(s->top, &s->slots[0])->ret, 2UL);
	KUNIT_EXPECT_EQ(test, fgraph_find_retp(s->top, &s->slots[1])->ret, 3UL);
	KUNIT_EXPECT_NULL(test, fgraph_find_retp(s->top, &s->slots[2]));
	KUNIT_EXPECT_EQ(test, fgraph_find_tag(s->top, TAG_B)->ret, 2UL);
}

static void a_walk_over_garbage_stays_in_the_block(struct kunit *test)
{
	static const unsigned int sizes[] = { 0, 8, 31, 33, 0xfff8, 0xffff };
	struct stack *s = stack_new(test);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct fgraph_frame *frame = stack_push(s, TAG_A, 32, &s->slots[0], 1);

		frame->word = fgraph_word(TAG_A, sizes[i]);
		KUNIT_EXPECT_NULL_MSG(test, fgraph_walk_next(frame), "size %u", sizes[i]);
		frame->word = fgraph_word(TAG_A, 32);
		stack_pop(s);
	}
}

static struct kunit_case fgraph_stack_cases[] = {
	KUNIT_CASE(a_new_stack_is_empty),
	KUNIT_CASE(no_stack_and_a_paused_one_have_no_room),
	KUNIT_CASE(a_full_stack_keeps_its_guard),
	KUNIT_CASE(the_word_of_a_nested_call_is_one_deeper),
	KUNIT_CASE(each_user_counts_its_own_depth),
	KUNIT_CASE(the_newest_frame_of_a_return_is_found),
	KUNIT_CASE(a_walk_over_garbage_stays_in_the_block),
	{}
};

static struct kunit_suite fgraph_stack_suite = {
	.name = "fgraph_stack",
	.test_cases = fgraph_stack_cases,
};

kunit_test_suite(fgraph_stack_suite);
