/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Who stands behind a credential. */
#include "who.h"

#include "presented.h"
#include "signer.h"

#include "sanca/clock.h"

#include <stdio.h>

/* What neither a token nor a certificate ever gives: whoever steals one could
 * make himself more of them, or grant what a person was to look at. */
#define RIGHTS_OF_PEOPLE ((uint32_t)(RIGHT_ADMIN | RIGHT_APPROVE))

static const struct {
	enum credential_kind kind;
	enum door door;
	const char *refusal; /* the same words for all reasons */
	const char *name;
} kinds[] = {
	{ CREDENTIAL_TOKEN, DOOR_HTTP,
	  "this token is not known here, or has expired, or was revoked",
	  "this token of " },
	{ CREDENTIAL_SESSION, DOOR_CONSOLE,
	  "nobody is signed in here, or no longer: sign in", "" },
	{ CREDENTIAL_CERTIFICATE, DOOR_CLIENT_TLS,
	  "this certificate stands for nobody here", "this certificate of " },
};

static size_t
kind_of(enum credential_kind kind)
{
	size_t i = 0;

	while (kinds[i].kind != kind)
		i++;
	return i;
}

enum door
credential_door(struct bytes credential)
{
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (credential.n == LIMIT_CREDENTIAL_BYTES &&
		    credential.p[0] == kinds[i].kind)
			return kinds[i].door;
	}
	return (enum door)0;
}

bool
door_is_fronts(unsigned door)
{
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (door == kinds[i].door)
			return true;
	}
	return false;
}

bool
door_is_open(const struct signer *s, enum door door)
{
	return door != DOOR_CLIENT_TLS ||
	       s->configuration->conf->listen_client_tls.count > 0;
}

/* In the words of the door, whatever was shown there. */
static int
refuse(enum door door, struct err *err)
{
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (kinds[i].door == door)
			return err_set(err, ERR_UNAUTHORIZED, "%s",
				       kinds[i].refusal);
	}
	return err_set(err, ERR_UNAUTHORIZED, "%s", kinds[0].refusal);
}

static bool
is_over(int64_t end, int64_t now)
{
	return end != 0 && end <= now;
}

static int64_t
earlier(int64_t a, int64_t b)
{
	if (a == 0 || b == 0)
		return a == 0 ? b : a;
	return a < b ? a : b;
}

uint32_t
rights_with_implied(uint32_t rights)
{
	return (rights & (uint32_t)RIGHT_ISSUE) != 0
		       ? rights | (uint32_t)RIGHT_REQUEST
		       : rights;
}

static bool
is_able(const struct store_requester *requester, int64_t now)
{
	return requester->disabled_at == 0 &&
	       !is_over(requester->expires_at, now);
}

/* ---- by kind: ERR_NOT_FOUND for whatever does not count ------------------------------ */

static int
none(struct err *err)
{
	return err_set(err, ERR_NOT_FOUND, "there is no such credential");
}

static int
find_token(struct signer *s, const uint8_t hash[32], int64_t now,
	   struct caller *ret, struct err *err)
{
	struct store_token token = { 0 };
	uint8_t kept[32];

	sha256_to_keep(hash, kept);
	if (store_token_find(s->store, kept, &token, &ret->requester, err) != 0)
		return -1;
	if (token.revoked_at != 0 || is_over(token.expires_at, now))
		return none(err);
	ret->rights = rights_with_implied(token.rights) & ~RIGHTS_OF_PEOPLE;
	ret->expires_at = token.expires_at;
	return 0;
}

static int
find_session(struct signer *s, const uint8_t hash[32], int64_t now,
	     struct caller *ret, struct err *err)
{
	const struct session_bounds bounds = people_bounds(s);
	struct session *session =
		session_find(&s->people.sessions, hash, &bounds);
	int64_t confirmed_ms = 0;

