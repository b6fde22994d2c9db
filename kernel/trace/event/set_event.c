// SPDX-License-Identifier: GPL-2.0-only
/*
 * The language of set_event, and of who switches events by name from inside the kernel.
 *
 *	[!]SYSTEM:EVENT		an event of a system; either may be empty or a glob
 *	[!]NAME			an event of any system, or all events of a system
 *	...:mod:MODULE		only those of a module; "[!]:mod:MODULE" is all of them
 *
 * "!" switches off. A request for a module that is not loaded waits for it, and is forgotten when
 * it was carried out.
 *
 * A request is plain text and does nothing if it makes no sense or names no event. Sleeps.
 */
#include <linux/export.h>
#include <linux/glob.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "event/event.h"
#include "event/registry.h"
#include "event/request.h"

#define MODULE_MARK	":mod:"

/**
 * event_request_parse - take a request apart
 * @request: goes here; its strings are in @text
 * @text:    one request without blanks around it; is cut
 *
 * Return: 0, or -EINVAL if something is missing.
 */
int event_request_parse(struct event_request *request, char *text)
{
	char *mark;

	*request = (struct event_request) { .enable = *text != '!' };
	if (!request->enable)
		text++;

	mark = strstr(text, MODULE_MARK);
	if (mark) {
		*mark = '\0';
		request->module = mark + strlen(MODULE_MARK);
		if (!*request->module || strchr(request->module, ':'))
			return -EINVAL;
	} else if (!*text) {
		return -EINVAL;
	}

	if (strchr(text, ':')) {
		request->system = strsep(&text, ":");
		request->event = text;
	} else {
		request->either = text;
	}
	return 0;
}

static bool fits(const char *pattern, const char *name)
{
	return !pattern || !*pattern || glob_match(pattern, name);
}

/**
 * event_request_fits - does a request mean this event?
 * @request: the request
 * @system:  of the event
 * @event:   its name
 *
 * The module is not looked at.
 */
bool event_request_fits(const struct event_request *request, const char *system,
			const char *event)
{
	if (request->either && *request->either && !glob_match(request->either, event) &&
	    !glob_match(request->either, system))
		return false;
	return fits(request->system, system) && fits(request->event, event);
}

/**
 * event_module_fits - is this the module of that name?
 * @wanted: as somebody wrote it
 * @name:   as the module is called
 *
 * A file name may have dashes where the module's own name has underscores.
 */
bool event_module_fits(const char *wanted, const char *name)
{
	while (*wanted && *name) {
		char a = *wanted++, b = *name++;

		if ((a == '-' ? '_' : a) != (b == '-' ? '_' : b))
			return false;
	}
	return *wanted == *name;
}

static const char *module_of(struct trace_event_call *call)
{
#ifdef CONFIG_MODULES
	struct module *mod = call->flags & TRACE_EVENT_FL_DYNAMIC ? NULL : call->module;

	return mod ? mod->name : NULL;
#else
	return NULL;
#endif
}

static bool means(struct trace_event_call *call, const void *data)
{
	const struct event_request *request = data;

	if (request->module) {
		const char *module = module_of(call);

		if (!module || !event_module_fits(request->module, module))
			return false;
	}
	return event_request_fits(request, call->class->system, trace_event_name(call));
}

/* ---- requests that wait ---------------------------------------------------------------------- */

/**
 * struct event_pending - a request for a module that is not there
 * @list:    in event_instance.pending
 * @request: its strings are in @text
 * @text:    as it was written
 */
struct event_pending {
	struct list_head	list;
	struct event_request	request;
	char			text[];
};

static int pending_add(struct trace_array *tr, const char *text)
{
	struct event_pending *pending;
	size_t size = strlen(text) + 1;

	pending = kzalloc(struct_size(pending, text, size), GFP_KERNEL);
	if (!pending)
		return -ENOMEM;
	memcpy(pending->text, text, size);
	event_request_parse(&pending->request, pending->text);
	list_add_tail(&pending->list, &event_instance(tr)->pending);
	return 0;
}

