/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* CRLs (RFC 5280 5), read strictly; entries only when they are asked for. */
#include "extension.h"

#include "sanca/der_read.h"
#include "sanca/revocation.h"

static const char what[] = "the CRL";

static int
read_version(struct der *tbs, struct err *err)
{
	uint64_t version = 0;

	if (der_take_u64(tbs, "the CRL's version", &version, err) < 0)
		return -1;
	if (version == 1)
		return 0;
	return err_set(err, ERR_MALFORMED,
		       "the CRL is not of version 2 (RFC 5280 5.1.2.1)");
}

/* RFC 5280 5.2.1; issuer and serial may follow the keyIdentifier. */
static int
on_authority_key_id(struct bytes value, struct crl *crl, struct err *err)
{
	struct der at = der_of(value), in = { 0 };

	if (der_enter(&at, DER_SEQUENCE, "authorityKeyIdentifier", &in, err) <
		    0 ||
	    der_end(&at, "authorityKeyIdentifier", err) < 0)
		return -1;
	if (der_peek(&in) != DER_CONTEXT(0))
		return 0;
	return der_take(&in, DER_CONTEXT(0), "authorityKeyIdentifier",
			&crl->authority_key_id, err);
}

static int
on_number(struct bytes value, struct crl *crl, struct err *err)
{
	struct der at = der_of(value);

	if (der_take_u64(&at, "cRLNumber", &crl->number, err) < 0)
		return -1;
	return der_end(&at, "cRLNumber", err);
}

/* RFC 5280 5.2: a critical extension that is not known says that this list
 * means something else, such as issuingDistributionPoint and
 * deltaCRLIndicator. */
static int
read_extension(const struct extension *e, struct crl *crl, bool *has_number,
	       struct err *err)
{
	if (der_oid_is(e->oid, OID_AUTHORITY_KEY_ID))
		return on_authority_key_id(e->value, crl, err);
	if (der_oid_is(e->oid, OID_CRL_NUMBER)) {
		*has_number = true;
		return on_number(e->value, crl, err);
	}
	if (e->critical)
		return err_set(err, ERR_MALFORMED,
			       "the CRL has a critical extension that is not "
			       "known here: it is no full CRL of one CA");
	return 0;
}

static int
read_extensions(struct der *tbs, struct crl *crl, struct err *err)
{
	struct bytes seen[LIMIT_CSR_EXTENSIONS];
	struct der outer = { 0 }, in = { 0 };
	struct extension e = { 0 };
	size_t count = 0;
	bool has_number = false;

	if (der_check(tbs->rest, err) < 0 ||
	    der_enter(tbs, DER_CONTEXT_CONSTRUCTED(0), "the CRL's extensions",
		      &outer, err) < 0 ||
	    der_enter(&outer, DER_SEQUENCE, "the CRL's extensions", &in, err) <
		    0 ||
	    der_end(&outer, "the CRL's extensions", err) < 0)
		return -1;
	while (!der_is_end(&in)) {
		if (extension_next(&in, &e, err) < 0 ||
		    extension_check_new(seen, count, e.oid, ERR_MALFORMED,
					"the CRL has", err) < 0 ||
		    der_check(e.value, err) < 0 ||
		    read_extension(&e, crl, &has_number, err) < 0)
			return -1;
		seen[count++] = e.oid;
	}
	if (!has_number)
		return err_set(err, ERR_MALFORMED,
			       "the CRL has no cRLNumber (RFC 5280 5.2.3)");
	return 0;
}

/* Only where the list begins and ends: of what is in it nothing is read. */
static int
read_entries(struct der *tbs, struct crl *crl, struct err *err)
{
	if (der_peek(tbs) != DER_SEQUENCE)
		return 0;
	if (der_take(tbs, DER_SEQUENCE, "revokedCertificates", &crl->entries,
		     err) < 0)
		return -1;
	if (crl->entries.n == 0)
		return err_set(err, ERR_MALFORMED,
			       "revokedCertificates is an empty list (RFC 5280 "
			       "5.1.2.6)");
	return 0;
}

static int
read_tbs(struct bytes algorithm, struct crl *crl, struct err *err)
{
	struct der at = der_of(crl->tbs), tbs = { 0 };
	struct bytes inner = { 0 };

	if (der_enter(&at, DER_SEQUENCE, what, &tbs, err) < 0 ||
	    read_version(&tbs, err) < 0 ||
	    der_take_whole(&tbs, DER_SEQUENCE, what, &inner, err) < 0 ||
	    der_take_whole(&tbs, DER_SEQUENCE, what, &crl->issuer, err) < 0 ||
	    der_check(crl->issuer, err) < 0 ||
	    der_take_time(&tbs, "thisUpdate", &crl->this_update, err) < 0 ||
	    der_take_time(&tbs, "nextUpdate", &crl->next_update, err) < 0 ||
	    read_entries(&tbs, crl, err) < 0 ||
	    read_extensions(&tbs, crl, err) < 0)
		return -1;
	if (!bytes_equal(inner, algorithm))
		return err_set(err, ERR_MALFORMED,
			       "the CRL names two different signature "
			       "algorithms (RFC 5280 5.1.1.2)");
	return der_end(&tbs, what, err);
}

