/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mmiotrace: between the page-fault traps of arch/x86/mm and the mmiotrace tracer.
 *
 * kmmio_*() and struct kmmio_probe: pages that trap on access, any user. mmiotrace_*(): called by
 * ioremap() and by drivers. mmio_trace_*(): what the tracer records, called with preemption off
 * out of the trap. Without CONFIG_MMIOTRACE the hooks in the fault and ioremap paths are empty.
 */
#ifndef _LINUX_MMIOTRACE_H
#define _LINUX_MMIOTRACE_H

#include <linux/list.h>
#include <linux/types.h>

struct pt_regs;
struct kmmio_probe;

typedef void (*kmmio_pre_handler_t)(struct kmmio_probe *probe, struct pt_regs *regs,
				    unsigned long addr);
typedef void (*kmmio_post_handler_t)(struct kmmio_probe *probe, unsigned long condition,
				     struct pt_regs *regs);

/* A stretch of addresses that traps: handlers run before and after the access. */
struct kmmio_probe {
	struct list_head	list;		/* owned by kmmio */
	unsigned long		addr;
	unsigned long		len;
	kmmio_pre_handler_t	pre_handler;
	kmmio_post_handler_t	post_handler;
	void			*private;	/* the registrant's */
};

/* What a record is about, and which of the two structures below carries it. */
enum mm_io_opcode {
	MMIO_READ	= 0x1,	/* mmiotrace_rw */
	MMIO_WRITE	= 0x2,	/* mmiotrace_rw */
	MMIO_PROBE	= 0x3,	/* mmiotrace_map */
	MMIO_UNPROBE	= 0x4,	/* mmiotrace_map */
	MMIO_UNKNOWN_OP = 0x5,	/* mmiotrace_rw */
};

/* One range was mapped or unmapped. */
struct mmiotrace_map {
	resource_size_t	phys;
	unsigned long	virt;
	unsigned long	len;
	int		map_id;
	unsigned char	opcode;
};

/* One access. */
struct mmiotrace_rw {
	resource_size_t	phys;
	unsigned long	value;
	unsigned long	pc;	/* who did it, 0 if not known */
	int		map_id;
	unsigned char	opcode;
	unsigned char	width;	/* bytes */
};

extern unsigned int kmmio_count;

int kmmio_init(void);
void kmmio_cleanup(void);
int register_kmmio_probe(struct kmmio_probe *p);
void unregister_kmmio_probe(struct kmmio_probe *p);

/* The tracer, and its switch in arch/x86/mm/mmio-mod.c. */
void enable_mmiotrace(void);
void disable_mmiotrace(void);
void mmio_trace_mapping(struct mmiotrace_map *map);
void mmio_trace_rw(struct mmiotrace_rw *rw);
__printf(1, 0) int mmio_trace_printk(const char *fmt, va_list args);

#ifdef CONFIG_MMIOTRACE

static inline int is_kmmio_active(void)
{
	return kmmio_count;
}

int kmmio_handler(struct pt_regs *regs, unsigned long addr);
void mmiotrace_ioremap(resource_size_t offset, unsigned long size, void __iomem *addr);
void mmiotrace_iounmap(volatile void __iomem *addr);
__printf(1, 2) int mmiotrace_printk(const char *fmt, ...);

#else /* !CONFIG_MMIOTRACE */

static inline int is_kmmio_active(void) { return 0; }
static inline int kmmio_handler(struct pt_regs *regs, unsigned long addr) { return 0; }
static inline void mmiotrace_ioremap(resource_size_t offset, unsigned long size,
				     void __iomem *addr)
{
}

static inline void mmiotrace_iounmap(volatile void __iomem *addr) { }
static inline __printf(1, 2) int mmiotrace_printk(const char *fmt, ...) { return 0; }

#endif /* CONFIG_MMIOTRACE */

#endif /* _LINUX_MMIOTRACE_H */
