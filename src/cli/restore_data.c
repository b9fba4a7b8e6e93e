/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* From the archive to a data directory in which all was verified. */
#include "progress.h"
#include "restore.h"
#include "sanca/clock.h"
#include "sanca/files.h"
#include "sanca/text.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void
restoring_free(struct restoring *r)
{
	backup_free(&r->backup);
	conf_free(&r->conf);
	issuer_free(&r->issuer);
	store_free(&r->store);
	buf_free_wipe(&r->ca_key);
	buf_free_wipe(&r->log_key);
	log_key_free(&r->seal);
	site_free(&r->site);
}

/* ---- the archive ----------------------------------------------------------------- */

static int
open_file(const char *file, int *ret, struct err *err)
{
	*ret = strcmp(file, "-") == 0 ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
				      : open(file, O_RDONLY | O_CLOEXEC);
	return *ret >= 0 ? 0 : err_errno(err, ERR_OS, "%.200s", file);
}

/* What the small files say must be usable before there is a directory. */
static int
understand(struct restoring *r, struct err *err)
{
	const struct buf *content = r->backup.content;

	if (conf_parse(buf_bytes(&content[MEMBER_CONF]), "sanca.conf", &r->conf,
		       err) < 0 ||
	    issuer_from_pem(buf_bytes(&content[MEMBER_CA]),
			    buf_bytes(&content[MEMBER_CHAIN]), &r->issuer,
			    err) < 0)
		return -1;
	if (strcmp(r->issuer->id, r->backup.manifest.ca_id) != 0 ||
	    strcmp(r->issuer->common_name, r->backup.manifest.ca_name) != 0)
		return err_set(err, ERR_CORRUPT,
			       "its CA certificate is not that of the CA %s",
			       r->backup.manifest.ca_id);
	return 0;
}

/* One that is only looked at is unpacked where temporary files go. */
static int
open_site(struct restoring *r, struct err *err)
{
	const char *tmp = getenv("TMPDIR");
	char beside[LIMIT_PATH_BYTES];

	if (r->dir != NULL) {
		if (owners_find(r->conf,
				"put another front-user into sanca.conf there",
				"put another signer-user into sanca.conf there",
				&r->owners, err) < 0)
			return -1;
		return site_open(r->dir, &r->site, err);
	}
	snprintf(beside, sizeof(beside), "%s/sanca-verify",
		 tmp != NULL ? tmp : "/tmp");
	return site_open(beside, &r->site, err);
}

