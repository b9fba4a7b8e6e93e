/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Addresses that nobody can guess: one opens the console once, to set a password;
 * another is a calendar. */
#include "administrator.h"
#include "dispatch.h"
#include "password.h"

#include "sanca/clock.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* The policy of a new administrator. */
#define POLICY_OF_CHOICE "default"

static int
none(struct err *err)
{
	return err_set(err, ERR_NOT_FOUND,
		       "this link is not known here, or was used, or has "
		       "expired");
}

static bool
is_able(const struct store_requester *r, int64_t now)
{
	return r->disabled_at == 0 &&
	       (r->expires_at == 0 || r->expires_at > now);
}

/* A link that counts, and its requester (id 0: none yet). */
static int
find_link(struct signer *s, unsigned kind, struct bytes hash, int64_t now,
	  struct store_link *ret, struct store_requester *ret_requester,
	  struct err *err)
{
	struct store_link link = { 0 };
	uint8_t kept[32];

	if (hash.n != 32)
		return none(err);
	sha256_to_keep(hash.p, kept);
	if (store_link_find(s->store, kept, &link, err) != 0)
		return err->code == ERR_NOT_FOUND ? none(err) : -1;
	if (link.kind != kind || link.ended_at != 0 ||
	    (link.expires_at != 0 && link.expires_at <= now))
		return none(err);
	if (link.requester != 0 &&
	    store_requester_by_id(s->store, link.requester, ret_requester,
				  err) != 0)
		return -1;
	if (link.requester != 0 && !is_able(ret_requester, now))
		return none(err);
	*ret = link;
	return 0;
}

int
on_link_find(struct signer *s, const struct link *l, const struct msg *m,
	     struct reply *ret, struct err *err)
{
	struct store_link link = { 0 };
	struct store_requester requester = { 0 };

	(void)l;
	if (find_link(s, m->link_find.kind, m->link_find.hash, clock_wall_s(),
		      &link, &requester, err) != 0)
		return -1;
	buf_append_text(&ret->space[0], requester.name);
	ret->msg.type = MSG_LINK_FOUND;
	ret->msg.link_found.requester = buf_bytes(&ret->space[0]);
	ret->msg.link_found.expires_at = link.expires_at;
	return 0;
}

/* ---- making one ------------------------------------------------------------------------ */

static int
check_new(const struct msg_link_new *ask, int64_t now, struct err *err)
{
	bool is_console = ask->kind == LINK_CONSOLE;

	if (!is_console && ask->kind != LINK_CALENDAR)
		return err_set(err, ERR_MALFORMED, "LINK_NEW of kind %u",
			       ask->kind);
	if (ask->hash.n != 32 && (is_console || ask->hash.n != 0))
		return err_set(err, ERR_MALFORMED, "the hash is no SHA-256");
	if (ask->requester.n == 0 && !is_console)
		return err_set(err, ERR_USAGE, "name the requester");
	if (ask->requester.n > 0 &&
	    requester_name_check(ask->requester, err) != 0)
		return -1;
	if (ask->expires_at != 0 && ask->expires_at <= now)
		return err_set(err, ERR_USAGE,
			       "the link would have expired already");
	if (is_console && (ask->expires_at == 0 ||
			   ask->expires_at > now + LIMIT_CONSOLE_LINK_S))
		return err_set(err, ERR_USAGE,
			       "a link to the console lives a week at most");
	return 0;
}

/* Of his own calendar everybody may have the address. */
static int
check_maker(struct signer *s, const struct link *l,
	    const struct msg_link_new *ask, struct administrator *ret,
	    struct err *err)
{
	if (l->role == FROM_FRONT && ask->kind == LINK_CALENDAR) {
		if (caller_find(s, DOOR_CONSOLE, ask->credential,
				clock_wall_s(), &ret->caller, err) != 0)
			return -1;
		who_show(ret->caller.requester.name, ask->peer, ret->who);
		if (bytes_is_text(ask->requester, ret->caller.requester.name))
			return 0;
	}
	return administrator_confirmed(s, l, ask->credential, ask->peer, ret,
				       err);
}

