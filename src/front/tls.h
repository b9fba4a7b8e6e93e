/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The front's own keys and certificates, kept fresh in the background. */
#ifndef SANCA_FRONT_TLS_H
#define SANCA_FRONT_TLS_H

#include "front.h"

#include <gnutls/gnutls.h>

/* Each its own key. Somebody who told a browser to go on past the warning for
 * one certificate did not thereby trust the CA: the probe's must be another. */
enum tls_use { TLS_HTTPS, TLS_PROBE };
#define TLS_USES 2

struct tls_keeper;
/* DIR/front/https.key and https.pem, or probe.*; starts a thread. */
MUST_CHECK int tls_keeper_new(struct front *front, enum tls_use use,
			      struct tls_keeper **ret, struct err *err);
void tls_keeper_free(struct tls_keeper **keeper);
/* The settings have changed. */
void tls_keeper_poke(struct tls_keeper *keeper);
/* Waits until there is a certificate; false when there is none in time. */
bool tls_keeper_wait(struct tls_keeper *keeper, int timeout_ms);

/* The function that gives GnuTLS the present certificate, as the library
 * wants it: a data pointer. */
void *tls_certificate_callback(enum tls_use use);
/* Of HTTPS: the probe is asked anew each time. */
void tls_enable_resumption(gnutls_session_t session);

#endif
