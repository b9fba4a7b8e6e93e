/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Text that is safe to show, JSON strings, durations and numbers. */
#include "sanca/text.h"

#include "tests/tap.h"

#define LITERAL(text)                                                          \
	((struct bytes){ (const uint8_t *)(text), sizeof(text) - 1 })

static void
utf8_is_what_rfc_3629_says(void)
{
	static const char *const right[] = {
		"",
		"a",
		"\xc2\x80",
		"\xdf\xbf",
		"\xe0\xa0\x80",
		"\xed\x9f\xbf",
		"\xee\x80\x80",
		"\xef\xbf\xbf",
		"\xf0\x90\x80\x80",
		"\xf4\x8f\xbf\xbf",
		"gr\xc3\xbc\xc3\x9f",
	};
	static const char *const wrong[] = {
		"\x80",
		"\xbf",
		"\xc0\x80",
		"\xc1\xbf",
		"\xe0\x9f\xbf",
		"\xf0\x8f\xbf\xbf",
		"\xed\xa0\x80",
		"\xed\xbf\xbf",
		"\xf4\x90\x80\x80",
		"\xf5\x80\x80\x80",
		"\xff",
		"\xfe",
		"\xc3",
		"\xe2\x82",
		"\xf0\x9f\x94",
		"\xc3(",
		"\xe2(\xac",
		"\xe2\x82(",
		"\xf0\x9f\x94(",
		"ok\xc3\xa9\xa9",
	};

	for (size_t i = 0; i < ARRAY_SIZE(right); i++)
		ok(text_is_utf8(bytes_of_text(right[i])), "right %zu", i);
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		ok(!text_is_utf8(bytes_of_text(wrong[i])), "wrong %zu", i);
	ok(text_is_utf8(LITERAL("a\0b")), "a NUL is a character");
	/* The view ends inside the character, the memory does not. */
	ok(!text_is_utf8((struct bytes){ (const uint8_t *)"\xc3\xa9", 1 }),
	   "a view is not read beyond its end");
}

static const struct {
	const char *in;
	size_t n;
	const char *want;
} shown[] = {
#define SHOWN(in, want)                                                        \
	{                                                                      \
		in, sizeof(in) - 1, want                                       \
	}
	SHOWN("", ""),
	SHOWN("CN=a b~!\"'", "CN=a b~!\"'"),
	SHOWN("gr\xc3\xbc\xc3\x9f \xe6\x97\xa5 \xf0\x9f\x94\x91",
	      "gr\xc3\xbc\xc3\x9f \xe6\x97\xa5 \xf0\x9f\x94\x91"),
	SHOWN("a\\x00", "a\\x5cx00"),
	SHOWN("bank.example\0.evil.example", "bank.example\\x00.evil.example"),
	SHOWN("\x1b[2J\x07", "\\x1b[2J\\x07"),
	SHOWN("a\r\nb\tc\x7f", "a\\x0d\\x0ab\\x09c\\x7f"),
	SHOWN("\xc2\x9b"
	      "31m",
	      "\\xc2\\x9b31m"), /* C1 CSI */
	SHOWN("\xe2\x80\xae"
	      "gpj.exe",
	      "\\xe2\\x80\\xaegpj.exe"), /* RLO */
	SHOWN("\xe2\x81\xa6x\xe2\x81\xa9", "\\xe2\\x81\\xa6x\\xe2\\x81\\xa9"),
	SHOWN("\xd8\x9c", "\\xd8\\x9c"), /* ALM */
	SHOWN("a\xe2\x80\x8b"
	      "b",
	      "a\\xe2\\x80\\x8bb"),			   /* ZWSP */
	SHOWN("\xc2\xad\xc2\xa0", "\\xc2\\xad\\xc2\\xa0"), /* SHY, NBSP */
	SHOWN("\xef\xbb\xbf", "\\xef\\xbb\\xbf"),	   /* BOM */
	SHOWN("\xe2\x80\xa8\xe2\x80\xa9",
	      "\\xe2\\x80\\xa8\\xe2\\x80\\xa9"),	   /* LS, PS */
	SHOWN("\xe3\x85\xa4", "\\xe3\\x85\\xa4"),	   /* filler */
	SHOWN("\xef\xb8\x8f", "\\xef\\xb8\\x8f"),	   /* VS16 */
	SHOWN("\xf3\xa0\x81\x81", "\\xf3\\xa0\\x81\\x81"), /* tag A */
	SHOWN("\xef\xbf\xbe", "\\xef\\xbf\\xbe"),	   /* U+FFFE */
	SHOWN("\xee\x80\x80", "\\xee\\x80\\x80"),	   /* private */
	SHOWN("\xc3(\xff\xed\xa0\x80", "\\xc3(\\xff\\xed\\xa0\\x80"),
	SHOWN("\xc0\xaf", "\\xc0\\xaf"),
	SHOWN("cut\xe2\x82", "cut\\xe2\\x82"),
#undef SHOWN
};

