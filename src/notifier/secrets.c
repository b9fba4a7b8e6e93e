/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Reads passwords, keys and roots from their files, each time anew. */
#include "secrets.h"

#include "sanca/files.h"
#include "sanca/text.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define SYSTEM_ROOTS "/etc/ssl/certs/ca-certificates.crt"
/* Debian's has 220 KB. */
#define ROOTS_BYTES (4 * 1024 * 1024)

static int
open_dir(const struct notifier *n, int *ret, struct err *err)
{
	*ret = open(n->options.dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (*ret < 0)
		return err_errno(err, ERR_OS, "%.300s", n->options.dir);
	return 0;
}

int
secret_read(const struct notifier *n, const char *key, const char *path,
	    struct buf *ret, struct err *err)
{
	CLEANUP(fd_close) int dir = -1;
	const uint8_t *newline = NULL;

	if (open_dir(n, &dir, err) < 0)
		return -1;
	if (file_check_private(dir, path, geteuid(), err) < 0 ||
	    file_read(dir, path, LIMIT_NOTICE_SECRET_BYTES, ret, err) < 0) {
		err->code = ERR_CONFIG;
		return err_context(err, "%s", key);
	}
	newline = ret->n > 0 ? memchr(ret->p, '\n', ret->n) : NULL;
	if (newline != NULL)
		ret->n = (size_t)(newline - ret->p);
	if (ret->n > 0 && ret->p[ret->n - 1] == '\r')
		ret->n--;
	if (ret->n == 0 || memchr(ret->p, '\0', ret->n) != NULL)
		return err_set(err, ERR_CONFIG,
			       "%s: the first line of %.200s is no secret", key,
			       path);
	return 0;
}

int
roots_open(const struct notifier *n, const char *file, int *ret_fd,
	   struct err *err)
{
	CLEANUP(buf_free) struct buf pem = { 0 };
	CLEANUP(fd_close) int dir = -1;
	struct err none;

	if (open_dir(n, &dir, err) < 0)
		return -1;
	if (file[0] != '\0') {
		if (file_read(dir, file, ROOTS_BYTES, &pem, err) < 0) {
			err->code = ERR_CONFIG;
			return err_context(err, "smtp-ca-file");
		}
	} else if (file_read(AT_FDCWD, SYSTEM_ROOTS, ROOTS_BYTES, &pem, &none) <
		   0) {
		buf_clear(&pem);
	}
	buf_append_u8(&pem, '\n');
	pem_encode("CERTIFICATE", buf_bytes(&n->issuer->der), &pem);
	if (buf_check(&pem, err) < 0)
		return -1;
	return os_sealed(buf_bytes(&pem), ret_fd, err);
}
