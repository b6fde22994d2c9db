/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Turns each TRACE_EVENT() of one event header into what raw tracepoint BPF programs call.
 *
 * Read by trace/define_trace.h, once for each event header, so without include guard. There are
 * no trace events without CONFIG_EVENT_TRACING: then tracepoints are all that an event header
 * defines, and nothing is generated here.
 */
