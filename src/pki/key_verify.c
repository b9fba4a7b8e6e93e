/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Verifies signatures with GnuTLS. */
#include "sanca/der_read.h"
#include "sanca/gnutls_datum.h"
#include "sanca/key.h"

static const gnutls_sign_algorithm_t gnutls_algorithms[] = {
	[SIG_RSA_SHA1] = GNUTLS_SIGN_RSA_SHA1,
	[SIG_RSA_SHA256] = GNUTLS_SIGN_RSA_SHA256,
	[SIG_RSA_SHA384] = GNUTLS_SIGN_RSA_SHA384,
	[SIG_RSA_SHA512] = GNUTLS_SIGN_RSA_SHA512,
	[SIG_ECDSA_SHA1] = GNUTLS_SIGN_ECDSA_SHA1,
	[SIG_ECDSA_SHA256] = GNUTLS_SIGN_ECDSA_SHA256,
	[SIG_ECDSA_SHA384] = GNUTLS_SIGN_ECDSA_SHA384,
	[SIG_ECDSA_SHA512] = GNUTLS_SIGN_ECDSA_SHA512,
};

/* GnuTLS reads an ECDSA-Sig-Value with a BER decoder and takes a short RSA
 * signature: here each signature has one form. */
static int
check_form(const struct key_facts *key, struct bytes signature, struct err *err)
{
	struct der outer = der_of(signature), in = { 0 };
	struct bytes r = { 0 }, s = { 0 };

	if (key->kind == KEY_RSA) {
		if (signature.n == key->bits / 8)
			return 0;
		return err_set(err, ERR_BAD_CSR,
			       "the signature has %zu octets, the key makes "
			       "%u",
			       signature.n, key->bits / 8);
	}
	if (der_enter(&outer, DER_SEQUENCE, "the signature", &in, err) < 0 ||
	    der_end(&outer, "the signature", err) < 0 ||
	    der_take_positive(&in, "the signature", &r, err) < 0 ||
	    der_take_positive(&in, "the signature", &s, err) < 0 ||
	    der_end(&in, "the signature", err) < 0) {
		err->code = ERR_BAD_CSR;
		return -1;
	}
	return 0;
}

typedef int verifier(gnutls_pubkey_t key, gnutls_sign_algorithm_t alg,
		     unsigned flags, const gnutls_datum_t *data,
		     const gnutls_datum_t *signature);

static int
verify(verifier *by, gnutls_pubkey_t key, enum sig_alg alg,
       const gnutls_datum_t *data, const gnutls_datum_t *signature,
       struct err *err)
{
	/* What a SHA-1 signature is worth is the caller's question. */
	unsigned flags = alg == SIG_RSA_SHA1 || alg == SIG_ECDSA_SHA1
				 ? GNUTLS_VERIFY_ALLOW_SIGN_WITH_SHA1
				 : 0;
	int result = by(key, gnutls_algorithms[alg], flags, data, signature);

	if (result >= 0)
		return 0;
	if (result == GNUTLS_E_MEMORY_ERROR)
		return err_nomem(err);
	if (result == GNUTLS_E_PK_SIG_VERIFY_FAILED)
		return err_set(err, ERR_BAD_CSR,
			       "the signature does not fit the data and the "
			       "key: the data was changed on its way, or was "
			       "signed with another key");
	return err_set(err, ERR_BAD_CSR, "the signature cannot be verified: %s",
		       gnutls_strerror(result));
}

static int
import(const struct key_facts *key, gnutls_pubkey_t to)
{
	if (key->kind == KEY_RSA) {
		gnutls_datum_t spki = datum_of(key->spki);

		return gnutls_pubkey_import(to, &spki, GNUTLS_X509_FMT_DER);
	}
	size_t n = key->key_bits_value.n / 2;
	const uint8_t *xy = key->key_bits_value.p + 1;
	gnutls_datum_t x = datum_of((struct bytes){ xy, n });
	gnutls_datum_t y = datum_of((struct bytes){ xy + n, n });

	return gnutls_pubkey_import_ecc_raw(
		to,
		key->kind == KEY_EC_P256 ? GNUTLS_ECC_CURVE_SECP256R1
					 : GNUTLS_ECC_CURVE_SECP384R1,
		&x, &y);
}

static int
verify_with(verifier *by, const struct key_facts *key, enum sig_alg alg,
	    struct bytes what, struct bytes signature, struct err *err)
{
	CLEANUP(pubkey_free) gnutls_pubkey_t pubkey = NULL;
	gnutls_datum_t data = datum_of(what);
	gnutls_datum_t sig = datum_of(signature);
	bool is_rsa = alg >= SIG_RSA_SHA1 && alg <= SIG_RSA_SHA512;

	if (alg == SIG_NONE || (size_t)alg >= ARRAY_SIZE(gnutls_algorithms) ||
	    is_rsa != (key->kind == KEY_RSA))
		return err_set(err, ERR_BAD_CSR,
			       "the signature algorithm %s does not fit %s",
			       sig_alg_name(alg),
			       key->kind == KEY_RSA ? "an RSA key"
						    : "an elliptic-curve key");
	if (check_form(key, signature, err) < 0)
		return -1;
	if (gnutls_pubkey_init(&pubkey) < 0)
		return err_nomem(err);
	if (import(key, pubkey) < 0)
		return err_set(err, ERR_BAD_PUBLIC_KEY,
			       "GnuTLS does not take the public key");
	return verify(by, pubkey, alg, &data, &sig, err);
}

int
key_verify(const struct key_facts *key, enum sig_alg alg,
	   struct bytes signed_data, struct bytes signature, struct err *err)
{
	return verify_with(gnutls_pubkey_verify_data2, key, alg, signed_data,
			   signature, err);
}

int
key_verify_digest(const struct key_facts *key, enum sig_alg alg,
		  struct bytes digest, struct bytes signature, struct err *err)
{
	return verify_with(gnutls_pubkey_verify_hash2, key, alg, digest,
			   signature, err);
}
