// SPDX-License-Identifier: GPL-2.0-only
/*
 * The explorer; model.h says what it does and promises. This file is compiled
 * without the sanitizer: nothing in here is a point of choice by itself.
 *
 * Which executions are left out, and why that loses nothing:
 *
 *   - An interrupting writer that neither writes what the next access touches
 *     nor reads what it writes could as well come after that access. Such an
 *     execution is abandoned; the other one is made.
 *   - The CPUs take turns only where one touches what the reader's CPU writes,
 *     or has a full barrier. Everything else that the writer does, the reader
 *     can find done or not done by what its loads return.
 *   - Of the stores that a load may return only the oldest of each value is
 *     tried: it brings the least knowledge.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#include "model.h"

#undef memcpy
#undef memset

#define WORDS		2048		/* of 8 bytes: shared memory */
#define ALLOCS		64
#define REDZONE		32
#define MESSAGES	128		/* stores to one word */
#define VIEWS		4096
#define CHOICES		1000
#define BITMAP		(WORDS / 64)
#define MOST_ACCESSES	50000		/* some hundred are usual */

/* ---- shared memory: handed out once, put back before each execution --------- */

static u64 arena[WORDS] __attribute__((aligned(64)));
static u64 snapshot[WORDS];
static struct { u32 from, to; } allocs[ALLOCS];
static u8 valid[WORDS];			/* by byte: belongs to an object */
static u8 valid_at_start[WORDS];
static u32 nr_allocs, used, top;	/* in words; top: of all executions, red zone included */
static u32 nr_allocs_at_start, used_at_start;
static bool started;

static void fail_access(u32 at, u32 size, bool write);
static void start_again(void);

void *model_alloc(size_t size)
{
	u32 words = (size + 7) / 8, at;

	/* Some structures want cache lines; sub-buffers are best where u64 would be. */
	at = (used + REDZONE / 8 + 7) & ~7;
	if (nr_allocs == ALLOCS || at + words + REDZONE / 8 > WORDS) {
		fprintf(stderr, "model: out of shared memory\n");
		exit(2);
	}
	allocs[nr_allocs].from = at * 8;
	allocs[nr_allocs++].to = at * 8 + size;
	used = at + words;
	for (size_t i = 0; i < size; i++)
		valid[at + i / 8] |= 1 << i % 8;
	if (used + REDZONE / 8 > top) {
		top = used + REDZONE / 8;
		if (started)	/* from the beginning, now that we know */
			start_again();
	}
	return arena + at;
}

/* Not used again in this execution: who touches it is found out. */
void model_free(const void *p)
{
	u32 i, w;

	for (i = 0; p && i < nr_allocs; i++) {
		if ((const char *)p != (char *)arena + allocs[i].from)
			continue;
		for (w = allocs[i].from / 8; w < (allocs[i].to + 7) / 8; w++)
			valid[w] = 0;
		return;
	}
	if (p)
		model_fail("freeing what was not allocated");
}

bool __attribute__((weak)) shim_signal_pending(void)
{
	return false;
}

static bool shared(const volatile void *p)
{
	return (const volatile char *)p >= (char *)arena &&
	       (const volatile char *)p < (char *)(arena + top);
}

/* Of bytes in one word. */
static inline void check_bounds(u32 at, u32 size, bool write)
{
	u32 bytes = ((1 << size) - 1) << at % 8;

	if ((valid[at / 8] & bytes) != bytes)
		fail_access(at, size, write);
}

/* ---- choices ------------------------------------------------------------------ */

static struct { u16 taken, of; } choices[CHOICES];
static u32 depth, prefix, longest;
static jmp_buf again;
static const struct model *current;
static bool tracing;

int model_choose(int n)
{
	if (n <= 1)
		return 0;
	if (depth == CHOICES)
		model_fail("%d choices in one execution: does it end?", CHOICES);
	if (depth == prefix) {
		choices[prefix].taken = 0;
		choices[prefix++].of = n;
	}
	if (choices[depth].of != n) {
		fprintf(stderr, "model: %s: not reproducible\n", current->name);
		exit(2);
	}
	return choices[depth++].taken;
}

