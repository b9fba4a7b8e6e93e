/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Reads a backup, strictly: after its manifest each octet of the archive that is
 * not content is known beforehand. */
#include "backup.h"
#include "digest.h"
#include "sanca/files.h"
#include "sanca/key.h"
#include "ustar.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHUNK_BYTES ((size_t)256 * 1024)

static int
read_exactly(int fd, uint8_t *to, size_t n, struct err *err)
{
	while (n > 0) {
		ssize_t got = read(fd, to, n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return err_errno(err, ERR_OS, "read");
		if (got == 0)
			return err_set(err, ERR_CORRUPT,
				       "it ends too early: it was cut");
		to += got;
		n -= (size_t)got;
	}
	return 0;
}

/* These octets come next, and no others. */
static int
expect(int fd, struct bytes wanted, const char *what, struct err *err)
{
	uint8_t got[2 * USTAR_BLOCK];

	if (read_exactly(fd, got, wanted.n, err) < 0)
		return -1;
	if (wanted.n > 0 && memcmp(got, wanted.p, wanted.n) != 0)
		return err_set(err, ERR_CORRUPT,
			       "%s is not as sanca backup writes it", what);
	return 0;
}

static int
expect_padding(int fd, uint64_t size, struct err *err)
{
	static const uint8_t zeros[USTAR_BLOCK];

	return expect(fd, (struct bytes){ zeros, ustar_padding(size) },
		      "what fills up a file", err);
}

static int
expect_header(int fd, const struct manifest *m, size_t i, struct err *err)
{
	uint8_t header[USTAR_BLOCK];

	ustar_header(member_specs[i].name, member_specs[i].mode, m->at[i].size,
		     m->made_at, header);
	if (expect(fd, BYTES_OF(header), "its header", err) < 0)
		return err_context(err, "%s", member_specs[i].name);
	return 0;
}

static int
read_content(int fd, size_t i, uint64_t size, struct buf *ret, struct err *err)
{
	uint8_t *to = NULL;

	/* One more, so that what is empty is there all the same. */
	if (size > member_specs[i].most || i == MEMBER_DATABASE)
		return err_set(err, ERR_CORRUPT, "%s is too large",
			       member_specs[i].name);
	to = buf_reserve(ret, (size_t)size + 1);
	if (to == NULL)
		return err_nomem(err);
	if (read_exactly(fd, to, (size_t)size, err) < 0)
		return err_context(err, "%s", member_specs[i].name);
	ret->n += (size_t)size;
	return expect_padding(fd, size, err);
}

/* Its size and time are the only numbers that are taken from a header. */
static int
read_manifest(int fd, struct backup *b, struct err *err)
{
	uint8_t header[USTAR_BLOCK], again[USTAR_BLOCK];
	struct buf *text = &b->content[MEMBER_MANIFEST];
	uint64_t size = 0;
	int64_t time = 0;

	if (read_exactly(fd, header, sizeof(header), err) < 0 ||
	    ustar_numbers(header, &size, &time, err) < 0)
		return -1;
	ustar_header(member_specs[MEMBER_MANIFEST].name,
		     member_specs[MEMBER_MANIFEST].mode, size, time, again);
	if (memcmp(header, again, sizeof(header)) != 0)
		return err_set(err, ERR_CORRUPT,
			       "it does not begin as sanca backup writes it");
	if (read_content(fd, MEMBER_MANIFEST, size, text, err) < 0 ||
	    manifest_parse(buf_bytes(text), &b->manifest, err) < 0)
		return -1;
	if (b->manifest.made_at != time)
		return err_set(err, ERR_CORRUPT,
			       "it has two times at which it was made");
	return 0;
}

static int
check_digest(const struct manifest *m, size_t i, const uint8_t sha256[32],
	     struct err *err)
{
	if (memcmp(sha256, m->at[i].sha256, 32) != 0)
		return err_set(err, ERR_CORRUPT,
			       "%s is not what the manifest says: it is "
			       "damaged",
			       member_specs[i].name);
	return 0;
}

int
backup_read_small(int fd, struct backup *ret, struct err *err)
{
	const struct manifest *m = &ret->manifest;

	if (read_manifest(fd, ret, err) < 0)
		return -1;
	for (size_t i = MEMBER_MANIFEST + 1; i < MEMBER_DATABASE; i++) {
		uint8_t digest[32];

		if (!m->at[i].there)
			continue;
		if (expect_header(fd, m, i, err) < 0 ||
		    read_content(fd, i, m->at[i].size, &ret->content[i], err) <
			    0)
			return -1;
		sha256(buf_bytes(&ret->content[i]), digest);
		if (check_digest(m, i, digest, err) < 0)
			return -1;
	}
	return 0;
}

static int
copy(int fd, uint64_t size, int to, struct digest *digest, struct err *err)
{
	static uint8_t chunk[CHUNK_BYTES];

	while (size > 0) {
		size_t n = size < sizeof(chunk) ? (size_t)size : sizeof(chunk);
		struct bytes piece = { chunk, n };

		if (read_exactly(fd, chunk, n, err) < 0 ||
		    digest_add(digest, piece, err) < 0 ||
		    fd_write_all(to, piece, err) < 0)
			return -1;
		size -= n;
	}
	return 0;
}

static int
expect_end(int fd, struct err *err)
{
	static const uint8_t zeros[2 * USTAR_BLOCK];
	uint8_t more = 0;
	ssize_t n = 0;

	if (expect(fd, BYTES_OF(zeros), "its end", err) < 0)
		return -1;
	while ((n = read(fd, &more, 1)) < 0 && errno == EINTR)
		;
	if (n < 0)
		return err_errno(err, ERR_OS, "read");
	if (n > 0)
		return err_set(err, ERR_CORRUPT,
			       "something stands behind its end");
	return 0;
}

int
backup_read_database(int fd, const struct backup *b, int to, struct err *err)
{
	CLEANUP(digest_free) struct digest *digest = NULL;
	uint64_t size = b->manifest.at[MEMBER_DATABASE].size;
	uint8_t sum[32];

	if (expect_header(fd, &b->manifest, MEMBER_DATABASE, err) < 0 ||
	    digest_new(&digest, err) < 0)
		return -1;
	if (copy(fd, size, to, digest, err) < 0 ||
	    expect_padding(fd, size, err) < 0)
		return err_context(err, "%s",
				   member_specs[MEMBER_DATABASE].name);
	digest_end(digest, sum);
	if (check_digest(&b->manifest, MEMBER_DATABASE, sum, err) < 0)
		return -1;
	return expect_end(fd, err);
}
