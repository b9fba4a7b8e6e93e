/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Rules of lint on the certificate of the CA's own OCSP responder. */

#include "tbs_lint.h"

bool
lint_is_responder(const struct lint *l)
{
	return l->promised->profile->code == PROFILE_OCSP;
}

/* The next RDN is this one attribute, as UTF8String. */
static int
check_rdn(struct der *name, struct bytes attribute, struct bytes want,
	  struct err *err)
{
	struct der rdn, in;
	struct bytes oid, value;

	if (der_enter(name, DER_SET, "RDN", &rdn, err) < 0 ||
	    der_enter(&rdn, DER_SEQUENCE, "attribute", &in, err) < 0 ||
	    der_take(&in, DER_OID, "attribute type", &oid, err) < 0 ||
	    der_take(&in, DER_UTF8_STRING, "attribute", &value, err) < 0)
		return -1;
	if (!der_oid_is(oid, attribute) || !bytes_equal(value, want))
		return err_set(err, ERR_INTERNAL,
			       "the subject is not the one of our responder");
	if (der_end(&in, "attribute", err) < 0)
		return -1;
	return der_end(&rdn, "RDN", err);
}

/* RFC 5280 appendix A: ub-organization-name counts characters. */
static bool
fits_organization(struct bytes text)
{
	size_t continuations = 0;

	for (size_t i = 0; i < text.n; i++)
		continuations += text.p[i] >= 0x80 && text.p[i] < 0xc0;
	return text.n > 0 && text.n - continuations <= 64;
}

int
lint_responder_subject(const struct lint *l, struct err *err)
{
	CLEANUP(buf_free) struct buf ca = { 0 };
	struct der outer = der_of(l->raw.subject);
	struct der name;

	if (!lint_is_responder(l))
		return 0;
	dn_find(l->promised->issuer->certificate.subject, OID_COMMON_NAME, &ca);
	if (buf_check(&ca, err) < 0 ||
	    der_enter(&outer, DER_SEQUENCE, "subject", &name, err) < 0)
		return -1;
	if (fits_organization(buf_bytes(&ca)) &&
	    check_rdn(&name, OID_ORGANIZATION, buf_bytes(&ca), err) < 0)
		return -1;
	if (check_rdn(&name, OID_ORGANIZATIONAL_UNIT,
		      bytes_of_text("OCSP responder"), err) < 0)
		return -1;
	return der_end(&name, "subject", err);
}

int
lint_ocsp_nocheck(const struct lint *l, struct err *err)
{
	static const uint8_t null[] = { DER_NULL, 0 };

	if (lint_is_responder(l) &&
	    !bytes_equal(walk_find(&l->raw, OID_OCSP_NOCHECK), BYTES_OF(null)))
		return err_set(err, ERR_INTERNAL, "its value is not NULL");
	return 0;
}