static int
unpack_database(struct restoring *r, int fd, struct err *err)
{
	const struct member_spec *spec = &member_specs[MEMBER_DATABASE];
	CLEANUP(fd_close)
	int to = openat(r->site.fd, spec->name,
			O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	uid_t uid = 0;
	gid_t gid = 0;

	/* SQLite makes its files beside it for the same owner. */
	owner_ids(&r->owners, spec->owner, &uid, &gid);
	if (to < 0 || fchown(to, uid, gid) != 0 || fchmod(to, spec->mode) != 0)
		return err_errno(err, ERR_OS, "%s", spec->name);
	if (backup_read_database(fd, &r->backup, to, err) < 0)
		return -1;
	return fsync(to) == 0 ? 0
			      : err_errno(err, ERR_STORAGE, "%s", spec->name);
}

int
restore_unpack(struct restoring *r, struct err *err)
{
	CLEANUP(fd_close) int fd = -1;

	if (open_file(r->file, &fd, err) < 0)
		return -1;
	if (backup_read_small(fd, &r->backup, err) < 0 ||
	    understand(r, err) < 0)
		return err_context(err, "%.200s", r->file);
	if (open_site(r, err) < 0 ||
	    site_make_folders(&r->site, &r->owners, err) < 0)
		return -1;
	if (unpack_database(r, fd, err) < 0)
		return err_context(err, "%.200s", r->file);
	return 0;
}

/* ---- the log --------------------------------------------------------------------- */

static int
check_issuer(struct restoring *r, struct err *err)
{
	struct store_issuer row = { 0 };

	if (store_issuer_get(r->store, &row, err) < 0)
		return -1;
	if (!bytes_equal(row.certificate, buf_bytes(&r->issuer->der)))
		return err_set(err, ERR_CORRUPT,
			       "its database is that of another CA than "
			       "public/ca.pem");
	return 0;
}

static int
check_head(const struct restoring *r, struct err *err)
{
	const struct manifest *m = &r->backup.manifest;

	if (r->verdict.entries != m->entries ||
	    strcmp(r->verdict.head.note, m->head) != 0)
		return err_set(err, ERR_CORRUPT,
			       "its log has %" PRIu64 " entries and ends in "
			       "another head than the one of its manifest, "
			       "over %" PRIu64,
			       r->verdict.entries, m->entries);
	return 0;
}

static int
verify_log(struct restoring *r, const struct log_head *against, struct err *err)
{
	struct progress progress;
	int rc = 0;

	progress_start(&progress, "entries");
	rc = log_verify(r->store, against, progress_show, &progress,
			&r->verdict, err);
	progress_end(&progress);
	return rc;
}

int
restore_verify(struct restoring *r, struct err *err)
{
	const char *against = cli_get(r->cli, "--against", NULL);
	struct log_head head = { 0 };

	/* For writing: the database of an older sanca is brought up to date. */
	if (store_open(r->site.path, STORE_WRITE, &r->store, err) < 0)
		return err_context(err, "%.200s", r->file);
	if (against != NULL && cli_read_head(r->store, against, &head, err) < 0)
		return -1;
	if (store_check_integrity(r->store, err) < 0 ||
	    verify_log(r, against != NULL ? &head : NULL, err) < 0 ||
	    check_head(r, err) < 0 || check_issuer(r, err) < 0)
		return err_context(err, "%.200s", r->file);
	return 0;
}

/* ---- what the new CA begins with ------------------------------------------------- */

static int
sign(void *ctx, struct bytes message, uint8_t ret[64], struct err *err)
{
	return log_key_sign(ctx, message, ret, err);
}

static void
write_entry(const struct restoring *r, struct buf *body)
{
	const struct manifest *m = &r->backup.manifest;
	char when[32], entries[24], root[65], who[48];

	clock_show(m->made_at, when);
	snprintf(entries, sizeof(entries), "%" PRIu64, m->entries);
	hex_encode(BYTES_OF(r->verdict.head.root), root);
	snprintf(who, sizeof(who), "uid %ju", (uintmax_t)getuid());
	const struct log_detail details[] = {
		{ "backup_made", bytes_of_text(when) },
		{ "backup_entries", bytes_of_text(entries) },
		{ "backup_root", bytes_of_text(root) },
	};
	log_body_administration("restore", bytes_of_text(who), details,
				ARRAY_SIZE(details), body);
}

static int
enter(struct restoring *r, struct issuance_log *log, struct err *err)
{
	CLEANUP(buf_free) struct buf body = { 0 };
	uint64_t index = 0;

	write_entry(r, &body);
	if (buf_check(&body, err) < 0 ||
	    log_append(log, LOG_ADMINISTRATION, r->now, buf_bytes(&body),
		       &index, err) < 0 ||
	    log_seal(log, r->now, err) < 0 || store_commit(r->store, err) < 0)
		return -1;
	log_committed(log);
	return 0;
}

/*
 * A number that no CRL can have had: each takes the seconds since 1970, or one
 * more than the last. The last may have run ahead of the clock, and goes on
 * doing so by as much at most, but for CRLs that were made within one second.
 */
static int
next_crl_number(struct restoring *r, struct err *err)
{
	const struct manifest *m = &r->backup.manifest;
	uint64_t made_at = (uint64_t)m->made_at;
	uint64_t ahead = m->crl_number > made_at ? m->crl_number - made_at : 0;

	r->crl_number = (uint64_t)r->now + LIMIT_CRL_STARTS + ahead;
	if (r->crl_number > INT64_MAX)
		return err_set(err, ERR_CORRUPT,
			       "the numbers of its CRLs are used up");
	return 0;
}

static int
begin_anew(struct restoring *r, struct err *err)
{
	CLEANUP(log_free) struct issuance_log *log = NULL;
	struct high_water mark = { .time = r->now };

	if (next_crl_number(r, err) < 0 || store_begin(r->store, err) < 0 ||
	    log_open(r->store, sign, r->seal, &log, err) < 0 ||
	    enter(r, log, err) < 0)
		return -1;
	mark.entries = log_next_index(log);
	mark.crl_number = r->crl_number;
	return high_water_write(r->site.path, &mark, err);
}

static int
put(struct restoring *r, size_t i, struct buf *content, struct err *err)
{
	const struct member_spec *spec = &member_specs[i];

	return site_put(&r->site, &r->owners, spec->name, content, spec->mode,
			spec->owner, err);
}

static int
put_files(struct restoring *r, struct err *err)
{
	static const enum member as_they_are[] = { MEMBER_CONF, MEMBER_CA,
						   MEMBER_CHAIN };

	for (size_t i = 0; i < ARRAY_SIZE(as_they_are); i++)
		if (put(r, as_they_are[i], &r->backup.content[as_they_are[i]],
			err) < 0)
			return -1;
	if (site_put_link_key(&r->site, &r->owners, err) < 0)
		return -1;
	if (r->ca_key.n > 0 && put(r, MEMBER_CA_KEY, &r->ca_key, err) < 0)
		return -1;
	return put(r, MEMBER_LOG_KEY, &r->log_key, err);
}

int
restore_finish(struct restoring *r, struct err *err)
{
	if (begin_anew(r, err) < 0 || put_files(r, err) < 0)
		return -1;
	store_free(&r->store);
	if (site_settle_log(&r->site, &r->owners, err) < 0)
		return -1;
	return site_move_in(&r->site, r->dir, err);
}
