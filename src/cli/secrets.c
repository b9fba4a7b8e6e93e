/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The files that sanca.conf names. Root reads what sanca-signer may not: better
 * said now than at the start. */
#include "cli.h"

#include "sanca/files.h"

#include <fcntl.h>

struct secret {
	const char *key, *file;
};
#define SECRETS 2

/* Those of the signer; "" where sanca.conf names none. */
static void
list(const struct conf *conf, struct secret ret[SECRETS])
{
	ret[0] = (struct secret){ "passphrase-file", conf->passphrase_file };
	ret[1] = (struct secret){ "pin-file", conf->pin_file };
}

static void
say_left_out(const struct secret *secret)
{
	if (secret->file[0] != '\0')
		cli_say("without the %s %s: keep it apart", secret->key,
			secret->file);
}

void
cli_say_left_out(const struct conf *conf)
{
	const struct secret others[] = {
		{ "smtp-password-file", conf->smtp_password_file },
		{ "smtp-ca-file", conf->smtp_ca_file },
		{ "webhook-secret-file", conf->webhook_secret_file },
	};
	struct secret secrets[SECRETS];

	list(conf, secrets);
	for (size_t i = 0; i < SECRETS; i++)
		say_left_out(&secrets[i]);
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		say_left_out(&others[i]);
}

void
cli_say_secrets(const char *dir, const struct conf *conf, uid_t signer)
{
	CLEANUP(fd_close) int fd = open(dir, O_DIRECTORY | O_PATH | O_CLOEXEC);
	struct secret secrets[SECRETS];

	list(conf, secrets);
	for (size_t i = 0; i < SECRETS; i++) {
		struct err err;

		if (secrets[i].file[0] != '\0' &&
		    file_check_private(fd, secrets[i].file, signer, &err) < 0)
			cli_say("warning: sanca-signer will not start with "
				"this %s: %s",
				secrets[i].key, err.text);
	}
}
