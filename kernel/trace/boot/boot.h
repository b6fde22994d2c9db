/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of boot/ have of each other.
 */
#ifndef _TRACE_BOOT_BOOT_H
#define _TRACE_BOOT_BOOT_H

#include <linux/init.h>

void __init trace_boot_instances(void);

#endif /* _TRACE_BOOT_BOOT_H */
