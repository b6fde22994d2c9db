/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The name under which clients in this directory (blktrace.c, bpf_trace.c, rv/) include the
 * interface of tracing. New code includes core/trace.h.
 */
#ifndef _TRACE_CLIENT_TRACE_H
#define _TRACE_CLIENT_TRACE_H

#include "core/trace.h"

#endif /* _TRACE_CLIENT_TRACE_H */
