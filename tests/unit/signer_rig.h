/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A scratch CA, and a harness that plays supervisor, front and administrator
 * to the real sanca-signer. */
#ifndef TESTS_SIGNER_RIG_H
#define TESTS_SIGNER_RIG_H

#include "sanca/ipc.h"
#include "sanca/issuance_log.h"
#include "sanca/mint.h"

#include <sys/types.h>

#define RIG_GENERATION 7
/* One policy "servers", everything below contoso.com; HTTPS for one name; no
 * OCSP, so that these tests can count certificates. rig_conf_ocsp is the same
 * with it. */
extern const char rig_conf[], rig_conf_ocsp[];

/* A requester's key pair; only the public half matters here. */
struct rig_key {
	struct buf spki;
};

struct rig {
	char dir[64];
	const char *conf;
	uint64_t generation;
	pid_t pid;
	struct channel *supervisor, *front, *control;
	struct channel *validator; /* of rig_new_validator() */
	struct buf storage;
	struct msg answer; /* of the last rig_call() */
	uint64_t last_id;
	struct buf ca_spki;
	/* for rig_start() */
	const char *environment[8]; /* NAME=value */
	const char *options[4];
	char clock[128], clock_variable[192]; /* of rig_begin_clock() */
	bool mounted;
	struct err fatal; /* of a start that failed */
	/* what requests are made with */
	struct rig_key key;		       /* of rig_make() */
	uint8_t token[LIMIT_CREDENTIAL_BYTES]; /* of rig_begin() */
};

/* A request that rig_issue() sends; zero fields are filled in. */
struct rig_ask {
	const char *names[8]; /* dNSName, NULL-terminated */
	struct bytes spki;
	const uint8_t *credential;
	const char *profile;
	int64_t lifetime_s;
	const char *idempotency; /* hashed */
	uint64_t generation;
	uint8_t door;
	const char *requester, *policy;
};

/* False under a sanitizer, which has to be the first library: skip then. */
bool rig_may_preload(void);
/* All of these print why and end the test program on a fault of their own. */
void rig_make(struct rig *r, const char *key_kind, const char *conf);
/* The same on a disk of 4 MiB of its own; -1 when that cannot be mounted. */
int rig_make_small(struct rig *r);
/* rig_make() and rig_start(), the latter must succeed; and the token of a
 * requester "mail" that may issue. */
void rig_begin(struct rig *r, const char *key_kind, const char *conf);
/* rig_make() and rig_start(), with a wall clock that rig_shift_clock() moves; false:
 * faketime is not installed, or a sanitizer must be loaded first. */
bool rig_begin_clock(struct rig *r, const char *conf);
/* The signer's clock stands at real time plus so much from now on. */
void rig_shift_clock(struct rig *r, int64_t seconds);
/* Stops, verifies the log, frees; checks that all of it is well. */
bool rig_end_is_well(struct rig *r);
/* Starts the signer; 0 when it is ready, -1 when it ended (fatal is filled
 * when it said why). */
int rig_start(struct rig *r);
/* Closes the channels and waits: the exit status, or -signal. */
int rig_stop(struct rig *r);
void rig_kill(struct rig *r);
/* Waits for the end: exit status or -signal; -1000 when it goes on. */
int rig_wait(struct rig *r, int timeout_ms);
void rig_free(struct rig *r);
/* A new channel to the signer in the place of the front's, or the validator's. */
void rig_new_front(struct rig *r);
void rig_new_validator(struct rig *r);
void rig_configure(struct rig *r, const char *conf);

/* Sends and waits for the answer with that id. 0; -1 when the channel was
 * closed. */
int rig_call(struct rig *r, struct channel *ch, struct msg *m);
/* The next EVENT of this kind on the front's channel, acknowledged: its number;
 * 0 when none comes. */
uint64_t rig_event(struct rig *r, unsigned kind, int timeout_ms);
/* REVOKE on the control socket; the front acknowledges. */
int rig_revoke(struct rig *r, struct bytes serial, unsigned reason);
/* Whether the signer has closed this channel (waits a little). */
bool rig_is_closed(struct rig *r, struct channel *ch);
/* The code of a REFUSED, 0 for any other answer, -1 when closed. */
int rig_code(const struct rig *r, int rc);
void rig_send(struct channel *ch, const struct msg *m);
/* Takes the next message: 1, 0 on timeout, -1 closed. */
int rig_receive(struct rig *r, struct channel *ch, int timeout_ms,
		struct msg *ret);

void rig_key_make(struct rig_key *key, const char *kind);
void rig_key_free(struct rig_key *key);
/* A token of requester with rights under policy "servers"; the number. */
uint64_t rig_token(struct rig *r, const char *requester, const char *name,
		   uint32_t rights, uint8_t ret[LIMIT_CREDENTIAL_BYTES]);
/* The message for this request; space is memory for its names. */
struct msg rig_message(struct rig *r, const struct rig_ask *ask,
		       struct buf *space);
/* Requests that are issued: of requester "mail" for this name, of the
 * administrator for mail.contoso.com. */
struct rig_ask rig_ask_for(const struct rig *r, const char *name);
struct rig_ask rig_ask_as_admin(const struct rig *r);
/* Through the front (or, with door DOOR_CONTROL, the control channel). */
int rig_issue(struct rig *r, const struct rig_ask *ask);

/* log_verify() over the stopped CA: prints and returns what is wrong. */
int rig_verify(struct rig *r, struct log_verdict *ret);

#endif
