/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Renewal: the same key, names and order, and everything that forbids it. */
#include "signer_rig.h"

#include "sanca/certificate.h"
#include "sanca/names.h"
#include "sanca/policy.h"
#include "sanca/renewal_link.h"

#include "tests/tap.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define CONF_OF(doors, domain, more)                                           \
	"[ca]\n"                                                               \
	"public-url = http://pki.contoso.com:8080\n"                           \
	"ocsp = no\n"                                                          \
	"[http]\n"                                                             \
	"listen = 127.0.0.1:8080\n"                                            \
	"tls-name = pki.contoso.com\n" doors "[policy servers]\n"              \
	"allow-domain = " domain "\n"                                          \
	"profile = server mail\n" more
#define CONF(domain, more)                                                     \
	CONF_OF("listen-client-tls = 127.0.0.1:8444\n", domain, more)
static const char conf_of_today[] = CONF("contoso.com", "renewals = 3\n");
static const char conf_narrow[] = CONF("other.test", "");
static const char conf_pend[] =
	CONF("other.test", "approval-policy = wide\n"
			   "[policy wide]\n"
			   "allow-domain = contoso.com\n");
static const char conf_no_door[] = CONF_OF("", "contoso.com", "renewals = 3\n");
static const char conf_never[] = CONF("contoso.com", "renewals = 0\n");

static struct rig rig;
static struct buf serial, certificate;

static void
keep_answer(void)
{
	buf_clear(&serial);
	buf_clear(&certificate);
	if (rig.answer.type != MSG_ISSUED)
		return;
	buf_append_bytes(&serial, rig.answer.issued.serial);
	buf_append_bytes(&certificate, rig.answer.issued.certificate);
}

static void
begin(const char *conf)
{
	struct rig_ask ask;

	rig_begin(&rig, "ec-p256", conf);
	ask = rig_ask_for(&rig, "b.contoso.com");
	ask.names[1] = "a.contoso.com";
	ask.lifetime_s = 86400;
	is_int(rig_code(&rig, rig_issue(&rig, &ask)), 0, "issued");
	keep_answer();
}

static struct msg
renewal(uint8_t door)
{
	static uint8_t status[32] = "a status";
	struct msg m = { .type = MSG_RENEW };

	m.renew.generation = rig.generation;
	m.renew.door = door;
	m.renew.serial = buf_bytes(&serial);
	m.renew.peer = bytes_of_text("192.0.2.9");
	m.renew.request_id = bytes_of_text("rig");
	m.renew.status_hash = BYTES_OF(status);
	return m;
}

static int
call(struct msg *m)
{
	return rig_code(&rig,
			rig_call(&rig,
				 m->renew.door == DOOR_CONTROL ? rig.control
							       : rig.front,
				 m));
}

static int
renew_by_token(const uint8_t *token)
{
	struct msg m = renewal(DOOR_HTTP);

	m.renew.credential = (struct bytes){ token, LIMIT_CREDENTIAL_BYTES };
	return call(&m);
}

/* As the front does it that has seen the handshake of this certificate. */
static int
renew_by_itself(void)
{
	struct msg m = renewal(DOOR_CLIENT_TLS);
	uint8_t credential[LIMIT_CREDENTIAL_BYTES] = { CREDENTIAL_CERTIFICATE };

	sha256(buf_bytes(&certificate), credential + 1);
	m.renew.credential = BYTES_OF(credential);
	return call(&m);
}

static int
renew_by_control(void)
{
	struct msg m = renewal(DOOR_CONTROL);

	return call(&m);
}

