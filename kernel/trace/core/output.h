/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From records to lines of text.
 */
#ifndef _TRACE_CORE_OUTPUT_H
#define _TRACE_CORE_OUTPUT_H

#include <linux/trace_events.h>
#include <linux/trace_seq.h>

struct seq_file;
struct trace_symbol_cache;

/* output.c: a line, with everything that goes around it */
enum print_line_t print_trace_line(struct trace_iterator *iter);
enum print_line_t trace_print_line_unlocked(struct trace_iterator *iter);

/* Who prints an event for the option "fields". Set once, at boot. */
void __init trace_set_fields_printer(enum print_line_t (*print)(struct trace_iterator *iter,
								struct trace_event *event));

/* header.c: the lines above; the seq_file's private data is the iterator */
void print_trace_header(struct seq_file *m, struct trace_iterator *iter);
void trace_default_header(struct seq_file *m);
void trace_latency_header(struct seq_file *m);
void trace_latency_summary(struct seq_file *m);

/* event_types.c: the type of a record, and how it prints */
extern struct rw_semaphore trace_event_sem;	/* held while an event is in use, see there */
struct trace_event *ftrace_find_event(int type);

/* output_columns.c: what stands in front of each record */
void trace_print_context(struct trace_iterator *iter);
void trace_print_lat_context(struct trace_iterator *iter);
void trace_print_time(struct trace_seq *s, struct trace_iterator *iter, u64 ts);
char *trace_put_context(char *p, const struct trace_entry *entry);

/* output_symbol.c: addresses; the first form is the fast one */
void trace_iter_print_ip(struct trace_iterator *iter, unsigned long ip, u64 sym_flags);
void trace_iter_print_func(struct trace_iterator *iter, unsigned long func);
void seq_print_ip_sym(struct trace_seq *s, unsigned long ip, u64 sym_flags);
void trace_seq_print_sym(struct trace_seq *s, unsigned long address, bool offset);
void trace_seq_print_addr(struct trace_seq *s, unsigned long ip);
struct trace_symbol_cache *trace_symbol_cache_alloc(void);
void trace_symbol_cache_free(struct trace_symbol_cache *cache);

/* What a function returns. */
enum trace_ret_kind {
	TRACE_RET_UNKNOWN,
	TRACE_RET_VOID,
	TRACE_RET_BOOL,
	TRACE_RET_POINTER,
	TRACE_RET_SIGNED,
	TRACE_RET_UNSIGNED,
};

/* output_args.c: functions by their types; core/btf.h has what is to be prepared */
#ifdef CONFIG_FUNCTION_TRACE_ARGS
void trace_print_args(struct trace_seq *s, unsigned long func, const unsigned long *args, int nr);
enum trace_ret_kind trace_func_return(unsigned long func, unsigned int *size);
#else
static inline void trace_print_args(struct trace_seq *s, unsigned long func,
				    const unsigned long *args, int nr)
{
	trace_seq_putmem(s, "()", 2);
}

static inline enum trace_ret_kind trace_func_return(unsigned long func, unsigned int *size)
{
	return TRACE_RET_UNKNOWN;
}
#endif

/* seq.c */
void trace_seq_cut(struct trace_seq *s);

/* output_digits.c: numbers without a format string */
void trace_seq_put_dec(struct trace_seq *s, u64 val, int width, char pad);
void trace_seq_put_hex(struct trace_seq *s, u64 val, int digits);

/* output_printf.c: a fast printf, which looks at the strings of records before it prints them */
__printf(3, 0) void trace_seq_vformat(struct trace_seq *s, struct trace_iterator *iter,
				      const char *fmt, va_list args);
bool trace_string_is_good(struct trace_iterator *iter, const char *str);

/* output_entries.c: the records of tracing itself */
int __init trace_init_entry_types(void);
bool trace_print_msg_only(struct trace_iterator *iter);

/* Fields of a record in binary and hex form. */
#define SEQ_PUT_FIELD(s, x)	trace_seq_putmem(s, &(x), sizeof(x))
#define SEQ_PUT_HEX_FIELD(s, x)	trace_seq_putmem_hex(s, &(x), sizeof(x))

#endif /* _TRACE_CORE_OUTPUT_H */