static bool next_choices(void)
{
	while (prefix && choices[prefix - 1].taken + 1 == choices[prefix - 1].of)
		prefix--;
	if (!prefix)
		return false;
	choices[prefix - 1].taken++;
	return true;
}

/* ---- the two CPUs --------------------------------------------------------------- */

struct message {
	u64	value;
	int	view;		/* in @views, or -1 */
};

struct cpu {
	u16	now[WORDS];	/* the newest store of each word that it knows of */
	u16	acquired[WORDS];/* the same after the next acquire barrier */
	u16	released[WORDS];/* what its relaxed stores pass on */
	u16	fences;		/* is @acquired, @released in use? */
	bool	done;
	int	racy;
	struct pending {	/* plain store that is happening */
		u32	w;
		u8	bytes;
	} pending[2];
	int	nr_pending;
};

static struct cpu cpus[2];
static struct message history[WORDS][MESSAGES];
static u16 stores[WORDS];
static u16 views[VIEWS][WORDS];
static u16 global[WORDS];
static u32 nr_views;
static bool weak;		/* two CPUs */
static bool armed;		/* choices are made at accesses */
static int self;		/* the CPU that runs */
static int level;		/* of writers, on CPU 0 */
static int budget[8];
static u64 reads[8][BITMAP], writes[8][BITMAP];
static bool copying, copy_is_torn;	/* in model_memcpy() */

/* Bytes (a bit each) that matter for taking turns; found out while exploring. */
static u8 writer_uses[WORDS], reader_writes[WORDS];
static bool turns_grew;
static u32 accesses;			/* in this execution, its check included */
static bool reader_wrote;	/* what the writer uses, since it ran */

static bool grace;			/* the reader waits for writers under way to end */

/* An interrupt that the reader's CPU sends to the writer's, and waits for. */
static void (*call)(void *);
static void *call_arg;
static bool in_call;
static int calls;			/* the third and later ones come at the end */

static ucontext_t writer_context, reader_context;
static char reader_stack[256 * 1024];
static bool abandoned;

int model_level(void)
{
	return level;
}

static void tell(const char *what, u64 *word, u32 at, u32 size, u64 value, void *pc)
{
	u32 i, a = nr_allocs;

	for (i = 0; i < nr_allocs; i++)
		if (at >= allocs[i].from && at < allocs[i].to)
			a = i;
	printf("  %s%d %*s%-8s object %u + %-3u %u bytes", self ? "reader " : "writer ",
	       self ? 0 : level, 2 * level, "", what, a,
	       a < nr_allocs ? at - allocs[a].from : at, size);
	if (word)
		printf(" = %llx", value);
	printf("  at %p\n", pc);
}

#define trace(...)	do { if (__builtin_expect(tracing, 0)) tell(__VA_ARGS__); } while (0)

static void leave(void)
{
	if (self == 1) {
		abandoned = true;
		self = 0;
		setcontext(&writer_context);
	}
	longjmp(again, 1);
}

static void start_again(void)
{
	turns_grew = true;
	leave();
}

void model_prune(void)
{
	leave();
	__builtin_unreachable();
}

void model_fail(const char *fmt, ...)
{
	va_list args;

	/* It began before all was known that matters; if it is true it is found again. */
	if (turns_grew && !tracing)
		leave();
	fflush(stdout);
	if (tracing || getenv("MODEL_NO_TRACE")) {
		printf("FAILED %s: ", current ? current->name : "setup");
		va_start(args, fmt);
		vprintf(fmt, args);
		va_end(args);
		printf("\n");
		fflush(stdout);
		_exit(1);
	}
	/* Once more, telling each step. */
	printf("The execution that fails (addr2line -e PROGRAM ADDRESS tells where):\n");
	tracing = true;
	prefix = depth;
	leave();
	__builtin_unreachable();
}

