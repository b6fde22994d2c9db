/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * As much of the kernel as the ring buffer uses, for user space: one CPU, no
 * preemption, no other thread. Every <linux/...> and <asm/...> header that the
 * ring buffer includes is a file of one line that includes this one (the
 * Makefile makes them), so the sources compile as they are.
 *
 * Accesses that more than one context makes go through the model_*() functions.
 * With MODEL defined these are those of model.c, which decides what a load
 * returns and who runs next; else they are the plain accesses that they look
 * like.
 */
#ifndef _SHIM_KERNEL_H
#define _SHIM_KERNEL_H

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

/* The C library defines both; the kernel only the one that is true. */
#undef __BIG_ENDIAN
#undef __LITTLE_ENDIAN
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define __BIG_ENDIAN		4321
#else
#define __LITTLE_ENDIAN		1234
#endif

/* ---- language ------------------------------------------------------------ */

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef unsigned long long u64;
typedef int8_t s8;
typedef int16_t s16;
typedef int32_t s32;
typedef long long s64;
typedef unsigned int gfp_t;
typedef unsigned int __poll_t;
typedef u32 __u32;
typedef u64 __u64;

#undef __always_inline
#define __always_inline		inline __attribute__((always_inline))
#define noinline		__attribute__((noinline))
#define notrace
#define __percpu
#define __user
#define __rcu
#define __init
#define __must_check
#define __maybe_unused		__attribute__((unused))
#define __printf(a, b)		__attribute__((format(printf, a, b)))
#define __must_hold(x)
#define __acquires(x)
#define __releases(x)
#define __counted_by(x)
#define __aligned(n)		__attribute__((aligned(n)))
#define fallthrough		__attribute__((fallthrough))
#define ____cacheline_aligned	__attribute__((aligned(64)))
#define ____cacheline_aligned_in_smp ____cacheline_aligned
#define likely(x)		__builtin_expect(!!(x), 1)
#define unlikely(x)		__builtin_expect(!!(x), 0)
#define static_assert(x, ...)	_Static_assert(x, #x)
#define BUILD_BUG_ON(x)		_Static_assert(!(x), #x)
#define EXPORT_SYMBOL_GPL(x)	struct shim_unused
#define EXPORT_SYMBOL(x)	struct shim_unused
#define IS_ENABLED(x)		0
#define IS_ERR_VALUE(x)		((unsigned long)(x) >= (unsigned long)-4095)
#define IS_ERR(p)		IS_ERR_VALUE(p)
#define PTR_ERR(p)		((long)(p))
#define ERR_PTR(e)		((void *)(long)(e))
#define IS_ERR_OR_NULL(p)	(!(p) || IS_ERR(p))
#define CONFIG_RING_BUFFER	1

#define BIT(n)			(1UL << (n))
#define BIT_ULL(n)		(1ULL << (n))
#define GENMASK(h, l)		((~0UL << (l)) & (~0UL >> (63 - (h))))
#define U32_MAX			0xffffffffU
#define U64_MAX			(~0ULL)
#define ALIGN(x, a)		(((x) + (typeof(x))(a) - 1) & ~((typeof(x))(a) - 1))
#define DIV_ROUND_UP(n, d)	(((n) + (d) - 1) / (d))
#define ARRAY_SIZE(a)		(sizeof(a) / sizeof((a)[0]))
#define is_signed_type(t)	((t)-1 < (t)1)
#define min(a, b)		({ typeof(a) _a = (a); typeof(b) _b = (b); _a < _b ? _a : _b; })
#define max(a, b)		({ typeof(a) _a = (a); typeof(b) _b = (b); _a > _b ? _a : _b; })
#define max3(a, b, c)		max(a, max(b, c))
#define min_t(t, a, b)		min((t)(a), (t)(b))
#define max_t(t, a, b)		max((t)(a), (t)(b))
#define clamp(x, lo, hi)	min((typeof(x))max(x, lo), hi)
#define container_of(p, t, m)	((t *)((char *)(p) - offsetof(t, m)))
#define swap(a, b)		do { typeof(a) _s = (a); (a) = (b); (b) = _s; } while (0)
#define roundup(x, n)		(DIV_ROUND_UP(x, n) * (n))
#define WARN_ON_ONCE(x)		({ bool _w = (x); if (_w) shim_warn(#x, __FILE__, __LINE__); _w; })
#define WARN_ON(x)		WARN_ON_ONCE(x)

