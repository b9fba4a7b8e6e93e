/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* sanca requester: makes and changes those who may ask. */
#include "cli.h"
#include "out.h"
#include "reach.h"

#include <string.h>

/* What the message borrows. */
struct change {
	char policy[LIMIT_LABEL_BYTES + 1];
	struct buf contacts;
};

static void
change_free(struct change *c)
{
	buf_free(&c->contacts);
}

static int
take_contacts(const struct cli *cli, struct change *c,
	      struct msg_requester_set *m, struct err *err)
{
	const char *contact = NULL;

	for (size_t i = 0; (contact = cli_get_nth(cli, "--contact", i)) != NULL;
	     i++) {
		if (c->contacts.n > 0)
			buf_append_u8(&c->contacts, ' ');
		buf_append_text(&c->contacts, contact);
		m->what |= PART_CONTACTS;
	}
	if (c->contacts.n > LIMIT_CONTACTS_BYTES)
		return err_set(err, ERR_USAGE,
			       "the contacts have more than %d octets",
			       LIMIT_CONTACTS_BYTES);
	m->contacts = buf_bytes(&c->contacts);
	return buf_check(&c->contacts, err);
}

/* Those of --rights, --contact, --client-name and --expires that were given. */
static int
take_options(const struct cli *cli, struct change *c,
	     struct msg_requester_set *m, struct err *err)
{
	const char *rights = cli_get(cli, "--rights", NULL);
	const char *name = cli_get(cli, "--client-name", NULL);
	const char *expires = cli_get(cli, "--expires", NULL);

	if (rights != NULL) {
		m->what |= PART_RIGHTS;
		if (rights_parse(bytes_of_text(rights), &m->rights, err) < 0)
			return -1;
	}
	if (expires != NULL) {
		m->what |= PART_EXPIRES;
		if (cli_expiry(expires, &m->expires_at, err) < 0)
			return -1;
	}
	if (name != NULL) {
		m->what |= PART_CLIENT_NAME;
		if (strlen(name) > LIMIT_NAME_BYTES)
			return err_set(err, ERR_USAGE,
				       "--client-name: longer than %d octets",
				       LIMIT_NAME_BYTES);
		m->client_name = bytes_of_text(name);
	}
	return take_contacts(cli, c, m, err);
}

static int
send_change(const struct cli *cli, struct msg *m, struct err *err)
{
	CLEANUP(reach_close) struct reach *reach = NULL;
	struct msg answer = { 0 };

	m->requester_set.requester = bytes_of_text(cli->operands[0]);
	if (requester_name_check(m->requester_set.requester, err) < 0 ||
	    reach_open(cli->dir, true, &reach, err) < 0)
		return -1;
	return reach_call(reach, m, MSG_DONE, &answer, NULL, err);
}

static int
say_json(const struct cli *cli, const char *key, const char *value,
	 struct err *err)
{
	return out_json(json_pack("{s:s, s:s}", "requester", cli->operands[0],
				  key, value),
			err) < 0
		       ? -1
		       : EXIT_DONE;
}

int
cmd_requester_new(struct cli *cli, struct err *err)
{
	CLEANUP(change_free) struct change c = { 0 };
	struct msg m = { .type = MSG_REQUESTER_SET };

	m.requester_set.is_new = 1;
	m.requester_set.what = PART_POLICY;
	if (requester_name_check(bytes_of_text(cli->operands[0]), err) < 0 ||
	    take_options(cli, &c, &m.requester_set, err) < 0 ||
	    cli_policy_name(cli, c.policy, err) < 0)
		return -1;
	m.requester_set.policy = bytes_of_text(c.policy);
	if (send_change(cli, &m, err) < 0)
		return -1;
	if (cli->json)
		return say_json(cli, "policy", c.policy, err);
	cli_say("%s may ask under the policy %s: `sanca token new %s` gives it "
		"a token, `sanca console-link %s` a password",
		cli->operands[0], c.policy, cli->operands[0], cli->operands[0]);
	return EXIT_DONE;
}

int
cmd_requester_set(struct cli *cli, struct err *err)
{
	CLEANUP(change_free) struct change c = { 0 };
	struct msg m = { .type = MSG_REQUESTER_SET };

	if (take_options(cli, &c, &m.requester_set, err) < 0)
		return -1;
	if (m.requester_set.what == 0)
		return err_set(err, ERR_USAGE,
			       "say what: --rights, --contact, --client-name "
			       "or --expires");
	if (send_change(cli, &m, err) < 0)
		return -1;
	if (cli->json)
		return say_json(cli, "state", "changed", err);
	cli_say("%s is changed from now on", cli->operands[0]);
	return EXIT_DONE;
}

int
cmd_requester_policy(struct cli *cli, struct err *err)
{
	const char *policy = cli_get(cli, "--policy", NULL);
	struct msg m = { .type = MSG_REQUESTER_SET };

	if (policy == NULL)
		return err_set(err, ERR_USAGE,
			       "name the policy: --policy NAME");
	if (strlen(policy) > LIMIT_LABEL_BYTES)
		return err_set(err, ERR_USAGE,
			       "a policy's name has at most %d characters",
			       LIMIT_LABEL_BYTES);
	m.requester_set.policy = bytes_of_text(policy);
	m.requester_set.what = PART_POLICY;
	if (send_change(cli, &m, err) < 0)
		return -1;
	if (cli->json)
		return say_json(cli, "policy", policy, err);
	cli_say("requests of %s are held to the policy %s from now on; what "
		"was issued stays",
		cli->operands[0], policy);
	return EXIT_DONE;
}

static int
set_disabled(struct cli *cli, bool disabled, struct err *err)
{
	struct msg m = { .type = MSG_REQUESTER_SET };

	m.requester_set.what = PART_DISABLED;
	m.requester_set.disabled = disabled;
	if (send_change(cli, &m, err) < 0)
		return -1;
	if (cli->json)
		return say_json(cli, "state", disabled ? "disabled" : "enabled",
				err);
	if (disabled)
		cli_say("%s is refused from now on, by token, password and "
			"certificate; what was issued stays",
			cli->operands[0]);
	else
		cli_say("%s may ask again", cli->operands[0]);
	return EXIT_DONE;
}

int
cmd_requester_disable(struct cli *cli, struct err *err)
{
	return set_disabled(cli, true, err);
}

int
cmd_requester_enable(struct cli *cli, struct err *err)
{
	return set_disabled(cli, false, err);
}
