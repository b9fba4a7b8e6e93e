/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A private key of whatever kind put under another passphrase. */

#include "sanca/gnutls_datum.h"

#include "sanca/mint.h"

static int
not_opened(int rc, const char *passphrase, struct err *err)
{
	if (passphrase == NULL && rc == GNUTLS_E_DECRYPTION_FAILED)
		return err_set(err, ERR_CONFIG,
			       "it is encrypted, and no passphrase was given");
	if (passphrase != NULL && rc == GNUTLS_E_DECRYPTION_FAILED)
		return err_set(err, ERR_CONFIG,
			       "the passphrase does not open it");
	return err_set(err, ERR_CONFIG, "it is no private key: %s",
		       gnutls_strerror(rc));
}

int
private_key_reseal(struct bytes pem, const char *from, const char *to,
		   struct buf *ret_pem, struct err *err)
{
	CLEANUP(x509_privkey_free) gnutls_x509_privkey_t key = NULL;
	CLEANUP(datum_free_wipe) gnutls_datum_t out = { NULL, 0 };
	gnutls_datum_t in = datum_of(pem);
	int rc = 0;

	if ((from != NULL && *from == '\0') || (to != NULL && *to == '\0'))
		return err_set(err, ERR_CONFIG, "the passphrase is empty");
	if (gnutls_x509_privkey_init(&key) < 0)
		return err_nomem(err);
	rc = gnutls_x509_privkey_import2(key, &in, GNUTLS_X509_FMT_PEM, from,
					 0);
	if (rc < 0)
		return not_opened(rc, from, err);
	rc = gnutls_x509_privkey_export2_pkcs8(
		key, GNUTLS_X509_FMT_PEM, to,
		to != NULL ? GNUTLS_PKCS_PBES2_AES_256 : GNUTLS_PKCS_PLAIN,
		&out);
	if (rc < 0)
		return err_set(err, ERR_CRYPTO, "it cannot be written: %s",
			       gnutls_strerror(rc));
	buf_append_bytes(ret_pem, datum_bytes(&out));
	return buf_check(ret_pem, err);
}
