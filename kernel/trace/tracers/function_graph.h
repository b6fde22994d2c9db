/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of the graph tracer share.
 *
 * Two halves that know each other by the records alone: recording (function_graph.c, _filter.c,
 * _options.c, _slow.c) is what CONFIG_FUNCTION_GRAPH_TRACER builds; printing (_print.c,
 * _columns.c) works on records from wherever and is also built for its unit tests.
 */
#ifndef _TRACE_TRACERS_FUNCTION_GRAPH_H
#define _TRACE_TRACERS_FUNCTION_GRAPH_H

#include "core/trace.h"

struct ftrace_ops;

/* Options of an instance, in the order in which they are listed. */
#define GRAPH_OVERRUN		BIT(0)
#define GRAPH_CPU		BIT(1)
#define GRAPH_OVERHEAD		BIT(2)
#define GRAPH_PROC		BIT(3)
#define GRAPH_DURATION		BIT(4)
#define GRAPH_ABSTIME		BIT(5)
#define GRAPH_IRQS		BIT(6)
#define GRAPH_TAIL		BIT(7)
#define GRAPH_RETVAL		BIT(8)
#define GRAPH_RETVAL_HEX	BIT(9)
#define GRAPH_SLEEP_TIME	BIT(10)
#define GRAPH_GRAPH_TIME	BIT(11)
#define GRAPH_RETADDR		BIT(12)
#define GRAPH_ARGS		BIT(13)
#define GRAPH_SLOW_ONLY		BIT(14)
#define GRAPH_PROFILE		BIT(15)

#define GRAPH_DEFAULT_OPTIONS \
	(GRAPH_CPU | GRAPH_OVERHEAD | GRAPH_DURATION | GRAPH_IRQS | GRAPH_SLEEP_TIME | \
	 GRAPH_GRAPH_TIME)

/* ---- printing ------------------------------------------------------------------------------- */

/* Calls deeper than that are not remembered by readers. */
#define GRAPH_PRINT_DEPTH	50

/**
 * struct graph_reader_cpu - what a reader remembers of a CPU
 * @pid:       whose record was printed last; -1 before the first
 * @depth:     of the last call, for what is printed inside of it
 * @irq_depth: of the interrupt that is left out now, or -1
 * @funcs:     the functions that were entered and not left, by depth
 */
struct graph_reader_cpu {
	pid_t		pid;
	int		depth;
	int		irq_depth;
	unsigned long	funcs[GRAPH_PRINT_DEPTH];
};

/**
 * struct graph_reader - what a reader remembers; iter->private
 * @cpus: of each CPU
 */
struct graph_reader {
	struct graph_reader_cpu __percpu *cpus;
};

/* function_graph_print.c */
void graph_print_open(struct trace_iterator *iter);
void graph_print_close(struct trace_iterator *iter);
void graph_print_dump(struct trace_iterator *iter);
void graph_print_rewind(struct trace_iterator *iter);
enum print_line_t graph_print_line(struct trace_iterator *iter, u32 options);

/* function_graph_columns.c */
void graph_print_header(struct seq_file *m, u32 options);
void graph_print_switch(struct trace_iterator *iter, pid_t from, pid_t to);
void graph_print_irq(struct trace_iterator *iter, u32 options, const char *arrow);
void graph_print_start(struct trace_iterator *iter, u32 options);
void graph_print_blank(struct trace_iterator *iter, u32 options, int depth);
void graph_print_duration(struct trace_iterator *iter, u32 options, u64 ns, int depth);

/* function_graph_value.c */
void graph_print_value(struct trace_seq *s, unsigned long val, enum trace_ret_kind kind,
		       unsigned int size, bool hex);

/* ---- recording ------------------------------------------------------------------------------- */

#ifdef CONFIG_FUNCTION_GRAPH_TRACER

#include "hook/fgraph.h"

struct graph_slow;
struct graph_side;

/* Why a hit cannot do the usual: bits of graph_data.features. */
#define GRAPH_BY_PIDS		BIT(0)	/* set_ftrace_pid */
#define GRAPH_BY_FUNCTION	BIT(1)	/* set_graph_function */
#define GRAPH_BY_NOTRACE	BIT(2)	/* set_graph_notrace */
#define GRAPH_BY_DEPTH		BIT(3)	/* max_graph_depth */
#define GRAPH_BY_CONTEXT	BIT(4)	/* no funcgraph-irqs */
#define GRAPH_BY_TIME		BIT(5)	/* tracing_thresh */
#define GRAPH_WITH_ARGS		BIT(6)
#define GRAPH_WITH_RETADDR	BIT(7)
#define GRAPH_IF_SLOW		BIT(8)	/* funcgraph-slow-only */
#define GRAPH_AS_PROFILE	BIT(9)	/* funcgraph-profile */

