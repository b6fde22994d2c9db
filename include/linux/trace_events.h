/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trace events: the head of every record, how records are printed, and the structures that
 * generated event code, system calls, perf and BPF share with tracing.
 *
 * In the order of a record's life: its head and the context bits in it; writing it; reading and
 * printing it (trace_iterator, trace_event); then events (class, call, file), and at the end the
 * glue for perf and BPF. Without CONFIG_EVENT_TRACING the declarations stay and nobody calls them.
 */
#ifndef _LINUX_TRACE_EVENT_H
#define _LINUX_TRACE_EVENT_H

#include <linux/ring_buffer.h>
#include <linux/trace_seq.h>
#include <linux/percpu.h>
#include <linux/hardirq.h>
#include <linux/perf_event.h>
#include <linux/tracepoint.h>

union bpf_attr;
struct array_buffer;
struct bpf_prog;
struct dentry;
struct event_filter;
struct event_slot;
struct trace_array;
struct trace_event;
struct trace_event_call;
struct trace_event_file;
struct trace_iter_head;
struct trace_iterator;
struct trace_symbol_cache;
struct tracer;

/* ---- the head of a record ---------------------------------------------------------------- */

/*
 * Every record in a trace buffer starts like this (ABI: the common_* fields of format files).
 * preempt_count: low four bits preemption depth, high four migration-disable depth, both capped.
 */
struct trace_entry {
	unsigned short		type;
	unsigned char		flags;		/* enum trace_flag_type */
	unsigned char		preempt_count;
	int			pid;
};

#define TRACE_EVENT_TYPE_MAX	((1 << (8 * sizeof_field(struct trace_entry, type))) - 1)

enum trace_flag_type {
	TRACE_FLAG_IRQS_OFF		= 0x01,
	TRACE_FLAG_IRQS_NOSUPPORT	= 0x02,
	TRACE_FLAG_NEED_RESCHED		= 0x04,
	TRACE_FLAG_HARDIRQ		= 0x08,
	TRACE_FLAG_SOFTIRQ		= 0x10,
	TRACE_FLAG_PREEMPT_RESCHED	= 0x20,
	TRACE_FLAG_NMI			= 0x40,
	TRACE_FLAG_BH_OFF		= 0x80,
};

/*
 * Context of a record, as one word: the flags in bits 16 to 23, the preempt_count byte in bits
 * 0 to 7. tracing_gen_ctx*() make it, tracing_generic_entry_update() takes it apart.
 */
unsigned int tracing_gen_ctx_irq_test(unsigned int irqs_status);

static inline unsigned int tracing_gen_ctx_flags(unsigned long irqflags)
{
	unsigned int status = TRACE_FLAG_IRQS_NOSUPPORT;

	if (IS_ENABLED(CONFIG_TRACE_IRQFLAGS_SUPPORT))
		status = irqs_disabled_flags(irqflags) ? TRACE_FLAG_IRQS_OFF : 0;

	return tracing_gen_ctx_irq_test(status);
}

static inline unsigned int tracing_gen_ctx(void)
{
	unsigned long irqflags = 0;

	if (IS_ENABLED(CONFIG_TRACE_IRQFLAGS_SUPPORT))
		local_save_flags(irqflags);

	return tracing_gen_ctx_flags(irqflags);
}

/* The same for a caller that a tracepoint called: without the preempt_disable() around probes. */
static inline unsigned int tracing_gen_ctx_dec(void)
{
	return tracing_gen_ctx() - (IS_ENABLED(CONFIG_PREEMPTION) ? 1 : 0);
}

static inline void tracing_generic_entry_update(struct trace_entry *entry, unsigned short type,
						unsigned int trace_ctx)
{
	entry->type = type;
	entry->flags = trace_ctx >> 16;
	entry->preempt_count = trace_ctx;
	entry->pid = current->pid;
}

/* Where data of varying length is, relative to the record: a __data_loc field. */
struct trace_dynamic_info {
#ifndef CONFIG_CPU_BIG_ENDIAN
	u16	offset;
	u16	len;
#else
	u16	len;
	u16	offset;
#endif
} __packed;

/* ---- names of tasks ----------------------------------------------------------------------- */

#define TRACE_RECORD_CMDLINE	BIT(0)
#define TRACE_RECORD_TGID	BIT(1)

void tracing_record_cmdline(struct task_struct *task);
void tracing_record_tgid(struct task_struct *task);
void tracing_record_taskinfo(struct task_struct *task, int flags);
void tracing_record_taskinfo_sched_switch(struct task_struct *prev, struct task_struct *next,
					  int flags);

/* ---- reading and printing ----------------------------------------------------------------- */

