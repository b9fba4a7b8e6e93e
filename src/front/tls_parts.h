/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What the TLS files share. */
#ifndef SANCA_FRONT_TLS_PARTS_H
#define SANCA_FRONT_TLS_PARTS_H

#include "tls.h"

#include <gnutls/abstract.h>

struct tls_pair {
	struct tls_pair *next;
	gnutls_privkey_t key;
	gnutls_pcert_st chain[LIMIT_CHAIN_CERTIFICATES + 1];
	unsigned chain_n;
};

MUST_CHECK int tls_pairs_open(enum tls_use use, struct err *err);
void tls_pairs_close(enum tls_use use);
/* Puts a key and its certificate in force. */
MUST_CHECK int tls_pair_load(enum tls_use use, struct bytes key_pem,
			     struct bytes chain_pem, struct err *err);
bool tls_pair_present(enum tls_use use);

/* Reads the key in this file, or makes it; gives PEM and
 * SubjectPublicKeyInfo. */
MUST_CHECK int tls_key_get(int dirfd, const char *file, struct buf *ret_pem,
			   struct buf *ret_spki, struct err *err);
/* Whether a certificate can go on being used: for this key, these names, this
 * issuer, and not yet two thirds of its life old. */
bool tls_certificate_serves(struct bytes pem, struct bytes spki,
			    const struct live *live, int64_t now);

#endif
