/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* From nothing to serving: each step must succeed before the next. */
#include "start.h"

#include "sanca/clock.h"
#include "sanca/files.h"
#include "sanca/logline.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

int
settings_receive(struct signer *s, struct buf *ret_text,
		 uint64_t *ret_generation, struct err *err)
{
	CLEANUP(buf_free) struct buf storage = { 0 };
	CLEANUP(fd_close) int fd = -1;
	enum channel_result result = CHANNEL_EMPTY;
	struct msg m = { 0 };

	if (channel_wait(s->supervisor, LIMIT_CONFIGURE_WAIT_MS) <= 0)
		return err_set(err, ERR_UNAVAILABLE,
			       "the supervisor sent no settings");
	if (channel_receive(s->supervisor, &storage, &m, &fd, &result, err) !=
	    0)
		return -1;
	if (result != CHANNEL_MESSAGE || m.type != MSG_CONFIGURE)
		return err_set(err, ERR_UNAVAILABLE,
			       "the supervisor went away, or spoke of other "
			       "things than settings");
	*ret_generation = m.configure.generation;
	return os_sealed_read(fd, LIMIT_CONF_BYTES, ret_text, err);
}

static int
open_database(struct signer *s, struct err *err)
{
	CLEANUP(fd_close)
	int dirfd = open(s->options.dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (dirfd < 0)
		return err_errno(err, ERR_OS, "open %s", s->options.dir);
	if (os_lock_file(dirfd, "log/ca.lock", &s->lock_fd, err) != 0)
		return -1;
	return store_open(s->options.dir, STORE_WRITE, &s->store, err);
}

static int
open_settings(struct signer *s, struct err *err)
{
	CLEANUP(buf_free) struct buf text = { 0 };
	uint64_t generation = 0;

	if (settings_receive(s, &text, &generation, err) != 0 ||
	    open_database(s, err) != 0 || issuer_open(s, err) != 0 ||
	    configuration_new(buf_bytes(&text), generation, s->options.dir,
			      s->issuer->id, &s->configuration, err) != 0)
		return -1;
	/* A command of a few milliseconds: its starting and stopping is of
	 * interest to nobody. */
	conf_log_open(s->configuration->conf, "sanca-signer",
		      s->options.offline ? LOGLINE_WARNING : LOGLINE_DEBUG);
	return 0;
}

static int
sign_head(void *ctx, struct bytes message, uint8_t ret[64], struct err *err)
{
	return log_key_sign(ctx, message, ret, err);
}

static int
open_log(struct signer *s, struct err *err)
{
	struct high_water mark = { 0 };
	bool behind = false;

	if (log_open(s->store, sign_head, s->log_key, &s->log, err) != 0 ||
	    mark_check(s, &mark, &behind, err) != 0 ||
	    mark_new(s->options.dir, &s->mark, err) != 0 ||
	    crl_open(s, mark.crl_number, err) != 0 ||
	    crl_check_ahead(s, &behind, err) != 0 ||
	    signer_recover(s, &mark, behind, err) != 0 ||
	    revocations_open(s, err) != 0)
		return -1;
	mark_now(s, log_head(s->log)->time);
	return rates_recover(s, s->configuration->conf->max_per_day, err);
}

static int
start_pool(struct signer *s, struct err *err)
{
	if (pool_new(os_cores(), &s->pool, err) != 0)
		return -1;
	s->scratch = calloc(pool_slots(s->pool), sizeof(*s->scratch));
	s->fresh = calloc(1, sizeof(*s->fresh));
	s->flying = calloc(1, sizeof(*s->flying));
	if (s->scratch == NULL || s->fresh == NULL || s->flying == NULL)
		return err_nomem(err);
	return 0;
}

static void
on_wake(void *arg)
{
	signer_turn(arg);
}

static int
open_control_channel(struct signer *s, struct err *err)
{
	struct link *l = &s->links[LINK_CONTROL];
	gid_t gid = 0;
	pid_t pid = 0;

	if (os_peer(s->options.control_channel_fd, &l->uid, &gid, &pid, err) !=
		    0 ||
	    link_open(s, l, s->options.control_channel_fd, FROM_CONTROL, err) !=
		    0)
		return -1;
	l->given = true;
	return 0;
}

static int
open_links(struct signer *s, struct err *err)
{
	const struct options *o = &s->options;

	s->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (s->wake_fd < 0)
		return err_errno(err, ERR_OS, "eventfd");
	if (loop_watch(s->loop, s->wake_fd, on_wake, s, err) != 0 ||
	    loop_watch(s->loop, channel_fd(s->supervisor), on_supervisor, s,
		       err) != 0 ||
	    loop_every(s->loop, 1000, once_a_second, s, err) != 0)
		return -1;
	if (o->front_fd >= 0 && link_open(s, &s->links[LINK_FRONT], o->front_fd,
					  FROM_FRONT, err) != 0)
		return -1;
	if (o->control_fd >= 0 &&
	    loop_watch(s->loop, o->control_fd, control_accept, s, err) != 0)
		return -1;
	return o->control_channel_fd >= 0 ? open_control_channel(s, err) : 0;
}

static int
say_ready(struct signer *s, struct err *err)
{
	struct msg configured = { .type = MSG_CONFIGURED };
	struct msg ready = { .type = MSG_READY };

	configured.configured.generation = s->configuration->generation;
	if (channel_send(s->supervisor, &configured, -1, LIMIT_ANSWER_WAIT_MS,
			 err) != 0)
		return -1;
	return channel_send(s->supervisor, &ready, -1, LIMIT_ANSWER_WAIT_MS,
			    err);
}

int
signer_start(struct signer *s, struct err *err)
{
	s->started_at = clock_wall_s();
	if (open_settings(s, err) != 0 || keys_open(s, err) != 0 ||
	    open_log(s, err) != 0 || start_pool(s, err) != 0 ||
	    open_links(s, err) != 0 || crl_start(s, err) != 0 ||
	    people_start(s, err) != 0 || acme_start(s, err) != 0 ||
	    os_sandbox(OS_ROLE_SIGNER, err) != 0)
		return -1;
	responder_open(s);
	responder_look(s);
	return say_ready(s, err);
}

void
signer_close(struct signer *s)
{
	for (size_t i = 0; i < LINK_COUNT; i++)
		link_close(&s->links[i]);
	people_close(s);
	acme_close(s);
	crl_close(s);
	pool_free(&s->pool);
	batch_free(&s->fresh);
	batch_free(&s->flying);
	free(s->scratch);
	own_work_clear(&s->profile);
	responder_clear(&s->responder);
	ocsp_queue_clear(&s->ocsp);
	say_head(s);
	mark_free(&s->mark);
	log_free(&s->log);
	store_free(&s->store);
	fd_close(&s->lock_fd);
	log_key_free(&s->log_key);
	ca_key_free(&s->ca_key);
	issuer_free(&s->issuer);
	configuration_free(&s->configuration);
	channel_free(&s->supervisor);
	fd_close(&s->wake_fd);
	loop_free(&s->loop);
}