/* Number 0: the last one was only ended. */
static int
add_link(struct signer *s, const struct msg_link_new *ask, int64_t now,
	 uint64_t *ret_id, struct err *err)
{
	struct store_requester requester = { 0 };
	struct store_link row = { .kind = ask->kind,
				  .created_at = now,
				  .expires_at = ask->expires_at };
	uint64_t ended = 0;

	if (ask->requester.n > 0 &&
	    store_requester_find(s->store, ask->requester, &requester, err) !=
		    0)
		return -1;
	row.requester = requester.id;
	if (ask->kind == LINK_CALENDAR &&
	    store_link_end_all(s->store, ask->kind, requester.id, now, &ended,
			       err) != 0)
		return -1;
	if (ask->hash.n == 0)
		return ended > 0
			       ? 0
			       : err_set(err, ERR_NOT_FOUND,
					 "%s has no calendar", requester.name);
	sha256_to_keep(ask->hash.p, row.hash);
	return store_link_add(s->store, &row, ret_id, err);
}

int
on_link_new(struct signer *s, const struct link *l, const struct msg *m,
	    struct reply *ret, struct err *err)
{
	const struct msg_link_new *ask = &m->link_new;
	struct administrator by = { 0 };
	int64_t now = clock_wall_s();
	char number[24], end[24];
	uint64_t id = 0;
	uint64_t index = 0;

	if (check_new(ask, now, err) != 0 ||
	    check_maker(s, l, ask, &by, err) != 0 ||
	    transaction_begin(s, err) != 0)
		return -1;
	if (add_link(s, ask, now, &id, err) != 0) {
		transaction_undo(s);
		return -1;
	}
	snprintf(number, sizeof(number), "%" PRIu64, id);
	snprintf(end, sizeof(end), "%" PRId64, ask->expires_at);
	const struct log_detail details[] = {
		{ "link", bytes_of_text(number) },
		{ "kind",
		  bytes_of_text(ask->kind == LINK_CONSOLE ? "console"
							  : "calendar") },
		{ "requester", ask->requester },
		{ "expires", bytes_of_text(end) },
	};
	if (transaction_log_action(s, id == 0 ? "link-end" : "link-new",
				   bytes_of_text(by.who), details,
				   ARRAY_SIZE(details), &index, err) != 0)
		return -1;
	ret->msg.type = MSG_DONE;
	ret->msg.done.number = id;
	return 0;
}

/* ---- using one of kind 1 ---------------------------------------------------------------- */

/* The account that the link is for; for a new administrator the name chosen. */
static int
choose_name(struct signer *s, const struct store_requester *of_link,
	    struct bytes asked, char ret[LIMIT_LABEL_BYTES + 1],
	    struct err *err)
{
	struct store_requester other = { 0 };

	if (of_link->id != 0) {
		memcpy(ret, of_link->name, sizeof(of_link->name));
		return 0;
	}
	if (requester_name_check(asked, err) != 0)
		return -1;
	if (store_requester_find(s->store, asked, &other, err) == 0)
		return err_set(err, ERR_CONFLICT,
			       "there is a requester %s already: choose "
			       "another name, or make a link for that one "
			       "(sanca console-link %s)",
			       other.name, other.name);
	if (err->code != ERR_NOT_FOUND)
		return -1;
	refusal_text(asked, ret, LIMIT_LABEL_BYTES + 1);
	return 0;
}

int
on_link_use(struct signer *s, const struct link *l, const struct msg *m,
	    struct reply *ret, struct err *err)
{
	const struct msg_link_use *ask = &m->link_use;
	struct hashing w = { .purpose = HASHING_LINK, .has_fresh = true };
	struct store_link link = { 0 };
	struct store_requester requester = { 0 };

	(void)ret;
	if (ask->session.n != 32)
		return err_set(err, ERR_MALFORMED, "the session is no SHA-256");
	people_asker(s, l, m, ask->peer, ask->request_id, &w);
	if (find_link(s, LINK_CONSOLE, ask->hash, clock_wall_s(), &link,
		      &requester, err) != 0 ||
	    choose_name(s, &requester, ask->requester, w.name, err) != 0 ||
	    password_check(ask->password, bytes_of_text(w.name), err) != 0 ||
	    people_check_room(s, err) != 0)
		return -1;
	memcpy(w.link, ask->hash.p, sizeof(w.link));
	memcpy(w.session, ask->session.p, sizeof(w.session));
	memcpy(w.fresh, ask->password.p, ask->password.n);
	people_hash(s, &w);
	return 0;
}

/* "default", or the only one; where neither is, an administrator of the console
 * issues nothing until he is given one. */
