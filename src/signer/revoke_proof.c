/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* That whoever revokes has the key of the certificate (RFC 8555 7.6). */
#include "revoke_proof.h"

#include "stored.h"

#include "sanca/text.h"

#include <string.h>

static int
refuse(const char *why, struct err *err)
{
	return err_set(err, ERR_FORBIDDEN,
		       "the request is not signed by the key of the "
		       "certificate: %s",
		       why);
}

/* The JWS Signing Input is ASCII: header "." payload, in base64url. */
static int
check_payload(struct bytes proof, struct bytes certificate, struct err *err)
{
	CLEANUP(buf_free) struct buf payload = { 0 };
	CLEANUP(buf_free) struct buf wanted = { 0 };
	const uint8_t *dot = proof.n > 0 ? memchr(proof.p, '.', proof.n) : NULL;
	struct bytes encoded;

	if (dot == NULL)
		return refuse("nothing was signed", err);
	encoded.p = dot + 1;
	encoded.n = proof.n - (size_t)(encoded.p - proof.p);
	base64url_encode(certificate, &wanted);
	if (buf_check(&wanted, err) != 0 ||
	    base64url_decode(encoded, &payload, err) != 0 ||
	    bytes_find(buf_bytes(&payload), buf_bytes(&wanted)) < 0)
		return refuse("what was signed does not hold it", err);
	return 0;
}

int
revoke_proof_check(struct signer *s, uint64_t reservation,
		   const struct msg_revoke *ask, struct err *err)
{
	CLEANUP(stored_free) struct stored stored = { 0 };
	struct certificate c;
	struct key_facts key;

	if (stored_load(s->store, reservation, &stored, err) != 0)
		return -1;
	if (stored.certificate.n == 0)
		return refuse("it was never given to anybody", err);
	if (certificate_parse(buf_bytes(&stored.certificate), &c, err) != 0 ||
	    key_parse(c.spki, &key, err) != 0 ||
	    check_payload(ask->proof, c.der, err) != 0)
		return -1;
	if (key_verify(&key, sig_alg_of(key.kind), ask->proof, ask->signature,
		       err) != 0)
		return refuse("the signature does not verify", err);
	return 0;
}
