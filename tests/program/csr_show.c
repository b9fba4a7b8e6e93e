/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Prints what pki reads in a request, in the words of openssl req -text. */

#include "sanca/certificate.h"
#include "sanca/csr.h"
#include "sanca/text.h"

#include <stdio.h>

static void
print_algorithm(enum sig_alg alg)
{
	static const char *const names[] = {
		[SIG_RSA_SHA1] = "sha1WithRSAEncryption",
		[SIG_RSA_SHA256] = "sha256WithRSAEncryption",
		[SIG_RSA_SHA384] = "sha384WithRSAEncryption",
		[SIG_RSA_SHA512] = "sha512WithRSAEncryption",
		[SIG_ECDSA_SHA1] = "ecdsa-with-SHA1",
		[SIG_ECDSA_SHA256] = "ecdsa-with-SHA256",
		[SIG_ECDSA_SHA384] = "ecdsa-with-SHA384",
		[SIG_ECDSA_SHA512] = "ecdsa-with-SHA512",
	};

	printf("algorithm %s\n", names[alg]);
}

static void
print_names(const struct raw_names *names)
{
	for (size_t i = 0; i < names->count; i++) {
		CLEANUP(buf_free) struct buf text = { 0 };

		text_show(names->at[i].value, LIMIT_NAME_BYTES, &text);
		printf("name %s\n", buf_text(&text));
	}
}

static void
print(const struct csr *csr)
{
	CLEANUP(buf_free) struct buf subject = { 0 };
	char hex[2 * 64 + 1];
	struct bytes end = csr->signature;

	dn_show(csr->subject, &subject);
	printf("subject %s\n", buf_text(&subject));
	printf("bits %u\n", csr->key.bits);
	print_algorithm(csr->sig_alg);
	print_names(&csr->names);
	hex_encode((struct bytes){ end.p + end.n - 16, 16 }, hex);
	printf("signature %s\n", hex);
}

int
main(int argc, char **argv)
{
	CLEANUP(buf_free) struct buf der = { 0 };
	static uint8_t body[LIMIT_BODY_BYTES];
	static struct notes notes;
	static struct csr csr;
	struct err err = { 0 };
	FILE *f = argc == 2 ? fopen(argv[1], "rb") : NULL;
	size_t n;

	if (f == NULL)
		return 2;
	n = fread(body, 1, sizeof(body), f);
	fclose(f);
	if (intake_read((struct bytes){ body, n }, &der, &notes, &err) < 0 ||
	    csr_parse(buf_bytes(&der), &csr, &notes, &err) < 0 ||
	    csr_verify(&csr, &notes, &err) < 0) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	print(&csr);
	return 0;
}
