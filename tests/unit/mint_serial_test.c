/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Claims about serial numbers. */

#include "sanca/mint.h"
#include "sanca/serial.h"
#include "tests/tap.h"

#include <stdlib.h>

#define SERIALS 1000000

static int
order(const void *a, const void *b)
{
	return memcmp(a, b, SERIAL_BYTES);
}

static void
a_million_serials_are_distinct_and_every_bit_is_balanced(void)
{
	static uint8_t all[SERIALS][SERIAL_BYTES];
	static long ones[SERIAL_BYTES * 8];
	static const uint8_t secret[SERIAL_SECRET_BYTES] = { 7 };
	long lost = 0, repeated = 0, bad_first = 0, unbalanced = 0;
	struct err err = { 0 };

	for (size_t i = 0; i < SERIALS; i++) {
		if (serial_draw(all[i], &err) < 0) {
			ok(false, "%s", err.text);
			return;
		}
		serial_number_put(secret, i + 1, all[i]);
		lost += serial_number_get(secret, BYTES_OF(all[i])) != i + 1;
		bad_first += all[i][0] == 0 || all[i][0] > 0x7f;
		for (size_t bit = 0; bit < SERIAL_BYTES * 8; bit++)
			ones[bit] += all[i][bit / 8] >> (7 - bit % 8) & 1;
	}
	qsort(all, SERIALS, SERIAL_BYTES, order);
	for (size_t i = 1; i < SERIALS; i++)
		repeated += order(all[i - 1], all[i]) == 0;
	is_int(repeated, 0, "no serial twice");
	is_int(lost, 0, "each carries its number");
	is_int(bad_first, 0, "the first octet is 0x01 to 0x7f");
	is_int(ones[0], 0, "the top bit is clear");
	for (size_t bit = 1; bit < SERIAL_BYTES * 8; bit++) {
		/* A first octet of zero is drawn again: 64 of 127. */
		double p = bit < 8 ? 64.0 / 127.0 : 0.5;
		double off = (double)ones[bit] - p * SERIALS;

		/* Six standard deviations: one false alarm in
		 * four million runs. */
		if (off > 3000 || off < -3000) {
			diag("bit %zu is set %ld times", bit, ones[bit]);
			unbalanced++;
		}
	}
	is_int(unbalanced, 0, "every other bit is balanced");
}

static void
a_number_is_told_only_to_who_knows_the_secret(void)
{
	uint8_t secret[SERIAL_SECRET_BYTES] = { 1 };
	uint8_t one[SERIAL_BYTES] = { 0x42 }, two[SERIAL_BYTES] = { 0x42 };

	serial_number_put(secret, 0xfedcba987654, one);
	serial_number_put(secret, 1, two);
	ok(memcmp(one, two, SERIAL_BYTES) != 0,
	   "the same random octets, another serial");
	is_int((long long)serial_number_get(secret, BYTES_OF(one)),
	       0xfedcba987654, "48 bits are kept");
	secret[31] ^= 1;
	ok(serial_number_get(secret, BYTES_OF(one)) != 0xfedcba987654,
	   "another secret, another number");
	one[0] ^= 1;
	secret[31] ^= 1;
	ok(serial_number_get(secret, BYTES_OF(one)) != 0xfedcba987654,
	   "other random octets, another number");
	is_int(serial_number_get(secret, (struct bytes){ one, 16 }), 0,
	       "a serial of another length has none");
}

TAP_MAIN(a_million_serials_are_distinct_and_every_bit_is_balanced,
	 a_number_is_told_only_to_who_knows_the_secret)
