/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Listening sockets for clients on the network. */
#include "sanca/os.h"

#include "sanca/files.h"
#include "sanca/limits.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static int
make_socket(const struct os_address *a, int family)
{
	int on = 1;
	int off = 0;
	int waiting = LIMIT_UNREAD_BYTES;
	int fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0 || family == AF_UNIX)
		return fd;
	/* A restart finds the port busy with old connections otherwise. */
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	/* Connections take it over. */
	(void)setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &waiting, sizeof(waiting));
	if (family == AF_INET6)
		(void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY,
				 a->text[0] == '*' ? &off : &on, sizeof(on));
	return fd;
}

/* "*" on a machine without IPv6. */
static void
any_v4(const struct os_address *a, struct os_address *ret)
{
	struct sockaddr_in6 sin6;
	struct sockaddr_in sin = { .sin_family = AF_INET };

	memcpy(&sin6, a->storage, sizeof(sin6));
	sin.sin_port = sin6.sin6_port;
	*ret = *a;
	memcpy(ret->storage, &sin, sizeof(sin));
	ret->length = sizeof(sin);
}

static int
refuse_bind(const struct os_address *a, struct err *err)
{
	if (errno == EADDRINUSE)
		return err_set(
			err, ERR_CONFLICT,
			"%s is in use by another program: choose another "
			"port, or stop that program",
			a->text);
	if (errno == EADDRNOTAVAIL)
		return err_set(err, ERR_CONFIG,
			       "%s is not an address of this machine", a->text);
	if (errno == EACCES)
		return err_set(err, ERR_CONFIG,
			       "%s may not be used: ports below 1024 need root "
			       "or socket activation",
			       a->text);
	return err_errno(err, ERR_OS, "bind %s", a->text);
}

/* A socket that nobody listens on any more is removed. */
static void
remove_stale(const struct sockaddr_un *sun)
{
	CLEANUP(fd_close)
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	struct stat st;

	if (fd < 0 || lstat(sun->sun_path, &st) != 0 || !S_ISSOCK(st.st_mode))
		return;
	if (connect(fd, (const struct sockaddr *)sun, sizeof(*sun)) != 0 &&
	    errno == ECONNREFUSED)
		unlink(sun->sun_path);
}

int
os_listen(const struct os_address *a, int *ret_fd, struct err *err)
{
	CLEANUP(fd_close) int fd = -1;
	struct sockaddr_storage to = { 0 };
	struct os_address v4;

	memcpy(&to, a->storage, a->length);
	fd = make_socket(a, to.ss_family);
	if (fd < 0 && errno == EAFNOSUPPORT && a->text[0] == '*') {
		any_v4(a, &v4);
		return os_listen(&v4, ret_fd, err);
	}
	if (fd < 0)
		return err_errno(err, ERR_OS, "make a socket for %s", a->text);
	if (to.ss_family == AF_UNIX) {
		struct sockaddr_un sun;

		memcpy(&sun, &to, sizeof(sun));
		remove_stale(&sun);
	}
	if (bind(fd, (struct sockaddr *)&to, a->length) != 0)
		return refuse_bind(a, err);
	if (listen(fd, SOMAXCONN) != 0)
		return refuse_bind(a, err);
	*ret_fd = fd;
	fd = -1;
	return 0;
}
