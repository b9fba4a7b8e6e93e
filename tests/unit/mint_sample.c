/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Writes roots and leaves for foreign programs to verify: DIR/cases.tsv says
 * what each one is. Or signs with a key on a token: --token URL PIN SPKI. */

#include "sanca/clock.h"
#include "sanca/files.h"
#include "sanca/text.h"
#include "tests/unit/mint_fixture.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const kinds[] = { "ec-p256", "ec-p384", "rsa-2048",
				     "rsa-3072" };
static const char *dir;
static FILE *cases;
static int64_t now;

static void
must(int rc, const struct err *err)
{
	if (rc == 0)
		return;
	fprintf(stderr, "mint_sample: %s\n", err->text);
	exit(1);
}

static void
write_both(const char *name, struct bytes der)
{
	CLEANUP(buf_free) struct buf pem = { 0 };
	char path[512];
	struct err err;

	snprintf(path, sizeof(path), "%s/%s.der", dir, name);
	must(file_replace(AT_FDCWD, path, der, 0644, (uid_t)-1, (gid_t)-1,
			  &err),
	     &err);
	pem_encode("CERTIFICATE", der, &pem);
	snprintf(path, sizeof(path), "%s/%s.pem", dir, name);
	must(file_replace(AT_FDCWD, path, buf_bytes(&pem), 0644, (uid_t)-1,
			  (gid_t)-1, &err),
	     &err);
}

static void
sample_ca(const char *name, const char *kind, const struct constraints *nc,
	  int64_t years, struct made_ca *ret)
{
	struct root_fields f = { .organization = "Contoso & Söhne",
				 .not_before = now - DAY,
				 .not_after = now + years * 365 * DAY,
				 .constraints = nc };
	char cn[64];

	snprintf(cn, sizeof(cn), "Sample CA %s", name);
	f.common_name = cn;
	fixture_ca(kind, &f, ret);
	write_both(name, buf_bytes(&ret->issuer->der));
}

/* verdict: "good", or "bad" for what foreign programs must refuse. */
static void
sample_leaf(const char *name, const char *ca_name, const struct made_ca *ca,
	    const struct subject *s, enum profile_code profile,
	    const struct names *names, int64_t days, const char *verdict)
{
	CLEANUP(buf_free) struct buf tbs = { 0 };
	CLEANUP(buf_free) struct buf der = { 0 };
	CLEANUP(buf_free) struct buf host = { 0 };
	uint8_t serial[SERIAL_BYTES];
	struct tbs_fields f = fixture_fields(ca, s, names);
	struct err err;
	bool cut;

	must(serial_draw(serial, &err), &err);
	f.serial = BYTES_OF(serial);
	f.profile = profile_get(profile);
	f.ca_issuers_url = "http://pki.contoso.local:8080/i/0/ca.cer";
	f.ocsp_url = "http://pki.contoso.local:8080/i/0/ocsp";
	f.crl_url = "http://pki.contoso.local:8080/i/0/ca.crl";
	must(validity_window(ca->issuer, now, 3600, days * DAY, &f.not_before,
			     &f.not_after, &cut, &err),
	     &err);
	must(tbs_build(&f, &tbs, &err), &err);
	if (strcmp(verdict, "good") == 0)
		must(tbs_lint(buf_bytes(&tbs), &f, now, &err), &err);
	fixture_leaf(ca, &f, &der);
	write_both(name, buf_bytes(&der));
	if (names)
		name_show(&names->at[0], &host);
	fprintf(cases, "%s\t%s\t%s\t%s\t%s\t%s\n", name, ca_name,
		f.profile->server_auth ? "server" : "-",
		f.profile->client_auth ? "client" : "-", verdict,
		names ? buf_text(&host) : "-");
}

static void
every_key_and_profile(struct subject *subjects)
{
	struct names names = { 0 };

	names_add_dns(&names, "mail.contoso.com");
	names_add_dns(&names, "*.contoso.com");
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		CLEANUP(made_ca_free) struct made_ca ca = { 0 };
		char ca_name[64];

		snprintf(ca_name, sizeof(ca_name), "ca-%s", kinds[i]);
		sample_ca(ca_name, kinds[i], NULL, 10, &ca);
		for (size_t j = 0; j < ARRAY_SIZE(kinds); j++)
			for (int p = PROFILE_NONE + 1; p < PROFILE_COUNT; p++) {
				enum profile_code code = (enum profile_code)p;
				char name[128];

				snprintf(name, sizeof(name), "%s-%s-%s",
					 ca_name, kinds[j],
					 profile_get(code)->name);
				sample_leaf(name, ca_name, &ca, &subjects[j],
					    code,
					    profile_get(code)->is_own ? NULL
								      : &names,
					    397, "good");
			}
	}
}

static void
long_name(struct names *names, int i)
{
	char name[LIMIT_DNS_NAME_BYTES + 1];

	memset(name, 'a', sizeof(name));
	name[63] = name[127] = name[191] = '.';
	name[0] = (char)('a' + i / 26);
	name[1] = (char)('a' + i % 26);
	name[LIMIT_DNS_NAME_BYTES] = '\0';
	names_add_dns(names, name);
}

