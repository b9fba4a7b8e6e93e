/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Finds what was issued, by one of its numbers. */
#include "sanca/issuance_log.h"

#include "sanca/serial.h"

/* The serial says which row; the row decides whether it is its own. */
static int
find_serial(struct store *s, struct bytes serial, uint64_t *ret,
	    struct err *err)
{
	uint8_t secret[SERIAL_SECRET_BYTES];
	struct store_reservation row = { 0 };
	uint64_t number = 0;

	if (store_serial_secret(s, secret, err) != 0)
		return -1;
	number = serial_number_get(secret, serial);
	if (store_reservation_get(s, number, &row, err) != 0 &&
	    err->code != ERR_NOT_FOUND)
		return -1;
	if (row.id == 0 || !bytes_equal(row.serial, serial))
		return err_set(err, ERR_NOT_FOUND,
			       "there is no certificate with that serial");
	*ret = number;
	return 0;
}

int
log_find(struct store *s, enum store_by by, struct bytes value, uint64_t *ret,
	 struct err *err)
{
	return by == STORE_BY_SERIAL
		       ? find_serial(s, value, ret, err)
		       : store_certificate_find(s, by, value, ret, err);
}
