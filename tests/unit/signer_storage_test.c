/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Storage that fails: 503, no more signatures, and back by itself. */
#include "signer_rig.h"

#include "sanca/clock.h"

#include "tests/tap.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static struct rig rig;

static int
issue(void)
{
	const struct rig_ask ask = rig_ask_as_admin(&rig);

	return rig_code(&rig, rig_issue(&rig, &ask));
}

static off_t
size_of(const char *name)
{
	char path[128];
	struct stat st;

	snprintf(path, sizeof(path), "%s/%s", rig.dir, name);
	return stat(path, &st) == 0 ? st.st_size : 0;
}

/* The write-ahead log can grow by so much, then writes fail. */
static void
limit_files(off_t bytes)
{
	struct rlimit limit = { (rlim_t)bytes, (rlim_t)bytes };

	if (prlimit(rig.pid, RLIMIT_FSIZE, &limit, NULL) != 0)
		exit(99);
}

static void
a_failed_write_ends_the_signer_after_the_answer(void)
{
	int code = 0;
	unsigned issued = 0;

	rig_begin(&rig, "ec-p256", NULL);
	is_int(issue(), 0, "before");
	limit_files(size_of("log/ca.db-wal") + 100000);
	while (issued < 1000 && (code = issue()) == 0)
		issued++;
	is_int(code, ERR_STORAGE, "after %u more, 503", issued);
	is_int(rig_wait(&rig, 5000), 1, "the signer ends");
	is_int(rig_start(&rig), 0, "starts into recovery: %s", rig.fatal.text);
	is_int(issue(), 0, "issues again");
	ok(rig_end_is_well(&rig), "the log verifies");
}

static void
fill_disk(int fd)
{
	static const char block[4096];
	off_t end = 0;

	while (write(fd, block, sizeof(block)) == (ssize_t)sizeof(block))
		end += (off_t)sizeof(block);
	/* Leave room for a commit or two. */
	if (ftruncate(fd, end > 65536 ? end - 65536 : 0) != 0)
		exit(99);
}

static uint64_t
signatures(void)
{
	struct msg m = { .type = MSG_STATUS };

	if (rig_call(&rig, rig.control, &m) != 0)
		exit(99);
	return rig.answer.status_report.signatures;
}

static void
a_full_disk_stops_issuing_until_there_is_space(void)
{
	struct msg head = { .type = MSG_LOG_HEAD };
	char path[128];
	uint64_t signed_then = 0;
	unsigned issued = 0;
	int64_t freed_at = 0;
	int code = 0;
	int fd = -1;

	if (rig_make_small(&rig) != 0) {
		skip("no tmpfs can be mounted here");
		return;
	}
	is_int(rig_start(&rig), 0, "%s", rig.fatal.text);
	is_int(issue(), 0, "before");
	snprintf(path, sizeof(path), "%s/ballast", rig.dir);
	fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	fill_disk(fd);
	while (issued < 1000 && (code = issue()) == 0)
		issued++;
	is_int(code, ERR_STORAGE, "after %u more, 503", issued);
	signed_then = signatures();
	is_int(issue(), ERR_STORAGE, "and again");
	is_int(rig_code(&rig, rig_call(&rig, rig.control, &head)), 0,
	       "reads go on");
	usleep(1500000);
	is_int(issue(), ERR_STORAGE, "still");
	is_int(signatures(), signed_then, "nothing was signed meanwhile");
	close(fd);
	unlink(path);
	freed_at = clock_monotonic_ms();
	is_int(rig_wait(&rig, 3000), 1, "it ends when there is space");
	ok(clock_monotonic_ms() - freed_at < 1500, "within about a second");
	is_int(rig_start(&rig), 0, "starts: %s", rig.fatal.text);
	is_int(issue(), 0, "issues again");
	ok(rig_end_is_well(&rig), "the log verifies");
}

TAP_MAIN(a_failed_write_ends_the_signer_after_the_answer,
	 a_full_disk_stops_issuing_until_there_is_space)
