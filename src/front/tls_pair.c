/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What GnuTLS asks while it shakes hands: certificate, key, tickets. */

#include "tls_parts.h"

#include "sanca/gnutls_datum.h"

#include <stdlib.h>
#include <string.h>

/* One process, one certificate for each use: GnuTLS's callback carries no
 * pointer. Old ones are kept to the end, since a handshake may hold them; there is
 * one more every few months. */
static struct {
	_Atomic(struct tls_pair *) present;
	struct tls_pair *all;
} pairs[TLS_USES];
static gnutls_datum_t ticket_key;

static int
retrieve(enum tls_use use, gnutls_pcert_st **pcert, unsigned *pcert_length,
	 gnutls_privkey_t *privkey)
{
	struct tls_pair *pair = atomic_load(&pairs[use].present);

	if (!pair)
		return -1;
	*pcert = pair->chain;
	*pcert_length = pair->chain_n;
	*privkey = pair->key;
	return 0;
}

#define RETRIEVE(name, use)                                                    \
	static int name(gnutls_session_t session,                              \
			const gnutls_datum_t *req_ca_rdn, int nreqs,           \
			const gnutls_pk_algorithm_t *pk_algos,                 \
			int pk_algos_length, gnutls_pcert_st **pcert,          \
			unsigned int *pcert_length, gnutls_privkey_t *privkey) \
	{                                                                      \
		(void)session;                                                 \
		(void)req_ca_rdn;                                              \
		(void)nreqs;                                                   \
		(void)pk_algos;                                                \
		(void)pk_algos_length;                                         \
		return retrieve(use, pcert, pcert_length, privkey);            \
	}
RETRIEVE(retrieve_https, TLS_HTTPS)
RETRIEVE(retrieve_probe, TLS_PROBE)

void *
tls_certificate_callback(enum tls_use use)
{
	gnutls_certificate_retrieve_function2 *f =
		use == TLS_PROBE ? retrieve_probe : retrieve_https;
	void *p = NULL;

	_Static_assert(sizeof(p) == sizeof(f), "POSIX: dlsym() relies on it");
	memcpy(&p, &f, sizeof(p));
	return p;
}

bool
tls_pair_present(enum tls_use use)
{
	return atomic_load(&pairs[use].present) != NULL;
}

int
tls_pair_load(enum tls_use use, struct bytes key_pem, struct bytes chain_pem,
	      struct err *err)
{
	struct tls_pair *pair = calloc(1, sizeof(*pair));
	gnutls_datum_t key = datum_of(key_pem);
	gnutls_datum_t chain = datum_of(chain_pem);
	int rc = 0;

	if (!pair)
		return err_nomem(err);
	pair->chain_n = ARRAY_SIZE(pair->chain);
	rc = gnutls_privkey_init(&pair->key);
	if (rc == 0)
		rc = gnutls_privkey_import_x509_raw(
			pair->key, &key, GNUTLS_X509_FMT_PEM, NULL, 0);
	if (rc == 0)
		rc = gnutls_pcert_list_import_x509_raw(pair->chain,
						       &pair->chain_n, &chain,
						       GNUTLS_X509_FMT_PEM, 0);
	if (rc < 0) {
		privkey_free(&pair->key);
		free(pair);
		return err_set(err, ERR_CRYPTO, "the own certificate: %s",
			       gnutls_strerror(rc));
	}
	pair->next = pairs[use].all;
	pairs[use].all = pair;
	atomic_store(&pairs[use].present, pair);
	return 0;
}

int
tls_pairs_open(enum tls_use use, struct err *err)
{
	if (use == TLS_HTTPS &&
	    gnutls_session_ticket_key_generate(&ticket_key) < 0)
		return err_set(err, ERR_CRYPTO, "no key for session tickets");
	return 0;
}

void
tls_pairs_close(enum tls_use use)
{
	atomic_store(&pairs[use].present, NULL);
	while (pairs[use].all) {
		struct tls_pair *pair = pairs[use].all;

		pairs[use].all = pair->next;
		for (unsigned i = 0; i < pair->chain_n; i++)
			gnutls_pcert_deinit(&pair->chain[i]);
		privkey_free(&pair->key);
		free(pair);
	}
	if (use == TLS_HTTPS)
		datum_free_wipe(&ticket_key);
}

void
tls_enable_resumption(gnutls_session_t session)
{
	/* The library does not offer it by itself; a failure costs speed. */
	if (ticket_key.data)
		(void)gnutls_session_ticket_enable_server(session, &ticket_key);
}