/* The harness may say that the caller is being killed, or that memory is out. */
bool shim_signal_pending(void);
void shim_warn(const char *what, const char *file, int line);

/* Sub-buffers are as small as the harness wants them. */
#ifndef PAGE_SIZE
#define PAGE_SIZE		4096UL
#endif
#ifndef PAGE_SHIFT
#define PAGE_SHIFT		12
#endif
#define PAGE_MASK		(~(PAGE_SIZE - 1))

/* ---- shared memory --------------------------------------------------------- */

enum model_order { RELAXED, ACQUIRE, RELEASE, FULL };

#ifdef MODEL

u64 model_load(const volatile void *p, u32 size, enum model_order order);
void model_store(volatile void *p, u32 size, u64 value, enum model_order order);
/* Returns what was there; @value went in if that is @old. */
u64 model_cmpxchg(volatile void *p, u32 size, u64 old, u64 value, enum model_order order);
u64 model_add(volatile void *p, u32 size, u64 what, enum model_order order);
void model_fence(enum model_order order);
void model_racy(int on);
void *model_memcpy(void *to, const void *from, size_t n);
void *model_memset(void *to, int c, size_t n);
void *model_alloc(size_t size);
void model_free(const void *p);

#undef memcpy
#undef memset
#define memcpy(to, from, n)	model_memcpy(to, from, n)
#define memset(to, c, n)	model_memset(to, c, n)
/* On the writer's CPU, with interrupts off. */
void model_call(void (*fn)(void *), void *arg);

void model_synchronize(void);

#define shim_interrupt(fn, arg)	model_call(fn, arg)
#define shim_synchronize()	model_synchronize()
#define shim_zalloc(size)	model_alloc(size)
#define shim_free(p)		model_free((const void *)(p))

#else /* !MODEL */

static inline u64 model_load(const volatile void *p, u32 size, enum model_order order)
{
	switch (size) {
	case 1: return *(const volatile u8 *)p;
	case 2: return *(const volatile u16 *)p;
	case 4: return *(const volatile u32 *)p;
	}
	return *(const volatile u64 *)p;
}

static inline void model_store(volatile void *p, u32 size, u64 value, enum model_order order)
{
	switch (size) {
	case 1: *(volatile u8 *)p = value; return;
	case 2: *(volatile u16 *)p = value; return;
	case 4: *(volatile u32 *)p = value; return;
	}
	*(volatile u64 *)p = value;
}

static inline u64 model_cmpxchg(volatile void *p, u32 size, u64 old, u64 value,
				enum model_order order)
{
	u64 had = model_load(p, size, order);

	if (had == old)
		model_store(p, size, value, order);
	return had;
}

static inline u64 model_add(volatile void *p, u32 size, u64 what, enum model_order order)
{
	u64 value = model_load(p, size, order) + what;

	model_store(p, size, value, order);
	return value;
}

static inline void model_fence(enum model_order order) { }
static inline void model_racy(int on) { }
#define shim_interrupt(fn, arg)	((fn)(arg))
#define shim_synchronize()	barrier()
void *shim_zalloc(size_t size);
#define shim_free(p)		free((void *)(p))

#endif /* !MODEL */

/* Any scalar or pointer as a u64 and back. */
#define shim_bits(v)		((u64)(v))
#define shim_load(p, o)		((typeof(*(p)))model_load(p, sizeof(*(p)), o))
#define shim_store(p, v, o)						\
do {									\
	typeof(*(p)) _v = (v);						\
	model_store(p, sizeof(*(p)), shim_bits(_v), o);			\
} while (0)