/* What a print function says about the line. */
enum print_line_t {
	TRACE_TYPE_PARTIAL_LINE	= 0,	/* did not fit: flush iter->seq and call again */
	TRACE_TYPE_HANDLED	= 1,
	TRACE_TYPE_UNHANDLED	= 2,	/* not mine, ask the next one */
	TRACE_TYPE_NO_CONSUME	= 3	/* printed, but leave the record in the buffer */
};

/* trace_iterator.iter_flags */
enum trace_iter_flags {
	TRACE_FILE_LAT_FMT	= 1,	/* latency-format columns */
	TRACE_FILE_ANNOTATE	= 2,	/* tell when the buffer of a CPU starts */
	TRACE_FILE_TIME_IN_NS	= 4,	/* the clock counts nanoseconds */
	TRACE_FILE_PAUSED	= 8,	/* the instance is stopped while this is open */
};

/* The columns with a task's name and pid, kept from one line to the next; @len is 0 at first. */
struct trace_task_column {
	int			pid;
	unsigned int		version;	/* of the names that are known */
	int			len;
	char			text[28];
};

/*
 * One reader of an instance, and the record at which it is. Everything from @seq on is cleared
 * between two reads of trace_pipe.
 */
struct trace_iterator {
	struct trace_array	*tr;
	struct tracer		*trace;
	struct array_buffer	*array_buffer;
	struct trace_buffer	*from;		/* where @ent, or @buffer_iter, is from */
	void			*private;	/* the tracer's */
	int			cpu_file;	/* one CPU, or RING_BUFFER_ALL_CPUS */
	struct mutex		mutex;
	struct ring_buffer_iter	**buffer_iter;	/* a CPU each; NULL when consuming */
	unsigned long		iter_flags;
	void			*temp;		/* copy of a record that had to be moved */
	unsigned int		temp_size;
	atomic_t		wait_index;
	struct trace_iter_head	*heads;		/* a CPU each: its next record; or NULL */
	struct trace_symbol_cache *symbols;	/* names printed last; or NULL */
	struct trace_task_column task;		/* printed last */
	struct trace_seq	tmp_seq;	/* scratch of event print code */
	cpumask_var_t		started;	/* CPUs already announced */
	bool			closed;
	bool			snapshot;

	struct trace_seq	seq;		/* the line under construction */
	struct trace_entry	*ent;
	unsigned long		lost_events;	/* right before @ent */
	int			leftover;
	int			ent_size;
	int			cpu;
	u64			ts;
	loff_t			pos;
	long			idx;
};

typedef enum print_line_t (*trace_print_func)(struct trace_iterator *iter, int flags,
					      struct trace_event *event);

/* How records of a type print: as text, and for the options raw, hex and bin. */
struct trace_event_functions {
	trace_print_func	trace;
	trace_print_func	raw;
	trace_print_func	hex;
	trace_print_func	binary;
};

struct trace_event {
	struct hlist_node		node;
	int				type;	/* 0: register_trace_event() picks one */
	struct trace_event_functions	*funcs;
};

int register_trace_event(struct trace_event *event);
int unregister_trace_event(struct trace_event *event);

enum print_line_t trace_handle_return(struct trace_seq *s);
int trace_raw_output_prep(struct trace_iterator *iter, struct trace_event *event);
__printf(2, 3) void trace_event_printf(struct trace_iterator *iter, const char *fmt, ...);
__printf(3, 4) int trace_output_call(struct trace_iterator *iter, char *name, char *fmt, ...);

/* Helpers of TP_printk(): each returns the string that it appended to @p. */
const char *trace_print_symbols_seq(struct trace_seq *p, unsigned long val,
				    const struct trace_print_flags *symbol_array);
const char *trace_print_flags_seq(struct trace_seq *p, const char *delim, unsigned long flags,
				  const struct trace_print_flags *flag_array);
const char *trace_print_bitmask_seq(struct trace_seq *p, void *bitmask_ptr,
				    unsigned int bitmask_size);
const char *trace_print_array_seq(struct trace_seq *p, const void *buf, int count, size_t el_size);
const char *trace_print_hex_seq(struct trace_seq *p, const unsigned char *buf, int len,
				bool concatenate);
const char *trace_print_hex_dump_seq(struct trace_seq *p, const char *prefix_str, int prefix_type,
				     int rowsize, int groupsize, const void *buf, size_t len,
				     bool ascii);

#if BITS_PER_LONG == 32
const char *trace_print_symbols_seq_u64(struct trace_seq *p, unsigned long long val,
					const struct trace_print_flags_u64 *symbol_array);
const char *trace_print_flags_seq_u64(struct trace_seq *p, const char *delim,
				      unsigned long long flags,
				      const struct trace_print_flags_u64 *flag_array);
#endif

/* ---- events -------------------------------------------------------------------------------- */

/* A string field whose pointer is NULL holds this. */
#define EVENT_NULL_STR		"(null)"

