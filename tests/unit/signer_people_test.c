/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* People at the console, through the real signer: links, signing in and out,
 * wrong passwords, confirming, administration. */
#include "signer_rig.h"

#include "tests/tap.h"

#include "sanca/clock.h"
#include "sanca/policy.h"

#include <stdlib.h>

#define PASSWORD "correct horse battery"
#define OTHER_PASSWORD "purple monkey dishwasher"
#define ALICE "192.0.2.10"
#define MALLORY "198.51.100.66"

static struct rig rig;

struct secret {
	uint8_t v[LIMIT_CREDENTIAL_BYTES];
};

/* A credential of this kind; its hash is also that of a link. */
static struct secret
secret(enum credential_kind kind, const char *text)
{
	struct secret s = { .v = { (uint8_t)kind } };

	sha256(bytes_of_text(text), s.v + 1);
	return s;
}

static struct bytes
hash_of(const struct secret *s)
{
	return (struct bytes){ s->v + 1, 32 };
}

static int
call(struct channel *ch, struct msg *m)
{
	return rig_code(&rig, rig_call(&rig, ch, m));
}

static int
link_new(const char *requester, const struct secret *link)
{
	struct msg m = { .type = MSG_LINK_NEW };

	m.link_new.kind = LINK_CONSOLE;
	m.link_new.requester = bytes_of_text(requester);
	m.link_new.hash = hash_of(link);
	m.link_new.expires_at = clock_wall_s() + 3600;
	return call(rig.control, &m);
}

static int
link_use(const struct secret *link, const char *name, const char *password,
	 const struct secret *session)
{
	struct msg m = { .type = MSG_LINK_USE };

	m.link_use.hash = hash_of(link);
	m.link_use.requester = bytes_of_text(name);
	m.link_use.password = bytes_of_text(password);
	m.link_use.session = hash_of(session);
	m.link_use.peer = bytes_of_text(ALICE);
	m.link_use.request_id = bytes_of_text("rig");
	return call(rig.front, &m);
}

static int
login_from(const char *peer, const char *name, const char *password,
	   const struct secret *session)
{
	struct msg m = { .type = MSG_LOGIN };

	m.login.requester = bytes_of_text(name);
	m.login.password = bytes_of_text(password);
	m.login.session = hash_of(session);
	m.login.peer = bytes_of_text(peer);
	m.login.request_id = bytes_of_text("rig");
	return call(rig.front, &m);
}

static int
login(const char *name, const char *password, const struct secret *session)
{
	return login_from(ALICE, name, password, session);
}

static int
logout(const struct secret *session, bool everywhere)
{
	struct msg m = { .type = MSG_LOGOUT };

	m.logout.credential = BYTES_OF(session->v);
	m.logout.everywhere = everywhere;
	m.logout.peer = bytes_of_text(ALICE);
	return call(rig.front, &m);
}

static int
reauth(const struct secret *session, const char *password, const char *fresh)
{
	struct msg m = { .type = MSG_REAUTH };

	m.reauth.credential = BYTES_OF(session->v);
	m.reauth.password = bytes_of_text(password);
	m.reauth.new_password = bytes_of_text(fresh);
	m.reauth.peer = bytes_of_text(ALICE);
	return call(rig.front, &m);
}

static int
auth(const struct secret *credential)
{
	struct msg m = { .type = MSG_AUTH };

	m.auth.credential = BYTES_OF(credential->v);
	return call(rig.front, &m);
}

/* A CA with the administrator "alice", signed in by this session. */
static void
begin(const struct secret *session)
{
	struct secret link = secret((enum credential_kind)0, "first link");

	rig_begin(&rig, "ec-p256", NULL);
	if (link_new("", &link) != 0 ||
	    link_use(&link, "alice", PASSWORD, session) != 0)
		exit(99);
}

/* ---- links ----------------------------------------------------------------------------- */

