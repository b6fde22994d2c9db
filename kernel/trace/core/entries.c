// SPDX-License-Identifier: GPL-2.0-only
/*
 * The text that describes each record that tracing itself writes: events/ftrace/NAME/format.
 *
 * Two tables: the fields of each type, with places from the structures in entries.h, and then the
 * types, with their print formats, which are text for programs that parse binary buffers and not
 * code: the kernel prints with output_entries.c.
 *
 * Constant data; any context may look things up. The order is the order of the type numbers.
 */
#include <linux/compiler.h>
#include <linux/seq_file.h>

#include "entries.h"

/* Where the field is, and what it is. */
#define PLACE(_struct, _name)		.name = #_name, .offset = offsetof(_struct, _name)
#define KIND(_type)			.type = #_type, .size = sizeof(_type),	\
					.sign = is_signed_type(_type)

/* A scalar, an array, and data up to the end of the record. */
#define FIELD(_struct, _type, _name)						\
	{ PLACE(_struct, _name), KIND(_type), .len = TRACE_FIELD_SCALAR }
#define ARRAY(_struct, _type, _name, _len)					\
	{ PLACE(_struct, _name), KIND(_type), .len = _len }
#define FLEX(_struct, _type, _name)						\
	{ PLACE(_struct, _name), KIND(_type), .len = TRACE_FIELD_FLEX }

static const struct trace_entry_field function_fields[] = {
	FIELD(struct ftrace_entry, unsigned long, ip),
	FIELD(struct ftrace_entry, unsigned long, parent_ip),
	{ }
};

static const struct trace_entry_field context_switch_fields[] = {
	FIELD(struct ctx_switch_entry, unsigned int, prev_pid),
	FIELD(struct ctx_switch_entry, unsigned int, next_pid),
	FIELD(struct ctx_switch_entry, unsigned int, next_cpu),
	FIELD(struct ctx_switch_entry, unsigned char, prev_prio),
	FIELD(struct ctx_switch_entry, unsigned char, prev_state),
	FIELD(struct ctx_switch_entry, unsigned char, next_prio),
	FIELD(struct ctx_switch_entry, unsigned char, next_state),
	{ }
};

static const struct trace_entry_field kernel_stack_fields[] = {
	FIELD(struct stack_entry, int, size),
	ARRAY(struct stack_entry, unsigned long, caller, 8),
	{ }
};

static const struct trace_entry_field print_fields[] = {
	FIELD(struct print_entry, unsigned long, ip),
	FLEX(struct print_entry, char, buf),
	{ }
};

static const struct trace_entry_field bprint_fields[] = {
	FIELD(struct bprint_entry, unsigned long, ip),
	FIELD(struct bprint_entry, const char *, fmt),
	FLEX(struct bprint_entry, u32, buf),
	{ }
};

static const struct trace_entry_field mmiotrace_rw_fields[] = {
	FIELD(struct mmiotrace_rw_entry, resource_size_t, phys),
	FIELD(struct mmiotrace_rw_entry, unsigned long, value),
	FIELD(struct mmiotrace_rw_entry, unsigned long, pc),
	FIELD(struct mmiotrace_rw_entry, int, map_id),
	FIELD(struct mmiotrace_rw_entry, unsigned char, opcode),
	FIELD(struct mmiotrace_rw_entry, unsigned char, width),
	{ }
};

static const struct trace_entry_field mmiotrace_map_fields[] = {
	FIELD(struct mmiotrace_map_entry, resource_size_t, phys),
	FIELD(struct mmiotrace_map_entry, unsigned long, virt),
	FIELD(struct mmiotrace_map_entry, unsigned long, len),
	FIELD(struct mmiotrace_map_entry, int, map_id),
	FIELD(struct mmiotrace_map_entry, unsigned char, opcode),
	{ }
};

static const struct trace_entry_field branch_fields[] = {
	FIELD(struct branch_entry, unsigned int, line),
	ARRAY(struct branch_entry, char, func, 31),
	ARRAY(struct branch_entry, char, file, 21),
	FIELD(struct branch_entry, char, correct),
	FIELD(struct branch_entry, char, constant),
	{ }
};

static const struct trace_entry_field funcgraph_exit_fields[] = {
	FIELD(struct ftrace_graph_ret_entry, unsigned long, func),
	FIELD(struct ftrace_graph_ret_entry, unsigned long, retval),
	FIELD(struct ftrace_graph_ret_entry, int, depth),
	FIELD(struct ftrace_graph_ret_entry, unsigned int, overrun),
	FIELD(struct ftrace_graph_ret_entry, unsigned long long, calltime),
	FIELD(struct ftrace_graph_ret_entry, unsigned long long, rettime),
	{ }
};

static const struct trace_entry_field funcgraph_entry_fields[] = {
	FIELD(struct ftrace_graph_ent_entry, unsigned long, func),
	FIELD(struct ftrace_graph_ent_entry, int, depth),
	{ }
};

