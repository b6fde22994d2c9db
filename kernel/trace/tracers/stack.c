// SPDX-License-Identifier: GPL-2.0-only
/*
 * The stack tracer: remembers the deepest kernel stack that any task had on the
 * entry of a function.
 *
 * It is no tracer that current_tracer selects, but goes on and off with
 * kernel.stack_tracer_enabled, or from boot on with "stacktrace". A hit compares
 * the stack pointer with the maximum, which is the end of it nearly always. A
 * deeper stack is unwound, and for each return address the place on the stack is
 * looked up, so that one can see which function takes how much.
 *
 * Handlers run in any context; stacks of interrupts and NMIs are not looked at.
 * What the unwinder calls may be traced: disable_stack_tracer keeps the CPU from
 * coming here again, also when others ask for that. stack_lock is taken with
 * interrupts off.
 */
#include <linux/ftrace.h>
#include <linux/init.h>
#include <linux/lockdep.h>
#include <linux/percpu.h>
#include <linux/sched/task_stack.h>
#include <linux/spinlock.h>
#include <linux/stacktrace.h>
#include <linux/sysctl.h>

#include <asm/setup.h>

#include "core/trace.h"
#include "tracers/stack.h"

/* The sysctl; its table is the kernel's. */
int stack_tracer_enabled;
DEFINE_PER_CPU(int, disable_stack_tracer);

static DEFINE_MUTEX(switch_lock);
static arch_spinlock_t stack_lock = __ARCH_SPIN_LOCK_UNLOCKED;	/* the record */
static struct stack_record record;
static unsigned long unwound[STACK_TRACER_ENTRIES];

static notrace unsigned long stack_top(unsigned long sp)
{
	return ALIGN_DOWN(sp, THREAD_SIZE) + THREAD_SIZE;
}

/* Where on the stack @ip is, from @from on; 0 if it is not there. */
static notrace unsigned long *find_slot(unsigned long *from, unsigned long *top, unsigned long ip)
{
	for (; from < top; from++) {
		if (READ_ONCE_NOCHECK(*from) == ip)
			return from;
	}
	return NULL;
}

/* The stack from the call of the function on; @slot is where that call's address is. */
static notrace void record_stack(unsigned long ip, unsigned long *slot)
{
	unsigned long *top = (unsigned long *)stack_top((unsigned long)slot);
	unsigned int i, first, n;

	n = stack_trace_save(unwound, ARRAY_SIZE(unwound), 0);
	for (first = 0; first < n && unwound[first] != ip; first++)
		;
	record.nr = 0;
	for (i = first; i < n; i++) {
		unsigned long *found = find_slot(slot, top, unwound[i]);

		/* Inlined by the unwinder's lights, or moved by a return hook. */
		if (!found)
			continue;
		record.ip[record.nr] = unwound[i];
		record.depth[record.nr] = (top - found) * sizeof(*found);
		record.nr++;
		slot = found + 1;
	}
}

static notrace void stack_tracer_check(unsigned long ip, unsigned long sp)
{
	/* The call site has pushed one address more. */
	unsigned long *slot = (unsigned long *)sp - 1;
	unsigned long size = stack_top(sp) - (unsigned long)slot;
	unsigned long flags;

	if (likely(size <= READ_ONCE(record.size)) || in_nmi() || !object_is_on_stack(slot))
		return;

	raw_local_irq_save(flags);
	arch_spin_lock(&stack_lock);
	if (size > record.size) {
		lockdep_off();		/* it has not been told of interrupts being off */
		record_stack(ip + MCOUNT_INSN_SIZE, slot);
		lockdep_on();
		WRITE_ONCE(record.size, size);
	}
	arch_spin_unlock(&stack_lock);
	raw_local_irq_restore(flags);
}

