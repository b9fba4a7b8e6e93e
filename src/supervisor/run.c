/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The supervisor's life: everything is opened, then the loop runs. */
#include "config.h"
#include "supervisor.h"

#include "sanca/files.h"
#include "sanca/logline.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <unistd.h>

static void
init(struct supervisor *s)
{
	*s = (struct supervisor){
		.dirfd = -1, .lock = -1, .control = -1, .timer = -1
	};
	for (enum which i = SIGNER; i < CHILDREN; i++) {
		s->child[i].name = child_kinds[i].name;
		s->is_wanted[i] = child_kinds[i].is_wanted == NULL;
		s->waiting_end[i] = -1;
	}
	s->offered.fd = -1;
	s->accepted.fd = -1;
}

static void
finish(struct supervisor *s)
{
	for (enum which i = SIGNER; i < CHILDREN; i++) {
		channel_free(&s->child[i].ch);
		fd_close(&s->waiting_end[i]);
	}
	listeners_close(&s->listeners);
	fd_close(&s->offered.fd);
	conf_free(&s->offered_conf);
	fd_close(&s->accepted.fd);
	fd_close(&s->control);
	fd_close(&s->timer);
	conf_free(&s->conf);
	loop_free(&s->loop);
	if (s->lock >= 0) {
		unlinkat(s->dirfd, "run/ports", 0);
		unlinkat(s->dirfd, "run/control/sanca.sock", 0);
	}
	fd_close(&s->lock);
	fd_close(&s->dirfd);
}

static int
open_dir(struct supervisor *s, const char *dir, struct err *err)
{
	char *real = realpath(dir, NULL);
	bool fits = real != NULL && strlen(real) < sizeof(s->dir);

	if (fits)
		memcpy(s->dir, real, strlen(real) + 1);
	free(real);
	if (real == NULL)
		return err_errno(err, ERR_CONFIG,
				 "%s: sanca init makes a data directory", dir);
	if (!fits)
		return err_set(err, ERR_CONFIG, "the path %.60s is too long",
			       dir);
	s->dirfd = open(s->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (s->dirfd < 0)
		return err_errno(err, ERR_CONFIG, "open %s", dir);
	return 0;
}

/* The owner of the data directory may use it, whoever that is. */
static int
open_control(struct supervisor *s, struct err *err)
{
	char path[LIMIT_PATH_BYTES + 32];
	gid_t group = (gid_t)-1;
	struct stat st;

	if (s->conf->control_group[0] != '\0' && geteuid() == 0 &&
	    os_group_find(s->conf->control_group, &group, err) != 0) {
		err->code = ERR_CONFIG;
		return err_context(err, "control-group in sanca.conf");
	}
	snprintf(path, sizeof(path), "%s/run/control/sanca.sock", s->dir);
	if (os_listen_local(path, group == (gid_t)-1 ? 0600 : 0660, group,
			    &s->control, err) != 0)
		return -1;
	if (geteuid() == 0 && fstat(s->dirfd, &st) == 0 && st.st_uid != 0 &&
	    fchownat(s->dirfd, "run/control/sanca.sock", st.st_uid, (gid_t)-1,
		     AT_SYMLINK_NOFOLLOW) != 0)
		return err_errno(err, ERR_OS, "chown the control socket");
	return 0;
}

static int
watch_signals(struct supervisor *s, struct err *err)
{
	if (loop_new(&s->loop, err) != 0 ||
	    loop_signal(s->loop, SIGCHLD, children_reap, s, err) != 0 ||
	    loop_signal(s->loop, SIGHUP, settings_reload, s, err) != 0 ||
	    loop_signal(s->loop, SIGTERM, stop_on_signal, s, err) != 0 ||
	    loop_signal(s->loop, SIGINT, stop_on_signal, s, err) != 0)
		return -1;
	s->timer = timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK);
	if (s->timer < 0)
		return err_errno(err, ERR_OS, "make a timer");
	return loop_watch(s->loop, s->timer, children_tend, s, err);
}

static int
prepare(struct supervisor *s, const char *dir, struct err *err)
{
	if (open_dir(s, dir, err) != 0 || settings_load(s, err) != 0)
		return -1;
	conf_log_open(s->conf, "sancad", LOGLINE_DEBUG);
	logline(LOGLINE_NOTICE,
		"sanca " PACKAGE_VERSION " starts on %s, pid %d, protocol %d",
		s->dir, (int)getpid(), IPC_VERSION);
	if (libexec_find(s->libexec, err) != 0 ||
	    users_find(s->conf, &s->users, err) != 0 ||
	    data_check(s->dirfd, &s->users, err) != 0)
		return -1;
	if (os_lock_file(s->dirfd, "run/sancad.lock", &s->lock, err) != 0)
		return err_context(err, "another sancad");
	if (listeners_open(s->conf, &s->listeners, err) != 0 ||
	    listeners_announce(&s->listeners, s->dirfd, err) != 0 ||
	    open_control(s, err) != 0)
		return -1;
	return watch_signals(s, err);
}

int
supervisor_run(const char *dir, bool accept_rollback)
{
	CLEANUP(finish) struct supervisor s;
	struct err err;

	init(&s);
	s.accept_rollback = accept_rollback;
	umask(022);
	if (prepare(&s, dir, &err) != 0) {
		logline_err(LOGLINE_ERROR, &err, "cannot start");
		return err_info(err.code)->exit_status;
	}
	child_start(&s, SIGNER);
	child_start(&s, FRONT);
	if (loop_run(s.loop, &err) != 0) {
		logline_err(LOGLINE_ERROR, &err, "cannot go on");
		child_kill(&s.child[FRONT]);
		child_kill(&s.child[NOTIFIER]);
		child_kill(&s.child[VALIDATOR]);
		child_kill(&s.child[SIGNER]);
		return err_info(err.code)->exit_status;
	}
	logline(LOGLINE_NOTICE, "stopped");
	return s.exit_status;
}
