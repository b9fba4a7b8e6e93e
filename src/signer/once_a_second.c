/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What is done once a second, also when nobody asks anything. */
#include "pend.h"
#include "signer.h"

#include "sanca/clock.h"
#include "sanca/logline.h"
#include "sanca/text.h"

#include <inttypes.h>

#define SAY_HEAD_MS 60000

/* In base64, since a journal keeps lines: decoded it is what
 * `sanca log verify --against` takes. */
void
say_head(struct signer *s)
{
	CLEANUP(buf_free) struct buf note = { 0 };
	const struct log_head *head = NULL;

	if (s->log == NULL)
		return;
	head = log_head(s->log);
	if (head->size == s->head_said_size)
		return;
	base64_encode(bytes_of_text(head->note), &note);
	logline(LOGLINE_NOTICE, "log head %" PRIu64 ": %s", head->size,
		buf_text(&note));
	s->head_said_size = head->size;
	s->head_said_ms = clock_monotonic_ms();
}

/* Refusals that no batch has taken along. */
static void
flush_refusals(struct signer *s)
{
	int64_t now = clock_wall_s();
	struct err err;

	if (s->refusals.count == 0 || transaction_begin(s, &err) != 0)
		return;
	if (refusals_write(&s->refusals, s->log, now, &err) == 0 &&
	    transaction_commit(s, now, &err) == 0) {
		refusals_written(&s->refusals);
		return;
	}
	transaction_undo(s);
	signer_storage_fault(s, &err);
}

/* A clock that jumps while nobody asks is noticed all the same. */
static void
watch_clock(struct signer *s)
{
	struct err doubt;

	if (signer_may_issue(s, &doubt) != 0)
		return;
}

void
once_a_second(void *arg)
{
	struct signer *s = arg;

	watch_clock(s);
	storage_probe(s);
	flush_refusals(s);
	profile_look(s);
	responder_look(s);
	revocations_look(s);
	crl_look(s);
	pend_look(s);
	acme_look(s);
	if (clock_monotonic_ms() - s->head_said_ms >= SAY_HEAD_MS)
		say_head(s);
}
