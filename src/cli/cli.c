/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Runs one command and turns its outcome into an exit status. */
#include "cli.h"
#include "sanca/certificate.h"
#include "sanca/files.h"
#include "sanca/text.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>

void
cli_say(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fputs("sanca: ", stderr);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
	va_end(ap);
}

int
cli_conf(const struct cli *cli, struct conf **ret, struct err *err)
{
	if (conf_load(cli->dir, ret, NULL, err) == 0)
		return 0;
	if (err->code != ERR_NOT_FOUND)
		return -1;
	return err_set(err, ERR_CONFIG,
		       "%.300s holds no certificate authority (no "
		       "sanca.conf): name another with -d DIR, or make one "
		       "with sanca init %.100s",
		       cli->dir, cli->dir);
}

int
cli_issuer(const struct cli *cli, struct issuer **ret, struct err *err)
{
	CLEANUP(buf_free) struct buf certificate = { 0 };
	CLEANUP(buf_free) struct buf chain = { 0 };
	char path[LIMIT_PATH_BYTES + 32];

	snprintf(path, sizeof(path), "%s/public/ca.pem", cli->dir);
	if (file_read(AT_FDCWD, path, LIMIT_CHAIN_BYTES, &certificate, err) < 0)
		return -1;
	snprintf(path, sizeof(path), "%s/public/chain.pem", cli->dir);
	if (file_read(AT_FDCWD, path, 2 * LIMIT_CHAIN_BYTES, &chain, err) < 0)
		return -1;
	return issuer_from_pem(buf_bytes(&certificate), buf_bytes(&chain), ret,
			       err);
}

int
cli_policy(const struct conf *conf, const char *name, const struct policy **ret,
	   struct err *err)
{
	CLEANUP(buf_free) struct buf all = { 0 };
	const struct policy *found = NULL;

	if (name != NULL)
		found = conf_policy(conf, bytes_of_text(name));
	else if (conf->policy_count == 1)
		found = &conf->policies[0];
	else
		found = conf_policy(conf, bytes_of_text("default"));
	if (found != NULL) {
		*ret = found;
		return 0;
	}
	for (size_t i = 0; i < conf->policy_count; i++)
		buf_printf(&all, "%s%s", i > 0 ? ", " : "",
			   conf->policies[i].name);
	if (name == NULL)
		return err_set(err, ERR_USAGE,
			       "name the policy with --policy: there are %s",
			       all.n > 0 ? buf_text(&all) : "none");
	return err_set(err, ERR_NOT_FOUND,
		       "there is no [policy %.63s] in sanca.conf: there are %s",
		       name, all.n > 0 ? buf_text(&all) : "none");
}

static int
fail(const struct err *err)
{
	cli_say("%s", err->text);
	return err_info(err->code)->exit_status;
}

/* A result that could not be written was not given. */
static int
finish(int status)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	if (errno != EPIPE)
		cli_say("stdout: %s", strerror(errno));
	return status != EXIT_DONE ? status : EXIT_REFUSED;
}

int
cli_main(int argc, char **argv)
{
	static struct cli cli;
	struct err err = { 0 };
	int status = 0;

	signal(SIGPIPE, SIG_IGN);
	if (cli_parse(argc - 1, argv + 1, &cli, &err) < 0)
		return fail(&err);
	if (cli.version) {
		cli_version(stdout);
		return finish(EXIT_DONE);
	}
	if (cli.help) {
		if (cli.command != NULL)
			cli_help_command(cli.command, stdout);
		else if (cli.group != NULL)
			cli_help_group(cli.group, stdout);
		else
			cli_help(stdout);
		return finish(EXIT_DONE);
	}
	status = cli.command->run(&cli, &err);
	if (status < 0) {
		finish(EXIT_DONE);
		return fail(&err);
	}
	return finish(status);
}
