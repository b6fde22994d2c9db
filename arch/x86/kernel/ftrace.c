// SPDX-License-Identifier: GPL-2.0-only
/*
 * Function hooks on x86: what a call site and a trampoline look like in bytes.
 *
 * Knows nothing of ops, filters or records: the hook layer says which site is
 * to call what. Process context, and early boot. Running text is changed by
 * text_poke_queue() alone, in one batch from ftrace_sites_begin() to _end(),
 * which hold the text mutex. Before other CPUs run and anything is scheduled,
 * sites are simply overwritten.
 */

#include <linux/execmem.h>
#include <linux/ftrace.h>
#include <linux/kernel.h>
#include <linux/memory.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/set_memory.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include <asm/alternative.h>
#include <asm/nospec-branch.h>
#include <asm/nops.h>
#include <asm/text-patching.h>

#ifdef CONFIG_DYNAMIC_FTRACE

/*
 * Call sites.
 */

struct ftrace_insn {
	u8	bytes[MCOUNT_INSN_SIZE];
};

static struct ftrace_insn ftrace_site_insn(unsigned long ip, unsigned long target)
{
	struct ftrace_insn insn;

	if (target)
		__text_gen_insn(insn.bytes, CALL_INSN_OPCODE, (void *)ip,
				(void *)target, MCOUNT_INSN_SIZE);
	else
		memcpy(insn.bytes, x86_nops[MCOUNT_INSN_SIZE], MCOUNT_INSN_SIZE);
	return insn;
}

/**
 * ftrace_site_check - does a call site hold what it should?
 * @ip: the call site
 * @target: what it should call
 *
 * Return: 0; -EFAULT if it cannot be read; -EINVAL if it holds something else.
 */
int ftrace_site_check(unsigned long ip, unsigned long target)
{
	struct ftrace_insn expected = ftrace_site_insn(ip, target);
	struct ftrace_insn found;

	if (copy_from_kernel_nofault(&found, (void *)ip, sizeof(found)))
		return -EFAULT;
	return memcmp(&found, &expected, sizeof(found)) ? -EINVAL : 0;
}

/**
 * ftrace_site_init - make what the compiler left a NOP
 * @ip: the call site, in text that nobody runs yet and that can be written to
 *
 * There is nothing to do for compilers that make NOPs.
 *
 * Return: 0, or what ftrace_site_check() says of a call to __fentry__.
 */
int __init_or_module ftrace_site_init(unsigned long ip)
{
	struct ftrace_insn nop = ftrace_site_insn(ip, 0);
	int ret;

	if (!ftrace_site_check(ip, 0))
		return 0;
	ret = ftrace_site_check(ip, MCOUNT_ADDR);
	if (ret)
		return ret;
	text_poke_early((void *)ip, nop.bytes, sizeof(nop));
	return 0;
}

static bool ftrace_boots_alone(void)
{
	return system_state < SYSTEM_SCHEDULING;
}

/**
 * ftrace_sites_begin - start to patch
 */
void ftrace_sites_begin(void)
{
	mutex_lock(&text_mutex);
}

/**
 * ftrace_site_queue - have a call site call something else
 * @ip: the call site; later ones of a batch should have higher addresses
 * @target: what to call
 */
void ftrace_site_queue(unsigned long ip, unsigned long target)
{
	struct ftrace_insn insn = ftrace_site_insn(ip, target);

	if (ftrace_boots_alone())
		text_poke_early((void *)ip, insn.bytes, sizeof(insn));
	else
		text_poke_queue((void *)ip, insn.bytes, sizeof(insn), NULL);
}

/**
 * ftrace_sites_end - all that was queued is in force when this returns
 */
void ftrace_sites_end(void)
{
	text_poke_finish();
	mutex_unlock(&text_mutex);
}

/*
 * Trampolines.
 */

/* mov disp32(%rip), %rdx */
#define FTRACE_OPS_LOAD_SIZE	7
#define FTRACE_OPS_LOAD_DISP	3

