/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Requests: what of them is read, noted or refused (doc/conformance.tsv A, C, D). */

#include "sanca/der_write.h"

#include "tests/unit/refusal.h"

static const char *const good[] = { "good.der", "rsa-2048.der",
				    "a13-ecdsa-sha1.der" };

/* csr_parse() and csr_verify() without intake. */
static int
parse(struct bytes der, struct reading *r)
{
	r->notes = (struct notes){ 0 };
	if (csr_parse(der, &r->csr, &r->notes, &r->err) < 0)
		return -1;
	return csr_verify(&r->csr, &r->notes, &r->err);
}

static void
every_truncation_is_refused(void)
{
	CLEANUP(reading_free)
	struct reading *r = calloc(1, sizeof(*r));

	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		CLEANUP(buf_free)
		struct buf der = fixture_read("fixtures", good[i]);

		for (size_t n = 0; n < der.n; n++) {
			ok(parse((struct bytes){ der.p, n }, r) < 0,
			   "%s cut to %zu", good[i], n);
			is_int(r->err.code, ERR_BAD_CSR, "%s: code", good[i]);
		}
	}
}

static void
trailing_octets_are_refused(void)
{
	CLEANUP(buf_free) struct buf der = fixture_read("fixtures", good[0]);

	buf_append(&der, "\0\0\0\0\0", 5);
	check_refusal("trailing", buf_bytes(&der), "badCSR", "5 octets");
}

static void
a_long_length_is_refused(void)
{
	CLEANUP(buf_free)
	struct buf der = fixture_read("fixtures", "rsa-2048.der");
	CLEANUP(buf_free) struct buf ber = { 0 };

	ok(der.n > 4 && der.p[1] == 0x82, "its length takes two octets");
	buf_append(&ber, "\x30\x83\x00", 3);
	buf_append(&ber, der.p + 2, der.n - 2);
	check_refusal("30 83 00", buf_bytes(&ber), "badCSR", "shortest form");
}

static void
an_indefinite_length_is_refused_in_words(void)
{
	CLEANUP(buf_free)
	struct buf der = fixture_read("fixtures", "rsa-2048.der");
	CLEANUP(buf_free) struct buf ber = { 0 };

	buf_append(&ber, "\x30\x80", 2);
	buf_append(&ber, der.p + 4, der.n - 4);
	buf_append(&ber, "\0\0", 2);
	check_refusal("30 80", buf_bytes(&ber), "badCSR", "indefinite length");
}

static void
other_ber_is_refused(void)
{
	is_refused("der-long-integer.der", "badCSR", "shortest form");
	is_refused("der-boolean-01.der", "badCSR", "BOOLEAN");
	is_refused("der-critical-false.der", "badCSR", "not critical");
	is_refused("der-set-order.der", "badCSR", "not in order");
	is_refused("der-san-not-der.der", "badCSR", "subjectAltName");
	is_refused("der-extra-field.der", "badCSR", "too many");
}

static void
only_version_0_is_taken(void)
{
	is_refused("a11-version-1.der", "badCSR", "version number 1");
}

static void
every_bit_of_the_signature_counts(void)
{
	CLEANUP(reading_free)
	struct reading *r = calloc(1, sizeof(*r));

	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		CLEANUP(buf_free)
		struct buf der = fixture_read("fixtures", good[i]);
		size_t at, n;

		is_int(parse(buf_bytes(&der), r), 0, "%s", r->err.text);
		at = (size_t)(r->csr.signature.p - der.p);
		n = r->csr.signature.n;
		for (size_t bit = 0; bit < 8 * n; bit++) {
			der.p[at + bit / 8] ^= (uint8_t)(1U << bit % 8);
			ok(parse(buf_bytes(&der), r) < 0, "%s: bit %zu",
			   good[i], bit);
			der.p[at + bit / 8] ^= (uint8_t)(1U << bit % 8);
		}
	}
}

