// SPDX-License-Identifier: GPL-2.0-only
/*
 * The arguments of a function as text: "(name=value, name=value)".
 *
 * Names and types are BTF's. A pointer or an unsigned number is printed in hexadecimal, a signed
 * one or an enum in decimal, a structure that came in registers as "(STRUCT)[0x1:0x2]". Of a value
 * only as much is printed as its type is wide: what else is in the register means nothing. Behind
 * the last argument that was recorded there is "...". What a function returns is told to
 * whoever prints that.
 *
 * Contexts as trace_btf_find().
 */
#include <linux/bitops.h>
#include <linux/btf.h>
#include <linux/kernel.h>

#include "core/btf.h"
#include "core/trace.h"

/* A structure that is larger, or has members that are not aligned, comes on the stack. */
#define AGGREGATE_MAX	(2 * sizeof(long))

/* As much of a register as a type of @size bytes is wide. */
static unsigned long unsigned_value(unsigned long value, u32 size)
{
	return size < sizeof(value) ? value & (BIT(8 * size) - 1) : value;
}

static long signed_value(unsigned long value, u32 size)
{
	return size < sizeof(value) ? sign_extend64(value, 8 * size - 1) : (long)value;
}

static void put_hex(struct trace_seq *s, unsigned long value)
{
	trace_seq_putmem(s, "0x", 2);
	trace_seq_put_hex(s, value, 1);
}

static bool is_signed(const struct btf_type *type)
{
	return btf_is_any_enum(type) ||
	       (btf_type_is_int(type) && btf_int_encoding(type) & BTF_INT_SIGNED);
}

static bool is_misaligned(const struct btf *btf, u32 id, u32 bit);

static bool has_misaligned_member(const struct btf *btf, const struct btf_type *type, u32 bit)
{
	const struct btf_member *member;
	u32 i;

	for_each_member(i, type, member) {
		if (!__btf_member_bitfield_size(type, member) &&
		    is_misaligned(btf, member->type, bit + __btf_member_bit_offset(type, member)))
			return true;
	}
	return false;
}

/* Is something of the type, or in it, misaligned if it begins at this bit of a structure? */
static bool is_misaligned(const struct btf *btf, u32 id, u32 bit)
{
	const struct btf_type *type = btf_type_skip_modifiers(btf, id, NULL);

	if (!type)
		return false;
	/* Its elements are as far apart as they are long. */
	if (btf_type_is_array(type))
		return is_misaligned(btf, btf_array(type)->type, bit);
	if (btf_type_is_struct(type))
		return has_misaligned_member(btf, type, bit);
	if (btf_type_is_ptr(type))
		return bit % BITS_PER_LONG;
	return type->size && bit % (BITS_PER_BYTE * type->size);
}

/* Number of registers that a value of a type came in. */
static int registers_of(const struct btf *btf, const struct btf_type *type)
{
	if (!type || btf_type_is_ptr(type))
		return 1;
	if (type->size <= AGGREGATE_MAX && btf_type_is_struct(type) &&
	    has_misaligned_member(btf, type, 0))
		return 0;
	return type->size > AGGREGATE_MAX ? 0 : DIV_ROUND_UP(type->size, sizeof(long));
}

static void put_aggregate(struct trace_seq *s, const struct btf_type *type,
			  const unsigned long *value, int words)
{
	int i;

	trace_seq_printf(s, "(%s)[", btf_type_str(type));
	for (i = 0; i < words; i++) {
		if (i)
			trace_seq_putc(s, ':');
		put_hex(s, value[i]);
	}
	trace_seq_puts(s, words ? "]" : "...]");
}

static void put_value(struct trace_seq *s, const struct btf_type *type, const unsigned long *value,
		      int words)
{
	if (!type) {
		trace_seq_putc(s, '?');
		put_hex(s, *value);
	} else if (btf_type_is_ptr(type)) {
		put_hex(s, *value);
	} else if (words != 1 || !(btf_type_is_int(type) || btf_is_any_enum(type))) {
		put_aggregate(s, type, value, words);
	} else if (is_signed(type)) {
		trace_seq_printf(s, "%ld", signed_value(*value, type->size));
	} else {
		put_hex(s, unsigned_value(*value, type->size));
	}
}

static void put_args(struct trace_seq *s, const struct trace_btf_proto *func,
		     const unsigned long *args, int nr)
{
	const struct btf_param *param = btf_params(func->proto);
	int i, words, at = 0;

	for (i = 0; i < btf_type_vlen(func->proto); i++, param++) {
		const struct btf_type *type = btf_type_skip_modifiers(func->btf, param->type, NULL);
		const char *name = btf_name_by_offset(func->btf, param->name_off);

		if (i)
			trace_seq_putmem(s, ", ", 2);
		words = registers_of(func->btf, type);
		/* Of a variable number of arguments the rest has no type at all. */
		if (at + words > nr || !param->type) {
			trace_seq_puts(s, "...");
			return;
		}
		if (name && *name) {
			trace_seq_puts(s, name);
			trace_seq_putc(s, '=');
		}
		put_value(s, type, args + at, words);
		at += words;
	}
}

/**
 * trace_print_args - add the arguments of a call, in parentheses
 * @s:	  where to
 * @func: the function
 * @args: the registers that carry arguments, in their order
 * @nr:	  number of them
 *
 * There is nothing in the parentheses if the function's prototype is not known.
 */
void trace_print_args(struct trace_seq *s, unsigned long func, const unsigned long *args, int nr)
{
	struct trace_btf_proto proto;

	trace_seq_putc(s, '(');
	if (trace_btf_find(func, &proto)) {
		put_args(s, &proto, args, nr);
		trace_btf_done(&proto);
	}
	trace_seq_putc(s, ')');
}

static enum trace_ret_kind return_kind(const struct btf_type *type, unsigned int *size)
{
	if (btf_type_is_ptr(type)) {
		*size = sizeof(long);
		return TRACE_RET_POINTER;
	}
	if (!btf_type_is_int(type) && !btf_is_any_enum(type))
		return TRACE_RET_UNKNOWN;
	*size = type->size;
	if (btf_type_is_int(type) && btf_int_encoding(type) & BTF_INT_BOOL)
		return TRACE_RET_BOOL;
	return is_signed(type) ? TRACE_RET_SIGNED : TRACE_RET_UNSIGNED;
}

/**
 * trace_func_return - the kind of value that a function returns
 * @func: the function
 * @size: set to its bytes, unless that is unknown or void
 */
enum trace_ret_kind trace_func_return(unsigned long func, unsigned int *size)
{
	enum trace_ret_kind kind = TRACE_RET_VOID;
	struct trace_btf_proto proto;
	const struct btf_type *type;

	if (!trace_btf_find(func, &proto))
		return TRACE_RET_UNKNOWN;
	if (proto.proto->type) {
		type = btf_type_skip_modifiers(proto.btf, proto.proto->type, NULL);
		kind = type ? return_kind(type, size) : TRACE_RET_UNKNOWN;
	}
	trace_btf_done(&proto);
	return kind;
}
