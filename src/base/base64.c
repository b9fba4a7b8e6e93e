/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Base64 (RFC 4648), both alphabets; decoding is on the path of requests. */
#include "sanca/text.h"

static const char alphabet_plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
static const char alphabet_url[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "abcdefghijklmnopqrstuvwxyz0123456789-_";

/* The value of each octet, or NO: its top bit survives an OR of many values,
 * so that a whole text needs one check. */
#define NO 0x80

/* clang-format off */
static const uint8_t values_plain[256] = {
	NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
	NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
	NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, 62, NO, NO, NO, 63,
	52, 53, 54, 55, 56, 57, 58, 59, 60, 61, NO, NO, NO, NO, NO, NO,
	NO, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
	15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, NO, NO, NO, NO, NO,
	NO, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,
	41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, NO, NO, NO, NO, NO,
	NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
	NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
	NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
	NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
	NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
	NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
	NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
	NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
};

static const uint8_t values_url[256] = {
	NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
	NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
	NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, 62, NO, NO,
	52, 53, 54, 55, 56, 57, 58, 59, 60, 61, NO, NO, NO, NO, NO, NO,
	NO, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
	15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, NO, NO, NO, NO, 63,
	NO, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,
	41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, NO, NO, NO, NO, NO,
	NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
	NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
	NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
	NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
	NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
	NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
	NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
	NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
};

/* clang-format on */

/* RFC 7468 2: lines of exactly 64 characters. */
#define LINE_CHARACTERS 64
#define LINE_OCTETS (LINE_CHARACTERS / 4 * 3)

/* Writes the text of in to out and returns its end. */
static uint8_t *
encode(struct bytes in, const char *alphabet, bool pad, uint8_t *out)
{
	size_t whole = in.n - in.n % 3;

	for (size_t i = 0; i < whole; i += 3) {
		uint32_t v = (uint32_t)in.p[i] << 16 |
			     (uint32_t)in.p[i + 1] << 8 | in.p[i + 2];

		*out++ = (uint8_t)alphabet[v >> 18];
		*out++ = (uint8_t)alphabet[v >> 12 & 63];
		*out++ = (uint8_t)alphabet[v >> 6 & 63];
		*out++ = (uint8_t)alphabet[v & 63];
	}
	if (whole == in.n)
		return out;

	uint32_t v = (uint32_t)in.p[whole] << 16;

	if (in.n - whole == 2)
		v |= (uint32_t)in.p[whole + 1] << 8;
	*out++ = (uint8_t)alphabet[v >> 18];
	*out++ = (uint8_t)alphabet[v >> 12 & 63];
	if (in.n - whole == 2)
		*out++ = (uint8_t)alphabet[v >> 6 & 63];
	else if (pad)
		*out++ = '=';
	if (pad)
		*out++ = '=';
	return out;
}

static void
encode_to_buf(struct bytes in, const char *alphabet, bool pad, struct buf *out)
{
	uint8_t *to = buf_reserve(out, in.n / 3 * 4 + 4);

	if (to != NULL)
		out->n += (size_t)(encode(in, alphabet, pad, to) - to);
}

void
base64_encode(struct bytes in, struct buf *out)
{
	encode_to_buf(in, alphabet_plain, true, out);
}

void
base64url_encode(struct bytes in, struct buf *out)
{
	encode_to_buf(in, alphabet_url, false, out);
}

void
base64_encode_lines(struct bytes in, struct buf *out)
{
	size_t lines = in.n / LINE_OCTETS + 1;
	uint8_t *to = buf_reserve(out, in.n / 3 * 4 + 4 + lines);

	if (to == NULL)
		return;

	uint8_t *end = to;

	for (size_t i = 0; i < in.n; i += LINE_OCTETS) {
		size_t n = in.n - i < LINE_OCTETS ? in.n - i : LINE_OCTETS;

		end = encode((struct bytes){ in.p + i, n }, alphabet_plain,
			     true, end);
		*end++ = '\n';
	}
	out->n += (size_t)(end - to);
}

/* Decodes digits, without padding, to out, which has room for 3 octets per 4
 * digits. Returns an octet with the bit NO set when a character is foreign, and
 * in *ret_rest the bits behind the last octet, which must be zero. */
static uint8_t
decode(struct bytes in, const uint8_t values[256], uint8_t *out,
       uint32_t *ret_rest)
{
	size_t whole = in.n - in.n % 4;
	uint8_t seen = 0;

	for (size_t i = 0; i < whole; i += 4) {
		uint8_t a = values[in.p[i]], b = values[in.p[i + 1]];
		uint8_t c = values[in.p[i + 2]], d = values[in.p[i + 3]];

		seen = (uint8_t)(seen | a | b | c | d);
		*out++ = (uint8_t)(a << 2 | b >> 4);
		*out++ = (uint8_t)(b << 4 | c >> 2);
		*out++ = (uint8_t)(c << 6 | d);
	}
	*ret_rest = 0;
	if (in.n - whole < 2)
		return seen;

	uint8_t a = values[in.p[whole]], b = values[in.p[whole + 1]];

	seen = (uint8_t)(seen | a | b);
	*out++ = (uint8_t)(a << 2 | b >> 4);
	*ret_rest = b & 15U;
	if (in.n - whole == 3) {
		uint8_t c = values[in.p[whole + 2]];

		seen = (uint8_t)(seen | c);
		*out++ = (uint8_t)(b << 4 | c >> 2);
		*ret_rest = c & 3U;
	}
	return seen;
}

/* The slow path: which character it was. */
static int
refuse_foreign(struct bytes in, const uint8_t values[256], struct err *err)
{
	size_t at = 0;

	while (at < in.n && values[in.p[at]] != NO)
		at++;
	if (at == in.n)
		return err_set(err, ERR_INTERNAL, "base64 was misjudged");
	if (in.p[at] == '=')
		return err_set(err, ERR_MALFORMED,
			       "the base64 text has padding at offset %zu, "
			       "where none may stand (RFC 4648 3.2)",
			       at);
	return err_set(err, ERR_MALFORMED,
		       "octet 0x%02x at offset %zu of the base64 text is not "
		       "in its alphabet (RFC 4648 3.3)",
		       in.p[at], at);
}

static int
decode_to_buf(struct bytes digits, const uint8_t values[256], struct buf *out,
	      struct err *err)
{
	uint32_t rest = 0;
	uint8_t *to = buf_reserve(out, digits.n / 4 * 3 + 2);

	if (to == NULL)
		return err_nomem(err);
	if ((decode(digits, values, to, &rest) & NO) != 0)
		return refuse_foreign(digits, values, err);
	if (digits.n % 4 == 1)
		return err_set(err, ERR_MALFORMED,
			       "a base64 text cannot be %zu characters long",
			       digits.n);
	if (rest != 0)
		return err_set(err, ERR_MALFORMED,
			       "the unused bits at the end of the base64 text "
			       "are not zero (RFC 4648 3.5)");
	out->n += digits.n * 3 / 4;
	return 0;
}

int
base64_decode(struct bytes in, struct buf *out, struct err *err)
{
	if (in.n % 4 != 0) {
		/* A foreign character explains more than the length. */
		for (size_t i = 0; i < in.n; i++)
			if (values_plain[in.p[i]] == NO && in.p[i] != '=')
				return refuse_foreign(in, values_plain, err);
		return err_set(err, ERR_MALFORMED,
			       "the base64 text is %zu characters long, which "
			       "is not a multiple of 4: it is cut or lacks its "
			       "padding (RFC 4648 4)",
			       in.n);
	}
	for (int i = 0; i < 2 && in.n > 0 && in.p[in.n - 1] == '='; i++)
		in.n--;
	return decode_to_buf(in, values_plain, out, err);
}

int
base64url_decode(struct bytes in, struct buf *out, struct err *err)
{
	return decode_to_buf(in, values_url, out, err);
}
