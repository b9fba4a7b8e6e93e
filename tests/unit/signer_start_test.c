/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What the signer refuses to start with, and how it takes new settings. */
#include "signer_rig.h"

#include "sanca/clock.h"
#include "sanca/files.h"
#include "sanca/store.h"

#include "tests/tap.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct rig rig;

/* Lives until the next call but one. */
static const char *
below(const char *name)
{
	static char paths[2][160];
	static unsigned turn;
	char *path = paths[turn++ % 2];

	snprintf(path, sizeof(paths[0]), "%s/%s", rig.dir, name);
	return path;
}

static void
fails_with(enum err_code code, const char *what)
{
	is_int(rig_start(&rig), -1, "%s: no start", what);
	is_int(rig.fatal.code, code, "%s: %s", what, rig.fatal.text);
	diag("%s", rig.fatal.text);
}

static void
copy_file(const char *from, const char *to, mode_t mode)
{
	CLEANUP(buf_free) struct buf content = { 0 };
	struct err err;

	if (file_read(AT_FDCWD, from, 1 << 26, &content, &err) != 0 ||
	    file_replace(AT_FDCWD, to, buf_bytes(&content), mode, (uid_t)-1,
			 (gid_t)-1, &err) != 0) {
		printf("Bail out! %s\n", err.text);
		exit(99);
	}
}

static void
files_that_do_not_belong_together_are_refused(void)
{
	struct rig other;
	char path[160];

	rig_make(&rig, "ec-p256", NULL);
	rig_make(&other, "ec-p256", NULL);
	copy_file(below("public/ca.pem"), below("saved.pem"), 0644);
	copy_file(below("ca/ca.key"), below("saved.key"), 0600);
	copy_file(below("ca/log.key"), below("saved.log"), 0600);

	snprintf(path, sizeof(path), "%s/public/ca.pem", other.dir);
	copy_file(path, below("public/ca.pem"), 0644);
	fails_with(ERR_CONFIG, "another root in public/");
	unlink(below("public/ca.pem"));
	fails_with(ERR_NOT_FOUND, "no root in public/");
	copy_file(below("saved.pem"), below("public/ca.pem"), 0644);

	snprintf(path, sizeof(path), "%s/ca/ca.key", other.dir);
	copy_file(path, below("ca/ca.key"), 0600);
	fails_with(ERR_CONFIG, "another CA key");
	copy_file(below("saved.key"), below("ca/ca.key"), 0600);

	snprintf(path, sizeof(path), "%s/ca/log.key", other.dir);
	copy_file(path, below("ca/log.key"), 0600);
	fails_with(ERR_CONFIG, "another log key");
	copy_file(below("saved.log"), below("ca/log.key"), 0600);

	chmod(below("ca/ca.key"), 0640);
	fails_with(ERR_CONFIG, "a key that a group can read");
	chmod(below("ca/ca.key"), 0600);

	is_int(rig_start(&rig), 0, "all put back: %s", rig.fatal.text);
	ok(rig_end_is_well(&rig), "and it ends well");
	rig_free(&other);
}

static void
issue_some(unsigned count)
{
	const struct rig_ask ask = rig_ask_as_admin(&rig);

	for (unsigned i = 0; i < count; i++)
		is_int(rig_code(&rig, rig_issue(&rig, &ask)), 0, "issued");
}

static void
yesterdays_database_is_refused_until_accepted(void)
{
	rig_make(&rig, "ec-p256", NULL);
	is_int(rig_start(&rig), 0, "first start");
	issue_some(2);
	is_int(rig_stop(&rig), 0, "stop");
	copy_file(below("log/ca.db"), below("yesterday.db"), 0640);
	is_int(rig_start(&rig), 0, "second start");
	issue_some(3);
	is_int(rig_stop(&rig), 0, "stop");
	copy_file(below("yesterday.db"), below("log/ca.db"), 0640);
	unlink(below("log/ca.db-wal"));
	unlink(below("log/ca.db-shm"));
	fails_with(ERR_ROLLBACK, "yesterday's database");
	rig.options[0] = "--accept-rollback";
	is_int(rig_start(&rig), 0, "accepted: %s", rig.fatal.text);
	is_int(rig_stop(&rig), 0, "stop");
	rig.options[0] = NULL;
	is_int(rig_start(&rig), 0, "and again without the option: %s",
	       rig.fatal.text);
	ok(rig_end_is_well(&rig), "the log verifies");
}

