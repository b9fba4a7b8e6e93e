/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Tokens, reads, refusals in the log, status. */
#include "signer_rig.h"

#include "tests/tap.h"

#include <stdlib.h>
#include <unistd.h>

static struct rig rig;

static int
new_token(const char *requester, const char *policy, uint32_t rights,
	  int64_t expires_at)
{
	static uint8_t hash[32];
	struct msg m = { .type = MSG_TOKEN_NEW };

	hash[0]++;
	m.token_new.requester = bytes_of_text(requester);
	m.token_new.policy = bytes_of_text(policy);
	m.token_new.rights = rights;
	m.token_new.expires_at = expires_at;
	m.token_new.hash = BYTES_OF(hash);
	return rig_code(&rig, rig_call(&rig, rig.control, &m));
}

static void
tokens_are_made_listed_and_revoked(void)
{
	struct msg list = { .type = MSG_TOKEN_LIST };
	struct msg revoke = { .type = MSG_TOKEN_REVOKE };
	unsigned rows = 0;

	rig_begin(&rig, "ec-p256", NULL);
	is_int(new_token("web", "servers", RIGHT_ISSUE | RIGHT_LIST, 0), 0,
	       "a token");
	is_int(new_token("web", "servers", RIGHT_ISSUE, 0), 0, "another");
	is_int(new_token("web", "", RIGHT_ISSUE, 0), 0, "policy as before");
	is_int(new_token("new", "", RIGHT_ISSUE, 0), ERR_USAGE, "no policy");
	is_int(new_token("new", "none", RIGHT_ISSUE, 0), ERR_NOT_FOUND,
	       "a policy that is none");
	is_int(new_token("admin", "servers", RIGHT_ISSUE, 0), ERR_USAGE,
	       "a built-in name");
	is_int(new_token("https", "servers", RIGHT_ISSUE, 0), ERR_USAGE,
	       "the other one");
	is_int(new_token("a b", "servers", RIGHT_ISSUE, 0), ERR_USAGE,
	       "a name with a blank");
	is_int(new_token("=cmd", "servers", RIGHT_ISSUE, 0), ERR_USAGE,
	       "a formula");
	is_int(new_token("", "servers", RIGHT_ISSUE, 0), ERR_USAGE, "no name");
	is_int(new_token("web", "servers", 0, 0), ERR_USAGE, "no right");
	is_int(new_token("web", "servers", RIGHT_APPROVE, 0), ERR_USAGE,
	       "a right that is reserved");
	is_int(new_token("web", "servers", RIGHT_ADMIN, 0), ERR_USAGE,
	       "the right of an administrator");
	is_int(new_token("web", "servers", RIGHT_ISSUE, 1000), ERR_USAGE,
	       "expired at birth");
	while (rig_code(&rig, rig_call(&rig, rig.control, &list)) == 0) {
		rows++;
		list.token_list.after = rig.answer.token_row.token;
	}
	is_int(rig.answer.refused.code, ERR_NOT_FOUND, "the end of the list");
	is_int(rows, 4, "tokens");
	revoke.token_revoke.requester = bytes_of_text("web");
	is_int(rig_code(&rig, rig_call(&rig, rig.control, &revoke)), 0,
	       "revoke all of web");
	is_int(rig.answer.done.number, 3, "three");
	is_int(rig_code(&rig, rig_call(&rig, rig.control, &revoke)),
	       ERR_NOT_FOUND, "none is left");
	revoke.token_revoke.requester = (struct bytes){ 0 };
	is_int(rig_code(&rig, rig_call(&rig, rig.control, &revoke)), ERR_USAGE,
	       "of nobody");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static int
set_policy(const char *requester, const char *policy)
{
	struct msg m = { .type = MSG_REQUESTER_SET };

	m.requester_set.requester = bytes_of_text(requester);
	m.requester_set.policy = bytes_of_text(policy);
	m.requester_set.what = PART_POLICY;
	return rig_code(&rig, rig_call(&rig, rig.control, &m));
}

static void
a_requester_is_held_to_another_policy(void)
{
	struct msg auth = { .type = MSG_AUTH };

	rig_begin(&rig, "ec-p256", NULL);
	is_int(set_policy("mail", "narrow"), 0, "set");
	auth.auth.credential = BYTES_OF(rig.token);
	is_int(rig_code(&rig, rig_call(&rig, rig.front, &auth)), 0, "who");
	ok(bytes_is_text(rig.answer.auth_ok.policy, "narrow"),
	   "its tokens follow");
	is_int(set_policy("mail", "none"), ERR_NOT_FOUND, "no such policy");
	is_int(set_policy("mail", ""), ERR_NOT_FOUND, "no policy");
	is_int(set_policy("nobody", "servers"), ERR_NOT_FOUND, "nobody");
	is_int(set_policy("admin", "servers"), ERR_USAGE, "a built-in one");
	is_int(set_policy("https", "servers"), ERR_USAGE, "the other one");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
private_fields_are_the_owners(void)
{
	struct msg find = { .type = MSG_FIND };
	struct rig_ask ask;
	uint8_t print[32];
	uint8_t other[LIMIT_CREDENTIAL_BYTES], lister[LIMIT_CREDENTIAL_BYTES];

	rig_begin(&rig, "ec-p256", NULL);
	ask = rig_ask_for(&rig, "mail.contoso.com");
	is_int(rig_code(&rig, rig_issue(&rig, &ask)), 0, "issued");
	sha256(rig.answer.issued.certificate, print);
	rig_token(&rig, "web", "other", RIGHT_ISSUE, other);
	rig_token(&rig, "auditor", "list", RIGHT_LIST, lister);
	find.find.by = 2;
	find.find.value = BYTES_OF(print);
	is_int(rig_code(&rig, rig_call(&rig, rig.front, &find)), 0, "nobody");
	is_int(rig.answer.found.state, STORE_ISSUED, "finds it");
	ok(rig.answer.found.certificate.n > 0, "the certificate is public");
	is_int(rig.answer.found.private_fields, 0, "no more");
	ok(rig.answer.found.csr.n == 0 && rig.answer.found.requester.n == 0,
	   "the request is not");
	find.find.credential = BYTES_OF(other);
	is_int(rig_code(&rig, rig_call(&rig, rig.front, &find)), 0, "another");
	is_int(rig.answer.found.private_fields, 0, "no more");
	find.find.credential = BYTES_OF(rig.token);
	is_int(rig_code(&rig, rig_call(&rig, rig.front, &find)), 0, "owner");
	is_int(rig.answer.found.private_fields, 1, "all");
	ok(bytes_is_text(rig.answer.found.csr, "opaque") &&
		   bytes_is_text(rig.answer.found.requester, "mail") &&
		   bytes_is_text(rig.answer.found.policy, "servers") &&
		   bytes_is_text(rig.answer.found.peer, "192.0.2.9") &&
		   bytes_is_text(rig.answer.found.diagnosis, "[]"),
	   "as it was sent");
	find.find.credential = BYTES_OF(lister);
	is_int(rig_code(&rig, rig_call(&rig, rig.front, &find)), 0, "auditor");
	is_int(rig.answer.found.private_fields, 1, "all");
	find.find.credential = (struct bytes){ 0 };
	is_int(rig_code(&rig, rig_call(&rig, rig.control, &find)), 0, "root");
	is_int(rig.answer.found.private_fields, 1, "all");
	print[0] ^= 1;
	is_int(rig_code(&rig, rig_call(&rig, rig.front, &find)), ERR_NOT_FOUND,
	       "an unknown one");
	find.find.by = 9;
	is_int(rig_code(&rig, rig_call(&rig, rig.front, &find)), ERR_MALFORMED,
	       "by something else");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static void
proofs_verify_against_the_head(void)
{
	struct msg ask = { .type = MSG_LOG_PROOF };
	struct msg head = { .type = MSG_LOG_HEAD };
	struct rig_ask issue;
	uint64_t index = 0;
	struct err err;

	rig_begin(&rig, "ec-p256", NULL);
	issue = rig_ask_for(&rig, "mail.contoso.com");
	for (unsigned i = 0; i < 5; i++)
		is_int(rig_code(&rig, rig_issue(&rig, &issue)), 0, "issued");
	index = rig.answer.issued.log_index;
	is_int(rig_code(&rig, rig_call(&rig, rig.front, &head)), 0, "head");
	is_int(rig.answer.head.size, index + 1, "the newest entry is the last");
	ask.log_proof.kind = 1;
	ask.log_proof.a = index - 2;
	is_int(rig_code(&rig, rig_call(&rig, rig.front, &ask)), 0, "proof");
	is_int(merkle_verify_inclusion(
		       index - 2, rig.answer.proof.b, rig.answer.proof.leaf.p,
		       rig.answer.proof.hashes, rig.answer.proof.root.p, &err),
	       0, "inclusion verifies");
	ask.log_proof.a = index + 1;
	is_int(rig_code(&rig, rig_call(&rig, rig.front, &ask)), ERR_NOT_FOUND,
	       "no such entry");
	ask.log_proof.kind = 2;
	ask.log_proof.a = 3;
	ask.log_proof.b = index + 50;
	is_int(rig_code(&rig, rig_call(&rig, rig.front, &ask)), ERR_NOT_FOUND,
	       "beyond the end");
	ask.log_proof.kind = 3;
	ask.log_proof.b = 0;
	is_int(rig_code(&rig, rig_call(&rig, rig.front, &ask)), ERR_MALFORMED,
	       "of no kind");
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

static uint64_t
refusals_logged(void)
{
	struct msg m = { .type = MSG_STATUS };

	if (rig_call(&rig, rig.control, &m) != 0)
		exit(99);
	return rig.answer.status_report.refusals;
}

static void
refusals_enter_the_log_but_not_without_end(void)
{
	struct msg report = { .type = MSG_REFUSAL };
	struct rig_ask ask;
	uint8_t stranger[LIMIT_CREDENTIAL_BYTES] = { CREDENTIAL_TOKEN, 7 };

	rig_begin(&rig, "ec-p256", NULL);
	ask = rig_ask_for(&rig, "www.example.org");
	is_int(rig_code(&rig, rig_issue(&rig, &ask)), ERR_POLICY, "refused");
	report.refusal.credential = BYTES_OF(rig.token);
	report.refusal.door = DOOR_HTTP;
	report.refusal.code = bytes_of_text("badCSR");
	report.refusal.reason = bytes_of_text("cut off");
	rig_send(rig.front, &report);
	report.refusal.credential = BYTES_OF(stranger);
	rig_send(rig.front, &report);
	usleep(1500000);
	is_int(refusals_logged(), 2, "two of a requester, none of a stranger");
	for (unsigned i = 0; i < 200; i++)
		if (rig_issue(&rig, &ask) != 0)
			exit(99);
	usleep(1500000);
	ok(refusals_logged() <= 120 && refusals_logged() >= 60,
	   "%ju of 202 are logged: 60 of one requester in a minute",
	   (uintmax_t)refusals_logged());
	ok(rig_end_is_well(&rig), "the signer ends well, the log verifies");
}

TAP_MAIN(tokens_are_made_listed_and_revoked,
	 a_requester_is_held_to_another_policy, private_fields_are_the_owners,
	 proofs_verify_against_the_head,
	 refusals_enter_the_log_but_not_without_end)
