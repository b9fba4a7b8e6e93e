/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Claims about the certificates that we write. */

#include "sanca/clock.h"
#include "sanca/der_read.h"
#include "tests/tap.h"
#include "tests/unit/mint_fixture.h"

#include <string.h>

static void
a_leaf_holds_what_the_profile_says_and_nothing_else(void)
{
	static const char *const subjects[] = { "ec-p256", "ec-p384",
						"rsa-2048" };
	CLEANUP(made_ca_free) struct made_ca ca = { 0 };
	struct names names = { 0 };

	names_add_dns(&names, "mail.contoso.com");
	names_add_dns(&names, "autodiscover.contoso.com");
	fixture_plain_ca("ec-p384", &ca);
	for (size_t i = 0; i < ARRAY_SIZE(subjects); i++) {
		CLEANUP(subject_free) struct subject s = { 0 };
		CLEANUP(buf_free) struct buf der = { 0 };
		struct tbs_fields f;
		struct certificate c;
		struct err err = { 0 };

		fixture_subject(subjects[i], &s);
		f = fixture_fields(&ca, &s, &names);
		f.profile = profile_get(PROFILE_MAIL);
		fixture_leaf(&ca, &f, &der);
		ok(certificate_parse(buf_bytes(&der), &c, &err) == 0, "%s",
		   err.text);
		ok(!c.is_ca && c.path_len == -1, "CA:FALSE");
		is_int(c.key_usage, i == 2 ? 0xa000 : 0x8000, "key usage");
		ok(c.server_auth && c.client_auth, "mail is both");
		ok(bytes_equal(c.issuer, ca.issuer->certificate.subject),
		   "issuer octets");
		ok(bytes_equal(c.authority_key_id,
			       ca.issuer->certificate.subject_key_id),
		   "AKI");
		ok(bytes_equal(c.subject_key_id, BYTES_OF(s.facts.key_id)),
		   "SKI");
		is_int(c.sig_alg, SIG_ECDSA_SHA384, "the hash of P-384");
		is_int(c.tbs_sig_alg, SIG_ECDSA_SHA384, "inside too");
		ok(!c.san_critical, "SAN not critical under a CN");
		is_int(c.names.count, 2, "both names");
		is_int(c.extension_count, 6, "six extensions");
		ok(key_verify(&ca.issuer->key, c.sig_alg, c.tbs, c.signature,
			      &err) == 0,
		   "%s", err.text);
	}
}

static void
a_responder_may_answer_for_its_ca_and_nothing_else(void)
{
	CLEANUP(made_ca_free) struct made_ca ca = { 0 };
	CLEANUP(subject_free) struct subject s = { 0 };
	CLEANUP(buf_free) struct buf der = { 0 };
	struct names none = { 0 };
	struct tbs_fields f;
	struct certificate c;
	struct err err = { 0 };

	fixture_plain_ca("ec-p256", &ca);
	fixture_subject("ec-p256", &s);
	f = fixture_fields(&ca, &s, &none);
	f.profile = profile_get(PROFILE_OCSP);
	f.ocsp_url = f.crl_url = "http://pki.contoso.local/x";
	f.ca_issuers_url = "http://pki.contoso.local/ca.cer";
	fixture_leaf(&ca, &f, &der);
	ok(certificate_parse(buf_bytes(&der), &c, &err) == 0, "%s", err.text);
	ok(c.ocsp_signing && c.has_nocheck, "a responder");
	ok(!c.server_auth && !c.client_auth && !c.is_ca, "and nothing else");
	is_int(c.key_usage, 0x8000, "it signs");
	is_int(c.names.count, 0, "it has no name");
	is_int(c.extension_count, 7, "seven extensions");
	ok(bytes_find(buf_bytes(&der), bytes_of_text(f.crl_url)) < 0,
	   "it is not asked whether it is revoked");
	ok(bytes_find(buf_bytes(&der), bytes_of_text(f.ca_issuers_url)) > 0,
	   "its issuer is found");
}

