/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * TRACE_CUSTOM_EVENT(): another record layout for a tracepoint that exists.
 *
 * Included at the end of a header of custom events. There are no trace events without
 * CONFIG_EVENT_TRACING, and custom ones need nothing else: the header then defines nothing.
 */
