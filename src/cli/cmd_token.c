/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* sanca token: the credentials of requesters. */
#include "cli.h"
#include "out.h"
#include "reach.h"
#include "sanca/clock.h"
#include "sanca/key.h"
#include "sanca/text.h"

#include <inttypes.h>
#include <string.h>

#define TOKEN_BYTES 32 /* 256 bits: E20 asks for 128 */
#define TOKEN_PREFIX "sanca_"

static int
draw(struct buf *token, uint8_t hash[32], struct err *err)
{
	uint8_t secret[TOKEN_BYTES];

	if (random_bytes(secret, sizeof(secret), err) < 0)
		return -1;
	buf_append_text(token, TOKEN_PREFIX);
	base64url_encode(BYTES_OF(secret), token);
	bytes_wipe(secret, sizeof(secret));
	if (buf_check(token, err) < 0)
		return -1;
	sha256(buf_bytes(token), hash);
	return 0;
}

static int
register_token(const struct cli *cli, const char *policy, struct bytes hash,
	       struct msg *ret, int64_t *ret_expires, struct err *err)
{
	CLEANUP(reach_close) struct reach *reach = NULL;
	struct msg m = { .type = MSG_TOKEN_NEW };
	const char *may = cli_get(cli, "--may", "issue");

	if (cli_expiry(cli_get(cli, "--expires", "1y"), &m.token_new.expires_at,
		       err) < 0 ||
	    rights_parse(bytes_of_text(may), &m.token_new.rights, err) < 0 ||
	    reach_open(cli->dir, true, &reach, err) < 0)
		return -1;
	m.token_new.requester = bytes_of_text(cli->operands[0]);
	m.token_new.policy = bytes_of_text(policy);
	m.token_new.hash = hash;
	*ret_expires = m.token_new.expires_at;
	if (reach_call(reach, &m, MSG_DONE, ret, NULL, err) < 0)
		return -1;
	return 0;
}

static int
give(const struct cli *cli, struct buf *token, uint64_t number,
     int64_t expires_at, struct err *err)
{
	char end[32] = "never";

	if (expires_at != 0)
		clock_show(expires_at, end);
	if (cli->json)
		return out_json(json_pack("{s:s, s:I, s:s, s:o}", "token",
					  buf_text(token), "number",
					  (json_int_t)number, "requester",
					  cli->operands[0], "expires_at",
					  out_json_time(expires_at)),
				err);
	cli_say("token %" PRIu64 " of %s, expires %s; it is shown only this "
		"once",
		number, cli->operands[0], end);
	puts(buf_text(token));
	if (fflush(stdout) != 0)
		return err_set(err, ERR_OS,
			       "the token could not be written: sanca token "
			       "revoke %" PRIu64 ", and make another",
			       number);
	return 0;
}

int
cmd_token_new(struct cli *cli, struct err *err)
{
	CLEANUP(buf_free_wipe) struct buf token = { 0 };
	char policy[LIMIT_LABEL_BYTES + 1] = "";
	struct msg done = { 0 };
	uint8_t hash[32];
	int64_t expires_at = 0;

	if (requester_name_check(bytes_of_text(cli->operands[0]), err) < 0 ||
	    cli_policy_name(cli, policy, err) < 0 ||
	    draw(&token, hash, err) < 0 ||
	    register_token(cli, policy, BYTES_OF(hash), &done, &expires_at,
			   err) < 0 ||
	    give(cli, &token, done.done.number, expires_at, err) < 0)
		return -1;
	return EXIT_DONE;
}

static const char *
token_state(const struct store_token *t, int64_t now)
{
	if (t->revoked_at != 0)
		return "revoked";
	return t->expires_at != 0 && t->expires_at <= now ? "expired" : "live";
}

static json_t *
token_json(const struct store_token *t, const struct store_requester *r,
	   const char *rights, const char *state)
{
	return json_pack("{s:I, s:s, s:s, s:s, s:s, s:o, s:o, s:o}", "number",
			 (json_int_t)t->id, "requester", r->name, "policy",
			 r->policy, "may", rights, "status", state, "createdAt",
			 out_json_time(t->created_at), "expires_at",
			 out_json_time(t->expires_at), "revokedAt",
			 out_json_time(t->revoked_at));
}

static int
show_token(const struct cli *cli, const struct store_token *t,
	   const struct store_requester *r, json_t *all, struct err *err)
{
	CLEANUP(buf_free) struct buf rights = { 0 };
	const char *state = token_state(t, clock_wall_s());
	char end[32] = "never";

	rights_show(t->rights, &rights);
	if (buf_check(&rights, err) < 0)
		return -1;
	if (cli->json) {
		json_array_append_new(all, token_json(t, r, buf_text(&rights),
						      state));
		return 0;
	}
	if (t->expires_at != 0)
		clock_show(t->expires_at, end);
	printf("%-7" PRIu64 " %-20s %-12s %-18s %-10.10s %s\n", t->id, r->name,
	       r->policy, buf_text(&rights), end, state);
	return 0;
}

int
cmd_token_list(struct cli *cli, struct err *err)
{
	CLEANUP(store_free) struct store *store = NULL;
	struct store_token t = { 0 };
	struct store_requester r = { 0 };
	json_t *all = NULL;

	if (store_open(cli->dir, STORE_READ, &store, err) < 0)
		return -1;
	if (!cli->json)
		printf("%-7s %-20s %-12s %-18s %-10s %s\n", "NUMBER",
		       "REQUESTER", "POLICY", "MAY", "EXPIRES", "STATUS");
	all = json_array();
	while (store_token_next(store, t.id, &t, &r, err) == 0 &&
	       show_token(cli, &t, &r, all, err) == 0)
		;
	return out_list_end(cli->json, all, err);
}

int
cmd_token_revoke(struct cli *cli, struct err *err)
{
	CLEANUP(reach_close) struct reach *reach = NULL;
	struct msg m = { .type = MSG_TOKEN_REVOKE };
	struct msg answer = { 0 };
	const char *which = cli->operands[0];

	if (strspn(which, "0123456789") == strlen(which)) {
		if (text_u64(which, INT64_MAX, &m.token_revoke.token, err) < 0)
			return -1;
		if (m.token_revoke.token == 0)
			return err_set(err, ERR_USAGE, "there is no token 0");
	} else {
		m.token_revoke.requester = bytes_of_text(which);
	}
	if (m.token_revoke.token == 0 &&
	    requester_name_check(bytes_of_text(which), err) < 0)
		return -1;
	if (reach_open(cli->dir, true, &reach, err) < 0 ||
	    reach_call(reach, &m, MSG_DONE, &answer, NULL, err) < 0)
		return -1;
	if (cli->json)
		return out_json(json_pack("{s:I}", "revoked",
					  (json_int_t)answer.done.number),
				err) < 0
			       ? -1
			       : EXIT_DONE;
	cli_say("%" PRIu64 " revoked, from now on", answer.done.number);
	return EXIT_DONE;
}
