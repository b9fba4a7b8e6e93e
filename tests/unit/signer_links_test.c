/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Those who speak with the signer and do not behave: what others notice. */
#include "config.h"
#include "signer_rig.h"

#include "sanca/clock.h"
#include "sanca/limits.h"

#include "tests/tap.h"

static struct rig rig;

/* Takes what the supervisor hears until EXPELLED comes. */
static bool
supervisor_hears_expelled(int timeout_ms)
{
	int64_t by = clock_monotonic_ms() + timeout_ms;
	struct msg m;

	while (clock_monotonic_ms() < by) {
		int rc = rig_receive(&rig, rig.supervisor, 50, &m);

		if (rc < 0)
			return false;
		if (rc == 1 && m.type == MSG_EXPELLED)
			return true;
	}
	return false;
}

static void
the_supervisor_is_told_once_who_was_expelled(void)
{
	struct msg m = { .type = MSG_CLOCK_ACCEPT, .id = 99 };
	struct msg ready = { .type = MSG_READY, .id = 99 };
	struct rig_ask ask;

	rig_begin(&rig, "ec-p256", NULL);
	rig_send(rig.front, &m);
	ok(rig_is_closed(&rig, rig.front), "what the front may not send");
	ok(supervisor_hears_expelled(2000), "is told to the supervisor");
	ok(!supervisor_hears_expelled(200), "once");
	rig_new_front(&rig);
	rig_send(rig.control, &ready);
	ok(rig_is_closed(&rig, rig.control), "a control client the same");
	ok(!supervisor_hears_expelled(200), "is no affair of the supervisor");
	ask = rig_ask_for(&rig, "mail.contoso.com");
	is_int(rig_code(&rig, rig_issue(&rig, &ask)), 0, "the next is served");
	is_int(rig_stop(&rig), 0, "the signer ends well");
	rig_free(&rig);
}

/* With a wait of LIMIT_ANSWER_WAIT_MS for it, one of the requests beside it
 * would take that long. */
static void
a_control_client_that_does_not_read_holds_up_nobody(void)
{
	struct msg status = { .type = MSG_STATUS };
	struct rig_ask ask;
	struct err err;
	int64_t slowest = 0;
	unsigned sent = 0, issued = 0, asked = 0;
	bool gone = false;

	rig_begin(&rig, "ec-p256", NULL);
	ask = rig_ask_for(&rig, "mail.contoso.com");
	for (status.id = 1; !gone && sent < 20000; status.id++, sent++) {
		int64_t before = 0;

		/* It closes the channel when an answer does not fit. */
		gone = channel_send(rig.control, &status, -1, 2000, &err) != 0;
		if (sent % 50 != 0 && !gone)
			continue;
		before = clock_monotonic_ms();
		asked++;
		issued += rig_code(&rig, rig_issue(&rig, &ask)) == 0;
		before = clock_monotonic_ms() - before;
		slowest = before > slowest ? before : slowest;
	}
	ok(gone, "it is closed after %u requests without reading", sent);
	is_int(issued, asked, "the front's are all issued");
#ifdef SANCA_SANITIZE
	diag("the slowest took %jd ms", (intmax_t)slowest);
#else
	ok(slowest < LIMIT_ANSWER_WAIT_MS, "the slowest took %jd ms",
	   (intmax_t)slowest);
#endif
	is_int(rig_stop(&rig), 0, "the signer ends well");
	rig_free(&rig);
}

TAP_MAIN(the_supervisor_is_told_once_who_was_expelled,
	 a_control_client_that_does_not_read_holds_up_nobody)