#define MAX_FILTER_STR_VAL	256U	/* longest string in a filter, a symbol name included */
#define PERF_MAX_TRACE_SIZE	8192	/* longest record that perf takes */
#define TRACE_EVENT_STR_MAX	512	/* longest __vstring() */

/* How a field compares in a filter. */
enum {
	FILTER_OTHER = 0,
	FILTER_STATIC_STRING,
	FILTER_DYN_STRING,
	FILTER_RDYN_STRING,
	FILTER_PTR_STRING,
	FILTER_TRACE_FN,
	FILTER_CPUMASK,
	FILTER_COMM,
	FILTER_CPU,
	FILTER_STACKTRACE,
};

/* .type of a trace_event_fields row that holds a function to define fields. */
#define TRACE_FUNCTION_TYPE ((const char *)~0UL)

struct trace_event_fields {
	const char *type;
	union {
		struct {
			const char *name;
			const int  size;
			const int  align;
			const unsigned int is_signed:1;
			const int  filter_type;
			const int  len;
		};
		int (*define_fields)(struct trace_event_call *);
	};
};

enum trace_reg {
	TRACE_REG_REGISTER,
	TRACE_REG_UNREGISTER,
#ifdef CONFIG_PERF_EVENTS
	TRACE_REG_PERF_REGISTER,
	TRACE_REG_PERF_UNREGISTER,
	TRACE_REG_PERF_OPEN,
	TRACE_REG_PERF_CLOSE,
	TRACE_REG_PERF_ADD,	/* these two return true for "done, nothing more to do" */
	TRACE_REG_PERF_DEL,
#endif
};

/* What events with the same fields share: DECLARE_EVENT_CLASS(). */
struct trace_event_class {
	const char		*system;
	void			*probe;
#ifdef CONFIG_PERF_EVENTS
	void			*perf_probe;
#endif
	int			(*reg)(struct trace_event_call *event, enum trace_reg type,
				       void *data);
	struct trace_event_fields *fields_array;
	struct list_head	*(*get_fields)(struct trace_event_call *call);
	struct list_head	fields;
	int			(*raw_init)(struct trace_event_call *call);
};

/* Bits of trace_event_call.flags, and the masks made of them. */
#define TRACE_EVENT_CALL_FLAGS(F)							\
	F(CAP_ANY)		/* perf may use it without privilege */			\
	F(NO_SET_FILTER)	/* it has a broken filter: ignore that */		\
	F(IGNORE_ENABLE)	/* tracing's own: no enable file */			\
	F(TRACEPOINT)		/* ->tp is valid, ->name is not */			\
	F(DYNAMIC)		/* made at run time: ->refcnt instead of ->module */	\
	F(KPROBE)									\
	F(UPROBE)									\
	F(EPROBE)									\
	F(FPROBE)									\
	F(CUSTOM)		/* custom event that is not attached yet */

#define TRACE_EVENT_FLAG_BIT(name)	TRACE_EVENT_FL_##name##_BIT,
#define TRACE_EVENT_FLAG_MASK(name)	TRACE_EVENT_FL_##name = 1 << TRACE_EVENT_FL_##name##_BIT,
enum { TRACE_EVENT_CALL_FLAGS(TRACE_EVENT_FLAG_BIT) };
enum { TRACE_EVENT_CALL_FLAGS(TRACE_EVENT_FLAG_MASK) };
#undef TRACE_EVENT_FLAG_BIT
#undef TRACE_EVENT_FLAG_MASK

#define TRACE_EVENT_FL_UKPROBE	(TRACE_EVENT_FL_UPROBE | TRACE_EVENT_FL_KPROBE)

/* One event: DEFINE_EVENT(). There is one, however many instances trace it. */
struct trace_event_call {
	struct list_head	list;
	struct trace_event_class *class;
	union {
		const char		*name;
		struct tracepoint	*tp;	/* with TRACE_EVENT_FL_TRACEPOINT */
	};
	struct trace_event	event;
	char			*print_fmt;
	union {
		void				*module;	/* pinned while in use */
		atomic_t			refcnt;		/* with TRACE_EVENT_FL_DYNAMIC */
	};
	void			*data;
	int			flags;		/* TRACE_EVENT_FL_* */

#ifdef CONFIG_PERF_EVENTS
	int				perf_refcount;
	struct hlist_head __percpu	*perf_events;
	struct bpf_prog_array __rcu	*prog_array;

	int	(*perf_perm)(struct trace_event_call *call, struct perf_event *event);
#endif
};

static inline const char *trace_event_name(struct trace_event_call *call)
{
	int kind = call->flags & (TRACE_EVENT_FL_TRACEPOINT | TRACE_EVENT_FL_CUSTOM);

	if (kind != TRACE_EVENT_FL_TRACEPOINT)
		return call->name;
	return call->tp ? call->tp->name : NULL;
}

