/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* One end of a channel, for the files that send and receive. */
#ifndef SANCA_IPC_CHANNEL_H
#define SANCA_IPC_CHANNEL_H

#include "sanca/ipc.h"

#include <pthread.h>

struct channel {
	int fd;
	enum ipc_role other;
	pthread_mutex_t sending; /* guards scratch, never held over a wait */
	struct buf scratch;	 /* records on their way out; kept */
};

/* Whether this type comes with a descriptor. */
bool channel_carries_fd(enum msg_type type);

#endif