static void
weak_digests_are_refused_by_name(void)
{
	is_refused("a13-md5.der", "badSignatureAlgorithm", "md5");
	is_refused("a13-md2.der", "badSignatureAlgorithm", "md2");
	is_noted("a13-ecdsa-sha1.der", NOTE_SHA1_REQUEST, "SHA-1");
}

/* A request around attributes that the caller has written at the end of w. */
static void
wrap_request(struct derw *w, size_t attributes, struct csr *model)
{
	derw_wrap(w, DER_CONTEXT_CONSTRUCTED(0), attributes);
	derw_raw(w, model->key.spki);
	derw_raw(w, model->subject);
	derw_u64(w, 0);
	derw_wrap(w, DER_SEQUENCE, attributes);
	derw_wrap(w, DER_SEQUENCE, 0);
}

static void
begin_request(struct derw *w, const struct csr *model)
{
	derw_bits(w, model->signature);
	derw_raw(w, sig_alg_der(model->sig_alg));
}

static void
ten_thousand_attributes_are_refused(void)
{
	CLEANUP(buf_free) struct buf der = fixture_read("fixtures", good[0]);
	CLEANUP(reading_free) struct reading *r = reading_new(buf_bytes(&der));
	CLEANUP(derw_free) struct derw w = { 0 };
	struct csr model = r->csr;
	size_t attributes;

	begin_request(&w, &model);
	attributes = derw_mark(&w);
	for (int i = 0; i < 10000; i++) {
		size_t mark = derw_mark(&w);

		derw_null(&w);
		derw_wrap(&w, DER_SET, mark);
		derw_oid(&w, OID_MS_CSP);
		derw_wrap(&w, DER_SEQUENCE, mark);
	}
	wrap_request(&w, attributes, &model);
	is_int(parse(derw_bytes(&w), r), -1, "refused");
	ok(strstr(r->err.text, "more than 16 attributes") != NULL, "%s",
	   r->err.text);
}

static void
put_names(struct derw *w, size_t count)
{
	size_t attribute = derw_mark(w);

	for (size_t i = 0; i < count; i++)
		derw_text(w, DER_CONTEXT(2), "a.contoso.com");
	derw_wrap(w, DER_SEQUENCE, attribute);
	derw_wrap(w, DER_OCTET_STRING, attribute);
	derw_oid(w, OID_SUBJECT_ALT_NAME);
	derw_wrap(w, DER_SEQUENCE, attribute);
	derw_wrap(w, DER_SEQUENCE, attribute);
	derw_wrap(w, DER_SET, attribute);
	derw_oid(w, OID_EXTENSION_REQUEST);
	derw_wrap(w, DER_SEQUENCE, attribute);
}

static void
the_101st_name_is_refused(void)
{
	static const size_t counts[] = { 100, 101, 1000, 20000 };
	CLEANUP(buf_free) struct buf der = fixture_read("fixtures", good[0]);
	CLEANUP(reading_free) struct reading *r = reading_new(buf_bytes(&der));
	struct csr model = r->csr;

	for (size_t i = 0; i < ARRAY_SIZE(counts); i++) {
		CLEANUP(derw_free) struct derw w = { 0 };
		struct csr csr;
		size_t attributes;

		begin_request(&w, &model);
		attributes = derw_mark(&w);
		put_names(&w, counts[i]);
		wrap_request(&w, attributes, &model);
		is_int(csr_parse(derw_bytes(&w), &csr, &r->notes, &r->err),
		       counts[i] > 100 ? -1 : 0, "%zu names: %s", counts[i],
		       r->err.text);
		if (counts[i] > 100)
			ok(strstr(r->err.text, "more than 100 names") != NULL,
			   "%s", r->err.text);
	}
}

static void
a_hundred_rdns_are_refused(void)
{
	is_refused("subject-100-rdns.der", "badCSR", "more than 16 parts");
}

