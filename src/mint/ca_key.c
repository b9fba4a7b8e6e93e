/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The CA key in a file: loaded, made, exported. */

#include "ca_key.h"
#include "sanca/gnutls_datum.h"

#include <stdlib.h>

struct made_kind {
	const char *name;
	gnutls_pk_algorithm_t kind;
	unsigned bits;
};

static const struct made_kind made_kinds[] = {
	{ "ec-p256", GNUTLS_PK_ECDSA,
	  GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1) },
	{ "ec-p384", GNUTLS_PK_ECDSA,
	  GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP384R1) },
	{ "rsa-2048", GNUTLS_PK_RSA, 2048 },
	{ "rsa-3072", GNUTLS_PK_RSA, 3072 },
	{ "rsa-4096", GNUTLS_PK_RSA, 4096 },
};

int
ca_key_new(unsigned slots, struct ca_key **ret, struct err *err)
{
	struct ca_key *key = calloc(1, sizeof(*key));

	if (!key)
		return err_nomem(err);
	key->slots = calloc(slots, sizeof(*key->slots));
	if (!key->slots) {
		free(key);
		return err_nomem(err);
	}
	key->slot_count = slots;
	atomic_flag_clear(&key->pin.told);
	*ret = key;
	return 0;
}

void
ca_key_free(struct ca_key **key)
{
	struct ca_key *k = *key;

	if (!k)
		return;
	for (unsigned i = 0; i < k->slot_count; i++)
		privkey_free(&k->slots[i]);
	x509_privkey_free(&k->file_key);
	if (k->pin.text) {
		bytes_wipe(k->pin.text, bytes_of_text(k->pin.text).n);
		free(k->pin.text);
	}
	buf_free(&k->spki);
	free(k->slots);
	free(k);
	*key = NULL;
}

static int
check_rsa_bits(unsigned bits, struct err *err)
{
	if (bits < LIMIT_RSA_MIN_BITS)
		return err_set(err, ERR_BAD_PUBLIC_KEY,
			       "an RSA-%u root is refused by Apple devices and "
			       "OpenSSL; use rsa-2048 or larger, or ec-p256",
			       bits);
	if (bits > LIMIT_RSA_MAX_BITS)
		return err_set(err, ERR_BAD_PUBLIC_KEY,
			       "RSA-%u costs more than it protects; use "
			       "rsa-4096 or smaller, or ec-p256",
			       bits);
	return 0;
}

static int
check_curve_bits(unsigned bits, struct err *err)
{
	if (bits == 256 || bits == 384)
		return 0;
	/* GnuTLS counts whole octets: 528. */
	if (bits > 512)
		return err_set(err, ERR_BAD_PUBLIC_KEY,
			       "P-521 keys are refused by Chrome and browsers "
			       "made from it; use ec-p256 or ec-p384");
	return err_set(err, ERR_BAD_PUBLIC_KEY,
		       "elliptic curve keys of %u bits are refused by "
		       "browsers; use ec-p256 or ec-p384",
		       bits);
}

int
ca_key_check_kind(gnutls_pk_algorithm_t kind, unsigned bits, struct err *err)
{
	const char *name = gnutls_pk_get_name(kind);

	if (kind == GNUTLS_PK_RSA)
		return check_rsa_bits(bits, err);
	if (kind == GNUTLS_PK_ECDSA)
		return check_curve_bits(bits, err);
	if (kind == GNUTLS_PK_EDDSA_ED25519 || kind == GNUTLS_PK_EDDSA_ED448)
		return err_set(err, ERR_BAD_PUBLIC_KEY,
			       "%s roots are refused by Apple devices and "
			       "browsers; use ec-p256, ec-p384 or rsa-3072",
			       kind == GNUTLS_PK_EDDSA_ED25519 ? "Ed25519"
							       : "Ed448");
	return err_set(err, ERR_BAD_PUBLIC_KEY,
		       "a CA key cannot be of the kind %s; use ec-p256, "
		       "ec-p384, or rsa-2048 to rsa-4096",
		       name ? name : "unknown");
}

int
ca_key_set_public(struct ca_key *key, struct bytes spki, struct err *err)
{
	buf_append_bytes(&key->spki, spki);
	if (buf_check(&key->spki, err) < 0)
		return -1;
	if (key_parse(buf_bytes(&key->spki), &key->facts, err) < 0)
		return err_context(err, "the CA key");
	key->alg = sig_alg_of(key->facts.kind);
	if (key->alg != SIG_NONE)
		return 0;
	return err_set(err, ERR_INTERNAL, "the CA key is of no known kind");
}

