/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* sanca notify test and list: done by sanca-notifier itself, as its own user, so
 * that what a person sees is what the daemon would meet. */
#include "cli.h"
#include "offline.h"

#include "sanca/os.h"

#include <stdio.h>
#include <unistd.h>

struct words {
	const char *argv[16];
	size_t count;
	char user[48], group[24];
};

static void
add(struct words *w, const char *word)
{
	w->argv[w->count++] = word;
}

/* As root it becomes the user that sanca.conf names, with the signer's group to
 * read the log. */
static int
add_user(const struct conf *conf, struct words *w, struct err *err)
{
	struct os_user user = { 0 };
	struct os_user signer = { 0 };

	if (geteuid() != 0)
		return 0;
	if (os_user_find(conf->notifier_user, &user, err) < 0)
		return err_context(err, "notifier-user (systemd-sysusers makes "
					"it)");
	if (user.uid == 0)
		return 0;
	if (os_user_find(conf->signer_user, &signer, err) < 0)
		return -1;
	snprintf(w->user, sizeof(w->user), "%ju:%ju", (uintmax_t)user.uid,
		 (uintmax_t)user.gid);
	snprintf(w->group, sizeof(w->group), "%ju", (uintmax_t)signer.gid);
	add(w, "--user");
	add(w, w->user);
	add(w, "--log-gid");
	add(w, w->group);
	return 0;
}

static int
run_notifier(struct cli *cli, const char *job, struct err *err)
{
	CLEANUP(conf_free) struct conf *conf = NULL;
	char path[LIMIT_PATH_BYTES];
	struct words w = { .count = 0 };
	const char *to = cli_get(cli, "--to", NULL);

	if (cli_conf(cli, &conf, err) < 0 ||
	    offline_program("sanca-notifier", path, err) < 0)
		return -1;
	add(&w, path);
	add(&w, "-d");
	add(&w, cli->dir);
	add(&w, job);
	if (to != NULL) {
		add(&w, "--to");
		add(&w, to);
	}
	if (cli->json)
		add(&w, "--json");
	if (add_user(conf, &w, err) < 0)
		return -1;
	fflush(NULL);
	execv(path, (char *const *)(const void *)w.argv);
	return err_errno(err, ERR_UNREACHABLE, "%s", path);
}

int
cmd_notify_test(struct cli *cli, struct err *err)
{
	return run_notifier(cli, "--test", err);
}

int
cmd_notify_list(struct cli *cli, struct err *err)
{
	return run_notifier(cli, "--list", err);
}