#define READ_ONCE(x)			shim_load(&(x), RELAXED)
#define WRITE_ONCE(x, v)		shim_store(&(x), v, RELAXED)
#define smp_load_acquire(p)		shim_load(p, ACQUIRE)
#define smp_store_release(p, v)		shim_store(p, v, RELEASE)
#define smp_mb()			model_fence(FULL)
#define smp_rmb()			model_fence(ACQUIRE)
#define smp_wmb()			model_fence(RELEASE)
#define smp_mb__after_atomic()		model_fence(FULL)
#define smp_mb__before_atomic()		model_fence(FULL)
#define barrier()			asm volatile("" : : : "memory")
#define cpu_relax()			barrier()

#define data_race(x)							\
({									\
	model_racy(1);							\
	__auto_type _r = (x);						\
	model_racy(0);							\
	_r;								\
})

#define shim_cmpxchg(p, old, value, o)					\
	((typeof(*(p)))model_cmpxchg(p, sizeof(*(p)), shim_bits(old), shim_bits(value), o))
#define shim_try_cmpxchg(p, oldp, value, o)				\
({									\
	typeof(*(p)) _old = *(oldp);					\
	typeof(*(p)) _had = shim_cmpxchg(p, _old, value, o);		\
	if (_had != _old)						\
		*(oldp) = _had;						\
	_had == _old;							\
})
#define cmpxchg(p, old, value)			shim_cmpxchg(p, old, value, FULL)
#define try_cmpxchg(p, oldp, value)		shim_try_cmpxchg(p, oldp, value, FULL)
#define try_cmpxchg_relaxed(p, oldp, value)	shim_try_cmpxchg(p, oldp, value, RELAXED)
#define try_cmpxchg_acquire(p, oldp, value)	shim_try_cmpxchg(p, oldp, value, ACQUIRE)
#define try_cmpxchg_release(p, oldp, value)	shim_try_cmpxchg(p, oldp, value, RELEASE)
/* Atomic towards this CPU's interrupts; other CPUs see a load and a store. */
#define cmpxchg_local(p, old, value)		shim_cmpxchg(p, old, value, RELAXED)
#define try_cmpxchg_local(p, oldp, value)	shim_try_cmpxchg(p, oldp, value, RELAXED)
#define xchg(p, v)							\
({									\
	typeof(*(p)) _x;						\
	do {								\
		_x = READ_ONCE(*(p));					\
	} while (cmpxchg(p, _x, v) != _x);				\
	_x;								\
})

typedef struct { long v; } local_t;
typedef struct { long v; } atomic_long_t;
typedef struct { int v; } atomic_t;

#define local_read(l)			((long)model_load(&(l)->v, sizeof(long), RELAXED))
#define local_set(l, x)			model_store(&(l)->v, sizeof(long), x, RELAXED)
#define local_add(x, l)			((void)model_add(&(l)->v, sizeof(long), x, RELAXED))
#define local_add_return(x, l)		((long)model_add(&(l)->v, sizeof(long), x, RELAXED))
#define local_sub(x, l)			local_add(-(x), l)
#define local_inc(l)			local_add(1, l)
#define local_dec(l)			local_add(-1, l)
#define atomic_read(a)			READ_ONCE((a)->v)
#define atomic_set(a, x)		WRITE_ONCE((a)->v, x)
#define atomic_inc(a)			((void)model_add(&(a)->v, sizeof(int), 1, RELAXED))
#define atomic_dec(a)			((void)model_add(&(a)->v, sizeof(int), -1, RELAXED))
#define atomic_inc_return(a)		((int)model_add(&(a)->v, sizeof(int), 1, FULL))
#define atomic_dec_return(a)		((int)model_add(&(a)->v, sizeof(int), -1, FULL))
#define atomic_dec_and_test(a)		(!atomic_dec_return(a))
#define atomic_or(m, a)			((void)((a)->v |= (m)))
#define atomic_andnot(m, a)		((void)((a)->v &= ~(m)))
#define test_bit(n, p)			((p)[(n) / 64] >> (n) % 64 & 1)
#define set_bit(n, p)			((void)((p)[(n) / 64] |= BIT((n) % 64)))
#define clear_bit(n, p)			((void)((p)[(n) / 64] &= ~BIT((n) % 64)))
#define test_and_set_bit(n, p)		({ bool _b = test_bit(n, p); set_bit(n, p); _b; })

