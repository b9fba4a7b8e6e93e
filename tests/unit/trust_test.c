/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Claims about what is said of a root, and about its files: what foreign
 * programs make of them, tests/program/trust_files.sh asks. */

#include "sanca/trust.h"
#include "src/front/routes.h"
#include "tests/tap.h"
#include "tests/unit/mint_fixture.h"

#include <string.h>

/* ---- scope ---------------------------------------------------------------------- */

static struct trust_root scoped;

static void
begin(void)
{
	memset(&scoped, 0, sizeof(scoped));
}

static void
permit(enum name_type type, const char *text)
{
	constraints_add(&scoped.certificate.constraints, false, type, text,
			strlen(text));
}

static void
exclude(enum name_type type, const char *text)
{
	constraints_add(&scoped.certificate.constraints, true, type, text,
			strlen(text));
}

/* Four octets each. */
static void
network(bool excluded, const char *address_and_mask)
{
	constraints_add(&scoped.certificate.constraints, excluded, NAME_IP,
			address_and_mask, 8);
}

static void
exclude_ipv6(void)
{
	static const uint8_t all[32];

	constraints_add(&scoped.certificate.constraints, true, NAME_IP, all,
			32);
}

static void
told(const char *want)
{
	CLEANUP(buf_free) struct buf out = { 0 };

	trust_scope_show(&scoped, &out);
	is_str(buf_text(&out), want, "the words");
}

static void
a_root_without_limits_says_so(void)
{
	begin();
	told("Nothing in it limits it: whoever holds its key could vouch for "
	     "any site.");
	scoped.certificate.constraints.present = true;
	scoped.certificate.constraints.unusable = true;
	told("It has limits of a form that is not understood here: take it as "
	     "if whoever holds its key could vouch for any site.");
}

static void
what_constraints_permit_is_told_and_nothing_else(void)
{
	begin();
	permit(NAME_DNS, "contoso.com");
	permit(NAME_DNS, ".contoso.local");
	network(false, "\x0a\0\0\0\xff\0\0\0");
	network(false, "\x0a\0\0\5\xff\xff\xff\xff");
	permit(NAME_EMAIL, "invalid");
	exclude(NAME_EMAIL, "invalid");
	permit(NAME_URI, "invalid");
	exclude(NAME_URI, "invalid");
	told("It can vouch for contoso.com and every name below it, for every "
	     "name below contoso.local, for addresses in 10.0.0.0/8, and for "
	     "the address 10.0.0.5 - and for nothing else.");
	begin();
	permit(NAME_DNS, "invalid");
	exclude(NAME_DNS, "invalid");
	exclude_ipv6();
	network(true, "\0\0\0\0\0\0\0\0");
	exclude(NAME_EMAIL, "");
	exclude(NAME_URI, "");
	told("It can vouch for no name of any kind.");
	begin();
	exclude(NAME_DNS, "");
	permit(NAME_EMAIL, "contoso.com");
	permit(NAME_EMAIL, ".contoso.com");
	permit(NAME_EMAIL, "joe@contoso.org");
	permit(NAME_URI, "www.contoso.com");
	exclude_ipv6();
	network(true, "\0\0\0\0\0\0\0\0");
	told("It can vouch for e-mail addresses at contoso.com, for e-mail "
	     "addresses at hosts below contoso.com, for the e-mail address "
	     "joe@contoso.org, and for URIs of www.contoso.com - and for "
	     "nothing else.");
}

