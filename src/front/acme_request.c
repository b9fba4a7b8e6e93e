/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Holds a request to RFC 8555 6 before anything of it is done: its door, its
 * JWS, its nonce, its account, its signature. */

#include "acme_request.h"

#include "list.h"
#include "nonces.h"
#include "work.h"

#include "sanca/clock.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum acme_step { ACME_BEGIN, ACME_PARKED, ACME_ASKED };

void
acme_free(struct acme **acme)
{
	struct acme *a = *acme;

	if (!a)
		return;
	jws_free(&a->jws);
	buf_free(&a->signature);
	buf_free(&a->spki);
	buf_free(&a->names);
	acme_order_free(&a->order);
	free(a);
	*acme = NULL;
}

/* ---- the door ------------------------------------------------------------------- */

bool
acme_door(struct request *r)
{
	if (r->acme)
		return true;
	if (!r->live->conf->acme_enabled) {
		reply_fault(r, ERR_NOT_FOUND,
			    "ACME is not switched on here: [acme] enabled in "
			    "sanca.conf(5)");
		return false;
	}
	if (r->listener != LISTENER_TLS && r->listener != LISTENER_CLIENT) {
		reply_fault(r, ERR_MALFORMED,
			    "ACME is spoken over HTTPS only: use the https "
			    "address of the directory");
		return false;
	}
	r->acme = calloc(1, sizeof(*r->acme));
	if (!r->acme) {
		reply_fault(r, ERR_NOMEM, "out of memory");
		return false;
	}
	if (acme_origin(r, r->acme->origin))
		return true;
	reply_fault(r, ERR_MALFORMED,
		    "Host is none of the names of this CA (tls-name in "
		    "sanca.conf(5))");
	return false;
}

/* ---- the JWS ---------------------------------------------------------------------- */

static int
check_fields(const struct request *r, struct err *err)
{
	static const char type[] = "application/jose+json";
	struct bytes v = guard_field_get(&r->head, "Content-Type");

	/* RFC 8555 6.2: else 415. */
	if (v.n != sizeof(type) - 1 ||
	    strncasecmp((const char *)v.p, type, v.n) != 0)
		return err_set(err, ERR_MEDIA_TYPE,
			       "the body must be sent as %s", type);
	/* RFC 8555 6.5.1: it is a field of answers. */
	if (guard_field_get(&r->head, "Replay-Nonce").p)
		return err_set(err, ERR_MALFORMED,
			       "Replay-Nonce is not sent by clients: the nonce "
			       "stands in \"protected\"");
	return 0;
}

static int
check_key_form(const struct jws *j, enum acme_by by, struct err *err)
{
	if ((j->jwk != NULL) == (j->kid.n > 0))
		return err_set(err, ERR_MALFORMED,
			       "\"protected\" must hold one of \"jwk\" and "
			       "\"kid\"");
	if (by == ACME_BY_ACCOUNT && j->jwk)
		return err_set(err, ERR_MALFORMED,
			       "here the account is named, by \"kid\"");
	if (by == ACME_BY_KEY && !j->jwk)
		return err_set(err, ERR_MALFORMED,
			       "here the key itself is shown, as \"jwk\"");
	return 0;
}

/* RFC 8555 6.4: somebody else may have been sent this request. */
static int
check_url(const struct request *r, struct err *err)
{
	struct bytes url = r->acme->jws.url;
	size_t n = strlen(r->acme->origin);

	if (url.n == n + r->target_n &&
	    memcmp(url.p, r->acme->origin, n) == 0 &&
	    memcmp(url.p + n, r->target, r->target_n) == 0)
		return 0;
	return err_set(err, ERR_MALFORMED,
		       "\"url\" in \"protected\" is not the address of this "
		       "request");
}

