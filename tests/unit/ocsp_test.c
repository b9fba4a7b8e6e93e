/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Claims about OCSP: requests that are read, responses that are written. */

#include "sanca/der_write.h"
#include "sanca/gnutls_datum.h"
#include "tests/tap.h"
#include "tests/unit/mint_fixture.h"

#include <gnutls/ocsp.h>
#include <stdlib.h>

static struct made_ca ca, other;
static struct ocsp_issuer ours;
static struct subject responder;
static struct buf responder_der;

static const uint8_t serial_five[] = { 5 };

/* ---- requests, by a writer that can say anything ---- */

struct ask {
	size_t count;
	struct bytes serial; /* contents of the INTEGER */
	const struct issuer *issuer;
	struct bytes hash; /* OID */
	bool no_null;	   /* parameters of the hash are absent */
	bool has_nonce;
	size_t nonce_n;
	struct bytes extension, single_extension;
	bool critical;
	bool is_signed, has_requestor, has_version;
};

static void
put_cert_id(struct derw *w, const struct ask *a)
{
	size_t mark = derw_mark(w);
	bool is_sha1 = bytes_equal(a->hash, OID_SHA1);
	struct ocsp_issuer i;

	ocsp_issuer_init(a->issuer, &i);
	derw_tlv(w, DER_INTEGER, a->serial);
	derw_tlv(w, DER_OCTET_STRING,
		 is_sha1 ? BYTES_OF(i.key_sha1) : BYTES_OF(i.key_sha256));
	derw_tlv(w, DER_OCTET_STRING,
		 is_sha1 ? BYTES_OF(i.name_sha1) : BYTES_OF(i.name_sha256));
	{
		size_t algorithm = derw_mark(w);

		if (!a->no_null)
			derw_null(w);
		derw_oid(w, a->hash);
		derw_wrap(w, DER_SEQUENCE, algorithm);
	}
	derw_wrap(w, DER_SEQUENCE, mark);
}

static void
put_extension(struct derw *w, struct bytes oid, bool critical,
	      struct bytes value)
{
	size_t mark = derw_mark(w);

	derw_tlv(w, DER_OCTET_STRING, value);
	if (critical)
		derw_boolean(w, true);
	derw_oid(w, oid);
	derw_wrap(w, DER_SEQUENCE, mark);
}

static void
put_nonce(struct derw *w, size_t n)
{
	static const uint8_t octets[70000] = { 0x17 };
	CLEANUP(derw_free) struct derw value = { 0 };

	derw_tlv(&value, DER_OCTET_STRING, (struct bytes){ octets, n });
	put_extension(w, OID_OCSP_NONCE, false, derw_bytes(&value));
}

static void
put_request_extensions(struct derw *w, const struct ask *a)
{
	size_t mark = derw_mark(w);

	if (a->extension.n > 0)
		put_extension(w, a->extension, a->critical,
			      bytes_of_text("\x05"));
	if (a->has_nonce)
		put_nonce(w, a->nonce_n);
	if (derw_mark(w) == mark)
		return;
	derw_wrap(w, DER_SEQUENCE, mark);
	derw_wrap(w, DER_CONTEXT_CONSTRUCTED(2), mark);
}

static void
put_list(struct derw *w, const struct ask *a)
{
	size_t list = derw_mark(w);

	for (size_t i = 0; i < a->count; i++) {
		size_t one = derw_mark(w);

		if (a->single_extension.n > 0) {
			put_extension(w, a->single_extension, a->critical,
				      bytes_of_text("\x05"));
			derw_wrap(w, DER_SEQUENCE, one);
			derw_wrap(w, DER_CONTEXT_CONSTRUCTED(0), one);
		}
		put_cert_id(w, a);
		derw_wrap(w, DER_SEQUENCE, one);
	}
	derw_wrap(w, DER_SEQUENCE, list);
}