static const struct ftrace_template *ftrace_template(bool full)
{
	return full ? &ftrace_full_template : &ftrace_lean_template;
}

/* The kind of return that mitigations ask for, at a place in a trampoline. */
static struct ftrace_insn ftrace_ret_insn(const u8 *at)
{
	struct ftrace_insn insn;

	if (cpu_wants_rethunk_at((void *)at)) {
		__text_gen_insn(insn.bytes, JMP32_INSN_OPCODE, at,
				x86_return_thunk, JMP32_INSN_SIZE);
	} else {
		memset(insn.bytes, INT3_INSN_OPCODE, sizeof(insn));
		insn.bytes[0] = RET_INSN_OPCODE;
	}
	return insn;
}

/**
 * ftrace_tramp_alloc - make a trampoline
 * @func: the callback
 * @ops: what it is called with
 * @full: save all registers
 * @looks_on: the callback changes none of them
 * @size: set to the number of bytes of code
 *
 * Return: its address, or 0 if there is no memory.
 */
unsigned long ftrace_tramp_alloc(unsigned long func, struct ftrace_ops *ops,
				 bool full, bool looks_on, unsigned long *size)
{
	const struct ftrace_template *t = ftrace_template(full);
	unsigned long len = t->end - t->start;
	/* The address of the ops lies behind the code. */
	unsigned long literal = ALIGN(len, sizeof(ops));
	struct ftrace_insn insn;
	u8 *tramp, *load;
	int i;

	tramp = execmem_alloc(EXECMEM_FTRACE, PAGE_ALIGN(literal + sizeof(ops)));
	if (!tramp)
		return 0;

	memcpy(tramp, t->start, len);
	*(struct ftrace_ops **)(tramp + literal) = ops;

	load = tramp + (t->ops - t->start);
	*(s32 *)(load + FTRACE_OPS_LOAD_DISP) =
		tramp + literal - (load + FTRACE_OPS_LOAD_SIZE);

	insn = ftrace_site_insn((unsigned long)tramp + (t->call - t->start), func);
	memcpy(tramp + (t->call - t->start), &insn, sizeof(insn));

	if (looks_on && t->changes) {
		__text_gen_insn(insn.bytes, JMP32_INSN_OPCODE,
				tramp + (t->changes - t->start),
				tramp + (t->arguments - t->start),
				JMP32_INSN_SIZE);
		memcpy(tramp + (t->changes - t->start), &insn, sizeof(insn));
	}

	for (i = 0; i < FTRACE_TRAMP_RETS && t->ret[i]; i++) {
		insn = ftrace_ret_insn(tramp + (t->ret[i] - t->start));
		memcpy(tramp + (t->ret[i] - t->start), &insn, sizeof(insn));
	}

	if (set_memory_rox((unsigned long)tramp, 1)) {
		execmem_free(tramp);
		return 0;
	}
	*size = len;
	return (unsigned long)tramp;
}

/**
 * ftrace_tramp_settle - catch up on what boot decided on mitigations
 * @tramp: a trampoline, made early; may be in use
 * @full: what it was made with
 */
void ftrace_tramp_settle(unsigned long tramp, bool full)
{
	const struct ftrace_template *t = ftrace_template(full);
	int i;

	mutex_lock(&text_mutex);
	for (i = 0; i < FTRACE_TRAMP_RETS && t->ret[i]; i++) {
		u8 *at = (u8 *)tramp + (t->ret[i] - t->start);
		struct ftrace_insn insn = ftrace_ret_insn(at);

		if (memcmp(at, &insn, sizeof(insn)))
			text_poke_bp(at, insn.bytes, sizeof(insn), NULL);
	}
	mutex_unlock(&text_mutex);
}

/**
 * ftrace_tramp_free - free a trampoline that nobody can be in any more
 * @tramp: from ftrace_tramp_alloc()
 */
void ftrace_tramp_free(unsigned long tramp)
{
	execmem_free((void *)tramp);
}

#endif /* CONFIG_DYNAMIC_FTRACE */
