/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Why a name does not choose a function.
 */
#ifndef _TRACE_HOOK_REASON_H
#define _TRACE_HOOK_REASON_H

struct hook_error;

void hook_reason(const char *pattern, struct hook_error *err);

#endif /* _TRACE_HOOK_REASON_H */
