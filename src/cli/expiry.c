/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* When something ends, as it is given on the command line. */
#include "cli.h"

#include "sanca/clock.h"
#include "sanca/text.h"

#include <string.h>

int
cli_expiry(const char *text, int64_t *ret, struct err *err)
{
	int64_t s = 0;

	if (strcmp(text, "never") == 0) {
		*ret = 0;
		return 0;
	}
	if (text_duration(text, &s, err) < 0)
		return err_context(err, "--expires");
	if (s <= 0 || s > INT64_C(100) * 365 * 86400)
		return err_set(err, ERR_USAGE,
			       "--expires: from 1s to 100y, or never");
	*ret = clock_wall_s() + s;
	return 0;
}
