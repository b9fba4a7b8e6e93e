/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The one call that signs with the CA key. */

#include "ca_key.h"
#include "sanca/gnutls_datum.h"

#include <gnutls/crypto.h>

static gnutls_sign_algorithm_t
gnutls_algorithm(enum sig_alg alg)
{
	if (alg == SIG_RSA_SHA256)
		return GNUTLS_SIGN_RSA_SHA256;
	if (alg == SIG_ECDSA_SHA256)
		return GNUTLS_SIGN_ECDSA_SHA256;
	if (alg == SIG_ECDSA_SHA384)
		return GNUTLS_SIGN_ECDSA_SHA384;
	return GNUTLS_SIGN_UNKNOWN;
}

gnutls_digest_algorithm_t
ca_key_hash(enum sig_alg alg)
{
	return alg == SIG_ECDSA_SHA384 ? GNUTLS_DIG_SHA384 : GNUTLS_DIG_SHA256;
}

/*
 * A signature made by a miscalculation must not leave: one faulty RSA-CRT
 * signature beside a good one gives away the factors of the modulus, and a
 * token may hold another key than the certificate says.
 */
static int
verify_own(const struct ca_key *key, struct bytes digest,
	   struct bytes signature, struct err *err)
{
	struct err why = { 0 };

	if (key_verify_digest(&key->facts, key->alg, digest, signature, &why) ==
	    0)
		return 0;
	return err_set(err, ERR_CRYPTO,
		       "the CA key made a signature that its own public key "
		       "does not verify; it was thrown away (%s). The %s is "
		       "faulty: stop using it",
		       why.text,
		       ca_key_is_token(key)
			       ? "token, or the certificate for it,"
			       : "machine or the key file");
}

int
ca_key_sign_digest(struct ca_key *key, unsigned slot, bool verify,
		   struct bytes digest, struct buf *ret_signature,
		   struct err *err)
{
	CLEANUP(datum_free_wipe) gnutls_datum_t signature = { NULL, 0 };
	gnutls_datum_t data = datum_of(digest);
	int rc = 0;

	if (!ca_key_is_token(key))
		slot = 0;
	if (slot >= key->slot_count)
		return err_set(err, ERR_INTERNAL,
			       "signing thread %u has no key object", slot);
	if (digest.n != gnutls_hash_get_len(ca_key_hash(key->alg)))
		return err_set(err, ERR_INTERNAL,
			       "a digest of %zu octets is not what this key "
			       "signs",
			       digest.n);
	rc = gnutls_privkey_sign_hash2(key->slots[slot],
				       gnutls_algorithm(key->alg), 0, &data,
				       &signature);
	if (rc == GNUTLS_E_MEMORY_ERROR)
		return err_nomem(err);
	if (rc < 0)
		return err_set(
			err,
			ca_key_is_token(key) ? ERR_UNAVAILABLE : ERR_CRYPTO,
			"the CA key does not sign: %s", gnutls_strerror(rc));
	if ((verify || ca_key_is_token(key) || key->facts.kind == KEY_RSA) &&
	    verify_own(key, digest, datum_bytes(&signature), err) < 0)
		return -1;
	buf_append_bytes(ret_signature, datum_bytes(&signature));
	return buf_check(ret_signature, err);
}

int
ca_key_sign(struct ca_key *key, unsigned slot, bool verify, struct bytes tbs,
	    struct buf *ret_signature, struct err *err)
{
	uint8_t digest[CA_KEY_DIGEST_MAX];
	gnutls_digest_algorithm_t hash = ca_key_hash(key->alg);
	int rc = gnutls_hash_fast(hash, tbs.p, tbs.n, digest);

	if (rc < 0)
		return err_set(err, ERR_CRYPTO, "hashing for a signature: %s",
			       gnutls_strerror(rc));
	return ca_key_sign_digest(key, slot, verify,
				  (struct bytes){ digest,
						  gnutls_hash_get_len(hash) },
				  ret_signature, err);
}
