// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit stress of a whole buffer: on every CPU a task, a softirq, an interrupt
 * and, where the architecture lets us send one, an NMI write as they come, while
 * readers take events, sub-buffers and copies, and somebody changes sizes.
 *
 * Each event says who wrote it and its number among that writer's. No reader may
 * see an event that is not whole, or a number or a time that goes back. At the
 * end every try to write is accounted for: read, overwritten, dropped, or still
 * there.
 *
 * Runs for a second a part; for the sanitizers, and for SMP kernels above all.
 */
#include <kunit/test.h>
#include <linux/cpu.h>
#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/percpu.h>
#include <linux/prandom.h>

#include "buffer.h"

#if defined(CONFIG_X86_LOCAL_APIC) && !defined(CONFIG_UML)
#include <asm/apic.h>
#include <asm/nmi.h>
#define STRESS_NMI
#endif

enum stress_who { BY_TASK, BY_SOFTIRQ, BY_IRQ, BY_NMI, BY_COUNT };

struct stress_event {
	u32	cpu;
	u32	who;
	u64	number;
	u64	check[];
};

/* Of one CPU: who wrote how much, and what readers saw of it last. */
struct stress_cpu {
	local_t			tries[BY_COUNT];
	local_t			taken_back[BY_COUNT];
	u64			seen[BY_COUNT];
	u64			seen_ts;
	u64			read;
	u64			lost;
	struct task_struct	*task;
	struct hrtimer		softirq;
	struct hrtimer		irq;
};

static struct stress {
	struct trace_buffer	*buffer;
	struct trace_buffer	*other;
	struct stress_cpu __percpu *cpu;
	struct mutex		lock;		/* consuming readers */
	bool			nmi;		/* the handler may write */
	bool			clears;		/* events may vanish, and come back by a swap */
	bool			unsaid;		/* a gap was shown without its size */
	atomic_t		wrong;
	atomic_t		nmis;
} stress;

static notrace void stress_write(enum stress_who who)
{
	struct stress_cpu *sc;
	struct stress_event *e;
	struct ring_buffer_event *event;
	u64 number;
	u32 words, i;

	preempt_disable_notrace();
	sc = this_cpu_ptr(stress.cpu);
	number = local_inc_return(&sc->tries[who]);
	words = number % 12;
	event = ring_buffer_lock_reserve(stress.buffer, sizeof(*e) + words * sizeof(u64));
	if (event) {
		e = ring_buffer_event_data(event);
		e->cpu = raw_smp_processor_id();
		e->who = who;
		e->number = number;
		for (i = 0; i < words; i++)
			e->check[i] = number + i;
		if (number % 64 == 63) {
			/* Taken back: as if it never was. */
			local_inc(&sc->taken_back[who]);
			ring_buffer_discard_commit(stress.buffer, event);
		} else {
			ring_buffer_unlock_commit(stress.buffer);
		}
	}
	preempt_enable_notrace();
}

static enum hrtimer_restart stress_timer(struct hrtimer *timer)
{
	bool irq = timer == &this_cpu_ptr(stress.cpu)->irq;

	stress_write(irq ? BY_IRQ : BY_SOFTIRQ);
	hrtimer_forward_now(timer, ns_to_ktime(irq ? 37000 : 59000));
	return HRTIMER_RESTART;
}

static int stress_task(void *data)
{
	struct stress_cpu *sc = this_cpu_ptr(stress.cpu);
	u32 i;

	hrtimer_start(&sc->softirq, ns_to_ktime(10000), HRTIMER_MODE_REL_PINNED_SOFT);
	hrtimer_start(&sc->irq, ns_to_ktime(20000), HRTIMER_MODE_REL_PINNED_HARD);
	while (!kthread_should_stop()) {
		for (i = 0; i < 50; i++)
			stress_write(BY_TASK);
		usleep_range(20, 60);
	}
	hrtimer_cancel(&sc->softirq);
	hrtimer_cancel(&sc->irq);
	return 0;
}

/* --- looking -------------------------------------------------------------- */

static void stress_wrong(const char *what, int cpu, u64 have, u64 want)
{
	if (atomic_inc_return(&stress.wrong) < 10)
		pr_err("ring buffer stress: CPU %d: %s: %llu, not %llu\n", cpu, what, have, want);
}

