/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Claims about the CA key and the log key. */

#include "sanca/mint.h"
#include "tests/tap.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdlib.h>

static const char *const kinds[] = { "ec-p256", "ec-p384", "rsa-2048",
				     "rsa-3072", "rsa-4096" };

/* A PEM of a kind that ca_key_generate() does not make. */
static char *
foreign_pem(gnutls_pk_algorithm_t pk, unsigned bits)
{
	gnutls_x509_privkey_t key;
	gnutls_datum_t out;
	char *text = NULL;

	gnutls_x509_privkey_init(&key);
	if (gnutls_x509_privkey_generate(key, pk, bits, 0) == 0 &&
	    gnutls_x509_privkey_export2_pkcs8(key, GNUTLS_X509_FMT_PEM, NULL,
					      GNUTLS_PKCS_PLAIN, &out) == 0) {
		text = strndup((const char *)out.data, out.size);
		gnutls_free(out.data);
	}
	gnutls_x509_privkey_deinit(key);
	return text;
}

static void
refused_with(gnutls_pk_algorithm_t pk, unsigned bits, const char *word)
{
	struct ca_key *key = NULL;
	struct err err = { 0 };
	char *pem = foreign_pem(pk, bits);

	if (!ok(pem != NULL, "a key to refuse"))
		return;
	is_int(ca_key_load(bytes_of_text(pem), NULL, &key, &err), -1,
	       "refused: %s", word);
	is_int(err.code, ERR_BAD_PUBLIC_KEY, "as a bad key");
	ok(strstr(err.text, word), "\"%s\" names %s", err.text, word);
	ok(strstr(err.text, "ec-p256"), "\"%s\" says what to use", err.text);
	ok(key == NULL, "nothing is returned");
	free(pem);
}

static void
bad_kinds_are_refused_with_the_reason(void)
{
	refused_with(GNUTLS_PK_EDDSA_ED25519,
		     GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_ED25519),
		     "Ed25519 roots are refused by Apple devices and browsers");
	refused_with(GNUTLS_PK_EDDSA_ED448,
		     GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_ED448), "Ed448");
	refused_with(GNUTLS_PK_ECDSA,
		     GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP521R1), "P-521");
	refused_with(GNUTLS_PK_RSA, 1024, "RSA-1024");
	refused_with(GNUTLS_PK_RSA_PSS, 2048, "RSA-PSS");
}

static void
a_key_survives_export_and_load(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		CLEANUP(ca_key_free) struct ca_key *key = NULL;
		CLEANUP(ca_key_free) struct ca_key *again = NULL;
		CLEANUP(buf_free_wipe) struct buf pem = { 0 };
		CLEANUP(buf_free) struct buf a = { 0 };
		CLEANUP(buf_free) struct buf b = { 0 };
		struct err err = { 0 };

		ok(ca_key_generate(kinds[i], &key, &err) == 0, "%s: %s",
		   kinds[i], err.text);
		ok(ca_key_export(key, NULL, &pem, &err) == 0, "export: %s",
		   err.text);
		ok(strncmp(buf_text(&pem), "-----BEGIN PRIVATE KEY-----\n",
			   28) == 0,
		   "PKCS#8");
		ok(ca_key_load(buf_bytes(&pem), NULL, &again, &err) == 0,
		   "load: %s", err.text);
		ok(ca_key_spki(key, &a, &err) == 0, "%s", err.text);
		ok(ca_key_spki(again, &b, &err) == 0, "%s", err.text);
		ok(a.n > 0 && bytes_equal(buf_bytes(&a), buf_bytes(&b)),
		   "%s: the same public key", kinds[i]);
		ok(!ca_key_is_token(again), "a file is no token");
	}
}

