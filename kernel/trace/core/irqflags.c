// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interrupts go off and on: where local_irq_disable() and its family, and the
 * entry code of architectures, say so. Lock validation lives on it; a tracer of
 * latencies will.
 *
 * The two with an ending to their names come from code that talks to the lock
 * validator itself, in an order of its own, and are for tracers only.
 *
 * Contexts: any; interrupts are off in all of them.
 */
#include <linux/export.h>
#include <linux/instruction_pointer.h>
#include <linux/irqflags.h>
#include <linux/kprobes.h>

/**
 * trace_hardirqs_on_prepare - interrupts will soon be on; lockdep is told elsewhere
 */
void trace_hardirqs_on_prepare(void)
{
}
EXPORT_SYMBOL(trace_hardirqs_on_prepare);
NOKPROBE_SYMBOL(trace_hardirqs_on_prepare);

/**
 * trace_hardirqs_on - interrupts are about to be switched on
 */
void trace_hardirqs_on(void)
{
	lockdep_hardirqs_on_prepare();
	lockdep_hardirqs_on(_RET_IP_);
}
EXPORT_SYMBOL(trace_hardirqs_on);
NOKPROBE_SYMBOL(trace_hardirqs_on);

/**
 * trace_hardirqs_off_finish - interrupts are off; lockdep knows
 */
void trace_hardirqs_off_finish(void)
{
}
EXPORT_SYMBOL(trace_hardirqs_off_finish);
NOKPROBE_SYMBOL(trace_hardirqs_off_finish);

/**
 * trace_hardirqs_off - interrupts were switched off
 */
void trace_hardirqs_off(void)
{
	lockdep_hardirqs_off(_RET_IP_);
}
EXPORT_SYMBOL(trace_hardirqs_off);
NOKPROBE_SYMBOL(trace_hardirqs_off);