/* ---- locks: nobody contends here -------------------------------------------- */

typedef struct { int locked; } raw_spinlock_t;
typedef raw_spinlock_t spinlock_t;
struct mutex { int locked; };
struct lock_class_key { int unused; };

#define __RAW_SPIN_LOCK_UNLOCKED(x)		{ 0 }
#define raw_spin_lock_init(l)			((void)((l)->locked = 0))
#define spin_lock_init(l)			raw_spin_lock_init(l)
#ifdef MODEL
void model_lock(int *locked);
void model_unlock(int *locked);
#define shim_lock(l)				model_lock(&(l)->locked)
#define shim_unlock(l)				model_unlock(&(l)->locked)
#else
#define shim_lock(l)				((void)((l)->locked++))
#define shim_unlock(l)				((void)((l)->locked--))
#endif
#define raw_spin_lock_irqsave(l, f)		((void)((f) = 0), shim_lock(l))
#define raw_spin_unlock_irqrestore(l, f)	((void)(f), shim_unlock(l))
#define raw_spin_trylock_irqsave(l, f)		((void)((f) = 0), shim_lock(l), true)
#define spin_lock_irqsave(l, f)			raw_spin_lock_irqsave(l, f)
#define spin_unlock_irqrestore(l, f)		raw_spin_unlock_irqrestore(l, f)
#define raw_spin_lock(l)			shim_lock(l)
#define raw_spin_lock_nested(l, n)		shim_lock(l)
#define raw_spin_unlock(l)			shim_unlock(l)
#define raw_spin_lock_irq(l)			shim_lock(l)
#define raw_spin_unlock_irq(l)			shim_unlock(l)
#define mutex_init(m)				((void)((m)->locked = 0))
#define __mutex_init(m, name, key)		((void)(key), mutex_init(m))
#define mutex_lock(m)				shim_lock(m)
#define mutex_unlock(m)				shim_unlock(m)
#define DEFINE_MUTEX(m)				struct mutex m
#define lockdep_assert_held(l)			((void)(l))
#define lockdep_assert_preemption_disabled()	((void)0)
#define lockdep_set_class_and_name(l, k, n)	((void)(l), (void)(k))

static inline void shim_mutex_unlock(struct mutex **m) { mutex_unlock(*m); }
static inline void shim_raw_unlock(raw_spinlock_t **l) { shim_unlock(*l); }
static inline struct mutex *shim_mutex_lock(struct mutex *m) { mutex_lock(m); return m; }
static inline raw_spinlock_t *shim_raw_lock(raw_spinlock_t *l) { shim_lock(l); return l; }

/* guard(class)(args): the classes that are used here. */
#define SHIM_CAT_(a, b)		a ## b
#define SHIM_CAT(a, b)		SHIM_CAT_(a, b)
#define guard(class)		SHIM_CAT(shim_guard_, class)
#define shim_guard_mutex(m)						\
	struct mutex *SHIM_CAT(guard_, __LINE__)			\
	__attribute__((cleanup(shim_mutex_unlock), unused)) = shim_mutex_lock(m)
#define shim_guard_raw_spinlock_irqsave(l)				\
	raw_spinlock_t *SHIM_CAT(guard_, __LINE__)			\
	__attribute__((cleanup(shim_raw_unlock), unused)) = shim_raw_lock(l)
#define shim_guard_raw_spinlock(l)	shim_guard_raw_spinlock_irqsave(l)
#define shim_guard_spinlock_irqsave(l)	shim_guard_raw_spinlock_irqsave(l)
#define shim_guard_cpus_read_lock()	do { } while (0)
#define shim_guard_preempt_notrace()	do { } while (0)
#define shim_guard_preempt()		do { } while (0)
#define shim_guard_rcu()		do { } while (0)

