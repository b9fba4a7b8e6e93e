/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Local sockets: addresses of any length, and who is at the other end. */
#include "local.h"

#include "sanca/files.h"
#include "sanca/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int
local_address(const char *path, struct sockaddr_un *ret, int *ret_dir,
	      const char **ret_name, struct err *err)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;
	char dir[LIMIT_PATH_BYTES] = ".";
	CLEANUP(fd_close) int fd = -1;
	int n = 0;

	if (strlen(path) >= sizeof(dir) || name[0] == '\0')
		return err_set(err, ERR_OS, "%.80s cannot name a socket", path);
	if (slash != NULL)
		snprintf(dir, sizeof(dir), "%.*s",
			 slash == path ? 1 : (int)(slash - path), path);
	fd = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return err_errno(err, errno == ENOENT ? ERR_NOT_FOUND : ERR_OS,
				 "open the directory of %s", path);
	if (strlen(path) < sizeof(sun.sun_path))
		n = snprintf(sun.sun_path, sizeof(sun.sun_path), "%s", path);
	else
		n = snprintf(sun.sun_path, sizeof(sun.sun_path),
			     "/proc/self/fd/%d/%s", fd, name);
	if (n < 0 || (size_t)n >= sizeof(sun.sun_path))
		return err_set(err, ERR_OS, "%.80s cannot name a socket", path);
	*ret = sun;
	*ret_name = name;
	*ret_dir = fd;
	fd = -1;
	return 0;
}

int
os_peer(int fd, uid_t *ret_uid, gid_t *ret_gid, pid_t *ret_pid, struct err *err)
{
	struct ucred peer = { 0 };
	socklen_t n = sizeof(peer);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &n) != 0)
		return err_errno(err, ERR_OS, "ask who is at the other end");
	*ret_uid = peer.uid;
	*ret_gid = peer.gid;
	*ret_pid = peer.pid;
	return 0;
}

/* Supplementary groups of one process, at most (NGROUPS_MAX). */
#define PEER_GROUPS 65536

int
os_peer_in_group(int fd, gid_t group, bool *ret, struct err *err)
{
	socklen_t n = PEER_GROUPS * sizeof(gid_t);
	struct ucred peer = { 0 };
	socklen_t peer_n = sizeof(peer);
	gid_t *groups = malloc(n);
	bool found = false;

	if (groups == NULL)
		return err_nomem(err);
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &peer_n) != 0 ||
	    getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups, &n) != 0) {
		free(groups);
		return err_errno(err, ERR_OS,
				 "ask which groups are at the other end");
	}
	found = peer.gid == group;
	for (size_t i = 0; i < n / sizeof(gid_t); i++)
		found = found || groups[i] == group;
	free(groups);
	*ret = found;
	return 0;
}
