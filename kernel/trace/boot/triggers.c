// SPDX-License-Identifier: GPL-2.0-only
/*
 * Triggers at boot:
 *
 *	trace_trigger=EVENT.TRIGGER[,EVENT.TRIGGER]...	triggers of events of the top instance
 *
 * An event is named without its system; a TRIGGER is what one writes to its trigger file. Commas
 * in quotes or braces belong to a filter.
 *
 * The string is kept when the command line is parsed; what cannot be had is told in the kernel's
 * log, and left out.
 */
#include <linux/init.h>
#include <linux/printk.h>
#include <linux/string.h>

#include <asm/setup.h>

#include "boot/boot.h"
#include "core/trace.h"
#include "event/event.h"
#include "event/trigger.h"

static char boot_triggers[COMMAND_LINE_SIZE] __initdata;

static int __init boot_set_triggers(char *str)
{
	if (*boot_triggers)
		strlcat(boot_triggers, ",", COMMAND_LINE_SIZE);
	strlcat(boot_triggers, str, COMMAND_LINE_SIZE);
	return 1;
}
__setup("trace_trigger=", boot_set_triggers);

/* Triggers use their events, which gives the buffer its size. */
bool __init trace_boot_has_triggers(void)
{
	return *boot_triggers;
}

/* Up to the next comma that is not part of a filter. */
static size_t __init entry_length(const char *text)
{
	char until = '\0';
	size_t i;

	for (i = 0; text[i]; i++) {
		char c = text[i];

		if (until)
			until = c == until ? '\0' : until;
		else if (c == ',')
			break;
		else if (c == '"' || c == '\'')
			until = c;
		else if (c == '{')
			until = '}';
	}
	return i;
}

/* Events of different systems may have the same name. */
static void __init boot_trigger(const char *event, const char *trigger)
{
	static char text[COMMAND_LINE_SIZE] __initdata;
	struct trace_event_file *file;
	struct event_slot *slot;
	struct trace_error why = { };
	bool found = false;
	int ret = 0;

	for_each_event_slot(slot, &global_trace) {
		if (strcmp(trace_event_name(slot->call), event))
			continue;
		found = true;
		strscpy(text, trigger);
		file = event_file_make(&global_trace, slot);
		ret = (file ? event_trigger_write(file, text, &why) : -ENOMEM) ?: ret;
	}
	if (!found)
		pr_warn("tracing: trace_trigger=%s.%s: there is no such event\n", event, trigger);
	else if (ret)
		pr_warn("tracing: trace_trigger=%s.%s: %s (%d)\n", event, trigger,
			why.text ?: "refused", ret);
}

/**
 * trace_boot_triggers - the events have come to life: those on the command line get their triggers
 */
void __init trace_boot_triggers(void)
{
	char *entry = boot_triggers, *end, *dot;
	bool more = *entry;

	guard(mutex)(&event_mutex);
	while (more) {
		end = entry + entry_length(entry);
		more = *end;
		*end = '\0';
		dot = strchr(entry, '.');
		if (dot) {
			*dot = '\0';
			boot_trigger(entry, dot + 1);
		} else {
			pr_warn("tracing: trace_trigger=%s: no trigger\n", entry);
		}
		entry = end + 1;
	}
}
