// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of an instance's two buffers: snapshots, sizes, and who keeps whom from what. Run
 * them alone with kunit.filter_glob=trace_snapshot.
 */
#include <kunit/test.h>
#include <linux/err.h>
#include <linux/slab.h>

#include "core/trace.h"

#define WITHIN(expr)							\
({									\
	int _ret;							\
									\
	mutex_lock(&trace_types_lock);					\
	_ret = (expr);							\
	mutex_unlock(&trace_types_lock);				\
	_ret;								\
})

static int snapshot_test_init(struct kunit *test)
{
	struct trace_array *tr = trace_array_create("kunit-snapshot");

	KUNIT_ASSERT_FALSE(test, IS_ERR(tr));
	KUNIT_ASSERT_EQ(test, WITHIN(tracing_expand(tr)), 0);
	test->priv = tr;
	return 0;
}

static void snapshot_test_exit(struct kunit *test)
{
	trace_array_remove(test->priv);
}

static void record(struct trace_array *tr, unsigned int id)
{
	struct trace_buffer *buffer = READ_ONCE(tr->array_buffer.buffer);
	struct ring_buffer_event *event;
	struct raw_data_entry *entry;

	event = trace_buffer_lock_reserve(buffer, TRACE_RAW_DATA, sizeof(*entry),
					  tracing_gen_ctx());
	if (!event)
		return;
	entry = ring_buffer_event_data(event);
	entry->id = id;
	trace_buffer_unlock_commit_nostack(buffer, event);
}

static unsigned long entries(struct array_buffer *role)
{
	return ring_buffer_entries(READ_ONCE(role->buffer));
}

static unsigned long size_of(struct array_buffer *role)
{
	return ring_buffer_size(READ_ONCE(role->buffer), cpumask_first(cpu_online_mask));
}

static void a_snapshot_has_what_the_buffer_had(struct kunit *test)
{
	struct trace_array *tr = test->priv;

	KUNIT_EXPECT_EQ(test, WITHIN(tracing_alloc_snapshot_instance(tr)), 0);
	record(tr, 1);
	record(tr, 2);
	tracing_snapshot_instance(tr);
	KUNIT_EXPECT_EQ(test, entries(&tr->snapshot), 2);
	KUNIT_EXPECT_EQ(test, entries(&tr->array_buffer), 0);
	record(tr, 3);
	KUNIT_EXPECT_EQ(test, entries(&tr->snapshot), 2);
	KUNIT_EXPECT_EQ(test, entries(&tr->array_buffer), 1);
}

static void without_room_recording_stops(struct kunit *test)
{
	struct trace_array *tr = test->priv;

	record(tr, 1);
	tracing_snapshot_instance(tr);
	KUNIT_EXPECT_FALSE(test, tracer_tracing_is_on(tr));
	KUNIT_EXPECT_GE(test, entries(&tr->array_buffer), 1);
	KUNIT_EXPECT_EQ(test, entries(&tr->snapshot), 0);
}

static void a_paused_instance_keeps_its_records(struct kunit *test)
{
	struct trace_array *tr = test->priv;

	KUNIT_EXPECT_EQ(test, WITHIN(tracing_alloc_snapshot_instance(tr)), 0);
	record(tr, 1);
	tracing_stop_tr(tr);
	tracing_snapshot_instance(tr);
	KUNIT_EXPECT_EQ(test, entries(&tr->array_buffer), 1);
	tracing_start_tr(tr);
	tracing_snapshot_instance(tr);
	KUNIT_EXPECT_EQ(test, entries(&tr->snapshot), 1);
}

static void switches_hold_for_both_buffers(struct kunit *test)
{
	struct trace_array *tr = test->priv;

	KUNIT_EXPECT_EQ(test, WITHIN(tracing_alloc_snapshot_instance(tr)), 0);
	tracer_tracing_off(tr);
	tracing_snapshot_instance(tr);
	record(tr, 1);
	KUNIT_EXPECT_EQ(test, entries(&tr->array_buffer), 0);
	tracer_tracing_on(tr);
	tracing_snapshot_instance(tr);
	record(tr, 2);
	KUNIT_EXPECT_EQ(test, entries(&tr->array_buffer), 1);
}

static void both_buffers_have_one_size(struct kunit *test)
{
	struct trace_array *tr = test->priv;
	unsigned long small = size_of(&tr->snapshot);

	KUNIT_EXPECT_LT(test, small, size_of(&tr->array_buffer));
	KUNIT_EXPECT_EQ(test, WITHIN(tracing_alloc_snapshot_instance(tr)), 0);
	KUNIT_EXPECT_EQ(test, size_of(&tr->snapshot), size_of(&tr->array_buffer));
	KUNIT_EXPECT_EQ(test, WITHIN(tracing_resize(tr, 100000, RING_BUFFER_ALL_CPUS)), 0);
	KUNIT_EXPECT_GE(test, size_of(&tr->array_buffer), 100000);
	KUNIT_EXPECT_EQ(test, size_of(&tr->snapshot), size_of(&tr->array_buffer));

	mutex_lock(&trace_types_lock);
	tracing_free_snapshot(tr);
	mutex_unlock(&trace_types_lock);
	KUNIT_EXPECT_EQ(test, size_of(&tr->snapshot), small);
	KUNIT_EXPECT_EQ(test, WITHIN(tracing_resize(tr, 200000, RING_BUFFER_ALL_CPUS)), 0);
	KUNIT_EXPECT_EQ(test, size_of(&tr->snapshot), small);
}