#define preempt_disable_notrace()	barrier()
#define preempt_enable_notrace()	barrier()
#define preempt_disable()		barrier()
#define preempt_enable()		barrier()
#define cpus_read_lock()		barrier()
#define cpus_read_unlock()		barrier()
#define migrate_disable()		barrier()
#define migrate_enable()		barrier()
#define rcu_read_lock()			barrier()
#define rcu_read_unlock()		barrier()
#define synchronize_rcu()		shim_synchronize()
#define local_irq_save(f)		((void)((f) = 0))
#define local_irq_restore(f)		((void)(f))
#define in_nmi()			false
#define lockdep_assert_cpus_held()	((void)0)
#define smp_call_function_single(cpu, fn, arg, wait) ((void)(cpu), shim_interrupt(fn, arg))
#define si_mem_available()		LONG_MAX
#define fatal_signal_pending(t)		shim_signal_pending()
#define page_ref_count(p)		1
#define irqs_disabled()			false
#define oops_in_progress		0
#define cond_resched()			barrier()
#define might_sleep()			barrier()

struct irq_work { void (*func)(struct irq_work *work); };
typedef struct { spinlock_t lock; } wait_queue_head_t;
struct rcu_head { int unused; };

#define __WAIT_QUEUE_HEAD_INITIALIZER(x)	{ { 0 } }
#define init_waitqueue_head(w)			((void)((w)->lock.locked = 0))
#define wake_up_all(w)				((void)(w))
#define init_irq_work(w, f)			((void)((w)->func = (f)))
#define irq_work_queue(w)			((w)->func ? (w)->func(w) : (void)0)
#define irq_work_sync(w)			((void)(w))

/* ---- one CPU ---------------------------------------------------------------- */

struct cpumask { unsigned long bits; };
typedef struct cpumask cpumask_var_t[1];
struct hlist_node { int unused; };

extern struct cpumask shim_one_cpu;

#define nr_cpu_ids				1
#define cpu_online_mask				(&shim_one_cpu)
#define cpu_possible_mask			(&shim_one_cpu)
#define cpumask_of(cpu)				((void)(cpu), &shim_one_cpu)
#define cpumask_test_cpu(cpu, m)		((bool)((m)->bits >> (cpu) & 1))
#define cpumask_set_cpu(cpu, m)			((void)((m)->bits |= BIT(cpu)))
#define cpumask_clear_cpu(cpu, m)		((void)((m)->bits &= ~BIT(cpu)))
#define cpumask_first(m)			((void)(m), 0)
#define zalloc_cpumask_var(m, gfp)		((*(m))->bits = 0, true)
#define free_cpumask_var(m)			((void)(m))
#define for_each_cpu(cpu, m)			\
	for ((cpu) = 0; (cpu) < 1; (cpu)++) if (!((m)->bits & 1)) { } else
#define for_each_cpu_and(cpu, m, n)		\
	for ((cpu) = 0; (cpu) < 1; (cpu)++) if (!((m)->bits & (n)->bits & 1)) { } else
#define for_each_possible_cpu(cpu)		for ((cpu) = 0; (cpu) < 1; (cpu)++)
#define for_each_online_cpu(cpu)		for_each_possible_cpu(cpu)
#define cpu_to_node(cpu)			((void)(cpu), 0)
#define cpu_online(cpu)				((cpu) == 0)
#define cpu_possible(cpu)			((cpu) == 0)
#define smp_processor_id()			0
#define raw_smp_processor_id()			0
#define per_cpu_ptr(p, cpu)			((void)(cpu), (p))
#define raw_cpu_read(x)				(x)
#define this_cpu_read(x)			(x)
#define alloc_percpu(t)				((t *)shim_zalloc(sizeof(t)))
#define free_percpu(p)				shim_free(p)

