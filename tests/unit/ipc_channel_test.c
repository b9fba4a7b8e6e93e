/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Channels carry whole records, pass what they may, and refuse the rest. */
#include "sanca/clock.h"
#include "sanca/files.h"
#include "sanca/ipc.h"

#include "../tap.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

struct ends {
	struct channel *a; /* hears the signer */
	struct channel *b; /* hears the front */
};

static void
ends_free(struct ends *e)
{
	channel_free(&e->a);
	channel_free(&e->b);
}

static bool
ends_open(struct ends *e, enum ipc_role of_b, enum ipc_role of_a)
{
	struct err err = { 0 };
	int fds[2] = { -1, -1 };

	return ok(channel_pair(fds, &err) == 0 &&
			  channel_open(fds[0], of_b, &e->a, &err) == 0 &&
			  channel_open(fds[1], of_a, &e->b, &err) == 0,
		  "a pair: %s", err.text);
}

/* -1 refused, or the result. */
static int
receive(struct channel *ch, struct buf *storage, struct msg *m, int *fd)
{
	enum channel_result result = CHANNEL_EMPTY;
	struct err err = { 0 };

	if (channel_receive(ch, storage, m, fd, &result, &err) != 0) {
		is_int(err.code, ERR_MALFORMED, "%s", err.text);
		return -1;
	}
	return (int)result;
}

static uint8_t big[LIMIT_CSR_BYTES];

static void
a_record_of_the_largest_size_passes(void)
{
	CLEANUP(ends_free) struct ends e = { 0 };
	CLEANUP(buf_free) struct buf storage = { 0 };
	struct msg m = { .type = MSG_ISSUE, .id = 7 };
	struct msg got = { 0 };
	struct err err = { 0 };
	int fd = -1;

	if (!ends_open(&e, FROM_SIGNER, FROM_FRONT))
		return;
	memset(big, 'a', sizeof(big));
	m.issue.names = (struct bytes){ big, LIMIT_NAMES_BYTES };
	m.issue.names_requested = m.issue.names;
	m.issue.csr = BYTES_OF(big);
	m.issue.diagnosis = (struct bytes){ big, 8192 };
	is_int(receive(e.b, &storage, &got, &fd), CHANNEL_EMPTY, "nothing yet");
	for (int i = 0; i < 3; i++) {
		is_int(channel_send(e.a, &m, -1, 100, &err), 0, "%s", err.text);
		is_int(channel_wait(e.b, 1000), 1, "it can be read");
		is_int(receive(e.b, &storage, &got, &fd), CHANNEL_MESSAGE,
		       "it comes");
		is_int(got.id, 7, "the same id");
		ok(bytes_equal(got.issue.csr, m.issue.csr), "the same octets");
	}
	is_int(channel_wait(e.b, 10), 0, "no more");
	is_int(fd, -1, "no descriptor");
}

static void
many_go_in_order_and_all(void)
{
	static struct msg many[500];
	CLEANUP(ends_free) struct ends e = { 0 };
	CLEANUP(buf_free) struct buf storage = { 0 };
	struct err err = { 0 };
	struct msg got = { 0 };
	int fd = -1;

	if (!ends_open(&e, FROM_SIGNER, FROM_FRONT))
		return;
	for (size_t i = 0; i < 100; i++)
		many[i] = (struct msg){ .type = MSG_DONE, .id = i + 1 };
	is_int(channel_send_many(e.b, many, 100, 1000, &err), 0, "%s",
	       err.text);
	for (uint64_t i = 1; i <= 100; i++) {
		if (receive(e.a, &storage, &got, &fd) != CHANNEL_MESSAGE ||
		    got.id != i)
			ok(false, "record %" PRIu64, i);
	}
	is_int(receive(e.a, &storage, &got, &fd), CHANNEL_EMPTY, "no more");
}

static void
a_full_channel_waits_and_then_says_so(void)
{
	CLEANUP(ends_free) struct ends e = { 0 };
	struct msg m = { .type = MSG_AUTH, .id = 1 };
	struct err err = { 0 };
	int64_t start = 0;
	int sent = 0;

	if (!ends_open(&e, FROM_SIGNER, FROM_FRONT))
		return;
	while (sent < 100000 && channel_send(e.a, &m, -1, 0, &err) == 0)
		sent++;
	ok(sent > 100 && sent < 100000, "%d went in", sent);
	is_int(err.code, ERR_UNAVAILABLE, "%s", err.text);
	start = clock_monotonic_ms();
	is_int(channel_send(e.a, &m, -1, 60, &err), -1, "still full");
	is_int(err.code, ERR_UNAVAILABLE, "%s", err.text);
	ok(clock_monotonic_ms() - start >= 50, "it waited");
}

#define PER_THREAD 2000