static void
forms_that_constraints_do_not_speak_of_are_told(void)
{
	begin();
	permit(NAME_DNS, "contoso.com");
	told("It can vouch for contoso.com and every name below it, for any "
	     "IPv4 address, for any IPv6 address, for any e-mail address, and "
	     "for any URI - and for nothing else.");
	begin();
	permit(NAME_DNS, "contoso.com");
	network(true, "\0\0\0\0\0\0\0\0");
	exclude(NAME_EMAIL, "");
	told("It can vouch for contoso.com and every name below it, for any "
	     "IPv6 address, and for any URI - and for nothing else.");
	/* A network of one length limits addresses of the other too. */
	begin();
	permit(NAME_DNS, "contoso.com");
	network(false, "\x0a\0\0\0\xff\0\0\0");
	exclude(NAME_EMAIL, "");
	exclude(NAME_URI, "");
	told("It can vouch for contoso.com and every name below it, and for "
	     "addresses in 10.0.0.0/8 - and for nothing else.");
	begin();
	exclude(NAME_EMAIL, "");
	exclude(NAME_URI, "");
	exclude_ipv6();
	told("It can vouch for any host name, and for any IPv4 address - and "
	     "for nothing else. Its limits are not about host names: whoever "
	     "holds its key could vouch for any site.");
}

static void
exceptions_are_told(void)
{
	begin();
	permit(NAME_DNS, "contoso.com");
	exclude(NAME_DNS, "secret.contoso.com");
	network(false, "\x0a\0\0\0\xff\0\0\0");
	network(true, "\x0a\1\0\0\xff\xff\0\0");
	exclude(NAME_EMAIL, "");
	exclude(NAME_EMAIL, "contoso.com");
	exclude(NAME_URI, "");
	told("It can vouch for contoso.com and every name below it, and for "
	     "addresses in 10.0.0.0/8 - and for nothing else. Of these it "
	     "cannot vouch for secret.contoso.com and every name below it, "
	     "and for addresses in 10.1.0.0/16.");
	/* All hosts but one are still all but any. */
	begin();
	exclude(NAME_DNS, "contoso.com");
	told("It can vouch for any host name, for any IPv4 address, for any "
	     "IPv6 address, for any e-mail address, and for any URI - and for "
	     "nothing else. Of these it cannot vouch for contoso.com and "
	     "every name below it.");
}

/* ---- names ------------------------------------------------------------------------ */

static void
named(const char *common_name, const char *organization, const char *slug)
{
	struct root_fields fields = {
		.common_name = common_name,
		.organization = organization,
		.not_before = NOW - DAY,
		.not_after = NOW + DAY,
	};
	CLEANUP(made_ca_free) struct made_ca ca = { 0 };
	struct trust_root root;
	struct bytes der;
	struct err err;
	char of_hash[sizeof(root.slug)];

	fixture_ca("ec-p256", &fields, &ca);
	der = buf_bytes(&ca.issuer->der);
	if (!ok(trust_root_init(der, der, "", &root, &err) == 0, "init"))
		return;
	snprintf(of_hash, sizeof(of_hash), "ca-%s", ca.issuer->id);
	is_str(root.slug, slug ? slug : of_hash, "slug of %s", common_name);
	is_str(root.name, common_name, "name");
	is_mem(root.sha256, 32, ca.issuer->sha256, 32, "SHA-256");
	is_mem(root.sha1, 20, ca.issuer->sha1, 20, "SHA-1");
	is_int(strlen(root.sha1_hex), 40, "thumbprint");
	ok(!strpbrk(root.sha1_hex, "abcdef"), "%s", root.sha1_hex);
	is_int(strlen(root.sha256_hex), 64, "hex");
	is_int(strlen(root.sha256_colons), 95, "with colons");
}

static void
a_slug_is_fit_for_file_names_and_aliases(void)
{
	named("Contoso Internal CA", NULL, "contoso-internal-ca");
	named("  Contoso -- (2) ", "O", "contoso-2");
	named("../../etc/passwd", NULL, "etc-passwd");
	named("Söhne & Töchter", NULL, "s-hne-t-chter");
	named("0123456789a123456789b123456789c1234-6789d", NULL,
	      "0123456789a123456789b123456789c1234-6789");
	named("0123456789a123456789b123456789c12345678-0", NULL,
	      "0123456789a123456789b123456789c12345678");
	/* Windows cannot make a file of this name. */
	named("CON", NULL, "ca-con");
	named("42", NULL, NULL);
	named("\xf0\x9f\x94\x92", NULL, NULL);
	named("!\"#$%&'", NULL, NULL);
}

