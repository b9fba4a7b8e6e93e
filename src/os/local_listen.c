/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The control listener: a local socket with exact mode and group. */
#include "local.h"

#include "sanca/files.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Removes a socket behind which nobody listens; a live one is a conflict. */
static int
remove_stale(int dir, const char *name, const struct sockaddr_un *sun,
	     const char *path, struct err *err)
{
	CLEANUP(fd_close) int fd = -1;
	struct stat st;

	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT
			       ? 0
			       : err_errno(err, ERR_OS, "stat %s", path);
	if (!S_ISSOCK(st.st_mode))
		return err_set(
			err, ERR_CONFLICT,
			"%s is in the way and is not a socket: remove it",
			path);
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return err_errno(err, ERR_OS, "make a socket");
	if (connect(fd, (const struct sockaddr *)sun, sizeof(*sun)) == 0 ||
	    errno == EAGAIN)
		return err_set(err, ERR_CONFLICT,
			       "another program listens on %s", path);
	if (unlinkat(dir, name, 0) != 0 && errno != ENOENT)
		return err_errno(err, ERR_OS, "remove the stale %s", path);
	return 0;
}

static int
set_access(int dir, const char *name, mode_t mode, gid_t group,
	   const char *path, struct err *err)
{
	if (group != (gid_t)-1 &&
	    fchownat(dir, name, (uid_t)-1, group, AT_SYMLINK_NOFOLLOW) != 0)
		return err_errno(err, ERR_OS, "give %s to group %ju", path,
				 (uintmax_t)group);
	if (fchmodat(dir, name, mode, 0) != 0)
		return err_errno(err, ERR_OS, "chmod %s", path);
	return 0;
}

int
os_listen_local(const char *path, mode_t mode, gid_t group, int *ret_fd,
		struct err *err)
{
	CLEANUP(fd_close) int dir = -1;
	CLEANUP(fd_close) int at = -1;
	CLEANUP(fd_close) int fd = -1;
	struct sockaddr_un sun;
	const char *name = NULL;

	if (local_address(path, &sun, &at, &name, err) != 0)
		return -1;
	dir = openat(at, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return err_errno(err, ERR_OS, "open the directory of %s", path);
	if (remove_stale(dir, name, &sun, path, err) != 0)
		return -1;
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return err_errno(err, ERR_OS, "make a socket");
	/* bind(2) takes the mode of the file from that of the socket: nobody
	 * slips in between bind and chmod. */
	if (fchmod(fd, 0600) != 0 ||
	    bind(fd, (struct sockaddr *)&sun, sizeof(sun)) != 0)
		return err_errno(err, ERR_OS, "bind %s", path);
	if (set_access(dir, name, mode, group, path, err) != 0)
		return -1;
	if (listen(fd, 64) != 0)
		return err_errno(err, ERR_OS, "listen on %s", path);
	*ret_fd = fd;
	fd = -1;
	return 0;
}