static void *
send_thread(void *ctx)
{
	struct channel *ch = ctx;
	struct msg m = { .type = MSG_AUTH };
	struct err err = { 0 };

	for (uint64_t i = 0; i < PER_THREAD; i++) {
		m.id = i;
		if (channel_send(ch, &m, -1, 5000, &err) != 0)
			return ctx;
	}
	return NULL;
}

static void
threads_may_send_at_once(void)
{
	CLEANUP(ends_free) struct ends e = { 0 };
	CLEANUP(buf_free) struct buf storage = { 0 };
	pthread_t threads[3];
	struct msg got = { 0 };
	int fd = -1;
	int count = 0;

	if (!ends_open(&e, FROM_SIGNER, FROM_FRONT))
		return;
	for (int i = 0; i < 3; i++)
		pthread_create(&threads[i], NULL, send_thread, e.a);
	while (count < 3 * PER_THREAD && channel_wait(e.b, 5000) == 1) {
		if (receive(e.b, &storage, &got, &fd) == CHANNEL_MESSAGE)
			count++;
	}
	is_int(count, 3 * PER_THREAD, "all arrive whole");
	for (int i = 0; i < 3; i++) {
		void *failed = NULL;

		pthread_join(threads[i], &failed);
		ok(failed == NULL, "thread %d sent all", i);
	}
}

static void
a_closed_side_is_noticed(void)
{
	CLEANUP(ends_free) struct ends e = { 0 };
	CLEANUP(buf_free) struct buf storage = { 0 };
	struct msg m = { .type = MSG_AUTH, .id = 1 };
	struct msg got = { 0 };
	struct err err = { 0 };
	int fd = -1;

	if (!ends_open(&e, FROM_SIGNER, FROM_FRONT))
		return;
	is_int(channel_send(e.a, &m, -1, 0, &err), 0, "one waits unread");
	channel_free(&e.b);
	is_int(channel_send(e.a, &m, -1, 0, &err), -1, "no more is taken");
	is_int(err.code, ERR_UNREACHABLE, "%s", err.text);
	is_int(receive(e.a, &storage, &got, &fd), CHANNEL_CLOSED, "it ended");
}

static void
a_descriptor_comes_with_its_message_only(void)
{
	CLEANUP(ends_free) struct ends e = { 0 };
	CLEANUP(buf_free) struct buf storage = { 0 };
	struct msg m = { .type = MSG_CONFIGURE };
	struct msg got = { 0 };
	struct err err = { 0 };
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	int fd = -1;

	if (!ends_open(&e, FROM_CHILD, FROM_SUPERVISOR))
		return;
	m.configure.generation = 3;
	is_int(channel_send(e.a, &m, -1, 0, &err), -1, "CONFIGURE alone");
	is_int(channel_send(e.a, &m, null, 0, &err), 0, "%s", err.text);
	is_int(receive(e.b, &storage, &got, &fd), CHANNEL_MESSAGE, "it comes");
	ok(fd >= 0 && fd != null, "with a descriptor");
	is_int(fcntl(fd, F_GETFD), FD_CLOEXEC, "that programs do not inherit");
	fd_close(&fd);
	m = (struct msg){ .type = MSG_CHANNEL };
	is_int(channel_send(e.a, &m, null, 0, &err), 0, "%s", err.text);
	is_int(receive(e.b, &storage, &got, &fd), CHANNEL_MESSAGE, "CHANNEL");
	fd_close(&fd);
	m = (struct msg){ .type = MSG_READY };
	is_int(channel_send(e.a, &m, null, 0, &err), -1, "READY with one");
	fd_close(&null);
}

