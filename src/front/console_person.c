/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* One requester: what is known of it, and the forms that change it. */

#include "console_people.h"

#include "form_body.h"
#include "page.h"
#include "routes.h"
#include "work.h"

#include "sanca/clock.h"
#include "sanca/ipc.h"

#include <stdio.h>
#include <string.h>

/* Tokens shown; more are told of. */
#define TOKENS_SHOWN 100

void
person_free(struct person *p)
{
	buf_free(&p->tokens);
}

/* ---- what is known --------------------------------------------------------------------- */

static const char *
token_state(const struct store_token *t, int64_t now)
{
	if (t->revoked_at)
		return "revoked";
	return t->expires_at && t->expires_at <= now ? "expired" : "valid";
}

static void
token_write(const struct person *p, const struct store_token *t,
	    struct buf *out)
{
	const char *state = token_state(t, p->now);
	bool is_valid = strcmp(state, "valid") == 0;

	buf_printf(out, "<li>%s",
		   is_valid && p->may_revoke ? "<span class=\"choice\">"
					     : "<span>");
	if (is_valid && p->may_revoke)
		buf_printf(out,
			   "<input type=\"radio\" name=\"token\" "
			   "value=\"%ju\" id=\"token-%ju\" required>"
			   "<label for=\"token-%ju\">",
			   (uintmax_t)t->id, (uintmax_t)t->id,
			   (uintmax_t)t->id);
	buf_printf(out, "Token %ju, %s: ", (uintmax_t)t->id, state);
	people_rights_show(t->rights, out);
	buf_append_text(out, "; made ");
	console_time_write(t->created_at, out);
	if (t->expires_at) {
		buf_append_text(out, ", until ");
		console_time_write(t->expires_at, out);
	}
	if (is_valid && p->may_revoke)
		buf_append_text(out, "</label>");
	buf_append_text(out, "</span></li>\n");
}

static int
read_tokens(struct store *store, struct person *p, struct err *err)
{
	struct store_requester ignored;
	struct store_token t = { 0 };

	for (unsigned i = 0; i < TOKENS_SHOWN; i++) {
		if (store_token_next_of(store, p->row.id, t.id, &t, &ignored,
					err) < 0)
			return err->code == ERR_NOT_FOUND ? 0 : -1;
		token_write(p, &t, &p->tokens);
	}
	buf_append_text(&p->tokens,
			"<li>There are more: sanca token list</li>\n");
	return 0;
}

static int
read_one(struct store *store, void *ctx, struct err *err)
{
	struct store_password password;
	struct person *p = ctx;

	if (store_requester_find(store, p->name, &p->row, err) < 0)
		return -1;
	p->has_password =
		store_password_get(store, p->row.id, &password, err) == 0;
	bytes_wipe(&password, sizeof(password));
	if (!p->has_password && err->code != ERR_NOT_FOUND)
		return -1;
	if (store_requester_count_certificates(store, p->row.id,
					       &p->certificates, err) < 0)
		return -1;
	return read_tokens(store, p, err);
}

int
person_read(struct request *r, struct person *p, struct err *err)
{
	p->now = clock_wall_s();
	if (lister_read(r->front->lister, read_one, p, err) < 0)
		return -1;
	return buf_check(&p->tokens, err);
}

static void
state_write(const struct person *p, struct buf *out)
{
	if (p->row.disabled_at) {
		buf_append_text(out, "disabled since ");
		console_time_write(p->row.disabled_at, out);
	} else if (p->row.expires_at && p->row.expires_at <= p->now) {
		buf_append_text(out, "expired on ");
		console_time_write(p->row.expires_at, out);
	} else if (p->row.expires_at) {
		buf_append_text(out, "active, until ");
		console_time_write(p->row.expires_at, out);
	} else {
		buf_append_text(out, "active");
	}
}

int
person_add(struct page_values *v, const struct person *p, struct err *err)
{
	struct buf rights = { 0 }, state = { 0 }, made = { 0 }, count = { 0 };
	const struct {
		const char *name;
		struct buf *made;
	} all[] = { { "rights", &rights },
		    { "state", &state },
		    { "made", &made },
		    { "certificates", &count } };
	int rc = 0;

	people_rights_show(p->row.rights, &rights);
	state_write(p, &state);
	console_time_write(p->row.created_at, &made);
	buf_printf(&count, "%ju", (uintmax_t)p->certificates);
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		if (rc == 0)
			rc = page_add_made(v, all[i].name, all[i].made, true,
					   err);
		buf_free(all[i].made);
	}
	if (rc < 0 || page_add_text(v, "name", p->row.name, err) < 0 ||
	    page_add_text(v, "policy", p->row.policy, err) < 0 ||
	    page_add_text(v, "contacts",
			  p->row.contacts[0] ? p->row.contacts : "none",
			  err) < 0 ||
	    page_add_text(v, "client-name",
			  p->row.client_name[0] ? p->row.client_name : "none",
			  err) < 0)
		return -1;
	return page_add_text(v, "password",
			     p->has_password ? "is set" : "is not set", err);
}

