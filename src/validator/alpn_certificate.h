/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The certificate that answers tls-alpn-01 (RFC 8737 3). */
#ifndef SANCA_VALIDATOR_ALPN_CERTIFICATE_H
#define SANCA_VALIDATOR_ALPN_CERTIFICATE_H

#include "sanca/names.h"

/* Is it signed by itself, for exactly this name, with exactly this hash in a
 * critical acmeIdentifier? ERR_INCORRECT_RESPONSE says what is not so. */
MUST_CHECK int alpn_certificate_check(struct bytes der, const struct name *name,
				      const uint8_t hash[32], struct err *err);

#endif