static void
two_signers_do_not_share_a_directory(void)
{
	struct rig second;

	rig_begin(&rig, "ec-p256", NULL);
	second = rig;
	memset(&second.storage, 0, sizeof(second.storage));
	is_int(rig_start(&second), -1, "the second does not start");
	is_int(second.fatal.code, ERR_CONFLICT, "%s", second.fatal.text);
	buf_free(&second.storage);
	ok(rig_end_is_well(&rig), "the first goes on");
}

/* The generations of the CONFIGURATION entries, in order: "1 7 ". */
static const char *
generations_logged(void)
{
	CLEANUP(store_free) struct store *store = NULL;
	static char text[256];
	struct bytes body = { 0 };
	unsigned type = 0;
	int64_t time = 0;
	struct err err;
	size_t n = 0;

	text[0] = '\0';
	if (store_open(rig.dir, STORE_READ, &store, &err) != 0)
		return "no database";
	for (uint64_t i = 0;
	     store_log_get(store, i, &type, &time, &body, &err) == 0; i++)
		if (type == LOG_CONFIGURATION && n < sizeof(text))
			n += (size_t)snprintf(
				text + n, sizeof(text) - n, "%llu ",
				strtoull((const char *)body.p + 14, NULL, 10));
	return text;
}

/* Certificates name a generation: the log must say which settings it is. */
static void
every_generation_that_counts_is_in_the_log(void)
{
	char want[64];
	struct msg m;
	unsigned g = 0;

	rig_begin(&rig, "ec-p256", NULL);
	g = (unsigned)rig.generation;
	rig.generation++;
	rig_configure(&rig, rig.conf);
	is_int(rig_receive(&rig, rig.supervisor, 5000, &m), 1, "an answer");
	is_int(m.type, MSG_CONFIGURED, "taken");
	is_int(rig_stop(&rig), 0, "it stops");
	is_int(rig_start(&rig), 0, "and starts with the same: %s",
	       rig.fatal.text);
	snprintf(want, sizeof(want), "%u %u ", g, g + 1);
	ok(strstr(generations_logged(), want) != NULL, "\"%s\" ends in \"%s\"",
	   generations_logged(), want);
	ok(rig_end_is_well(&rig), "the log verifies");
}

static void
new_settings_count_from_one_request_to_the_next(void)
{
	static const char narrow[] = "[http]\nlisten = 127.0.0.1:8080\n"
				     "[policy servers]\n"
				     "allow-domain = mail.contoso.com\n";
	struct msg m;

	rig_begin(&rig, "ec-p256", NULL);
	struct rig_ask ask = rig_ask_for(&rig, "www.contoso.com");

	is_int(rig_code(&rig, rig_issue(&rig, &ask)), 0, "allowed before");
	rig.generation++;
	rig_configure(&rig, narrow);
	is_int(rig_receive(&rig, rig.supervisor, 5000, &m), 1, "an answer");
	is_int(m.type, MSG_CONFIGURED, "CONFIGURED");
	is_int(m.configured.generation, rig.generation, "of this generation");
	is_int(rig_receive(&rig, rig.front, 5000, &m), 1, "an event");
	is_int(m.type, MSG_EVENT, "for the front");
	is_int(m.event.number, rig.generation, "with the generation");
	is_int(rig_code(&rig, rig_issue(&rig, &ask)), ERR_POLICY,
	       "refused now");
	ask.generation = rig.generation - 1;
	is_int(rig_code(&rig, rig_issue(&rig, &ask)), ERR_GENERATION,
	       "asked under the old settings");
	ask.generation = 0;
	/* Settings that are wrong change nothing. */
	rig.generation++;
	rig_configure(&rig, "[policy servers]\nnonsense = 1\n");
	is_int(rig_receive(&rig, rig.supervisor, 5000, &m), 1, "an answer");
	is_int(m.type, MSG_CONFIGURE_REFUSED, "CONFIGURE_REFUSED");
	is_int(m.configure_refused.generation, rig.generation, "which");
	ok(bytes_find(m.configure_refused.text, bytes_of_text("nonsense")) >= 0,
	   "and what is wrong with it");
	rig.generation--;
	ask.names[0] = "mail.contoso.com";
	is_int(rig_code(&rig, rig_issue(&rig, &ask)), 0, "the old ones count");
	ok(rig_end_is_well(&rig), "the log verifies");
}

