// SPDX-License-Identifier: GPL-2.0-only
/*
 * How events that are made of a tracepoint are switched on: by one more probe at the tracepoint,
 * the one that writes records for an instance, or the one that makes samples for perf.
 *
 * Sleeps, under event_mutex.
 */
#include <linux/export.h>
#include <linux/tracepoint.h>

#include "event/event.h"

/**
 * trace_event_reg - struct trace_event_class.reg of events made of a tracepoint
 * @call: the event
 * @type: what to do
 * @data: the event in an instance (struct trace_event_file), for TRACE_REG_REGISTER and
 *	  TRACE_REG_UNREGISTER
 *
 * Return: 0 or what tracepoint_probe_register() says; -EINVAL for an event without tracepoint.
 */
int trace_event_reg(struct trace_event_call *call, enum trace_reg type, void *data)
{
	struct trace_event_class *class = call->class;

	if (WARN_ON_ONCE(!(call->flags & TRACE_EVENT_FL_TRACEPOINT)))
		return -EINVAL;

	switch (type) {
	case TRACE_REG_REGISTER:
		return tracepoint_probe_register(call->tp, class->probe, data);
	case TRACE_REG_UNREGISTER:
		return tracepoint_probe_unregister(call->tp, class->probe, data);
#ifdef CONFIG_PERF_EVENTS
	case TRACE_REG_PERF_REGISTER:
		/* Events on other events' tracepoints have no probe for perf. */
		if (!class->perf_probe)
			return -ENODEV;
		return tracepoint_probe_register(call->tp, class->perf_probe, call);
	case TRACE_REG_PERF_UNREGISTER:
		return tracepoint_probe_unregister(call->tp, class->perf_probe, call);
#endif
	default:
		/* perf's lists are all that counting needs. */
		return 0;
	}
}
EXPORT_SYMBOL_GPL(trace_event_reg);