void shim_warn(const char *what, const char *file, int line)
{
	model_fail("WARN(%s) at %s:%d", what, file, line);
}

static void fail_access(u32 at, u32 size, bool write)
{
	trace(write ? "STORE" : "LOAD", NULL, at, size, 0, __builtin_return_address(0));
	model_fail("%s of %u bytes outside of every object, %u bytes into shared memory",
		   write ? "store" : "load", size, at);
}

/* ---- memory as the CPUs see it ---------------------------------------------------- */

static void join(u16 *to, const u16 *from)
{
	for (u32 i = 0; i < top; i++)
		if (to[i] < from[i])
			to[i] = from[i];
}

static int keep_view(const u16 *view)
{
	if (nr_views == VIEWS) {
		fprintf(stderr, "model: too many views\n");
		exit(2);
	}
	memcpy(views[nr_views], view, top * sizeof(*view));
	return nr_views++;
}

static u8 byte_mask(u32 shift, u32 size)
{
	return ((1 << size) - 1) << shift;
}

/* Is there something that the writer uses and the reader writes? */
static void note_use(u8 *which, u32 w, u8 bytes)
{
	if ((which[w] & bytes) == bytes)
		return;
	which[w] |= bytes;
	if (writer_uses[w] & reader_writes[w] & bytes)
		turns_grew = true;
}

static void append(struct cpu *cpu, u32 w, u64 value, int view, u8 bytes)
{
	if (stores[w] == MESSAGES) {
		fprintf(stderr, "model: too many stores\n");
		exit(2);
	}
	history[w][stores[w]] = (struct message) { value, view };
	cpu->now[w] = stores[w];
	cpu->acquired[w] = stores[w];
	stores[w]++;
	arena[w] = value;
	if (self == 1) {
		note_use(reader_writes, w, bytes);
		if (writer_uses[w] & bytes)
			reader_wrote = true;
	}
}

/* The plain store that was announced at the last access has happened by now. */
static void settle(void)
{
	struct cpu *cpu = &cpus[self];
	int i, n = cpu->nr_pending;

	cpu->nr_pending = 0;
	for (i = 0; i < n; i++)
		append(cpu, cpu->pending[i].w, arena[cpu->pending[i].w],
		       cpu->fences ? keep_view(cpu->released) : -1, cpu->pending[i].bytes);
}

static void switch_to(int to)
{
	settle();
	self = to;
	if (to == 1) {
		reader_wrote = false;
		swapcontext(&writer_context, &reader_context);
		if (abandoned)
			longjmp(again, 1);
	} else {
		swapcontext(&reader_context, &writer_context);
	}
}

static u64 bytes_of(u64 word, u32 shift, u32 size)
{
	word >>= shift * 8;
	return size == 8 ? word : word & ((1ULL << size * 8) - 1);
}

/*
 * What a load by this CPU returns: a store, by its number. One that has the
 * same value as an older one that it may return is not tried. With @old: what a
 * compare-and-exchange finds, which is not @old but where that is the newest.
 */
static u16 pick(u32 w, u32 shift, u32 size, bool plain, const u64 *old)
{
	struct cpu *cpu = &cpus[self];
	u16 may[MESSAGES], i, j, newest = stores[w] - 1;
	u32 n = 0;

	for (i = cpu->now[w]; i <= newest; i++) {
		u64 value = bytes_of(history[w][i].value, shift, size);

		if (old && value == *old && i != newest)
			continue;
		for (j = 0; j < n; j++)
			if (bytes_of(history[w][may[j]].value, shift, size) == value)
				break;
		if (j == n)
			may[n++] = i;
	}
	if (n > 1 && plain && !cpu->racy)
		model_fail("data race: a plain load may return %u values, %llx .. %llx", n,
			   bytes_of(history[w][may[0]].value, shift, size),
			   bytes_of(history[w][may[n - 1]].value, shift, size));
	return may[model_choose(n)];
}

