/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Claims about roots. */

#include "../../src/mint/root_lint.h"
#include "tests/tap.h"
#include "tests/unit/mint_fixture.h"
#include "tests/unit/tbs_edit.h"

#include <string.h>

static const char *const kinds[] = { "ec-p256", "ec-p384", "rsa-2048",
				     "rsa-3072", "rsa-4096" };

static struct root_fields plain = {
	.common_name = "Contoso Internal CA",
	.not_before = NOW,
	.not_after = NOW + 3650 * DAY - 1,
};

static int
make(const char *kind, const struct root_fields *f, struct buf *ret,
     struct err *err)
{
	CLEANUP(ca_key_free) struct ca_key *key = NULL;

	if (ca_key_generate(kind, &key, err) < 0)
		return -1;
	return root_create(f, key, ret, err);
}

static void
a_root_is_what_every_client_accepts(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		CLEANUP(buf_free) struct buf der = { 0 };
		struct certificate c;
		struct key_facts key;
		struct err err = { 0 };

		if (!ok(make(kinds[i], &plain, &der, &err) == 0, "%s: %s",
			kinds[i], err.text))
			return;
		ok(certificate_parse(buf_bytes(&der), &c, &err) == 0, "%s",
		   err.text);
		ok(c.is_ca && c.path_len == 0, "CA:TRUE, pathLen 0");
		is_int(c.key_usage, 0x0600, "keyCertSign and cRLSign");
		ok(!c.has_eku, "no extended key usage");
		ok(c.authority_key_id.n == 0, "no AKI");
		is_int(c.extension_count, 3, "three extensions");
		ok(bytes_equal(c.issuer, c.subject), "self-issued");
		is_int(c.serial.n, SERIAL_BYTES, "serial");
		is_int(c.not_before, NOW, "begin");
		is_int(c.not_after, plain.not_after, "end");
		is_int(c.sig_alg, c.tbs_sig_alg, "algorithms agree");
		ok(key_parse(c.spki, &key, &err) == 0, "%s", err.text);
		ok(bytes_equal(c.subject_key_id, BYTES_OF(key.key_id)), "SKI");
		ok(key_verify(&key, c.sig_alg, c.tbs, c.signature, &err) == 0,
		   "self-signed: %s", err.text);
	}
}

static void
constraints_are_written_as_given(void)
{
	static const uint8_t ten[8] = { 10, 0, 0, 0, 255, 0, 0, 0 };
	static const uint8_t all6[32] = { 0 };
	CLEANUP(buf_free) struct buf der = { 0 };
	struct constraints nc = { 0 };
	struct root_fields f = plain;
	struct certificate c;
	struct err err = { 0 };

	constraints_add(&nc, false, NAME_DNS, "contoso.com", 11);
	constraints_add(&nc, true, NAME_IP, all6, sizeof(all6));
	constraints_add(&nc, false, NAME_DNS, "server01", 8);
	constraints_add(&nc, false, NAME_IP, ten, sizeof(ten));
	constraints_add(&nc, true, NAME_EMAIL, "", 0);
	constraints_add(&nc, true, NAME_URI, "", 0);
	f.constraints = &nc;
	if (!ok(make("ec-p256", &f, &der, &err) == 0, "%s", err.text))
		return;
	ok(certificate_parse(buf_bytes(&der), &c, &err) == 0, "%s", err.text);
	ok(c.constraints.present && !c.constraints.unusable, "read back");
	is_int(c.constraints.count, nc.count, "all of them");
	is_int(c.extension_count, 4, "four extensions");
}

static void
years_from_2050_are_generalized_time(void)
{
	CLEANUP(buf_free) struct buf der = { 0 };
	struct root_fields f = plain;
	struct certificate c;
	struct err err = { 0 };

	f.not_after = INT64_C(253402300799); /* 99991231235959Z */
	if (!ok(make("ec-p256", &f, &der, &err) == 0, "%s", err.text))
		return;
	ok(certificate_parse(buf_bytes(&der), &c, &err) == 0, "%s", err.text);
	is_int(c.not_after, f.not_after, "the last second of 9999");
	ok(bytes_find(buf_bytes(&der), bytes_of_text("\x18\x0f"
						     "99991231235959Z")) > 0,
	   "as GeneralizedTime");
}

static void
refused(const struct root_fields *f, const char *word)
{
	CLEANUP(buf_free) struct buf der = { 0 };
	struct err err = { 0 };

	is_int(make("ec-p256", f, &der, &err), -1, "%s", word);
	is_int(err.code, ERR_USAGE, "as wrong usage");
	ok(strstr(err.text, word), "\"%s\" says \"%s\"", err.text, word);
	is_int(der.n, 0, "nothing is returned");
}

static void
names_that_no_certificate_can_hold_are_refused(void)
{
	static const char long64[] = "0123456789012345678901234567890123456789"
				     "012345678901234567890123";
	static const char long65[] = "0123456789012345678901234567890123456789"
				     "0123456789012345678901234";
	CLEANUP(buf_free) struct buf der = { 0 };
	struct root_fields f = plain;
	struct err err = { 0 };

	f.common_name = "";
	refused(&f, "empty");
	f.common_name = long65;
	refused(&f, "65 characters");
	f.common_name = "a\nb";
	refused(&f, "control character");
	f.common_name = "\xff";
	refused(&f, "not UTF-8");
	f.common_name = "x";
	f.organization = "";
	refused(&f, "organization is empty");
	f.organization = NULL;
	f.not_after = f.not_before;
	refused(&f, "end before it begins");
	f.not_after = f.not_before + 1;
	f.common_name = long64;
	is_int(make("ec-p256", &f, &der, &err), 0, "64 characters: %s",
	       err.text);
}

