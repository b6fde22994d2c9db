// SPDX-License-Identifier: GPL-2.0-only
/*
 * Return hooks: pools of nodes, the list of hooked returns of each task, and
 * what the architecture's return trampoline calls.
 *
 * current->rethooks lists a task's hooked returns, newest first, so in the
 * order in which the functions will return. Several users may hook the same
 * entry. The first of them finds the real return address on the stack, the
 * others find the trampoline's: a run of nodes for one return therefore ends
 * with the only node of the run whose ret_addr is not the trampoline.
 *
 *	first -> [tramp] -> [tramp] -> [real A] -> [tramp] -> [real B] -> ...
 *	          one return's run ^^^^^^^^^^^^^^   the next one's ^^^^^
 *
 * A node is in its pool, in the hands of whoever took it, or in a task's list.
 * Taking, hooking and recycling happen in any context, NMI included, with
 * preemption disabled, and neither sleep nor allocate. Only current changes its
 * list, and an interrupt leaves the list as it found it.
 *
 * When a user goes, nodes may still be in lists of sleeping tasks, for as long
 * as these like. Its struct rethook stays until the last of them came home; the
 * pool's own reference count does that. Meanwhile @handler is NULL.
 */

#include <linux/bug.h>
#include <linux/err.h>
#include <linux/ftrace.h>
#include <linux/kprobes.h>
#include <linux/panic.h>
#include <linux/preempt.h>
#include <linux/rethook.h>
#include <linux/slab.h>

static bool __kprobes rethook_is_real(const struct rethook_node *node)
{
	return !is_rethook_trampoline(node->ret_addr);
}

/* The last node of the run that begins at @pos; NULL if the list is broken. */
static struct rethook_node *__kprobes rethook_run_end(struct llist_node *pos)
{
	for (; pos; pos = pos->next) {
		struct rethook_node *node;

		node = llist_entry(pos, struct rethook_node, llist);
		if (rethook_is_real(node))
			return node;
	}
	return NULL;
}

/**
 * rethook_try_get - take a node
 * @rh: the user's rethook
 *
 * To be followed, before preemption is enabled again, by rethook_hook() or
 * rethook_recycle().
 *
 * Return: a node, or NULL if all are in use, the user has stopped, or RCU does
 * not watch here.
 */
__kprobes struct rethook_node *rethook_try_get(struct rethook *rh)
{
	if (unlikely(!READ_ONCE(rh->handler) || !rcu_is_watching()))
		return NULL;
	return objpool_pop(&rh->pool);
}

/**
 * rethook_hook - divert the return of the function that was just entered
 * @node: from rethook_try_get()
 * @regs: registers on the function's entry
 * @mcount: the entry was hooked by a function hook, not by a breakpoint
 */
void __kprobes rethook_hook(struct rethook_node *node, struct pt_regs *regs,
			    bool mcount)
{
	arch_rethook_prepare(node, regs, mcount);
	__llist_add(&node->llist, &current->rethooks);
}

static void rethook_node_drop(struct rcu_head *head)
{
	struct rethook_node *node;

	node = container_of(head, struct rethook_node, rcu);
	objpool_drop(node, &node->rethook->pool);
}

/**
 * rethook_recycle - give a node back
 * @node: from rethook_try_get(), in no list
 */
void __kprobes rethook_recycle(struct rethook_node *node)
{
	struct rethook *rh = node->rethook;

	/*
	 * A handler that is seen here keeps the pool: it is torn down a grace
	 * period after the handler went. Dropping the last node frees memory,
	 * which cannot be done here.
	 */
	if (likely(READ_ONCE(rh->handler)))
		objpool_push(node, &rh->pool);
	else
		call_rcu(&node->rcu, rethook_node_drop);
}

static void __kprobes rethook_call(struct rethook_node *node,
				   unsigned long ret_addr,
				   struct pt_regs *regs)
{
	struct rethook *rh = node->rethook;
	rethook_handler_t handler = READ_ONCE(rh->handler);

	if (handler)
		handler(node, rh->data, ret_addr, regs);
}

/* Architectures whose trampoline takes the returned address need nothing. */
void __weak arch_rethook_fixup_return(struct pt_regs *regs,
				      unsigned long correct_ret_addr)
{
}

/**
 * rethook_trampoline_handler - call the handlers of a return
 * @regs: the function's return value and the registers that it left
 * @frame: where on the stack the return address was
 *
 * The nodes stay in the list while handlers run, so that a handler can take a
 * stack trace.
 *
 * Return: where the function would have returned to.
 */
