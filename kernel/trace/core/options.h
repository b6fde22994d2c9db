/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Options: the bits of tr->trace_flags, one a file in options/.
 *
 * The order of the enum is the order in which trace_options lists them. options.c has a row for
 * each option whose feature is built in; the bit of one that is not can be tested and is never set.
 */
#ifndef _TRACE_CORE_OPTIONS_H
#define _TRACE_CORE_OPTIONS_H

#include <linux/bits.h>
#include <linux/types.h>

struct trace_array;
struct tracer;
struct tracer_opt;
struct trace_error;

enum trace_iterator_bits {
	TRACE_ITER_PRINT_PARENT_BIT,
	TRACE_ITER_SYM_OFFSET_BIT,
	TRACE_ITER_SYM_ADDR_BIT,
	TRACE_ITER_VERBOSE_BIT,
	TRACE_ITER_RAW_BIT,
	TRACE_ITER_HEX_BIT,
	TRACE_ITER_BIN_BIT,
	TRACE_ITER_BLOCK_BIT,
	TRACE_ITER_FIELDS_BIT,
	TRACE_ITER_PRINTK_BIT,
	TRACE_ITER_ANNOTATE_BIT,
	TRACE_ITER_USERSTACKTRACE_BIT,
	TRACE_ITER_SYM_USEROBJ_BIT,
	TRACE_ITER_PRINTK_MSGONLY_BIT,
	TRACE_ITER_CONTEXT_INFO_BIT,
	TRACE_ITER_LATENCY_FMT_BIT,
	TRACE_ITER_RECORD_CMD_BIT,
	TRACE_ITER_RECORD_TGID_BIT,
	TRACE_ITER_OVERWRITE_BIT,
	TRACE_ITER_STOP_ON_FREE_BIT,
	TRACE_ITER_IRQ_INFO_BIT,
	TRACE_ITER_MARKERS_BIT,
	TRACE_ITER_EVENT_FORK_BIT,
	TRACE_ITER_TRACE_PRINTK_BIT,
	TRACE_ITER_PAUSE_ON_TRACE_BIT,
	TRACE_ITER_HASH_PTR_BIT,
	TRACE_ITER_FUNCTION_BIT,
	TRACE_ITER_FUNC_FORK_BIT,
	TRACE_ITER_DISPLAY_GRAPH_BIT,
	TRACE_ITER_STACKTRACE_BIT,
};

