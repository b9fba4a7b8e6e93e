/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Plays the supervisor to one sanca-signer, so that each write takes the one
 * road also where no daemon runs. */
#include "offline.h"
#include "sanca/clock.h"
#include "sanca/conf.h"
#include "sanca/files.h"
#include "sanca/ipc.h"
#include "sanca/os.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Recovery reads the whole log of a large CA. */
#define START_MS 60000
#define GENERATION 1

struct offline {
	pid_t pid;
	struct channel *channel;
};

/* Beside our own program in a build folder, else where it is installed. */
int
offline_program(const char *name, char path[LIMIT_PATH_BYTES], struct err *err)
{
	ssize_t n = readlink("/proc/self/exe", path, LIMIT_PATH_BYTES - 1);
	char *slash = NULL;

	if (n > 0) {
		path[n] = '\0';
		slash = strrchr(path, '/');
	}
	if (slash != NULL &&
	    (size_t)(slash + 1 - path) + strlen(name) < LIMIT_PATH_BYTES) {
		memcpy(slash + 1, name, strlen(name) + 1);
		if (access(path, X_OK) == 0)
			return 0;
	}
	snprintf(path, LIMIT_PATH_BYTES, "%s/%s", SANCA_PKGLIBEXECDIR, name);
	if (access(path, X_OK) == 0)
		return 0;
	return err_errno(err, ERR_UNREACHABLE, "%s cannot be started", path);
}

struct words {
	const char *argv[12];
	size_t count;
	char supervisor[12], control[12], user[48];
};

static void
add(struct words *w, const char *a, const char *b)
{
	w->argv[w->count++] = a;
	w->argv[w->count++] = b;
}

/* As root the signer becomes the user that sanca.conf names. */
static int
write_words(const char *path, const char *dir, const struct conf *conf,
	    const int ends[2], struct words *w, struct err *err)
{
	struct os_user user = { 0 };

	snprintf(w->supervisor, sizeof(w->supervisor), "%d", ends[0]);
	snprintf(w->control, sizeof(w->control), "%d", ends[1]);
	add(w, path, "--offline");
	add(w, "-d", dir);
	add(w, "--supervisor-fd", w->supervisor);
	add(w, "--control-channel-fd", w->control);
	if (geteuid() != 0)
		return 0;
	if (os_user_find(conf->signer_user, &user, err) < 0)
		return -1;
	snprintf(w->user, sizeof(w->user), "%ju:%ju", (uintmax_t)user.uid,
		 (uintmax_t)user.gid);
	if (user.uid != 0)
		add(w, "--user", w->user);
	return 0;
}

static int
start(const char *path, const char *dir, const struct conf *conf,
      const int ends[2], pid_t *ret, struct err *err)
{
	struct words w = { .count = 0 };

	if (write_words(path, dir, conf, ends, &w, err) < 0)
		return -1;
	fflush(NULL);
	*ret = fork();
	if (*ret < 0)
		return err_errno(err, ERR_OS, "fork");
	if (*ret > 0)
		return 0;
	/* A group of its own: Ctrl-C must not cut its last write. */
	setpgid(0, 0);
	fcntl(ends[0], F_SETFD, 0);
	fcntl(ends[1], F_SETFD, 0);
	execv(path, (char *const *)(const void *)w.argv);
	_exit(127);
}

static void
pair_free(int (*fds)[2])
{
	fd_close(&(*fds)[0]);
	fd_close(&(*fds)[1]);
}

static int
spawn(const char *dir, const struct conf *conf, struct offline *o,
      int *ret_control, struct err *err)
{
	char path[LIMIT_PATH_BYTES];
	CLEANUP(pair_free) int supervisor[2] = { -1, -1 };
	CLEANUP(pair_free) int control[2] = { -1, -1 };

	if (offline_program("sanca-signer", path, err) < 0)
		return err_context(err, "no daemon runs");
	if (channel_pair(supervisor, err) < 0 || channel_pair(control, err) < 0)
		return -1;
	if (start(path, dir, conf, (int[]){ supervisor[1], control[1] },
		  &o->pid, err) < 0)
		return -1;
	if (channel_open(supervisor[0], FROM_CHILD, &o->channel, err) < 0)
		return -1;
	supervisor[0] = -1;
	*ret_control = control[0];
	control[0] = -1;
	return 0;
}

/* Waits for READY; a FATAL is the reason why there is none. */
static int
await_ready(struct offline *o, struct err *err)
{
	CLEANUP(buf_free) struct buf storage = { 0 };
	int64_t end = clock_monotonic_ms() + START_MS;

	for (;;) {
		enum channel_result result = CHANNEL_EMPTY;
		struct msg m = { 0 };
		int64_t left = end - clock_monotonic_ms();
		int fd = -1;

		if (left <= 0 || channel_wait(o->channel, (int)left) == 0)
			return err_set(err, ERR_UNREACHABLE,
				       "sanca-signer was not ready within "
				       "%d s",
				       START_MS / 1000);
		if (channel_receive(o->channel, &storage, &m, &fd, &result,
				    err) < 0)
			return -1;
		if (result == CHANNEL_CLOSED)
			return err_set(err, ERR_UNREACHABLE,
				       "sanca-signer ended before it was "
				       "ready");
		if (result != CHANNEL_MESSAGE)
			continue;
		if (m.type == MSG_READY)
			return 0;
		if (m.type == MSG_FATAL)
			return err_set(err,
				       m.fatal.code < ERR_COUNT
					       ? (enum err_code)m.fatal.code
					       : ERR_INTERNAL,
				       "%.*s", (int)m.fatal.text.n,
				       (const char *)m.fatal.text.p);
	}
}

static int
configure(struct bytes text, struct offline *o, struct err *err)
{
	CLEANUP(fd_close) int fd = -1;
	struct msg m = { .type = MSG_CONFIGURE };

	m.configure.generation = GENERATION;
	if (os_sealed(text, &fd, err) < 0 ||
	    channel_send(o->channel, &m, fd, START_MS, err) < 0)
		return -1;
	return await_ready(o, err);
}

int
offline_start(const char *dir, struct offline **ret, int *ret_control,
	      struct err *err)
{
	CLEANUP(offline_stop) struct offline *o = calloc(1, sizeof(*o));
	CLEANUP(conf_free) struct conf *conf = NULL;
	CLEANUP(buf_free) struct buf text = { 0 };
	CLEANUP(fd_close) int control = -1;

	if (o == NULL)
		return err_nomem(err);
	if (conf_load(dir, &conf, &text, err) < 0 ||
	    spawn(dir, conf, o, &control, err) < 0 ||
	    configure(buf_bytes(&text), o, err) < 0)
		return -1;
	*ret_control = control;
	control = -1;
	*ret = STEAL(o);
	return 0;
}

void
offline_stop(struct offline **offline)
{
	if (*offline == NULL)
		return;
	/* The end of its supervisor is the signal to finish. */
	channel_free(&(*offline)->channel);
	if ((*offline)->pid > 0)
		while (waitpid((*offline)->pid, NULL, 0) < 0 && errno == EINTR)
			;
	free(*offline);
	*offline = NULL;
}
