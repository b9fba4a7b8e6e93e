/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Maps public/ca.crl. The signer replaces that file whole, so that what is
 * mapped stays what it was. */
#include "crl_file.h"
#include "sanca/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>

void
crl_file_close(struct crl_file *file)
{
	if (file->der.n > 0)
		munmap((void *)(uintptr_t)file->der.p, file->der.n);
	file->der = (struct bytes){ 0 };
}

static int
map(const char *path, struct bytes *ret, struct err *err)
{
	CLEANUP(fd_close) int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st = { 0 };
	void *p = NULL;

	if (fd < 0)
		return err_errno(err, errno == ENOENT ? ERR_NOT_FOUND : ERR_OS,
				 "%.300s", path);
	if (fstat(fd, &st) != 0)
		return err_errno(err, ERR_OS, "%.300s", path);
	if (!S_ISREG(st.st_mode) || st.st_size <= 0 ||
	    (uint64_t)st.st_size > LIMIT_CRL_BYTES)
		return err_set(err, ERR_CORRUPT, "%.300s is no CRL", path);
	p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (p == MAP_FAILED)
		return err_errno(err, ERR_OS, "%.300s", path);
	*ret = (struct bytes){ p, (size_t)st.st_size };
	return 0;
}

int
crl_file_open(const char *dir, struct crl_file *ret, struct err *err)
{
	CLEANUP(crl_file_close) struct crl_file file = { 0 };
	char path[LIMIT_PATH_BYTES + 32];

	snprintf(path, sizeof(path), "%s/" CRL_FILE, dir);
	if (map(path, &file.der, err) < 0)
		return -1;
	if (crl_parse(file.der, &file.crl, err) < 0) {
		err->code = ERR_CORRUPT;
		return err_context(err, "%.300s", path);
	}
	*ret = file;
	file.der = (struct bytes){ 0 };
	return 0;
}
