/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* That whoever revokes has the key of the certificate (RFC 8555 7.6). */
#ifndef SANCA_SIGNER_REVOKE_PROOF_H
#define SANCA_SIGNER_REVOKE_PROOF_H

#include "signer.h"

/*
 * The front has read the JWS; it is not believed. What was signed must hold
 * this reservation's certificate, and the signature be by its key. Nothing is read
 * as JSON here: no other use of that key signs such octets. ERR_FORBIDDEN.
 */
MUST_CHECK int revoke_proof_check(struct signer *s, uint64_t reservation,
				  const struct msg_revoke *ask,
				  struct err *err);

#endif
