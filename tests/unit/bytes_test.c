/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Views of bytes and the growable buffer. */
#include "sanca/bytes.h"

#include "tests/tap.h"

static const struct bytes empty = { 0 };

static void
an_empty_view_without_memory_is_usual(void)
{
	struct bytes a = bytes_of_text("a");

	ok(bytes_equal(empty, bytes_of_text("")), "equal to \"\"");
	ok(bytes_equal_secret(empty, empty), "secretly equal");
	ok(bytes_compare(empty, a) < 0, "before all");
	is_int(bytes_compare(empty, empty), 0, "not before itself");
	is_int(bytes_find(empty, empty), 0, "found in itself");
	is_int(bytes_find(empty, a), -1, "contains nothing");
	is_int(bytes_find(a, empty), 0, "is in everything");
	bytes_wipe(NULL, 0);
}

static void
equality_sees_each_octet_and_the_length(void)
{
	uint8_t a[20] = "nineteen octets ...";
	uint8_t b[20];

	for (size_t i = 0; i < sizeof(a); i++) {
		memcpy(b, a, sizeof(a));
		b[i] ^= 0x80;
		ok(!bytes_equal(BYTES_OF(a), BYTES_OF(b)), "octet %zu", i);
		ok(!bytes_equal_secret(BYTES_OF(a), BYTES_OF(b)),
		   "octet %zu, secret", i);
	}
	memcpy(b, a, sizeof(a));
	ok(bytes_equal(BYTES_OF(a), BYTES_OF(b)), "the same");
	ok(bytes_equal_secret(BYTES_OF(a), BYTES_OF(b)), "secretly the same");
	ok(!bytes_equal(BYTES_OF(a), (struct bytes){ b, 19 }), "a prefix");
	ok(!bytes_equal_secret(BYTES_OF(a), (struct bytes){ b, 19 }),
	   "a secret prefix");
	ok(bytes_is_text(bytes_of_text("abc"), "abc"), "text");
	ok(!bytes_is_text((struct bytes){ (const uint8_t *)"ab\0c", 4 }, "ab"),
	   "a NUL does not end a view");
}

static void
order_is_by_content_then_length(void)
{
	struct bytes ab = bytes_of_text("ab"), b = bytes_of_text("b");
	struct bytes abc = bytes_of_text("abc"), high = bytes_of_text("\xff");

	ok(bytes_compare(ab, b) < 0 && bytes_compare(b, ab) > 0, "content");
	ok(bytes_compare(ab, abc) < 0 && bytes_compare(abc, ab) > 0, "length");
	ok(bytes_compare(b, high) < 0, "octets are unsigned");
	is_int(bytes_compare(abc, abc), 0, "the same");
}

static void
find_gives_the_first_place(void)
{
	struct bytes hay = bytes_of_text("aabaabb");

	is_int(bytes_find(hay, bytes_of_text("ab")), 1, "the first of two");
	is_int(bytes_find(hay, bytes_of_text("abb")), 4, "at the end");
	is_int(bytes_find(hay, bytes_of_text("aabaabbb")), -1, "too long");
	is_int(bytes_find(hay, bytes_of_text("c")), -1, "not there");
}

static void
wiped_memory_is_zero(void)
{
	uint8_t secret[8] = "secret!";
	static const uint8_t zero[8];

	bytes_wipe(secret, sizeof(secret));
	is_mem(secret, sizeof(secret), zero, sizeof(zero), "all of it");
}

static void
a_buffer_keeps_all_that_is_appended(void)
{
	CLEANUP(buf_free) struct buf b = { 0 };
	struct err err = { 0 };
	bool same = true;

	is_str(buf_text(&b), "", "an empty one is \"\"");
	buf_append_bytes(&b, empty);
	is_int(b.n, 0, "and stays empty");
	for (int i = 0; i < 100000; i++)
		buf_append_u8(&b, (uint8_t)(i * 7));
	is_int(b.n, 100000, "length");
	for (int i = 0; i < 100000; i++)
		same = same && b.p[i] == (uint8_t)(i * 7);
	ok(same, "content survives growing");
	is_int(buf_check(&b, &err), 0, "not broken");
	buf_clear(&b);
	ok(b.n == 0 && b.cap >= 100000, "clear keeps the memory");
	buf_append_text(&b, "ab");
	buf_append(&b, "c\0d", 3);
	is_mem(b.p, b.n, "abc\0d", 5, "any octet");
	is_int(buf_text(&b)[5], '\0', "terminated beyond its length");
	is_int(buf_bytes(&b).n, 5, "which does not count the NUL");
}

static void
printf_of_every_length_fits(void)
{
	CLEANUP(buf_free) struct buf b = { 0 };

	/* Around the size where the text is written in place. */
	for (int n = 250; n < 262; n++) {
		buf_clear(&b);
		buf_append_u8(&b, '<');
		buf_printf(&b, "%0*d>", n, 5);
		is_int(b.n, n + 2, "%d digits", n);
		ok(b.p[0] == '<' && b.p[n] == '5' && b.p[n + 1] == '>',
		   "in their places");
	}
}

static void
an_impossible_append_breaks_the_buffer(void)
{
	CLEANUP(buf_free) struct buf b = { 0 };
	struct err err = { 0 };

	buf_append_text(&b, "kept");
	ok(buf_reserve(&b, SIZE_MAX) == NULL, "SIZE_MAX");
	ok(b.broken, "broken");
	ok(buf_reserve(&b, 1) == NULL, "and stays so");
	buf_append_text(&b, "dropped");
	is_int(b.n, 4, "later appends do nothing");
	is_str(buf_text(&b), "", "its text is empty");
	is_int(buf_check(&b, &err), -1, "the check tells");
	is_int(err.code, ERR_NOMEM, "with NOMEM");
	buf_free(&b);
	ok(b.p == NULL && b.n == 0 && b.cap == 0 && !b.broken,
	   "freeing makes it new");
}

static void
reserve_of_nothing_is_not_broken(void)
{
	CLEANUP(buf_free_wipe) struct buf b = { 0 };

	ok(buf_reserve(&b, 0) != NULL, "of an empty buffer");
	is_int(b.n, 0, "nothing was appended");
	buf_free_wipe(&b);
	ok(b.p == NULL, "wiped and freed");
}

static void
a_stolen_pointer_is_forgotten(void)
{
	char c = 'x';
	char *p = &c;
	char *q = STEAL(p);

	ok(p == NULL && q == &c, "moved");
}

TAP_MAIN(an_empty_view_without_memory_is_usual,
	 equality_sees_each_octet_and_the_length,
	 order_is_by_content_then_length, find_gives_the_first_place,
	 wiped_memory_is_zero, a_buffer_keeps_all_that_is_appended,
	 printf_of_every_length_fits, an_impossible_append_breaks_the_buffer,
	 reserve_of_nothing_is_not_broken, a_stolen_pointer_is_forgotten)
