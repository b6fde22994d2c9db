// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names of tasks, kept after the tasks are gone.
 *
 * Records hold a pid. Who that was is remembered here: when a task is switched to or from, or wakes
 * another one, while something records. The last so many different pids are kept, in a ring of
 * slots in the order in which they came; a hash with chains through the slots finds them.
 *
 * Remembering runs on every context switch, so the usual case, a task that is known, is a look-up
 * without a lock. A new one is entered under comm_lock, and if that is taken at that moment not at
 * all: the next switch will do. Nobody ever waits for it with interrupts off.
 *
 * Reading is lockless, too: the sequence count says whether a change got between, and after a few
 * tries the name counts as unknown. So names can be looked up in any context, in a dump as well.
 * The store is replaced as a whole when its size changes, and freed when no reader can have it.
 *
 * Comms and tgids share a slot: who wants one gets the other for free.
 */
#include <linux/hash.h>
#include <linux/log2.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/seqlock.h>
#include <linux/slab.h>
#include <linux/threads.h>

#include <trace/events/sched.h>

#include "trace.h"

#define COMM_SLOTS_DEFAULT	4096
#define COMM_READ_TRIES		8
#define COMM_NONE		U32_MAX

struct comm_slot {
	int	pid;			/* 0: unused */
	int	tgid;
	u32	next;			/* slot in the same chain, or COMM_NONE */
	char	comm[TASK_COMM_LEN];
};

/**
 * struct comm_store - what is remembered
 * @size:   number of slots
 * @bits:   of the hash
 * @oldest: slot that is used next
 * @chain:  first slot of each chain
 * @slot:   the slots
 */
struct comm_store {
	unsigned int		size;
	unsigned int		bits;
	unsigned int		oldest;
	u32			*chain;
	struct comm_slot	slot[] __counted_by(size);
};

static struct comm_store __rcu *comm_store;	/* comm_mutex to replace */
static unsigned int comm_size = COMM_SLOTS_DEFAULT;
static DEFINE_MUTEX(comm_mutex);
static DEFINE_RAW_SPINLOCK(comm_lock);		/* to change the content; try only */
static seqcount_t comm_seq = SEQCNT_ZERO(comm_seq);

static u32 *chain_of(struct comm_store *store, int pid)
{
	return &store->chain[hash_32(pid, store->bits)];
}

/*
 * A slot, or NULL. Without the lock it may be any slot by the time it is looked at, and the chain
 * may lead anywhere: only to slots, but not necessarily to an end.
 */
static struct comm_slot *find_slot(struct comm_store *store, int pid)
{
	unsigned int steps = 0;
	u32 i;

	i = READ_ONCE(*chain_of(store, pid));
	while (i != COMM_NONE && steps++ < store->size) {
		struct comm_slot *slot = &store->slot[i];

		if (READ_ONCE(slot->pid) == pid)
			return slot;
		i = READ_ONCE(slot->next);
	}
	return NULL;
}

static void unlink_slot(struct comm_store *store, u32 victim)
{
	u32 *link = chain_of(store, store->slot[victim].pid);

	while (*link != victim)
		link = &store->slot[*link].next;
	WRITE_ONCE(*link, store->slot[victim].next);
}

/* A slot for a new pid: the one that was used the longest time ago. */
static struct comm_slot *recycle_slot(struct comm_store *store, int pid)
{
	u32 i = store->oldest++;
	struct comm_slot *slot = &store->slot[i];
	u32 *chain = chain_of(store, pid);

	if (store->oldest == store->size)
		store->oldest = 0;
	if (slot->pid)
		unlink_slot(store, i);
	WRITE_ONCE(slot->pid, pid);
	WRITE_ONCE(slot->next, *chain);
	WRITE_ONCE(*chain, i);
	return slot;
}