static void
key_names_and_order_stay(void)
{
	struct certificate old, new;
	struct buf first = { 0 };
	struct err err;

	begin(conf_of_today);
	buf_append_bytes(&first, buf_bytes(&certificate));
	is_int(renew_by_token(rig.token), 0, "renewed");
	if (is_int(rig.answer.type, MSG_ISSUED, "issued") &&
	    certificate_parse(buf_bytes(&first), &old, &err) == 0 &&
	    certificate_parse(rig.answer.issued.certificate, &new, &err) == 0) {
		ok(bytes_equal(old.spki, new.spki), "the same key");
		ok(!bytes_equal(old.serial, new.serial), "another serial");
		is_int(new.names.count, 2, "as many names");
		ok(bytes_is_text(new.names.at[0].value, "b.contoso.com") &&
			   bytes_is_text(new.names.at[1].value,
					 "a.contoso.com"),
		   "in the same order");
		is_int(new.not_after - new.not_before + 1, 397 * 86400,
		       "the lifetime that the policy of today gives");
		is_int(rig.answer.issued.repeated, 0, "it is new");
	}
	buf_free(&first);
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
it_is_renewed_once(void)
{
	CLEANUP(buf_free) struct buf first = { 0 };
	struct msg m, answer;
	unsigned issued = 0, busy = 0;

	begin(conf_of_today);
	is_int(renew_by_token(rig.token), 0, "renewed");
	buf_append_bytes(&first, rig.answer.issued.certificate);
	is_int(renew_by_token(rig.token), 0, "again");
	is_int(rig.answer.issued.repeated, 1, "is repeated");
	ok(bytes_equal(rig.answer.issued.certificate, buf_bytes(&first)),
	   "the same certificate");
	/* And in one batch. */
	is_int(rig_revoke(&rig, rig.answer.issued.serial, 4), 0,
	       "what replaced it is revoked");
	m = renewal(DOOR_HTTP);
	m.renew.credential = BYTES_OF(rig.token);
	for (unsigned i = 0; i < 3; i++) {
		m.id = 1000 + i;
		rig_send(rig.front, &m);
	}
	for (unsigned i = 0; i < 3; i++) {
		do
			if (rig_receive(&rig, rig.front, 10000, &answer) <= 0)
				exit(99);
		while (answer.type == MSG_EVENT);
		issued += answer.type == MSG_ISSUED && !answer.issued.repeated;
		busy += answer.type == MSG_REFUSED &&
			answer.refused.code == ERR_CONFLICT;
		busy += answer.type == MSG_ISSUED && answer.issued.repeated;
	}
	is_int(issued, 1, "one of three at once is issued");
	is_int(busy, 2, "the others are told of it");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
keep_refusal(struct buf *out)
{
	if (rig.answer.type == MSG_REFUSED)
		buf_append_bytes(out, rig.answer.refused.text);
}

static void
who_may_renew(void)
{
	uint8_t other[LIMIT_CREDENTIAL_BYTES], reader[LIMIT_CREDENTIAL_BYTES];
	uint8_t none[LIMIT_CREDENTIAL_BYTES] = { CREDENTIAL_TOKEN, 9 };
	CLEANUP(buf_free) struct buf theirs = { 0 };
	CLEANUP(buf_free) struct buf nobodys = { 0 };
	CLEANUP(buf_free) struct buf kept = { 0 };

	begin(conf_of_today);
	rig_token(&rig, "web", "other", RIGHT_ISSUE, other);
	rig_token(&rig, "mail", "reader", RIGHT_LIST, reader);
	is_int(renew_by_token(reader), ERR_FORBIDDEN, "who may only list");
	is_int(renew_by_token(other), ERR_NOT_FOUND, "another requester");
	keep_refusal(&theirs);
	buf_append_bytes(&kept, buf_bytes(&serial));
	serial.p[serial.n - 1] ^= 1;
	is_int(renew_by_token(other), ERR_NOT_FOUND, "a serial that is none");
	keep_refusal(&nobodys);
	ok(bytes_equal(buf_bytes(&theirs), buf_bytes(&nobodys)),
	   "in the same words (E04)");
	buf_clear(&serial);
	buf_append_bytes(&serial, buf_bytes(&kept));
	is_int(renew_by_token(none), ERR_UNAUTHORIZED, "nobody");
	is_int(renew_by_itself(), 0, "the certificate itself");
	is_int(rig.answer.type, MSG_ISSUED, "issued");
	is_int(renew_by_control(), 0, "the administrator");
	is_int(rig.answer.issued.repeated, 1, "is told of it");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

/* A certificate speaks for itself only, and only where there was a handshake. */
static void
a_certificate_renews_itself_alone(void)
{
	uint8_t credential[LIMIT_CREDENTIAL_BYTES] = { CREDENTIAL_CERTIFICATE };
	struct rig_ask ask;
	struct msg m;

	begin(conf_of_today);
	sha256(buf_bytes(&certificate), credential + 1);
	ask = rig_ask_for(&rig, "c.contoso.com");
	is_int(rig_code(&rig, rig_issue(&rig, &ask)), 0, "another one");
	keep_answer();
	m = renewal(DOOR_CLIENT_TLS);
	m.renew.credential = BYTES_OF(credential);
	is_int(call(&m), ERR_UNAUTHORIZED, "not another certificate");
	m = renewal(DOOR_HTTP);
	sha256(buf_bytes(&certificate), credential + 1);
	m.renew.credential = BYTES_OF(credential);
	is_int(call(&m), ERR_UNAUTHORIZED, "not where tokens are taken");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
revoked_ones_are_not_renewed(void)
{
	begin(conf_of_today);
	is_int(rig_revoke(&rig, buf_bytes(&serial), 6), 0, "on hold");
	is_int(renew_by_token(rig.token), ERR_FORBIDDEN, "not on hold");
	is_int(renew_by_itself(), ERR_FORBIDDEN, "nor by itself");
	is_int(rig_revoke(&rig, buf_bytes(&serial), 1), 0, "revoked");
	is_int(renew_by_token(rig.token), ERR_FORBIDDEN, "by a token");
	is_int(renew_by_itself(), ERR_FORBIDDEN, "by itself");
	is_int(renew_by_control(), ERR_FORBIDDEN, "by the administrator");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

/* E12. The hour of backdating counts as lifetime. */
static void
ended_ones_are_not_renewed(void)
{
	struct rig_ask ask;

	rig_begin(&rig, "ec-p256", conf_of_today);
	ask = rig_ask_for(&rig, "b.contoso.com");
	ask.lifetime_s = 3600 + 2;
	is_int(rig_code(&rig, rig_issue(&rig, &ask)), 0, "issued for a moment");
	keep_answer();
	(void)sleep(4);
	is_int(renew_by_itself(), ERR_FORBIDDEN, "by itself");
	is_int(renew_by_token(rig.token), ERR_FORBIDDEN, "by a token");
	is_int(renew_by_control(), ERR_FORBIDDEN, "by the administrator");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
own_ones_are_not_renewed(void)
{
	struct msg m = { .type = MSG_ISSUE_TLS };
	struct rig_key key;

	begin(conf_of_today);
	rig_key_make(&key, "ec-p256");
	m.issue_tls.generation = rig.generation;
	m.issue_tls.spki = buf_bytes(&key.spki);
	is_int(rig_code(&rig, rig_call(&rig, rig.front, &m)), 0, "of HTTPS");
	keep_answer();
	is_int(renew_by_control(), ERR_FORBIDDEN, "by the administrator");
	is_int(renew_by_itself(), ERR_FORBIDDEN, "by itself");
	rig_key_free(&key);
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

/* C17: what the policy of today refuses, no renewal brings back. */
static void
the_policy_of_today_counts(void)
{
	begin(conf_of_today);
	rig_stop(&rig);
	rig.conf = conf_narrow;
	is_int(rig_start(&rig), 0, "other settings");
	is_int(renew_by_token(rig.token), ERR_POLICY, "by a token");
	ok(bytes_find(rig.answer.refused.text,
		      bytes_of_text("b.contoso.com")) >= 0,
	   "told with the names");
	is_int(renew_by_itself(), ERR_POLICY, "by itself");
	is_int(renew_by_control(), ERR_POLICY, "by the administrator");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
a_renewal_may_wait_for_a_person(void)
{
	struct msg m = { .type = MSG_APPROVE };
	CLEANUP(buf_free) struct buf old = { 0 };

	begin(conf_of_today);
	buf_append_bytes(&old, buf_bytes(&serial));
	rig_stop(&rig);
	rig.conf = conf_pend;
	is_int(rig_start(&rig), 0, "other settings");
	is_int(renew_by_itself(), 0, "asked");
	is_int(rig.answer.type, MSG_PENDED, "it waits");
	m.approve.generation = rig.generation;
	m.approve.pending = rig.answer.pended.pending;
	is_int(rig_code(&rig, rig_call(&rig, rig.control, &m)), 0, "approved");
	is_int(rig.answer.type, MSG_ISSUED, "issued");
	is_int(renew_by_token(rig.token), 0, "asked again");
	is_int(rig.answer.issued.repeated, 1, "it is the one that replaces it");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
a_revoked_one_is_not_renewed_by_approval(void)
{
	struct msg m = { .type = MSG_APPROVE };

	begin(conf_of_today);
	rig_stop(&rig);
	rig.conf = conf_pend;
	is_int(rig_start(&rig), 0, "other settings");
	is_int(renew_by_itself(), 0, "asked");
	m.approve.generation = rig.generation;
	m.approve.pending = rig.answer.pended.pending;
	is_int(rig_revoke(&rig, buf_bytes(&serial), 1), 0, "revoked");
	is_int(rig_code(&rig, rig_call(&rig, rig.control, &m)), ERR_FORBIDDEN,
	       "not approved");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

/* E15: 3 in a row, then somebody must do it; which begins another row. */
static void
a_row_of_renewals_ends(void)
{
	unsigned done = 0;

	begin(conf_of_today);
	for (unsigned i = 0; i < 100; i++) {
		if (renew_by_itself() != 0)
			break;
		keep_answer();
		done++;
	}
	is_int(done, 3, "so often");
	is_int(rig.answer.refused.code, ERR_FORBIDDEN, "and no more");
	is_int(renew_by_token(rig.token), 0, "with a token it goes on");
	keep_answer();
	is_int(renew_by_itself(), 0, "and begins anew");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
	begin(conf_never);
	is_int(renew_by_itself(), ERR_FORBIDDEN, "renewals = 0: never");
	is_int(renew_by_token(rig.token), 0, "but by a token");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

/* What it has given away once, it does not give again: who revoked that knew
 * why. */
static void
what_was_revoked_is_not_made_again(void)
{
	CLEANUP(buf_free) struct buf second = { 0 };

	begin(conf_of_today);
	is_int(renew_by_itself(), 0, "by itself");
	buf_append_bytes(&second, rig.answer.issued.serial);
	is_int(rig_revoke(&rig, buf_bytes(&second), 6), 0, "which is held");
	is_int(renew_by_itself(), ERR_FORBIDDEN, "no sibling of it");
	is_int(rig_revoke(&rig, buf_bytes(&second), 8), 0, "lifted");
	is_int(renew_by_itself(), 0, "it is answered");
	is_int(rig.answer.issued.repeated, 1, "again");
	is_int(rig_revoke(&rig, buf_bytes(&second), 4), 0, "revoked");
	is_int(renew_by_itself(), ERR_FORBIDDEN, "no sibling of it");
	is_int(renew_by_token(rig.token), 0, "but by a token");
	is_int(rig.answer.issued.repeated, 0, "a new one");
	is_int(renew_by_itself(), 0, "which is answered");
	is_int(rig.answer.issued.repeated, 1, "again");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

/* With a lifetime of its own it ends before the first one. */
static void
what_has_ended_is_not_made_again(void)
{
	struct msg m;

	begin(conf_of_today);
	m = renewal(DOOR_HTTP);
	m.renew.credential = BYTES_OF(rig.token);
	m.renew.lifetime_s = 3600 + 2;
	is_int(call(&m), 0, "renewed for a moment");
	(void)sleep(4);
	is_int(renew_by_itself(), ERR_FORBIDDEN, "not by itself");
	is_int(renew_by_token(rig.token), 0, "by a token");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
without_the_listener_no_certificate_speaks(void)
{
	begin(conf_no_door);
	is_int(renew_by_itself(), ERR_UNAUTHORIZED, "not for itself");
	is_int(renew_by_token(rig.token), 0, "but a token");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
a_disabled_requester_renews_nothing(void)
{
	struct msg m = { .type = MSG_REQUESTER_SET };

	begin(conf_of_today);
	m.requester_set.requester = bytes_of_text("mail");
	m.requester_set.what = PART_DISABLED;
	m.requester_set.disabled = 1;
	is_int(rig_code(&rig, rig_call(&rig, rig.control, &m)), 0, "disabled");
	is_int(renew_by_itself(), ERR_FORBIDDEN, "by itself");
	is_int(renew_by_token(rig.token), ERR_UNAUTHORIZED, "by its token");
	is_int(renew_by_control(), ERR_FORBIDDEN, "by the administrator");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static int
renew_by_link(int64_t expires_at, uint64_t reservation, const uint8_t key[32])
{
	CLEANUP(buf_free) struct buf text = { 0 };
	struct renewal_link link = { reservation, expires_at };
	struct msg m = renewal(DOOR_LINK);
	struct err err;

	if (renewal_link_make(key, &link, &text, &err) != 0)
		return -1;
	m.renew.serial = (struct bytes){ 0 };
	m.renew.link = buf_bytes(&text);
	return call(&m);
}

static void
a_link_renews_one_certificate(void)
{
	static const uint8_t key[32] = "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk";
	static const uint8_t other[32] = "x";
	int64_t now = (int64_t)time(NULL);
	char path[128];
	FILE *f = NULL;

	begin(conf_of_today);
	is_int(renew_by_link(now + 60, 1, key), ERR_NOT_FOUND, "no key");
	snprintf(path, sizeof(path), "%s/notify", rig.dir);
	(void)mkdir(path, 0750);
	snprintf(path, sizeof(path), "%s/notify/link.key", rig.dir);
	f = fopen(path, "w");
	if (!ok(f != NULL && fwrite(key, 1, 32, f) == 32, "a key"))
		return;
	fclose(f);
	ok(chmod(path, 0640) == 0, "its mode");
	is_int(renew_by_link(now - 1, 1, key), ERR_FORBIDDEN, "too late");
	is_int(renew_by_link(now + 60, 1, other), ERR_NOT_FOUND, "forged");
	is_int(renew_by_link(now + 60, 99, key), ERR_NOT_FOUND,
	       "of no certificate");
	is_int(renew_by_link(now + 60, 1, key), 0, "as it should be");
	is_int(rig.answer.type, MSG_ISSUED, "issued");
	is_int(renew_by_link(now + 60, 1, key), 0, "again");
	is_int(rig.answer.issued.repeated, 1, "nothing new");
	is_int(rig_revoke(&rig, rig.answer.issued.serial, 4), 0, "revoked");
	is_int(renew_by_link(now + 60, 1, key), ERR_FORBIDDEN,
	       "a link that was used makes no other");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

TAP_MAIN(key_names_and_order_stay, it_is_renewed_once, who_may_renew,
	 a_certificate_renews_itself_alone, revoked_ones_are_not_renewed,
	 ended_ones_are_not_renewed, own_ones_are_not_renewed,
	 the_policy_of_today_counts, a_renewal_may_wait_for_a_person,
	 a_revoked_one_is_not_renewed_by_approval, a_row_of_renewals_ends,
	 what_was_revoked_is_not_made_again, what_has_ended_is_not_made_again,
	 without_the_listener_no_certificate_speaks,
	 a_disabled_requester_renews_nothing, a_link_renews_one_certificate)
