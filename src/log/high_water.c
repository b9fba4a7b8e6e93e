/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* How far the log once was, kept outside the database. */
#include "sanca/issuance_log.h"

#include "sanca/files.h"
#include "sanca/text.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define HIGH_WATER_BYTES 256

static int
path_of(const char *dir, char path[LIMIT_PATH_BYTES], struct err *err)
{
	int n = snprintf(path, LIMIT_PATH_BYTES, "%s/log/high-water", dir);

	if (n < 0 || n >= LIMIT_PATH_BYTES)
		return err_set(err, ERR_CONFIG,
			       "the path of the data directory is too long");
	return 0;
}

static void
write_text(const struct high_water *hw, struct buf *out)
{
	buf_printf(out,
		   "entries %" PRIu64 "\ncrl-number %" PRIu64 "\ntime %" PRId64
		   "\n",
		   hw->entries, hw->crl_number, hw->time);
}

static int
take_number(char **rest, const char *name, uint64_t *ret, struct err *err)
{
	size_t n = strlen(name);
	char *end = strchr(*rest, '\n');

	if (end == NULL || strncmp(*rest, name, n) != 0)
		return -1;
	*end = '\0';
	int got = text_u64(*rest + n, INT64_MAX, ret, err);

	*rest = end + 1;
	return got;
}

int
high_water_read(const char *dir, struct high_water *ret, struct err *err)
{
	CLEANUP(buf_free) struct buf text = { 0 };
	char path[LIMIT_PATH_BYTES], copy[HIGH_WATER_BYTES + 1] = "";
	uint64_t entries = 0, crl_number = 0, time = 0;
	char *rest = copy;

	if (path_of(dir, path, err) != 0)
		return -1;
	if (file_read(AT_FDCWD, path, HIGH_WATER_BYTES, &text, err) != 0)
		return -1;
	if (text.n > 0)
		memcpy(copy, text.p, text.n);
	if (take_number(&rest, "entries ", &entries, err) != 0 ||
	    take_number(&rest, "crl-number ", &crl_number, err) != 0 ||
	    take_number(&rest, "time ", &time, err) != 0 || *rest != '\0')
		return err_set(err, ERR_CORRUPT,
			       "%s is not as sanca-signer writes it", path);
	*ret = (struct high_water){ entries, crl_number, (int64_t)time };
	return 0;
}

int
high_water_write(const char *dir, const struct high_water *hw, struct err *err)
{
	CLEANUP(buf_free) struct buf text = { 0 };
	char path[LIMIT_PATH_BYTES];

	if (path_of(dir, path, err) != 0)
		return -1;
	write_text(hw, &text);
	if (buf_check(&text, err) != 0)
		return -1;
	return file_replace(AT_FDCWD, path, buf_bytes(&text), 0640, (uid_t)-1,
			    (gid_t)-1, err);
}