/* The view that a read-modify-write leaves: what it found there goes on being released. */
static int continued(struct cpu *cpu, int view, enum model_order order)
{
	int mine;

	if (order == FULL || order == RELEASE)
		mine = keep_view(cpu->now);
	else if (cpu->fences)
		mine = keep_view(cpu->released);
	else
		return view;
	if (view >= 0)
		join(views[mine], views[view]);
	return mine;
}

static void saw(u32 w, u16 store, enum model_order order)
{
	struct cpu *cpu = &cpus[self];
	int view = history[w][store].view;

	if (cpu->now[w] < store)
		cpu->now[w] = store;
	if (view < 0)
		return;
	join(cpu->acquired, views[view]);
	if (order == ACQUIRE || order == FULL)
		join(cpu->now, views[view]);
}

static void full_fence(void)
{
	struct cpu *cpu = &cpus[self];

	join(cpu->now, cpu->acquired);
	join(cpu->now, global);
	memcpy(global, cpu->now, top * sizeof(*global));
	memcpy(cpu->acquired, cpu->now, top * sizeof(*global));
	memcpy(cpu->released, cpu->now, top * sizeof(*global));
	cpu->fences = 1;
	if (self == 1)
		reader_wrote = true;
}

/*
 * A copy in data_race() is allowed to be torn, as whoever made it finds that
 * out. Each word may be as old as can be, or newer in bytes for which TORN
 * stands. One such word in a copy is enough: more of them tell the CPU more.
 */
#define TORN	0xdeadbeefdeadbeefULL

static bool torn_load(u32 w)
{
	struct cpu *cpu = &cpus[self];
	u64 oldest = history[w][cpu->now[w]].value, differ = 0, bits = 0;
	u32 i, first = 0;

	if (!copying || !cpu->racy)
		return false;
	for (i = cpu->now[w]; i < stores[w]; i++) {
		differ |= history[w][i].value ^ oldest;
		if (differ && !first)
			first = i;
	}
	arena[w] = oldest;
	if (differ && !copy_is_torn && model_choose(2)) {
		copy_is_torn = true;
		for (i = 0; i < 64; i += 8)
			if (differ >> i & 255)
				bits |= 255ULL << i;
		arena[w] = (oldest & ~bits) | (TORN & bits);
		saw(w, first, RELAXED);
	} else {
		saw(w, cpu->now[w], RELAXED);
	}
	return true;
}

/* ---- what may happen before an access ------------------------------------------------ */

static bool touches(u32 w, bool write)
{
	u64 bit = 1ULL << w % 64;

	if (writes[level + 1][w / 64] & bit)
		return true;
	return write && reads[level + 1][w / 64] & bit;
}

static void interrupted(u32 w, bool write, bool dry)
{
	int i;

	while (level + 1 < current->levels && budget[level] && model_choose(2)) {
		budget[level]--;
		level++;
		budget[level] = current->interrupts[level];
		memset(reads[level], 0, sizeof(reads[level]));
		memset(writes[level], 0, sizeof(writes[level]));
		if (tracing)
			printf("  ---- interrupt, level %d\n", level);
		model_interrupt(level);
		if (weak)
			settle();
		level--;
		if (tracing)
			printf("  ---- back at level %d\n", level);
		/* With two CPUs that would give another order of stores. */
		if (!weak && !dry && !touches(w, write))
			model_prune();
		for (i = 0; i < BITMAP; i++) {
			reads[level][i] |= reads[level + 1][i];
			writes[level][i] |= writes[level + 1][i];
		}
	}
}

static void take_call(void)
{
	int was = level;

	in_call = true;
	if (tracing)
		printf("  ---- called by the other CPU\n");
	full_fence();
	level = was + 1;
	budget[level] = current->interrupts[level];
	call(call_arg);
	settle();
	level = was;
	full_fence();
	in_call = false;
	call = NULL;
	if (tracing)
		printf("  ---- back at level %d\n", level);
}