static void
nothing_unseen_is_shown(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(shown); i++) {
		CLEANUP(buf_free) struct buf out = { 0 };
		struct bytes in = { (const uint8_t *)shown[i].in, shown[i].n };

		text_show(in, 1000, &out);
		is_str(buf_text(&out), shown[i].want, "case %zu", i);
	}
}

static void
every_shown_text_is_utf8_and_printable(void)
{
	uint32_t seed = 20261122;
	bool good = true;

	for (int round = 0; round < 2000; round++) {
		CLEANUP(buf_free) struct buf out = { 0 };
		uint8_t in[40];

		for (size_t i = 0; i < sizeof(in); i++) {
			seed = seed * 1664525 + 1013904223;
			in[i] = (uint8_t)(seed >> 24);
		}
		text_show(BYTES_OF(in), 30, &out);
		good = good && text_is_utf8(buf_bytes(&out));
		for (size_t i = 0; i < out.n; i++)
			good = good && out.p[i] >= 0x20 && out.p[i] != 0x7f;
	}
	ok(good, "of 2000 random inputs");
}

static void
a_long_text_is_shown_to_its_border(void)
{
	struct bytes in = LITERAL("ab\xc3\xa9z");
	static const char *const want[] = {
		"…", "a…", "ab…", "ab…", "ab\xc3\xa9…", "ab\xc3\xa9z"
	};

	for (size_t max = 0; max < ARRAY_SIZE(want); max++) {
		CLEANUP(buf_free) struct buf out = { 0 };

		text_show(in, max, &out);
		is_str(buf_text(&out), want[max], "max %zu", max);
	}
}

static void
json_strings_are_escaped(void)
{
	CLEANUP(buf_free) struct buf out = { 0 };

	text_json(LITERAL("a\"b\\c/\n\r\t\0\x1f\x7f gr\xc3\xbc"), &out);
	is_str(buf_text(&out),
	       "\"a\\\"b\\\\c/\\n\\r\\t\\u0000\\u001f\\u007f gr\xc3\xbc\"",
	       "controls, quotes, backslash");
	buf_clear(&out);
	text_json(LITERAL("\xff"
			  "a\xc3"),
		  &out);
	is_str(buf_text(&out),
	       "\"\xef\xbf\xbd"
	       "a\xef\xbf\xbd\"",
	       "what is not UTF-8");
	buf_clear(&out);
	text_json(LITERAL(""), &out);
	is_str(buf_text(&out), "\"\"", "nothing");
}

