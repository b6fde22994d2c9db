/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The time of an event.
 *
 * rb_now() is the truth: the clock that was chosen for the buffer. The fast
 * path asks rb_fast_now() for the time since rb_cpu.base, which on x86-64 does
 * the arithmetic of sched_clock() in place, six instructions instead of a chain
 * of calls: the ring keeps a copy of this CPU's scale and offset, with the base
 * taken off.
 *
 * The copy is renewed on the slow path, so at least once per sub-buffer, and
 * whenever the CPU recorded nothing for 134 ms. The scale itself changes once
 * in the life of a machine, when the TSC was calibrated finely; machines whose
 * TSC follows the CPU's frequency do without the copy.
 *
 * Without a valid copy, as with any other clock, rb_fast_now() gives a time
 * that is before everybody's, which sends the writer down the slow path, where
 * rb_now() is asked. That costs the fast path no test. A copy with an older base
 * gives a time at least 2^31 too late, with the same effect.
 */
#ifndef _TRACE_RING_BUFFER_RB_CLOCK_H
#define _TRACE_RING_BUFFER_RB_CLOCK_H

#include <linux/sched/clock.h>
#include <linux/trace_clock.h>
#include <linux/types.h>

#if defined(CONFIG_X86_64) && !defined(CONFIG_UML)
#include <linux/cpufeature.h>
#include <asm/timer.h>
#define RB_FAST_CLOCK
#endif

/* ns since the base = (cycles * mult >> 32) + offset */
struct rb_clock {
	u64	mult;
	u64	offset;
};

static __always_inline u64 rb_clock_read(u64 (*clock)(void))
{
	/* trace_clock_local() without its wrapper: preemption is off here. */
	if (likely(clock == trace_clock_local))
		return sched_clock_noinstr();
	return clock();
}

#ifdef RB_FAST_CLOCK

static __always_inline u64 rb_fast_clock_read(const struct rb_clock *copy)
{
	u64 now;

	/* In assembly for the sake of registers: the caller saves all that it uses. */
	asm volatile("rdtsc\n\t"
		     "shl	$32, %%rdx\n\t"
		     "or	%%rdx, %%rax\n\t"
		     "mulq	%[mult]\n\t"
		     "shrd	$32, %%rdx, %%rax\n\t"
		     "add	%[offset], %%rax"
		     : "=&a" (now)
		     : [mult] "m" (copy->mult), [offset] "m" (copy->offset)
		     : "rdx", "cc");
	return now;
}

static __always_inline void rb_clock_forget(struct rb_clock *copy)
{
	WRITE_ONCE(copy->mult, 0);
	WRITE_ONCE(copy->offset, ~0ULL);
}

/* On the CPU whose copy it is, preemption off. */
static inline void rb_clock_renew(struct rb_clock *copy, u64 (*clock)(void), u64 base)
{
	struct rb_clock new;
	struct cyc2ns_data data;
	u64 before, now;

	if (clock != trace_clock_local || (IS_ENABLED(CONFIG_CPU_FREQ) &&
					   !boot_cpu_has(X86_FEATURE_CONSTANT_TSC))) {
		if (copy->mult)
			rb_clock_forget(copy);
		return;
	}
	cyc2ns_read_begin(&data);
	cyc2ns_read_end();
	new.mult = (u64)data.cyc2ns_mul << (32 - data.cyc2ns_shift);
	new.offset = data.cyc2ns_offset - base;
	if (likely(new.mult == copy->mult && new.offset == copy->offset))
		return;
	/* Not every sched_clock() is made of the TSC: believe what comes out alike. */
	before = rb_fast_clock_read(&new);
	now = sched_clock_noinstr() - base;
	rb_clock_forget(copy);
	if ((s64)(now - before) < 0 || (s64)(rb_fast_clock_read(&new) - now) < 0)
		return;
	/*
	 * An NMI between these two takes a time that is either long past, and
	 * sent to the slow path for it, or by chance less than 134 ms ahead.
	 */
	WRITE_ONCE(copy->offset, new.offset);
	barrier();
	WRITE_ONCE(copy->mult, new.mult);
}

#else /* !RB_FAST_CLOCK */

static inline void rb_clock_forget(struct rb_clock *copy) { }
static inline void rb_clock_renew(struct rb_clock *copy, u64 (*clock)(void), u64 base) { }

#endif /* RB_FAST_CLOCK */

#endif /* _TRACE_RING_BUFFER_RB_CLOCK_H */
