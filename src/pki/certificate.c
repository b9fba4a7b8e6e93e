/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Certificates (RFC 5280 4.1), read strictly and not judged. */
#include "certificate_parts.h"

/* RFC 5280 4.1.2.1: [0] { 2 }. Earlier versions cannot say that they are a
 * CA. */
static int
read_version(struct der *tbs, struct err *err)
{
	static const char what[] = "the certificate's version";
	struct der in = { 0 };
	uint64_t version = 0;

	if (der_peek(tbs) == DER_CONTEXT_CONSTRUCTED(0) &&
	    (der_enter(tbs, DER_CONTEXT_CONSTRUCTED(0), what, &in, err) < 0 ||
	     der_take_u64(&in, what, &version, err) < 0 ||
	     der_end(&in, what, err) < 0))
		return -1;
	if (version == 2)
		return 0;
	return err_set(err, ERR_MALFORMED,
		       "the certificate is not of version 3 (RFC 5280 "
		       "4.1.2.1)");
}

static int
read_validity(struct der *tbs, struct certificate *ret, struct err *err)
{
	static const char what[] = "the certificate's validity";
	struct der in = { 0 };

	if (der_enter(tbs, DER_SEQUENCE, what, &in, err) < 0 ||
	    der_take_time(&in, what, &ret->not_before, err) < 0 ||
	    der_take_time(&in, what, &ret->not_after, err) < 0)
		return -1;
	return der_end(&in, what, err);
}

/* [3] EXPLICIT Extensions; the unique identifiers [1] and [2] before them
 * are not taken: RFC 5280 4.1.2.8 forbids them. */
static int
read_extensions(struct der *tbs, struct certificate *ret, struct err *err)
{
	static const char what[] = "the certificate's extensions";
	struct der in = { 0 };
	struct bytes extensions = { 0 };

	if (der_is_end(tbs))
		return 0;
	if (der_enter(tbs, DER_CONTEXT_CONSTRUCTED(3), what, &in, err) < 0 ||
	    der_take_whole(&in, DER_SEQUENCE, what, &extensions, err) < 0 ||
	    der_end(&in, what, err) < 0)
		return -1;
	return certificate_read_extensions(extensions, ret, err);
}

static int
read_tbs(struct bytes tbs, struct certificate *ret, struct err *err)
{
	struct der at = der_of(tbs), in = { 0 };
	struct bytes algorithm = { 0 };

	if (der_enter(&at, DER_SEQUENCE, "the certificate", &in, err) < 0 ||
	    der_end(&at, "the certificate", err) < 0 ||
	    read_version(&in, err) < 0 ||
	    der_take_positive(&in, "the certificate's serial number",
			      &ret->serial, err) < 0 ||
	    der_take_whole(&in, DER_SEQUENCE, "the certificate's algorithm",
			   &algorithm, err) < 0 ||
	    sig_alg_parse(algorithm, &ret->tbs_sig_alg, err) < 0 ||
	    der_take_whole(&in, DER_SEQUENCE, "the certificate's issuer",
			   &ret->issuer, err) < 0 ||
	    read_validity(&in, ret, err) < 0 ||
	    der_take_whole(&in, DER_SEQUENCE, "the certificate's subject",
			   &ret->subject, err) < 0 ||
	    der_take_whole(&in, DER_SEQUENCE, "the certificate's public key",
			   &ret->spki, err) < 0 ||
	    read_extensions(&in, ret, err) < 0)
		return -1;
	ret->tbs = tbs;
	return der_end(&in, "the certificate", err);
}

int
certificate_parse_tbs(struct bytes tbs, struct certificate *ret,
		      struct err *err)
{
	struct certificate c = { .path_len = -1 };

	if (der_check(tbs, err) < 0 || read_tbs(tbs, &c, err) < 0)
		return -1;
	*ret = c;
	return 0;
}

int
certificate_parse(struct bytes der, struct certificate *ret, struct err *err)
{
	struct der at = der_of(der), in = { 0 };
	struct certificate c = { .der = der, .path_len = -1 };
	struct bytes tbs = { 0 }, algorithm = { 0 };

	if (der_check(der, err) < 0 ||
	    der_enter(&at, DER_SEQUENCE, "the certificate", &in, err) < 0 ||
	    der_take_whole(&in, DER_SEQUENCE, "the certificate", &tbs, err) <
		    0 ||
	    der_take_whole(&in, DER_SEQUENCE, "the certificate's algorithm",
			   &algorithm, err) < 0 ||
	    sig_alg_parse(algorithm, &c.sig_alg, err) < 0 ||
	    der_take_bits(&in, "the certificate's signature", &c.signature,
			  err) < 0 ||
	    der_end(&in, "the certificate", err) < 0 ||
	    read_tbs(tbs, &c, err) < 0)
		return -1;
	*ret = c;
	return 0;
}
