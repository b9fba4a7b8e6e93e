/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Writes OCSP responses (RFC 6960 4.2.1). */

#include "ca_key.h"
#include "tbs_extensions.h"

/* What the caller can get wrong. */
static int
check_fields(const struct ocsp_fields *f, struct err *err)
{
	if (f->count == 0 || f->count > LIMIT_OCSP_CERTS)
		return err_set(err, ERR_INTERNAL,
			       "an OCSP response on %zu certificates",
			       f->count);
	if (f->nonce.n > LIMIT_OCSP_NONCE_BYTES)
		return err_set(err, ERR_INTERNAL, "a nonce of %zu octets",
			       f->nonce.n);
	if (f->next_update <= f->this_update)
		return err_set(err, ERR_INTERNAL,
			       "an OCSP response would end before it begins");
	for (size_t i = 0; i < f->count; i++)
		if (f->singles[i].status == OCSP_REVOKED &&
		    !crl_reason_is_valid(f->singles[i].reason))
			return err_set(err, ERR_INTERNAL,
				       "reason %u has no place in an OCSP "
				       "response",
				       f->singles[i].reason);
	return 0;
}

/* RevokedInfo. A reason that is not specified is left out, as on a CRL. */
static void
put_revoked(struct derw *w, const struct ocsp_single *single)
{
	size_t mark = derw_mark(w);
	uint8_t reason = (uint8_t)single->reason;

	if (single->reason != REASON_UNSPECIFIED) {
		derw_tlv(w, DER_ENUMERATED, (struct bytes){ &reason, 1 });
		derw_wrap(w, DER_CONTEXT_CONSTRUCTED(0), mark);
	}
	derw_generalized_time(w, single->revoked_at);
	derw_wrap(w, DER_CONTEXT_CONSTRUCTED(1), mark);
}

static void
put_status(struct derw *w, const struct ocsp_single *single)
{
	struct bytes nothing = { NULL, 0 };

	switch (single->status) {
	case OCSP_GOOD:
		derw_tlv(w, DER_CONTEXT(0), nothing);
		return;
	case OCSP_REVOKED:
		put_revoked(w, single);
		return;
	case OCSP_UNKNOWN:
		derw_tlv(w, DER_CONTEXT(2), nothing);
		return;
	}
}

static void
put_single(struct derw *w, const struct ocsp_fields *f,
	   const struct ocsp_single *single)
{
	size_t mark = derw_mark(w);

	derw_generalized_time(w, f->next_update);
	derw_wrap(w, DER_CONTEXT_CONSTRUCTED(0), mark);
	derw_generalized_time(w, f->this_update);
	put_status(w, single);
	derw_raw(w, single->cert_id);
	derw_wrap(w, DER_SEQUENCE, mark);
}

static void
put_nonce(struct derw *w, struct bytes nonce)
{
	size_t mark = derw_mark(w);

	ext_ocsp_nonce(w, nonce);
	derw_wrap(w, DER_SEQUENCE, mark);
	derw_wrap(w, DER_CONTEXT_CONSTRUCTED(1), mark);
}

/* ResponseData; the version is DEFAULT v1 and not written. */
static void
put_data(struct derw *w, const struct ocsp_fields *f, struct bytes key_id)
{
	size_t mark = 0;

	if (f->nonce.n > 0)
		put_nonce(w, f->nonce);
	mark = derw_mark(w);
	for (size_t i = f->count; i > 0; i--)
		put_single(w, f, &f->singles[i - 1]);
	derw_wrap(w, DER_SEQUENCE, mark);
	derw_generalized_time(w, f->produced_at);
	mark = derw_mark(w);
	derw_tlv(w, DER_OCTET_STRING, key_id);
	derw_wrap(w, DER_CONTEXT_CONSTRUCTED(2), mark); /* byKey */
	derw_wrap(w, DER_SEQUENCE, 0);
}

/* BasicOCSPResponse and what is around it. */
static void
put_response(struct derw *w, const struct ocsp_fields *f, enum sig_alg alg,
	     struct bytes data, struct bytes signature)
{
	static const uint8_t successful = OCSP_SUCCESSFUL;

	derw_raw(w, f->certificate);
	derw_wrap(w, DER_SEQUENCE, 0);
	derw_wrap(w, DER_CONTEXT_CONSTRUCTED(0), 0);
	derw_bits(w, signature);
	derw_raw(w, sig_alg_der(alg));
	derw_raw(w, data);
	derw_wrap(w, DER_SEQUENCE, 0);
	derw_wrap(w, DER_OCTET_STRING, 0);
	derw_oid(w, OID_OCSP_BASIC);
	derw_wrap(w, DER_SEQUENCE, 0);
	derw_wrap(w, DER_CONTEXT_CONSTRUCTED(0), 0);
	derw_tlv(w, DER_ENUMERATED, (struct bytes){ &successful, 1 });
	derw_wrap(w, DER_SEQUENCE, 0);
}

int
ocsp_response_write(const struct ocsp_fields *fields, struct ca_key *key,
		    unsigned slot, struct buf *ret, struct err *err)
{
	CLEANUP(derw_free) struct derw data = { 0 };
	CLEANUP(derw_free) struct derw whole = { 0 };
	CLEANUP(buf_free) struct buf signature = { 0 };

	if (check_fields(fields, err) < 0)
		return -1;
	put_data(&data, fields, BYTES_OF(key->facts.key_id));
	if (data.broken)
		return err_nomem(err);
	if (ca_key_sign(key, slot, false, derw_bytes(&data), &signature, err) <
	    0)
		return -1;
	put_response(&whole, fields, key->alg, derw_bytes(&data),
		     buf_bytes(&signature));
	return derw_finish(&whole, ret, err);
}
