/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Sends records: many per system call, and never with a wait under the lock. */
#include "channel.h"

#include "sanca/clock.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

/* Records per sendmmsg(2). */
#define SEND_AT_ONCE ((size_t)32)

/* One control message with one descriptor. */
union one_fd {
	struct cmsghdr align;
	char octets[CMSG_SPACE(sizeof(int))];
};

static void
attach_fd(struct msghdr *h, union one_fd *control, int fd)
{
	struct cmsghdr *c = NULL;

	memset(control, 0, sizeof(*control));
	h->msg_control = control->octets;
	h->msg_controllen = sizeof(control->octets);
	c = CMSG_FIRSTHDR(h);
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(c), &fd, sizeof(fd));
}

/* Encodes up to SEND_AT_ONCE messages and points at them. */
static int
prepare(struct channel *ch, const struct msg *m, size_t count,
	struct iovec *iov, struct mmsghdr *heads, struct err *err)
{
	size_t start = 0;

	buf_clear(&ch->scratch);
	for (size_t i = 0; i < count; i++) {
		if (msg_encode(&m[i], &ch->scratch, err) != 0)
			return -1;
		iov[i].iov_len = ch->scratch.n - start;
		start = ch->scratch.n;
	}
	/* Only now: the buffer may have moved while it grew. */
	start = 0;
	for (size_t i = 0; i < count; i++) {
		iov[i].iov_base = ch->scratch.p + start;
		start += iov[i].iov_len;
		heads[i] = (struct mmsghdr){ 0 };
		heads[i].msg_hdr.msg_iov = &iov[i];
		heads[i].msg_hdr.msg_iovlen = 1;
	}
	return 0;
}

static int
refuse_send(const struct msg *m, struct err *err)
{
	const char *name = msg_type_name(m->type);

	if (errno == EPIPE || errno == ECONNRESET || errno == ENOTCONN)
		return err_set(err, ERR_UNREACHABLE,
			       "send %s: the other side has closed the channel",
			       name);
	if (errno == ENOBUFS || errno == ENOMEM)
		return err_nomem(err);
	return err_errno(err, ERR_OS, "send %s", name);
}

/* Returns how many went out, 0 when there is no room, or -1. */
static int
send_some(struct channel *ch, const struct msg *m, size_t count, int fd,
	  struct err *err)
{
	struct mmsghdr heads[SEND_AT_ONCE];
	struct iovec iov[SEND_AT_ONCE];
	union one_fd control;
	int n = 0;

	if (count > SEND_AT_ONCE)
		count = SEND_AT_ONCE;
	if (prepare(ch, m, count, iov, heads, err) != 0)
		return -1;
	if (fd >= 0)
		attach_fd(&heads[0].msg_hdr, &control, fd);
	do
		n = sendmmsg(ch->fd, heads, (unsigned)count,
			     MSG_NOSIGNAL | MSG_DONTWAIT);
	while (n < 0 && errno == EINTR);
	if (n < 0 && errno == EAGAIN)
		return 0;
	return n < 0 ? refuse_send(m, err) : n;
}

static int
send_some_locked(struct channel *ch, const struct msg *m, size_t count, int fd,
		 struct err *err)
{
	int n = 0;

	pthread_mutex_lock(&ch->sending);
	n = send_some(ch, m, count, fd, err);
	pthread_mutex_unlock(&ch->sending);
	return n;
}

/* Waits for room until end_ms. */
static int
wait_for_room(struct channel *ch, int64_t end_ms, struct err *err)
{
	struct pollfd p = { .fd = ch->fd, .events = POLLOUT };
	int64_t left = end_ms - clock_monotonic_ms();
	int n = left > 0 ? poll(&p, 1, (int)left) : 0;

	if (n < 0 && errno != EINTR)
		return err_errno(err, ERR_OS, "wait for a channel");
	if (n == 0)
		return err_set(err, ERR_UNAVAILABLE,
			       "the other side of the channel does not read");
	return 0;
}

static int
send_all(struct channel *ch, const struct msg *m, size_t count, int fd,
	 int wait_ms, struct err *err)
{
	int64_t end = 0;

	while (count > 0) {
		int n = send_some_locked(ch, m, count, fd, err);

		if (n < 0)
			return -1;
		m += n;
		count -= (size_t)n;
		if (n > 0)
			continue;
		if (end == 0)
			end = clock_monotonic_ms() + wait_ms;
		if (wait_for_room(ch, end, err) != 0)
			return -1;
	}
	return 0;
}

int
channel_send(struct channel *ch, const struct msg *m, int fd, int wait_ms,
	     struct err *err)
{
	if ((fd >= 0) != channel_carries_fd(m->type))
		return err_set(err, ERR_INTERNAL,
			       "message %s is sent %s a descriptor",
			       msg_type_name(m->type),
			       fd >= 0 ? "with" : "without");
	return send_all(ch, m, 1, fd, wait_ms, err);
}

int
channel_send_many(struct channel *ch, const struct msg *m, size_t count,
		  int wait_ms, struct err *err)
{
	return send_all(ch, m, count, -1, wait_ms, err);
}
