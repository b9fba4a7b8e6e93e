/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* sanca eab: keys of external account binding, which vouch for one account of
 * ACME each (RFC 8555 7.3.4). */
#include "cli.h"
#include "out.h"
#include "reach.h"

#include "sanca/clock.h"
#include "sanca/store_acme.h"
#include "sanca/text.h"

#include <inttypes.h>
#include <string.h>

/* ---- new ------------------------------------------------------------------------ */

struct made {
	const char *requester;
	bool is_new; /* the requester is made here, too */
	char policy[LIMIT_LABEL_BYTES + 1];
	int64_t expires_at;
	char kid[ACME_KID_CHARS + 1];
	struct buf key, directory;
};

static void
made_free(struct made *m)
{
	buf_free_wipe(&m->key);
	buf_free(&m->directory);
}

/* Before anything is made: a key for which there is no address helps nobody. */
static int
find_directory(const struct cli *cli, struct made *m, struct err *err)
{
	CLEANUP(conf_free) struct conf *conf = NULL;

	if (cli_conf(cli, &conf, err) < 0)
		return -1;
	if (!conf_https_origin(conf, &m->directory))
		return err_set(err, ERR_CONFIG,
			       "ACME is served over HTTPS only, and there is "
			       "none: set listen-tls and tls-name in "
			       "sanca.conf");
	buf_append_text(&m->directory, "/acme/directory");
	if (!conf->acme_enabled)
		cli_say("ACME is not served yet: it needs `enabled = yes` in "
			"[acme] of sanca.conf");
	return buf_check(&m->directory, err);
}

/* The policy that was asked for must be the one that counts. */
static int
check_policy(const struct store_requester *r, const char *policy,
	     struct err *err)
{
	if (policy == NULL || strcmp(policy, r->policy) == 0)
		return 0;
	return err_set(err, ERR_CONFLICT,
		       "%s is there already, and held to the policy %s: leave "
		       "--policy out, or change that with `sanca requester "
		       "policy`",
		       r->name, r->policy);
}

static int
find_requester(const struct cli *cli, struct made *m, struct err *err)
{
	CLEANUP(store_free) struct store *store = NULL;
	const char *policy = cli_get(cli, "--policy", NULL);
	struct store_requester r = { 0 };

	if (store_open(cli->dir, STORE_READ, &store, err) < 0)
		return -1;
	if (store_requester_find(store, bytes_of_text(m->requester), &r, err) ==
	    0) {
		snprintf(m->policy, sizeof(m->policy), "%s", r.policy);
		return check_policy(&r, policy, err);
	}
	if (err->code != ERR_NOT_FOUND)
		return -1;
	if (policy == NULL)
		return err_set(err, ERR_NOT_FOUND,
			       "there is no requester %s; with --policy it is "
			       "made",
			       m->requester);
	m->is_new = true;
	return cli_policy_name(cli, m->policy, err);
}

static int
make_requester(struct reach *reach, const struct made *made, struct err *err)
{
	struct msg m = { .type = MSG_REQUESTER_SET };
	struct msg answer = { 0 };

	m.requester_set.is_new = 1;
	m.requester_set.what = PART_POLICY;
	m.requester_set.requester = bytes_of_text(made->requester);
	m.requester_set.policy = bytes_of_text(made->policy);
	return reach_call(reach, &m, MSG_DONE, &answer, NULL, err);
}

static int
make_binding(const struct cli *cli, struct made *made, struct err *err)
{
	CLEANUP(reach_close) struct reach *reach = NULL;
	struct msg m = { .type = MSG_BINDING_NEW };
	struct msg answer = { 0 };

	if (reach_open(cli->dir, true, &reach, err) < 0 ||
	    (made->is_new && make_requester(reach, made, err) < 0))
		return -1;
	m.binding_new.requester = bytes_of_text(made->requester);
	m.binding_new.expires_at = made->expires_at;
	if (reach_call(reach, &m, MSG_BINDING_MADE, &answer, NULL, err) < 0)
		return -1;
	snprintf(made->kid, sizeof(made->kid), "%.*s",
		 (int)answer.binding_made.kid.n,
		 (const char *)answer.binding_made.kid.p);
	base64url_encode(answer.binding_made.key, &made->key);
	return buf_check(&made->key, err);
}

static int
give_json(struct made *m, struct err *err)
{
	return out_json(json_pack("{s:s, s:s, s:s, s:s, s:s, s:o}", "requester",
				  m->requester, "policy", m->policy, "kid",
				  m->kid, "key", buf_text(&m->key), "directory",
				  buf_text(&m->directory), "expires_at",
				  out_json_time(m->expires_at)),
			err);
}

static void
give_text(struct made *m)
{
	char end[32] = "never";

	if (m->expires_at != 0)
		clock_show(m->expires_at, end);
	printf("%-11s%s\n%-11s%s\n%-11s%s\n%-11s%s, policy %s\n%-11s%s\n\n",
	       "kid", m->kid, "key", buf_text(&m->key), "directory",
	       buf_text(&m->directory), "requester", m->requester, m->policy,
	       "expires", end);
	/* Either may begin with a dash. */
	printf("certbot certonly --standalone --server %s --eab-kid=%s "
	       "--eab-hmac-key=%s -d HOST\n\n",
	       buf_text(&m->directory), m->kid, buf_text(&m->key));
	printf("lego --server %s --eab --kid=%s --hmac=%s --accept-tos "
	       "--email ADDRESS --http --domains HOST run\n",
	       buf_text(&m->directory), m->kid, buf_text(&m->key));
}

