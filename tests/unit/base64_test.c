/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Base64, hex and PEM: the vectors of RFC 4648 and what is refused. */
#include "sanca/text.h"

#include "tests/tap.h"

/* RFC 4648 10. */
static const struct {
	const char *plain, *base64;
} vectors[] = {
	{ "", "" },
	{ "f", "Zg==" },
	{ "fo", "Zm8=" },
	{ "foo", "Zm9v" },
	{ "foob", "Zm9vYg==" },
	{ "fooba", "Zm9vYmE=" },
	{ "foobar", "Zm9vYmFy" },
};

static void
vectors_of_rfc_4648_hold_both_ways(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(vectors); i++) {
		CLEANUP(buf_free) struct buf text = { 0 };
		CLEANUP(buf_free) struct buf back = { 0 };
		struct err err = { 0 };
		const char *plain = vectors[i].plain;

		base64_encode(bytes_of_text(plain), &text);
		is_str(buf_text(&text), vectors[i].base64, "encode %s", plain);
		is_int(base64_decode(bytes_of_text(vectors[i].base64), &back,
				     &err),
		       0, "decode %s", plain);
		is_str(buf_text(&back), plain, "gives %s", plain);
	}
}

static bool
refused(const char *text, size_t n)
{
	CLEANUP(buf_free) struct buf out = { 0 };
	struct err err = { 0 };

	buf_append_text(&out, "before");
	return base64_decode((struct bytes){ (const uint8_t *)text, n }, &out,
			     &err) == -1 &&
	       err.code == ERR_MALFORMED && out.n == 6;
}

static void
all_but_strict_base64_is_refused(void)
{
	static const char *const wrong[] = {
		"Zg",
		"Zg=",
		"Zm8",
		"Z",
		"=",
		"==",
		"===",
		"====",
		"Z===",
		"Zg==Zg==",
		"Zg=a",
		"Zm9v====",
		"Zm9vYg= =",
		"Zm9v\n",
		"Zm9v\r\n",
		" Zm9v",
		"Zm9v YmFy",
		"Zm9\nvYmF",
		"Zm-_",
		"Zm9v\xc3\xa9"
		"a",
		"Zh==",
		"Zm9=",
		"Zn8=Zn8=",
		"Z*==",
		"Zm9vYmF",
	};

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		ok(refused(wrong[i], strlen(wrong[i])), "\"%s\"", wrong[i]);
	ok(refused("Zm9\0", 4), "a NUL");
}

static void
exactly_64_octets_are_the_alphabet(void)
{
	int taken = 0;

	/* In each place of the group of four. */
	for (size_t place = 0; place < 4; place++)
		for (int c = 0; c < 256; c++) {
			char text[4] = { 'A', 'A', 'A', 'A' };

			text[place] = (char)c;
			if (place < 3 || c != '=')
				taken += !refused(text, 4);
		}
	is_int(taken, 4 * 64, "in each of four places");
	ok(!refused("AAA=", 4), "and padding at the end");
}

static void
trailing_bits_must_be_zero(void)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmno"
				     "pqrstuvwxyz0123456789+/";
	int one = 0, two = 0;

	for (size_t i = 0; i < 64; i++) {
		char a[4] = { 'A', digits[i], '=', '=' };
		char b[4] = { 'A', 'A', digits[i], '=' };

		one += !refused(a, 4);
		two += !refused(b, 4);
	}
	is_int(one, 4, "one octet has four spellings fewer than 64");
	is_int(two, 16, "two octets have sixteen");
}

static void
every_length_round_trips(void)
{
	uint8_t in[200];
	bool same = true;

	for (size_t i = 0; i < sizeof(in); i++)
		in[i] = (uint8_t)(i * 37 + 250);
	for (size_t n = 0; n <= sizeof(in); n++) {
		CLEANUP(buf_free) struct buf a = { 0 }, b = { 0 };
		CLEANUP(buf_free) struct buf a2 = { 0 }, b2 = { 0 };
		struct bytes view = { in, n };
		struct err err = { 0 };

		base64_encode(view, &a);
		base64url_encode(view, &b);
		same = same && a.n == (n + 2) / 3 * 4 &&
		       b.n == (n * 8 + 5) / 6 &&
		       base64_decode(buf_bytes(&a), &a2, &err) == 0 &&
		       base64url_decode(buf_bytes(&b), &b2, &err) == 0 &&
		       bytes_equal(buf_bytes(&a2), view) &&
		       bytes_equal(buf_bytes(&b2), view);
	}
	ok(same, "0 to 200 octets, both alphabets");
}