static int
check_payload(const struct jws *j, const struct acme_way *way, struct err *err)
{
	enum acme_payload want = way->payload;

	if (want == ACME_EMPTY && j->payload)
		return err_set(err, ERR_MALFORMED,
			       "a POST-as-GET has an empty \"payload\", which "
			       "is not \"{}\"");
	if (want == ACME_OBJECT && !j->payload)
		return err_set(err, ERR_MALFORMED,
			       "\"payload\" is empty: an object is needed");
	return way->signer_reads ? jws_refuse_escapes(j, "\"payload\"", err)
				 : 0;
}

static int
check_nonce(struct request *r, struct err *err)
{
	if (nonces_take(r->front->nonces, r->acme->jws.nonce))
		return 0;
	return err_set(err, ERR_BAD_NONCE,
		       "the nonce was used, is too old, or is not one of "
		       "ours: take the one of this answer");
}

/* ---- the key ------------------------------------------------------------------------ */

bool
acme_number(struct bytes text, uint64_t *ret)
{
	uint64_t v = 0;

	if (text.n == 0 || text.n > 19 || text.p[0] == '0')
		return false;
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] < '0' || text.p[i] > '9')
			return false;
		v = v * 10 + (uint64_t)(text.p[i] - '0');
	}
	*ret = v;
	return v <= INT64_MAX;
}

static int
read_kid(const struct acme *a, uint64_t *ret, struct err *err)
{
	static const char path[] = ACME_PATH "/account/";
	struct bytes kid = a->jws.kid;
	size_t n = strlen(a->origin), m = sizeof(path) - 1;

	if (kid.n > n + m && memcmp(kid.p, a->origin, n) == 0 &&
	    memcmp(kid.p + n, path, m) == 0 &&
	    acme_number((struct bytes){ kid.p + n + m, kid.n - n - m }, ret))
		return 0;
	return err_set(err, ERR_MALFORMED,
		       "\"kid\" is not the address of an account of this CA");
}

static int
read_account(struct store *store, void *ctx, struct err *err)
{
	struct acme *a = ctx;

	return store_account_whose(store, a->id, &a->account, &a->requester,
				   err);
}

int
acme_account_check(const struct acme *a, struct err *err)
{
	const struct store_requester *q = &a->requester;

	if (a->account.ended_at != 0)
		return err_set(err, ERR_ACCOUNT_ENDED,
			       "this account is %s: a new one needs a new key",
			       a->account.ended_by == ACME_ENDED_BY_CA
				       ? "revoked by this CA"
				       : "deactivated");
	if (q->disabled_at != 0 ||
	    (q->expires_at != 0 && q->expires_at <= clock_wall_s()))
		return err_set(err, ERR_UNAUTHORIZED,
			       "the requester of this account is %s",
			       q->disabled_at ? "disabled" : "expired");
	return 0;
}

static int
take_account(struct request *r, struct acme_key *key, struct err *err)
{
	struct acme *a = r->acme;

	if (read_kid(a, &a->id, err) < 0)
		return -1;
	if (lister_read(r->front->lister, read_account, a, err) < 0) {
		if (err->code != ERR_NOT_FOUND)
			return -1;
		return err_set(err, ERR_ACCOUNT_UNKNOWN,
			       "there is no account %ju", (uintmax_t)a->id);
	}
	return acme_key_open((struct bytes){ a->account.spki,
					     a->account.spki_bytes },
			     key, err);
}

static int
take_key(struct acme *a, struct acme_key *key, struct err *err)
{
	if (jwk_read(a->jws.jwk, &a->spki, key, err) < 0)
		return -1;
	return acme_key_thumbprint(key, a->thumbprint, err);
}

static int
check_signature(struct acme *a, enum acme_alg alg, const struct acme_key *key,
		struct err *err)
{
	if (key->alg != alg)
		return err_set(err, ERR_MALFORMED,
			       "\"alg\" is %s, and this key signs with %s",
			       acme_alg_name(alg), acme_alg_name(key->alg));
	if (jws_signature(&a->jws, alg, &a->signature, err) < 0)
		return -1;
	return acme_key_verify(key, buf_bytes(&a->jws.signing_input),
			       buf_bytes(&a->signature), err);
}

