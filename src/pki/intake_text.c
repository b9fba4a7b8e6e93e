/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Byte order marks and UTF-16, as PowerShell writes them. */
#include "intake.h"

#include <string.h>

enum encoding { ENCODING_8BIT, ENCODING_UTF16LE, ENCODING_UTF16BE };

static bool
begins_with(struct bytes v, const char *prefix, size_t n)
{
	return v.n >= n && memcmp(v.p, prefix, n) == 0;
}

/* Is every second octet, from `first` on, zero? */
static bool
has_zero_half(struct bytes v, size_t first)
{
	for (size_t i = first; i < v.n; i += 2)
		if (v.p[i] != 0)
			return false;
	return v.n >= 4;
}

/* Without a mark: the dashes that begin a PEM block, or ASCII throughout. */
static enum encoding
guess(struct bytes v)
{
	if (begins_with(v, "-\0-", 4) || has_zero_half(v, 1))
		return ENCODING_UTF16LE;
	if (begins_with(v, "\0-\0-", 4) || has_zero_half(v, 0))
		return ENCODING_UTF16BE;
	return ENCODING_8BIT;
}

/* Nothing outside ASCII matters here: it can only stand in the text around
 * a request. */
static int
from_utf16(struct bytes v, enum encoding encoding, struct buf *ret,
	   struct err *err)
{
	size_t high = encoding == ENCODING_UTF16LE ? 1 : 0;

	if (v.n % 2 != 0)
		return err_set(err, ERR_MALFORMED,
			       "the UTF-16 text ends in the middle of a "
			       "character: it was cut off or changed");
	for (size_t i = 0; i < v.n; i += 2) {
		uint8_t low = v.p[i + 1 - high];

		if (v.p[i + high] != 0 || low >= 0x80)
			low = '?';
		buf_append_u8(ret, low);
	}
	return buf_check(ret, err);
}

int
intake_text(struct bytes body, struct buf *space, struct bytes *ret,
	    struct notes *notes, struct err *err)
{
	enum encoding encoding = ENCODING_8BIT;
	size_t mark = 0;

	if (begins_with(body, "\xff\xfe", 2)) {
		encoding = ENCODING_UTF16LE;
		mark = 2;
	} else if (begins_with(body, "\xfe\xff", 2)) {
		encoding = ENCODING_UTF16BE;
		mark = 2;
	} else if (begins_with(body, "\xef\xbb\xbf", 3)) {
		encoding = ENCODING_8BIT;
		mark = 3;
	} else {
		encoding = guess(body);
	}
	if (mark > 0)
		notes_add(notes, NOTE_BYTE_ORDER_MARK,
			  "the text began with a byte order mark: skipped");
	body.p += mark;
	body.n -= mark;
	if (encoding == ENCODING_8BIT) {
		*ret = body;
		return 0;
	}
	notes_add(notes, NOTE_UTF16, "the text was in UTF-16%s: converted",
		  encoding == ENCODING_UTF16LE ? "LE" : "BE");
	if (from_utf16(body, encoding, space, err) < 0)
		return -1;
	*ret = buf_bytes(space);
	return 0;
}
