/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* OCSP requests (RFC 6960 4.1), read strictly. */
#include "extension.h"

#include "sanca/der_read.h"
#include "sanca/revocation.h"

static const char what[] = "the OCSP request";

/* Parameters are absent or NULL: both are in use for SHA-1 and SHA-256. */
static int
read_hash_algorithm(struct der *in, struct bytes *ret, struct err *err)
{
	struct der algorithm = { 0 };
	struct bytes null = { 0 };

	if (der_enter(in, DER_SEQUENCE, "hashAlgorithm", &algorithm, err) < 0 ||
	    der_take(&algorithm, DER_OID, "hashAlgorithm", ret, err) < 0)
		return -1;
	if (!der_is_end(&algorithm) &&
	    der_take(&algorithm, DER_NULL, "hashAlgorithm", &null, err) < 0)
		return -1;
	return der_end(&algorithm, "hashAlgorithm", err);
}

/* Any INTEGER can be asked for; what is not positive has no magnitude. */
static int
read_serial(struct der *in, struct bytes *ret, struct err *err)
{
	struct bytes v = { 0 };

	if (der_take(in, DER_INTEGER, "serialNumber", &v, err) < 0)
		return -1;
	if (v.p[0] >= 0x80)
		v = (struct bytes){ 0 };
	if (v.n > 0 && v.p[0] == 0) {
		v.p++;
		v.n--;
	}
	*ret = v;
	return 0;
}

/* Of octets that der_check() has passed. */
static int
read_cert_id(struct der *from, struct cert_id *ret, struct err *err)
{
	struct der at = *from, in = { 0 };

	if (der_enter(from, DER_SEQUENCE, "CertID", &in, err) < 0 ||
	    read_hash_algorithm(&in, &ret->hash_algorithm, err) < 0 ||
	    der_take(&in, DER_OCTET_STRING, "issuerNameHash",
		     &ret->issuer_name_hash, err) < 0 ||
	    der_take(&in, DER_OCTET_STRING, "issuerKeyHash",
		     &ret->issuer_key_hash, err) < 0 ||
	    read_serial(&in, &ret->serial, err) < 0)
		return -1;
	ret->whole = (struct bytes){ at.rest.p, at.rest.n - from->rest.n };
	return der_end(&in, "CertID", err);
}

int
cert_id_parse(struct bytes der, struct cert_id *ret, struct err *err)
{
	struct der at = der_of(der);
	struct cert_id id = { 0 };

	if (der_check(der, err) < 0 || read_cert_id(&at, &id, err) < 0)
		return -1;
	*ret = id;
	return 0;
}

/* RFC 9654 2.1. */
static int
read_nonce(struct bytes value, struct bytes *ret, struct err *err)
{
	struct der at = der_of(value);

	if (der_take(&at, DER_OCTET_STRING, "the nonce", ret, err) < 0)
		return -1;
	if (ret->n == 0 || ret->n > LIMIT_OCSP_NONCE_BYTES)
		return err_set(err, ERR_MALFORMED,
			       "a nonce of %zu octets; 1 to %d may be there "
			       "(RFC 9654 2.1)",
			       ret->n, LIMIT_OCSP_NONCE_BYTES);
	return der_end(&at, "the nonce", err);
}

/* Extensions in a context tag, those of the request or of one certificate in
 * it; a nonce belongs to the request. */
static int
read_extensions(struct der *from, uint8_t tag, struct bytes *ret_nonce,
		struct err *err)
{
	struct bytes seen[LIMIT_CSR_EXTENSIONS];
	struct der outer = { 0 }, in = { 0 };
	struct extension e = { 0 };
	size_t count = 0;

	if (der_peek(from) != tag)
		return 0;
	if (der_enter(from, tag, what, &outer, err) < 0 ||
	    der_enter(&outer, DER_SEQUENCE, what, &in, err) < 0 ||
	    der_end(&outer, what, err) < 0)
		return -1;
	while (!der_is_end(&in)) {
		if (extension_next(&in, &e, err) < 0 ||
		    extension_check_new(seen, count, e.oid, ERR_MALFORMED,
					"the OCSP request has", err) < 0)
			return -1;
		seen[count++] = e.oid;
		if (ret_nonce != NULL && der_oid_is(e.oid, OID_OCSP_NONCE)) {
			if (read_nonce(e.value, ret_nonce, err) < 0)
				return -1;
		} else if (e.critical) {
			return err_set(err, ERR_MALFORMED,
				       "the OCSP request has a critical "
				       "extension that is not known here");
		}
	}
	return 0;
}

static int
read_one(struct der *list, struct cert_id *ret, struct err *err)
{
	struct der in = { 0 };

	if (der_enter(list, DER_SEQUENCE, "Request", &in, err) < 0 ||
	    read_cert_id(&in, ret, err) < 0 ||
	    read_extensions(&in, DER_CONTEXT_CONSTRUCTED(0), NULL, err) < 0)
		return -1;
	return der_end(&in, "Request", err);
}

static int
read_list(struct der *tbs, struct ocsp_request *ret, struct err *err)
{
	struct der list = { 0 };

	if (der_enter(tbs, DER_SEQUENCE, "requestList", &list, err) < 0)
		return -1;
	if (der_is_end(&list))
		return err_set(err, ERR_MALFORMED,
			       "the OCSP request asks for no certificate");
	while (!der_is_end(&list)) {
		if (ret->count == LIMIT_OCSP_CERTS)
			return err_set(err, ERR_MALFORMED,
				       "the OCSP request asks for more than %d "
				       "certificates",
				       LIMIT_OCSP_CERTS);
		if (read_one(&list, &ret->at[ret->count], err) < 0)
			return -1;
		ret->count++;
	}
	return 0;
}

/* A value that is passed over, when it is there. */
static int
pass_over(struct der *in, uint8_t tag, struct err *err)
{
	struct der inner = { 0 };
	struct der_tlv one = { 0 };

	if (der_peek(in) != tag)
		return 0;
	if (der_enter(in, tag, what, &inner, err) < 0 ||
	    der_next(&inner, &one, err) < 0)
		return -1;
	return der_end(&inner, what, err);
}

/* version [0] is DEFAULT v1: DER leaves it out, and there is no other. */
static int
read_tbs(struct der *tbs, struct ocsp_request *ret, struct err *err)
{
	if (pass_over(tbs, DER_CONTEXT_CONSTRUCTED(1), err) < 0 ||
	    read_list(tbs, ret, err) < 0 ||
	    read_extensions(tbs, DER_CONTEXT_CONSTRUCTED(2), &ret->nonce, err) <
		    0)
		return -1;
	return der_end(tbs, what, err);
}

int
ocsp_request_parse(struct bytes der, struct ocsp_request *ret, struct err *err)
{
	struct der at = der_of(der), in = { 0 }, tbs = { 0 };
	struct ocsp_request request = { 0 };

	if (der_check(der, err) < 0 ||
	    der_enter(&at, DER_SEQUENCE, what, &in, err) < 0 ||
	    der_enter(&in, DER_SEQUENCE, what, &tbs, err) < 0 ||
	    read_tbs(&tbs, &request, err) < 0 ||
	    pass_over(&in, DER_CONTEXT_CONSTRUCTED(0), err) < 0 ||
	    der_end(&in, what, err) < 0)
		return -1;
	request.is_plain = request.count == 1 && request.nonce.n == 0;
	*ret = request;
	return 0;
}
