/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* From the options of sanca init to a sanca.conf. */
#include "init.h"
#include "passphrase.h"
#include "sanca/files.h"
#include "sanca/text.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define POLICY "policy default"

/* Which option becomes which setting. */
static const struct {
	const char *option;
	const char *section;
	const char *key;
} mapped[] = {
	{ "--public-url", "ca", "public-url" },
	{ "--listen", "http", "listen" },
	{ "--listen-tls", "http", "listen-tls" },
	{ "--tls-name", "http", "tls-name" },
	{ "--listen-probe", "http", "listen-probe" },
	{ "--probe-url", "http", "probe-url" },
	{ "--front-user", "process", "front-user" },
	{ "--signer-user", "process", "signer-user" },
	{ "--notifier-user", "process", "notifier-user" },
	{ "--validator-user", "process", "validator-user" },
	{ "--domain", POLICY, "allow-domain" },
	{ "--short-name", POLICY, "short-name" },
	{ "--short-names-of", POLICY, "short-names-of" },
	{ "--ip-range", POLICY, "ip-range" },
};

static int
usage(const char *option, struct err *err)
{
	if (err->code == ERR_CONFIG)
		err->code = ERR_USAGE;
	return err_context(err, "%s", option);
}

static int
set_mapped(const struct cli *cli, struct conf *conf, struct err *err)
{
	for (size_t i = 0; i < ARRAY_SIZE(mapped); i++) {
		const char *value = NULL;

		for (size_t k = 0;
		     (value = cli_get_nth(cli, mapped[i].option, k)) != NULL;
		     k++)
			if (conf_set(conf, mapped[i].section, mapped[i].key,
				     value, err) < 0)
				return usage(mapped[i].option, err);
	}
	return 0;
}

static int
set_short_names(const struct cli *cli, struct conf *conf, struct err *err)
{
	const char *how = cli_has(cli, "--short-name") ? "listed" : NULL;

	if (cli_has(cli, "--short-names-of"))
		how = "only-with-domain";
	if (how == NULL)
		return 0;
	return conf_set(conf, POLICY, "short-names", how, err);
}

static int
set_tls_name(const struct cli *cli, struct conf *conf, struct err *err)
{
	char host[LIMIT_NAME_BYTES + 1] = "";

	if (!cli_has(cli, "--listen-tls") || cli_has(cli, "--tls-name"))
		return 0;
	conf_url_host(conf->public_url, host);
	if (host[0] == '\0')
		return err_set(err, ERR_USAGE,
			       "--listen-tls needs a name for its "
			       "certificate: --tls-name HOST");
	if (conf_set(conf, "http", "tls-name", host, err) < 0)
		return usage("--public-url", err);
	return 0;
}

/* Tokens over plain HTTP only where nobody is on the path. */
static int
set_plain_tokens(struct conf *conf, struct err *err)
{
	bool loopback = false;

	for (size_t i = 0; i < conf->listen.count; i++) {
		struct os_address a = { 0 };

		if (os_address_parse(conf->listen.at[i], &a, err) < 0)
			return usage("--listen", err);
		loopback = loopback || os_address_is_loopback(&a);
	}
	if (!loopback)
		return 0;
	return conf_set(conf, "http", "allow-plain-tokens", "loopback", err);
}

static int
set_passphrase(const struct cli *cli, struct plan *plan, struct err *err)
{
	const char *file = cli_get(cli, "--passphrase-file", NULL);
	char path[PATH_MAX];

	if (file == NULL)
		return 0;
	if (realpath(file, path) == NULL)
		return err_errno(err, ERR_USAGE, "--passphrase-file %.200s",
				 file);
	if (passphrase_read(path, &plan->passphrase, err) < 0 ||
	    conf_set(plan->conf, "ca", "passphrase-file", path, err) < 0)
		return usage("--passphrase-file", err);
	return 0;
}

static int
set_constraints(const struct cli *cli, struct plan *plan, struct err *err)
{
	const struct policy *policy =
		conf_policy(plan->conf, bytes_of_text("default"));

	if (!cli_has(cli, "--constrain"))
		return 0;
	if (cli_has(cli, "--import-cert"))
		return err_set(err, ERR_USAGE,
			       "--constrain is for a new root; an imported "
			       "certificate has the constraints it has");
	if (policy->rule_count == 0)
		return err_set(err, ERR_USAGE,
			       "--constrain needs something to permit: give "
			       "--domain, --short-name or --ip-range");
	plan->constraints = calloc(1, sizeof(*plan->constraints));
	if (plan->constraints == NULL)
		return err_nomem(err);
	if (constraints_from_policy(policy, plan->constraints, err) < 0)
		return usage("--constrain", err);
	return 0;
}

/* Whom the policy allows a name shows that it is his; nobody needs a binding. */
static int
set_acme(const struct cli *cli, struct conf *conf, struct err *err)
{
	if (!cli_has(cli, "--acme"))
		return 0;
	if (!cli_has(cli, "--listen-tls"))
		return err_set(err, ERR_USAGE,
			       "--acme needs HTTPS: give --listen-tls "
			       "ADDRESS:PORT, too");
	if (conf_set(conf, "acme", "enabled", "yes", err) < 0 ||
	    conf_set(conf, "acme", "policy", "default", err) < 0)
		return usage("--acme", err);
	return 0;
}

/* Through the file and back: what one setting asks of another is seen by the
 * parser alone. */
static int
settle(struct plan *plan, struct err *err)
{
	CLEANUP(conf_free) struct conf *again = NULL;

	conf_write(plan->conf, &plan->conf_text);
	if (buf_check(&plan->conf_text, err) < 0)
		return -1;
	if (conf_parse(buf_bytes(&plan->conf_text), "sanca.conf", &again, err) <
	    0)
		return usage("these options make no usable settings", err);
	conf_free(&plan->conf);
	plan->conf = STEAL(again);
	return 0;
}

int
plan_settings(const struct cli *cli, struct plan *plan, struct err *err)
{
	if (conf_new(&plan->conf, err) < 0 ||
	    /* So that there is a policy to add to, also without a rule. */
	    conf_set(plan->conf, POLICY, "profile", "server mail", err) < 0 ||
	    set_mapped(cli, plan->conf, err) < 0 ||
	    set_short_names(cli, plan->conf, err) < 0)
		return -1;
	if (!cli_has(cli, "--listen") &&
	    conf_set(plan->conf, "http", "listen", "127.0.0.1:8080", err) < 0)
		return -1;
	if (set_tls_name(cli, plan->conf, err) < 0 ||
	    set_plain_tokens(plan->conf, err) < 0 ||
	    set_acme(cli, plan->conf, err) < 0 ||
	    set_passphrase(cli, plan, err) < 0 || settle(plan, err) < 0)
		return -1;
	return set_constraints(cli, plan, err);
}
