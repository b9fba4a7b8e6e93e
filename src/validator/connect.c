/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Connects to one address, when that may be done. */
#include "connect.h"

#include "target.h"

#include "sanca/files.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

socklen_t
connect_sockaddr(const struct conf_ip *ip, uint16_t port,
		 struct sockaddr_storage *ret)
{
	struct sockaddr_in four = { .sin_family = AF_INET };
	struct sockaddr_in6 six = { .sin6_family = AF_INET6 };

	*ret = (struct sockaddr_storage){ 0 };
	if (ip->n == 4) {
		four.sin_port = htons(port);
		memcpy(&four.sin_addr, ip->v, 4);
		memcpy(ret, &four, sizeof(four));
		return sizeof(four);
	}
	six.sin6_port = htons(port);
	memcpy(&six.sin6_addr, ip->v, 16);
	memcpy(ret, &six, sizeof(six));
	return sizeof(six);
}

/* The kernel talks to an address of its own from that address. Nothing is sent:
 * UDP connects without a packet. */
static bool
is_here(const struct conf_ip *ip)
{
	struct sockaddr_storage to, from = { 0 };
	socklen_t n = connect_sockaddr(ip, 9, &to);
	socklen_t m = sizeof(from);
	CLEANUP(fd_close)
	int fd = socket(to.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct sockaddr_in four;
	struct sockaddr_in6 six;

	if ((ip->n == 4 && ip->v[0] == 127) || fd < 0 ||
	    connect(fd, (const struct sockaddr *)&to, n) != 0 ||
	    getsockname(fd, (struct sockaddr *)&from, &m) != 0)
		return ip->n == 4 && ip->v[0] == 127;
	memcpy(&four, &from, sizeof(four));
	memcpy(&six, &from, sizeof(six));
	return ip->n == 4 ? memcmp(&four.sin_addr, ip->v, 4) == 0
			  : memcmp(&six.sin6_addr, ip->v, 16) == 0;
}

int
connect_check(const struct job *job, const struct conf_ip *ip, uint16_t port,
	      struct err *err)
{
	return target_check(job->acme, ip, port, is_here(ip), err);
}

void
connect_note(struct job *job, const struct conf_ip *ip, uint16_t port)
{
	CLEANUP(buf_free) struct buf shown = { 0 };

	conf_place_show(ip, port, &shown);
	snprintf(job->address, sizeof(job->address), "%s", buf_text(&shown));
}

int
connect_share_ms(const struct job *job, size_t tries_left)
{
	int left = job_left_ms(job);

	return tries_left > 1 ? left / (int)tries_left : left;
}

static int
wait_connected(int fd, int wait_ms)
{
	struct pollfd p = { .fd = fd, .events = POLLOUT };
	int error = 0;
	socklen_t n = sizeof(error);
	int rc = 0;

	do
		rc = poll(&p, 1, wait_ms);
	while (rc < 0 && errno == EINTR);
	if (rc == 0)
		return ETIMEDOUT;
	if (rc < 0 || getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &n) != 0)
		return errno;
	return error;
}

int
connect_fail(const struct job *job, int error, struct err *err)
{
	const char *advice = "";

	switch (error) {
	case ECONNREFUSED:
		advice = ": nobody listens there: start the server, or mend "
			 "the address of the name";
		break;
	case ETIMEDOUT:
		advice = ": look for a firewall that drops what the CA sends, "
			 "and whether the address of the name is right";
		break;
	case ENETUNREACH:
	case EHOSTUNREACH:
		advice = ": there is no way there from this CA: look at its "
			 "routes, and at the address of the name";
		break;
	default:
		break;
	}
	errno = error;
	return err_set(err, ERR_CONNECTION, "cannot connect to %s: %s%s",
		       job->address, strerrordesc_np(error), advice);
}

int
connect_to(struct job *job, const struct conf_ip *ip, uint16_t port,
	   int wait_ms, int *ret_fd, struct err *err)
{
	struct sockaddr_storage to;
	socklen_t n = connect_sockaddr(ip, port, &to);
	CLEANUP(fd_close) int fd = -1;

	if (connect_check(job, ip, port, err) < 0)
		return -1;
	connect_note(job, ip, port);
	fd = socket(to.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
		    0);
	if (fd < 0)
		return err_errno(err, ERR_OS, "make a socket");
	if (connect(fd, (const struct sockaddr *)&to, n) != 0) {
		if (errno == EINPROGRESS)
			errno = wait_connected(fd, wait_ms);
		if (errno != 0)
			return connect_fail(job, errno, err);
	}
	*ret_fd = fd;
	fd = -1;
	return 0;
}
