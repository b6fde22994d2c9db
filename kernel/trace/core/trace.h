/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * core: everything that the layers above need to know of an instance.
 *
 * An instance (struct trace_array) is a ring buffer with a clock, options, a tracer and readers.
 * The top one, global_trace, is the directory that tracefs mounts; the others are instances/NAME.
 * They differ in nothing but what options.h calls top-only and where trace_printk() goes.
 *
 * Locks: trace_types_lock guards the list of instances and of tracers, the selected tracer, the
 * options, clock, CPU mask and buffer sizes of each instance. It is taken before anything in hook
 * or ring_buffer and after eventfs and inode locks. Under it come the reader locks of an instance,
 * see buffer.c, and last roles_lock. Writers of records take no lock at all.
 *
 * event_mutex guards trace events, see event/event.h, and is taken before trace_types_lock. An
 * instance comes and goes under both.
 */
#ifndef _TRACE_CORE_TRACE_H
#define _TRACE_CORE_TRACE_H

#include <linux/cpumask.h>
#include <linux/ftrace.h>
#include <linux/irq_work.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/ring_buffer.h>
#include <linux/rwsem.h>
#include <linux/trace.h>
#include <linux/trace_events.h>
#include <linux/trace_seq.h>

#include "clock.h"
#include "comm.h"
#include "context.h"
#include "entries.h"
#include "iter.h"
#include "options.h"
#include "output.h"
#include "tracer.h"

/* Modes of control files. */
#define TRACE_MODE_WRITE	0640
#define TRACE_MODE_READ		0440

/* Bytes a CPU of a buffer that is used, unless trace_buf_size= says otherwise. */
#define TRACE_BUF_SIZE_DEFAULT	1441792UL

/* What latency tracers know about the worst case so far, printed above latency-format output. */
struct trace_latency {
	u64		latency;		/* ns */
	unsigned long	critical_start;		/* addresses, 0 if not known */
	unsigned long	critical_end;
	int		cpu;
	pid_t		pid;
	kuid_t		uid;
	long		nice;
	unsigned int	policy;
	unsigned int	rt_priority;
	char		comm[TASK_COMM_LEN];
};

/* One of the two roles of an instance's buffers: where records go, or the snapshot. */
struct array_buffer {
	struct trace_array	*tr;
	struct trace_buffer	*buffer;	/* changes at any time: read it once */
	u64			time_start;	/* older records are not shown; 0 shows all */
	struct trace_latency	max;
	/* records before time_start, that reading skipped */
	unsigned long __percpu	*skipped;
};

/**
 * struct trace_array - an instance
 * @list:	    in ftrace_trace_arrays, where the top one is the last
 * @name:	    of its directory; NULL for the top one
 * @only_systems:   the systems of events that it has, with commas between; NULL for all
 * @ref:	    users that keep it from being removed; trace_types_lock
 * @array_buffer:   where records go
 * @snapshot:	    the role that changes places with it; no buffer: no snapshots here
 * @buffers:	    the buffers that have these roles in turn, one or two and a NULL; fixed from
 *		    creation on
 * @expanded:	    the buffer has its real size; trace_types_lock
 * @roles_lock:	    the roles change under it; any context, tried only in NMI
 * @roles_pinned:   they do not change now; roles_lock
 * @snapshot_ready: the snapshot's buffer has its real size; written under trace_types_lock
 *		    and roles_lock
 * @snapshot_at_boot: take one when the kernel has come up
 * @snapshot_users: who may take one at any time: triggers, commands; roles_lock
 * @mapped:	    who has the main buffer's memory mapped; roles_lock
 * @cond_snapshot:  condition of tracing_snapshot_cond(), or NULL; roles_lock
 * @swap_work:	    tells readers that wait
 * @buffer_percent: how full the buffer has to be for those who wait for whole sub-buffers
 * @read_all:	    held for writing by who consumes from all CPUs or does something to the
 *		    buffers as such, for reading by who consumes from one CPU
 * @read_cpu:	    one a CPU, under @read_all: who consumes from it
 * @persistent:	    the memory is kept over a reboot, persistent.c; or NULL
 * @trace_flags:    options; changed under trace_types_lock, read anywhere
 * @current_trace:  selected tracer, never NULL; trace_types_lock
 * @clock_id:	    row of the clock table; trace_types_lock
 * @stop_count:	    nested tracing_stop_tr(); stop_lock
 * @stop_lock:	    taken with interrupts off
 * @tracing_cpumask: CPUs that record; trace_types_lock
 * @cmdline_record: it counts in the number of users of recorded comms; trace_types_lock
 * @tgid_record:    same for tgids
 * @log:	    error_log: the last few refusals, error_log.c
 * @ops:	    filter and callback of the function tracer, owned by tracers/function.c
 * @tracer_data:    private to the selected tracer, from its init to its reset
 * @function_data:  private to tracers/function.c, from instance_init to instance_exit
 * @systems:	    their systems (struct trace_subsystem_dir.list); event_mutex
 * @event_pid_ignore: the current task of a CPU is none whose events are recorded; private to
 *		    event/, where it is there as long as files of events are
 * @event_data:	    private to event/
 * @marker_event:   the event that writing a text to trace_marker is, while it has triggers; RCU
 * @syscalls:	    private to event/syscall.c, there from the first use on
 * @graph_data:	    the same to tracers/function_graph.c
 * @thresh:	    tracing_thresh: what takes less ns is of no interest to the tracers that know
 *		    of it; 0 for off; trace_types_lock
 * @files:	    private to tracefs
 * @dir:	    directory; private to tracefs, there for clients of ours that have files in it
 */
