/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Anti-replay nonces (RFC 8555 6.5): nothing is kept of one but a bit. */
#ifndef SANCA_FRONT_NONCES_H
#define SANCA_FRONT_NONCES_H

#include "sanca/bytes.h"

/* base64url of 24 octets. */
#define NONCE_CHARS 32

struct nonces;
/* With a new key: what was given out before is no nonce any more. */
MUST_CHECK int nonces_new(struct nonces **ret, struct err *err);
void nonces_free(struct nonces **nonces);
/* Safe from several threads, as is the next one. */
void nonces_give(struct nonces *nonces, char ret[NONCE_CHARS + 1]);
/* True once for each nonce that was given, and is among the last
 * LIMIT_ACME_NONCES. */
bool nonces_take(struct nonces *nonces, struct bytes nonce);

#endif
