// SPDX-License-Identifier: GPL-2.0-only
/*
 * Printing of the records that tracing itself writes, in the four forms: text, raw, hex, binary.
 * The table at the end says which type has which; a form that is missing prints "type: N".
 *
 * Records of tracers that come with more than a line (function graph, hwlat, osnoise, mmiotrace,
 * branch) print in the tracer's file.
 *
 * Any context: a dump prints from an NMI. No record is trusted to end its strings.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/sched/task.h>

#include <asm/sections.h>

#include "trace.h"

/* Bytes of data in the record behind the fixed part. */
#define FLEX_SIZE(iter, entry) \
	((int)((iter)->ent_size - offsetof(typeof(*(entry)), buf)))

/* A string inside of the record, or up to its end. */
static void put_record_string(struct trace_iterator *iter, const char *str, int max)
{
	if (max > 0)
		trace_seq_putmem(&iter->seq, str, strnlen(str, max));
}

/* ---- function ------------------------------------------------------------------------------ */

/* What a record with arguments has behind what every one has. */
static void put_function_args(struct trace_iterator *iter, unsigned long ip)
{
	const struct ftrace_args_entry *entry = (void *)iter->ent;
	int words = (iter->ent_size - (int)sizeof(*entry)) / (int)sizeof(long);

	if (words > 0)
		trace_print_args(&iter->seq, trace_address_now(iter->tr, ip), entry->args, words);
}

static void put_parent(struct trace_iterator *iter, unsigned long parent_ip, int flags)
{
	if ((flags & TRACE_ITER_PRINT_PARENT) && parent_ip) {
		trace_seq_putmem(&iter->seq, " <-", 3);
		trace_iter_print_ip(iter, parent_ip, flags);
	}
}

static enum print_line_t fn_text(struct trace_iterator *iter, int flags, struct trace_event *event)
{
	struct ftrace_entry *entry = (void *)iter->ent;

	trace_iter_print_ip(iter, entry->ip, flags);
	put_function_args(iter, entry->ip);
	put_parent(iter, entry->parent_ip, flags);
	trace_seq_putc(&iter->seq, '\n');
	return trace_handle_return(&iter->seq);
}

static enum print_line_t fn_raw(struct trace_iterator *iter, int flags, struct trace_event *event)
{
	struct ftrace_entry *entry = (void *)iter->ent;

	trace_seq_put_hex(&iter->seq, entry->ip, 1);
	trace_seq_putc(&iter->seq, ' ');
	trace_seq_put_hex(&iter->seq, entry->parent_ip, 1);
	trace_seq_putc(&iter->seq, '\n');
	return trace_handle_return(&iter->seq);
}

static enum print_line_t fn_hex(struct trace_iterator *iter, int flags, struct trace_event *event)
{
	struct ftrace_entry *entry = (void *)iter->ent;

	SEQ_PUT_HEX_FIELD(&iter->seq, entry->ip);
	SEQ_PUT_HEX_FIELD(&iter->seq, entry->parent_ip);
	return trace_handle_return(&iter->seq);
}

static enum print_line_t fn_bin(struct trace_iterator *iter, int flags, struct trace_event *event)
{
	struct ftrace_entry *entry = (void *)iter->ent;

	SEQ_PUT_FIELD(&iter->seq, entry->ip);
	SEQ_PUT_FIELD(&iter->seq, entry->parent_ip);
	return trace_handle_return(&iter->seq);
}

static struct trace_event_functions fn_funcs = {
	.trace = fn_text, .raw = fn_raw, .hex = fn_hex, .binary = fn_bin,
};

/* ---- func_repeats -------------------------------------------------------------------------- */

static u64 repeats_delta(const struct func_repeats_entry *entry)
{
	return (u64)entry->top_delta_ts << 32 | entry->bottom_delta_ts;
}

static enum print_line_t repeats_text(struct trace_iterator *iter, int flags,
				      struct trace_event *event)
{
	struct func_repeats_entry *entry = (void *)iter->ent;
	struct trace_seq *s = &iter->seq;

	trace_iter_print_ip(iter, entry->ip, flags);
	put_parent(iter, entry->parent_ip, flags);
	trace_seq_printf(s, " (repeats: %u, last_ts: ", entry->count);
	trace_print_time(s, iter, iter->ts - repeats_delta(entry));
	trace_seq_puts(s, ")\n");
	return trace_handle_return(s);
}

static enum print_line_t repeats_raw(struct trace_iterator *iter, int flags,
				     struct trace_event *event)
{
	struct func_repeats_entry *entry = (void *)iter->ent;

