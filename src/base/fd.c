/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Whole reads and writes of descriptors. */
#include "sanca/files.h"

#include <errno.h>
#include <unistd.h>

#define READ_BYTES ((size_t)16384)

int
fd_write_all(int fd, struct bytes content, struct err *err)
{
	while (content.n > 0) {
		ssize_t n = write(fd, content.p, content.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n == 0)
			errno = EIO;
		if (n <= 0)
			return err_errno(err, ERR_OS, "write");
		content.p += n;
		content.n -= (size_t)n;
	}
	return 0;
}

static int
read_more(int fd, size_t max, struct buf *ret, struct err *err)
{
	for (size_t got = 0;;) {
		/* One octet more than max shows that there is more. */
		size_t want =
			max - got < READ_BYTES ? max - got + 1 : READ_BYTES;
		uint8_t *to = buf_reserve(ret, want);

		if (to == NULL)
			return err_nomem(err);

		ssize_t n = read(fd, to, want);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_errno(err, ERR_OS, "read");
		if (n == 0)
			return 0;
		if ((size_t)n > max - got)
			return err_set(err, ERR_TOO_LARGE,
				       "longer than the %zu octets allowed",
				       max);
		got += (size_t)n;
		ret->n += (size_t)n;
	}
}

int
fd_read_all(int fd, size_t max, struct buf *ret, struct err *err)
{
	size_t before = ret->n;

	if (read_more(fd, max, ret, err) == 0)
		return 0;
	ret->n = before;
	return -1;
}

void
fd_close(int *fd)
{
	int keep = errno;

	if (*fd >= 0)
		close(*fd);
	*fd = -1;
	errno = keep;
}