static int
give(const struct cli *cli, struct made *m, struct err *err)
{
	if (m->is_new)
		cli_say("%s is a requester now, under the policy %s",
			m->requester, m->policy);
	cli_say("the key is shown only this once, and makes one account; the "
		"client must trust this CA: see `sanca trust install`, or the "
		"page /trust");
	if (cli->json)
		return give_json(m, err);
	give_text(m);
	if (fflush(stdout) != 0)
		return err_set(err, ERR_OS,
			       "the key could not be written: sanca eab revoke "
			       "-- %s, and make another",
			       m->kid);
	return 0;
}

int
cmd_eab_new(struct cli *cli, struct err *err)
{
	CLEANUP(made_free) struct made m = { .requester = cli->operands[0] };

	if (requester_name_check(bytes_of_text(m.requester), err) < 0 ||
	    cli_expiry(cli_get(cli, "--expires", "30d"), &m.expires_at, err) <
		    0 ||
	    find_directory(cli, &m, err) < 0 ||
	    find_requester(cli, &m, err) < 0 ||
	    make_binding(cli, &m, err) < 0 || give(cli, &m, err) < 0)
		return -1;
	return EXIT_DONE;
}

/* ---- list ------------------------------------------------------------------------ */

static const char *
state_of(const struct acme_binding *b)
{
	if (b->revoked_at != 0)
		return "revoked";
	if (b->account != 0)
		return "used";
	return b->expires_at != 0 && b->expires_at <= clock_wall_s() ? "expired"
								     : "open";
}

static json_t *
binding_json(const struct acme_binding *b, const char *requester)
{
	return json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:o}", "kid", b->kid,
			 "requester", requester, "status", state_of(b),
			 "account",
			 b->account != 0 ? json_integer((json_int_t)b->account)
					 : json_null(),
			 "created_at", out_json_time(b->created_at),
			 "expires_at", out_json_time(b->expires_at),
			 "revoked_at", out_json_time(b->revoked_at));
}

static void
binding_row(const struct acme_binding *b, const char *requester)
{
	char made[32], end[32] = "never", account[32] = "";

	clock_show(b->created_at, made);
	if (b->expires_at != 0)
		clock_show(b->expires_at, end);
	if (b->account != 0)
		snprintf(account, sizeof(account), ", account %" PRIu64,
			 b->account);
	printf("%-22s %-16s %-10.10s %-10.10s %s%s\n", b->kid, requester, made,
	       end, state_of(b), account);
}

static int
show_binding(const struct cli *cli, struct store *store,
	     const struct acme_binding *b, json_t *all, struct err *err)
{
	struct store_requester r = { 0 };

	if (store_requester_by_id(store, b->requester, &r, err) < 0)
		return -1;
	if (cli->json)
		json_array_append_new(all, binding_json(b, r.name));
	else
		binding_row(b, r.name);
	return 0;
}

int
cmd_eab_list(struct cli *cli, struct err *err)
{
	CLEANUP(store_free) struct store *store = NULL;
	struct store_requester of = { 0 };
	struct acme_binding b = { 0 };
	json_t *all = NULL;

	if (store_open(cli->dir, STORE_READ, &store, err) < 0 ||
	    (cli->operand_count > 0 &&
	     store_requester_find(store, bytes_of_text(cli->operands[0]), &of,
				  err) < 0))
		return -1;
	if (!cli->json)
		printf("%-22s %-16s %-10s %-10s %s\n", "KID", "REQUESTER",
		       "MADE", "EXPIRES", "STATUS");
	all = json_array();
	while (store_binding_next(store, of.id, b.id, &b, err) == 0 &&
	       show_binding(cli, store, &b, all, err) == 0)
		;
	return out_list_end(cli->json, all, err);
}

/* ---- revoke ---------------------------------------------------------------------- */

int
cmd_eab_revoke(struct cli *cli, struct err *err)
{
	CLEANUP(store_free) struct store *store = NULL;
	CLEANUP(reach_close) struct reach *reach = NULL;
	struct msg m = { .type = MSG_BINDING_REVOKE };
	struct msg answer = { 0 };
	struct acme_binding b = { 0 };

	if (store_open(cli->dir, STORE_READ, &store, err) < 0 ||
	    store_binding_find(store, bytes_of_text(cli->operands[0]), &b,
			       err) < 0 ||
	    reach_open(cli->dir, true, &reach, err) < 0)
		return -1;
	m.binding_revoke.kid = bytes_of_text(b.kid);
	if (reach_call(reach, &m, MSG_DONE, &answer, NULL, err) < 0)
		return -1;
	if (cli->json)
		return out_json(json_pack("{s:s}", "revoked", b.kid), err) < 0
			       ? -1
			       : EXIT_DONE;
	cli_say("%s is revoked, from now on", b.kid);
	if (b.account != 0)
		cli_say("account %" PRIu64 ", which it made, goes on, but has "
			"no name without a challenge any more "
			"(acme-preauthorized): `sanca acme deactivate %" PRIu64
			"` ends it",
			b.account, b.account);
	return EXIT_DONE;
}
