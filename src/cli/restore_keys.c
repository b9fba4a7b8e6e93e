/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The keys of a CA that is restored: out of the backup, or kept apart. */
#include "passphrase.h"
#include "restore.h"
#include "sanca/files.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>

/* The one that the signer will read, where its file is here already: one with a
 * relative name would be in the directory that is only being made. */
static int
find_future(struct restoring *r, struct buf *ret, struct err *err)
{
	const char *file = r->conf->passphrase_file;

	if (file[0] != '/')
		return 0;
	if (passphrase_of_ca(r->dir, r->conf, ret, err) == 0)
		return 0;
	return err->code == ERR_NOT_FOUND ? 0 : -1;
}

static int
reseal(const struct restoring *r, size_t i, const char *from, const char *to,
       struct buf *ret, struct err *err)
{
	if (private_key_reseal(buf_bytes(&r->backup.content[i]), from, to, ret,
			       err) < 0)
		return err_context(err, "%s in the backup",
				   member_specs[i].name);
	return 0;
}

/* plain: of the CA key, to be looked at. */
static int
from_backup(struct restoring *r, struct buf *plain, struct err *err)
{
	CLEANUP(buf_free_wipe) struct buf given = { 0 };
	CLEANUP(buf_free_wipe) struct buf future = { 0 };
	const char *from = NULL, *to = NULL;

	if (passphrase_get(cli_get(r->cli, "--passphrase-file", NULL),
			   "Passphrase of the keys in the backup: ", false,
			   &given, err) < 0 ||
	    find_future(r, &future, err) < 0)
		return -1;
	from = buf_text(&given);
	if (r->conf->passphrase_file[0] != '\0') {
		r->wants_passphrase_file = future.n == 0;
		to = future.n > 0 ? buf_text(&future) : from;
	}
	if (reseal(r, MEMBER_LOG_KEY, from, NULL, &r->log_key, err) < 0)
		return -1;
	if (!r->backup.manifest.at[MEMBER_CA_KEY].there)
		return 0;
	if (reseal(r, MEMBER_CA_KEY, from, NULL, plain, err) < 0)
		return -1;
	return reseal(r, MEMBER_CA_KEY, from, to, &r->ca_key, err);
}

static int
read_kept(const char *folder, const char *name, struct buf *ret,
	  struct err *err)
{
	char path[2 * LIMIT_PATH_BYTES];

	snprintf(path, sizeof(path), "%.1000s/%s", folder, name);
	if (file_read(AT_FDCWD, path, LIMIT_KEY_FILE_BYTES, ret, err) < 0)
		return err_context(err, "--keys");
	return 0;
}

/* They stay as they are: that is how this CA's signer opened them. */
static int
from_folder(struct restoring *r, const char *folder, struct buf *plain,
	    struct err *err)
{
	const char *file = cli_get(r->cli, "--passphrase-file", NULL);
	CLEANUP(buf_free_wipe) struct buf from = { 0 };

	if (read_kept(folder, "log.key", &r->log_key, err) < 0)
		return -1;
	if (r->conf->key_url[0] != '\0')
		return 0;
	if (read_kept(folder, "ca.key", &r->ca_key, err) < 0)
		return -1;
	if (file != NULL ? passphrase_get(file, "", false, &from, err) < 0
			 : find_future(r, &from, err) < 0)
		return -1;
	if (private_key_reseal(buf_bytes(&r->ca_key),
			       from.n > 0 ? buf_text(&from) : NULL, NULL, plain,
			       err) < 0)
		return err_context(err, "--keys: ca.key");
	return 0;
}

static int
check_ca_key(const struct restoring *r, struct bytes pem, struct err *err)
{
	CLEANUP(ca_key_free) struct ca_key *key = NULL;
	CLEANUP(buf_free) struct buf spki = { 0 };

	if (ca_key_load(pem, NULL, &key, err) < 0 ||
	    ca_key_spki(key, &spki, err) < 0)
		return -1;
	if (!bytes_equal(buf_bytes(&spki), r->issuer->certificate.spki))
		return err_set(err, ERR_CONFIG,
			       "the CA key does not belong to the certificate "
			       "of this CA");
	return 0;
}

static int
check_log_key(struct restoring *r, struct err *err)
{
	CLEANUP(buf_free) struct buf origin = { 0 };
	uint8_t stored[32];
	uint8_t own[32];

	if (log_key_load(buf_bytes(&r->log_key), &r->seal, err) < 0 ||
	    store_state_get(r->store, stored, &origin, err) < 0)
		return -1;
	log_key_public(r->seal, own);
	if (memcmp(stored, own, sizeof(own)) != 0)
		return err_set(err, ERR_CONFIG,
			       "the log key is not the one that this log "
			       "began with");
	return 0;
}

static int
refuse(const struct restoring *r, struct err *err)
{
	if (r->conf->key_url[0] != '\0')
		return err_set(err, ERR_USAGE,
			       "the backup holds no keys: name the folder with "
			       "a copy of ca/log.key (--keys DIR); nothing was "
			       "made");
	return err_set(err, ERR_USAGE,
		       "the backup holds no keys, without which the CA cannot "
		       "go on: name the folder with copies of ca/ca.key and "
		       "ca/log.key (--keys DIR); nothing was made");
}

int
restore_keys(struct restoring *r, struct err *err)
{
	CLEANUP(buf_free_wipe) struct buf plain = { 0 };
	const char *folder = cli_get(r->cli, "--keys", NULL);
	bool inside = r->backup.manifest.at[MEMBER_LOG_KEY].there;

	/* Nobody is asked for a passphrase only to look. */
	if (r->dir == NULL && folder == NULL &&
	    (!inside || !cli_has(r->cli, "--passphrase-file")))
		return 0;
	if (folder == NULL && !inside)
		return refuse(r, err);
	if (folder != NULL ? from_folder(r, folder, &plain, err) < 0
			   : from_backup(r, &plain, err) < 0)
		return -1;
	if ((plain.n > 0 && check_ca_key(r, buf_bytes(&plain), err) < 0) ||
	    check_log_key(r, err) < 0)
		return -1;
	r->has_keys = true;
	return 0;
}