	/* Addresses in decimal: so it has always been. */
	trace_seq_printf(&iter->seq, "%lu %lu %u %llu\n", entry->ip, entry->parent_ip,
			 entry->count, repeats_delta(entry));
	return trace_handle_return(&iter->seq);
}

static struct trace_event_functions repeats_funcs = {
	.trace = repeats_text, .raw = repeats_raw,
};

/* ---- context_switch and wakeup ------------------------------------------------------------- */

/* As in ps; the records hold the index of the state. */
static char task_state_char(unsigned char state)
{
	return task_index_to_char(state);
}

static enum print_line_t switch_text(struct trace_iterator *iter, const char *arrow)
{
	struct ctx_switch_entry *entry = (void *)iter->ent;
	char comm[TASK_COMM_LEN];

	trace_find_cmdline(entry->next_pid, comm);
	trace_seq_printf(&iter->seq, " %7d:%3d:%c %s [%03d] %7d:%3d:%c %s\n",
			 entry->prev_pid, entry->prev_prio, task_state_char(entry->prev_state),
			 arrow, entry->next_cpu,
			 entry->next_pid, entry->next_prio, task_state_char(entry->next_state),
			 comm);
	return trace_handle_return(&iter->seq);
}

static enum print_line_t ctx_text(struct trace_iterator *iter, int flags,
				  struct trace_event *event)
{
	return switch_text(iter, "==>");
}

static enum print_line_t wake_text(struct trace_iterator *iter, int flags,
				   struct trace_event *event)
{
	return switch_text(iter, "  +");
}

static enum print_line_t switch_raw(struct trace_iterator *iter, char state)
{
	struct ctx_switch_entry *entry = (void *)iter->ent;

	trace_seq_printf(&iter->seq, "%d %d %c %d %d %d %c\n", entry->prev_pid, entry->prev_prio,
			 state, entry->next_cpu, entry->next_pid, entry->next_prio,
			 task_state_char(entry->next_state));
	return trace_handle_return(&iter->seq);
}

static enum print_line_t ctx_raw(struct trace_iterator *iter, int flags, struct trace_event *event)
{
	struct ctx_switch_entry *entry = (void *)iter->ent;

	return switch_raw(iter, task_state_char(entry->prev_state));
}

static enum print_line_t wake_raw(struct trace_iterator *iter, int flags,
				  struct trace_event *event)
{
	return switch_raw(iter, '+');
}

static enum print_line_t switch_hex(struct trace_iterator *iter, char state)
{
	struct ctx_switch_entry *entry = (void *)iter->ent;
	char next_state = task_state_char(entry->next_state);
	struct trace_seq *s = &iter->seq;

	SEQ_PUT_HEX_FIELD(s, entry->prev_pid);
	SEQ_PUT_HEX_FIELD(s, entry->prev_prio);
	SEQ_PUT_HEX_FIELD(s, state);
	SEQ_PUT_HEX_FIELD(s, entry->next_cpu);
	SEQ_PUT_HEX_FIELD(s, entry->next_pid);
	SEQ_PUT_HEX_FIELD(s, entry->next_prio);
	SEQ_PUT_HEX_FIELD(s, next_state);
	return trace_handle_return(s);
}

static enum print_line_t ctx_hex(struct trace_iterator *iter, int flags, struct trace_event *event)
{
	struct ctx_switch_entry *entry = (void *)iter->ent;

	return switch_hex(iter, task_state_char(entry->prev_state));
}

static enum print_line_t wake_hex(struct trace_iterator *iter, int flags,
				  struct trace_event *event)
{
	return switch_hex(iter, '+');
}

static enum print_line_t switch_bin(struct trace_iterator *iter, int flags,
				    struct trace_event *event)
{
	struct ctx_switch_entry *entry = (void *)iter->ent;
	struct trace_seq *s = &iter->seq;

	SEQ_PUT_FIELD(s, entry->prev_pid);
	SEQ_PUT_FIELD(s, entry->prev_prio);
	SEQ_PUT_FIELD(s, entry->prev_state);
	SEQ_PUT_FIELD(s, entry->next_cpu);
	SEQ_PUT_FIELD(s, entry->next_pid);
	SEQ_PUT_FIELD(s, entry->next_prio);
	SEQ_PUT_FIELD(s, entry->next_state);
	return trace_handle_return(s);
}

static struct trace_event_functions ctx_funcs = {
	.trace = ctx_text, .raw = ctx_raw, .hex = ctx_hex, .binary = switch_bin,
};

