/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* sanca requester: who may ask, and under which policy. */
#include "cli.h"
#include "out.h"
#include "reach.h"
#include "sanca/clock.h"

#include <string.h>

int
cmd_requester_policy(struct cli *cli, struct err *err)
{
	CLEANUP(reach_close) struct reach *reach = NULL;
	const char *policy = cli_get(cli, "--policy", NULL);
	const char *name = cli->operands[0];
	struct msg m = { .type = MSG_REQUESTER_SET };
	struct msg answer = { 0 };

	if (policy == NULL)
		return err_set(err, ERR_USAGE,
			       "name the policy: --policy NAME");
	if (strlen(name) > LIMIT_LABEL_BYTES ||
	    strlen(policy) > LIMIT_LABEL_BYTES)
		return err_set(err, ERR_USAGE,
			       "a name of a requester or a policy has at most "
			       "%d characters",
			       LIMIT_LABEL_BYTES);
	m.requester_set.requester = bytes_of_text(name);
	m.requester_set.policy = bytes_of_text(policy);
	m.requester_set.what = PART_POLICY;
	if (reach_open(cli->dir, true, &reach, err) < 0 ||
	    reach_call(reach, &m, MSG_DONE, &answer, NULL, err) < 0)
		return -1;
	if (cli->json)
		return out_json(json_pack("{s:s, s:s}", "requester", name,
					  "policy", policy),
				err) < 0
			       ? -1
			       : EXIT_DONE;
	cli_say("requests of %s are held to the policy %s from now on; what "
		"was issued stays",
		name, policy);
	return EXIT_DONE;
}

static void
show(const struct cli *cli, const struct store_requester *r, json_t *all)
{
	char made[32] = "";

	if (cli->json) {
		json_array_append_new(
			all, json_pack("{s:s, s:s, s:o}", "requester", r->name,
				       "policy", r->policy, "createdAt",
				       out_json_time(r->created_at)));
		return;
	}
	clock_show(r->created_at, made);
	printf("%-20s %-12s %.10s\n", r->name,
	       r->policy[0] != '\0' ? r->policy : "-", made);
}

int
cmd_requester_list(struct cli *cli, struct err *err)
{
	CLEANUP(store_free) struct store *store = NULL;
	struct store_requester r = { 0 };
	json_t *all = NULL;

	if (store_open(cli->dir, STORE_READ, &store, err) < 0)
		return -1;
	if (!cli->json)
		printf("%-20s %-12s %s\n", "REQUESTER", "POLICY", "SINCE");
	all = json_array();
	while (store_requester_next(store, r.id, &r, err) == 0)
		show(cli, &r, all);
	return out_list_end(cli->json, all, err);
}
