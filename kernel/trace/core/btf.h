/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What BTF knows of a function. Without BTF nothing is known, and preparing says so.
 */
#ifndef _TRACE_CORE_BTF_H
#define _TRACE_CORE_BTF_H

#include <linux/btf.h>
#include <linux/errno.h>

/**
 * struct trace_btf_proto - the prototype of a function
 * @btf:   where its types are looked up
 * @proto: a BTF_KIND_FUNC_PROTO
 * @held:  a BTF that must not go before trace_btf_done(), if any
 */
struct trace_btf_proto {
	const struct btf	*btf;
	const struct btf_type	*proto;
	struct btf		*held;
};

#ifdef CONFIG_FUNCTION_TRACE_ARGS

int trace_btf_prepare(void);
bool trace_btf_find(unsigned long func, struct trace_btf_proto *found);
void trace_btf_done(struct trace_btf_proto *found);

#else

static inline int trace_btf_prepare(void)
{
	return -EOPNOTSUPP;
}

static inline bool trace_btf_find(unsigned long func, struct trace_btf_proto *found)
{
	return false;
}

static inline void trace_btf_done(struct trace_btf_proto *found) { }

#endif /* CONFIG_FUNCTION_TRACE_ARGS */

#endif /* _TRACE_CORE_BTF_H */
