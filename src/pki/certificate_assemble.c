/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Joins TBSCertificate and signature (RFC 5280 4.1.1). */

#include "sanca/certificate.h"

#include "sanca/der_write.h"

/* RFC 5280 4.1.1.2: the algorithm outside must be the one inside. */
static int
check_inner_algorithm(struct bytes tbs, enum sig_alg alg, struct err *err)
{
	struct der outer = der_of(tbs);
	struct der inner;
	struct der_tlv skipped, algorithm;

	if (der_enter(&outer, DER_SEQUENCE, "TBSCertificate", &inner, err) < 0)
		return -1;
	if (der_next(&inner, &skipped, err) < 0 || /* version */
	    der_next(&inner, &skipped, err) < 0 || /* serialNumber */
	    der_next(&inner, &algorithm, err) < 0)
		return -1;
	if (der_end(&outer, "TBSCertificate", err) < 0)
		return -1;
	if (!bytes_equal(algorithm.whole, sig_alg_der(alg)))
		return err_set(
			err, ERR_INTERNAL,
			"signed with %s, which is not the algorithm that "
			"the certificate names (RFC 5280 4.1.1.2)",
			sig_alg_name(alg));
	return 0;
}

int
certificate_assemble(struct bytes tbs, enum sig_alg alg, struct bytes signature,
		     struct buf *ret, struct err *err)
{
	CLEANUP(derw_free) struct derw w = { 0 };
	size_t mark = derw_mark(&w);

	if (check_inner_algorithm(tbs, alg, err) < 0)
		return err_context(err, "assembling a certificate");
	if (signature.n == 0 || signature.n > LIMIT_SIGNATURE_BYTES)
		return err_set(err, ERR_INTERNAL, "a signature of %zu octets",
			       signature.n);
	derw_bits(&w, signature);
	derw_raw(&w, sig_alg_der(alg));
	derw_raw(&w, tbs);
	derw_wrap(&w, DER_SEQUENCE, mark);
	return derw_finish(&w, ret, err);
}