struct trace_array {
	struct list_head	list;
	const char		*name;
	const char		*only_systems;
	int			ref;
	struct array_buffer	array_buffer;
	struct array_buffer	snapshot;
	struct trace_buffer	*buffers[3];
	bool			expanded;
	raw_spinlock_t		roles_lock;
	int			roles_pinned;
	bool			snapshot_ready;
	bool			snapshot_at_boot;
	int			snapshot_users;
	int			mapped;
	struct trace_cond_snapshot *cond_snapshot;
	struct irq_work		swap_work;
	int			buffer_percent;
	struct rw_semaphore	read_all;
	struct mutex		*read_cpu;	/* see above */
	struct trace_persistent	*persistent;
	u64			trace_flags;
	struct tracer		*current_trace;
	int			clock_id;
	int			stop_count;
	raw_spinlock_t		stop_lock;
	cpumask_var_t		tracing_cpumask;
	bool			cmdline_record;
	bool			tgid_record;
	struct trace_error_log	*log;
	struct ftrace_ops	*ops;
	void			*tracer_data;
	void			*function_data;
	void			*graph_data;
	u64			thresh;
	struct list_head	systems;
	bool __percpu		*event_pid_ignore;
	void			*event_data;
	struct trace_event_file	*marker_event;
	struct trace_syscalls	*syscalls;
	void			*files;
	struct dentry		*dir;
};

extern struct trace_array global_trace;
extern struct list_head ftrace_trace_arrays;
extern struct mutex trace_types_lock;
extern struct mutex event_mutex;

static inline bool trace_array_is_top(const struct trace_array *tr)
{
	return tr == &global_trace;
}

/* ---- array.c: instances ------------------------------------------------------------------ */

/**
 * struct trace_files_ops - how the layer of files follows instances and tracers
 * @add_instance:    make the directory; -errno fails the creation of the instance
 * @remove_instance: take it away
 * @add_tracer:	     a tracer registered: it may bring options
 *
 * All called with trace_types_lock held.
 */
struct trace_files_ops {
	int (*add_instance)(struct trace_array *tr);
	void (*remove_instance)(struct trace_array *tr);
	void (*add_tracer)(struct tracer *tracer);
};

void trace_set_files_ops(const struct trace_files_ops *ops);
extern const struct trace_files_ops *trace_files_ops;

/**
 * struct trace_events_ops - how the layer of events follows instances
 * @add_instance:    give it its events, before its files are made; -errno fails the creation
 * @remove_instance: switch them off and take them away; before its files go
 * @free_instance:   the files are gone, too
 *
 * All called with event_mutex and trace_types_lock held.
 */
struct trace_events_ops {
	int (*add_instance)(struct trace_array *tr);
	void (*remove_instance)(struct trace_array *tr);
	void (*free_instance)(struct trace_array *tr);
};

void __init trace_set_events_ops(const struct trace_events_ops *ops);

int __init trace_array_init_top(unsigned long buf_size, bool expand);
struct trace_array *trace_array_create(const char *name);	/* or ERR_PTR() */
int trace_array_remove(struct trace_array *tr);			/* -EBUSY while in use */
struct trace_array *trace_array_find(const char *name);		/* trace_types_lock held */
struct trace_array * __init trace_array_create_early(const char *name, unsigned long start,
						     unsigned long size);

