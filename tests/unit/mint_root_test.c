/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Claims about roots. */

#include "tests/tap.h"
#include "tests/unit/mint_fixture.h"

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

TAP_MAIN(a_root_is_what_every_client_accepts, constraints_are_written_as_given,
	 years_from_2050_are_generalized_time,
	 names_that_no_certificate_can_hold_are_refused,
	 two_roots_have_two_serials)
