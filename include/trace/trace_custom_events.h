/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Turns TRACE_CUSTOM_EVENT() of one header into records, printing and registration.
 *
 * Read by trace/define_custom_trace.h, so without include guard; generates nothing without
 * CONFIG_EVENT_TRACING.
 */
