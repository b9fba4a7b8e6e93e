/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Views of bytes: comparing, finding, wiping. */
#include "sanca/bytes.h"

#include <string.h>

struct bytes
bytes_of_text(const char *text)
{
	return (struct bytes){ (const uint8_t *)text, strlen(text) };
}

bool
bytes_equal(struct bytes a, struct bytes b)
{
	/* memcmp must not see the NULL of an empty view. */
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool
bytes_equal_secret(struct bytes a, struct bytes b)
{
	volatile uint8_t differs = 0;

	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		differs = (uint8_t)(differs | (a.p[i] ^ b.p[i]));
	return differs == 0;
}

int
bytes_compare(struct bytes a, struct bytes b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n == 0 ? 0 : memcmp(a.p, b.p, n);

	if (order == 0)
		order = (a.n > b.n) - (a.n < b.n);
	return order;
}

bool
bytes_is_text(struct bytes a, const char *text)
{
	return bytes_equal(a, bytes_of_text(text));
}

ptrdiff_t
bytes_find(struct bytes haystack, struct bytes needle)
{
	if (needle.n == 0)
		return 0;
	if (haystack.n < needle.n)
		return -1;

	const uint8_t *at = memmem(haystack.p, haystack.n, needle.p, needle.n);

	return at == NULL ? -1 : at - haystack.p;
}

void
bytes_wipe(void *p, size_t n)
{
	if (n > 0)
		explicit_bzero(p, n);
}
