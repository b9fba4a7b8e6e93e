/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Decodes an OCSP request from the address of a GET, in every legal spelling. */

#include "ocsp_path.h"

#include "sanca/limits.h"
#include "sanca/text.h"

#include <string.h>

/* RFC 4648 4. */
static bool
is_base64(int c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       (c >= '0' && c <= '9') || c == '+' || c == '/' || c == '=';
}

int
ocsp_path_next(struct ocsp_path_reader *r)
{
	int c = 0;

	if (r->rest.n == 0)
		return OCSP_PATH_END;
	c = *r->rest.p++;
	r->rest.n--;
	if (c == '%') {
		int high = 0, low = 0;

		if (r->rest.n < 2)
			return OCSP_PATH_BAD;
		high = hex_digit(r->rest.p[0]);
		low = hex_digit(r->rest.p[1]);
		if (high < 0 || low < 0)
			return OCSP_PATH_BAD;
		c = high << 4 | low;
		r->rest.p += 2;
		r->rest.n -= 2;
	}
	return is_base64(c) ? c : OCSP_PATH_BAD;
}

ptrdiff_t
ocsp_path_decode(struct bytes text, uint8_t *out, size_t max)
{
	CLEANUP(buf_free) struct buf der = { 0 };
	struct ocsp_path_reader reader = { .rest = text };
	uint8_t plain[LIMIT_TARGET_BYTES];
	struct err none;
	size_t n = 0;
	int c = 0;

	do
		c = ocsp_path_next(&reader);
	while (c == '/');
	for (; c >= 0 && n < sizeof(plain); c = ocsp_path_next(&reader))
		plain[n++] = (uint8_t)c;
	if (c != OCSP_PATH_END || n == 0 ||
	    base64_decode((struct bytes){ plain, n }, &der, &none) < 0 ||
	    der.n > max)
		return -1;
	memcpy(out, der.p, der.n);
	return (ptrdiff_t)der.n;
}