static int
verify(struct request *r, const struct acme_way *way, struct err *err)
{
	struct acme *a = r->acme;
	enum acme_alg alg = ACME_ALG_NONE;
	struct acme_key key;

	if (check_fields(r, err) < 0 ||
	    jws_open(buf_bytes(&r->work->body), "the body", &a->jws, err) < 0 ||
	    check_key_form(&a->jws, way->by, err) < 0 ||
	    jws_algorithm(&a->jws, &alg, err) < 0 || check_url(r, err) < 0 ||
	    check_nonce(r, err) < 0 || check_payload(&a->jws, way, err) < 0)
		return -1;
	if (a->jws.jwk)
		return take_key(a, &key, err) < 0
			       ? -1
			       : check_signature(a, alg, &key, err);
	if (take_account(r, &key, err) < 0 ||
	    check_signature(a, alg, &key, err) < 0)
		return -1;
	return acme_account_check(a, err);
}

const struct policy *
acme_policy_of(const struct request *r)
{
	const struct store_requester *q = &r->acme->requester;
	const struct conf *conf = r->live->conf;

	return conf_policy(conf,
			   bytes_of_text(strcmp(q->name, REQUESTER_ACME) == 0
						 ? conf->acme_policy
						 : q->policy));
}

bool
acme_take_id(struct request *r)
{
	if (acme_number(r->path.segment, &r->acme->id))
		return true;
	reply_fault(r, ERR_NOT_FOUND, "there is nothing of this number");
	return false;
}

/* ---- the way ----------------------------------------------------------------------------- */

enum step
acme_ask(struct request *r, const struct msg *m)
{
	r->step = ACME_ASKED;
	return request_ask(r, m);
}

static enum step
take_answer(struct request *r, const struct acme_way *way)
{
	if (request_must_ask_again(r)) {
		r->tries++;
		r->step = ACME_PARKED;
		return request_park(r);
	}
	if (r->ask.state == ASK_ANSWERED && r->ask.answer.type == way->want)
		return way->answer(r);
	if (r->ask.state == ASK_ANSWERED && r->ask.answer.type != MSG_REFUSED)
		return reply_fault(r, ERR_INTERNAL,
				   "the signer gave an answer of another kind");
	return way->refused ? way->refused(r) : acme_refuse(r);
}

enum step
acme_run(struct request *r, const struct acme_way *way)
{
	struct err err;

	switch ((enum acme_step)r->step) {
	case ACME_BEGIN:
		if (!acme_door(r))
			return STEP_DONE;
		if (verify(r, way, &err) < 0)
			return reply_err(r, &err);
		return way->ask(r);
	case ACME_PARKED:
		live_drop(&r->live);
		r->live = live_take(&r->front->live);
		return way->ask(r);
	case ACME_ASKED:
		return take_answer(r, way);
	}
	return reply_fault(r, ERR_INTERNAL, "a step that there is not");
}

enum step
acme_refuse(struct request *r)
{
	struct work *w = r->work;
	struct problem p = { .err = r->ask.err, .work = w };
	struct err none;

	if (r->ask.state == ASK_ANSWERED) {
		p.retry_after_s = r->ask.answer.refused.retry_after_s;
		if (r->ask.answer.refused.violations.n > 0 &&
		    violations_decode(r->ask.answer.refused.violations,
				      &w->signer, &none) == 0)
			p.violations[0] = &w->signer;
	}
	return reply_problem(r, &p);
}

enum step
acme_refuse_names(struct request *r, const struct err *err,
		  const struct violations *of)
{
	const struct problem p = { .err = *err,
				   .violations = { of },
				   .work = r->work };

	return reply_problem(r, &p);
}
