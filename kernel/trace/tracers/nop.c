// SPDX-License-Identifier: GPL-2.0-only
/*
 * The nop tracer: traces nothing. It is what an instance has when no other
 * tracer is selected, and carries two options that do nothing, with which
 * programs can try out how options of a tracer are accepted and refused.
 */
#include <linux/errno.h>

#include "core/trace.h"

enum {
	NOP_ACCEPT = 1,
	NOP_REFUSE = 2,
};

static struct tracer_opt nop_options[] = {
	{ TRACER_OPT(test_nop_accept, NOP_ACCEPT) },
	{ TRACER_OPT(test_nop_refuse, NOP_REFUSE) },
	{ }
};

static struct tracer_flags nop_flags = {
	.opts = nop_options,
};

static int nop_set_flag(struct trace_array *tr, u32 old_flags, u32 bit, int set)
{
	return bit == NOP_REFUSE ? -EINVAL : 0;
}

struct tracer nop_trace __read_mostly = {
	.name		 = "nop",
	.flags		 = &nop_flags,
	.set_flag	 = nop_set_flag,
	.allow_instances = true,
};