	if (session == NULL)
		return none(err);
	if (store_requester_by_id(s->store, session->requester, &ret->requester,
				  err) != 0)
		return -1;
	if (!is_able(&ret->requester, now)) {
		(void)sessions_end_of(&s->people.sessions, ret->requester.id,
				      NULL);
		return none(err);
	}
	confirmed_ms = session_confirmed_ms(session);
	ret->rights = UINT32_MAX;
	ret->expires_at = now + (session->begun_ms + bounds.lifetime_ms -
				 clock_monotonic_ms()) /
					1000;
	ret->confirmed_until =
		confirmed_ms > 0 ? now + (confirmed_ms + 999) / 1000 : 0;
	ret->session = session;
	return 0;
}

static int
find_certificate(struct signer *s, const uint8_t hash[32], int64_t now,
		 struct caller *ret, struct err *err)
{
	struct presented shown = { 0 };

	if (presented_find(s->store, hash, now, &shown, err) != 0 ||
	    store_requester_by_id(s->store, shown.requester, &ret->requester,
				  err) != 0)
		return -1;
	if (!shown.profile->client_auth ||
	    ret->requester.client_name[0] == '\0' ||
	    !presented_has_name(&shown, ret->requester.client_name))
		return none(err);
	ret->rights = ~RIGHTS_OF_PEOPLE;
	ret->expires_at = shown.not_after;
	return 0;
}

static int
find(struct signer *s, enum credential_kind kind, const uint8_t hash[32],
     int64_t now, struct caller *ret, struct err *err)
{
	switch (kind) {
	case CREDENTIAL_TOKEN:
		return find_token(s, hash, now, ret, err);
	case CREDENTIAL_SESSION:
		return find_session(s, hash, now, ret, err);
	case CREDENTIAL_CERTIFICATE:
		return find_certificate(s, hash, now, ret, err);
	}
	return none(err);
}

int
caller_find(struct signer *s, enum door door, struct bytes credential,
	    int64_t now, struct caller *ret, struct err *err)
{
	struct caller c = { .door = door };

	if (credential_door(credential) != door || door == 0 ||
	    !door_is_open(s, door))
		return refuse(door, err);
	c.kind = (enum credential_kind)credential.p[0];
	if (find(s, c.kind, credential.p + 1, now, &c, err) != 0)
		return err->code == ERR_NOT_FOUND ? refuse(door, err) : -1;
	if (!is_able(&c.requester, now))
		return refuse(door, err);
	c.rights &= rights_with_implied(c.requester.rights);
	c.expires_at = earlier(c.expires_at, c.requester.expires_at);
	*ret = c;
	return 0;
}

int
caller_check_right(const struct caller *c, enum right right, struct err *err)
{
	CLEANUP(buf_free) struct buf name = { 0 };

	if ((c->rights & (uint32_t)right) != 0)
		return 0;
	rights_show((uint32_t)right, &name);
	return err_set(err, ERR_FORBIDDEN, "%s%s has not the right \"%s\"",
		       kinds[kind_of(c->kind)].name, c->requester.name,
		       buf_text(&name));
}

int
caller_check_confirmed(const struct caller *c, int64_t now, struct err *err)
{
	if (c->kind == CREDENTIAL_SESSION && c->confirmed_until > now)
		return 0;
	return err_set(err, ERR_FORBIDDEN,
		       "this needs the password once more, shown within the "
		       "last %d minutes",
		       LIMIT_CONFIRMED_S / 60);
}

void
caller_answer(const struct caller *c, struct msg *ret)
{
	ret->type = MSG_AUTH_OK;
	ret->auth_ok.requester = bytes_of_text(c->requester.name);
	ret->auth_ok.policy = bytes_of_text(c->requester.policy);
	ret->auth_ok.rights = c->rights;
	ret->auth_ok.expires_at = c->expires_at;
	ret->auth_ok.confirmed_until = c->confirmed_until;
}

void
who_show(const char *name, struct bytes peer, char ret[WHO_BYTES])
{
	if (peer.n == 0)
		snprintf(ret, WHO_BYTES, "%s", name);
	else
		snprintf(ret, WHO_BYTES, "%s from %.*s", name, (int)peer.n,
			 (const char *)peer.p);
}
