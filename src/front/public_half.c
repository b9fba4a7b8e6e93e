/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The public key that belongs to a private one. */

#include "public_half.h"

#include "sanca/gnutls_datum.h"

int
public_half(gnutls_privkey_t key, struct buf *ret_spki, struct err *err)
{
	CLEANUP(pubkey_free) gnutls_pubkey_t pubkey = NULL;
	CLEANUP(datum_free_wipe) gnutls_datum_t spki = { 0 };

	if (gnutls_pubkey_init(&pubkey) < 0 ||
	    gnutls_pubkey_import_privkey(pubkey, key, 0, 0) < 0 ||
	    gnutls_pubkey_export2(pubkey, GNUTLS_X509_FMT_DER, &spki) < 0)
		return err_set(err, ERR_CRYPTO,
			       "the key does not give its public half");
	buf_clear(ret_spki);
	buf_append_bytes(ret_spki, datum_bytes(&spki));
	return buf_check(ret_spki, err);
}
