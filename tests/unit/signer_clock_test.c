/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A wall clock that jumps stops issuing until somebody accepts it. */
#include "signer_rig.h"

#include "tests/tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define LIBRARY "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"

static struct rig rig;
static char stamp[128], stamp_variable[192];

/* The signer's clock stands at real time plus so much from now on. */
static void
shift_clock(int64_t seconds)
{
	char text[32];
	FILE *f = fopen(stamp, "w");

	snprintf(text, sizeof(text), "%+lld", (long long)seconds);
	if (f == NULL || fputs(text, f) < 0 || fclose(f) != 0)
		exit(99);
}

static bool
can_fake(void)
{
	if (!rig_may_preload()) {
		skip("a sanitizer must be loaded first");
		return false;
	}
	if (access(LIBRARY, R_OK) != 0) {
		skip("faketime is not installed");
		return false;
	}
	return true;
}

static void
begin(void)
{
	rig_make(&rig, "ec-p256", NULL);
	snprintf(stamp, sizeof(stamp), "%s/stamp", rig.dir);
	snprintf(stamp_variable, sizeof(stamp_variable),
		 "FAKETIME_TIMESTAMP_FILE=%s", stamp);
	shift_clock(0);
	rig.environment[0] = "LD_PRELOAD=" LIBRARY;
	rig.environment[1] = stamp_variable;
	rig.environment[2] = "FAKETIME_NO_CACHE=1";
	rig.environment[3] = "FAKETIME_DONT_FAKE_MONOTONIC=1";
	if (rig_start(&rig) != 0) {
		printf("Bail out! %s\n", rig.fatal.text);
		exit(99);
	}
}

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
	shift_clock(seconds);
	is_int(issue(), ERR_CLOCK, "%s", what);
	shift_clock(0);
	is_int(issue(), ERR_CLOCK, "%s, even when it comes back", what);
	is_int(accept_clock(), 0, "accepted");
	is_int(issue(), 0, "issued again");
}

static void
a_jump_stops_issuing_until_it_is_accepted(void)
{
	if (!can_fake())
		return;
	begin();
	is_int(issue(), 0, "the clock is good");
	shift_clock(1800);
	is_int(issue(), 0, "half an hour forward is borne");
	shift_clock(0);
	is_int(issue(), ERR_CLOCK, "but not back before the last entry");
	is_int(accept_clock(), 0, "accepted");
	is_stopped_by(7200, "two hours forward");
	is_stopped_by(INT64_C(10) * 365 * 86400, "ten years forward");
	is_stopped_by(-7200, "two hours back");
	is_stopped_by(-INT64_C(50) * 365 * 86400, "1976");
	/* The accepted time is the one that counts from then on. */
	shift_clock(INT64_C(30) * 86400);
	is_int(issue(), ERR_CLOCK, "a month forward");
	is_int(accept_clock(), 0, "accepted as right");
	is_int(issue(), 0, "issued a month later");
	is_int(rig_stop(&rig), 0, "stop");
	/* A start finds the clock a month before the last entry. */
	shift_clock(0);
	is_int(rig_start(&rig), 0, "it starts: %s", rig.fatal.text);
	is_int(issue(), ERR_CLOCK, "but does not issue");
	is_int(accept_clock(), 0, "accepted");
	is_int(issue(), 0, "issued");
	ok(rig_end_is_well(&rig), "the log verifies");
}

TAP_MAIN(a_jump_stops_issuing_until_it_is_accepted)
