/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* layer: pki */
/* Hands our byte views to GnuTLS and takes its memory back. */
#ifndef SANCA_GNUTLS_DATUM_H
#define SANCA_GNUTLS_DATUM_H

#include "sanca/bytes.h"

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <gnutls/pkcs7.h>
#include <gnutls/x509.h>

/* GnuTLS only reads what it is given in this form, but does not say const. */
static inline gnutls_datum_t
datum_of(struct bytes v)
{
	return (gnutls_datum_t){ .data = (unsigned char *)(uintptr_t)v.p,
				 .size = (unsigned int)v.n };
}

static inline struct bytes
datum_bytes(const gnutls_datum_t *d)
{
	return (struct bytes){ d->data, d->size };
}

/* For CLEANUP. The memory is wiped: it may have held a private key. */
static inline void
datum_free_wipe(gnutls_datum_t *d)
{
	if (d->data) {
		bytes_wipe(d->data, d->size);
		gnutls_free(d->data);
	}
	d->data = NULL;
	d->size = 0;
}

static inline void
x509_privkey_free(gnutls_x509_privkey_t *k)
{
	if (*k)
		gnutls_x509_privkey_deinit(*k);
	*k = NULL;
}

static inline void
privkey_free(gnutls_privkey_t *k)
{
	if (*k)
		gnutls_privkey_deinit(*k);
	*k = NULL;
}

static inline void
x509_crt_free(gnutls_x509_crt_t *c)
{
	if (*c)
		gnutls_x509_crt_deinit(*c);
	*c = NULL;
}

static inline void
pkcs7_free(gnutls_pkcs7_t *p)
{
	if (*p)
		gnutls_pkcs7_deinit(*p);
	*p = NULL;
}

static inline void
pubkey_free(gnutls_pubkey_t *k)
{
	if (*k)
		gnutls_pubkey_deinit(*k);
	*k = NULL;
}

#endif