static void enter(struct comm_store *store, int pid, int tgid, const char *comm)
{
	struct comm_slot *slot = find_slot(store, pid);

	if (!slot)
		slot = recycle_slot(store, pid);
	slot->tgid = tgid;
	memcpy(slot->comm, comm, TASK_COMM_LEN);
	slot->comm[TASK_COMM_LEN - 1] = '\0';
}

static bool is_known(struct comm_store *store, struct task_struct *task)
{
	struct comm_slot *slot = find_slot(store, task->pid);

	/* A slot that changes meanwhile looks unknown or known, and either does for now. */
	return slot && data_race(slot->tgid == task->tgid &&
				 !memcmp(slot->comm, task->comm, TASK_COMM_LEN));
}

/* Preemption off. */
static void remember(struct task_struct *task)
{
	struct comm_store *store = rcu_dereference_raw(comm_store);
	unsigned long flags;

	/* Idle tasks are all pid 0 and need no entry. */
	if (unlikely(!store) || !task->pid || likely(is_known(store, task)))
		return;

	local_irq_save(flags);
	if (raw_spin_trylock(&comm_lock)) {
		raw_write_seqcount_begin(&comm_seq);
		enter(store, task->pid, task->tgid, task->comm);
		raw_write_seqcount_end(&comm_seq);
		raw_spin_unlock(&comm_lock);
	}
	local_irq_restore(flags);
}

/* ---- looking up ------------------------------------------------------------------------------ */

static bool read_slot(int pid, struct comm_slot *copy)
{
	struct comm_store *store;
	struct comm_slot *slot;
	bool found = false;
	unsigned int seq;
	int tries;

	preempt_disable_notrace();
	store = rcu_dereference_raw(comm_store);
	for (tries = 0; store && tries < COMM_READ_TRIES; tries++) {
		seq = raw_read_seqcount(&comm_seq);
		if (seq & 1)
			continue;
		slot = find_slot(store, pid);
		if (slot) {
			/* What changes meanwhile is thrown away below. */
			data_race(*copy = *slot);
		}
		if (!read_seqcount_retry(&comm_seq, seq)) {
			found = slot;
			break;
		}
	}
	preempt_enable_notrace();
	return found;
}

/**
 * trace_comm_version - has any name changed?
 *
 * Returns a number; as long as that is the same, so is what trace_find_cmdline() finds.
 */
unsigned int trace_comm_version(void)
{
	return READ_ONCE(comm_seq.sequence);
}

/**
 * trace_find_cmdline - the name of a pid
 * @pid:  the pid, as in a record
 * @comm: the name goes here, TASK_COMM_LEN bytes
 */
void trace_find_cmdline(int pid, char comm[])
{
	struct comm_slot slot;

	if (!pid)
		strscpy(comm, "<idle>", TASK_COMM_LEN);
	else if (pid < 0)
		strscpy(comm, "<XXX>", TASK_COMM_LEN);
	else if (read_slot(pid, &slot))
		memcpy(comm, slot.comm, TASK_COMM_LEN);
	else
		strscpy(comm, "<...>", TASK_COMM_LEN);
}

/**
 * trace_find_tgid - the process of a pid
 * @pid: the pid, as in a record
 *
 * Returns 0 if it is not known.
 */
int trace_find_tgid(int pid)
{
	struct comm_slot slot;

	return pid > 0 && read_slot(pid, &slot) ? slot.tgid : 0;
}

/* ---- remembering ----------------------------------------------------------------------------- */

static int comm_users;		/* comm_mutex */
static int tgid_users;		/* comm_mutex */

/* The option record-cmd switches for all; who wants tgids has asked for them. */
static bool recording(void)
{
	return global_trace.trace_flags & TRACE_ITER_RECORD_CMD || READ_ONCE(tgid_users);
}

static void probe_switch(void *data, bool preempt, struct task_struct *prev,
			 struct task_struct *next, unsigned int prev_state)
{
	if (recording()) {
		remember(prev);
		remember(next);
	}
}

static void probe_wakeup(void *data, struct task_struct *task)
{
	if (recording())
		remember(current);
}

