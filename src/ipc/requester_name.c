/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* How requesters may be called. */
#include "sanca/ipc.h"

#include <string.h>

static const char *const built_in[] = { REQUESTER_ADMIN, REQUESTER_HTTPS,
					REQUESTER_ANONYMOUS, REQUESTER_ACME };

bool
requester_is_built_in(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(built_in); i++) {
		if (strcmp(name, built_in[i]) == 0)
			return true;
	}
	return false;
}

static bool
is_lower_or_digit(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* They stand in file names, CSV, log lines and addresses; without upper case and
 * blanks no two of them look alike. */
int
requester_name_check(struct bytes name, struct err *err)
{
	bool good = name.n > 0 && name.n <= LIMIT_LABEL_BYTES &&
		    is_lower_or_digit(name.p[0]);

	for (size_t i = 0; good && i < name.n; i++)
		good = is_lower_or_digit(name.p[i]) || name.p[i] == '-' ||
		       name.p[i] == '_' || name.p[i] == '.';
	if (!good)
		return err_set(err, ERR_USAGE,
			       "a requester is named by 1 to %d lower-case "
			       "letters, digits, '-', '_' and '.', and begins "
			       "with a letter or digit",
			       LIMIT_LABEL_BYTES);
	for (size_t i = 0; i < ARRAY_SIZE(built_in); i++) {
		if (bytes_is_text(name, built_in[i]))
			return err_set(err, ERR_USAGE,
				       "%s is built in: it has neither tokens "
				       "nor a password",
				       built_in[i]);
	}
	return 0;
}