static bool same_text(const char *a, const char *b)
{
	a = a && strcmp(a, "*") ? a : "";
	b = b && strcmp(b, "*") ? b : "";
	return !strcmp(a, b);
}

/* Does @off take @request back? One that names no event takes back all of the module. */
static bool takes_back(const struct event_request *off, const struct event_request *request)
{
	if (!event_module_fits(off->module, request->module))
		return false;
	if (same_text(off->either, "") && same_text(off->system, "") && same_text(off->event, ""))
		return true;
	return same_text(off->either, request->either) &&
	       same_text(off->system, request->system) && same_text(off->event, request->event);
}

static bool pending_remove(struct trace_array *tr, const struct event_request *off, bool check)
{
	struct event_pending *pending, *next;
	bool any = false;

	list_for_each_entry_safe(pending, next, &event_instance(tr)->pending, list) {
		if (!takes_back(off, &pending->request))
			continue;
		any = true;
		if (check)
			break;
		list_del(&pending->list);
		kfree(pending);
	}
	return any;
}

/**
 * event_pending_apply - a module is there now: carry out what waited for it
 * @tr:	    the instance
 * @module: its name
 *
 * event_mutex held.
 */
void event_pending_apply(struct trace_array *tr, const char *module)
{
	struct event_pending *pending, *next;

	if (!event_instance(tr))
		return;
	list_for_each_entry_safe(pending, next, &event_instance(tr)->pending, list) {
		if (!event_module_fits(pending->request.module, module))
			continue;
		if (event_switch_matching(tr, pending->request.enable, means,
					  &pending->request))
			pr_warn("trace events of %s: not switched on\n", module);
		list_del(&pending->list);
		kfree(pending);
	}
}

/**
 * event_pending_forget - nothing waits any more
 * @tr: the instance
 */
void event_pending_forget(struct trace_array *tr)
{
	struct event_pending *pending, *next;

	list_for_each_entry_safe(pending, next, &event_instance(tr)->pending, list) {
		list_del(&pending->list);
		kfree(pending);
	}
}

static const char *shown(const char *pattern)
{
	return pattern && *pattern ? pattern : "*";
}

/**
 * event_pending_next - walk over requests that wait, as text
 * @tr:	 the instance
 * @pos: where the walk is, 0 to start
 * @m:	 where the text goes, a line each
 *
 * event_mutex held. Return: false at the end.
 */
bool event_pending_next(struct trace_array *tr, loff_t *pos, struct seq_file *m)
{
	struct event_pending *pending;
	loff_t at = 0;

	list_for_each_entry(pending, &event_instance(tr)->pending, list) {
		struct event_request *request = &pending->request;

		if (at++ != *pos)
			continue;
		++*pos;
		if (request->either && *request->either)
			seq_printf(m, "%s:mod:%s\n", request->either, request->module);
		else
			seq_printf(m, "%s:%s:mod:%s\n", shown(request->system),
				   shown(request->event), request->module);
		return true;
	}
	return false;
}

/* ---- requests -------------------------------------------------------------------------------- */

static int switch_all(struct trace_array *tr, const struct event_request *request)
{
	int ret = event_switch_matching(tr, request->enable, means, request);

	return ret == -ENOENT ? -EINVAL : ret;
}

static bool names_any(struct trace_array *tr, const struct event_request *request)
{
	struct event_slot *slot;

	for_each_event_slot(slot, tr) {
		if (event_call_has_switch(slot->call) && means(slot->call, request))
			return true;
	}
	return false;
}

static bool module_is_there(const char *name)
{
	struct trace_event_call *call;

	list_for_each_entry(call, &ftrace_events, list) {
		const char *module = module_of(call);

		if (module && event_module_fits(name, module))
			return true;
	}
	return false;
}

/* Can this be done? */
static bool makes_sense(struct trace_array *tr, const struct event_request *request)
{
	if (names_any(tr, request))
		return true;
	if (!request->module || module_is_there(request->module))
		return false;
	return request->enable || pending_remove(tr, request, true);
}

