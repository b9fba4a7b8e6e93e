/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Octets of a CRL into a file through a buffer, hashed, synced in steps. */

#include "crl_stream.h"

#include "ca_key.h"
#include "sanca/files.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A large CRL must not leave more than this to the kernel: what is not yet on
 * the disk holds up the next commit of the log. */
#define SYNC_BYTES UINT64_C(4194304)

int
crl_hash_open(enum sig_alg alg, struct crl_hash *ret, struct err *err)
{
	struct crl_hash h = { 0 };

	if (gnutls_hash_init(&h.sha256, GNUTLS_DIG_SHA256) < 0 ||
	    (ca_key_hash(alg) == GNUTLS_DIG_SHA384 &&
	     gnutls_hash_init(&h.sha384, GNUTLS_DIG_SHA384) < 0)) {
		crl_hash_close(&h);
		return err_nomem(err);
	}
	*ret = h;
	return 0;
}

void
crl_hash_close(struct crl_hash *h)
{
	if (h->sha256 != NULL)
		gnutls_hash_deinit(h->sha256, NULL);
	if (h->sha384 != NULL)
		gnutls_hash_deinit(h->sha384, NULL);
	*h = (struct crl_hash){ 0 };
}

int
crl_hash_put(struct crl_hash *h, struct bytes v, struct err *err)
{
	if (gnutls_hash(h->sha256, v.p, v.n) < 0 ||
	    (h->sha384 != NULL && gnutls_hash(h->sha384, v.p, v.n) < 0))
		return err_set(err, ERR_CRYPTO, "a CRL cannot be hashed");
	return 0;
}

size_t
crl_hash_end(struct crl_hash *h, uint8_t ret_sha256[32],
	     uint8_t ret_digest[CA_KEY_DIGEST_MAX])
{
	gnutls_hash_output(h->sha256, ret_sha256);
	if (h->sha384 == NULL) {
		memcpy(ret_digest, ret_sha256, 32);
		return 32;
	}
	gnutls_hash_output(h->sha384, ret_digest);
	return 48;
}

int
crl_stream_open(int fd, struct crl_hash *hash, struct crl_stream *ret,
		struct err *err)
{
	uint8_t *buffer = malloc(CRL_STREAM_BYTES);

	if (buffer == NULL)
		return err_nomem(err);
	*ret = (struct crl_stream){ .fd = fd, .buffer = buffer, .hash = hash };
	return 0;
}

void
crl_stream_close(struct crl_stream *s)
{
	free(s->buffer);
	*s = (struct crl_stream){ .fd = -1 };
}

static int
sync_now(struct crl_stream *s, struct err *err)
{
	if (fdatasync(s->fd) < 0)
		return err_errno(err, ERR_STORAGE, "fdatasync of a CRL");
	s->unsynced = 0;
	return 0;
}

static int
flush(struct crl_stream *s, struct err *err)
{
	struct bytes v = { s->buffer, s->used };

	if (v.n == 0)
		return 0;
	if (s->hash != NULL && crl_hash_put(s->hash, v, err) < 0)
		return -1;
	if (fd_write_all(s->fd, v, err) < 0) {
		err->code = ERR_STORAGE;
		return err_context(err, "writing a CRL");
	}
	s->unsynced += s->used;
	s->used = 0;
	return s->unsynced < SYNC_BYTES ? 0 : sync_now(s, err);
}

int
crl_stream_put(struct crl_stream *s, struct bytes v, struct err *err)
{
	while (v.n > 0) {
		size_t room = CRL_STREAM_BYTES - s->used;
		size_t n = v.n < room ? v.n : room;

		memcpy(s->buffer + s->used, v.p, n);
		s->used += n;
		s->written += n;
		v.p += n;
		v.n -= n;
		if (s->used == CRL_STREAM_BYTES && flush(s, err) < 0)
			return -1;
	}
	return 0;
}

int
crl_stream_end(struct crl_stream *s, struct err *err)
{
	if (flush(s, err) < 0)
		return -1;
	return sync_now(s, err);
}