static void
a_leaf_says_where_to_ask_whether_it_is_revoked(void)
{
	static const char crl[] = "http://pki.contoso.local/ca.crl";
	static const char ocsp[] = "http://pki.contoso.local/ocsp";
	CLEANUP(made_ca_free) struct made_ca ca = { 0 };
	CLEANUP(subject_free) struct subject s = { 0 };
	struct names names = { 0 };
	struct err err = { 0 };

	fixture_plain_ca("ec-p256", &ca);
	fixture_subject("ec-p256", &s);
	names_add_dns(&names, "a.contoso.com");
	for (int i = 0; i < 8; i++) {
		CLEANUP(buf_free) struct buf tbs = { 0 };
		struct tbs_fields f = fixture_fields(&ca, &s, &names);
		struct certificate c;

		f.crl_url = i & 1 ? crl : NULL;
		f.ocsp_url = i & 2 ? ocsp : NULL;
		f.ca_issuers_url = i & 4 ? "http://x.local/ca.cer" : NULL;
		ok(tbs_build(&f, &tbs, &err) == 0 &&
			   tbs_lint(buf_bytes(&tbs), &f, NOW, &err) == 0 &&
			   certificate_parse_tbs(buf_bytes(&tbs), &c, &err) ==
				   0,
		   "%d: %s", i, err.text);
		is_int(bytes_find(buf_bytes(&tbs), bytes_of_text(crl)) > 0,
		       i & 1, "%d: CRL", i);
		is_int(bytes_find(buf_bytes(&tbs), bytes_of_text(ocsp)) > 0,
		       (i & 2) != 0, "%d: OCSP", i);
		is_int(c.extension_count, 6 + (i & 1) + (i > 1), "%d", i);
		ok(!c.ocsp_signing && !c.has_nocheck, "no responder");
	}
}

static void
the_same_fields_give_the_same_octets(void)
{
	CLEANUP(made_ca_free) struct made_ca ca = { 0 };
	CLEANUP(subject_free) struct subject s = { 0 };
	CLEANUP(buf_free) struct buf a = { 0 };
	CLEANUP(buf_free) struct buf b = { 0 };
	struct names names = { 0 };
	struct tbs_fields f;
	struct err err = { 0 };

	fixture_plain_ca("ec-p256", &ca);
	fixture_subject("ec-p256", &s);
	names_add_dns(&names, "a.contoso.com");
	f = fixture_fields(&ca, &s, &names);
	ok(tbs_build(&f, &a, &err) == 0 && tbs_build(&f, &b, &err) == 0, "%s",
	   err.text);
	is_mem(a.p, a.n, b.p, b.n, "equal");
	ok(der_check(buf_bytes(&a), &err) == 0, "DER: %s", err.text);
}

static void
fields_that_make_no_certificate_are_refused(void)
{
	CLEANUP(made_ca_free) struct made_ca ca = { 0 };
	CLEANUP(subject_free) struct subject s = { 0 };
	CLEANUP(buf_free) struct buf tbs = { 0 };
	struct profile nothing = { .name = "nothing" };
	struct names names = { 0 };
	struct tbs_fields f;
	struct err err = { 0 };

	fixture_plain_ca("ec-p256", &ca);
	fixture_subject("ec-p256", &s);
	f = fixture_fields(&ca, &s, &names);
	is_int(tbs_build(&f, &tbs, &err), -1, "no names");
	names_add_dns(&names, "a.contoso.com");
	f.serial.n--;
	is_int(tbs_build(&f, &tbs, &err), -1, "a short serial");
	f.serial.n++;
	f.profile = &nothing;
	is_int(tbs_build(&f, &tbs, &err), -1, "no purpose");
	is_int(err.code, ERR_INTERNAL, "as our own fault");
	is_int(tbs.n, 0, "nothing is written");
}

static void
inner_and_outer_algorithm_must_agree(void)
{
	CLEANUP(made_ca_free) struct made_ca ca = { 0 };
	CLEANUP(subject_free) struct subject s = { 0 };
	CLEANUP(buf_free) struct buf tbs = { 0 };
	CLEANUP(buf_free) struct buf der = { 0 };
	struct names names = { 0 };
	struct tbs_fields f;
	struct err err = { 0 };
	struct bytes signature = bytes_of_text("0123456789");

	fixture_plain_ca("ec-p256", &ca);
	fixture_subject("ec-p256", &s);
	names_add_dns(&names, "a.contoso.com");
	f = fixture_fields(&ca, &s, &names);
	ok(tbs_build(&f, &tbs, &err) == 0, "%s", err.text);
	is_int(certificate_assemble(buf_bytes(&tbs), SIG_ECDSA_SHA384,
				    signature, &der, &err),
	       -1, "SHA-384 outside, SHA-256 inside");
	ok(strstr(err.text, "4.1.1.2"), "\"%s\"", err.text);
	is_int(certificate_assemble(bytes_of_text("0\x03\x02\x01\x01"),
				    SIG_ECDSA_SHA256, signature, &der, &err),
	       -1, "no TBSCertificate at all");
	is_int(certificate_assemble(buf_bytes(&tbs), SIG_ECDSA_SHA256,
				    (struct bytes){ NULL, 0 }, &der, &err),
	       -1, "no signature");
	is_int(der.n, 0, "nothing is released");
	is_int(certificate_assemble(buf_bytes(&tbs), SIG_ECDSA_SHA256,
				    signature, &der, &err),
	       0, "%s", err.text);
}

