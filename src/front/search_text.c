/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Words that are searched, and the tokens that lead to them. */

#include "search.h"

#include "sanca/names.h"

#include <stdio.h>
#include <string.h>

#define TOKENS 16
/* Stands in each document of an index that is also read as a whole. */
#define TOKEN_ANY "_a"

static bool
is_token_octet(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static uint8_t
lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 'a' - 'A') : c;
}

/* ---- what was typed --------------------------------------------------------------- */

static bool
is_ascii(const char *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((uint8_t)v[i] > 0x7e)
			return false;
	return true;
}

static void
add_word(struct bytes word, struct search_text *ret)
{
	struct search_word *w = &ret->at[ret->count];
	char found[LIMIT_NAME_BYTES + 2];

	if (word.n > 1 && word.p[0] == '*' && word.p[1] == '.') {
		word.p++;
		word.n--;
	}
	w->n = word.n < LIMIT_NAME_BYTES ? word.n : LIMIT_NAME_BYTES;
	for (size_t i = 0; i < w->n; i++)
		w->v[i] = (char)lower(word.p[i]);
	w->v[w->n] = '\0';
	/* U-labels, which certificates have as A-labels. */
	if (!is_ascii(w->v, w->n)) {
		name_to_find(w->v, found);
		w->n = (size_t)snprintf(w->v, sizeof(w->v), "%s", found);
	}
	if (w->n > 0)
		ret->count++;
}

void
search_text_read(struct bytes typed, struct search_text *ret)
{
	size_t begin = 0;

	ret->count = 0;
	for (size_t i = 0; i <= typed.n && ret->count < SEARCH_WORDS; i++) {
		if (i < typed.n && typed.p[i] > ' ' && typed.p[i] != ',' &&
		    typed.p[i] != ';')
			continue;
		add_word((struct bytes){ typed.p + begin, i - begin }, ret);
		begin = i + 1;
	}
}

/* ---- against names -------------------------------------------------------------- */

static bool
same_octets(const uint8_t *p, const struct search_word *w)
{
	for (size_t i = 0; i < w->n; i++)
		if (lower(p[i]) != (uint8_t)w->v[i])
			return false;
	return true;
}

static bool
word_matches(const struct search_word *w, struct bytes name)
{
	if (name.n < w->n)
		return false;
	if (w->v[0] == '.')
		return same_octets(name.p + name.n - w->n, w);
	for (size_t i = 0; i + w->n <= name.n; i++)
		if ((i == 0 || !is_token_octet(lower(name.p[i - 1]))) &&
		    same_octets(name.p + i, w))
			return true;
	return false;
}

bool
search_text_matches(const struct search_text *text, const struct names *names)
{
	CLEANUP(buf_free) struct buf shown = { 0 };

	for (size_t k = 0; k < text->count; k++) {
		bool found = false;

		for (size_t i = 0; i < names->count && !found; i++) {
			buf_clear(&shown);
			name_show(&names->at[i], &shown);
			found = word_matches(&text->at[k], buf_bytes(&shown));
		}
		if (!found)
			return false;
	}
	return true;
}

/* ---- tokens --------------------------------------------------------------------- */

static void
policy_write(struct bytes policy, struct buf *out)
{
	buf_append_text(out, "_p");
	for (size_t i = 0; i < policy.n; i++) {
		uint8_t c = policy.p[i];

		if (is_token_octet(c))
			buf_append_u8(out, c);
		else
			buf_printf(out, "_%02x", c);
	}
}

/* Words of a name are found by its labels. The last token of a word may have
 * only begun. */
static void
word_write(const struct search_word *w, size_t *io_tokens, struct buf *out)
{
	size_t i = 0;

	while (i < w->n && *io_tokens < TOKENS) {
		size_t begin = i;

		while (i < w->n && is_token_octet((uint8_t)w->v[i]))
			i++;
		if (i > begin) {
			bool is_whole = i < w->n || w->v[0] == '.';

			buf_append_text(out, out->n > 0 ? " \"" : "\"");
			buf_append(out, w->v + begin, i - begin);
			buf_append_text(out, is_whole ? "\"" : "\"*");
			++*io_tokens;
		}
		i++;
	}
}

void
search_match_write(const struct search_text *text, uint64_t requester,
		   const char *policy, bool any, struct buf *out)
{
	size_t tokens = 0;

	for (size_t i = 0; i < text->count; i++)
		word_write(&text->at[i], &tokens, out);
	if (requester)
		buf_printf(out, "%s\"_r%ju\"", out->n > 0 ? " " : "",
			   (uintmax_t)requester);
	if (policy[0]) {
		buf_append_text(out, out->n > 0 ? " \"" : "\"");
		policy_write(bytes_of_text(policy), out);
		buf_append_u8(out, '"');
	}
	if (any && out->n == 0)
		buf_append_text(out, "\"" TOKEN_ANY "\"");
}

void
search_document_write(const struct names *names, uint64_t requester,
		      struct bytes policy, bool any, struct buf *out)
{
	CLEANUP(buf_free) struct buf shown = { 0 };

	for (size_t i = 0; i < names->count; i++) {
		buf_clear(&shown);
		name_show(&names->at[i], &shown);
		for (size_t k = 0; k < shown.n; k++) {
			uint8_t c = lower(shown.p[k]);

			buf_append_u8(out, is_token_octet(c) ? c : ' ');
		}
		buf_append_u8(out, ' ');
		if (shown.broken)
			out->broken = true;
	}
	buf_printf(out, "_r%ju ", (uintmax_t)requester);
	policy_write(policy, out);
	if (any)
		buf_append_text(out, " " TOKEN_ANY);
}