static void
a_passphrase_encrypts_and_is_needed(void)
{
	CLEANUP(ca_key_free) struct ca_key *key = NULL;
	CLEANUP(ca_key_free) struct ca_key *again = NULL;
	CLEANUP(buf_free_wipe) struct buf pem = { 0 };
	struct err err = { 0 };

	ok(ca_key_generate("ec-p256", &key, &err) == 0, "%s", err.text);
	ok(ca_key_export(key, "correct horse", &pem, &err) == 0, "%s",
	   err.text);
	ok(strstr(buf_text(&pem), "BEGIN ENCRYPTED PRIVATE KEY"),
	   "it is encrypted");
	is_int(ca_key_load(buf_bytes(&pem), NULL, &again, &err), -1,
	       "no passphrase");
	ok(strstr(err.text, "--passphrase-file"), "\"%s\"", err.text);
	is_int(ca_key_load(buf_bytes(&pem), "wrong", &again, &err), -1,
	       "wrong passphrase");
	ok(strstr(err.text, "does not open"), "\"%s\"", err.text);
	ok(!strstr(err.text, "wrong"), "the passphrase is not repeated");
	ok(ca_key_load(buf_bytes(&pem), "correct horse", &again, &err) == 0,
	   "right passphrase: %s", err.text);
	is_int(ca_key_export(key, "", &pem, &err), -1, "an empty passphrase");
}

static void
the_encryption_is_aes_256_in_pbes2(void)
{
	/* 2.16.840.1.101.3.4.1.42 aes256-CBC; 1.2.840.113549.1.5.13 PBES2 */
	static const uint8_t aes256[] = { 0x60, 0x86, 0x48, 0x01, 0x65,
					  0x03, 0x04, 0x01, 0x2a };
	static const uint8_t pbes2[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7,
					 0x0d, 0x01, 0x05, 0x0d };
	CLEANUP(ca_key_free) struct ca_key *key = NULL;
	CLEANUP(buf_free_wipe) struct buf pem = { 0 };
	gnutls_datum_t in, der = { NULL, 0 };
	struct err err = { 0 };
	struct bytes view;

	ok(ca_key_generate("ec-p256", &key, &err) == 0 &&
		   ca_key_export(key, "x", &pem, &err) == 0,
	   "%s", err.text);
	in.data = pem.p;
	in.size = (unsigned)pem.n;
	is_int(gnutls_pem_base64_decode2("ENCRYPTED PRIVATE KEY", &in, &der), 0,
	       "PEM");
	view = (struct bytes){ der.data, der.size };
	ok(bytes_find(view, BYTES_OF(pbes2)) > 0, "PBES2");
	ok(bytes_find(view, BYTES_OF(aes256)) > 0, "AES-256");
	gnutls_free(der.data);
}

static void
what_is_no_key_is_refused_in_words(void)
{
	struct ca_key *key = NULL;
	struct err err = { 0 };

	is_int(ca_key_load(bytes_of_text("hello"), NULL, &key, &err), -1,
	       "text");
	ok(strstr(err.text, "holds no PEM private key"), "\"%s\"", err.text);
	is_int(ca_key_load(bytes_of_text("-----BEGIN PRIVATE KEY-----\nAAAA\n"
					 "-----END PRIVATE KEY-----\n"),
			   NULL, &key, &err),
	       -1, "rubbish");
	is_int(err.code, ERR_CONFIG, "as a setting");
	is_int(ca_key_generate("ed25519", &key, &err), -1, "Ed25519");
	ok(strstr(err.text, "refused by Apple devices and browsers"), "\"%s\"",
	   err.text);
	is_int(ca_key_open("file:x", NULL, bytes_of_text(""), 1, &key, &err),
	       -1, "no pkcs11: url");
	ok(key == NULL, "nothing is returned");
}

