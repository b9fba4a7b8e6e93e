/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What a child gives up before it reads a byte. */
#include "config.h"
#include "sanca/os.h"

#include <errno.h>
#include <limits.h>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

int
os_harden(struct err *err)
{
	struct rlimit none = { 0, 0 };

	umask(077);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return err_errno(err, ERR_OS, "forbid new privileges");
		/* The leak checker of a sanitizer build attaches to us. */
#ifndef SANCA_SANITIZE
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
		return err_errno(err, ERR_OS, "forbid dumps");
#endif
	if (setrlimit(RLIMIT_CORE, &none) != 0)
		return err_errno(err, ERR_OS, "forbid core files");
	return 0;
}

/* The smallest of keep that is at least from, or -1. */
static int
next_kept(const int *keep, size_t count, int from)
{
	int least = -1;

	for (size_t i = 0; i < count; i++) {
		if (keep[i] >= from && (least < 0 || keep[i] < least))
			least = keep[i];
	}
	return least;
}

int
os_close_others(const int *keep, size_t count, struct err *err)
{
	int from = 3;

	for (;;) {
		int kept = next_kept(keep, count, from);
		unsigned last = kept < 0 ? UINT_MAX : (unsigned)kept - 1;

		if ((kept < 0 || kept > from) &&
		    close_range((unsigned)from, last, 0) != 0)
			return err_errno(err, ERR_OS, "close descriptors");
		if (kept < 0 || kept == INT_MAX)
			return 0;
		from = kept + 1;
	}
}
