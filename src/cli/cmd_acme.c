/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* sanca acme: the accounts of ACME, and their end. */
#include "cli.h"
#include "out.h"
#include "reach.h"

#include "sanca/clock.h"
#include "sanca/store_acme.h"
#include "sanca/text.h"

#include <inttypes.h>
#include <string.h>

/* Of the thumbprint, in a list. */
#define KEY_SHOWN 11

static const char *
state_of(const struct acme_account *a)
{
	if (a->ended_at == 0)
		return "active";
	return a->ended_by == ACME_ENDED_BY_CA ? "revoked" : "deactivated";
}

/* As the clients show it (RFC 7638, RFC 8555 8.1). */
static int
key_of(const struct acme_account *a, struct buf *ret, struct err *err)
{
	base64url_encode(BYTES_OF(a->thumbprint), ret);
	return buf_check(ret, err);
}

static json_t *
account_json(const struct acme_account *a, const char *requester,
	     const char *key)
{
	return json_pack("{s:I, s:s, s:s, s:s, s:o, s:o, s:o, s:o}", "account",
			 (json_int_t)a->id, "requester", requester, "status",
			 state_of(a), "key", key, "contacts",
			 out_json_text(bytes_of_text(a->contacts)), "peer",
			 out_json_text(bytes_of_text(a->peer)), "created_at",
			 out_json_time(a->created_at), "ended_at",
			 out_json_time(a->ended_at));
}

static void
account_row(const struct acme_account *a, const char *requester,
	    const char *key)
{
	CLEANUP(buf_free) struct buf contacts = { 0 };
	char made[32];

	clock_show(a->created_at, made);
	text_show(bytes_of_text(a->contacts), 200, &contacts);
	printf("%-7" PRIu64 " %-16s %-10.10s %-11s %-*.*s %s\n", a->id,
	       requester, made, state_of(a), KEY_SHOWN, KEY_SHOWN, key,
	       contacts.n > 0 ? buf_text(&contacts) : "-");
}

static int
show_account(const struct cli *cli, struct store *store,
	     const struct acme_account *a, json_t *all, struct err *err)
{
	CLEANUP(buf_free) struct buf key = { 0 };
	struct store_requester r = { 0 };

	if (store_requester_by_id(store, a->requester, &r, err) < 0 ||
	    key_of(a, &key, err) < 0)
		return -1;
	if (cli->json)
		json_array_append_new(all,
				      account_json(a, r.name, buf_text(&key)));
	else
		account_row(a, r.name, buf_text(&key));
	return 0;
}

int
cmd_acme_accounts(struct cli *cli, struct err *err)
{
	CLEANUP(store_free) struct store *store = NULL;
	const char *name = cli_get(cli, "--requester", NULL);
	struct store_requester of = { 0 };
	struct acme_account a = { 0 };
	json_t *all = NULL;

	if (store_open(cli->dir, STORE_READ, &store, err) < 0 ||
	    (name != NULL &&
	     store_requester_find(store, bytes_of_text(name), &of, err) < 0))
		return -1;
	if (!cli->json)
		printf("%-7s %-16s %-10s %-11s %-*s %s\n", "ACCOUNT",
		       "REQUESTER", "MADE", "STATUS", KEY_SHOWN, "KEY",
		       "CONTACTS");
	all = json_array();
	while (store_account_next(store, of.id, a.id, &a, err) == 0 &&
	       show_account(cli, store, &a, all, err) == 0)
		;
	return out_list_end(cli->json, all, err);
}

int
cmd_acme_deactivate(struct cli *cli, struct err *err)
{
	CLEANUP(reach_close) struct reach *reach = NULL;
	struct msg m = { .type = MSG_ACCOUNT_SET };
	struct msg answer = { 0 };
	uint64_t id = 0;

	if (text_u64(cli->operands[0], INT64_MAX, &id, err) < 0 ||
	    reach_open(cli->dir, true, &reach, err) < 0)
		return -1;
	m.account_set.account = id;
	m.account_set.what = 2; /* it ends */
	m.account_set.peer = bytes_of_text("control");
	if (reach_call(reach, &m, MSG_DONE, &answer, NULL, err) < 0)
		return -1;
	if (cli->json)
		return out_json(json_pack("{s:I}", "deactivated",
					  (json_int_t)id),
				err) < 0
			       ? -1
			       : EXIT_DONE;
	cli_say("account %" PRIu64 " is refused from now on, for good; its "
		"certificates stay",
		id);
	return EXIT_DONE;
}