static inline struct list_head *trace_get_fields(struct trace_event_call *event_call)
{
	struct trace_event_class *class = event_call->class;

	return class->get_fields ? class->get_fields(event_call) : &class->fields;
}

#ifdef CONFIG_DYNAMIC_EVENTS
bool trace_event_dyn_busy(struct trace_event_call *call);
bool trace_event_dyn_try_get_ref(struct trace_event_call *call);
void trace_event_dyn_put_ref(struct trace_event_call *call);
#else
/* No dynamic event exists, so none can be asked about. */
static inline bool trace_event_dyn_busy(struct trace_event_call *call) { return true; }
static inline bool trace_event_dyn_try_get_ref(struct trace_event_call *call) { return false; }
static inline void trace_event_dyn_put_ref(struct trace_event_call *call) { }
#endif

/* Keep the event from going away, with its module or by deletion. */
static inline bool trace_event_try_get_ref(struct trace_event_call *call)
{
	if (!(call->flags & TRACE_EVENT_FL_DYNAMIC))
		return try_module_get(call->module);
	return trace_event_dyn_try_get_ref(call);
}

static inline void trace_event_put_ref(struct trace_event_call *call)
{
	if (!(call->flags & TRACE_EVENT_FL_DYNAMIC))
		module_put(call->module);
	else
		trace_event_dyn_put_ref(call);
}

/* Bits of trace_event_file.flags, and the masks made of them. */
#define TRACE_EVENT_FILE_FLAGS(F)						\
	F(ENABLED)								\
	F(RECORDED_CMD)		/* it has comms recorded */			\
	F(RECORDED_TGID)	/* it has tgids recorded */			\
	F(FILTERED)								\
	F(NO_SET_FILTER)	/* its filter is broken: ignore that */		\
	F(SOFT_MODE)		/* switched by SOFT_DISABLED */			\
	F(SOFT_DISABLED)	/* the probe runs but records nothing */	\
	F(TRIGGER_MODE)		/* it has triggers */				\
	F(TRIGGER_COND)		/* one of them looks at the record */		\
	F(PID_FILTER)								\
	F(WAS_ENABLED)		/* records of it may be in the buffer */

#define TRACE_EVENT_FLAG_BIT(name)	EVENT_FILE_FL_##name##_BIT,
#define TRACE_EVENT_FLAG_MASK(name)	EVENT_FILE_FL_##name = 1 << EVENT_FILE_FL_##name##_BIT,
enum { TRACE_EVENT_FILE_FLAGS(TRACE_EVENT_FLAG_BIT) };
enum { TRACE_EVENT_FILE_FLAGS(TRACE_EVENT_FLAG_MASK) };
#undef TRACE_EVENT_FLAG_BIT
#undef TRACE_EVENT_FLAG_MASK

/*
 * One event in one instance, from its first use there on. A cache line: kmalloc() aligns what is
 * 64 bytes to as many.
 */
struct trace_event_file {
	struct trace_event_call		*event_call;
	struct event_filter __rcu	*filter;
	struct trace_array		*tr;
	struct event_slot		*slot;	/* that it is in; private to event/files.c */
	struct list_head		triggers;
	unsigned long			flags;	/* EVENT_FILE_FL_*, changed by bit operations */
	atomic_t			sm_ref;	/* users of soft mode */
};

struct trace_event_file *trace_get_event_file(const char *instance, const char *system,
					      const char *event);
void trace_put_event_file(struct trace_event_file *file);

int trace_event_raw_init(struct trace_event_call *call);
int trace_event_get_offsets(struct trace_event_call *call);
int trace_define_field(struct trace_event_call *call, const char *type, const char *name,
		       int offset, int size, int is_signed, int filter_type);
int trace_add_event_call(struct trace_event_call *call);
int trace_remove_event_call(struct trace_event_call *call);
int trace_event_reg(struct trace_event_call *event, enum trace_reg type, void *data);

int trace_set_clr_event(const char *system, const char *event, int set);
int trace_array_set_clr_event(struct trace_array *tr, const char *system, const char *event,
			      bool enable);
int ftrace_set_clr_event(struct trace_array *tr, char *buf, int set);

/* Room for a record: two words, so that functions return it in registers. */
struct trace_event_room {
	void		*entry;		/* NULL: none */
	unsigned long	where;		/* private to event/record.c */
};

/*
 * What a probe calls before it has a record keeps the registers in which the tracepoint gave the
 * probe its arguments, as far as it can: the probe needs no frame then. Compilers cannot be told so
 * of a function, hence the calls in assembly. The functions are compiled in such a way that %rdi,
 * %rsi, %rcx and %r9 are kept, see event/Makefile; three parameters stand for registers that are
 * not theirs.
 */