static struct trace_event_functions wake_funcs = {
	.trace = wake_text, .raw = wake_raw, .hex = wake_hex, .binary = switch_bin,
};

/* ---- kernel_stack and user_stack ------------------------------------------------------------ */

/* Addresses from @caller on, up to the end of the record and at most @max. */
static unsigned int stack_depth(struct trace_iterator *iter, unsigned long *caller,
				unsigned int max)
{
	long bytes = (void *)iter->ent + iter->ent_size - (void *)caller;

	return bytes > 0 ? min_t(unsigned long, max, bytes / sizeof(*caller)) : 0;
}

static enum print_line_t stack_text(struct trace_iterator *iter, int flags,
				    struct trace_event *event)
{
	struct stack_entry *entry = (void *)iter->ent;
	unsigned int i, n = stack_depth(iter, entry->caller, entry->size);
	unsigned long *calls = entry->caller;
	struct trace_seq *s = &iter->seq;

	trace_seq_puts(s, "<stack trace>\n");
	for (i = 0; i < n && calls[i] != ULONG_MAX; i++) {
		if (trace_seq_has_overflowed(s))
			break;
		trace_seq_putmem(s, " => ", 4);
		trace_iter_print_ip(iter, calls[i], flags);
		trace_seq_putc(s, '\n');
	}
	return trace_handle_return(s);
}

/* The file that @ip is mapped from, and where in the mapping. */
static bool put_user_object(struct trace_seq *s, struct mm_struct *mm, unsigned long ip)
{
	struct vm_area_struct *vma;
	bool found = false;

	mmap_read_lock(mm);
	vma = vma_lookup(mm, ip);
	if (vma && vma->vm_file) {
		trace_seq_path(s, &vma->vm_file->f_path);
		trace_seq_printf(s, "[+0x%lx]", ip - vma->vm_start);
		found = true;
	}
	mmap_read_unlock(mm);
	return found;
}

static struct mm_struct *user_stack_mm(struct trace_iterator *iter, unsigned int tgid)
{
	struct task_struct *task;
	struct mm_struct *mm = NULL;

	/* Takes locks, which a dump must not. */
	if (!(READ_ONCE(iter->tr->trace_flags) & TRACE_ITER_SYM_USEROBJ) || oops_in_progress ||
	    !preemptible())
		return NULL;
	rcu_read_lock();
	task = find_task_by_vpid(tgid);
	if (task)
		get_task_struct(task);
	rcu_read_unlock();
	if (task) {
		mm = get_task_mm(task);
		put_task_struct(task);
	}
	return mm;
}

static enum print_line_t user_stack_text(struct trace_iterator *iter, int flags,
					 struct trace_event *event)
{
	struct userstack_entry *entry = (void *)iter->ent;
	unsigned int i, n = stack_depth(iter, entry->caller, ARRAY_SIZE(entry->caller));
	struct mm_struct *mm = user_stack_mm(iter, entry->tgid);
	struct trace_seq *s = &iter->seq;

	trace_seq_puts(s, "<user stack trace>\n");
	for (i = 0; i < n && entry->caller[i] && entry->caller[i] != ULONG_MAX; i++) {
		if (trace_seq_has_overflowed(s))
			break;
		trace_seq_putmem(s, " => ", 4);
		if (!mm || !put_user_object(s, mm, entry->caller[i]) || flags & TRACE_ITER_SYM_ADDR)
			trace_seq_print_addr(s, entry->caller[i]);
		trace_seq_putc(s, '\n');
	}
	if (mm)
		mmput(mm);
	return trace_handle_return(s);
}

static struct trace_event_functions stack_funcs = {
	.trace = stack_text,
};

static struct trace_event_functions user_stack_funcs = {
	.trace = user_stack_text,
};

/* ---- print, bprint, bputs: trace_printk() and trace_marker ---------------------------------- */

static void put_print(struct trace_iterator *iter)
{
	struct print_entry *entry = (void *)iter->ent;

	put_record_string(iter, entry->buf, FLEX_SIZE(iter, entry));
}

/* May a text that a record points to be looked at? Memory of the last boot may say anything. */
static bool text_is_good(struct trace_iterator *iter, const char *text)
{
	return likely(!iter->tr->persistent) || is_kernel_rodata((unsigned long)text);
}

static const char text_is_gone[] = "(a text of another boot)\n";

static void put_bprint(struct trace_iterator *iter)
{
	struct bprint_entry *entry = (void *)iter->ent;

	if (text_is_good(iter, entry->fmt))
		trace_seq_bprintf(&iter->seq, entry->fmt, entry->buf);
	else
		trace_seq_puts(&iter->seq, text_is_gone);
}

