/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The records that tracing itself writes: types and structures. entries.c has the text that
 * describes them in events/ftrace/NAME/format.
 *
 * Both are an ABI: programs parse binary buffers by these formats. Nothing here may change, only
 * new types can be added. None of the structures is packed.
 */
#ifndef _TRACE_CORE_ENTRIES_H
#define _TRACE_CORE_ENTRIES_H

#include <linux/bits.h>
#include <linux/stddef.h>
#include <linux/trace_events.h>

struct seq_file;

/* Events have numbers after the last one. */
enum trace_type {
	TRACE_FN		= 1,
	TRACE_CTX		= 2,
	TRACE_WAKE		= 3,
	TRACE_STACK		= 4,
	TRACE_PRINT		= 5,
	TRACE_BPRINT		= 6,
	TRACE_MMIO_RW		= 7,
	TRACE_MMIO_MAP		= 8,
	TRACE_BRANCH		= 9,
	TRACE_GRAPH_RET		= 10,
	TRACE_GRAPH_ENT		= 11,
	TRACE_USER_STACK	= 12,
	TRACE_BLK		= 13,	/* the block layer's, which knows its structure */
	TRACE_BPUTS		= 14,
	TRACE_HWLAT		= 15,
	TRACE_OSNOISE		= 16,
	TRACE_TIMERLAT		= 17,
	TRACE_RAW_DATA		= 18,
	TRACE_FUNC_REPEATS	= 19,

	__TRACE_LAST_TYPE	= TRACE_FUNC_REPEATS,
};

struct ftrace_entry {
	struct trace_entry	ent;
	unsigned long		ip;
	unsigned long		parent_ip;
};

/* With option func-args: the same type, and longer than its format says. */
struct ftrace_args_entry {
	struct ftrace_entry	call;
	unsigned long		args[];
};

/* wakeup has the same layout */
struct ctx_switch_entry {
	struct trace_entry	ent;
	unsigned int		prev_pid;
	unsigned int		next_pid;
	unsigned int		next_cpu;
	unsigned char		prev_prio;
	unsigned char		prev_state;
	unsigned char		next_prio;
	unsigned char		next_state;
};

/* As many addresses as size says, be it more or fewer than the array has. */
struct stack_entry {
	struct trace_entry	ent;
	int			size;
	unsigned long		caller[8];
};

struct print_entry {
	struct trace_entry	ent;
	unsigned long		ip;
	char			buf[];
};

struct bprint_entry {
	struct trace_entry	ent;
	unsigned long		ip;
	const char		*fmt;
	u32			buf[];
};

struct mmiotrace_rw_entry {
	struct trace_entry	ent;
	resource_size_t		phys;
	unsigned long		value;
	unsigned long		pc;
	int			map_id;
	unsigned char		opcode;
	unsigned char		width;
};

struct mmiotrace_map_entry {
	struct trace_entry	ent;
	resource_size_t		phys;
	unsigned long		virt;
	unsigned long		len;
	int			map_id;
	unsigned char		opcode;
};

struct branch_entry {
	struct trace_entry	ent;
	unsigned int		line;
	char			func[31];
	char			file[21];
	char			correct;
	char			constant;
};

struct ftrace_graph_ret_entry {
	struct trace_entry	ent;
	unsigned long		func;
	unsigned long		retval;
	int			depth;
	unsigned int		overrun;
	unsigned long long	calltime;
	unsigned long long	rettime;
};

/* As it is recorded nearly always; without the padding at its end. */
struct ftrace_graph_ent_entry {
	struct trace_entry	ent;
	unsigned long		func;
	int			depth;
};

#define GRAPH_ENT_SIZE		offsetofend(struct ftrace_graph_ent_entry, depth)

/*
 * The same record, with words behind it that its format does not tell of. Programs that know
 * nothing of them find all that they look for where it always is.
 */
struct ftrace_graph_ent_long {
	struct trace_entry	ent;
	unsigned long		func;
	int			depth;
	u32			extra;		/* GRAPH_EXTRA_* */
	unsigned long		words[];
};

#define GRAPH_EXTRA_ARGS	0xff		/* so many of the function's arguments ... */
#define GRAPH_EXTRA_RETADDR	BIT(8)		/* ... behind the address that it returns to */
#define GRAPH_EXTRA_TIME	BIT(9)		/* ... behind the time when it really was */

/* Of a return, @rettime is that time. */
struct ftrace_graph_ret_long {
	struct ftrace_graph_ret_entry	ret;
	u32				extra;		/* GRAPH_EXTRA_TIME */
};

#define GRAPH_RET_LONG_SIZE	offsetofend(struct ftrace_graph_ret_long, extra)

struct userstack_entry {
	struct trace_entry	ent;
	unsigned int		tgid;
	unsigned long		caller[8];
};

struct bputs_entry {
	struct trace_entry	ent;
	unsigned long		ip;
	const char		*str;
};

struct hwlat_entry {
	struct trace_entry	ent;
	u64			duration;
	u64			outer_duration;
	u64			nmi_total_ts;
	s64			tv_sec;
	long			tv_nsec;
	unsigned int		nmi_count;
	unsigned int		seqnum;
	unsigned int		count;
};

struct osnoise_entry {
	struct trace_entry	ent;
	u64			noise;
	u64			runtime;
	u64			max_sample;
	unsigned int		hw_count;
	unsigned int		nmi_count;
	unsigned int		irq_count;
	unsigned int		softirq_count;
	unsigned int		thread_count;
};

struct timerlat_entry {
	struct trace_entry	ent;
	unsigned int		seqnum;
	int			context;
	u64			timer_latency;
};

struct raw_data_entry {
	struct trace_entry	ent;
	unsigned int		id;
	char			buf[];
};

struct func_repeats_entry {
	struct trace_entry	ent;
	unsigned long		ip;
	unsigned long		parent_ip;
	u16			count;
	u16			top_delta_ts;
	u32			bottom_delta_ts;
};

/* Kinds of array in struct trace_entry_field.len, beside a number of elements. */
#define TRACE_FIELD_SCALAR	0
#define TRACE_FIELD_FLEX	(-1)

/**
 * struct trace_entry_field - one field of a record, as the format file tells it
 * @type:   of an element, as C text
 * @name:   of the field
 * @offset: from the start of the record
 * @size:   bytes of an element
 * @len:    number of elements, or TRACE_FIELD_*
 * @sign:   signed
 */
struct trace_entry_field {
	const char	*type;
	const char	*name;
	unsigned short	offset;
	unsigned short	size;
	short		len;
	bool		sign;
};

/**
 * struct trace_entry_type - one type of record
 * @id:	    enum trace_type
 * @name:   directory in events/ftrace/
 * @print:  print format and arguments, as C text
 * @fields: in the order of the structure, without the common head; ends with an empty one
 */
struct trace_entry_type {
	int				id;
	const char			*name;
	const char			*print;
	const struct trace_entry_field	*fields;
};

int trace_entry_type_count(void);
const struct trace_entry_type *trace_entry_type(int i);		/* 0 .. count - 1 */
int trace_entry_format(const struct trace_entry_type *type, struct seq_file *m);

#endif /* _TRACE_CORE_ENTRIES_H */