static bool stress_is_whole(struct ring_buffer_event *event, int cpu)
{
	struct stress_event *e = ring_buffer_event_data(event);
	u32 words = e->number % 12, i;

	if (ring_buffer_event_length(event) != sizeof(*e) + words * sizeof(u64)) {
		stress_wrong("length", cpu, ring_buffer_event_length(event), words);
		return false;
	}
	if (e->who >= BY_COUNT || e->cpu != cpu) {
		stress_wrong("writer", cpu, e->who, e->cpu);
		return false;
	}
	for (i = 0; i < words; i++) {
		if (e->check[i] != e->number + i) {
			stress_wrong("content", cpu, e->check[i], e->number + i);
			return false;
		}
	}
	return true;
}

/* What a consuming reader got. */
static void stress_note(struct ring_buffer_event *event, int cpu, u64 ts, u64 lost)
{
	struct stress_cpu *sc = per_cpu_ptr(stress.cpu, cpu);
	struct stress_event *e = ring_buffer_event_data(event);

	if (!stress_is_whole(event, cpu))
		return;
	sc->read++;
	sc->lost += lost;
	if (stress.clears)
		return;
	if (e->number <= sc->seen[e->who])
		stress_wrong("number", cpu, e->number, sc->seen[e->who]);
	if (ts < sc->seen_ts)
		stress_wrong("time", cpu, ts, sc->seen_ts);
	sc->seen[e->who] = e->number;
	sc->seen_ts = ts;
}

static void stress_consume(int cpu, u32 count)
{
	struct ring_buffer_event *event;
	unsigned long lost;
	u64 ts;

	while (count-- && (event = ring_buffer_consume(stress.buffer, cpu, &ts, &lost)))
		stress_note(event, cpu, ts, lost);
}

static void stress_take_page(int cpu, size_t len, int full)
{
	struct buffer_data_read_page *page;
	struct ring_buffer_event *event;
	struct rb_data_page *data;
	u32 end, at, stride;
	unsigned long lost = 0;
	u64 ts;

	if (ring_buffer_alloc_read_page(stress.buffer, cpu, &page))
		return;
	if (!ring_buffer_read_page(stress.buffer, page, len, cpu, full)) {
		data = ring_buffer_read_page_data(page);
		end = data->commit & ~(RB_MISSED_EVENTS | RB_MISSED_STORED);
		if (data->commit & RB_MISSED_STORED)
			memcpy(&lost, data->data + end, sizeof(lost));
		else if (data->commit & RB_MISSED_EVENTS)
			stress.unsaid = true;
		ts = data->time_stamp;
		for (at = 0; at < end; at += stride) {
			event = (void *)data->data + at;
			stride = rb_event_stride(event, end - at);
			if (!stride) {
				stress_wrong("stride", cpu, at, end);
				break;
			}
			ts = rb_event_time(event, ts);
			if (!rb_event_is_data(event))
				continue;
			stress_note(event, cpu, ts, lost);
			lost = 0;
		}
	}
	ring_buffer_free_read_page(stress.buffer, cpu, page);
}

static int stress_reader(void *data)
{
	struct rnd_state rnd;
	int cpu;

	prandom_seed_state(&rnd, 1);
	while (!kthread_should_stop()) {
		for_each_online_cpu(cpu) {
			scoped_guard(mutex, &stress.lock) {
				switch (prandom_u32_state(&rnd) % 4) {
				case 0:
					stress_take_page(cpu, PAGE_SIZE, 1);
					break;
				case 1:
					stress_take_page(cpu, 3000, 0);
					break;
				default:
					stress_consume(cpu, prandom_u32_state(&rnd) % 100);
				}
			}
		}
		usleep_range(50, 200);
	}
	return 0;
}

static int stress_iterator(void *data)
{
	struct ring_buffer_event *event;
	struct ring_buffer_iter *iter;
	u64 ts, last;
	int cpu;

	while (!kthread_should_stop()) {
		for_each_online_cpu(cpu) {
			iter = ring_buffer_read_start(stress.buffer, cpu, GFP_KERNEL);
			if (!iter)
				continue;
			last = 0;
			while ((event = ring_buffer_iter_peek(iter, &ts))) {
				if (!stress_is_whole(event, cpu))
					break;
				if (ts < last)
					stress_wrong("time of iterator", cpu, ts, last);
				last = ts;
				ring_buffer_iter_advance(iter);
			}
			ring_buffer_read_finish(iter);
		}
		usleep_range(200, 500);
	}
	return 0;
}