void model_call(void (*fn)(void *), void *arg)
{
	if (!armed || self == 0) {
		fn(arg);
		return;
	}
	settle();
	full_fence();
	call = fn;
	call_arg = arg;
	calls++;
	while (call) {
		if (!cpus[0].done) {
			switch_to(0);
			continue;
		}
		self = 0;
		take_call();
		self = 1;
	}
	full_fence();
	reader_wrote = true;
}

/* No writer of before is under way on return. */
void model_synchronize(void)
{
	if (!armed || self == 0)
		return;
	settle();
	full_fence();
	grace = true;
	while (grace && !cpus[0].done)
		switch_to(0);
	full_fence();
	reader_wrote = true;
}

/* The writer's CPU is between two writers. */
void model_quiet(void)
{
	if (!armed || !grace)
		return;
	settle();
	full_fence();
	grace = false;
}

static void before(u32 w, u8 bytes, bool write, bool fence)
{
	settle();
	if (self == 0) {
		/* Now, or later: at the end at the latest. */
		if (call && !in_call && calls < 3 && model_choose(2))
			take_call();
		interrupted(w, write, fence);
	}
	if (self == 0) {
		if (!fence) {
			(write ? writes : reads)[level][w / 64] |= 1ULL << w % 64;
			/* The reader waits for what it called for: no turns there. */
			if (weak && !in_call)
				note_use(writer_uses, w, bytes);
		}
		if (weak && !in_call && (fence || reader_writes[w] & bytes))
			/* Once: the reader came back because it is for us to go on. */
			if (!call && !grace && !cpus[1].done && model_choose(2))
				switch_to(1);
	} else if (reader_wrote && !cpus[0].done) {
		reader_wrote = false;
		if (model_choose(2))
			switch_to(0);
	}
}

static void count_access(void)
{
	if (++accesses > MOST_ACCESSES)
		model_fail("%u accesses in one execution: it does not end", MOST_ACCESSES);
}

/* Announced by the compiler: a plain access follows. */
static void plain(void *p, u32 size, bool write, void *pc)
{
	u32 at, w, part, shift;

	count_access();
	if (!armed || !shared(p))
		return;
	for (at = (char *)p - (char *)arena; size; at += part, size -= part) {
		w = at / 8;
		shift = at % 8;
		part = size < 8 - shift ? size : 8 - shift;
		check_bounds(at, part, write);
		before(w, byte_mask(shift, part), write, false);
		if (weak && !write) {
			if (!torn_load(w)) {
				u16 store = pick(w, shift, part, true, NULL);

				saw(w, store, RELAXED);
				arena[w] = history[w][store].value;
			}
		} else if (weak) {
			/* It may be one store to two words: both happen after this. */
			arena[w] = history[w][stores[w] - 1].value;
			if (part < size)
				before((at + part) / 8, 0, true, false);
			cpus[self].pending[cpus[self].nr_pending++] = (struct pending) {
				w, byte_mask(shift, part) };
			if (part < size) {
				at += part;
				size -= part;
				w = at / 8;
				check_bounds(at, size, write);
				if (self == 0 && !in_call)
					note_use(writer_uses, w, byte_mask(0, size));
				arena[w] = history[w][stores[w] - 1].value;
				cpus[self].pending[cpus[self].nr_pending++] = (struct pending) {
					w, byte_mask(0, size) };
				part = size;
			}
		}
		trace(write ? "store" : "load", write ? NULL : arena + w, at, part,
		      bytes_of(arena[w], shift, part), pc);
	}
}

static u64 raw_load(const volatile void *p, u32 size)
{
	switch (size) {
	case 1: return *(const volatile u8 *)p;
	case 2: return *(const volatile u16 *)p;
	case 4: return *(const volatile u32 *)p;
	}
	return *(const volatile u64 *)p;
}

static void raw_store(volatile void *p, u32 size, u64 value)
{
	switch (size) {
	case 1: *(volatile u8 *)p = value; return;
	case 2: *(volatile u16 *)p = value; return;
	case 4: *(volatile u32 *)p = value; return;
	}
	*(volatile u64 *)p = value;
}