static int
parse(struct bytes der, struct crl *ret, struct err *err)
{
	struct der at = der_of(der), in = { 0 };
	struct bytes algorithm = { 0 };

	if (der_enter(&at, DER_SEQUENCE, what, &in, err) < 0 ||
	    der_end(&at, what, err) < 0 ||
	    der_take_whole(&in, DER_SEQUENCE, what, &ret->tbs, err) < 0 ||
	    der_take_whole(&in, DER_SEQUENCE, what, &algorithm, err) < 0 ||
	    sig_alg_parse(algorithm, &ret->sig_alg, err) < 0 ||
	    der_take_bits(&in, "the CRL's signature", &ret->signature, err) <
		    0 ||
	    der_end(&in, what, err) < 0)
		return -1;
	return read_tbs(algorithm, ret, err);
}

int
crl_parse(struct bytes der, struct crl *ret, struct err *err)
{
	struct crl crl = { 0 };

	if (parse(der, &crl, err) < 0) {
		err->code = ERR_MALFORMED;
		return -1;
	}
	*ret = crl;
	return 0;
}

/* ---- entries ---- */

bool
crl_reason_is_valid(unsigned reason)
{
	switch (reason) {
#define REVOCATION_REASON(name, number, word, can_be_given, meaning)           \
	case number:
#include "sanca/revocation_reasons.def"
#undef REVOCATION_REASON
		return reason != REASON_REMOVE_FROM_CRL;
	default:
		return false;
	}
}

static int
on_reason(struct bytes value, struct crl_entry *entry, struct err *err)
{
	struct der at = der_of(value);
	uint64_t reason = 0;

	if (der_take_enumerated(&at, "reasonCode", &reason, err) < 0)
		return -1;
	if (reason > REASON_AA_COMPROMISE ||
	    !crl_reason_is_valid((unsigned)reason))
		return err_set(err, ERR_MALFORMED,
			       "an entry of the CRL has a reason that has no "
			       "place there");
	entry->reason = (unsigned)reason;
	return der_end(&at, "reasonCode", err);
}

static int
read_entry_extensions(struct der *in, struct crl_entry *entry, struct err *err)
{
	struct bytes seen[LIMIT_CSR_EXTENSIONS];
	struct der list = { 0 };
	struct extension e = { 0 };
	size_t count = 0;

	if (der_is_end(in))
		return 0;
	if (der_enter(in, DER_SEQUENCE, "crlEntryExtensions", &list, err) < 0)
		return -1;
	if (der_is_end(&list))
		return err_set(err, ERR_MALFORMED,
			       "crlEntryExtensions is an empty list");
	while (!der_is_end(&list)) {
		if (extension_next(&list, &e, err) < 0 ||
		    extension_check_new(seen, count, e.oid, ERR_MALFORMED,
					"an entry of the CRL has", err) < 0)
			return -1;
		seen[count++] = e.oid;
		if (der_oid_is(e.oid, OID_REASON_CODE)) {
			if (on_reason(e.value, entry, err) < 0)
				return -1;
		} else if (e.critical) {
			return err_set(err, ERR_MALFORMED,
				       "an entry of the CRL has a critical "
				       "extension that is not known here");
		}
	}
	return 0;
}

static int
read_entry(struct bytes whole, struct crl_entry *entry, struct err *err)
{
	struct der at = der_of(whole), in = { 0 };

	if (der_check(whole, err) < 0 ||
	    der_enter(&at, DER_SEQUENCE, "userCertificate", &in, err) < 0 ||
	    der_take_positive(&in, "userCertificate", &entry->serial, err) <
		    0 ||
	    der_take_time(&in, "revocationDate", &entry->revoked_at, err) < 0 ||
	    read_entry_extensions(&in, entry, err) < 0)
		return -1;
	return der_end(&in, "userCertificate", err);
}

int
crl_next(struct crl *crl, struct crl_entry *ret, struct err *err)
{
	struct der at = der_of(crl->entries);
	struct der_tlv tlv = { 0 };
	struct crl_entry entry = { .reason = REASON_UNSPECIFIED };

	if (der_is_end(&at))
		return err_set(err, ERR_NOT_FOUND, "the CRL has no more");
	if (der_next(&at, &tlv, err) < 0 ||
	    read_entry(tlv.whole, &entry, err) < 0)
		return -1;
	crl->entries = at.rest;
	*ret = entry;
	return 0;
}