static void
the_first_administrator_comes_from_a_link(void)
{
	struct secret link = secret((enum credential_kind)0, "link");
	struct secret a = secret(CREDENTIAL_SESSION, "a");
	struct secret b = secret(CREDENTIAL_SESSION, "b");
	struct msg find = { .type = MSG_LINK_FIND };

	rig_begin(&rig, "ec-p256", NULL);
	is_int(link_new("", &link), 0, "a link");
	find.link_find.kind = LINK_CONSOLE;
	find.link_find.hash = hash_of(&link);
	is_int(call(rig.front, &find), 0, "it is there");
	is_int(rig.answer.link_found.requester.n, 0, "for somebody new");
	is_int(link_use(&link, "alice", "short", &a), ERR_USAGE, "too short");
	is_int(link_use(&link, "mail", PASSWORD, &a), ERR_CONFLICT,
	       "somebody else's name");
	is_int(link_use(&link, "Alice", PASSWORD, &a), ERR_USAGE,
	       "a name in another form (E24)");
	is_int(link_use(&link, "admin", PASSWORD, &a), ERR_USAGE,
	       "a built-in name");
	is_int(link_use(&link, "alice", PASSWORD, &a), 0, "used");
	ok(bytes_is_text(rig.answer.auth_ok.requester, "alice"), "by alice");
	ok((rig.answer.auth_ok.rights & RIGHT_ADMIN) != 0, "who administers");
	ok(rig.answer.auth_ok.confirmed_until > clock_wall_s(), "confirmed");
	is_int(auth(&a), 0, "signed in");
	is_int(link_use(&link, "bob", PASSWORD, &b), ERR_NOT_FOUND, "once");
	is_int(call(rig.front, &find), ERR_NOT_FOUND, "it is gone");
	is_int(login("alice", PASSWORD, &b), 0, "the password opens");
	is_int(auth(&b), 0, "signed in there, too");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
signing_out_ends_one_or_all(void)
{
	struct secret a = secret(CREDENTIAL_SESSION, "a");
	struct secret b = secret(CREDENTIAL_SESSION, "b");
	struct secret c = secret(CREDENTIAL_SESSION, "c");

	begin(&a);
	is_int(login("alice", PASSWORD, &b), 0, "another device");
	is_int(login("alice", PASSWORD, &c), 0, "a third");
	is_int(logout(&b, false), 0, "out");
	is_int(auth(&b), ERR_UNAUTHORIZED, "that one is");
	is_int(auth(&a), 0, "the others are not");
	is_int(logout(&a, true), 0, "everywhere");
	is_int(rig.answer.done.number, 2, "two");
	is_int(auth(&a), ERR_UNAUTHORIZED, "out");
	is_int(auth(&c), ERR_UNAUTHORIZED, "all");
	is_int(logout(&a, false), ERR_UNAUTHORIZED, "there is nothing left");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
confirming_takes_the_password(void)
{
	struct secret a = secret(CREDENTIAL_SESSION, "a");
	struct secret b = secret(CREDENTIAL_SESSION, "b");

	begin(&a);
	is_int(login("alice", PASSWORD, &b), 0, "another device");
	is_int(reauth(&a, "something else", ""), ERR_FORBIDDEN, "wrong");
	is_int(auth(&a), 0, "still signed in");
	is_int(reauth(&a, PASSWORD, ""), 0, "right");
	is_int(reauth(&a, PASSWORD, "short"), ERR_USAGE, "too short");
	is_int(reauth(&a, PASSWORD, OTHER_PASSWORD), 0, "a new one");
	is_int(auth(&a), 0, "this session goes on");
	is_int(auth(&b), ERR_UNAUTHORIZED, "the other has ended");
	is_int(login("alice", PASSWORD, &b), ERR_UNAUTHORIZED, "the old one");
	is_int(login("alice", OTHER_PASSWORD, &b), 0, "the new one");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

TAP_MAIN(the_first_administrator_comes_from_a_link, signing_out_ends_one_or_all,
	 confirming_takes_the_password)
