/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The Ed25519 key that signs the heads of the issuance log. */

#include "sanca/gnutls_datum.h"

#include "sanca/mint.h"

#include <stdlib.h>
#include <string.h>

struct log_key {
	gnutls_x509_privkey_t x509;
	gnutls_privkey_t key;
	uint8_t public[32];
};

void
log_key_free(struct log_key **key)
{
	if (!*key)
		return;
	privkey_free(&(*key)->key);
	x509_privkey_free(&(*key)->x509);
	free(*key);
	*key = NULL;
}

static int
take_public(struct log_key *key, struct err *err)
{
	CLEANUP(pubkey_free) gnutls_pubkey_t public = NULL;
	CLEANUP(datum_free_wipe) gnutls_datum_t x = { NULL, 0 };
	gnutls_ecc_curve_t curve = GNUTLS_ECC_CURVE_INVALID;

	if (gnutls_pubkey_init(&public) < 0 ||
	    gnutls_pubkey_import_privkey(public, key->key, 0, 0) < 0 ||
	    gnutls_pubkey_export_ecc_raw(public, &curve, &x, NULL) < 0 ||
	    x.size != sizeof(key->public))
		return err_set(err, ERR_CRYPTO,
			       "the log key has no usable public half");
	memcpy(key->public, x.data, x.size);
	return 0;
}

/* Takes over the GnuTLS key, also when it fails. */
static int
adopt(gnutls_x509_privkey_t x509, struct log_key **ret, struct err *err)
{
	CLEANUP(x509_privkey_free) gnutls_x509_privkey_t held = x509;
	CLEANUP(log_key_free) struct log_key *key = NULL;

	if (gnutls_x509_privkey_get_pk_algorithm(held) !=
	    GNUTLS_PK_EDDSA_ED25519)
		return err_set(err, ERR_CONFIG,
			       "the log key must be an Ed25519 key");
	key = calloc(1, sizeof(*key));
	if (!key)
		return err_nomem(err);
	key->x509 = STEAL(held);
	if (gnutls_privkey_init(&key->key) < 0 ||
	    gnutls_privkey_import_x509(key->key, key->x509, 0) < 0)
		return err_set(err, ERR_CRYPTO,
			       "GnuTLS cannot work with the log key");
	if (take_public(key, err) < 0)
		return -1;
	*ret = STEAL(key);
	return 0;
}

int
log_key_generate(struct log_key **ret, struct err *err)
{
	CLEANUP(x509_privkey_free) gnutls_x509_privkey_t x509 = NULL;
	int rc = 0;

	if (gnutls_x509_privkey_init(&x509) < 0)
		return err_nomem(err);
	rc = gnutls_x509_privkey_generate(
		x509, GNUTLS_PK_EDDSA_ED25519,
		GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_ED25519), 0);
	if (rc < 0)
		return err_set(err, ERR_CRYPTO, "no log key could be made: %s",
			       gnutls_strerror(rc));
	return adopt(STEAL(x509), ret, err);
}

int
log_key_load(struct bytes pem, struct log_key **ret, struct err *err)
{
	CLEANUP(x509_privkey_free) gnutls_x509_privkey_t x509 = NULL;
	gnutls_datum_t data = datum_of(pem);
	int rc = 0;

	if (gnutls_x509_privkey_init(&x509) < 0)
		return err_nomem(err);
	rc = gnutls_x509_privkey_import2(x509, &data, GNUTLS_X509_FMT_PEM, NULL,
					 0);
	if (rc < 0)
		return err_set(err, ERR_CONFIG,
			       "the log key cannot be read: %s",
			       gnutls_strerror(rc));
	return adopt(STEAL(x509), ret, err);
}

int
log_key_export(const struct log_key *key, struct buf *ret_pem, struct err *err)
{
	CLEANUP(datum_free_wipe) gnutls_datum_t pem = { NULL, 0 };
	int rc = gnutls_x509_privkey_export2_pkcs8(
		key->x509, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &pem);

	if (rc < 0)
		return err_set(err, ERR_CRYPTO,
			       "the log key cannot be exported: %s",
			       gnutls_strerror(rc));
	buf_append_bytes(ret_pem, datum_bytes(&pem));
	return buf_check(ret_pem, err);
}

void
log_key_public(const struct log_key *key, uint8_t ret[32])
{
	memcpy(ret, key->public, sizeof(key->public));
}

int
log_key_sign(const struct log_key *key, struct bytes message, uint8_t ret[64],
	     struct err *err)
{
	CLEANUP(datum_free_wipe) gnutls_datum_t signature = { NULL, 0 };
	gnutls_datum_t data = datum_of(message);
	int rc = gnutls_privkey_sign_data2(key->key, GNUTLS_SIGN_EDDSA_ED25519,
					   0, &data, &signature);

	if (rc == GNUTLS_E_MEMORY_ERROR)
		return err_nomem(err);
	if (rc < 0)
		return err_set(err, ERR_CRYPTO, "the log key does not sign: %s",
			       gnutls_strerror(rc));
	if (signature.size != 64)
		return err_set(err, ERR_CRYPTO,
			       "the log key made a signature of %u octets",
			       signature.size);
	memcpy(ret, signature.data, signature.size);
	return 0;
}