/* What stands in the bytes for a notAfter. */
static void
ends_as(const struct made_ca *ca, const struct subject *s, int64_t not_after,
	const char *der_time)
{
	CLEANUP(buf_free) struct buf tbs = { 0 };
	struct names names = { 0 };
	struct tbs_fields f;
	struct err err = { 0 };

	names_add_dns(&names, "a.contoso.com");
	f = fixture_fields(ca, s, &names);
	f.not_after = not_after;
	ok(tbs_build(&f, &tbs, &err) == 0, "%s", err.text);
	ok(bytes_find(buf_bytes(&tbs), bytes_of_text(der_time)) > 0,
	   "%s is written", der_time + 2);
	ok(tbs_lint(buf_bytes(&tbs), &f, NOW, &err) == 0, "%s", err.text);
}

static void
every_date_has_its_right_encoding(void)
{
	CLEANUP(made_ca_free) struct made_ca ca = { 0 };
	CLEANUP(subject_free) struct subject s = { 0 };
	struct root_fields root = { .common_name = "For ever",
				    .not_before = NOW - DAY,
				    .not_after = INT64_C(253402300799) };

	fixture_ca("ec-p256", &root, &ca);
	fixture_subject("ec-p256", &s);
	ends_as(&ca, &s, INT64_C(2147483647), "\x17\r380119031407Z");
	ends_as(&ca, &s, INT64_C(2147483648), "\x17\r380119031408Z");
	ends_as(&ca, &s, INT64_C(1835438400), "\x17\r280229120000Z");
	ends_as(&ca, &s, INT64_C(2524607999), "\x17\r491231235959Z");
	ends_as(&ca, &s, INT64_C(2524608000),
		"\x18\x0f"
		"20500101000000Z");
	ends_as(&ca, &s, INT64_C(253402300799),
		"\x18\x0f"
		"99991231235959Z");
}

/* Not a timed test: the figure is for the reader of the log. */
static void
building_and_lint_take_microseconds(void)
{
	enum { ROUNDS = 2000 };
	CLEANUP(made_ca_free) struct made_ca ca = { 0 };
	CLEANUP(subject_free) struct subject s = { 0 };
	CLEANUP(buf_free) struct buf tbs = { 0 };
	struct names names = { 0 };
	struct tbs_fields f;
	struct err err = { 0 };
	int64_t start, built, linted;
	int bad = 0;

	fixture_plain_ca("ec-p256", &ca);
	fixture_subject("ec-p256", &s);
	names_add_dns(&names, "mail.contoso.com");
	names_add_dns(&names, "autodiscover.contoso.com");
	names_add_dns(&names, "server01.contoso.com");
	names_add_dns(&names, "server01");
	names_add_dns(&names, "contoso.com");
	names_add_dns(&names, "owa.contoso.com");
	f = fixture_fields(&ca, &s, &names);
	start = clock_monotonic_us();
	for (int i = 0; i < ROUNDS; i++) {
		buf_clear(&tbs);
		bad += tbs_build(&f, &tbs, &err) < 0;
	}
	built = clock_monotonic_us();
	for (int i = 0; i < ROUNDS; i++)
		bad += tbs_lint(buf_bytes(&tbs), &f, NOW, &err) < 0;
	linted = clock_monotonic_us();
	is_int(bad, 0, "%s", err.text);
	diag("six names: build %.2f us, lint %.2f us, %zu octets",
	     (double)(built - start) / ROUNDS,
	     (double)(linted - built) / ROUNDS, tbs.n);
}

TAP_MAIN(a_leaf_holds_what_the_profile_says_and_nothing_else,
	 a_responder_may_answer_for_its_ca_and_nothing_else,
	 a_leaf_says_where_to_ask_whether_it_is_revoked,
	 the_same_fields_give_the_same_octets,
	 fields_that_make_no_certificate_are_refused,
	 inner_and_outer_algorithm_must_agree,
	 every_date_has_its_right_encoding, building_and_lint_take_microseconds)