/* The views of the answer live until the next call. */
static struct bytes
write_request(const struct ask *a)
{
	static struct derw w;
	size_t tbs, mark;

	derw_clear(&w);
	if (a->is_signed) {
		derw_bits(&w, bytes_of_text("signature"));
		derw_raw(&w, sig_alg_der(SIG_ECDSA_SHA256));
		derw_wrap(&w, DER_SEQUENCE, 0);
		derw_wrap(&w, DER_CONTEXT_CONSTRUCTED(0), 0);
	}
	tbs = derw_mark(&w);
	put_request_extensions(&w, a);
	put_list(&w, a);
	mark = derw_mark(&w);
	if (a->has_requestor) {
		derw_text(&w, DER_CONTEXT(NAME_DNS), "client.contoso.com");
		derw_wrap(&w, DER_CONTEXT_CONSTRUCTED(1), mark);
	}
	mark = derw_mark(&w);
	if (a->has_version) {
		derw_u64(&w, 0);
		derw_wrap(&w, DER_CONTEXT_CONSTRUCTED(0), mark);
	}
	derw_wrap(&w, DER_SEQUENCE, tbs);
	derw_wrap(&w, DER_SEQUENCE, 0);
	return derw_bytes(&w);
}

static struct ask
plain(void)
{
	return (struct ask){ .count = 1,
			     .serial = BYTES_OF(serial_five),
			     .issuer = ca.issuer,
			     .hash = OID_SHA1 };
}

static int
parse(const struct ask *a, struct ocsp_request *ret, struct err *err)
{
	return ocsp_request_parse(write_request(a), ret, err);
}

static void
taken(const struct ask *a, bool is_plain, const char *what)
{
	struct ocsp_request r;
	struct err err = { 0 };

	is_int(parse(a, &r, &err), 0, "%s: %s", what, err.text);
	is_int(r.count, a->count, "%s: all of them", what);
	is_int(r.is_plain, is_plain, "%s: plain or not", what);
	is_int(r.nonce.n, a->has_nonce ? a->nonce_n : 0, "%s: nonce", what);
	ok(bytes_equal(r.at[r.count - 1].serial, a->serial), "%s: serial",
	   what);
}

static void
refused(const struct ask *a, const char *what)
{
	struct ocsp_request r = { .count = 77 };
	struct err err = { 0 };

	is_int(parse(a, &r, &err), -1, "%s", what);
	is_int(err.code, ERR_MALFORMED, "%s: \"%s\"", what, err.text);
	is_int(r.count, 77, "%s: nothing is returned", what);
}

/* THREATS H03. */
static void
both_hashes_name_the_issuer_and_no_other_does(void)
{
	static const uint8_t sha384[] = { 0x60, 0x86, 0x48, 0x01, 0x65,
					  0x03, 0x04, 0x02, 0x02 };
	struct ask a = plain();
	struct ocsp_request r;
	struct err err = { 0 };

	for (int i = 0; i < 4; i++) {
		a.hash = i & 1 ? OID_SHA256 : OID_SHA1;
		a.no_null = i & 2;
		ok(parse(&a, &r, &err) == 0, "%s", err.text);
		ok(ocsp_issuer_is(&ours, &r.at[0]), "ours");
	}
	a.issuer = other.issuer;
	ok(parse(&a, &r, &err) == 0 && !ocsp_issuer_is(&ours, &r.at[0]),
	   "another issuer, SHA-256");
	a.hash = OID_SHA1;
	ok(parse(&a, &r, &err) == 0 && !ocsp_issuer_is(&ours, &r.at[0]),
	   "another issuer, SHA-1");
	a = plain();
	a.hash = BYTES_OF(sha384);
	ok(parse(&a, &r, &err) == 0 && !ocsp_issuer_is(&ours, &r.at[0]),
	   "the right octets under the name of another hash");
}

