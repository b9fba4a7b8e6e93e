/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The public key that belongs to a private one. */
#ifndef SANCA_FRONT_PUBLIC_HALF_H
#define SANCA_FRONT_PUBLIC_HALF_H

#include "sanca/bytes.h"

#include <gnutls/abstract.h>

/* Its SubjectPublicKeyInfo. ERR_CRYPTO when GnuTLS cannot tell. */
MUST_CHECK int public_half(gnutls_privkey_t key, struct buf *ret_spki,
			   struct err *err);

#endif
