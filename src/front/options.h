/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What sancad gives on the command line. */
#ifndef SANCA_FRONT_OPTIONS_H
#define SANCA_FRONT_OPTIONS_H

#include "sanca/limits.h"
#include "sanca/os.h"

struct fds {
	size_t count;
	int at[LIMIT_LISTENERS];
};

struct options {
	const char *dir;
	int supervisor, signer;
	struct fds plain, tls, client, probe, metrics;
	bool change_user;
	struct os_user user;
	gid_t log_gid; /* -1: none */
};

MUST_CHECK int options_read(int argc, char **argv, struct options *ret,
			    struct err *err);

#endif
