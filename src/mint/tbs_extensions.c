/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Writes extensions (RFC 5280 4.2). */

#include "tbs_extensions.h"

/* Closes an extnValue whose contents were put since mark, and puts the rest
 * of the Extension before it (RFC 5280 4.1). */
static void
close_extension(struct derw *w, size_t mark, struct bytes oid, bool critical)
{
	derw_wrap(w, DER_OCTET_STRING, mark);
	/* DEFAULT FALSE is not written (X.690 11.5). */
	if (critical)
		derw_boolean(w, true);
	derw_oid(w, oid);
	derw_wrap(w, DER_SEQUENCE, mark);
}

void
ext_basic_constraints_leaf(struct derw *w)
{
	size_t mark = derw_mark(w);

	/* cA is DEFAULT FALSE: CA:FALSE is the empty sequence. */
	derw_wrap(w, DER_SEQUENCE, mark);
	close_extension(w, mark, OID_BASIC_CONSTRAINTS, true);
}

void
ext_basic_constraints_root(struct derw *w)
{
	size_t mark = derw_mark(w);

	derw_u64(w, 0);
	derw_boolean(w, true);
	derw_wrap(w, DER_SEQUENCE, mark);
	close_extension(w, mark, OID_BASIC_CONSTRAINTS, true);
}

void
ext_key_usage(struct derw *w, uint16_t bits)
{
	size_t mark = derw_mark(w);

	derw_named_bits(w, bits);
	close_extension(w, mark, OID_KEY_USAGE, true);
}

void
ext_extended_key_usage(struct derw *w, const struct profile *profile)
{
	size_t mark = derw_mark(w);

	if (profile->code == PROFILE_OCSP)
		derw_oid(w, OID_OCSP_SIGNING);
	if (profile->client_auth)
		derw_oid(w, OID_CLIENT_AUTH);
	if (profile->server_auth)
		derw_oid(w, OID_SERVER_AUTH);
	derw_wrap(w, DER_SEQUENCE, mark);
	close_extension(w, mark, OID_EXT_KEY_USAGE, false);
}

void
ext_subject_key_id(struct derw *w, struct bytes key_id)
{
	size_t mark = derw_mark(w);

	derw_tlv(w, DER_OCTET_STRING, key_id);
	close_extension(w, mark, OID_SUBJECT_KEY_ID, false);
}

void
ext_authority_key_id(struct derw *w, struct bytes key_id)
{
	size_t mark = derw_mark(w);

	derw_tlv(w, DER_CONTEXT(0), key_id);
	derw_wrap(w, DER_SEQUENCE, mark);
	close_extension(w, mark, OID_AUTHORITY_KEY_ID, false);
}

void
ext_subject_alt_name(struct derw *w, const struct names *names, bool critical)
{
	size_t mark = derw_mark(w);

	for (size_t i = names->count; i > 0; i--) {
		const struct name *name = &names->at[i - 1];
		struct bytes value = { name->v, name->n };

		derw_tlv(w, (uint8_t)DER_CONTEXT(name->type), value);
	}
	derw_wrap(w, DER_SEQUENCE, mark);
	close_extension(w, mark, OID_SUBJECT_ALT_NAME, critical);
}

void
ext_crl_distribution_points(struct derw *w, const char *url)
{
	size_t mark = derw_mark(w);

	derw_text(w, DER_CONTEXT(NAME_URI), url);
	derw_wrap(w, DER_CONTEXT_CONSTRUCTED(0), mark); /* fullName */
	derw_wrap(w, DER_CONTEXT_CONSTRUCTED(0), mark); /* distributionPoint */
	derw_wrap(w, DER_SEQUENCE, mark);
	derw_wrap(w, DER_SEQUENCE, mark);
	close_extension(w, mark, OID_CRL_DISTRIBUTION_POINTS, false);
}

static void
put_access(struct derw *w, struct bytes method, const char *url)
{
	size_t mark = derw_mark(w);

	derw_text(w, DER_CONTEXT(NAME_URI), url);
	derw_oid(w, method);
	derw_wrap(w, DER_SEQUENCE, mark);
}

void
ext_authority_info_access(struct derw *w, const char *ocsp_url,
			  const char *ca_issuers_url)
{
	size_t mark = derw_mark(w);

	if (ca_issuers_url)
		put_access(w, OID_CA_ISSUERS, ca_issuers_url);
	if (ocsp_url)
		put_access(w, OID_AD_OCSP, ocsp_url);
	derw_wrap(w, DER_SEQUENCE, mark);
	close_extension(w, mark, OID_AUTHORITY_INFO_ACCESS, false);
}

/* RFC 6960 4.2.2.2.1. */
void
ext_ocsp_nocheck(struct derw *w)
{
	size_t mark = derw_mark(w);

	derw_null(w);
	close_extension(w, mark, OID_OCSP_NOCHECK, false);
}

/* GeneralSubtrees, or nothing when there is none of that side: the list must
 * not be empty (RFC 5280 4.2.1.10). */
static void
put_subtrees(struct derw *w, const struct constraints *constraints,
	     bool excluded)
{
	size_t list = derw_mark(w);

	for (size_t i = constraints->count; i > 0; i--) {
		const struct constraint *c = &constraints->at[i - 1];
		struct bytes base = { c->v, c->n };
		size_t subtree = derw_mark(w);

		if (c->excluded != excluded)
			continue;
		derw_tlv(w, (uint8_t)DER_CONTEXT(c->type), base);
		derw_wrap(w, DER_SEQUENCE, subtree);
	}
	if (derw_mark(w) != list)
		derw_wrap(w, DER_CONTEXT_CONSTRUCTED(excluded ? 1 : 0), list);
}

void
ext_name_constraints(struct derw *w, const struct constraints *constraints)
{
	size_t mark = derw_mark(w);

	put_subtrees(w, constraints, true);
	put_subtrees(w, constraints, false);
	derw_wrap(w, DER_SEQUENCE, mark);
	close_extension(w, mark, OID_NAME_CONSTRAINTS, true);
}

void
ext_crl_number(struct derw *w, uint64_t number)
{
	size_t mark = derw_mark(w);

	derw_u64(w, number);
	close_extension(w, mark, OID_CRL_NUMBER, false);
}

void
ext_reason(struct derw *w, unsigned reason)
{
	size_t mark = derw_mark(w);
	uint8_t octet = (uint8_t)reason;

	derw_tlv(w, DER_ENUMERATED, (struct bytes){ &octet, 1 });
	close_extension(w, mark, OID_REASON_CODE, false);
}

/* RFC 9654 2.1. */
void
ext_ocsp_nonce(struct derw *w, struct bytes nonce)
{
	size_t mark = derw_mark(w);

	derw_tlv(w, DER_OCTET_STRING, nonce);
	close_extension(w, mark, OID_OCSP_NONCE, false);
}