static int
open_fds(void)
{
	int count = 0;

	for (int fd = 0; fd < 256; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

/* Sends these octets with n descriptors, past all checks. */
static void
send_raw(int to, const void *octets, size_t n, unsigned fds)
{
	union {
		struct cmsghdr align;
		char octets[CMSG_SPACE(16 * sizeof(int))];
	} control = { 0 };
	char copy[64] = { 0 };
	struct iovec iov = { copy, n };
	struct msghdr h = { .msg_iov = &iov, .msg_iovlen = 1 };

	memcpy(copy, octets, n);
	if (fds > 0) {
		struct cmsghdr *c = NULL;

		h.msg_control = control.octets;
		h.msg_controllen = CMSG_SPACE(fds * sizeof(int));
		c = CMSG_FIRSTHDR(&h);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(fds * sizeof(int));
		for (size_t i = 0; i < fds; i++)
			memcpy(CMSG_DATA(c) + i * sizeof(int), &to,
			       sizeof(int));
	}
	is_int(sendmsg(to, &h, MSG_NOSIGNAL), n, "sent");
}

static void
hostile_records_are_refused_and_nothing_leaks(void)
{
	static const uint8_t head[12] = { MSG_LOG_HEAD };
	static const uint8_t done[20] = { MSG_DONE };
	static const unsigned counts[] = { 1, 2, 4, 5, 16 };
	CLEANUP(buf_free) struct buf storage = { 0 };
	struct msg got = { 0 };
	int before = open_fds();
	int fd = -1;

	for (size_t i = 0; i < ARRAY_SIZE(counts); i++) {
		CLEANUP(ends_free) struct ends e = { 0 };

		if (!ends_open(&e, FROM_SIGNER, FROM_FRONT))
			return;
		send_raw(channel_fd(e.a), head, sizeof(head), counts[i]);
		is_int(receive(e.b, &storage, &got, &fd), -1, "%u descriptors",
		       counts[i]);
		send_raw(channel_fd(e.a), done, sizeof(done), 0);
		is_int(receive(e.b, &storage, &got, &fd), -1,
		       "an answer from a front");
		send_raw(channel_fd(e.a), head, 5, 0);
		is_int(receive(e.b, &storage, &got, &fd), -1, "half a header");
		send_raw(channel_fd(e.a), head, sizeof(head), 0);
		is_int(receive(e.b, &storage, &got, &fd), CHANNEL_MESSAGE,
		       "what is well-formed is taken");
		send_raw(channel_fd(e.a), head, 0, 0);
		is_int(receive(e.b, &storage, &got, &fd), CHANNEL_CLOSED,
		       "an empty record closes");
	}
	is_int(fd, -1, "no descriptor was handed on");
	is_int(open_fds(), before, "no descriptor was left open");
}

static void
a_record_over_the_limit_is_refused(void)
{
	static uint8_t huge[LIMIT_MESSAGE_BYTES + 1];
	CLEANUP(ends_free) struct ends e = { 0 };
	CLEANUP(buf_free) struct buf storage = { 0 };
	struct msg got = { 0 };
	int fd = -1;

	if (!ends_open(&e, FROM_SIGNER, FROM_FRONT))
		return;
	huge[0] = MSG_LOG_HEAD;
	is_int(send(channel_fd(e.a), huge, sizeof(huge), MSG_NOSIGNAL),
	       sizeof(huge), "sent");
	is_int(receive(e.b, &storage, &got, &fd), -1, "one octet too many");
}

static void *
answer_thread(void *ctx)
{
	struct channel *ch = ctx;
	CLEANUP(buf_free) struct buf storage = { 0 };
	struct msg m = { 0 };
	struct err err = { 0 };
	enum channel_result result = CHANNEL_EMPTY;
	int fd = -1;

	if (channel_wait(ch, 5000) != 1 ||
	    channel_receive(ch, &storage, &m, &fd, &result, &err) != 0)
		return ctx;
	for (uint64_t id = 0; id <= m.id; id += m.id) {
		struct msg answer = { .type = MSG_DONE, .id = id };

		answer.done.number = 40 + id;
		if (channel_send(ch, &answer, -1, 1000, &err) != 0)
			return ctx;
	}
	return NULL;
}

static void
a_call_waits_for_its_own_answer(void)
{
	CLEANUP(ends_free) struct ends e = { 0 };
	CLEANUP(buf_free) struct buf storage = { 0 };
	struct msg m = { .type = MSG_CLOCK_ACCEPT, .id = 2 };
	struct msg got = { 0 };
	struct err err = { 0 };
	pthread_t thread;

	if (!ends_open(&e, FROM_SIGNER, FROM_CONTROL))
		return;
	pthread_create(&thread, NULL, answer_thread, e.b);
	is_int(channel_call(e.a, &m, &storage, &got, 5000, &err), 0, "%s",
	       err.text);
	is_int(got.done.number, 42, "the second of two");
	pthread_join(thread, NULL);
	is_int(channel_call(e.a, &m, &storage, &got, 30, &err), -1, "silence");
	is_int(err.code, ERR_UNAVAILABLE, "%s", err.text);
	channel_free(&e.b);
	is_int(channel_call(e.a, &m, &storage, &got, 30, &err), -1, "gone");
	is_int(err.code, ERR_UNREACHABLE, "%s", err.text);
}

static void
only_a_channel_is_opened_as_one(void)
{
	struct channel *ch = NULL;
	struct err err = { 0 };
	int fds[2] = { -1, -1 };

	is_int(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0,
	       "a pair");
	is_int(channel_open(fds[0], FROM_FRONT, &ch, &err), -1, "a stream");
	is_int(fcntl(fds[0], F_GETFD), -1, "it is closed");
	is_int(channel_open(-1, FROM_FRONT, &ch, &err), -1, "nothing");
	fd_close(&fds[1]);
}

TAP_MAIN(a_record_of_the_largest_size_passes, many_go_in_order_and_all,
	 a_full_channel_waits_and_then_says_so, threads_may_send_at_once,
	 a_closed_side_is_noticed, a_descriptor_comes_with_its_message_only,
	 hostile_records_are_refused_and_nothing_leaks,
	 a_record_over_the_limit_is_refused, a_call_waits_for_its_own_answer,
	 only_a_channel_is_opened_as_one)
