/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the hot path of the function profile and its tables share.
 */
#ifndef _TRACE_TRACERS_PROFILE_HIT_H
#define _TRACE_TRACERS_PROFILE_HIT_H

#include <linux/mutex.h>

#include "hook/fgraph.h"
#include "tracers/profile.h"

/* Switching, and the size of tables. */
extern struct mutex profile_mutex;

__fgraph_keeps_registers struct profile_rec *profile_find_slow(unsigned long ip);

/**
 * profile_find - the record of a function on this CPU
 * @ip: the call site
 *
 * With preemption disabled.
 *
 * Return: the record; NULL if there is none, which was counted.
 */
static __always_inline struct profile_rec *profile_find(unsigned long ip)
{
	struct profile_slot *slot = raw_cpu_read(profile_slots);

	slot += profile_hash(ip) & profile_mask;
	return likely(slot->ip == ip) ? slot->rec : profile_find_slow(ip);
}

#endif /* _TRACE_TRACERS_PROFILE_HIT_H */
