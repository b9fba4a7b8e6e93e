/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Client certificates of this CA, on the listener for them. */
#ifndef SANCA_FRONT_TLS_CLIENT_H
#define SANCA_FRONT_TLS_CLIENT_H

#include "live.h"

#include <gnutls/gnutls.h>

/* Asks for a certificate in the handshake of this session, and ends it when one
 * is shown that this CA did not issue. live: the settings of now; the holder
 * stays. */
void tls_client_ask(gnutls_session_t session, struct live_holder *live);

enum tls_client { TLS_CLIENT_NONE, TLS_CLIENT_SHOWN };
/*
 * The certificate of the other side, as a credential. It is looked at anew for
 * each request: a connection may outlive it. for_itself: it is not asked to be
 * one for clients, since it speaks for itself alone. ERR_UNAUTHORIZED in words;
 * who it stands for, and whether it was revoked, is for the signer.
 */
MUST_CHECK int tls_client_read(gnutls_session_t session,
			       const struct live *live, bool for_itself,
			       int64_t now, uint8_t ret[LIMIT_CREDENTIAL_BYTES],
			       enum tls_client *ret_what, struct err *err);

#endif
