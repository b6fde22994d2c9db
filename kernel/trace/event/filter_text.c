// SPDX-License-Identifier: GPL-2.0-only
/*
 * Texts in filters: classified once, compared often.
 *
 * What is compared lies in a record, has at most a given number of bytes, and ends before if there
 * is a NUL. Comparing runs wherever an event can happen: no locks, no calls out of here but to
 * library functions, and nothing behind the last byte is looked at.
 *
 * Globs know "*", "?", "[a-z]", "[!a-z]", and "\" before a character that is meant literally, as
 * glob_match() does. A "!" at the beginning of a glob turns it round.
 */
#include <linux/slab.h>
#include <linux/string.h>

#include "filter_program.h"

static notrace bool in_class(const char **pattern, char c)
{
	const char *p = *pattern;
	bool inverted = *p == '!', found = false;

	p += inverted;
	/* A "]" at the beginning is one of the characters. */
	do {
		unsigned char first = *p++, last = first;

		if (!first)
			goto no_class;
		if (p[0] == '-' && p[1] && p[1] != ']') {
			last = p[1];
			p += 2;
		}
		found |= first <= (unsigned char)c && (unsigned char)c <= last;
	} while (*p != ']');

	*pattern = p + 1;
	return found != inverted;

no_class:
	/* Never closed: the bracket is a character like others. */
	return c == '[';
}

/*
 * Does the pattern match? After a mismatch behind a star, let the last star take one character
 * more; earlier stars need no second try.
 */
static notrace bool glob_match_bounded(const char *p, const char *s, const char *end)
{
	const char *star = NULL, *retry = NULL;
	bool same;

	for (;;) {
		char want = *p++;

		if (want == '*') {
			if (!*p)
				return true;
			star = p;
			retry = s;
			continue;
		}
		if (want == '\\')
			want = *p ? *p++ : '\0';
		else if (want == '?' && s < end)
			want = *s;
		else if (want == '[' && s < end)
			want = in_class(&p, *s) ? *s : *s + 1;

		if (!want && s == end)
			return true;
		same = want && s < end && *s == want;
		if (same) {
			s++;
			continue;
		}
		if (!star || retry == end)
			return false;
		p = star;
		s = ++retry;
	}
}

static notrace bool has_text(const char *str, size_t len, const struct filter_text *want)
{
	const char *last = str + len - want->len;

	if (len < want->len)
		return false;
	for (; str <= last; str++) {
		if (!memcmp(str, want->text, want->len))
			return true;
	}
	return false;
}

/**
 * filter_text_match - does a text look like this one?
 * @want: what it shall look like
 * @str:  the text
 * @max:  it has at most so many bytes
 *
 * Return: true if so.
 */
notrace bool filter_text_match(const struct filter_text *want, const char *str, size_t max)
{
	size_t len;

	switch (want->kind) {
	case FILTER_TEXT_FULL:
		return max >= want->len && !memcmp(str, want->text, want->len) &&
		       (max == want->len || !str[want->len]);
	case FILTER_TEXT_FRONT:
		return max >= want->len && !memcmp(str, want->text, want->len);
	default:
		break;
	}

	len = strnlen(str, max);
	switch (want->kind) {
	case FILTER_TEXT_MIDDLE:
		return has_text(str, len, want);
	case FILTER_TEXT_END:
		return len >= want->len &&
		       !memcmp(str + len - want->len, want->text, want->len);
	default:
		return glob_match_bounded(want->text, str, str + len);
	}
}

/* What kind of glob is it? Cuts off what the kind implies. */
static enum filter_text_kind classify(const char **text, size_t *len)
{
	size_t front = **text == '*' && *len, middle, end;

	middle = strcspn(*text + front, "*?[\\");
	end = *len - front - middle;
	if (end > 1 || (end == 1 && (*text)[*len - 1] != '*'))
		return FILTER_TEXT_PATTERN;
	*text += front;
	*len = middle;
	if (front)
		return end ? FILTER_TEXT_MIDDLE : FILTER_TEXT_END;
	return end ? FILTER_TEXT_FRONT : FILTER_TEXT_FULL;
}

/**
 * filter_text_new - make a text to compare with
 * @text:   as it was written
 * @len:    its length
 * @glob:   it is one, and not to be taken literally
 * @invert: a glob that is meant the other way round
 *
 * Return: the text, for kfree(); or NULL if there is no memory.
 */
struct filter_text *filter_text_new(const char *text, size_t len, bool glob, bool *invert)
{
	enum filter_text_kind kind = FILTER_TEXT_FULL;
	struct filter_text *made;
	char *copy;

	*invert = glob && len && *text == '!';
	copy = kmemdup_nul(text + *invert, len - *invert, GFP_KERNEL);
	if (!copy)
		return NULL;
	text = copy;
	len -= *invert;
	if (glob)
		kind = classify(&text, &len);
	made = kmalloc(struct_size(made, text, len + 1), GFP_KERNEL);
	if (made) {
		made->kind = kind;
		made->len = len;
		memcpy(made->text, text, len);
		made->text[len] = '\0';
	}
	kfree(copy);
	return made;
}
