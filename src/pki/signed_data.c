/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Holds a CMS SignedData to what it should hold, and its signatures. */
#include "sanca/signed_data.h"

#include "sanca/gnutls_datum.h"

static int
check_content(gnutls_pkcs7_t p7, struct bytes content, struct err *err)
{
	CLEANUP(datum_free_wipe) gnutls_datum_t data = { NULL, 0 };

	if (gnutls_pkcs7_get_embedded_data(p7, 0, &data) < 0 ||
	    !bytes_equal(datum_bytes(&data), content))
		return err_set(err, ERR_CORRUPT, "it holds something else");
	return 0;
}

static bool
is_issued_by(struct bytes der, const struct issuer *issuer)
{
	struct certificate c;
	struct err none;

	return certificate_parse(der, &c, &none) == 0 && !c.is_ca &&
	       bytes_equal(c.issuer, issuer->certificate.subject) &&
	       key_verify(&issuer->key, c.sig_alg, c.tbs, c.signature, &none) ==
		       0;
}

static int
find_certificate(gnutls_pkcs7_t p7, const struct issuer *issuer,
		 struct buf *ret, struct err *err)
{
	int count = gnutls_pkcs7_get_crt_count(p7);

	for (int i = 0; i < count; i++) {
		CLEANUP(datum_free_wipe) gnutls_datum_t one = { NULL, 0 };

		if (gnutls_pkcs7_get_crt_raw2(p7, (unsigned)i, &one) < 0 ||
		    !is_issued_by(datum_bytes(&one), issuer))
			continue;
		buf_clear(ret);
		buf_append_bytes(ret, datum_bytes(&one));
		return buf_check(ret, err);
	}
	return err_set(err, ERR_CORRUPT, "no certificate of this CA is in it");
}

static int
check_signature(gnutls_pkcs7_t p7, struct bytes certificate, struct err *err)
{
	CLEANUP(x509_crt_free) gnutls_x509_crt_t crt = NULL;
	gnutls_datum_t der = datum_of(certificate);

	if (gnutls_x509_crt_init(&crt) < 0)
		return err_nomem(err);
	if (gnutls_x509_crt_import(crt, &der, GNUTLS_X509_FMT_DER) < 0 ||
	    gnutls_pkcs7_verify_direct(p7, crt, 0, NULL, 0) < 0)
		return err_set(err, ERR_CORRUPT,
			       "the signature does not verify");
	return 0;
}

int
signed_data_check(struct bytes der, struct bytes content,
		  const struct issuer *issuer, struct buf *ret_certificate,
		  struct err *err)
{
	CLEANUP(pkcs7_free) gnutls_pkcs7_t p7 = NULL;
	gnutls_datum_t data = datum_of(der);

	if (gnutls_pkcs7_init(&p7) < 0)
		return err_nomem(err);
	if (gnutls_pkcs7_import(p7, &data, GNUTLS_X509_FMT_DER) < 0)
		return err_set(err, ERR_CORRUPT, "it is no SignedData");
	if (check_content(p7, content, err) < 0 ||
	    find_certificate(p7, issuer, ret_certificate, err) < 0)
		return -1;
	return check_signature(p7, buf_bytes(ret_certificate), err);
}
