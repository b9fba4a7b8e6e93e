/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Administration: every change is a log entry in the same transaction. */
#include "administrator.h"
#include "dispatch.h"

#include "sanca/clock.h"
#include "sanca/logline.h"
#include "sanca/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Of a requester that `sanca token new` makes: what it gave before there were
 * rights of requesters, so that scripts go on. */
#define RIGHTS_OF_NEW ((uint32_t)(RIGHT_ISSUE | RIGHT_LIST | RIGHT_REVOKE))

struct number_text {
	char text[24];
};

static struct bytes
show_number(uint64_t n, struct number_text *space)
{
	snprintf(space->text, sizeof(space->text), "%" PRIu64, n);
	return bytes_of_text(space->text);
}

/* ---- tokens --------------------------------------------------------------- */

static int
check_token_new(const struct signer *s, const struct msg_token_new *m,
		int64_t now, struct err *err)
{
	const uint8_t *digest = NULL;

	if (requester_name_check(m->requester, err) != 0)
		return -1;
	if (m->hash.n != 32)
		return err_set(err, ERR_MALFORMED, "the hash is no SHA-256");
	/* Whoever finds it could make himself more of them, and a password. */
	if ((m->rights & (uint32_t)RIGHT_ADMIN) != 0)
		return err_set(err, ERR_USAGE,
			       "a token never has the right \"admin\": that "
			       "needs a person with a password, or the control "
			       "socket");
	if ((m->rights & (uint32_t)RIGHT_APPROVE) != 0)
		return err_set(err, ERR_USAGE,
			       "a token never has the right \"approve\": what "
			       "waits waits for a person, who signs in at the "
			       "console, or for the control socket");
	if (m->rights == 0 || (m->rights & ~RIGHTS_ALL) != 0)
		return err_set(err, ERR_USAGE,
			       "a token may be given request, issue, list and "
			       "revoke");
	if (m->expires_at != 0 && m->expires_at <= now)
		return err_set(err, ERR_USAGE,
			       "the token would have expired already");
	if (m->policy.n > 0 &&
	    configuration_policy(s->configuration, m->policy, &digest) == NULL)
		return err_set(err, ERR_NOT_FOUND,
			       "there is no [policy %.*s] in sanca.conf",
			       (int)m->policy.n, (const char *)m->policy.p);
	return 0;
}

static int
add_requester(struct signer *s, const struct msg_token_new *m, int64_t now,
	      uint64_t *ret_id, struct err *err)
{
	struct store_requester row = { .rights = RIGHTS_OF_NEW,
				       .created_at = now };

	if (m->policy.n == 0)
		return err_set(err, ERR_USAGE,
			       "%.*s is new: name its policy (--policy)",
			       (int)m->requester.n,
			       (const char *)m->requester.p);
	memcpy(row.name, m->requester.p, m->requester.n);
	memcpy(row.policy, m->policy.p, m->policy.n);
	return store_requester_add(s->store, &row, ret_id, err);
}

/* A token has no right that its requester has not. */
static int
check_rights(const struct msg_token_new *m, uint32_t most, struct err *err)
{
	CLEANUP(buf_free) struct buf names = { 0 };
	uint32_t beyond = m->rights & ~rights_with_implied(most);

	if (beyond == 0)
		return 0;
	rights_show(beyond, &names);
	return err_set(err, ERR_USAGE,
		       "%.*s itself has not the right %s: `sanca requester "
		       "set` gives it",
		       (int)m->requester.n, (const char *)m->requester.p,
		       buf_text(&names));
}

static int
find_or_add_requester(struct signer *s, const struct msg_token_new *m,
		      int64_t now, uint64_t *ret_id, struct err *err)
{
	struct store_requester row = { 0 };

	if (store_requester_find(s->store, m->requester, &row, err) != 0) {
		if (err->code != ERR_NOT_FOUND ||
		    check_rights(m, RIGHTS_OF_NEW, err) != 0)
			return -1;
		return add_requester(s, m, now, ret_id, err);
	}
	if (check_rights(m, row.rights, err) != 0)
		return -1;
	if (m->policy.n > 0 && !bytes_is_text(m->policy, row.policy))
		return err_set(err, ERR_CONFLICT,
			       "%s has the policy %s; `sanca requester policy` "
			       "changes it, for all its tokens",
			       row.name, row.policy);
	*ret_id = row.id;
	return 0;
}

static int
add_token(struct signer *s, const struct msg_token_new *m, int64_t now,
	  uint64_t *ret_id, struct err *err)
{
	struct store_token row = { .rights = m->rights,
				   .created_at = now,
				   .expires_at = m->expires_at };

	sha256_to_keep(m->hash.p, row.hash);
	if (find_or_add_requester(s, m, now, &row.requester, err) != 0)
		return -1;
	return store_token_add(s->store, &row, ret_id, err);
}

int
on_token_new(struct signer *s, const struct link *l, const struct msg *m,
	     struct reply *ret, struct err *err)
{
	CLEANUP(buf_free) struct buf rights = { 0 };
	const struct msg_token_new *ask = &m->token_new;
	struct administrator by = { 0 };
	struct number_text number, end;
	int64_t now = clock_wall_s();
	uint64_t token = 0;
	uint64_t index = 0;

