/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* sanca-signer: holds the CA key, decides, issues and logs. */
#include "signer.h"

#include "sanca/floors.h"
#include "sanca/logline.h"

#include <gnutls/gnutls.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

static void
on_terminate(void *arg)
{
	signer_stop(arg);
}

/* Settings come from the supervisor; a hang-up of the terminal is for it. */
static void
on_hangup(void *arg)
{
	(void)arg;
}

/* Before any thread starts, so that all inherit the mask. A write beyond
 * RLIMIT_FSIZE or to a closed pipe is an error, not a death. */
static int
set_signals(struct signer *s, struct err *err)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN };

	if (sigaction(SIGPIPE, &ignore, NULL) != 0 ||
	    sigaction(SIGXFSZ, &ignore, NULL) != 0)
		return err_errno(err, ERR_OS, "signals");
	if (loop_signal(s->loop, SIGTERM, on_terminate, s, err) != 0 ||
	    loop_signal(s->loop, SIGINT, on_terminate, s, err) != 0)
		return -1;
	return loop_signal(s->loop, SIGHUP, on_hangup, s, err);
}

static int
shed_privileges(const struct options *o, struct err *err)
{
	const int keep[] = { o->supervisor_fd, o->front_fd, o->control_fd,
			     o->control_channel_fd };
	struct os_user user = { 0 };
	bool locked = false;

	/* Memory first: only root may lift the limit on locking it. */
	if (os_close_others(keep, ARRAY_SIZE(keep), err) != 0 ||
	    os_lock_memory(&locked, err) != 0)
		return -1;
	if (o->user != NULL && (os_user_find(o->user, &user, err) != 0 ||
				os_user_become(&user, (gid_t)-1, err) != 0))
		return -1;
	/* Again: the kernel resets "dumpable" when the user changes. */
	if (os_harden(err) != 0)
		return -1;
	if (!locked)
		logline(LOGLINE_INFO,
			"memory is not locked (RLIMIT_MEMLOCK): the CA key "
			"can reach swap space");
	return 0;
}

static int
prepare(struct signer *s, struct err *err)
{
	if (shed_privileges(&s->options, err) != 0 ||
	    channel_open(s->options.supervisor_fd, FROM_SUPERVISOR,
			 &s->supervisor, err) != 0 ||
	    loop_new(&s->loop, err) != 0)
		return -1;
	return set_signals(s, err);
}

/* Whether a restart would find the same again. */
static bool
is_lasting(const struct signer *s, enum err_code code)
{
	static const enum err_code passing[] = { ERR_STORAGE, ERR_OS, ERR_NOMEM,
						 ERR_UNAVAILABLE,
						 ERR_UNREACHABLE };

	for (size_t i = 0; i < ARRAY_SIZE(passing); i++) {
		if (passing[i] == code && !s->options.offline)
			return false;
	}
	return true;
}

static void
report_fatal(struct signer *s, const struct err *why)
{
	struct msg m = { .type = MSG_FATAL };
	struct err ignored;

	logline_err(LOGLINE_ERROR, why, "cannot start");
	if (s->supervisor == NULL || !is_lasting(s, why->code))
		return;
	m.fatal.code = (uint32_t)why->code;
	m.fatal.text = bytes_of_text(why->text);
	if (channel_send(s->supervisor, &m, -1, LIMIT_ANSWER_WAIT_MS,
			 &ignored) != 0)
		logline_err(LOGLINE_ERROR, &ignored, "supervisor");
}

static int
run(struct signer *s)
{
	struct err err;

	if (prepare(s, &err) != 0 || signer_start(s, &err) != 0) {
		report_fatal(s, &err);
		return 1;
	}
	logline(LOGLINE_INFO, "ready");
	floors_warn("GnuTLS", gnutls_check_version(NULL));
	floors_warn("SQLite", sqlite3_libversion());
	if (loop_run(s->loop, &err) != 0) {
		logline_err(LOGLINE_ERROR, &err, "event loop");
		return 1;
	}
	return s->exit_status;
}

int
main(int argc, char **argv)
{
	struct signer *s = calloc(1, sizeof(*s));
	struct err err;
	int status = 1;

	logline_open("sanca-signer", false, LOGLINE_INFO);
	if (os_harden(&err) != 0 || s == NULL) {
		fputs("sanca-signer: cannot start\n", stderr);
		free(s);
		return 1;
	}
	s->lock_fd = -1;
	s->wake_fd = -1;
	if (options_parse(argc, argv, &s->options, &err) != 0) {
		fprintf(stderr, "sanca-signer: %s\nsancad starts it\n",
			err.text);
		free(s);
		return 2;
	}
	if (s->options.offline)
		logline_open("sanca-signer", false, LOGLINE_WARNING);
	status = run(s);
	signer_close(s);
	free(s);
	return status;
}
