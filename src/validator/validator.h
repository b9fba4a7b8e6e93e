/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The process: what its parts share. */
#ifndef SANCA_VALIDATOR_VALIDATOR_H
#define SANCA_VALIDATOR_VALIDATOR_H

#include "pool.h"

#include "sanca/os.h"

struct options {
	int supervisor;
	bool change_user;
	struct os_user user;
};
MUST_CHECK int options_read(int argc, char **argv, struct options *ret,
			    struct err *err);

struct validator {
	struct options options;
	struct loop *loop;
	struct channel *supervisor;
	struct buf storage;
	struct rules *rules; /* NULL: none were given yet */
	struct outlet *outlet;
	bool greeted; /* the signer said HELLO */
	int status;   /* to exit with */
};

/* Until it is told to end; the exit status, or -1. */
MUST_CHECK int validator_serve(struct validator *v, struct err *err);
/* VALIDATE and HELLO of the signer; takes the end of its channel. */
MUST_CHECK int signer_open(struct validator *v, int fd, struct err *err);
void validator_stop(struct validator *v, int status);

#endif
