/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Accounts: made, shown, changed, ended (RFC 8555 7.3). */

#include "acme_account.h"

#include "acme_json.h"
#include "list.h"
#include "routes.h"
#include "work.h"

#include "sanca/contact.h"
#include "sanca/logline.h"
#include "sanca/text.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* ---- contacts ------------------------------------------------------------------- */

static int
add_contact(const json_t *v, struct buf *out, struct err *err)
{
	CLEANUP(buf_free) struct buf shown = { 0 };
	struct bytes url = { (const uint8_t *)json_string_value(v),
			     json_string_length(v) };

	if (!json_is_string(v))
		return err_set(err, ERR_INVALID_CONTACT,
			       "a contact must be a string");
	if (url.n == 0)
		return err_set(err, ERR_INVALID_CONTACT,
			       "a contact is empty: it is mailto: and one "
			       "plain mail address");
	text_show(url, 60, &shown);
	if (!text_skip_prefix(&url, "mailto:"))
		return err_set(err, ERR_UNSUPPORTED_CONTACT,
			       "%s: a contact must begin with mailto:",
			       buf_text(&shown));
	/* One address, and nothing with it (RFC 8555 7.3: no hfields). */
	if (contact_check(url, err) < 0)
		return err_set(err, ERR_INVALID_CONTACT,
			       "%s: a contact is mailto: and one plain mail "
			       "address",
			       buf_text(&shown));
	if (out->n > 0)
		buf_append_u8(out, ' ');
	buf_append_bytes(out, url);
	return buf_check(out, err);
}

/* Addresses separated by blanks; *ret_given: whether there is such a member. */
static int
read_contacts(const json_t *payload, struct buf *out, bool *ret_given,
	      struct err *err)
{
	const json_t *list = json_object_get(payload, "contact");

	*ret_given = list != NULL;
	if (!list)
		return 0;
	if (!json_is_array(list) || json_array_size(list) > LIMIT_ACME_CONTACTS)
		return err_set(err, ERR_INVALID_CONTACT,
			       "\"contact\" must be a list of at most %d "
			       "addresses",
			       LIMIT_ACME_CONTACTS);
	for (size_t i = 0; i < json_array_size(list); i++)
		if (add_contact(json_array_get(list, i), out, err) < 0)
			return -1;
	if (out->n > LIMIT_CONTACTS_BYTES)
		return err_set(err, ERR_INVALID_CONTACT,
			       "all contacts together may have %d octets",
			       LIMIT_CONTACTS_BYTES);
	return 0;
}

/* ---- answers ----------------------------------------------------------------------- */

void
acme_account_url(const struct request *r, uint64_t id, char ret[ACME_URL_BYTES])
{
	snprintf(ret, ACME_URL_BYTES, "%s" ACME_PATH "/account/%ju",
		 r->acme->origin, (uintmax_t)id);
}

static enum step
reply_account(struct request *r, unsigned status, bool is_new)
{
	struct acme *a = r->acme;
	struct buf body = { 0 };

	if (is_new || status == 201)
		acme_account_url(r, a->account.id, a->location);
	acme_json_account(&a->account, a->origin, &body);
	return acme_reply(r, status, "application/json", &body);
}

static int
read_by_id(struct store *store, void *ctx, struct err *err)
{
	struct acme *a = ctx;

	return store_account_get(store, a->id, &a->account, err);
}

static int
read_by_key(struct store *store, void *ctx, struct err *err)
{
	struct acme *a = ctx;

	if (store_account_by_key(store, a->thumbprint, &a->account, err) < 0)
		return -1;
	return store_requester_by_id(store, a->account.requester, &a->requester,
				     err);
}

/* What it has become. */
static enum step
reply_changed(struct request *r)
{
	struct err err;

	r->acme->id = r->acme->account.id;
	if (lister_read(r->front->lister, read_by_id, r->acme, &err) < 0)
		return reply_err(r, &err);
	return reply_account(r, 200, false);
}

/* ---- new --------------------------------------------------------------------------- */

static enum step
reply_existing(struct request *r)
{
	struct err err;

	if (acme_account_check(r->acme, &err) < 0)
		return reply_err(r, &err);
	/* RFC 8555 7.3.1: it is shown, whatever else was asked. */
	if (r->acme->account.binding == 0 &&
	    json_object_get(r->acme->jws.payload, "externalAccountBinding"))
		logline(LOGLINE_NOTICE,
			"newAccount from %s: the key has account %ju without a "
			"binding, and gets none: a new key does",
			r->conn->peer, (uintmax_t)r->acme->account.id);
	return reply_account(r, 200, true);
}

/* One that is not there is false. */
static int
read_boolean(const json_t *payload, const char *key, bool *ret, struct err *err)
{
	const json_t *v = json_object_get(payload, key);

	*ret = json_is_true(v);
	if (!v || json_is_boolean(v))
		return 0;
	return err_set(err, ERR_MALFORMED, "\"%s\" must be true or false", key);
}

static int
check_terms(struct request *r, bool *ret_agreed, struct err *err)
{
	const char *terms = r->live->conf->acme_terms;

	if (read_boolean(r->acme->jws.payload, "termsOfServiceAgreed",
			 ret_agreed, err) < 0)
		return -1;
	if (!terms[0] || *ret_agreed)
		return 0;
	snprintf(r->acme->link, sizeof(r->acme->link),
		 "<%s>;rel=\"terms-of-service\"", terms);
	return err_set(err, ERR_USER_ACTION,
		       "an account here needs agreement with the terms of "
		       "service at %s",
		       terms);
}

