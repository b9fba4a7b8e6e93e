/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A private key that somebody sent: only to know which key never to certify. */

#include "work.h"

#include "sanca/text.h"

#include <gnutls/abstract.h>
#include <gnutls/x509.h>
#include <string.h>

static void
free_key(gnutls_x509_privkey_t *key)
{
	if (*key)
		gnutls_x509_privkey_deinit(*key);
}

static void
free_abstract(gnutls_privkey_t *key)
{
	if (*key)
		gnutls_privkey_deinit(*key);
}

static void
free_pubkey(gnutls_pubkey_t *key)
{
	if (*key)
		gnutls_pubkey_deinit(*key);
}

static void
free_datum(gnutls_datum_t *d)
{
	gnutls_free(d->data);
	d->data = NULL;
}

static int
hash_public(gnutls_x509_privkey_t key, uint8_t ret[32], struct err *err)
{
	CLEANUP(free_abstract) gnutls_privkey_t abstract = NULL;
	CLEANUP(free_pubkey) gnutls_pubkey_t pubkey = NULL;
	CLEANUP(free_datum) gnutls_datum_t spki = { 0 };

	if (gnutls_privkey_init(&abstract) < 0 ||
	    gnutls_pubkey_init(&pubkey) < 0 ||
	    gnutls_privkey_import_x509(abstract, key, 0) < 0 ||
	    gnutls_pubkey_import_privkey(pubkey, abstract, 0, 0) < 0 ||
	    gnutls_pubkey_export2(pubkey, GNUTLS_X509_FMT_DER, &spki) < 0)
		return err_set(err, ERR_CRYPTO,
			       "the public key cannot be taken from it");
	sha256((struct bytes){ spki.data, spki.size }, ret);
	return 0;
}

int
exposed_key_hash(struct bytes body, uint8_t ret[32], struct err *err)
{
	CLEANUP(free_key) gnutls_x509_privkey_t key = NULL;
	struct bytes begin = bytes_of_text("-----BEGIN ");

	if (gnutls_x509_privkey_init(&key) < 0)
		return err_nomem(err);
	for (int tries = 0; tries < 8; tries++) {
		ptrdiff_t at = bytes_find(body, begin);
		gnutls_datum_t pem;

		if (at < 0)
			break;
		body.p += at;
		body.n -= (size_t)at;
		pem.data = (unsigned char *)(uintptr_t)body.p;
		pem.size = (unsigned)body.n;
		if (gnutls_x509_privkey_import2(key, &pem, GNUTLS_X509_FMT_PEM,
						NULL, GNUTLS_PKCS_PLAIN) == 0)
			return hash_public(key, ret, err);
		body.p += begin.n;
		body.n -= begin.n;
	}
	return err_set(err, ERR_NOT_FOUND, "no readable private key");
}
