/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of boot/ have of each other.
 */
#ifndef _TRACE_BOOT_BOOT_H
#define _TRACE_BOOT_BOOT_H

#include <linux/errno.h>
#include <linux/init.h>

struct trace_array;

void __init trace_boot_instances(void);

#ifdef CONFIG_EVENT_TRACING
bool __init trace_boot_has_events(void);
bool __init trace_boot_has_triggers(void);
void __init trace_boot_events(void);
void __init trace_boot_triggers(void);
int __init trace_boot_event(struct trace_array *tr, const char *request);
#else
static inline bool trace_boot_has_events(void) { return false; }
static inline bool trace_boot_has_triggers(void) { return false; }
static inline void trace_boot_events(void) { }
static inline int trace_boot_event(struct trace_array *tr, const char *request) { return -EINVAL; }
#endif

#endif /* _TRACE_BOOT_BOOT_H */
