/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Asks the signer without holding up a thread. */
#ifndef SANCA_FRONT_SIGNER_CLIENT_H
#define SANCA_FRONT_SIGNER_CLIENT_H

#include "sanca/ipc.h"

enum ask_state { ASK_IDLE, ASK_WAITING, ASK_ANSWERED, ASK_FAILED };

/* One question at a time. While it is WAITING it belongs to the client; then
 * wake(ctx) is called once, from the client's thread. */
struct ask {
	enum ask_state state;
	struct buf storage; /* answer borrows from it */
	struct msg answer;
	struct err err; /* of FAILED; also what REFUSED says */
	void (*wake)(void *ctx);
	void *ctx;
};

struct signer_client;

/* Called from the client's thread for each EVENT; when it returns, all is done
 * that the event asks for, and it is acknowledged. It may ask nothing. */
typedef void signer_event_fn(void *ctx, const struct msg_event *event);

/* Takes the descriptor, also on failure. */
MUST_CHECK int signer_client_new(int fd, signer_event_fn *on_event, void *ctx,
				 struct signer_client **ret, struct err *err);
void signer_client_free(struct signer_client **client);
/* Another signer: everything under way fails, nothing is sent again. */
void signer_client_replace(struct signer_client *client, int fd);

/*
 * Sends m; the answer comes by ask->wake(). -1 (ERR_UNAVAILABLE) at once when
 * there is no signer or too much waits; then wake is not called. before() is
 * called when the question is sure to be sent or failed through wake().
 */
MUST_CHECK int signer_ask(struct signer_client *client, struct ask *ask,
			  const struct msg *m, void (*before)(void *ctx),
			  struct err *err);
/* Wakes ask after wait_ms, or when signer_unpark() is called: the settings
 * of one of the two processes have changed. */
MUST_CHECK int signer_park(struct signer_client *client, struct ask *ask,
			   int wait_ms, void (*before)(void *ctx),
			   struct err *err);
void signer_unpark(struct signer_client *client);
/* Sends without waiting for an answer; what cannot be sent is lost. */
void signer_tell(struct signer_client *client, const struct msg *m);
/* Blocks; not for threads that serve connections. */
MUST_CHECK int signer_call(struct signer_client *client, struct ask *ask,
			   const struct msg *m, struct err *err);
/* For good: fails everything under way, and from then on every question at
 * once. Afterwards nobody is woken who was not woken before it returned. */
void signer_client_close(struct signer_client *client);

bool signer_is_connected(struct signer_client *client);
size_t signer_pending(struct signer_client *client);

#endif
