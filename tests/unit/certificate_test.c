/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Certificates, issuers and the containers that carry them. */

#include "sanca/certificate.h"
#include "sanca/der_read.h"
#include "src/pki/certificate_parts.h"

#include "tests/unit/fixture.h"

#include <unistd.h>

static struct buf
pem_of(const char *first, const char *second)
{
	CLEANUP(buf_free) struct buf a = fixture_read("fixtures", first);
	struct buf pem = { 0 };

	pem_encode("CERTIFICATE", buf_bytes(&a), &pem);
	if (second != NULL) {
		CLEANUP(buf_free)
		struct buf b = fixture_read("fixtures", second);

		pem_encode("CERTIFICATE", buf_bytes(&b), &pem);
	}
	return pem;
}

static void
fields_are_read(void)
{
	CLEANUP(buf_free) struct buf der = fixture_read("fixtures", "leaf.der");
	struct certificate c = { 0 };
	struct err err = { 0 };

	is_int(certificate_parse(buf_bytes(&der), &c, &err), 0, "%s", err.text);
	is_int(c.serial.n, 16, "serial");
	is_int(c.sig_alg, SIG_RSA_SHA256, "algorithm");
	is_int(c.tbs_sig_alg, SIG_RSA_SHA256, "algorithm inside");
	is_int(c.not_before, 1767225600, "not before");
	is_int(c.not_after, INT64_C(2524607999), "not after");
	ok(!c.is_ca && c.path_len == -1, "no CA");
	ok(c.has_key_usage && c.key_usage == 0x8000, "key usage");
	ok(c.has_eku && c.server_auth && !c.client_auth, "purposes");
	ok(!c.san_critical, "names not critical");
	is_int(c.names.count, 2, "names");
	is_int(c.extension_count, 3, "extensions");
	ok(!c.constraints.present, "no constraints");
}

static void
a_tbs_is_read_alone(void)
{
	CLEANUP(buf_free) struct buf der = fixture_read("fixtures", "leaf.der");
	struct certificate c = { 0 }, alone = { 0 };
	struct err err = { 0 };

	is_int(certificate_parse(buf_bytes(&der), &c, &err), 0, "%s", err.text);
	is_int(certificate_parse_tbs(c.tbs, &alone, &err), 0, "%s", err.text);
	is_int(alone.der.n + alone.signature.n, 0, "no more than the TBS");
	is_int(alone.sig_alg, SIG_NONE, "no outer algorithm");
	ok(bytes_equal(alone.serial, c.serial), "serial");
	ok(bytes_equal(alone.tbs, c.tbs), "tbs");
}

static void
constraints_are_read(void)
{
	CLEANUP(buf_free)
	struct buf der = fixture_read("fixtures", "intermediate.der");
	static const uint8_t range[] = { 10, 0, 0, 0, 255, 0, 0, 0 };
	struct certificate c = { 0 };
	struct err err = { 0 };

	is_int(certificate_parse(buf_bytes(&der), &c, &err), 0, "%s", err.text);
	ok(c.is_ca && c.path_len == 0, "a CA for leaves");
	is_int(c.authority_key_id.n, 20, "issuer's key id");
	ok(c.constraints.present && !c.constraints.unusable, "constraints");
	if (!is_int(c.constraints.count, 3, "three of them"))
		return;
	is_str((const char *)c.constraints.at[0].v, "contoso.com", "DNS");
	is_mem(c.constraints.at[1].v, c.constraints.at[1].n, range, 8, "IP");
	ok(c.constraints.at[2].excluded && c.constraints.at[2].n == 0,
	   "no e-mail at all");
}

/* RFC 5280 7.5: "Root" and "root" are two mailboxes, hosts have no case. */
static void
a_constraint_on_a_mailbox_keeps_its_case(void)
{
	static const uint8_t value[] = { /* excluded, "Root@Example.COM" */
					 0x30, 0x16, 0xa1, 0x14, 0x30, 0x12,
					 0x81, 0x10, 'R',  'o',	 'o',  't',
					 '@',  'E',  'x',  'a',	 'm',  'p',
					 'l',  'e',  '.',  'C',	 'O',  'M'
	};
	static struct constraints read;
	static struct violations violations;
	static struct names names = {
		.count = 2,
		.at = { { NAME_EMAIL, 16, "Root@example.com" },
			{ NAME_EMAIL, 16, "root@example.com" } },
	};
	struct err err = { 0 };

	is_int(name_constraints_read(BYTES_OF(value), &read, &err), 0, "%s",
	       err.text);
	is_str((const char *)read.at[0].v, "Root@example.com", "as it counts");
	constraints_check(&read, &names, &violations);
	is_int(violations.count, 1, "one of the two");
	is_int(violations.at[0].name_index, 0, "the one with the capital");
}