static const struct trace_entry_field user_stack_fields[] = {
	FIELD(struct userstack_entry, unsigned int, tgid),
	ARRAY(struct userstack_entry, unsigned long, caller, 8),
	{ }
};

static const struct trace_entry_field bputs_fields[] = {
	FIELD(struct bputs_entry, unsigned long, ip),
	FIELD(struct bputs_entry, const char *, str),
	{ }
};

static const struct trace_entry_field hwlat_fields[] = {
	FIELD(struct hwlat_entry, u64, duration),
	FIELD(struct hwlat_entry, u64, outer_duration),
	FIELD(struct hwlat_entry, u64, nmi_total_ts),
	FIELD(struct hwlat_entry, s64, tv_sec),
	FIELD(struct hwlat_entry, long, tv_nsec),
	FIELD(struct hwlat_entry, unsigned int, nmi_count),
	FIELD(struct hwlat_entry, unsigned int, seqnum),
	FIELD(struct hwlat_entry, unsigned int, count),
	{ }
};

static const struct trace_entry_field osnoise_fields[] = {
	FIELD(struct osnoise_entry, u64, noise),
	FIELD(struct osnoise_entry, u64, runtime),
	FIELD(struct osnoise_entry, u64, max_sample),
	FIELD(struct osnoise_entry, unsigned int, hw_count),
	FIELD(struct osnoise_entry, unsigned int, nmi_count),
	FIELD(struct osnoise_entry, unsigned int, irq_count),
	FIELD(struct osnoise_entry, unsigned int, softirq_count),
	FIELD(struct osnoise_entry, unsigned int, thread_count),
	{ }
};

static const struct trace_entry_field timerlat_fields[] = {
	FIELD(struct timerlat_entry, unsigned int, seqnum),
	FIELD(struct timerlat_entry, int, context),
	FIELD(struct timerlat_entry, u64, timer_latency),
	{ }
};

static const struct trace_entry_field raw_data_fields[] = {
	FIELD(struct raw_data_entry, unsigned int, id),
	FLEX(struct raw_data_entry, char, buf),
	{ }
};

static const struct trace_entry_field func_repeats_fields[] = {
	FIELD(struct func_repeats_entry, unsigned long, ip),
	FIELD(struct func_repeats_entry, unsigned long, parent_ip),
	FIELD(struct func_repeats_entry, u16, count),
	FIELD(struct func_repeats_entry, u16, top_delta_ts),
	FIELD(struct func_repeats_entry, u32, bottom_delta_ts),
	{ }
};

