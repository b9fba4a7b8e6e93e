/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A wall clock that jumps stops issuing until somebody accepts it. */
#include "signer_rig.h"

#include "tests/tap.h"

static struct rig rig;
static int
issue(void)
{
	const struct rig_ask ask = rig_ask_as_admin(&rig);

	return rig_code(&rig, rig_issue(&rig, &ask));
}

static int
accept_clock(void)
{
	struct msg m = { .type = MSG_CLOCK_ACCEPT };

	return rig_code(&rig, rig_call(&rig, rig.control, &m));
}

static void
is_stopped_by(int64_t seconds, const char *what)
{
	rig_shift_clock(&rig, seconds);
	is_int(issue(), ERR_CLOCK, "%s", what);
	rig_shift_clock(&rig, 0);
	is_int(issue(), ERR_CLOCK, "%s, even when it comes back", what);
	is_int(accept_clock(), 0, "accepted");
	is_int(issue(), 0, "issued again");
}

static void
a_jump_stops_issuing_until_it_is_accepted(void)
{
	if (!rig_begin_clock(&rig, NULL)) {
		skip("no clock that can be moved");
		return;
	}
	is_int(issue(), 0, "the clock is good");
	rig_shift_clock(&rig, 1800);
	is_int(issue(), 0, "half an hour forward is borne");
	rig_shift_clock(&rig, 0);
	is_int(issue(), ERR_CLOCK, "but not back before the last entry");
	is_int(accept_clock(), 0, "accepted");
	is_stopped_by(7200, "two hours forward");
	is_stopped_by(INT64_C(10) * 365 * 86400, "ten years forward");
	is_stopped_by(-7200, "two hours back");
	is_stopped_by(-INT64_C(50) * 365 * 86400, "1976");
	/* The accepted time is the one that counts from then on. */
	rig_shift_clock(&rig, INT64_C(30) * 86400);
	is_int(issue(), ERR_CLOCK, "a month forward");
	is_int(accept_clock(), 0, "accepted as right");
	is_int(issue(), 0, "issued a month later");
	is_int(rig_stop(&rig), 0, "stop");
	/* A start finds the clock a month before the last entry. */
	rig_shift_clock(&rig, 0);
	is_int(rig_start(&rig), 0, "it starts: %s", rig.fatal.text);
	is_int(issue(), ERR_CLOCK, "but does not issue");
	is_int(accept_clock(), 0, "accepted");
	is_int(issue(), 0, "issued");
	ok(rig_end_is_well(&rig), "the log verifies");
}

TAP_MAIN(a_jump_stops_issuing_until_it_is_accepted)
