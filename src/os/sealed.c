/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Bytes handed to another process that nobody can change any more. */
#include "sanca/os.h"

#include "sanca/files.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define ALL_SEALS (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)

int
os_sealed(struct bytes content, int *ret_fd, struct err *err)
{
	CLEANUP(fd_close)
	int fd = memfd_create("sanca", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd < 0)
		return err_errno(err, ERR_OS, "make a memory file");
	if (fd_write_all(fd, content, err) != 0)
		return err_context(err, "fill a memory file");
	if (fcntl(fd, F_ADD_SEALS, ALL_SEALS) != 0)
		return err_errno(err, ERR_OS, "seal a memory file");
	*ret_fd = fd;
	fd = -1;
	return 0;
}

/* With pread, since the offset is shared with every other holder. */
static int
read_from_start(int fd, size_t size, struct buf *ret, struct err *err)
{
	size_t done = 0;

	while (done < size) {
		uint8_t *to = buf_reserve(ret, size - done);
		ssize_t n = 0;

		if (to == NULL)
			return err_nomem(err);
		n = pread(fd, to, size - done, (off_t)done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return err_errno(err, ERR_OS, "read a memory file");
		ret->n += (size_t)n;
		done += (size_t)n;
	}
	return 0;
}

int
os_sealed_read(int fd, size_t max, struct buf *ret, struct err *err)
{
	size_t before = ret->n;
	int seals = fcntl(fd, F_GET_SEALS);
	struct stat st;

	if (seals < 0 || (seals & ALL_SEALS) != ALL_SEALS)
		return err_set(err, ERR_MALFORMED,
			       "a descriptor is not a sealed memory file");
	if (fstat(fd, &st) != 0)
		return err_errno(err, ERR_OS, "stat a memory file");
	if ((uintmax_t)st.st_size > max)
		return err_set(err, ERR_TOO_LARGE,
			       "a memory file has more than %zu octets", max);
	if (read_from_start(fd, (size_t)st.st_size, ret, err) != 0) {
		ret->n = before;
		return -1;
	}
	return 0;
}
