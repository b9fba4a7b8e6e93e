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

/* A token of requester "mail": DONE or ERR_STORAGE, -1 when it ended. */
static int
new_token(const char *name, uint8_t ret[LIMIT_CREDENTIAL_BYTES])
{
	struct msg m = { .type = MSG_TOKEN_NEW };

	ret[0] = CREDENTIAL_TOKEN;
	sha256(bytes_of_text(name), ret + 1);
	m.token_new.requester = bytes_of_text("mail");
	m.token_new.policy = bytes_of_text("servers");
	m.token_new.rights = RIGHT_ISSUE;
	m.token_new.hash = (struct bytes){ ret + 1, 32 };
	return rig_code(&rig, rig_call(&rig, rig.control, &m));
}

static bool
is_known(const uint8_t token[LIMIT_CREDENTIAL_BYTES])
{
	struct rig_ask ask = rig_ask_for(&rig, "mail.contoso.com");

	ask.credential = token;
	return rig_code(&rig, rig_issue(&rig, &ask)) == 0;
}

#define ACTIONS 4
#define SYNCS 16

/* What is done by the administrator while the nth sync fails: it says 503, and
 * all that it said yes to is there afterwards. */
static unsigned
act_at(unsigned n)
{
	static char preload[1024], at[32];
	const char *top = getenv("top_builddir");
	uint8_t kept[ACTIONS][LIMIT_CREDENTIAL_BYTES];
	unsigned done = 0;
	char name[32];
	int code = 0;

	snprintf(preload, sizeof(preload), "LD_PRELOAD=%s/tests/shim/fault.so",
		 top != NULL ? top : ".");
	snprintf(at, sizeof(at), "FAULT_AT=%u", n);
	rig.environment[0] = preload;
	rig.environment[1] = "FAULT_PROGRAM=sanca-signer";
	rig.environment[2] = at;
	if (rig_start(&rig) == 0) {
		while (done < ACTIONS && code == 0) {
			snprintf(name, sizeof(name), "token %u %u", n, done);
			code = new_token(name, kept[done]);
			done += code == 0;
		}
		ok(code == 0 || code == ERR_STORAGE || code == -1,
		   "sync %u: after %u actions code %d", n, done, code);
		if (code == ERR_STORAGE) {
			ok(new_token("another", kept[done]) != 0,
			   "it does not go on with such a database");
			is_int(rig_wait(&rig, 5000), 1, "the signer ends");
		} else {
			(void)rig_stop(&rig);
		}
	}
	rig.environment[0] = NULL;
	is_int(rig_start(&rig), 0, "starts again: %s", rig.fatal.text);
	for (unsigned i = 0; i < done; i++)
		ok(is_known(kept[i]), "sync %u: token %u is known", n, i);
	is_int(rig_stop(&rig), 0, "ends well");
	return code == ERR_STORAGE;
}

static void
a_failed_sync_undoes_an_action(void)
{
	struct log_verdict verdict;
	unsigned refused = 0;

	if (!rig_may_preload()) {
		skip("a sanitizer must be loaded first");
		return;
	}
	rig_begin(&rig, "ec-p256", NULL);
	is_int(rig_stop(&rig), 0, "ends well");
	for (unsigned n = 1; n <= SYNCS; n++)
		refused += act_at(n);
	ok(refused > 0, "%u actions met the fault", refused);
	is_int(rig_verify(&rig, &verdict), 0, "the log verifies");
	rig_free(&rig);
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
	 a_failed_sync_undoes_an_action,
	 a_full_disk_stops_issuing_until_there_is_space)
