/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/*
 * Open connections, and the place where their octets pass.
 *
 * libmicrohttpd reads with recv() and gnutls_record_recv(). This program
 * defines both: the dynamic linker then binds the library's calls to these, and
 * the strict reader (guard_wire.c) sees each octet before the lenient one does.
 * doc/adr/0011 says why.
 */
#undef _FORTIFY_SOURCE /* recv() is defined here, not used */

#include "conns.h"

#include "blame.h"

#include "sanca/clock.h"

#include <arpa/inet.h>
#include <gnutls/gnutls.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define CONNS_MAX_FD 65536

static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };

static _Atomic(struct conn *) by_fd[CONNS_MAX_FD];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct conn *first;
static size_t count;

static void
set_phase(struct conn *conn, enum conn_phase phase)
{
	atomic_store_explicit(&conn->since_ms, clock_monotonic_ms(),
			      memory_order_relaxed);
	atomic_store_explicit(&conn->phase, (int)phase, memory_order_relaxed);
}

static void
see(int fd, bool tls, const void *p, size_t n)
{
	struct conn *conn = NULL;
	int phase = 0;

	if (fd < 0 || fd >= CONNS_MAX_FD)
		return;
	conn = atomic_load_explicit(&by_fd[fd], memory_order_acquire);
	/* Of a TLS connection, recv() gives records, not requests. */
	if (!conn || conn->tls != tls)
		return;
	guard_wire_feed(&conn->wire, (struct bytes){ p, n });
	phase = atomic_load_explicit(&conn->phase, memory_order_relaxed);
	if (conn->wire.requests > conn->answered) {
		if (phase != CONN_ANSWERING)
			set_phase(conn, CONN_ANSWERING);
	} else if (phase == CONN_IDLE && guard_wire_is_inside(&conn->wire)) {
		set_phase(conn, CONN_INSIDE);
	}
}

/* Should this thread crash: whose octets it reads. */
static void
set_blame(int fd)
{
	const struct conn *conn = NULL;

	if (fd < 0 || fd >= CONNS_MAX_FD)
		return;
	conn = atomic_load_explicit(&by_fd[fd], memory_order_acquire);
	conns_blame(conn);
}

void
conns_blame(const struct conn *conn)
{
	blame_set(conn && !conn->loopback ? conn->address : NULL);
}

ssize_t
recv(int fd, void *buf, size_t n, int flags)
{
	ssize_t got = 0;

	set_blame(fd);
	got = recvfrom(fd, buf, n, flags, NULL, NULL);
	if (got > 0 && !(flags & MSG_PEEK))
		see(fd, false, buf, (size_t)got);
	return got;
}

ssize_t
gnutls_record_recv(gnutls_session_t session, void *data, size_t data_size)
{
	unsigned char sequence[8];
	ssize_t got = 0;

	set_blame(gnutls_transport_get_int(session));
	got = gnutls_record_recv_seq(session, data, data_size, sequence);
	if (got > 0)
		see(gnutls_transport_get_int(session), true, data, (size_t)got);
	return got;
}

bool
conns_address(const struct sockaddr *sa, uint8_t address[16])
{
	const struct sockaddr_in6 *in6 =
		(const struct sockaddr_in6 *)(const void *)sa;
	const struct sockaddr_in *in =
		(const struct sockaddr_in *)(const void *)sa;

	if (sa && sa->sa_family == AF_INET) {
		memcpy(address, mapped, sizeof(mapped));
		memcpy(address + 12, &in->sin_addr, 4);
		return true;
	}
	if (sa && sa->sa_family == AF_INET6) {
		memcpy(address, &in6->sin6_addr, 16);
		return true;
	}
	return false;
}

static void
set_peer(struct conn *conn, const struct sockaddr *sa)
{
	memcpy(conn->peer, "local", sizeof("local"));
	if (!conns_address(sa, conn->address))
		return;
	if (memcmp(conn->address, mapped, sizeof(mapped)) == 0) {
		inet_ntop(AF_INET, conn->address + 12, conn->peer,
			  sizeof(conn->peer));
		conn->loopback = conn->address[12] == 127;
	} else {
		inet_ntop(AF_INET6, conn->address, conn->peer,
			  sizeof(conn->peer));
		conn->loopback =
			memcmp(conn->address, &in6addr_loopback, 16) == 0;
	}
}

struct conn *
conns_add(int fd, bool tls, const struct sockaddr *peer)
{
	struct conn *conn = NULL;

	if (fd < 0 || fd >= CONNS_MAX_FD)
		return NULL;
	conn = calloc(1, sizeof(*conn));
	if (!conn)
		return NULL;
	conn->fd = fd;
	conn->tls = tls;
	set_peer(conn, peer);
	set_phase(conn, CONN_OPENING);
	pthread_mutex_lock(&lock);
	conn->next = first;
	if (first)
		first->prev = conn;
	first = conn;
	count++;
	pthread_mutex_unlock(&lock);
	atomic_store_explicit(&by_fd[fd], conn, memory_order_release);
	return conn;
}

void
conns_remove(struct conn *conn)
{
	if (!conn)
		return;
	atomic_store_explicit(&by_fd[conn->fd], NULL, memory_order_release);
	pthread_mutex_lock(&lock);
	if (conn->prev)
		conn->prev->next = conn->next;
	else
		first = conn->next;
	if (conn->next)
		conn->next->prev = conn->prev;
	count--;
	pthread_mutex_unlock(&lock);
	free(conn);
}

void
conns_goes_on(struct conn *conn)
{
	set_phase(conn, CONN_ANSWERING);
}

void
conns_answered(struct conn *conn)
{
	conn->answered++;
	if (conn->wire.requests > conn->answered)
		set_phase(conn, CONN_ANSWERING);
	else if (guard_wire_is_inside(&conn->wire))
		set_phase(conn, CONN_INSIDE);
	else
		set_phase(conn, CONN_IDLE);
}

void
conns_enforce(int64_t request_timeout_ms, int64_t answer_timeout_ms)
{
	int64_t now = clock_monotonic_ms();

	pthread_mutex_lock(&lock);
	for (struct conn *c = first; c; c = c->next) {
		int phase =
			atomic_load_explicit(&c->phase, memory_order_relaxed);
		int64_t since = atomic_load_explicit(&c->since_ms,
						     memory_order_relaxed);
		int64_t limit = phase == CONN_ANSWERING ? answer_timeout_ms
							: request_timeout_ms;

		/* The descriptor is not closed before conns_remove(). */
		if (phase != CONN_IDLE && now - since > limit)
			shutdown(c->fd, SHUT_RDWR);
	}
	pthread_mutex_unlock(&lock);
}

size_t
conns_count(void)
{
	size_t n = 0;

	pthread_mutex_lock(&lock);
	n = count;
	pthread_mutex_unlock(&lock);
	return n;
}

/* Whoever has just connected is about to ask. */
#define FRESH_MS 500

static bool
is_busy(const struct conn *c, int64_t now)
{
	int phase = atomic_load_explicit(&c->phase, memory_order_relaxed);

	if (phase == CONN_OPENING)
		return now - atomic_load_explicit(&c->since_ms,
						  memory_order_relaxed) <
		       FRESH_MS;
	return phase != CONN_IDLE;
}

size_t
conns_busy(void)
{
	int64_t now = clock_monotonic_ms();
	size_t n = 0;

	pthread_mutex_lock(&lock);
	for (const struct conn *c = first; c; c = c->next)
		n += is_busy(c, now);
	pthread_mutex_unlock(&lock);
	return n;
}
