/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of boot/ have of each other.
 */
#ifndef _TRACE_BOOT_BOOT_H
#define _TRACE_BOOT_BOOT_H

#include <linux/init.h>

struct trace_array;

void __init trace_boot_instances(void);
void __init trace_boot_snapshot_room(struct trace_array *tr);

#endif /* _TRACE_BOOT_BOOT_H */