static notrace void stack_tracer_hit(unsigned long ip, unsigned long parent_ip,
				     struct ftrace_ops *ops, struct ftrace_regs *fregs)
{
	preempt_disable_notrace();
	if (__this_cpu_inc_return(disable_stack_tracer) == 1 && ftrace_regs_has_args(fregs))
		stack_tracer_check(ip, ftrace_regs_get_stack_pointer(fregs));
	/* Interrupts leave it as they found it. */
	__this_cpu_dec(disable_stack_tracer);
	preempt_enable_notrace();
}

/* The unwinder wants RCU. */
static struct ftrace_ops stack_ops = {
	.func	= stack_tracer_hit,
	.flags	= FTRACE_OPS_FL_RCU | FTRACE_OPS_FL_SAVE_ARGS,
};

/**
 * stack_tracer_ops - whose filter stack_trace_filter is
 */
struct ftrace_ops *stack_tracer_ops(void)
{
	return &stack_ops;
}

static void lock_record(unsigned long *flags)
{
	local_irq_save(*flags);
	__this_cpu_inc(disable_stack_tracer);
	arch_spin_lock(&stack_lock);
}

static void unlock_record(unsigned long flags)
{
	arch_spin_unlock(&stack_lock);
	__this_cpu_dec(disable_stack_tracer);
	local_irq_restore(flags);
}

/**
 * stack_tracer_get - the deepest stack so far
 * @copy: filled in
 */
void stack_tracer_get(struct stack_record *copy)
{
	unsigned long flags;

	lock_record(&flags);
	*copy = record;
	unlock_record(flags);
}

/**
 * stack_tracer_max - the bytes of the deepest stack so far
 */
unsigned long stack_tracer_max(void)
{
	return READ_ONCE(record.size);
}

/**
 * stack_tracer_set_max - look for deeper stacks than this from now on
 * @size: in bytes
 *
 * The stack that was found stays until there is a deeper one.
 */
void stack_tracer_set_max(unsigned long size)
{
	unsigned long flags;

	lock_record(&flags);
	WRITE_ONCE(record.size, size);
	unlock_record(flags);
}

static int stack_tracer_switch(bool on)
{
	return on ? register_ftrace_function(&stack_ops) : unregister_ftrace_function(&stack_ops);
}

/**
 * stack_trace_sysctl - kernel.stack_tracer_enabled
 * @table:  its row
 * @write:  written, not read
 * @buffer: the text
 * @lenp:   its length
 * @ppos:   position
 *
 * The number is kept as it was written.
 */
int stack_trace_sysctl(const struct ctl_table *table, int write, void *buffer, size_t *lenp,
		       loff_t *ppos)
{
	int was, ret;

	guard(mutex)(&switch_lock);
	was = stack_tracer_enabled;
	ret = proc_dointvec(table, write, buffer, lenp, ppos);
	if (ret || !write || !was == !stack_tracer_enabled)
		return ret;
	ret = stack_tracer_switch(stack_tracer_enabled);
	if (ret)
		stack_tracer_enabled = was;
	return ret;
}

/* ---- command line ------------------------------------------------------------------------- */

static char boot_filter[COMMAND_LINE_SIZE] __initdata;

static int __init boot_filter_setup(char *str)
{
	strscpy(boot_filter, str);
	stack_tracer_enabled = 1;
	return 1;
}
__setup("stacktrace_filter=", boot_filter_setup);

static int __init boot_enable(char *str)
{
	/* That is the one above. */
	if (*str)
		return 0;
	stack_tracer_enabled = 1;
	return 1;
}
__setup("stacktrace", boot_enable);

static int __init stack_tracer_init(void)
{
	int ret;

	if (boot_filter[0])
		ftrace_set_early_filter(&stack_ops, boot_filter, 1);
	if (!stack_tracer_enabled)
		return 0;
	ret = stack_tracer_switch(true);
	if (ret) {
		pr_warn("tracing: the stack tracer does not start: error %d\n", ret);
		stack_tracer_enabled = 0;
	}
	return 0;
}
device_initcall(stack_tracer_init);
