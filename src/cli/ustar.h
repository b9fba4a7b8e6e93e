/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The headers of a tar archive (POSIX.1-1988 ustar). */
#ifndef SANCA_CLI_USTAR_H
#define SANCA_CLI_USTAR_H

#include "sanca/bytes.h"

#include <sys/types.h>

#define USTAR_BLOCK 512

/* Of a regular file; name has at most 99 octets. There is one way to write it:
 * who knows name, mode, size and time compares instead of parsing. */
void ustar_header(const char *name, mode_t mode, uint64_t size, int64_t time,
		  uint8_t ret[USTAR_BLOCK]);
/* Size and time, of a header that is one after all when ustar_header() writes
 * the same with them. */
MUST_CHECK int ustar_numbers(const uint8_t header[USTAR_BLOCK],
			     uint64_t *ret_size, int64_t *ret_time,
			     struct err *err);
/* Octets of zero that follow a file of this size. */
size_t ustar_padding(uint64_t size);

#endif