static void
each_half_of_the_issuer_counts(void)
{
	struct ask a = plain();
	struct ocsp_request r;
	struct ocsp_issuer half = ours;
	struct err err = { 0 };

	ok(parse(&a, &r, &err) == 0, "%s", err.text);
	half.name_sha1[19] ^= 1;
	ok(!ocsp_issuer_is(&half, &r.at[0]), "another name");
	half = ours;
	half.key_sha1[0] ^= 1;
	ok(!ocsp_issuer_is(&half, &r.at[0]), "another key");
	r.at[0].issuer_key_hash.n--;
	ok(!ocsp_issuer_is(&ours, &r.at[0]), "a short hash");
}

/* THREATS H04. */
static void
nonces_of_1_to_128_octets_are_taken(void)
{
	static const size_t good[] = { 1, 16, 32, 33, 127, 128 };
	static const size_t bad[] = { 0, 129, 255, 60000 };
	struct ask a = plain();

	a.has_nonce = true;
	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		a.nonce_n = good[i];
		taken(&a, false, "a nonce");
	}
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		a.nonce_n = bad[i];
		refused(&a, "no nonce");
	}
}

/* THREATS H05. */
static void
one_to_sixteen_certificates_are_taken(void)
{
	static const size_t bad[] = { 0, LIMIT_OCSP_CERTS + 1, 1000, 10000 };
	struct ask a = plain();

	for (a.count = 1; a.count <= LIMIT_OCSP_CERTS; a.count++)
		taken(&a, a.count == 1, "some");
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		a.count = bad[i];
		refused(&a, "none or too many");
	}
}

/* THREATS H07. */
static void
signature_and_requestor_are_passed_over_and_critical_is_not(void)
{
	static const uint8_t unknown[] = { 0x2a, 3, 4, 5 };
	struct ask a = plain();

	a.is_signed = a.has_requestor = true;
	taken(&a, true, "signed");
	a = plain();
	a.extension = BYTES_OF(unknown);
	taken(&a, true, "an unknown extension");
	a.has_nonce = true;
	a.nonce_n = 8;
	taken(&a, false, "with a nonce");
	a.critical = true;
	refused(&a, "a critical one");
	a = plain();
	a.single_extension = BYTES_OF(unknown);
	taken(&a, true, "an unknown extension of one certificate");
	a.critical = true;
	refused(&a, "a critical one of one certificate");
	a = plain();
	a.has_nonce = true;
	a.nonce_n = 8;
	a.extension = OID_OCSP_NONCE;
	refused(&a, "two nonces");
	a = plain();
	a.has_version = true;
	refused(&a, "a default value that is written out");
}

static void
any_integer_may_be_asked_for(void)
{
	static const struct {
		uint8_t octets[24];
		size_t n, magnitude;
	} cases[] = {
		{ { 0 }, 1, 0 },	  { { 0xff }, 1, 0 },
		{ { 0x80, 0, 0 }, 3, 0 }, { { 0x7f }, 1, 1 },
		{ { 0, 0x80 }, 2, 1 },	  { { 0x11, 2 }, 24, 24 },
	};
	struct ask a = plain();
	struct ocsp_request r;
	struct err err = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		a.serial = (struct bytes){ cases[i].octets, cases[i].n };
		ok(parse(&a, &r, &err) == 0, "%zu: %s", i, err.text);
		is_int(r.at[0].serial.n, cases[i].magnitude, "case %zu", i);
	}
	a.serial = (struct bytes){ (const uint8_t *)"\0\1", 2 };
	refused(&a, "a zero too many");
	a.serial.n = 0;
	refused(&a, "no INTEGER");
}

static void
a_cert_id_stands_for_itself(void)
{
	struct ask a = plain();
	struct ocsp_request r;
	struct cert_id id;
	struct err err = { 0 };
	uint8_t longer[LIMIT_CERT_ID_BYTES + 1];

	a.count = 2;
	ok(parse(&a, &r, &err) == 0, "%s", err.text);
	is_int(cert_id_parse(r.at[1].whole, &id, &err), 0, "%s", err.text);
	ok(bytes_equal(id.whole, r.at[1].whole), "the whole");
	ok(bytes_equal(id.serial, BYTES_OF(serial_five)), "serial");
	ok(ocsp_issuer_is(&ours, &id), "issuer");
	for (size_t n = 0; n < id.whole.n; n++)
		is_int(cert_id_parse((struct bytes){ id.whole.p, n },
				     &(struct cert_id){ 0 }, &err),
		       -1, "%zu octets of it", n);
	memcpy(longer, id.whole.p, id.whole.n);
	longer[id.whole.n] = 0;
	is_int(cert_id_parse((struct bytes){ longer, id.whole.n + 1 }, &id,
			     &err),
	       -1, "and one more");
	is_int(err.code, ERR_MALFORMED, "\"%s\"", err.text);
}