/* The print format is what the source says, with white space between tokens made one blank. */
#define ENTRY(_id, _name, _fields, _print...)					\
	{ .id = _id, .name = #_name, .print = #_print, .fields = _fields }

static const struct trace_entry_type entry_types[] = {
	ENTRY(TRACE_FN, function, function_fields,
	      " %ps <-- %ps",
	      (void *)REC->ip, (void *)REC->parent_ip),
	ENTRY(TRACE_CTX, context_switch, context_switch_fields,
	      "%u:%u:%u  ==> %u:%u:%u [%03u]",
	      REC->prev_pid, REC->prev_prio, REC->prev_state,
	      REC->next_pid, REC->next_prio, REC->next_state, REC->next_cpu),
	ENTRY(TRACE_WAKE, wakeup, context_switch_fields,
	      "%u:%u:%u  ==+ %u:%u:%u [%03u]",
	      REC->prev_pid, REC->prev_prio, REC->prev_state,
	      REC->next_pid, REC->next_prio, REC->next_state, REC->next_cpu),
	ENTRY(TRACE_STACK, kernel_stack, kernel_stack_fields,
	      "\t=> %ps\n\t=> %ps\n\t=> %ps\n"
	      "\t=> %ps\n\t=> %ps\n\t=> %ps\n"
	      "\t=> %ps\n\t=> %ps\n",
	      (void *)REC->caller[0], (void *)REC->caller[1], (void *)REC->caller[2],
	      (void *)REC->caller[3], (void *)REC->caller[4], (void *)REC->caller[5],
	      (void *)REC->caller[6], (void *)REC->caller[7]),
	ENTRY(TRACE_PRINT, print, print_fields,
	      "%ps: %s",
	      (void *)REC->ip, REC->buf),
	ENTRY(TRACE_BPRINT, bprint, bprint_fields,
	      "%ps: %s",
	      (void *)REC->ip, REC->fmt),
	ENTRY(TRACE_MMIO_RW, mmiotrace_rw, mmiotrace_rw_fields,
	      "%lx %lx %lx %d %x %x",
	      (unsigned long)REC->phys, REC->value, REC->pc,
	      REC->map_id, REC->opcode, REC->width),
	ENTRY(TRACE_MMIO_MAP, mmiotrace_map, mmiotrace_map_fields,
	      "%lx %lx %lx %d %x",
	      (unsigned long)REC->phys, REC->virt, REC->len, REC->map_id,
	      REC->opcode),
	ENTRY(TRACE_BRANCH, branch, branch_fields,
	      "%u:%s:%s (%u)%s",
	      REC->line, REC->func, REC->file, REC->correct,
	      REC->constant ? " CONSTANT" : ""),
	ENTRY(TRACE_GRAPH_RET, funcgraph_exit, funcgraph_exit_fields,
	      "<-- %ps (%d) (start: %llx  end: %llx) over: %d retval: %lx",
	      (void *)REC->func,
	      REC->depth, REC->calltime, REC->rettime, REC->depth, REC->retval),
	ENTRY(TRACE_GRAPH_ENT, funcgraph_entry, funcgraph_entry_fields,
	      "--> %ps (%d)",
	      (void *)REC->func, REC->depth),
	ENTRY(TRACE_USER_STACK, user_stack, user_stack_fields,
	      "\t=> %ps\n\t=> %ps\n\t=> %ps\n"
	      "\t=> %ps\n\t=> %ps\n\t=> %ps\n"
	      "\t=> %ps\n\t=> %ps\n",
	      (void *)REC->caller[0], (void *)REC->caller[1], (void *)REC->caller[2],
	      (void *)REC->caller[3], (void *)REC->caller[4], (void *)REC->caller[5],
	      (void *)REC->caller[6], (void *)REC->caller[7]),
	ENTRY(TRACE_BPUTS, bputs, bputs_fields,
	      "%ps: %s",
	      (void *)REC->ip, REC->str),
	ENTRY(TRACE_HWLAT, hwlat, hwlat_fields,
	      "cnt:%u\tts:%010llu.%010lu\tinner:%llu\touter:%llu\tcount:%d\tnmi-ts:%llu\tnmi-count:%u\n",
	      REC->seqnum, REC->tv_sec, REC->tv_nsec, REC->duration, REC->outer_duration,
	      REC->count, REC->nmi_total_ts, REC->nmi_count),
	ENTRY(TRACE_OSNOISE, osnoise, osnoise_fields,
	      "noise:%llu\tmax_sample:%llu\thw:%u\tnmi:%u\tirq:%u\tsoftirq:%u\tthread:%u\n",
	      REC->noise, REC->max_sample, REC->hw_count, REC->nmi_count, REC->irq_count,
	      REC->softirq_count, REC->thread_count),
	ENTRY(TRACE_TIMERLAT, timerlat, timerlat_fields,
	      "seq:%u\tcontext:%d\ttimer_latency:%llu\n",
	      REC->seqnum, REC->context,
	      REC->timer_latency),
	ENTRY(TRACE_RAW_DATA, raw_data, raw_data_fields,
	      "id:%04x %08x",
	      REC->id, (int)REC->buf[0]),
	ENTRY(TRACE_FUNC_REPEATS, func_repeats, func_repeats_fields,
	      " %ps <-%ps\t(repeats:%u  delta: -%llu)",
	      (void *)REC->ip,
	      (void *)REC->parent_ip, REC->count,
	      (((u64)(REC)->top_delta_ts << 32) | (REC)->bottom_delta_ts)),
};

int trace_entry_type_count(void)
{
	return ARRAY_SIZE(entry_types);
}

const struct trace_entry_type *trace_entry_type(int i)
{
	return &entry_types[i];
}

/* The head that all records share. */
#define COMMON(_type, _name)							\
	{									\
		.name	= "common_" #_name,					\
		.offset	= offsetof(struct trace_entry, _name),			\
		KIND(_type)							\
	}

static const struct trace_entry_field common_fields[] = {
	COMMON(unsigned short, type),
	COMMON(unsigned char, flags),
	COMMON(unsigned char, preempt_count),
	COMMON(int, pid),
	{ }
};

static void show_field(struct seq_file *m, const struct trace_entry_field *f)
{
	unsigned int size = f->size;

	seq_printf(m, "\tfield:%s %s", f->type, f->name);
	switch (f->len) {
	case TRACE_FIELD_SCALAR:
		break;
	case TRACE_FIELD_FLEX:
		seq_puts(m, "[]");
		size = 0;
		break;
	default:
		seq_printf(m, "[%d]", f->len);
		size *= f->len;
	}
	seq_printf(m, ";\toffset:%u;\tsize:%u;\tsigned:%d;\n", f->offset, size, f->sign);
}

static void show_fields(struct seq_file *m, const struct trace_entry_field *f)
{
	for (; f->name; f++)
		show_field(m, f);
}

/**
 * trace_entry_format - print the content of a format file
 * @type: the type of record
 * @m:	  where to
 *
 * Returns 0.
 */
int trace_entry_format(const struct trace_entry_type *type, struct seq_file *m)
{
	seq_printf(m, "name: %s\nID: %d\nformat:\n", type->name, type->id);
	show_fields(m, common_fields);
	seq_putc(m, '\n');
	show_fields(m, type->fields);
	seq_printf(m, "\nprint fmt: %s\n", type->print);
	return 0;
}
