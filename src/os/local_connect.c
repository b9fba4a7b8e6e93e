/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Connecting to a local socket: in a file of its own, since the signer must
 * not even hold the call. */
#include "local.h"

#include "sanca/files.h"

#include <errno.h>

int
os_connect_local(const char *path, int *ret_fd, struct err *err)
{
	CLEANUP(fd_close) int dir = -1;
	CLEANUP(fd_close) int fd = -1;
	struct sockaddr_un sun;
	const char *name = NULL;

	if (local_address(path, &sun, &dir, &name, err) != 0) {
		if (err->code == ERR_NOT_FOUND || err->code == ERR_OS)
			err->code = ERR_UNREACHABLE;
		return -1;
	}
	/* Connected while blocking, so that a full backlog is waited for. */
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return err_errno(err, ERR_OS, "make a socket");
	if (connect(fd, (struct sockaddr *)&sun, sizeof(sun)) != 0) {
		if (errno == ECONNREFUSED || errno == ENOENT)
			return err_set(err, ERR_UNREACHABLE,
				       "nobody listens on %s: is sancad "
				       "running?",
				       path);
		return err_errno(err, ERR_UNREACHABLE, "connect to %s", path);
	}
	*ret_fd = fd;
	fd = -1;
	return 0;
}