/* --- a run ---------------------------------------------------------------- */

#ifdef STRESS_NMI
static notrace int stress_nmi(unsigned int type, struct pt_regs *regs)
{
	if (!READ_ONCE(stress.nmi))
		return NMI_DONE;
	atomic_inc(&stress.nmis);
	stress_write(BY_NMI);
	return NMI_HANDLED;
}

static void stress_send_nmis(void)
{
	int cpu;

	for_each_online_cpu(cpu)
		__apic_send_IPI_mask(cpumask_of(cpu), NMI_VECTOR);
}
#else
static void stress_send_nmis(void) { }
#endif

static void stress_swap(void *info)
{
	/* -EBUSY if this interrupted a writer: another time. */
	ring_buffer_swap_cpu(stress.buffer, stress.other, raw_smp_processor_id());
}

static int stress_any_cpu(void)
{
	guard(preempt)();
	return cpumask_any_distribute(cpu_online_mask);
}

static void stress_change(struct rnd_state *rnd)
{
	unsigned long size = (2 + prandom_u32_state(rnd) % 30) * (PAGE_SIZE - RB_PAGE_HDR);

	switch (prandom_u32_state(rnd) % (stress.clears ? 6 : 2)) {
	case 0:
		ring_buffer_resize(stress.buffer, size, RING_BUFFER_ALL_CPUS);
		break;
	case 1:
		ring_buffer_resize(stress.buffer, size, stress_any_cpu());
		break;
	case 2: {
		/* What a reader looks at is gone with the rest: not while it does. */
		guard(mutex)(&stress.lock);
		ring_buffer_reset(stress.buffer);
		break;
	}
	case 3: {
		guard(mutex)(&stress.lock);
		ring_buffer_subbuf_order_set(stress.buffer, prandom_u32_state(rnd) % 3);
		break;
	}
	case 4:
		ring_buffer_change_overwrite(stress.buffer, prandom_u32_state(rnd) & 1);
		break;
	default:
		ring_buffer_resize(stress.buffer, 8 * PAGE_SIZE, RING_BUFFER_ALL_CPUS);
		ring_buffer_resize(stress.other, 8 * PAGE_SIZE, RING_BUFFER_ALL_CPUS);
		on_each_cpu(stress_swap, NULL, 1);
	}
}

static void stress_run(struct kunit *test, bool clears)
{
	struct task_struct *reader, *iterator;
	struct rnd_state rnd;
	struct stress_cpu *sc;
	unsigned long end;
	int cpu;

	memset(&stress, 0, sizeof(stress));
	mutex_init(&stress.lock);
	stress.clears = clears;
	stress.buffer = ring_buffer_alloc(16 * PAGE_SIZE, RB_FL_OVERWRITE);
	stress.other = ring_buffer_alloc(16 * PAGE_SIZE, RB_FL_OVERWRITE);
	stress.cpu = alloc_percpu(struct stress_cpu);
	KUNIT_ASSERT_NOT_NULL(test, stress.buffer);
	KUNIT_ASSERT_NOT_NULL(test, stress.other);
	KUNIT_ASSERT_NOT_NULL(test, stress.cpu);
#ifdef STRESS_NMI
	KUNIT_ASSERT_EQ(test, register_nmi_handler(NMI_LOCAL, stress_nmi, 0, "rb_stress"), 0);
	WRITE_ONCE(stress.nmi, true);
#endif
	cpus_read_lock();
	for_each_online_cpu(cpu) {
		sc = per_cpu_ptr(stress.cpu, cpu);
		hrtimer_init(&sc->softirq, CLOCK_MONOTONIC, HRTIMER_MODE_REL_PINNED_SOFT);
		hrtimer_init(&sc->irq, CLOCK_MONOTONIC, HRTIMER_MODE_REL_PINNED_HARD);
		sc->softirq.function = stress_timer;
		sc->irq.function = stress_timer;
		sc->task = kthread_run_on_cpu(stress_task, NULL, cpu, "rb_stress/%u");
	}
	cpus_read_unlock();
	reader = kthread_run(stress_reader, NULL, "rb_reader");
	iterator = kthread_run(stress_iterator, NULL, "rb_iterator");

	prandom_seed_state(&rnd, 99);
	for (end = jiffies + HZ; time_before(jiffies, end); ) {
		stress_send_nmis();
		usleep_range(100, 300);
		if (prandom_u32_state(&rnd) % 8 == 0)
			stress_change(&rnd);
	}

	for_each_online_cpu(cpu) {
		sc = per_cpu_ptr(stress.cpu, cpu);
		if (!IS_ERR(sc->task))
			kthread_stop(sc->task);
	}
	WRITE_ONCE(stress.nmi, false);
#ifdef STRESS_NMI
	msleep(20);
	unregister_nmi_handler(NMI_LOCAL, "rb_stress");
#endif
	kthread_stop(iterator);
	kthread_stop(reader);
}

