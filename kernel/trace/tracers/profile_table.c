// SPDX-License-Identifier: GPL-2.0-only
/*
 * The records of the function profile: for each CPU an index, hashed by call site, and
 * records in chunks.
 *
 * A hit finds its record with one look into the index, nearly always. The first hit of a
 * function on a CPU takes a record, which can happen in any context, NMI included: there
 * is a stock of them, and a worker renews it in time. Where it is used up or the index is
 * full, hits are lost, and counted.
 *
 * All that is written by hits belongs to their CPU, with preemption disabled; an
 * interrupt may do the same at any point. Making room and clearing are for the holder of
 * profile_mutex, while no hit can be on its way.
 */
#include <linux/irq_work.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <linux/workqueue.h>

#include "tracers/profile_hit.h"

#define PROFILE_CHUNK		256
/* The worker is woken when so few are left, and makes it twice as many. */
#define PROFILE_STOCK		(4 * PROFILE_CHUNK)
/* Slots that are looked at for a function. */
#define PROFILE_PROBES		32
#define PROFILE_SLOTS_MIN	4096

/**
 * struct profile_cpu - the records of a CPU
 * @slots: the index
 * @chunks: the records; NULL from @made on
 * @made: number of chunks; grows at any time
 * @used: number of records that are somebody's, by this CPU
 * @lost: hits that found none
 */
struct profile_cpu {
	struct profile_slot	*slots;
	struct profile_rec	**chunks;
	unsigned int		made;
	unsigned int		used;
	unsigned long		lost;
};

static DEFINE_PER_CPU(struct profile_cpu, profile_cpus);

/* Of the CPU's profile_cpu.slots, and the number of slots less one, where hits look. */
DEFINE_PER_CPU(struct profile_slot *, profile_slots);
unsigned long profile_mask;

static unsigned int profile_chunks_max;

struct profile_rec *profile_rec_at(int cpu, unsigned int i)
{
	struct profile_cpu *pc = per_cpu_ptr(&profile_cpus, cpu);

	return pc->chunks[i / PROFILE_CHUNK] + i % PROFILE_CHUNK;
}

unsigned int profile_recs_used(int cpu)
{
	return READ_ONCE(per_cpu(profile_cpus, cpu).used);
}

/**
 * profile_lost - how many hits found no record
 * @cpu: on this CPU
 */
unsigned long profile_lost(int cpu)
{
	return READ_ONCE(per_cpu(profile_cpus, cpu).lost);
}

/*
 * Making records.
 */

static int profile_add_chunk(struct profile_cpu *pc)
{
	struct profile_rec *chunk;

	if (pc->made == profile_chunks_max)
		return 0;
	chunk = vzalloc(array_size(PROFILE_CHUNK, sizeof(*chunk)));
	if (!chunk)
		return -ENOMEM;
	pc->chunks[pc->made] = chunk;
	/* It is there before anybody takes from it. */
	smp_store_release(&pc->made, pc->made + 1);
	return 0;
}

static int profile_fill(struct profile_cpu *pc)
{
	int ret = 0;

	while (!ret && pc->made < profile_chunks_max &&
	       pc->made * PROFILE_CHUNK < READ_ONCE(pc->used) + 2 * PROFILE_STOCK)
		ret = profile_add_chunk(pc);
	return ret;
}

static void profile_worker(struct work_struct *work)
{
	int cpu;

	guard(mutex)(&profile_mutex);
	for_each_possible_cpu(cpu)
		profile_fill(per_cpu_ptr(&profile_cpus, cpu));
}

static DECLARE_WORK(profile_work, profile_worker);

static void profile_irq(struct irq_work *work)
{
	queue_work(system_unbound_wq, &profile_work);
}

static DEFINE_IRQ_WORK(profile_irq_work, profile_irq);

/* What this calls may be hit, and come here again. */
static DEFINE_PER_CPU(bool, profile_asking);

static notrace void profile_ask_for_more(void)
{
	if (raw_cpu_read(profile_asking))
		return;
	raw_cpu_write(profile_asking, true);
	barrier();
	irq_work_queue(&profile_irq_work);
	barrier();
	raw_cpu_write(profile_asking, false);
}

