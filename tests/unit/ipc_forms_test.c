/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Rights as words, and violations in their flat form. */
#include "sanca/ipc.h"

#include "../tap.h"

#include <stdlib.h>

static void
rights_are_read_and_shown(void)
{
	CLEANUP(buf_free) struct buf b = { 0 };
	struct err err = { 0 };
	uint32_t r = 0;

	is_int(rights_parse(bytes_of_text("list,issue"), &r, &err), 0, "two");
	is_int(r, RIGHT_ISSUE | RIGHT_LIST, "both");
	for (uint32_t all = 1; all < 32; all++) {
		buf_clear(&b);
		rights_show(all, &b);
		is_int(rights_parse(buf_bytes(&b), &r, &err), 0, "%s",
		       buf_text(&b));
		is_int(r, all, "the same");
	}
	buf_clear(&b);
	rights_show(RIGHT_ISSUE | RIGHT_REVOKE, &b);
	is_str(buf_text(&b), "issue,revoke", "in a fixed order");
}

static void
unknown_rights_are_named(void)
{
	static const char *const bad[] = {
		"",	"issue,",     ",issue", "Issue", "issue, list",
		"sign", "issue,,list"
	};
	struct err err = { 0 };
	uint32_t r = 99;

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		is_int(rights_parse(bytes_of_text(bad[i]), &r, &err), -1,
		       "\"%s\"", bad[i]);
		is_int(err.code, ERR_USAGE, "%s", err.text);
	}
	is_int(rights_parse(bytes_of_text("issue,sign"), &r, &err), -1, "sign");
	ok(strstr(err.text, "\"sign\"") != NULL, "%s", err.text);
	is_int(r, 99, "untouched");
}

static struct violations in, out;

static void
fill(size_t count, size_t text_n)
{
	in = (struct violations){ .count = count };
	for (size_t i = 0; i < count; i++) {
		in.at[i].name_index = (int)(i % (LIMIT_NAMES + 1)) - 1;
		in.at[i].line = (unsigned)i;
		snprintf(in.at[i].id, sizeof(in.at[i].id), "rule-%zu", i);
		memset(in.at[i].text, 'x', text_n);
	}
}

static void
violations_come_back(void)
{
	CLEANUP(buf_free) struct buf b = { 0 };
	struct err err = { 0 };

	fill(LIMIT_VIOLATIONS, 100);
	in.dropped = 3;
	violations_encode(&in, &b);
	is_int(violations_decode(buf_bytes(&b), &out, &err), 0, "%s", err.text);
	ok(memcmp(&in, &out, sizeof(in)) == 0, "the same");
	is_int(violations_decode((struct bytes){ NULL, 0 }, &out, &err), 0,
	       "none at all");
	is_int(out.count, 0, "none");
}

static void
too_many_are_counted_as_dropped(void)
{
	CLEANUP(buf_free) struct buf b = { 0 };
	struct err err = { 0 };

	fill(LIMIT_VIOLATIONS, LIMIT_VIOLATION_BYTES - 1);
	violations_encode(&in, &b);
	ok(b.n <= LIMIT_VIOLATIONS_BYTES, "%zu octets fit the field", b.n);
	is_int(violations_decode(buf_bytes(&b), &out, &err), 0, "%s", err.text);
	ok(out.dropped > 0, "%zu dropped", out.dropped);
	is_int(out.count + out.dropped, LIMIT_VIOLATIONS, "none forgotten");
}

static void
every_broken_octet_is_refused_or_harmless(void)
{
	CLEANUP(buf_free) struct buf b = { 0 };
	struct err err = { 0 };
	int refused = 0;

	fill(3, 5);
	violations_encode(&in, &b);
	for (size_t n = 1; n < b.n; n++) {
		uint8_t *cut = malloc(n);
		bool whole = false;

		memcpy(cut, b.p, n);
		whole = violations_decode((struct bytes){ cut, n }, &out,
					  &err) == 0;
		ok(!whole || out.count < 3, "%zu octets", n);
		free(cut);
	}
	for (size_t i = 0; i < b.n * 8; i++) {
		b.p[i / 8] ^= (uint8_t)(1U << (i % 8));
		refused += violations_decode(buf_bytes(&b), &out, &err) != 0;
		ok(out.count <= 3, "bit %zu", i);
		b.p[i / 8] ^= (uint8_t)(1U << (i % 8));
	}
	ok(refused > 50, "%d flipped bits were noticed", refused);
}

TAP_MAIN(rights_are_read_and_shown, unknown_rights_are_named,
	 violations_come_back, too_many_are_counted_as_dropped,
	 every_broken_octet_is_refused_or_harmless)
