/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Who may use the control socket. */
#include "link.h"

#include "signer.h"

#include "sanca/files.h"
#include "sanca/logline.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/stat.h>

int
control_check(const struct signer *s, int fd, struct err *err)
{
	const struct configuration *c = s->configuration;
	struct stat st = { 0 };
	bool is_member = false;
	uid_t uid = 0;
	gid_t gid = 0;
	pid_t pid = 0;

	if (os_peer(fd, &uid, &gid, &pid, err) != 0)
		return -1;

	if (c->has_front_uid && uid == c->front_uid)
		return err_set(err, ERR_FORBIDDEN,
			       "the user of sanca-front may never use the "
			       "control socket");
	if (uid == 0)
		return 0;
	if (stat(s->options.dir, &st) == 0 && st.st_uid == uid)
		return 0;
	if (c->has_control_group &&
	    os_peer_in_group(fd, c->control_gid, &is_member, err) != 0)
		return -1;
	if (is_member)
		return 0;
	return err_set(err, ERR_FORBIDDEN,
		       "uid %ju may not use the control socket: root, the "
		       "owner of the data directory and members of "
		       "control-group may",
		       (uintmax_t)uid);
}

int
link_check(const struct signer *s, const struct link *l, struct err *err)
{
	if (l->role != FROM_CONTROL || l->given)
		return 0;
	return control_check(s, channel_fd(l->channel), err);
}

static struct link *
free_place(struct signer *s)
{
	for (size_t i = LINK_CONTROL; i < LINK_COUNT; i++) {
		if (s->links[i].channel == NULL)
			return &s->links[i];
	}
	return NULL;
}

static int
admit_peer(struct signer *s, int fd, struct err *err)
{
	struct link *l = free_place(s);
	uid_t uid = (uid_t)-1;
	gid_t gid = (gid_t)-1;
	pid_t pid = 0;

	if (os_peer(fd, &uid, &gid, &pid, err) != 0 ||
	    control_check(s, fd, err) != 0) {
		fd_close(&fd);
		return -1;
	}
	if (l == NULL) {
		fd_close(&fd);
		return err_set(err, ERR_UNAVAILABLE,
			       "all %d control connections are taken",
			       LIMIT_CONTROL_CONNECTIONS);
	}
	if (link_open(s, l, fd, FROM_CONTROL, err) != 0)
		return -1;
	l->uid = uid;
	return 0;
}

void
control_accept(void *arg)
{
	struct signer *s = arg;
	struct err err;
	int fd = accept4(s->options.control_fd, NULL, NULL,
			 SOCK_CLOEXEC | SOCK_NONBLOCK);

	if (fd < 0) {
		if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED)
			logline(LOGLINE_WARNING,
				"control socket: accept failed (errno %d)",
				errno);
		return;
	}
	if (admit_peer(s, fd, &err) != 0)
		logline_err(LOGLINE_WARNING, &err, "control socket");
}
