/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The parts of a TBSCertificate that leaf and root have in common. */
#ifndef MINT_TBS_WRITE_H
#define MINT_TBS_WRITE_H

#include "sanca/mint.h"

#include "sanca/der_write.h"

/* One RDN of one attribute, as UTF8String (RFC 5280 4.1.2.4). */
void tbs_put_rdn(struct derw *w, struct bytes attribute, struct bytes value);
void tbs_put_validity(struct derw *w, int64_t not_before, int64_t not_after);
/* Everything before the issuer name: version, serial, algorithm. */
void tbs_put_head(struct derw *w, struct bytes serial, enum sig_alg alg);

/* What an issuer is known by in authorityKeyIdentifier: its own
 * subjectKeyIdentifier octet by octet, or, when an imported CA has none,
 * RFC 5280 4.2.1.2 method 1. */
struct bytes tbs_issuer_key_id(const struct issuer *issuer);

#endif
