/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A sanca-signer of our own, for a data directory where no daemon runs. */
#ifndef SANCA_CLI_OFFLINE_H
#define SANCA_CLI_OFFLINE_H

#include "sanca/err.h"
#include "sanca/limits.h"

struct offline;

/* Starts it, hands it sanca.conf and waits until it serves; *ret_control is
 * one end of its control channel and the caller's. */
MUST_CHECK int offline_start(const char *dir, struct offline **ret,
			     int *ret_control, struct err *err);
/* Where a program of ours is: beside this one, or where it was installed. */
MUST_CHECK int offline_program(const char *name, char path[LIMIT_PATH_BYTES],
			       struct err *err);
/* Lets it end and waits for that. */
void offline_stop(struct offline **offline);

#endif
