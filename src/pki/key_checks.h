/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The key policy, one function for each kind of key. */
#ifndef SANCA_PKI_KEY_CHECKS_H
#define SANCA_PKI_KEY_CHECKS_H

#include "sanca/key.h"

/* parameters: what follows the OID in the AlgorithmIdentifier; bits: contents
 * of the BIT STRING. They fill kind and bits. ERR_MALFORMED for a wrong
 * encoding, ERR_BAD_PUBLIC_KEY for a key that we do not take. */
MUST_CHECK int key_check_rsa(struct bytes parameters, struct bytes bits,
			     struct key_facts *ret, struct err *err);
MUST_CHECK int key_check_ec(struct bytes parameters, struct bytes bits,
			    struct key_facts *ret, struct err *err);

/* Weak forms of an RSA modulus of at least LIMIT_RSA_MIN_BITS and at most
 * LIMIT_RSA_MAX_BITS: small factors, ROCA, close primes. */
MUST_CHECK int key_check_modulus(struct bytes modulus, struct err *err);

#endif
