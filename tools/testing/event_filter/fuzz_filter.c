// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any text as a filter, and any bytes as a record. A text that is taken must give a program that
 * ends and looks at nothing outside of the record; one that is refused must say why, and where,
 * inside of the text. Memory may run out at any place.
 *
 * The input: one byte for when memory runs out, a record, the text.
 */
#include "filter_program.h"

#define check(x)							\
do {									\
	if (!(x)) {							\
		fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #x);	\
		__builtin_trap();					\
	}								\
} while (0)

struct record {
	u8		u8;
	s16		s16;
	s32		s32;
	u64		u64;
	u32		list[2];
	char		fixed[8];
	u32		dyn;
	u32		rel;
	const char	*ptr;
	u32		cpus;
	char		data[32];
} __packed;

#define AT(member)	offsetof(struct record, member), sizeof(((struct record *)0)->member)

static const struct {
	const char		*name;
	struct filter_field	field;
} fields[] = {
	{ "u8", { FILTER_OTHER, false, AT(u8) } },
	{ "s16", { FILTER_OTHER, true, AT(s16) } },
	{ "s32", { FILTER_OTHER, true, AT(s32) } },
	{ "u64", { FILTER_OTHER, false, AT(u64) } },
	{ "list", { FILTER_OTHER, false, AT(list) } },
	{ "fixed", { FILTER_STATIC_STRING, false, AT(fixed) } },
	{ "dyn", { FILTER_DYN_STRING, false, AT(dyn) } },
	{ "rel", { FILTER_RDYN_STRING, false, AT(rel) } },
	{ "ptr", { FILTER_PTR_STRING, false, AT(ptr) } },
	{ "cpus", { FILTER_CPUMASK, false, AT(cpus) } },
	{ "far", { FILTER_OTHER, false, 70000, 4 } },
	{ "CPU", { FILTER_CPU, false, 0, 0 } },
	{ "COMM", { FILTER_COMM, false, 0, 16 } },
	{ "stacktrace", { FILTER_STACKTRACE, false, 0, 0 } },
};

static bool find_field(const struct filter_fields *unused, const char *name,
		       struct filter_field *field)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fields); i++) {
		if (!strcmp(fields[i].name, name)) {
			*field = fields[i].field;
			return true;
		}
	}
	return false;
}

static const struct filter_fields test_fields = { .find = find_field };

/* ---- the rest of the kernel -------------------------------------------------- */

static struct task_struct task = { "sixteen letters!" };
struct task_struct *current = &task;

static int allocations_left;	/* then memory is out; -1: never */
static bool memory_was_out;

void *shim_alloc(size_t size, bool clear)
{
	if (!allocations_left) {
		memory_was_out = true;
		return NULL;
	}
	if (allocations_left > 0)
		allocations_left--;
	return clear ? calloc(1, size) : malloc(size);
}

int kstrtou64(const char *s, unsigned int base, u64 *res)
{
	char *end;

	if (!isdigit(*s))
		return -EINVAL;
	errno = 0;
	*res = strtoull(s, &end, base);
	return *end || errno ? -EINVAL : 0;
}

int kstrtos64(const char *s, unsigned int base, s64 *res)
{
	char *end;

	if (!isdigit(s[*s == '-']))
		return -EINVAL;
	errno = 0;
	*res = strtoll(s, &end, base);
	return *end || errno ? -EINVAL : 0;
}

int kstrtoul(const char *s, unsigned int base, unsigned long *res)
{
	u64 val;
	int ret = kstrtou64(s, base, &val);

	*res = val;
	return ret;
}

int cpulist_parse(const char *list, struct cpumask *mask)
{
	char *end;
	unsigned long cpu = strtoul(list, &end, 10);

	if (end == list || cpu >= nr_cpu_ids || (*end && *end != ','))
		return -EINVAL;
	mask->bits |= 1UL << cpu;
	return *end ? cpulist_parse(end + 1, mask) : 0;
}

unsigned long kallsyms_lookup_name(const char *name)
{
	return strcmp(name, "vfs_read") ? 0 : 0x1000;
}

int kallsyms_lookup_size_offset(unsigned long addr, unsigned long *size, unsigned long *offset)
{
	*size = 0x100;
	*offset = addr - 0x1000;
	return addr >= 0x1000 && addr < 0x1100;
}

/* Half of memory cannot be read. */
long strncpy_from_kernel_nofault(char *to, const void *from, long max)
{
	if ((unsigned long)from & 1)
		return -EFAULT;
	strncpy(to, "pointed", max);
	return sizeof("pointed");
}

long strncpy_from_user_nofault(char *to, const void *from, long max)
{
	memset(to, 'u', max);
	return max;
}

/* ---- the test ---------------------------------------------------------------- */

/* The kernel fills in where data is, so that can be trusted; not what is there. */
static void set_locations(struct record *rec)
{
	u32 at = rec->dyn % sizeof(rec->data), len = rec->rel % (sizeof(rec->data) - at + 1);

	rec->dyn = (offsetof(struct record, data) + at) | len << 16;
	rec->rel = (offsetof(struct record, data) - offsetof(struct record, rel) - sizeof(u32) + at) |
		   len << 16;
	rec->cpus = offsetof(struct record, data) | 8 << 16;
}

/* Each step in turn: a program that can go back would be longer on its way than it is. */
static void walk(const struct event_filter *filter)
{
	u32 i;

	check(filter_check(filter->steps, filter->nr_steps));
	for (i = 0; i < filter->nr_steps; i++) {
		check(filter->steps[i].next[0] < (int)(filter->nr_steps - i));
		check(filter->steps[i].next[1] < (int)(filter->nr_steps - i));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct filter_error why = { -1, NULL };
	struct event_filter *filter;
	struct record *rec;
	char *text;
	int ret;

	if (size < 1 + sizeof(*rec))
		return 0;
	allocations_left = -1;
	memory_was_out = false;
	check(!filter_pointers_prepare());
	allocations_left = data[0] < 200 ? -1 : data[0] - 200;
	/* On the heap, so that reading beyond either is seen. */
	rec = malloc(sizeof(*rec));
	memcpy(rec, data + 1, sizeof(*rec));
	set_locations(rec);
	size -= 1 + sizeof(*rec);
	text = malloc(size + 1);
	memcpy(text, data + 1 + sizeof(*rec), size);
	text[size] = '\0';

	ret = filter_parse(text, &test_fields, &filter, &why);
	if (ret) {
		check(!filter);
		check(ret == -ENOMEM ? memory_was_out :
		      why.text && why.pos >= 0 && (size_t)why.pos <= strlen(text));
	} else {
		walk(filter);
		ret = filter_match_preds(filter, rec);
		check(ret == 0 || ret == 1);
	}
	filter_free(filter);
	free(text);
	free(rec);
	return 0;
}
