/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Makes requests with GnuTLS's own writer, which is not the one under test. */
#include "csr_pool.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RSA_KEYS 16

static void
must(int rc, const char *what)
{
	if (rc < 0) {
		fprintf(stderr, "%s: %s\n", what, gnutls_strerror(rc));
		exit(1);
	}
}

static gnutls_x509_privkey_t
make_key(const char *kind)
{
	gnutls_x509_privkey_t key = NULL;

	must(gnutls_x509_privkey_init(&key), "key");
	if (strcmp(kind, "rsa-2048") == 0)
		must(gnutls_x509_privkey_generate(key, GNUTLS_PK_RSA, 2048, 0),
		     "rsa key");
	else
		must(gnutls_x509_privkey_generate(
			     key, GNUTLS_PK_ECDSA,
			     GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1),
			     0),
		     "ec key");
	return key;
}

static void
add_name(gnutls_x509_crq_t crq, const char *name)
{
	must(gnutls_x509_crq_set_subject_alt_name(crq, GNUTLS_SAN_DNSNAME, name,
						  (unsigned)strlen(name),
						  GNUTLS_FSAN_APPEND),
	     "name");
}

static char *
make_request(gnutls_x509_privkey_t key, const char *domain, size_t number)
{
	static const char *const hosts[] = { "mail", "www",  "autodiscover",
					     "imap", "smtp", "server" };
	gnutls_x509_crq_t crq = NULL;
	gnutls_datum_t out = { NULL, 0 };
	char name[256];
	char *pem = NULL;

	must(gnutls_x509_crq_init(&crq), "request");
	must(gnutls_x509_crq_set_version(crq, 1), "version");
	must(gnutls_x509_crq_set_key(crq, key), "key");
	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
		(void)snprintf(name, sizeof(name), "%s.h%zu.%s", hosts[i],
			       number, domain);
		if (i == 0)
			must(gnutls_x509_crq_set_dn_by_oid(
				     crq, GNUTLS_OID_X520_COMMON_NAME, 0, name,
				     (unsigned)strlen(name)),
			     "subject");
		add_name(crq, name);
	}
	must(gnutls_x509_crq_sign2(crq, key, GNUTLS_DIG_SHA256, 0), "sign");
	must(gnutls_x509_crq_export2(crq, GNUTLS_X509_FMT_PEM, &out), "pem");
	pem = strndup((const char *)out.data, out.size);
	gnutls_free(out.data);
	gnutls_x509_crq_deinit(crq);
	if (pem == NULL) {
		fputs("out of memory\n", stderr);
		exit(1);
	}
	return pem;
}

void
csr_pool_make(struct csr_pool *pool, const char *kind, size_t count,
	      const char *domain, size_t first)
{
	gnutls_x509_privkey_t keys[RSA_KEYS] = { NULL };
	size_t shared = strcmp(kind, "rsa-2048") == 0 ? RSA_KEYS : 1;

	pool->count = count;
	pool->pem = calloc(count, sizeof(*pool->pem));
	if (pool->pem == NULL) {
		fputs("out of memory\n", stderr);
		exit(1);
	}
	for (size_t i = 0; i < count; i++) {
		size_t slot = i % shared;

		if (shared == 1 && keys[0] != NULL) {
			gnutls_x509_privkey_deinit(keys[0]);
			keys[0] = NULL;
		}
		if (keys[slot] == NULL)
			keys[slot] = make_key(kind);
		pool->pem[i] = make_request(keys[slot], domain, first + i);
	}
	for (size_t i = 0; i < RSA_KEYS; i++)
		if (keys[i] != NULL)
			gnutls_x509_privkey_deinit(keys[i]);
}

void
csr_pool_free(struct csr_pool *pool)
{
	for (size_t i = 0; i < pool->count; i++)
		free(pool->pem[i]);
	free(pool->pem);
	pool->pem = NULL;
	pool->count = 0;
}
