/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Reads, writes and finds CertIDs. */

#include "acme_cert_id.h"

#include "sanca/certificate.h"
#include "sanca/issuance_log.h"
#include "sanca/text.h"

#include <string.h>

static int
refuse(struct err *err)
{
	return err_set(err, ERR_MALFORMED,
		       "this is no CertID: base64url of the authority key "
		       "identifier, a dot, base64url of the serial (RFC 9773 "
		       "4.1)");
}

/* The contents of an INTEGER: positive, and as short as can be. */
static bool
take_serial(struct bytes der, struct acme_cert_id *ret)
{
	bool is_padded = der.n > 1 && der.p[0] == 0;

	if (der.n == 0 || (der.p[0] & 0x80) || (der.n == 1 && der.p[0] == 0) ||
	    (is_padded && !(der.p[1] & 0x80)))
		return false;
	if (is_padded) {
		der.p++;
		der.n--;
	}
	if (der.n > sizeof(ret->serial))
		return false;
	memcpy(ret->serial, der.p, der.n);
	ret->serial_n = der.n;
	return true;
}

int
acme_cert_id_read(struct bytes text, struct acme_cert_id *ret, struct err *err)
{
	CLEANUP(buf_free) struct buf key_id = { 0 }, serial = { 0 };
	const uint8_t *dot = text.n > 0 ? memchr(text.p, '.', text.n) : NULL;
	size_t n = dot ? (size_t)(dot - text.p) : 0;
	struct err why;

	if (!dot || n == 0 ||
	    base64url_decode((struct bytes){ text.p, n }, &key_id, &why) < 0 ||
	    base64url_decode((struct bytes){ dot + 1, text.n - n - 1 }, &serial,
			     &why) < 0 ||
	    key_id.n == 0 || key_id.n > sizeof(ret->key_id) ||
	    !take_serial(buf_bytes(&serial), ret))
		return refuse(err);
	memcpy(ret->key_id, key_id.p, key_id.n);
	ret->key_id_n = key_id.n;
	return 0;
}

void
acme_cert_id_write(struct bytes key_id, struct bytes serial, struct buf *out)
{
	CLEANUP(buf_free) struct buf der = { 0 };

	if (serial.n > 0 && (serial.p[0] & 0x80))
		buf_append_u8(&der, 0);
	buf_append_bytes(&der, serial);
	base64url_encode(key_id, out);
	buf_append_u8(out, '.');
	base64url_encode(buf_bytes(&der), out);
	if (der.broken)
		out->broken = true;
}

/* ---- in the database ----------------------------------------------------------------- */

static int
read_issuer(struct store *store, struct acme_certified *ret, struct err *err)
{
	struct store_issuer issuer = { 0 };
	struct certificate c;

	if (store_issuer_by_id(store, ret->issuer, &issuer, err) < 0 ||
	    certificate_parse(issuer.certificate, &c, err) < 0)
		return -1;
	if (c.subject_key_id.n > sizeof(ret->key_id))
		return err_set(err, ERR_CORRUPT, "a key id is too long");
	ret->key_id_n = c.subject_key_id.n;
	memcpy(ret->key_id, c.subject_key_id.p, ret->key_id_n);
	return 0;
}

int
acme_certified_read(struct store *store, uint64_t reservation,
		    struct acme_certified *ret, struct err *err)
{
	struct store_reservation row = { 0 };

	ret->reservation = reservation;
	if (store_reservation_state(store, reservation, &ret->state, err) < 0 ||
	    store_reservation_get(store, reservation, &row, err) < 0)
		return -1;
	if (row.serial.n > sizeof(ret->serial))
		return err_set(err, ERR_CORRUPT, "a serial is too long");
	memcpy(ret->serial, row.serial.p, row.serial.n);
	ret->serial_n = row.serial.n;
	ret->issuer = row.issuer;
	ret->issued_at = row.reserved_at;
	ret->not_after = row.not_after;
	return read_issuer(store, ret, err);
}

int
acme_cert_id_find(struct store *store, const struct acme_cert_id *id,
		  struct acme_certified *ret, struct err *err)
{
	uint64_t reservation = 0;

	if (log_find(store, STORE_BY_SERIAL,
		     (struct bytes){ id->serial, id->serial_n }, &reservation,
		     err) < 0 ||
	    acme_certified_read(store, reservation, ret, err) < 0)
		return -1;
	/* The same serial of another issuer is another certificate. */
	if ((ret->state == STORE_ISSUED || ret->state == STORE_REVOKED) &&
	    ret->key_id_n == id->key_id_n &&
	    memcmp(ret->key_id, id->key_id, id->key_id_n) == 0)
		return 0;
	return err_set(err, ERR_NOT_FOUND, "another certificate");
}
