/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Whether the data directory is as safe as it must be. */
#include "supervisor.h"

#include "sanca/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#define ANYBODY ((uid_t)-1)

/* A real directory of this owner with no bits beyond mode. */
static int
check_dir(int dirfd, const char *path, mode_t mode, uid_t owner,
	  struct err *err)
{
	struct stat st;

	if (fstatat(dirfd, path, &st, AT_SYMLINK_NOFOLLOW) != 0) {
		if (errno == ENOENT)
			return err_set(err, ERR_CONFIG,
				       "there is no %s/ here: sanca init makes "
				       "a data directory",
				       path);
		return err_errno(err, ERR_OS, "stat %s", path);
	}
	if (!S_ISDIR(st.st_mode))
		return err_set(err, ERR_CONFIG,
			       "%s must be a directory, and not a link to one",
			       path);
	if (owner != ANYBODY && st.st_uid != owner)
		return err_set(err, ERR_CONFIG,
			       "%s belongs to uid %ju instead of %ju: chown -R "
			       "%ju %s",
			       path, (uintmax_t)st.st_uid, (uintmax_t)owner,
			       (uintmax_t)owner, path);
	if ((st.st_mode & 07777 & ~mode) != 0)
		return err_set(
			err, ERR_CONFIG,
			"%s is open to others (mode %04o): chmod %04o %s", path,
			st.st_mode & 07777U, mode, path);
	return 0;
}

static int
check_conf(int dirfd, struct err *err)
{
	struct stat dir;
	struct stat st;

	if (fstat(dirfd, &dir) != 0 ||
	    fstatat(dirfd, "sanca.conf", &st, AT_SYMLINK_NOFOLLOW) != 0)
		return err_errno(err, ERR_CONFIG, "sanca.conf");
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_CONFIG,
			       "sanca.conf must be a file, and not a link");
	if (st.st_uid != geteuid() && st.st_uid != 0 && st.st_uid != dir.st_uid)
		return err_set(
			err, ERR_CONFIG,
			"sanca.conf belongs to uid %ju, who could change "
			"who gets certificates: chown %ju sanca.conf",
			(uintmax_t)st.st_uid, (uintmax_t)geteuid());
	if ((st.st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return err_set(err, ERR_CONFIG,
			       "sanca.conf can be written by others (mode "
			       "%04o): chmod go-w sanca.conf",
			       st.st_mode & 07777U);
	return 0;
}

/* RFC 1813 locks and syncs are not what SQLite and we count on. */
static int
check_not_network(int dirfd, struct err *err)
{
	struct statfs fs;

	if (fstatfs(dirfd, &fs) != 0)
		return err_errno(err, ERR_OS, "statfs");
	if (fs.f_type == NFS_SUPER_MAGIC || fs.f_type == 0xff534d42 ||
	    fs.f_type == 0xfe534d42)
		return err_set(
			err, ERR_CONFIG,
			"the data directory is on a network file system, "
			"whose locks and syncs cannot be trusted: move "
			"it to a local disk");
	return 0;
}

static bool
is_key(const char *name)
{
	size_t n = strlen(name);

	return n > 4 && strcmp(name + n - 4, ".key") == 0;
}

static void
close_dir(DIR **d)
{
	if (*d != NULL)
		closedir(*d);
}

static int
check_keys(int dirfd, uid_t owner, struct err *err)
{
	CLEANUP(fd_close)
	int fd = openat(dirfd, "ca",
			O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	CLEANUP(close_dir) DIR *d = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *e = NULL;
	int at = fd;

	if (d == NULL)
		return err_errno(err, ERR_OS, "open ca");
	fd = -1;
	while ((e = readdir(d)) != NULL) {
		if (is_key(e->d_name) &&
		    file_check_private(at, e->d_name, owner, err) != 0)
			return err_context(err, "ca/");
	}
	return 0;
}

/* With the owner's rights: root's power over the files of others is not among
 * what the unit file leaves to sancad. */
static int
check_keys_as(int dirfd, uid_t owner, struct err *err)
{
	int before = setfsuid(owner);
	int rc = check_keys(dirfd, owner, err);

	setfsuid((uid_t)before);
	return rc;
}

static int
make_dir(int dirfd, const char *path, struct err *err)
{
	if (mkdirat(dirfd, path, 0755) != 0 && errno != EEXIST)
		return err_errno(err, ERR_OS, "create %s", path);
	return check_dir(dirfd, path, 0755, geteuid(), err);
}

int
data_check(int dirfd, const struct users *users, struct err *err)
{
	uid_t self = geteuid();
	uid_t signer = users->change[SIGNER] ? users->user[SIGNER].uid : self;
	uid_t front = users->change[FRONT] ? users->user[FRONT].uid : self;

	if (check_not_network(dirfd, err) != 0 ||
	    check_dir(dirfd, ".", 0755, ANYBODY, err) != 0 ||
	    check_conf(dirfd, err) != 0 ||
	    check_dir(dirfd, "ca", 0700, signer, err) != 0 ||
	    check_keys_as(dirfd, signer, err) != 0 ||
	    check_dir(dirfd, "log", 0750, signer, err) != 0 ||
	    check_dir(dirfd, "front", 0700, front, err) != 0 ||
	    check_dir(dirfd, "public", 0755, signer, err) != 0)
		return -1;
	if (data_check_notify(dirfd, users, err) != 0 ||
	    make_dir(dirfd, "run", err) != 0)
		return -1;
	return make_dir(dirfd, "run/control", err);
}
