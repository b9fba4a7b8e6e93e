/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Sockets passed by the service manager (sd_listen_fds(3), the protocol). */
#include "sanca/os.h"

#include "sanca/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define FIRST_FD 3

static int
take_socket(int fd, struct err *err)
{
	int listens = 0;
	socklen_t n = sizeof(listens);
	int flags = fcntl(fd, F_GETFL);

	if (flags < 0 ||
	    getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &n) != 0)
		return err_errno(err, ERR_CONFIG,
				 "socket activation: descriptor %d", fd);
	if (!listens)
		return err_set(err, ERR_CONFIG,
			       "socket activation: descriptor %d does not "
			       "listen: use Accept=no",
			       fd);
	if (fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0 ||
	    fcntl(fd, F_SETFD, FD_CLOEXEC) != 0)
		return err_errno(err, ERR_OS,
				 "socket activation: descriptor %d", fd);
	return 0;
}

/* One name of a list with colons; what is too long is cut. */
static const char *
take_name(const char *list, char name[32])
{
	size_t n = strcspn(list, ":");

	snprintf(name, 32, "%.*s", (int)(n < 31 ? n : 31), list);
	return list[n] == ':' ? list + n + 1 : list + n;
}

static bool
is_for_us(const char *pid_text, const char *count_text, uint64_t *ret_count)
{
	uint64_t pid = 0;
	struct err why;

	if (pid_text == NULL || count_text == NULL)
		return false;
	return text_u64(pid_text, INT32_MAX, &pid, &why) == 0 &&
	       pid == (uint64_t)getpid() &&
	       text_u64(count_text, 1024, ret_count, &why) == 0;
}

int
os_activation(int *ret_fds, char (*ret_names)[32], size_t max,
	      size_t *ret_count, struct err *err)
{
	const char *names = getenv("LISTEN_FDNAMES");
	uint64_t count = 0;

	if (!is_for_us(getenv("LISTEN_PID"), getenv("LISTEN_FDS"), &count))
		count = 0;
	if (count > max)
		return err_set(err, ERR_CONFIG,
			       "socket activation: %ju sockets, of which at "
			       "most %zu can be used",
			       (uintmax_t)count, max);
	if (names == NULL)
		names = "";
	for (size_t i = 0; i < count; i++) {
		if (take_socket(FIRST_FD + (int)i, err) != 0)
			return -1;
		ret_fds[i] = FIRST_FD + (int)i;
		names = take_name(names, ret_names[i]);
	}
	/* Not for our children. */
	unsetenv("LISTEN_PID");
	unsetenv("LISTEN_FDS");
	unsetenv("LISTEN_FDNAMES");
	*ret_count = (size_t)count;
	return 0;
}