static void
odd_names(const struct subject *s)
{
	static const uint8_t v4[4] = { 10, 0, 0, 5 };
	static const uint8_t v6[16] = { 0x20, 0x01, 0x0d, 0xb8, [15] = 1 };
	CLEANUP(made_ca_free) struct made_ca ca = { 0 };
	struct names ip = { 0 }, one = { 0 }, many = { 0 }, mixed = { 0 };

	sample_ca("ca-odd", "ec-p256", NULL, 40, &ca);
	names_add(&ip, NAME_IP, v4, sizeof(v4));
	names_add(&ip, NAME_IP, v6, sizeof(v6));
	sample_leaf("ip-only", "ca-odd", &ca, s, PROFILE_SERVER, &ip, 90,
		    "good");
	long_name(&one, 0);
	sample_leaf("empty-subject", "ca-odd", &ca, s, PROFILE_MAIL, &one, 90,
		    "good");
	names_add_dns(&many, "first.contoso.com");
	for (int i = 1; i < LIMIT_NAMES; i++)
		long_name(&many, i);
	sample_leaf("hundred-names", "ca-odd", &ca, s, PROFILE_SERVER, &many,
		    90, "good");
	names_add_dns(&mixed, "xn--mller-kva.contoso.com");
	names_add_dns(&mixed, "server01");
	names_add(&mixed, NAME_EMAIL, "it@contoso.com", 14);
	names_add(&mixed, NAME_URI, "https://contoso.com/x", 21);
	names_add(&mixed, NAME_IP, v4, sizeof(v4));
	sample_leaf("mixed-names", "ca-odd", &ca, s, PROFILE_MAIL, &mixed, 90,
		    "good");
	sample_leaf("year-2051", "ca-odd", &ca, s, PROFILE_SERVER, &mixed,
		    25 * 365, "good");
}

static void
constrained(const struct subject *s)
{
	static const uint8_t ten[8] = { 10, 0, 0, 0, 255, 0, 0, 0 };
	static const uint8_t all6[32] = { 0 };
	static const uint8_t in[4] = { 10, 0, 0, 5 };
	static const uint8_t out[4] = { 192, 168, 0, 5 };
	CLEANUP(made_ca_free) struct made_ca ca = { 0 };
	struct constraints nc = { 0 };
	struct names good = { 0 }, bad_dns = { 0 }, bad_ip = { 0 };

	constraints_add(&nc, false, NAME_DNS, "contoso.com", 11);
	constraints_add(&nc, false, NAME_DNS, "server01", 8);
	constraints_add(&nc, false, NAME_IP, ten, sizeof(ten));
	constraints_add(&nc, true, NAME_IP, all6, sizeof(all6));
	constraints_add(&nc, true, NAME_EMAIL, "", 0);
	sample_ca("ca-constrained", "ec-p256", &nc, 10, &ca);
	names_add_dns(&good, "mail.contoso.com");
	names_add_dns(&good, "contoso.com");
	names_add_dns(&good, "server01");
	names_add(&good, NAME_IP, in, sizeof(in));
	sample_leaf("constrained-inside", "ca-constrained", &ca, s,
		    PROFILE_SERVER, &good, 90, "good");
	names_add_dns(&bad_dns, "mail.fabrikam.com");
	sample_leaf("constrained-dns-outside", "ca-constrained", &ca, s,
		    PROFILE_SERVER, &bad_dns, 90, "bad");
	names_add_dns(&bad_ip, "mail.contoso.com");
	names_add(&bad_ip, NAME_IP, out, sizeof(out));
	sample_leaf("constrained-ip-outside", "ca-constrained", &ca, s,
		    PROFILE_SERVER, &bad_ip, 90, "bad");
}

/* A signature by a token, made in each slot; 0 when all verify. */
static int
with_token(const char *url, const char *pin, const char *spki_path)
{
	CLEANUP(ca_key_free) struct ca_key *key = NULL;
	CLEANUP(buf_free) struct buf spki = { 0 };
	CLEANUP(buf_free) struct buf der = { 0 };
	struct root_fields f = { .common_name = "CA on a token",
				 .not_before = now - DAY,
				 .not_after = now + 3650 * DAY };
	struct err err = { 0 };

	must(file_read(AT_FDCWD, spki_path, LIMIT_SPKI_BYTES, &spki, &err),
	     &err);
	must(ca_key_open(url, *pin ? pin : NULL, buf_bytes(&spki), 2, &key,
			 &err),
	     &err);
	for (unsigned slot = 0; slot < 2; slot++) {
		CLEANUP(buf_free) struct buf signature = { 0 };

		must(ca_key_sign(key, slot, false, bytes_of_text("text"),
				 &signature, &err),
		     &err);
	}
	must(root_create(&f, key, &der, &err), &err);
	write_both("token-root", buf_bytes(&der));
	return 0;
}

int
main(int argc, char **argv)
{
	struct subject subjects[ARRAY_SIZE(kinds)];
	char path[512];

	now = clock_wall_s();
	if (argc == 6 && strcmp(argv[2], "--token") == 0) {
		dir = argv[1];
		return with_token(argv[3], argv[4], argv[5]);
	}
	if (argc != 2) {
		fprintf(stderr, "usage: mint_sample DIR "
				"[--token URL PIN SPKI-FILE]\n");
		return 2;
	}
	dir = argv[1];
	snprintf(path, sizeof(path), "%s/cases.tsv", dir);
	cases = fopen(path, "w");
	if (!cases) {
		perror(path);
		return 1;
	}
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		fixture_subject(kinds[i], &subjects[i]);
	every_key_and_profile(subjects);
	odd_names(&subjects[0]);
	constrained(&subjects[0]);
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		subject_free(&subjects[i]);
	return fclose(cases) == 0 ? 0 : 1;
}
