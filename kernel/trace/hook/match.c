// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parsing and matching of "[!]pattern[:command[:param]]", the language of
 * set_ftrace_filter. Any context; works on the caller's strings alone.
 *
 * Most patterns are a name with a '*' at one end or both. These are compared
 * without glob_match(), which is many times slower: a pattern is matched
 * against every function of the kernel.
 */

#include <linux/glob.h>
#include <linux/string.h>

#include "hook/match.h"

static const char glob_special[] = "*?[\\";

/**
 * hook_word_parse - take a word apart
 * @word: the word, without white space; cut into pieces
 * @parsed: the pieces, pointing into @word
 *
 * The parameter may hold colons itself.
 */
void hook_word_parse(char *word, struct hook_word *parsed)
{
	parsed->remove = word[0] == '!';
	parsed->param = word + parsed->remove;
	parsed->pattern = strsep(&parsed->param, ":");
	parsed->command = strsep(&parsed->param, ":");
}

/**
 * hook_glob_parse - classify a pattern
 * @pattern: the pattern; its last character may be cut off
 *
 * Return: the classified pattern, which refers to @pattern.
 */
struct hook_glob hook_glob_parse(char *pattern)
{
	struct hook_glob glob = { HOOK_GLOB_FULL, pattern, strlen(pattern) };
	size_t special = strcspn(pattern, glob_special);
	bool open_front, open_end;
	size_t inner;

	if (special == glob.len)
		return glob;

	if (!strcmp(pattern, "*")) {
		glob.kind = HOOK_GLOB_ALL;
		return glob;
	}

	open_front = pattern[0] == '*';
	inner = strcspn(pattern + open_front, glob_special) + open_front;
	open_end = inner == glob.len - 1 && pattern[inner] == '*';

	if (inner != glob.len && !open_end) {
		glob.kind = HOOK_GLOB_PATTERN;
		return glob;
	}

	if (open_front && open_end)
		glob.kind = HOOK_GLOB_MIDDLE;
	else
		glob.kind = open_front ? HOOK_GLOB_END : HOOK_GLOB_FRONT;
	pattern[inner] = '\0';
	glob.text = pattern + open_front;
	glob.len = inner - open_front;
	return glob;
}

/* strstr() measures the name first, and calls memcmp() for each place in it. */
static bool hook_contains(const char *name, const char *text, size_t len)
{
	for (; *name; name++) {
		if (*name == *text && !strncmp(name, text, len))
			return true;
	}
	return !len;
}

/**
 * hook_glob_match - does a name match?
 * @glob: from hook_glob_parse()
 * @name: the name
 */
bool hook_glob_match(const struct hook_glob *glob, const char *name)
{
	size_t len;

	switch (glob->kind) {
	case HOOK_GLOB_FULL:
		return !strcmp(name, glob->text);
	case HOOK_GLOB_FRONT:
		return !strncmp(name, glob->text, glob->len);
	case HOOK_GLOB_MIDDLE:
		return hook_contains(name, glob->text, glob->len);
	case HOOK_GLOB_END:
		len = strlen(name);
		return len >= glob->len &&
		       !memcmp(name + len - glob->len, glob->text, glob->len);
	case HOOK_GLOB_ALL:
		return true;
	case HOOK_GLOB_PATTERN:
		return glob_match(glob->text, name);
	}
	return false;
}