static void stress_sums(struct kunit *test)
{
	u64 tries, read, over, dropped, left;
	struct stress_cpu *sc;
	int cpu, who;

	for_each_online_cpu(cpu) {
		sc = per_cpu_ptr(stress.cpu, cpu);
		/* Drain, but for a few: those are what is still there. */
		while (ring_buffer_entries_cpu(stress.buffer, cpu) > 3)
			stress_consume(cpu, 1);
		tries = 0;
		for (who = 0; who < BY_COUNT; who++)
			tries += local_read(&sc->tries[who]) - local_read(&sc->taken_back[who]);
		read = ring_buffer_read_events_cpu(stress.buffer, cpu);
		over = ring_buffer_overrun_cpu(stress.buffer, cpu);
		dropped = ring_buffer_commit_overrun_cpu(stress.buffer, cpu) +
			  ring_buffer_dropped_events_cpu(stress.buffer, cpu);
		left = ring_buffer_entries_cpu(stress.buffer, cpu);
		kunit_info(test, "CPU %d: %llu tries, by task %lu, softirq %lu, irq %lu, nmi %lu: %llu read, %llu overwritten, %llu dropped\n",
			   cpu, tries, local_read(&sc->tries[BY_TASK]),
			   local_read(&sc->tries[BY_SOFTIRQ]), local_read(&sc->tries[BY_IRQ]),
			   local_read(&sc->tries[BY_NMI]), read, over, dropped);
		KUNIT_EXPECT_EQ(test, tries, read + over + dropped + left);
		KUNIT_EXPECT_EQ(test, read, sc->read);
		KUNIT_EXPECT_GT(test, tries, 500);
		if (!stress.unsaid)
			KUNIT_EXPECT_EQ(test, sc->lost, over + dropped);
	}
}

static void stress_close(struct kunit *test)
{
	if (stress.buffer)
		ring_buffer_free(stress.buffer);
	if (stress.other)
		ring_buffer_free(stress.other);
	free_percpu(stress.cpu);
	memset(&stress, 0, sizeof(stress));
}

static void every_try_is_accounted_for_while_sizes_change(struct kunit *test)
{
	stress_run(test, false);
	KUNIT_EXPECT_EQ(test, atomic_read(&stress.wrong), 0);
	stress_sums(test);
#ifdef STRESS_NMI
	KUNIT_EXPECT_GT(test, atomic_read(&stress.nmis), 10);
#endif
}

/* Events may vanish, but what is seen is right. */
static void no_reader_sees_a_broken_event_whatever_is_changed(struct kunit *test)
{
	struct rb_cpu *cb;
	int cpu;

	stress_run(test, true);
	KUNIT_EXPECT_EQ(test, atomic_read(&stress.wrong), 0);
	for_each_online_cpu(cpu) {
		cb = rb_cpu_of(stress.buffer, cpu);
		KUNIT_EXPECT_EQ(test, cb->nest, 0);
	}
}

static struct kunit_case stress_cases[] = {
	KUNIT_CASE_SLOW(every_try_is_accounted_for_while_sizes_change),
	KUNIT_CASE_SLOW(no_reader_sees_a_broken_event_whatever_is_changed),
	{}
};

static struct kunit_suite stress_suite = {
	.name = "ring_buffer_stress",
	.exit = stress_close,
	.test_cases = stress_cases,
};

kunit_test_suite(stress_suite);
