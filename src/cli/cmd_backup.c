/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* sanca backup: a CA in one file, also while it runs. */
#include "backup.h"
#include "cli.h"
#include "out.h"
#include "passphrase.h"
#include "progress.h"
#include "sanca/certificate.h"
#include "sanca/clock.h"
#include "sanca/files.h"
#include "sanca/mint.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct source {
	const char *dir, *file;
	bool to_stdout, with_keys, force;
	int fd; /* of FILE.tmp, or standard output */
	struct conf *conf;
	struct issuer *issuer;
	struct backup backup;
};

static void
source_free(struct source *s)
{
	conf_free(&s->conf);
	issuer_free(&s->issuer);
	backup_free(&s->backup);
	/* One that became FILE is not there any more. */
	if (!s->to_stdout && s->fd >= 0) {
		fd_close(&s->fd);
		file_tmp_drop(AT_FDCWD, s->file);
	}
}

/* ---- the small files ----------------------------------------------------------- */

static int
read_member(struct source *s, size_t i, struct buf *ret, struct err *err)
{
	char path[LIMIT_PATH_BYTES + 32];

	snprintf(path, sizeof(path), "%s/%s", s->dir, member_specs[i].name);
	return file_read(AT_FDCWD, path, (size_t)member_specs[i].most, ret,
			 err);
}

static int
take_member(struct source *s, size_t i, struct err *err)
{
	s->backup.manifest.at[i].there = true;
	return read_member(s, i, &s->backup.content[i], err);
}

/* Whoever may read the key may not be who the signer runs as. */
static int
take_key(struct source *s, size_t i, const char *from, const char *to,
	 struct err *err)
{
	CLEANUP(buf_free_wipe) struct buf pem = { 0 };
	const char *name = member_specs[i].name;

	if (read_member(s, i, &pem, err) < 0)
		return -1;
	if (private_key_reseal(buf_bytes(&pem), from, to, &s->backup.content[i],
			       err) < 0)
		return err_context(err, "%s", name);
	s->backup.manifest.at[i].there = true;
	return 0;
}

static int
take_keys(const struct cli *cli, struct source *s, struct err *err)
{
	CLEANUP(buf_free_wipe) struct buf to = { 0 };
	CLEANUP(buf_free_wipe) struct buf from = { 0 };

	if (!s->with_keys)
		return 0;
	if (passphrase_get(cli_get(cli, "--passphrase-file", NULL),
			   "Passphrase for the keys in the backup: ", true, &to,
			   err) < 0 ||
	    passphrase_of_ca(s->dir, s->conf, &from, err) < 0)
		return -1;
	if (s->conf->key_url[0] == '\0' &&
	    take_key(s, MEMBER_CA_KEY, from.n > 0 ? buf_text(&from) : NULL,
		     buf_text(&to), err) < 0)
		return -1;
	return take_key(s, MEMBER_LOG_KEY, NULL, buf_text(&to), err);
}

/* ---- the database ---------------------------------------------------------------- */

/* Beside the archive there is room for it, or will not be for the archive. */
static void
folder_of(const struct source *s, char folder[LIMIT_PATH_BYTES])
{
	const char *slash = s->to_stdout ? NULL : strrchr(s->file, '/');
	const char *tmp = getenv("TMPDIR");

	if (s->to_stdout)
		snprintf(folder, LIMIT_PATH_BYTES, "%s",
			 tmp != NULL ? tmp : "/tmp");
	else if (slash == NULL)
		snprintf(folder, LIMIT_PATH_BYTES, ".");
	else
		snprintf(folder, LIMIT_PATH_BYTES, "%.*s",
			 slash == s->file ? 1 : (int)(slash - s->file),
			 s->file);
}

static int
read_head(struct store *store, struct manifest *m, struct err *err)
{
	struct store_crl crl = { 0 };
	struct bytes root = { 0 };
	struct bytes note = { 0 };
	int64_t time = 0;

	if (store_head_get(store, INT64_MAX, &m->entries, &time, &root, &note,
			   err) < 0)
		return -1;
	if (note.n >= sizeof(m->head))
		return err_set(err, ERR_CORRUPT, "the head is too long");
	memcpy(m->head, note.p, note.n);
	if (store_crl_last(store, &crl, err) == 0)
		m->crl_number = crl.number;
	else if (err->code != ERR_NOT_FOUND)
		return -1;
	return 0;
}

/* The mark may know a CRL of which the database does not tell, as after a
 * rollback that was accepted. */
static int
read_mark(struct source *s, struct err *err)
{
	struct manifest *m = &s->backup.manifest;
	struct high_water mark = { 0 };

	if (high_water_read(s->dir, &mark, err) < 0 &&
	    err->code != ERR_NOT_FOUND)
		return -1;
	if (mark.crl_number > m->crl_number)
		m->crl_number = mark.crl_number;
	return 0;
}

