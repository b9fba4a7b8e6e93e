/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Random numbers that repeat or fail: no serial is used twice. */
#include "signer_rig.h"

#include "tests/tap.h"

#include <stdio.h>
#include <stdlib.h>

static struct rig rig;
static char mode_file[128], preload[1200], variable[160];

static void
set_mode(const char *mode)
{
	FILE *f = fopen(mode_file, "w");

	if (f == NULL || fputs(mode, f) < 0 || fclose(f) != 0)
		exit(99);
}

static int
issue(uint8_t ret_serial[SERIAL_BYTES])
{
	const struct rig_ask ask = rig_ask_as_admin(&rig);
	int code = rig_code(&rig, rig_issue(&rig, &ask));

	if (code == 0)
		memcpy(ret_serial, rig.answer.issued.serial.p, SERIAL_BYTES);
	return code;
}

static void
random_numbers_that_repeat_make_no_serial_twice(void)
{
	const char *top = getenv("top_builddir");
	uint8_t first[SERIAL_BYTES], second[SERIAL_BYTES];

	if (!rig_may_preload()) {
		skip("a sanitizer must be loaded first");
		return;
	}
	rig_make(&rig, "ec-p256", NULL);
	snprintf(mode_file, sizeof(mode_file), "%s/mode", rig.dir);
	snprintf(preload, sizeof(preload),
		 "LD_PRELOAD=%s/tests/unit/serial_shim.so",
		 top != NULL ? top : ".");
	snprintf(variable, sizeof(variable), "SERIAL_SHIM=%s", mode_file);
	rig.environment[0] = preload;
	rig.environment[1] = variable;
	set_mode("same");
	is_int(rig_start(&rig), 0, "%s", rig.fatal.text);
	is_int(issue(first), 0, "the first");
	is_int(issue(second), 0, "the second, of the same random numbers");
	ok(memcmp(first, second, SERIAL_BYTES) != 0, "has another serial");
	set_mode("fail");
	ok(issue(second) > 0, "none without random numbers");
	set_mode("real");
	is_int(issue(second), 0, "and the signer goes on");
	ok(rig_end_is_well(&rig), "the log verifies");
}

TAP_MAIN(random_numbers_that_repeat_make_no_serial_twice)