/* How many are issued before the day is full, up to 9. */
static unsigned
issued_until_full(void)
{
	struct rig_ask ask = rig_ask_for(&rig, "www.contoso.com");
	unsigned n = 0;

	for (; n < 9; n++) {
		int code = rig_code(&rig, rig_issue(&rig, &ask));

		if (code == 0)
			continue;
		is_int(code, ERR_RATE_LIMITED, "the day is full");
		break;
	}
	return n;
}

static void
reload_per_day(unsigned bound)
{
	char conf[256];
	struct msg m;

	snprintf(conf, sizeof(conf),
		 "[ca]\nmax-certificates-per-day = %u\n"
		 "[http]\nlisten = 127.0.0.1:8080\n"
		 "[policy servers]\nallow-domain = contoso.com\n",
		 bound);
	rig.generation++;
	rig_configure(&rig, conf);
	is_int(rig_receive(&rig, rig.supervisor, 5000, &m), 1, "an answer");
	is_int(m.type, MSG_CONFIGURED, "%u a day", bound);
	is_int(rig_receive(&rig, rig.front, 5000, &m), 1, "an event");
}

/* The start counts the day up to the bound of then. */
static void
a_bound_raised_later_counts_the_day_before_the_start(void)
{
	static const char tight[] = "[ca]\nmax-certificates-per-day = 2\n"
				    "[http]\nlisten = 127.0.0.1:8080\n"
				    "[policy servers]\n"
				    "allow-domain = contoso.com\n";

	rig_begin(&rig, "ec-p256", NULL);
	reload_per_day(5);
	is_int(issued_until_full(), 5, "five of five");
	is_int(rig_stop(&rig), 0, "it stops");
	rig.conf = tight;
	is_int(rig_start(&rig), 0, "it starts: %s", rig.fatal.text);
	is_int(issued_until_full(), 0, "two were issued before");
	reload_per_day(6);
	is_int(issued_until_full(), 1, "so were five: one is left of six");
	reload_per_day(8);
	is_int(issued_until_full(), 2, "and two of eight");
	ok(rig_end_is_well(&rig), "the log verifies");
}

/* SIGTERM under load: every request in flight is answered. */
static void
a_stop_loses_no_answer(void)
{
	CLEANUP(buf_free) struct buf space = { 0 };
	unsigned answers = 0, issued = 0;
	struct msg m, answer;

	rig_begin(&rig, "ec-p256", NULL);
	const struct rig_ask ask = rig_ask_for(&rig, "www.contoso.com");

	m = rig_message(&rig, &ask, &space);
	for (m.id = 1; m.id <= 200; m.id++)
		rig_send(rig.front, &m);
	kill(rig.pid, SIGTERM);
	while (rig_receive(&rig, rig.front, 5000, &answer) > 0) {
		answers +=
			answer.type == MSG_ISSUED || answer.type == MSG_REFUSED;
		issued += answer.type == MSG_ISSUED;
	}
	is_int(answers, 200, "each request was answered");
	diag("%u of them issued", issued);
	is_int(rig_wait(&rig, 5000), 0, "exit status 0");
	is_int(rig_start(&rig), 0, "starts again");
	ok(rig_end_is_well(&rig), "the log verifies");
}

TAP_MAIN(files_that_do_not_belong_together_are_refused,
	 yesterdays_database_is_refused_until_accepted,
	 two_signers_do_not_share_a_directory,
	 every_generation_that_counts_is_in_the_log,
	 new_settings_count_from_one_request_to_the_next,
	 a_bound_raised_later_counts_the_day_before_the_start,
	 a_stop_loses_no_answer)
