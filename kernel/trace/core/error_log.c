// SPDX-License-Identifier: GPL-2.0-only
/*
 * error_log: why requests were refused.
 *
 * Each instance keeps its last few refusals. One is four things: when, which part of tracing
 * refused, why, and the request with the place of the cause, which is shown by a caret under it:
 *
 *	[   12.345678] location: error: Why it was refused
 *	  Command: the request
 *	               ^
 *
 * A request that was refused must not fail in another way because there is no memory for the log:
 * then it is not logged. May sleep.
 */
#include <linux/math64.h>
#include <linux/sched/clock.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "trace.h"

#define ERRORS_MAX	8
#define LOCATION_MAX	128

/* One refusal. The text of the cause lies behind the request. */
struct trace_refusal {
	struct list_head	list;
	u64			ts;
	char			loc[LOCATION_MAX];
	const char		*text;
	u16			pos;
	char			cmd[];
};

/* The refusals of an instance, oldest first; error_lock. */
struct trace_error_log {
	struct list_head	list;
	unsigned int		nr;
};

static DEFINE_MUTEX(error_lock);

/* Control characters would break the line, and with it the place of the caret. */
static void copy_request(char *to, const char *from)
{
	for (; *from; from++)
		*to++ = *from == '\n' || *from == '\t' ? ' ' : *from;
	*to = '\0';
}

static struct trace_refusal *refusal_alloc(const char *loc, const char *cmd, const char *text,
					   u16 pos)
{
	struct trace_refusal *refusal;

	refusal = kzalloc(struct_size(refusal, cmd, strlen(cmd) + 1 + strlen(text) + 1),
			  GFP_KERNEL | __GFP_NOWARN);
	if (!refusal)
		return NULL;
	refusal->ts = local_clock();
	strscpy(refusal->loc, loc, sizeof(refusal->loc));
	refusal->text = refusal->cmd + strlen(cmd) + 1;
	memcpy(refusal->cmd + strlen(cmd) + 1, text, strlen(text) + 1);
	refusal->pos = pos;
	copy_request(refusal->cmd, cmd);
	return refusal;
}

static bool log_exists(struct trace_array *tr)
{
	if (tr->log)
		return true;
	tr->log = kzalloc(sizeof(*tr->log), GFP_KERNEL | __GFP_NOWARN);
	if (!tr->log)
		return false;
	INIT_LIST_HEAD(&tr->log->list);
	return true;
}

static void drop_oldest(struct trace_error_log *log)
{
	struct trace_refusal *oldest = list_first_entry(&log->list, struct trace_refusal, list);

	list_del(&oldest->list);
	kfree(oldest);
	log->nr--;
}

/**
 * tracing_log_err - log a refusal
 * @tr:	      the instance that it was asked of; NULL for the top one
 * @loc:      what refused
 * @cmd:      the request
 * @err_text: why
 * @pos:      place of the cause in @cmd, in bytes
 */
void tracing_log_err(struct trace_array *tr, const char *loc, const char *cmd,
		     const char *err_text, u16 pos)
{
	struct trace_refusal *refusal = refusal_alloc(loc, cmd, err_text, pos);

	if (!refusal)
		return;
	if (!tr)
		tr = &global_trace;

	guard(mutex)(&error_lock);
	if (!log_exists(tr)) {
		kfree(refusal);
		return;
	}
	if (tr->log->nr == ERRORS_MAX)
		drop_oldest(tr->log);
	list_add_tail(&refusal->list, &tr->log->list);
	tr->log->nr++;
}

/**
 * tracing_err_log_clear - forget all refusals
 * @tr: of this instance
 */
void tracing_err_log_clear(struct trace_array *tr)
{
	guard(mutex)(&error_lock);
	while (tr->log && tr->log->nr)
		drop_oldest(tr->log);
}

/**
 * trace_error_log_free - the instance goes away
 * @tr: the instance
 */
void trace_error_log_free(struct trace_array *tr)
{
	tracing_err_log_clear(tr);
	kfree(tr->log);
	tr->log = NULL;
}

/* For a seq_file whose private data is the instance; error_lock is held from start to stop. */
void *tracing_err_log_seq_start(struct seq_file *m, loff_t *pos)
{
	struct trace_array *tr = m->private;

	mutex_lock(&error_lock);
	return tr->log ? seq_list_start(&tr->log->list, *pos) : NULL;
}

void *tracing_err_log_seq_next(struct seq_file *m, void *v, loff_t *pos)
{
	struct trace_array *tr = m->private;

	return seq_list_next(v, &tr->log->list, pos);
}

void tracing_err_log_seq_stop(struct seq_file *m, void *v)
{
	mutex_unlock(&error_lock);
}

int tracing_err_log_seq_show(struct seq_file *m, void *v)
{
	static const char prefix[] = "  Command: ";
	struct trace_refusal *refusal = list_entry(v, struct trace_refusal, list);
	u32 nsec;
	u64 sec = div_u64_rem(refusal->ts, NSEC_PER_SEC, &nsec);

	seq_printf(m, "[%5llu.%06u] %s: error: %s\n", sec, nsec / 1000, refusal->loc,
		   refusal->text);
	seq_printf(m, "%s%s\n", prefix, refusal->cmd);
	seq_printf(m, "%*s^\n", (int)strlen(prefix) + refusal->pos, "");
	return 0;
}
