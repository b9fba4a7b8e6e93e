/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Text values of distinguished names, brought to UTF-8. */
#include "dn_text.h"

#include "sanca/der_read.h"
#include "sanca/text.h"

/* RFC 3629 3; false for surrogates and beyond U+10FFFF. */
static bool
append_utf8(uint32_t c, struct buf *out)
{
	if (c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return false;
	if (c < 0x80) {
		buf_append_u8(out, (uint8_t)c);
		return true;
	}
	if (c < 0x800) {
		buf_append_u8(out, (uint8_t)(0xc0 | c >> 6));
	} else if (c < 0x10000) {
		buf_append_u8(out, (uint8_t)(0xe0 | c >> 12));
		buf_append_u8(out, (uint8_t)(0x80 | (c >> 6 & 0x3f)));
	} else {
		buf_append_u8(out, (uint8_t)(0xf0 | c >> 18));
		buf_append_u8(out, (uint8_t)(0x80 | (c >> 12 & 0x3f)));
		buf_append_u8(out, (uint8_t)(0x80 | (c >> 6 & 0x3f)));
	}
	buf_append_u8(out, (uint8_t)(0x80 | (c & 0x3f)));
	return true;
}

/* Characters of a fixed width, big-endian. */
static bool
append_wide(struct bytes v, size_t width, struct buf *out)
{
	if (v.n % width != 0)
		return false;
	for (size_t i = 0; i < v.n; i += width) {
		uint32_t c = 0;

		for (size_t k = 0; k < width; k++)
			c = c << 8 | v.p[i + k];
		if (!append_utf8(c, out))
			return false;
	}
	return true;
}

static bool
append_ascii(struct bytes v, struct buf *out)
{
	for (size_t i = 0; i < v.n; i++)
		if (v.p[i] >= 0x80)
			return false;
	buf_append_bytes(out, v);
	return true;
}

bool
dn_text(uint8_t tag, struct bytes value, struct buf *out)
{
	size_t before = out->n;
	bool good = false;

	switch (tag) {
	case DER_UTF8_STRING:
		good = text_is_utf8(value);
		if (good)
			buf_append_bytes(out, value);
		break;
	case 0x12: /* NumericString */
	case DER_PRINTABLE_STRING:
	case DER_IA5_STRING:
	case DER_VISIBLE_STRING:
		good = append_ascii(value, out);
		break;
	case DER_T61_STRING:
		good = append_wide(value, 1, out);
		break;
	case DER_BMP_STRING:
		good = append_wide(value, 2, out);
		break;
	case DER_UNIVERSAL_STRING:
		good = append_wide(value, 4, out);
		break;
	default:
		break;
	}
	if (!good)
		out->n = before;
	return good;
}
