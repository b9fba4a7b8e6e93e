/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Octets of a CRL into a file through a buffer, hashed, synced in steps. */
#ifndef MINT_CRL_STREAM_H
#define MINT_CRL_STREAM_H

#include "sanca/mint.h"

#include <gnutls/crypto.h>

/* What is handed to the kernel and to the hash at once. */
#define CRL_STREAM_BYTES ((size_t)65536)

/* Both run over all octets; sha384 is NULL when the CA key does not want it. */
struct crl_hash {
	gnutls_hash_hd_t sha256, sha384;
};
MUST_CHECK int crl_hash_open(enum sig_alg alg, struct crl_hash *ret,
			     struct err *err);
void crl_hash_close(struct crl_hash *h);
MUST_CHECK int crl_hash_put(struct crl_hash *h, struct bytes v,
			    struct err *err);
/* Gives the SHA-256 and what the CA key signs; returns the octets of that. */
size_t crl_hash_end(struct crl_hash *h, uint8_t ret_sha256[32],
		    uint8_t ret_digest[CA_KEY_DIGEST_MAX]);

struct crl_stream {
	int fd;
	uint8_t *buffer;
	size_t used;
	uint64_t written;      /* with what is still in the buffer */
	uint64_t unsynced;     /* octets that the disk may not have yet */
	struct crl_hash *hash; /* NULL: none */
};

MUST_CHECK int crl_stream_open(int fd, struct crl_hash *hash,
			       struct crl_stream *ret, struct err *err);
void crl_stream_close(struct crl_stream *s);
MUST_CHECK int crl_stream_put(struct crl_stream *s, struct bytes v,
			      struct err *err);
/* Everything is on the disk. */
MUST_CHECK int crl_stream_end(struct crl_stream *s, struct err *err);

#endif
