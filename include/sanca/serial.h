/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* layer: pki */
/* Serial numbers that carry the number of their reservation, hidden. */
#ifndef SANCA_SERIAL_H
#define SANCA_SERIAL_H

#include "sanca/bytes.h"
#include "sanca/limits.h"

/*
 * A serial is SERIAL_RANDOM_BYTES random octets and, behind them, the number
 * of its reservation, XORed with the first octets of the SHA-256 of the CA's
 * secret and the random ones. Two reservations cannot share a serial, and who
 * does not know the secret cannot tell how many there are. doc/adr/0012.
 */

/* Puts the number behind the random octets, which are there. */
void serial_number_put(const uint8_t secret[SERIAL_SECRET_BYTES],
		       uint64_t number, uint8_t io[SERIAL_BYTES]);
/* The number in a serial; any number, when it is not one of ours; 0, which no
 * reservation has, when it is not of our length. */
uint64_t serial_number_get(const uint8_t secret[SERIAL_SECRET_BYTES],
			   struct bytes serial);

#endif
