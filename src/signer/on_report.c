/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What the front reports: it refused somebody, it was shown a private key. */
#include "block.h"
#include "dispatch.h"
#include "who.h"

#include "sanca/clock.h"
#include "sanca/logline.h"

int
on_refusal(struct signer *s, const struct link *l, const struct msg *m,
	   struct reply *ret, struct err *err)
{
	const struct msg_refusal *ask = &m->refusal;
	struct refusal refusal = { .door = ask->door };
	struct caller caller = { 0 };

	(void)l;
	ret->msg.type = 0;
	/* Nobody waits for an answer, and strangers do not enter the log. */
	if (caller_find(s, (enum door)ask->door, ask->credential,
			clock_wall_s(), &caller, err) != 0)
		return err->code == ERR_UNAUTHORIZED ? 0 : -1;
	refusal_text(bytes_of_text(caller.requester.name), refusal.requester,
		     sizeof(refusal.requester));
	refusal_text(ask->code, refusal.code, sizeof(refusal.code));
	refusal_text(ask->reason, refusal.reason, sizeof(refusal.reason));
	refusal_text(ask->peer, refusal.peer, sizeof(refusal.peer));
	refusal_text(ask->request_id, refusal.request_id,
		     sizeof(refusal.request_id));
	refusals_add(&s->refusals, caller.requester.id,
		     s->configuration->conf->refusals_logged_per_minute,
		     &refusal);
	return 0;
}

/* Each is a commit: the front may not make many of them for one requester, who
 * would take it from the others. */
static int
check_block_rate(struct signer *s, uint64_t requester, struct err *err)
{
	if (share_take(&s->blocked, requester, LIMIT_BLOCKED_A_MINUTE))
		return 0;
	return err_set(err, ERR_RATE_LIMITED,
		       "more than %d keys of one requester were to be "
		       "blocked in a minute",
		       LIMIT_BLOCKED_A_MINUTE);
}

static int
block(struct signer *s, const struct msg_block_key *ask, struct bytes who,
      struct err *err)
{
	int64_t now = clock_wall_s();

	if (key_block(s, ask->spki_sha256, who, ask->reason, now, err) != 0)
		return -1;
	return transaction_commit(s, now, err);
}

/* Who has to answer for it: a requester, or 0 when none is known. */
static uint64_t
reporter(struct signer *s, const struct link *l, struct bytes credential,
	 struct caller *space, struct bytes *ret_name)
{
	struct err ignored;

	*ret_name = bytes_of_text(l->role == FROM_CONTROL ? "administrator"
							  : "sanca-front");
	if (l->role == FROM_CONTROL ||
	    caller_find(s, credential_door(credential), credential,
			clock_wall_s(), space, &ignored) != 0)
		return 0;
	*ret_name = bytes_of_text(space->requester.name);
	return space->requester.id;
}

int
on_block_key(struct signer *s, const struct link *l, const struct msg *m,
	     struct reply *ret, struct err *err)
{
	const struct msg_block_key *ask = &m->block_key;
	struct caller caller = { 0 };
	struct bytes name;
	uint64_t requester = reporter(s, l, ask->credential, &caller, &name);

	if (ask->spki_sha256.n != 32)
		return err_set(err, ERR_MALFORMED,
			       "BLOCK_KEY: the key's hash is no SHA-256");
	ret->msg.type = MSG_DONE;
	if (store_key_blocked(s->store, ask->spki_sha256, err) == 0)
		return 0;
	if (err->code != ERR_NOT_FOUND)
		return -1;
	if (l->role == FROM_FRONT && check_block_rate(s, requester, err) != 0)
		return -1;
	if (transaction_begin(s, err) != 0)
		return -1;
	if (block(s, ask, name, err) != 0) {
		transaction_undo(s);
		signer_storage_fault(s, err);
		return -1;
	}
	logline(LOGLINE_WARNING, "a private key was exposed; its public key "
				 "will never be certified");
	return 0;
}
