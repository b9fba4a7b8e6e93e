/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The two keys, from file or token, and that they are the right ones. */
#include "start.h"

#include "sanca/files.h"
#include "sanca/text.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A PKCS#8 PEM of RSA-4096 has 3.3 KB, encrypted 3.5. */
#define KEY_FILE_BYTES 16384
/* What a person can type. */
#define PASSPHRASE_BYTES 1024

static int
read_private(const char *path, size_t max, struct buf *ret, struct err *err)
{
	if (file_check_private(AT_FDCWD, path, geteuid(), err) != 0)
		return -1;
	return file_read(AT_FDCWD, path, max, ret, err);
}

/* One line: the line end that an editor adds is not part of it. */
static int
read_secret_line(const char *dir, const char *file, struct buf *ret,
		 struct err *err)
{
	char path[2 * LIMIT_PATH_BYTES];

	if (file[0] == '/')
		snprintf(path, sizeof(path), "%s", file);
	else
		snprintf(path, sizeof(path), "%s/%s", dir, file);
	if (read_private(path, PASSPHRASE_BYTES, ret, err) != 0)
		return -1;
	while (ret->n > 0 &&
	       (ret->p[ret->n - 1] == '\n' || ret->p[ret->n - 1] == '\r'))
		ret->n--;
	(void)buf_text(ret);
	return buf_check(ret, err);
}

static int
open_token(struct signer *s, struct err *err)
{
	const struct conf *conf = s->configuration->conf;
	CLEANUP(buf_free_wipe) struct buf pin = { 0 };

	if (conf->pin_file[0] != '\0' &&
	    read_secret_line(s->options.dir, conf->pin_file, &pin, err) != 0)
		return err_context(err, "pin-file");
	return ca_key_open(conf->key_url, pin.n > 0 ? buf_text(&pin) : NULL,
			   s->issuer->certificate.spki, os_cores(), &s->ca_key,
			   err);
}

static int
open_file(struct signer *s, struct err *err)
{
	const char *file = s->configuration->conf->passphrase_file;
	CLEANUP(buf_free_wipe) struct buf passphrase = { 0 };
	CLEANUP(buf_free_wipe) struct buf pem = { 0 };
	char path[LIMIT_PATH_BYTES];

	snprintf(path, sizeof(path), "%s/ca/ca.key", s->options.dir);
	if (file[0] != '\0' &&
	    read_secret_line(s->options.dir, file, &passphrase, err) != 0)
		return err_context(err, "passphrase-file");
	if (read_private(path, KEY_FILE_BYTES, &pem, err) != 0)
		return -1;
	return ca_key_load(buf_bytes(&pem),
			   file[0] != '\0' ? buf_text(&passphrase) : NULL,
			   &s->ca_key, err);
}

static int
open_ca_key(struct signer *s, struct err *err)
{
	CLEANUP(buf_free) struct buf spki = { 0 };
	bool token = s->configuration->conf->key_url[0] != '\0';

	if ((token ? open_token(s, err) : open_file(s, err)) != 0 ||
	    ca_key_spki(s->ca_key, &spki, err) != 0)
		return err_context(err, "CA key");
	if (!bytes_equal(buf_bytes(&spki), s->issuer->certificate.spki))
		return err_set(err, ERR_CONFIG,
			       "the CA key does not belong to the CA's "
			       "certificate: one of the two was replaced");
	return 0;
}

static int
open_log_key(struct signer *s, struct err *err)
{
	CLEANUP(buf_free_wipe) struct buf pem = { 0 };
	CLEANUP(buf_free) struct buf origin = { 0 };
	char path[LIMIT_PATH_BYTES];
	uint8_t stored[32];
	uint8_t own[32];

	snprintf(path, sizeof(path), "%s/ca/log.key", s->options.dir);
	if (read_private(path, KEY_FILE_BYTES, &pem, err) != 0 ||
	    log_key_load(buf_bytes(&pem), &s->log_key, err) != 0)
		return err_context(err, "log key");
	if (store_state_get(s->store, stored, &origin, err) != 0 ||
	    store_serial_secret(s->store, s->serial_secret, err) != 0)
		return -1;
	log_key_public(s->log_key, own);
	if (memcmp(stored, own, sizeof(own)) != 0)
		return err_set(err, ERR_CONFIG,
			       "the log key is not the one that this log "
			       "began with: one of the two was replaced");
	return 0;
}

int
keys_open(struct signer *s, struct err *err)
{
	if (open_ca_key(s, err) != 0)
		return -1;
	return open_log_key(s, err);
}
