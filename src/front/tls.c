/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Sees in the background that there is a certificate of the right kind. */

#include "tls_parts.h"

#include "sanca/clock.h"
#include "sanca/files.h"
#include "sanca/logline.h"
#include "sanca/text.h"

#include <fcntl.h>
#include <stdlib.h>
#include <time.h>

static const struct {
	const char *name, *key_file, *certificate_file;
} uses[TLS_USES] = {
	[TLS_HTTPS] = { "HTTPS", "front/https.key", "front/https.pem" },
	[TLS_PROBE] = { "probe", "front/probe.key", "front/probe.pem" },
};

#define LOOK_MS 3600000 /* at what there is */
/* After a refusal; sooner the first times: a signer that starts beside us is
 * there in a moment. */
#define TRY_FIRST_MS 50
#define TRY_AGAIN_MS 5000

struct tls_keeper {
	struct front *front;
	enum tls_use use;
	int dirfd;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	pthread_cond_t ready;
	bool stop, poked;
	struct ask ask;
};

static int
ask_certificate(struct tls_keeper *k, const struct live *live,
		struct bytes spki, struct buf *ret_pem, struct err *err)
{
	struct msg m = { .type = MSG_ISSUE_TLS };

	m.issue_tls.generation = live->generation;
	m.issue_tls.spki = spki;
	if (signer_call(k->front->signer, &k->ask, &m, err) < 0)
		return -1;
	if (k->ask.answer.type != MSG_ISSUED)
		return err_set(err, ERR_INTERNAL, "an answer of another kind");
	buf_clear(ret_pem);
	pem_encode("CERTIFICATE", k->ask.answer.issued.certificate, ret_pem);
	buf_append_bytes(ret_pem, buf_bytes(&live->chain_pem));
	if (buf_check(ret_pem, err) < 0)
		return -1;
	return file_replace(k->dirfd, uses[k->use].certificate_file,
			    buf_bytes(ret_pem), 0644, (uid_t)-1, (gid_t)-1,
			    err);
}

/* 0 when a certificate that serves is in force. */
static int
keep(struct tls_keeper *k, const struct live *live, struct err *err)
{
	CLEANUP(buf_free_wipe) struct buf key = { 0 };
	CLEANUP(buf_free) struct buf spki = { 0 };
	CLEANUP(buf_free) struct buf pem = { 0 };
	int64_t now = clock_wall_s();
	struct err none;

	if (tls_key_get(k->dirfd, uses[k->use].key_file, &key, &spki, err) < 0)
		return -1;
	if (file_read(k->dirfd, uses[k->use].certificate_file,
		      LIMIT_CHAIN_BYTES, &pem, &none) == 0 &&
	    tls_certificate_serves(buf_bytes(&pem), buf_bytes(&spki), live,
				   now)) {
		if (tls_pair_present(k->use))
			return 0;
		return tls_pair_load(k->use, buf_bytes(&key), buf_bytes(&pem),
				     err);
	}
	if (ask_certificate(k, live, buf_bytes(&spki), &pem, err) < 0 ||
	    tls_pair_load(k->use, buf_bytes(&key), buf_bytes(&pem), err) < 0)
		return -1;
	logline(LOGLINE_INFO, "the %s certificate was renewed",
		uses[k->use].name);
	return 0;
}

static void
sleep_for(struct tls_keeper *k, int64_t ms)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += ms / 1000;
	until.tv_nsec += ms % 1000 * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	pthread_mutex_lock(&k->lock);
	while (!k->stop && !k->poked &&
	       pthread_cond_timedwait(&k->wake, &k->lock, &until) == 0)
		;
	k->poked = false;
	pthread_mutex_unlock(&k->lock);
}

/* The wait after this one; said once, when it has become long. */
static int64_t
next_try(const struct tls_keeper *k, int64_t again_ms, const struct err *err)
{
	if (again_ms == TRY_AGAIN_MS)
		return again_ms;
	if (again_ms * 2 < TRY_AGAIN_MS)
		return again_ms * 2;
	logline_err(LOGLINE_WARNING, err,
		    "no %s certificate (tried again every %d s)",
		    uses[k->use].name, TRY_AGAIN_MS / 1000);
	return TRY_AGAIN_MS;
}

static void *
run(void *arg)
{
	struct tls_keeper *k = arg;
	int64_t again_ms = TRY_FIRST_MS;
	bool stop = false;

	while (!stop) {
		struct live *live = live_take(&k->front->live);
		struct err err;
		int rc = keep(k, live, &err);

		live_drop(&live);
		again_ms = rc < 0 ? next_try(k, again_ms, &err) : TRY_FIRST_MS;
		pthread_mutex_lock(&k->lock);
		pthread_cond_broadcast(&k->ready);
		pthread_mutex_unlock(&k->lock);
		sleep_for(k, rc < 0 ? again_ms : LOOK_MS);
		pthread_mutex_lock(&k->lock);
		stop = k->stop;
		pthread_mutex_unlock(&k->lock);
	}
	return NULL;
}

int
tls_keeper_new(struct front *front, enum tls_use use, struct tls_keeper **ret,
	       struct err *err)
{
	struct tls_keeper *k = calloc(1, sizeof(*k));
	pthread_condattr_t monotonic;

	if (!k)
		return err_nomem(err);
	k->front = front;
	k->use = use;
	pthread_mutex_init(&k->lock, NULL);
	/* A wall clock that is set back must not hold up the start. */
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&k->wake, &monotonic);
	pthread_cond_init(&k->ready, &monotonic);
	pthread_condattr_destroy(&monotonic);
	k->dirfd = open(front->dir, O_DIRECTORY | O_PATH | O_CLOEXEC);
	if (k->dirfd < 0) {
		free(k);
		return err_errno(err, ERR_OS, "%s", front->dir);
	}
	if (tls_pairs_open(use, err) < 0) {
		fd_close(&k->dirfd);
		free(k);
		return -1;
	}
	if (pthread_create(&k->thread, NULL, run, k) != 0) {
		fd_close(&k->dirfd);
		free(k);
		return err_set(err, ERR_OS, "cannot start a thread");
	}
	*ret = k;
	return 0;
}

void
tls_keeper_free(struct tls_keeper **keeper)
{
	struct tls_keeper *k = *keeper;

	if (!k)
		return;
	*keeper = NULL;
	pthread_mutex_lock(&k->lock);
	k->stop = true;
	pthread_cond_signal(&k->wake);
	pthread_mutex_unlock(&k->lock);
	pthread_join(k->thread, NULL);
	tls_pairs_close(k->use);
	buf_free(&k->ask.storage);
	fd_close(&k->dirfd);
	pthread_cond_destroy(&k->wake);
	pthread_cond_destroy(&k->ready);
	pthread_mutex_destroy(&k->lock);
	free(k);
}

void
tls_keeper_poke(struct tls_keeper *k)
{
	if (!k)
		return;
	pthread_mutex_lock(&k->lock);
	k->poked = true;
	pthread_cond_signal(&k->wake);
	pthread_mutex_unlock(&k->lock);
}

bool
tls_keeper_wait(struct tls_keeper *k, int timeout_ms)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += timeout_ms / 1000;
	pthread_mutex_lock(&k->lock);
	while (!tls_pair_present(k->use) &&
	       pthread_cond_timedwait(&k->ready, &k->lock, &until) == 0)
		;
	pthread_mutex_unlock(&k->lock);
	return tls_pair_present(k->use);
}
