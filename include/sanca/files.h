/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* layer: base */
/* Files read and written so that a crash leaves the old or the new one. */
#ifndef SANCA_FILES_H
#define SANCA_FILES_H

#include "sanca/bytes.h"

#include <sys/types.h>

/* Reads a whole regular file of at most max octets (ERR_TOO_LARGE beyond). A
 * missing file is ERR_NOT_FOUND. dirfd may be AT_FDCWD. */
MUST_CHECK int file_read(int dirfd, const char *path, size_t max,
			 struct buf *ret, struct err *err);

/* A view of a whole regular file, for those too large to be read: it shows the
 * file as it is as long as nobody writes into it, which nobody does who replaces
 * files by rename. ret_fd (may be NULL) gets the descriptor. Errors as above,
 * ERR_CORRUPT for an empty one. */
MUST_CHECK int file_map(int dirfd, const char *path, size_t max, int *ret_fd,
			struct bytes *ret, struct err *err);
/* For CLEANUP, too. */
void file_unmap(struct bytes *map);

/* Writes PATH.tmp beside it, fsync, rename, fsync of the directory. The file
 * has exactly this mode, and owner:group when they are not -1. */
MUST_CHECK int file_replace(int dirfd, const char *path, struct bytes content,
			    mode_t mode, uid_t owner, gid_t group,
			    struct err *err);

/* The same for what is written piece by piece, and synced, by the caller:
 * file_tmp_open() makes PATH.tmp with this mode, file_tmp_keep() renames it to
 * PATH and syncs the directory, file_tmp_keep_new() does so only where there is
 * none yet (ERR_CONFLICT), file_tmp_drop() takes it away. */
MUST_CHECK int file_tmp_open(int dirfd, const char *path, mode_t mode,
			     int *ret_fd, struct err *err);
MUST_CHECK int file_tmp_keep(int dirfd, const char *path, struct err *err);
MUST_CHECK int file_tmp_keep_new(int dirfd, const char *path, struct err *err);
void file_tmp_drop(int dirfd, const char *path);

/* As file_replace, but an existing path is ERR_CONFLICT (link, not rename). */
MUST_CHECK int file_create(int dirfd, const char *path, struct bytes content,
			   mode_t mode, uid_t owner, gid_t group,
			   struct err *err);

/* A secret must be a regular file (no symlink), owned by owner, readable by
 * nobody else: group and other bits 0. ERR_CONFIG says chmod/chown. */
MUST_CHECK int file_check_private(int dirfd, const char *path, uid_t owner,
				  struct err *err);

/* Writes all of it to a descriptor, over EINTR and short writes. */
MUST_CHECK int fd_write_all(int fd, struct bytes content, struct err *err);
/* Reads all of a descriptor up to max octets. */
MUST_CHECK int fd_read_all(int fd, size_t max, struct buf *ret,
			   struct err *err);
/* close() for CLEANUP: ignores -1, sets it to -1. */
void fd_close(int *fd);

#endif
