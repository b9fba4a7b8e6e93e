/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Verifies what the key of an ACME account has signed. */
#include "sanca/account_key.h"

#include "sanca/gnutls_datum.h"

#include <gnutls/abstract.h>

#include <string.h>

const uint8_t ed25519_spki_prefix[12] = { 0x30, 0x2a, 0x30, 0x05, 0x06, 0x03,
					  0x2b, 0x65, 0x70, 0x03, 0x21, 0x00 };

bool
spki_is_ed25519(struct bytes spki)
{
	return spki.n == ED25519_SPKI_BYTES &&
	       memcmp(spki.p, ed25519_spki_prefix,
		      sizeof(ed25519_spki_prefix)) == 0;
}

static int
refuse(struct err *err)
{
	return err_set(err, ERR_FORBIDDEN,
		       "this is not signed by the key of the account");
}

static int
verify_with(gnutls_pubkey_t key, struct bytes spki, struct bytes data,
	    struct bytes signature, struct err *err)
{
	gnutls_datum_t der = datum_of(spki);
	gnutls_datum_t signed_data = datum_of(data);
	gnutls_datum_t sig = datum_of(signature);

	if (gnutls_pubkey_import(key, &der, GNUTLS_X509_FMT_DER) < 0)
		return err_set(err, ERR_BAD_PUBLIC_KEY,
			       "this key of Ed25519 cannot be read");
	if (gnutls_pubkey_verify_data2(key, GNUTLS_SIGN_EDDSA_ED25519, 0,
				       &signed_data, &sig) < 0)
		return refuse(err);
	return 0;
}

static int
verify_ed25519(struct bytes spki, struct bytes data, struct bytes signature,
	       struct err *err)
{
	gnutls_pubkey_t key = NULL;
	int rc = 0;

	if (signature.n != 64)
		return refuse(err);
	if (gnutls_pubkey_init(&key) < 0)
		return err_nomem(err);
	rc = verify_with(key, spki, data, signature, err);
	gnutls_pubkey_deinit(key);
	return rc;
}

int
account_key_verify(struct bytes spki, struct bytes data, struct bytes signature,
		   struct err *err)
{
	struct key_facts key;

	if (spki_is_ed25519(spki))
		return verify_ed25519(spki, data, signature, err);
	if (key_parse(spki, &key, err) != 0)
		return -1;
	if (key_verify(&key, sig_alg_of(key.kind), data, signature, err) == 0)
		return 0;
	return err->code == ERR_NOMEM ? -1 : refuse(err);
}