/* ---- control.c: switches ----------------------------------------------------------------- */

void tracer_tracing_on(struct trace_array *tr);
void tracer_tracing_off(struct trace_array *tr);
bool tracer_tracing_is_on(struct trace_array *tr);
bool tracing_is_disabled(void);
void tracing_disable_for_good(void);

/* Nesting pause of an instance, e.g. while its trace file is read. */
void tracing_stop_tr(struct trace_array *tr);
void tracing_start_tr(struct trace_array *tr);

/* trace_types_lock held */
int tracing_set_clock(struct trace_array *tr, const char *name);
int tracing_set_thresh(struct trace_array *tr, u64 ns);
int tracing_set_cpumask(struct trace_array *tr, cpumask_var_t new);

void tracing_reset_array(struct trace_array *tr);
void tracing_reset_cpu(struct trace_array *tr, int cpu);

/* ---- buffer.c: the buffers of an instance ------------------------------------------------- */

int trace_buffers_alloc(struct trace_array *tr, unsigned long size);
void trace_buffers_free(struct trace_array *tr);

/* trace_types_lock held */
int tracing_expand(struct trace_array *tr);
int tracing_resize(struct trace_array *tr, unsigned long size, int cpu);
int tracing_set_subbuf_order(struct trace_array *tr, int order);
void tracing_set_overwrite(struct trace_array *tr, bool overwrite);
int trace_buffer_copy_size(struct trace_buffer *to, struct trace_buffer *from);

int tracing_expand_instance(struct trace_array *tr);	/* takes trace_types_lock */
extern unsigned long trace_expanded_size;

void trace_roles_pin(struct trace_array *tr);
void trace_roles_unpin(struct trace_array *tr);

/* Whoever takes records away, from one CPU or from RING_BUFFER_ALL_CPUS. Sleeps. */
void trace_read_lock(struct trace_array *tr, int cpu);
void trace_read_unlock(struct trace_array *tr, int cpu);

/* ---- snapshot.c -------------------------------------------------------------------------- */

/* Should a snapshot be taken? Called with interrupts off, roles_lock held: any context. */
typedef bool (*cond_update_fn_t)(struct trace_array *tr, void *cond_data);

int tracing_snapshot_cond_enable(struct trace_array *tr, void *data, cond_update_fn_t update);
int tracing_snapshot_cond_disable(struct trace_array *tr);
void tracing_snapshot_cond(struct trace_array *tr, void *cond_data);
void *tracing_cond_snapshot_data(struct trace_array *tr);

#ifdef CONFIG_TRACER_SNAPSHOT

void tracing_snapshot_instance(struct trace_array *tr);
int tracing_snapshot_take(struct trace_array *tr, int cpu);

/* trace_types_lock held */
int tracing_alloc_snapshot_instance(struct trace_array *tr);
void tracing_free_snapshot(struct trace_array *tr);
void tracing_clear_snapshot(struct trace_array *tr, int cpu);
int tracing_arm_snapshot(struct trace_array *tr);
void tracing_disarm_snapshot(struct trace_array *tr);

int trace_map_begin(struct trace_array *tr);
void trace_map_dup(struct trace_array *tr);
void trace_map_end(struct trace_array *tr);

#else

static inline int tracing_alloc_snapshot_instance(struct trace_array *tr) { return -ENODEV; }
static inline void tracing_free_snapshot(struct trace_array *tr) { }
static inline int tracing_arm_snapshot(struct trace_array *tr) { return -ENODEV; }
static inline void tracing_disarm_snapshot(struct trace_array *tr) { }
static inline int trace_map_begin(struct trace_array *tr) { return 0; }
static inline void trace_map_dup(struct trace_array *tr) { }
static inline void trace_map_end(struct trace_array *tr) { }

#endif /* CONFIG_TRACER_SNAPSHOT */

int tracing_alloc_snapshot(void);

/* ---- persistent.c: memory that is kept over a reboot --------------------------------------- */

int trace_persistent_alloc(struct trace_array *tr, unsigned long start, unsigned long size);
struct trace_buffer *trace_persistent_buffer(struct trace_array *tr, unsigned int flags);
void trace_persistent_forget(struct trace_array *tr);
void trace_persistent_deltas(struct trace_array *tr, long *text, long *data);
unsigned long trace_address_now(struct trace_array *tr, unsigned long ip);

/* ---- error_log.c: the reason of a refusal -------------------------------------------------- */

