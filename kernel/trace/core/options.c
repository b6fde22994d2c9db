// SPDX-License-Identifier: GPL-2.0-only
/*
 * Options: one row each, and what happens when one is switched.
 *
 * Most options are only looked at by whoever prints or records. The few that have to be acted on
 * when they change have a line in apply_option(). A tracer's own options belong to the tracer, and
 * it may refuse.
 *
 * Changing sleeps, with trace_types_lock held. A refusal changes nothing.
 */
#include <linux/string.h>

#include "trace.h"

#define OPTION(_name, _bit)	{ .name = _name, .mask = TRACE_ITER_##_bit }
#define TOP_OPTION(_name, _bit)	{ .name = _name, .mask = TRACE_ITER_##_bit, .top_only = true }

/* In the order of the bits, which is the order in which they are listed. */
static const struct trace_option_info options[] = {
	OPTION("print-parent",		PRINT_PARENT),
	OPTION("sym-offset",		SYM_OFFSET),
	OPTION("sym-addr",		SYM_ADDR),
	OPTION("verbose",		VERBOSE),
	OPTION("raw",			RAW),
	OPTION("hex",			HEX),
	OPTION("bin",			BIN),
	OPTION("block",			BLOCK),
#ifdef CONFIG_EVENT_TRACING
	OPTION("fields",		FIELDS),
#endif
	TOP_OPTION("trace_printk",	PRINTK),
	OPTION("annotate",		ANNOTATE),
#ifdef CONFIG_USER_STACKTRACE_SUPPORT
	OPTION("userstacktrace",	USERSTACKTRACE),
	OPTION("sym-userobj",		SYM_USEROBJ),
#endif
	TOP_OPTION("printk-msg-only",	PRINTK_MSGONLY),
	OPTION("context-info",		CONTEXT_INFO),
	OPTION("latency-format",	LATENCY_FMT),
	TOP_OPTION("record-cmd",	RECORD_CMD),
	OPTION("record-tgid",		RECORD_TGID),
	OPTION("overwrite",		OVERWRITE),
	OPTION("disable_on_free",	STOP_ON_FREE),
	OPTION("irq-info",		IRQ_INFO),
	OPTION("markers",		MARKERS),
	OPTION("event-fork",		EVENT_FORK),
	OPTION("trace_printk_dest",	TRACE_PRINTK),
	OPTION("pause-on-trace",	PAUSE_ON_TRACE),
	OPTION("hash-ptr",		HASH_PTR),
#ifdef CONFIG_FUNCTION_TRACER
	OPTION("function-fork",		FUNC_FORK),
#endif
#ifdef CONFIG_STACKTRACE
	OPTION("stacktrace",		STACKTRACE),
#endif
};

/**
 * trace_option_count - how many options there are
 */
int trace_option_count(void)
{
	return ARRAY_SIZE(options);
}

/**
 * trace_option_info - an option
 * @i: from 0
 */
const struct trace_option_info *trace_option_info(int i)
{
	return &options[i];
}

/* trace_printk() always goes somewhere: only another instance can take it from the top one. */
static int move_printk(struct trace_array *tr, bool here)
{
	int ret = 0;

	if (!here && trace_array_is_top(tr))
		return -EINVAL;
	if (here && !trace_array_is_top(tr))
		ret = tracing_expand(tr);
	if (!ret)
		trace_printk_set_dest(here ? tr : &global_trace);
	return ret;
}

static int apply_option(struct trace_array *tr, u64 mask, bool enabled)
{
	switch (mask) {
	case TRACE_ITER_TRACE_PRINTK:
		return move_printk(tr, enabled);
	case TRACE_ITER_OVERWRITE:
		tracing_set_overwrite(tr, enabled);
		return 0;
	case TRACE_ITER_RECORD_TGID:
		if (enabled)
			tracing_start_tgid_record(tr);
		else
			tracing_stop_tgid_record(tr);
		return 0;
	}
	return 0;
}

/**
 * set_tracer_flag - switch an option
 * @tr:	     the instance
 * @mask:    the option, one bit
 * @enabled: on or off
 *
 * Returns 0, or -EINVAL if the tracer or the option itself does not allow that.
 */