static bool modelled(const volatile void *p, u32 size, bool write, u32 *w, u32 *at)
{
	count_access();
	if (!armed || !shared(p))
		return false;
	*at = (const volatile char *)p - (char *)arena;
	*w = *at / 8;
	check_bounds(*at, size, write);
	if (*at % size)
		model_fail("an atomic access that is not aligned");
	before(*w, byte_mask(*at % 8, size), write, false);
	return true;
}

u64 model_load(const volatile void *p, u32 size, enum model_order order)
{
	u64 value;
	u32 w, at;

	if (!modelled(p, size, false, &w, &at))
		return raw_load(p, size);
	if (weak) {
		u16 store = pick(w, at % 8, size, false, NULL);

		saw(w, store, order);
		value = bytes_of(history[w][store].value, at % 8, size);
	} else {
		value = raw_load(p, size);
	}
	trace(order == ACQUIRE ? "acquire" : "LOAD", arena + w, at, size, value,
	      __builtin_return_address(0));
	return value;
}

void model_store(volatile void *p, u32 size, u64 value, enum model_order order)
{
	struct cpu *cpu = &cpus[self];
	int view = -1;
	u32 w, at;

	if (!modelled(p, size, true, &w, &at)) {
		raw_store(p, size, value);
		return;
	}
	if (weak) {
		arena[w] = history[w][stores[w] - 1].value;
		if (order == RELEASE)
			view = keep_view(cpu->now);
		else if (cpu->fences)
			view = keep_view(cpu->released);
	}
	raw_store(p, size, value);
	if (weak)
		append(cpu, w, arena[w], view, byte_mask(at % 8, size));
	trace(order == RELEASE ? "release" : "STORE", arena + w, at, size, value,
	      __builtin_return_address(0));
}

u64 model_cmpxchg(volatile void *p, u32 size, u64 old, u64 value, enum model_order order)
{
	struct cpu *cpu = &cpus[self];
	u32 w, at, shift;
	u16 store;
	u64 had;

	if (size < 8) {
		old &= (1ULL << size * 8) - 1;
		value &= (1ULL << size * 8) - 1;
	}
	if (!modelled(p, size, true, &w, &at)) {
		had = raw_load(p, size);
		if (had == old)
			raw_store(p, size, value);
		return had;
	}
	shift = at % 8;
	if (!weak) {
		had = raw_load(p, size);
		if (had == old)
			raw_store(p, size, value);
		goto out;
	}
	/* It succeeds on the newest store; it may fail on an older one of another value. */
	store = pick(w, shift, size, false, &old);
	had = bytes_of(history[w][store].value, shift, size);
	if (had == old) {
		int view = history[w][store].view;

		if (order == FULL)
			full_fence();
		saw(w, store, order);
		arena[w] = history[w][store].value;
		raw_store(p, size, value);
		append(cpu, w, arena[w], continued(cpu, view, order), byte_mask(shift, size));
		if (order == FULL)
			full_fence();
	} else {
		saw(w, store, RELAXED);
	}
out:
	trace(had == old ? "cmpxchg" : "cmpxchg!", arena + w, at, size, had == old ? value : had,
	      __builtin_return_address(0));
	return had;
}

u64 model_add(volatile void *p, u32 size, u64 what, enum model_order order)
{
	struct cpu *cpu = &cpus[self];
	u64 value;
	u32 w, at;

	if (!modelled(p, size, true, &w, &at)) {
		value = raw_load(p, size) + what;
		raw_store(p, size, value);
		return value;
	}
	if (weak) {
		if (order == FULL)
			full_fence();
		saw(w, stores[w] - 1, order);
		arena[w] = history[w][stores[w] - 1].value;
	}
	value = raw_load(p, size) + what;
	raw_store(p, size, value);
	if (weak) {
		append(cpu, w, arena[w], continued(cpu, history[w][stores[w] - 1].view, order),
		       byte_mask(at % 8, size));
		if (order == FULL)
			full_fence();
	}
	trace("add", arena + w, at, size, value, __builtin_return_address(0));
	return value;
}