static void
two_lists_of_extensions_are_refused(void)
{
	is_refused("a19-request-twice.der", "badCSR", "twice");
	is_refused("a19-two-values.der", "badCSR", "several values");
	is_refused("a19-two-places-differ.der", "badCSR",
		   "different extensions");
	is_noted("a19-two-places-agree.der", NOTE_MS_EXTENSIONS, "Microsoft");
}

static void
an_extension_may_come_once(void)
{
	is_refused("a20-san-twice.der", "badCSR", "subjectAltName twice");
}

static void
an_unknown_critical_extension_is_refused(void)
{
	is_refused("a21-unknown-critical.der", "badCSR", "1.2.3.4");
	is_noted("a21-unknown-plain.der", NOTE_EXTENSION_IGNORED, "1.2.3.4");
}

static bool
holds_canary(const void *p, size_t n)
{
	return bytes_find((struct bytes){ p, n },
			  bytes_of_text("S3cretCanary")) >= 0;
}

static void
a_challenge_password_is_not_shown(void)
{
	CLEANUP(buf_free)
	struct buf body =
		fixture_read("fixtures", "a22-challenge-password.der");
	CLEANUP(reading_free) struct reading *r = reading_new(buf_bytes(&body));

	is_int(r->result, 0, "%s", r->err.text);
	ok(reading_has_note(r, NOTE_CHALLENGE_PASSWORD), "it is noted");
	ok(holds_canary(body.p, body.n), "it is in the request");
	ok(!holds_canary(&r->notes, sizeof(r->notes)), "in no note");
	ok(!holds_canary(&r->csr, sizeof(r->csr)), "in no field");
	ok(!holds_canary(&r->err, sizeof(r->err)), "in no error");
}

static void
a_request_for_power_is_noted_and_ignored(void)
{
	is_noted("d01-ca-path-len.der", NOTE_ASKS_CA, "CA:TRUE");
	is_noted("d03-code-signing.der", NOTE_EKU_IGNORED, "1.3.6.1.5.5.7.3.3");
	is_noted("d04-application-policies.der", NOTE_EXTENSION_IGNORED,
		 "1.3.6.1.4.1.311.21.10");
	is_noted("d06-name-constraints.der", NOTE_EXTENSION_IGNORED,
		 "nameConstraints");
}

static void
names_are_handed_on_as_they_are(void)
{
	static const uint8_t tags[] = { 0, 1, 2, 4, 6, 7, 8 };
	CLEANUP(buf_free)
	struct buf body = fixture_read("fixtures", "san-every-kind.der");
	CLEANUP(reading_free) struct reading *r = reading_new(buf_bytes(&body));

	is_int(r->result, 0, "%s", r->err.text);
	if (!is_int(r->csr.names.count, ARRAY_SIZE(tags), "all names"))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(tags); i++)
		is_int(r->csr.names.at[i].tag, tags[i], "kind of name %zu", i);
	is_mem(r->csr.names.at[2].value.p, r->csr.names.at[2].value.n,
	       "a\0.evil.com", 11, "NUL and all");
}

static void
a_broken_list_of_names_is_refused(void)
{
	is_refused("san-empty.der", "badCSR", "empty");
	is_refused("san-strange-tag.der", "badCSR", "0x89");
	is_refused("san-dns-constructed.der", "badCSR", "0xa2");
}

static void
missing_attributes_are_tolerated(void)
{
	is_noted("der-attributes-missing.der", NOTE_ATTRIBUTES_MISSING,
		 "missing");
	is_taken("der-attributes-empty.der");
}

static void
cn_is(const char *file, const char *want, size_t n)
{
	CLEANUP(buf_free) struct buf body = fixture_read("fixtures", file);
	CLEANUP(reading_free) struct reading *r = reading_new(buf_bytes(&body));

	is_int(r->result, 0, "%s: %s", file, r->err.text);
	is_mem(r->csr.common_name, r->csr.common_name_n, want, n, "%s", file);
}

