/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Joins TBSCertList and signature (RFC 5280 5.1.1), without holding either in
 * memory. */

#include "crl_stream.h"
#include "tbs_write.h"

#include <errno.h>
#include <unistd.h>

static int
make_tail(enum sig_alg alg, struct bytes signature, struct buf *ret,
	  struct err *err)
{
	CLEANUP(derw_free) struct derw w = { 0 };

	derw_bits(&w, signature);
	derw_raw(&w, sig_alg_der(alg));
	return derw_finish(&w, ret, err);
}

static int
read_at(int fd, uint64_t offset, uint8_t *to, size_t n, struct err *err)
{
	while (n > 0) {
		ssize_t got = pread(fd, to, n, (off_t)offset);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return err_errno(err, ERR_STORAGE,
					 "reading a TBSCertList");
		if (got == 0)
			return err_set(err, ERR_CORRUPT,
				       "a TBSCertList ends before its end");
		to += got;
		offset += (uint64_t)got;
		n -= (size_t)got;
	}
	return 0;
}

static int
copy(int tbs_fd, uint64_t tbs_bytes, struct crl_stream *out,
     struct crl_hash *hash, struct err *err)
{
	uint8_t part[16384];

	for (uint64_t at = 0; at < tbs_bytes;) {
		uint64_t left = tbs_bytes - at;
		size_t n = left < sizeof(part) ? (size_t)left : sizeof(part);

		if (read_at(tbs_fd, at, part, n, err) < 0 ||
		    crl_hash_put(hash, (struct bytes){ part, n }, err) < 0 ||
		    crl_stream_put(out, (struct bytes){ part, n }, err) < 0)
			return -1;
		at += n;
	}
	return 0;
}

/* The octets that were copied are those that were signed, whatever the disk
 * did with them in between. */
static int
check_signature(const struct issuer *issuer, struct crl_hash *hash,
		struct bytes signature, struct err *err)
{
	uint8_t unused[32], digest[CA_KEY_DIGEST_MAX];
	size_t n = crl_hash_end(hash, unused, digest);

	if (key_verify_digest(&issuer->key, sig_alg_of(issuer->key.kind),
			      (struct bytes){ digest, n }, signature, err) == 0)
		return 0;
	err->code = ERR_CORRUPT;
	return err_context(err, "the signature of the CRL");
}

static int
write_all(const struct issuer *issuer, int tbs_fd, uint64_t tbs_bytes,
	  struct bytes signature, struct crl_stream *out, struct crl_hash *hash,
	  struct err *err)
{
	CLEANUP(buf_free) struct buf tail = { 0 };
	uint8_t header[DER_HEADER_BYTES];
	size_t n = 0;

	if (make_tail(sig_alg_of(issuer->key.kind), signature, &tail, err) < 0)
		return -1;
	n = der_header(DER_SEQUENCE, tbs_bytes + tail.n, header);
	if (crl_stream_put(out, (struct bytes){ header, n }, err) < 0 ||
	    copy(tbs_fd, tbs_bytes, out, hash, err) < 0 ||
	    check_signature(issuer, hash, signature, err) < 0 ||
	    crl_stream_put(out, buf_bytes(&tail), err) < 0)
		return -1;
	return crl_stream_end(out, err);
}

int
crl_assemble(const struct issuer *issuer, int tbs_fd, uint64_t tbs_bytes,
	     struct bytes signature, int out_fd, struct err *err)
{
	CLEANUP(crl_hash_close) struct crl_hash hash = { 0 };
	CLEANUP(crl_stream_close) struct crl_stream out = { 0 };

	if (crl_hash_open(sig_alg_of(issuer->key.kind), &hash, err) < 0 ||
	    crl_stream_open(out_fd, NULL, &out, err) < 0)
		return -1;
	return write_all(issuer, tbs_fd, tbs_bytes, signature, &out, &hash,
			 err);
}
