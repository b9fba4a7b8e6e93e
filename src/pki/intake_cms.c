/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Takes a PKCS#10 out of CMS SignedData (RFC 5652 5) and CMC (RFC 5272). */
#include "intake.h"

/* EncapsulatedContentInfo; the signatures around it are left alone: the
 * request inside proves possession itself. */
static int
take_content(struct der content, struct bytes *ret_type, struct bytes *ret,
	     struct err *err)
{
	static const char what[] = "the signed message";
	struct der explicit = { 0 }, data = { 0 }, encap = { 0 };
	struct bytes ignored = { 0 };
	uint64_t version = 0;

	if (der_enter(&content, DER_CONTEXT_CONSTRUCTED(0), what, &explicit,
		      err) < 0 ||
	    der_end(&content, what, err) < 0 ||
	    der_enter(&explicit, DER_SEQUENCE, what, &data, err) < 0 ||
	    der_end(&explicit, what, err) < 0 ||
	    der_take_u64(&data, what, &version, err) < 0 ||
	    der_take(&data, DER_SET, what, &ignored, err) < 0 ||
	    der_enter(&data, DER_SEQUENCE, what, &encap, err) < 0 ||
	    der_take(&encap, DER_OID, what, ret_type, err) < 0)
		return -1;
	if (der_is_end(&encap))
		return err_set(err, ERR_BAD_CSR,
			       "this is a PKCS#7 chain of certificates: send "
			       "the request that the server made");
	if (der_enter(&encap, DER_CONTEXT_CONSTRUCTED(0), what, &explicit,
		      err) < 0 ||
	    der_end(&encap, what, err) < 0 ||
	    der_take(&explicit, DER_OCTET_STRING, what, ret, err) < 0)
		return -1;
	return der_end(&explicit, what, err);
}

/* RFC 5272 3.2: PKIData; its reqSequence holds [0] { bodyPartID,
 * CertificationRequest }. */
static int
take_from_pki_data(struct bytes content, struct bytes *ret, struct err *err)
{
	static const char what[] = "the CMC request";
	struct der outer = der_of(content), in = { 0 }, requests = { 0 };
	struct der tagged = { 0 };
	struct bytes controls = { 0 };
	struct der_tlv request = { 0 };
	uint64_t id = 0;

	if (der_enter(&outer, DER_SEQUENCE, what, &in, err) < 0 ||
	    der_end(&outer, what, err) < 0 ||
	    der_take(&in, DER_SEQUENCE, what, &controls, err) < 0 ||
	    der_enter(&in, DER_SEQUENCE, what, &requests, err) < 0)
		return -1;
	if (der_peek(&requests) != DER_CONTEXT_CONSTRUCTED(0))
		return err_set(err, ERR_BAD_CSR,
			       "the CMC message holds no PKCS#10 request: make "
			       "the request as PKCS#10 (certreq: "
			       "RequestType=PKCS10)");
	if (der_enter(&requests, DER_CONTEXT_CONSTRUCTED(0), what, &tagged,
		      err) < 0)
		return -1;
	if (!der_is_end(&requests))
		return err_set(err, ERR_BAD_CSR,
			       "the CMC message holds several requests: send "
			       "one request only");
	if (der_take_u64(&tagged, what, &id, err) < 0 ||
	    der_next(&tagged, &request, err) < 0 ||
	    der_end(&tagged, what, err) < 0)
		return -1;
	*ret = request.whole;
	return 0;
}

int
intake_cms(struct der content, struct bytes *ret, struct err *err)
{
	struct bytes type = { 0 }, data = { 0 };

	if (take_content(content, &type, &data, err) < 0)
		return -1;
	if (der_oid_is(type, OID_CMC_PKI_DATA))
		return take_from_pki_data(data, ret, err);
	if (der_oid_is(type, OID_PKCS7_DATA)) {
		*ret = data;
		return 0;
	}
	return err_set(err, ERR_BAD_CSR,
		       "the signed message holds no certificate request: make "
		       "the request as PKCS#10 (certreq: RequestType=PKCS10)");
}