static void
cn_count_is(const char *file, size_t n)
{
	CLEANUP(buf_free) struct buf body = fixture_read("fixtures", file);
	CLEANUP(reading_free) struct reading *r = reading_new(buf_bytes(&body));

	is_int(r->csr.common_names, n, "%s: count of CNs", file);
}

static void
cns_that_are_not_used_are_counted(void)
{
	cn_count_is("good.der", 1);
	cn_count_is("subject-empty.der", 0);
	cn_count_is("subject-cn-twice.der", 2);
	cn_count_is("subject-multi-valued.der", 1);
	cn_count_is("subject-cn-300.der", 1);
	cn_count_is("subject-cn-bad-utf8.der", 1);
	cn_count_is("subject-cn-integer.der", 1);
}

static void
a_cn_is_read_from_every_kind_of_string(void)
{
	static const char munich[] = "münchen.contoso.com";

	cn_is("good.der", "mail.contoso.com", 16);
	cn_is("subject-cn-t61.der", munich, sizeof(munich) - 1);
	cn_is("subject-cn-bmp.der", munich, sizeof(munich) - 1);
	cn_is("subject-cn-universal.der", munich, sizeof(munich) - 1);
	cn_is("subject-cn-nul.der", "a\0.evil.com", 11);
	cn_is("subject-empty.der", "", 0);
}

static void
a_cn_in_doubt_is_not_used(void)
{
	cn_is("subject-cn-twice.der", "", 0);
	cn_is("subject-multi-valued.der", "", 0);
	cn_is("subject-cn-300.der", "", 0);
	cn_is("subject-cn-bad-utf8.der", "", 0);
	cn_is("subject-cn-bmp-odd.der", "", 0);
	cn_is("subject-cn-integer.der", "", 0);
}

static void
an_odd_subject_is_noted(void)
{
	is_noted("subject-cn-twice.der", NOTE_SUBJECT_ODD, "2 common names");
	is_noted("subject-multi-valued.der", NOTE_SUBJECT_ODD,
		 "several values");
	is_noted("subject-cn-65.der", NOTE_SUBJECT_ODD, "65 characters");
	is_noted("subject-cn-nul.der", NOTE_SUBJECT_ODD, "a\\x00.evil.com");
	is_noted("subject-cn-bad-utf8.der", NOTE_SUBJECT_ODD, "m\\xfcnchen");
	is_noted("subject-country-usa.der", NOTE_SUBJECT_ODD,
		 "C is \"USA\": a country has two letters");
	is_noted("subject-lost-comma.der", NOTE_SUBJECT_ODD,
		 "O is \"contoso inc ou=mail\": a comma is missing after inc");
	is_noted("subject-empty-value.der", NOTE_SUBJECT_ODD, "O is empty");
	is_noted("subject-country-usa.der", NOTE_SUBJECT_IGNORED, "C=USA");
}

static void
a_subject_that_is_no_name_is_refused(void)
{
	is_refused("subject-empty-rdn.der", "badCSR", "empty part");
}

TAP_MAIN(every_truncation_is_refused, trailing_octets_are_refused,
	 a_long_length_is_refused, an_indefinite_length_is_refused_in_words,
	 other_ber_is_refused, only_version_0_is_taken,
	 every_bit_of_the_signature_counts, weak_digests_are_refused_by_name,
	 ten_thousand_attributes_are_refused, the_101st_name_is_refused,
	 a_hundred_rdns_are_refused, two_lists_of_extensions_are_refused,
	 an_extension_may_come_once, an_unknown_critical_extension_is_refused,
	 a_challenge_password_is_not_shown,
	 a_request_for_power_is_noted_and_ignored,
	 names_are_handed_on_as_they_are, a_broken_list_of_names_is_refused,
	 missing_attributes_are_tolerated,
	 a_cn_is_read_from_every_kind_of_string, a_cn_in_doubt_is_not_used,
	 cns_that_are_not_used_are_counted, an_odd_subject_is_noted,
	 a_subject_that_is_no_name_is_refused)
