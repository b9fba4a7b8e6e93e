/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* sanca policy and sanca conf: what the settings mean. */
#include "cli.h"
#include "out.h"
#include "request.h"

#include "sanca/os.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int
show_policy(const struct policy *p, json_t *all, struct err *err)
{
	CLEANUP(buf_free) struct buf text = { 0 };

	policy_canonical(p, &text);
	if (buf_check(&text, err) < 0)
		return -1;
	if (all != NULL) {
		json_object_set_new(all, p->name, json_string(buf_text(&text)));
		return 0;
	}
	printf("# [policy %s], sanca.conf line %u\n%s", p->name, p->line,
	       buf_text(&text));
	return 0;
}

int
cmd_policy_show(struct cli *cli, struct err *err)
{
	CLEANUP(conf_free) struct conf *conf = NULL;
	const struct policy *one = NULL;
	json_t *all = NULL;

	if (cli_conf(cli, &conf, err) < 0 ||
	    (cli->operand_count > 0 &&
	     cli_policy(conf, cli->operands[0], &one, err) < 0))
		return -1;
	all = cli->json ? json_object() : NULL;
	for (size_t i = 0; i < conf->policy_count; i++)
		if ((one == NULL || one == &conf->policies[i]) &&
		    show_policy(&conf->policies[i], all, err) < 0) {
			json_decref(all);
			return -1;
		}
	if (all != NULL && out_json(all, err) < 0)
		return -1;
	return EXIT_DONE;
}

struct trial {
	struct names names;
	struct notes notes;
	struct violations bad; /* no names at all */
	struct policy_verdict verdict;
	const struct policy *approval; /* NULL: there is none */
	struct policy_verdict by_approval;
	enum policy_outcome outcome;
};

static enum key_kind
any_key(const struct policy *p)
{
	if (p->key_kinds[KEY_EC_P256])
		return KEY_EC_P256;
	return p->key_kinds[KEY_EC_P384] ? KEY_EC_P384 : KEY_RSA;
}

static int
try_names(const struct cli *cli, const struct policy *p, struct trial *t,
	  struct err *err)
{
	struct policy_request ask = {
		.requester = "admin",
		.door = DOOR_CONTROL,
		.key_kind = any_key(p),
		.names = &t->names,
	};

	ask.key_bits = ask.key_kind == KEY_RSA	     ? 2048
		       : ask.key_kind == KEY_EC_P384 ? 384
						     : 256;
	if (names_from_words(cli->operands + 1, cli->operand_count - 1,
			     &p->names, &t->names, &t->notes, &t->bad, err) < 0)
		return -1;
	policy_check(p, &ask, &t->verdict);
	t->outcome = policy_judge(&t->verdict, t->approval, false, &ask,
				  &t->by_approval);
	if (t->bad.count > 0)
		t->outcome = POLICY_DENIES;
	return 0;
}

static void
print_violations(const struct violations *v)
{
	for (size_t i = 0; i < v->count; i++)
		printf("refused   %s\n", v->at[i].text);
}

static void
print_name(const char *word, const struct name *name,
	   const struct policy_rule *rule)
{
	CLEANUP(buf_free) struct buf line = { 0 };

	name_show(name, &line);
	buf_append_text(&line, ": ");
	if (rule != NULL)
		policy_rule_show(rule, &line);
	printf("%-9s %s\n", word, buf_text(&line));
}

static void
show_trial(const struct trial *t)
{
	for (size_t i = 0; i < t->names.count; i++)
		if (t->verdict.names[i].allowed)
			print_name("allowed", &t->names.at[i],
				   t->verdict.names[i].rule);
	print_violations(&t->bad);
	print_violations(&t->verdict.violations);
	if (t->outcome != POLICY_PENDS)
		return;
	for (size_t i = 0; i < t->names.count; i++)
		if (!t->verdict.names[i].allowed)
			print_name("waits", &t->names.at[i],
				   t->by_approval.names[i].rule);
	printf("verdict   it would wait for a person, by approval-policy %s\n",
	       t->approval->name);
}

