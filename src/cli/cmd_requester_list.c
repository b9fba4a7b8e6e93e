/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* sanca requester list and show: who may ask, and with what. */
#include "cli.h"
#include "out.h"
#include "sanca/clock.h"
#include "sanca/ipc.h"
#include "sanca/text.h"

#include <inttypes.h>
#include <string.h>

/* A requester and what stands beside it. */
struct person {
	struct store_requester r;
	struct buf rights;
	bool has_password;
	uint64_t certificates;
	const char *state;
};

static void
person_free(struct person *p)
{
	buf_free(&p->rights);
}

static const char *
state_of(const struct store_requester *r)
{
	if (r->disabled_at != 0)
		return "disabled";
	if (r->expires_at != 0 && r->expires_at <= clock_wall_s())
		return "expired";
	return requester_is_built_in(r->name) ? "built-in" : "enabled";
}

static int
person_read(struct store *store, const struct store_requester *r,
	    struct person *ret, struct err *err)
{
	struct store_password password = { 0 };

	ret->r = *r;
	ret->state = state_of(r);
	rights_show(r->rights, &ret->rights);
	ret->has_password =
		store_password_get(store, r->id, &password, err) == 0;
	if (!ret->has_password && err->code != ERR_NOT_FOUND)
		return -1;
	bytes_wipe(&password, sizeof(password));
	if (store_requester_count_certificates(store, r->id, &ret->certificates,
					       err) < 0)
		return -1;
	return buf_check(&ret->rights, err);
}

static json_t *
contacts_json(const char *contacts)
{
	json_t *all = json_array();

	while (*contacts != '\0') {
		size_t n = strcspn(contacts, " ");

		json_array_append_new(all, json_stringn(contacts, n));
		contacts += n + (contacts[n] == ' ');
	}
	return all;
}

static json_t *
person_json(struct person *p)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:o, s:s, s:b, s:I, s:o, s:o}",
			 "requester", p->r.name, "policy", p->r.policy,
			 "rights", buf_text(&p->rights), "status", p->state,
			 "contacts", contacts_json(p->r.contacts),
			 "client_name", p->r.client_name, "has_password",
			 p->has_password, "certificates",
			 (json_int_t)p->certificates, "createdAt",
			 out_json_time(p->r.created_at), "expires_at",
			 out_json_time(p->r.expires_at));
}

static void
person_row(struct person *p)
{
	char end[32] = "never";

	if (p->r.expires_at != 0)
		clock_show(p->r.expires_at, end);
	printf("%-16s %-12s %-8s %-10.10s %-8s %s\n", p->r.name,
	       p->r.policy[0] != '\0' ? p->r.policy : "-", p->state, end,
	       p->has_password ? "yes" : "no", buf_text(&p->rights));
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
		printf("%-16s %-12s %-8s %-10s %-8s %s\n", "REQUESTER",
		       "POLICY", "STATUS", "EXPIRES", "PASSWORD", "RIGHTS");
	all = json_array();
	while (store_requester_next(store, r.id, &r, err) == 0) {
		CLEANUP(person_free) struct person p = { 0 };

		if (person_read(store, &r, &p, err) < 0)
			break;
		if (cli->json)
			json_array_append_new(all, person_json(&p));
		else
			person_row(&p);
	}
	return out_list_end(cli->json, all, err);
}

/* ---- one of them --------------------------------------------------------------------- */

static json_t *
token_json(const struct store_token *t, struct buf *rights)
{
	return json_pack("{s:I, s:s, s:o, s:o, s:o}", "number",
			 (json_int_t)t->id, "may", buf_text(rights),
			 "createdAt", out_json_time(t->created_at),
			 "expires_at", out_json_time(t->expires_at),
			 "revokedAt", out_json_time(t->revoked_at));
}

static const char *
token_state(const struct store_token *t)
{
	if (t->revoked_at != 0)
		return "revoked";
	return t->expires_at != 0 && t->expires_at <= clock_wall_s() ? "expired"
								     : "live";
}

/* json NULL: a line for each that is not revoked. */
static int
show_tokens(struct store *store, uint64_t requester, json_t *json,
	    struct err *err)
{
	struct store_requester r = { 0 };
	struct store_token t = { 0 };

	while (store_token_next(store, t.id, &t, &r, err) == 0) {
		CLEANUP(buf_free) struct buf rights = { 0 };
		char end[32] = "never";

		if (t.requester != requester)
			continue;
		rights_show(t.rights, &rights);
		if (t.expires_at != 0)
			clock_show(t.expires_at, end);
		if (json != NULL)
			json_array_append_new(json, token_json(&t, &rights));
		else
			printf("token %-8" PRIu64 "%s, expires %.10s, %s\n",
			       t.id, token_state(&t), end, buf_text(&rights));
	}
	return err->code == ERR_NOT_FOUND ? 0 : -1;
}

static void
person_text(struct person *p)
{
	char end[32] = "never";
	char made[32] = "";

	if (p->r.expires_at != 0)
		clock_show(p->r.expires_at, end);
	clock_show(p->r.created_at, made);
	printf("requester     %s, %s, since %.10s\n", p->r.name, p->state,
	       made);
	printf("policy        %s\n",
	       p->r.policy[0] != '\0' ? p->r.policy : "none");
	printf("rights        %s\n", buf_text(&p->rights));
	printf("expires       %s\n", end);
	printf("contacts      %s\n",
	       p->r.contacts[0] != '\0' ? p->r.contacts : "none");
	printf("client name   %s\n",
	       p->r.client_name[0] != '\0' ? p->r.client_name : "none");
	printf("password      %s\n", p->has_password ? "set" : "none");
	printf("certificates  %" PRIu64 "\n", p->certificates);
}

int
cmd_requester_show(struct cli *cli, struct err *err)
{
	CLEANUP(store_free) struct store *store = NULL;
	CLEANUP(person_free) struct person p = { 0 };
	struct store_requester r = { 0 };
	json_t *o = NULL;
	json_t *tokens = NULL;

	if (store_open(cli->dir, STORE_READ, &store, err) < 0 ||
	    store_requester_find(store, bytes_of_text(cli->operands[0]), &r,
				 err) < 0 ||
	    person_read(store, &r, &p, err) < 0)
		return -1;
	if (!cli->json) {
		person_text(&p);
		return show_tokens(store, r.id, NULL, err) < 0 ? -1 : EXIT_DONE;
	}
	o = person_json(&p);
	tokens = json_array();
	json_object_set_new(o, "tokens", tokens);
	if (show_tokens(store, r.id, tokens, err) < 0) {
		json_decref(o);
		return -1;
	}
	return out_json(o, err) < 0 ? -1 : EXIT_DONE;
}
