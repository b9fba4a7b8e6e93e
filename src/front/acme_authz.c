/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Authorizations and their challenges (RFC 8555 7.5). */

#include "acme_json.h"
#include "acme_request.h"
#include "list.h"
#include "routes.h"

#include "sanca/clock.h"

#include <stdio.h>
#include <string.h>

/* What a client waits before it asks again whether one is decided. */
#define TRIED_S 1

static int
read_authz(struct store *store, void *ctx, struct err *err)
{
	struct acme *a = ctx;

	if (store_authz_get(store, a->id, &a->authz, err) < 0)
		return -1;
	return a->authz.account == a->account.id
		       ? 0
		       : err_set(err, ERR_NOT_FOUND, "of another account");
}

int
acme_authz_read(struct request *r, uint64_t id, struct err *err)
{
	r->acme->id = id;
	if (lister_read(r->front->lister, read_authz, r->acme, err) == 0)
		return 0;
	if (err->code == ERR_NOT_FOUND)
		return err_set(err, ERR_NOT_FOUND,
			       "this account has no authorization %ju",
			       (uintmax_t)id);
	return -1;
}

/* ---- authorizations -------------------------------------------------------------------- */

static enum step
reply_authz(struct request *r)
{
	struct acme *a = r->acme;
	int64_t now = clock_wall_s();
	struct buf body = { 0 };

	if (acme_authz_is_tried(&a->authz, now))
		a->retry_after_s = TRIED_S;
	acme_json_authz(&a->authz, a->origin, now, &body);
	return acme_reply(r, 200, "application/json", &body);
}

static enum step
ask_authz(struct request *r)
{
	const json_t *payload = r->acme->jws.payload, *status = NULL;
	struct msg m = { .type = MSG_AUTHZ_END };
	struct err err;

	if (!acme_take_id(r))
		return STEP_DONE;
	if (acme_authz_read(r, r->acme->id, &err) < 0)
		return reply_err(r, &err);
	if (!payload)
		return reply_authz(r);
	status = json_object_get(payload, "status");
	if (!json_is_string(status) ||
	    strcmp(json_string_value(status), "deactivated") != 0)
		return reply_fault(r, ERR_MALFORMED,
				   "the status of an authorization can become "
				   "\"deactivated\", and nothing else");
	m.authz_end.account = r->acme->account.id;
	m.authz_end.authz = r->acme->id;
	m.authz_end.peer = bytes_of_text(r->conn->peer);
	m.authz_end.request_id = bytes_of_text(r->id);
	return acme_ask(r, &m);
}

static enum step
answer_authz(struct request *r)
{
	struct err err;

	if (acme_authz_read(r, r->acme->id, &err) < 0)
		return reply_err(r, &err);
	return reply_authz(r);
}

enum step
on_acme_authz(struct request *r)
{
	static const struct acme_way way = {
		.by = ACME_BY_ACCOUNT,
		.payload = ACME_ANY,
		.ask = ask_authz,
		.want = MSG_DONE,
		.answer = answer_authz,
	};

	return acme_run(r, &way);
}

/* ---- challenges ---------------------------------------------------------------------------- */

static enum step
reply_challenge(struct request *r)
{
	struct acme *a = r->acme;
	struct buf body = { 0 };

	snprintf(a->link, sizeof(a->link),
		 "<%s" ACME_PATH "/authz/%ju>;rel=\"up\"", a->origin,
		 (uintmax_t)a->authz.id);
	if (acme_authz_is_tried(&a->authz, clock_wall_s()))
		a->retry_after_s = TRIED_S;
	acme_json_challenge(&a->authz, acme_method_find(r->path.second),
			    a->origin, &body);
	return acme_reply(r, 200, "application/json", &body);
}

/* Is there this challenge of it? */
static bool
has_challenge(const struct acme_authz *a, enum acme_method method)
{
	if (method == ACME_NONE)
		return false;
	return a->method == ACME_NONE
		       ? acme_method_fits(method, a->wildcard,
					  a->name.type == NAME_IP)
		       : a->method == method;
}

static enum step
ask_challenge(struct request *r)
{
	enum acme_method method = acme_method_find(r->path.second);
	struct acme *a = r->acme;
	struct msg m = { .type = MSG_CHALLENGE };
	struct err err;

	if (!acme_take_id(r))
		return STEP_DONE;
	if (acme_authz_read(r, a->id, &err) < 0)
		return reply_err(r, &err);
	if (!has_challenge(&a->authz, method))
		return reply_fault(r, ERR_NOT_FOUND,
				   "this authorization has no such challenge, "
				   "or another one was tried");
	/* What is decided, or being looked at, stays as it is. */
	if (!a->jws.payload || a->authz.state != ACME_PENDING ||
	    a->authz.method != ACME_NONE)
		return reply_challenge(r);
	if (a->authz.expires_at <= clock_wall_s())
		return reply_fault(r, ERR_MALFORMED,
				   "this authorization has expired: make a new "
				   "order");
	m.challenge.account = a->account.id;
	m.challenge.authz = a->id;
	m.challenge.method = (uint8_t)method;
	m.challenge.peer = bytes_of_text(r->conn->peer);
	m.challenge.request_id = bytes_of_text(r->id);
	return acme_ask(r, &m);
}

static enum step
answer_challenge(struct request *r)
{
	struct err err;

	if (acme_authz_read(r, r->acme->id, &err) < 0)
		return reply_err(r, &err);
	/* Asked once more elsewhere, it is not decided yet. */
	if (r->acme->authz.state == ACME_PENDING)
		r->acme->retry_after_s = TRIED_S;
	return reply_challenge(r);
}

enum step
on_acme_challenge(struct request *r)
{
	static const struct acme_way way = {
		.by = ACME_BY_ACCOUNT,
		.payload = ACME_ANY,
		.ask = ask_challenge,
		.want = MSG_DONE,
		.answer = answer_challenge,
	};

	return acme_run(r, &way);
}