/* What becomes of a call when it returns: graph_call.kind. */
enum graph_call_kind {
	GRAPH_CALL_SILENT,	/* nothing; nor of those that are made in it */
	GRAPH_CALL_QUIET,	/* recorded if it was slow */
	GRAPH_CALL_SIDE,	/* put aside, or if it is the outermost, kept or dropped */
	GRAPH_CALL_COUNTED,	/* its time goes to the profile of functions */
};

/**
 * struct graph_call - what is kept of a call on the shadow stack
 * @calltime: when it began, of one that is simply recorded; 0: look at @kind
 * @began:    when it began, of others; of counted ones by profile_clock(). Without
 *	      sleep-time both are set forth by the time that the task was away
 * @side:     where its records are put aside
 * @kind:     enum graph_call_kind
 * @in_hardirq: where it was called; known if the instance has any features at all
 */
struct graph_call {
	u64			calltime;
	u64			began;
	struct graph_side	*side;
	u16			kind;
	bool			in_hardirq;
};

/**
 * struct graph_slow_counts - what became of outermost calls, with funcgraph-slow-only
 * @kept:  they were slow
 * @quick: they were not
 * @lost:  calls in them that found no room in a side buffer
 * @busy:  they found no side buffer
 */
struct graph_slow_counts {
	atomic_long_t	kept;
	atomic_long_t	quick;
	atomic_long_t	lost;
	atomic_long_t	busy;
};

#define GRAPH_FRAME_SIZE	fgraph_size(sizeof(struct graph_call))

/**
 * struct graph_data - the graph tracer in one instance
 * @gops:      what is hooked
 * @tr:	       the instance
 * @features:  GRAPH_BY_*, GRAPH_WITH_*; all that a hit has to look at
 * @max_depth: of calls in calls, 0 for any; trace_types_lock to change
 * @thresh:    ns; read by hits with GRAPH_BY_TIME or GRAPH_IF_SLOW
 * @functions: set_graph_function and set_graph_notrace, as hits see them; RCU
 * @trampoline: that its functions return to
 * @slow:      where calls are put aside; or NULL
 * @slow_counts: what became of them
 * @lists:     the same functions as their files edit them; never registered
 * @options:   GRAPH_*; trace_types_lock to change
 * @running:   the tracer is selected; trace_types_lock
 */
struct graph_data {
	struct fgraph_ops		gops;
	struct trace_array		*tr;
	u32				features;
	unsigned int			max_depth;
	u64				thresh;
	struct ftrace_hash __rcu	*functions[2];
	void				(*trampoline)(void);
	struct graph_slow		*slow;
	struct graph_slow_counts	slow_counts;
	struct ftrace_ops		lists;
	u32				options;
	bool				running;
};

static inline struct graph_data *graph_data(struct trace_array *tr)
{
	return tr->graph_data;
}

/* function_graph.c; trace_types_lock held */
int graph_update(struct trace_array *tr);

/* function_graph_record.c */
void graph_call_any(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *ops,
		    struct ftrace_regs *fregs);
void graph_return_any_call(struct graph_data *data, struct fgraph_frame *frame,
			   unsigned long retval);
void graph_slept(struct fgraph_frame *frame, u64 ns);
void graph_return_any(void);

/* function_graph_filter.c; trace_types_lock held */
struct ftrace_ops *graph_lists(struct trace_array *tr);
int graph_lists_changed(struct trace_array *tr);
int graph_set_max_depth(struct trace_array *tr, unsigned int depth);
unsigned int graph_max_depth(struct trace_array *tr);
void graph_lists_init(struct graph_data *data);
void graph_lists_at_boot(struct graph_data *data);
void graph_lists_exit(struct graph_data *data);

/* function_graph_options.c; trace_types_lock held */
extern struct tracer_flags graph_flags;
int graph_set_flag(struct trace_array *tr, u32 old_flags, u32 bit, int set);
u32 *graph_instance_flags(struct trace_array *tr);
u32 graph_features(struct graph_data *data);
int graph_profile_start(struct graph_data *data);
void graph_profile_stop(struct graph_data *data);

#else

static inline int graph_update(struct trace_array *tr)
{
	return 0;
}

#endif /* CONFIG_FUNCTION_GRAPH_TRACER */

#endif /* _TRACE_TRACERS_FUNCTION_GRAPH_H */