#define CPUHP_TRACE_RB_PREPARE			0
#define cpuhp_setup_state_multi(s, n, up, down)	0
#define cpuhp_state_add_instance(s, node)	trace_rb_cpu_prepare(0, node)
#define cpuhp_state_remove_instance_nocalls(s, node) ((void)(node))
#define hlist_entry(p, t, m)			container_of(p, t, m)

/* ---- memory ------------------------------------------------------------------ */

struct page { int unused; };

#define GFP_KERNEL			0
#define GFP_NOWAIT			0
#define GFP_ATOMIC			0
#define __GFP_RETRY_MAYFAIL		0
#define __GFP_NORETRY			0
#define __GFP_NOWARN			0
#define __GFP_ZERO			0
#define __GFP_COMP			0
#define __GFP_ACCOUNT			0
#define kmalloc(n, g)			shim_zalloc(n)
#define kzalloc(n, g)			shim_zalloc(n)
#define kzalloc_node(n, g, node)	((void)(node), shim_zalloc(n))
#define kcalloc(n, s, g)		shim_zalloc((size_t)(n) * (s))
#define kvcalloc(n, s, g)		shim_zalloc((size_t)(n) * (s))
#define kvzalloc(n, g)			shim_zalloc(n)
#define kvmalloc_array(n, s, g)		shim_zalloc((size_t)(n) * (s))
#define kvcalloc_node(n, s, g, node)	((void)(node), shim_zalloc((size_t)(n) * (s)))
#define kfree(p)			shim_free(p)
#define kvfree(p)			shim_free(p)
#define alloc_pages_node(node, g, order) \
	((void)(node), (void)(g), (struct page *)shim_zalloc(PAGE_SIZE << (order)))
#define alloc_pages(g, order)		alloc_pages_node(0, g, order)
#define __get_free_pages(g, order)	((unsigned long)alloc_pages(g, order))
#define __free_pages(p, order)		((void)(order), shim_free(p))
#define free_pages(a, order)		((void)(order), shim_free(a))
#define free_page(a)			free_pages(a, 0)
#define page_address(p)			((void *)(p))
#define virt_to_page(p)			((struct page *)(p))

#define PTR_ALIGN(p, a)			((typeof(p))ALIGN((uintptr_t)(p), (uintptr_t)(a)))
#define PAGE_ALIGNED(a)			(!((uintptr_t)(a) & (PAGE_SIZE - 1)))
#define PAGE_ALIGN(a)			ALIGN(a, PAGE_SIZE)
#define flush_kernel_vmap_range(p, n)	((void)(p), (void)(n))

#define bitmap_zero(b, n)		memset(b, 0, DIV_ROUND_UP(n, 64) * 8)
#define bitmap_zalloc(n, g)		((unsigned long *)shim_zalloc(DIV_ROUND_UP(n, 64) * 8))
#define bitmap_free(b)			shim_free(b)

static inline unsigned long find_first_zero_bit(const unsigned long *b, unsigned long n)
{
	unsigned long i;

	for (i = 0; i < n && b[i / 64] >> i % 64 & 1; i++)
		;
	return i;
}

/* ---- the end of the kernel ----------------------------------------------------- */

struct notifier_block {
	int (*notifier_call)(struct notifier_block *nb, unsigned long event, void *data);
};

#define NOTIFY_DONE			0
#define atomic_notifier_chain_register(list, nb)	((void)(nb))
#define atomic_notifier_chain_unregister(list, nb)	((void)(nb))
#define pr_warn(...)			((void)0)
#define _text				((char *)0x1000000)
#define _sdata				((char *)0x2000000)

/* ---- clocks, text, files ------------------------------------------------------ */

u64 trace_clock_local(void);
#define sched_clock_noinstr()		trace_clock_local()

struct trace_seq;
#define trace_seq_puts(s, ...)		((void)(s))
#define trace_seq_printf(s, ...)	((void)(s))
#define trace_seq_has_overflowed(s)	((void)(s), false)

struct file;
struct vm_area_struct;
struct seq_file;
typedef struct poll_table_struct poll_table;

#endif /* _SHIM_KERNEL_H */
