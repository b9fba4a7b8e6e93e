/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* sanca init: makes a certificate authority. */
#include "fingerprint.h"
#include "init.h"
#include "sanca/clock.h"
#include "sanca/files.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void
plan_free(struct plan *plan)
{
	conf_free(&plan->conf);
	buf_free(&plan->conf_text);
	buf_free_wipe(&plan->passphrase);
	ca_key_free(&plan->key);
	log_key_free(&plan->log_key);
	free(plan->constraints);
	issuer_free(&plan->issuer);
	bytes_wipe(&plan->link, sizeof(plan->link));
}

static void
say_constraints(const struct plan *plan)
{
	CLEANUP(buf_free) struct buf text = { 0 };
	const struct constraints *c = &plan->issuer->certificate.constraints;

	if (plan->constraints == NULL)
		return;
	constraints_show(c, &text);
	cli_say("the root is constrained: %s", buf_text(&text));
}

/* An imported CA may be bound more tightly than the policy asked for. */
static void
say_out_of_reach(const struct plan *plan)
{
	static struct violations violations;
	static struct names names;
	const struct constraints *c = &plan->issuer->certificate.constraints;
	const struct policy *policy = &plan->conf->policies[0];

	for (size_t i = 0; i < policy->rule_count; i++) {
		const struct policy_rule *r = &policy->rules[i];

		if (r->kind != RULE_ALLOW_DOMAIN && r->kind != RULE_ALLOW_NAME)
			continue;
		names.count = 1;
		names.at[0].type = NAME_DNS;
		names.at[0].n = strlen(r->text);
		memcpy(names.at[0].v, r->text, names.at[0].n + 1);
		violations.count = 0;
		constraints_check(c, &names, &violations);
		if (violations.count > 0)
			cli_say("warning: the policy allows %s, but it can "
				"never be issued: %s",
				r->text, violations.at[0].text);
	}
}

/* Certificates cannot be changed afterwards, so this is said before there is
 * one. */
static void
say_addresses(const struct plan *plan)
{
	const char *url = plan->conf->public_url;
	const char *id = plan->issuer->id;

	if (*url == '\0') {
		cli_say("warning: no --public-url: certificates will not say "
			"where to ask whether they are revoked");
		cli_say("Windows programs that want to know (Exchange, remote "
			"desktop, curl and git with Schannel, .NET) then warn "
			"or refuse: 0x80092012, CRYPT_E_NO_REVOCATION_CHECK");
		cli_say("what is issued stays so for ever: set public-url in "
			"%s/sanca.conf before the first certificate",
			plan->dir);
		return;
	}
	cli_say("each certificate will say, for as long as it lives, that its "
		"CRL is at %s/i/%s/ca.crl%s: clients must reach that address "
		"over plain HTTP, and it must stay",
		url, id, plan->conf->ocsp ? ", with OCSP beside it" : "");
}

/* It is good for a week, also when HTTPS is set up only then. */
static void
say_console(const struct plan *plan)
{
	CLEANUP(buf_free_wipe) struct buf address = { 0 };
	struct err none;

	if (secret_link_console(plan->conf, &plan->link, &address, &none) == 0)
		cli_say("the first administrator chooses a name and a password "
			"there, once, within a week:\n  %s",
			buf_text(&address));
	else
		cli_say("the console needs HTTPS: set listen-tls and tls-name; "
			"then the first administrator chooses a name and a "
			"password there, once, within a week:\n"
			"  https://HOST:PORT/console/link/%s",
			plan->link.text);
}

static void
say_what_next(const struct cli *cli, const struct plan *plan)
{
	const char *to = plan->conf->listen.count > 0 ? plan->conf->listen.at[0]
						      : "ADDR:PORT";

	if (plan->conf->policies[0].rule_count == 0)
		cli_say("the policy allows no name yet: add allow-domain to "
			"%s/sanca.conf",
			plan->dir);
	say_addresses(plan);
	say_constraints(plan);
	say_out_of_reach(plan);
	if (plan->owners.as_root)
		cli_say_secrets(plan->dir, plan->conf, plan->owners.signer.uid);
	say_console(plan);
	cli_say("%s is ready. Keep the fingerprints. Next:", plan->dir);
	fprintf(stderr,
		"  sancad -d %s\n"
		"  sanca -d %s token new NAME --policy default\n"
		"  curl -H \"Authorization: Bearer TOKEN\" --data-binary "
		"@REQUEST http://%s/v1/certificates\n"
		"  sanca -d %s trust sheet      (for those who are to trust "
		"it)\n",
		plan->dir, plan->dir, to, plan->dir);
	(void)cli;
}

int
cmd_init(struct cli *cli, struct err *err)
{
	CLEANUP(plan_free) struct plan plan = { .now = clock_wall_s() };

	if (cli->operand_count == 0 && !cli->dir_given)
		return err_set(err, ERR_USAGE,
			       "name the directory: sanca init DIR --name ...");
	plan.dir = cli->operand_count > 0 ? cli->operands[0] : cli->dir;
	if (site_check_place(plan.dir, err) < 0 ||
	    plan_settings(cli, &plan, err) < 0 ||
	    owners_find(plan.conf, "give --front-user", "give --signer-user",
			&plan.owners, err) < 0 ||
	    plan_issuer(cli, &plan, err) < 0 ||
	    plan_check_names(&plan, err) < 0 ||
	    secret_link_draw(&plan.link, err) < 0 ||
	    data_create(&plan, err) < 0)
		return -1;
	if (!cli->json)
		fingerprint_text(plan.issuer, plan.log_public);
	else if (out_json(fingerprint_json(plan.issuer, plan.log_public), err) <
		 0)
		return -1;
	say_what_next(cli, &plan);
	return EXIT_DONE;
}