static void put_bputs(struct trace_iterator *iter)
{
	struct bputs_entry *entry = (void *)iter->ent;

	trace_seq_puts(&iter->seq, text_is_good(iter, entry->str) ? entry->str : text_is_gone);
}

/**
 * trace_print_msg_only - the option printk-msg-only: the text, nothing in front
 * @iter: the reader
 *
 * Returns false for a record that has no such text.
 */
bool trace_print_msg_only(struct trace_iterator *iter)
{
	switch (iter->ent->type) {
	case TRACE_PRINT:
		put_print(iter);
		return true;
	case TRACE_BPRINT:
		put_bprint(iter);
		return true;
	case TRACE_BPUTS:
		put_bputs(iter);
		return true;
	}
	return false;
}

/* All three have the address at the same place. */
static unsigned long printk_ip(struct trace_iterator *iter)
{
	static_assert(offsetof(struct print_entry, ip) == offsetof(struct bprint_entry, ip));
	static_assert(offsetof(struct print_entry, ip) == offsetof(struct bputs_entry, ip));
	return ((struct print_entry *)iter->ent)->ip;
}

static enum print_line_t printk_text(struct trace_iterator *iter, int flags,
				     struct trace_event *event)
{
	trace_iter_print_ip(iter, printk_ip(iter), flags);
	trace_seq_putmem(&iter->seq, ": ", 2);
	trace_print_msg_only(iter);
	return trace_handle_return(&iter->seq);
}

static enum print_line_t print_raw(struct trace_iterator *iter, int flags,
				   struct trace_event *event)
{
	trace_seq_printf(&iter->seq, "# %lx ", printk_ip(iter));
	trace_print_msg_only(iter);
	return trace_handle_return(&iter->seq);
}

static enum print_line_t bprint_raw(struct trace_iterator *iter, int flags,
				    struct trace_event *event)
{
	trace_seq_printf(&iter->seq, ": %lx : ", printk_ip(iter));
	trace_print_msg_only(iter);
	return trace_handle_return(&iter->seq);
}

static struct trace_event_functions print_funcs = {
	.trace = printk_text, .raw = print_raw,
};

static struct trace_event_functions bprint_funcs = {
	.trace = printk_text, .raw = bprint_raw,
};

static struct trace_event_functions bputs_funcs = {
	.trace = printk_text, .raw = bprint_raw,
};

/* ---- raw_data: trace_marker_raw ------------------------------------------------------------- */

static enum print_line_t raw_data_text(struct trace_iterator *iter, int flags,
				       struct trace_event *event)
{
	struct raw_data_entry *entry = (void *)iter->ent;
	int i, n = FLEX_SIZE(iter, entry);
	struct trace_seq *s = &iter->seq;

	trace_seq_printf(s, "# %x buf:", entry->id);
	for (i = 0; i < n && !trace_seq_has_overflowed(s); i++) {
		trace_seq_putc(s, ' ');
		trace_seq_put_hex(s, (unsigned char)entry->buf[i], 2);
	}
	trace_seq_putc(s, '\n');
	return trace_handle_return(s);
}

static struct trace_event_functions raw_data_funcs = {
	.trace = raw_data_text, .raw = raw_data_text,
};

/* ---- the table ------------------------------------------------------------------------------ */

static struct trace_event entry_events[] = {
	{ .type = TRACE_FN,		.funcs = &fn_funcs },
	{ .type = TRACE_CTX,		.funcs = &ctx_funcs },
	{ .type = TRACE_WAKE,		.funcs = &wake_funcs },
	{ .type = TRACE_STACK,		.funcs = &stack_funcs },
	{ .type = TRACE_USER_STACK,	.funcs = &user_stack_funcs },
	{ .type = TRACE_PRINT,		.funcs = &print_funcs },
	{ .type = TRACE_BPRINT,		.funcs = &bprint_funcs },
	{ .type = TRACE_BPUTS,		.funcs = &bputs_funcs },
	{ .type = TRACE_RAW_DATA,	.funcs = &raw_data_funcs },
	{ .type = TRACE_FUNC_REPEATS,	.funcs = &repeats_funcs },
};

/**
 * trace_init_entry_types - let the records of tracing itself print
 *
 * Called once, before anything can be read. Returns -EINVAL if one cannot be registered.
 */
int __init trace_init_entry_types(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(entry_events); i++) {
		if (!register_trace_event(&entry_events[i]))
			return -EINVAL;
	}
	return 0;
}
