/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Makes a data directory whole or not at all. */
#include "init.h"
#include "sanca/clock.h"
#include "sanca/der_read.h"
#include "sanca/files.h"
#include "sanca/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* The directory beside DIR in which it is built: ".DIR.sanca-init-XXXXXX". */
struct site {
	char parent[LIMIT_PATH_BYTES];
	char name[256]; /* of DIR in parent */
	char path[LIMIT_PATH_BYTES + 300];
	int fd; /* locked as long as it is being built */
};

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

static void
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

static int
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

enum owner {
	OWNER_SELF,
	OWNER_SIGNER,
	OWNER_FRONT,
	OWNER_NOTIFIER,
	OWNER_LINKS
};

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

static void
owner_ids(const struct plan *plan, enum owner owner, uid_t *uid, gid_t *gid)
{
	const struct os_user *user =
		owner == OWNER_FRONT ? &plan->front : &plan->signer;

	*uid = (uid_t)-1;
	*gid = (gid_t)-1;
	if (!plan->as_root || owner == OWNER_SELF)
		return;
	*uid = user->uid;
	*gid = user->gid;
	/* The signer walks through notify/ by its group; the notifier reads the
	 * key of renewal links by its own. */
	if (owner == OWNER_NOTIFIER)
		*uid = plan->has_notifier ? plan->notifier.uid : (uid_t)-1;
	if (owner == OWNER_LINKS)
		*gid = plan->has_notifier ? plan->notifier.gid : (gid_t)-1;
}

static int
make_folders(const struct plan *plan, int fd, struct err *err)
{
	for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
		const char *path = folders[i].path;
		uid_t uid = 0;
		gid_t gid = 0;

		owner_ids(plan, folders[i].owner, &uid, &gid);
		if (mkdirat(fd, path, 0700) != 0 ||
		    fchownat(fd, path, uid, gid, AT_SYMLINK_NOFOLLOW) != 0 ||
		    fchmodat(fd, path, folders[i].mode, 0) != 0)
			return err_errno(err, ERR_OS, "%s", path);
	}
	return 0;
}

static int
put(const struct plan *plan, int fd, const char *path, struct buf *content,
    mode_t mode, enum owner owner, struct err *err)
{
	uid_t uid = 0;
	gid_t gid = 0;

	owner_ids(plan, owner, &uid, &gid);
	if (buf_check(content, err) < 0)
		return -1;
	return file_create(fd, path, buf_bytes(content), mode, uid, gid, err);
}

static int
put_keys(struct plan *plan, int fd, struct err *err)
{
	CLEANUP(buf_free_wipe) struct buf ca = { 0 };
	CLEANUP(buf_free_wipe) struct buf log = { 0 };
	const char *passphrase =
		plan->passphrase.n > 0 ? buf_text(&plan->passphrase) : NULL;

	if (ca_key_export(plan->key, passphrase, &ca, err) < 0 ||
	    log_key_export(plan->log_key, &log, err) < 0 ||
	    put(plan, fd, "ca/ca.key", &ca, 0600, OWNER_SIGNER, err) < 0)
		return -1;
	return put(plan, fd, "ca/log.key", &log, 0600, OWNER_SIGNER, err);
}

/* What renewal links are signed with. */
static int
put_link_key(const struct plan *plan, int fd, struct err *err)
{
	CLEANUP(buf_free_wipe) struct buf key = { 0 };
	uint8_t octets[32];
	int rc = random_bytes(octets, sizeof(octets), err);

	buf_append(&key, octets, sizeof(octets));
	bytes_wipe(octets, sizeof(octets));
	if (rc < 0)
		return -1;
	return put(plan, fd, "notify/link.key", &key, 0640, OWNER_LINKS, err);
}

/* DER after DER as PEM. */
static int
append_pem(struct bytes ders, struct buf *out, struct err *err)
{
	struct der rest = der_of(ders);

	while (!der_is_end(&rest)) {
		struct der_tlv one = { 0 };

		if (der_next(&rest, &one, err) < 0)
			return -1;
		pem_encode("CERTIFICATE", one.whole, out);
	}
	return 0;
}

static int
put_public(struct plan *plan, int fd, struct err *err)
{
	CLEANUP(buf_free) struct buf ca = { 0 };
	CLEANUP(buf_free) struct buf chain = { 0 };

	if (append_pem(buf_bytes(&plan->issuer->der), &ca, err) < 0 ||
	    append_pem(buf_bytes(&plan->issuer->chain), &chain, err) < 0 ||
	    put(plan, fd, "public/ca.pem", &ca, 0644, OWNER_SIGNER, err) < 0 ||
	    put(plan, fd, "public/chain.pem", &chain, 0644, OWNER_SIGNER, err) <
		    0)
		return -1;
	return put(plan, fd, "sanca.conf", &plan->conf_text, 0644, OWNER_SELF,
		   err);
}

static int
put_crl(const struct plan *plan, const struct first_crl *crl, int fd,
	struct err *err)
{
	CLEANUP(fd_close)
	int out = openat(fd, CRL_FILE, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
			 0600);
	uid_t uid = 0;
	gid_t gid = 0;

	owner_ids(plan, OWNER_SIGNER, &uid, &gid);
	if (out < 0 || fchown(out, uid, gid) != 0 || fchmod(out, 0644) != 0)
		return err_errno(err, ERR_OS, CRL_FILE);
	return first_crl_sign(plan, crl, out, err);
}

/* Everything in log/ to the signer, and onto the disk. */
static int
settle_log(const struct plan *plan, int fd, struct err *err)
{
	CLEANUP(fd_close)
	int at = openat(fd, "log", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = at >= 0 ? fdopendir(dup(at)) : NULL;
	struct dirent *e = NULL;
	uid_t uid = 0;
	gid_t gid = 0;
	int rc = d != NULL ? 0 : -1;

	owner_ids(plan, OWNER_SIGNER, &uid, &gid);
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

static int
move_in(const struct plan *plan, struct site *s, struct err *err)
{
	CLEANUP(fd_close) int parent = -1;

	if (fchmod(s->fd, 0755) != 0)
		return err_errno(err, ERR_STORAGE, "%.300s", s->path);
	if (sync_folders(s, err) < 0)
		return -1;
	/* An empty directory is replaced, any other refused, in one step. */
	if (rename(s->path, plan->dir) != 0)
		return err_errno(err, ERR_CONFLICT, "%.300s", plan->dir);
	s->path[0] = '\0';
	parent = open(s->parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (parent < 0 || fsync(parent) != 0)
		return err_errno(err, ERR_STORAGE, "%.300s", s->parent);
	return 0;
}

int
data_create(struct plan *plan, struct err *err)
{
	CLEANUP(site_free) struct site s = { .fd = -1 };
	CLEANUP(first_crl_free) struct first_crl crl = { .tbs_fd = -1 };

	umask(077);
	if (site_open(plan->dir, &s, err) < 0 ||
	    make_folders(plan, s.fd, err) < 0 ||
	    put_keys(plan, s.fd, err) < 0 ||
	    put_link_key(plan, s.fd, err) < 0 ||
	    put_public(plan, s.fd, err) < 0 ||
	    first_crl_write(plan, s.path, &crl, err) < 0 ||
	    data_create_log(plan, &crl, s.path, err) < 0 ||
	    put_crl(plan, &crl, s.fd, err) < 0 ||
	    settle_log(plan, s.fd, err) < 0)
		return -1;
	return move_in(plan, &s, err);
}

int
data_check_place(const char *dir, struct err *err)
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