u64 model_tick(u64 *word, u64 by)
{
	return model_add(word, sizeof(*word), by, RELAXED) - by;
}

void model_fence(enum model_order order)
{
	struct cpu *cpu = &cpus[self];

	if (!armed || !weak)
		return;
	settle();
	if (order == FULL) {
		before(0, 0, false, true);
		full_fence();
	} else if (order == ACQUIRE) {
		join(cpu->now, cpu->acquired);
	} else {
		memcpy(cpu->released, cpu->now, top * sizeof(*global));
		cpu->fences = 1;
	}
}

void model_racy(int on)
{
	cpus[self].racy += on ? 1 : -1;
}

/* Word by word, as memcpy() may do it. */
void *model_memcpy(void *to, const void *from, size_t n)
{
	size_t i, part;

	copying = true;
	copy_is_torn = false;
	for (i = 0; i < n; i += part) {
		part = n - i >= 8 && !((((uintptr_t)from | (uintptr_t)to) + i) & 7) ? 8 :
		       n - i >= 4 ? 4 : 1;
		plain((void *)from + i, part, false, __builtin_return_address(0));
		u64 value = raw_load(from + i, part);

		plain(to + i, part, true, __builtin_return_address(0));
		raw_store(to + i, part, value);
	}
	copying = false;
	return to;
}

void *model_memset(void *to, int c, size_t n)
{
	size_t i, part;

	for (i = 0; i < n; i += part) {
		part = n - i >= 8 && !(((uintptr_t)to + i) & 7) ? 8 :
		       n - i >= 4 && !(((uintptr_t)to + i) & 3) ? 4 : 1;
		plain(to + i, part, true, __builtin_return_address(0));
		raw_store(to + i, part, 0x0101010101010101ULL * (u8)c);
	}
	return to;
}

/* Nobody waits for a lock here: who would, never runs while it is held. */
void model_lock(int *locked)
{
	u32 w = (u64 *)locked - arena;

	settle();
	if (armed && weak && shared(locked)) {
		saw(w, stores[w] - 1, ACQUIRE);
		arena[w] = history[w][stores[w] - 1].value;
	}
	if (*locked)
		model_fail("a lock is taken that is held");
	*locked = 1;
	if (armed && weak && shared(locked))
		append(&cpus[self], w, arena[w], -1, 0);
}

void model_unlock(int *locked)
{
	u32 w = (u64 *)locked - arena;

	settle();
	if (armed && weak && shared(locked))
		arena[w] = history[w][stores[w] - 1].value;
	*locked = 0;
	if (armed && weak && shared(locked))
		append(&cpus[self], w, arena[w], keep_view(cpus[self].now), 0);
}

/* ---- running it ------------------------------------------------------------------------ */

static void reader_main(void)
{
	current->reader();
	settle();
	cpus[1].done = true;
	for (;;)
		switch_to(0);
}

static void begin(void)
{
	memcpy(arena, snapshot, top * 8);
	memcpy(valid, valid_at_start, top);
	nr_allocs = nr_allocs_at_start;
	used = used_at_start;
	depth = 0;
	level = 0;
	copying = false;
	accesses = 0;
	call = NULL;
	in_call = false;
	calls = 0;
	grace = false;
	self = 0;
	abandoned = false;
	reader_wrote = false;
	budget[0] = current->interrupts[0];
	memset(reads[0], 0, sizeof(reads[0]));
	memset(writes[0], 0, sizeof(writes[0]));
	for (int i = 0; i < 2; i++) {
		cpus[i].fences = 0;
		cpus[i].done = false;
		cpus[i].racy = 0;
		cpus[i].nr_pending = 0;
		if (weak) {
			memset(cpus[i].now, 0, top * sizeof(u16));
			memset(cpus[i].acquired, 0, top * sizeof(u16));
			memset(cpus[i].released, 0, top * sizeof(u16));
		}
	}
	if (!weak)
		return;
	nr_views = 0;
	memset(global, 0, top * sizeof(u16));
	for (u32 i = 0; i < top; i++) {
		stores[i] = 1;
		history[i][0] = (struct message) { snapshot[i], -1 };
	}
	getcontext(&reader_context);
	reader_context.uc_stack.ss_sp = reader_stack;
	reader_context.uc_stack.ss_size = sizeof(reader_stack);
	reader_context.uc_link = NULL;
	makecontext(&reader_context, reader_main, 0);
}

