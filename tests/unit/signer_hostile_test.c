/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A front that was taken over: whatever it sends, no certificate leaves that
 * policy, key and credential do not allow. */
#include "signer_rig.h"

#include "sanca/clock.h"
#include "sanca/names.h"

#include "tests/tap.h"

#include <stdlib.h>
#include <sys/socket.h>

static struct rig rig;

static void
is_refused(const struct rig_ask *ask, enum err_code code, const char *what)
{
	is_int(rig_code(&rig, rig_issue(&rig, ask)), code, "%s", what);
}

static uint64_t
signatures(void)
{
	struct msg m = { .type = MSG_STATUS };

	if (rig_call(&rig, rig.control, &m) != 0 ||
	    rig.answer.type != MSG_STATUS_REPORT)
		exit(99);
	return rig.answer.status_report.signatures;
}

static void
what_the_policy_refuses_is_never_signed(void)
{
	struct rig_ask ask;
	static uint8_t junk[91];

	rig_begin(&rig, "ec-p256", NULL);
	ask = rig_ask_for(&rig, "mail.contoso.com");
	ask.names[0] = "www.example.org";
	is_refused(&ask, ERR_POLICY, "another domain");
	ok(rig.answer.refused.violations.n > 0, "with its violations");
	ask = rig_ask_for(&rig, "mail.contoso.com");
	ask.names[0] = NULL;
	is_refused(&ask, ERR_POLICY, "no name");
	ask = rig_ask_for(&rig, "mail.contoso.com");
	ask.names[0] = "Mail.Contoso.com";
	is_refused(&ask, ERR_MALFORMED, "a name not in normal form");
	ask = rig_ask_for(&rig, "mail.contoso.com");
	ask.names[1] = ask.names[0];
	is_refused(&ask, ERR_MALFORMED, "a name twice");
	ask = rig_ask_for(&rig, "mail.contoso.com");
	ask.names[0] = "*.contoso.com";
	is_refused(&ask, ERR_POLICY, "a wildcard");
	ask = rig_ask_for(&rig, "mail.contoso.com");
	ask.profile = "client";
	is_refused(&ask, ERR_POLICY, "a profile outside the policy");
	ask.profile = "sub-ca";
	is_refused(&ask, ERR_POLICY, "a profile that is none");
	ask = rig_ask_for(&rig, "mail.contoso.com");
	ask.lifetime_s = INT64_C(4000) * 86400;
	is_refused(&ask, ERR_POLICY, "too long a life");
	ask.lifetime_s = -1;
	is_refused(&ask, ERR_POLICY, "a negative life");
	ask = rig_ask_for(&rig, "mail.contoso.com");
	ask.generation = rig.generation + 1;
	is_refused(&ask, ERR_GENERATION, "other settings");
	ask = rig_ask_for(&rig, "mail.contoso.com");
	ask.spki = BYTES_OF(junk);
	is_refused(&ask, ERR_MALFORMED, "no key");
	ask.spki = buf_bytes(&rig.ca_spki);
	is_refused(&ask, ERR_BAD_PUBLIC_KEY, "the CA's own key");
	is_int(signatures(), 0, "nothing was signed");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
every_octet_of_a_key_is_looked_at(void)
{
	CLEANUP(buf_free) struct buf spki = { 0 };
	struct rig_ask ask;
	unsigned issued = 0;

	rig_begin(&rig, "ec-p256", NULL);
	buf_append_bytes(&spki, buf_bytes(&rig.key.spki));
	ask = rig_ask_for(&rig, "mail.contoso.com");
	ask.spki = buf_bytes(&spki);
	for (size_t i = 0; i < spki.n; i++) {
		spki.p[i] ^= 1;
		issued += rig_issue(&rig, &ask) == 0 &&
			  rig.answer.type == MSG_ISSUED;
		spki.p[i] ^= 1;
	}
	is_int(issued, 0, "no changed key was certified");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
a_bad_credential_says_nothing_more(void)
{
	struct msg auth = { .type = MSG_AUTH };
	struct msg revoke = { .type = MSG_TOKEN_REVOKE };
	struct rig_ask ask;
	uint8_t none[LIMIT_CREDENTIAL_BYTES] = { CREDENTIAL_TOKEN, 1 };
	uint8_t reader[LIMIT_CREDENTIAL_BYTES];
	char text[640];

	rig_begin(&rig, "ec-p256", NULL);
	ask = rig_ask_for(&rig, "mail.contoso.com");
	ask.credential = NULL;
	is_refused(&ask, ERR_UNAUTHORIZED, "none");
	snprintf(text, sizeof(text), "%.*s", (int)rig.answer.refused.text.n,
		 rig.answer.refused.text.p);
	ask.credential = none;
	is_refused(&ask, ERR_UNAUTHORIZED, "unknown");
	ok(bytes_is_text(rig.answer.refused.text, text), "in the same words");
	auth.auth.credential = BYTES_OF(none);
	is_int(rig_code(&rig, rig_call(&rig, rig.front, &auth)),
	       ERR_UNAUTHORIZED, "AUTH");
	ok(bytes_is_text(rig.answer.refused.text, text), "in the same words");
	rig_token(&rig, "reader", "read", RIGHT_LIST, reader);
	ask.credential = reader;
	is_refused(&ask, ERR_FORBIDDEN, "a token that may only list");
	/* A revoked token is revoked at once. */
	ask.credential = rig.token;
	is_refused(&ask, ERR_NONE, "good before");
	revoke.token_revoke.requester = bytes_of_text("mail");
	is_int(rig_code(&rig, rig_call(&rig, rig.control, &revoke)), 0,
	       "revoke");
	is_refused(&ask, ERR_UNAUTHORIZED, "revoked");
	ok(bytes_is_text(rig.answer.refused.text, text), "in the same words");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
a_key_belongs_to_who_had_it_first(void)
{
	struct msg block = { .type = MSG_BLOCK_KEY };
	struct rig_ask ask;
	uint8_t other[LIMIT_CREDENTIAL_BYTES], print[32];

	rig_begin(&rig, "ec-p256", NULL);
	ask = rig_ask_for(&rig, "mail.contoso.com");
	is_refused(&ask, ERR_NONE, "mail's key");
	is_int(rig.answer.issued.key_seen, 0, "is new");
	is_refused(&ask, ERR_NONE, "again");
	is_int(rig.answer.issued.key_seen, 1, "is known");
	rig_token(&rig, "web", "other", RIGHT_ISSUE, other);
	ask.credential = other;
	is_refused(&ask, ERR_BAD_PUBLIC_KEY, "web asks with mail's key");
	sha256(buf_bytes(&rig.key.spki), print);
	block.block_key.spki_sha256 = BYTES_OF(print);
	block.block_key.reason = bytes_of_text("seen in a request");
	is_int(rig_code(&rig, rig_call(&rig, rig.front, &block)), 0, "block");
	is_int(rig_code(&rig, rig_call(&rig, rig.front, &block)), 0,
	       "block it again");
	ask.credential = rig.token;
	is_refused(&ask, ERR_BAD_PUBLIC_KEY, "a blocked key");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

/* Shows keys with this token until there are too many: the code then. */
static int
block_many(const uint8_t *credential, uint8_t seed, unsigned *ret_taken)
{
	struct msg block = { .type = MSG_BLOCK_KEY };
	uint8_t print[32] = { seed };
	int code = 0;

	block.block_key.spki_sha256 = BYTES_OF(print);
	block.block_key.credential =
		(struct bytes){ credential, LIMIT_CREDENTIAL_BYTES };
	block.block_key.reason = bytes_of_text("seen in a request");
	/* A minute may end in between. */
	for (*ret_taken = 0; *ret_taken <= 2 * LIMIT_BLOCKED_A_MINUTE;
	     ++*ret_taken) {
		print[1]++;
		code = rig_code(&rig, rig_call(&rig, rig.front, &block));
		if (code != 0)
			break;
	}
	return code;
}

static void
one_requester_cannot_spend_what_others_may_block(void)
{
	struct msg block = { .type = MSG_BLOCK_KEY };
	uint8_t other[LIMIT_CREDENTIAL_BYTES], print[32] = { 77 };
	unsigned taken = 0;

	rig_begin(&rig, "ec-p256", NULL);
	rig_token(&rig, "web", "other", RIGHT_ISSUE, other);
	is_int(block_many(rig.token, 1, &taken), ERR_RATE_LIMITED, "too many");
	ok(taken >= LIMIT_BLOCKED_A_MINUTE, "after %u", taken);
	block.block_key.spki_sha256 = BYTES_OF(print);
	block.block_key.credential = BYTES_OF(other);
	is_int(rig_code(&rig, rig_call(&rig, rig.front, &block)), 0,
	       "another's key is blocked");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

/* The front's channel is closed for this; a new one works. */
static void
is_expelled_for(struct msg *m, const char *what)
{
	m->id = 99;
	rig_send(rig.front, m);
	ok(rig_is_closed(&rig, rig.front), "%s closes the channel", what);
	rig_new_front(&rig);
}

static void
what_the_front_may_not_send_closes_its_channel(void)
{
	CLEANUP(buf_free) struct buf space = { 0 };
	struct msg m;
	struct rig_ask ask;
	struct msg control = { .type = MSG_CLOCK_ACCEPT };
	struct msg answer = { .type = MSG_DONE };
	struct msg hello = { .type = MSG_HELLO };

	rig_begin(&rig, "ec-p256", NULL);
	is_expelled_for(&control, "CLOCK_ACCEPT");
	control = (struct msg){ .type = MSG_CLOCK_ACCEPT };
	is_expelled_for(&control, "CLOCK_ACCEPT");
	control = (struct msg){ .type = MSG_READY };
	is_expelled_for(&control, "READY");
	is_expelled_for(&answer, "DONE");
	is_expelled_for(&hello, "a second HELLO");
	ask = rig_ask_for(&rig, "mail.contoso.com");
	ask.door = DOOR_INTERNAL;
	m = rig_message(&rig, &ask, &space);
	is_expelled_for(&m, "the internal door");
	ask.door = 77;
	m = rig_message(&rig, &ask, &space);
	is_expelled_for(&m, "a door that is none");
	m = (struct msg){ .type = MSG_REFUSAL };
	m.refusal.credential = BYTES_OF(rig.token);
	m.refusal.code = bytes_of_text("policy");
	m.refusal.door = DOOR_CONTROL;
	is_expelled_for(&m, "a refusal at the control door");
	m.refusal.door = DOOR_INTERNAL;
	is_expelled_for(&m, "a refusal at the internal door");
	ask = rig_ask_for(&rig, "mail.contoso.com");
	ask.requester = "mail";
	m = rig_message(&rig, &ask, &space);
	is_expelled_for(&m, "a requester's name");
	ask = rig_ask_for(&rig, "mail.contoso.com");
	ask.policy = "servers";
	m = rig_message(&rig, &ask, &space);
	is_expelled_for(&m, "a policy's name");
	ask = rig_ask_for(&rig, "mail.contoso.com");
	is_refused(&ask, ERR_NONE, "the next front is served");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
arbitrary_records_close_the_channel(void)
{
	uint8_t record[4096];
	uint64_t seed = 0x9e3779b97f4a7c15;
	struct rig_ask ask;

	rig_begin(&rig, "ec-p256", NULL);
	for (unsigned round = 0; round < 60; round++) {
		size_t n = 1 + (size_t)(seed % sizeof(record));

		for (size_t i = 0; i < sizeof(record); i++) {
			seed = seed * 6364136223846793005u +
			       1442695040888963407u;
			record[i] = (uint8_t)(seed >> 33);
		}
		/* Half of them begin as a message does. */
		if (round % 2 == 0) {
			record[0] = (uint8_t)(10 + round % 9);
			record[1] = record[2] = record[3] = 0;
		}
		if (send(channel_fd(rig.front), record, n, MSG_NOSIGNAL) !=
		    (ssize_t)n)
			exit(99);
		if (!ok(rig_is_closed(&rig, rig.front), "round %u", round))
			break;
		rig_new_front(&rig);
	}
	is_int(signatures(), 0, "nothing was signed");
	ask = rig_ask_for(&rig, "mail.contoso.com");
	is_refused(&ask, ERR_NONE, "the signer serves on");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
every_truncation_of_a_request_closes_the_channel(void)
{
	CLEANUP(buf_free) struct buf space = { 0 };
	CLEANUP(buf_free) struct buf record = { 0 };
	struct rig_ask ask;
	struct msg m;
	struct err err;

	rig_begin(&rig, "ec-p256", NULL);
	ask = rig_ask_for(&rig, "mail.contoso.com");
	m = rig_message(&rig, &ask, &space);
	m.id = 5;
	is_int(msg_encode(&m, &record, &err), 0, "encoded");
	for (size_t n = 1; n < record.n; n += 7) {
		if (send(channel_fd(rig.front), record.p, n, MSG_NOSIGNAL) !=
		    (ssize_t)n)
			exit(99);
		if (!ok(rig_is_closed(&rig, rig.front), "%zu octets", n))
			break;
		rig_new_front(&rig);
	}
	is_int(signatures(), 0, "nothing was signed");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

/* A front that never reads is given up, others are served. */
static void
who_does_not_read_is_closed(void)
{
	CLEANUP(buf_free) struct buf space = { 0 };
	struct msg status = { .type = MSG_STATUS };
	struct rig_ask ask;
	struct msg m;
	struct err err;
	unsigned sent = 0;

	rig_begin(&rig, "ec-p256", NULL);
	ask = rig_ask_for(&rig, "mail.contoso.com");
	m = rig_message(&rig, &ask, &space);
	for (m.id = 1000; sent < 4000; m.id++, sent++) {
		if (channel_send(rig.front, &m, -1, 3000, &err) != 0)
			break;
	}
	is_int(rig_code(&rig, rig_call(&rig, rig.control, &status)), 0,
	       "the control socket is served");
	diag("%u requests sent, %ju signed", sent,
	     (uintmax_t)rig.answer.status_report.signatures);
	rig_new_front(&rig);
	ask = rig_ask_for(&rig, "mail.contoso.com");
	is_refused(&ask, ERR_NONE, "and the next front too");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

TAP_MAIN(what_the_policy_refuses_is_never_signed,
	 every_octet_of_a_key_is_looked_at, a_bad_credential_says_nothing_more,
	 a_key_belongs_to_who_had_it_first,
	 one_requester_cannot_spend_what_others_may_block,
	 what_the_front_may_not_send_closes_its_channel,
	 arbitrary_records_close_the_channel,
	 every_truncation_of_a_request_closes_the_channel,
	 who_does_not_read_is_closed)
