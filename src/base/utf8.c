/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Well-formed UTF-8: decoding, checking and cutting. */
#include "utf8.h"
#include "sanca/text.h"

#include <string.h>
#include <strings.h>

/* What may stand first, and the least and largest second octet after it
 * (RFC 3629 4): this excludes overlong forms, surrogates and all beyond
 * U+10FFFF. */
struct utf8_lead {
	uint8_t first, last, second_min, second_max, length;
};

static const struct utf8_lead leads[] = {
	{ 0xc2, 0xdf, 0x80, 0xbf, 2 }, { 0xe0, 0xe0, 0xa0, 0xbf, 3 },
	{ 0xe1, 0xec, 0x80, 0xbf, 3 }, { 0xed, 0xed, 0x80, 0x9f, 3 },
	{ 0xee, 0xef, 0x80, 0xbf, 3 }, { 0xf0, 0xf0, 0x90, 0xbf, 4 },
	{ 0xf1, 0xf3, 0x80, 0xbf, 4 }, { 0xf4, 0xf4, 0x80, 0x8f, 4 },
};

static const struct utf8_lead *
find_lead(uint8_t octet)
{
	for (size_t i = 0; i < ARRAY_SIZE(leads); i++)
		if (octet >= leads[i].first && octet <= leads[i].last)
			return &leads[i];
	return NULL;
}

size_t
utf8_decode(struct bytes in, uint32_t *ret_c)
{
	if (in.n == 0)
		return 0;
	if (in.p[0] < 0x80) {
		*ret_c = in.p[0];
		return 1;
	}

	const struct utf8_lead *lead = find_lead(in.p[0]);

	if (lead == NULL || in.n < lead->length || in.p[1] < lead->second_min ||
	    in.p[1] > lead->second_max)
		return 0;

	uint32_t c = in.p[0] & (0x7fU >> lead->length);

	for (size_t i = 1; i < lead->length; i++) {
		if ((in.p[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (in.p[i] & 0x3fU);
	}
	*ret_c = c;
	return lead->length;
}

void
utf8_cut(char *text, size_t room)
{
	static const char mark[] = "…";
	size_t at = strlen(text);

	if (at > room - sizeof(mark))
		at = room - sizeof(mark);

	/* The octet at the cut goes; one that continues a character shows
	 * that the character began before the cut. Never more than three
	 * steps, so that a run of stray octets cannot eat the text. */
	for (int i = 0; i < 3 && at > 0; i++) {
		if (((uint8_t)text[at] & 0xc0) != 0x80)
			break;
		at--;
	}
	memcpy(text + at, mark, sizeof(mark));
}

bool
text_skip_prefix(struct bytes *text, const char *prefix)
{
	size_t n = strlen(prefix);

	if (text->n < n || strncasecmp((const char *)text->p, prefix, n) != 0)
		return false;
	*text = (struct bytes){ text->p + n, text->n - n };
	return true;
}

bool
text_is_utf8(struct bytes in)
{
	uint32_t c = 0;

	for (size_t i = 0; i < in.n;) {
		struct bytes rest = { in.p + i, in.n - i };
		size_t length = utf8_decode(rest, &c);

		if (length == 0)
			return false;
		i += length;
	}
	return true;
}

struct bytes
text_first(struct bytes in, size_t max)
{
	if (in.n <= max)
		return in;
	in.n = max;
	/* As above: the octet behind the cut may continue a character. */
	for (int i = 0; i < 3 && in.n > 0; i++) {
		if ((in.p[in.n] & 0xc0) != 0x80)
			break;
		in.n--;
	}
	return in;
}
