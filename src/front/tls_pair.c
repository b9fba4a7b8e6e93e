/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What GnuTLS asks while it shakes hands: certificate, key, tickets. */

#include "tls_parts.h"

#include "sanca/gnutls_datum.h"

#include <stdlib.h>
#include <string.h>

/* One process, one certificate: GnuTLS's callback carries no pointer. Old ones
 * are kept to the end, since a handshake may hold them; there is one more every few
 * months. */
static _Atomic(struct tls_pair *) present;
static struct tls_pair *all;
static gnutls_datum_t ticket_key;

static int
retrieve(gnutls_session_t session, const gnutls_datum_t *req_ca_rdn, int nreqs,
	 const gnutls_pk_algorithm_t *pk_algos, int pk_algos_length,
	 gnutls_pcert_st **pcert, unsigned int *pcert_length,
	 gnutls_privkey_t *privkey)
{
	struct tls_pair *pair = atomic_load(&present);

	(void)session;
	(void)req_ca_rdn;
	(void)nreqs;
	(void)pk_algos;
	(void)pk_algos_length;
	if (!pair)
		return -1;
	*pcert = pair->chain;
	*pcert_length = pair->chain_n;
	*privkey = pair->key;
	return 0;
}

void *
tls_certificate_callback(void)
{
	gnutls_certificate_retrieve_function2 *f = retrieve;
	void *p = NULL;

	_Static_assert(sizeof(p) == sizeof(f), "POSIX: dlsym() relies on it");
	memcpy(&p, &f, sizeof(p));
	return p;
}

bool
tls_pair_present(void)
{
	return atomic_load(&present) != NULL;
}

int
tls_pair_load(struct bytes key_pem, struct bytes chain_pem, struct err *err)
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
		return err_set(err, ERR_CRYPTO, "the HTTPS certificate: %s",
			       gnutls_strerror(rc));
	}
	pair->next = all;
	all = pair;
	atomic_store(&present, pair);
	return 0;
}

int
tls_pairs_open(struct err *err)
{
	if (gnutls_session_ticket_key_generate(&ticket_key) < 0)
		return err_set(err, ERR_CRYPTO, "no key for session tickets");
	return 0;
}

void
tls_pairs_close(void)
{
	atomic_store(&present, NULL);
	while (all) {
		struct tls_pair *pair = all;

		all = pair->next;
		for (unsigned i = 0; i < pair->chain_n; i++)
			gnutls_pcert_deinit(&pair->chain[i]);
		privkey_free(&pair->key);
		free(pair);
	}
	datum_free_wipe(&ticket_key);
}

void
tls_enable_resumption(gnutls_session_t session)
{
	/* The library does not offer it by itself; a failure costs speed. */
	if (ticket_key.data)
		(void)gnutls_session_ticket_enable_server(session, &ticket_key);
}