/*
 * Where and why a request was refused: byte offset into the request, and a phrase; and which part
 * of tracing says so, if that is not simply the file.
 */
struct trace_error {
	int		pos;
	const char	*text;
	const char	*loc;
};

void tracing_log_err(struct trace_array *tr, const char *loc, const char *cmd,
		     const char *err_text, u16 pos);
void *tracing_err_log_seq_start(struct seq_file *m, loff_t *pos);
void *tracing_err_log_seq_next(struct seq_file *m, void *v, loff_t *pos);
void tracing_err_log_seq_stop(struct seq_file *m, void *v);
int tracing_err_log_seq_show(struct seq_file *m, void *v);
void tracing_err_log_clear(struct trace_array *tr);
void trace_error_log_free(struct trace_array *tr);

/* ---- write.c: records --------------------------------------------------------------------- */

struct ring_buffer_event *trace_buffer_lock_reserve(struct trace_buffer *buffer, int type,
						    unsigned long len, unsigned int trace_ctx);
void trace_buffer_unlock_commit_nostack(struct trace_buffer *buffer,
					struct ring_buffer_event *event);
void trace_buffer_unlock_commit_regs(struct trace_array *tr, struct trace_buffer *buffer,
				     struct ring_buffer_event *event, unsigned int trace_ctx,
				     struct pt_regs *regs);

/* Commit a record; the options stacktrace and userstacktrace add records of their own. */
static inline void trace_buffer_unlock_commit(struct trace_array *tr, struct trace_buffer *buffer,
					      struct ring_buffer_event *event,
					      unsigned int trace_ctx)
{
	trace_buffer_unlock_commit_regs(tr, buffer, event, trace_ctx, NULL);
}

/* ---- stack.c ------------------------------------------------------------------------------ */

/* Does an option want a stack after each record? Rarely, so test before the call. */
static inline bool trace_wants_stacks(const struct trace_array *tr)
{
	/* Before or after a change makes no difference, and no compiler tears a load of bits. */
	return data_race(tr->trace_flags) & (TRACE_ITER_STACKTRACE | TRACE_ITER_USERSTACKTRACE);
}

void trace_stack_options(struct trace_array *tr, struct trace_buffer *buffer,
			 unsigned int trace_ctx, unsigned long from, struct pt_regs *regs);
void trace_stack_from(struct trace_buffer *buffer, unsigned int trace_ctx, unsigned long from,
		      int skip);
void trace_stack_regs(struct trace_buffer *buffer, unsigned int trace_ctx, struct pt_regs *regs);
void trace_stack_user(struct trace_buffer *buffer, unsigned int trace_ctx);

/* ---- marker.c ----------------------------------------------------------------------------- */

ssize_t trace_marker_text(struct trace_array *tr, unsigned long ip, const void __user *ubuf,
			  size_t cnt);
ssize_t trace_marker_raw(struct trace_array *tr, const void __user *ubuf, size_t cnt);

/* ---- printk.c ----------------------------------------------------------------------------- */

/* Set by the linker script: the formats of the kernel itself. */
extern const char *__start___trace_bprintk_fmt[];
extern const char *__stop___trace_bprintk_fmt[];
/* Same: strings that tracepoints refer to. */
extern const char *__start___tracepoint_str[];
extern const char *__stop___tracepoint_str[];

__printf(2, 0) int trace_vprintk(unsigned long ip, const char *fmt, va_list args);
__printf(2, 0) int trace_vbprintk(unsigned long ip, const char *fmt, va_list args);
__printf(3, 0) int trace_array_vprintk(struct trace_array *tr, unsigned long ip, const char *fmt,
				       va_list args);
void trace_printk_set_dest(struct trace_array *tr);	/* trace_types_lock held */
struct trace_array *trace_printk_dest(void);

/* printk_pack.c */
__printf(3, 0) int trace_pack(u32 *words, unsigned int max, const char *fmt, va_list args);

/* printk_formats.c: texts that records refer to by their address */
void trace_printk_formats_lock(void);
void trace_printk_formats_unlock(void);
const char *trace_printk_format(loff_t *pos);

void __init trace_printk_early_init(void);

/* ---- dump.c ------------------------------------------------------------------------------- */

void __init trace_dump_init(void);

/* ---- clients ------------------------------------------------------------------------------- */

#ifdef CONFIG_RV
int rv_init_interface(void);
#else
static inline int rv_init_interface(void) { return 0; }
#endif

#endif /* _TRACE_CORE_TRACE_H */