static void
durations_are_read(void)
{
	static const struct {
		const char *text;
		int64_t s;
	} right[] = {
		{ "45", 45 },
		{ "45s", 45 },
		{ "30m", 1800 },
		{ "12h", 43200 },
		{ "90d", 7776000 },
		{ "2w", 1209600 },
		{ "10y", 315360000 },
		{ "0", 0 },
		{ "0d", 0 },
		{ "9223372036854775807", INT64_MAX },
		{ "106751991167300d", INT64_C(9223372036854720000) },
	};
	static const char *const wrong[] = {
		"",
		"d",
		"-1",
		"-1d",
		"+1d",
		" 1d",
		"1d ",
		"1 d",
		"1D",
		"1dd",
		"1d2h",
		"1.5h",
		"0x10",
		"1M",
		"9223372036854775808",
		"106751991167301d",
		"99999999999999999999y",
		"\xd9\xa1"
		"d",
		"292471208678y",
	};
	struct err err = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(right); i++) {
		int64_t s = -1;

		is_int(text_duration(right[i].text, &s, &err), 0, "%s",
		       right[i].text);
		is_int(s, right[i].s, "%s", right[i].text);
	}
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		int64_t s = -7;

		is_int(text_duration(wrong[i], &s, &err), -1, "%s", wrong[i]);
		is_int(err.code, ERR_USAGE, "with USAGE");
		is_int(s, -7, "and leaves the result");
	}
}

static void
durations_are_shown_exactly(void)
{
	static const struct {
		int64_t s;
		const char *want;
	} cases[] = {
		{ 0, "0s" },	    { 1, "1s" },
		{ 60, "1m" },	    { 90, "90s" },
		{ 3600, "1h" },	    { 86400, "1d" },
		{ 604800, "1w" },   { 7776000, "90d" },
		{ 31536000, "1y" }, { 31536001, "31536001s" },
		{ -60, "-1m" },	    { INT64_MIN, "-9223372036854775808s" },
	};
	struct err err = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char out[24];
		int64_t back = -1;

		text_duration_show(cases[i].s, out);
		is_str(out, cases[i].want, "case %zu", i);
		if (cases[i].s < 0)
			continue;
		is_int(text_duration(out, &back, &err), 0, "is read again");
		is_int(back, cases[i].s, "as the same");
	}
}

static void
numbers_are_digits_up_to_their_bound(void)
{
	static const char *const wrong[] = { "",
					     "-1",
					     "+1",
					     " 1",
					     "1 ",
					     "0x1",
					     "1e3",
					     "101",
					     "1000",
					     "a",
					     "18446744073709551617" };
	struct err err = { 0 };
	uint64_t v = 7;

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		is_int(text_u64(wrong[i], 100, &v, &err), -1, "%s", wrong[i]);
		is_int(err.code, ERR_USAGE, "with USAGE");
	}
	is_int((intmax_t)v, 7, "a refused number is not given");
	is_int(text_u64("100", 100, &v, &err), 0, "the bound");
	is_int((intmax_t)v, 100, "itself");
	is_int(text_u64("18446744073709551615", UINT64_MAX, &v, &err), 0,
	       "the largest");
	ok(v == UINT64_MAX, "is kept");
	is_int(text_u64("18446744073709551616", UINT64_MAX, &v, &err), -1,
	       "one more");
	(void)!text_u64("1\x1b[2J", 9, &v, &err);
	ok(strstr(err.text, "\"1\\x1b[2J\"") != NULL, "%s", err.text);
}

static void
no_character_is_torn_by_a_cut(void)
{
	struct bytes in = LITERAL("aé€😀");

	is_int(text_first(in, 10).n, 10, "all of it");
	for (size_t max = 0; max <= in.n; max++) {
		struct bytes first = text_first(in, max);

		ok(first.n <= max && first.n + 3 >= max, "%zu octets", max);
		ok(text_is_utf8(first), "are whole characters");
	}
}

TAP_MAIN(no_character_is_torn_by_a_cut, utf8_is_what_rfc_3629_says,
	 nothing_unseen_is_shown, every_shown_text_is_utf8_and_printable,
	 a_long_text_is_shown_to_its_border, json_strings_are_escaped,
	 durations_are_read, durations_are_shown_exactly,
	 numbers_are_digits_up_to_their_bound)