static void execute(void)
{
	begin();
	current->begin();
	armed = true;
	/* The reader may have sent for the writer's CPU before that does anything. */
	if (weak && model_choose(2))
		switch_to(1);
	current->writer();
	settle();
	cpus[0].done = true;
	while (weak && !cpus[1].done)
		switch_to(1);
	armed = false;
	for (u32 i = 0; weak && i < top; i++)
		arena[i] = history[i][stores[i] - 1].value;
	current->check();
	if (tracing) {
		fprintf(stderr, "model: it does not fail again\n");
		exit(2);
	}
}

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

struct model_result model_explore(const struct model *m)
{
	static struct model_result r;
	static double start;

	r = (struct model_result) { .complete = true };
	start = seconds();
	current = m;
	weak = !!m->reader;
	started = armed = tracing = false;
	nr_allocs = used = top = 0;
	memset(arena, 0, sizeof(arena));
	memset(valid, 0, sizeof(valid));
	memset(writer_uses, 0, sizeof(writer_uses));
	memset(reader_writes, 0, sizeof(reader_writes));
	m->setup();
	started = true;
	memcpy(snapshot, arena, sizeof(arena));
	memcpy(valid_at_start, valid, sizeof(valid));
	nr_allocs_at_start = nr_allocs;
	used_at_start = used;
restart:
	prefix = 0;
	longest = 0;
	turns_grew = false;
	do {
		if (!setjmp(again)) {
			execute();
		} else {
			armed = false;
			if (tracing) {	/* model_fail(): see it again */
				execute();
				exit(2);
			}
			r.pruned++;
		}
		r.executions++;
		if (depth > longest)
			longest = depth;
		if (turns_grew)
			goto restart;
		prefix = depth;
		if (m->most && r.executions >= m->most) {
			r.complete = false;
			break;
		}
	} while (next_choices());
	r.longest = longest;
	r.seconds = seconds() - start;
	return r;
}

/* ---- in place of the sanitizer's runtime -------------------------------------------------- */

#define HOOK(name, size, write)						\
void __tsan_##name(void *p);						\
void __tsan_##name(void *p)						\
{									\
	plain(p, size, write, __builtin_return_address(0));		\
}

HOOK(read1, 1, false)
HOOK(read2, 2, false)
HOOK(read4, 4, false)
HOOK(read8, 8, false)
HOOK(read16, 16, false)
HOOK(write1, 1, true)
HOOK(write2, 2, true)
HOOK(write4, 4, true)
HOOK(write8, 8, true)
HOOK(write16, 16, true)
HOOK(unaligned_read2, 2, false)
HOOK(unaligned_read4, 4, false)
HOOK(unaligned_read8, 8, false)
HOOK(unaligned_read16, 16, false)
HOOK(unaligned_write2, 2, true)
HOOK(unaligned_write4, 4, true)
HOOK(unaligned_write8, 8, true)
HOOK(unaligned_write16, 16, true)

void __tsan_init(void);
void __tsan_init(void) { }
void __tsan_func_entry(void *pc);
void __tsan_func_entry(void *pc) { }
void __tsan_func_exit(void);
void __tsan_func_exit(void) { }
void __tsan_read_range(void *p, unsigned long size);
void __tsan_read_range(void *p, unsigned long size)
{
	plain(p, size, false, __builtin_return_address(0));
}

void __tsan_write_range(void *p, unsigned long size);
void __tsan_write_range(void *p, unsigned long size)
{
	plain(p, size, true, __builtin_return_address(0));
}
