/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Rules of lint on the extensions of a leaf. */

#include "tbs_lint.h"

static size_t
promise(struct walk_promise *to, size_t n, struct bytes oid, bool critical)
{
	to[n] = (struct walk_promise){ oid, critical };
	return n + 1;
}

int
lint_extensions(const struct lint *l, struct err *err)
{
	const struct tbs_fields *f = l->promised;
	/* An empty subject makes subjectAltName critical (4.2.1.6). */
	bool empty_subject = l->raw.subject.n == 2;
	bool responder = lint_is_responder(l);
	struct walk_promise promised[WALK_EXTENSIONS] = {
		{ OID_BASIC_CONSTRAINTS, true }, { OID_KEY_USAGE, true },
		{ OID_EXT_KEY_USAGE, false },	 { OID_SUBJECT_KEY_ID, false },
		{ OID_AUTHORITY_KEY_ID, false },
	};
	size_t n = 5;

	if (responder)
		n = promise(promised, n, OID_OCSP_NOCHECK, false);
	else
		n = promise(promised, n, OID_SUBJECT_ALT_NAME, empty_subject);
	if (!responder && f->crl_url)
		n = promise(promised, n, OID_CRL_DISTRIBUTION_POINTS, false);
	if (f->ca_issuers_url || (!responder && f->ocsp_url))
		n = promise(promised, n, OID_AUTHORITY_INFO_ACCESS, false);
	return walk_check_extensions(&l->raw, promised, n, err);
}

int
lint_basic_constraints(const struct lint *l, struct err *err)
{
	static const uint8_t not_a_ca[] = { 0x30, 0x00 };

	if (!bytes_equal(walk_find(&l->raw, OID_BASIC_CONSTRAINTS),
			 BYTES_OF(not_a_ca)))
		return err_set(err, ERR_INTERNAL,
			       "it is not CA:FALSE without anything else");
	return 0;
}

int
lint_key_usage(const struct lint *l, struct err *err)
{
	/* digitalSignature; for RSA keyEncipherment too, but a responder only
	 * signs. */
	static const uint8_t rsa[] = { 0x03, 0x02, 0x05, 0xa0 };
	static const uint8_t ec[] = { 0x03, 0x02, 0x07, 0x80 };
	struct bytes want = walk_is_rsa(l->raw.spki) && !lint_is_responder(l)
				    ? BYTES_OF(rsa)
				    : BYTES_OF(ec);

	if (!bytes_equal(walk_find(&l->raw, OID_KEY_USAGE), want))
		return err_set(err, ERR_INTERNAL,
			       "it is not exactly what the kind of key allows");
	return 0;
}

int
lint_ext_key_usage(const struct lint *l, struct err *err)
{
	const struct profile *p = l->promised->profile;
	struct der outer = der_of(walk_find(&l->raw, OID_EXT_KEY_USAGE));
	struct der list;
	struct bytes want[3], oid;
	size_t n = 0;

	if (lint_is_responder(l))
		want[n++] = OID_OCSP_SIGNING;
	if (p->server_auth)
		want[n++] = OID_SERVER_AUTH;
	if (p->client_auth)
		want[n++] = OID_CLIENT_AUTH;
	if (der_enter(&outer, DER_SEQUENCE, "extKeyUsage", &list, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (der_take(&list, DER_OID, "KeyPurposeId", &oid, err) < 0)
			return -1;
		if (!der_oid_is(oid, want[i]))
			return err_set(err, ERR_INTERNAL,
				       "purpose %zu is not the one of profile "
				       "%s",
				       i + 1, p->name);
	}
	if (n == 0)
		return err_set(err, ERR_INTERNAL, "the profile has no purpose");
	return der_end(&list, "extKeyUsage", err);
}

int
lint_subject_key_id(const struct lint *l, struct err *err)
{
	struct der d = der_of(walk_find(&l->raw, OID_SUBJECT_KEY_ID));
	struct bytes got;
	uint8_t want[20];

	if (walk_key_id(l->raw.spki, want, err) < 0 ||
	    der_take(&d, DER_OCTET_STRING, "subjectKeyIdentifier", &got, err) <
		    0)
		return -1;
	if (!bytes_equal(got, BYTES_OF(want)))
		return err_set(err, ERR_INTERNAL,
			       "it is not the SHA-1 of the key in here");
	return der_end(&d, "subjectKeyIdentifier", err);
}

int
lint_authority_key_id(const struct lint *l, struct err *err)
{
	const struct certificate *ca = &l->promised->issuer->certificate;
	struct der outer = der_of(walk_find(&l->raw, OID_AUTHORITY_KEY_ID));
	struct der d;
	struct bytes got;
	struct bytes want = ca->subject_key_id;
	uint8_t computed[20];

	if (want.n == 0) {
		if (walk_key_id(ca->spki, computed, err) < 0)
			return -1;
		want = BYTES_OF(computed);
	}
	if (der_enter(&outer, DER_SEQUENCE, "authorityKeyIdentifier", &d, err) <
		    0 ||
	    der_take(&d, DER_CONTEXT(0), "keyIdentifier", &got, err) < 0)
		return -1;
	if (!bytes_equal(got, want))
		return err_set(err, ERR_INTERNAL,
			       "it is not the subjectKeyIdentifier of the CA");
	return der_end(&d, "authorityKeyIdentifier", err);
}

/* Whatever a policy may permit, so that only the form is judged. */
static const struct names_rules any_normal_form = {
	.common_name = CN_PROMOTE,
	.idn = IDN_ANY,
	.underscore = true,
};

static int
check_name(size_t i, const struct der_tlv *got, const struct name *want,
	   struct err *err)
{
	struct bytes v = { want->v, want->n };
	struct err why = { 0 };

	if (got->tag != DER_CONTEXT(want->type) || !bytes_equal(got->value, v))
		return err_set(err, ERR_INTERNAL,
			       "name %zu is not the one that was granted",
			       i + 1);
	if (!name_is_normal(want, &any_normal_form, &why))
		return err_set(err, ERR_INTERNAL, "name %zu: %s", i + 1,
			       why.text);
	return 0;
}

int
lint_subject_alt_name(const struct lint *l, struct err *err)
{
	const struct names *names = l->promised->names;
	struct der outer = der_of(walk_find(&l->raw, OID_SUBJECT_ALT_NAME));
	struct der list;
	struct der_tlv got;

	if (lint_is_responder(l))
		return 0; /* lint_extensions() has seen that there is none */
	if (names->count == 0)
		return err_set(err, ERR_INTERNAL, "there is no name");
	if (der_enter(&outer, DER_SEQUENCE, "subjectAltName", &list, err) < 0)
		return -1;
	for (size_t i = 0; i < names->count; i++)
		if (der_next(&list, &got, err) < 0 ||
		    check_name(i, &got, &names->at[i], err) < 0)
			return -1;
	return der_end(&list, "subjectAltName", err);
}
