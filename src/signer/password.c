/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What a password may be, and its hash. */
#include "password.h"

#include "sanca/clock.h"
#include "sanca/text.h"

#include <crypt.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* crypt(5): yescrypt. The cost is named, so that a newer library does not make
 * it another one than that of the hashes which are there. */
#define PREFIX "$y$"
#define COST 5
#define SALT_BYTES 16

static size_t
characters(struct bytes text)
{
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++)
		n += (text.p[i] & 0xc0) != 0x80;
	return n;
}

static bool
has_control(struct bytes text)
{
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] < 0x20 || text.p[i] == 0x7f)
			return true;
	}
	return false;
}

int
password_check(struct bytes password, struct bytes name, struct err *err)
{
	if (password.n > LIMIT_PASSWORD_BYTES)
		return err_set(err, ERR_USAGE,
			       "the password is longer than %d octets",
			       LIMIT_PASSWORD_BYTES);
	if (!text_is_utf8(password) || has_control(password))
		return err_set(err, ERR_USAGE,
			       "the password has characters that cannot be "
			       "typed again");
	if (characters(password) < LIMIT_PASSWORD_LEAST)
		return err_set(err, ERR_USAGE,
			       "the password is too short: at least %d "
			       "characters, a few words are best",
			       LIMIT_PASSWORD_LEAST);
	if (password.n == name.n &&
	    strncasecmp((const char *)password.p, (const char *)name.p,
			name.n) == 0)
		return err_set(err, ERR_USAGE,
			       "the password is the name: choose another");
	return 0;
}

int
password_setting(char ret[STORE_PASSWORD_BYTES], struct err *err)
{
	char salt[SALT_BYTES];

	if (random_bytes(salt, sizeof(salt), err) != 0)
		return -1;
	if (crypt_gensalt_rn(PREFIX, COST, salt, sizeof(salt), ret,
			     STORE_PASSWORD_BYTES) == NULL)
		return err_errno(err, ERR_CRYPTO, "crypt_gensalt");
	return 0;
}

static int
run_crypt(const char *password, const char *setting,
	  char ret[STORE_PASSWORD_BYTES], struct err *err)
{
	struct crypt_data *data = calloc(1, sizeof(*data));
	const char *hash = NULL;
	int rc = -1;

	if (data == NULL)
		return err_nomem(err);
	hash = crypt_rn(password, setting, data, (int)sizeof(*data));
	if (hash == NULL)
		rc = err_errno(err, ERR_CRYPTO, "crypt");
	else if (strlen(hash) >= STORE_PASSWORD_BYTES)
		rc = err_set(err, ERR_CRYPTO, "crypt: the hash is too long");
	else {
		memcpy(ret, hash, strlen(hash) + 1);
		rc = 0;
	}
	bytes_wipe(data, sizeof(*data));
	free(data);
	return rc;
}

int
password_hash(const char *password, char ret[STORE_PASSWORD_BYTES],
	      struct err *err)
{
	char setting[STORE_PASSWORD_BYTES];

	if (password_setting(setting, err) != 0)
		return -1;
	return run_crypt(password, setting, ret, err);
}

int
password_match(const char *password, const char *hash, bool *ret,
	       struct err *err)
{
	char made[STORE_PASSWORD_BYTES] = "";

	if (run_crypt(password, hash, made, err) != 0)
		return -1;
	*ret = bytes_equal_secret(bytes_of_text(made), bytes_of_text(hash));
	bytes_wipe(made, sizeof(made));
	return 0;
}
