// SPDX-License-Identifier: GPL-2.0-only
/*
 * Events at boot:
 *
 *	trace_event=REQUEST[,REQUEST]...	switch events of the top instance on
 *
 * A REQUEST is what one writes to set_event, ":mod:MODULE" included. Events come to life in
 * trace_init(), and those that are asked for record from there on.
 *
 * The string is kept when the command line is parsed; what cannot be had is told in the kernel's
 * log, and left out.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include <asm/setup.h>

#include "boot/boot.h"
#include "core/trace.h"
#include "event/event.h"

static char boot_events[COMMAND_LINE_SIZE] __initdata;

static int __init boot_set_events(char *str)
{
	if (*boot_events)
		strlcat(boot_events, ",", COMMAND_LINE_SIZE);
	strlcat(boot_events, str, COMMAND_LINE_SIZE);
	return 1;
}
__setup("trace_event=", boot_set_events);

/* Will events be recorded from the start? Buffers cannot be resized that early. */
bool __init trace_boot_has_events(void)
{
	return *boot_events;
}

static void __init boot_switch(const char *request, bool again)
{
	if (again)
		trace_event_set(&global_trace, request, false, NULL);
	if (trace_event_set(&global_trace, request, true, NULL) && !again)
		pr_warn("tracing: trace_event=%s: there is no such event\n", request);
}

static void __init boot_switch_all(bool again)
{
	static char request[COMMAND_LINE_SIZE] __initdata;
	const char *at = boot_events;
	size_t len;

	while (*at) {
		len = strcspn(at, ",");
		strscpy(request, at, min(len + 1, sizeof(request)));
		if (*request)
			boot_switch(request, again);
		at += len + (at[len] == ',');
	}
}

/**
 * trace_boot_events - the kernel's events come to life, those on the command line switched on
 */
void __init trace_boot_events(void)
{
	if (trace_events_init()) {
		pr_err("tracing: no memory for events, there are none\n");
		return;
	}
	trace_boot_triggers();
	boot_switch_all(false);
}

/**
 * trace_boot_event - switch an event on
 * @tr:	     the instance
 * @request: which
 */
int __init trace_boot_event(struct trace_array *tr, const char *request)
{
	return trace_event_set(tr, request, true, NULL);
}

/*
 * Events of system calls mark the tasks that there are, and a task takes the mark over from its
 * parent. When they were switched on above there was none but the idle task, which is not marked.
 */
static int __init boot_mark_tasks(void)
{
	if (!tracing_is_disabled())
		boot_switch_all(true);
	return 0;
}
early_initcall(boot_mark_tasks);
