/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What POST /v1/certificates and POST /v1/check have in common. */
#ifndef SANCA_FRONT_JUDGE_H
#define SANCA_FRONT_JUDGE_H

#include "reply.h"
#include "work.h"

/* Reads what stands beside the body: ?profile=&lifetime=&contact=, Idempotency-Key. */
MUST_CHECK int judge_options(struct request *r, struct err *err);
/* By what the first opinion is formed: for who asks, or, without a token, as
 * the settings say for a request (checks: for a check). */
MUST_CHECK int judge_policy(const struct request *r, bool checks,
			    struct judges *ret, struct err *err);
/* Refuses a body that cannot be read: says what it may be. A private key is
 * blocked first, by the signer: that may be STEP_WAIT. */
enum step judge_refuse_body(struct request *r, const struct err *err);
/* The signer has answered for an exposed key (r->block_pending). */
enum step judge_blocked(struct request *r);
/* Says what the policy refuses. */
enum step judge_refuse_names(struct request *r);
/* Refuses the key, and says the verdict on everything else (w->key,
 * work_judge()). */
enum step judge_refuse_key(struct request *r);
/* After a refusal by what is only remembered: asks who it is. STEP_WAIT, or
 * STEP_DONE when the request was answered; r->step becomes next. */
enum step judge_ask_again(struct request *r, int next);
/* Takes the answer to that; false when the request was refused and answered. */
bool judge_take_identity(struct request *r);

#endif