/* ---- files ------------------------------------------------------------------------- */

static void
each_form_has_its_route(void)
{
	const struct route *found = NULL;
	struct route_path got;
	char allow[64];

	for (size_t i = 0; i < TRUST_FORM_COUNT; i++) {
		const struct trust_form_info *info =
			trust_form((enum trust_form)i);

		is_int(route_find("GET", bytes_of_text(info->path), &found,
				  &got, allow, sizeof(allow)),
		       ROUTE_FOUND, "%s", info->path);
		ok(found && found->handler == on_trust_file, "is a file");
	}
}

static const char *
chromium(struct buf *out)
{
	struct err err;

	buf_clear(out);
	scoped.der = bytes_of_text("x");
	ok(trust_form(TRUST_CHROMIUM)->write(&scoped, out, &err) == 0,
	   "it is written");
	return buf_text(out);
}

static void
a_policy_for_chromium_is_never_narrower_than_the_root(void)
{
	CLEANUP(buf_free) struct buf out = { 0 };

	begin();
	permit(NAME_DNS, "contoso.com");
	exclude(NAME_DNS, "secret.contoso.com");
	ok(strstr(chromium(&out), "\"permitted_dns_names\"") != NULL,
	   "what is permitted");
	ok(!strstr(chromium(&out), "secret"), "not what is excluded");
	permit(NAME_DNS, ".contoso.local");
	ok(strstr(chromium(&out), "\"contoso.local\"") != NULL,
	   "below a name is the name and below");
	ok(!strstr(chromium(&out), "permitted_cidrs"), "no networks");
	/* 10.0.0.0 under the mask 255.0.0.255: no policy can say that. */
	network(false, "\x0b\0\0\0\xff\0\0\0");
	ok(strstr(chromium(&out), "\"11.0.0.0/8\"") != NULL, "a network");
	network(false, "\x0a\0\0\0\xff\0\0\xff");
	ok(!strstr(chromium(&out), "permitted_cidrs"),
	   "no list that would be too short");
	begin();
	permit(NAME_DNS, "");
	permit(NAME_DNS, "contoso.com");
	ok(strstr(chromium(&out), "\"CACertificates\"") != NULL,
	   "all host names are no limit");
	begin();
	scoped.certificate.constraints.present = true;
	scoped.certificate.constraints.unusable = true;
	permit(NAME_DNS, "contoso.com");
	ok(strstr(chromium(&out), "\"CACertificates\"") != NULL,
	   "what was not understood is left to the certificate");
}

static void
a_qr_code_takes_what_fits(void)
{
	CLEANUP(buf_free) struct buf out = { 0 };
	char text[2400];
	struct err err;

	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	is_int(trust_qr_svg(text, &out, &err), -1, "2399 octets");
	is_int(err.code, ERR_TOO_LARGE, "%s", err.text);
	is_int(trust_qr_png(text, &out, &err), -1, "as PNG");
	is_int(trust_qr_svg("", &out, &err), -1, "nothing");
	is_int(out.n, 0, "nothing was written");
	text[LIMIT_URL_BYTES] = '\0';
	is_int(trust_qr_svg(text, &out, &err), 0, "a long address");
	buf_clear(&out);
	is_int(trust_qr_png(text, &out, &err), 0, "as PNG");
	ok(out.n > 8 && memcmp(out.p, "\x89PNG\r\n\x1a\n", 8) == 0, "a PNG");
}

TAP_MAIN(a_root_without_limits_says_so,
	 what_constraints_permit_is_told_and_nothing_else,
	 forms_that_constraints_do_not_speak_of_are_told, exceptions_are_told,
	 a_slug_is_fit_for_file_names_and_aliases, each_form_has_its_route,
	 a_policy_for_chromium_is_never_narrower_than_the_root,
	 a_qr_code_takes_what_fits)