static void
every_truncation_is_refused_and_no_octet_is_a_fault(void)
{
	struct ask a = plain();
	CLEANUP(buf_free) struct buf der = { 0 };
	struct ocsp_request r;
	struct err err = { 0 };
	long accepted = 0, read = 0;

	a.count = 2;
	a.is_signed = a.has_requestor = a.has_nonce = true;
	a.nonce_n = 16;
	buf_append_bytes(&der, write_request(&a));
	for (size_t n = 0; n < der.n; n++)
		accepted += ocsp_request_parse((struct bytes){ der.p, n }, &r,
					       &err) == 0;
	is_int(accepted, 0, "no part of it passes");
	for (size_t i = 0; i < der.n; i++) {
		uint8_t was = der.p[i];

		for (unsigned v = 0; v < 256; v++) {
			der.p[i] = (uint8_t)v;
			if (ocsp_request_parse(buf_bytes(&der), &r, &err) == 0)
				read += ocsp_issuer_is(&ours, &r.at[0]) ? 1 : 0;
			else
				accepted += err.code != ERR_MALFORMED;
		}
		der.p[i] = was;
	}
	is_int(accepted, 0, "what is refused is malformed");
	ok(read > (long)der.n, "%ld could be read", read);
}

static void
an_error_is_five_octets(void)
{
	static const uint8_t want[] = { 0x30, 3, 0x0a, 1, 6 };
	static const int all[] = { OCSP_MALFORMED_REQUEST, OCSP_INTERNAL_ERROR,
				   OCSP_TRY_LATER, OCSP_UNAUTHORIZED };

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct bytes got =
			ocsp_error_response((enum ocsp_response_status)all[i]);
		gnutls_datum_t d = datum_of(got);
		gnutls_ocsp_resp_t resp;

		gnutls_ocsp_resp_init(&resp);
		is_int(got.n, 5, "five octets");
		is_int(gnutls_ocsp_resp_import(resp, &d), 0, "GnuTLS reads it");
		is_int(gnutls_ocsp_resp_get_status(resp), all[i], "status");
		gnutls_ocsp_resp_deinit(resp);
	}
	is_mem(ocsp_error_response(OCSP_UNAUTHORIZED).p, 5, want, 5, "octets");
	is_int(ocsp_error_response(OCSP_SUCCESSFUL).p[4], OCSP_INTERNAL_ERROR,
	       "success is no error");
}

/* ---- responses, judged by GnuTLS ---- */

static struct ocsp_fields
fields_of(const struct ocsp_single *singles, size_t count)
{
	return (struct ocsp_fields){ .singles = singles,
				     .count = count,
				     .produced_at = NOW,
				     .this_update = NOW - 300,
				     .next_update = NOW + DAY,
				     .certificate = buf_bytes(&responder_der) };
}

static gnutls_ocsp_resp_t
read_response(const struct buf *der)
{
	gnutls_ocsp_resp_t resp;
	gnutls_datum_t d = datum_of(buf_bytes(der));
	gnutls_datum_t root = datum_of(buf_bytes(&responder_der));
	CLEANUP(x509_crt_free) gnutls_x509_crt_t signer = NULL;
	unsigned verify = 99;

	gnutls_ocsp_resp_init(&resp);
	is_int(gnutls_ocsp_resp_import(resp, &d), 0, "GnuTLS reads it");
	gnutls_x509_crt_init(&signer);
	is_int(gnutls_x509_crt_import(signer, &root, GNUTLS_X509_FMT_DER), 0,
	       "responder");
	is_int(gnutls_ocsp_resp_verify_direct(resp, signer, &verify, 0), 0,
	       "verified");
	is_int(verify, 0, "the signature is good");
	return resp;
}

