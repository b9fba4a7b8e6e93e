/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Paths of local sockets that are longer than sun_path. */
#ifndef SANCA_OS_LOCAL_H
#define SANCA_OS_LOCAL_H

#include "sanca/os.h"

#include <sys/socket.h>
#include <sys/un.h>

/* An address for this path. *ret_dir is the directory, held open as long as
 * the address is used (through /proc/self/fd when the path is long); *ret_name
 * points at the last part of path. */
MUST_CHECK int local_address(const char *path, struct sockaddr_un *ret,
			     int *ret_dir, const char **ret_name,
			     struct err *err);

#endif
