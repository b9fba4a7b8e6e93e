/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Listens to sancad and to signals; enforces deadlines; drains at the end. */

#include "life.h"

#include "conns.h"
#include "events.h"
#include "tls.h"

#include "sanca/clock.h"
#include "sanca/files.h"
#include "sanca/logline.h"

#include <signal.h>

#define TICK_MS 100
/* Ticks without a request under way, before the end: one may be between two
 * threads. */
#define QUIET_TICKS 2
/* Before the end: those who still wait for the signer are told. */
#define LAST_ANSWERS_MS 300
#define SEND_WAIT_MS 1000
#define FIRST_SETTINGS_MS 60000
/* Between two looks whether to end instead. */
#define FIRST_LOOK_MS 100

static void
tell(struct life *l, const struct msg *m)
{
	struct err err;

	if (channel_send(l->supervisor, m, -1, SEND_WAIT_MS, &err) < 0)
		logline_err(LOGLINE_WARNING, &err, "telling sancad");
}

void
life_fatal(struct life *l, const struct err *err)
{
	struct msg m = { .type = MSG_FATAL };

	m.fatal.code = (uint32_t)err->code;
	m.fatal.text = bytes_of_text(err->text);
	if (l->supervisor)
		tell(l, &m);
}

/* -1: these settings cannot be used; those in force stay. */
static int
configure(struct life *l, uint64_t generation, int fd, struct err *err)
{
	CLEANUP(buf_free) struct buf text = { 0 };
	struct msg m = { .type = MSG_CONFIGURED };
	struct live *live = NULL;

	if (os_sealed_read(fd, LIMIT_CONF_BYTES, &text, err) < 0 ||
	    live_new(l->front.dir, generation, buf_bytes(&text), &live, err) <
		    0)
		return -1;
	live_put_in_force(&l->front.live, live);
	events_load_crl(&l->front);
	if (l->front.signer)
		signer_unpark(l->front.signer);
	tls_keeper_poke(l->front.tls);
	tls_keeper_poke(l->front.probe);
	m.configured.generation = generation;
	tell(l, &m);
	return 0;
}

static void
begin_stop(struct life *l)
{
	if (l->stop_by_ms)
		return;
	l->stop_by_ms = clock_monotonic_ms() + LIMIT_FRONT_DRAIN_MS;
	atomic_store(&l->front.draining, true);
	if (l->server)
		server_quiesce(l->server);
}

/* Takes the descriptor. */
static int
on_message(struct life *l, const struct msg *m, int fd, struct err *err)
{
	CLEANUP(fd_close) int owned = fd;

	if (m->type == MSG_CONFIGURE)
		return configure(l, m->configure.generation, owned, err);
	if (m->type == MSG_CHANNEL &&
	    m->channel.between == BETWEEN_FRONT_SIGNER && owned >= 0) {
		/* The signer may have been restarted before our first
		 * settings: then nobody has taken the first channel yet. */
		if (l->front.signer)
			signer_client_replace(l->front.signer, owned);
		else {
			fd_close(&l->options.signer);
			l->options.signer = owned;
		}
		owned = -1;
	}
	return 0;
}

static void
on_supervisor(void *ctx)
{
	struct life *l = ctx;
	enum channel_result result = CHANNEL_MESSAGE;

	while (result == CHANNEL_MESSAGE) {
		struct msg m;
		struct err err;
		int fd = -1;

		if (channel_receive(l->supervisor, &l->storage, &m, &fd,
				    &result, &err) < 0) {
			logline_err(LOGLINE_ERROR, &err, "from sancad");
			result = CHANNEL_CLOSED;
		} else if (result == CHANNEL_MESSAGE &&
			   on_message(l, &m, fd, &err) < 0) {
			logline_err(LOGLINE_ERROR, &err,
				    "new settings are not used; send SIGHUP "
				    "again when this is mended");
		}
	}
	if (result == CHANNEL_CLOSED) {
		loop_unwatch(l->loop, channel_fd(l->supervisor));
		begin_stop(l);
	}
}

static void
on_terminate(void *ctx)
{
	begin_stop(ctx);
}

static void
on_tick(void *ctx)
{
	struct life *l = ctx;
	struct live *live = live_take(&l->front.live);
	int64_t request_ms = live->conf->request_timeout_s * 1000;

	live_drop(&live);
	conns_enforce(request_ms, request_ms + LIMIT_SIGNER_WAIT_MS);
	if (!l->stop_by_ms)
		return;
	server_close_listeners(l->server);
	if (clock_monotonic_ms() >= l->stop_by_ms - LAST_ANSWERS_MS)
		signer_client_close(l->front.signer);
	if (conns_busy() == 0 && signer_pending(l->front.signer) == 0)
		l->quiet_ticks++;
	else
		l->quiet_ticks = 0;
	if (l->quiet_ticks > QUIET_TICKS ||
	    clock_monotonic_ms() >= l->stop_by_ms)
		loop_stop(l->loop);
}

/* The loop does not run yet. */
static bool
is_told_to_end(void)
{
	sigset_t waiting;

	return sigpending(&waiting) == 0 &&
	       (sigismember(&waiting, SIGTERM) == 1 ||
		sigismember(&waiting, SIGINT) == 1);
}

int
life_first_settings(struct life *l, struct err *err)
{
	int64_t by = clock_monotonic_ms() + FIRST_SETTINGS_MS;

	while (!l->front.live.live && !is_told_to_end()) {
		enum channel_result result = CHANNEL_EMPTY;
		struct msg m;
		int fd = -1;

		if (clock_monotonic_ms() > by)
			return err_set(err, ERR_UNREACHABLE,
				       "sancad sent no settings");
		(void)!channel_wait(l->supervisor, FIRST_LOOK_MS);
		if (channel_receive(l->supervisor, &l->storage, &m, &fd,
				    &result, err) < 0)
			return -1;
		if (result == CHANNEL_CLOSED)
			return err_set(err, ERR_UNREACHABLE, "sancad is gone");
		if (result == CHANNEL_MESSAGE && on_message(l, &m, fd, err) < 0)
			return -1;
	}
	return 0;
}

int
life_run(struct life *l, struct err *err)
{
	struct msg ready = { .type = MSG_READY };

	if (loop_watch(l->loop, channel_fd(l->supervisor), on_supervisor, l,
		       err) < 0 ||
	    loop_every(l->loop, TICK_MS, on_tick, l, err) < 0)
		return -1;
	if (loop_signal(l->loop, SIGTERM, on_terminate, l, err) < 0 ||
	    loop_signal(l->loop, SIGINT, on_terminate, l, err) < 0)
		return -1;
	tell(l, &ready);
	return loop_run(l->loop, err);
}
