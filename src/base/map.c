/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Large files, looked at where they are. */
#include "sanca/files.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int
map_fd(int fd, const char *path, size_t max, struct bytes *ret, struct err *err)
{
	struct stat st;
	void *p = NULL;

	if (fstat(fd, &st) != 0)
		return err_errno(err, ERR_OS, "stat %s", path);
	if (!S_ISREG(st.st_mode) || st.st_size <= 0)
		return err_set(err, ERR_CORRUPT,
			       "%s is no file with anything in it", path);
	if ((uint64_t)st.st_size > max)
		return err_set(err, ERR_TOO_LARGE,
			       "%s has more than %zu octets", path, max);
	p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (p == MAP_FAILED)
		return err_errno(err, ERR_OS, "mmap %s", path);
	*ret = (struct bytes){ p, (size_t)st.st_size };
	return 0;
}

int
file_map(int dirfd, const char *path, size_t max, int *ret_fd,
	 struct bytes *ret, struct err *err)
{
	CLEANUP(fd_close)
	int fd = openat(dirfd, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		return err_errno(err, errno == ENOENT ? ERR_NOT_FOUND : ERR_OS,
				 "%s", path);
	if (map_fd(fd, path, max, ret, err) != 0)
		return -1;
	if (ret_fd != NULL) {
		*ret_fd = fd;
		fd = -1;
	}
	return 0;
}

void
file_unmap(struct bytes *map)
{
	if (map->p != NULL)
		munmap((void *)(uintptr_t)map->p, map->n);
	*map = (struct bytes){ 0 };
}