static void
the_key_chooses_the_algorithm_and_signs(void)
{
	static const enum sig_alg want[] = { SIG_ECDSA_SHA256, SIG_ECDSA_SHA384,
					     SIG_RSA_SHA256 };

	for (size_t i = 0; i < ARRAY_SIZE(want); i++) {
		CLEANUP(ca_key_free) struct ca_key *key = NULL;
		CLEANUP(buf_free) struct buf spki = { 0 };
		CLEANUP(buf_free) struct buf signature = { 0 };
		struct bytes text = bytes_of_text("to be signed");
		struct key_facts facts;
		struct err err = { 0 };

		ok(ca_key_generate(kinds[i], &key, &err) == 0, "%s", err.text);
		is_int(ca_key_sig_alg(key), want[i], "%s", kinds[i]);
		ok(ca_key_sign(key, 7, true, text, &signature, &err) == 0,
		   "any thread: %s", err.text);
		ok(ca_key_spki(key, &spki, &err) == 0 &&
			   key_parse(buf_bytes(&spki), &facts, &err) == 0,
		   "%s", err.text);
		ok(key_verify(&facts, want[i], text, buf_bytes(&signature),
			      &err) == 0,
		   "%s", err.text);
		ok(key_verify(&facts, want[i], bytes_of_text("other"),
			      buf_bytes(&signature), &err) < 0,
		   "only that text");
	}
}

static void
the_log_key_signs_and_survives(void)
{
	CLEANUP(log_key_free) struct log_key *key = NULL;
	CLEANUP(log_key_free) struct log_key *again = NULL;
	CLEANUP(buf_free_wipe) struct buf pem = { 0 };
	struct bytes text = bytes_of_text("head");
	uint8_t a[64], b[64], x[32], y[32];
	struct err err = { 0 };

	ok(log_key_generate(&key, &err) == 0, "%s", err.text);
	ok(log_key_export(key, &pem, &err) == 0, "%s", err.text);
	ok(log_key_load(buf_bytes(&pem), &again, &err) == 0, "%s", err.text);
	log_key_public(key, x);
	log_key_public(again, y);
	is_mem(x, sizeof(x), y, sizeof(y), "the same public key");
	ok(log_key_sign(key, text, a, &err) == 0, "%s", err.text);
	ok(log_key_sign(again, text, b, &err) == 0, "%s", err.text);
	is_mem(a, sizeof(a), b, sizeof(b), "Ed25519 is deterministic");
}

/* RFC 8032 7.1, test 2. */
static void
the_log_key_signs_as_rfc_8032_says(void)
{
	static const char pem[] =
		"-----BEGIN PRIVATE KEY-----\n"
		"MC4CAQAwBQYDK2VwBCIEIEzNCJso/5banbbDRuwRTg9bijGfNaumJNqM9u1PuKb7\n"
		"-----END PRIVATE KEY-----\n";
	static const uint8_t want_public[4] = { 0x3d, 0x40, 0x17, 0xc3 };
	static const uint8_t want[4] = { 0x92, 0xa0, 0x09, 0xa9 };
	CLEANUP(log_key_free) struct log_key *key = NULL;
	uint8_t got[64], public[32];
	struct err err = { 0 };
	const uint8_t message = 0x72;

	if (!ok(log_key_load(bytes_of_text(pem), &key, &err) == 0, "%s",
		err.text))
		return;
	log_key_public(key, public);
	is_mem(public, 4, want_public, 4, "public key");
	ok(log_key_sign(key, (struct bytes){ &message, 1 }, got, &err) == 0,
	   "%s", err.text);
	is_mem(got, 4, want, 4, "signature");
}

static void
the_log_key_is_ed25519_only(void)
{
	CLEANUP(ca_key_free) struct ca_key *ca = NULL;
	CLEANUP(buf_free_wipe) struct buf pem = { 0 };
	struct log_key *key = NULL;
	struct err err = { 0 };

	ok(ca_key_generate("ec-p256", &ca, &err) == 0 &&
		   ca_key_export(ca, NULL, &pem, &err) == 0,
	   "%s", err.text);
	is_int(log_key_load(buf_bytes(&pem), &key, &err), -1, "P-256");
	ok(strstr(err.text, "Ed25519"), "\"%s\"", err.text);
	ok(key == NULL, "nothing is returned");
}

TAP_MAIN(bad_kinds_are_refused_with_the_reason, a_key_survives_export_and_load,
	 a_passphrase_encrypts_and_is_needed,
	 the_encryption_is_aes_256_in_pbes2, what_is_no_key_is_refused_in_words,
	 the_key_chooses_the_algorithm_and_signs,
	 the_log_key_signs_and_survives, the_log_key_signs_as_rfc_8032_says,
	 the_log_key_is_ed25519_only)
