/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* When a certificate should be renewed (RFC 9773). */
#ifndef SANCA_FRONT_ACME_RENEWAL_INFO_H
#define SANCA_FRONT_ACME_RENEWAL_INFO_H

#include "acme_cert_id.h"

struct acme_window {
	int64_t start, end;
};
/* Pure. Between the issue and the end of the certificate. issuer: the one that
 * issues now; another one, or a revocation, makes it a window of the past, which
 * is to say: now. */
struct acme_window acme_window_of(const struct acme_certified *c,
				  struct bytes issuer_key_id, int64_t now);
/* Pure. How long a client waits before it asks again (RFC 9773 4.3): several times
 * in what is left of the certificate. */
unsigned acme_window_again_s(const struct acme_certified *c, int64_t now);

#endif
