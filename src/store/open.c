/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Opens DIR/log/ca.db as its creator, its one writer, or a reader. */
#include "database.h"

#include "sanca/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define DATABASE_MODE 0640

/* Made before SQLite sees it: -wal and -shm take their mode and owner from
 * it. As root it is made for the owner of the folder. */
static int
file_make(const char *dir, const char *path, struct err *err)
{
	CLEANUP(fd_close)
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		      DATABASE_MODE);
	char folder[LIMIT_PATH_BYTES + 8];
	struct stat st;

	if (fd < 0)
		return err_errno(err,
				 errno == EEXIST ? ERR_CONFLICT : ERR_STORAGE,
				 "create %s", path);
	snprintf(folder, sizeof(folder), "%s/log", dir);
	if (stat(folder, &st) != 0)
		return err_errno(err, ERR_STORAGE, "stat %s", folder);
	if (geteuid() == 0 && fchown(fd, st.st_uid, st.st_gid) != 0)
		return err_errno(err, ERR_STORAGE, "chown %s", path);
	if (fchmod(fd, DATABASE_MODE) != 0)
		return err_errno(err, ERR_STORAGE, "chmod %s", path);
	return 0;
}

static int
file_check(const struct store *s, const char *suffix, bool must_exist,
	   struct err *err)
{
	char path[LIMIT_PATH_BYTES + 8];
	struct stat st;

	snprintf(path, sizeof(path), "%s%s", s->path, suffix);
	if (lstat(path, &st) != 0) {
		if (errno == ENOENT && !must_exist)
			return 0;
		return err_errno(err,
				 errno == ENOENT ? ERR_NOT_FOUND : ERR_STORAGE,
				 "%s", path);
	}
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_CONFIG,
			       "%s is not a regular file: put the file itself "
			       "there, not a link to it",
			       path);
	if ((st.st_mode & (S_IWGRP | S_IRWXO)) != 0)
		return err_set(err, ERR_CONFIG,
			       "%s can be changed or read by others (mode "
			       "%04o): chmod 0640 %s",
			       path, (unsigned)(st.st_mode & 07777), path);
	if (s->mode != STORE_READ && geteuid() != 0 && st.st_uid != geteuid())
		return err_set(err, ERR_CONFIG,
			       "%s belongs to uid %ju and not to this user "
			       "(%ju): run as its owner",
			       path, (uintmax_t)st.st_uid,
			       (uintmax_t)geteuid());
	return 0;
}

static int
files_check(const struct store *s, struct err *err)
{
	if (file_check(s, "", true, err) != 0)
		return -1;
	if (file_check(s, "-wal", false, err) != 0)
		return -1;
	return file_check(s, "-shm", false, err);
}

static int
connect_database(struct store *s, struct err *err)
{
	int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;

	flags |= s->mode == STORE_READ ? SQLITE_OPEN_READONLY
				       : SQLITE_OPEN_READWRITE;
	int rc = sqlite3_open_v2(s->path, &s->db, flags, NULL);

	if (rc != SQLITE_OK)
		return store_fault(s, rc, "open", err);
	static const struct {
		int what, value;
	} wanted[] = {
		{ SQLITE_DBCONFIG_DEFENSIVE, 1 },
		{ SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
		{ SQLITE_DBCONFIG_DQS_DML, 0 },
		{ SQLITE_DBCONFIG_DQS_DDL, 0 },
		{ SQLITE_DBCONFIG_ENABLE_TRIGGER, 1 },
		{ SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(wanted); i++) {
		int now = -1;

		rc = sqlite3_db_config(s->db, wanted[i].what, wanted[i].value,
				       &now);
		if (rc != SQLITE_OK || now != wanted[i].value)
			return err_set(err, ERR_STORAGE,
				       "%s: this SQLite (%s) does not take "
				       "configuration %d",
				       s->path, sqlite3_libversion(),
				       wanted[i].what);
	}
	return 0;
}

static int
count_pages(void *store, sqlite3 *db, const char *name, int pages)
{
	struct store *s = store;

	(void)db;
	(void)name;
	s->wal_pages = (unsigned)pages;
	return SQLITE_OK;
}

/* Without it a clean end of the signer takes -wal away, and readers that may
 * not make files in the folder are left with "attempt to write a readonly
 * database". */
static int
keep_wal(struct store *s, struct err *err)
{
	int on = 1;
	int rc = sqlite3_file_control(s->db, "main", SQLITE_FCNTL_PERSIST_WAL,
				      &on);

	if (rc != SQLITE_OK)
		return store_fault(s, rc, "keep the write-ahead log", err);
	return 0;
}

static int
prepare_role(struct store *s, struct err *err)
{
	if (s->mode == STORE_READ) {
		/* For the moment in which the log begins anew. */
		sqlite3_busy_timeout(s->db, 2000);
		int rc = sqlite3_db_config(
			s->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);

		if (rc != SQLITE_OK)
			return store_fault(s, rc, "open for reading", err);
		return 0;
	}
	if (keep_wal(s, err) != 0)
		return -1;
	if (s->mode == STORE_WRITE && store_checkpoint_all(s, err) != 0)
		return -1;
	return 0;
}

static int
store_set_up(struct store *s, struct err *err)
{
	if (connect_database(s, err) != 0)
		return -1;
	if (prepare_role(s, err) != 0)
		return -1;
	if (pragmas_apply(s, err) != 0)
		return -1;
	if (migrate(s, err) != 0)
		return -1;
	if (statements_prepare(s, err) != 0)
		return -1;
	/* After the PRAGMA, which takes the place of the hook. */
	if (s->mode != STORE_READ)
		sqlite3_wal_hook(s->db, count_pages, s);
	return 0;
}

int
store_open(const char *dir, enum store_mode mode, struct store **ret,
	   struct err *err)
{
	CLEANUP(store_free) struct store *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return err_nomem(err);
	s->mode = mode;
	int n = snprintf(s->path, sizeof(s->path), "%s/log/ca.db", dir);

	if (n < 0 || (size_t)n >= sizeof(s->path))
		return err_set(err, ERR_CONFIG,
			       "the path of the data directory is too long");
	if (mode == STORE_CREATE && file_make(dir, s->path, err) != 0)
		return -1;
	if (files_check(s, err) != 0)
		return -1;
	if (store_set_up(s, err) != 0)
		return -1;
	/* SQLite made -wal and -shm by now. */
	if (files_check(s, err) != 0)
		return -1;
	*ret = STEAL(s);
	return 0;
}

void
store_free(struct store **store)
{
	struct store *s = *store;

	if (s == NULL)
		return;
	statements_free(s);
	/* Closing would copy the log: not after a write that was lost. */
	if (s->must_restart)
		sqlite3_db_config(s->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1,
				  NULL);
	sqlite3_close(s->db);
	buf_free(&s->kept);
	free(s);
	*store = NULL;
}
