/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Draws serial numbers. */

#include "sanca/mint.h"

#include "sanca/clock.h"

#include <string.h>

/* A first octet of zero comes once in 128 draws; so many in a row only from
 * a source that is broken. */
#define DRAWS 16

int
serial_draw(uint8_t ret[SERIAL_BYTES], struct err *err)
{
	uint8_t drawn[SERIAL_BYTES];

	for (int i = 0; i < DRAWS; i++) {
		if (random_bytes(drawn, sizeof(drawn), err) < 0)
			return err_context(err, "drawing a serial number");
		/* RFC 5280 4.1.2.2: positive, so the top bit is clear. A first
		 * octet that is not zero keeps the length fixed. */
		drawn[0] &= 0x7f;
		if (drawn[0] != 0) {
			memcpy(ret, drawn, sizeof(drawn));
			return 0;
		}
	}
	return err_set(err, ERR_CRYPTO,
		       "the random source of the system gives zeros only; no "
		       "serial number was drawn");
}
