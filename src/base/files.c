/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Files read whole, and replaced so that a crash leaves the old or the new. */
#include "sanca/files.h"

#include "sanca/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Why open(2) of path failed. */
static int
refuse_open(const char *path, struct err *err)
{
	if (errno == ENOENT)
		return err_set(err, ERR_NOT_FOUND, "%s: no such file", path);
	if (errno == ELOOP)
		return err_set(err, ERR_OS,
			       "%s is a symbolic link, which is not followed: "
			       "name the file itself",
			       path);
	return err_errno(err, ERR_OS, "open %s", path);
}

int
file_read(int dirfd, const char *path, size_t max, struct buf *ret,
	  struct err *err)
{
	/* O_NONBLOCK: opening a FIFO must not wait for a writer. */
	CLEANUP(fd_close)
	int fd = openat(dirfd, path,
			O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY |
				O_NONBLOCK);
	struct stat st;

	if (fd < 0)
		return refuse_open(path, err);
	if (fstat(fd, &st) != 0)
		return err_errno(err, ERR_OS, "stat %s", path);
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_OS, "%s is not a regular file", path);
	if ((uintmax_t)st.st_size > max)
		return err_set(err, ERR_TOO_LARGE,
			       "%s: longer than the %zu octets allowed", path,
			       max);
	if (fd_read_all(fd, max, ret, err) != 0)
		return err_context(err, "%s", path);
	return 0;
}

/* The directory of a file, held open over all steps so that it cannot be
 * exchanged between them. */
struct place {
	int dir;
	char name[LIMIT_PATH_BYTES];
	char tmp[LIMIT_PATH_BYTES + 4];
};

static void
place_close(struct place *place)
{
	fd_close(&place->dir);
}

