/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The parts of judging a request that do not depend on what follows. */

#include "judge.h"

#include "auth.h"
#include "exposed_key.h"

#include "sanca/text.h"

#include <string.h>
#include <strings.h>

static int
read_query(struct request *r, struct err *err)
{
	struct guard_parameter p[3];
	struct wishes *w = &r->work->wishes;
	int n = guard_query(r->head.query, p, ARRAY_SIZE(p), err);

	if (n < 0)
		return -1;
	for (int i = 0; i < n; i++) {
		if (strcmp(p[i].name, "profile") == 0 && p[i].value[0] &&
		    strlen(p[i].value) < sizeof(w->profile))
			memcpy(w->profile, p[i].value, strlen(p[i].value) + 1);
		else if (strcmp(p[i].name, "lifetime") == 0 &&
			 wishes_lifetime(p[i].value, w, err) < 0)
			return -1;
		else if (strcmp(p[i].name, "contact") == 0 &&
			 wishes_contact(bytes_of_text(p[i].value), w, err) < 0)
			return -1;
		else if (strcmp(p[i].name, "lifetime") != 0 &&
			 strcmp(p[i].name, "contact") != 0)
			return err_set(err, ERR_MALFORMED,
				       "the query may hold profile, lifetime "
				       "and contact");
	}
	return 0;
}

int
judge_options(struct request *r, struct err *err)
{
	struct bytes key = guard_field_get(&r->head, "Idempotency-Key");

	if (read_query(r, err) < 0)
		return -1;
	if (!key.p)
		return 0;
	if (key.n == 0 || key.n > LIMIT_IDEMPOTENCY_KEY_BYTES)
		return err_set(err, ERR_MALFORMED,
			       "Idempotency-Key must have 1 to %d characters",
			       LIMIT_IDEMPOTENCY_KEY_BYTES);
	for (size_t i = 0; i < key.n; i++)
		if (key.p[i] < 0x20 || key.p[i] > 0x7e)
			return err_set(err, ERR_MALFORMED,
				       "Idempotency-Key must be printable "
				       "ASCII");
	sha256(key, r->work->idempotency);
	r->work->has_idempotency = true;
	return 0;
}

int
judge_policy(const struct request *r, bool checks, struct judges *ret,
	     struct err *err)
{
	const struct conf *conf = r->live->conf;
	bool has_check = checks && conf->anonymous_check_policy[0];
	const char *name = r->who.known ? r->who.policy
			   : has_check	? conf->anonymous_check_policy
					: conf->anonymous_policy;

	*ret = (struct judges){
		.policy = conf_policy(conf, bytes_of_text(name)),
		.requester =
			r->who.known ? r->who.requester : REQUESTER_ANONYMOUS,
		.may_only_ask = r->who.known
					? (r->who.rights & RIGHT_ISSUE) == 0
					: !has_check,
		.door = request_door(r),
	};
	if (!ret->policy)
		return err_set(err, ERR_POLICY,
			       "the policy \"%s\" of this requester is not in "
			       "sanca.conf",
			       name);
	ret->approval = conf_approval(conf, ret->policy);
	return 0;
}

/* curl --data-binary calls everything a form, so the body decides: "name=…"
 * is one. Base64 has its '=' at the end only. */
static bool
is_form(const struct request *r)
{
	static const char type[] = "application/x-www-form-urlencoded";
	struct bytes v = guard_field_get(&r->head, "Content-Type");
	struct bytes body = buf_bytes(&r->work->body);
	size_t i = 0;

	if (v.n < sizeof(type) - 1 ||
	    strncasecmp((const char *)v.p, type, sizeof(type) - 1) != 0)
		return false;
	while (i < body.n && i < 64 && guard_is_tchar(body.p[i]))
		i++;
	return i > 0 && body.p[0] != '-' && i + 1 < body.n &&
	       body.p[i] == '=' && body.p[i + 1] != '=';
}

