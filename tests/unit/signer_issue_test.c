/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The road to a certificate, over the wire: what is issued, and how. */
#include "signer_rig.h"

#include "sanca/names.h"

#include "tests/tap.h"

#include <stdlib.h>

static struct rig rig;

static void
request_is_issued_by(const char *kind)
{
	struct certificate c = { 0 };
	struct rig_ask ask;
	struct err err;

	rig_begin(&rig, kind, NULL);
	ask = rig_ask_for(&rig, "mail.contoso.com");
	ask.names[1] = "autodiscover.contoso.com";
	is_int(rig_code(&rig, rig_issue(&rig, &ask)), 0, "issued");
	if (is_int(rig.answer.type, MSG_ISSUED, "the answer is ISSUED")) {
		const struct msg_issued *m = &rig.answer.issued;

		is_int(certificate_parse(m->certificate, &c, &err), 0,
		       "a certificate");
		is_int(c.names.count, 2, "of two names");
		ok(bytes_is_text(c.names.at[0].value, "mail.contoso.com"),
		   "in order");
		ok(bytes_equal(c.serial, m->serial), "the serial is told");
		ok(bytes_is_text(m->requester, "mail"), "whose it is");
		ok(bytes_is_text(m->profile, "server"), "the default profile");
		is_int(c.not_after - c.not_before + 1, 397 * 86400,
		       "the default lifetime, counted inclusively");
		ok(m->log_index > 0 && m->log_head.n > 0, "logged");
		is_int(m->key_seen + m->repeated + m->shortened, 0,
		       "nothing odd");
	}
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
a_request_becomes_a_logged_certificate(void)
{
	request_is_issued_by("ec-p256");
	request_is_issued_by("ec-p384");
	request_is_issued_by("rsa-2048");
}

/* 300 requests in the socket at once: batches of 128, each answered once, each
 * serial another one. */
static void
full_batches_are_answered_one_by_one(void)
{
	enum { COUNT = 300 };
	CLEANUP(buf_free) struct buf space = { 0 };
	static uint8_t serials[COUNT][SERIAL_BYTES];
	static bool seen[COUNT];
	size_t doubles = 0;
	struct rig_ask ask;
	struct msg m, answer;

	rig_begin(&rig, "ec-p256", NULL);
	ask = rig_ask_for(&rig, "mail.contoso.com");
	m = rig_message(&rig, &ask, &space);
	for (size_t i = 0; i < COUNT; i++) {
		m.id = 1000 + i;
		rig_send(rig.front, &m);
	}
	for (size_t i = 0; i < COUNT; i++) {
		do
			if (rig_receive(&rig, rig.front, 10000, &answer) <= 0)
				exit(99);
		while (answer.type == MSG_EVENT);
		if (!ok(answer.type == MSG_ISSUED && answer.id >= 1000 &&
				answer.id < 1000 + COUNT &&
				!seen[answer.id - 1000],
			"answer %zu", i))
			break;
		seen[answer.id - 1000] = true;
		memcpy(serials[i], answer.issued.serial.p, SERIAL_BYTES);
		for (size_t k = 0; k < i; k++)
			doubles += memcmp(serials[i], serials[k],
					  SERIAL_BYTES) == 0;
	}
	is_int(doubles, 0, "no serial twice");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

/* Good and bad in one batch do not disturb each other. */
static void
a_refused_one_leaves_the_batch_in_peace(void)
{
	CLEANUP(buf_free) struct buf good_space = { 0 };
	CLEANUP(buf_free) struct buf bad_space = { 0 };
	struct rig_ask good_ask, bad_ask;
	struct msg good, bad, answer;

	rig_begin(&rig, "ec-p256", NULL);
	good_ask = rig_ask_for(&rig, "mail.contoso.com");
	bad_ask = rig_ask_for(&rig, "mail.example.org");
	good = rig_message(&rig, &good_ask, &good_space);
	bad = rig_message(&rig, &bad_ask, &bad_space);
	for (unsigned i = 0; i < 60; i++) {
		struct msg *m = i % 2 ? &bad : &good;

		m->id = 1000 + i;
		rig_send(rig.front, m);
	}
	for (unsigned i = 0; i < 60; i++) {
		do
			if (rig_receive(&rig, rig.front, 10000, &answer) <= 0)
				exit(99);
		while (answer.type == MSG_EVENT);
		is_int(answer.type, answer.id % 2 ? MSG_REFUSED : MSG_ISSUED,
		       "answer to %ju", (uintmax_t)answer.id);
	}
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
an_idempotency_key_returns_the_first_certificate(void)
{
	CLEANUP(buf_free) struct buf first = { 0 };
	CLEANUP(buf_free) struct buf space = { 0 };
	uint8_t other[LIMIT_CREDENTIAL_BYTES];
	struct msg m, answer;
	struct rig_ask ask;
	unsigned issued = 0, refused = 0;

	rig_begin(&rig, "ec-p256", NULL);
	ask = rig_ask_for(&rig, "mail.contoso.com");
	ask.idempotency = "one";
	is_int(rig_code(&rig, rig_issue(&rig, &ask)), 0, "first");
	is_int(rig.answer.issued.repeated, 0, "is new");
	buf_append_bytes(&first, rig.answer.issued.certificate);
	is_int(rig_code(&rig, rig_issue(&rig, &ask)), 0, "again");
	is_int(rig.answer.issued.repeated, 1, "is repeated");
	is_mem(rig.answer.issued.certificate.p, rig.answer.issued.certificate.n,
	       first.p, first.n, "the same certificate");
	ask.lifetime_s = 86400;
	is_int(rig_code(&rig, rig_issue(&rig, &ask)), ERR_CONFLICT,
	       "another request with the same key");
	ask.lifetime_s = 0;
	rig_token(&rig, "web", "other", RIGHT_ISSUE, other);
	ask.credential = other;
	is_int(rig_code(&rig, rig_issue(&rig, &ask)), ERR_BAD_PUBLIC_KEY,
	       "the key is a requester's own: web has not this key pair");
	/* Two at once: one is made, the other told to wait, or repeated. */
	ask.credential = rig.token;
	ask.idempotency = "two";
	m = rig_message(&rig, &ask, &space);
	for (m.id = 1000; m.id < 1008; m.id++)
		rig_send(rig.front, &m);
	for (unsigned i = 0; i < 8; i++) {
		if (rig_receive(&rig, rig.front, 10000, &answer) <= 0)
			exit(99);
		issued += answer.type == MSG_ISSUED && !answer.issued.repeated;
		refused += answer.type == MSG_REFUSED &&
			   answer.refused.code == ERR_CONFLICT &&
			   answer.refused.retry_after_s == 1;
	}
	is_int(issued, 1, "one of eight is made");
	ok(refused > 0, "others are told to come again");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
the_front_gets_its_https_certificate_once(void)
{
	CLEANUP(buf_free) struct buf first = { 0 };
	struct msg m = { .type = MSG_ISSUE_TLS };
	struct certificate c = { 0 };
	struct err err;

	rig_begin(&rig, "ec-p256", NULL);
	m.issue_tls.generation = rig.generation;
	m.issue_tls.spki = buf_bytes(&rig.key.spki);
	is_int(rig_code(&rig, rig_call(&rig, rig.front, &m)), 0, "issued");
	buf_append_bytes(&first, rig.answer.issued.certificate);
	is_int(certificate_parse(buf_bytes(&first), &c, &err), 0, "parses");
	ok(c.names.count == 1 &&
		   bytes_is_text(c.names.at[0].value, "pki.contoso.com"),
	   "exactly the configured name");
	ok(bytes_is_text(rig.answer.issued.requester, "https"),
	   "to its own requester");
	is_int(rig_code(&rig, rig_call(&rig, rig.front, &m)), 0, "again");
	is_int(rig.answer.issued.repeated, 1, "the same one");
	for (int i = 1; i < LIMIT_TLS_AN_HOUR; i++) {
		rig_key_free(&rig.key);
		rig_key_make(&rig.key, "ec-p256");
		m.issue_tls.spki = buf_bytes(&rig.key.spki);
		is_int(rig_code(&rig, rig_call(&rig, rig.front, &m)), 0,
		       "for another key");
	}
	rig_key_free(&rig.key);
	rig_key_make(&rig.key, "ec-p256");
	m.issue_tls.spki = buf_bytes(&rig.key.spki);
	is_int(rig_code(&rig, rig_call(&rig, rig.front, &m)), ERR_RATE_LIMITED,
	       "a front that wants more and more is told to wait");
	m.issue_tls.generation++;
	is_int(rig_code(&rig, rig_call(&rig, rig.front, &m)), ERR_GENERATION,
	       "under other settings: refused");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
an_administrator_issues_on_the_control_socket(void)
{
	struct rig_ask ask;

	rig_begin(&rig, "ec-p256", NULL);
	ask = rig_ask_for(&rig, "mail.contoso.com");
	ask.credential = NULL;
	ask.door = DOOR_CONTROL;
	is_int(rig_code(&rig, rig_issue(&rig, &ask)), ERR_USAGE,
	       "a policy must be named");
	ask.policy = "servers";
	is_int(rig_code(&rig, rig_issue(&rig, &ask)), 0, "issued");
	ok(bytes_is_text(rig.answer.issued.requester, "admin"), "to admin");
	ask.policy = "nothing";
	is_int(rig_code(&rig, rig_issue(&rig, &ask)), ERR_POLICY,
	       "a policy that there is not");
	ask.policy = "servers";
	ask.names[0] = "www.example.org";
	is_int(rig_code(&rig, rig_issue(&rig, &ask)), ERR_POLICY,
	       "the policy holds here too");
	ask.names[0] = "mail.contoso.com";
	ask.requester = "https";
	is_int(rig_code(&rig, rig_issue(&rig, &ask)), ERR_FORBIDDEN,
	       "not in the name of the front");
	ask.requester = "nobody";
	is_int(rig_code(&rig, rig_issue(&rig, &ask)), ERR_NOT_FOUND,
	       "not in the name of nobody");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

TAP_MAIN(a_request_becomes_a_logged_certificate,
	 full_batches_are_answered_one_by_one,
	 a_refused_one_leaves_the_batch_in_peace,
	 an_idempotency_key_returns_the_first_certificate,
	 the_front_gets_its_https_certificate_once,
	 an_administrator_issues_on_the_control_socket)
