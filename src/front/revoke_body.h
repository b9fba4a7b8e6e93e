/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Why a certificate is to be revoked, as requests say it. */
#ifndef SANCA_FRONT_REVOKE_BODY_H
#define SANCA_FRONT_REVOKE_BODY_H

#include "sanca/bytes.h"

#include <jansson.h>

/* The body that comes with a token: empty, or {"reason": …}, a word or a number
 * of RFC 5280 5.3.1; removeFromCRL (8) lifts a hold. ERR_MALFORMED,
 * ERR_BAD_REASON. */
MUST_CHECK int revoke_body_read(struct bytes body, unsigned *ret_reason,
				struct err *err);
/* A number of RFC 5280 5.3.1 that can be given. */
MUST_CHECK int revoke_reason_number(const json_t *v, unsigned *ret,
				    struct err *err);

#endif
