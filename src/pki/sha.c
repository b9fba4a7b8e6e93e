/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* SHA-1 and SHA-256 of octets at hand. */
#include "sanca/key.h"

#include <gnutls/crypto.h>
#include <stdlib.h>

/* Works on the stack and can only fail when GnuTLS was built without the
 * hash: no certificate may be made then, and no input leads here. */
static void
digest(gnutls_digest_algorithm_t algorithm, struct bytes in, uint8_t *out)
{
	if (gnutls_hash_fast(algorithm, in.n == 0 ? "" : (const void *)in.p,
			     in.n, out) < 0)
		abort();
}

void
sha256(struct bytes in, uint8_t out[32])
{
	digest(GNUTLS_DIG_SHA256, in, out);
}

void
sha1(struct bytes in, uint8_t out[20])
{
	digest(GNUTLS_DIG_SHA1, in, out);
}

void
sha256_to_keep(const uint8_t shown[32], uint8_t ret[32])
{
	sha256((struct bytes){ shown, 32 }, ret);
}