static notrace struct profile_rec *profile_take_rec(struct profile_cpu *pc)
{
	unsigned int i = READ_ONCE(pc->used), room;

	do {
		/* Pairs with profile_add_chunk(). */
		room = smp_load_acquire(&pc->made) * PROFILE_CHUNK;
		if (i >= room) {
			if (pc->made < profile_chunks_max)
				profile_ask_for_more();
			return NULL;
		}
	} while (!try_cmpxchg_local(&pc->used, &i, i + 1));

	if (i + PROFILE_STOCK == room)
		profile_ask_for_more();
	return pc->chunks[i / PROFILE_CHUNK] + i % PROFILE_CHUNK;
}

/**
 * profile_find_slow - the record of a function that is not where it should be
 * @ip: the call site
 *
 * Return: the record; NULL if the hit is lost.
 */
notrace noinline __fgraph_keeps_registers struct profile_rec *
profile_find_slow(unsigned long ip)
{
	struct profile_cpu *pc = this_cpu_ptr(&profile_cpus);
	unsigned long i = profile_hash(ip);
	struct profile_rec *rec, *new = NULL, *none;
	unsigned int probes;

	for (probes = 0; probes < PROFILE_PROBES; probes++, i++) {
		struct profile_slot *slot = &pc->slots[i & profile_mask];

		rec = READ_ONCE(slot->rec);
		if (!rec) {
			if (!new)
				new = profile_take_rec(pc);
			if (!new)
				break;
			new->ip = ip;
			new->cpu = raw_smp_processor_id();
			none = NULL;
			if (try_cmpxchg_local(&slot->rec, &none, new)) {
				WRITE_ONCE(slot->ip, ip);
				return new;
			}
			/* An interrupt was here. */
			rec = none;
		}
		if (rec->ip == ip)
			return rec;
	}
	if (new)
		new->ip = 0;
	pc->lost++;
	return NULL;
}

/*
 * Making room.
 */

static void profile_cpu_free(int cpu)
{
	struct profile_cpu *pc = per_cpu_ptr(&profile_cpus, cpu);

	per_cpu(profile_slots, cpu) = NULL;
	while (pc->made)
		vfree(pc->chunks[--pc->made]);
	kvfree(pc->chunks);
	vfree(pc->slots);
	*pc = (struct profile_cpu){ };
}

static void profile_tables_free(void)
{
	int cpu;

	for_each_possible_cpu(cpu)
		profile_cpu_free(cpu);
	profile_mask = 0;
}

static int profile_cpu_alloc(int cpu, unsigned long slots)
{
	struct profile_cpu *pc = per_cpu_ptr(&profile_cpus, cpu);

	pc->chunks = kvcalloc(profile_chunks_max, sizeof(*pc->chunks), GFP_KERNEL);
	pc->slots = vzalloc(array_size(slots, sizeof(*pc->slots)));
	if (!pc->chunks || !pc->slots)
		return -ENOMEM;
	per_cpu(profile_slots, cpu) = pc->slots;
	return profile_fill(pc);
}

static int profile_tables_alloc(unsigned long slots)
{
	int cpu, ret = 0;

	profile_chunks_max = slots / 2 / PROFILE_CHUNK;
	profile_mask = slots - 1;
	for_each_possible_cpu(cpu)
		ret = ret ?: profile_cpu_alloc(cpu, slots);
	if (ret)
		profile_tables_free();
	return ret;
}

static void profile_cpu_clear(struct profile_cpu *pc)
{
	unsigned int i;

	memset(pc->slots, 0, (profile_mask + 1) * sizeof(*pc->slots));
	for (i = 0; i < pc->made; i++)
		memset(pc->chunks[i], 0, PROFILE_CHUNK * sizeof(**pc->chunks));
	pc->used = 0;
	pc->lost = 0;
}

/**
 * profile_tables_prepare - have empty tables
 * @functions: number of functions that may be hit
 *
 * With no hit on its way.
 *
 * Return: 0, or -ENOMEM with no tables at all.
 */
int profile_tables_prepare(unsigned int functions)
{
	unsigned long slots = max(roundup_pow_of_two(2UL * functions + 1),
				  1UL * PROFILE_SLOTS_MIN);
	int cpu;

	if (slots > profile_mask + 1) {
		profile_tables_free();
		return profile_tables_alloc(slots);
	}
	for_each_possible_cpu(cpu)
		profile_cpu_clear(per_cpu_ptr(&profile_cpus, cpu));
	return 0;
}
