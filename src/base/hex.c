/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Bytes as hex and back. */
#include "sanca/text.h"

#include <string.h>

void
hex_encode(struct bytes in, char *out)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < in.n; i++) {
		*out++ = digits[in.p[i] >> 4];
		*out++ = digits[in.p[i] & 15];
	}
	*out = '\0';
}

void
hex_encode_colons(struct bytes in, char *out)
{
	static const char digits[] = "0123456789ABCDEF";

	if (in.n == 0)
		*out = '\0';
	for (size_t i = 0; i < in.n; i++) {
		*out++ = digits[in.p[i] >> 4];
		*out++ = digits[in.p[i] & 15];
		*out++ = i + 1 < in.n ? ':' : '\0';
	}
}

int
hex_digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Octets at the start of in that people put between digits. */
static size_t
separator_bytes(struct bytes in)
{
	static const uint8_t left_to_right[] = { 0xe2, 0x80, 0x8e };

	if (memchr(": \t\r\n\v\f", in.p[0], 7) != NULL)
		return 1;
	if (in.n >= sizeof(left_to_right) &&
	    memcmp(in.p, left_to_right, sizeof(left_to_right)) == 0)
		return sizeof(left_to_right);
	return 0;
}

ptrdiff_t
hex_decode(struct bytes in, uint8_t *out, size_t max)
{
	size_t n = 0;
	int high = -1;

	for (size_t i = 0; i < in.n;) {
		struct bytes rest = { in.p + i, in.n - i };
		size_t skip = separator_bytes(rest);
		int digit = hex_digit(in.p[i]);

		if (skip > 0) {
			i += skip;
			continue;
		}
		if (digit < 0)
			return -1;
		i++;
		if (high < 0) {
			high = digit;
			continue;
		}
		if (n == max)
			return -1;
		out[n++] = (uint8_t)(high << 4 | digit);
		high = -1;
	}
	return high < 0 ? (ptrdiff_t)n : -1;
}