#ifdef CONFIG_TRACE_EVENT_KEEPS_REGISTERS
#define __trace_call_early(func, file)						\
({										\
	bool __done;								\
										\
	asm volatile("call " #func						\
		     : "=a" (__done), ASM_CALL_CONSTRAINT			\
		     : "D" (file)						\
		     : "rdx", "r8", "r10", "r11", "cc", "memory");		\
	__done;									\
})

#define __trace_call_reserve(func, entry, where, file, size)			\
do {										\
	register unsigned long __size asm("r8") = (size);			\
										\
	asm volatile("call " #func						\
		     : "=a" (entry), "=d" (where), "+r" (__size),		\
		       ASM_CALL_CONSTRAINT					\
		     : "D" (file)						\
		     : "r10", "r11", "cc", "memory");				\
} while (0)

/* The commit is an ordinary function, for the sake of a jump to it; what it does not look at: */
#define __trace_call_commit(file, entry, where)					\
do {										\
	unsigned long __si, __cx;						\
										\
	asm("" : "=S" (__si), "=c" (__cx));					\
	trace_event_commit(file, __si, where, __cx, entry);			\
} while (0)

#define __trace_call_text_len(text)						\
({										\
	unsigned long __text_len;						\
										\
	asm volatile("call __trace_text_len"					\
		     : "=a" (__text_len), ASM_CALL_CONSTRAINT			\
		     : "D" (text)						\
		     : "rdx", "r8", "r10", "r11", "cc", "memory");		\
	__text_len;								\
})

/* There is a record by now, in %rax and %rdx: these are kept, too. */
#define __trace_call_copy_text(to, from, len)					\
({										\
	register unsigned long __text_len asm("r8") = (len);			\
										\
	asm volatile("call __trace_copy_text"					\
		     : "+r" (__text_len), ASM_CALL_CONSTRAINT			\
		     : "D" (to), "S" (from)					\
		     : "r10", "r11", "cc", "memory");				\
})
#else
#define __trace_call_early(func, file)		func(file)
#define __trace_call_reserve(func, entry, where, file, size)			\
do {										\
	struct trace_event_room __room = func(file, 0, 0, 0, size);		\
										\
	(entry) = __room.entry;							\
	(where) = __room.where;							\
} while (0)

#define __trace_call_commit(file, entry, where) \
	trace_event_commit(file, 0, where, 0, entry)
#define __trace_call_text_len(text)		__trace_text_len(text)
#define __trace_call_copy_text(to, from, len)	__trace_copy_text(to, from, 0, 0, len)
#endif

#define __trace_not_mine	unsigned long __si, unsigned long __dx, unsigned long __cx

struct trace_event_room trace_event_reserve(struct trace_event_file *file, __trace_not_mine,
					    unsigned long len);
struct trace_event_room trace_event_reserve_words(struct trace_event_file *file, __trace_not_mine,
						  unsigned long words);
struct trace_event_room trace_event_reserve_inspected(struct trace_event_file *file,
						      __trace_not_mine, unsigned long words);
void trace_event_commit(struct trace_event_file *file, unsigned long __si, unsigned long where,
			unsigned long __cx, void *entry);

/*
 * Somebody looks at the record before it is known whether it stays. One that is soft disabled has
 * got past the first test if there was a trigger that wants to see it, which may be gone by now.
 */
#define EVENT_FILE_INSPECTED	(EVENT_FILE_FL_FILTERED | EVENT_FILE_FL_TRIGGER_COND |	\
				 EVENT_FILE_FL_SOFT_DISABLED)

/* A record of an event between reserve and commit. */
struct trace_event_buffer {
	struct trace_event_file		*trace_file;
	void				*entry;
	unsigned long			where;
};

/**
 * trace_event_buffer_reserve - room for a record of an event
 * @fbuffer:	for the commit; stays in registers
 * @trace_file: the event, in an instance
 * @len:	bytes, the common head included
 *
 * Context: any, preemption off by one, as in a probe. Each success is followed by
 * trace_event_buffer_commit().
 *
 * Return: the record; or NULL, and what was lost has been counted. Its head may be filled in as
 * late as in the commit.
 */
static __always_inline void *trace_event_buffer_reserve(struct trace_event_buffer *fbuffer,
							struct trace_event_file *trace_file,
							unsigned long len)
{
	unsigned long words = DIV_ROUND_UP(len, sizeof(u32));
	unsigned long where;
	void *entry;

	if (!__builtin_constant_p(len) || words > RINGBUF_TYPE_DATA_TYPE_LEN_MAX)
		__trace_call_reserve(trace_event_reserve, entry, where, trace_file, len);
	else if (unlikely(READ_ONCE(trace_file->flags) & EVENT_FILE_INSPECTED))
		__trace_call_reserve(trace_event_reserve_inspected, entry, where, trace_file,
				     words);
	else
		__trace_call_reserve(trace_event_reserve_words, entry, where, trace_file, words);

	fbuffer->trace_file = trace_file;
	fbuffer->entry = entry;
	fbuffer->where = where;
	return entry;
}

