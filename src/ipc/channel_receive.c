/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Receives records, and trusts nothing about them. */
#include "channel.h"

#include "sanca/files.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

/* Descriptors for which there is room; the kernel closes what is beyond and
 * sets MSG_CTRUNC. */
#define RECEIVE_FDS 4

union some_fds {
	struct cmsghdr align;
	char octets[CMSG_SPACE(RECEIVE_FDS * sizeof(int))];
};

/* Keeps the first descriptor, closes the others, counts all. */
static size_t
take_fds(struct msghdr *h, int *ret_first)
{
	size_t count = 0;

	for (struct cmsghdr *c = CMSG_FIRSTHDR(h); c != NULL;
	     c = CMSG_NXTHDR(h, c)) {
		size_t n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);

		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		for (size_t i = 0; i < n; i++) {
			int fd = -1;

			memcpy(&fd, CMSG_DATA(c) + i * sizeof(int), sizeof(fd));
			if (count++ == 0)
				*ret_first = fd;
			else
				fd_close(&fd);
		}
	}
	return count;
}

/* One recvmsg(2): octets, 0 when closed, -1 with errno. */
static ssize_t
receive_record(struct channel *ch, struct buf *storage, struct msghdr *h)
{
	struct iovec iov = { storage->p, LIMIT_MESSAGE_BYTES };
	ssize_t n = 0;

	h->msg_iov = &iov;
	h->msg_iovlen = 1;
	do
		n = recvmsg(ch->fd, h, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	return n;
}

static int
check_record(const struct channel *ch, const struct msghdr *h,
	     struct bytes record, size_t fds, struct msg *ret, struct err *err)
{
	struct msg m;

	if ((h->msg_flags & MSG_TRUNC) != 0)
		return err_set(err, ERR_MALFORMED,
			       "a record is longer than %d octets",
			       LIMIT_MESSAGE_BYTES);
	if ((h->msg_flags & MSG_CTRUNC) != 0)
		return err_set(err, ERR_MALFORMED,
			       "a record came with too many descriptors");
	if (msg_decode(record, ch->other, &m, err) != 0)
		return -1;
	if (fds != (channel_carries_fd(m.type) ? 1U : 0U))
		return err_set(err, ERR_MALFORMED,
			       "message %s came with %zu descriptors",
			       msg_type_name(m.type), fds);
	*ret = m;
	return 0;
}

int
channel_receive(struct channel *ch, struct buf *storage, struct msg *ret,
		int *ret_fd, enum channel_result *ret_result, struct err *err)
{
	CLEANUP(fd_close) int fd = -1;
	union some_fds control;
	struct msghdr h = { .msg_control = control.octets,
			    .msg_controllen = sizeof(control.octets) };
	ssize_t n = 0;
	size_t fds = 0;

	buf_clear(storage);
	if (buf_reserve(storage, LIMIT_MESSAGE_BYTES) == NULL)
		return err_nomem(err);
	n = receive_record(ch, storage, &h);
	if (n < 0 && errno == EAGAIN) {
		*ret_result = CHANNEL_EMPTY;
		return 0;
	}
	if (n < 0 && errno != ECONNRESET)
		return err_errno(err, ERR_OS, "receive from a channel");
	fds = n < 0 ? 0 : take_fds(&h, &fd);
	/* An empty record looks the same, and deserves the same. */
	if (n <= 0) {
		*ret_result = CHANNEL_CLOSED;
		return 0;
	}
	storage->n = (size_t)n;
	if (check_record(ch, &h, buf_bytes(storage), fds, ret, err) != 0)
		return -1;
	*ret_fd = fd;
	fd = -1;
	*ret_result = CHANNEL_MESSAGE;
	return 0;
}