	if (administrator_confirmed(s, l, ask->credential, ask->peer, &by,
				    err) != 0 ||
	    check_token_new(s, ask, now, err) != 0 ||
	    transaction_begin(s, err) != 0)
		return -1;
	if (add_token(s, ask, now, &token, err) != 0) {
		transaction_undo(s);
		return -1;
	}
	rights_show(ask->rights, &rights);
	const struct log_detail details[] = {
		{ "token", show_number(token, &number) },
		{ "requester", ask->requester },
		{ "policy", ask->policy },
		{ "rights", buf_bytes(&rights) },
		{ "expires", show_number((uint64_t)ask->expires_at, &end) },
	};
	if (transaction_log_action(s, "token-new", bytes_of_text(by.who),
				   details, ARRAY_SIZE(details), &index,
				   err) != 0)
		return -1;
	ret->msg.type = MSG_DONE;
	ret->msg.done.number = token;
	return 0;
}

int
on_token_list(struct signer *s, const struct link *l, const struct msg *m,
	      struct reply *ret, struct err *err)
{
	struct msg_token_row *row = &ret->msg.token_row;
	struct store_requester requester = { 0 };
	struct store_token token = { 0 };
	struct administrator by = { 0 };

	if (administrator_find(s, l, m->token_list.credential,
			       (struct bytes){ 0 }, RIGHT_ADMIN, &by, err) != 0)
		return -1;
	if (store_token_next(s->store, m->token_list.after, &token, &requester,
			     err) != 0)
		return -1;
	buf_append_text(&ret->space[0], requester.name);
	buf_append_text(&ret->space[1], requester.policy);
	ret->msg.type = MSG_TOKEN_ROW;
	row->token = token.id;
	row->requester = buf_bytes(&ret->space[0]);
	row->policy = buf_bytes(&ret->space[1]);
	row->rights = token.rights;
	row->created_at = token.created_at;
	row->expires_at = token.expires_at;
	row->revoked_at = token.revoked_at;
	return 0;
}

static int
revoke(struct signer *s, const struct msg_token_revoke *m, int64_t now,
       uint64_t *ret_count, struct err *err)
{
	struct store_requester requester = { 0 };
	uint64_t count = 0;

	if (m->token == 0 && m->requester.n == 0)
		return err_set(err, ERR_USAGE, "name a token or a requester");
	if (m->requester.n > 0 &&
	    store_requester_find(s->store, m->requester, &requester, err) != 0)
		return -1;
	if (store_token_revoke(s->store, m->token, requester.id, now, &count,
			       err) != 0)
		return -1;
	if (count == 0)
		return err_set(err, ERR_NOT_FOUND,
			       "there is no such token that is not revoked "
			       "already");
	*ret_count = count;
	return 0;
}

int
on_token_revoke(struct signer *s, const struct link *l, const struct msg *m,
		struct reply *ret, struct err *err)
{
	const struct msg_token_revoke *ask = &m->token_revoke;
	struct administrator by = { 0 };
	struct number_text number, many;
	uint64_t count = 0;
	uint64_t index = 0;

	if (administrator_confirmed(s, l, ask->credential, ask->peer, &by,
				    err) != 0 ||
	    transaction_begin(s, err) != 0)
		return -1;
	if (revoke(s, ask, clock_wall_s(), &count, err) != 0) {
		transaction_undo(s);
		return -1;
	}
	const struct log_detail details[] = {
		{ "token", show_number(ask->token, &number) },
		{ "requester", ask->requester },
		{ "count", show_number(count, &many) },
	};
	if (transaction_log_action(s, "token-revoke", bytes_of_text(by.who),
				   details, ARRAY_SIZE(details), &index,
				   err) != 0)
		return -1;
	ret->msg.type = MSG_DONE;
	ret->msg.done.number = count;
	return 0;
}

/* ---- clock ---------------------------------------------------------------- */

int
on_clock_accept(struct signer *s, const struct link *l, const struct msg *m,
		struct reply *ret, struct err *err)
{
	CLEANUP(buf_free) struct buf body = { 0 };
	struct administrator by = { 0 };
	int64_t now = clock_wall_s();
	uint64_t index = 0;

	(void)m;
	/* msg.def lets the control socket alone ask for it. */
	if (administrator_find(s, l, (struct bytes){ 0 }, (struct bytes){ 0 },
			       RIGHT_ADMIN, &by, err) != 0)
		return -1;
	log_body_clock(clock_guard_expected_s(&s->clock), now,
		       bytes_of_text(by.who), &body);
	if (buf_check(&body, err) != 0 || transaction_begin(s, err) != 0)
		return -1;
	if (log_append(s->log, LOG_CLOCK, now, buf_bytes(&body), &index, err) !=
		    0 ||
	    transaction_commit(s, now, err) != 0) {
		transaction_undo(s);
		signer_storage_fault(s, err);
		return -1;
	}
	clock_guard_accept(&s->clock);
	s->clock_said = false;
	logline(LOGLINE_NOTICE, "clock accepted by %s", by.who);
	ret->msg.type = MSG_DONE;
	ret->msg.done.number = index;
	return 0;
}
