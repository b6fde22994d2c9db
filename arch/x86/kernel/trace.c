// SPDX-License-Identifier: GPL-2.0-only
/*
 * The x86 part of accounting interrupts as noise: probes on the tracepoints of
 * the interrupt vectors that only x86 has. To be called by the osnoise tracer
 * when it starts and stops; there is none yet, so this is empty.
 */
