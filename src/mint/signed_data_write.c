/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Puts a signature around a file (CMS SignedData, RFC 5652 5). */

#include "ca_key.h"
#include "sanca/der_read.h"
#include "sanca/gnutls_datum.h"

/* Never the CA key: its signatures are certificates and nothing else. */
static int
check_key(const struct ca_key *key, struct bytes certificate, struct err *err)
{
	struct certificate c;

	if (certificate_parse(certificate, &c, err) < 0)
		return -1;
	if (c.is_ca || ca_key_is_token(key) ||
	    !bytes_equal(c.spki, buf_bytes(&key->spki)))
		return err_set(err, ERR_INTERNAL,
			       "not a key for one signature, and its "
			       "certificate");
	return 0;
}

static int
add_chain(gnutls_pkcs7_t p7, struct bytes chain, struct err *err)
{
	struct der rest = der_of(chain);

	while (!der_is_end(&rest)) {
		struct der_tlv one = { 0 };
		gnutls_datum_t der;

		if (der_next(&rest, &one, err) < 0)
			return -1;
		der = datum_of(one.whole);
		if (gnutls_pkcs7_set_crt_raw(p7, &der) < 0)
			return err_set(err, ERR_CRYPTO, "cannot add the chain");
	}
	return 0;
}

int
signed_data_write(struct ca_key *key, struct bytes certificate,
		  struct bytes chain, struct bytes content, struct buf *ret,
		  struct err *err)
{
	CLEANUP(pkcs7_free) gnutls_pkcs7_t p7 = NULL;
	CLEANUP(x509_crt_free) gnutls_x509_crt_t crt = NULL;
	CLEANUP(datum_free_wipe) gnutls_datum_t out = { NULL, 0 };
	gnutls_datum_t leaf = datum_of(certificate);
	gnutls_datum_t data = datum_of(content);
	int rc = 0;

	if (check_key(key, certificate, err) < 0)
		return -1;
	if (gnutls_pkcs7_init(&p7) < 0 || gnutls_x509_crt_init(&crt) < 0)
		return err_nomem(err);
	rc = gnutls_x509_crt_import(crt, &leaf, GNUTLS_X509_FMT_DER);
	if (rc == 0)
		rc = gnutls_pkcs7_sign(p7, crt, key->slots[0], &data, NULL,
				       NULL, GNUTLS_DIG_SHA256,
				       GNUTLS_PKCS7_EMBED_DATA |
					       GNUTLS_PKCS7_INCLUDE_CERT |
					       GNUTLS_PKCS7_INCLUDE_TIME);
	if (rc == 0 && add_chain(p7, chain, err) < 0)
		return -1;
	if (rc == 0)
		rc = gnutls_pkcs7_export2(p7, GNUTLS_X509_FMT_DER, &out);
	if (rc < 0)
		return err_set(err, ERR_CRYPTO, "SignedData: %s",
			       gnutls_strerror(rc));
	buf_append_bytes(ret, datum_bytes(&out));
	return buf_check(ret, err);
}
