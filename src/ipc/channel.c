/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Channels: made, opened, waited for and closed. */
#include "channel.h"

#include "sanca/clock.h"
#include "sanca/files.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>

/* Room for some ten records of the largest kind; the kernel may give less. */
#define CHANNEL_BUFFER_BYTES (1024 * 1024)

bool
channel_carries_fd(enum msg_type type)
{
	return type == MSG_CONFIGURE || type == MSG_CHANNEL;
}

static void
enlarge(int fd)
{
	int size = CHANNEL_BUFFER_BYTES;

	/* FORCE is for root and passes the system's maximum. A smaller buffer
	 * only means that senders wait sooner. */
	if (setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size)))
		(void)setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size,
				 sizeof(size));
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)))
		(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size,
				 sizeof(size));
}

int
channel_pair(int ret_fds[2], struct err *err)
{
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC,
		       0, fds) != 0)
		return err_errno(err, ERR_OS, "make a channel");
	enlarge(fds[0]);
	enlarge(fds[1]);
	ret_fds[0] = fds[0];
	ret_fds[1] = fds[1];
	return 0;
}

static int
check_socket(int fd, struct err *err)
{
	int type = 0;
	socklen_t n = sizeof(type);
	int flags = fcntl(fd, F_GETFL);

	if (flags < 0 || getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &n) != 0)
		return err_errno(err, ERR_OS, "descriptor %d is no channel",
				 fd);
	if (type != SOCK_SEQPACKET)
		return err_set(err, ERR_OS,
			       "descriptor %d is no channel: its socket type "
			       "is %d",
			       fd, type);
	if (fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0 ||
	    fcntl(fd, F_SETFD, FD_CLOEXEC) != 0)
		return err_errno(err, ERR_OS, "descriptor %d", fd);
	return 0;
}

int
channel_open(int fd, enum ipc_role other, struct channel **ret, struct err *err)
{
	CLEANUP(fd_close) int own = fd;
	struct channel *ch = NULL;

	if (check_socket(fd, err) != 0)
		return -1;
	ch = calloc(1, sizeof(*ch));
	if (ch == NULL)
		return err_nomem(err);
	if (pthread_mutex_init(&ch->sending, NULL) != 0) {
		free(ch);
		return err_set(err, ERR_OS, "make a mutex");
	}
	ch->fd = own;
	own = -1;
	ch->other = other;
	*ret = ch;
	return 0;
}

void
channel_free(struct channel **ch)
{
	if (*ch == NULL)
		return;
	fd_close(&(*ch)->fd);
	buf_free_wipe(&(*ch)->scratch);
	pthread_mutex_destroy(&(*ch)->sending);
	free(*ch);
	*ch = NULL;
}

int
channel_fd(const struct channel *ch)
{
	return ch->fd;
}

int
channel_wait(struct channel *ch, int timeout_ms)
{
	struct pollfd p = { .fd = ch->fd, .events = POLLIN };
	int64_t end = clock_monotonic_ms() + timeout_ms;
	int left = timeout_ms;

	for (;;) {
		int n = poll(&p, 1, left);

		if (n > 0)
			return 1;
		if (n < 0 && errno != EINTR)
			return -1;
		if (n == 0 && timeout_ms >= 0)
			return 0;
		if (timeout_ms >= 0) {
			int64_t rest = end - clock_monotonic_ms();

			left = rest > 0 ? (int)rest : 0;
		}
	}
}

/* 1: *ret is the answer; 0: something else came, or nothing yet. */
static int
receive_answer(struct channel *ch, uint64_t id, struct buf *storage,
	       struct msg *ret, struct err *err)
{
	CLEANUP(fd_close) int fd = -1;
	enum channel_result result = CHANNEL_EMPTY;

	if (channel_receive(ch, storage, ret, &fd, &result, err) != 0)
		return -1;
	if (result == CHANNEL_CLOSED)
		return err_set(err, ERR_UNREACHABLE,
			       "the other side closed the channel before it "
			       "answered");
	return result == CHANNEL_MESSAGE && ret->id == id;
}

int
channel_call(struct channel *ch, const struct msg *m, struct buf *storage,
	     struct msg *ret, int timeout_ms, struct err *err)
{
	int64_t end = clock_monotonic_ms() + timeout_ms;

	if (channel_send(ch, m, -1, timeout_ms, err) != 0)
		return -1;
	for (;;) {
		int64_t left = end - clock_monotonic_ms();
		int waited = channel_wait(ch, left > 0 ? (int)left : 0);
		int got = 0;

		if (waited < 0)
			return err_errno(err, ERR_OS, "wait for an answer");
		if (waited == 0)
			return err_set(err, ERR_UNAVAILABLE,
				       "no answer to %s within %d ms",
				       msg_type_name(m->type), timeout_ms);
		got = receive_answer(ch, m->id, storage, ret, err);
		if (got != 0)
			return got < 0 ? -1 : 0;
	}
}