/* THREATS H05: GnuTLS CVE-2026-3832 was a status taken for another's. */
static void
each_status_belongs_to_its_certificate(void)
{
	CLEANUP(buf_free) struct buf der = { 0 };
	struct ocsp_single singles[LIMIT_OCSP_CERTS];
	struct cert_id ids[LIMIT_OCSP_CERTS];
	CLEANUP(buf_free) struct buf id_octets = { 0 };
	static uint8_t serials[LIMIT_OCSP_CERTS][2];
	struct ocsp_fields f = fields_of(singles, LIMIT_OCSP_CERTS);
	gnutls_ocsp_resp_t resp;
	struct err err = { 0 };
	size_t at = 0;

	buf_reserve(&id_octets, LIMIT_OCSP_CERTS * LIMIT_CERT_ID_BYTES);
	for (size_t i = 0; i < LIMIT_OCSP_CERTS; i++) {
		struct ask a = plain();
		struct ocsp_request r;

		serials[i][0] = 0x55;
		serials[i][1] = (uint8_t)i;
		a.serial = BYTES_OF(serials[i]);
		a.hash = i & 1 ? OID_SHA256 : OID_SHA1;
		ok(parse(&a, &r, &err) == 0, "%s", err.text);
		at = id_octets.n;
		buf_append_bytes(&id_octets, r.at[0].whole);
		ok(cert_id_parse((struct bytes){ id_octets.p + at,
						 r.at[0].whole.n },
				 &ids[i], &err) == 0,
		   "%s", err.text);
		singles[i] = (struct ocsp_single){
			.cert_id = ids[i].whole,
			.status = (enum ocsp_cert_status)(i % 3),
			.revoked_at = NOW - (int64_t)i,
			.reason = i < 7 ? (unsigned)i : 0
		};
	}
	ok(ocsp_response_write(&f, responder.key, 0, &der, &err) == 0, "%s",
	   err.text);
	ok(der.n < LIMIT_OCSP_RESPONSE_BYTES, "%zu octets", der.n);
	ok(der_check(buf_bytes(&der), &err) == 0, "DER: %s", err.text);
	resp = read_response(&der);
	is_int(gnutls_ocsp_resp_get_produced(resp), NOW, "producedAt");
	for (unsigned i = 0; i < LIMIT_OCSP_CERTS; i++) {
		CLEANUP(datum_free_wipe) gnutls_datum_t serial = { NULL, 0 };
		time_t this, next, revoked;
		unsigned status, reason;

		is_int(gnutls_ocsp_resp_get_single(resp, i, NULL, NULL, NULL,
						   &serial, &status, &this,
						   &next, &revoked, &reason),
		       0, "single %u", i);
		ok(bytes_equal(datum_bytes(&serial), ids[i].serial),
		   "serial %u", i);
		is_int(status, i % 3, "status %u", i);
		is_int(this, NOW - 300, "thisUpdate");
		is_int(next, NOW + DAY, "nextUpdate");
		if (status != OCSP_REVOKED)
			continue;
		is_int(revoked, NOW - (int64_t)i, "revocationTime");
		is_int(reason, singles[i].reason, "reason");
	}
	gnutls_ocsp_resp_deinit(resp);
}