/* ---- the page -------------------------------------------------------------------------- */

static int
add_token_boxes(struct page_values *v, const struct person *p, struct err *err)
{
	struct buf boxes = { 0 }, year = { 0 };
	/* Rights are those of the requester at most; nobody administers or
	 * approves by a token. */
	uint32_t offered =
		p->row.rights & ~(uint32_t)(RIGHT_ADMIN | RIGHT_APPROVE);

	people_rights_write("token", offered,
			    offered & (RIGHT_ISSUE | RIGHT_REQUEST), &boxes);
	people_day_show(p->now + INT64_C(365) * 86400, &year);
	if (page_add_made(v, "token-boxes", &boxes, true, err) < 0) {
		buf_free(&year);
		return -1;
	}
	return page_add_made(v, "year", &year, false, err);
}

/* Where its accounts are, if there can be any. */
static int
add_acme(struct page_values *v, const struct request *r, const struct person *p,
	 struct err *err)
{
	struct buf out = { 0 };

	if (r->live->conf->acme_enabled) {
		buf_append_text(&out, "<dt>ACME</dt>\n<dd><a href=\"/console/"
				      "acme?requester=");
		console_query_escape(bytes_of_text(p->row.name), &out);
		buf_append_text(&out, "\">its accounts and orders</a></dd>\n");
	}
	return page_add_made(v, "acme", &out, true, err);
}

/* Forms only for whom the signer will listen to: nothing typed is lost. */
static const char *
forms_of(const struct request *r, const struct person *p)
{
	if (requester_is_built_in(p->row.name))
		return "console/person_built_in.html";
	return session_is_confirmed(r) ? "console/person_forms.html"
				       : "console/person_confirm.html";
}

static int
add_all(struct page_values *v, const struct request *r, struct person *p,
	const struct people_form *f, const struct err *fault, struct err *err)
{
	bool has_tokens = p->tokens.n > 0;

	if (person_add(v, p, err) < 0 || add_acme(v, r, p, err) < 0 ||
	    people_add_fault(v, fault, err) < 0 ||
	    people_add_fields(v, r, f, err) < 0 ||
	    add_token_boxes(v, p, err) < 0 ||
	    page_add_made(v, "tokens", &p->tokens, true, err) < 0 ||
	    page_add_text(v, "switch",
			  p->row.disabled_at ? "enable" : "disable", err) < 0 ||
	    page_add_text(v, "switch-label",
			  p->row.disabled_at ? "Enable" : "Disable", err) < 0 ||
	    console_add_token(v, r, err) < 0)
		return -1;
	if (!has_tokens) {
		if (page_add_text(v, "token-list", "No tokens.", err) < 0)
			return -1;
	} else if (page_add_filled(v, "token-list",
				   p->may_revoke
					   ? "console/person_tokens.html"
					   : "console/person_tokens_read.html",
				   err) < 0) {
		return -1;
	}
	return page_add_filled(v, "forms", forms_of(r, p), err);
}

enum step
reply_person(struct request *r, const struct people_form *typed,
	     const struct err *fault)
{
	CLEANUP(people_form_free) struct people_form now = { 0 };
	CLEANUP(page_values_free) struct page_values v = { 0 };
	CLEANUP(person_free)
	struct person p = { .name = r->path.segment,
			    .may_revoke = session_is_confirmed(r) };
	const struct console_page page = {
		.title = "Requester",
		.place = CONSOLE_REQUESTERS,
		.status = people_status(fault),
	};
	struct err err;

	if (person_read(r, &p, &err) < 0)
		return reply_err(r, &err);
	people_form_fill(&p.row, &now);
	if (add_all(&v, r, &p, typed ? typed : &now, fault, &err) < 0)
		return reply_err(r, &err);
	return reply_console_filled(r, &page, "console/person.html", &v);
}

enum step
on_console_person(struct request *r)
{
	struct err err;

	if (form_query_read(r->head.query, NULL, 0, &err) < 0)
		return reply_err(r, &err);
	return reply_person(r, NULL, NULL);
}
