/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The command line of sanca-signer. */
#ifndef SANCA_SIGNER_OPTIONS_H
#define SANCA_SIGNER_OPTIONS_H

#include "sanca/bytes.h"

/* Descriptors are -1 when they were not given. */
struct options {
	const char *dir;
	int supervisor_fd;
	int front_fd;
	int control_fd;		/* a listener */
	int control_channel_fd; /* a connected channel, for offline work */
	const char *user;	/* NULL: stay who we are */
	bool offline;
	bool accept_rollback;
};

/* ERR_USAGE says what is wrong. Texts borrow from argv. */
MUST_CHECK int options_parse(int argc, char **argv, struct options *ret,
			     struct err *err);

#endif