static void
the_nonce_comes_back_as_it_was(void)
{
	static const size_t sizes[] = { 1, 16, 32, 128 };
	struct ask a = plain();
	struct ocsp_request r;
	struct err err = { 0 };

	a.has_nonce = true;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		CLEANUP(buf_free) struct buf der = { 0 };
		CLEANUP(datum_free_wipe) gnutls_datum_t nonce = { NULL, 0 };
		struct ocsp_single single;
		struct ocsp_fields f;
		gnutls_ocsp_resp_t resp;

		a.nonce_n = sizes[i];
		ok(parse(&a, &r, &err) == 0, "%s", err.text);
		single = (struct ocsp_single){ .cert_id = r.at[0].whole };
		f = fields_of(&single, 1);
		f.nonce = r.nonce;
		ok(ocsp_response_write(&f, responder.key, 0, &der, &err) == 0,
		   "%s", err.text);
		resp = read_response(&der);
		is_int(gnutls_ocsp_resp_get_nonce(resp, NULL, &nonce), 0,
		       "there is one");
		ok(bytes_equal(datum_bytes(&nonce), r.nonce), "the same");
		gnutls_ocsp_resp_deinit(resp);
	}
}

static void
fields_that_make_no_response_are_refused(void)
{
	static const uint8_t long_nonce[LIMIT_OCSP_NONCE_BYTES + 1] = { 0 };
	CLEANUP(buf_free) struct buf der = { 0 };
	struct ask a = plain();
	struct ocsp_request r;
	struct ocsp_single single;
	struct ocsp_fields f;
	struct err err = { 0 };

	ok(parse(&a, &r, &err) == 0, "%s", err.text);
	single = (struct ocsp_single){ .cert_id = r.at[0].whole,
				       .status = OCSP_REVOKED,
				       .revoked_at = NOW,
				       .reason = REASON_REMOVE_FROM_CRL };
	f = fields_of(&single, 1);
	is_int(ocsp_response_write(&f, responder.key, 0, &der, &err), -1,
	       "removeFromCRL");
	single.reason = 0;
	f.count = 0;
	is_int(ocsp_response_write(&f, responder.key, 0, &der, &err), -1,
	       "no certificate");
	f.count = 1;
	f.nonce = BYTES_OF(long_nonce);
	is_int(ocsp_response_write(&f, responder.key, 0, &der, &err), -1,
	       "a nonce that is too long");
	f.nonce.n = 0;
	f.next_update = f.this_update;
	is_int(ocsp_response_write(&f, responder.key, 0, &der, &err), -1,
	       "no time");
	is_int(err.code, ERR_INTERNAL, "as our own fault");
	is_int(der.n, 0, "nothing is written");
}

static void
set_up(void)
{
	struct root_fields root = { .common_name = "Another CA",
				    .not_before = NOW - DAY,
				    .not_after = NOW + 3650 * DAY };
	struct tbs_fields f;

	fixture_plain_ca("ec-p384", &ca);
	fixture_ca("ec-p256", &root, &other);
	ocsp_issuer_init(ca.issuer, &ours);
	fixture_subject("ec-p256", &responder);
	f = fixture_fields(&ca, &responder, NULL);
	f.profile = profile_get(PROFILE_OCSP);
	fixture_leaf(&ca, &f, &responder_der);
}

#define CLAIMS                                                                 \
	both_hashes_name_the_issuer_and_no_other_does,                         \
		each_half_of_the_issuer_counts,                                \
		nonces_of_1_to_128_octets_are_taken,                           \
		one_to_sixteen_certificates_are_taken,                         \
		signature_and_requestor_are_passed_over_and_critical_is_not,   \
		any_integer_may_be_asked_for, a_cert_id_stands_for_itself,     \
		every_truncation_is_refused_and_no_octet_is_a_fault,           \
		an_error_is_five_octets,                                       \
		each_status_belongs_to_its_certificate,                        \
		the_nonce_comes_back_as_it_was,                                \
		fields_that_make_no_response_are_refused
#define TEXT_OF(...) #__VA_ARGS__
#define TEXT(...) TEXT_OF(__VA_ARGS__)

int
main(void)
{
	static void (*const claims[])(void) = { CLAIMS };
	int status;

	set_up();
	status = tap_run(claims, ARRAY_SIZE(claims), TEXT(CLAIMS));
	made_ca_free(&ca);
	made_ca_free(&other);
	subject_free(&responder);
	buf_free(&responder_der);
	return status;
}