static enum step
ask_new(struct request *r)
{
	CLEANUP(buf_free) struct buf contacts = { 0 };
	CLEANUP(acme_binding_free) struct acme_binding_shown binding = { 0 };
	struct acme *a = r->acme;
	const json_t *payload = a->jws.payload;
	struct msg m = { .type = MSG_ACCOUNT_NEW };
	bool given = false, agreed = false, existing_only = false;
	struct err err;

	if (r->path.segment.n > 0 &&
	    !acme_profile_offered(r->live->conf, r->path.segment))
		return reply_fault(r, ERR_NOT_FOUND,
				   "there is no profile of this name here");
	if (lister_read(r->front->lister, read_by_key, a, &err) == 0)
		return reply_existing(r);
	if (err.code != ERR_NOT_FOUND)
		return reply_err(r, &err);
	if (read_boolean(payload, "onlyReturnExisting", &existing_only, &err) <
	    0)
		return reply_err(r, &err);
	if (existing_only)
		return reply_fault(r, ERR_ACCOUNT_UNKNOWN,
				   "this key has no account here");
	if (read_contacts(payload, &contacts, &given, &err) < 0 ||
	    check_terms(r, &agreed, &err) < 0 ||
	    acme_binding_read(r, &binding, &err) < 0)
		return reply_err(r, &err);
	m.account_new.profile = r->path.segment;
	m.account_new.spki = buf_bytes(&a->spki);
	m.account_new.thumbprint = BYTES_OF(a->thumbprint);
	m.account_new.contacts = buf_bytes(&contacts);
	m.account_new.agreed = agreed;
	m.account_new.kid = binding.jws.kid;
	m.account_new.proof = buf_bytes(&binding.jws.signing_input);
	m.account_new.mac = buf_bytes(&binding.jws.signature);
	m.account_new.mac_alg = binding.alg;
	m.account_new.peer = bytes_of_text(r->conn->peer);
	m.account_new.request_id = bytes_of_text(r->id);
	return acme_ask(r, &m);
}

static enum step
answer_new(struct request *r)
{
	struct err err;

	if (lister_read(r->front->lister, read_by_key, r->acme, &err) < 0)
		return reply_err(r, &err);
	return reply_account(r, 201, true);
}

/* Somebody was faster with the same key. */
static enum step
refused_new(struct request *r)
{
	struct err err;

	if (r->ask.err.code == ERR_CONFLICT &&
	    lister_read(r->front->lister, read_by_key, r->acme, &err) == 0)
		return reply_existing(r);
	return acme_refuse(r);
}

enum step
on_acme_new_account(struct request *r)
{
	static const struct acme_way way = {
		.by = ACME_BY_KEY,
		.payload = ACME_OBJECT,
		.ask = ask_new,
		.want = MSG_DONE,
		.answer = answer_new,
		.refused = refused_new,
	};

	return acme_run(r, &way);
}

/* ---- shown, changed, ended ------------------------------------------------------------- */

bool
acme_take_account(struct request *r)
{
	if (!acme_take_id(r))
		return false;
	if (r->acme->id == r->acme->account.id)
		return true;
	reply_fault(r, ERR_UNAUTHORIZED,
		    "this is the address of another account");
	return false;
}

static enum step
ask_set(struct request *r, unsigned what, struct bytes contacts)
{
	struct msg m = { .type = MSG_ACCOUNT_SET };

	m.account_set.account = r->acme->account.id;
	m.account_set.what = (uint8_t)what;
	m.account_set.contacts = contacts;
	m.account_set.peer = bytes_of_text(r->conn->peer);
	m.account_set.request_id = bytes_of_text(r->id);
	return acme_ask(r, &m);
}

static enum step
ask_account(struct request *r)
{
	CLEANUP(buf_free) struct buf contacts = { 0 };
	const json_t *payload = r->acme->jws.payload, *status = NULL;
	bool given = false;
	struct err err;

	if (!acme_take_account(r))
		return STEP_DONE;
	if (!payload)
		return reply_account(r, 200, false);
	status = json_object_get(payload, "status");
	if (status && (!json_is_string(status) ||
		       (strcmp(json_string_value(status), "deactivated") != 0 &&
			strcmp(json_string_value(status), "valid") != 0)))
		return reply_fault(r, ERR_MALFORMED,
				   "the status of an account can become "
				   "\"deactivated\", and nothing else");
	if (status && strcmp(json_string_value(status), "deactivated") == 0)
		return ask_set(r, 2, (struct bytes){ 0 });
	if (read_contacts(payload, &contacts, &given, &err) < 0)
		return reply_err(r, &err);
	/* RFC 8555 7.3.2: all else is ignored. */
	return given ? ask_set(r, 1, buf_bytes(&contacts))
		     : reply_account(r, 200, false);
}

enum step
on_acme_account(struct request *r)
{
	static const struct acme_way way = {
		.by = ACME_BY_ACCOUNT,
		.payload = ACME_ANY,
		.ask = ask_account,
		.want = MSG_DONE,
		.answer = reply_changed,
	};

	return acme_run(r, &way);
}
