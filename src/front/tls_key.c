/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The front's own keys: made once, kept in front/. */

#include "public_half.h"
#include "tls_parts.h"

#include "sanca/files.h"
#include "sanca/gnutls_datum.h"

#include <unistd.h>

static int
make_key(int dirfd, const char *file, struct buf *ret_pem, struct err *err)
{
	CLEANUP(x509_privkey_free) gnutls_x509_privkey_t key = NULL;
	CLEANUP(datum_free_wipe) gnutls_datum_t pem = { 0 };
	unsigned bits = GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1);

	if (gnutls_x509_privkey_init(&key) < 0 ||
	    gnutls_x509_privkey_generate(key, GNUTLS_PK_EC, bits, 0) < 0 ||
	    gnutls_x509_privkey_export2_pkcs8(key, GNUTLS_X509_FMT_PEM, NULL,
					      GNUTLS_PKCS_PLAIN, &pem) < 0)
		return err_set(err, ERR_CRYPTO, "cannot make %s", file);
	buf_clear(ret_pem);
	buf_append(ret_pem, pem.data, pem.size);
	if (buf_check(ret_pem, err) < 0)
		return -1;
	return file_replace(dirfd, file, buf_bytes(ret_pem), 0600, (uid_t)-1,
			    (gid_t)-1, err);
}

static int
read_spki(struct bytes pem, const char *file, struct buf *ret_spki,
	  struct err *err)
{
	CLEANUP(privkey_free) gnutls_privkey_t key = NULL;
	gnutls_datum_t in = datum_of(pem);

	if (gnutls_privkey_init(&key) < 0 ||
	    gnutls_privkey_import_x509_raw(key, &in, GNUTLS_X509_FMT_PEM, NULL,
					   0) < 0)
		return err_set(err, ERR_CRYPTO, "%s cannot be read", file);
	if (public_half(key, ret_spki, err) < 0)
		return err_context(err, "%s", file);
	return 0;
}

int
tls_key_get(int dirfd, const char *file, struct buf *ret_pem,
	    struct buf *ret_spki, struct err *err)
{
	buf_clear(ret_pem);
	if (file_read(dirfd, file, LIMIT_CHAIN_BYTES, ret_pem, err) < 0) {
		if (err->code != ERR_NOT_FOUND)
			return -1;
		if (make_key(dirfd, file, ret_pem, err) < 0)
			return -1;
	} else if (file_check_private(dirfd, file, geteuid(), err) < 0) {
		return -1;
	}
	return read_spki(buf_bytes(ret_pem), file, ret_spki, err);
}