int set_tracer_flag(struct trace_array *tr, u64 mask, int enabled)
{
	struct tracer *tracer = tr->current_trace;
	int ret;

	lockdep_assert_held(&trace_types_lock);
	if (!!(tr->trace_flags & mask) == !!enabled)
		return 0;
	if (tracer->flag_changed && tracer->flag_changed(tr, mask, !!enabled))
		return -EINVAL;
	ret = apply_option(tr, mask, enabled);
	if (ret)
		return ret;

	if (enabled)
		WRITE_ONCE(tr->trace_flags, tr->trace_flags | mask);
	else
		WRITE_ONCE(tr->trace_flags, tr->trace_flags & ~mask);
	return 0;
}

/**
 * trace_tracer_flags - the options of a tracer that are set in an instance
 * @tr:	    the instance
 * @tracer: the tracer, which has options
 */
u32 *trace_tracer_flags(struct trace_array *tr, struct tracer *tracer)
{
	u32 *flags = tracer->instance_flags ? tracer->instance_flags(tr) : NULL;

	return flags ?: &tracer->flags->val;
}

/**
 * trace_tracer_option_set - switch an option of a tracer
 * @tr:	     the instance
 * @tracer:  the tracer, selected or not
 * @opt:     one of its options
 * @enabled: on or off
 *
 * Returns 0, or what the tracer says.
 */
int trace_tracer_option_set(struct trace_array *tr, struct tracer *tracer, struct tracer_opt *opt,
			    bool enabled)
{
	u32 *flags = trace_tracer_flags(tr, tracer);
	int ret = 0;

	lockdep_assert_held(&trace_types_lock);
	if (tracer->set_flag)
		ret = tracer->set_flag(tr, *flags, opt->bit, enabled);
	if (ret)
		return ret;

	if (enabled)
		*flags |= opt->bit;
	else
		*flags &= ~opt->bit;
	return 0;
}

/**
 * trace_option_refusal - what to tell when an option could not be switched
 * @opt: the tracer's option; NULL for one of the instance
 * @ret: the error
 */
const char *trace_option_refusal(const struct tracer_opt *opt, int ret)
{
	if (opt && opt->lacks && (ret == -EOPNOTSUPP || ret == -EBUSY))
		return opt->lacks;
	return "Option cannot be set to that";
}

static const struct trace_option_info *find_option(const char *name)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(options); i++) {
		if (!strcmp(options[i].name, name))
			return &options[i];
	}
	return NULL;
}

static struct tracer_opt *find_tracer_option(struct tracer *tracer, const char *name)
{
	struct tracer_opt *opt = tracer->flags ? tracer->flags->opts : NULL;

	for (; opt && opt->name; opt++) {
		if (!strcmp(opt->name, name))
			return opt;
	}
	return NULL;
}

static int refuse(struct trace_error *err, int pos, const char *text, int ret)
{
	err->pos = pos;
	err->text = text;
	return ret;
}

/**
 * trace_option_set - switch an option, of the instance or of its tracer, by name
 * @tr:	  the instance
 * @name: of the option to switch on; with "no" in front, to switch off
 * @err:  the reason, if it is refused
 *
 * Returns 0 or -EINVAL.
 */
int trace_option_set(struct trace_array *tr, const char *name, struct trace_error *err)
{
	bool enabled = strncmp(name, "no", 2);
	const char *option = enabled ? name : name + 2;
	const struct trace_option_info *info = find_option(option);
	struct tracer_opt *opt;
	int ret;

	lockdep_assert_held(&trace_types_lock);
	opt = info ? NULL : find_tracer_option(tr->current_trace, option);
	if (!info && !opt)
		return refuse(err, option - name, "There is no such option", -EINVAL);

	if (info)
		ret = set_tracer_flag(tr, info->mask, enabled);
	else
		ret = trace_tracer_option_set(tr, tr->current_trace, opt, enabled);
	if (ret)
		return refuse(err, option - name, trace_option_refusal(opt, ret), ret);
	return 0;
}