static void
url_alphabet_has_no_padding(void)
{
	static const uint8_t in[] = { 0xfb, 0xff, 0xfe, 0xff };
	static const char *const wrong[] = { "-__-_w==", "+//+/w", "A",	  "-_9",
					     "AAAAA",	 "_x",	   "AA A" };
	CLEANUP(buf_free) struct buf out = { 0 };
	struct err err = { 0 };

	base64url_encode(BYTES_OF(in), &out);
	is_str(buf_text(&out), "-__-_w", "encoded");
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		is_int(base64url_decode(bytes_of_text(wrong[i]), &out, &err),
		       -1, "\"%s\"", wrong[i]);
	is_int(out.n, 6, "what was refused left nothing");
}

static void
a_refusal_says_where(void)
{
	CLEANUP(buf_free) struct buf out = { 0 };
	struct err err = { 0 };

	(void)!base64_decode(bytes_of_text("Zm9vYm*y"), &out, &err);
	ok(strstr(err.text, "0x2a at offset 6") != NULL, "%s", err.text);
	(void)!base64_decode(bytes_of_text("Zg==Zm9v"), &out, &err);
	ok(strstr(err.text, "offset 2") != NULL, "%s", err.text);
}

static void
lines_have_64_characters(void)
{
	static const uint8_t in[100];
	CLEANUP(buf_free) struct buf out = { 0 };

	for (size_t n = 0; n <= sizeof(in); n++) {
		buf_clear(&out);
		base64_encode_lines((struct bytes){ in, n }, &out);
		size_t characters = (n + 2) / 3 * 4;

		is_int(out.n, characters + (characters + 63) / 64, "%zu octets",
		       n);
		ok(n == 0 || out.p[out.n - 1] == '\n', "end with LF");
		ok(n <= 48 || out.p[64] == '\n', "LF behind 64 characters");
	}
}

static void
pem_has_its_boundaries(void)
{
	CLEANUP(buf_free) struct buf out = { 0 };

	pem_encode("CERTIFICATE", bytes_of_text("foobar"), &out);
	is_str(buf_text(&out),
	       "-----BEGIN CERTIFICATE-----\nZm9vYmFy\n"
	       "-----END CERTIFICATE-----\n",
	       "a short one");
}

static void
hex_is_read_as_people_copy_it(void)
{
	static const uint8_t want[] = { 0xab, 0x0c, 0xff };
	static const char *const right[] = {
		"ab0cff",
		"AB0CFF",
		"Ab:0C:fF",
		" ab 0c ff\n",
		"ab0c\r\n\tff",
		"\xe2\x80\x8e"
		"ab0cff",
		"a b0cff",
	};
	static const char *const wrong[] = {
		"ab0cf",    "ab0cfg",	      "0xab0cff",
		"ab-0c-ff", "ab0cff\xe2\x80", "ab0cff\xe2\x80\x8f",
		"a",	    "ab0cff00",
	};
	uint8_t out[3];

	for (size_t i = 0; i < ARRAY_SIZE(right); i++) {
		memset(out, 0, sizeof(out));
		is_int(hex_decode(bytes_of_text(right[i]), out, sizeof(out)), 3,
		       "\"%s\"", right[i]);
		is_mem(out, sizeof(out), want, sizeof(want), "octets");
	}
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		is_int(hex_decode(bytes_of_text(wrong[i]), out, sizeof(out)),
		       -1, "\"%s\"", wrong[i]);
	is_int(hex_decode(bytes_of_text(""), out, sizeof(out)), 0, "empty");
	is_int(hex_decode((struct bytes){ (const uint8_t *)"ab\0", 3 }, out, 3),
	       -1, "a NUL is no separator");
}

static void
hex_is_written_in_two_ways(void)
{
	static const uint8_t in[] = { 0x00, 0xab, 0x9f };
	char out[9] = "........";

	hex_encode(BYTES_OF(in), out);
	is_str(out, "00ab9f", "plain");
	hex_encode_colons(BYTES_OF(in), out);
	is_str(out, "00:AB:9F", "with colons");
	hex_encode((struct bytes){ 0 }, out);
	is_str(out, "", "nothing");
}

TAP_MAIN(vectors_of_rfc_4648_hold_both_ways, all_but_strict_base64_is_refused,
	 exactly_64_octets_are_the_alphabet, trailing_bits_must_be_zero,
	 every_length_round_trips, url_alphabet_has_no_padding,
	 a_refusal_says_where, lines_have_64_characters, pem_has_its_boundaries,
	 hex_is_read_as_people_copy_it, hex_is_written_in_two_ways)