/* For the log of the signer: who was refused, and why. */
static void
tell_refusal(struct request *r, const struct err *err)
{
	struct msg m = { .type = MSG_REFUSAL };
	struct bytes reason = text_first(bytes_of_text(err->text), 512);

	if (!r->who.known || r->route->right == 0)
		return;
	m.refusal.credential = BYTES_OF(r->credential);
	m.refusal.door = (uint8_t)request_door(r);
	m.refusal.code = bytes_of_text(err_info(err->code)->type);
	m.refusal.reason = reason;
	m.refusal.peer = bytes_of_text(r->conn->peer);
	m.refusal.request_id = bytes_of_text(r->id);
	signer_tell(r->front->signer, &m);
}

enum step
judge_refuse_body(struct request *r, const struct err *err)
{
	struct problem p = { .err = *err, .notes = &r->work->notes_read };

	if (err->code == ERR_PRIVATE_KEY && exposed_key_find(r))
		return exposed_key_block(r, err);
	if (err->code != ERR_PRIVATE_KEY && !r->work->is_read && is_form(r))
		(void)!err_set(&p.err, ERR_MEDIA_TYPE,
			       "forms are not taken here: send the request "
			       "itself (curl --data-binary @request.pem), or "
			       "JSON");
	tell_refusal(r, &p.err);
	return reply_problem(r, &p);
}

enum step
judge_blocked(struct request *r)
{
	struct problem p = { .err = r->work->exposed,
			     .notes = &r->work->notes_read };

	r->block_pending = false;
	if (r->ask.state != ASK_ANSWERED || r->ask.answer.type != MSG_DONE)
		return exposed_key_not_blocked(r, &r->ask.err);
	tell_refusal(r, &p.err);
	return reply_problem(r, &p);
}

static const struct violation *
first_violation(const struct work *w)
{
	if (w->prepare.count > 0)
		return &w->prepare.at[0];
	if (w->verdict.violations.count > 0)
		return &w->verdict.violations.at[0];
	return w->constraints.count > 0 ? &w->constraints.at[0] : NULL;
}

enum step
judge_refuse_names(struct request *r)
{
	struct work *w = r->work;
	struct problem p = { .notes = &w->notes, .work = w };
	const struct violation *v = first_violation(w);
	size_t n = w->prepare.count + w->prepare.dropped +
		   w->verdict.violations.count + w->verdict.violations.dropped +
		   w->constraints.count + w->constraints.dropped;

	p.violations[0] = &w->prepare;
	p.violations[1] = w->verdict.violations.count ? &w->verdict.violations
						      : &w->constraints;
	if (n > 1)
		(void)!err_set(&p.err, ERR_POLICY, "%s (and %zu more)",
			       v ? v->text : "refused", n - 1);
	else
		(void)!err_set(&p.err, ERR_POLICY, "%s",
			       v ? v->text : "refused");
	tell_refusal(r, &p.err);
	return reply_problem(r, &p);
}

enum step
judge_refuse_key(struct request *r)
{
	struct work *w = r->work;
	struct problem p = { .err = w->key,
			     .violations = { &w->prepare,
					     &w->verdict.violations,
					     &w->constraints },
			     .notes = &w->notes,
			     .work = w,
			     .tells_names = true };

	tell_refusal(r, &p.err);
	return reply_problem(r, &p);
}

enum step
judge_ask_again(struct request *r, int next)
{
	struct msg m = { .type = MSG_AUTH };

	m.auth.credential = BYTES_OF(r->credential);
	r->step = next;
	return request_ask(r, &m);
}

bool
judge_take_identity(struct request *r)
{
	const struct ask *a = &r->ask;

	if (a->state == ASK_ANSWERED && a->answer.type == MSG_AUTH_OK) {
		r->who.remembered = false;
		return true;
	}
	auth_cache_drop(r->front->auth, r->credential);
	if (a->err.code == ERR_UNAUTHORIZED)
		reply_fault(r, ERR_UNAUTHORIZED, AUTH_REFUSAL);
	else
		reply_err(r, &a->err);
	return false;
}
