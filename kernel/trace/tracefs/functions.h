/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files that list or choose functions share.
 */
#ifndef _TRACE_TRACEFS_FUNCTIONS_H
#define _TRACE_TRACEFS_FUNCTIONS_H

#include "hook/hook.h"
#include "tracefs.h"

/* Walks a struct hook_iter; seq_file's private data begins with one. */
extern const struct seq_operations function_list_seq_ops;

#endif /* _TRACE_TRACEFS_FUNCTIONS_H */