/* Takes over the GnuTLS key, also when it fails. */
static int
adopt(gnutls_x509_privkey_t x509, struct ca_key **ret, struct err *err)
{
	CLEANUP(x509_privkey_free) gnutls_x509_privkey_t held = x509;
	CLEANUP(ca_key_free) struct ca_key *key = NULL;
	CLEANUP(pubkey_free) gnutls_pubkey_t public = NULL;
	CLEANUP(datum_free_wipe) gnutls_datum_t spki = { NULL, 0 };
	unsigned bits = 0;
	int kind = gnutls_x509_privkey_get_pk_algorithm2(held, &bits);

	if (ca_key_check_kind((gnutls_pk_algorithm_t)kind, bits, err) < 0)
		return -1;
	if (ca_key_new(1, &key, err) < 0)
		return -1;
	key->file_key = STEAL(held);
	if (gnutls_privkey_init(&key->slots[0]) < 0 ||
	    gnutls_privkey_import_x509(key->slots[0], key->file_key, 0) < 0 ||
	    gnutls_pubkey_init(&public) < 0 ||
	    gnutls_pubkey_import_privkey(public, key->slots[0], 0, 0) < 0 ||
	    gnutls_pubkey_export2(public, GNUTLS_X509_FMT_DER, &spki) < 0)
		return err_set(err, ERR_CRYPTO,
			       "GnuTLS cannot work with the CA key");
	if (ca_key_set_public(key, datum_bytes(&spki), err) < 0)
		return -1;
	*ret = STEAL(key);
	return 0;
}

static int
load_failed(struct bytes pem, const char *passphrase, int rc, struct err *err)
{
	bool encrypted = bytes_find(pem, bytes_of_text("ENCRYPTED")) >= 0;

	if (bytes_find(pem, bytes_of_text("PRIVATE KEY-----")) < 0)
		return err_set(err, ERR_CONFIG,
			       "the CA key file holds no PEM private key "
			       "(BEGIN PRIVATE KEY)");
	if (encrypted && !passphrase)
		return err_set(err, ERR_CONFIG,
			       "the CA key is encrypted and no passphrase was "
			       "given (--passphrase-file)");
	if (encrypted)
		return err_set(err, ERR_CONFIG,
			       "the passphrase does not open the CA key (%s)",
			       gnutls_strerror(rc));
	return err_set(err, ERR_CONFIG, "the CA key cannot be read: %s",
		       gnutls_strerror(rc));
}

int
ca_key_load(struct bytes pem, const char *passphrase, struct ca_key **ret,
	    struct err *err)
{
	CLEANUP(x509_privkey_free) gnutls_x509_privkey_t x509 = NULL;
	gnutls_datum_t data = datum_of(pem);
	int rc = 0;

	if (gnutls_x509_privkey_init(&x509) < 0)
		return err_nomem(err);
	rc = gnutls_x509_privkey_import2(x509, &data, GNUTLS_X509_FMT_PEM,
					 passphrase, 0);
	if (rc < 0)
		return load_failed(pem, passphrase, rc, err);
	rc = gnutls_x509_privkey_verify_params(x509);
	if (rc < 0)
		return err_set(err, ERR_CONFIG,
			       "the numbers of the CA key do not fit each "
			       "other: the file is damaged (%s)",
			       gnutls_strerror(rc));
	return adopt(STEAL(x509), ret, err);
}

int
ca_key_generate(const char *kind, struct ca_key **ret, struct err *err)
{
	CLEANUP(x509_privkey_free) gnutls_x509_privkey_t x509 = NULL;
	const struct made_kind *made = NULL;
	int rc = 0;

	for (size_t i = 0; i < ARRAY_SIZE(made_kinds); i++)
		if (bytes_is_text(bytes_of_text(kind), made_kinds[i].name))
			made = &made_kinds[i];
	if (!made)
		return err_set(
			err, ERR_USAGE,
			"\"%s\" is no kind of CA key; there are ec-p256, "
			"ec-p384, rsa-2048, rsa-3072 and rsa-4096 "
			"(Ed25519 roots are refused by Apple devices and "
			"browsers)",
			kind);
	if (gnutls_x509_privkey_init(&x509) < 0)
		return err_nomem(err);
	rc = gnutls_x509_privkey_generate(x509, made->kind, made->bits, 0);
	if (rc < 0)
		return err_set(err, ERR_CRYPTO, "no %s key could be made: %s",
			       kind, gnutls_strerror(rc));
	return adopt(STEAL(x509), ret, err);
}

int
ca_key_export(const struct ca_key *key, const char *passphrase,
	      struct buf *ret_pem, struct err *err)
{
	CLEANUP(datum_free_wipe) gnutls_datum_t pem = { NULL, 0 };
	unsigned form =
		passphrase ? GNUTLS_PKCS_PBES2_AES_256 : GNUTLS_PKCS_PLAIN;
	int rc = 0;

	if (!key->file_key)
		return err_set(err, ERR_USAGE,
			       "a key on a token cannot be exported");
	if (passphrase && !*passphrase)
		return err_set(err, ERR_CONFIG, "the passphrase is empty");
	rc = gnutls_x509_privkey_export2_pkcs8(
		key->file_key, GNUTLS_X509_FMT_PEM, passphrase, form, &pem);
	if (rc < 0)
		return err_set(err, ERR_CRYPTO,
			       "the CA key cannot be exported: %s",
			       gnutls_strerror(rc));
	buf_append_bytes(ret_pem, datum_bytes(&pem));
	return buf_check(ret_pem, err);
}

int
ca_key_spki(const struct ca_key *key, struct buf *ret, struct err *err)
{
	buf_append_bytes(ret, buf_bytes(&key->spki));
	return buf_check(ret, err);
}

enum sig_alg
ca_key_sig_alg(const struct ca_key *key)
{
	return key->alg;
}

bool
ca_key_is_token(const struct ca_key *key)
{
	return !key->file_key;
}