static int
place_open(int dirfd, const char *path, struct place *ret, struct err *err)
{
	char dir[LIMIT_PATH_BYTES] = ".";
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;

	if (strlen(path) >= LIMIT_PATH_BYTES)
		return err_set(err, ERR_OS,
			       "a path is longer than %d octets: %.60s",
			       LIMIT_PATH_BYTES - 1, path);
	if (strcmp(name, "") == 0 || strcmp(name, ".") == 0 ||
	    strcmp(name, "..") == 0)
		return err_set(err, ERR_OS, "\"%s\" does not name a file",
			       path);
	if (slash != NULL) {
		/* "/x" lies in "/". */
		size_t n = slash == path ? 1 : (size_t)(slash - path);

		memcpy(dir, path, n);
		dir[n] = '\0';
	}
	snprintf(ret->name, sizeof(ret->name), "%s", name);
	snprintf(ret->tmp, sizeof(ret->tmp), "%s.tmp", ret->name);
	ret->dir = openat(dirfd, dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (ret->dir < 0)
		return err_errno(err, ERR_OS, "open the directory of %s", path);
	return 0;
}

static int
tmp_open(const struct place *place)
{
	int flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	int fd = openat(place->dir, place->tmp, flags, 0600);

	/* What a crash left behind; whoever else put it there does not get
	 * to choose what is written to. */
	if (fd < 0 && errno == EEXIST &&
	    unlinkat(place->dir, place->tmp, 0) == 0)
		fd = openat(place->dir, place->tmp, flags, 0600);
	return fd;
}

/* chown before chmod, which a chown may weaken. */
static int
tmp_fill(int fd, struct bytes content, mode_t mode, uid_t owner, gid_t group,
	 struct err *err)
{
	if (fd_write_all(fd, content, err) != 0)
		return -1;
	if ((owner != (uid_t)-1 || group != (gid_t)-1) &&
	    fchown(fd, owner, group) != 0)
		return err_errno(err, ERR_OS, "chown");
	if (fchmod(fd, mode) != 0)
		return err_errno(err, ERR_OS, "chmod");
	if (fsync(fd) != 0)
		return err_errno(err, ERR_OS, "fsync");
	return 0;
}

static int
tmp_write(const struct place *place, const char *path, struct bytes content,
	  mode_t mode, uid_t owner, gid_t group, struct err *err)
{
	CLEANUP(fd_close) int fd = tmp_open(place);

	if (fd < 0)
		return err_errno(err, ERR_OS, "%s: create %s", path,
				 place->tmp);
	if (tmp_fill(fd, content, mode, owner, group, err) != 0) {
		unlinkat(place->dir, place->tmp, 0);
		return err_context(err, "%s", path);
	}
	return 0;
}

static int
place_sync(const struct place *place, const char *path, struct err *err)
{
	if (fsync(place->dir) != 0)
		return err_errno(err, ERR_OS, "fsync the directory of %s",
				 path);
	return 0;
}

static int
tmp_keep(const struct place *place, const char *path, struct err *err)
{
	if (renameat(place->dir, place->tmp, place->dir, place->name) != 0) {
		int fault = err_errno(err, ERR_OS, "rename to %s", path);

		unlinkat(place->dir, place->tmp, 0);
		return fault;
	}
	return place_sync(place, path, err);
}

int
file_replace(int dirfd, const char *path, struct bytes content, mode_t mode,
	     uid_t owner, gid_t group, struct err *err)
{
	CLEANUP(place_close) struct place place = { .dir = -1 };

	if (place_open(dirfd, path, &place, err) != 0 ||
	    tmp_write(&place, path, content, mode, owner, group, err) != 0)
		return -1;
	return tmp_keep(&place, path, err);
}

int
file_tmp_open(int dirfd, const char *path, mode_t mode, int *ret_fd,
	      struct err *err)
{
	CLEANUP(place_close) struct place place = { .dir = -1 };
	CLEANUP(fd_close) int fd = -1;

	if (place_open(dirfd, path, &place, err) != 0)
		return -1;
	fd = tmp_open(&place);
	if (fd < 0 || fchmod(fd, mode) != 0)
		return err_errno(err, ERR_OS, "%s: create %s", path, place.tmp);
	*ret_fd = fd;
	fd = -1;
	return 0;
}

int
file_tmp_keep(int dirfd, const char *path, struct err *err)
{
	CLEANUP(place_close) struct place place = { .dir = -1 };

	if (place_open(dirfd, path, &place, err) != 0)
		return -1;
	return tmp_keep(&place, path, err);
}

/* Never in the place of another file. */
static int
tmp_link(const struct place *place, const char *path, struct err *err)
{
	int linked = linkat(place->dir, place->tmp, place->dir, place->name, 0);
	int number = errno;

	unlinkat(place->dir, place->tmp, 0);
	errno = number;
	if (linked != 0 && errno == EEXIST)
		return err_set(err, ERR_CONFLICT,
			       "%s exists already and is not overwritten",
			       path);
	if (linked != 0)
		return err_errno(err, ERR_OS, "link %s", path);
	return place_sync(place, path, err);
}

int
file_tmp_keep_new(int dirfd, const char *path, struct err *err)
{
	CLEANUP(place_close) struct place place = { .dir = -1 };

	if (place_open(dirfd, path, &place, err) != 0)
		return -1;
	return tmp_link(&place, path, err);
}

void
file_tmp_drop(int dirfd, const char *path)
{
	CLEANUP(place_close) struct place place = { .dir = -1 };
	struct err ignored;

	if (place_open(dirfd, path, &place, &ignored) == 0)
		unlinkat(place.dir, place.tmp, 0);
}

int
file_create(int dirfd, const char *path, struct bytes content, mode_t mode,
	    uid_t owner, gid_t group, struct err *err)
{
	CLEANUP(place_close) struct place place = { .dir = -1 };

	if (place_open(dirfd, path, &place, err) != 0 ||
	    tmp_write(&place, path, content, mode, owner, group, err) != 0)
		return -1;
	return tmp_link(&place, path, err);
}

int
file_check_private(int dirfd, const char *path, uid_t owner, struct err *err)
{
	struct stat st;

	if (fstatat(dirfd, path, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return refuse_open(path, err);
	if (S_ISLNK(st.st_mode))
		return err_set(err, ERR_CONFIG,
			       "%s holds a secret and must not be a symbolic "
			       "link: put the file itself there",
			       path);
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_CONFIG, "%s is not a regular file",
			       path);
	if (st.st_uid != owner)
		return err_set(err, ERR_CONFIG,
			       "%s holds a secret and belongs to uid %ju "
			       "instead of %ju: chown %ju %s",
			       path, (uintmax_t)st.st_uid, (uintmax_t)owner,
			       (uintmax_t)owner, path);
	if ((st.st_mode & (S_IRWXG | S_IRWXO)) != 0)
		return err_set(err, ERR_CONFIG,
			       "%s holds a secret and others may use it (mode "
			       "%04o): chmod go= %s",
			       path, (unsigned int)(st.st_mode & 07777), path);
	return 0;
}
