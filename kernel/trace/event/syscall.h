/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Events of system calls, between the files that make them.
 */
#ifndef _TRACE_EVENT_SYSCALL_H
#define _TRACE_EVENT_SYSCALL_H

#include <linux/bitops.h>
#include <linux/init.h>
#include <linux/jump_label.h>
#include <linux/syscalls.h>
#include <linux/trace_events.h>

#include <trace/syscall.h>

#include <asm/syscall.h>

struct ftrace_event_field;
struct seq_file;
struct trace_array;

#ifdef CONFIG_FTRACE_SYSCALLS

/* The records. An enter record may have strings behind the arguments, see syscall_user.c. */
struct syscall_enter_entry {
	struct trace_entry	ent;
	int			nr;
	unsigned long		args[];
};

struct syscall_exit_entry {
	struct trace_entry	ent;
	int			nr;
	long			ret;
};

static inline struct syscall_metadata *syscall_of(const struct trace_event_call *call)
{
	return call->data;
}

/**
 * syscall_number - which system call is it, if it is one that has events?
 * @regs: of the task
 * @nr:	  the number that it came with
 *
 * Return: below NR_syscalls, or any larger number if not.
 */
static __always_inline unsigned long syscall_number(struct pt_regs *regs, long nr)
{
#ifdef ARCH_TRACE_IGNORE_COMPAT_SYSCALLS
	if (unlikely(arch_trace_is_compat_syscall(regs)))
		return ULONG_MAX;
#endif
	return nr;
}

/* Set by the linker script; in init memory. */
extern struct syscall_metadata *__start_syscalls_metadata[];
extern struct syscall_metadata *__stop_syscalls_metadata[];

/* ---- syscall.c ---------------------------------------------------------------------------- */

/* Before the first event registers. */
void __init trace_syscalls_init(void);
/* Nothing of the instance is on any more. */
void trace_syscalls_free(struct trace_array *tr);

/* Bytes that are read of each string; event_mutex. -EINVAL for too many, -ENOMEM. */
unsigned int trace_syscalls_user_size(struct trace_array *tr);
int trace_syscalls_set_user_size(struct trace_array *tr, unsigned int size);
/* perf has what the top instance has. Any context. */
unsigned int syscall_perf_user_size(void);

/* ---- syscall_format.c --------------------------------------------------------------------- */

int syscall_define_args(struct trace_event_call *call);
int syscall_define_strings(struct trace_event_call *call);

/* All fields, for who has no list of them. Any context. */
void syscall_each_field(struct trace_event_call *call, struct trace_iterator *iter,
			void (*field)(struct trace_iterator *iter,
				      const struct ftrace_event_field *field));

/* The "print fmt:" of a format file, for an event whose print_fmt is NULL. */
void syscall_show_print_fmt(struct seq_file *m, struct trace_event_call *call);

/* ---- syscall_user.c ----------------------------------------------------------------------- */

#define SYSCALL_STRINGS		3	/* of a system call, at most */
/* Probes that may sleep come last of all, see syscall_user.c. */
#define SYSCALL_ENTER_PRIO	0

#define SYSCALL_USER_MAX	165	/* bytes of a string */

/* What was read, a NUL at each string's end. */
struct syscall_strings {
	unsigned int	nr;
	unsigned int	bytes;			/* of all */
	unsigned short	len[SYSCALL_STRINGS];
	char		text[SYSCALL_STRINGS * (SYSCALL_USER_MAX + sizeof("..."))];
};

/* Records of system calls with strings have room for strings. Never off again. */
DECLARE_STATIC_KEY_FALSE(syscall_strings_on);

void __init syscall_find_strings(struct syscall_metadata *meta);
void syscall_read_strings(struct syscall_strings *strings, const struct syscall_metadata *meta,
			  const unsigned long *args, unsigned int max);
void syscall_put_strings(struct syscall_enter_entry *entry, unsigned int nb_args,
			 const struct syscall_strings *strings);

static __always_inline bool syscall_wants_strings(const struct syscall_metadata *meta)
{
	return static_branch_unlikely(&syscall_strings_on) && meta->string_args;
}

/* How long an enter record is. */
static inline size_t syscall_enter_size(unsigned int nb_args)
{
	return struct_size_t(struct syscall_enter_entry, args, nb_args);
}

static inline size_t syscall_strings_size(const struct syscall_strings *strings)
{
	return strings->nr * sizeof(u32) + strings->bytes;
}

/* ---- syscall_perf.c ----------------------------------------------------------------------- */

#ifdef CONFIG_PERF_EVENTS
int syscall_perf_enter_reg(struct trace_event_call *call, enum trace_reg type);
int syscall_perf_exit_reg(struct trace_event_call *call, enum trace_reg type);
#else
static inline int syscall_perf_enter_reg(struct trace_event_call *call, enum trace_reg type)
{
	return 0;
}

static inline int syscall_perf_exit_reg(struct trace_event_call *call, enum trace_reg type)
{
	return 0;
}
#endif

#else /* !CONFIG_FTRACE_SYSCALLS */

static inline void syscall_each_field(struct trace_event_call *call, struct trace_iterator *iter,
				      void (*field)(struct trace_iterator *iter,
						    const struct ftrace_event_field *field)) { }
static inline void trace_syscalls_init(void) { }
static inline void trace_syscalls_free(struct trace_array *tr) { }
static inline void syscall_show_print_fmt(struct seq_file *m, struct trace_event_call *call) { }

#endif /* CONFIG_FTRACE_SYSCALLS */

#endif /* _TRACE_EVENT_SYSCALL_H */