/**
 * tracing_record_cmdline - remember a task, if anything is remembered
 * @task: the task
 *
 * Any context.
 */
void tracing_record_cmdline(struct task_struct *task)
{
	preempt_disable_notrace();
	if (recording())
		remember(task);
	preempt_enable_notrace();
}

/**
 * tracing_record_tgid - remember a task, if anything is remembered
 * @task: the task
 */
void tracing_record_tgid(struct task_struct *task)
{
	tracing_record_cmdline(task);
}

/**
 * tracing_record_taskinfo - remember a task, if anything is remembered
 * @task:  the task
 * @flags: TRACE_RECORD_*; any of them is good for both
 */
void tracing_record_taskinfo(struct task_struct *task, int flags)
{
	if (flags)
		tracing_record_cmdline(task);
}

/**
 * tracing_record_taskinfo_sched_switch - remember two tasks, if anything is remembered
 * @prev:  one
 * @next:  the other
 * @flags: TRACE_RECORD_*
 */
void tracing_record_taskinfo_sched_switch(struct task_struct *prev, struct task_struct *next,
					  int flags)
{
	tracing_record_taskinfo(prev, flags);
	tracing_record_taskinfo(next, flags);
}

static struct comm_store *store_alloc(unsigned int size)
{
	unsigned int bits = max(order_base_2(size), 1);
	struct comm_store *store;

	store = kvzalloc(struct_size(store, slot, size), GFP_KERNEL);
	if (!store)
		return NULL;
	store->chain = kvmalloc_array(1U << bits, sizeof(*store->chain), GFP_KERNEL);
	if (!store->chain) {
		kvfree(store);
		return NULL;
	}
	memset(store->chain, 0xff, sizeof(*store->chain) << bits);
	store->size = size;
	store->bits = bits;
	return store;
}

static void store_free(struct comm_store *store)
{
	if (!store)
		return;
	kvfree(store->chain);
	kvfree(store);
}

static void probes_register(void)
{
	/* Each fails only for lack of memory, and then there are fewer names. */
	if (register_trace_sched_switch(probe_switch, NULL) ||
	    register_trace_sched_wakeup(probe_wakeup, NULL) ||
	    register_trace_sched_wakeup_new(probe_wakeup, NULL))
		pr_warn_once("trace: not all names of tasks will be known\n");
}

static void probes_unregister(void)
{
	unregister_trace_sched_wakeup_new(probe_wakeup, NULL);
	unregister_trace_sched_wakeup(probe_wakeup, NULL);
	unregister_trace_sched_switch(probe_switch, NULL);
}

static void users_add(int *users)
{
	guard(mutex)(&comm_mutex);

	if (!comm_users && !tgid_users) {
		/* The memory is taken when first needed. */
		if (!rcu_access_pointer(comm_store))
			rcu_assign_pointer(comm_store, store_alloc(comm_size));
		probes_register();
	}
	WRITE_ONCE(*users, *users + 1);
}

static void users_remove(int *users)
{
	guard(mutex)(&comm_mutex);

	WRITE_ONCE(*users, *users - 1);
	if (!comm_users && !tgid_users)
		probes_unregister();
}

/**
 * trace_comm_start - have names of tasks remembered
 */
void trace_comm_start(void)
{
	users_add(&comm_users);
}

/**
 * trace_comm_stop - undo one trace_comm_start()
 */
void trace_comm_stop(void)
{
	users_remove(&comm_users);
}

void tracing_start_cmdline_record(struct trace_array *tr)
{
	lockdep_assert_held(&trace_types_lock);
	if (tr->cmdline_record)
		return;
	tr->cmdline_record = true;
	users_add(&comm_users);
}

void tracing_stop_cmdline_record(struct trace_array *tr)
{
	lockdep_assert_held(&trace_types_lock);
	if (!tr->cmdline_record)
		return;
	tr->cmdline_record = false;
	users_remove(&comm_users);
}