static int carry_out(struct trace_array *tr, const struct event_request *request,
		     const char *text)
{
	if (request->module && !module_is_there(request->module)) {
		if (request->enable)
			return pending_add(tr, text);
		pending_remove(tr, request, false);
		return 0;
	}
	return switch_all(tr, request);
}

/* With @check only look whether it can be done. event_mutex held. */
static int handle(struct trace_array *tr, const char *text, bool enable, bool check)
{
	struct event_request request;
	int ret;

	char *copy __free(kfree) = kstrdup(text, GFP_KERNEL);

	if (!copy)
		return -ENOMEM;
	ret = event_request_parse(&request, copy);
	if (ret)
		return ret;
	request.enable &= enable;
	if (check)
		return makes_sense(tr, &request) ? 0 : -EINVAL;
	return carry_out(tr, &request, text);
}

/**
 * trace_event_set - carry out a request
 * @tr:	     the instance
 * @request: one, without blanks around it
 * @enable:  false: off, also without a "!"
 * @why:     place and reason of a refusal; NULL is fine
 *
 * Return: 0; -EINVAL if there is no such event; -ENOMEM, or what an event said.
 */
int trace_event_set(struct trace_array *tr, const char *request, bool enable,
		    struct trace_error *why)
{
	int ret;

	guard(mutex)(&event_mutex);
	ret = handle(tr, request, enable, false);
	if (ret == -EINVAL && why) {
		why->pos = *request == '!';
		why->text = "There is no such event";
	}
	return ret;
}

/**
 * event_set_requests - carry out what was written to set_event
 * @tr:	  the instance
 * @text: requests with blanks in between; is cut
 * @why:  place and reason of a refusal
 *
 * All, or none if one of them makes no sense. Return: 0 or -errno.
 */
int event_set_requests(struct trace_array *tr, char *text, struct trace_error *why)
{
	char *rest, *word, *end = text + strlen(text);
	int ret = 0;

	guard(mutex)(&event_mutex);
	rest = text;
	while (!ret && (word = strsep(&rest, " \t\n\r"))) {
		if (*word)
			ret = handle(tr, word, true, true);
		if (ret == -EINVAL) {
			why->pos = word - text + (*word == '!');
			why->text = "There is no such event";
		}
	}
	/* The first walk has left words, each with its end. */
	for (word = text; !ret && word < end; word += strlen(word) + 1) {
		if (*word)
			ret = handle(tr, word, true, false);
	}
	return ret;
}

/* ---- from inside the kernel ------------------------------------------------------------------ */

/**
 * ftrace_set_clr_event - switch events
 * @tr:	 the instance
 * @buf: a request
 * @set: on or off
 */
int ftrace_set_clr_event(struct trace_array *tr, char *buf, int set)
{
	return tr ? trace_event_set(tr, buf, set, NULL) : -ENOENT;
}

/**
 * trace_array_set_clr_event - switch events of an instance
 * @tr:	    the instance
 * @system: of the events; NULL for any
 * @event:  its name; NULL for all of the system
 * @enable: on or off
 *
 * Return: 0, -ENOENT without an instance, -EINVAL without such an event.
 */
int trace_array_set_clr_event(struct trace_array *tr, const char *system, const char *event,
			      bool enable)
{
	struct event_request request = {
		.system = system,
		.event = event,
		.enable = enable,
	};

	if (!tr || !event_instance(tr))
		return -ENOENT;
	guard(mutex)(&event_mutex);
	return switch_all(tr, &request);
}
EXPORT_SYMBOL_GPL(trace_array_set_clr_event);

/**
 * trace_set_clr_event - switch events of the top instance
 * @system: of the events; NULL for any
 * @event:  its name; NULL for all of the system
 * @set:    on or off
 *
 * Return: as trace_array_set_clr_event().
 */
int trace_set_clr_event(const char *system, const char *event, int set)
{
	return trace_array_set_clr_event(&global_trace, system, event, set);
}
EXPORT_SYMBOL_GPL(trace_set_clr_event);