static void
choose_policy(const struct signer *s, char ret[LIMIT_LABEL_BYTES + 1])
{
	const struct conf *conf = s->configuration->conf;
	const struct policy *p =
		conf_policy(conf, bytes_of_text(POLICY_OF_CHOICE));

	if (p == NULL && conf->policy_count == 1)
		p = &conf->policies[0];
	if (p != NULL)
		memcpy(ret, p->name, sizeof(p->name));
}

/* The entry of a requester that is made, as for any other. */
static int
log_administrator(struct signer *s, const struct hashing *w,
		  const struct store_requester *row, int64_t now,
		  struct err *err)
{
	CLEANUP(buf_free) struct buf rights = { 0 };
	char who[WHO_BYTES];
	uint64_t index = 0;

	rights_show(row->rights, &rights);
	if (buf_check(&rights, err) != 0)
		return -1;
	const struct log_detail details[] = {
		{ "requester", bytes_of_text(row->name) },
		{ "policy", bytes_of_text(row->policy) },
		{ "rights", buf_bytes(&rights) },
	};

	who_show(row->name, bytes_of_text(w->peer), who);
	return transaction_add_action(s, "requester-new", bytes_of_text(who),
				      details, ARRAY_SIZE(details), now, &index,
				      err);
}

static int
add_administrator(struct signer *s, const struct hashing *w, const char *name,
		  int64_t now, uint64_t *ret_id, struct err *err)
{
	struct store_requester row = {
		.rights = RIGHTS_ALL,
		.created_at = now,
	};

	refusal_text(bytes_of_text(name), row.name, sizeof(row.name));
	choose_policy(s, row.policy);
	if (store_requester_add(s->store, &row, ret_id, err) != 0)
		return -1;
	return log_administrator(s, w, &row, now, err);
}

/* What the first administrator's link was there for is done by it: others that
 * lie about would make more of them. */
static int
end_links(struct signer *s, const struct store_link *link, bool is_first,
	  int64_t now, struct err *err)
{
	uint64_t count = 0;

	if (store_link_end(s->store, link->id, now, err) != 0)
		return err->code == ERR_NOT_FOUND ? none(err) : -1;
	if (link->requester == 0 && !is_first)
		return 0;
	return store_link_end_all(s->store, LINK_CONSOLE, link->requester, now,
				  &count, err);
}

/* All that the link does, inside a transaction: what was true when it came is
 * asked again. */
static int
use_link(struct signer *s, const struct hashing *w, int64_t now,
	 uint64_t *ret_requester, struct err *err)
{
	struct store_password password = { .set_at = now };
	struct administrators before = { 0 };
	struct store_requester requester = { 0 };
	struct store_link link = { 0 };
	char name[LIMIT_LABEL_BYTES + 1] = "";

	if (find_link(s, LINK_CONSOLE, BYTES_OF(w->link), now, &link,
		      &requester, err) != 0 ||
	    choose_name(s, &requester, bytes_of_text(w->name), name, err) !=
		    0 ||
	    administrators_count(s, now, &before, err) != 0 ||
	    end_links(s, &link, before.able == 0, now, err) != 0 ||
	    (requester.id == 0 &&
	     add_administrator(s, w, name, now, &requester.id, err) != 0))
		return -1;
	password.requester = requester.id;
	memcpy(password.hash, w->made, sizeof(password.hash));
	*ret_requester = requester.id;
	return store_password_set(s->store, &password, err);
}

static int
log_use(struct signer *s, const struct hashing *w, struct err *err)
{
	char who[WHO_BYTES];
	uint64_t index = 0;
	const struct log_detail details[] = {
		{ "requester", bytes_of_text(w->name) },
		{ "request-id", bytes_of_text(w->request_id) },
	};

	who_show(w->name, bytes_of_text(w->peer), who);
	return transaction_log_action(s, "console-link-use", bytes_of_text(who),
				      details, ARRAY_SIZE(details), &index,
				      err);
}

void
link_use_finish(struct signer *s, const struct hashing *w)
{
	uint64_t requester = 0;
	struct err err;

	if (transaction_begin(s, &err) != 0) {
		people_refuse(s, w, &err);
		return;
	}
	if (use_link(s, w, clock_wall_s(), &requester, &err) != 0) {
		transaction_undo(s);
		people_refuse(s, w, &err);
		return;
	}
	if (log_use(s, w, &err) != 0) {
		people_refuse(s, w, &err);
		return;
	}
	guesses_remember(&s->people.guesses, bytes_of_text(w->name),
			 bytes_of_text(w->peer));
	(void)sessions_end_of(&s->people.sessions, requester, NULL);
	people_sign_in(s, w, requester);
}