static void
two_roots_have_two_serials(void)
{
	CLEANUP(buf_free) struct buf a = { 0 };
	CLEANUP(buf_free) struct buf b = { 0 };
	struct certificate x, y;
	struct err err = { 0 };

	ok(make("ec-p256", &plain, &a, &err) == 0 &&
		   make("ec-p256", &plain, &b, &err) == 0,
	   "%s", err.text);
	ok(certificate_parse(buf_bytes(&a), &x, &err) == 0 &&
		   certificate_parse(buf_bytes(&b), &y, &err) == 0,
	   "%s", err.text);
	ok(!bytes_equal(x.serial, y.serial), "they differ");
}

/* The TBS of a root with one part changed, signed anew with the same key. */
static void
resign(struct ca_key *key, const struct tbs_edit *edit, struct buf *ret_der)
{
	CLEANUP(buf_free) struct buf tbs = { 0 };
	CLEANUP(buf_free) struct buf signature = { 0 };
	struct err err = { 0 };

	tbs_edit_join(edit, &tbs);
	ok(ca_key_sign(key, 0, true, buf_bytes(&tbs), &signature, &err) == 0 &&
		   certificate_assemble(buf_bytes(&tbs), ca_key_sig_alg(key),
					buf_bytes(&signature), ret_der,
					&err) == 0,
	   "%s", err.text);
}

struct root_mutation {
	const char *what;
	int extension; /* -1: the element */
	size_t at;
	const char *hex; /* of an extension, empty: removed */
};

static void
lint_refuses(struct ca_key *key, const struct key_facts *facts,
	     struct bytes good, const struct root_mutation *m)
{
	CLEANUP(tbs_edit_free) struct tbs_edit edit = { 0 };
	CLEANUP(buf_free) struct buf der = { 0 };
	struct certificate c;
	struct err err = { 0 };

	ok(certificate_parse(good, &c, &err) == 0 &&
		   tbs_edit_open(c.tbs, &edit),
	   "opened");
	if (m->extension < 0)
		tbs_edit_set(&edit.element[m->at], m->hex);
	else if (*m->hex)
		tbs_edit_set(&edit.extension[m->at], m->hex);
	else
		tbs_edit_remove(&edit, m->at);
	resign(key, &edit, &der);
	is_int(root_lint(buf_bytes(&der), &plain, facts, &err), -1, "%s: %s",
	       m->what, err.text);
	is_int(err.code, ERR_INTERNAL, "%s: as our own fault", m->what);
}

static void
lint_refuses_a_root_that_some_client_would_refuse(void)
{
	static const struct root_mutation list[] = {
		{ "CA:FALSE", 1, 0, "300c0603551d130101ff04023000" },
		{ "no pathLen", 1, 0, "300f0603551d130101ff040530030101ff" },
		{ "pathLen 1", 1, 0,
		  "30120603551d130101ff040830060101ff020101" },
		{ "basicConstraints not critical", 1, 0,
		  "300f0603551d13040830060101ff020100" },
		{ "no basicConstraints", 1, 0, "" },
		{ "keyCertSign only", 1, 1,
		  "300e0603551d0f0101ff040403020204" },
		{ "no keyUsage", 1, 1, "" },
		{ "another SKI", 1, 2,
		  "301d0603551d0e04160414"
		  "000102030405060708090a0b0c0d0e0f10111213" },
		{ "no SKI", 1, 2, "" },
		{ "another issuer", -1, TBS_ISSUER,
		  "300c310a300806035504030c0161" },
		{ "serial of one octet", -1, TBS_SERIAL, "020101" },
		{ "other dates", -1, TBS_VALIDITY,
		  "301e170d3236313132323139303030305a"
		  "170d3336303130313030303030305a" },
	};
	CLEANUP(ca_key_free) struct ca_key *key = NULL;
	CLEANUP(buf_free) struct buf der = { 0 };
	CLEANUP(buf_free) struct buf spki = { 0 };
	struct key_facts facts;
	struct root_fields other = plain;
	struct constraints nc = { 0 };
	struct err err = { 0 };

	ok(ca_key_generate("ec-p256", &key, &err) == 0 &&
		   root_create(&plain, key, &der, &err) == 0 &&
		   ca_key_spki(key, &spki, &err) == 0 &&
		   key_parse(buf_bytes(&spki), &facts, &err) == 0,
	   "%s", err.text);
	is_int(root_lint(buf_bytes(&der), &plain, &facts, &err), 0, "%s",
	       err.text);
	for (size_t i = 0; i < ARRAY_SIZE(list); i++)
		lint_refuses(key, &facts, buf_bytes(&der), &list[i]);
	constraints_add(&nc, false, NAME_DNS, "contoso.com", 11);
	other.constraints = &nc;
	is_int(root_lint(buf_bytes(&der), &other, &facts, &err), -1,
	       "constraints promised and not there");
	der.p[der.n - 1] ^= 1;
	is_int(root_lint(buf_bytes(&der), &plain, &facts, &err), -1,
	       "a bad signature");
}

TAP_MAIN(a_root_is_what_every_client_accepts, constraints_are_written_as_given,
	 years_from_2050_are_generalized_time,
	 names_that_no_certificate_can_hold_are_refused,
	 two_roots_have_two_serials,
	 lint_refuses_a_root_that_some_client_would_refuse)
