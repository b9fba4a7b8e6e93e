/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Client certificates: issued by this CA, valid, and for clients. */
#include "tls_client.h"

#include "sanca/certificate.h"
#include "sanca/ipc.h"

#include <stdatomic.h>

/* GnuTLS's verify function carries no pointer that is ours. */
static _Atomic(struct live_holder *) holder;

/* One step, from our issuer to a leaf: what one of our own leaves signed is
 * nothing (E09). */
static int
check_issued(const struct certificate *c, const struct issuer *issuer,
	     struct err *err)
{
	if (!bytes_equal(c->issuer, issuer->certificate.subject) || c->is_ca)
		return err_set(err, ERR_UNAUTHORIZED,
			       "this client certificate is not one of this CA");
	if (key_verify(&issuer->key, c->sig_alg, c->tbs, c->signature, err) < 0)
		return err_set(err, ERR_UNAUTHORIZED,
			       "this client certificate is not signed by this "
			       "CA");
	return 0;
}

static int
read_leaf(gnutls_session_t session, struct certificate *ret, bool *ret_shown,
	  struct err *err)
{
	unsigned count = 0;
	const gnutls_datum_t *list =
		gnutls_certificate_get_peers(session, &count);

	*ret_shown = list != NULL && count > 0;
	if (!*ret_shown)
		return 0;
	return certificate_parse((struct bytes){ list[0].data, list[0].size },
				 ret, err);
}

/* 0 goes on with the handshake. */
static int
verify(gnutls_session_t session)
{
	struct live_holder *from = atomic_load(&holder);
	struct certificate c;
	struct live *live = NULL;
	struct err err;
	bool shown = false;
	int rc = 0;

	if (from == NULL || read_leaf(session, &c, &shown, &err) < 0)
		return -1;
	if (!shown)
		return 0;
	live = live_take(from);
	rc = check_issued(&c, live->issuer, &err);
	live_drop(&live);
	return rc;
}

void
tls_client_ask(gnutls_session_t session, struct live_holder *live)
{
	atomic_store(&holder, live);
	gnutls_session_set_verify_function(session, verify);
	gnutls_certificate_server_set_request(session, GNUTLS_CERT_REQUEST);
}

static int
check_now(const struct certificate *c, int64_t now, bool for_itself,
	  struct err *err)
{
	if (now < c->not_before)
		return err_set(err, ERR_UNAUTHORIZED,
			       "this client certificate is not valid yet");
	if (now > c->not_after)
		return err_set(err, ERR_UNAUTHORIZED,
			       "this client certificate has expired");
	if (!for_itself && !c->client_auth)
		return err_set(err, ERR_UNAUTHORIZED,
			       "this certificate is not for clients "
			       "(clientAuth): it can only be renewed with it");
	return 0;
}

int
tls_client_read(gnutls_session_t session, const struct live *live,
		bool for_itself, int64_t now,
		uint8_t ret[LIMIT_CREDENTIAL_BYTES], enum tls_client *ret_what,
		struct err *err)
{
	struct certificate c;
	bool shown = false;

	*ret_what = TLS_CLIENT_NONE;
	if (read_leaf(session, &c, &shown, err) < 0)
		return err_set(err, ERR_UNAUTHORIZED,
			       "this client certificate cannot be read");
	if (!shown)
		return 0;
	if (check_issued(&c, live->issuer, err) < 0 ||
	    check_now(&c, now, for_itself, err) < 0)
		return -1;
	ret[0] = CREDENTIAL_CERTIFICATE;
	sha256(c.der, ret + 1);
	*ret_what = TLS_CLIENT_SHOWN;
	return 0;
}
