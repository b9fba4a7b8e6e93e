/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* SIGKILL at any moment: what was answered is logged, what was not answered is
 * void, and no serial has two certificates. */
#include "signer_rig.h"

#include "sanca/clock.h"

#include "tests/tap.h"

#include <signal.h>
#include <stdlib.h>

#define ROUNDS 50
#define LEDGER 60000

static struct rig rig;
/* SHA-256 of every certificate that was answered. */
static uint8_t (*ledger)[32];
static size_t answered;
static unsigned nothing_sent, nothing_answered;

static void
take_answers(int timeout_ms)
{
	struct msg m;

	while (rig_receive(&rig, rig.front, timeout_ms, &m) > 0) {
		if (m.type == MSG_ISSUED && answered < LEDGER)
			sha256(m.issued.certificate, ledger[answered++]);
	}
}

/* Keeps up to 64 requests in flight for so long, then kills. */
static void
load_and_kill(int64_t us)
{
	CLEANUP(buf_free) struct buf space = { 0 };
	const struct rig_ask ask = rig_ask_for(&rig, "mail.contoso.com");
	struct msg m = rig_message(&rig, &ask, &space);
	int64_t end = clock_monotonic_us() + us;
	size_t before = answered;
	size_t sent = 0;
	struct err err;

	m.id = 1;
	while (clock_monotonic_us() < end) {
		while (sent - (answered - before) < 64 &&
		       channel_send(rig.front, &m, -1, 0, &err) == 0)
			sent++;
		take_answers(0);
	}
	kill(rig.pid, SIGKILL);
	/* What was sent before it died counts as answered; the first end may be
	 * a reset, for what it had not read, with answers behind it. */
	take_answers(2000);
	take_answers(2000);
	nothing_sent += sent == 0;
	nothing_answered += answered == before;
	rig_wait(&rig, 10000);
}

static void
every_answer_is_in_the_log(void)
{
	struct store *store = NULL;
	struct log_verdict verdict;
	struct err err;
	size_t missing = 0;

	is_int(rig_verify(&rig, &verdict), 0, "the log verifies");
	is_int(verdict.open_reservations, 0, "no reservation is open");
	if (!is_int(store_open(rig.dir, STORE_READ, &store, &err), 0, "store"))
		return;
	for (size_t i = 0; i < answered; i++) {
		uint64_t id = 0;

		missing += store_certificate_find(store, STORE_BY_SHA256,
						  BYTES_OF(ledger[i]), &id,
						  &err) != 0;
	}
	is_int(missing, 0, "certificates answered but not logged");
	ok(verdict.certificates >= answered, "none is missing");
	diag("%zu answers, %ju certificates, %ju void; %u kills before an "
	     "answer",
	     answered, (uintmax_t)verdict.certificates,
	     (uintmax_t)verdict.voids, nothing_answered);
	ok(verdict.voids > 0, "kills fell between reservation and log");
	store_free(&store);
}

static void
kills_lose_nothing_and_double_nothing(void)
{
	uint64_t seed = 12345;

	ledger = calloc(LEDGER, sizeof(*ledger));
	if (ledger == NULL)
		exit(99);
	rig_begin(&rig, "ec-p256", NULL);
	for (unsigned round = 0; round < ROUNDS; round++) {
		seed = seed * 6364136223846793005u + 1442695040888963407u;
		load_and_kill((int64_t)((seed >> 33) % 60000));
		if (!is_int(rig_start(&rig), 0, "starts after kill %u: %s",
			    round, rig.fatal.text))
			break;
	}
	is_int(rig_stop(&rig), 0, "the last one ends well");
	every_answer_is_in_the_log();
	rig_free(&rig);
	free(ledger);
}

TAP_MAIN(kills_lose_nothing_and_double_nothing)