/**
 * trace_event_buffer_commit - a record of an event is complete
 * @fbuffer: as trace_event_buffer_reserve() left it
 */
static __always_inline void trace_event_buffer_commit(struct trace_event_buffer *fbuffer)
{
	__trace_call_commit(fbuffer->trace_file, fbuffer->entry, fbuffer->where);
}

struct ring_buffer_event *
trace_event_buffer_lock_reserve(struct trace_buffer **current_buffer,
				struct trace_event_file *trace_file, int type,
				unsigned long len, unsigned int trace_ctx);

enum event_trigger_type {
	ETT_NONE		= 0,
	ETT_TRACE_ONOFF		= BIT(0),
	ETT_SNAPSHOT		= BIT(1),
	ETT_STACKTRACE		= BIT(2),
	ETT_EVENT_ENABLE	= BIT(3),
	ETT_EVENT_HIST		= BIT(4),
	ETT_HIST_ENABLE		= BIT(5),
	ETT_EVENT_EPROBE	= BIT(6),
};

int filter_match_preds(struct event_filter *filter, void *rec);
bool trace_event_ignore_this_pid(struct trace_event_file *trace_file);
bool __trace_trigger_soft_disabled(struct trace_event_file *file);
enum event_trigger_type event_triggers_call(struct trace_event_file *file,
					    struct trace_buffer *buffer, void *rec,
					    struct ring_buffer_event *event);
void event_triggers_post_call(struct trace_event_file *file, enum event_trigger_type tt);

/**
 * trace_trigger_soft_disabled - may the probe of an event return before it makes a record?
 * @file: the event in an instance
 *
 * Runs triggers that do not look at the record. Returns true when nothing more is to be done.
 * An event that is simply enabled pays for one load and one test.
 */
static __always_inline bool trace_trigger_soft_disabled(struct trace_event_file *file)
{
	const unsigned long special = EVENT_FILE_FL_SOFT_DISABLED | EVENT_FILE_FL_PID_FILTER |
				      EVENT_FILE_FL_TRIGGER_MODE;

	/* Plain, to be tested in memory: no matter whether before or after a change. */
	return unlikely(data_race(file->flags) & special) &&
	       __trace_call_early(__trace_trigger_soft_disabled, file);
}

