/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The kernel's random octets: alone, so that a test can bring its own. */
#include "sanca/clock.h"

#include <errno.h>
#include <sys/random.h>

int
random_bytes(void *out, size_t n, struct err *err)
{
	uint8_t *to = out;

	while (n > 0) {
		ssize_t got = getrandom(to, n, 0);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return err_errno(err, ERR_OS,
					 "the kernel gives no random octets");
		to += got;
		n -= (size_t)got;
	}
	return 0;
}
