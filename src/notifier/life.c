/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Listens to sancad and to signals, and lets the work take its turns. */
#include "notifier.h"

#include "sanca/clock.h"
#include "sanca/files.h"
#include "sanca/logline.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>

#define TICK_MS 1000
#define SEND_WAIT_MS 1000

static void
tell(struct notifier *n, const struct msg *m)
{
	struct err err;

	if (channel_send(n->supervisor, m, -1, SEND_WAIT_MS, &err) < 0)
		logline_err(LOGLINE_WARNING, &err, "telling sancad");
}

static int
load_issuer(const char *dir, struct issuer **ret, struct err *err)
{
	CLEANUP(fd_close) int fd = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	CLEANUP(buf_free) struct buf pem = { 0 };
	CLEANUP(buf_free) struct buf chain = { 0 };
	struct err none;

	if (fd < 0)
		return err_errno(err, ERR_CONFIG, "%.300s", dir);
	if (file_read(fd, "public/ca.pem", LIMIT_CHAIN_BYTES, &pem, err) < 0)
		return err_context(err, "public/ca.pem");
	/* A root has none. */
	if (file_read(fd, "public/chain.pem", LIMIT_CHAIN_BYTES, &chain,
		      &none) < 0)
		buf_clear(&chain);
	return issuer_from_pem(buf_bytes(&pem), buf_bytes(&chain), ret, err);
}

int
notifier_configure(struct notifier *n, struct bytes text, struct err *err)
{
	CLEANUP(conf_free) struct conf *conf = NULL;
	CLEANUP(issuer_free) struct issuer *issuer = NULL;
	struct conf_days days;

	if (conf_parse(text, "sanca.conf", &conf, err) < 0 ||
	    conf_notice_days(conf, &days, err) < 0 ||
	    load_issuer(n->options.dir, &issuer, err) < 0)
		return -1;
	conf_free(&n->conf);
	issuer_free(&n->issuer);
	n->conf = STEAL(conf);
	n->issuer = STEAL(issuer);
	n->days = days;
	buf_clear(&n->origin);
	conf_https_origin(n->conf, &n->origin);
	return buf_check(&n->origin, err);
}

void
notifier_free(struct notifier *n)
{
	db_free(&n->db);
	conf_free(&n->conf);
	issuer_free(&n->issuer);
	buf_free(&n->origin);
	buf_free(&n->storage);
	loop_free(&n->loop);
	channel_free(&n->supervisor);
}

/* Settings are also the word to try at once what waits. */
static int
take_settings(struct notifier *n, uint64_t generation, int fd, struct err *err)
{
	CLEANUP(buf_free) struct buf text = { 0 };
	struct msg m = { .type = MSG_CONFIGURED };
	struct msg ready = { .type = MSG_READY };
	bool first = n->conf == NULL;

	if (os_sealed_read(fd, LIMIT_CONF_BYTES, &text, err) < 0 ||
	    notifier_configure(n, buf_bytes(&text), err) < 0)
		return -1;
	conf_log_open(n->conf, "sanca-notifier", LOGLINE_DEBUG);
	if (n->db == NULL && (db_open(n->options.dir, false, &n->db, err) < 0 ||
			      db_wait_recover(n->db, err) < 0))
		return -1;
	if (db_hurry(n->db, clock_wall_s(), err) < 0)
		return -1;
	m.configured.generation = generation;
	tell(n, &m);
	if (first)
		tell(n, &ready);
	return 0;
}

static void
report_fatal(struct notifier *n, const struct err *why)
{
	struct msg m = { .type = MSG_FATAL };

	m.fatal.code = (uint32_t)why->code;
	m.fatal.text = bytes_of_text(why->text);
	tell(n, &m);
	n->stop = true;
	loop_stop(n->loop);
}

static void
on_message(struct notifier *n, const struct msg *m, int fd)
{
	struct err err;

	if (m->type != MSG_CONFIGURE ||
	    take_settings(n, m->configure.generation, fd, &err) == 0)
		return;
	logline_err(LOGLINE_ERROR, &err, "these settings are not used");
	if (n->conf == NULL || n->db == NULL)
		report_fatal(n, &err);
}

static void
on_supervisor(void *ctx)
{
	struct notifier *n = ctx;
	enum channel_result result = CHANNEL_MESSAGE;

	while (result == CHANNEL_MESSAGE && !n->stop) {
		CLEANUP(fd_close) int fd = -1;
		struct msg m;
		struct err err;

		if (channel_receive(n->supervisor, &n->storage, &m, &fd,
				    &result, &err) < 0) {
			logline_err(LOGLINE_ERROR, &err, "from sancad");
			result = CHANNEL_CLOSED;
		} else if (result == CHANNEL_MESSAGE) {
			on_message(n, &m, fd);
		}
	}
	if (result == CHANNEL_CLOSED) {
		n->stop = true;
		loop_unwatch(n->loop, channel_fd(n->supervisor));
		loop_stop(n->loop);
	}
}

static void
on_terminate(void *ctx)
{
	struct notifier *n = ctx;

	n->stop = true;
	loop_stop(n->loop);
}

/* The signals are blocked, and the loop does not run meanwhile. */
bool
notifier_must_stop(struct notifier *n)
{
	struct pollfd p = { .events = POLLRDHUP };
	sigset_t waiting;

	if (n->supervisor == NULL)
		return false;
	p.fd = channel_fd(n->supervisor);
	if (sigpending(&waiting) == 0 && (sigismember(&waiting, SIGTERM) == 1 ||
					  sigismember(&waiting, SIGINT) == 1))
		n->is_told_to_stop = true;
	if (poll(&p, 1, 0) > 0 &&
	    (p.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0)
		n->is_told_to_stop = true;
	return n->is_told_to_stop;
}

static void
on_tick(void *ctx)
{
	struct notifier *n = ctx;

	if (n->conf != NULL && !n->stop)
		turn_take(n);
}

int
notifier_serve(struct notifier *n, struct err *err)
{
	n->started_ms = clock_monotonic_ms();
	if (channel_open(n->options.supervisor, FROM_SUPERVISOR, &n->supervisor,
			 err) < 0)
		return -1;
	if (loop_new(&n->loop, err) < 0 ||
	    loop_signal(n->loop, SIGTERM, on_terminate, n, err) < 0 ||
	    loop_signal(n->loop, SIGINT, on_terminate, n, err) < 0 ||
	    loop_signal(n->loop, SIGHUP, on_tick, n, err) < 0 ||
	    loop_watch(n->loop, channel_fd(n->supervisor), on_supervisor, n,
		       err) < 0 ||
	    loop_every(n->loop, TICK_MS, on_tick, n, err) < 0 ||
	    os_sandbox(OS_ROLE_NOTIFIER, err) < 0)
		return -1;
	return loop_run(n->loop, err);
}