static void
broken_certificates_are_refused(void)
{
	static const struct {
		const char *file, *words;
	} rows[] = {
		{ "leaf-san-twice.der", "subjectAltName twice" },
		{ "leaf-generalized-2026.der", "UTCTime" },
		{ "good.der", "" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		CLEANUP(buf_free)
		struct buf der = fixture_read("fixtures", rows[i].file);
		struct certificate c = { 0 };
		struct err err = { 0 };

		is_int(certificate_parse(buf_bytes(&der), &c, &err), -1, "%s",
		       rows[i].file);
		ok(strstr(err.text, rows[i].words) != NULL, "%s: %s",
		   rows[i].file, err.text);
	}
}

static void
every_truncation_is_refused(void)
{
	CLEANUP(buf_free)
	struct buf der = fixture_read("fixtures", "intermediate.der");
	struct certificate c = { 0 };
	struct err err = { 0 };

	for (size_t n = 0; n < der.n; n++)
		ok(certificate_parse((struct bytes){ der.p, n }, &c, &err) < 0,
		   "cut to %zu", n);
}

static void
a_root_issues_alone(void)
{
	CLEANUP(buf_free) struct buf pem = pem_of("root.der", NULL);
	CLEANUP(issuer_free) struct issuer *issuer = NULL;
	struct err err = { 0 };
	uint8_t print[32];
	char hex[65];

	is_int(issuer_from_pem(buf_bytes(&pem), (struct bytes){ 0 }, &issuer,
			       &err),
	       0, "%s", err.text);
	if (issuer == NULL)
		return;
	is_str(issuer->common_name, "Contoso Root, \"Test\"", "name");
	is_int(issuer->certificate.not_after, INT64_C(253402300799), "end");
	is_int(issuer->chain.n, 0, "no chain");
	sha256(buf_bytes(&issuer->der), print);
	is_mem(issuer->sha256, 32, print, 32, "fingerprint");
	hex_encode(BYTES_OF(print), hex);
	is_int(strncmp(issuer->id, hex, 16), 0, "id");
	is_int(strlen(issuer->id), 16, "length of the id");
}

static void
an_intermediate_issues_with_its_chain(void)
{
	CLEANUP(buf_free) struct buf ca = pem_of("intermediate.der", NULL);
	CLEANUP(buf_free) struct buf chain = pem_of("root.der", NULL);
	CLEANUP(issuer_free) struct issuer *issuer = NULL;
	struct err err = { 0 };

	is_int(issuer_from_pem(buf_bytes(&ca), buf_bytes(&chain), &issuer,
			       &err),
	       0, "%s", err.text);
	if (issuer == NULL)
		return;
	is_int(issuer->key.kind, KEY_RSA, "key");
	ok(issuer->certificate.constraints.present, "constraints");
	ok(issuer->chain.n > 0, "chain");
}

static void
what_cannot_issue_is_refused(void)
{
	static const struct {
		const char *ca, *chain, *chain2, *words;
	} rows[] = {
		{ "leaf.der", "intermediate.der", "root.der",
		  "not the certificate of a CA" },
		{ "intermediate.der", NULL, NULL, "does not reach a root" },
		{ "root.der", "root.der", NULL, "goes on after its root" },
		{ "intermediate.der", "intermediate.der", NULL, "path length" },
		{ "intermediate.der", "root-path-len-0.der", NULL,
		  "path length" },
		{ "intermediate.der", "root-bad-signature.der", NULL,
		  "signature does not fit" },
		{ "root-no-cert-sign.der", NULL, NULL, "keyCertSign" },
		{ "root-bad-signature.der", NULL, NULL,
		  "signature does not fit" },
		{ "root-strange-constraints.der", NULL, NULL,
		  "not understood" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		CLEANUP(buf_free) struct buf ca = pem_of(rows[i].ca, NULL);
		CLEANUP(buf_free) struct buf chain = { 0 };
		CLEANUP(issuer_free) struct issuer *issuer = NULL;
		struct err err = { 0 };

		if (rows[i].chain != NULL)
			chain = pem_of(rows[i].chain, rows[i].chain2);
		is_int(issuer_from_pem(buf_bytes(&ca), buf_bytes(&chain),
				       &issuer, &err),
		       -1, "row %zu", i);
		is_int(err.code, ERR_CONFIG, "row %zu: code", i);
		ok(strstr(err.text, rows[i].words) != NULL, "row %zu: %s", i,
		   err.text);
	}
}

static void
a_key_among_certificates_is_refused(void)
{
	CLEANUP(buf_free) struct buf pem = pem_of("root.der", NULL);
	CLEANUP(buf_free) struct buf ders = { 0 };
	struct err err = { 0 };
	size_t count = 0;

	buf_append_text(&pem, "-----BEGIN EC PRIVATE KEY-----\nMHc=\n"
			      "-----END EC PRIVATE KEY-----\n");
	is_int(pem_read_certificates(buf_bytes(&pem), &ders, &count, &err), -1,
	       "refused");
	is_int(err.code, ERR_PRIVATE_KEY, "code");
	is_int(ders.n, 0, "nothing is handed on");
}

static void
pem_gives_its_certificates_in_order(void)
{
	CLEANUP(buf_free) struct buf pem = pem_of("leaf.der", "root.der");
	CLEANUP(buf_free)
	struct buf leaf = fixture_read("fixtures", "leaf.der");
	CLEANUP(buf_free)
	struct buf root = fixture_read("fixtures", "root.der");
	CLEANUP(buf_free) struct buf ders = { 0 };
	struct err err = { 0 };
	size_t count = 0;

	is_int(pem_read_certificates(buf_bytes(&pem), &ders, &count, &err), 0,
	       "%s", err.text);
	is_int(count, 2, "two");
	buf_append_bytes(&leaf, buf_bytes(&root));
	is_mem(ders.p, ders.n, leaf.p, leaf.n, "one after the other");
}

static void
shown(const char *file, const char *want)
{
	CLEANUP(buf_free) struct buf der = fixture_read("fixtures", file);
	CLEANUP(buf_free) struct buf text = { 0 };
	struct certificate c = { 0 };
	struct csr csr = { 0 };
	struct notes notes = { 0 };
	struct err err = { 0 };

	if (certificate_parse(buf_bytes(&der), &c, &err) == 0)
		dn_show(c.subject, &text);
	else if (csr_parse(buf_bytes(&der), &csr, &notes, &err) == 0)
		dn_show(csr.subject, &text);
	is_str(buf_text(&text), want, "%s", file);
}

static void
names_are_shown_for_people(void)
{
	CLEANUP(buf_free) struct buf text = { 0 };

	shown("root.der", "CN=Contoso Root\\, \\\"Test\\\"");
	shown("leaf.der", "CN=mail.contoso.com");
	shown("subject-cn-nul.der", "CN=a\\x00.evil.com");
	shown("subject-cn-twice.der", "CN=b.contoso.com,CN=a.contoso.com");
	shown("subject-multi-valued.der", "O=contoso+CN=a.contoso.com");
	shown("subject-cn-integer.der", "CN=#020105");
	shown("subject-cn-bmp.der", "CN=münchen.contoso.com");
	shown("subject-empty.der", "");
	dn_show(bytes_of_text("junk"), &text);
	is_str(buf_text(&text), "(a malformed name)", "junk");
}

/* What a foreign program says of a file; false when it is not there. */
static bool
ask(const char *command, struct bytes in, struct buf *ret)
{
	char path[] = "/tmp/sanca-p7b-XXXXXX", line[512], all[600];
	int fd = mkstemp(path);
	FILE *f;

	if (fd < 0 || write(fd, in.p, in.n) != (ssize_t)in.n)
		return false;
	close(fd);
	snprintf(all, sizeof(all), "%s %s 2>&1", command, path);
	f = popen(all, "r");
	while (f != NULL && fgets(line, sizeof(line), f) != NULL)
		buf_append_text(ret, line);
	if (f != NULL)
		pclose(f);
	unlink(path);
	return f != NULL;
}

static void
a_p7b_is_read_by_others_leaf_first(void)
{
	CLEANUP(buf_free)
	struct buf ders = fixture_read("fixtures", "leaf.der");
	CLEANUP(buf_free)
	struct buf middle = fixture_read("fixtures", "intermediate.der");
	CLEANUP(buf_free) struct buf p7b = { 0 };
	CLEANUP(buf_free) struct buf said = { 0 };
	CLEANUP(buf_free) struct buf gnutls = { 0 };
	struct err err = { 0 };
	const char *leaf, *ca;

	buf_append_bytes(&ders, buf_bytes(&middle));
	is_int(p7b_write(buf_bytes(&ders), &p7b, &err), 0, "%s", err.text);
	ok(bytes_find(buf_bytes(&p7b), buf_bytes(&ders)) > 0, "both inside");
	ask("openssl pkcs7 -inform DER -print_certs -noout -in",
	    buf_bytes(&p7b), &said);
	leaf = strstr(buf_text(&said), "subject=CN = mail.contoso.com");
	ca = strstr(buf_text(&said), "subject=CN = Contoso Issuing CA");
	if (!ok(leaf != NULL && ca != NULL && leaf < ca, "openssl, in order"))
		diag("%s", buf_text(&said));
	ask("certtool --p7-info --inder --infile", buf_bytes(&p7b), &gnutls);
	if (!ok(strstr(buf_text(&gnutls), "Number of certificates: 2"),
		"certtool"))
		diag("%s", buf_text(&gnutls));
	is_int(p7b_write((struct bytes){ 0 }, &p7b, &err), -1, "of nothing");
	is_int(p7b_write((struct bytes){ ders.p, ders.n - 1 }, &p7b, &err), -1,
	       "of a cut certificate");
}

TAP_MAIN(fields_are_read, a_tbs_is_read_alone, constraints_are_read,
	 a_constraint_on_a_mailbox_keeps_its_case,
	 broken_certificates_are_refused, every_truncation_is_refused,
	 a_root_issues_alone, an_intermediate_issues_with_its_chain,
	 what_cannot_issue_is_refused, a_key_among_certificates_is_refused,
	 pem_gives_its_certificates_in_order, names_are_shown_for_people,
	 a_p7b_is_read_by_others_leaf_first)