#define __TRACE_EVENT_FLAGS(name, value)						\
	static int __init trace_init_flags_##name(void)					\
	{										\
		return __event_call_##name.flags |= value, 0;					\
	}										\
	early_initcall(trace_init_flags_##name);

#define __TRACE_EVENT_PERF_PERM(name, expr...)						\
	static int perf_perm_##name(struct trace_event_call *tp_event,			\
				    struct perf_event *p_event)				\
	{										\
		return ({ expr; });							\
	}										\
	static int __init trace_init_perf_perm_##name(void)				\
	{										\
		return __event_call_##name.perf_perm = perf_perm_##name, 0;			\
	}										\
	early_initcall(trace_init_perf_perm_##name);

/* trace_printk() for events that are printed through it; remembers the comm for the reader. */
#define event_trace_printk(ip, fmt, args...)						\
do {											\
	static const char *event_trace_printk_fmt __section("__trace_printk_fmt") =	\
		__builtin_constant_p(fmt) ? fmt : NULL;					\
											\
	__trace_printk_check_format(fmt, ##args);					\
	tracing_record_cmdline(current);						\
	if (!__builtin_constant_p(fmt))							\
		__trace_printk(ip, fmt, ##args);					\
	else										\
		__trace_bprintk(ip, event_trace_printk_fmt, ##args);			\
} while (0)

/* Bytes that __vstring() needs for @fmt with the va_list pointed to by @va. */
static inline __printf(1, 0) int __trace_event_vstr_len(const char *fmt, va_list *va)
{
	va_list copy;
	int len;

	va_copy(copy, *va);
	len = 1 + vsnprintf(NULL, 0, fmt, copy);
	va_end(copy);
	return min(len, TRACE_EVENT_STR_MAX);
}

/* And the text itself, in no more than @len bytes. */
static inline __printf(3, 0) void __trace_event_vstr(char *to, int len, const char *fmt,
						     va_list *va)
{
	va_list copy;

	va_copy(copy, *va);
	vsnprintf(to, len, fmt, copy);
	va_end(copy);
}

/* Of a __string(): its length, without the end; and how it gets into its @len bytes, with it. */
unsigned long __trace_text_len(const char *text);
void __trace_copy_text(char *to, const char *from, unsigned long __dx, unsigned long __cx,
		       unsigned long len);

#ifdef CONFIG_HIST_TRIGGERS
extern wait_queue_head_t hist_poll_wq;
extern struct irq_work hist_poll_work;

#define hist_poll_wait(file, wait)	poll_wait(file, &hist_poll_wq, wait)

static inline void hist_poll_wakeup(void)
{
	if (unlikely(wq_has_sleeper(&hist_poll_wq)))
		irq_work_queue(&hist_poll_work);
}
#else
static inline void hist_poll_wakeup(void) { }
#endif

/* ---- perf --------------------------------------------------------------------------------- */

#ifdef CONFIG_PERF_EVENTS
struct perf_event;

DECLARE_PER_CPU(struct pt_regs, perf_trace_regs);

int perf_trace_init(struct perf_event *event);
void perf_trace_destroy(struct perf_event *event);
int perf_trace_add(struct perf_event *event, int flags);
void perf_trace_del(struct perf_event *event, int flags);

int ftrace_profile_set_filter(struct perf_event *event, int event_id, char *filter_str);
void ftrace_profile_free_filter(struct perf_event *event);

void *perf_trace_buf_alloc(int size, struct pt_regs **regs, int *rctxp);
void perf_trace_buf_update(void *record, u16 type);

static inline void perf_trace_buf_submit(void *raw_data, int size, int rctx, u16 type, u64 count,
					 struct pt_regs *regs, void *head,
					 struct task_struct *task)
{
	perf_tp_event(type, count, raw_data, size, regs, head, rctx, task);
}

#ifdef CONFIG_UPROBE_EVENTS
int perf_uprobe_init(struct perf_event *event, unsigned long ref_ctr_offset, bool is_retprobe);
void perf_uprobe_destroy(struct perf_event *event);
int bpf_get_uprobe_info(const struct perf_event *event, u32 *fd_type, const char **filename,
			u64 *probe_offset, u64 *probe_addr, bool perf_type_tracepoint);
#endif
#ifdef CONFIG_KPROBE_EVENTS
int perf_kprobe_init(struct perf_event *event, bool is_retprobe);
void perf_kprobe_destroy(struct perf_event *event);
int bpf_get_kprobe_info(const struct perf_event *event, u32 *fd_type, const char **symbol,
			u64 *probe_offset, u64 *probe_addr, unsigned long *missed,
			bool perf_type_tracepoint);
#endif

/* Defined by kernel/events/core.c. */
int perf_event_set_bpf_prog(struct perf_event *event, struct bpf_prog *prog, u64 bpf_cookie);
void perf_event_free_bpf_prog(struct perf_event *event);
void perf_trace_run_bpf_submit(void *raw_data, int size, int rctx, struct trace_event_call *call,
			       u64 count, struct pt_regs *regs, struct hlist_head *head,
			       struct task_struct *task);

/**
 * bpf_prog_array_valid - are BPF programs attached to @call?
 * @call: the event
 *
 * A hint for fast paths outside of rcu_read_lock(): whoever runs the programs looks again inside.
 * READ_ONCE() and not an RCU accessor, because the type is not complete here.
 */
static inline bool bpf_prog_array_valid(struct trace_event_call *call)
{
	return !!READ_ONCE(call->prog_array);
}
#endif /* CONFIG_PERF_EVENTS */

/* ---- BPF ---------------------------------------------------------------------------------- */

struct bpf_raw_tp_link;

#ifdef CONFIG_PERF_EVENTS
#define BPF_TRACE_ARGS_1	u64 arg1
#define BPF_TRACE_ARGS_2	BPF_TRACE_ARGS_1, u64 arg2
#define BPF_TRACE_ARGS_3	BPF_TRACE_ARGS_2, u64 arg3
#define BPF_TRACE_ARGS_4	BPF_TRACE_ARGS_3, u64 arg4
#define BPF_TRACE_ARGS_5	BPF_TRACE_ARGS_4, u64 arg5
#define BPF_TRACE_ARGS_6	BPF_TRACE_ARGS_5, u64 arg6
#define BPF_TRACE_ARGS_7	BPF_TRACE_ARGS_6, u64 arg7
#define BPF_TRACE_ARGS_8	BPF_TRACE_ARGS_7, u64 arg8
#define BPF_TRACE_ARGS_9	BPF_TRACE_ARGS_8, u64 arg9
#define BPF_TRACE_ARGS_10	BPF_TRACE_ARGS_9, u64 arg10
#define BPF_TRACE_ARGS_11	BPF_TRACE_ARGS_10, u64 arg11
#define BPF_TRACE_ARGS_12	BPF_TRACE_ARGS_11, u64 arg12

void bpf_trace_run1(struct bpf_raw_tp_link *link, BPF_TRACE_ARGS_1);
void bpf_trace_run2(struct bpf_raw_tp_link *link, BPF_TRACE_ARGS_2);
void bpf_trace_run3(struct bpf_raw_tp_link *link, BPF_TRACE_ARGS_3);
void bpf_trace_run4(struct bpf_raw_tp_link *link, BPF_TRACE_ARGS_4);
void bpf_trace_run5(struct bpf_raw_tp_link *link, BPF_TRACE_ARGS_5);
void bpf_trace_run6(struct bpf_raw_tp_link *link, BPF_TRACE_ARGS_6);
void bpf_trace_run7(struct bpf_raw_tp_link *link, BPF_TRACE_ARGS_7);
void bpf_trace_run8(struct bpf_raw_tp_link *link, BPF_TRACE_ARGS_8);
void bpf_trace_run9(struct bpf_raw_tp_link *link, BPF_TRACE_ARGS_9);
void bpf_trace_run10(struct bpf_raw_tp_link *link, BPF_TRACE_ARGS_10);
void bpf_trace_run11(struct bpf_raw_tp_link *link, BPF_TRACE_ARGS_11);
void bpf_trace_run12(struct bpf_raw_tp_link *link, BPF_TRACE_ARGS_12);
#endif /* CONFIG_PERF_EVENTS */

#ifdef CONFIG_BPF_EVENTS

unsigned int trace_call_bpf(struct trace_event_call *call, void *ctx);
struct bpf_raw_event_map *bpf_get_raw_tracepoint(const char *name);
void bpf_put_raw_tracepoint(struct bpf_raw_event_map *btp);
int bpf_probe_register(struct bpf_raw_event_map *btp, struct bpf_raw_tp_link *link);
int bpf_probe_unregister(struct bpf_raw_event_map *btp, struct bpf_raw_tp_link *link);
int perf_event_attach_bpf_prog(struct perf_event *event, struct bpf_prog *prog, u64 bpf_cookie);
void perf_event_detach_bpf_prog(struct perf_event *event);
int perf_event_query_prog_array(struct perf_event *event, void __user *info);
int bpf_get_perf_event_info(const struct perf_event *event, u32 *prog_id, u32 *fd_type,
			    const char **buf, u64 *probe_offset, u64 *probe_addr,
			    unsigned long *missed);
int bpf_kprobe_multi_link_attach(const union bpf_attr *attr, struct bpf_prog *prog);
int bpf_uprobe_multi_link_attach(const union bpf_attr *attr, struct bpf_prog *prog);

#else /* !CONFIG_BPF_EVENTS */

static inline unsigned int trace_call_bpf(struct trace_event_call *call, void *ctx) { return 1; }
static inline struct bpf_raw_event_map *bpf_get_raw_tracepoint(const char *name) { return NULL; }
static inline void bpf_put_raw_tracepoint(struct bpf_raw_event_map *btp) { }

static inline int bpf_probe_register(struct bpf_raw_event_map *btp, struct bpf_raw_tp_link *link)
{
	return -EOPNOTSUPP;
}

static inline int bpf_probe_unregister(struct bpf_raw_event_map *btp,
				       struct bpf_raw_tp_link *link)
{
	return -EOPNOTSUPP;
}

static inline int perf_event_attach_bpf_prog(struct perf_event *event, struct bpf_prog *prog,
					     u64 bpf_cookie)
{
	return -EOPNOTSUPP;
}

static inline void perf_event_detach_bpf_prog(struct perf_event *event) { }

static inline int perf_event_query_prog_array(struct perf_event *event, void __user *info)
{
	return -EOPNOTSUPP;
}

static inline int bpf_get_perf_event_info(const struct perf_event *event, u32 *prog_id,
					  u32 *fd_type, const char **buf, u64 *probe_offset,
					  u64 *probe_addr, unsigned long *missed)
{
	return -EOPNOTSUPP;
}

static inline int bpf_kprobe_multi_link_attach(const union bpf_attr *attr, struct bpf_prog *prog)
{
	return -EOPNOTSUPP;
}

static inline int bpf_uprobe_multi_link_attach(const union bpf_attr *attr, struct bpf_prog *prog)
{
	return -EOPNOTSUPP;
}

#endif /* CONFIG_BPF_EVENTS */

#endif /* _LINUX_TRACE_EVENT_H */

/*
 * Outside of the guard: define_custom_trace.h undefines these at its end, and the next header of
 * custom events must find them again.
 */
#ifndef TRACE_CUSTOM_EVENT
#define DECLARE_CUSTOM_EVENT_CLASS(name, proto, args, tstruct, assign, print)
#define DEFINE_CUSTOM_EVENT(template, name, proto, args)
#define TRACE_CUSTOM_EVENT(name, proto, args, struct, assign, print)
#endif
