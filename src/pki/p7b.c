/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Chains of certificates as Windows wants them: PKCS#7 without signers. */
#include "sanca/certificate.h"
#include "sanca/der_write.h"

static int
check_certificates(struct bytes ders, struct err *err)
{
	struct der in = der_of(ders);
	size_t count = 0;

	while (!der_is_end(&in)) {
		struct der_tlv certificate = { 0 };

		if (der_next(&in, &certificate, err) < 0 ||
		    der_check(certificate.whole, err) < 0)
			return err_context(err, "certificate %zu of a chain",
					   count + 1);
		count++;
	}
	if (count == 0)
		return err_set(err, ERR_INTERNAL,
			       "a chain without certificates");
	return 0;
}

/* RFC 5652 5.1: ContentInfo { SignedData { 1, {}, { id-data }, [0]
 * certificates, {} } }. CertificateSet is a SET OF, to be sorted in DER; but
 * clients take the first one for the leaf, and all read it so. */
int
p7b_write(struct bytes ders, struct buf *ret, struct err *err)
{
	CLEANUP(derw_free) struct derw w = { 0 };
	size_t part = 0;

	if (check_certificates(ders, err) < 0)
		return -1;
	derw_wrap(&w, DER_SET, part); /* signerInfos */
	part = derw_mark(&w);
	derw_raw(&w, ders);
	derw_wrap(&w, DER_CONTEXT_CONSTRUCTED(0), part);
	part = derw_mark(&w);
	derw_oid(&w, OID_PKCS7_DATA);
	derw_wrap(&w, DER_SEQUENCE, part); /* encapContentInfo */
	part = derw_mark(&w);
	derw_wrap(&w, DER_SET, part); /* digestAlgorithms */
	derw_u64(&w, 1);
	derw_wrap(&w, DER_SEQUENCE, 0);
	derw_wrap(&w, DER_CONTEXT_CONSTRUCTED(0), 0);
	derw_oid(&w, OID_PKCS7_SIGNED_DATA);
	derw_wrap(&w, DER_SEQUENCE, 0);
	return derw_finish(&w, ret, err);
}