/* The time is taken first: the database holds all that was answered before. */
static int
copy_database(struct source *s, struct err *err)
{
	CLEANUP(store_free) struct store *store = NULL;
	char folder[LIMIT_PATH_BYTES];
	struct progress progress;

	s->backup.manifest.made_at = clock_wall_s();
	folder_of(s, folder);
	progress_start(&progress, "pages of the database");
	if (store_open(s->dir, STORE_READ, &store, err) < 0 ||
	    store_begin_reading(store, err) < 0 ||
	    read_head(store, &s->backup.manifest, err) < 0 ||
	    store_copy(store, folder, progress_show, &progress,
		       &s->backup.database_fd, err) < 0)
		return -1;
	progress_end(&progress);
	store_rollback(store);
	return read_mark(s, err);
}

/* ---- the archive ----------------------------------------------------------------- */

/* Before all the work; whether the file is there is looked at again after it. */
static int
open_archive(struct source *s, struct err *err)
{
	struct stat st;

	if (s->to_stdout && isatty(STDOUT_FILENO))
		return err_set(err, ERR_USAGE,
			       "a backup is no text for a terminal: name a "
			       "file, or send it on with | or >");
	if (s->to_stdout) {
		s->fd = STDOUT_FILENO;
		return 0;
	}
	if (!s->force && lstat(s->file, &st) == 0)
		return err_set(err, ERR_CONFLICT,
			       "%.200s exists already; --force takes its place",
			       s->file);
	return file_tmp_open(AT_FDCWD, s->file, 0600, &s->fd, err);
}

static int
keep_archive(struct source *s, struct err *err)
{
	if (s->to_stdout)
		return 0;
	if (fsync(s->fd) != 0)
		return err_errno(err, ERR_STORAGE, "%.200s", s->file);
	return s->force ? file_tmp_keep(AT_FDCWD, s->file, err)
			: file_tmp_keep_new(AT_FDCWD, s->file, err);
}

/* ---- what is said ---------------------------------------------------------------- */

static void
say_left_out(const struct source *s)
{
	if (!s->with_keys)
		cli_say("without the keys, which the CA needs to go on: keep a "
			"copy of %s/ca apart, under lock, or use --with-keys",
			s->dir);
	else if (s->conf->key_url[0] != '\0')
		cli_say("without the CA key, which is on a token");
	cli_say_left_out(s->conf);
}

static json_t *
summary(const struct source *s)
{
	const struct manifest *m = &s->backup.manifest;

	return json_pack("{s:s, s:s, s:o, s:I, s:s, s:b, s:I}", "ca",
			 m->ca_name, "ca_id", m->ca_id, "made_at",
			 out_json_time(m->made_at), "log_entries",
			 (json_int_t)m->entries, "head", m->head, "keys",
			 m->at[MEMBER_LOG_KEY].there ? 1 : 0, "database_bytes",
			 (json_int_t)m->at[MEMBER_DATABASE].size);
}

static int
finish(const struct cli *cli, const struct source *s, struct err *err)
{
	const struct manifest *m = &s->backup.manifest;
	char when[32];

	clock_show(m->made_at, when);
	/* Standard output may be the backup itself. */
	if (cli->json && !s->to_stdout)
		return out_json(summary(s), err);
	cli_say("%s: %s as of %s, %" PRIu64 " log entries", s->file, m->ca_name,
		when, m->entries);
	say_left_out(s);
	if (!s->to_stdout)
		cli_say("sanca restore --verify %s says whether it is good",
			s->file);
	return 0;
}

static int
gather(const struct cli *cli, struct source *s, struct err *err)
{
	struct manifest *m = &s->backup.manifest;

	if (cli_conf(cli, &s->conf, err) < 0 ||
	    cli_issuer(cli, &s->issuer, err) < 0 ||
	    take_member(s, MEMBER_CONF, err) < 0 ||
	    take_member(s, MEMBER_CA, err) < 0 ||
	    take_member(s, MEMBER_CHAIN, err) < 0 || take_keys(cli, s, err) < 0)
		return -1;
	snprintf(m->ca_id, sizeof(m->ca_id), "%s", s->issuer->id);
	snprintf(m->ca_name, sizeof(m->ca_name), "%s", s->issuer->common_name);
	return copy_database(s, err);
}

int
cmd_backup(struct cli *cli, struct err *err)
{
	CLEANUP(source_free)
	struct source s = { .dir = cli->dir,
			    .file = cli->operands[0],
			    .to_stdout = strcmp(cli->operands[0], "-") == 0,
			    .with_keys = cli_has(cli, "--with-keys"),
			    .force = cli_has(cli, "--force"),
			    .fd = -1,
			    .backup.database_fd = -1 };

	if (!s.with_keys && cli_has(cli, "--passphrase-file"))
		return err_set(err, ERR_USAGE,
			       "--passphrase-file is for --with-keys: nothing "
			       "else is encrypted");
	umask(077);
	if (open_archive(&s, err) < 0 || gather(cli, &s, err) < 0 ||
	    backup_write(&s.backup, s.fd, err) < 0 || keep_archive(&s, err) < 0)
		return -1;
	return finish(cli, &s, err) < 0 ? -1 : EXIT_DONE;
}
