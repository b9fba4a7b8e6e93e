/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A data directory while it is built beside its place: there is all of it or
 * nothing. */
#include "site.h"
#include "sanca/clock.h"
#include "sanca/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static int
remove_tree(int dirfd, const char *name)
{
	CLEANUP(fd_close)
	int fd = openat(dirfd, name,
			O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *d = fd >= 0 ? fdopendir(dup(fd)) : NULL;
	struct dirent *e = NULL;

	while (d != NULL && (e = readdir(d)) != NULL) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		if (unlinkat(fd, e->d_name, 0) != 0)
			remove_tree(fd, e->d_name);
	}
	if (d != NULL)
		closedir(d);
	return unlinkat(dirfd, name, AT_REMOVEDIR);
}

void
site_free(struct site *s)
{
	if (s->path[0] != '\0')
		remove_tree(AT_FDCWD, s->path);
	fd_close(&s->fd);
}

/* Splits "a/b/c/" into "a/b" and "c". */
static int
split(const char *dir, struct site *s, struct err *err)
{
	size_t n = strlen(dir);
	const char *slash = NULL;

	while (n > 1 && dir[n - 1] == '/')
		n--;
	if (n == 0 || n >= sizeof(s->parent))
		return err_set(err, ERR_USAGE,
			       "\"%.80s\" cannot be a data "
			       "directory",
			       dir);
	memcpy(s->parent, dir, n);
	s->parent[n] = '\0';
	slash = strrchr(s->parent, '/');
	if (snprintf(s->name, sizeof(s->name), "%s",
		     slash != NULL ? slash + 1 : s->parent) >=
	    (int)sizeof(s->name))
		return err_set(err, ERR_USAGE, "the name is too long");
	if (s->name[0] == '\0' || strcmp(s->name, ".") == 0 ||
	    strcmp(s->name, "..") == 0)
		return err_set(err, ERR_USAGE,
			       "name the data directory by its own name, not "
			       "\"%.80s\"",
			       dir);
	if (slash == NULL)
		snprintf(s->parent, sizeof(s->parent), ".");
	else
		s->parent[slash == s->parent ? 1 : slash - s->parent] = '\0';
	return 0;
}

