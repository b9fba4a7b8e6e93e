/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Makes a self-signed root. */

#include "root_lint.h"
#include "tbs_extensions.h"
#include "tbs_write.h"

#include "sanca/text.h"

/* RFC 5280 appendix A: ub-common-name and ub-organization-name count
 * characters. */
static int
check_name_part(const char *what, const char *text, struct err *err)
{
	struct bytes v = bytes_of_text(text);
	size_t characters = 0;

	if (v.n == 0)
		return err_set(err, ERR_USAGE, "the %s is empty", what);
	if (!text_is_utf8(v))
		return err_set(err, ERR_USAGE, "the %s is not UTF-8", what);
	for (size_t i = 0; i < v.n; i++) {
		characters += (v.p[i] & 0xc0) != 0x80;
		if (v.p[i] < 0x20 || v.p[i] == 0x7f)
			return err_set(err, ERR_USAGE,
				       "the %s has a control character in it",
				       what);
	}
	if (characters > LIMIT_COMMON_NAME_BYTES)
		return err_set(err, ERR_USAGE,
			       "the %s has %zu characters; %d is the most "
			       "(RFC 5280 appendix A)",
			       what, characters, LIMIT_COMMON_NAME_BYTES);
	return 0;
}

static int
check_fields(const struct root_fields *f, struct err *err)
{
	if (check_name_part("name of the CA", f->common_name, err) < 0)
		return -1;
	if (f->organization &&
	    check_name_part("organization", f->organization, err) < 0)
		return -1;
	if (f->not_after <= f->not_before)
		return err_set(err, ERR_USAGE,
			       "the root would end before it begins");
	if (f->constraints && f->constraints->unusable)
		return err_set(err, ERR_USAGE,
			       "the name constraints hold a form that cannot "
			       "be written");
	return 0;
}

static bool
has_constraints(const struct root_fields *f)
{
	return f->constraints && f->constraints->present &&
	       f->constraints->count > 0;
}

static void
put_name(struct derw *w, const struct root_fields *f)
{
	size_t mark = derw_mark(w);

	tbs_put_rdn(w, OID_COMMON_NAME, bytes_of_text(f->common_name));
	if (f->organization)
		tbs_put_rdn(w, OID_ORGANIZATION,
			    bytes_of_text(f->organization));
	derw_wrap(w, DER_SEQUENCE, mark);
}

static void
put_extensions(struct derw *w, const struct root_fields *f,
	       const struct key_facts *key)
{
	size_t mark = derw_mark(w);

	if (has_constraints(f))
		ext_name_constraints(w, f->constraints);
	ext_subject_key_id(w, BYTES_OF(key->key_id));
	ext_key_usage(w, KU_KEY_CERT_SIGN | KU_CRL_SIGN);
	ext_basic_constraints_root(w);
	derw_wrap(w, DER_SEQUENCE, mark);
	derw_wrap(w, DER_CONTEXT_CONSTRUCTED(3), mark);
}

static int
build(const struct root_fields *f, const struct key_facts *key,
      struct buf *ret_tbs, struct err *err)
{
	CLEANUP(derw_free) struct derw w = { 0 };
	uint8_t serial[SERIAL_BYTES];
	size_t mark = derw_mark(&w);

	if (serial_draw(serial, err) < 0)
		return -1;
	put_extensions(&w, f, key);
	derw_raw(&w, key->spki);
	put_name(&w, f);
	tbs_put_validity(&w, f->not_before, f->not_after);
	put_name(&w, f);
	tbs_put_head(&w, BYTES_OF(serial), sig_alg_of(key->kind));
	derw_wrap(&w, DER_SEQUENCE, mark);
	return derw_finish(&w, ret_tbs, err);
}

int
root_create(const struct root_fields *fields, struct ca_key *key,
	    struct buf *ret_der, struct err *err)
{
	CLEANUP(buf_free) struct buf spki = { 0 };
	CLEANUP(buf_free) struct buf tbs = { 0 };
	CLEANUP(buf_free) struct buf signature = { 0 };
	CLEANUP(buf_free) struct buf der = { 0 };
	struct key_facts facts;

	if (check_fields(fields, err) < 0)
		return err_context(err, "making the root");
	if (ca_key_spki(key, &spki, err) < 0 ||
	    key_parse(buf_bytes(&spki), &facts, err) < 0 ||
	    build(fields, &facts, &tbs, err) < 0 ||
	    ca_key_sign(key, 0, true, buf_bytes(&tbs), &signature, err) < 0 ||
	    certificate_assemble(buf_bytes(&tbs), ca_key_sig_alg(key),
				 buf_bytes(&signature), &der, err) < 0 ||
	    root_lint(buf_bytes(&der), fields, &facts, err) < 0)
		return err_context(err, "making the root");
	buf_append_bytes(ret_der, buf_bytes(&der));
	return buf_check(ret_der, err);
}
