/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Bytes made safe to show: what a reader cannot see is spelled out. */
#include "sanca/text.h"

#include "show.h"
#include "utf8.h"

/* Characters that show nothing, look like a space, turn the direction of
 * writing, or mean nothing outside one font (Unicode 15: Cc, Cf, Zl, Zp, Zs,
 * Default_Ignorable_Code_Point, Co; and the blanks U+2800 and U+16FE4).
 * Sorted. */
static const struct {
	uint32_t first, last;
} unseen[] = {
	{ 0x0000, 0x001f },   { 0x007f, 0x00a0 },   { 0x00ad, 0x00ad },
	{ 0x034f, 0x034f },   { 0x0600, 0x0605 },   { 0x061c, 0x061c },
	{ 0x06dd, 0x06dd },   { 0x070f, 0x070f },   { 0x0890, 0x0891 },
	{ 0x08e2, 0x08e2 },   { 0x115f, 0x1160 },   { 0x1680, 0x1680 },
	{ 0x17b4, 0x17b5 },   { 0x180b, 0x180f },   { 0x2000, 0x200f },
	{ 0x2028, 0x202f },   { 0x205f, 0x206f },   { 0x2800, 0x2800 },
	{ 0x3000, 0x3000 },   { 0x3164, 0x3164 },   { 0xe000, 0xf8ff },
	{ 0xfdd0, 0xfdef },   { 0xfe00, 0xfe0f },   { 0xfeff, 0xfeff },
	{ 0xffa0, 0xffa0 },   { 0xfff0, 0xfffb },   { 0x110bd, 0x110bd },
	{ 0x110cd, 0x110cd }, { 0x13430, 0x1343f }, { 0x16fe4, 0x16fe4 },
	{ 0x1bca0, 0x1bca3 }, { 0x1d173, 0x1d17a }, { 0xe0000, 0x10ffff },
};

static bool
is_unseen(uint32_t c)
{
	/* The last two of each plane are no characters. */
	if ((c & 0xfffe) == 0xfffe)
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(unseen); i++)
		if (c <= unseen[i].last)
			return c >= unseen[i].first;
	return false;
}

static void
show(struct bytes in, size_t max, bool keep_backslash, struct buf *out)
{
	for (size_t i = 0; i < in.n;) {
		struct bytes rest = { in.p + i, in.n - i };
		uint32_t c = 0;
		size_t length = utf8_decode(rest, &c);
		size_t read = length == 0 ? 1 : length;

		/* A character across the border is left out whole. */
		if (read > max - i) {
			buf_append_text(out, "…");
			return;
		}
		if (length == 0 || is_unseen(c) ||
		    (c == '\\' && !keep_backslash)) {
			for (size_t k = 0; k < read; k++)
				buf_printf(out, "\\x%02x", rest.p[k]);
		} else {
			buf_append(out, rest.p, length);
		}
		i += read;
	}
}

void
text_show(struct bytes in, size_t max, struct buf *out)
{
	show(in, max, false, out);
}

void
show_sentence(struct bytes in, struct buf *out)
{
	show(in, in.n, true, out);
}