static void a_size_that_cannot_be_had_changes_nothing(struct kunit *test)
{
	struct trace_array *tr = test->priv;
	unsigned long size;

	KUNIT_EXPECT_EQ(test, WITHIN(tracing_alloc_snapshot_instance(tr)), 0);
	record(tr, 1);
	size = size_of(&tr->array_buffer);
	KUNIT_EXPECT_LT(test, WITHIN(tracing_resize(tr, LONG_MAX, RING_BUFFER_ALL_CPUS)), 0);
	KUNIT_EXPECT_EQ(test, size_of(&tr->array_buffer), size);
	KUNIT_EXPECT_EQ(test, size_of(&tr->snapshot), size);
	KUNIT_EXPECT_EQ(test, entries(&tr->array_buffer), 1);
}

static void who_maps_and_who_takes_snapshots_exclude_each_other(struct kunit *test)
{
	struct trace_array *tr = test->priv;

	KUNIT_EXPECT_EQ(test, trace_map_begin(tr), 0);
	KUNIT_EXPECT_EQ(test, WITHIN(tracing_arm_snapshot(tr)), -EBUSY);
	trace_map_end(tr);
	KUNIT_EXPECT_EQ(test, WITHIN(tracing_arm_snapshot(tr)), 0);
	KUNIT_EXPECT_EQ(test, trace_map_begin(tr), -EBUSY);
	tracing_disarm_snapshot(tr);
	KUNIT_EXPECT_EQ(test, trace_map_begin(tr), 0);
	record(tr, 1);
	KUNIT_EXPECT_EQ(test, WITHIN(tracing_snapshot_take(tr, RING_BUFFER_ALL_CPUS)), -EBUSY);
	KUNIT_EXPECT_EQ(test, entries(&tr->array_buffer), 1);
	trace_map_end(tr);
}

static bool if_true(struct trace_array *tr, void *cond_data)
{
	return *(bool *)cond_data;
}

static void a_condition_decides(struct kunit *test)
{
	struct trace_array *tr = test->priv;
	bool no = false, yes = true;

	KUNIT_EXPECT_EQ(test, tracing_snapshot_cond_disable(tr), -EINVAL);
	KUNIT_EXPECT_EQ(test, tracing_snapshot_cond_enable(tr, test, if_true), 0);
	KUNIT_EXPECT_EQ(test, tracing_snapshot_cond_enable(tr, test, if_true), -EBUSY);
	KUNIT_EXPECT_PTR_EQ(test, tracing_cond_snapshot_data(tr), (void *)test);
	record(tr, 1);
	tracing_snapshot_cond(tr, &no);
	KUNIT_EXPECT_EQ(test, entries(&tr->snapshot), 0);
	tracing_snapshot_cond(tr, &yes);
	KUNIT_EXPECT_EQ(test, entries(&tr->snapshot), 1);
	KUNIT_EXPECT_EQ(test, tracing_snapshot_cond_disable(tr), 0);
	KUNIT_EXPECT_PTR_EQ(test, tracing_cond_snapshot_data(tr), NULL);
	KUNIT_EXPECT_EQ(test, tr->snapshot_users, 0);
}

/* What a reader has looked at it takes, also if a snapshot has come between. */
static void a_record_is_taken_from_where_it_was_seen(struct kunit *test)
{
	struct trace_iterator *iter = kunit_kzalloc(test, sizeof(*iter), GFP_KERNEL);
	struct trace_array *tr = test->priv;

	KUNIT_ASSERT_NOT_NULL(test, iter);
	KUNIT_EXPECT_EQ(test, WITHIN(tracing_alloc_snapshot_instance(tr)), 0);
	KUNIT_ASSERT_EQ(test, WITHIN(trace_pipe_iter_open(iter, tr, RING_BUFFER_ALL_CPUS)), 0);
	record(tr, 1);
	KUNIT_EXPECT_TRUE(test, trace_pipe_next(iter));
	tracing_snapshot_instance(tr);
	record(tr, 2);
	trace_consume(iter);
	KUNIT_EXPECT_EQ(test, entries(&tr->snapshot), 0);
	KUNIT_EXPECT_EQ(test, entries(&tr->array_buffer), 1);
	KUNIT_ASSERT_TRUE(test, trace_pipe_next(iter));
	KUNIT_EXPECT_EQ(test, ((struct raw_data_entry *)iter->ent)->id, 2);

	mutex_lock(&trace_types_lock);
	trace_pipe_iter_close(iter);
	mutex_unlock(&trace_types_lock);
}

static struct kunit_case snapshot_cases[] = {
	KUNIT_CASE(a_snapshot_has_what_the_buffer_had),
	KUNIT_CASE(without_room_recording_stops),
	KUNIT_CASE(a_paused_instance_keeps_its_records),
	KUNIT_CASE(switches_hold_for_both_buffers),
	KUNIT_CASE(both_buffers_have_one_size),
	KUNIT_CASE(a_size_that_cannot_be_had_changes_nothing),
	KUNIT_CASE(who_maps_and_who_takes_snapshots_exclude_each_other),
	KUNIT_CASE(a_condition_decides),
	KUNIT_CASE(a_record_is_taken_from_where_it_was_seen),
	{ }
};

static struct kunit_suite snapshot_suite = {
	.name		= "trace_snapshot",
	.init		= snapshot_test_init,
	.exit		= snapshot_test_exit,
	.test_cases	= snapshot_cases,
};

kunit_test_suite(snapshot_suite);
