/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Tells by its first values what a DER object is. */
#include "intake.h"

int
intake_refuse_key(const char *what, struct err *err)
{
	return err_set(err, ERR_PRIVATE_KEY,
		       "%s was sent. It has left the machine that it belongs "
		       "to: do not use it any more, make a new key and send "
		       "its certificate request only. Nothing of what was sent "
		       "is kept",
		       what);
}

/* SEQUENCE { INTEGER, … }: PKCS#8, PKCS#1 and SEC 1 private keys, PFX. */
static int
refuse_integer_first(struct der in, struct err *err)
{
	uint64_t version = 0;

	if (der_take_u64(&in, "the first number", &version, err) < 0)
		return -1;
	if (version == 3 && der_peek(&in) == DER_SEQUENCE)
		return intake_refuse_key(
			"a PKCS#12 (.pfx) file with a private key", err);
	if ((version <= 1 &&
	     (der_peek(&in) == DER_SEQUENCE || der_peek(&in) == DER_INTEGER)) ||
	    (version == 1 && der_peek(&in) == DER_OCTET_STRING))
		return intake_refuse_key("a private key", err);
	return err_set(err, ERR_BAD_CSR, "this is no certificate request");
}

/* SEQUENCE { SEQUENCE … }: a request, a certificate, a public key, or an
 * encrypted private key. */
static int
check_sequence_first(struct der in, struct err *err)
{
	struct der first = { 0 };

	if (der_enter(&in, DER_SEQUENCE, "the request", &first, err) < 0)
		return -1;
	if (der_peek(&first) == DER_CONTEXT_CONSTRUCTED(0))
		return err_set(err, ERR_BAD_CSR,
			       "this is a certificate: send the request that "
			       "the server made");
	if (der_peek(&first) == DER_INTEGER)
		return 0;
	if (der_peek(&first) == DER_OID && der_peek(&in) == DER_OCTET_STRING)
		return intake_refuse_key("an encrypted private key", err);
	if (der_peek(&first) == DER_OID && der_peek(&in) == DER_BIT_STRING)
		return err_set(err, ERR_BAD_CSR,
			       "this is a public key, which alone proves "
			       "nothing: send a certificate request made with "
			       "its private key");
	return err_set(err, ERR_BAD_CSR, "this is no certificate request");
}

static int
unwrap_oid_first(struct der in, struct bytes *ret, struct notes *notes,
		 struct err *err)
{
	struct bytes oid = { 0 };

	if (der_take(&in, DER_OID, "the content type", &oid, err) < 0)
		return -1;
	if (!der_oid_is(oid, OID_PKCS7_SIGNED_DATA))
		return err_set(err, ERR_BAD_CSR,
			       "this is a PKCS#7 or CMS message, but not a "
			       "signed one: make the request as PKCS#10 "
			       "(certreq: RequestType=PKCS10)");
	if (intake_cms(in, ret, err) < 0)
		return -1;
	notes_add(notes, NOTE_CMC_UNWRAPPED,
		  "the request was wrapped in a signed message (CMC or "
		  "PKCS#7): unwrapped");
	return 0;
}

int
intake_unwrap(struct bytes der, struct bytes *ret, struct notes *notes,
	      struct err *err)
{
	struct der at = der_of(der), in = { 0 };
	struct bytes request = der;

	if (der_enter(&at, DER_SEQUENCE, "the request", &in, err) < 0 ||
	    der_end(&at, "the request", err) < 0)
		return -1;
	if (der_peek(&in) == DER_OID) {
		if (unwrap_oid_first(in, &request, notes, err) < 0)
			return -1;
		at = der_of(request);
		if (der_enter(&at, DER_SEQUENCE, "the wrapped request", &in,
			      err) < 0 ||
		    der_end(&at, "the wrapped request", err) < 0)
			return -1;
	}
	if (der_peek(&in) == DER_INTEGER)
		return refuse_integer_first(in, err);
	if (check_sequence_first(in, err) < 0)
		return -1;
	*ret = request;
	return 0;
}
