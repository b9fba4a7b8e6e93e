/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A copy of the whole database while others write it. */
#include "database.h"

#include "sanca/files.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Of 4 KiB: often enough for a person to see that it moves. */
#define PAGES_A_STEP 4096

/* The file of the copy has no name any more when something is written into it:
 * however this ends, nothing stays behind. */
static int
make_nameless(const char *folder, sqlite3 **ret_db, int *ret_fd,
	      struct err *err)
{
	char path[LIMIT_PATH_BYTES + 32];
	int rc = SQLITE_OK;

	snprintf(path, sizeof(path), "%s/.sanca-copy-XXXXXX", folder);
	*ret_fd = mkostemp(path, O_CLOEXEC);
	if (*ret_fd < 0)
		return err_errno(err, ERR_STORAGE, "%s", path);
	rc = sqlite3_open_v2(path, ret_db,
			     SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	/* Before the name goes SQLite has to look at it. No journal, no sync:
	 * a copy that was cut is thrown away. */
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(*ret_db,
				  "PRAGMA journal_mode=OFF; "
				  "PRAGMA synchronous=OFF",
				  NULL, NULL, NULL);
	unlink(path);
	if (rc != SQLITE_OK)
		return err_set(err, ERR_STORAGE, "%s: %s", path,
			       sqlite3_errstr(rc));
	return 0;
}

static int
copy_pages(struct store *s, sqlite3 *to, store_copy_fn *progress, void *ctx,
	   struct err *err)
{
	sqlite3_backup *copy = sqlite3_backup_init(to, "main", s->db, "main");
	int rc = SQLITE_OK;

	if (copy == NULL)
		return err_set(err, ERR_STORAGE, "copy %s: %s", s->path,
			       sqlite3_errmsg(to));
	while ((rc = sqlite3_backup_step(copy, PAGES_A_STEP)) == SQLITE_OK) {
		int all = sqlite3_backup_pagecount(copy);

		if (progress != NULL)
			progress((uint64_t)(all -
					    sqlite3_backup_remaining(copy)),
				 (uint64_t)all, ctx);
	}
	(void)sqlite3_backup_finish(copy);
	if (rc != SQLITE_DONE)
		return err_set(err, ERR_STORAGE, "copy %s: %s", s->path,
			       sqlite3_errstr(rc));
	return 0;
}

int
store_copy(struct store *s, const char *folder, store_copy_fn *progress,
	   void *ctx, int *ret_fd, struct err *err)
{
	CLEANUP(fd_close) int fd = -1;
	sqlite3 *to = NULL;
	int rc = make_nameless(folder, &to, &fd, err);

	if (rc == 0)
		rc = copy_pages(s, to, progress, ctx, err);
	if (sqlite3_close(to) != SQLITE_OK && rc == 0)
		rc = err_set(err, ERR_STORAGE, "the copy cannot be closed");
	if (rc != 0)
		return -1;
	*ret_fd = fd;
	fd = -1;
	return 0;
}
