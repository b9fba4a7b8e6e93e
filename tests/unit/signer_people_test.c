/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* People at the console, through the real signer: links, signing in and out,
 * wrong passwords, confirming, administration. */
#include "signer_rig.h"

#include "tests/tap.h"

#include "sanca/clock.h"
#include "sanca/policy.h"
#include "sanca/store.h"
#include "sanca/text.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

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

/* ---- restarts -------------------------------------------------------------------------- */

static void
a_used_link_stays_used_and_sessions_end_with_the_signer(void)
{
	struct secret link = secret((enum credential_kind)0, "link");
	struct secret a = secret(CREDENTIAL_SESSION, "a");
	struct secret b = secret(CREDENTIAL_SESSION, "b");
	struct msg m = { .type = MSG_LINK_USE };

	rig_begin(&rig, "ec-p256", NULL);
	is_int(link_new("", &link), 0, "a link");
	is_int(link_use(&link, "alice", PASSWORD, &a), 0, "used");
	rig_kill(&rig);
	is_int(rig_start(&rig), 0, "killed and started again");
	is_int(auth(&a), ERR_UNAUTHORIZED, "nobody is signed in");
	is_int(link_use(&link, "bob", PASSWORD, &b), ERR_NOT_FOUND,
	       "the link is used (E27)");
	is_int(login("alice", PASSWORD, &b), 0, "the password is there");
	/* Between use and reply. */
	is_int(link_new("", &link), ERR_CONFLICT, "not the same secret again");
	link = secret((enum credential_kind)0, "second");
	is_int(link_new("", &link), 0, "another link");
	m.link_use.hash = hash_of(&link);
	m.link_use.requester = bytes_of_text("bob");
	m.link_use.password = bytes_of_text(PASSWORD);
	m.link_use.session = hash_of(&a);
	m.id = 4711;
	rig_send(rig.front, &m);
	m.id = 4712;
	m.link_use.requester = bytes_of_text("carol");
	rig_send(rig.front, &m);
	is_int(login("alice", PASSWORD, &b), ERR_CONFLICT,
	       "a session that is hers already is not begun anew");
	is_int(login("bob", PASSWORD, &a), ERR_CONFLICT, "bob came first");
	is_int(login("carol", PASSWORD, &a), ERR_UNAUTHORIZED,
	       "of two who use one link at once one has it");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

/* ---- what the front can read ------------------------------------------------------------- */

/* The rows of ca.db as the front reads them. */
static void
read_hashes(struct secret *ret_token, uint8_t ret_link[32])
{
	CLEANUP(store_free) struct store *s = NULL;
	struct store_token token = { 0 };
	struct store_requester who;
	struct store_link link = { 0 };
	uint8_t kept[32];
	struct err err;

	is_int(store_open(rig.dir, STORE_READ, &s, &err), 0, "opened");
	is_int(store_token_next(s, 0, &token, &who, &err), 0, "a token");
	memcpy(ret_token->v + 1, token.hash, 32);
	sha256_to_keep(ret_link, kept);
	is_int(store_link_find(s, kept, &link, &err), 0, "a link");
	memcpy(ret_link, link.hash, 32);
}

static void
what_the_database_holds_opens_nothing(void)
{
	struct secret link = secret((enum credential_kind)0, "link");
	struct secret token = secret(CREDENTIAL_TOKEN, "");
	struct secret a = secret(CREDENTIAL_SESSION, "a");
	struct secret kept = link;
	struct msg m = { .type = MSG_AUTH };

	rig_begin(&rig, "ec-p256", NULL);
	is_int(link_new("", &link), 0, "a link");
	read_hashes(&token, kept.v + 1);
	m.auth.credential = BYTES_OF(token.v);
	is_int(call(rig.front, &m), ERR_UNAUTHORIZED, "a token's row");
	is_int(link_use(&kept, "mallory", PASSWORD, &a), ERR_NOT_FOUND,
	       "a link's row");
	m.auth.credential = BYTES_OF(rig.token);
	is_int(call(rig.front, &m), 0, "the token itself");
	is_int(link_use(&link, "alice", PASSWORD, &a), 0, "the link itself");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

/* As schema 2 kept it. */
static void
an_older_token_counts_on(void)
{
	char sql[400], hex[65];
	char path[300];
	sqlite3 *db = NULL;
	struct msg m = { .type = MSG_AUTH };

	rig_begin(&rig, "ec-p256", NULL);
	rig_kill(&rig);
	hex_encode((struct bytes){ rig.token + 1, 32 }, hex);
	hex[64] = '\0';
	snprintf(path, sizeof(path), "%s/log/ca.db", rig.dir);
	snprintf(sql, sizeof(sql),
		 "DROP TRIGGER token_changed; "
		 "UPDATE token SET hash = x'%s', is_twice = 0 WHERE id = 1",
		 hex);
	is_int(sqlite3_open(path, &db), SQLITE_OK, "opened");
	is_int(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK, "as it was");
	sqlite3_close(db);
	is_int(rig_start(&rig), 0, "started");
	m.auth.credential = BYTES_OF(rig.token);
	is_int(call(rig.front, &m), 0, "the token");
	is_int(rig_stop(&rig), 0, "stopped");
	rig_free(&rig);
}

/* ---- wrong passwords ------------------------------------------------------------------- */

static void
unknown_and_wrong_are_told_the_same(void)
{
	struct secret a = secret(CREDENTIAL_SESSION, "a");
	struct secret b = secret(CREDENTIAL_SESSION, "b");
	struct msg disable = { .type = MSG_REQUESTER_SET };
	char wrong[640], text[640];

	static const char *const others[] = { "nobody",	   "Alice", "admin",
					      "anonymous", "mail",  "bob" };

	begin(&a);
	disable.requester_set.is_new = 1;
	disable.requester_set.what = PART_POLICY;
	disable.requester_set.requester = bytes_of_text("bob");
	disable.requester_set.policy = bytes_of_text("servers");
	is_int(call(rig.control, &disable), 0, "bob");
	{
		struct secret link = secret((enum credential_kind)0, "bob");

		is_int(link_new("bob", &link), 0, "a link for bob");
		is_int(link_use(&link, "", PASSWORD, &b), 0, "his password");
		ok((rig.answer.auth_ok.rights & RIGHT_ADMIN) == 0,
		   "he does not administer");
	}
	disable.requester_set.is_new = 0;
	disable.requester_set.what = PART_DISABLED;
	disable.requester_set.disabled = 1;
	is_int(call(rig.control, &disable), 0, "disabled");
	is_int(auth(&b), ERR_UNAUTHORIZED, "his session has ended");
	is_int(login("alice", "not her password", &b), ERR_UNAUTHORIZED,
	       "wrong");
	snprintf(wrong, sizeof(wrong), "%.*s", (int)rig.answer.refused.text.n,
		 rig.answer.refused.text.p);
	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		is_int(login(others[i], PASSWORD, &b), ERR_UNAUTHORIZED, "%s",
		       others[i]);
		snprintf(text, sizeof(text), "%.*s",
			 (int)rig.answer.refused.text.n,
			 rig.answer.refused.text.p);
		is_str(text, wrong, "in the same words");
	}
	is_int(login("alice", "", &b), ERR_UNAUTHORIZED, "no password");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
guessing_is_bounded_and_does_not_lock_alice_out(void)
{
	struct secret a = secret(CREDENTIAL_SESSION, "a");
	struct secret b = secret(CREDENTIAL_SESSION, "b");
	struct secret link = secret((enum credential_kind)0, "help");
	unsigned wrong = 0;

	begin(&a);
	is_int(login("alice", PASSWORD, &b), 0, "alice from where she is");
	is_int(logout(&b, false), 0, "out");
	while (wrong < 100 && login_from(MALLORY, "alice", "guess this one",
					 &b) == ERR_UNAUTHORIZED)
		wrong++;
	is_int(wrong, LIMIT_WRONG_ACCOUNT, "so many guesses");
	is_int(rig.answer.refused.code, ERR_RATE_LIMITED, "then 429");
	ok(rig.answer.refused.retry_after_s > 0, "and when to come again");
	is_int(login_from(MALLORY, "alice", PASSWORD, &b), ERR_RATE_LIMITED,
	       "not even with the right one");
	is_int(login_from("203.0.113.5", "alice", PASSWORD, &b),
	       ERR_RATE_LIMITED, "nor from another strange address");
	is_int(login("alice", PASSWORD, &b), 0, "but from her own");
	is_int(auth(&a), 0, "and who is signed in stays so");
	is_int(link_new("alice", &link), 0, "and a link helps anywhere");
	is_int(logout(&b, true), 0, "out everywhere");
	is_int(link_use(&link, "", OTHER_PASSWORD, &b), 0, "used");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
a_stolen_cookie_has_few_guesses(void)
{
	struct secret a = secret(CREDENTIAL_SESSION, "a");
	unsigned wrong = 1;

	begin(&a);
	while (wrong < 100 && reauth(&a, "guess this one", "") == ERR_FORBIDDEN)
		wrong++;
	is_int(wrong, LIMIT_WRONG_SESSION, "so many");
	is_int(rig.answer.refused.code, ERR_UNAUTHORIZED, "then it has ended");
	is_int(auth(&a), ERR_UNAUTHORIZED, "for good");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

/* ---- doors ----------------------------------------------------------------------------- */

/* E16: every kind of credential through every door that is not its own. */
static void
a_credential_counts_at_its_own_door_only(void)
{
	static const uint8_t doors[] = { DOOR_HTTP, DOOR_CONSOLE,
					 DOOR_CLIENT_TLS };
	struct secret a = secret(CREDENTIAL_SESSION, "a");
	struct rig_ask ask;
	uint8_t kind = 0;

	begin(&a);
	for (size_t i = 0; i < ARRAY_SIZE(doors); i++) {
		ask = rig_ask_for(&rig, "mail.contoso.com");
		ask.door = doors[i];
		is_int(rig_code(&rig, rig_issue(&rig, &ask)),
		       doors[i] == DOOR_HTTP ? 0 : ERR_UNAUTHORIZED,
		       "a token through door %u", doors[i]);
		ask = rig_ask_for(&rig, "www.contoso.com");
		ask.credential = a.v;
		ask.door = doors[i];
		is_int(rig_code(&rig, rig_issue(&rig, &ask)),
		       /* She is known, but held to no policy yet. */
		       doors[i] == DOOR_CONSOLE ? ERR_POLICY : ERR_UNAUTHORIZED,
		       "a session through door %u", doors[i]);
	}
	for (kind = 0; kind < 6; kind++) {
		struct secret other = a;
		struct secret token = { { 0 } };

		memcpy(token.v, rig.token, sizeof(token.v));
		other.v[0] = kind;
		token.v[0] = kind;
		is_int(auth(&other),
		       kind == CREDENTIAL_SESSION ? 0 : ERR_UNAUTHORIZED,
		       "a session's hash as kind %u", kind);
		is_int(auth(&token),
		       kind == CREDENTIAL_TOKEN ? 0 : ERR_UNAUTHORIZED,
		       "a token's hash as kind %u", kind);
	}
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

/* ---- certificates ----------------------------------------------------------------------- */

#define CLIENT_CONF(doors)                                                     \
	"[ca]\n"                                                               \
	"ocsp = no\n"                                                          \
	"[http]\n"                                                             \
	"listen = 127.0.0.1:8080\n" doors "[policy servers]\n"                 \
	"allow-domain = contoso.com\n"                                         \
	"profile = server client mail\n"
static const char client_conf[] =
	CLIENT_CONF("tls-name = pki.contoso.com\n"
		    "listen-client-tls = 127.0.0.1:8444\n");
static const char no_client_conf[] = CLIENT_CONF("");

static int
set(struct channel *ch, const struct secret *by, const char *requester,
    unsigned what, uint32_t rights, int64_t expires_at, bool disabled)
{
	struct msg m = { .type = MSG_REQUESTER_SET };

	if (by != NULL)
		m.requester_set.credential = BYTES_OF(by->v);
	m.requester_set.peer = bytes_of_text(by != NULL ? ALICE : "");
	m.requester_set.what = (uint8_t)what;
	m.requester_set.requester = bytes_of_text(requester);
	m.requester_set.rights = rights;
	m.requester_set.expires_at = expires_at;
	m.requester_set.disabled = disabled;
	return call(ch, &m);
}

static int
set_client_name(const char *requester, const char *name)
{
	struct msg m = { .type = MSG_REQUESTER_SET };

	m.requester_set.what = PART_CLIENT_NAME;
	m.requester_set.requester = bytes_of_text(requester);
	m.requester_set.client_name = bytes_of_text(name);
	return call(rig.control, &m);
}

/* Issues to "mail"; the serial, and the certificate as a credential. */
static struct secret
certify(const char *name, const char *profile, struct buf *ret_serial)
{
	struct secret s = { .v = { CREDENTIAL_CERTIFICATE } };
	struct rig_ask ask = rig_ask_for(&rig, name);

	ask.profile = profile;
	if (rig_code(&rig, rig_issue(&rig, &ask)) != 0)
		exit(99);
	sha256(rig.answer.issued.certificate, s.v + 1);
	buf_clear(ret_serial);
	buf_append_bytes(ret_serial, rig.answer.issued.serial);
	return s;
}

/* E09, E11, E13 */
static void
a_client_certificate_stands_for_its_requester(void)
{
	CLEANUP(buf_free) struct buf serial = { 0 };
	struct secret good, other, server, mail;
	struct secret foreign = secret(CREDENTIAL_CERTIFICATE, "foreign");

	rig_begin(&rig, "ec-p256", client_conf);
	is_int(set(rig.control, NULL, "mail", PART_RIGHTS, RIGHTS_ALL, 0,
		   false),
	       0, "mail has all rights");
	rig_token(&rig, "web", "web", RIGHT_ISSUE, other.v);
	server = certify("robot.contoso.com", "server", &serial);
	other = certify("a.robot.contoso.com", "client", &serial);
	mail = certify("obot.contoso.com", "client", &serial);
	good = certify("robot.contoso.com", "client", &serial);
	is_int(auth(&good), ERR_UNAUTHORIZED, "no client name is set");
	is_int(set_client_name("web", "robot.contoso.com"), 0,
	       "it is another's");
	is_int(auth(&good), ERR_UNAUTHORIZED,
	       "a certificate stands for whom it was issued to, not for whom "
	       "it names");
	is_int(set_client_name("mail", "robot.contoso.com"), ERR_CONFLICT,
	       "a name stands for one");
	is_int(set_client_name("web", ""), 0, "given up");
	is_int(set_client_name("mail", "Robot.contoso.com"), ERR_USAGE,
	       "not in normal form");
	is_int(set_client_name("mail", "*.contoso.com"), ERR_USAGE,
	       "a wildcard");
	is_int(set_client_name("mail", "robot.contoso.com"), 0, "set");
	is_int(auth(&good), 0, "now it counts");
	ok((rig.answer.auth_ok.rights &
	    (uint32_t)(RIGHT_ADMIN | RIGHT_APPROVE)) == 0,
	   "it neither administers nor approves");
	ok(bytes_is_text(rig.answer.auth_ok.requester, "mail"), "for mail");
	is_int(auth(&server), ERR_UNAUTHORIZED, "none for servers (E09)");
	is_int(auth(&other), ERR_UNAUTHORIZED, "a name that holds it (E11)");
	is_int(auth(&mail), ERR_UNAUTHORIZED, "a name that it holds (E11)");
	is_int(auth(&foreign), ERR_UNAUTHORIZED, "one that is not ours");
	is_int(rig_code(&rig, rig_revoke(&rig, buf_bytes(&serial), 6)), 0,
	       "on hold");
	is_int(auth(&good), ERR_UNAUTHORIZED, "it does not count (E13)");
	is_int(rig_code(&rig, rig_revoke(&rig, buf_bytes(&serial), 8)), 0,
	       "lifted");
	is_int(auth(&good), 0, "it does again");
	is_int(rig_code(&rig, rig_revoke(&rig, buf_bytes(&serial), 4)), 0,
	       "revoked");
	is_int(auth(&good), ERR_UNAUTHORIZED, "for good (E13)");
	good = certify("robot.contoso.com", "client", &serial);
	is_int(auth(&good), 0, "a new one");
	rig_stop(&rig);
	rig.conf = no_client_conf;
	is_int(rig_start(&rig), 0, "without listen-client-tls");
	is_int(auth(&good), ERR_UNAUTHORIZED, "there is no door for it");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

/* E12. The hour of backdating counts as lifetime. */
static void
an_ended_client_certificate_stands_for_nobody(void)
{
	struct secret s = { .v = { CREDENTIAL_CERTIFICATE } };
	struct rig_ask ask;

	rig_begin(&rig, "ec-p256", client_conf);
	is_int(set_client_name("mail", "robot.contoso.com"), 0, "set");
	ask = rig_ask_for(&rig, "robot.contoso.com");
	ask.profile = "client";
	ask.lifetime_s = 3600 + 4;
	is_int(rig_code(&rig, rig_issue(&rig, &ask)), 0, "for a moment");
	sha256(rig.answer.issued.certificate, s.v + 1);
	is_int(auth(&s), 0, "it counts");
	(void)sleep(6);
	is_int(auth(&s), ERR_UNAUTHORIZED, "and when it has ended no more");
	ask = rig_ask_for(&rig, "www.contoso.com");
	ask.credential = s.v;
	ask.door = DOOR_CLIENT_TLS;
	is_int(rig_code(&rig, rig_issue(&rig, &ask)), ERR_UNAUTHORIZED,
	       "nor is anything issued for it");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

/* ---- administration ---------------------------------------------------------------------- */

/* E28: neither through the front nor on the control socket. */
static void
the_last_administrator_stays(void)
{
	struct secret a = secret(CREDENTIAL_SESSION, "a");
	struct secret b = secret(CREDENTIAL_SESSION, "b");
	struct secret link = secret((enum credential_kind)0, "bob");
	int64_t tomorrow = clock_wall_s() + 86400;

	begin(&a);
	for (unsigned i = 0; i < 2; i++) {
		struct channel *ch = i == 0 ? rig.front : rig.control;
		const struct secret *by = i == 0 ? &a : NULL;

		is_int(set(ch, by, "alice", PART_DISABLED, 0, 0, true),
		       ERR_CONFLICT, "disabled");
		is_int(set(ch, by, "alice", PART_RIGHTS, RIGHT_ISSUE, 0, false),
		       ERR_CONFLICT, "without the right");
		is_int(set(ch, by, "alice", PART_EXPIRES, 0, tomorrow, false),
		       ERR_CONFLICT, "expiring");
	}
	is_int(auth(&a), 0, "alice administers");
	ok((rig.answer.auth_ok.rights & RIGHT_ADMIN) != 0, "as before");
	is_int(link_new("", &link), 0, "a second one");
	is_int(link_use(&link, "bob", PASSWORD, &b), 0, "bob");
	is_int(set(rig.front, &a, "alice", PART_RIGHTS, RIGHT_ISSUE, 0, false),
	       0, "now alice may go");
	is_int(set(rig.front, &a, "bob", PART_DISABLED, 0, 0, true),
	       ERR_FORBIDDEN, "and can no longer administer (E03)");
	is_int(set(rig.control, NULL, "bob", PART_DISABLED, 0, 0, true),
	       ERR_CONFLICT, "bob is the last one");
	is_int(set(rig.control, NULL, "admin", PART_DISABLED, 0, 0, true),
	       ERR_USAGE, "a built-in one is not changed");
	is_int(set(rig.control, NULL, "anonymous", PART_RIGHTS, RIGHT_ISSUE, 0,
		   false),
	       ERR_USAGE, "nor is this");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static int
token_new(struct channel *ch, const struct secret *by, const char *requester,
	  uint32_t rights)
{
	static uint8_t hash[32] = { 99 };
	struct msg m = { .type = MSG_TOKEN_NEW };

	hash[1]++;
	if (by != NULL)
		m.token_new.credential = BYTES_OF(by->v);
	m.token_new.requester = bytes_of_text(requester);
	m.token_new.rights = rights;
	m.token_new.hash = BYTES_OF(hash);
	return call(ch, &m);
}

/* E03: what each message asks of whoever sends it through the front. */
static void
administration_needs_somebody_who_may(void)
{
	struct secret a = secret(CREDENTIAL_SESSION, "a");
	struct secret b = secret(CREDENTIAL_SESSION, "b");
	struct secret none = secret(CREDENTIAL_SESSION, "none");
	struct secret link = secret((enum credential_kind)0, "mail");
	struct secret token = { { 0 } };
	const struct {
		const struct secret *by;
		int code;
		const char *who;
	} cases[] = {
		{ &none, ERR_UNAUTHORIZED, "nobody" },
		{ &token, ERR_UNAUTHORIZED, "a token" },
		{ &b, ERR_FORBIDDEN, "without the right" },
		{ &a, 0, "an administrator" },
	};

	begin(&a);
	memcpy(token.v, rig.token, sizeof(token.v));
	is_int(link_new("mail", &link), 0, "a link for mail");
	is_int(link_use(&link, "", PASSWORD, &b), 0, "who signs in");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct msg list = { .type = MSG_TOKEN_LIST };
		struct msg revoke = { .type = MSG_TOKEN_REVOKE };
		struct msg links = { .type = MSG_LINK_NEW };
		uint8_t hash[32] = { 55, (uint8_t)i };

		list.token_list.credential = BYTES_OF(cases[i].by->v);
		revoke.token_revoke.credential = BYTES_OF(cases[i].by->v);
		revoke.token_revoke.requester = bytes_of_text("web");
		links.link_new.credential = BYTES_OF(cases[i].by->v);
		links.link_new.kind = LINK_CONSOLE;
		links.link_new.requester = bytes_of_text("mail");
		links.link_new.hash = BYTES_OF(hash);
		links.link_new.expires_at = clock_wall_s() + 60;
		rig_token(&rig, "web", cases[i].who, RIGHT_ISSUE, none.v);
		none = secret(CREDENTIAL_SESSION, "none");
		is_int(token_new(rig.front, cases[i].by, "mail", RIGHT_ISSUE),
		       cases[i].code, "TOKEN_NEW: %s", cases[i].who);
		is_int(call(rig.front, &list), cases[i].code, "TOKEN_LIST: %s",
		       cases[i].who);
		is_int(call(rig.front, &revoke), cases[i].code,
		       "TOKEN_REVOKE: %s", cases[i].who);
		is_int(set(rig.front, cases[i].by, "web", PART_EXPIRES, 0, 0,
			   false),
		       cases[i].code, "REQUESTER_SET: %s", cases[i].who);
		is_int(call(rig.front, &links), cases[i].code, "LINK_NEW: %s",
		       cases[i].who);
	}
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
a_token_has_no_more_than_its_requester(void)
{
	struct secret a = secret(CREDENTIAL_SESSION, "a");
	struct secret token = { .v = { CREDENTIAL_TOKEN } };

	begin(&a);
	is_int(token_new(rig.control, NULL, "mail", RIGHT_APPROVE), ERR_USAGE,
	       "mail may not approve");
	is_int(set(rig.front, &a, "mail", PART_RIGHTS,
		   RIGHT_ISSUE | RIGHT_APPROVE, 0, false),
	       0, "now it may");
	is_int(token_new(rig.control, NULL, "mail", RIGHT_APPROVE), ERR_USAGE,
	       "but no token of it");
	ok(bytes_find(rig.answer.refused.text, bytes_of_text("person")) >= 0,
	   "for that needs a person");
	is_int(token_new(rig.control, NULL, "mail", RIGHT_REQUEST), 0,
	       "who may issue may ask");
	is_int(token_new(rig.control, NULL, "alice", RIGHT_ADMIN), ERR_USAGE,
	       "to administer no token may");
	is_int(token_new(rig.control, NULL, "anonymous", RIGHT_REQUEST),
	       ERR_USAGE, "nobody has none");
	rig_token(&rig, "mail", "issue", RIGHT_ISSUE, token.v);
	is_int(set(rig.front, &a, "mail", PART_RIGHTS, RIGHT_REQUEST, 0, false),
	       0, "mail may only ask");
	is_int(auth(&token), 0, "its token");
	is_int(rig.answer.auth_ok.rights, RIGHT_REQUEST,
	       "has lost what it has lost");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

/* The front acknowledges. */
static int
revoke_through_front(const struct msg *m)
{
	rig_send(rig.front, m);
	while (rig_receive(&rig, rig.front, 5000, &rig.answer) > 0) {
		struct msg ack = { .type = MSG_EVENT_ACK };

		if (rig.answer.type != MSG_EVENT)
			return rig_code(&rig, 0);
		ack.event_ack.kind = rig.answer.event.kind;
		ack.event_ack.number = rig.answer.event.number;
		rig_send(rig.front, &ack);
	}
	return -1;
}

/* Of both at once. */
static int
revoke_two(const uint8_t *by, const struct buf *a, const struct buf *b)
{
	CLEANUP(buf_free) struct buf serials = { 0 };
	struct msg m = { .type = MSG_REVOKE, .id = 9000 };

	buf_append_u8(&serials, (uint8_t)a->n);
	buf_append_bytes(&serials, buf_bytes(a));
	buf_append_u8(&serials, (uint8_t)b->n);
	buf_append_bytes(&serials, buf_bytes(b));
	m.revoke.serials = buf_bytes(&serials);
	m.revoke.reason = 4;
	m.revoke.credential = (struct bytes){ by, LIMIT_CREDENTIAL_BYTES };
	m.revoke.peer = bytes_of_text(ALICE);
	return revoke_through_front(&m);
}

static void
many_are_revoked_by_who_has_confirmed(void)
{
	CLEANUP(buf_free) struct buf first = { 0 };
	CLEANUP(buf_free) struct buf second = { 0 };
	struct secret a = secret(CREDENTIAL_SESSION, "a");
	uint8_t token[LIMIT_CREDENTIAL_BYTES];
	struct msg find = { .type = MSG_FIND };

	begin(&a);
	(void)certify("one.contoso.com", "server", &first);
	(void)certify("two.contoso.com", "server", &second);
	rig_token(&rig, "mail", "revoke", RIGHT_REVOKE | RIGHT_LIST, token);
	is_int(revoke_two(token, &first, &second), ERR_MALFORMED, "a token");
	is_int(revoke_two(a.v, &first, &second), 0, "somebody at the console");
	is_int(rig.answer.revoked.changed, 2, "both");
	find.find.by = STORE_BY_SERIAL;
	find.find.value = buf_bytes(&first);
	find.find.credential = BYTES_OF(a.v);
	is_int(call(rig.front, &find), 0, "found");
	is_int(rig.answer.found.state, STORE_REVOKED, "revoked");
	is_int(rig.answer.found.private_fields, 1, "and she sees all of it");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static int
contacts(const char *text)
{
	struct msg m = { .type = MSG_REQUESTER_SET };

	m.requester_set.what = PART_CONTACTS;
	m.requester_set.requester = bytes_of_text("mail");
	m.requester_set.contacts = bytes_of_text(text);
	return call(rig.control, &m);
}

static void
contacts_are_addresses(void)
{
	rig_begin(&rig, "ec-p256", NULL);
	is_int(contacts("a@contoso.com b.c@contoso.com"), 0, "two");
	is_int(contacts(""), 0, "none");
	ok(contacts("a@contoso.com  b@contoso.com") != 0, "two blanks");
	ok(contacts("nobody") != 0, "no address");
	ok(contacts("a@contoso.com>\" bcc") != 0, "no header");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

/* ---- secrets --------------------------------------------------------------------------- */

/* How often text stands in a file, or (memory) in what a process may write; -1:
 * it may not be read. */
static int
count_in(const char *path, uint64_t from, uint64_t size, const char *text)
{
	FILE *f = fopen(path, "rb");
	uint8_t *space = malloc(size);
	size_t n = 0;
	int found = 0;

	if (f == NULL || space == NULL || fseeko(f, (off_t)from, SEEK_SET) != 0)
		found = -1;
	else
		n = fread(space, 1, size, f);
	for (uint8_t *p = space;
	     n > 0 && (p = memmem(p, n - (size_t)(p - space), text,
				  strlen(text))) != NULL;
	     p++)
		found++;
	if (f != NULL)
		fclose(f);
	free(space);
	return found;
}

static int
count_in_memory(pid_t pid, const char *text)
{
	char path[64], line[512], mode[8];
	uintmax_t from = 0, to = 0;
	FILE *maps = NULL;
	int found = 0;

	snprintf(path, sizeof(path), "/proc/%d/maps", (int)pid);
	maps = fopen(path, "r");
	if (maps == NULL)
		return -1;
	snprintf(path, sizeof(path), "/proc/%d/mem", (int)pid);
	while (found >= 0 && fgets(line, sizeof(line), maps) != NULL) {
		int n = 0;

		if (sscanf(line, "%jx-%jx %7s", &from, &to, mode) != 3 ||
		    strncmp(mode, "rw", 2) != 0 ||
		    to - from > UINT64_C(256) << 20)
			continue;
		n = count_in(path, from, to - from, text);
		found = n < 0 ? n : found + n;
	}
	fclose(maps);
	return found;
}

/* E21, K10 */
static void
passwords_are_kept_nowhere(void)
{
	static const char *const files[] = { "log/ca.db", "log/ca.db-wal",
					     "log/high-water" };
	struct secret a = secret(CREDENTIAL_SESSION, "a");
	struct secret b = secret(CREDENTIAL_SESSION, "b");
	char path[128];
	int in_memory = 0;

	begin(&a);
	is_int(login("alice", PASSWORD, &b), 0, "right");
	is_int(reauth(&a, PASSWORD, OTHER_PASSWORD), 0, "a new one");
	is_int(login("alice", PASSWORD, &b), ERR_UNAUTHORIZED, "wrong");
	is_int(login(PASSWORD "xx", OTHER_PASSWORD, &b), ERR_UNAUTHORIZED,
	       "typed into the wrong field");
	is_int(login("alice", OTHER_PASSWORD, &b), 0, "right");
	is_int(auth(&b), 0, "and something after it");
	in_memory = count_in_memory(rig.pid, OTHER_PASSWORD);
	if (in_memory >= 0) {
		is_int(in_memory, 0, "not in the signer's memory");
		ok(count_in_memory(rig.pid, rig.dir) > 0,
		   "where other things are found");
	}
	sleep(2); /* refusals are written once a second */
	is_int(rig_stop(&rig), 0, "stopped");
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		snprintf(path, sizeof(path), "%s/%s", rig.dir, files[i]);
		ok(count_in(path, 0, 1 << 24, PASSWORD) <= 0 &&
			   count_in(path, 0, 1 << 24, OTHER_PASSWORD) <= 0,
		   "not in %s", files[i]);
	}
	snprintf(path, sizeof(path), "%s/log/ca.db", rig.dir);
	ok(count_in(path, 0, 1 << 24, "$y$") > 0, "but a hash is");
	ok(count_in(path, 0, 1 << 24, "sign-in: wrong password") > 0,
	   "and that one was wrong");
	rig_free(&rig);
}

/* Of what happens at the console each is an entry of its own. */
static void
the_log_says_what_people_do(void)
{
	static const char *const entries[] = {
		"\"action\":\"requester-new\",\"who\":\"alice from " ALICE "\"",
		"\"policy\":\"\",\"rights\":\"request,issue,list,revoke,"
		"approve,admin\"",
		"\"action\":\"console-link-use\",\"who\":\"alice from " ALICE,
		"\"action\":\"confirm\",\"who\":\"alice from " ALICE "\"",
		"sign-in: too many wrong passwords",
	};
	struct secret a = secret(CREDENTIAL_SESSION, "a");
	struct secret b = secret(CREDENTIAL_SESSION, "b");
	char path[128];
	int code = ERR_UNAUTHORIZED;

	begin(&a);
	is_int(reauth(&a, PASSWORD, ""), 0, "confirmed");
	for (unsigned i = 0; i < 100 && code == ERR_UNAUTHORIZED; i++)
		code = login_from(MALLORY, "alice", "guess this one", &b);
	is_int(code, ERR_RATE_LIMITED, "guessed too often");
	sleep(2); /* refusals are written once a second */
	is_int(rig_stop(&rig), 0, "stopped");
	snprintf(path, sizeof(path), "%s/log/ca.db", rig.dir);
	for (size_t i = 0; i < ARRAY_SIZE(entries); i++)
		ok(count_in(path, 0, 1 << 24, entries[i]) > 0, "%s",
		   entries[i]);
	rig_free(&rig);
}

static void
a_link_makes_its_address_known(void)
{
	struct secret a = secret(CREDENTIAL_SESSION, "a");
	struct secret b = secret(CREDENTIAL_SESSION, "b");
	int code = ERR_UNAUTHORIZED;

	begin(&a);
	for (unsigned i = 0; i < 100 && code == ERR_UNAUTHORIZED; i++)
		code = login_from(MALLORY, "alice", "guess this one", &b);
	is_int(code, ERR_RATE_LIMITED, "a stranger has spent the tries");
	is_int(login("alice", PASSWORD, &b), 0,
	       "alice signs in from where she used the link");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
a_new_requester_may_issue_and_no_more(void)
{
	struct msg new = { .type = MSG_REQUESTER_SET };

	rig_begin(&rig, "ec-p256", NULL);
	new.requester_set.is_new = 1;
	new.requester_set.what = PART_POLICY;
	new.requester_set.requester = bytes_of_text("bob");
	new.requester_set.policy = bytes_of_text("servers");
	is_int(call(rig.control, &new), 0, "made without rights");
	is_int(token_new(rig.control, NULL, "bob", RIGHT_LIST), ERR_USAGE,
	       "it may not list");
	is_int(token_new(rig.control, NULL, "bob", RIGHT_REVOKE), ERR_USAGE,
	       "nor revoke");
	is_int(token_new(rig.control, NULL, "bob", RIGHT_ISSUE), 0,
	       "but issue");
	is_int(token_new(rig.control, NULL, "bob", RIGHT_REQUEST), 0,
	       "and so ask");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static int
revoke_one(const uint8_t *by, const struct buf *serial)
{
	CLEANUP(buf_free) struct buf serials = { 0 };
	struct msg m = { .type = MSG_REVOKE, .id = 9100 };

	buf_append_u8(&serials, (uint8_t)serial->n);
	buf_append_bytes(&serials, buf_bytes(serial));
	m.revoke.serials = buf_bytes(&serials);
	m.revoke.reason = 4;
	m.revoke.credential = (struct bytes){ by, LIMIT_CREDENTIAL_BYTES };
	m.revoke.peer = bytes_of_text(ALICE);
	return revoke_through_front(&m);
}

static void
what_is_the_cas_own_is_revoked_by_administrators(void)
{
	CLEANUP(buf_free) struct buf serial = { 0 };
	struct msg m = { .type = MSG_ISSUE_TLS };
	struct secret a = secret(CREDENTIAL_SESSION, "a");
	uint8_t token[LIMIT_CREDENTIAL_BYTES];
	struct rig_key key;

	begin(&a);
	rig_key_make(&key, "ec-p256");
	rig_token(&rig, "mail", "revoke", RIGHT_REVOKE | RIGHT_LIST, token);
	m.issue_tls.generation = rig.generation;
	m.issue_tls.spki = buf_bytes(&key.spki);
	is_int(call(rig.front, &m), 0, "of HTTPS");
	buf_append_bytes(&serial, rig.answer.issued.serial);
	is_int(revoke_one(token, &serial), ERR_FORBIDDEN,
	       "not by who may revoke those of all");
	is_int(revoke_one(a.v, &serial), 0, "but by an administrator");
	rig_key_free(&key);
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

TAP_MAIN(the_first_administrator_comes_from_a_link, signing_out_ends_one_or_all,
	 confirming_takes_the_password,
	 a_used_link_stays_used_and_sessions_end_with_the_signer,
	 what_the_database_holds_opens_nothing, an_older_token_counts_on,
	 unknown_and_wrong_are_told_the_same,
	 guessing_is_bounded_and_does_not_lock_alice_out,
	 a_stolen_cookie_has_few_guesses,
	 a_credential_counts_at_its_own_door_only,
	 a_client_certificate_stands_for_its_requester,
	 an_ended_client_certificate_stands_for_nobody,
	 the_last_administrator_stays, administration_needs_somebody_who_may,
	 a_token_has_no_more_than_its_requester,
	 many_are_revoked_by_who_has_confirmed, contacts_are_addresses,
	 passwords_are_kept_nowhere, the_log_says_what_people_do,
	 a_link_makes_its_address_known, a_new_requester_may_issue_and_no_more,
	 what_is_the_cas_own_is_revoked_by_administrators)