void tracing_start_tgid_record(struct trace_array *tr)
{
	lockdep_assert_held(&trace_types_lock);
	if (tr->tgid_record)
		return;
	tr->tgid_record = true;
	users_add(&tgid_users);
}

void tracing_stop_tgid_record(struct trace_array *tr)
{
	lockdep_assert_held(&trace_types_lock);
	if (!tr->tgid_record)
		return;
	tr->tgid_record = false;
	users_remove(&tgid_users);
}

/* ---- the control files ----------------------------------------------------------------------- */

/* Slot number @i from the oldest one on, if it is used; false behind the last. */
static bool copy_slot(unsigned int i, struct comm_slot *copy)
{
	struct comm_store *store;

	guard(mutex)(&comm_mutex);
	store = rcu_dereference_protected(comm_store, lockdep_is_held(&comm_mutex));
	if (!store || i >= store->size)
		return false;

	raw_spin_lock_irq(&comm_lock);
	*copy = store->slot[(store->oldest + i) % store->size];
	raw_spin_unlock_irq(&comm_lock);
	return true;
}

static bool find_used_slot(loff_t *pos, struct comm_slot *slot)
{
	for (; copy_slot(*pos, slot); ++*pos) {
		if (slot->pid)
			return true;
	}
	return false;
}

/**
 * trace_comm_at - walk over saved names
 * @pos:  where to look, 0 to start; where one was found, one more to go on
 * @pid:  goes here
 * @comm: goes here
 */
bool trace_comm_at(loff_t *pos, int *pid, char comm[TASK_COMM_LEN])
{
	struct comm_slot slot;

	if (!find_used_slot(pos, &slot))
		return false;
	*pid = slot.pid;
	memcpy(comm, slot.comm, TASK_COMM_LEN);
	return true;
}

/**
 * trace_tgid_at - walk over saved tgids
 * @pos:  as for trace_comm_at()
 * @pid:  goes here
 * @tgid: goes here
 */
bool trace_tgid_at(loff_t *pos, int *pid, int *tgid)
{
	struct comm_slot slot;

	if (!find_used_slot(pos, &slot))
		return false;
	*pid = slot.pid;
	*tgid = slot.tgid;
	return true;
}

/**
 * trace_comm_size - how many names are remembered at most
 */
unsigned int trace_comm_size(void)
{
	return READ_ONCE(comm_size);
}

/* The names in @from that are the newest, as many as @to has slots. comm_lock held. */
static void store_copy(struct comm_store *to, struct comm_store *from)
{
	unsigned int i;

	for (i = 0; i < from->size; i++) {
		struct comm_slot *slot = &from->slot[(from->oldest + i) % from->size];

		if (slot->pid)
			enter(to, slot->pid, slot->tgid, slot->comm);
	}
}

/**
 * trace_comm_resize - change how many names are remembered
 * @entries: so many
 *
 * The newest names stay. Returns -EINVAL if @entries makes no sense, -ENOMEM.
 */
int trace_comm_resize(unsigned int entries)
{
	struct comm_store *old, *new = NULL;

	if (!entries || entries > PID_MAX_DEFAULT)
		return -EINVAL;

	guard(mutex)(&comm_mutex);
	old = rcu_dereference_protected(comm_store, lockdep_is_held(&comm_mutex));
	if (old) {
		new = store_alloc(entries);
		if (!new)
			return -ENOMEM;
		raw_spin_lock_irq(&comm_lock);
		store_copy(new, old);
		raw_write_seqcount_begin(&comm_seq);
		rcu_assign_pointer(comm_store, new);
		raw_write_seqcount_end(&comm_seq);
		raw_spin_unlock_irq(&comm_lock);
	}
	WRITE_ONCE(comm_size, entries);

	/* Nobody looks at the old one any more, nor enters a name there. */
	synchronize_rcu();
	store_free(old);
	return 0;
}
