/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/*
 * When the signer issues, and what it does when its storage fails.
 *
 * A failed write or sync: the process answers 503 to those who wait and exits;
 * the supervisor starts it again, into recovery. A full disk (SQLITE_FULL):
 * the transaction was undone and the database is sound, so the signer stays,
 * answers reads, refuses to issue, and tries each second whether a file of
 * LIMIT_SPACE_PROBE_BYTES fits. Once it does, the process exits too: one road
 * to recovery, taken within a second of space returning.
 */
#include "signer.h"

#include "sanca/clock.h"
#include "sanca/files.h"
#include "sanca/logline.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define PROBE_FILE "log/space-probe.tmp"

static int
check_clock(struct signer *s, struct err *err)
{
	if (clock_guard_check(&s->clock, err) == 0) {
		s->clock_said = false;
		return 0;
	}
	if (!s->clock_said)
		logline_err(LOGLINE_ERROR, err, "clock");
	s->clock_said = true;
	return -1;
}

int
signer_may_issue(struct signer *s, struct err *err)
{
	if (s->storage_failed) {
		*err = s->storage_fault;
		return -1;
	}
	if (store_is_broken(s->store))
		return err_set(err, ERR_STORAGE,
			       "the database cannot be read or written");
	if (s->stopping && clock_monotonic_ms() > s->stop_by_ms)
		return err_set(err, ERR_UNAVAILABLE, "the signer is stopping");
	return check_clock(s, err);
}

void
signer_storage_fault(struct signer *s, const struct err *err)
{
	if (s->storage_failed)
		return;
	s->storage_failed = true;
	s->storage_fault = *err;
	s->storage_fault.code = ERR_STORAGE;
	if (err_context(&s->storage_fault, "the log cannot be written") == 0)
		return;
	if (store_is_broken(s->store) && !store_must_restart(s->store)) {
		logline_err(LOGLINE_ERROR, err,
			    "storage: issuing stops until there is space "
			    "again; reads go on");
		return;
	}
	logline_err(LOGLINE_ERROR, err,
		    "storage: the signer ends, to start again with recovery");
	signer_exit(s, 1);
}

void
storage_probe(struct signer *s)
{
	CLEANUP(fd_close) int dirfd = -1;
	CLEANUP(fd_close) int fd = -1;
	int failed = 0;

	if (!s->storage_failed || !store_is_broken(s->store) ||
	    store_must_restart(s->store))
		return;
	dirfd = open(s->options.dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	fd = openat(dirfd, PROBE_FILE,
		    O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0) {
		/* What an earlier probe may have left. */
		(void)unlinkat(dirfd, PROBE_FILE, 0);
		return;
	}
	failed = posix_fallocate(fd, 0, LIMIT_SPACE_PROBE_BYTES);
	(void)unlinkat(dirfd, PROBE_FILE, 0);
	if (failed != 0)
		return;
	logline(LOGLINE_NOTICE, "storage: there is space again; the signer "
				"ends, to start again with recovery");
	signer_exit(s, 1);
}
