/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What waits for a person: how it comes to wait, and how it ends. */
#include "signer_rig.h"

#include "sanca/certificate.h"
#include "sanca/clock.h"
#include "sanca/names.h"
#include "sanca/policy.h"

#include "tests/tap.h"

#include <stdlib.h>
#include <unistd.h>

static const char conf_pend[] = "[ca]\n"
				"public-url = http://pki.contoso.com:8080\n"
				"ocsp = no\n"
				"[http]\n"
				"listen = 127.0.0.1:8080\n"
				"tls-name = pki.contoso.com\n"
				"anonymous = pend\n"
				"anonymous-policy = lab\n"
				"pending-per-address = 3\n"
				"[policy servers]\n"
				"allow-domain = contoso.com\n"
				"profile = server mail\n"
				"approval-policy = wide\n"
				"[policy lab]\n"
				"allow-domain = lab.test\n"
				"[policy wide]\n"
				"allow-domain = contoso.com\n"
				"allow-domain = fabrikam.com\n"
				"profile = server mail\n"
				"lifetime = 30d\n"
				"lifetime-max = 60d\n";

static struct rig rig;
static struct buf space;

/* An ISSUE that can wait; the hash stands for the secret of its address. */
static struct msg
asking(const struct rig_ask *ask, const char *secret, const char *peer)
{
	static uint8_t hash[8][32];
	static unsigned at;
	struct msg m = rig_message(&rig, ask, &space);
	uint8_t *h = hash[at++ % 8];

	sha256(bytes_of_text(secret), h);
	m.issue.status_hash = (struct bytes){ h, 32 };
	m.issue.contact = bytes_of_text("Anna, extension 12");
	m.issue.peer = bytes_of_text(peer);
	return m;
}

static int
ask_for(const char *name, const uint8_t *credential, const char *secret,
	const char *peer)
{
	struct rig_ask ask = rig_ask_for(&rig, name);
	struct msg m;

	ask.credential = credential;
	m = asking(&ask, secret, peer);
	return rig_code(&rig, rig_call(&rig, rig.front, &m));
}

static int
approve(uint64_t number, const char *const names[], const char *word)
{
	CLEANUP(buf_free) struct buf wire = { 0 };
	struct msg m = { .type = MSG_APPROVE };
	uint8_t count = 0;

	while (names != NULL && names[count] != NULL)
		count++;
	if (count > 0)
		buf_append_u8(&wire, count);
	for (uint8_t i = 0; i < count; i++) {
		buf_append_u8(&wire, NAME_DNS);
		buf_append_u8(&wire, (uint8_t)strlen(names[i]));
		buf_append_text(&wire, names[i]);
	}
	m.approve.generation = rig.generation;
	m.approve.pending = number;
	m.approve.names = buf_bytes(&wire);
	m.approve.word = bytes_of_text(word);
	return rig_code(&rig, rig_call(&rig, rig.control, &m));
}

static int
refuse(uint64_t number, const char *word)
{
	struct msg m = { .type = MSG_PENDING_REFUSE };

	m.pending_refuse.pending = number;
	m.pending_refuse.word = bytes_of_text(word);
	return rig_code(&rig, rig_call(&rig, rig.control, &m));
}

static bool
row_of(uint64_t id, struct store **store, struct store_pending *ret)
{
	struct err err;

	return store_open(rig.dir, STORE_READ, store, &err) == 0 &&
	       store_pending_get(*store, id, ret, &err) == 0;
}

/* Is this in the body of the newest administration entry of that action? */
static bool
log_says(const char *action, const char *text)
{
	struct store *store = NULL;
	struct bytes body = { 0 };
	uint64_t size = 0;
	bool found = false;
	struct err err;

	if (store_open(rig.dir, STORE_READ, &store, &err) != 0 ||
	    store_log_size(store, &size, &err) != 0)
		return false;
	while (size-- > 0 && !found) {
		unsigned type = 0;
		int64_t time = 0;

		if (store_log_get(store, size, &type, &time, &body, &err) != 0)
			break;
		if (type != LOG_ADMINISTRATION ||
		    bytes_find(body, bytes_of_text(action)) < 0)
			continue;
		found = bytes_find(body, bytes_of_text(text)) >= 0;
		if (!found)
			diag("%.*s", (int)body.n, (const char *)body.p);
		break;
	}
	store_free(&store);
	return found;
}