unsigned long __kprobes
rethook_trampoline_handler(struct pt_regs *regs, unsigned long frame)
{
	struct llist_node *pos, *next, *first = current->rethooks.first;
	struct rethook_node *last = rethook_run_end(first);
	unsigned long ret_addr;

	/* Nobody knows any more where to go from here. */
	if (!last)
		panic("rethook: no return address for frame %lx", frame);

	ret_addr = last->ret_addr;
	instruction_pointer_set(regs, ret_addr);

	preempt_disable_notrace();

	for (pos = first; ; pos = pos->next) {
		rethook_call(llist_entry(pos, struct rethook_node, llist),
			     ret_addr, regs);
		if (pos == &last->llist)
			break;
	}

	arch_rethook_fixup_return(regs, ret_addr);

	current->rethooks.first = last->llist.next;
	last->llist.next = NULL;
	for (pos = first; pos; pos = next) {
		next = pos->next;
		rethook_recycle(llist_entry(pos, struct rethook_node, llist));
	}

	preempt_enable_notrace();
	return ret_addr;
}

/**
 * rethook_find_ret_addr - the real return address of a diverted frame
 * @tsk: whose stack; current, or a task that does not run
 * @frame: where on the stack the trampoline's address was found
 * @cur: how far the list was searched; NULL in it to begin with
 *
 * Frames must be asked for from the innermost outwards.
 *
 * Return: the address, or 0 if there is none.
 */
unsigned long __kprobes
rethook_find_ret_addr(struct task_struct *tsk, unsigned long frame,
		      struct llist_node **cur)
{
	struct llist_node *pos;
	unsigned long ret;
	int unused = 0;

	if (WARN_ON_ONCE(!cur))
		return 0;
	/* A running task changes its list while we look. */
	if (tsk != current && task_is_running(tsk))
		return 0;

	pos = *cur ? (*cur)->next : tsk->rethooks.first;
	for (; pos; pos = pos->next) {
		struct rethook_node *node;

		node = llist_entry(pos, struct rethook_node, llist);
		if (!rethook_is_real(node))
			continue;
		*cur = pos;
		if (node->frame != frame)
			continue;
		/* The shadow stack may have diverted it before, and we before that. */
		ret = ftrace_graph_ret_addr(tsk, &unused, node->ret_addr,
					    (unsigned long *)frame);
		if (!is_rethook_trampoline(ret))
			return ret;
	}
	return 0;
}

/**
 * rethook_flush_task - take back the nodes of a task that will not return
 * @tk: the exiting task
 */
void rethook_flush_task(struct task_struct *tk)
{
	struct llist_node *pos, *next;

	preempt_disable_notrace();
	for (pos = __llist_del_all(&tk->rethooks); pos; pos = next) {
		next = pos->next;
		rethook_recycle(llist_entry(pos, struct rethook_node, llist));
	}
	preempt_enable_notrace();
}

static int rethook_node_init(void *obj, void *context)
{
	struct rethook_node *node = obj;

	node->rethook = context;
	return 0;
}

static int rethook_release(struct objpool_head *pool, void *context)
{
	kfree(context);
	return 0;
}

/**
 * rethook_alloc - become a user of return hooks
 * @data: for the handler
 * @handler: called on each hooked return, with preemption disabled
 * @size: bytes of a node, with what the user has behind struct rethook_node
 * @num: number of nodes: returns that can be pending at a time
 *
 * Return: the rethook, or an ERR_PTR: -EINVAL, -ENOMEM.
 */
struct rethook *rethook_alloc(void *data, rethook_handler_t handler, int size,
			      int num)
{
	struct rethook *rh;

	if (!handler || num <= 0 || size < (int)sizeof(struct rethook_node))
		return ERR_PTR(-EINVAL);

	rh = kzalloc(sizeof(*rh), GFP_KERNEL);
	if (!rh)
		return ERR_PTR(-ENOMEM);

	rh->data = data;
	rh->handler = handler;
	if (objpool_init(&rh->pool, num, size, GFP_KERNEL, rh,
			 rethook_node_init, rethook_release)) {
		kfree(rh);
		return ERR_PTR(-ENOMEM);
	}
	return rh;
}

/**
 * rethook_stop - have the handler not called any more
 * @rh: the rethook
 *
 * Calls that run already are not waited for: synchronize_rcu() does that.
 */
void rethook_stop(struct rethook *rh)
{
	WRITE_ONCE(rh->handler, NULL);
}

static void rethook_retire(struct rcu_head *head)
{
	objpool_fini(&container_of(head, struct rethook, rcu)->pool);
}

/**
 * rethook_free - be a user no longer
 * @rh: the rethook; not to be touched afterwards
 *
 * The memory goes when the last pending return has come.
 */
void rethook_free(struct rethook *rh)
{
	rethook_stop(rh);
	call_rcu(&rh->rcu, rethook_retire);
}
