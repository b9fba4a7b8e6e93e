/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A private key that somebody sent: only to know which key never to certify. */

#include "public_half.h"
#include "work.h"

#include "sanca/gnutls_datum.h"
#include "sanca/text.h"

static int
hash_public(gnutls_x509_privkey_t key, uint8_t ret[32], struct err *err)
{
	CLEANUP(privkey_free) gnutls_privkey_t abstract = NULL;
	CLEANUP(buf_free) struct buf spki = { 0 };

	if (gnutls_privkey_init(&abstract) < 0 ||
	    gnutls_privkey_import_x509(abstract, key, 0) < 0)
		return err_set(err, ERR_CRYPTO,
			       "the key cannot be worked with");
	if (public_half(abstract, &spki, err) < 0)
		return -1;
	sha256(buf_bytes(&spki), ret);
	return 0;
}

int
exposed_key_hash(struct bytes body, uint8_t ret[32], struct err *err)
{
	CLEANUP(x509_privkey_free) gnutls_x509_privkey_t key = NULL;
	struct bytes begin = bytes_of_text("-----BEGIN ");

	if (gnutls_x509_privkey_init(&key) < 0)
		return err_nomem(err);
	for (int tries = 0; tries < 8; tries++) {
		ptrdiff_t at = bytes_find(body, begin);
		gnutls_datum_t pem = { 0 };

		if (at < 0)
			break;
		body.p += at;
		body.n -= (size_t)at;
		pem = datum_of(body);
		if (gnutls_x509_privkey_import2(key, &pem, GNUTLS_X509_FMT_PEM,
						NULL, GNUTLS_PKCS_PLAIN) == 0)
			return hash_public(key, ret, err);
		body.p += begin.n;
		body.n -= begin.n;
	}
	return err_set(err, ERR_NOT_FOUND, "no readable private key");
}
