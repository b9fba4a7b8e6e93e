/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Revocation over the wire: who may, what follows what, who is told when. */
#include "signer_rig.h"

#include "sanca/clock.h"
#include "sanca/files.h"

#include "tests/tap.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct rig rig;
static uint8_t serial[SERIAL_BYTES];

/* One of requester "mail"; its serial is in serial. */
static void
issue(const char *name)
{
	struct rig_ask ask = rig_ask_for(&rig, name);

	is_int(rig_code(&rig, rig_issue(&rig, &ask)), 0, "%s is issued", name);
	memcpy(serial, rig.answer.issued.serial.p, sizeof(serial));
}

static int
revoke_it(unsigned reason)
{
	return rig_code(&rig, rig_revoke(&rig, BYTES_OF(serial), reason));
}

/* As the front asks: with a token, or with a proof. Nobody acknowledges. */
static struct msg
of_front(const uint8_t *credential)
{
	static uint8_t one[1 + SERIAL_BYTES];
	struct msg m = { .type = MSG_REVOKE };

	one[0] = SERIAL_BYTES;
	memcpy(one + 1, serial, SERIAL_BYTES);
	m.revoke.serials = BYTES_OF(one);
	m.revoke.reason = REASON_SUPERSEDED;
	if (credential != NULL)
		m.revoke.credential =
			(struct bytes){ credential, LIMIT_CREDENTIAL_BYTES };
	m.revoke.peer = bytes_of_text("192.0.2.9");
	m.revoke.request_id = bytes_of_text("rig");
	return m;
}

static int
code_of_front(const uint8_t *credential)
{
	struct msg m = of_front(credential);

	return rig_code(&rig, rig_call(&rig, rig.front, &m));
}

static unsigned
found_reason(void)
{
	struct msg m = { .type = MSG_FIND };

	m.find.by = 1;
	m.find.value = BYTES_OF(serial);
	is_int(rig_code(&rig, rig_call(&rig, rig.control, &m)), 0, "found");
	return rig.answer.found.state == STORE_REVOKED ? rig.answer.found.reason
						       : 99;
}

/* ---- claims -------------------------------------------------------------------- */