/* Plain masks: clients test them against tr->trace_flags. */
#define TRACE_ITER_PRINT_PARENT		BIT_ULL(TRACE_ITER_PRINT_PARENT_BIT)
#define TRACE_ITER_SYM_OFFSET		BIT_ULL(TRACE_ITER_SYM_OFFSET_BIT)
#define TRACE_ITER_SYM_ADDR		BIT_ULL(TRACE_ITER_SYM_ADDR_BIT)
#define TRACE_ITER_VERBOSE		BIT_ULL(TRACE_ITER_VERBOSE_BIT)
#define TRACE_ITER_RAW			BIT_ULL(TRACE_ITER_RAW_BIT)
#define TRACE_ITER_HEX			BIT_ULL(TRACE_ITER_HEX_BIT)
#define TRACE_ITER_BIN			BIT_ULL(TRACE_ITER_BIN_BIT)
#define TRACE_ITER_BLOCK		BIT_ULL(TRACE_ITER_BLOCK_BIT)
#define TRACE_ITER_FIELDS		BIT_ULL(TRACE_ITER_FIELDS_BIT)
#define TRACE_ITER_PRINTK		BIT_ULL(TRACE_ITER_PRINTK_BIT)
#define TRACE_ITER_ANNOTATE		BIT_ULL(TRACE_ITER_ANNOTATE_BIT)
#define TRACE_ITER_USERSTACKTRACE	BIT_ULL(TRACE_ITER_USERSTACKTRACE_BIT)
#define TRACE_ITER_SYM_USEROBJ		BIT_ULL(TRACE_ITER_SYM_USEROBJ_BIT)
#define TRACE_ITER_PRINTK_MSGONLY	BIT_ULL(TRACE_ITER_PRINTK_MSGONLY_BIT)
#define TRACE_ITER_CONTEXT_INFO		BIT_ULL(TRACE_ITER_CONTEXT_INFO_BIT)
#define TRACE_ITER_LATENCY_FMT		BIT_ULL(TRACE_ITER_LATENCY_FMT_BIT)
#define TRACE_ITER_RECORD_CMD		BIT_ULL(TRACE_ITER_RECORD_CMD_BIT)
#define TRACE_ITER_RECORD_TGID		BIT_ULL(TRACE_ITER_RECORD_TGID_BIT)
#define TRACE_ITER_OVERWRITE		BIT_ULL(TRACE_ITER_OVERWRITE_BIT)
#define TRACE_ITER_STOP_ON_FREE		BIT_ULL(TRACE_ITER_STOP_ON_FREE_BIT)
#define TRACE_ITER_IRQ_INFO		BIT_ULL(TRACE_ITER_IRQ_INFO_BIT)
#define TRACE_ITER_MARKERS		BIT_ULL(TRACE_ITER_MARKERS_BIT)
#define TRACE_ITER_EVENT_FORK		BIT_ULL(TRACE_ITER_EVENT_FORK_BIT)
#define TRACE_ITER_TRACE_PRINTK		BIT_ULL(TRACE_ITER_TRACE_PRINTK_BIT)
#define TRACE_ITER_PAUSE_ON_TRACE	BIT_ULL(TRACE_ITER_PAUSE_ON_TRACE_BIT)
#define TRACE_ITER_HASH_PTR		BIT_ULL(TRACE_ITER_HASH_PTR_BIT)
#define TRACE_ITER_FUNCTION		BIT_ULL(TRACE_ITER_FUNCTION_BIT)
#define TRACE_ITER_FUNC_FORK		BIT_ULL(TRACE_ITER_FUNC_FORK_BIT)
#define TRACE_ITER_DISPLAY_GRAPH	BIT_ULL(TRACE_ITER_DISPLAY_GRAPH_BIT)
#define TRACE_ITER_STACKTRACE		BIT_ULL(TRACE_ITER_STACKTRACE_BIT)

/* How symbols print: the flags argument of print functions. */
#define TRACE_ITER_SYM_MASK \
	(TRACE_ITER_PRINT_PARENT | TRACE_ITER_SYM_OFFSET | TRACE_ITER_SYM_ADDR)

/* What the top instance starts with, and what of that other instances do not get. */
#define TRACE_DEFAULT_FLAGS							\
	(TRACE_ITER_PRINT_PARENT | TRACE_ITER_PRINTK | TRACE_ITER_ANNOTATE |	\
	 TRACE_ITER_CONTEXT_INFO | TRACE_ITER_RECORD_CMD | TRACE_ITER_OVERWRITE | \
	 TRACE_ITER_IRQ_INFO | TRACE_ITER_MARKERS | TRACE_ITER_TRACE_PRINTK |	\
	 TRACE_ITER_HASH_PTR | TRACE_ITER_FUNCTION)
#define TRACE_TOP_ONLY_FLAGS							\
	(TRACE_ITER_PRINTK | TRACE_ITER_PRINTK_MSGONLY | TRACE_ITER_RECORD_CMD)
#define TRACE_UNINHERITED_FLAGS							\
	(TRACE_ITER_EVENT_FORK | TRACE_ITER_FUNC_FORK | TRACE_ITER_TRACE_PRINTK)

/**
 * struct trace_option_info - one option
 * @name:     file name in options/, and "no" in front of it switches off in trace_options
 * @mask:     its bit
 * @top_only: there is one for the whole kernel: only the top instance has the file
 */
struct trace_option_info {
	const char *name;
	u64 mask;
	bool top_only;
};

int trace_option_count(void);
const struct trace_option_info *trace_option_info(int i);

/* All of these: trace_types_lock held, 0 or -errno. */
int set_tracer_flag(struct trace_array *tr, u64 mask, int enabled);
int trace_tracer_option_set(struct trace_array *tr, struct tracer *tracer, struct tracer_opt *opt,
			    bool enabled);
int trace_option_set(struct trace_array *tr, const char *name, struct trace_error *err);

const char *trace_option_refusal(const struct tracer_opt *opt, int ret);

#endif /* _TRACE_CORE_OPTIONS_H */
