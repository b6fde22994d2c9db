/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The language of set_ftrace_filter: "[!]pattern[:command[:param]]".
 *
 * Pure: no locks, no allocation, no state. A pattern is a name in which '*',
 * '?' and "[...]" stand for others; what can be matched by plain comparison is
 * told apart from what needs a real glob. Builds without any tracer, for tests.
 */
#ifndef _TRACE_HOOK_MATCH_H
#define _TRACE_HOOK_MATCH_H

#include <linux/types.h>

/**
 * enum hook_glob_kind - how much of a name a pattern tells
 * @HOOK_GLOB_FULL: all of it: "vfs_read"
 * @HOOK_GLOB_FRONT: its beginning: "vfs_*"
 * @HOOK_GLOB_MIDDLE: something in it: "*lock*"
 * @HOOK_GLOB_END: its end: "*_lock"
 * @HOOK_GLOB_ALL: nothing: "*"
 * @HOOK_GLOB_PATTERN: anything else
 */
enum hook_glob_kind {
	HOOK_GLOB_FULL,
	HOOK_GLOB_FRONT,
	HOOK_GLOB_MIDDLE,
	HOOK_GLOB_END,
	HOOK_GLOB_ALL,
	HOOK_GLOB_PATTERN,
};

/**
 * struct hook_glob - a classified pattern
 * @kind: its kind
 * @text: what is compared: the pattern without the '*' that its kind implies
 * @len: strlen(@text)
 *
 * Refers to the string that it was made of.
 */
struct hook_glob {
	enum hook_glob_kind	kind;
	const char		*text;
	size_t			len;
};

/**
 * struct hook_word - a parsed word
 * @remove: it began with '!'
 * @pattern: the pattern; may be empty if there is a command
 * @command: what follows the first colon; NULL without a colon
 * @param: what follows the second; NULL without a second
 */
struct hook_word {
	bool	remove;
	char	*pattern;
	char	*command;
	char	*param;
};

void hook_word_parse(char *word, struct hook_word *parsed);
struct hook_glob hook_glob_parse(char *pattern);
bool hook_glob_match(const struct hook_glob *glob, const char *name);

#endif /* _TRACE_HOOK_MATCH_H */
