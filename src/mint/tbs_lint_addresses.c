/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Rules of lint on the addresses in a leaf. */

#include "tbs_lint.h"

#include <string.h>

static int
check_url(struct bytes url, struct err *err)
{
	if (url.n > LIMIT_URL_BYTES)
		return err_set(err, ERR_INTERNAL, "the URL is too long");
	for (size_t i = 0; i < url.n; i++)
		if (url.p[i] <= 0x20 || url.p[i] >= 0x7f)
			return err_set(err, ERR_INTERNAL,
				       "the URL is not plain ASCII");
	/* A client that does not trust us yet cannot fetch over TLS. */
	if (url.n < 8 || memcmp(url.p, "http://", 7) != 0)
		return err_set(err, ERR_INTERNAL,
			       "the URL does not begin with http://");
	return 0;
}

/* A GeneralName that must be this URL. */
static int
take_url(struct der *d, const char *promised, struct err *err)
{
	struct bytes url;

	if (der_take(d, DER_CONTEXT(NAME_URI), "address", &url, err) < 0)
		return -1;
	if (!bytes_is_text(url, promised))
		return err_set(err, ERR_INTERNAL,
			       "the address is not the one that was promised");
	return check_url(url, err);
}

int
lint_crl_distribution_points(const struct lint *l, struct err *err)
{
	static const char what[] = "cRLDistributionPoints";
	struct der outer =
		der_of(walk_find(&l->raw, OID_CRL_DISTRIBUTION_POINTS));
	struct der list, point, name, full;

	if (lint_is_responder(l) || !l->promised->crl_url)
		return 0;
	if (der_enter(&outer, DER_SEQUENCE, what, &list, err) < 0 ||
	    der_enter(&list, DER_SEQUENCE, what, &point, err) < 0 ||
	    der_enter(&point, DER_CONTEXT_CONSTRUCTED(0), "distributionPoint",
		      &name, err) < 0 ||
	    der_enter(&name, DER_CONTEXT_CONSTRUCTED(0), "fullName", &full,
		      err) < 0 ||
	    take_url(&full, l->promised->crl_url, err) < 0)
		return -1;
	/* No reasons and no cRLIssuer: the CRL speaks of all of ours. */
	if (der_end(&full, what, err) < 0 || der_end(&name, what, err) < 0 ||
	    der_end(&point, what, err) < 0 || der_end(&list, what, err) < 0)
		return -1;
	return der_end(&outer, what, err);
}

static int
check_access(struct der *list, struct bytes method, const char *promised,
	     struct err *err)
{
	struct der access;
	struct bytes oid;

	if (der_enter(list, DER_SEQUENCE, "AccessDescription", &access, err) <
		    0 ||
	    der_take(&access, DER_OID, "accessMethod", &oid, err) < 0)
		return -1;
	if (!der_oid_is(oid, method))
		return err_set(err, ERR_INTERNAL,
			       "a way to something else than was promised");
	if (take_url(&access, promised, err) < 0)
		return -1;
	return der_end(&access, "AccessDescription", err);
}

int
lint_authority_info_access(const struct lint *l, struct err *err)
{
	static const char what[] = "authorityInfoAccess";
	const struct tbs_fields *f = l->promised;
	bool has_ocsp = f->ocsp_url && !lint_is_responder(l);
	struct der outer =
		der_of(walk_find(&l->raw, OID_AUTHORITY_INFO_ACCESS));
	struct der list;

	if (!has_ocsp && !f->ca_issuers_url)
		return 0;
	if (der_enter(&outer, DER_SEQUENCE, what, &list, err) < 0)
		return -1;
	/* OCSP first: some clients look no further. */
	if (has_ocsp && check_access(&list, OID_AD_OCSP, f->ocsp_url, err) < 0)
		return -1;
	if (f->ca_issuers_url &&
	    check_access(&list, OID_CA_ISSUERS, f->ca_issuers_url, err) < 0)
		return -1;
	if (der_end(&list, what, err) < 0)
		return -1;
	return der_end(&outer, what, err);
}
