/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* layer: pki */
/* Keys of ACME accounts: those that are certified here, and Ed25519. */
#ifndef SANCA_ACCOUNT_KEY_H
#define SANCA_ACCOUNT_KEY_H

#include "sanca/key.h"

/* The octets before the key in an SPKI of Ed25519 (RFC 8410 10.1). */
#define ED25519_SPKI_BYTES 44
extern const uint8_t ed25519_spki_prefix[12];
bool spki_is_ed25519(struct bytes spki);

/*
 * Verifies what an account's key has signed: RSA with SHA-256 (PKCS#1 v1.5),
 * P-256 with SHA-256, P-384 with SHA-384 (the signature as ECDSA-Sig-Value),
 * Ed25519. ERR_FORBIDDEN: it does not verify. Thread safe.
 */
MUST_CHECK int account_key_verify(struct bytes spki, struct bytes data,
				  struct bytes signature, struct err *err);

#endif
