/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* SHA-256 of what does not fit into memory. */
#include "digest.h"

#include <gnutls/crypto.h>
#include <stdlib.h>

struct digest {
	gnutls_hash_hd_t hash;
};

int
digest_new(struct digest **ret, struct err *err)
{
	CLEANUP(digest_free) struct digest *d = calloc(1, sizeof(*d));

	if (d == NULL || gnutls_hash_init(&d->hash, GNUTLS_DIG_SHA256) < 0)
		return err_nomem(err);
	*ret = STEAL(d);
	return 0;
}

int
digest_add(struct digest *d, struct bytes v, struct err *err)
{
	if (v.n > 0 && gnutls_hash(d->hash, v.p, v.n) < 0)
		return err_set(err, ERR_CRYPTO, "SHA-256 fails");
	return 0;
}

void
digest_end(struct digest *d, uint8_t ret[32])
{
	gnutls_hash_output(d->hash, ret);
}

void
digest_free(struct digest **d)
{
	if (*d == NULL)
		return;
	if ((*d)->hash != NULL)
		gnutls_hash_deinit((*d)->hash, NULL);
	free(*d);
	*d = NULL;
}
