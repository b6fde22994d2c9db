/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tracers: plug-ins that current_tracer selects. One file each in tracers/, one registration.
 *
 * The layout of struct tracer and tracer_flags is a contract: the blk tracer of the block layer
 * fills it in.
 */
#ifndef _TRACE_CORE_TRACER_H
#define _TRACE_CORE_TRACER_H

#include <linux/trace_events.h>
#include <linux/types.h>

struct seq_file;
struct trace_array;
struct tracer;

/**
 * struct tracer_opt - an option of one tracer, in an array that ends with { }
 * @name: file name in options/
 * @bit:  in tracer_flags.val
 * @lacks: what to tell a user if the tracer refuses with -EOPNOTSUPP or -EBUSY; may be NULL
 *
 * TRACER_OPT(name, bit) initialises the first two.
 */
struct tracer_opt {
	const char	*name;
	u32		bit;
	const char	*lacks;
};

#define TRACER_OPT(s, b)	.name = #s, .bit = b

/**
 * struct tracer_flags - the options of a tracer
 * @val:   bits that are set
 * @opts:  the options
 * @trace: the tracer, filled in by register_tracer()
 */
struct tracer_flags {
	u32			val;
	struct tracer_opt	*opts;
	struct tracer		*trace;
};

/**
 * struct tracer - one tracer
 * @name:	   as written to current_tracer
 * @init:	   selected in an instance: start to record; -errno refuses
 * @reset:	   no longer selected
 * @start:	   tracing goes on again after @stop (tracing_on, or the trace file was closed)
 * @stop:	   tracing pauses
 * @update_thresh: tracing_thresh changed
 * @open:	   the trace file is opened
 * @pipe_open:	   trace_pipe is opened
 * @close:	   the trace file is closed
 * @pipe_close:	   trace_pipe is closed
 * @dump_open:	   the trace is going to be dumped; any context, and never closed
 * @rewind:	   the trace file is read from its start (again)
 * @print_header:  prints the lines above the records, instead of the usual ones
 * @print_line:	   prints a record; TRACE_TYPE_UNHANDLED for those that print as usual
 * @set_flag:	   an option of the tracer is about to change; -errno refuses
 * @instance_flags: where the options of an instance are, which are then apart from those of the
 *		   others; NULL: its flags' @val holds for all
 * @flag_changed:  an option of the instance is about to change; -errno refuses
 * @instance_init: an instance has come into being (or the tracer, and there is this instance);
 *		   optional, for tracers whose control files exist while they are not selected
 * @instance_exit: the instance goes away; the tracer is not selected there any more
 * @next:	   in the list of tracers
 * @flags:	   options, or NULL
 * @enabled:	   number of instances where it is selected
 * @print_max:	   the interesting record is the slowest one: "trace" shows the snapshot
 * @allow_instances: may be selected in other instances than the top one
 * @use_max_tr:	   needs the snapshot buffer
 * @noboot:	   may not be named by ftrace= on the command line
 *
 * Everything from @init to @flag_changed is optional, and called with trace_types_lock held
 * except @print_*.
 */
struct tracer {
	const char		*name;
	int			(*init)(struct trace_array *tr);
	void			(*reset)(struct trace_array *tr);
	void			(*start)(struct trace_array *tr);
	void			(*stop)(struct trace_array *tr);
	int			(*update_thresh)(struct trace_array *tr);
	void			(*open)(struct trace_iterator *iter);
	void			(*pipe_open)(struct trace_iterator *iter);
	void			(*close)(struct trace_iterator *iter);
	void			(*pipe_close)(struct trace_iterator *iter);
	void			(*dump_open)(struct trace_iterator *iter);
	void			(*rewind)(struct trace_iterator *iter);
	void			(*print_header)(struct seq_file *m);
	enum print_line_t	(*print_line)(struct trace_iterator *iter);
	int			(*set_flag)(struct trace_array *tr, u32 old_flags, u32 bit,
					    int set);
	u32			*(*instance_flags)(struct trace_array *tr);
	int			(*flag_changed)(struct trace_array *tr, u64 mask, int set);
	int			(*instance_init)(struct trace_array *tr);
	void			(*instance_exit)(struct trace_array *tr);
	struct tracer		*next;
	struct tracer_flags	*flags;
	int			enabled;
	bool			print_max;
	bool			allow_instances;
	bool			use_max_tr;
	bool			noboot;
};

extern struct tracer nop_trace;

int register_tracer(struct tracer *type);

/* trace_types_lock held. */
struct tracer *trace_tracer_next(struct trace_array *tr, struct tracer *prev);
struct tracer *trace_tracer_find(const char *name);
int tracing_set_tracer(struct trace_array *tr, const char *name);
void tracing_set_nop(struct trace_array *tr);
u32 *trace_tracer_flags(struct trace_array *tr, struct tracer *tracer);
bool trace_tracer_fits(struct trace_array *tr, struct tracer *tracer);

/* ftrace= of the command line: remembered by boot/, used when that tracer registers. */
void tracer_set_boot_name(const char *name, char *options);
bool tracer_boot_name_left(void);

#endif /* _TRACE_CORE_TRACER_H */
