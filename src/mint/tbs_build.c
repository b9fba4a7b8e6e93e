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

enum sig_alg
tbs_sig_alg(enum key_kind ca_key)
{
	switch (ca_key) {
	case KEY_RSA:
		return SIG_RSA_SHA256;
	case KEY_EC_P256:
		return SIG_ECDSA_SHA256;
	case KEY_EC_P384:
		return SIG_ECDSA_SHA384;
	}
	return SIG_NONE;
}

struct bytes
tbs_issuer_key_id(const struct issuer *issuer)
{
	if (issuer->certificate.subject_key_id.n > 0)
		return issuer->certificate.subject_key_id;
	return BYTES_OF(issuer->key.key_id);
}

static void
put_extensions(struct derw *w, const struct tbs_fields *f, bool has_subject)
{
	size_t mark = derw_mark(w);
	uint16_t usage = KU_DIGITAL_SIGNATURE;

	/* Only RSA can transport a key (TLS 1.2 without (EC)DHE). */
	if (f->key->kind == KEY_RSA)
		usage |= KU_KEY_ENCIPHERMENT;
	if (f->ca_issuers_url)
		ext_ca_issuers(w, f->ca_issuers_url);
	/* RFC 5280 4.2.1.6: critical when it is all there is. */
	ext_subject_alt_name(w, f->names, !has_subject);
	ext_authority_key_id(w, tbs_issuer_key_id(f->issuer));
	ext_subject_key_id(w, BYTES_OF(f->key->key_id));
	ext_extended_key_usage(w, f->profile);
	ext_key_usage(w, usage);
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

/* What the caller can get wrong; tbs_lint looks at everything else. */
static int
check_fields(const struct tbs_fields *f, struct err *err)
{
	if (f->names->count == 0 || f->names->count > LIMIT_NAMES)
		return err_set(err, ERR_INTERNAL,
			       "a certificate cannot have %zu names",
			       f->names->count);
	if (f->serial.n != SERIAL_BYTES)
		return err_set(err, ERR_INTERNAL,
			       "a serial number of %zu octets", f->serial.n);
	if (!f->profile->server_auth && !f->profile->client_auth)
		return err_set(err, ERR_INTERNAL,
			       "a profile without any extended key usage");
	if (tbs_sig_alg(f->issuer->key.kind) == SIG_NONE)
		return err_set(err, ERR_INTERNAL, "an issuer without a key");
	return 0;
}

int
tbs_build(const struct tbs_fields *fields, struct buf *ret, struct err *err)
{
	CLEANUP(derw_free) struct derw w = { 0 };
	struct bytes common_name;
	size_t mark = 0;

	if (check_fields(fields, err) < 0)
		return err_context(err, "building a certificate");
	common_name = names_common_name(fields->names);
	mark = derw_mark(&w);
	put_extensions(&w, fields, common_name.n > 0);
	derw_raw(&w, fields->key->spki);
	put_subject(&w, common_name);
	tbs_put_validity(&w, fields->not_before, fields->not_after);
	/* RFC 5280 4.1.2.4: the octets of the issuer's subject, so that every
	 * comparison of names agrees. */
	derw_raw(&w, fields->issuer->certificate.subject);
	tbs_put_head(&w, fields->serial, tbs_sig_alg(fields->issuer->key.kind));
	derw_wrap(&w, DER_SEQUENCE, mark);
	return derw_finish(&w, ret, err);
}