/* What an init that was killed left; one that still builds holds its lock. */
static void
sweep(const struct site *s)
{
	char prefix[300];
	DIR *d = opendir(s->parent);
	struct dirent *e = NULL;
	int n = snprintf(prefix, sizeof(prefix), ".%s.sanca-init-", s->name);

	while (d != NULL && (e = readdir(d)) != NULL) {
		CLEANUP(fd_close) int fd = -1;
		struct stat st = { 0 };

		if (strncmp(e->d_name, prefix, (size_t)n) != 0)
			continue;
		fd = openat(dirfd(d), e->d_name,
			    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (fd >= 0 && fstat(fd, &st) == 0 && st.st_uid == geteuid() &&
		    flock(fd, LOCK_EX | LOCK_NB) == 0)
			remove_tree(dirfd(d), e->d_name);
	}
	if (d != NULL)
		closedir(d);
}

int
site_open(const char *dir, struct site *s, struct err *err)
{
	if (split(dir, s, err) < 0)
		return -1;
	sweep(s);
	snprintf(s->path, sizeof(s->path), "%s/.%s.sanca-init-XXXXXX",
		 s->parent, s->name);
	if (mkdtemp(s->path) == NULL) {
		s->path[0] = '\0';
		return err_errno(err, ERR_OS, "%.300s", s->parent);
	}
	s->fd = open(s->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (s->fd < 0 || flock(s->fd, LOCK_EX | LOCK_NB) != 0)
		return err_errno(err, ERR_OS, "%.300s", s->path);
	return 0;
}

/* Who may enter what, as sancad(8) has it. log/ is read by the front through the signer's
 * group. */
static const struct {
	const char *path;
	mode_t mode;
	enum owner owner;
} folders[] = {
	{ "ca", 0700, OWNER_SIGNER },	    { "log", 0750, OWNER_SIGNER },
	{ "front", 0700, OWNER_FRONT },	    { "public", 0755, OWNER_SIGNER },
	{ "run", 0755, OWNER_SELF },	    { "run/control", 0755, OWNER_SELF },
	{ "notify", 0750, OWNER_NOTIFIER },
};

void
owner_ids(const struct owners *owners, enum owner owner, uid_t *uid, gid_t *gid)
{
	const struct os_user *user =
		owner == OWNER_FRONT ? &owners->front : &owners->signer;

	*uid = (uid_t)-1;
	*gid = (gid_t)-1;
	if (!owners->as_root || owner == OWNER_SELF)
		return;
	*uid = user->uid;
	*gid = user->gid;
	/* The signer walks through notify/ by its group; the notifier reads the
	 * key of renewal links by its own. */
	if (owner == OWNER_NOTIFIER)
		*uid = owners->has_notifier ? owners->notifier.uid : (uid_t)-1;
	if (owner == OWNER_LINKS)
		*gid = owners->has_notifier ? owners->notifier.gid : (gid_t)-1;
}

int
site_make_folders(const struct site *s, const struct owners *owners,
		  struct err *err)
{
	for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
		const char *path = folders[i].path;
		uid_t uid = 0;
		gid_t gid = 0;

		owner_ids(owners, folders[i].owner, &uid, &gid);
		if (mkdirat(s->fd, path, 0700) != 0 ||
		    fchownat(s->fd, path, uid, gid, AT_SYMLINK_NOFOLLOW) != 0 ||
		    fchmodat(s->fd, path, folders[i].mode, 0) != 0)
			return err_errno(err, ERR_OS, "%s", path);
	}
	return 0;
}

int
site_put(const struct site *s, const struct owners *owners, const char *path,
	 struct buf *content, mode_t mode, enum owner owner, struct err *err)
{
	uid_t uid = 0;
	gid_t gid = 0;

	owner_ids(owners, owner, &uid, &gid);
	if (buf_check(content, err) < 0)
		return -1;
	return file_create(s->fd, path, buf_bytes(content), mode, uid, gid,
			   err);
}

int
site_put_link_key(const struct site *s, const struct owners *owners,
		  struct err *err)
{
	CLEANUP(buf_free_wipe) struct buf key = { 0 };
	uint8_t octets[32];
	int rc = random_bytes(octets, sizeof(octets), err);

	buf_append(&key, octets, sizeof(octets));
	bytes_wipe(octets, sizeof(octets));
	if (rc < 0)
		return -1;
	return site_put(s, owners, "notify/link.key", &key, 0640, OWNER_LINKS,
			err);
}

/* Everything in log/ to the signer, and onto the disk. */
int
site_settle_log(const struct site *s, const struct owners *owners,
		struct err *err)
{
	CLEANUP(fd_close)
	int at = openat(s->fd, "log", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = at >= 0 ? fdopendir(dup(at)) : NULL;
	struct dirent *e = NULL;
	uid_t uid = 0;
	gid_t gid = 0;
	int rc = d != NULL ? 0 : -1;

	owner_ids(owners, OWNER_SIGNER, &uid, &gid);
	while (rc == 0 && (e = readdir(d)) != NULL)
		if (e->d_name[0] != '.')
			rc = fchownat(at, e->d_name, uid, gid,
				      AT_SYMLINK_NOFOLLOW);
	if (d != NULL)
		closedir(d);
	return rc == 0 ? 0 : err_errno(err, ERR_OS, "log");
}

static int
sync_folders(const struct site *s, struct err *err)
{
	for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
		CLEANUP(fd_close)
		int fd = openat(s->fd, folders[i].path,
				O_RDONLY | O_DIRECTORY | O_CLOEXEC);

		if (fd < 0 || fsync(fd) != 0)
			return err_errno(err, ERR_STORAGE, "%s",
					 folders[i].path);
	}
	if (fsync(s->fd) != 0)
		return err_errno(err, ERR_STORAGE, "%.300s", s->path);
	return 0;
}

int
site_move_in(struct site *s, const char *dir, struct err *err)
{
	CLEANUP(fd_close) int parent = -1;

	if (fchmod(s->fd, 0755) != 0)
		return err_errno(err, ERR_STORAGE, "%.300s", s->path);
	if (sync_folders(s, err) < 0)
		return -1;
	/* An empty directory is replaced, any other refused, in one step. */
	if (rename(s->path, dir) != 0)
		return err_errno(err, ERR_CONFLICT, "%.300s", dir);
	s->path[0] = '\0';
	parent = open(s->parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (parent < 0 || fsync(parent) != 0)
		return err_errno(err, ERR_STORAGE, "%.300s", s->parent);
	return 0;
}

int
site_check_place(const char *dir, struct err *err)
{
	DIR *d = opendir(dir);
	struct dirent *e = NULL;
	bool empty = true;

	if (d == NULL && errno == ENOENT)
		return 0;
	if (d == NULL)
		return err_errno(err, ERR_CONFLICT, "%.300s", dir);
	while ((e = readdir(d)) != NULL)
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			empty = false;
	closedir(d);
	if (empty)
		return 0;
	return err_set(err, ERR_CONFLICT,
		       "%.300s is not empty: nothing there was touched; name "
		       "a directory that is empty or does not exist",
		       dir);
}
