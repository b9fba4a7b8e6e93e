/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Writes a backup: a tar archive whose manifest comes first. */
#include "backup.h"
#include "digest.h"
#include "sanca/files.h"
#include "sanca/key.h"
#include "ustar.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK_BYTES ((size_t)256 * 1024)

void
backup_free(struct backup *b)
{
	for (size_t i = 0; i < MEMBER_COUNT; i++)
		buf_free_wipe(&b->content[i]);
	fd_close(&b->database_fd);
}

/* Calls fn for all that is in the file. */
typedef int chunk_fn(struct bytes chunk, void *ctx, struct err *err);

static int
each_chunk(int fd, uint64_t size, chunk_fn *fn, void *ctx, struct err *err)
{
	static uint8_t chunk[CHUNK_BYTES];

	for (uint64_t at = 0; at < size;) {
		size_t want = size - at < sizeof(chunk) ? (size_t)(size - at)
							: sizeof(chunk);
		ssize_t n = pread(fd, chunk, want, (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return err_errno(err, ERR_STORAGE,
					 "read the copy of the database");
		if (fn((struct bytes){ chunk, (size_t)n }, ctx, err) < 0)
			return -1;
		at += (uint64_t)n;
	}
	return 0;
}

static int
add_to_digest(struct bytes chunk, void *ctx, struct err *err)
{
	return digest_add(ctx, chunk, err);
}

static int
write_chunk(struct bytes chunk, void *ctx, struct err *err)
{
	return fd_write_all(*(const int *)ctx, chunk, err);
}

static int
measure_database(struct backup *b, struct err *err)
{
	CLEANUP(digest_free) struct digest *digest = NULL;
	struct stat st;

	if (fstat(b->database_fd, &st) != 0)
		return err_errno(err, ERR_STORAGE, "the copy of the database");
	b->manifest.at[MEMBER_DATABASE].there = true;
	b->manifest.at[MEMBER_DATABASE].size = (uint64_t)st.st_size;
	if (digest_new(&digest, err) < 0 ||
	    each_chunk(b->database_fd, (uint64_t)st.st_size, add_to_digest,
		       digest, err) < 0)
		return -1;
	digest_end(digest, b->manifest.at[MEMBER_DATABASE].sha256);
	return 0;
}

static int
measure(struct backup *b, struct err *err)
{
	for (size_t i = 0; i < MEMBER_DATABASE; i++) {
		b->manifest.at[i].size = b->content[i].n;
		sha256(buf_bytes(&b->content[i]), b->manifest.at[i].sha256);
	}
	if (measure_database(b, err) < 0)
		return -1;
	manifest_write(&b->manifest, &b->content[MEMBER_MANIFEST]);
	b->manifest.at[MEMBER_MANIFEST].there = true;
	b->manifest.at[MEMBER_MANIFEST].size = b->content[MEMBER_MANIFEST].n;
	return buf_check(&b->content[MEMBER_MANIFEST], err);
}

static int
write_member(const struct backup *b, size_t i, int fd, struct err *err)
{
	static const uint8_t zeros[USTAR_BLOCK];
	uint64_t size = b->manifest.at[i].size;
	uint8_t header[USTAR_BLOCK];

	ustar_header(member_specs[i].name, member_specs[i].mode, size,
		     b->manifest.made_at, header);
	if (fd_write_all(fd, BYTES_OF(header), err) < 0 ||
	    (i == MEMBER_DATABASE
		     ? each_chunk(b->database_fd, size, write_chunk, &fd, err)
		     : fd_write_all(fd, buf_bytes(&b->content[i]), err)) < 0)
		return -1;
	return fd_write_all(fd, (struct bytes){ zeros, ustar_padding(size) },
			    err);
}

int
backup_write(struct backup *b, int fd, struct err *err)
{
	static const uint8_t end[2 * USTAR_BLOCK];

	if (measure(b, err) < 0)
		return -1;
	for (size_t i = 0; i < MEMBER_COUNT; i++)
		if (b->manifest.at[i].there && write_member(b, i, fd, err) < 0)
			return -1;
	return fd_write_all(fd, BYTES_OF(end), err);
}
