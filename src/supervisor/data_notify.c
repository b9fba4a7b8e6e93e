/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* notify/, which a CA from before there were notices has not yet. */
#include "supervisor.h"

#include "sanca/clock.h"
#include "sanca/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEY_BYTES 32
#define TMP "link.key.tmp"

/* Who has what: the folder is the notifier's, and the signer walks through it
 * by its group. The key is the signer's and read by the notifier through its
 * group: the front, which is in the signer's group for the log, could else make
 * renewal links of its own. -1: as it is. */
struct owners {
	uid_t notifier, signer;
	gid_t notifier_group, signer_group;
};

static struct owners
owners_of(const struct users *users)
{
	struct owners o = { (uid_t)-1, (uid_t)-1, (gid_t)-1, (gid_t)-1 };

	if (users->change[NOTIFIER]) {
		o.notifier = users->user[NOTIFIER].uid;
		o.notifier_group = users->user[NOTIFIER].gid;
	}
	if (users->change[SIGNER]) {
		o.signer = users->user[SIGNER].uid;
		o.signer_group = users->user[SIGNER].gid;
	}
	return o;
}

/* Without the power over the files of others, which the unit file does not leave
 * to sancad, only the owner of a folder makes something in it. */
static int
write_key(int folder, uid_t owner, const struct owners *o, struct err *err)
{
	int before = setfsuid(owner);
	int fd = openat(folder, TMP,
			O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
			0640);
	CLEANUP(fd_close) int key = fd;
	uint8_t octets[KEY_BYTES];
	int rc = fd < 0 ? err_errno(err, ERR_OS, "create notify/" TMP) : 0;

	setfsuid((uid_t)before);
	if (rc == 0)
		rc = random_bytes(octets, sizeof(octets), err);
	if (rc == 0)
		rc = fd_write_all(key, BYTES_OF(octets), err);
	bytes_wipe(octets, sizeof(octets));
	if (rc != 0)
		return -1;
	if (fchown(key, o->signer, o->notifier_group) != 0 || fsync(key) != 0)
		return err_errno(err, ERR_OS, "notify/" TMP);
	before = setfsuid(owner);
	if (renameat(folder, TMP, folder, "link.key") != 0)
		rc = err_errno(err, ERR_OS, "notify/link.key");
	setfsuid((uid_t)before);
	return rc;
}

/* Nor does anybody else look into it. */
static int
stat_key(int folder, uid_t owner, struct stat *ret)
{
	int before = setfsuid(owner);
	int rc = fstatat(folder, "link.key", ret, AT_SYMLINK_NOFOLLOW);
	int fault = errno;

	setfsuid((uid_t)before);
	errno = fault;
	return rc;
}

static int
check_key(int folder, uid_t owner, const struct owners *o, struct err *err)
{
	struct stat st;

	if (stat_key(folder, owner, &st) != 0) {
		if (errno != ENOENT)
			return err_errno(err, ERR_OS, "notify/link.key");
		return write_key(folder, owner, o, err);
	}
	if (!S_ISREG(st.st_mode) || st.st_size != KEY_BYTES)
		return err_set(err, ERR_CONFIG,
			       "notify/link.key is not the file of %d octets "
			       "that it must be: remove it, and a new one is "
			       "made; renewal links in mail that is out then "
			       "lead nowhere",
			       KEY_BYTES);
	if ((st.st_mode & (S_IWGRP | S_IRWXO)) != 0)
		return err_set(err, ERR_CONFIG,
			       "notify/link.key is open to others (mode "
			       "%04o): chmod 0640 notify/link.key",
			       st.st_mode & 07777U);
	return 0;
}

static int
check_folder(int folder, const struct owners *o, uid_t *ret_owner,
	     struct err *err)
{
	uid_t self = geteuid();
	uid_t wanted = o->notifier != (uid_t)-1 ? o->notifier : self;
	struct stat st;

	if (fstat(folder, &st) != 0)
		return err_errno(err, ERR_OS, "notify");
	*ret_owner = st.st_uid;
	if ((st.st_mode & 07777U & ~0750U) != 0)
		return err_set(err, ERR_CONFIG,
			       "notify is open to others (mode %04o): chmod "
			       "0750 notify",
			       st.st_mode & 07777U);
	if (st.st_uid == wanted || st.st_uid == self)
		return 0;
	return err_set(err, ERR_CONFIG,
		       "notify belongs to uid %ju instead of %ju: chown -R %ju "
		       "notify",
		       (uintmax_t)st.st_uid, (uintmax_t)wanted,
		       (uintmax_t)wanted);
}

int
data_check_notify(int dirfd, const struct users *users, struct err *err)
{
	struct owners o = owners_of(users);
	CLEANUP(fd_close) int folder = -1;
	uid_t owner = (uid_t)-1;

	if (mkdirat(dirfd, "notify", 0750) != 0 && errno != EEXIST)
		return err_errno(err, ERR_OS, "create notify");
	folder = openat(dirfd, "notify",
			O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	/* Another's folder is not opened without power over it. */
	if (folder < 0 && errno == EACCES && o.notifier != (uid_t)-1) {
		int before = setfsuid(o.notifier);

		folder =
			openat(dirfd, "notify",
			       O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		setfsuid((uid_t)before);
	}
	if (folder < 0)
		return err_errno(err, ERR_CONFIG, "notify");
	if (check_folder(folder, &o, &owner, err) != 0 ||
	    check_key(folder, owner, &o, err) != 0)
		return -1;
	/* Made just now, or by sanca init when there was no such user. */
	if (owner == geteuid() &&
	    fchown(folder, o.notifier, o.signer_group) != 0)
		return err_errno(err, ERR_OS, "chown notify");
	return 0;
}
