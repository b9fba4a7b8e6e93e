/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A private key that somebody sent: read to know which key never to certify,
 * and blocked. */

#include "exposed_key.h"

#include "public_half.h"
#include "reply.h"
#include "work.h"

#include "sanca/gnutls_datum.h"
#include "sanca/logline.h"
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

/* Of the public key that belongs to the first private key in the body. */
static int
read_hash(struct bytes body, uint8_t ret[32], struct err *err)
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

bool
exposed_key_find(struct request *r)
{
	struct bytes body = buf_bytes(&r->work->csr_text);
	struct err none;

	if (!r->has_credential)
		return false;
	if (body.n == 0)
		body = buf_bytes(&r->work->body);
	return read_hash(body, r->work->exposed_hash, &none) == 0;
}

enum step
exposed_key_not_blocked(struct request *r, const struct err *why)
{
	char hex[65];

	hex_encode(BYTES_OF(r->work->exposed_hash), hex);
	logline_err(LOGLINE_WARNING, why,
		    "a private key was exposed and could not be blocked; "
		    "SHA-256 of its public key is %s (request %s)",
		    hex, r->id);
	return reply_fault(r, ERR_UNAVAILABLE,
			   "this holds a private key, and that the key must "
			   "never be certified could not be recorded: try "
			   "again; then make a new key");
}

enum step
exposed_key_block(struct request *r, const struct err *refusal)
{
	struct msg m = { .type = MSG_BLOCK_KEY };
	struct err err;

	r->work->exposed = *refusal;
	r->block_pending = true;
	r->ask.wake = request_wake;
	r->ask.ctx = r;
	m.block_key.spki_sha256 = BYTES_OF(r->work->exposed_hash);
	m.block_key.credential = BYTES_OF(r->credential);
	m.block_key.reason =
		bytes_of_text("the private key was sent to the HTTP interface");
	if (signer_ask(r->front->signer, &r->ask, &m, request_suspend, &err) ==
	    0)
		return STEP_WAIT;
	r->block_pending = false;
	return exposed_key_not_blocked(r, &err);
}
