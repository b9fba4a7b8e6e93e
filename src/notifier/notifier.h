/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The process: what its parts share. */
#ifndef SANCA_NOTIFIER_NOTIFIER_H
#define SANCA_NOTIFIER_NOTIFIER_H

#include "db.h"

#include "sanca/certificate.h"
#include "sanca/conf.h"
#include "sanca/ipc.h"
#include "sanca/os.h"

enum job { JOB_SERVE, JOB_TEST, JOB_LIST };

struct options {
	const char *dir;
	int supervisor; /* -1: not started by sancad */
	bool change_user;
	struct os_user user;
	gid_t log_gid; /* of the signer's group; -1: none */
	enum job job;
	const char *to; /* of a test; NULL: each contact */
	bool json;
};
MUST_CHECK int options_read(int argc, char **argv, struct options *ret,
			    struct err *err);

struct notifier {
	struct options options;
	struct loop *loop;
	struct channel *supervisor;
	struct buf storage;
	struct conf *conf; /* NULL: none were given yet */
	struct conf_days days;
	struct issuer *issuer;
	struct db *db;
	struct buf origin; /* of links; empty: there is none */
	int64_t started_ms;
	bool has_settled;      /* the CA has had its time to renew its own */
	bool has_looked;       /* what is due was found by this process */
	int64_t complained_at; /* of what keeps the work from being done */
	bool stop;
	bool is_told_to_stop; /* in the middle of something: it hangs up */
};

/* Takes settings: keeps them, reads the CA. Those before stay when it fails. */
MUST_CHECK int notifier_configure(struct notifier *n, struct bytes text,
				  struct err *err);
void notifier_free(struct notifier *n);
/* Is the end wanted? Asked in the middle of a conversation. */
bool notifier_must_stop(struct notifier *n);
/* Until loop_stop(). */
MUST_CHECK int notifier_serve(struct notifier *n, struct err *err);

/* ---- one step of the work, from the clock alone ---- */

void turn_take(struct notifier *n);
/* Finds anew what is due. */
MUST_CHECK int look_run(struct notifier *n, int64_t now, struct err *err);
/* Writes DIR/notify/state. */
void state_tell(struct notifier *n, int64_t now);

/* ---- by a person ---- */

/* Both return the exit status. */
int try_run(struct notifier *n);
int show_run(struct notifier *n);

#endif
