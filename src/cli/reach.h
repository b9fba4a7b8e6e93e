/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The way to the signer: the control socket, or a signer started for us. */
#ifndef SANCA_CLI_REACH_H
#define SANCA_CLI_REACH_H

#include "sanca/conf.h"
#include "sanca/ipc.h"

struct reach;

/*
 * Connects to DIR/run/control/sanca.sock. Where nobody listens and
 * may_start is true, starts sanca-signer for this one caller, which then is the
 * only road for writes too; else ERR_UNREACHABLE.
 */
MUST_CHECK int reach_open(const char *dir, bool may_start, struct reach **ret,
			  struct err *err);
/* Says goodbye; a signer of our own is waited for. */
void reach_close(struct reach **reach);

/*
 * Asks and waits. An answer REFUSED becomes an error with its code and text;
 * its violations (may be NULL) are decoded. Any other answer than want is
 * ERR_INTERNAL. *ret borrows from the reach until the next call.
 */
MUST_CHECK int reach_call(struct reach *reach, struct msg *m,
			  enum msg_type want, struct msg *ret,
			  struct violations *violations, struct err *err);
/* Is it a signer of our own, for want of a daemon? */
bool reach_is_offline(const struct reach *reach);
/* The generation of the settings that the signer works with. */
MUST_CHECK int reach_generation(struct reach *reach, uint64_t *ret,
				struct err *err);

#endif
