/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Messages that are answered at once, each by its handler. */
#ifndef SANCA_SIGNER_DISPATCH_H
#define SANCA_SIGNER_DISPATCH_H

#include "signer.h"

/* What a handler fills: the answer, and memory for what it points to. */
struct reply {
	struct msg msg; /* type 0: no answer */
	struct buf space[4];
};

/* On -1 the answer is REFUSED with err. */
typedef int handler_fn(struct signer *s, const struct link *l,
		       const struct msg *m, struct reply *ret, struct err *err);

handler_fn on_auth, on_find, on_log_head, on_log_proof, on_status, on_refusal;
handler_fn on_block_key, on_token_new, on_token_list, on_token_revoke;
handler_fn on_login, on_logout, on_reauth;
handler_fn on_link_find, on_link_use, on_link_new;
handler_fn on_requester_set, on_revoke, on_pending_refuse;
handler_fn on_clock_accept, on_event_ack;

/* The first message of a channel: both sides must be of one version. */
void dispatch_hello(struct link *l, const struct msg *m);
/* Every message but HELLO, OCSP, ISSUE, ISSUE_TLS, APPROVE and RENEW. */
void dispatch(struct signer *s, struct link *l, const struct msg *m);

#endif
