/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Writes the TBSCertificate of a leaf (RFC 5280 4.1). */

#include "tbs_extensions.h"
#include "tbs_write.h"

void
tbs_put_rdn(struct derw *w, struct bytes attribute, struct bytes value)
{
	size_t mark = derw_mark(w);

	derw_tlv(w, DER_UTF8_STRING, value);
	derw_oid(w, attribute);
	derw_wrap(w, DER_SEQUENCE, mark);
	derw_wrap(w, DER_SET, mark);
}

void
tbs_put_validity(struct derw *w, int64_t not_before, int64_t not_after)
{
	size_t mark = derw_mark(w);

	derw_time(w, not_after);
	derw_time(w, not_before);
	derw_wrap(w, DER_SEQUENCE, mark);
}

void
tbs_put_head(struct derw *w, struct bytes serial, enum sig_alg alg)
{
	size_t mark = 0;

	derw_raw(w, sig_alg_der(alg));
	derw_positive(w, serial);
	mark = derw_mark(w);
	derw_u64(w, 2); /* v3 */
	derw_wrap(w, DER_CONTEXT_CONSTRUCTED(0), mark);
}

struct bytes
tbs_issuer_key_id(const struct issuer *issuer)
{
	if (issuer->certificate.subject_key_id.n > 0)
		return issuer->certificate.subject_key_id;
	return BYTES_OF(issuer->key.key_id);
}

static bool
is_responder(const struct tbs_fields *f)
{
	return f->profile->code == PROFILE_OCSP;
}

/* Where others look whether it is revoked, and for whom it speaks. */
static void
put_leaf_extensions(struct derw *w, const struct tbs_fields *f,
		    bool has_subject)
{
	if (f->ca_issuers_url || f->ocsp_url)
		ext_authority_info_access(w, f->ocsp_url, f->ca_issuers_url);
	if (f->crl_url)
		ext_crl_distribution_points(w, f->crl_url);
	/* RFC 5280 4.2.1.6: critical when it is all there is. */
	ext_subject_alt_name(w, f->names, !has_subject);
}

/* RFC 6960 4.2.2.2.1: nobody asks whether a responder is revoked, so it says
 * nowhere where to ask. */
static void
put_responder_extensions(struct derw *w, const struct tbs_fields *f)
{
	if (f->ca_issuers_url)
		ext_authority_info_access(w, NULL, f->ca_issuers_url);
	ext_ocsp_nocheck(w);
}

static uint16_t
key_usage(const struct tbs_fields *f)
{
	/* Only RSA can transport a key (TLS 1.2 without (EC)DHE), and a
	 * responder has no use for that. */
	if (f->key->kind == KEY_RSA && !is_responder(f))
		return KU_DIGITAL_SIGNATURE | KU_KEY_ENCIPHERMENT;
	return KU_DIGITAL_SIGNATURE;
}

static void
put_extensions(struct derw *w, const struct tbs_fields *f, bool has_subject)
{
	size_t mark = derw_mark(w);

	if (is_responder(f))
		put_responder_extensions(w, f);
	else
		put_leaf_extensions(w, f, has_subject);
	ext_authority_key_id(w, tbs_issuer_key_id(f->issuer));
	ext_subject_key_id(w, BYTES_OF(f->key->key_id));
	ext_extended_key_usage(w, f->profile);
	ext_key_usage(w, key_usage(f));
	ext_basic_constraints_leaf(w);
	derw_wrap(w, DER_SEQUENCE, mark);
	derw_wrap(w, DER_CONTEXT_CONSTRUCTED(3), mark);
}

static void
put_subject(struct derw *w, struct bytes common_name)
{
	size_t mark = derw_mark(w);

	if (common_name.n > 0)
		tbs_put_rdn(w, OID_COMMON_NAME, common_name);
	derw_wrap(w, DER_SEQUENCE, mark);
}

/* The CA's common name as it is, or nothing: O has 64 characters at most
 * (RFC 5280 appendix A). */
static int
find_organization(const struct issuer *issuer, struct buf *ret, struct err *err)
{
	size_t characters = 0;

	dn_find(issuer->certificate.subject, OID_COMMON_NAME, ret);
	if (buf_check(ret, err) < 0)
		return -1;
	for (size_t i = 0; i < ret->n; i++)
		characters += (ret->p[i] & 0xc0) != 0x80;
	if (characters > LIMIT_COMMON_NAME_BYTES)
		buf_clear(ret);
	return 0;
}

/* Without a CN: under a root with name constraints some clients take a CN for
 * a host. */
static int
put_responder_subject(struct derw *w, const struct issuer *issuer,
		      struct err *err)
{
	CLEANUP(buf_free) struct buf organization = { 0 };
	size_t mark = derw_mark(w);

	if (find_organization(issuer, &organization, err) < 0)
		return -1;
	tbs_put_rdn(w, OID_ORGANIZATIONAL_UNIT,
		    bytes_of_text("OCSP responder"));
	if (organization.n > 0)
		tbs_put_rdn(w, OID_ORGANIZATION, buf_bytes(&organization));
	derw_wrap(w, DER_SEQUENCE, mark);
	return 0;
}

static int
check_names(const struct tbs_fields *f, struct err *err)
{
	size_t count = f->names ? f->names->count : 0;

	if (is_responder(f) ? count > 0 : count == 0 || count > LIMIT_NAMES)
		return err_set(err, ERR_INTERNAL,
			       "a certificate of profile %s cannot have %zu "
			       "names",
			       f->profile->name, count);
	return 0;
}

/* What the caller can get wrong; tbs_lint looks at everything else. */
static int
check_fields(const struct tbs_fields *f, struct err *err)
{
	if (check_names(f, err) < 0)
		return -1;
	if (f->serial.n != SERIAL_BYTES)
		return err_set(err, ERR_INTERNAL,
			       "a serial number of %zu octets", f->serial.n);
	if (!f->profile->server_auth && !f->profile->client_auth &&
	    !is_responder(f))
		return err_set(err, ERR_INTERNAL,
			       "a profile without any extended key usage");
	if (sig_alg_of(f->issuer->key.kind) == SIG_NONE)
		return err_set(err, ERR_INTERNAL, "an issuer without a key");
	return 0;
}

int
tbs_build(const struct tbs_fields *fields, struct buf *ret, struct err *err)
{
	CLEANUP(derw_free) struct derw w = { 0 };
	struct bytes common_name = { NULL, 0 };
	size_t mark = 0;

	if (check_fields(fields, err) < 0)
		return err_context(err, "building a certificate");
	if (!is_responder(fields))
		common_name = names_common_name(fields->names);
	mark = derw_mark(&w);
	put_extensions(&w, fields, common_name.n > 0);
	derw_raw(&w, fields->key->spki);
	if (!is_responder(fields))
		put_subject(&w, common_name);
	else if (put_responder_subject(&w, fields->issuer, err) < 0)
		return -1;
	tbs_put_validity(&w, fields->not_before, fields->not_after);
	/* RFC 5280 4.1.2.4: the octets of the issuer's subject, so that every
	 * comparison of names agrees. */
	derw_raw(&w, fields->issuer->certificate.subject);
	tbs_put_head(&w, fields->serial, sig_alg_of(fields->issuer->key.kind));
	derw_wrap(&w, DER_SEQUENCE, mark);
	return derw_finish(&w, ret, err);
}
