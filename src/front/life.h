/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The life of the process: settings, channels, draining. */
#ifndef SANCA_FRONT_LIFE_H
#define SANCA_FRONT_LIFE_H

#include "front.h"
#include "options.h"
#include "server.h"

struct life {
	struct front front;
	struct options options;
	struct channel *supervisor;
	struct loop *loop;
	struct server *server;
	struct buf storage;
	int64_t stop_by_ms; /* 0: not stopping */
	int quiet_ticks;
};

/* Waits for the first settings; there are none yet when it is told to end. */
MUST_CHECK int life_first_settings(struct life *l, struct err *err);
/* Serves until told to stop. */
MUST_CHECK int life_run(struct life *l, struct err *err);
/* Tells sancad that a restart would not help. */
void life_fatal(struct life *l, const struct err *err);

#endif
