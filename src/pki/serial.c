/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The number of a reservation in its serial. */
#include "sanca/serial.h"

#include "sanca/key.h"

#include <string.h>

#define NUMBER_BYTES (SERIAL_BYTES - SERIAL_RANDOM_BYTES)

static void
mask_make(const uint8_t secret[SERIAL_SECRET_BYTES], const uint8_t *random,
	  uint8_t ret[32])
{
	uint8_t both[SERIAL_SECRET_BYTES + SERIAL_RANDOM_BYTES];

	memcpy(both, secret, SERIAL_SECRET_BYTES);
	memcpy(both + SERIAL_SECRET_BYTES, random, SERIAL_RANDOM_BYTES);
	sha256(BYTES_OF(both), ret);
}

void
serial_number_put(const uint8_t secret[SERIAL_SECRET_BYTES], uint64_t number,
		  uint8_t io[SERIAL_BYTES])
{
	uint8_t mask[32];

	mask_make(secret, io, mask);
	for (size_t i = NUMBER_BYTES; i-- > 0; number >>= 8)
		io[SERIAL_RANDOM_BYTES + i] = (uint8_t)(number ^ mask[i]);
}

uint64_t
serial_number_get(const uint8_t secret[SERIAL_SECRET_BYTES],
		  struct bytes serial)
{
	uint8_t mask[32];
	uint64_t number = 0;

	if (serial.n != SERIAL_BYTES)
		return 0;
	mask_make(secret, serial.p, mask);
	for (size_t i = 0; i < NUMBER_BYTES; i++)
		number = number << 8 |
			 (serial.p[SERIAL_RANDOM_BYTES + i] ^ mask[i]);
	return number;
}
