/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The name under which clients in this directory include the printing of records.
 */
#ifndef _TRACE_CLIENT_OUTPUT_H
#define _TRACE_CLIENT_OUTPUT_H

#include <linux/trace_seq.h>

#include "trace.h"

#endif /* _TRACE_CLIENT_OUTPUT_H */
