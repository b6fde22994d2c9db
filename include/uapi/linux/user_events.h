/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * user_events: trace events that a program defines and writes.
 *
 * A program registers an event on user_events_data with DIAG_IOCSREG, telling a bit somewhere in
 * its memory. The kernel sets that bit while somebody records the event; the program then writes
 * the index that it got, followed by the data.
 */
#ifndef _UAPI_LINUX_USER_EVENTS_H
#define _UAPI_LINUX_USER_EVENTS_H

#include <linux/ioctl.h>
#include <linux/types.h>

/* The event systems where the events appear, and the prefix of a definition in dynamic_events. */
#define USER_EVENTS_SYSTEM "user_events"
#define USER_EVENTS_MULTI_SYSTEM "user_events_multi"
#define USER_EVENTS_PREFIX "u:"

/* Position and size of data of varying length, as one 32-bit field of the record. */
#define DYN_LOC(offset, size) ((size) << 16 | (offset))

/* user_reg.flags */
enum user_reg_flag {
	/* the event stays when the last user closes it */
	USER_EVENT_REG_PERSIST		= 1U << 0,

	/* several events of one name, with different fields, may exist */
	USER_EVENT_REG_MULTI_FORMAT	= 1U << 1,

	/* from here on not defined yet */
	USER_EVENT_REG_MAX		= 1U << 2,
};

/* Argument of DIAG_IOCSREG. */
struct user_reg {
	/* in: size of this structure, so that it can grow */
	__u32	size;

	/* in: the bit to set, at enable_addr */
	__u8	enable_bit;

	/* in: bytes at enable_addr, 4 or 8 */
	__u8	enable_size;

	/* in: enum user_reg_flag */
	__u16	flags;

	/* in: where the bit is */
	__u64	enable_addr;

	/* in: pointer to "name field; field; ..." */
	__u64	name_args;

	/* out: what to write in front of the data of each event */
	__u32	write_index;
} __attribute__((__packed__));

/* Argument of DIAG_IOCSUNREG: forget the bit of an earlier registration. */
struct user_unreg {
	/* in: size of this structure */
	__u32	size;

	/* in: the bit */
	__u8	disable_bit;

	/* in: 0 */
	__u8	__reserved;

	/* in: 0 */
	__u16	__reserved2;

	/* in: where it is */
	__u64	disable_addr;
} __attribute__((__packed__));

#define DIAG_IOC_MAGIC '*'

#define DIAG_IOCSREG _IOWR(DIAG_IOC_MAGIC, 0, struct user_reg *)	/* register */
#define DIAG_IOCSDEL _IOW(DIAG_IOC_MAGIC, 1, char *)		/* delete an event by name */
#define DIAG_IOCSUNREG _IOW(DIAG_IOC_MAGIC, 2, struct user_unreg*)	/* unregister */

#endif /* _UAPI_LINUX_USER_EVENTS_H */
