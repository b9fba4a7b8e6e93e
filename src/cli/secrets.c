/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Root reads what sanca-signer may not: better said now than at the start. */
#include "cli.h"

#include "sanca/files.h"

#include <fcntl.h>

void
cli_say_secrets(const char *dir, const struct conf *conf, uid_t signer)
{
	CLEANUP(fd_close) int fd = open(dir, O_DIRECTORY | O_PATH | O_CLOEXEC);
	const struct {
		const char *key, *file;
	} secrets[] = {
		{ "passphrase-file", conf->passphrase_file },
		{ "pin-file", conf->pin_file },
	};

	for (size_t i = 0; i < ARRAY_SIZE(secrets); i++) {
		struct err err;

		if (secrets[i].file[0] != '\0' &&
		    file_check_private(fd, secrets[i].file, signer, &err) < 0)
			cli_say("warning: sanca-signer will not start with "
				"this %s: %s",
				secrets[i].key, err.text);
	}
}
