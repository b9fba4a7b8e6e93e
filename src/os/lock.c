/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A lock that ends with its holder, however that ends. */
#include "sanca/os.h"

#include "sanca/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The pid in the file, for the message; "unknown" when there is none. */
static void
read_holder(int fd, char holder[16])
{
	ssize_t n = pread(fd, holder, 15, 0);

	holder[n > 0 ? n : 0] = '\0';
	holder[strspn(holder, "0123456789")] = '\0';
	if (holder[0] == '\0')
		snprintf(holder, 16, "unknown");
}

static int
write_holder(int fd, const char *path, struct err *err)
{
	char text[16];
	int n = snprintf(text, sizeof(text), "%d\n", (int)getpid());

	if (ftruncate(fd, 0) != 0 || pwrite(fd, text, (size_t)n, 0) != n)
		return err_errno(err, ERR_OS, "write %s", path);
	return 0;
}

int
os_lock_file(int dirfd, const char *path, int *ret_fd, struct err *err)
{
	CLEANUP(fd_close)
	int fd = openat(dirfd, path,
			O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY,
			0644);
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	char holder[16];

	if (fd < 0)
		return err_errno(err, ERR_OS, "open the lock file %s", path);
	if (fcntl(fd, F_OFD_SETLK, &whole) != 0) {
		if (errno != EAGAIN && errno != EACCES)
			return err_errno(err, ERR_OS, "lock %s", path);
		read_holder(fd, holder);
		return err_set(err, ERR_CONFLICT,
			       "%s is held by process %s: it already works "
			       "here, and two must not",
			       path, holder);
	}
	if (write_holder(fd, path, err) != 0)
		return -1;
	*ret_fd = fd;
	fd = -1;
	return 0;
}