static void
what_is_final_stays_and_a_hold_can_be_lifted(void)
{
	int64_t when = 0;

	rig_begin(&rig, "ec-p256", NULL);
	issue("a.contoso.com");
	is_int(found_reason(), 99, "it is good");
	is_int(revoke_it(REASON_CERTIFICATE_HOLD), 0, "held");
	is_int(found_reason(), REASON_CERTIFICATE_HOLD, "and known as held");
	is_int(revoke_it(REASON_CERTIFICATE_HOLD), ERR_ALREADY_REVOKED,
	       "again");
	is_int(revoke_it(REASON_REMOVE_FROM_CRL), 0, "lifted");
	is_int(found_reason(), 99, "it is good again");
	is_int(revoke_it(REASON_REMOVE_FROM_CRL), ERR_ALREADY_REVOKED,
	       "nothing to lift");
	is_int(revoke_it(REASON_SUPERSEDED), 0, "revoked");
	when = rig.answer.revoked.revoked_at;
	is_int(revoke_it(REASON_REMOVE_FROM_CRL), ERR_CONFLICT, "for good");
	is_int(revoke_it(REASON_AFFILIATION_CHANGED), ERR_CONFLICT,
	       "for this reason");
	is_int(revoke_it(REASON_KEY_COMPROMISE), 0, "but the worst one");
	is_int(rig.answer.revoked.revoked_at, when, "at the time it has");
	is_int(found_reason(), REASON_KEY_COMPROMISE, "which is known");
	is_int(revoke_it(REASON_CA_COMPROMISE), ERR_BAD_REASON, "one of CAs");
	is_int(revoke_it(7), ERR_BAD_REASON, "none at all");
	serial[17] ^= 1;
	is_int(revoke_it(REASON_SUPERSEDED), ERR_NOT_FOUND, "of nobody");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
a_compromised_key_is_never_certified_again(void)
{
	struct rig_ask ask;

	rig_begin(&rig, "ec-p256", NULL);
	issue("a.contoso.com");
	is_int(revoke_it(REASON_KEY_COMPROMISE), 0, "revoked");
	ask = rig_ask_for(&rig, "b.contoso.com");
	is_int(rig_code(&rig, rig_issue(&rig, &ask)), ERR_BAD_PUBLIC_KEY,
	       "its key is blocked");
	ok(rig_end_is_well(&rig), "and the log verifies");
}

static void
a_token_revokes_its_own_and_with_the_right_to_list_others(void)
{
	uint8_t none[LIMIT_CREDENTIAL_BYTES], own[LIMIT_CREDENTIAL_BYTES];
	uint8_t other[LIMIT_CREDENTIAL_BYTES], lister[LIMIT_CREDENTIAL_BYTES];

	rig_begin(&rig, "ec-p256", NULL);
	rig_token(&rig, "mail", "none", RIGHT_ISSUE | RIGHT_LIST, none);
	rig_token(&rig, "mail", "own", RIGHT_REVOKE, own);
	rig_token(&rig, "web", "other", RIGHT_REVOKE, other);
	rig_token(&rig, "web", "lister", RIGHT_REVOKE | RIGHT_LIST, lister);
	issue("a.contoso.com");
	is_int(code_of_front(none), ERR_FORBIDDEN, "without the right");
	is_int(code_of_front(other), ERR_FORBIDDEN, "another requester");
	lister[1] ^= 1;
	is_int(code_of_front(lister), ERR_UNAUTHORIZED, "nobody's token");
	lister[1] ^= 1;
	is_int(code_of_front(NULL), ERR_FORBIDDEN, "neither token nor proof");
	is_int(found_reason(), 99, "nothing has happened");
	{
		struct msg m = of_front(own);

		m.id = ++rig.last_id;
		rig_send(rig.front, &m);
		ok(rig_event(&rig, EVENT_REVOKED, 5000) > 0, "its own token");
	}
	is_int(found_reason(), REASON_SUPERSEDED, "revoked");
	issue("b.contoso.com");
	{
		struct msg m = of_front(lister);

		m.id = ++rig.last_id;
		rig_send(rig.front, &m);
		ok(rig_event(&rig, EVENT_REVOKED, 5000) > 0, "who may list");
	}
	is_int(found_reason(), REASON_SUPERSEDED, "revoked");
	ok(rig_end_is_well(&rig), "and the log verifies");
}

static void
nobody_is_answered_before_the_front_knows(void)
{
	struct msg m, event, answer;
	uint8_t one[1 + SERIAL_BYTES] = { SERIAL_BYTES };

	rig_begin(&rig, "ec-p256", NULL);
	while (rig_event(&rig, EVENT_REVOKED, 200) > 0)
		;
	issue("a.contoso.com");
	memcpy(one + 1, serial, SERIAL_BYTES);
	m = (struct msg){ .type = MSG_REVOKE, .id = ++rig.last_id };
	m.revoke.serials = BYTES_OF(one);
	rig_send(rig.control, &m);
	do
		is_int(rig_receive(&rig, rig.front, 5000, &event), 1,
		       "the front is told");
	while (event.type != MSG_EVENT || event.event.kind != EVENT_REVOKED);
	ok(bytes_equal(event.event.serial, BYTES_OF(serial)), "of which");
	is_int(rig_receive(&rig, rig.control, 300, &answer), 0,
	       "who asked is not answered yet");
	event.type = MSG_EVENT_ACK;
	answer = (struct msg){ .type = MSG_EVENT_ACK };
	answer.event_ack.kind = EVENT_REVOKED;
	answer.event_ack.number = 1;
	rig_send(rig.front, &answer);
	is_int(rig_receive(&rig, rig.control, 300, &answer), 0,
	       "an acknowledgement of something earlier does not do");
	/* It never comes: the front is started anew by sancad, and a new one
	 * keeps nothing. Until then the old one may give out what it keeps. */
	ok(rig_is_closed(&rig, rig.front),
	   "a front that is silent is expelled");
	is_int(rig_receive(&rig, rig.control, 300, &answer), 0,
	       "who asked waits for its end");
	rig_new_front(&rig);
	ok(rig_event(&rig, EVENT_REVOKED, 5000) > 0,
	   "a new one is told how far it is");
	is_int(rig_receive(&rig, rig.control, 5000, &answer), 1,
	       "then who asked is answered");
	is_int(answer.type, MSG_REVOKED, "revoked");
	ok(rig_end_is_well(&rig), "and the log verifies");
}

static void
many_are_one_transaction(void)
{
	struct buf serials = { 0 };
	struct msg m = { .type = MSG_REVOKE };

	rig_begin(&rig, "ec-p256", NULL);
	for (int i = 0; i < 3; i++) {
		issue("a.contoso.com");
		buf_append_u8(&serials, SERIAL_BYTES);
		buf_append_bytes(&serials, BYTES_OF(serial));
	}
	is_int(revoke_it(REASON_SUPERSEDED), 0, "the last one is revoked");
	m.id = ++rig.last_id;
	m.revoke.serials = buf_bytes(&serials);
	m.revoke.reason = REASON_SUPERSEDED;
	rig_send(rig.control, &m);
	ok(rig_event(&rig, EVENT_REVOKED, 5000) > 0, "the front is told once");
	is_int(rig_receive(&rig, rig.control, 5000, &rig.answer), 1, "answer");
	is_int(rig.answer.revoked.changed, 2, "two changed");
	is_int(rig.answer.revoked.unchanged, 1, "one stood so already");
	serials.p[1] ^= 0x40;
	is_int(rig_code(&rig, rig_call(&rig, rig.control, &m)), ERR_NOT_FOUND,
	       "with one that there is not, none is touched");
	buf_free(&serials);
	ok(rig_end_is_well(&rig), "and the log verifies");
}

/* ---- CRLs ------------------------------------------------------------------------ */

static unsigned
crl_entries(uint64_t *ret_number)
{
	CLEANUP(buf_free) struct buf file = { 0 };
	char path[160];
	struct crl crl;
	struct crl_entry entry;
	unsigned count = 0;
	struct err err;

	snprintf(path, sizeof(path), "%s/" CRL_FILE, rig.dir);
	if (file_read(AT_FDCWD, path, 1 << 20, &file, &err) != 0 ||
	    crl_parse(buf_bytes(&file), &crl, &err) != 0)
		return 999;
	while (crl_next(&crl, &entry, &err) == 0)
		count++;
	*ret_number = crl.number;
	return count;
}

static void
a_crl_follows_within_a_second(void)
{
	uint64_t first = 0, second = 0;
	int64_t begun = 0;

	rig_begin(&rig, "ec-p256", NULL);
	is_int(crl_entries(&first), 0, "it begins with an empty one");
	issue("a.contoso.com");
	begun = clock_monotonic_ms();
	is_int(revoke_it(REASON_SUPERSEDED), 0, "revoked");
	ok(rig_event(&rig, EVENT_CRL, 5000) > 0, "the front is told of a CRL");
	ok(clock_monotonic_ms() - begun < 1500, "within a second or so");
	is_int(crl_entries(&second), 1, "with one entry");
	ok(second > first, "of a greater number");
	issue("b.contoso.com");
	is_int(revoke_it(REASON_CERTIFICATE_HOLD), 0, "another is held");
	ok(rig_event(&rig, EVENT_CRL, 5000) > 0, "a further CRL");
	is_int(crl_entries(&first), 2, "with both");
	ok(first > second, "growing");
	is_int(revoke_it(REASON_REMOVE_FROM_CRL), 0, "the hold is lifted");
	ok(rig_event(&rig, EVENT_CRL, 5000) > 0, "a further CRL");
	is_int(crl_entries(&second), 1, "without it");
	ok(rig_end_is_well(&rig), "and the log verifies");
}

static void
a_revocation_just_before_the_end_is_on_the_crl(void)
{
	uint64_t number = 0;

	rig_begin(&rig, "ec-p256", NULL);
	issue("a.contoso.com");
	is_int(revoke_it(REASON_SUPERSEDED), 0, "revoked");
	is_int(rig_stop(&rig), 0, "and stopped at once");
	is_int(crl_entries(&number), 1, "it is on the CRL");
	is_int(rig_start(&rig), 0, "started again");
	issue("b.contoso.com");
	is_int(revoke_it(REASON_SUPERSEDED), 0, "another is revoked");
	rig_kill(&rig);
	is_int(rig_start(&rig), 0, "killed and started again");
	for (int i = 0; i < 100 && crl_entries(&number) != 2; i++)
		(void)rig_event(&rig, EVENT_CRL, 50);
	is_int(crl_entries(&number), 2, "the CRL catches up");
	ok(rig_end_is_well(&rig), "and the log verifies");
}

static void
a_crl_that_is_missing_or_spoilt_is_made_anew(void)
{
	CLEANUP(buf_free) struct buf crl = { 0 };
	uint64_t first = 0, number = 0;
	char path[160];
	struct err err;

	rig_make(&rig, "ec-p384", NULL);
	is_int(crl_entries(&first), 0, "there is one");
	snprintf(path, sizeof(path), "%s/" CRL_FILE, rig.dir);
	is_int(file_replace(AT_FDCWD, path, bytes_of_text("spoilt"), 0644,
			    (uid_t)-1, (gid_t)-1, &err),
	       0, "somebody writes over it");
	is_int(rig_start(&rig), 0, "start");
	for (int i = 0; i < 100 && crl_entries(&number) != 0; i++)
		(void)rig_event(&rig, EVENT_CRL, 50);
	is_int(crl_entries(&number), 0, "it is made anew");
	ok(number > first, "with a greater number");
	is_int(rig_stop(&rig), 0, "stop");
	/* Half a year ahead, in the last digit of the year of nextUpdate. */
	is_int(file_read(AT_FDCWD, path, 1 << 20, &crl, &err), 0, "read");
	for (size_t i = crl.n - 15; i > 0; i--)
		if (crl.p[i] == 0x17 && crl.p[i + 1] == 13) {
			crl.p[i + 3]++;
			break;
		}
	is_int(file_replace(AT_FDCWD, path, buf_bytes(&crl), 0644, (uid_t)-1,
			    (gid_t)-1, &err),
	       0, "one digit is changed");
	first = number;
	is_int(rig_start(&rig), 0, "start");
	for (int i = 0; i < 100 && number == first; i++) {
		(void)rig_event(&rig, EVENT_CRL, 50);
		is_int(crl_entries(&number), 0, "it is there");
	}
	ok(number > first, "that one is made anew, too");
	ok(rig_end_is_well(&rig), "and the log verifies");
}

/* Lives until the next call but one. */
static const char *
below(const char *name)
{
	static char paths[2][160];
	static unsigned turn;
	char *path = paths[turn++ % 2];

	snprintf(path, sizeof(paths[0]), "%s/%s", rig.dir, name);
	return path;
}

static void
copy_file(const char *from, const char *to)
{
	CLEANUP(buf_free) struct buf content = { 0 };
	struct err err;

	if (file_read(AT_FDCWD, from, 1 << 26, &content, &err) != 0 ||
	    file_replace(AT_FDCWD, to, buf_bytes(&content), 0640, (uid_t)-1,
			 (gid_t)-1, &err) != 0)
		ok(false, "%s", err.text);
}

static void
a_backup_that_is_brought_back_revives_nobody(void)
{
	uint8_t kept[SERIAL_BYTES];
	uint64_t before = 0, after = 0;
	struct rig_ask ask;

	rig_begin(&rig, "ec-p256", NULL);
	issue("a.contoso.com");
	memcpy(kept, serial, sizeof(kept));
	is_int(rig_stop(&rig), 0, "stop");
	copy_file(below("log/ca.db"), below("yesterday.db"));
	copy_file(below("log/high-water"), below("yesterday.mark"));
	is_int(rig_start(&rig), 0, "start");
	issue("b.contoso.com");
	is_int(revoke_it(REASON_SUPERSEDED), 0,
	       "one that the backup does not know is revoked");
	memcpy(serial, kept, sizeof(kept));
	is_int(revoke_it(REASON_KEY_COMPROMISE), 0, "and one that it knows");
	is_int(rig_stop(&rig), 0, "stop");
	is_int(crl_entries(&before), 2, "both are on the CRL");
	/* All of log/, so that the mark is as old and tells nothing. */
	copy_file(below("yesterday.db"), below("log/ca.db"));
	copy_file(below("yesterday.mark"), below("log/high-water"));
	unlink(below("log/ca.db-wal"));
	unlink(below("log/ca.db-shm"));
	is_int(rig_start(&rig), -1, "the CRL shows an older database");
	rig.options[0] = "--accept-rollback";
	is_int(rig_start(&rig), 0, "until it is accepted");
	rig.options[0] = NULL;
	is_int(found_reason(), REASON_KEY_COMPROMISE,
	       "it is revoked all the same");
	ask = rig_ask_for(&rig, "c.contoso.com");
	is_int(rig_code(&rig, rig_issue(&rig, &ask)), ERR_BAD_PUBLIC_KEY,
	       "and its key blocked");
	for (int i = 0; i < 100 && crl_entries(&after) != 1; i++)
		(void)rig_event(&rig, EVENT_CRL, 50);
	is_int(crl_entries(&after), 1, "and on the new CRL");
	ok(after > before, "whose number is greater");
	ok(rig_end_is_well(&rig), "and the log verifies");
}

TAP_MAIN(what_is_final_stays_and_a_hold_can_be_lifted,
	 a_compromised_key_is_never_certified_again,
	 a_token_revokes_its_own_and_with_the_right_to_list_others,
	 nobody_is_answered_before_the_front_knows, many_are_one_transaction,
	 a_crl_follows_within_a_second,
	 a_revocation_just_before_the_end_is_on_the_crl,
	 a_crl_that_is_missing_or_spoilt_is_made_anew,
	 a_backup_that_is_brought_back_revives_nobody)