static json_t *
trial_json(const struct trial *t)
{
	json_t *names = out_json_names(&t->names);
	json_t *refused = out_json_violations(&t->bad);
	json_t *by_policy = out_json_violations(&t->verdict.violations);
	json_t *o = NULL;

	for (size_t i = 0; i < t->names.count; i++)
		json_object_set_new(json_array_get(names, i), "allowed",
				    json_boolean(t->verdict.names[i].allowed));
	json_array_extend(refused, by_policy);
	json_decref(by_policy);
	o = json_pack("{s:b, s:s, s:o, s:o}", "allowed",
		      (int)(t->outcome == POLICY_ALLOWS), "verdict",
		      policy_outcome_name(t->outcome), "names", names,
		      "violations", refused);
	if (t->outcome == POLICY_PENDS)
		json_object_set_new(o, "approval_policy",
				    json_string(t->approval->name));
	return o;
}

int
cmd_policy_test(struct cli *cli, struct err *err)
{
	CLEANUP(conf_free) struct conf *conf = NULL;
	const struct policy *policy = NULL;
	static struct trial t;

	if (cli_conf(cli, &conf, err) < 0 ||
	    cli_policy(conf, cli->operands[0], &policy, err) < 0)
		return -1;
	t.approval = conf_approval(conf, policy);
	if (try_names(cli, policy, &t, err) < 0)
		return -1;
	if (!cli->json)
		show_trial(&t);
	else if (out_json(trial_json(&t), err) < 0)
		return -1;
	return t.outcome == POLICY_ALLOWS ? EXIT_DONE : EXIT_REFUSED;
}

static void
warn(const struct conf *conf)
{
	if (conf->allow_plain_tokens == PLAIN_TOKENS_YES)
		cli_say("warning: allow-plain-tokens = yes: whoever is on the "
			"path can read tokens and use them");
	if (conf->listen.count == 0 && conf->listen_tls.count == 0)
		cli_say("warning: neither listen nor listen-tls is set: "
			"nobody can connect");
	if (conf->public_url[0] == '\0')
		cli_say("warning: no public-url: certificates will not say "
			"where the CA certificate is found");
	for (size_t i = 0; i < conf->policy_count; i++)
		if (conf->policies[i].rule_count == 0)
			cli_say("warning: [policy %s] has no rule: it refuses "
				"everything",
				conf->policies[i].name);
		else if (conf->policies[i].lifetime_max_s >
			 LIMIT_LIFETIME_DAYS * INT64_C(86400))
			cli_say("warning: [policy %s] allows more than %d "
				"days, which Apple devices refuse",
				conf->policies[i].name, LIMIT_LIFETIME_DAYS);
	if (conf->policy_count == 0)
		cli_say("warning: there is no policy: everything is refused");
}

/* Who is not root starts a signer of his own user, which may be another one
 * than asks here: then nothing can be said. */
static void
warn_of_users(const char *dir, const struct conf *conf)
{
	struct os_user signer;
	struct err err;

	if (geteuid() != 0)
		return;
	if (os_user_find(conf->signer_user, &signer, &err) < 0)
		cli_say("warning: sancad will not start: signer-user: %s",
			err.text);
	else
		cli_say_secrets(dir, conf, signer.uid);
}

/* Settings may be checked before there is a CA. */
static int
check_own_names(const struct cli *cli, const struct conf *conf, struct err *err)
{
	CLEANUP(issuer_free) struct issuer *issuer = NULL;
	struct err none;

	if (cli_issuer(cli, &issuer, &none) < 0)
		return 0;
	return cli_check_own_names(conf, issuer, err);
}

int
cmd_conf_check(struct cli *cli, struct err *err)
{
	CLEANUP(conf_free) struct conf *conf = NULL;

	if (cli->operand_count > 0)
		cli->dir = cli->operands[0];
	if (cli_conf(cli, &conf, err) < 0)
		return -1;
	if (check_own_names(cli, conf, err) < 0)
		return -1;
	warn(conf);
	warn_of_users(cli->dir, conf);
	if (cli->json)
		return out_json(json_pack("{s:b, s:I}", "good", 1, "policies",
					  (json_int_t)conf->policy_count),
				err) < 0
			       ? -1
			       : EXIT_DONE;
	printf("%s/sanca.conf can be used: %zu %s\n", cli->dir,
	       conf->policy_count,
	       conf->policy_count == 1 ? "policy" : "policies");
	return EXIT_DONE;
}