static unsigned
log_count(const char *action)
{
	struct store *store = NULL;
	struct bytes body = { 0 };
	uint64_t size = 0;
	unsigned count = 0;
	struct err err;

	if (store_open(rig.dir, STORE_READ, &store, &err) != 0 ||
	    store_log_size(store, &size, &err) != 0)
		return 9999;
	while (size-- > 0) {
		unsigned type = 0;
		int64_t time = 0;

		if (store_log_get(store, size, &type, &time, &body, &err) != 0)
			break;
		count += type == LOG_ADMINISTRATION &&
			 bytes_find(body, bytes_of_text(action)) >= 0;
	}
	store_free(&store);
	return count;
}

static void
what_the_policy_lets_wait_waits(void)
{
	uint64_t number = 0;

	rig_begin(&rig, "ec-p256", conf_pend);
	is_int(ask_for("mail.fabrikam.com", rig.token, "one", "192.0.2.1"), 0,
	       "asked");
	if (is_int(rig.answer.type, MSG_PENDED, "it waits")) {
		const struct msg_pended *m = &rig.answer.pended;

		number = m->pending;
		ok(number > 0 && m->expires_at > 0, "number and end");
		ok(bytes_is_text(m->requester, "mail"), "whose");
		ok(bytes_is_text(m->policy, "wide"), "within which policy");
		ok(bytes_find(m->why, bytes_of_text("mail.fabrikam.com")) >= 0,
		   "why");
	}
	ok(log_says("\"pend\"", "mail.fabrikam.com") &&
		   log_says("\"pend\"", "\"requester\":\"mail\"") &&
		   log_says("\"pend\"", "\"peer\":\"192.0.2.1\"") &&
		   log_says("\"pend\"", "\"pending\":\"1\""),
	   "the log says that it waits, and whose it is");
	is_int(ask_for("mail.contoso.com", rig.token, "two", "192.0.2.1"), 0,
	       "what the own policy allows");
	is_int(rig.answer.type, MSG_ISSUED, "is issued at once");
	is_int(ask_for("mail.example.org", rig.token, "three", "192.0.2.1"),
	       ERR_POLICY, "what neither allows is refused");
	ok(bytes_find(rig.answer.refused.text, bytes_of_text("wide")) < 0,
	   "with the words of the own policy");
	is_int(ask_for("mail.fabrikam.com", rig.token, "one", "192.0.2.1"), 0,
	       "the same again");
	is_int(rig.answer.type, MSG_PENDED, "waits");
	is_int((intmax_t)rig.answer.pended.pending, (intmax_t)number,
	       "under the same number");
	is_int(log_count("\"pend\""), 1, "and the log says it once");
	is_int(ask_for("www.fabrikam.com", rig.token, "one", "192.0.2.1"),
	       ERR_CONFLICT, "another with that key is none");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
without_a_status_address_nothing_waits(void)
{
	struct rig_ask ask;

	rig_begin(&rig, "ec-p256", conf_pend);
	ask = rig_ask_for(&rig, "mail.fabrikam.com");
	is_int(rig_code(&rig, rig_issue(&rig, &ask)), ERR_POLICY,
	       "refused as before");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
who_may_only_ask_waits_always(void)
{
	uint8_t asker[LIMIT_CREDENTIAL_BYTES], reader[LIMIT_CREDENTIAL_BYTES];

	rig_begin(&rig, "ec-p256", conf_pend);
	rig_token(&rig, "asker", "ask", RIGHT_REQUEST, asker);
	rig_token(&rig, "reader", "read", RIGHT_LIST, reader);
	is_int(ask_for("mail.contoso.com", asker, "one", "192.0.2.1"), 0,
	       "asked");
	is_int(rig.answer.type, MSG_PENDED, "waits");
	ok(bytes_is_text(rig.answer.pended.policy, "servers"),
	   "within the own policy");
	is_int(ask_for("mail.contoso.com", reader, "two", "192.0.2.1"),
	       ERR_FORBIDDEN, "who may not ask is refused");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
who_is_not_known_can_only_wait(void)
{
	rig_begin(&rig, "ec-p256", conf_pend);
	is_int(ask_for("www.lab.test", NULL, "one", "192.0.2.1"), 0, "asked");
	is_int(rig.answer.type, MSG_PENDED, "waits");
	ok(bytes_is_text(rig.answer.pended.requester, "anonymous"),
	   "under the built-in requester");
	is_int(ask_for("mail.contoso.com", NULL, "two", "192.0.2.1"),
	       ERR_POLICY, "outside of its policy it is refused");
	rig_stop(&rig);
	rig.conf = rig_conf;
	is_int(rig_start(&rig), 0, "anonymous = deny");
	is_int(ask_for("www.lab.test", NULL, "three", "192.0.2.1"),
	       ERR_UNAUTHORIZED, "is refused");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
each_address_has_its_bound(void)
{
	char name[64], secret[32];

	rig_begin(&rig, "ec-p256", conf_pend);
	for (int i = 0; i < 3; i++) {
		snprintf(name, sizeof(name), "h%d.lab.test", i);
		snprintf(secret, sizeof(secret), "s%d", i);
		is_int(ask_for(name, NULL, secret, "192.0.2.1"), 0, "%s", name);
	}
	is_int(ask_for("h3.lab.test", NULL, "s3", "192.0.2.1"),
	       ERR_RATE_LIMITED, "the fourth");
	ok(rig.answer.refused.retry_after_s > 0, "come again");
	is_int(ask_for("h3.lab.test", NULL, "s3", "192.0.2.2"), 0,
	       "another address");
	for (int i = 0; i < 3; i++) {
		snprintf(name, sizeof(name), "six%d.lab.test", i);
		snprintf(secret, sizeof(secret), "x%d", i);
		is_int(ask_for(name, NULL, secret,
			       i == 0	? "2001:db8:1:2::1"
			       : i == 1 ? "2001:db8:1:2:ffff::1"
					: "2001:db8:1:2:3:4:5:6"),
		       0, "%s", name);
	}
	is_int(ask_for("six3.lab.test", NULL, "x3", "2001:db8:1:2::9"),
	       ERR_RATE_LIMITED, "the fourth of one /64");
	is_int(ask_for("six3.lab.test", NULL, "x3", "2001:db8:1:3::1"), 0,
	       "another /64");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

/* Reordered, one dropped, one added; what was asked stays as it was. */
static void
an_approver_chooses_among_the_names(void)
{
	static const char *const chosen[] = { "b.fabrikam.com",
					      "new.fabrikam.com", NULL };
	struct certificate c = { 0 };
	struct store *store = NULL;
	struct store_pending row;
	struct rig_ask ask;
	uint64_t number = 0;
	struct msg m;
	struct err err;

	rig_begin(&rig, "ec-p256", conf_pend);
	ask = rig_ask_for(&rig, "a.fabrikam.com");
	ask.names[1] = "b.fabrikam.com";
	m = asking(&ask, "one", "192.0.2.1");
	is_int(rig_code(&rig, rig_call(&rig, rig.front, &m)), 0, "asked");
	number = rig.answer.pended.pending;
	is_int(approve(number, chosen, "b comes first"), 0, "approved");
	if (is_int(rig.answer.type, MSG_ISSUED, "issued")) {
		is_int(certificate_parse(rig.answer.issued.certificate, &c,
					 &err),
		       0, "a certificate");
		is_int(c.names.count, 2, "of two names");
		ok(bytes_is_text(c.names.at[0].value, "b.fabrikam.com") &&
			   bytes_is_text(c.names.at[1].value,
					 "new.fabrikam.com"),
		   "those that were chosen, in that order");
		is_int(c.not_after - c.not_before + 1, 30 * 86400,
		       "the default lifetime of the policy");
		ok(bytes_is_text(rig.answer.issued.policy, "wide"),
		   "within the policy");
		ok(bytes_is_text(rig.answer.issued.requester, "mail"),
		   "for who asked");
	}
	ok(log_says("\"approve\"", "a.fabrikam.com, b.fabrikam.com"),
	   "the log holds what was asked");
	ok(log_says("\"approve\"", "b.fabrikam.com, new.fabrikam.com"),
	   "and what was granted");
	ok(log_says("\"approve\"", "b comes first"), "and the word");
	ok(log_says("\"approve\"", "uid "), "and who");
	if (ok(row_of(number, &store, &row), "the row")) {
		is_int(row.state, PENDING_APPROVED, "is approved");
		ok(row.reservation > 0, "by a reservation");
	}
	store_free(&store);
	is_int(approve(number, chosen, ""), ERR_CONFLICT, "not twice");
	is_int(refuse(number, ""), ERR_CONFLICT, "nor refused after it");
	m = asking(&ask, "one", "192.0.2.1");
	is_int(rig_code(&rig, rig_call(&rig, rig.front, &m)), 0,
	       "who asks again");
	is_int(rig.answer.type, MSG_ISSUED, "is given the certificate");
	is_int(rig.answer.issued.repeated, 1, "that was issued");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

/* C17: no door is wider than the policy. */
static void
an_approver_is_held_to_the_policy(void)
{
	static const char *const outside[] = { "mail.example.org", NULL };
	static const char *const twice[] = { "a.fabrikam.com", "a.fabrikam.com",
					     NULL };
	struct msg m = { .type = MSG_APPROVE };
	static const uint8_t ip[] = { 1, NAME_IP, 4, 203, 0, 113, 5 };

	rig_begin(&rig, "ec-p256", conf_pend);
	is_int(ask_for("a.fabrikam.com", rig.token, "one", "192.0.2.1"), 0,
	       "asked");
	m.approve.pending = rig.answer.pended.pending;
	is_int(approve(m.approve.pending, outside, ""), ERR_POLICY,
	       "a name outside");
	is_int(approve(m.approve.pending, twice, ""), ERR_MALFORMED,
	       "a name twice");
	m.approve.generation = rig.generation;
	m.approve.names = BYTES_OF(ip);
	is_int(rig_code(&rig, rig_call(&rig, rig.control, &m)), ERR_POLICY,
	       "an address outside");
	m.approve.names = (struct bytes){ 0 };
	m.approve.lifetime_s = 61 * 86400;
	is_int(rig_code(&rig, rig_call(&rig, rig.control, &m)), ERR_POLICY,
	       "a lifetime outside");
	m.approve.lifetime_s = 86400;
	m.approve.profile = bytes_of_text("client");
	is_int(rig_code(&rig, rig_call(&rig, rig.control, &m)), ERR_POLICY,
	       "a profile outside");
	m.approve.profile = bytes_of_text("mail");
	is_int(rig_code(&rig, rig_call(&rig, rig.control, &m)), 0,
	       "then as it should be");
	ok(log_says("\"approve\"", "\"asked-profile\":\"\"") &&
		   log_says("\"approve\"", "\"asked-lifetime\":\"0\""),
	   "the log holds the profile and lifetime that were asked for");
	ok(log_says("\"approve\"", "\"profile\":\"mail\"") &&
		   log_says("\"approve\"", "\"lifetime\":\"86400\""),
	   "and those that were granted");
	is_int(approve(12345, NULL, ""), ERR_NOT_FOUND, "no such number");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

/* By a link to the console, as somebody does who has no password yet. */
static int
sign_in(const char *name, uint8_t ret[LIMIT_CREDENTIAL_BYTES])
{
	static const uint8_t link[32] = "a link";
	struct msg new = { .type = MSG_LINK_NEW };
	struct msg use = { .type = MSG_LINK_USE };

	memset(ret, 0, LIMIT_CREDENTIAL_BYTES);
	ret[0] = CREDENTIAL_SESSION;
	new.link_new.kind = LINK_CONSOLE;
	new.link_new.requester = bytes_of_text(name);
	new.link_new.hash = BYTES_OF(link);
	new.link_new.expires_at = clock_wall_s() + 60;
	use.link_use.hash = BYTES_OF(link);
	use.link_use.password = bytes_of_text("correct horse battery");
	use.link_use.session = (struct bytes){ ret + 1, 32 };
	use.link_use.peer = bytes_of_text("192.0.2.1");
	use.link_use.request_id = bytes_of_text("rig");
	return rig_code(&rig, rig_call(&rig, rig.control, &new)) != 0
		       ? -1
		       : rig_code(&rig, rig_call(&rig, rig.front, &use));
}

static void
only_who_has_the_right_decides(void)
{
	struct msg m = { .type = MSG_APPROVE };
	struct msg no = { .type = MSG_PENDING_REFUSE };
	struct msg set = { .type = MSG_REQUESTER_SET };
	uint8_t session[LIMIT_CREDENTIAL_BYTES];

	rig_begin(&rig, "ec-p256", conf_pend);
	is_int(ask_for("a.fabrikam.com", rig.token, "one", "192.0.2.1"), 0,
	       "asked");
	m.approve.generation = rig.generation;
	no.pending_refuse.pending = m.approve.pending =
		rig.answer.pended.pending;
	is_int(rig_code(&rig, rig_call(&rig, rig.front, &m)), ERR_UNAUTHORIZED,
	       "nobody");
	m.approve.credential = BYTES_OF(rig.token);
	no.pending_refuse.credential = BYTES_OF(rig.token);
	set.requester_set.requester = bytes_of_text("mail");
	set.requester_set.what = PART_RIGHTS;
	set.requester_set.rights = RIGHTS_ALL;
	is_int(rig_code(&rig, rig_call(&rig, rig.control, &set)), 0,
	       "who asked may approve");
	is_int(rig_code(&rig, rig_call(&rig, rig.front, &m)), ERR_UNAUTHORIZED,
	       "but not by a token");
	is_int(rig_code(&rig, rig_call(&rig, rig.front, &no)), ERR_UNAUTHORIZED,
	       "nor refuse");
	is_int(sign_in("mail", session), 0, "mail signs in");
	m.approve.credential = BYTES_OF(session);
	is_int(rig_code(&rig, rig_call(&rig, rig.front, &m)), 0,
	       "a person does");
	is_int(rig.answer.type, MSG_ISSUED, "issued");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
a_refusal_has_a_word(void)
{
	uint64_t number = 0;

	rig_begin(&rig, "ec-p256", conf_pend);
	is_int(ask_for("a.fabrikam.com", rig.token, "one", "192.0.2.1"), 0,
	       "asked");
	number = rig.answer.pended.pending;
	is_int(refuse(number, "use the proxy"), 0, "refused");
	is_int(rig.answer.type, MSG_DONE, "done");
	ok(log_says("pending-refuse", "use the proxy"), "the log says it");
	is_int(refuse(number, ""), ERR_CONFLICT, "not twice");
	is_int(approve(number, NULL, ""), ERR_CONFLICT, "nor approved after");
	is_int(ask_for("a.fabrikam.com", rig.token, "one", "192.0.2.1"),
	       ERR_FORBIDDEN, "who asks again");
	ok(bytes_find(rig.answer.refused.text,
		      bytes_of_text("use the proxy")) >= 0,
	   "hears the word");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

/* Two of the same in one batch. */
static void
of_two_approvals_one_counts(void)
{
	struct msg m = { .type = MSG_APPROVE }, answer;
	unsigned issued = 0, refused = 0;

	rig_begin(&rig, "ec-p256", conf_pend);
	is_int(ask_for("a.fabrikam.com", rig.token, "one", "192.0.2.1"), 0,
	       "asked");
	m.approve.generation = rig.generation;
	m.approve.pending = rig.answer.pended.pending;
	for (unsigned i = 0; i < 4; i++) {
		m.id = 1000 + i;
		rig_send(rig.control, &m);
	}
	for (unsigned i = 0; i < 4; i++) {
		if (rig_receive(&rig, rig.control, 10000, &answer) <= 0)
			exit(99);
		issued += answer.type == MSG_ISSUED;
		refused += answer.type == MSG_REFUSED &&
			   answer.refused.code == ERR_CONFLICT;
	}
	is_int(issued, 1, "one is issued");
	is_int(refused, 3, "the others are refused");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
what_no_person_can_allow_does_not_wait(void)
{
	struct msg block = { .type = MSG_BLOCK_KEY };
	uint8_t other[LIMIT_CREDENTIAL_BYTES], hash[32];
	struct rig_ask ask;
	struct msg m;

	rig_begin(&rig, "ec-p256", conf_pend);
	rig_token(&rig, "web", "other", RIGHT_ISSUE, other);
	is_int(ask_for("mail.contoso.com", rig.token, "one", "192.0.2.1"), 0,
	       "mail has a certificate");
	is_int(ask_for("www.fabrikam.com", other, "two", "192.0.2.1"),
	       ERR_BAD_PUBLIC_KEY, "another requester's key");
	ask = rig_ask_for(&rig, "www.fabrikam.com");
	ask.spki = buf_bytes(&rig.ca_spki);
	m = asking(&ask, "three", "192.0.2.1");
	is_int(rig_code(&rig, rig_call(&rig, rig.front, &m)),
	       ERR_BAD_PUBLIC_KEY, "the key of the CA");
	sha256(buf_bytes(&rig.key.spki), hash);
	block.block_key.spki_sha256 = BYTES_OF(hash);
	block.block_key.reason = bytes_of_text("test");
	is_int(rig_code(&rig, rig_call(&rig, rig.control, &block)), 0,
	       "blocked");
	is_int(ask_for("www.fabrikam.com", rig.token, "four", "192.0.2.1"),
	       ERR_BAD_PUBLIC_KEY, "a blocked key");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
it_waits_across_a_restart(void)
{
	uint64_t number = 0;

	rig_begin(&rig, "ec-p256", conf_pend);
	is_int(ask_for("a.fabrikam.com", rig.token, "one", "192.0.2.1"), 0,
	       "asked");
	number = rig.answer.pended.pending;
	rig_kill(&rig);
	is_int(rig_start(&rig), 0, "started again");
	is_int(approve(number, NULL, ""), 0, "approved");
	is_int(rig.answer.type, MSG_ISSUED, "issued");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

/* The signer's clock this far ahead, after a restart. */
static void
go_on_after(const char *seconds)
{
	static char preload[1024], ahead[64];
	const char *top = getenv("top_builddir");

	snprintf(preload, sizeof(preload), "LD_PRELOAD=%s/tests/shim/clock.so",
		 top != NULL ? top : ".");
	snprintf(ahead, sizeof(ahead), "CLOCK_AHEAD_S=%s", seconds);
	rig_stop(&rig);
	rig.environment[0] = preload;
	rig.environment[1] = "CLOCK_PROGRAM=sanca-signer";
	rig.environment[2] = ahead;
	is_int(rig_start(&rig), 0, "%s seconds later", seconds);
}

static unsigned
count_in(enum pending_state state)
{
	struct store *store = NULL;
	struct store_pending row;
	uint64_t after = 0;
	unsigned n = 0;
	struct err err;

	if (store_open(rig.dir, STORE_READ, &store, &err) != 0)
		return 9999;
	while (store_pending_next(store, state, after, &row, &err) == 0) {
		after = row.id;
		n++;
	}
	store_free(&store);
	return n;
}

/* Within a few seconds: the signer looks once in each. */
static bool
comes_to(enum pending_state state, unsigned want)
{
	for (unsigned i = 0; i < 100 && count_in(state) != want; i++)
		(void)usleep(100000);
	return count_in(state) == want;
}

static void
what_nobody_decides_expires_and_is_forgotten(void)
{
	char name[64], secret[32], peer[32];
	unsigned left = 0;

	if (!rig_may_preload()) {
		skip("a sanitizer must be loaded first");
		return;
	}
	rig_begin(&rig, "ec-p256", conf_pend);
	/* More than one sweep takes. */
	for (unsigned i = 0; i < LIMIT_PENDING_SWEPT + 6; i++) {
		snprintf(name, sizeof(name), "h%u.lab.test", i);
		snprintf(secret, sizeof(secret), "secret %u", i);
		snprintf(peer, sizeof(peer), "192.0.2.%u", i);
		if (ask_for(name, NULL, secret, peer) != 0)
			break;
		left++;
	}
	is_int(left, LIMIT_PENDING_SWEPT + 6, "so many wait");
	go_on_after("86400");
	is_int(count_in(PENDING_WAITS), left, "a day later they do");
	go_on_after("2678400"); /* 31 days */
	is_int(approve(1, NULL, ""), ERR_CONFLICT, "too late to approve");
	ok(comes_to(PENDING_EXPIRED, left), "all expire, in turns");
	is_int(log_count("\"pending-expired\""), left,
	       "with an entry of each in the log");
	ok(log_says("\"pending-expired\"", ".lab.test") &&
		   log_says("\"pending-expired\"",
			    "\"requester\":\"anonymous\"") &&
		   log_says("\"pending-expired\"", "\"peer\":\"192.0.2."),
	   "which says whose it was");
	is_int(ask_for("h0.lab.test", NULL, "secret 0", "192.0.2.0"),
	       ERR_CONFLICT, "who asks again is told");
	go_on_after("9936000"); /* 115 days */
	is_int(count_in(PENDING_EXPIRED), left, "they can still be looked at");
	go_on_after("10713600"); /* 124 days: 93 after they expired */
	ok(comes_to(PENDING_EXPIRED, 0), "then they are forgotten");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

/* Killed after the commit, before the answer: asked again, it is one. */
static void
of_an_answer_that_was_lost_there_is_one_row(void)
{
	struct rig_ask ask;
	uint64_t first = 0;
	struct msg m;

	rig_begin(&rig, "ec-p256", conf_pend);
	ask = rig_ask_for(&rig, "a.fabrikam.com");
	m = asking(&ask, "one", "192.0.2.1");
	m.id = 77;
	rig_send(rig.front, &m);
	for (unsigned i = 0; i < 200 && count_in(PENDING_WAITS) == 0; i++)
		(void)usleep(10000);
	/* Whatever it has sent by now, nobody reads. */
	rig_kill(&rig);
	is_int(count_in(PENDING_WAITS), 1, "it is kept");
	is_int(rig_start(&rig), 0, "started again");
	is_int(ask_for("a.fabrikam.com", rig.token, "one", "192.0.2.1"), 0,
	       "asked again");
	is_int(rig.answer.type, MSG_PENDED, "it waits");
	first = rig.answer.pended.pending;
	is_int((intmax_t)first, 1, "under its number");
	is_int(count_in(PENDING_WAITS), 1, "it is one");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

/* Sends the approval and kills as soon as its reservation is on disk: a CA key
 * of RSA 4096 is slow enough that this falls before the certificate's entry,
 * as a rule. */
static void
approve_and_kill(uint64_t number)
{
	struct msg m = { .type = MSG_APPROVE };
	struct store_pending row = { 0 };
	struct store *store = NULL;
	struct err err;

	if (store_open(rig.dir, STORE_READ, &store, &err) != 0)
		exit(99);
	m.id = 88;
	m.approve.generation = rig.generation;
	m.approve.pending = number;
	m.approve.word = bytes_of_text("a word");
	rig_send(rig.control, &m);
	for (unsigned i = 0; i < 1000000 && row.state != PENDING_APPROVED; i++)
		if (store_pending_get(store, number, &row, &err) != 0)
			exit(99);
	rig_kill(&rig);
	store_free(&store);
}

/* True when it waits as it did before anybody decided. */
static bool
waits_anew(uint64_t number)
{
	struct store *store = NULL;
	struct store_pending row;
	bool waits = row_of(number, &store, &row) && row.state == PENDING_WAITS;

	if (waits)
		ok(row.decided_at == 0 && row.decided_by.n == 0 &&
			   row.word.n == 0 && row.reservation == 0,
		   "as if nobody had decided");
	store_free(&store);
	return waits;
}

/* The crash falls between the reservation of an approval and its signature. */
static void
a_void_approval_waits_again(void)
{
	char name[64], secret[32];
	uint64_t number = 0;
	unsigned round = 0;
	bool fell = false;

	rig_begin(&rig, "rsa-4096", conf_pend);
	for (; round < 20 && !fell; round++) {
		snprintf(name, sizeof(name), "h%u.fabrikam.com", round);
		snprintf(secret, sizeof(secret), "secret %u", round);
		is_int(ask_for(name, rig.token, secret, "192.0.2.1"), 0,
		       "asked");
		number = rig.answer.pended.pending;
		approve_and_kill(number);
		is_int(rig_start(&rig), 0, "started again: %s", rig.fatal.text);
		fell = waits_anew(number);
	}
	if (!ok(fell, "the crash fell there, at try %u", round))
		return;
	is_int(ask_for(name, rig.token, secret, "192.0.2.1"), 0,
	       "who asks again");
	is_int(rig.answer.type, MSG_PENDED, "is told that it waits");
	is_int((intmax_t)rig.answer.pended.pending, (intmax_t)number,
	       "under its number");
	is_int(approve(number, NULL, "once more"), 0, "approved once more");
	is_int(rig.answer.type, MSG_ISSUED, "issued");
	ok(log_says("\"approve\"", "once more"), "the log says it again");
	is_int(approve(number, NULL, ""), ERR_CONFLICT, "and not twice");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

TAP_MAIN(what_the_policy_lets_wait_waits,
	 without_a_status_address_nothing_waits, who_may_only_ask_waits_always,
	 who_is_not_known_can_only_wait, each_address_has_its_bound,
	 an_approver_chooses_among_the_names, an_approver_is_held_to_the_policy,
	 only_who_has_the_right_decides, a_refusal_has_a_word,
	 of_two_approvals_one_counts, what_no_person_can_allow_does_not_wait,
	 it_waits_across_a_restart,
	 what_nobody_decides_expires_and_is_forgotten,
	 of_an_answer_that_was_lost_there_is_one_row,
	 a_void_approval_waits_again)
