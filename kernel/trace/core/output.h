/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From records to lines of text.
 */
#ifndef _TRACE_CORE_OUTPUT_H
#define _TRACE_CORE_OUTPUT_H

#include <linux/trace_events.h>
#include <linux/trace_seq.h>

struct seq_file;

/* output.c: a line, with everything that goes around it */
enum print_line_t print_trace_line(struct trace_iterator *iter);

/* header.c: the lines above; the seq_file's private data is the iterator */
void print_trace_header(struct seq_file *m, struct trace_iterator *iter);
void trace_default_header(struct seq_file *m);
void trace_latency_header(struct seq_file *m);

/* event_types.c: the type of a record, and how it prints */
struct trace_event *ftrace_find_event(int type);
void trace_event_types_init(void);

/* output_columns.c: what stands in front of each record */
void trace_print_context(struct trace_iterator *iter);
void trace_print_lat_context(struct trace_iterator *iter);
void trace_print_lat_fmt(struct trace_seq *s, struct trace_entry *entry);

/* output_symbol.c */
void trace_seq_print_sym(struct trace_seq *s, unsigned long address, bool offset);
void seq_print_ip_sym(struct trace_seq *s, unsigned long ip, u64 sym_flags);

/* output_digits.c: numbers without a format string */
void trace_seq_put_dec(struct trace_seq *s, u64 val, int width, char pad);
void trace_seq_put_hex(struct trace_seq *s, u64 val, int digits);

/* output_entries.c */
int __init trace_init_entry_types(void);
enum print_line_t trace_print_bprintk_msg_only(struct trace_iterator *iter);
enum print_line_t trace_print_bputs_msg_only(struct trace_iterator *iter);
enum print_line_t trace_print_printk_msg_only(struct trace_iterator *iter);

/* Fields of a record in raw and hex form. */
#define SEQ_PUT_FIELD(s, x)	trace_seq_putmem(s, &(x), sizeof(x))
#define SEQ_PUT_HEX_FIELD(s, x)	trace_seq_putmem_hex(s, &(x), sizeof(x))

#endif /* _TRACE_CORE_OUTPUT_H */
