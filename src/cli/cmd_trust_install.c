/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* sanca trust install: runs the script that GET /install.sh gives. */
#include "cli.h"
#include "sanca/trust.h"

#include <unistd.h>

struct words {
	const char *argv[16];
	size_t count;
};

static void
add(struct words *w, const char *word)
{
	w->argv[w->count++] = word;
}

static void
add_value(const struct cli *cli, const char *name, struct words *w)
{
	const char *value = cli_get(cli, name, NULL);

	if (value == NULL)
		return;
	add(w, name);
	add(w, value);
}

static void
add_switch(const struct cli *cli, const char *name, struct words *w)
{
	if (cli_has(cli, name))
		add(w, name);
}

int
cmd_trust_install(struct cli *cli, struct err *err)
{
	CLEANUP(buf_free) struct buf script = { 0 };
	const char *sha256 = cli_get(cli, "--sha256", NULL);
	struct words w = { .count = 0 };

	if (sha256 == NULL)
		return err_set(err, ERR_USAGE,
			       "give the fingerprint of the root with "
			       "--sha256: from paper or a person, for it is "
			       "what all else rests on");
	/* It would be taken for an option. */
	if (sha256[0] == '-')
		return err_set(err, ERR_USAGE, "--sha256 wants 64 hex digits");
	if (trust_write_install_sh(NULL, &script, err) < 0)
		return -1;
	add(&w, "sh");
	add(&w, "-c");
	add(&w, buf_text(&script));
	add(&w, "install.sh");
	add(&w, sha256);
	add_value(cli, "--url", &w);
	add_value(cli, "--file", &w);
	add_switch(cli, "--user", &w);
	add_switch(cli, "--uninstall", &w);
	add_switch(cli, "--dry-run", &w);
	if (buf_check(&script, err) < 0)
		return -1;
	fflush(NULL);
	execv("/bin/sh", (char *const *)(const void *)w.argv);
	return err_errno(err, ERR_OS, "/bin/sh");
}
